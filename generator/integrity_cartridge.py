"""What must hold in a Common Cartridge: its manifest, what the resources are, the questions and their answers.

One generator function per rule, as in ``integrity``, which calls ``faults`` for an archive that is a cartridge.
That every file is listed and every identifier legal and referred to rightly, ``integrity`` sees for all IMS packages.
"""

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from generator.diagnostics import Diagnostic, error
from generator.integrity_xml import MANIFEST, At, Element, ImsContents, parsed, schema_of

SCHEMA = "IMS Common Cartridge"
LOOKED_AT = 1_024  # bytes in which Moodle looks for the version
FILE_BASE = "$IMS-CC-FILEBASE$"
QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"

_NAMESPACE = re.compile(r"http://www\.imsglobal\.org/xsd/imsccv(1p[0-9])/imscp_v1p1")
_TYPES = {
    "webcontent": "webcontent",
    "imsqti_xmlv1p2/imscc_xmlv{part}/assessment": "assessment",
    "imsqti_xmlv1p2/imscc_xmlv{part}/question-bank": "objectbank",
    "imswl_xmlv{part}": "webLink",
}
_PROFILES = {
    "cc.multiple_choice.v0p1": "Single",
    "cc.true_false.v0p1": "Single",
    "cc.multiple_response.v0p1": "Multiple",
    "cc.fib.v0p1": "",
}
_SAFE = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")
_BRACES = re.compile(r"\{[^\W\d_]+(?: [^\W\d_]+)?\}")
_OURS = re.compile(r"(?:asset|lesson|word|fact|tu):")
_FETCHED = ("src", "data", "poster", "action", "srcset")


def is_cartridge(files: Mapping[str, bytes]) -> bool:
    """Return whether ``files`` are a Common Cartridge; a manifest that cannot be read is reported by another rule."""
    return schema_of(files) == SCHEMA


def faults(files: Mapping[str, bytes], at: At) -> Iterator[Diagnostic]:
    """Yield every fault of the cartridge that ``files`` are."""
    cartridge = Contents(files, at)
    for rule in RULES:
        yield from rule(cartridge)


@dataclass(frozen=True)
class Contents(ImsContents):
    """A cartridge as its files give it; files that cannot be parsed are reported by another rule."""

    @cached_property
    def part(self) -> str:
        """The version as it occurs inside names (``1p1``), nothing when the namespace is another."""
        found = _NAMESPACE.fullmatch(self.manifest.tag[1:].partition("}")[0])
        return found[1] if found else ""

    @cached_property
    def kinds(self) -> dict[str, str]:
        """What each type of this version is: web content, or the element that its file holds."""
        return {t.format(part=self.part): kind for t, kind in _TYPES.items()}

    @cached_property
    def resources(self) -> dict[str, Element]:
        """The resources by their identifiers."""
        return {r.get("identifier", ""): r for r in self.manifest.iterfind("{*}resources/{*}resource")}

    @cached_property
    def roots(self) -> dict[str, Element]:
        """The XML files of resources by their names."""
        named = {n for r in self.resources.values() for n in _files(r) if n.endswith(".xml")}
        found = {n: parsed(self.files.get(n, b"")) for n in sorted(named)}
        return {n: root for n, root in found.items() if root is not None}

    @cached_property
    def items(self) -> tuple[tuple[str, Element], ...]:
        """Every question with the file it stands in."""
        return tuple((name, item) for name, root in self.roots.items() for item in root.iter(f"{{{QTI}}}item"))

    def fault(self, rule: str, file: str, message: str, **values: str) -> Diagnostic:
        """Return a finding in ``file``."""
        return error(self.at(file), rule, message, "", **values)


def cartridge_version(contents: Contents) -> Iterator[Diagnostic]:
    """The version does not stand where importers look for it, or two versions are mixed."""
    problem = ""
    number = (contents.manifest.findtext("{*}metadata/{*}schemaversion") or "").strip()
    start = "".join(contents.files[MANIFEST][:LOOKED_AT].decode("utf-8", "replace").split())
    if not contents.part or f"{contents.part.replace('p', '.')}.0" != number:
        problem = number
    elif f'xmlns="http://www.imsglobal.org/xsd/imsccv{contents.part}/imscp_v1p1"' not in start:
        problem = "xmlns"
    text = contents.files[MANIFEST].decode("utf-8", "replace")
    mixed = {p for p in re.findall(r"(?:imsccv|imscc_xmlv|imswl_xmlv)(1p[0-9])", text)} - {contents.part}
    for said in filter(None, (problem, *sorted(mixed))):
        message = "the version of the cartridge cannot be told: {problem}"
        yield contents.fault("cartridge-version", MANIFEST, message, problem=said)


