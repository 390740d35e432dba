"""A course of plain text files and three small targets: the driver is tried without parser or engines.

``curriculum.yml`` holds ``key: value`` lines (title, date, pass_mark, track); a lesson is ``content/lessons/<id>.txt``.
A lesson whose text holds one of ``MISCHIEF`` makes its jobs misbehave.
"""

import os
import signal
import socket
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from generator import state
from generator.build import Course, Silent, build, losses
from generator.diagnostics import Diagnostic, Diagnostics, Position, TargetError, error, warning
from generator.items import ITEM_TYPES, Item
from generator.model import Audience, Curriculum, Edition, Lesson, Track
from generator.state import Request
from generator.summary import Summary
from generator.targets import Job, Package, Record, RenderContext, Target
from generator.theme import Theme

MISCHIEF = ("!raise", "!fail", "!base", "!kill", "!network", "!leftover", "!promise", "!theme", "!clash", "!full")
ROOT = Path(__file__).parent.parent
CODE = ROOT / "tests/curricula/minimal"  # stands for our own code, so that it is small and stands still


class Options(BaseModel):
    size: int = 12


@dataclass(frozen=True, slots=True)
class Sheet:
    lesson: Lesson
    pass_mark: int
    position: Position = field(compare=False)


def paper(sheet: Sheet, context: RenderContext) -> Package:
    """A lesson's handout; the theme's style is in it."""
    misbehave(sheet.lesson.message, context)
    style = context.theme.find("fake/style.css").read_bytes()
    slug = sheet.lesson.slug
    made = {f"print/bai/{slug}-doc.pdf": b"%PDF " + sheet.lesson.message.encode() + style + str(context.date).encode()}
    if "!clash" in sheet.lesson.message:
        made["print/bai/same.pdf"] = b"%PDF"
    return Package({}) if "!promise" in sheet.lesson.message else Package(made)


def zipped(sheet: Sheet, context: RenderContext) -> Package:
    """A lesson's package."""
    page = f"<!DOCTYPE html><html lang='vi'><title>{sheet.lesson.title}</title><p>{sheet.pass_mark}</p></html>"
    return Package({"index.html": page.encode()}, f"packages/zips/{sheet.lesson.slug}.zip")


def site(lessons: tuple[str, ...], context: RenderContext) -> Package:
    """The whole site, with every handout inside."""
    handouts = {f"site/in/{p.path.rsplit('/', 1)[-1]}": p.content for p in context.products.values()}
    page = f"<!DOCTYPE html><html lang='vi'><title>x</title><p>{' '.join(lessons)}</p></html>"
    return Package(
        {"site/index.html": page.encode(), "site/logo.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>"} | handouts
    )


def asleep(subject: str, context: RenderContext) -> Package:
    """A job that is never done."""
    time.sleep(120)
    return Package({})


@dataclass(frozen=True)
class Sleeper:
    title: str = "Sleep"
    engines: tuple[str, ...] = ()
    item_types: frozenset[type[Item]] = ITEM_TYPES
    Options: type[BaseModel] = Options

    def jobs(self, curriculum: Curriculum, options: Any) -> Iterable[Job]:
        yield Job("sleep", asleep, "", (), ())


def misbehave(text: str, context: RenderContext) -> None:
    if "!raise" in text:
        raise ValueError("no such paper")
    if "!fail" in text:
        raise TargetError("paper", "x", "the printer is on fire")
    if "!base" in text:
        raise SystemExit("an engine gives up")
    if "!kill" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "!network" in text:
        socket.create_connection(("127.0.0.1", 9), timeout=1)
    if "!theme" in text:
        context.theme.find("start/index.css")
    if "!full" in text:
        raise OSError(28, "No space left on device")


@dataclass(frozen=True)
class Papers:
    title: str = "Handouts"
    engines: tuple[str, ...] = ()
    item_types: frozenset[type[Item]] = ITEM_TYPES
    Options: type[BaseModel] = Options

    def jobs(self, curriculum: Curriculum, options: Any) -> Iterable[Job]:
        for x in curriculum.lessons:
            made = (f"print/bai/{x.slug}-doc.pdf",)
            yield Job(x.slug, paper, Sheet(x, 0, x.position), ("fake",), made, about=(x.identifier,))

    def check(self, curriculum: Curriculum, options: Any) -> Iterable[Diagnostic]:
        for x in curriculum.lessons:
            if "film" in x.message:
                yield warning(x.position, "no-film", "paper shows no film", "")


