"""Judge manifests by the schemas of their standards, which lie beside the code; nothing is fetched."""

import warnings
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml import etree

from generator.inspection.xmlreading import Element

if TYPE_CHECKING:
    import xmlschema

FOLDER = Path(__file__).parent.parent / "schemas"
MOST_FAULTS = 20
MOST_ELEMENTS = 20_000  # beyond, a manifest is not held against its schema: it would take minutes
_PACKAGING_2004 = {
    "http://www.adlnet.org/xsd/adlcp_v1p3": "adlcp_v1p3.xsd",
    "http://www.adlnet.org/xsd/adlseq_v1p3": "adlseq_v1p3.xsd",
    "http://www.adlnet.org/xsd/adlnav_v1p3": "adlnav_v1p3.xsd",
    "http://www.imsglobal.org/xsd/imsss": "imsss_v1p0.xsd",
}
# What each set is read from: its first file, and the files of the namespaces that it lets in.
SETS: dict[str, tuple[str, dict[str, str]]] = {
    "scorm12": (
        "imscp_rootv1p1p2.xsd",
        {
            "http://www.adlnet.org/xsd/adlcp_rootv1p2": "adlcp_rootv1p2.xsd",
            "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1": "imsmd_rootv1p2p1.xsd",
        },
    ),
    "scorm2004-3": ("imscp_v1p1.xsd", _PACKAGING_2004),
    "scorm2004-4": ("imscp_v1p1.xsd", _PACKAGING_2004),
    "cmi5": ("CourseStructure.xsd", {}),
    "cc11": ("ccv1p1_imscp_v1p2_v1p0.xsd", {}),
}


def faults(name: str, root: Element) -> Iterator[tuple[int, str]]:
    """Yield line and reason of all that the set ``name`` has against a document."""
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        return
    tree: Any = etree.ElementTree(root)  # its elements know their lines
    found = (f for f in _schema(name).iter_errors(tree, use_location_hints=False) if not _of_another(str(f.reason)))
    for fault in islice(found, MOST_FAULTS):
        node: Any = fault.elem
        yield getattr(node, "sourceline", None) or 1, " ".join(str(fault.reason or "").split())


def _of_another(reason: str) -> bool:
    """Whether a fault is only that another standard's schema is not here: a manifest may hold metadata of any kind."""
    return reason.startswith("unavailable namespace")


def names(name: str, namespace: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the elements and the attributes that a set knows in a namespace."""
    maps = _schema(name).maps
    start = f"{{{namespace}}}"
    elements, attributes = (
        frozenset(n.removeprefix(start) for n in known if n.startswith(start))
        for known in (maps.elements, maps.attributes)
    )
    return elements, attributes


@cache
def _schema(name: str) -> "xmlschema.XMLSchema":
    import xmlschema  # a quarter of a second that other commands need not wait

    first, others = SETS[name]
    locations = {uri: str(FOLDER / name / file) for uri, file in others.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", xmlschema.XMLSchemaImportWarning)
        # lax: the IMS files bind the xml namespace in a way that only strict processors refuse
        return xmlschema.XMLSchema(
            str(FOLDER / name / first), validation="lax", allow="local", locations=locations, use_fallback=False
        )
