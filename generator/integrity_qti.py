"""What must hold in a QTI package: whatever an item, a test or the manifest names is there, and can be scored.

One generator function per rule, as in ``integrity``, which calls ``faults`` for an archive whose manifest lists QTI.
Documents are read with the names of QTI 2.1, whichever version they are in.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote
from xml.etree import ElementTree

from generator.diagnostics import Diagnostic, error
from generator.integrity_xml import MANIFEST, At, parsed

NAMESPACES = {
    "v2p1": "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "v3p0": "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
}
TEMPLATES = ("match_correct", "map_response")

_KIND = re.compile(r"imsqti_(item|test)_xml(v2p1|v3p0)")
_ROOTS = {"item": "assessmentItem", "test": "assessmentTest"}
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_HYPHEN = re.compile("-([a-z])")
_CHOICES = ("simpleChoice", "simpleAssociableChoice")
_BUILT_IN = frozenset(("completionStatus", "duration", "numAttempts"))
_OURS = re.compile(r"(?:asset|lesson|word|fact|tu):")
_BRACES = re.compile(r"\{[^\W\d_]+(?: [^\W\d_]+)?\}")
_NETWORK = re.compile(r"(?:https?:|ftp:|wss?:)?//", re.IGNORECASE)
_FETCHED = ("src", "data", "poster")
_UNSAFE = ("script", "iframe", "object", "embed", "style", "link")


def is_package(files: Mapping[str, bytes]) -> bool:
    """Return whether ``files`` are a QTI package."""
    return b"imsqti_" in files.get(MANIFEST, b"") and b"imsccv1p" not in files.get(MANIFEST, b"")


def faults(files: Mapping[str, bytes], at: At) -> Iterator[Diagnostic]:
    """Yield every fault of the package that ``files`` are."""
    package = Package(files, at)
    for rule in RULES:
        yield from rule(package)


class Node:
    """An element with the names of QTI 2.1, without namespaces."""

    def __init__(self, element: ElementTree.Element) -> None:
        """Read ``element`` and what it holds."""
        self.name = _plain(element.tag)
        self.given = {_plain(key): value for key, value in element.attrib.items()}
        self.text = element.text or ""
        self.children = [Node(child) for child in element]
        self.words = [self.text, *(child.tail or "" for child in element)]

    def all(self, *names: str) -> "Iterator[Node]":
        """Yield this element and all below it, those of ``names`` if there are any, in the order of the file."""
        if not names or self.name in names:
            yield self
        for child in self.children:
            yield from child.all(*names)

    def get(self, name: str) -> str:
        """Return an attribute, empty when it is not given."""
        return self.given.get(name, "")

    def values(self, name: str) -> list[str]:
        """Return the values below the child ``name``."""
        return [value.text for child in self.children if child.name == name for value in child.all("value")]


@dataclass(frozen=True, slots=True)
class Document:
    """An item or a test: its file, its kind, its version, its root."""

    file: str
    kind: str
    version: str
    namespace: str
    root: Node


@dataclass(frozen=True)
class Package:
    """A package as its files give it; files that cannot be parsed are reported by another rule."""

    files: Mapping[str, bytes]
    at: At

    @cached_property
    def resources(self) -> tuple[tuple[str, str, frozenset[str]], ...]:
        """Every resource: its type, the file that opens it, all its files."""
        root = parsed(self.files[MANIFEST])
        found = Node(root).all("resource") if root is not None else iter(())
        return tuple(
            (r.get("type"), unquote(r.get("href")), frozenset(unquote(f.get("href")) for f in r.all("file")))
            for r in found
        )

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The items and tests that the manifest lists."""
        made = []
        for kind, href, _ in self.resources:
            match, root = _KIND.fullmatch(kind), parsed(self.files.get(href, b""))
            if match and root is not None:
                made.append(Document(href, match[1], match[2], root.tag[1:].partition("}")[0], Node(root)))
        return tuple(made)

    @property
    def items(self) -> Iterator[Document]:
        """The items."""
        return (d for d in self.documents if d.kind == "item")

    @property
    def tests(self) -> Iterator[Document]:
        """The tests."""
        return (d for d in self.documents if d.kind == "test")

    def fault(self, file: str, rule: str, message: str, /, **values: object) -> Diagnostic:
        """Return a fault of ``file``."""
        return error(self.at(file), rule, message, "", "", **values)


Rule = Callable[[Package], Iterator[Diagnostic]]


def qti_version(package: Package) -> Iterator[Diagnostic]:
    """A document is not what its resource says: an item or a test of one version."""
    for document in package.documents:
        if document.root.name != _ROOTS[document.kind] or document.namespace != NAMESPACES[document.version]:
            yield package.fault(
                document.file, "qti-version", "the file is not what the manifest says: {name}", name=document.root.name
            )
    if len({d.version for d in package.documents}) > 1:
        yield package.fault(
            MANIFEST, "qti-version", "the file is not what the manifest says: {name}", name="v2p1, v3p0"
        )


