"""The course's site against stock Material for MkDocs with search, on the same lessons.

    python -m bench.site [--course DIR] [--lessons 13 200]

Each side is built in a process of its own, from the same resolved lessons; reading the course is counted for neither.
The stock side is given the same words under the same headings, as Markdown and HTML, a page per lesson and module.
The run fails when our site lacks a page or a heading that the stock site has.
Seconds are processor time of the whole process; read the ratios.
"""

import argparse
import gzip
import json
import pickle
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape, unescape
from pathlib import Path

from bench.run import Row, cost
from generator.diagnostics import Diagnostics
from generator.markup import address, plain
from generator.model import Curriculum, Lesson, Module, Role, Section
from generator.resolve import resolve
from generator.source import load
from generator.strings import strings
from generator.targets import RenderContext
from generator.targets.site import TARGET, SiteOptions
from generator.terminal import table
from generator.theme import layered
from generator.web.words import Words

ROOT = Path(__file__).parent.parent
SIZES = (0, 200)  # 0: the course as it is
MODULE = 20  # generated lessons in a module
_HEADING = re.compile(r"<h([1-4])\b[^>]*>(.*?)</h\1>", re.DOTALL)
_PILCROW = re.compile(r'<a class="headerlink".*?</a>', re.DOTALL)
_REQUEST = re.compile(r'(?:<link rel="stylesheet"|<script)[^>]*? (?:href|src)="([^"#?:]+)"')


class LackingError(AssertionError):
    """Our site lacks something that the stock site has."""


def site(course: Path, sizes: tuple[int, ...] = SIZES) -> Iterator[Row]:
    """Our site against stock Material with search: processor time, bytes of all, bytes of one lesson's first visit."""
    problems = Diagnostics()
    source = load(course, problems)
    if source is None:
        raise ValueError("; ".join(d.text("en") for d in problems))
    made = resolve(source, layered(course))
    for size in sizes:
        lessons = made if not size else grown(made, size)
        with tempfile.TemporaryDirectory(prefix="bench-site-") as name:
            yield from _compared(lessons, course, Path(name))


def _compared(made: Curriculum, course: Path, folder: Path) -> Iterator[Row]:
    count, seconds = len(made.lessons), {}
    (folder / "curriculum").write_bytes(pickle.dumps(made))
    for side in ("ours", "stock"):
        command = [sys.executable, "-m", "bench.site", "--side", side, str(course), str(folder)]
        seconds[side] = min(cost(command, folder)[0] for _ in range(2))
    ours, stock = (_read(folder / side) for side in ("ours", "stock"))
    compare(ours, stock)
    told = f"{count} lessons: {{:.2f}} s of {{:.2f}} s, {len(ours)} and {len(stock)} files"
    yield Row(
        f"site of {count} : stock, processor time",
        seconds["ours"] / seconds["stock"],
        "",
        None if count < 100 else 0.6,  # a small site is mostly the start of the interpreter
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


# --- the two sides, each in its own process ---------------------------------------------------------------------------


def _ours(made: Curriculum, course: Path, folder: Path) -> None:
    (job,) = TARGET.jobs(made, SiteOptions())
    package = job.render(job.subject, RenderContext(layered(course).only(job.theme), made.date))
    for name, content in package.files.items():
        path = folder / "ours" / name.removeprefix("site/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _stock(made: Curriculum, course: Path, folder: Path) -> None:
    """Build the same lessons as one who only writes Markdown would."""
    import os

    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    pages = {f"{x.slug}.md": stock_lesson(x) for x in made.lessons}
    pages |= {f"{m.identifier}.md": _list(m.title, m) for m in made.modules}
    words = Words(strings(layered(course), made.language, "site"), made.lessons[0].you)
    glossary = "".join(f"**{w.word}**: {w.meaning}\n\n" for w in made.words)
    pages["glossary.md"] = f"# {words('glossary')}\n\n{glossary}"
    listed = "".join(f"- [{m.title}]({m.identifier}.md)\n" for m in made.modules)
    pages["index.md"] = f"# {words('home_heading')}\n\n{listed}"
    for name, text in pages.items():
        path = folder / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for lesson in made.lessons:
        for asset in lesson.assets:
            path = folder / "docs/assets/lessons" / asset.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(asset.content)
    menu = [{m.title: [f"{m.identifier}.md", *(f"{x.slug}.md" for x in m.lessons)]} for m in made.modules]
    settings = {
        "site_name": made.title,
        "docs_dir": str(folder / "docs"),
        "site_dir": str(folder / "stock"),
        "use_directory_urls": False,
        "theme": {"name": "material", "language": made.language, "font": False},
        "plugins": ["search"],
        "nav": ["index.md", *menu, "glossary.md"],
    }
    (folder / "mkdocs.yml").write_text(json.dumps(settings), encoding="utf-8")
    build(load_config(str(folder / "mkdocs.yml")))
    (folder / "stock/404.html").unlink()


def stock_lesson(lesson: Lesson) -> str:
    """Return a lesson as Markdown: its headings, its HTML, its questions as lists."""
    shown = [s for s in lesson.sections if s.role not in (Role.TUTOR, Role.LISTEN)]
    return "\n\n".join([f"# {lesson.title}", _html(lesson.message), *(_section(s) for s in shown)])


def _section(section: Section) -> str:
    parts = [f"## {section.title}", _html(section.html)]
    for task in section.tasks:
        for step in task.steps:
            parts += [f"### {escape(plain(step.title), quote=False)}", _html(step.caution), _html(step.body)]
            if step.picture:
                parts.append(f"![{step.picture.alternative}](assets/lessons/{step.picture.asset})")
    for number, item in enumerate(section.items, 1):
        options = [plain(c.content) for c in getattr(item, "choices", ())]
        parts.append(f"{number}. {plain(item.stem)}\n\n" + "".join(f"    - {words}\n" for words in options))
    parts += [f"**{word.word}**: {word.meaning}" for word in section.words]
    return "\n\n".join(filter(None, parts))


def _html(html: str) -> str:
    return address(html, lambda name: f"assets/lessons/{name}", lambda _scheme, _id: "")


def _list(title: str, module: Module) -> str:
    return f"# {title}\n\n" + "".join(f"- [{x.title}]({x.slug}.md)\n" for x in module.lessons)


@dataclass(frozen=True, slots=True)
class _Side:
    name: str
    course: Path
    folder: Path

    def make(self) -> None:
        made: Curriculum = pickle.loads((self.folder / "curriculum").read_bytes())
        if self.name == "ours":
            _ours(made, self.course, self.folder)
        else:
            _stock(made, self.course, self.folder)


def main() -> int:
    """Print a table of ratios; return 1 when a goal is missed or our site lacks something."""
    if sys.argv[1:2] == ["--side"]:
        _Side(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])).make()
        return 0
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--course", type=Path, default=ROOT)
    parser.add_argument("--lessons", type=int, nargs="*", default=[*SIZES], help="0: the course as it is")
    given = parser.parse_args()
    try:
        rows = list(site(given.course, tuple(given.lessons)))
    except LackingError as lacking:
        print(f"our site lacks something: {lacking}", file=sys.stderr)
        return 1
    cells = [("what", "figure", "goal", "", "detail")]
    for row in rows:
        goal = "" if row.goal is None else f"<= {row.goal:g}{row.unit}"
        cells.append((row.name, f"{row.value:.3f}{row.unit}", goal, "MISSED" if row.missed else "", row.detail))
    print(table(cells, left=5))
    return 1 if any(row.missed for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