@dataclass(frozen=True)
class Zips:
    title: str = "Packages"
    engines: tuple[str, ...] = ()
    item_types: frozenset[type[Item]] = ITEM_TYPES
    Options: type[BaseModel] = Options

    def jobs(self, curriculum: Curriculum, options: Any) -> Iterable[Job]:
        for x in curriculum.lessons:
            record = Record(x.slug, x.title, x.minutes, curriculum.pass_mark, ())
            made = (f"packages/zips/{x.slug}.zip",)
            subject = Sheet(x, curriculum.pass_mark, x.position)
            yield Job(x.slug, zipped, subject, (), made, record=record, about=(x.identifier,))


@dataclass(frozen=True)
class Site:
    title: str = "Site"
    engines: tuple[str, ...] = ()
    item_types: frozenset[type[Item]] = ITEM_TYPES
    Options: type[BaseModel] = Options

    def jobs(self, curriculum: Curriculum, options: Any) -> Iterable[Job]:
        titles = tuple(x.title for t in curriculum.tracks for x in t.lessons)
        yield Job("site", site, titles, (), ("site/",), ("print/bai/",))


TARGETS: dict[str, Target] = {"papers": Papers(), "site": Site(), "zips": Zips()}


def prepare(root: Path, theme: Theme, problems: Diagnostics) -> Course | None:
    """Read the course of plain text files."""
    lines = (root / "curriculum.yml").read_text("utf-8").splitlines()
    given = dict(line.split(": ", 1) for line in lines)
    lessons = {}
    for number, path in enumerate(sorted((root / "content/lessons").glob("*.txt")), 1):
        title, _, text = path.read_text("utf-8").partition("\n")
        where, name = Position(f"content/lessons/{path.name}", number), path.stem
        if "!error" in text:
            problems.add(error(where, "wrong", "this is wrong", ""))
        one = Lesson(
            name.upper(),
            name,
            title,
            title,
            "vi",
            10,
            text,
            (),
            (),
            (),
            (),
            (),
            "1.0.0",
            (),
            (),
            None,
            (),
            "bác",
            where,
        )
        lessons[path.stem.upper()] = one
    chosen = tuple(lessons[i] for i in given["track"].split())
    track = Track("lop", "Lớp", "", Audience("x", "X", ()), chosen, None, "vi")
    curriculum = Curriculum(
        "nho", given["title"], "", "vi", "CC-BY-4.0", "1.0.0", date.fromisoformat(given["date"]), ("A",), "",
        int(given["pass_mark"]), (), (), (track,), tuple(lessons.values()), (), (), Edition("x", "", (), (), ""),
    )  # fmt: skip
    course = Course(curriculum, TARGETS, {name: Options() for name in TARGETS}, tuple(TARGETS))
    if not problems.errors:
        problems.extend(losses(course, course.enabled))
    return course


def write_course(root: Path) -> None:
    """Write a course of three lessons."""
    files = {
        "curriculum.yml": "title: Khoá nhỏ\ndate: 2026-11-20\npass_mark: 60\ntrack: B01 B02 B03\n",
        "content/lessons/b01.txt": "Bài một\nGọi điện.\n",
        "content/lessons/b02.txt": "Bài hai\nXem film.\n",
        "content/lessons/b03.txt": "Bài ba\nNhắn tin.\n",
        "theme/fake/style.css": "p { color: black }\n",
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def run(root: Path, out: Path | None = None, **asked: Any) -> Summary:
    """Build the fake course at ``root``."""
    workers, reporter = asked.pop("workers", 1), asked.pop("reporter", Silent())
    request = Request(root.resolve(), (out or root / "dist").absolute(), workers=workers, **asked)
    return build(request, reporter, prepare)


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below ``folder``."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def main() -> None:
    """Build ``argv[1]`` and print the summary; for tests that kill the process."""
    state.CODE = CODE
    summary = run(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
    print(asdict(summary))