def qti_identifier(package: Package) -> Iterator[Diagnostic]:
    """An identifier is not legal, or is given twice where it must be the only one."""
    message = "the identifier «{id}» is illegal or given twice"
    seen: dict[str, int] = {}
    for document in package.items:
        name = document.root.get("identifier")
        seen[name.lower()] = seen.get(name.lower(), 0) + 1
        if seen[name.lower()] > 1:
            yield package.fault(document.file, "qti-identifier", message, id=name)
    for document in package.documents:
        for names in _scopes(document):
            for name in sorted({n for n in names if not _IDENTIFIER.fullmatch(n) or names.count(n) > 1}):
                yield package.fault(document.file, "qti-identifier", message, id=name)


def qti_response(package: Package) -> Iterator[Diagnostic]:
    """An interaction answers no declared response, a response is asked by none, or its key names no choice."""
    message = "the response «{id}» does not fit its interaction: {problem}"
    for document in package.items:
        declared = {d.get("identifier"): d for d in document.root.all("responseDeclaration")}
        asked = {i.get("responseIdentifier"): i for i in document.root.all() if i.get("responseIdentifier")}
        for name in sorted(set(declared) ^ set(asked)):
            yield package.fault(document.file, "qti-response", message, id=name, problem="-")
        for name in sorted(set(declared) & set(asked)):
            for problem in _misfits(declared[name], asked[name]):
                yield package.fault(document.file, "qti-response", message, id=name, problem=problem)


def qti_variable(package: Package) -> Iterator[Diagnostic]:
    """A rule or a feedback names a variable that is not declared, or asks for a key or a mapping that it has not."""
    message = "«{id}» is not declared, or not with what is asked of it"
    for document in package.documents:
        root = document.root
        declared = {d.get("identifier"): d for d in root.all("responseDeclaration", "outcomeDeclaration")}
        for node in root.all():
            named = ""
            match node.name:
                case "variable" | "setOutcomeValue" | "correct" | "mapResponse" | "printedVariable":
                    named = node.get("identifier")
                case "modalFeedback" | "testFeedback" | "feedbackBlock" | "feedbackInline":
                    named = node.get("outcomeIdentifier")
            if named and (
                (named not in declared and named not in _BUILT_IN) or not _holds(declared.get(named), node.name)
            ):
                yield package.fault(document.file, "qti-variable", message, id=named)
        if "SCORE" not in declared:
            yield package.fault(document.file, "qti-variable", message, id="SCORE")


def qti_scoring(package: Package) -> Iterator[Diagnostic]:
    """An item with a right answer is not scored, is scored by an unknown template, or can never earn all its points."""
    for document in package.items:
        root = document.root
        processing = next(root.all("responseProcessing"), None)
        template = processing.get("template").removesuffix(".xml").rpartition("/")[2] if processing else ""
        for response in root.all("responseDeclaration"):
            right = response.values("correctResponse")
            if not right:
                continue
            problem = ""
            mapped = {e.get("mapKey"): float(e.get("mappedValue")) for e in response.all("mapEntry")}
            if processing is None or not (template or processing.children) or (template and template not in TEMPLATES):
                problem = template or "-"
            elif template == "map_response" or any(root.all("mapResponse")):
                most = max((float(o.get("normalMaximum") or 0) for o in root.all("outcomeDeclaration")), default=0.0)
                got = sum(mapped.get(value, 0.0) for value in right)
                problem = f"{got:g} < {most:g}" if got < most else ""
            if problem:
                message = "«{id}» cannot be scored: {problem}"
                yield package.fault(document.file, "qti-scoring", message, id=root.get("identifier"), problem=problem)


def qti_feedback(package: Package) -> Iterator[Diagnostic]:
    """A feedback waits for a value that nothing ever gives."""
    for document in package.documents:
        root = document.root
        choices = {c.get("identifier") for c in root.all(*_CHOICES)}
        for feedback in root.all("modalFeedback", "testFeedback"):
            outcome, value = feedback.get("outcomeIdentifier"), feedback.get("identifier")
            sets = [s for s in root.all("setOutcomeValue") if s.get("identifier") == outcome]
            given = {b.text for s in sets for b in s.all("baseValue")}
            given |= choices if any(s.children and s.children[0].name == "variable" for s in sets) else set()
            if value not in given:
                yield package.fault(
                    document.file, "qti-feedback", "nothing ever sets «{id}» to «{value}»", id=outcome, value=value
                )


