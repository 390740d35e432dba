"""The course's site against stock Material for MkDocs with search, on the same lessons.

Each side is built in a process of its own (``bench.sides``), from the same resolved lessons; reading the course is
counted for neither. The stock side is given the same words under the same headings, as Markdown and HTML,
a page per lesson and module. The run fails when our site lacks a page or a heading that the stock site has.
"""

import gzip
import pickle
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import unescape
from pathlib import Path

from bench.measure import LackingError, Row, cost
from generator.diagnostics import Diagnostics
from generator.model import Curriculum, Lesson, Module
from generator.resolve import resolve
from generator.source import load
from generator.theme import layered

SIZES = (0, 200)  # 0: the course as it is
MODULE = 20  # generated lessons in a module
ROUNDS = 3  # of each side, in turn; the least counts
_HEADING = re.compile(r"<h([1-4])\b[^>]*>(.*?)</h\1>", re.DOTALL)
_PILCROW = re.compile(r'<a class="headerlink".*?</a>', re.DOTALL)
_REQUEST = re.compile(r'(?:<link rel="stylesheet"|<script)[^>]*? (?:href|src)="([^"#?:]+)"')


def site(course: Path) -> Iterator[Row]:
    """Our site against stock Material with search: processor time, bytes of all, bytes of one lesson's first visit."""
    problems = Diagnostics()
    source = load(course, problems)
    if source is None:
        raise ValueError("; ".join(d.text("en") for d in problems))
    made = resolve(source, layered(course))
    for size in SIZES:
        lessons = made if not size else grown(made, size)
        with tempfile.TemporaryDirectory(prefix="bench-site-") as name:
            yield from _compared(lessons, course, Path(name))


def _compared(made: Curriculum, course: Path, folder: Path) -> Iterator[Row]:
    count = len(made.lessons)
    (folder / "curriculum").write_bytes(pickle.dumps(made))
    seconds: dict[str, float] = {}
    for side in ("ours", "stock") * ROUNDS:
        taken, _ = cost([sys.executable, "-m", "bench.sides", side, str(course), str(folder)], folder)
        seconds[side] = min(taken, seconds.get(side, taken))
    ours, stock = (_read(folder / side) for side in ("ours", "stock"))
    compare(ours, stock)
    told = f"{count} lessons: {{:.2f}} s of {{:.2f}} s, {len(ours)} and {len(stock)} files"
    yield Row(
        f"site of {count} : stock, processor time",
        seconds["ours"] / seconds["stock"],
        "",
        0.6
        if count >= 100
        else 1.25,  # a small site is mostly the start of the interpreter and the reading of templates
        told.format(seconds["ours"], seconds["stock"]),
    )
    whole = [sum(map(len, files.values())) for files in (ours, stock)]
    yield Row(
        f"site of {count} : stock, bytes",
        whole[0] / whole[1],
        "",
        0.6,
        f"{whole[0] / 1e6:.2f} of {whole[1] / 1e6:.2f} MB",
    )
    lesson = f"{made.lessons[count // 2].slug}.html"
    visit = [_visit(files, lesson) for files in (ours, stock)]
    yield Row(
        f"a lesson of {count} : stock, gzip",
        visit[0] / visit[1],
        "",
        0.6,
        f"{visit[0] / 1000:.1f} of {visit[1] / 1000:.1f} KB: page, styles, scripts",
    )
    page = len(ours[lesson])
    yield Row(f"a page of {count}", page / 1000, " KB", 40, lesson)


def grown(made: Curriculum, count: int) -> Curriculum:
    """Return a curriculum of ``count`` lessons: those of ``made`` over and over, under new ids, in modules of 20."""
    lessons = tuple(_again(made.lessons[n % len(made.lessons)], n) for n in range(count))
    modules = tuple(
        Module(f"phan-{n}", f"Phần {n + 1}", lessons[n * MODULE : (n + 1) * MODULE]) for n in range(-(-count // MODULE))
    )
    track = replace(made.tracks[0], lessons=lessons, assessment=None)
    return replace(made, lessons=lessons, modules=modules, tracks=(track,))


def _again(lesson: Lesson, number: int) -> Lesson:
    identifier = f"X{number:03}"
    return replace(
        lesson, identifier=identifier, slug=identifier.lower(), title=f"{lesson.title} ({number + 1})", formerly=()
    )


def compare(ours: Mapping[str, bytes], stock: Mapping[str, bytes]) -> None:
    """Raise ``LackingError`` unless our site has every page of the stock site and every heading of each page."""
    for name in sorted(stock):
        if not name.endswith(".html"):
            continue
        if name not in ours:
            raise LackingError(f"no page {name}")
        lacking = sorted(headings(stock[name]) - headings(ours[name]))
        if lacking:
            raise LackingError(f"{name} lacks the headings {lacking}")


def headings(page: bytes) -> set[str]:
    """Return the words of every heading of the first four levels."""
    found = _HEADING.findall(_PILCROW.sub("", page.decode()))
    return {" ".join(unescape(re.sub(r"<[^>]*>", "", words)).split()) for _, words in found} - {""}


def _visit(files: Mapping[str, bytes], name: str) -> int:
    """Return what a first visit to a page transfers, compressed, pictures and fonts apart."""
    needed = [name, *dict.fromkeys(_REQUEST.findall(files[name].decode()))]
    return sum(len(gzip.compress(files[n], 6, mtime=0)) for n in needed if n in files)


def _read(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