def cartridge_tree(contents: Contents) -> Iterator[Diagnostic]:
    """The organization is not one tree of titled folders whose leaves are resources."""
    message = "the tree of the cartridge is not right at «{id}»"
    organizations = contents.manifest.findall("{*}organizations/{*}organization")
    roots = [i for o in organizations for i in o.findall("{*}item")]
    if len(organizations) != 1 or len(roots) != 1 or roots[0].find("{*}title") is not None:
        yield contents.fault("cartridge-tree", MANIFEST, message, id="organization")
        return
    if organizations[0].get("structure") != "rooted-hierarchy":
        yield contents.fault("cartridge-tree", MANIFEST, message, id="structure")
    for item in roots[0].iter():
        if _local(item) != "item" or item is roots[0]:
            continue
        leaf, inner = item.get("identifierref"), item.findall("{*}item")
        shown = contents.resources.get(leaf or "")
        hidden = shown is not None and contents.kinds.get(shown.get("type", "")) == "objectbank"
        if not (item.findtext("{*}title") or "").strip() or bool(leaf) == bool(inner) or hidden:
            yield contents.fault("cartridge-tree", MANIFEST, message, id=item.get("identifier", ""))


def cartridge_resource(contents: Contents) -> Iterator[Diagnostic]:
    """A resource is of no known type, or its file is not what the type says."""
    message = "the resource «{id}» is not what its type says"
    banks = 0
    for identifier, resource in contents.resources.items():
        kind = contents.kinds.get(resource.get("type", ""), "")
        files, href = _files(resource), resource.get("href")
        depends = [d.get("identifierref", "") for d in resource.iterfind("{*}dependency")]
        wrong = not kind or len(set(depends)) < len(depends) or not set(depends) <= set(contents.resources)
        wrong = wrong or identifier in depends
        if kind == "webcontent":
            wrong = wrong or href not in files
        elif kind:
            banks += kind == "objectbank"
            root = contents.roots.get(files[0]) if len(files) == 1 else None
            wrong = wrong or href is not None or root is None or not _is(root, kind, contents.part) or banks > 1
        if wrong:
            yield contents.fault("cartridge-resource", MANIFEST, message, id=identifier)


def _is(root: Element, kind: str, part: str) -> bool:
    """Return whether a file holds ``kind``."""
    if kind == "webLink":
        right = root.tag == f"{{http://www.imsglobal.org/xsd/imsccv{part}/imswl_v{part}}}webLink"
        url = root.find("{*}url")
        address = urlsplit(url.get("href", "") if url is not None else "")
        return right and address.scheme in ("http", "https") and bool(address.netloc)
    return root.tag == f"{{{QTI}}}questestinterop" and [_local(c) for c in root] == [kind]


def cartridge_question(contents: Contents) -> Iterator[Diagnostic]:
    """A question has no legal name, no known kind, or answers that do not fit its options."""
    message = "the question «{id}» is not right: {problem}"
    known = Counter((name, item.get("ident")) for name, item in contents.items)
    for name, item in contents.items:
        identifier = item.get("ident", "")
        problems = [*_linkage(item), *_feedback(item)]
        if not _SAFE.fullmatch(identifier) or known[name, identifier] > 1:
            problems.append("ident")
        for problem in problems:
            yield contents.fault("cartridge-question", name, message, id=identifier, problem=problem)


def _linkage(item: Element) -> Iterator[str]:
    """Yield where options, conditions and the score do not fit together."""
    profile = _field(item, "cc_profile")
    responses = [n for n in item.iter() if _local(n) in ("response_lid", "response_str")]
    if profile not in _PROFILES or len(responses) != 1:
        yield "cc_profile"
        return
    labels = [n.get("ident", "") for n in item.iter(f"{{{QTI}}}response_label")]
    cardinality = _PROFILES[profile]
    if cardinality and (responses[0].get("rcardinality") != cardinality or len(set(labels)) != len(labels)):
        yield "response_label"
    if profile == "cc.true_false.v0p1" and sorted(labels) != ["false", "true"]:
        yield "true_false"
    compared = list(item.iter(f"{{{QTI}}}varequal"))
    if any(v.get("respident") != responses[0].get("ident") for v in compared):
        yield "respident"
    if labels and any(v.text not in labels for v in compared):
        yield "varequal"
    full = [
        c
        for c in item.iter(f"{{{QTI}}}respcondition")
        if c.findtext(f"{{{QTI}}}setvar") == "100" and c.find(f".//{{{QTI}}}varequal") is not None
    ]
    declared = item.find(f"{{{QTI}}}resprocessing/{{{QTI}}}outcomes/{{{QTI}}}decvar")
    if not full or declared is None or declared.get("varname") != "SCORE":
        yield "SCORE"


