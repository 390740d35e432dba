"""What a package is, as its files say: the one argument of every rule and of every profile."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from urllib.parse import unquote

from generator.diagnostics import Position
from generator.hypertext import Page, Reference, css_references
from generator.inspection.manifests import (
    CMI5,
    IMS_MANIFEST,
    TINCAN,
    CourseStructure,
    Manifest,
    read_manifest,
    read_structure,
    resolved,
)
from generator.inspection.opening import Entry, Opened
from generator.inspection.xmlreading import Element, XmlFault, parse

H5P = "h5p.json"
_PAGES = (".html", ".htm", ".xhtml")


class Kind(Enum):
    """What kind of package a file is."""

    SCORM_12 = "scorm12"
    SCORM_2004 = "scorm2004"
    CMI5 = "cmi5"
    TINCAN = "tincan"  # xAPI with a tincan.xml
    COMMON_CARTRIDGE = "common-cartridge"
    QTI = "qti"
    IMS_CP = "ims-cp"  # a content package of none of these
    OLX = "olx"
    H5P = "h5p"
    HTML5 = "html5"  # a zip with index.html, as Kolibri takes it
    UNKNOWN = "unknown"


SCORM = frozenset((Kind.SCORM_12, Kind.SCORM_2004))
MANIFESTED = SCORM | {Kind.COMMON_CARTRIDGE, Kind.QTI, Kind.IMS_CP}


@dataclass(frozen=True, slots=True)
class Place:
    """A member and a line in it."""

    member: str
    line: int = 1


@dataclass(frozen=True, slots=True)
class Script:
    """A script: a member of its own (``line`` 1) or within a page; ``module`` when it is an ES module."""

    member: str
    line: int
    text: str
    module: bool = False


# What a script may do that a rule wants to know; comments are taken out first.
SIGNS: Mapping[str, re.Pattern[str]] = {
    "unload": re.compile(r"\bonunload\b|\bonbeforeunload\b|[\"'](?:before)?unload[\"']"),
    "storage": re.compile(r"\b(?:localStorage|indexedDB)\b"),
    "cookie": re.compile(r"\bdocument\s*\.\s*cookie\b"),
    "fetch": re.compile(r"(?<![.\w])fetch\s*\(|\bwindow\s*\.\s*fetch\s*\(|\bXMLHttpRequest\b"),
    "worker": re.compile(r"\bnew\s+(?:Shared)?Worker\s*\(|\bserviceWorker\b|\bimportScripts\s*\("),
    "module": re.compile(
        r"^[ \t]*+(?:import\s*+(?:[\w*{\"'])|export\s+(?:default|const|let|function|class|\{))", re.MULTILINE
    ),
    "close": re.compile(r"\b(?:window|top|parent|self)\s*\.\s*close\s*\("),
    "alert": re.compile(r"(?<![.\w])(?:alert|confirm|prompt)\s*\(|\bwindow\s*\.\s*(?:alert|confirm|prompt)\s*\("),
}
_DELIMITER = re.compile(r"""[\s"'`<>()=,;\\]+""")
_LONGEST_WORD = 200
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|(?<![:\"'\\/])//[^\n]*+", re.DOTALL)


@dataclass(frozen=True)
class PackageFacts:
    """All that a rule may look at.

    ``base`` is the folder inside the archive that the package lies in: empty, unless somebody zipped the folder and
    not what is in it; names of members are without it.
    """

    opened: Opened
    base: str = ""

    def at(self, member: str = "", line: int = 1) -> Position:
        """Return the place of a finding: a member, or the archive itself."""
        return Position(self.base + member if member else self.opened.name, line)

    # --- members ------------------------------------------------------------------------------------------------------

    @cached_property
    def sizes(self) -> Mapping[str, int]:
        """The size of every file in the package, by its name."""
        return {n.removeprefix(self.base): s for n, s in self.opened.sizes.items() if n.startswith(self.base)}

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        """The bytes of files that are text (HTML, JavaScript, CSS, JSON, XML, SVG), by name; not of huge ones."""
        return {n.removeprefix(self.base): c for n, c in self.opened.files.items() if n.startswith(self.base)}

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The members of the archive in the order of its list, folders and all."""
        return self.opened.entries

    def text(self, member: str) -> str:
        """Return a text file; bytes that are no UTF-8 are replaced."""
        return self.files[member].decode("utf-8-sig", "replace")

    def named(self, *suffixes: str) -> list[str]:
        """Return the names of the text files with these endings (in any case), sorted."""
        return sorted(n for n in self.files if n.lower().endswith(suffixes))

    # --- XML ----------------------------------------------------------------------------------------------------------

    @cached_property
    def documents(self) -> Mapping[str, Element | XmlFault]:
        """Every XML file, SVG with it: its root, or why it was not read."""
        return {n: parse(self.files[n]) for n in self.named(".xml", ".svg")}

    def tree(self, member: str) -> Element | None:
        """Return the root element of an XML file that could be read (lxml; ``sourceline`` is its line)."""
        found = self.documents.get(member)
        return None if isinstance(found, XmlFault) else found

    @cached_property
    def manifest(self) -> Manifest | None:
        """``imsmanifest.xml``, when there is one that can be read."""
        root = self.tree(IMS_MANIFEST)
        return None if root is None else read_manifest(root)

    @cached_property
    def structure(self) -> CourseStructure | None:
        """``cmi5.xml``, or else ``tincan.xml``, when it can be read."""
        for member in (CMI5, TINCAN):
            root = self.tree(member)
            if root is not None:
                return read_structure(member, root)
        return None

    @cached_property
    def course(self) -> str:
        """The folder of an Open edX course, with «/» at the end; empty when this is none."""
        return next((n.removesuffix("course.xml") for n in sorted(self.files) if _is_course(n)), "")

    # --- what it is ---------------------------------------------------------------------------------------------------

    @cached_property
    def kind(self) -> Kind:
        """What kind of package this is."""
        return identified(self)[0]

    @cached_property
    def edition(self) -> str:
        """Its version in the standard's words («1.2», «2004 4th Edition», «1.1» …); empty when it does not say."""
        return identified(self)[1]

    # --- what is shown and run ----------------------------------------------------------------------------------------

    @cached_property
    def pages(self) -> Mapping[str, Page]:
        """The HTML pages."""
        return {n: Page(self.text(n)) for n in self.named(*_PAGES)}

    @cached_property
    def scripts(self) -> tuple[Script, ...]:
        """Every script that runs, comments blanked: those in pages first, then files."""
        coded = ((n, c) for n, p in self.pages.items() for c in (*p.scripts, *p.handlers) if c.runs)
        inside = [Script(n, c.line, without_comments(c.text), c.module) for n, c in coded]
        modules = {t for n, p in self.pages.items() for r in p.modules if (t := resolved(n, r.url))}
        files = [Script(n, 1, without_comments(self.text(n)), n in modules) for n in self.named(".js", ".mjs")]
        return (*inside, *files)

    @cached_property
    def references(self) -> tuple[tuple[str, Reference], ...]:
        """Every address in pages, style sheets and drawings, with the file it stands in."""
        found = [(n, r) for n, p in self.pages.items() for r in p.references]
        found += [(n, r) for n in self.named(".css") for r in css_references(self.text(n))]
        found += [(n, r) for n in self.named(".svg") for r in Page(self.text(n)).references]
        return tuple(found)

    @cached_property
    def launches(self) -> tuple[str, ...]:
        """The members that the platform opens, as the standard of this kind says, in order, each once."""
        if self.kind in SCORM and self.manifest is not None:
            shown = self.manifest.organization.walk() if self.manifest.organization else ()
            asked = [r.member for i in shown if (r := self.manifest.resource(i.reference)) is not None]
            return tuple(dict.fromkeys(m for m in asked if m))
        if self.structure is not None and self.kind in (Kind.CMI5, Kind.TINCAN):
            return tuple(dict.fromkeys(m for u in self.structure.units if (m := resolved("", u.url))))
        return ("index.html",) if self.kind is Kind.HTML5 else ()

    @cached_property
    def reachable(self) -> frozenset[str]:
        """The members that the launch pages reach, themselves with them."""
        return self.reached(self.launches)

    def reached(self, starts: Iterable[str]) -> frozenset[str]:
        """Return the members that ``starts`` reach, themselves with them.

        Over addresses in pages, style sheets and drawings, and over names of members in scripts and data.
        """
        known, waiting = set[str](), list(starts)
        while waiting:
            member = waiting.pop()
            if member in self.sizes and member not in known:
                known.add(member)
                waiting += self._leads.get(member, ())
        return frozenset(known)

    @cached_property
    def _leads(self) -> Mapping[str, set[str]]:
        """The members that each member names."""
        leads: dict[str, set[str]] = {}
        for name, reference in self.references:
            leads.setdefault(name, set()).add(resolved(name, reference.url))
        told = [(n, c.text) for n, p in self.pages.items() for c in (*p.scripts, *p.handlers)]
        told += [(n, self.text(n)) for n in self.named(".js", ".mjs", ".json")]
        for name, text in told:
            words = set(_words(text))
            leads.setdefault(name, set()).update(m for w in words for m in (resolved(name, w), resolved("", w)))
        return leads

    @cached_property
    def spoken(self) -> frozenset[str]:
        """The last parts of all that looks like an address, in whatever text: names that somebody may build on."""
        texts = (self.text(n) for n in self.named(*_PAGES, ".js", ".mjs", ".css", ".json"))
        return frozenset(unquote(w.partition("?")[0].rpartition("/")[2]) for text in texts for w in _words(text))

    def mentions(self, name: str, reachable_only: bool = True) -> tuple[Place, ...]:
        """Return where scripts say ``name`` as a whole word («LMSInitialize», «cmi.core.lesson_status»)."""
        word = re.compile(rf"(?<![\w.]){re.escape(name)}(?![\w])" if "." in name else rf"\b{re.escape(name)}\b")
        return self._places(word, reachable_only)

    def signs(self, name: str, reachable_only: bool = True) -> tuple[Place, ...]:
        """Return where scripts show the habit ``name``, a key of ``SIGNS``."""
        return self._places(SIGNS[name], reachable_only)

    def _places(self, pattern: re.Pattern[str], reachable_only: bool) -> tuple[Place, ...]:
        heard = (s for s in self.scripts if not reachable_only or s.member in self.reachable)
        return tuple(Place(s.member, s.line + n) for s in heard for n, _ in found_lines(pattern, s.text))


def _words(text: str) -> Iterator[str]:
    """Yield what could be the address of a file."""
    return (w for w in _DELIMITER.split(text) if "." in w and len(w) <= _LONGEST_WORD)


def found_lines(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield every match, with the number of lines before it."""
    line = counted = 0
    for match in pattern.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        yield line, match


def without_comments(text: str) -> str:
    """Return a script without its comments, its lines where they were."""
    return _COMMENT.sub(lambda m: "\n" * m[0].count("\n"), text)


def facts_of(opened: Opened) -> PackageFacts:
    """Return the facts of an archive; a folder that somebody zipped whole is looked into."""
    base = ""
    if not any(n in opened.sizes for n in (IMS_MANIFEST, CMI5, TINCAN, H5P)):
        tops = {n.partition("/")[0] for n in opened.sizes if not n.startswith(("__MACOSX/", "."))}
        if len(tops) == 1:
            (top,) = tops
            if any(f"{top}/{n}" in opened.sizes for n in (IMS_MANIFEST, CMI5, TINCAN, H5P, "index.html")):
                base = f"{top}/"
    return PackageFacts(opened, base)


# --- what it is -------------------------------------------------------------------------------------------------------

_CARTRIDGE = re.compile(r"/imscc(?:/|v)?(?:v?(1p[0-9]))?")
_SCORM_2004 = ("2004", "CAM 1.3", "1.3")


def identified(facts: PackageFacts) -> tuple[Kind, str]:
    """Return what a package is and its version in the standard's words."""
    if facts.opened.packing == "tar.gz":
        return (Kind.OLX, "") if facts.course else (Kind.UNKNOWN, "")
    if IMS_MANIFEST in facts.sizes:
        return _of_manifest(facts)
    for member, kind in ((CMI5, Kind.CMI5), (TINCAN, Kind.TINCAN), (H5P, Kind.H5P)):
        if member in facts.sizes:
            return kind, ""
    if facts.course:
        return Kind.OLX, ""
    return (Kind.HTML5, "") if "index.html" in facts.sizes else (Kind.UNKNOWN, "")


def _of_manifest(facts: PackageFacts) -> tuple[Kind, str]:
    """Judge by what the manifest says, then by the namespaces it uses."""
    manifest = facts.manifest
    if manifest is None:
        return Kind.IMS_CP, ""
    schema, version = manifest.schema.casefold(), manifest.schema_version
    cartridge = _CARTRIDGE.search(manifest.namespace)
    if "common cartridge" in schema or cartridge:
        return Kind.COMMON_CARTRIDGE, ".".join(re.findall(r"[0-9]+", version)[:2])
    adl = {n for n in manifest.namespaces if "adlcp" in n}
    if "adl scorm" in schema or adl or any(r.scorm_type for r in manifest.resources):
        if version == "1.2" or (not version and any("rootv1p2" in n for n in adl)):
            return Kind.SCORM_12, version
        later = version in _SCORM_2004 or version.startswith("2004") or any("v1p3" in n for n in adl)
        return (Kind.SCORM_2004 if later else Kind.SCORM_12), version
    kinds = [r.type for r in manifest.resources]
    found = next((m for t in kinds if (m := re.match(r"imsqti_.*xmlv([0-9])p([0-9])", t))), None)
    if found is not None or "qti" in schema:
        return Kind.QTI, f"{found[1]}.{found[2]}" if found else version
    return Kind.IMS_CP, version


def _is_course(name: str) -> bool:
    return name.rpartition("/")[2] == "course.xml" and name.count("/") <= 1
