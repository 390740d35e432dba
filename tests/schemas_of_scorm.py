"""The vendored schemas of SCORM's editions: what validates a manifest, and which names they define."""

from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import xmlschema

from generator.standards.lom import LOM_10, LOM_12
from generator.standards.scorm import NAMESPACES_12, NAMESPACES_2004

SCHEMAS = Path(__file__).parent / "schemas"
XS = "{http://www.w3.org/2001/XMLSchema}"
# by version as a manifest says it: the file of the default namespace, the file of each other prefix, the namespaces
EDITIONS = {
    "1.2": (
        "scorm12/imscp_rootv1p1p2.xsd",
        {"adlcp": "scorm12/adlcp_rootv1p2.xsd", LOM_12.prefix: "scorm12/imsmd_rootv1p2p1.xsd"},
        NAMESPACES_12,
    ),
    **{
        f"2004 {name} Edition": (
            f"scorm2004_{name}/imscp_v1p1.xsd",
            {
                "adlcp": f"scorm2004_{name}/adlcp_v1p3.xsd",
                "adlseq": f"scorm2004_{name}/adlseq_v1p3.xsd",
                "adlnav": f"scorm2004_{name}/adlnav_v1p3.xsd",
                "imsss": f"scorm2004_{name}/imsss_v1p0.xsd",
                LOM_10.prefix: "lom/lom.xsd",
            },
            NAMESPACES_2004,
        )
        for name in ("3rd", "4th")
    },
}


@cache
def schema(version: str) -> xmlschema.XMLSchema:
    """Return what validates manifests of ``version``; lax, since strict processors refuse the files themselves."""
    main, others, namespaces = EDITIONS[version]
    locations = {namespaces[prefix]: str(SCHEMAS / file) for prefix, file in others.items()}
    return xmlschema.XMLSchema(str(SCHEMAS / main), validation="lax", allow="local", locations=locations)


def findings(manifest: bytes, version: str) -> list[str]:
    """Return what the schemas of ``version`` say against ``manifest``."""
    return [f"{e.path}: {e.reason}" for e in schema(version).iter_errors(manifest.decode())]


@cache
def defined(version: str, prefix: str | None) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the names of elements, of attributes with the prefix and of attributes without that the files define."""
    main = SCHEMAS / (EDITIONS[version][1][prefix] if prefix else EDITIONS[version][0])
    files = [main]
    for file in files:
        files += [file.with_name(i.get("schemaLocation", "")) for i in ElementTree.parse(file).iter(f"{XS}include")]
    roots = [ElementTree.parse(f).getroot() for f in files]
    elements = {e.get("name", "") for r in roots for e in r.iter(f"{XS}element") if e.get("name")}
    qualified = {a.get("name", "") for r in roots for a in r.findall(f"{XS}attribute")}
    plain = {a.get("name", "") for r in roots for a in r.iter(f"{XS}attribute") if a.get("name")} - qualified
    return frozenset(elements), frozenset(qualified), frozenset(plain)
