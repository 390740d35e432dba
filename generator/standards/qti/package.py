"""The manifest of a QTI package (a profile of IMS Content Packaging 1.2), with LOM and curriculum standards.

LOM is the binding of IMS Meta-data 1.3 (IEEE 1484.12.3), in which both versions describe items.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from generator.items import (
    ChoiceItem,
    Item,
    MatchItem,
    MultipleResponseItem,
    NumericItem,
    OrderItem,
    SurveyItem,
    TextEntryItem,
    TrueFalseItem,
)
from generator.model import Competence, Framework
from generator.standards.qti.dialect import Dialect
from generator.xmltree import Element, element, serialise

MANIFEST = "imsmanifest.xml"
_LOM = "http://ltsc.ieee.org/xsd/LOM"
_CSMD = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscsmd_v1p1"
_INTERACTIONS: Mapping[type[Item], str] = {
    ChoiceItem: "choiceInteraction",
    MultipleResponseItem: "choiceInteraction",
    TrueFalseItem: "choiceInteraction",
    SurveyItem: "choiceInteraction",
    TextEntryItem: "textEntryInteraction",
    NumericItem: "textEntryInteraction",
    MatchItem: "matchInteraction",
    OrderItem: "orderInteraction",
}


@dataclass(frozen=True, slots=True)
class About:
    """What a resource says of itself: plain text, the competences it asks for, the kind of interaction if an item's."""

    identifier: str
    title: str
    language: str
    competences: tuple[Competence, ...] = ()
    description: str = ""
    interaction: str = ""
    feedback: bool = False
    solution: bool = False


@dataclass(frozen=True, slots=True)
class Resource:
    """A thing the package holds; ``needs`` names the identifiers of resources it does not work without."""

    identifier: str
    kind: Literal["item", "test", "webcontent"]
    files: tuple[str, ...]
    needs: tuple[str, ...] = ()
    about: About | None = None


@dataclass(frozen=True, slots=True)
class Package:
    """A content package: its own record, its version and licence, the frameworks of its competences, its resources."""

    identifier: str
    about: About
    version: str
    licence: str
    frameworks: tuple[Framework, ...]
    resources: tuple[Resource, ...]


def interaction(item: Item) -> str:
    """Return the name of the interaction that asks ``item`` (QTI 2.1 metadata, ``interactionType``)."""
    return _INTERACTIONS[type(item)]


def manifest(package: Package, dialect: Dialect) -> bytes:
    """Return ``imsmanifest.xml``."""
    names = {None: dialect.packaging, "lom": _LOM, "qmd": dialect.metadata} | ({"csmd": _CSMD} if dialect.kebab else {})
    names |= {"xsi": "http://www.w3.org/2001/XMLSchema-instance"}
    location = f"{dialect.packaging} {dialect.packaging_schema}"
    root = element(None, "manifest", None, {"identifier": package.identifier, "xsi:schemaLocation": location}, names)
    about = element(root, "metadata")
    schema, version = dialect.package
    element(about, "schema", schema)
    element(about, "schemaversion", version)
    _described(about, package.about, package, dialect, whole=True)
    element(root, "organizations")
    resources = element(root, "resources")
    for resource in package.resources:
        kind = resource.kind if resource.kind == "webcontent" else f"imsqti_{resource.kind}_xml{dialect.suffix}"
        made = element(
            resources, "resource", None, {"identifier": resource.identifier, "type": kind, "href": resource.files[0]}
        )
        if resource.about is not None:
            _described(element(made, "metadata"), resource.about, package, dialect, whole=False)
        for name in resource.files:
            element(made, "file", None, {"href": name})
        for needed in resource.needs:
            element(made, "dependency", None, {"identifierref": needed})
    return serialise(root)


def _described(parent: Element, about: About, package: Package, dialect: Dialect, whole: bool) -> None:
    """Add QTI's own metadata, curriculum standards (3.0) and LOM, in the order of the profile."""
    if about.interaction:
        _qti(parent, about, dialect)
    if dialect.kebab and about.competences:
        _standards(parent, about, package.frameworks)
    _lom(parent, about, package, whole)


def _qti(parent: Element, about: About, dialect: Dialect) -> None:
    made = element(parent, "qmd:qtiMetadata")
    element(made, "qmd:timeDependent", "false")
    element(made, "qmd:composite", "false")
    element(made, "qmd:interactionType", about.interaction)
    element(made, "qmd:feedbackType", "nonadaptive" if about.feedback else "none")
    element(made, "qmd:solutionAvailable", "true" if about.solution else "false")
    if dialect.kebab and about.solution:
        element(made, "qmd:scoringMode", "responseprocessing")


def _standards(parent: Element, about: About, frameworks: tuple[Framework, ...]) -> None:
    """Curriculum Standards Metadata 1.1: a set of labelled codes per framework."""
    made = element(parent, "csmd:curriculumStandardsMetadataSet", None, {"resourceLabel": about.title})
    for framework, own in _by_framework(about.competences, frameworks):
        given = {"providerId": framework.identifier}
        codes = element(element(made, "csmd:curriculumStandardsMetadata", None, given), "csmd:setOfGUIDs")
        for competence in own:
            labelled = element(codes, "csmd:labelledGUID")
            element(labelled, "csmd:label", competence.title)
            element(labelled, "csmd:GUID", competence.identifier)


def _lom(parent: Element, about: About, package: Package, whole: bool) -> None:
    lom = element(parent, "lom:lom")
    general = element(lom, "lom:general")
    identifier = element(general, "lom:identifier")
    element(identifier, "lom:catalog", package.about.identifier)
    element(identifier, "lom:entry", about.identifier)
    _string(element(general, "lom:title"), about.title, about.language)
    element(general, "lom:language", about.language)
    if about.description:
        _string(element(general, "lom:description"), about.description, about.language)
    if whole:
        _string(element(element(lom, "lom:lifeCycle"), "lom:version"), package.version, about.language)
        rights = element(lom, "lom:rights")
        _vocabulary(element(rights, "lom:copyrightAndOtherRestrictions"), "yes")
        _string(element(rights, "lom:description"), package.licence, about.language)
    for framework, own in _by_framework(about.competences, package.frameworks):
        classification = element(lom, "lom:classification")
        _vocabulary(element(classification, "lom:purpose"), "competency")
        for competence in own:
            path = element(classification, "lom:taxonPath")
            _string(element(path, "lom:source"), framework.title, about.language)
            taxon = element(path, "lom:taxon")
            element(taxon, "lom:id", competence.identifier)
            _string(element(taxon, "lom:entry"), competence.title, about.language)


def _by_framework(
    competences: tuple[Competence, ...], frameworks: tuple[Framework, ...]
) -> tuple[tuple[Framework, tuple[Competence, ...]], ...]:
    sorted_out = ((f, tuple(c for c in competences if c.framework == f.identifier)) for f in frameworks)
    return tuple((framework, own) for framework, own in sorted_out if own)


def _string(parent: Element, text: str, language: str) -> None:
    element(parent, "lom:string", text, {"language": language})


def _vocabulary(parent: Element, value: str) -> None:
    element(parent, "lom:source", "LOMv1.0")
    element(parent, "lom:value", value)
