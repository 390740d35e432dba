"""IMS Common Cartridge 1.1 and 1.3: the manifest (a profile of IMS CP 1.2), its LOM record, web links."""

from dataclasses import dataclass
from typing import Literal

from generator.model import Competence, Framework
from generator.standards.ims_cp import OrganizationItem
from generator.xmltree import Element, element, serialise

Kind = Literal["webcontent", "assessment", "question-bank", "web-link"]

FILE_BASE = "$IMS-CC-FILEBASE$"  # in questions: the folder that their file lies in
REFERENCED = 1_024  # bytes of the manifest in which Moodle looks for the version


@dataclass(frozen=True, slots=True)
class Version:
    """What a version of the format calls things; ``part`` is how it occurs inside the names (``1p1``)."""

    number: str
    part: str

    @property
    def profile(self) -> str:
        """How file names call it: ``cc11``."""
        return "cc" + self.part.replace("p", "")

    @property
    def manifest(self) -> str:
        """The namespace of the manifest."""
        return f"http://www.imsglobal.org/xsd/imsccv{self.part}/imscp_v1p1"

    @property
    def lom(self) -> str:
        """The namespace of the manifest's metadata."""
        return f"http://ltsc.ieee.org/xsd/imsccv{self.part}/LOM/manifest"

    @property
    def web_link(self) -> str:
        """The namespace of a web link."""
        return f"http://www.imsglobal.org/xsd/imsccv{self.part}/imswl_v{self.part}"

    def type(self, kind: Kind) -> str:
        """Return the type of a resource; QTI stays at 1.2 in every version."""
        if kind == "webcontent":
            return kind
        if kind == "web-link":
            return f"imswl_xmlv{self.part}"
        return f"imsqti_xmlv1p2/imscc_xmlv{self.part}/{kind}"


VERSIONS = {"1.1": Version("1.1.0", "1p1"), "1.3": Version("1.3.0", "1p3")}


@dataclass(frozen=True, slots=True)
class CartridgeResource:
    """One file and the resources that it shows; only web content is addressed from outside (``href``)."""

    identifier: str
    kind: Kind
    file: str
    dependencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """What a cartridge says of itself, in LOM's words; ``rights`` is the imprint."""

    identifier: str
    title: str
    description: str
    language: str
    rights: str
    competences: tuple[Competence, ...]
    frameworks: tuple[Framework, ...]


@dataclass(frozen=True, slots=True)
class Cartridge:
    """``imsmanifest.xml``: one organization whose nameless root holds the folders."""

    identifier: str
    about: About
    folders: tuple[OrganizationItem, ...]
    resources: tuple[CartridgeResource, ...]


def manifest(cartridge: Cartridge, version: Version) -> bytes:
    """Return ``imsmanifest.xml``; its default namespace stands in the first bytes, where Moodle looks for it."""
    names = {None: version.manifest, "lom": version.lom}
    root = element(None, "manifest", None, {"identifier": cartridge.identifier}, names)
    metadata = element(root, "metadata")
    element(metadata, "schema", "IMS Common Cartridge")
    element(metadata, "schemaversion", version.number)
    _lom(metadata, cartridge.about)
    organization = element(
        element(root, "organizations"),
        "organization",
        None,
        {"identifier": f"{cartridge.identifier}-org", "structure": "rooted-hierarchy"},
    )
    top = element(organization, "item", None, {"identifier": f"{cartridge.identifier}-root"})
    for folder in cartridge.folders:
        _item(top, folder)
    resources = element(root, "resources")
    for resource in cartridge.resources:
        attributes = {"identifier": resource.identifier, "type": version.type(resource.kind)}
        if resource.kind == "webcontent":
            attributes["href"] = resource.file
        made = element(resources, "resource", None, attributes)
        element(made, "file", None, {"href": resource.file})
        for dependency in resource.dependencies:
            element(made, "dependency", None, {"identifierref": dependency})
    return serialise(root)


def web_link(title: str, url: str, version: Version) -> bytes:
    """Return the file of a web link."""
    root = element(None, "webLink", None, None, {None: version.web_link})
    element(root, "title", title)
    element(root, "url", None, {"href": url, "target": "_blank"})
    return serialise(root)


def _item(parent: Element, node: OrganizationItem) -> None:
    attributes = {"identifier": node.identifier}
    if node.resource:
        attributes["identifierref"] = node.resource
    made = element(parent, "item", None, attributes)
    element(made, "title", node.title)
    for child in node.items:
        _item(made, child)


def _lom(parent: Element, about: About) -> None:
    """LOM 1, 5, 6, 9 as the profile cuts them: a taxon path has no source, the description names the framework."""
    lom = element(parent, "lom:lom")
    general = element(lom, "lom:general")
    identifier = element(general, "lom:identifier")
    element(identifier, "lom:entry", about.identifier)
    _string(element(general, "lom:title"), about.title, about.language)
    element(general, "lom:language", about.language)
    _string(element(general, "lom:description"), about.description, about.language)
    kind = element(element(lom, "lom:educational"), "lom:learningResourceType")
    element(kind, "lom:value", "IMS Common Cartridge")
    rights = element(lom, "lom:rights")
    element(element(rights, "lom:copyrightAndOtherRestrictions"), "lom:value", "yes")
    _string(element(rights, "lom:description"), about.rights, about.language)
    for framework in about.frameworks:
        own = [c for c in about.competences if c.framework == framework.identifier]
        if own:
            classification = element(lom, "lom:classification")
            element(element(classification, "lom:purpose"), "lom:value", "competency")
            for competence in own:
                taxon = element(element(classification, "lom:taxonPath"), "lom:taxon")
                element(taxon, "lom:id", competence.identifier)
                _string(element(taxon, "lom:entry"), competence.title, about.language)
            _string(element(classification, "lom:description"), framework.title, about.language)


def _string(parent: Element, text: str, language: str) -> None:
    element(parent, "lom:string", text, {"language": language})