def _feedback(item: Element) -> Iterator[str]:
    """Yield feedback that is shown and not there, or there and never shown."""
    there = [n.get("ident", "") for n in item.iter(f"{{{QTI}}}itemfeedback")]
    shown = {n.get("linkrefid", "") for n in item.iter(f"{{{QTI}}}displayfeedback")}
    yield from sorted(set(there) ^ shown)


def cartridge_text(contents: Contents) -> Iterator[Diagnostic]:
    """A text of a question or a web link is not well-formed, holds what was never filled in, or fetches something."""
    message = "«{text}» must not stand in a text of a cartridge"
    for name, root in contents.roots.items():
        for node in root.iter():
            for said in _texts(node):
                yield contents.fault("cartridge-text", name, message, text=said)


def _texts(node: Element) -> Iterator[str]:
    text = node.text or ""
    if _local(node) != "mattext" or node.get("texttype") != "text/html":
        yield from _leftovers(text, node)
        return
    fragment = parsed(f"<div>{text}</div>".encode())
    if fragment is None:
        yield text[:60]
        return
    for element in fragment.iter():
        quoted = element.tag in ("code", "pre")
        yield from _leftovers(" ".join(filter(None, ("" if quoted else element.text, element.tail))), element)
        for key in sorted(element.attrib):
            value = element.attrib[key]
            fetched = key in _FETCHED and re.match(r"(?:https?:)?//|https?:|data:", value, re.IGNORECASE)
            address = key in ("src", "href") and (_OURS.match(value) or "undefined" in value)
            handler = key.startswith("on") or value.lower().startswith("javascript:")
            if fetched or address or handler or key == "style" or (key in ("alt", "title") and _BRACES.search(value)):
                yield f"{key}={value}"


def _leftovers(text: str, node: Element) -> Iterator[str]:
    found = _BRACES.search(text)
    if found or text.strip() == "undefined":
        yield found[0] if found else text.strip()
    if "undefined" in node.get("href", ""):
        yield node.get("href", "")


def cartridge_picture(contents: Contents) -> Iterator[Diagnostic]:
    """What a page or a question shows is not in the cartridge, or its resource does not depend on it."""
    message = "«{name}» is shown and not among what the resource depends on"
    file_of = {i: set(_files(r)) for i, r in contents.resources.items()}
    for resource in contents.resources.values():
        depends = {n for d in resource.iterfind("{*}dependency") for n in file_of.get(d.get("identifierref", ""), ())}
        for name in _files(resource):
            text = contents.files.get(name, b"").decode("utf-8", "replace")
            base, pattern = posixpath.dirname(name), None
            if name in contents.roots:
                pattern = r"src=&quot;\$IMS-CC-FILEBASE\$([^&]+)&quot;|src=\"\$IMS-CC-FILEBASE\$([^\"]+)\""
                text = "\n".join(t.text or "" for t in contents.roots[name].iter(f"{{{QTI}}}mattext"))
            elif name.endswith(".html"):
                pattern = r"<(?:img|link)\b[^>]*?(?:src|href)=\"([^\":]+)\"()"
            shown = {posixpath.join(base, a or b) for a, b in re.findall(pattern, text)} if pattern else set()
            for other in sorted(shown - depends):
                yield contents.fault("cartridge-picture", name, message, name=other)
            bare = re.findall(r"src=\"(?!\$IMS-CC-FILEBASE\$)([^\":]+)\"", text) if name in contents.roots else []
            for other in bare:
                yield contents.fault("cartridge-picture", name, message, name=other)


def _files(resource: Element) -> list[str]:
    return [f.get("href", "") for f in resource.iterfind("{*}file")]


def _field(item: Element, label: str) -> str:
    for field in item.iter(f"{{{QTI}}}qtimetadatafield"):
        if field.findtext(f"{{{QTI}}}fieldlabel") == label:
            return field.findtext(f"{{{QTI}}}fieldentry") or ""
    return ""


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


RULES: tuple[Callable[[Contents], Iterator[Diagnostic]], ...] = (
    cartridge_version,
    cartridge_tree,
    cartridge_resource,
    cartridge_question,
    cartridge_text,
    cartridge_picture,
)
