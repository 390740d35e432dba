"""Pass 5: what was made holds together. Knows nothing of which target made it.

One generator function per rule; its docstring is the manual.
A finding here is a fault of a target, never of an author: the build fails and nothing is replaced.
"""

import io
import json
import posixpath
import re
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote
from xml.etree import ElementTree

from generator import integrity_cartridge, integrity_cmi5, integrity_olx, integrity_qti, integrity_scorm
from generator.credits import MOODLE_FRACTIONS
from generator.diagnostics import Diagnostic, Position, error
from generator.hypertext import Page, Reference, css_references, script_requests
from generator.integrity_xml import MANIFEST, parsed

LONGEST_NAME = 60
STANDARD_NAMES = frozenset(("META-INF", "SHA256SUMS"))  # spelt so by EPUB's container format and by custom
TARRED = ".tar.gz"

_NAME = re.compile(r"[a-z0-9_][a-z0-9._-]*")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")
_BESIDE = "@@PLUGINFILE@@/"  # where Moodle keeps the files of a text
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_OURS = ("asset:", "lesson:", "word:", "fact:", "tu:")
_SPOKEN = ("alt", "title", "aria-label", "content", "placeholder")
_OURS_IN_TEXT = re.compile(r"(?:src|href)=\\*[\"'](?:asset|lesson|word|fact|tu):[^\"'\\]*")
_ADDRESS = re.compile(r"\{[^\W\d_]+(?: [^\W\d_]+)?\}")  # a word of address; no template makes a manifest
_BRACES = re.compile(r"\{\{|\{%|\{[^\W\d_]+(?: [^\W\d_]+)?\}")


@dataclass(frozen=True)
class Contents:
    """The files of one package, read once for all rules; ``path`` is the archive's, empty for loose files."""

    path: str
    files: Mapping[str, bytes]

    def at(self, name: str, line: int = 1) -> Position:
        """Return a place in the file ``name``; ``archive.zip!name`` inside an archive."""
        return Position(f"{self.path}!{name}" if self.path else name, line)

    def text(self, name: str) -> str:
        """Return a file as text; bytes that are no UTF-8 are replaced (a rule of its own reports them)."""
        return self.files[name].decode("utf-8", "replace")

    def named(self, *suffixes: str) -> list[str]:
        """Return the files with these endings, sorted."""
        return sorted(n for n in self.files if n.endswith(suffixes))

    @cached_property
    def pages(self) -> dict[str, Page]:
        """The HTML pages."""
        return {n: Page(self.text(n)) for n in self.named(".html", ".xhtml", ".htm")}

    @cached_property
    def manifest(self) -> ElementTree.Element | None:
        """The IMS manifest at the root, when there is a well-formed one."""
        return parsed(self.files.get(MANIFEST, b""))

    @cached_property
    def course(self) -> str:
        """The folder of an Open edX course, whose pages are fragments with addresses of their own; or nothing."""
        return integrity_olx.folder_of(self.files)

    @cached_property
    def quizzes(self) -> dict[str, ElementTree.Element]:
        """The question banks in Moodle's XML."""
        return {n: r for n in self.named(".xml") if (r := parsed(self.files[n])) is not None and r.tag == "quiz"}

    @cached_property
    def fragments(self) -> tuple[tuple[str, Page], ...]:
        """The HTML inside question banks, with the file it stands in."""
        texts = ((n, e.findtext("text")) for n, root in self.quizzes.items() for e in root.iter() if e.get("format"))
        return tuple((name, Page(text)) for name, text in texts if text)

    @property
    def scripts(self) -> Iterator[tuple[str, str, bool, int]]:
        """Every script: the file it stands in, its text, whether it runs (or is data), its first line."""
        for name, page in self.pages.items():
            yield from ((name, s.text, s.runs, s.line) for s in page.scripts)
        yield from ((name, self.text(name), True, 1) for name in self.named(".js", ".mjs"))

    @property
    def references(self) -> Iterator[tuple[str, Reference]]:
        """Every address with the file it stands in."""
        for name, page in self.pages.items():
            yield from ((name, r) for r in page.references)
        for name in self.named(".css"):
            yield from ((name, r) for r in css_references(self.text(name)))
        for name in self.named(".svg"):
            yield from ((name, r) for r in Page(self.text(name)).references)
        for name, page in self.fragments:
            yield from ((name, r) for r in page.references if not r.url.startswith(_BESIDE))


Rule = Callable[[Contents], Iterator[Diagnostic]]


