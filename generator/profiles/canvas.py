"""Canvas: Import Course Content, and the SCORM tool beside it.

Evidence: [code] instructure/canvas-lms, the file named; the SCORM tool is no open source: [ran] by others, in
PreTeXtBook/pretext js/ptx_scorm_events.js and its pull request 3040, after tests in a real Canvas.
"""

import re
from collections.abc import Iterator

from generator.diagnostics import Diagnostic, error, warning
from generator.inspection.behaviour import says
from generator.inspection.facts import Kind, PackageFacts
from generator.inspection.manifests import IMS_MANIFEST
from generator.profiles import Profile

_CARTRIDGE = re.compile(r"IMS(?: Thin)? Common Cartridge", re.IGNORECASE)
_VERSIONS = ("1.0.0", "1.1.0", "1.2.0", "1.3.0")
_OTHERS = ("AngelManifest.xml", "angelData.xml", "moodle.xml", "moodle_backup.xml")


# [code] lib/canvas/migration/package_identifier.rb: find_entry("imsmanifest.xml") is the one at the root; anything else
# is unknown, and find_converter raises UnsupportedPackage
def manifest_in_a_folder(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Canvas looks for imsmanifest.xml at the root of the file; in a folder it is an unsupported content package."""
    if facts.base:
        yield error(
            facts.at(),
            "manifest-in-a-folder",
            "Canvas does not support the file: imsmanifest.xml lies in the folder «{folder}»",
            "zip what is in the folder, not the folder",
            folder=facts.base.rstrip("/"),
        )


# [code] package_identifier.rb: the words of <schema>, then one of four spellings of <schemaversion>
def cartridge_version(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Canvas knows the cartridge versions 1.0.0, 1.1.0, 1.2.0 and 1.3.0, spelt like that, and no other."""
    manifest = facts.manifest
    if facts.kind is not Kind.COMMON_CARTRIDGE or manifest is None:
        return
    if not _CARTRIDGE.search(manifest.schema) or manifest.schema_version not in _VERSIONS:
        yield error(
            facts.at(IMS_MANIFEST, manifest.line),
            "cartridge-version",
            "Canvas does not support this cartridge: it calls itself «{schema} {version}»",
            "write «IMS Common Cartridge» and 1.1.0 or 1.3.0",
            schema=manifest.schema,
            version=manifest.schema_version,
        )


# [code] package_identifier.rb asks for these files before it asks for the manifest
def taken_for_another(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A file of Moodle or ANGEL at the root makes Canvas read the package as one of theirs."""
    for name in _OTHERS:
        if name in facts.opened.sizes and facts.kind in (Kind.COMMON_CARTRIDGE, Kind.QTI):
            yield error(
                facts.at(name),
                "taken-for-another",
                "Canvas takes the package for one of another platform, since it holds {name}",
                "leave the file out",
                name=name,
            )


# [ran] pretext PR 3040: a timestamp with «Z» is refused with error 406
def utc_timestamps(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Canvas refuses the answers of a SCORM 2004 package whose timestamps end in «Z»."""
    if facts.kind is Kind.SCORM_2004 and says(facts, ".timestamp") and says(facts, "toISOString"):
        yield warning(
            facts.at(),
            "utc-timestamps",
            "Canvas may refuse single answers: the timestamps seem to end in «Z»",
            "write local time without a zone",
        )


PROFILE = Profile(
    title="Canvas",
    reads={
        Kind.SCORM_12: (
            "Open SCORM in the course navigation and upload this file; the entry is there once an administrator has"
            " switched it on. Every new attempt begins with an empty state."
        ),
        Kind.SCORM_2004: (
            "Open SCORM in the course navigation and upload this file; the entry is there once an administrator has"
            " switched it on. Every new attempt begins with an empty state."
        ),
        Kind.COMMON_CARTRIDGE: (
            "Settings, Import Course Content, «Common Cartridge 1.x Package», choose this file, All content."
        ),
        Kind.QTI: "Settings, Import Course Content, «QTI .zip file», choose this file.",
    },
    rules=(manifest_in_a_folder, cartridge_version, taken_for_another, utc_timestamps),
)
