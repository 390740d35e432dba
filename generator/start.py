"""What describes ``dist/`` itself: the first page, the table of packages, the checksums, what built it."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from generator.cache import Made
from generator.imprint import imprint, lines
from generator.model import Curriculum
from generator.strings import strings
from generator.summary import size
from generator.targets import Record
from generator.theme import Theme

CHECKSUMS = "SHA256SUMS"
INDEX = "index.html"
STYLE = "index.css"
PACKAGES = "packages/packages.csv"
BUILD = "reports/build.json"
OWN = frozenset((CHECKSUMS, INDEX, STYLE, PACKAGES, BUILD))
COLUMNS = ("id", "title", "file", "sha256", "bytes", "minutes", "pass_mark", "competences", "safe_to_replace")


@dataclass(frozen=True, slots=True)
class Row:
    """A package in the table: what is known of it, its file, and what becomes of learners when it replaces another."""

    record: Record
    file: Made
    replacing: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A link on the first page."""

    href: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class Group:
    """Links under a heading; ``folded`` ones are opened by the reader."""

    title: str
    entries: tuple[Entry, ...]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Shelf:
    """A card of the first page; ``main`` is its one button."""

    key: str
    title: str
    note: str = ""
    main: Entry | None = None
    table: Entry | None = None
    entries: tuple[Entry, ...] = ()
    groups: tuple[Group, ...] = ()


def packages_csv(rows: Iterable[Row]) -> bytes:
    """Return ``packages.csv``; ``safe_to_replace`` is empty where no release has the package."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    for row in sorted(rows, key=lambda r: r.file.path):
        record, file = row.record, row.file
        shared = (file.path, file.sha256, file.size, record.minutes, record.pass_mark)
        table.writerow(
            (record.identifier, _harmless(record.title), *shared, " ".join(record.competences), row.replacing)
        )
    return out.getvalue().encode()


def read_packages_csv(content: bytes) -> tuple[Row, ...]:
    """Return the rows of a ``packages.csv`` written by ``packages_csv``."""
    found = []
    for cells in csv.DictReader(io.StringIO(content.decode())):
        record = Record(
            cells["id"],
            cells["title"],
            int(cells["minutes"]),
            int(cells["pass_mark"]),
            tuple(cells["competences"].split()),
        )
        file = Made(cells["file"], cells["sha256"], int(cells["bytes"]))
        found.append(Row(record, file, cells["safe_to_replace"]))
    return tuple(found)


def _harmless(text: str) -> str:
    """Return ``text`` so that a spreadsheet does not take it for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def checksums(files: Iterable[Made]) -> bytes:
    """Return ``SHA256SUMS`` as ``sha256sum -c`` reads it."""
    return "".join(f"{f.sha256}  {f.path}\n" for f in sorted(files, key=lambda f: f.path)).encode()