def verify(path: str, files: Mapping[str, bytes], archive: bytes | None = None) -> tuple[Diagnostic, ...]:
    """Return every fault of a package: its ``files``, and the ``archive`` that holds them at ``path``."""
    contents = Contents(path, files)
    found = [d for rule in RULES for d in rule(contents)]
    if contents.course:
        found += integrity_olx.faults(files, contents.at)
    if integrity_cartridge.is_cartridge(files):
        found += integrity_cartridge.faults(files, contents.at)
    if integrity_cmi5.is_package(files):
        found += integrity_cmi5.faults(files, contents.at)
    if integrity_qti.is_package(files):
        found += integrity_qti.faults(files, contents.at)
    if integrity_scorm.is_package(files):
        found += integrity_scorm.faults(files, contents.at)
    if archive is not None:
        found += archive_hygiene(path, archive, files)
        found += illegal_name(Contents("", {path: archive}))
    return tuple(found)


def illegal_name(contents: Contents) -> Iterator[Diagnostic]:
    """A name is not lower-case ASCII of at most 60 characters: letters, digits, «-», «_» and «.»."""
    for name in sorted(contents.files):
        for part in name.split("/"):
            if part not in STANDARD_NAMES and (len(part) > LONGEST_NAME or not _NAME.fullmatch(part)):
                yield error(contents.at(name), "illegal-name", "the name «{name}» is not allowed", "", name=part)


def clashing_names(contents: Contents) -> Iterator[Diagnostic]:
    """Two names differ only in case or composition, or one is a file and a folder at once."""
    yield from clashes(contents.files, contents.at)


def clashes(names: Iterable[str], at: Callable[[str], Position] = Position) -> Iterator[Diagnostic]:
    """Report names that some file system cannot hold side by side."""
    seen: dict[str, str] = {}
    for name in sorted(names):
        folded = unicodedata.normalize("NFC", name).casefold()
        parents = [folded[:n] for n, letter in enumerate(folded) if letter == "/"]
        for other in (seen.get(k) for k in (folded, *parents)):
            if other is not None:
                yield error(at(name), "clashing-names", "«{name}» and «{other}» clash", "", name=name, other=other)
        seen.setdefault(folded, name)


def not_well_formed(contents: Contents) -> Iterator[Diagnostic]:
    """A text file is not UTF-8, or XML or JSON cannot be parsed."""
    message = "the file cannot be read: {problem}"
    for name in contents.named(".html", ".xhtml", ".css", ".js", ".json", ".txt", ".csv", ".svg", ".xml", ".opf"):
        problem = ""
        try:
            text = contents.files[name].decode("utf-8")
            if name.endswith((".xml", ".svg", ".xhtml", ".opf")):
                ElementTree.fromstring(contents.files[name])
            elif name.endswith(".json"):
                json.loads(text)
        except (UnicodeDecodeError, ElementTree.ParseError, ValueError) as failure:
            problem = str(failure)
        if problem:
            yield error(contents.at(name), "not-well-formed", message, "", problem=problem)


def empty_file(contents: Contents) -> Iterator[Diagnostic]:
    """A file in an archive holds nothing; some platforms refuse the whole archive."""
    for name in sorted(contents.files):
        if contents.path and not contents.files[name]:
            yield error(contents.at(name), "empty-file", "the file is empty", "")


def dangling_reference(contents: Contents) -> Iterator[Diagnostic]:
    """An address leads to a file or to a place in a page that is not in the package."""
    for name, reference in contents.references:
        if _SCHEME.match(reference.url) or reference.url.startswith("//") or contents.course:
            continue
        problem = _dangling(contents, name, reference.url)
        if problem:
            where = contents.at(name, reference.line)
            yield error(where, "dangling-reference", "«{url}» leads nowhere", "", url=reference.url)


def _dangling(contents: Contents, name: str, url: str) -> bool:
    address, _, fragment = url.partition("#")
    address = unquote(address.partition("?")[0])
    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), address)) if address else name
    if address.startswith("/") or target not in contents.files:
        return True
    if not fragment or target not in contents.pages:
        return False
    return unquote(fragment) not in contents.pages[target].known


def external_request(contents: Contents) -> Iterator[Diagnostic]:
    """Opening the package asks the network for something."""
    message = "«{url}» would be fetched from the network"
    for name, reference in contents.references:
        if reference.request and re.match(r"(?:https?:|wss?:|ftp:)?//|https?:", reference.url, re.IGNORECASE):
            where = contents.at(name, reference.line)
            yield error(where, "external-request", message, "", url=reference.url)
    for name, script, runs, first in contents.scripts:
        for number, url in script_requests(script) if runs else ():
            yield error(contents.at(name, first + number), "external-request", message, "", url=url[-80:])


