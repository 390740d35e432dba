"""Pass 1: read everything an author wrote, positions kept, or report what cannot be read."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from generator.diagnostics import Diagnostics, Position, error
from generator.source.encoding import decode
from generator.source.lesson import BankSource, LessonSource, read_bank, read_lesson
from generator.source.locale import Words, words
from generator.source.lock import Released, read_lock
from generator.source.released import FOLDER, Baseline, place, read_release, versions
from generator.source.schema import (
    CrosswalksFile,
    CurriculumFile,
    FactsFile,
    FrameworkFile,
    GlossaryFile,
    StyleFile,
)
from generator.source.yamlfile import Document, read_yaml, validate

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T", LessonSource, BankSource)
_Read = Callable[[str, str, str, Words, Diagnostics], T | None]

LARGEST = 500_000  # bytes; a text file beyond this is no lesson
LOCK = "content/ids.lock"
CROSSWALKS = "content/frameworks/crosswalks.yml"


@dataclass(frozen=True, slots=True)
class Sheet(Generic[M]):
    """A YAML file as authored, with the places of its parts."""

    path: str
    document: Document
    data: M


@dataclass(frozen=True, slots=True)
class Source:
    """The authored form of a whole course.

    A file that could not be read is reported and named in ``failed``: what it would have held is not missed twice.
    """

    root: Path
    curriculum: Sheet[CurriculumFile]
    lessons: tuple[LessonSource, ...]
    banks: tuple[BankSource, ...]
    frameworks: tuple[Sheet[FrameworkFile], ...]
    crosswalks: Sheet[CrosswalksFile] | None
    facts: Sheet[FactsFile] | None
    glossary: Sheet[GlossaryFile] | None
    styles: Mapping[str, StyleFile]
    files: frozenset[str]
    ids_lock: tuple[Released, ...]
    baseline: Baseline | None = None
    failed: frozenset[str] = frozenset()

    @property
    def holders(self) -> tuple[LessonSource | BankSource, ...]:
        """Every Markdown file that holds questions."""
        return (*self.lessons, *self.banks)

    def style(self, language: str) -> StyleFile:
        """Return the rules of ``language``; none when the course has no style file for it."""
        return self.styles.get(language) or StyleFile(schema=1, language=language)


def load(root: Path, problems: Diagnostics) -> Source | None:
    """Read the course at ``root``; nothing is returned only when ``curriculum.yml`` cannot be read."""
    files = frozenset(_walk(root, problems))
    reader = _Reader(root, files, problems)
    curriculum = reader.sheet("curriculum.yml", CurriculumFile)
    if "curriculum.yml" not in files:
        problems.add(
            error(
                Position("curriculum.yml"),
                "no-curriculum",
                "there is no curriculum.yml in this folder",
                "go to the folder of the course, or start a course with «hocvuso new»",
            )
        )
    language = curriculum.data.language if curriculum else "vi"
    styles = {
        s.data.language: s.data for f in reader.below("content/style/", ".yml") if (s := reader.sheet(f, StyleFile))
    }
    lessons = [reader.markdown(f, language, styles, read_lesson) for f in reader.below("content/lessons/", ".md")]
    banks = [reader.markdown(f, language, styles, read_bank) for f in reader.below("content/items/", ".md")]
    frameworks = [
        reader.sheet(f, FrameworkFile) for f in reader.below("content/frameworks/", ".yml") if f != CROSSWALKS
    ]
    facts = reader.sheet("content/facts.yml", FactsFile)
    glossary = reader.sheet("content/glossary.yml", GlossaryFile)
    crosswalks = reader.sheet(CROSSWALKS, CrosswalksFile)
    lock = reader.text(LOCK) if LOCK in files else ""
    if curriculum is None:
        return None
    return Source(
        root=root,
        curriculum=curriculum,
        lessons=tuple(x for x in lessons if x is not None),
        banks=tuple(x for x in banks if x is not None),
        frameworks=tuple(x for x in frameworks if x is not None),
        crosswalks=crosswalks,
        facts=facts,
        glossary=glossary,
        styles=styles,
        files=files,
        ids_lock=read_lock(lock or "", LOCK),
        baseline=reader.baseline(),
        failed=frozenset(reader.failed),
    )


class _Reader:
    """Reads files of one course and remembers which it could not read."""

    def __init__(self, root: Path, files: frozenset[str], problems: Diagnostics) -> None:
        self.root = root
        self.files = files
        self.problems = problems
        self.failed: set[str] = set()

    def below(self, folder: str, ending: str) -> list[str]:
        return sorted(f for f in self.files if f.startswith(folder) and f.endswith(ending))

    def text(self, path: str) -> str | None:
        file = self.root / path
        if file.stat().st_size <= LARGEST:
            return decode(file.read_bytes(), path, self.problems)
        self.problems.add(
            error(
                Position(path),
                "file-too-large",
                "the file is larger than {most} KB",
                "split it into several files",
                most=LARGEST // 1000,
            )
        )
        return None

    def sheet(self, path: str, schema: type[M]) -> Sheet[M] | None:
        if path not in self.files:
            return None
        text = self.text(path)
        document = read_yaml(text, Position(path), self.problems) if text is not None else None
        data = validate(document, schema, self.problems) if document else None
        if document is not None and data is not None:
            return Sheet(path, document, data)
        self.failed.add(path)
        return None

    def baseline(self) -> Baseline | None:
        """Return the newest release; only this one is read."""
        known = versions(self.files)
        if not known:
            return None
        return read_release((self.root / place(known[-1])).read_bytes(), known[-1], self.problems)

    def markdown(self, path: str, language: str, styles: Mapping[str, StyleFile], read: _Read[T]) -> T | None:
        text = self.text(path)
        spoken = _language(path, language)
        found = read(text, path, spoken, _words(spoken, styles), self.problems) if text is not None else None
        if found is None:
            self.failed.add(path)
        return found


def _words(language: str, styles: Mapping[str, StyleFile]) -> Words:
    own = styles.get(language)
    return words(language).extended(own.headings if own else {})


def _language(path: str, default: str) -> str:
    """``b07-goi-dien.en.md`` is English; without a suffix a lesson is in the course's language."""
    parts = path.rsplit("/", 1)[-1].split(".")
    return parts[-2] if len(parts) > 2 else default


def _walk(root: Path, problems: Diagnostics) -> Iterator[str]:
    """Yield ``curriculum.yml`` and the files of ``content/`` and ``releases/``; a link out of the course is refused."""
    inside = root.resolve()
    folders = [root / name for name in ("content", FOLDER)]
    found = [p for p in (root / "curriculum.yml", *folders) if p.is_symlink() or p.exists()]
    found += [p for f in folders if f.is_dir() and _stays(f, inside) for p in f.rglob("*")]
    for path in sorted(found):
        name = path.relative_to(root).as_posix()
        if not _stays(path, inside):
            problems.add(
                error(
                    Position(name), "outside-course", "this link leads out of the course", "copy the file itself here"
                )
            )
        elif path.is_file():
            yield name


def _stays(path: Path, inside: Path) -> bool:
    """Return whether ``path`` is no link, or one that stays below ``inside``."""
    try:
        return not path.is_symlink() or path.resolve().is_relative_to(inside)
    except (OSError, RuntimeError):  # a link that leads in a circle
        return False
