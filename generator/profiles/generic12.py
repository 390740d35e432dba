"""Any platform that says «SCORM 1.2» and takes it to the letter.

Evidence: [CAM] SCORM 1.2 Content Aggregation Model, [RTE] Run-Time Environment, the chapter named; [#n] an issue of the
repository named. What single platforms forgive is not forgiven here.
"""

import re
from collections.abc import Iterator

from generator.diagnostics import Diagnostic, error
from generator.inspection.behaviour import says
from generator.inspection.facts import Kind, PackageFacts
from generator.inspection.manifests import IMS_MANIFEST
from generator.inspection.written import attribute
from generator.profiles import Profile

_PACKAGING = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
_ADL = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
_TYPES = ("sco", "asset")
_MARK = re.compile(r"100|[0-9]{1,2}")
_LATER = ("cmi.completion_status", "cmi.success_status", "cmi.score.scaled", "cmi.exit", "cmi.progress_measure")
_LONGEST_TITLE = 200


# [CAM 2.3.3] namespaces of the packaging and of ADL's extensions
def exact_namespaces(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A strict platform knows the elements of SCORM 1.2 by its two namespaces."""
    manifest = facts.manifest
    if manifest is None:
        return
    if manifest.namespace != _PACKAGING:
        yield error(
            facts.at(IMS_MANIFEST, manifest.line),
            "exact-namespaces",
            "a strict platform does not know the namespace «{namespace}» for SCORM 1.2",
            "write {right}",
            namespace=manifest.namespace,
            right=_PACKAGING,
        )
    if _ADL not in manifest.namespaces and any(r.scorm_type for r in manifest.resources):
        yield error(
            facts.at(IMS_MANIFEST, manifest.line),
            "exact-namespaces",
            "a strict platform does not find ADL's namespace for SCORM 1.2",
            "write {right}",
            right=_ADL,
        )


# [CAM 2.3.4] schema «ADL SCORM», schemaversion «1.2»
def exact_version(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A strict platform wants the schema «ADL SCORM» and the schemaversion «1.2»."""
    manifest = facts.manifest
    if manifest is not None and (manifest.schema, manifest.schema_version) != ("ADL SCORM", "1.2"):
        yield error(
            facts.at(IMS_MANIFEST, manifest.line),
            "exact-version",
            "a strict platform does not take «{schema}» «{version}» for SCORM 1.2",
            "write «ADL SCORM» and «1.2»",
            schema=manifest.schema,
            version=manifest.schema_version,
        )


# [CAM 2.3.5] default names an organization; organizations and items have a title of up to 200 characters
def organized(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A strict platform wants a default organization that exists, and a title of up to 200 characters everywhere."""
    manifest = facts.manifest
    if manifest is None:
        return
    if manifest.default not in [o.identifier for o in manifest.organizations] or not manifest.default:
        yield error(
            facts.at(IMS_MANIFEST, manifest.line),
            "organized",
            "a strict platform has nothing to show: «default» names no organization («{default}»)",
            "let default name the organization",
            default=manifest.default,
        )
    entitled = [(o.title, o.identifier, o.line) for o in manifest.organizations]
    entitled += [(i.title, i.identifier, i.line) for i in manifest.items]
    for title, identifier, line in entitled:
        if not title or len(title) > _LONGEST_TITLE:
            yield error(
                facts.at(IMS_MANIFEST, line),
                "organized",
                "a strict platform wants a title of 1 to {most} characters for «{item}»",
                "write one",
                most=_LONGEST_TITLE,
                item=identifier,
            )


# [CAM 2.3.5.3, 2.3.6] identifierref names a resource; an item's resource has an href and a type webcontent and
# adlcp:scormtype sco or asset
def opens_a_sco(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A strict platform opens items whose resource exists, has a page and says adlcp:scormtype sco or asset."""
    manifest, root = facts.manifest, facts.tree(IMS_MANIFEST)
    if manifest is None or root is None:
        return
    for item in manifest.items:
        resource = manifest.resource(item.reference)
        if not item.reference and item.items:
            continue  # a folder
        if resource is None or not resource.href:
            problem = "a strict platform opens nothing for «{item}»: its resource is missing or has no page"
        elif (
            resource.type != "webcontent" or resource.scorm_spelling != "scormtype" or resource.scorm_type not in _TYPES
        ):
            problem = "a strict platform does not know what to do with the resource of «{item}»"
        else:
            continue
        yield error(
            facts.at(IMS_MANIFEST, item.line),
            "opens-a-sco",
            problem,
            'write type="webcontent", adlcp:scormtype="sco" and an href',
            item=item.title or item.identifier,
        )


# [CAM 2.3.5.3] a normalised score of 0 to 100; several readers take whole numbers only
def whole_pass_mark(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A strict platform reads adlcp:masteryscore as a whole number from 0 to 100."""
    for item in facts.manifest.items if facts.manifest is not None else ():
        if item.mastery and not _MARK.fullmatch(item.mastery):
            yield error(
                facts.at(IMS_MANIFEST, item.line),
                "whole-pass-mark",
                "a strict platform cannot read the pass mark «{mark}»",
                "write a whole number from 0 to 100",
                mark=item.mastery,
            )


# [CAM 2.3.6] files are named relative to the package
def within_the_package(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A strict platform opens pages that are in the package, under the name that the manifest gives them."""
    for resource in facts.manifest.resources if facts.manifest is not None else ():
        if resource.href and resource.member not in facts.sizes:
            yield error(
                facts.at(IMS_MANIFEST, resource.line),
                "within-the-package",
                "a strict platform does not find «{href}» in the package",
                "name a file of the package, letter by letter",
                href=resource.base + resource.href,
            )


# [RTE 3.3] a SCO calls LMSInitialize and LMSFinish
def speaks_scorm_12(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A strict platform waits for LMSInitialize at the start and LMSFinish at the end."""
    if facts.manifest is None or not any(r.scorm_type == "sco" for r in facts.manifest.resources):
        return
    for name in ("LMSInitialize", "LMSFinish"):
        if not says(facts, name.removeprefix("LMS")):  # drivers put names together as they run
            yield error(
                facts.at(),
                "speaks-scorm-12",
                "a strict platform waits in vain: no script calls {name}",
                "call it once",
                name=name,
            )


# [RTE 3.4] the data model; [#464] exelearning/iteexe: an element of 2004 in a run-time for 1.2, and no score
def elements_of_2004(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A strict platform refuses elements that only SCORM 2004 has: a script with no others records nothing there."""
    if not says(facts, "cmi.core", "lesson_status") and (found := [n for n in _LATER if says(facts, n)]):
        yield error(
            facts.at(),
            "elements-of-2004",
            "a strict platform records nothing: the scripts name {name}, and no element of SCORM 1.2",
            "use cmi.core.lesson_status and cmi.core.score.raw",
            name=found[0],
        )


# [CAM 2.3.3] identifier is required
def identified(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A strict platform wants an identifier at the manifest, and at every organization, item and resource."""
    root = facts.tree(IMS_MANIFEST)
    if root is None:
        return
    for node in root.iter("{*}manifest", "{*}organization", "{*}item", "{*}resource"):
        if not attribute(node, "identifier"):
            yield error(
                facts.at(IMS_MANIFEST, node.sourceline or 1),
                "identified",
                "a strict platform wants an identifier here",
                "write one that stays the same in later versions",
            )


PROFILE = Profile(
    title="LMS SCORM 1.2",
    reads={
        Kind.SCORM_12: (
            "Upload the file where the platform takes SCORM 1.2. It gets one status (cmi.core.lesson_status) and"
            " one score from 0 to 100 (cmi.core.score.raw) per lesson."
        ),
    },
    rules=(
        exact_namespaces,
        exact_version,
        organized,
        opens_a_sco,
        whole_pass_mark,
        within_the_package,
        speaks_scorm_12,
        elements_of_2004,
        identified,
    ),
)