def inline_handler(contents: Contents) -> Iterator[Diagnostic]:
    """A page holds an inline event handler or a ``javascript:`` address; a strict policy would refuse it."""
    svgs = ((n, Page(contents.text(n))) for n in contents.named(".svg"))
    for name, page in (*contents.pages.items(), *svgs, *contents.fragments):
        for key, value, line in page.values:
            if key.startswith("on") or re.match(r"\s*javascript:", value, re.IGNORECASE):
                where = contents.at(name, line)
                yield error(where, "inline-handler", "the attribute «{name}» runs a script", "", name=key)


def leftover(contents: Contents) -> Iterator[Diagnostic]:
    """A reference, a word of address or a template's variable was never filled in."""
    message = "«{text}» was never filled in"
    for name, page in (*contents.pages.items(), *contents.fragments):
        for key, value, line in page.values:
            address = key in ("href", "src") and (value.startswith(_OURS) or "undefined" in value)
            if address or (key in _SPOKEN and _BRACES.search(value)) or value == "undefined":
                yield error(contents.at(name, line), "leftover", message, "", text=f"{key}={value}")
        for text, line in (*page.texts, (page.title, 1)):
            found = _BRACES.search(text)
            if found or text.strip() == "undefined":
                yield error(contents.at(name, line), "leftover", message, "", text=found[0] if found else text.strip())
    data = [(n, contents.text(n), False, 1) for n in contents.named(".json", ".svg", ".xml")]
    for name, text, _, first in (*contents.scripts, *data):
        for number, raw in enumerate(text.split("\n"), first):
            for match in _OURS_IN_TEXT.finditer(raw):
                yield error(contents.at(name, number), "leftover", message, "", text=match[0])
    if contents.manifest is not None:
        for element in contents.manifest.iter():
            found = _ADDRESS.search(element.text or "")
            if found:
                yield error(contents.at(MANIFEST), "leftover", message, "", text=found[0])


def duplicate_id(contents: Contents) -> Iterator[Diagnostic]:
    """Two elements of one page have the same id."""
    for name, page in contents.pages.items():
        seen: set[str] = set()
        for identifier, line in page.identifiers:
            if identifier in seen:
                where = contents.at(name, line)
                yield error(where, "duplicate-id", "the id «{id}» is given twice", "", id=identifier)
            seen.add(identifier)


def dangling_id(contents: Contents) -> Iterator[Diagnostic]:
    """A label or a description names an element that the page does not have."""
    for name, page in contents.pages.items():
        for identifier, line in page.named:
            if identifier not in page.known:
                where = contents.at(name, line)
                yield error(where, "dangling-id", "nothing on the page has the id «{id}»", "", id=identifier)


def page_without_head(contents: Contents) -> Iterator[Diagnostic]:
    """A page does not say its language or has no title."""
    for name, page in contents.pages.items():
        if not contents.course and (not page.language or not page.title.strip()):
            yield error(contents.at(name), "page-without-head", "the page has no language or no title", "")


def manifest_mismatch(contents: Contents) -> Iterator[Diagnostic]:
    """The manifest and the archive do not hold exactly the same files (IMS CP 1.1.4, section 4)."""
    if contents.manifest is None:
        return
    listed: set[str] = set()
    for element in contents.manifest.iter():
        href = element.get("href")
        if href is not None and _local(element) in ("resource", "file") and not _SCHEME.match(href):
            listed.add(unquote(href.partition("?")[0].partition("#")[0]))
    present = {n for n in contents.files if n != MANIFEST and not n.endswith((".xsd", ".dtd"))}
    for name in sorted(listed - set(contents.files)):
        yield error(contents.at(MANIFEST), "manifest-mismatch", "«{name}» is listed and not there", "", name=name)
    for name in sorted(present - listed):
        yield error(contents.at(name), "manifest-mismatch", "«{name}» is there and not listed", "", name=name)


def manifest_identifiers(contents: Contents) -> Iterator[Diagnostic]:
    """An identifier of the manifest is illegal, given twice, or refers to nothing."""
    if contents.manifest is None:
        return
    where = contents.at(MANIFEST)
    known: set[str] = set()
    for element in contents.manifest.iter():
        identifier = element.get("identifier")
        if identifier is None:
            continue
        if not _IDENTIFIER.fullmatch(identifier) or identifier in known:
            yield error(
                where, "manifest-identifiers", "the identifier «{id}» is illegal or given twice", "", id=identifier
            )
        known.add(identifier)
    for element in contents.manifest.iter():
        for reference in (element.get("identifierref"), element.get("default")):
            if reference is not None and reference not in known:
                yield error(where, "manifest-identifiers", "«{id}» refers to nothing", "", id=reference)


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def same_base_name(contents: Contents) -> Iterator[Diagnostic]:
    """Two files of a SCORM package share a base name; Open edX looks files up by it."""
    if contents.manifest is None or b"ADL SCORM" not in contents.files[MANIFEST]:
        return
    seen: dict[str, str] = {}
    for name in sorted(contents.files):
        base = posixpath.basename(name)
        if base in seen:
            message = "«{name}» and «{other}» clash"
            yield error(contents.at(name), "same-base-name", message, "", name=name, other=seen[base])
        seen.setdefault(base, name)