def qti_test(package: Package) -> Iterator[Diagnostic]:
    """A test refers to an item that is not there or has another name, or draws more than a section holds."""
    items = {d.file: d.root.get("identifier") for d in package.items}
    for document in package.tests:
        for reference in document.root.all("assessmentItemRef"):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(document.file), reference.get("href")))
            if items.get(target) != reference.get("identifier"):
                message = "«{href}» is not the item «{id}»"
                href, name = reference.get("href"), reference.get("identifier")
                yield package.fault(document.file, "qti-test", message, href=href, id=name)
        for section in document.root.all("assessmentSection"):
            parts = [c for c in section.children if c.name in ("assessmentItemRef", "assessmentSection")]
            drawn = next((int(c.get("select") or 0) for c in section.children if c.name == "selection"), len(parts))
            if not parts or not 0 < drawn <= len(parts):
                message = "the section «{id}» draws {n} of {all}"
                name = section.get("identifier")
                yield package.fault(document.file, "qti-test", message, id=name, n=drawn, all=len(parts))


def qti_reference(package: Package) -> Iterator[Diagnostic]:
    """A picture is not in the package, or its item's resource does not list it."""
    listed = {href: files for kind, href, files in package.resources if _KIND.fullmatch(kind)}
    for document in package.documents:
        for node in document.root.all():
            for key in _FETCHED:
                url = node.get(key)
                target = posixpath.normpath(posixpath.join(posixpath.dirname(document.file), unquote(url)))
                if (
                    url
                    and not _NETWORK.match(url)
                    and not (target in package.files and target in listed[document.file])
                ):
                    yield package.fault(document.file, "qti-reference", "«{url}» leads nowhere", url=url)


def qti_request(package: Package) -> Iterator[Diagnostic]:
    """Showing an item fetches something from the network, or runs something."""
    for document in package.documents:
        for node in document.root.all():
            fetched = [node.get(key) for key in _FETCHED if _NETWORK.match(node.get(key))]
            handlers = [k for k, v in node.given.items() if k.startswith("on") or v.lower().startswith("javascript:")]
            for found in (*fetched, *handlers, *([node.name] if node.name in _UNSAFE else [])):
                yield package.fault(document.file, "qti-request", "«{url}» would be fetched or run", url=found)


def qti_leftover(package: Package) -> Iterator[Diagnostic]:
    """A reference or a word of address was never filled in."""
    message = "«{text}» was never filled in"
    for document in package.documents:
        for node in document.root.all():
            addresses = [node.get(key) for key in ("src", "href") if _OURS.match(node.get(key))]
            words = (*node.words, node.get("alt"), node.get("title"))
            braces = [found[0] for text in words for found in _BRACES.finditer(text)]
            empty = ["undefined"] * any(text.strip() == "undefined" for text in (*words, *node.given.values()))
            for text in (*addresses, *braces, *empty):
                yield package.fault(document.file, "qti-leftover", message, text=text)


RULES: tuple[Rule, ...] = (
    qti_version,
    qti_identifier,
    qti_response,
    qti_variable,
    qti_scoring,
    qti_feedback,
    qti_test,
    qti_reference,
    qti_request,
    qti_leftover,
)


def _plain(name: str) -> str:
    local = name.rpartition("}")[2].removeprefix("qti-")
    return _HYPHEN.sub(lambda m: m[1].upper(), local)


def _scopes(document: Document) -> Iterator[list[str]]:
    """Yield identifiers that must differ from one another."""
    root = document.root
    yield [root.get("identifier")]
    yield [d.get("identifier") for d in root.all("responseDeclaration", "outcomeDeclaration")]
    if document.kind == "test":
        yield [n.get("identifier") for n in root.all("testPart", "assessmentSection", "assessmentItemRef")]
    for interaction in root.all("choiceInteraction", "orderInteraction", "matchInteraction"):
        yield [c.get("identifier") for c in interaction.all(*_CHOICES)]


def _misfits(response: Node, interaction: Node) -> Iterator[str]:
    """Yield what of a key does not fit the choices."""
    choices = [c.get("identifier") for c in interaction.all(*_CHOICES)]
    sets = [{c.get("identifier") for c in s.all(*_CHOICES)} for s in interaction.all("simpleMatchSet")]
    keyed = [*response.values("correctResponse"), *(e.get("mapKey") for e in response.all("mapEntry"))]
    for value in keyed if choices else ():
        left, _, right = value.partition(" ")
        if not (left in sets[0] and right in sets[1] if sets else value in choices):
            yield value
    right_ones = response.values("correctResponse")
    if response.get("cardinality") == "single" and len(right_ones) > 1:
        yield "single"
    if response.get("cardinality") == "ordered" and sorted(right_ones) != sorted(choices):
        yield "ordered"
    if choices and response.get("cardinality") != "ordered" and set(right_ones) >= set(choices):
        yield "all"


def _holds(declaration: Node | None, asked: str) -> bool:
    """Whether a declaration has what a rule of the name ``asked`` needs."""
    wanted = {"correct": "correctResponse", "mapResponse": "mapping"}.get(asked, "")
    return not wanted or declaration is None or any(declaration.all(wanted))
