"""What must hold in a cmi5 package: its structure at the root, ids that are addresses, units that can be launched.

One generator function per rule, as in ``integrity``, which calls ``faults`` for an archive that holds a ``cmi5.xml``.
Chapters are those of cmi5 1.0.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qs, unquote, urlsplit

from generator.diagnostics import Diagnostic, Position, error
from generator.integrity_xml import At, Element, parsed

STRUCTURE = "cmi5.xml"
NAMESPACE = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
MOVE_ON = ("Passed", "Completed", "CompletedAndPassed", "CompletedOrPassed", "NotApplicable")
LAUNCH = ("endpoint", "fetch", "actor", "registration", "activityId")

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_SCORE = re.compile(r"0(\.\d{1,4})?|1(\.0{1,4})?")


def is_package(files: Mapping[str, bytes]) -> bool:
    """Return whether ``files`` are a cmi5 package, its structure at the root or not."""
    return any(posixpath.basename(name) == STRUCTURE for name in files)


def faults(files: Mapping[str, bytes], at: At) -> Iterator[Diagnostic]:
    """Yield every fault of the package that ``files`` are."""
    package = Package(files, at)
    for rule in RULES:
        yield from rule(package)


@dataclass(frozen=True)
class Package:
    """A package as its files give it."""

    files: Mapping[str, bytes]
    at: At

    @cached_property
    def root(self) -> Element | None:
        """The course structure; one that cannot be parsed is reported by another rule."""
        return parsed(self.files.get(STRUCTURE, b""))

    def all(self, *names: str) -> list[Element]:
        """Return the elements of ``names``, in the order of the file."""
        tags = {f"{{{NAMESPACE}}}{name}" for name in names}
        return [e for e in (self.root.iter() if self.root is not None else ()) if e.tag in tags]

    @property
    def things(self) -> Iterator[Element]:
        """The course, its objectives, blocks and units, each where it is described."""
        return (e for e in self.all("course", "objective", "block", "au") if "idref" not in e.attrib)

    @property
    def here(self) -> Position:
        """The structure as a place."""
        return self.at(STRUCTURE)


def cmi5_structure(package: Package) -> Iterator[Diagnostic]:
    """``cmi5.xml`` is not at the root (14), is no course structure, holds no unit, or something has no words (13)."""
    message = "the course structure is not whole: {problem}"
    if STRUCTURE not in package.files:
        yield error(package.here, "cmi5-structure", message, "", problem="not at the root")
        return
    if package.root is None:
        return
    if package.root.tag != f"{{{NAMESPACE}}}courseStructure":
        yield error(package.here, "cmi5-structure", message, "", problem=package.root.tag)
    for name in ("course", "au"):
        if not package.all(name):
            yield error(package.here, "cmi5-structure", message, "", problem=f"no {name}")
    for node in package.things:
        for part in ("title", "description"):
            said = node.findall(f"{{{NAMESPACE}}}{part}/{{{NAMESPACE}}}langstring")
            if not said or not all((s.text or "").strip() and s.get("lang") for s in said):
                problem = f"{node.get('id')}: {part}"
                yield error(package.here, "cmi5-structure", message, "", problem=problem)
    for block in package.all("block"):
        if not block.findall(f".//{{{NAMESPACE}}}au"):
            yield error(package.here, "cmi5-structure", message, "", problem=f"{block.get('id')}: no au")


def cmi5_identifier(package: Package) -> Iterator[Diagnostic]:
    """An id is no absolute address or is given twice, or an objective is named that nobody describes (13.1)."""
    message = "the id «{id}» is no address, is given twice, or refers to nothing"
    known: set[str] = set()
    for node in package.things:
        name = node.get("id", "")
        if not _IRI.fullmatch(name) or name in known:
            yield error(package.here, "cmi5-identifier", message, "", id=name)
        known.add(name)
    described = {e.get("id") for e in package.all("objective")}
    for node in package.all("objective"):
        reference = node.get("idref")
        if reference is not None and reference not in described:
            yield error(package.here, "cmi5-identifier", message, "", id=reference)


def cmi5_launch(package: Package) -> Iterator[Diagnostic]:
    """A unit does not open a page of the package, or its address uses a name of the launch (8.1, 13.1.4, 14)."""
    for unit in package.all("au"):
        url = (unit.findtext(f"{{{NAMESPACE}}}url") or "").strip()
        parts = urlsplit(url)
        page = unquote(parts.path)
        inside = not parts.scheme and not parts.netloc and page in package.files and page.endswith(".html")
        if not inside or set(parse_qs(parts.query, keep_blank_values=True)) & set(LAUNCH):
            yield error(package.here, "cmi5-launch", "«{url}» opens no page of the package", "", url=url)


def cmi5_score(package: Package) -> Iterator[Diagnostic]:
    """A unit says no moveOn, so that a course is done before it begins, or a masteryScore that is none (13.1.4)."""
    message = "the unit «{id}» is judged by what cmi5 does not know: {value}"
    for unit in package.all("au"):
        values = [unit.get("moveOn", "")] if unit.get("moveOn") not in MOVE_ON else []
        score, method = unit.get("masteryScore"), unit.get("launchMethod", "AnyWindow")
        values += [score] if score is not None and not _SCORE.fullmatch(score) else []
        values += [method] if method not in ("AnyWindow", "OwnWindow") else []
        for value in values:
            yield error(package.here, "cmi5-score", message, "", id=unit.get("id", ""), value=value)


def cmi5_unused(package: Package) -> Iterator[Diagnostic]:
    """A file is neither the structure nor launched nor named by a page, a script or a style sheet that is."""
    pages = {unquote(urlsplit((e.text or "").strip()).path) for e in package.all("url")}
    used = {STRUCTURE, *(p for p in pages if p in package.files)}
    waiting = list(used - {STRUCTURE})
    while waiting:
        text = package.files[waiting.pop()]
        news = {n for n in package.files if n not in used and posixpath.basename(n).encode() in text}
        used |= news
        waiting += sorted(n for n in news if n.endswith((".html", ".css", ".js", ".svg")))
    for name in sorted(set(package.files) - used) if package.root is not None else ():
        yield error(package.at(name), "cmi5-unused", "nothing in the package uses «{name}»", "", name=name)


RULES: tuple[Callable[[Package], Iterator[Diagnostic]], ...] = (
    cmi5_structure,
    cmi5_identifier,
    cmi5_launch,
    cmi5_score,
    cmi5_unused,
)