def file_beside_text(contents: Contents) -> Iterator[Diagnostic]:
    """A text of a Moodle question shows a file that does not travel with it, or carries one that it does not show."""
    for name, root in contents.quizzes.items():
        for element in root.iter():
            shown = {r.url.removeprefix(_BESIDE) for r in Page(element.findtext("text") or "").references}
            shown = {u for u in shown if not _SCHEME.match(u)}
            carried = {f.get("name", "") for f in element.findall("file")}
            for file in sorted(shown ^ carried):
                message = "«{name}» is shown or carried by a text, not both"
                yield error(contents.at(name), "file-beside-text", message, "", name=file)


def full_marks(contents: Contents) -> Iterator[Diagnostic]:
    """What an answer to a Moodle question is worth is not on Moodle's list, or the right ones do not make it whole."""
    for name, root in contents.quizzes.items():
        for question in root.iter("question"):
            worth = [a.get("fraction", "") for a in question.findall("answer")]
            if not worth or question.get("type") == "ordering":  # which writes places there
                continue
            odd = [f for f in worth if f.removeprefix("-") not in MOODLE_FRACTIONS]
            gains = [] if odd else [float(f) for f in worth if not f.startswith("-")]
            most = sum(gains) if question.findtext("single") == "false" else max(gains, default=0)
            if odd or round(most) != 100:
                message = "the answers of «{id}» do not add up: {worth}"
                identifier = question.findtext("idnumber") or ""
                yield error(
                    contents.at(name), "full-marks", message, "", id=identifier, worth=", ".join(odd) or f"{most:g}"
                )


def archive_hygiene(path: str, data: bytes, files: Mapping[str, bytes]) -> Iterator[Diagnostic]:
    """The archive cannot be read back, or holds what travels badly: folders, odd names, times, extra fields."""
    where = Position(path)
    message = "the archive is not clean: {problem}"
    if path.endswith(TARRED):
        for problem in _tar_problems(data, files):
            yield error(where, "archive-hygiene", message, "", problem=problem)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            entries = opened.infolist()
            if opened.testzip() is not None or {e.filename: opened.read(e) for e in entries} != dict(files):
                yield error(where, "archive-hygiene", message, "", problem="content")
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as failure:
        yield error(where, "archive-hygiene", message, "", problem=str(failure))
        return
    names = [e.filename for e in entries]
    if names != sorted(set(names)):
        yield error(where, "archive-hygiene", message, "", problem="order")
    for entry in entries:
        odd = entry.is_dir() or "\\" in entry.filename or entry.filename.startswith("/") or ".." in entry.filename
        stamped = entry.date_time != (1980, 1, 1, 0, 0, 0) or entry.extra or entry.comment or entry.create_system != 3
        if odd or stamped or entry.external_attr != 0o100644 << 16:
            yield error(where, "archive-hygiene", message, "", problem=entry.filename)


def _tar_problems(data: bytes, files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield what is not clean in a gzipped tar."""
    if data[4:10] != b"\0\0\0\0\0\xff":
        yield "header"
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as opened:
            entries = opened.getmembers()
            read = {e.name: file.read() for e in entries if e.isreg() and (file := opened.extractfile(e)) is not None}
    except (tarfile.TarError, OSError, EOFError, zlib.error) as failure:
        yield str(failure)
        return
    if read != dict(files):
        yield "content"
    names = [e.name for e in entries]
    if names != sorted(set(names)):
        yield "order"
    plain = (tarfile.REGTYPE, 0o644, 0, 0, 0, "", "")
    for entry in entries:
        stamped = (entry.type, entry.mode, entry.mtime, entry.uid, entry.gid, entry.uname, entry.gname) != plain
        if stamped or entry.pax_headers or entry.name.startswith("/") or ".." in entry.name:
            yield entry.name


RULES: tuple[Rule, ...] = (
    illegal_name,
    clashing_names,
    not_well_formed,
    empty_file,
    dangling_reference,
    external_request,
    inline_handler,
    leftover,
    duplicate_id,
    dangling_id,
    page_without_head,
    manifest_mismatch,
    manifest_identifiers,
    same_base_name,
    file_beside_text,
    full_marks,
)
