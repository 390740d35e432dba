"""Pass 1: read everything an author wrote, positions kept, or report what cannot be read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from generator.diagnostics import Diagnostics, Position, error
from generator.source.encoding import decode
from generator.source.lesson import BankSource, LessonSource, read_bank, read_lesson
from generator.source.locale import Words, words
from generator.source.lock import Released, read_lock
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

LARGEST = 1_000_000  # bytes; a text file beyond this is no lesson
LOCK = "content/ids.lock"


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
    curriculum = _sheet(root, "curriculum.yml", CurriculumFile, files, problems)
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
        s.data.language: s.data
        for f in sorted(files)
        if f.startswith("content/style/") and f.endswith(".yml")
        if (s := _sheet(root, f, StyleFile, files, problems)) is not None
    }
    lessons = []
    for path in _markdown(files, "content/lessons/"):
        text = _text(root, path, problems)
        if text is not None:
            spoken = _language(path, language)
            lessons.append(read_lesson(text, path, spoken, _words(spoken, styles), problems))
    banks = []
    for path in _markdown(files, "content/items/"):
        text = _text(root, path, problems)
        if text is not None:
            spoken = _language(path, language)
            banks.append(read_bank(text, path, spoken, _words(spoken, styles), problems))
    frameworks = [
        _sheet(root, f, FrameworkFile, files, problems)
        for f in sorted(files)
        if f.startswith("content/frameworks/") and f.endswith(".yml") and not f.endswith("/crosswalks.yml")
    ]
    facts = _sheet(root, "content/facts.yml", FactsFile, files, problems)
    glossary = _sheet(root, "content/glossary.yml", GlossaryFile, files, problems)
    crosswalks = _sheet(root, "content/frameworks/crosswalks.yml", CrosswalksFile, files, problems)
    lock = _text(root, LOCK, problems) if LOCK in files else ""
    if curriculum is None:
        return None
    sheets = (facts, glossary, crosswalks, *frameworks)
    read = {x.path for x in (*lessons, *banks, *sheets) if x is not None}
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
        failed=frozenset(files - read) & frozenset(f for f in files if f.endswith((".md", ".yml"))),
    )


def _markdown(files: frozenset[str], folder: str) -> list[str]:
    return sorted(f for f in files if f.startswith(folder) and f.endswith(".md"))


def _words(language: str, styles: Mapping[str, StyleFile]) -> Words:
    own = styles.get(language)
    return words(language).extended(own.headings if own else {})


def _language(path: str, default: str) -> str:
    """``b07-goi-dien.en.md`` is English; without a suffix a lesson is in the course's language."""
    parts = path.rsplit("/", 1)[-1].split(".")
    return parts[-2] if len(parts) > 2 else default


def _walk(root: Path, problems: Diagnostics) -> Iterator[str]:
    """Yield ``curriculum.yml`` and the files of ``content/``; a link out of the course is refused."""
    inside = root.resolve()
    found = [p for p in (root / "curriculum.yml", root / "content") if p.is_symlink() or p.exists()]
    if (root / "content").is_dir() and _stays(root / "content", inside):
        found += (root / "content").rglob("*")
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


def _text(root: Path, path: str, problems: Diagnostics) -> str | None:
    file = root / path
    if file.stat().st_size > LARGEST:
        problems.add(
            error(
                Position(path),
                "file-too-large",
                "the file is larger than {most} MB",
                "split it into several files",
                most=LARGEST // 1_000_000,
            )
        )
        return None
    return decode(file.read_bytes(), path, problems)


def _sheet(root: Path, path: str, schema: type[M], files: frozenset[str], problems: Diagnostics) -> Sheet[M] | None:
    if path not in files:
        return None
    text = _text(root, path, problems)
    document = read_yaml(text, Position(path), problems) if text is not None else None
    data = validate(document, schema, problems) if document else None
    return Sheet(path, document, data) if document and data else None
