"""Moodle: the SCORM activity (mod_scorm), and restoring a Common Cartridge.

Evidence: [code] moodle/moodle, the file named; [doc] docs.moodle.org; [ran] seen in Moodle 4.3.
"""

import re
from collections.abc import Iterator

from generator.diagnostics import Diagnostic, error, warning
from generator.inspection.behaviour import number, says, scos, started
from generator.inspection.facts import SCORM, Kind, PackageFacts
from generator.inspection.manifests import IMS_MANIFEST
from generator.inspection.written import attribute, children, raw_text, written
from generator.inspection.xmlreading import Element, local
from generator.profiles import Profile

_KNOWN_12 = re.compile(r"1\.2$")
_KNOWN_2004 = re.compile(r"(?:(?:CAM )?1\.3|2004 (?:3rd|4th) Edition)$")
_READ_WITHIN = ("manifest", "organizations", "organization", "item")
_RULES_OF_ORDER = frozenset(("preConditionRule", "postConditionRule", "exitConditionRule", "limitConditions"))
_ELSEWHERE = ("http://", "https://", "www.")
_HIGHEST = 100
_SNIPPET = 1024
_CARTRIDGES = ("imscc/imscp_v1p1", "imsccv1p1/imscp_v1p1")


# [code] mod/scorm/locallib.php scorm_validate_package: only an entry «imsmanifest.xml» counts, one in a folder is
# answered with the text «badimsmanifestlocation»; scorm_parse looks in the root again. [ran] a form error.
def manifest_below_the_root(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Moodle refuses a zip whose imsmanifest.xml lies in a folder: somebody zipped the folder, not what is in it."""
    if facts.base:
        yield error(
            facts.at(),
            "manifest-below-the-root",
            "Moodle refuses the file: imsmanifest.xml lies in the folder «{folder}»",
            "zip what is in the folder, not the folder",
            folder=facts.base.rstrip("/"),
        )


# [code] mod/scorm/datamodels/scormlib.php: class xml2Array reads without namespaces, scorm_get_manifest compares
# «MANIFEST», «ITEM» … letter by letter. [ran] the form takes such a file, then there is nothing to open.
def prefixed_names(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Moodle takes a package whose elements have a prefix (imscp:item) and then has nothing to open."""
    if facts.kind in SCORM and facts.manifest is not None and facts.manifest.prefix:
        yield error(
            facts.at(IMS_MANIFEST, facts.manifest.line),
            "prefixed-names",
            "Moodle takes the file and then has nothing to open: it does not know names with «{prefix}:»",
            "make the content packaging namespace the default one",
            prefix=facts.manifest.prefix,
        )


def version_seen(root: Element) -> Kind:
    """Return the version that Moodle gives a manifest: the first schemaversion counts, an unknown one is 1.2."""
    # [code] scorm_get_manifest: «1.2», «1.3», «CAM 1.3», «2004 3rd Edition», «2004 4th Edition»; else SCORM_1.2
    for node in root.iter():
        if not isinstance(node.tag, str) or written(node).lower() != "metadata":
            continue
        versions = children(node, "schemaversion", fold=True)
        for version in versions if versions and _read(node) else ():
            return Kind.SCORM_2004 if _KNOWN_2004.match(raw_text(version)) else Kind.SCORM_12
    return Kind.SCORM_12


def _read(node: Element) -> bool:
    """Return whether Moodle comes past an element: it goes down from the manifest through organizations and items."""
    return all(written(a).lower() in _READ_WITHIN for a in node.iterancestors())


# [code] scorm_get_manifest (regular expressions); loadSCO.php offers «API» for 1.2 and «API_1484_11» for 2004
def unknown_version(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Moodle offers the interface of SCORM 1.2 to every package whose schemaversion it does not know to the letter."""
    root = facts.tree(IMS_MANIFEST)
    if facts.kind not in SCORM or root is None or facts.manifest is None or facts.manifest.prefix:
        return
    if (seen := version_seen(root)) is not facts.kind:
        yield error(
            facts.at(IMS_MANIFEST, facts.manifest.line),
            "unknown-version",
            "Moodle reads «{version}» as SCORM {seen}, which this package is not: no score arrives",
            "write the schemaversion exactly: 1.2, CAM 1.3, 2004 3rd Edition or 2004 4th Edition",
            version=facts.manifest.schema_version,
            seen="1.2" if seen is Kind.SCORM_12 else "2004",
        )


# [code] scorm_get_manifest: an item's launch is its resource's xml:base and href; without organizations every resource
# with an href becomes an entry; mod/scorm/lang/en/scorm.php «invalidmanifestresource»
def nothing_opens(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Moodle shows an entry whose resource does not exist, and opens nothing for it."""
    if facts.kind not in SCORM or facts.manifest is None or facts.manifest.prefix:
        return
    manifest = facts.manifest
    for item in manifest.items:
        if item.reference and manifest.resource(item.reference) is None:
            yield error(
                facts.at(IMS_MANIFEST, item.line),
                "nothing-opens",
                "Moodle lists «{title}» and opens nothing for it: there is no resource «{resource}»",
                "let identifierref name a resource",
                title=item.title or item.identifier,
                resource=item.reference,
            )
    asked = [manifest.resource(i.reference) for i in manifest.items if i.reference]
    if not any(r is not None and r.href for r in asked) and (
        manifest.organizations or not any(r.href for r in manifest.resources)
    ):
        yield error(
            facts.at(IMS_MANIFEST, manifest.line),
            "nothing-opens",
            "Moodle takes the file and then has nothing to open",
            "give the manifest an item that names a resource with a page",
        )


# [code] scorm_get_manifest, case MANIFEST: title and identifier of such an entry are the resource's identifier
def resources_become_entries(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Without an organization Moodle lists every resource that has a page, under its identifier instead of a title."""
    manifest = facts.manifest
    if facts.kind in SCORM and manifest is not None and not manifest.prefix and not manifest.organizations:
        named = [r.identifier for r in manifest.resources if r.href]
        if named:
            yield warning(
                facts.at(IMS_MANIFEST, manifest.line),
                "resources-become-entries",
                "Moodle lists resources under their identifiers («{identifier}»), since there is no organization",
                "write an organization with titled items",
                identifier=named[0],
            )


# [code] scorm_get_manifest reads «ADLCP:SCORMTYPE» and falls back on «asset»; loadSCO.php writes «completed» as it
# opens an asset
def opening_completes(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Moodle marks a lesson completed as it is opened when no adlcp:scormtype tells it that the lesson is a SCO."""
    root = facts.tree(IMS_MANIFEST)
    if facts.kind not in SCORM or root is None or not says(facts, "Initialize"):
        return
    asked = {i.reference for i in started(facts.manifest)} if facts.manifest is not None else set()
    for node in (e for r in children(root, "resources", fold=True) for e in children(r, "resource", fold=True)):
        known = attribute(node, "adlcp:scormtype", fold=True)
        if not attribute(node, "href", fold=True):
            continue  # nothing opens there
        if (known or "asset") == "asset" and attribute(node, "identifier", fold=True) in asked:
            yield error(
                facts.at(IMS_MANIFEST, node.sourceline or 1),
                "opening-completes",
                "Moodle takes «{resource}» for a mere page: whoever opens it has completed it, without a score",
                'write adlcp:scormtype="sco", with the prefix adlcp',
                resource=attribute(node, "identifier", fold=True) or "",
            )


# [code] loadSCO.php scorm_external_link: such an address is opened as it is, outside of Moodle's own frame
def opens_elsewhere(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A launch page on another server cannot reach Moodle's interface: nothing is reported."""
    for resource in facts.manifest.resources if facts.kind in SCORM and facts.manifest is not None else ():
        if resource.href and (resource.base + resource.href).lower().startswith(_ELSEWHERE):
            yield error(
                facts.at(IMS_MANIFEST, resource.line),
                "opens-elsewhere",
                "Moodle opens {address} on its own server, and nothing is reported back",
                "put the page into the package",
                address=resource.base + resource.href,
            )


# [ran] Moodle takes items without titles without a word; [code] scorm_get_manifest, case TITLE
def nameless_entries(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Moodle lists an item without a title as an entry without words, which nobody can choose."""
    for item in facts.manifest.items if facts.kind in SCORM and facts.manifest is not None else ():
        if not item.title and item.visible != "false":
            yield warning(
                facts.at(IMS_MANIFEST, item.line),
                "nameless-entries",
                "Moodle lists «{item}» without words",
                "give every item a title",
                item=item.identifier,
            )


# [code] mod/scorm/datamodels/scorm_12.js StoreData: with a mastery score and a raw score, LMSFinish writes passed or
# failed over the status, unless the site has switched «masteryoverride» off; parseFloat reads the number, so that a
# word is NaN and every score «failed»; a raw score ends at 100. [ran]
def mastery_decides(facts: PackageFacts) -> Iterator[Diagnostic]:
    """With a masteryscore Moodle itself decides: as a lesson is closed, its status becomes passed or failed."""
    if facts.kind is not Kind.SCORM_12 or facts.manifest is None:
        return
    for item in facts.manifest.items:
        mark = number(item.mastery) if item.mastery else 0.0
        if item.mastery and (mark is None or mark > _HIGHEST):
            yield error(
                facts.at(IMS_MANIFEST, item.line),
                "mastery-decides",
                "Moodle lets nobody pass «{title}»: its pass mark is «{mark}»",
                "write a number from 0 to 100",
                title=item.title or item.identifier,
                mark=item.mastery,
            )
        elif item.mastery:
            yield warning(
                facts.at(IMS_MANIFEST, item.line),
                "mastery-decides",
                "Moodle writes passed or failed by itself as «{title}» is closed (pass mark {mark}), unfinished or not",
                "leave out adlcp:masteryscore when a lesson below it should stay incomplete",
                title=item.title or item.identifier,
                mark=item.mastery,
            )


# [code] scorm_12.js StoreData: at LMSFinish «not attempted» becomes «completed»
def closing_completes(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Moodle marks a lesson completed as it is closed when the lesson has never told its status."""
    if facts.kind is Kind.SCORM_12 and says(facts, "LMSFinish") and not says(facts, "lesson_status"):
        yield warning(
            facts.at(),
            "closing-completes",
            "Moodle takes the lesson for completed as soon as it is closed: it never tells its status",
            "set cmi.core.lesson_status to incomplete at the start",
        )


# [code] mod/scorm/locallib.php scorm_format_interactions: the grade comes from cmi.core.score.raw or cmi.score.raw;
# scaled is kept and never read
def no_grade(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Moodle's grade is made of the raw score alone; a scaled score makes none."""
    # drivers put names together as they run: only a package that never says «raw» is sure not to set it
    if facts.kind in SCORM and facts.mentions("scaled", False) and not facts.mentions("raw", False):
        yield error(
            facts.at(),
            "no-grade",
            "Moodle has no grade for this package: it reads only cmi.score.raw, which no script sets",
            "set raw, min and max beside scaled",
        )


# [code] mod/scorm/lib.php scorm_grade_user_attempt: highest, average, sum, or number of SCOs done
def several_scores(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Of several SCOs Moodle makes one grade, as «Grading method» says: highest, average, sum or how many are done."""
    if facts.kind in SCORM and facts.manifest is not None and (found := scos(facts.manifest))[1:]:
        yield warning(
            facts.at(IMS_MANIFEST, found[1].line),
            "several-scores",
            "Moodle makes one grade of {count} lessons, as «Grading method» says",
            "choose the average, or take one package per lesson",
            count=len(found),
        )


# [doc] docs.moodle.org SCORM FAQ, «Supported versions»: SCORM 2004 is not supported, navigation and sequencing are not
# implemented
def order_not_kept(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Moodle does not keep an order that SCORM 2004 sequencing asks for: any lesson can be opened at any time."""
    root = facts.tree(IMS_MANIFEST)
    if facts.kind is not Kind.SCORM_2004 or root is None:
        return
    for node in root.iter():
        if isinstance(node.tag, str) and local(node) in _RULES_OF_ORDER:
            yield warning(
                facts.at(IMS_MANIFEST, node.sourceline or 1),
                "order-not-kept",
                "Moodle does not keep the order that the manifest asks for: it has no sequencing",
                "put the lessons of one package each into the course, and restrict access there",
            )
            return


# [code] backup/converter/imscc1/lib.php, imscc11/lib.php detect_format: the head of the manifest (500 bytes before
# Moodle 3, 1,024 since) must hold xmlns="…/imscc/imscp_v1p1" or "…/imsccv1p1/imscp_v1p1". [ran] 1.1
def cartridge_not_known(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Moodle restores a Common Cartridge of version 1.0 or 1.1 that says so within the manifest's first 1,024 bytes."""
    if facts.kind is not Kind.COMMON_CARTRIDGE or IMS_MANIFEST not in facts.files:
        return
    head = re.sub(rb"[\s'\"]", b"", facts.files[IMS_MANIFEST][:_SNIPPET].lower())
    if not any(f"xmlns=http://www.imsglobal.org/xsd/{n}".encode() in head for n in _CARTRIDGES):
        yield error(
            facts.at(IMS_MANIFEST),
            "cartridge-not-known",
            "Moodle does not know this for a Common Cartridge: it reads 1.0 and 1.1, named in the first {count} bytes",
            "take version 1.1, its namespace the default one and declared first",
            count=_SNIPPET,
        )


# [code] imscc11/lib.php execute: the manifest is validated first. [ran] an identifier with a digit in front stops it
def cartridge_identifier(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Moodle validates the manifest of a cartridge and stops at an identifier that begins with a digit."""
    root = facts.tree(IMS_MANIFEST)
    if facts.kind is not Kind.COMMON_CARTRIDGE or root is None:
        return
    for node in (root, *(d for d in root.iterdescendants() if isinstance(d.tag, str))):
        identifier = node.get("identifier") or ""
        if identifier[:1].isdigit():
            yield error(
                facts.at(IMS_MANIFEST, node.sourceline or 1),
                "cartridge-identifier",
                "Moodle stops the import at the identifier «{identifier}»",
                "begin identifiers with a letter",
                identifier=identifier,
            )


PROFILE = Profile(
    title="Moodle",
    reads={
        Kind.SCORM_12: (
            "Add an activity of the type «SCORM package» and choose this file; attempts unlimited, highest attempt."
            " Status and score are in the activity's report, the score in the gradebook."
        ),
        Kind.SCORM_2004: (
            "Add an activity of the type «SCORM package» and choose this file. Moodle calls SCORM 2004 unsupported: it"
            " records status and raw score, and keeps no order; take the SCORM 1.2 package when there is one."
        ),
        Kind.COMMON_CARTRIDGE: "In an empty course choose Restore, upload this file and restore it into that course.",
    },
    rules=(
        manifest_below_the_root,
        prefixed_names,
        unknown_version,
        nothing_opens,
        resources_become_entries,
        opening_completes,
        opens_elsewhere,
        nameless_entries,
        mastery_decides,
        closing_completes,
        no_grade,
        several_scores,
        order_not_kept,
        cartridge_not_known,
        cartridge_identifier,
    ),
)
