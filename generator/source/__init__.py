"""Pass 1: read everything an author wrote, positions kept, or report what cannot be read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from generator.diagnostics import Diagnostics, Position, error
from generator.source.encoding import decode
from generator.source.lesson import BankSource, LessonSource, read_bank, read_lesson
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

LARGEST = 5_000_000  # bytes; a text file beyond this is no lesson


@dataclass(frozen=True, slots=True)
class Sheet(Generic[M]):
    """A YAML file as authored, with the places of its parts."""

    path: str
    document: Document
    data: M


@dataclass(frozen=True, slots=True)
class Source:
    """The authored form of a whole course; a file that could not be read is missing here and reported."""

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
    ids_lock: tuple[str, ...]

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
                "there is no curriculum.yml",
                "start one with «hocvuso new»",
            )
        )
    language = curriculum.data.language if curriculum else "vi"
    lessons = []
    for path in sorted(f for f in files if f.startswith("content/lessons/") and f.endswith(".md")):
        text = _text(root, path, problems)
        if text is not None:
            lessons.append(read_lesson(text, path, _language(path, language), problems))
    banks = []
    for path in sorted(f for f in files if f.startswith("content/items/") and f.endswith(".md")):
        text = _text(root, path, problems)
        if text is not None:
            banks.append(read_bank(text, path, _language(path, language), problems))
    frameworks = [
        _sheet(root, f, FrameworkFile, files, problems)
        for f in sorted(files)
        if f.startswith("content/frameworks/") and f.endswith(".yml") and not f.endswith("/crosswalks.yml")
    ]
    styles = [
        _sheet(root, f, StyleFile, files, problems)
        for f in sorted(files)
        if f.startswith("content/style/") and f.endswith(".yml")
    ]
    facts = _sheet(root, "content/facts.yml", FactsFile, files, problems)
    glossary = _sheet(root, "content/glossary.yml", GlossaryFile, files, problems)
    crosswalks = _sheet(root, "content/frameworks/crosswalks.yml", CrosswalksFile, files, problems)
    lock = _text(root, "content/ids.lock", problems) if "content/ids.lock" in files else ""
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
        styles={s.data.language: s.data for s in styles if s is not None},
        files=files,
        ids_lock=tuple(line.strip() for line in (lock or "").split("\n") if line.strip() and not line.startswith("#")),
    )


def _language(path: str, default: str) -> str:
    """``b07-goi-dien.en.md`` is English; without a suffix a lesson is in the course's language."""
    parts = path.rsplit("/", 1)[-1].split(".")
    return parts[-2] if len(parts) > 2 else default


def _walk(root: Path, problems: Diagnostics) -> Iterator[str]:
    """Yield ``curriculum.yml`` and the files of ``content/``; a link out of the course is refused."""
    inside = root.resolve()
    if (root / "curriculum.yml").is_file():
        yield "curriculum.yml"
    for path in sorted((root / "content").rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_symlink() and not path.resolve().is_relative_to(inside):
            problems.add(
                error(
                    Position(name), "outside-course", "this link leads out of the course", "copy the file itself here"
                )
            )
        elif path.is_file():
            yield name


def _text(root: Path, path: str, problems: Diagnostics) -> str | None:
    file = root / path
    if file.stat().st_size > LARGEST:
        problems.add(error(Position(path), "file-too-large", "the file is larger than 5 MB", "split it"))
        return None
    return decode(file.read_bytes(), path, problems)


def _sheet(root: Path, path: str, schema: type[M], files: frozenset[str], problems: Diagnostics) -> Sheet[M] | None:
    if path not in files:
        return None
    text = _text(root, path, problems)
    document = read_yaml(text, Position(path), problems) if text is not None else None
    data = validate(document, schema, problems) if document else None
    return Sheet(path, document, data) if document and data else None
