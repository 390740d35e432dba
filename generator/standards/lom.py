"""IEEE LOM (1484.12.1) metadata in the binding SCORM 1.2 uses (IMS Learning Resource Meta-data 1.2.1)."""

from dataclasses import dataclass

from generator.model import Competence, Framework
from generator.xmltree import Element, element

NAMESPACE = "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a learning resource says of itself, in LOM's words."""

    identifier: str
    title: str
    description: str
    language: str
    version: str
    minutes: int
    licence: str
    competences: tuple[Competence, ...]
    frameworks: tuple[Framework, ...]


def lom_element(parent: Element, metadata: Metadata) -> Element:
    """Add the record below ``parent``, in the order the schema asks for."""
    lom = element(parent, "imsmd:lom")
    general = element(lom, "imsmd:general")
    element(general, "imsmd:identifier", metadata.identifier)
    _string(element(general, "imsmd:title"), metadata.title, metadata.language)
    element(general, "imsmd:language", metadata.language)
    _string(element(general, "imsmd:description"), metadata.description, metadata.language)
    lifecycle = element(lom, "imsmd:lifecycle")
    _string(element(lifecycle, "imsmd:version"), metadata.version, "x-none")
    metametadata = element(lom, "imsmd:metametadata")
    element(metametadata, "imsmd:metadatascheme", "ADL SCORM 1.2")
    technical = element(lom, "imsmd:technical")
    element(technical, "imsmd:format", "text/html")
    educational = element(lom, "imsmd:educational")
    time = element(educational, "imsmd:typicallearningtime")
    element(time, "imsmd:datetime", duration(metadata.minutes))
    rights = element(lom, "imsmd:rights")
    _vocabulary(element(rights, "imsmd:copyrightandotherrestrictions"), "yes")
    _string(element(rights, "imsmd:description"), metadata.licence, metadata.language)
    for framework in metadata.frameworks:
        own = tuple(c for c in metadata.competences if c.framework == framework.identifier)
        if own:
            _classification(lom, framework, own, metadata.language)
    return lom


def duration(minutes: int) -> str:
    """Return LOM 5.9's ISO 8601 duration."""
    return f"PT{minutes // 60}H{minutes % 60}M" if minutes >= 60 else f"PT{minutes}M"


def _classification(lom: Element, framework: Framework, competences: tuple[Competence, ...], language: str) -> None:
    """LOM 9: places the resource in a framework; purpose «Educational Objective» is the one SCORM 1.2 lists."""
    classification = element(lom, "imsmd:classification")
    _vocabulary(element(classification, "imsmd:purpose"), "Educational Objective")
    for competence in competences:
        path = element(classification, "imsmd:taxonpath")
        _string(element(path, "imsmd:source"), framework.title, language)
        taxon = element(path, "imsmd:taxon")
        element(taxon, "imsmd:id", competence.identifier)
        _string(element(taxon, "imsmd:entry"), competence.title, language)
    _string(element(classification, "imsmd:description"), framework.instrument or framework.title, language)


def _string(parent: Element, text: str, language: str) -> None:
    element(parent, "imsmd:langstring", text, {"xml:lang": language})


def _vocabulary(parent: Element, value: str) -> None:
    _string(element(parent, "imsmd:source"), "LOMv1.0", "x-none")
    _string(element(parent, "imsmd:value"), value, "x-none")
