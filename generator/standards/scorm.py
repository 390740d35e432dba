"""What SCORM spells its own way: the manifest of version 1.2 (Content Aggregation Model 1.2, chapter 2.3)."""

from generator.standards.ims_cp import Manifest, OrganizationItem
from generator.standards.lom import NAMESPACE as IMSMD
from generator.standards.lom import Metadata, lom_element
from generator.xmltree import Element, element, serialise

# The content-packaging namespace must be the default one: with a prefix Moodle finds nothing to launch.
NAMESPACES_12 = {
    None: "http://www.imsproject.org/xsd/imscp_rootv1p1p2",
    "adlcp": "http://www.adlnet.org/xsd/adlcp_rootv1p2",
    "imsmd": IMSMD,
}


def manifest_12(manifest: Manifest, metadata: Metadata) -> bytes:
    """Return ``imsmanifest.xml`` for SCORM 1.2."""
    root = element(
        None, "manifest", None, {"identifier": manifest.identifier, "version": manifest.version}, NAMESPACES_12
    )
    about = element(root, "metadata")
    element(about, "schema", "ADL SCORM")
    element(about, "schemaversion", "1.2")
    lom_element(about, metadata)
    organizations = element(root, "organizations", None, {"default": manifest.organization.identifier})
    organization = element(organizations, "organization", None, {"identifier": manifest.organization.identifier})
    element(organization, "title", manifest.organization.title)
    for node in manifest.organization.items:
        _item(organization, node)
    resources = element(root, "resources")
    for resource in manifest.resources:
        made = element(
            resources,
            "resource",
            None,
            {
                "identifier": resource.identifier,
                "type": "webcontent",
                "adlcp:scormtype": resource.scorm_type,
                "href": resource.href,
            },
        )
        for name in resource.files:
            element(made, "file", None, {"href": name})
    return serialise(root)


def _item(parent: Element, node: OrganizationItem) -> None:
    """CAM 2.3.5.3; ``isvisible`` is written out, since the Open edX menu lists no other item."""
    attributes = {"identifier": node.identifier, "isvisible": "true"}
    if node.resource:
        attributes["identifierref"] = node.resource
    made = element(parent, "item", None, attributes)
    element(made, "title", node.title)
    for child in node.items:
        _item(made, child)
    if node.mastery is not None:
        element(made, "adlcp:masteryscore", str(node.mastery))
