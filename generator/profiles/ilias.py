"""ILIAS 8 to 10: SCORM learning modules.

Evidence: [code] ILIAS-eLearning/ILIAS, the class named (components/ILIAS/ScormAicc and Scorm2004 in 10, Modules/… in
8); [#94] missing-elements/h5p-offline-player.
"""

import re
from collections.abc import Iterator

from generator.diagnostics import Diagnostic, error, warning
from generator.inspection.behaviour import says, started
from generator.inspection.facts import SCORM, Kind, PackageFacts
from generator.inspection.manifests import IMS_MANIFEST
from generator.inspection.written import written
from generator.profiles import Profile

# [code] ilFileUtils::renameExecutables with SUFFIX_REPL_DEFAULT; the list is a setting, these were always in it
_RENAMED = re.compile(r"\.(php[0-9]?|inc|lang|phtml|htaccess)$", re.IGNORECASE)


# [code] ilObjSCORMLearningModule::readObject: is_file(<data directory>/imsmanifest.xml), «Manifestfile … not found!»;
# ilSCORM13Package::il_import loads the same path
def manifest_not_found(facts: PackageFacts) -> Iterator[Diagnostic]:
    """ILIAS looks for imsmanifest.xml at the root of the file and refuses it otherwise."""
    if facts.base:
        yield error(
            facts.at(),
            "manifest-not-found",
            "ILIAS does not find the manifest: it lies in the folder «{folder}»",
            "zip what is in the folder, not the folder",
            folder=facts.base.rstrip("/"),
        )


# [code] ilSCORMPackageParser::handlerBeginTag compares «manifest», «item» … with prefixes, in their case
def prefix_not_read(facts: PackageFacts) -> Iterator[Diagnostic]:
    """ILIAS reads nothing from a SCORM 1.2 manifest whose elements have a prefix (imscp:item)."""
    if facts.kind is Kind.SCORM_12 and facts.manifest is not None and facts.manifest.prefix:
        yield error(
            facts.at(IMS_MANIFEST, facts.manifest.line),
            "prefix-not-read",
            "ILIAS reads nothing from the manifest: it does not know names with «{prefix}:»",
            "make the content packaging namespace the default one",
            prefix=facts.manifest.prefix,
        )


# [code] 1.2: ilObjSCORMInitData::getIliasScormResources, scormtype = 'asset' is not tracked. 2004: op-scorm13.xsl takes
# the attribute with the local name «scormType», il_import makes an activity a SCO only for the value «sco», but for a
# package of one single item
def not_tracked(facts: PackageFacts) -> Iterator[Diagnostic]:
    """ILIAS records nothing for a lesson that it takes for an asset: scormtype asset, or in 2004 another spelling."""
    manifest = facts.manifest
    if facts.kind not in SCORM or manifest is None or not says(facts, "Initialize"):
        return
    if facts.kind is Kind.SCORM_2004 and len(manifest.items) == 1:
        return
    for item in started(manifest):
        resource = manifest.resource(item.reference)
        if resource is None:
            continue
        if facts.kind is Kind.SCORM_2004:
            lost = (resource.scorm_spelling, resource.scorm_type) != ("scormType", "sco")
        else:
            lost = resource.scorm_type == "asset"
        if lost:
            yield error(
                facts.at(IMS_MANIFEST, resource.line),
                "not-tracked",
                "ILIAS records nothing for «{title}»: it takes the lesson for a mere page",
                'write adlcp:scormtype="sco" in SCORM 1.2, adlcp:scormType="sco" in SCORM 2004',
                title=item.title or item.identifier,
            )


# [code] ilObjSCORMInitData::getIliasScormResources joins items with resources: an item without one can be seen and not
# opened; ilSCORM13Package::il_import sets href only where the resource is found
def opens_nothing(facts: PackageFacts) -> Iterator[Diagnostic]:
    """ILIAS lists an item whose resource does not exist, and opens nothing for it."""
    manifest = facts.manifest
    if facts.kind not in SCORM or manifest is None or (manifest.prefix and facts.kind is Kind.SCORM_12):
        return
    for item in manifest.items:
        if item.reference and manifest.resource(item.reference) is None:
            yield error(
                facts.at(IMS_MANIFEST, item.line),
                "opens-nothing",
                "ILIAS lists «{title}» and opens nothing for it: there is no resource «{resource}»",
                "let identifierref name a resource",
                title=item.title or item.identifier,
                resource=item.reference,
            )


# [code] ilSCORMPackageParser: the case «adlcp:masteryscore», letter by letter
def pass_mark_not_read(facts: PackageFacts) -> Iterator[Diagnostic]:
    """ILIAS reads the pass mark only when it is written adlcp:masteryscore, with that prefix."""
    root = facts.tree(IMS_MANIFEST)
    if facts.kind is not Kind.SCORM_12 or root is None:
        return
    for node in root.iter("{*}masteryscore"):
        if written(node) != "adlcp:masteryscore":
            yield warning(
                facts.at(IMS_MANIFEST, node.sourceline or 1),
                "pass-mark-not-read",
                "ILIAS does not read the pass mark: its element is not called adlcp:masteryscore",
                "use the prefix adlcp",
            )


# [code] ilObjSAHSLearningModuleGUI::uploadObject keeps the name of the file when the organization has no title
def named_like_the_file(facts: PackageFacts) -> Iterator[Diagnostic]:
    """ILIAS names the learning module after the organization's title, without one after the file."""
    manifest = facts.manifest
    if facts.kind in SCORM and manifest is not None and not manifest.prefix:
        for organization in manifest.organizations[-1:]:
            if not organization.title:
                yield warning(
                    facts.at(IMS_MANIFEST, organization.line),
                    "named-like-the-file",
                    "ILIAS names the learning module like the file",
                    "give the organization a title",
                )


# [code] uploadObject: ilFileUtils::renameExecutables gives such files the ending «sec»
def renamed_files(facts: PackageFacts) -> Iterator[Diagnostic]:
    """ILIAS renames files that a server could run, so that no page finds them any more."""
    found = sorted(n for n in facts.sizes if _RENAMED.search(n))
    if facts.kind in SCORM and found:
        yield warning(
            facts.at(found[0]),
            "renamed-files",
            "ILIAS renames {count} files that a server could run («{name}»)",
            "leave them out",
            count=len(found),
            name=found[0],
        )


# [#94] what a page saves as it goes away is sent only during beforeunload
def saved_too_late(facts: PackageFacts) -> Iterator[Diagnostic]:
    """ILIAS loses what a lesson saves only as its page goes away; what was committed before is kept."""
    if facts.kind in SCORM and says(facts, "pagehide", "visibilitychange") and not says(facts, "Commit"):
        yield warning(
            facts.at(),
            "saved-too-late",
            "ILIAS loses what is saved only as the page goes away: no script commits before",
            "commit after every answer",
        )


PROFILE = Profile(
    title="ILIAS",
    reads={
        Kind.SCORM_12: (
            "Add New Item, Learning Module SCORM, Import; choose the type «SCORM 1.2», the form offers 2004 first."
            " Then switch learning progress on in its settings."
        ),
        Kind.SCORM_2004: (
            "Add New Item, Learning Module SCORM, Import, type «SCORM 2004». Then switch learning progress on in its"
            " settings."
        ),
    },
    rules=(
        manifest_not_found,
        prefix_not_read,
        not_tracked,
        opens_nothing,
        pass_mark_not_read,
        named_like_the_file,
        renamed_files,
        saved_too_late,
    ),
)
