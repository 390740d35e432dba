"""What the manifests of packages say: ``imsmanifest.xml``, ``cmi5.xml``, ``tincan.xml``, as values as written.

Elements are known by their local names, since a stranger's namespaces are what a rule wants to judge.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from lxml import etree

from generator.inspection.xmlreading import Element, local

IMS_MANIFEST, CMI5, TINCAN = "imsmanifest.xml", "cmi5.xml", "tincan.xml"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


@dataclass(frozen=True, slots=True)
class File:
    """A ``<file>`` of a resource; ``href`` as written."""

    href: str
    line: int


@dataclass(frozen=True, slots=True)
class Resource:
    """A ``<resource>``; attributes as written, empty when absent (``href`` None then).

    ``scorm_type`` is the value of ``adlcp:scormtype`` or ``adlcp:scormType``, ``scorm_spelling`` that attribute's
    local name as written. ``base`` joins the ``xml:base`` of manifest, resources and resource.
    """

    identifier: str
    type: str
    href: str | None
    base: str
    scorm_type: str
    scorm_spelling: str
    files: tuple[File, ...]
    dependencies: tuple[str, ...]
    line: int

    @property
    def member(self) -> str:
        """The member that ``href`` names; empty without one, or when it leads out of the package."""
        return resolved("", self.base + self.href) if self.href else ""


@dataclass(frozen=True, slots=True)
class Item:
    """An ``<item>`` of an organization; ``title`` and ``visible`` are None when they are not written.

    ``mastery``: ``adlcp:masteryscore`` (1.2) or ``imsss:minNormalizedMeasure`` of the primary objective, as written.
    ``completion``: ``adlcp:completionThreshold`` as written: its text, or «attribute=value» pairs of the 4th edition.
    ``objectives``: the ids of ``imsss:primaryObjective`` and ``imsss:objective``.
    ``sequencing``: local names of all elements within ``imsss:sequencing``.
    """

    identifier: str
    title: str | None
    reference: str
    visible: str | None
    parameters: str
    mastery: str
    completion: str
    objectives: tuple[str, ...]
    sequencing: frozenset[str]
    items: tuple["Item", ...]
    line: int

    def walk(self) -> Iterator["Item"]:
        """Yield this item and all below, in order."""
        yield self
        for item in self.items:
            yield from item.walk()


@dataclass(frozen=True, slots=True)
class Organization:
    """An ``<organization>``; ``title`` None when it is not written."""

    identifier: str
    title: str | None
    structure: str
    items: tuple[Item, ...]
    line: int

    def walk(self) -> Iterator[Item]:
        """Yield every item, in order."""
        for item in self.items:
            yield from item.walk()


@dataclass(frozen=True)
class Manifest:
    """``imsmanifest.xml``; ``namespace`` and ``prefix`` are the root element's (prefix empty for the default one)."""

    identifier: str
    version: str
    namespace: str
    prefix: str
    schema: str
    schema_version: str
    default: str
    organizations: tuple[Organization, ...]
    resources: tuple[Resource, ...]
    namespaces: frozenset[str]  # every one that an element or attribute uses
    line: int

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every item of every organization, in document order."""
        return tuple(i for o in self.organizations for i in o.walk())

    @property
    def organization(self) -> Organization | None:
        """The one that ``default`` names, else the first."""
        named = [o for o in self.organizations if o.identifier == self.default]
        return (*named, *self.organizations, None)[0]

    @cached_property
    def known(self) -> Mapping[str, Resource]:
        """The resources by identifier; of several with one, the first."""
        return {r.identifier: r for r in reversed(self.resources)}

    def resource(self, identifier: str) -> Resource | None:
        """Return the resource called ``identifier``."""
        return self.known.get(identifier)


@dataclass(frozen=True, slots=True)
class Unit:
    """What a course structure of cmi5 (an ``<au>``) or a ``tincan.xml`` (an ``<activity>`` with ``<launch>``) starts.

    ``url`` as written. ``move_on``, ``mastery``, ``launch_method`` as written, empty when absent. ``titles`` by
    language.
    """

    identifier: str
    titles: Mapping[str, str]
    url: str
    move_on: str
    mastery: str
    launch_method: str
    line: int


@dataclass(frozen=True, slots=True)
class CourseStructure:
    """``cmi5.xml`` or ``tincan.xml``; ``blocks`` are the ids of blocks."""

    member: str
    identifier: str
    titles: Mapping[str, str]
    units: tuple[Unit, ...]
    blocks: tuple[str, ...]
    namespace: str


def resolved(member: str, url: str) -> str:
    """Return the member that ``url`` in ``member`` names; empty for an address that leaves the package."""
    address = unquote(url.partition("#")[0].partition("?")[0])
    if not address or _SCHEME.match(url) or address.startswith("/"):
        return ""
    target = posixpath.normpath(posixpath.join(posixpath.dirname(member), address))
    return "" if target.startswith("..") or target == "." else target


# --- the manifest -----------------------------------------------------------------------------------------------------


def read_manifest(root: Element) -> Manifest:
    """Return what an ``imsmanifest.xml`` says; whatever is missing is empty."""
    about, organizations, resources = (_child(root, n) for n in ("metadata", "organizations", "resources"))
    base = _attribute(root, "base") + _attribute(resources, "base")
    return Manifest(
        identifier=_attribute(root, "identifier"),
        version=_attribute(root, "version"),
        namespace=etree.QName(root).namespace or "",
        prefix=root.prefix or "",
        schema=_text(about, "schema") or "",
        schema_version=_text(about, "schemaversion") or "",
        default=_attribute(organizations, "default"),
        organizations=tuple(_organization(e) for e in _children(organizations, "organization")),
        resources=tuple(_resource(e, base) for e in _children(resources, "resource")),
        namespaces=frozenset(_namespaces(root)),
        line=_line(root),
    )


def _organization(node: Element) -> Organization:
    items = tuple(_item(e) for e in _children(node, "item"))
    return Organization(
        _attribute(node, "identifier"), _text(node, "title"), _attribute(node, "structure"), items, _line(node)
    )


def _item(node: Element) -> Item:
    sequencing = _child(node, "sequencing")
    within = [] if sequencing is None else [e for e in sequencing.iter() if isinstance(e.tag, str)]
    goals = [e for e in within if local(e) in ("primaryObjective", "objective")]
    measure = next(
        (e for g in goals if local(g) == "primaryObjective" for e in _children(g, "minNormalizedMeasure")), None
    )
    threshold = _child(node, "completionThreshold")
    completion = ""
    if threshold is not None:
        pairs = [f"{etree.QName(k).localname}={v}" for k, v in threshold.attrib.items()]
        completion = " ".join(pairs) or (threshold.text or "").strip()
    return Item(
        identifier=_attribute(node, "identifier"),
        title=_text(node, "title"),
        reference=_attribute(node, "identifierref"),
        visible=node.get("isvisible"),
        parameters=_attribute(node, "parameters"),
        mastery=_text(node, "masteryscore") or (measure.text or "" if measure is not None else ""),
        completion=completion,
        objectives=tuple(_attribute(g, "objectiveID") for g in goals),
        sequencing=frozenset(local(e) for e in within),
        items=tuple(_item(e) for e in _children(node, "item")),
        line=_line(node),
    )


def _resource(node: Element, base: str) -> Resource:
    typed = [(etree.QName(k).localname, v) for k, v in node.attrib.items() if "scormtype" in str(k).lower()]
    spelling, scorm_type = typed[0] if typed else ("", "")
    return Resource(
        identifier=_attribute(node, "identifier"),
        type=_attribute(node, "type"),
        href=node.get("href"),
        base=base + _attribute(node, "base"),
        scorm_type=str(scorm_type),
        scorm_spelling=spelling,
        files=tuple(File(_attribute(e, "href"), _line(e)) for e in _children(node, "file")),
        dependencies=tuple(_attribute(e, "identifierref") for e in _children(node, "dependency")),
        line=_line(node),
    )


# --- cmi5 and tincan.xml ----------------------------------------------------------------------------------------------


def read_structure(member: str, root: Element) -> CourseStructure:
    """Return what a course structure of cmi5 or a ``tincan.xml`` says; whatever is missing is empty."""
    nodes = [e for e in root.iter() if isinstance(e.tag, str)]
    if member == CMI5:
        head = _child(root, "course")
        units = tuple(_unit(e) for e in nodes if local(e) == "au")
    else:
        started = [e for e in nodes if local(e) == "activity"]
        head = started[0] if started else None
        units = tuple(_activity(e) for e in started if _child(e, "launch") is not None)
    return CourseStructure(
        member=member,
        identifier=_attribute(head, "id"),
        titles=_titles(head),
        units=units,
        blocks=tuple(_attribute(e, "id") for e in nodes if local(e) == "block"),
        namespace=etree.QName(root).namespace or "",
    )


def _unit(node: Element) -> Unit:
    move_on, mastery, method = (_attribute(node, k) for k in ("moveOn", "masteryScore", "launchMethod"))
    return Unit(_attribute(node, "id"), _titles(node), _text(node, "url") or "", move_on, mastery, method, _line(node))


def _activity(node: Element) -> Unit:
    return Unit(_attribute(node, "id"), _titles(node), _text(node, "launch") or "", "", "", "", _line(node))


def _titles(node: Element | None) -> dict[str, str]:
    """Return titles by language: ``<title><langstring lang>`` of cmi5, ``<name lang>`` of tincan.xml."""
    found = [e for t in _children(node, "title") for e in _children(t, "langstring")] or _children(node, "name")
    return {_attribute(e, "lang"): (e.text or "").strip() for e in found}


# --- elements, by their local names -----------------------------------------------------------------------------------


def _children(node: Element | None, name: str) -> list[Element]:
    return [] if node is None else [e for e in node if isinstance(e.tag, str) and local(e) == name]


def _child(node: Element | None, name: str) -> Element | None:
    return next(iter(_children(node, name)), None)


def _text(node: Element | None, name: str) -> str | None:
    child = _child(node, name)
    return None if child is None else "".join(child.itertext()).strip()


def _attribute(node: Element | None, name: str) -> str:
    """Return an attribute by its local name, whatever its namespace; empty when it is absent."""
    if node is None:
        return ""
    return next((str(v) for k, v in node.attrib.items() if etree.QName(k).localname == name), "")


def _line(node: Element) -> int:
    return node.sourceline or 1


def _namespaces(root: Element) -> Iterator[str]:
    for node in root.iter():
        if isinstance(node.tag, str):
            yield from (n for k in (node.tag, *node.attrib) if (n := etree.QName(k).namespace))
