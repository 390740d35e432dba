"""SCORM Cloud, as far as users of it have published what it said.

Evidence: [#n] an issue or release of the repository named. Its own manual of errors was not found: there are no rules
beyond these.
"""

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from generator.diagnostics import Diagnostic, error, warning
from generator.inspection.facts import SCORM, Kind, PackageFacts
from generator.inspection.manifests import CMI5, IMS_MANIFEST, TINCAN
from generator.inspection.xmlreading import local
from generator.profiles import Profile

_STRUCTURES = {
    CMI5: ("courseStructure", "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"),
    TINCAN: ("tincan", "http://projecttincan.com/tincan.xsd"),
}
# What the schemas of content packaging know by name, in all versions that SCORM uses.
_PACKAGING = ("imscp_rootv1p1p2", "imscp_v1p1")
_KNOWN = frozenset(
    (
        *("manifest", "metadata", "schema", "schemaversion", "organizations", "organization", "title", "item"),
        *("resources", "resource", "file", "dependency"),
    )
)


# [embed-v1.3.1] missing-elements/h5p-offline-player, release and issue 92: «IO Error processing zip», over files stored
# without packing whose size stands behind them; Java's reader goes from the front
def zip_from_the_front(facts: PackageFacts) -> Iterator[Diagnostic]:
    """SCORM Cloud reads a zip from its front and stops at an unpacked file whose size is told only behind it."""
    found = [e.name for e in facts.entries if e.streamed]
    if found:
        yield error(
            facts.at(),
            "zip-from-the-front",
            "SCORM Cloud answers «IO Error processing zip»: it cannot tell where {count} files end («{name}»)",
            "pack the files again with another program",
            count=len(found),
            name=found[0],
        )


# [#16] pipwerks/scorm-api-wrapper: an item that references a resource that does not exist is reported as a parser error
def missing_resource(facts: PackageFacts) -> Iterator[Diagnostic]:
    """SCORM Cloud reports an item whose resource does not exist."""
    for item in facts.manifest.items if facts.kind in SCORM and facts.manifest is not None else ():
        if item.reference and facts.manifest is not None and facts.manifest.resource(item.reference) is None:
            yield error(
                facts.at(IMS_MANIFEST, item.line),
                "missing-resource",
                "SCORM Cloud reports that the resource «{resource}» does not exist",
                "let identifierref name a resource",
                resource=item.reference,
            )


# [#16] the same report: «external metadata … could not be opened»
def missing_metadata(facts: PackageFacts) -> Iterator[Diagnostic]:
    """SCORM Cloud reports a metadata file that adlcp:location names and the package lacks."""
    root = facts.tree(IMS_MANIFEST)
    if facts.kind not in SCORM or root is None:
        return
    for node in root.iter("{*}location"):
        name = unquote((node.text or "").strip())
        if "adlcp" in (etree.QName(node).namespace or "") and posixpath.normpath(name or ".") not in facts.sizes:
            yield warning(
                facts.at(IMS_MANIFEST, node.sourceline or 1),
                "missing-metadata",
                "SCORM Cloud reports that the metadata «{name}» cannot be opened",
                "put the file into the package, or take the element out",
                name=name,
            )


# [#19] adaptlearning/adapt-contrib-xapi: «Manifest did not validate against schema», the declaration of the first
# element not found; the same validation is meant to hold for names in SCORM's manifest [infer]
def not_valid(facts: PackageFacts) -> Iterator[Diagnostic]:
    """SCORM Cloud validates the manifest; one that begins with a wrong element is refused."""
    for member, (name, namespace) in _STRUCTURES.items():
        root = facts.tree(member)
        if facts.kind in (Kind.CMI5, Kind.TINCAN) and root is not None:
            if root.tag != f"{{{namespace}}}{name}":
                yield error(
                    facts.at(member, root.sourceline or 1),
                    "not-valid",
                    "SCORM Cloud refuses the file: «{element}» is not the first element that the schema asks for",
                    "write {element} in the namespace {namespace}",
                    element=name,
                    namespace=namespace,
                )
            return
    root = facts.tree(IMS_MANIFEST)
    for node in root.iter() if facts.kind in SCORM and root is not None else ():
        if (
            isinstance(node.tag, str)
            and (etree.QName(node).namespace or "").endswith(_PACKAGING)
            and local(node) not in _KNOWN
        ):
            yield warning(
                facts.at(IMS_MANIFEST, node.sourceline or 1),
                "not-valid",
                "SCORM Cloud may complain: the schema knows no element «{element}»",
                "take it out, or correct its name",
                element=local(node),
            )


PROFILE = Profile(
    title="SCORM Cloud",
    reads={
        Kind.SCORM_12: "Import this file, launch it, and look at the results and the log of its calls.",
        Kind.SCORM_2004: "Import this file, launch it, and look at the results and the log of its calls.",
        Kind.CMI5: "Import this file, launch it, and look at the statements.",
        Kind.TINCAN: "Import this file, launch it, and look at the statements.",
    },
    rules=(zip_from_the_front, missing_resource, missing_metadata, not_valid),
)