def build_json(
    curriculum: Curriculum, tool: str, engines: Mapping[str, str], jobs: Mapping[str, list[str]], release: str = ""
) -> bytes:
    """Return ``reports/build.json``: the versions of what built this, which job made which file, the release compared.

    ``release`` is the version of the release that ``packages.csv`` compares with.
    """
    data = {
        "course": {"id": curriculum.identifier, "version": curriculum.version, "date": curriculum.date.isoformat()},
        "hocvuso": tool,
        "engines": dict(engines),
        "release": release,
        "jobs": {name: sorted(jobs[name]) for name in sorted(jobs)},
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"


def read_build_json(content: bytes) -> dict[str, list[str]]:
    """Return which job made which file, from a ``build.json``; nothing when it is damaged."""
    try:
        return {str(name): [str(p) for p in paths] for name, paths in json.loads(content)["jobs"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def read_release(content: bytes) -> str:
    """Return the version of the release that a ``build.json`` compared with; nothing when it is damaged."""
    try:
        return str(json.loads(content)["release"])
    except (ValueError, KeyError, TypeError):
        return ""


def index(
    curriculum: Curriculum, theme: Theme, titles: Mapping[str, str], files: Iterable[Made], rows: Iterable[Row]
) -> dict[str, bytes]:
    """Return the first page and its style by their names; ``titles`` names each target.

    ``files`` is everything else in ``dist/``, ``rows`` the packages among it.
    """
    words = strings(theme, curriculum.language, "start")
    writer = _Writer(curriculum, words, {f.path: f for f in files}, tuple(rows), titles)
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(theme.find(f"start/{INDEX}").read_text(encoding="utf-8"))
    day = curriculum.date
    date = words["date"].format(day=day.day, month=day.month, year=day.year)
    page = template.render(
        t=words,
        language=curriculum.language,
        title=curriculum.title,
        summary=curriculum.summary,
        version=words["version"].format(version=curriculum.version, date=date),
        whole=writer.total("whole", ""),
        shelves=writer.shelves(),
        imprint=lines(imprint(curriculum), day, strings(theme, curriculum.language, "imprint")),
    )
    return {INDEX: page.encode() + b"\n", STYLE: theme.find(f"start/{STYLE}").read_bytes()}


class _Writer:
    def __init__(
        self,
        curriculum: Curriculum,
        words: Mapping[str, str],
        files: Mapping[str, Made],
        rows: tuple[Row, ...],
        titles: Mapping[str, str],
    ) -> None:
        self.words = words
        self.files = files
        self.rows = rows
        self.titles = titles
        self.lessons = {x.slug: x.title for x in curriculum.lessons}
        self.tracks = {t.identifier: t.title for t in curriculum.tracks}

    def shelves(self) -> tuple[Shelf, ...]:
        all_shelves = (self.learners(), self.print(), self.phone(), self.platforms(), self.tutor(), self.reports())
        known = ("site/", "site.zip", "print/", "phone/", "packages/", "tutor/", "reports/")
        rest = tuple(self.plain(f) for p, f in sorted(self.files.items()) if not p.startswith(known) and p not in OWN)
        other = Shelf("other", self.words["other"], entries=rest)
        return tuple(s for s in (*all_shelves, other) if s.main or s.entries or s.groups)

    def learners(self) -> Shelf:
        main = None
        if f"site/{INDEX}" in self.files:
            main = Entry(f"site/{INDEX}", self.words["site"], self.total("site_note", "site/"))
        zipped = self.files.get("site.zip")
        note = self.words["site_zip_note"]
        entries = (self.entry(zipped, self.words["site_zip"], note),) if zipped else ()
        return Shelf("learners", self.words["learners"], main=main, entries=entries)

    def print(self) -> Shelf:
        notes = [self.words["print_note"]]
        if any(p.endswith("-in-mat-le.pdf") for p in self.below("print/")):
            notes.append(self.words["print_note_one_sided"])
        return Shelf("print", self.words["print"], " ".join(notes), groups=self.papers("print"))

    def tutor(self) -> Shelf:
        return Shelf("tutor", self.words["tutor"], self.words["tutor_note"], groups=self.papers("tutor"))

    def papers(self, top: str) -> tuple[Group, ...]:
        groups = []
        for folder, paths in groupby(self.below(f"{top}/"), key=lambda p: p.split("/")[1]):
            names = tuple(paths)
            if folder == "bai":
                entries = tuple(self.entry(self.files[p], self.of_lesson(p)) for p in names)
                groups.append(Group(self.words["lessons"], entries, folded=True))
            else:
                entries = tuple(self.entry(self.files[p], self.named(p, folder)) for p in names)
                groups.append(Group(self.tracks.get(folder, folder), entries))
        return tuple(sorted(groups, key=lambda g: g.folded))

    def phone(self) -> Shelf:
        entries = tuple(self.entry(self.files[p], self.titled(p)) for p in self.below("phone/"))
        return Shelf("phone", self.words["phone"], entries=entries)

    def platforms(self) -> Shelf:
        groups = []
        rows = {r.file.path: r for r in self.rows}
        paths = [p for p in self.below("packages/") if p != PACKAGES]
        for target, names in groupby(paths, key=lambda p: p.split("/")[1]):
            entries = tuple(self.package(self.files[p], rows.get(p)) for p in names)
            groups.append(Group(self.titles.get(target, target), entries))
        table = Entry(PACKAGES, self.words["packages_table"], "")
        words = self.words["packages"], self.words["packages_note"]
        return Shelf("packages", *words, table=table, groups=tuple(groups))

    def package(self, file: Made, row: Row | None) -> Entry:
        if row is None:
            return self.plain(file)
        record = row.record
        minutes, mark = self.words["minutes"], self.words["pass_mark"]
        parts = [record.identifier, minutes.format(n=record.minutes), mark.format(n=record.pass_mark)]
        parts += [row.replacing] if row.replacing else []
        return self.entry(file, record.title, " · ".join(parts))

    def reports(self) -> Shelf:
        named = {BUILD: self.words["build"]}
        entries = [self.entry(self.files[p], named.get(p, p)) for p in self.below("reports/")]
        entries.append(Entry(CHECKSUMS, self.words["checksums"], CHECKSUMS))
        return Shelf("reports", self.words["reports"], entries=tuple(entries))

    def below(self, top: str) -> list[str]:
        return sorted(p for p in self.files if p.startswith(top))

    def of_lesson(self, path: str) -> str:
        """Return a lesson's title, then which paper it is."""
        name = path.rsplit("/", 1)[-1]
        slug = max((s for s in self.lessons if re.match(rf"{re.escape(s)}[-.]", name)), key=len, default="")
        return f"{self.lessons[slug]}: {self.named(path, slug)}" if slug else name

    def titled(self, path: str) -> str:
        name = path.rsplit("/", 1)[-1]
        stem = name.rsplit(".", 1)[0]
        return self.lessons.get(stem) or self.tracks.get(stem) or name

    def named(self, path: str, owner: str) -> str:
        """Return in words what ``<owner>-<preset>[-tap-n]-<kind>.pdf`` is."""
        rest = path.rsplit("/", 1)[-1].rsplit(".", 1)[0].removeprefix(owner).removeprefix("-")
        kinds = {k.removeprefix("kind_"): w for k, w in self.words.items() if k.startswith("kind_")}
        kind = next((k for k in sorted(kinds, key=len, reverse=True) if f"-{rest}".endswith(f"-{k}")), "")
        rest = rest.removesuffix(kind).removesuffix("-")
        volume = re.search(r"-tap-(\d+)$", rest)
        preset = rest[: volume.start()] if volume else rest
        parts = [self.words.get(f"preset_{preset}", preset)]
        parts += [self.words["volume"].format(n=volume[1])] if volume else []
        parts += [kinds[kind]] if kind else []
        return ", ".join(p for p in parts if p)

    def entry(self, file: Made, label: str, note: str = "") -> Entry:
        size = self.size(file.size)
        return Entry(file.path, label, f"{note} · {size}" if note else size)

    def plain(self, file: Made) -> Entry:
        return self.entry(file, file.path.rsplit("/", 1)[-1])

    def total(self, key: str, top: str) -> str:
        sizes = [f.size for p, f in self.files.items() if p.startswith(top)]
        return self.words[key].format(files=len(sizes), size=self.size(sum(sizes)))

    def size(self, count: int) -> str:
        return size(count, self.words["decimal"])
