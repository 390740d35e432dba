"""Chamilo 1.11 and 2.0: learning paths from SCORM.

Evidence: [code] chamilo/chamilo-lms, the file in public/main/lp named (main/lp in 1.11); [#n] its issues; [doc]
docs.chamilo.org. SCORM 2004 is not read: the manual of 1.11 supports 1.2 exclusively [doc], a maintainer says the same
[#1948], and scorm_api.php offers «API» only [code].
"""

import re
from collections.abc import Iterator

from generator.diagnostics import Diagnostic, error, warning
from generator.inspection.behaviour import says
from generator.inspection.facts import SCORM, Kind, PackageFacts
from generator.inspection.manifests import IMS_MANIFEST
from generator.inspection.written import children, elements
from generator.inspection.xmlreading import Element
from generator.profiles import Profile

_PROGRAMS = re.compile(r".(php.*|phtml)$", re.IGNORECASE)  # its own, whose dot stands for any letter


# [code] scorm.class.php parse_manifest, scormOrganization, scormItem compare DOM tagName, prefix and all
def unknown_names(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Chamilo makes an empty learning path of a manifest whose elements have a prefix (imscp:item)."""
    if facts.kind in SCORM and facts.manifest is not None and facts.manifest.prefix:
        yield error(
            facts.at(IMS_MANIFEST, facts.manifest.line),
            "unknown-names",
            "Chamilo makes an empty learning path: it does not know names with «{prefix}:»",
            "make the content packaging namespace the default one",
            prefix=facts.manifest.prefix,
        )


# [code] scorm.class.php: an organization without a title gets the name of the zip, an item «Untitled»; scormItem takes
# a title only when it is one piece of text
def untitled(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Chamilo shows an organization without a title under the name of the file, an item without one as «Untitled»."""
    root = facts.tree(IMS_MANIFEST)
    if facts.kind not in SCORM or root is None:
        return
    for node in root.iter("{*}organization", "{*}item"):
        titles = children(node, "title")
        if len(titles) != 1 or not _one_piece(titles[-1]):
            yield warning(
                facts.at(IMS_MANIFEST, node.sourceline or 1),
                "untitled",
                "Chamilo shows «{item}» without its title",
                "give it one title, of text alone",
                item=node.get("identifier") or "",
            )


def _one_piece(title: Element) -> bool:
    return bool(title.text and title.text.strip()) and not len(title) and not elements(title)


# [code] scorm.class.php import_manifest: an item without a known resource, or whose resource has no href, is a «dir»
def mere_headings(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Chamilo shows an item whose resource it does not find, or that has no page, as a heading that opens nothing."""
    manifest = facts.manifest
    for item in manifest.items if facts.kind in SCORM and manifest is not None and not manifest.prefix else ():
        resource = manifest.resource(item.reference) if manifest is not None else None
        if item.reference and (resource is None or not resource.href):
            yield error(
                facts.at(IMS_MANIFEST, item.line),
                "mere-headings",
                "Chamilo shows «{title}» as a heading that opens nothing",
                "let identifierref name a resource with a page",
                title=item.title or item.identifier,
            )


# [code] scorm.class.php import_package: set_error_msg for such names, and the import goes on
def programs(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Chamilo complains about a package that holds PHP files."""
    for name in sorted(facts.sizes):
        if _PROGRAMS.search(name):
            yield warning(
                facts.at(name),
                "programs",
                "Chamilo reports «{name}» as a PHP script",
                "leave it out or rename it",
                name=name,
            )


# [code] scormResource get_path returns href alone; «base» is read and not used
def base_not_used(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Chamilo opens a resource's href without the xml:base in front of it."""
    for resource in facts.manifest.resources if facts.kind in SCORM and facts.manifest is not None else ():
        if resource.href and resource.base and resource.href not in facts.sizes:
            yield error(
                facts.at(IMS_MANIFEST, resource.line),
                "base-not-used",
                "Chamilo opens «{href}», without «{base}» in front",
                "write the whole path into href",
                href=resource.href,
                base=resource.base,
            )


# [#4331] the pass mark is stored and not used since 2012; a maintainer confirms
def pass_mark_not_used(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Chamilo stores adlcp:masteryscore and does not use it: only what the lesson itself reports counts."""
    if facts.kind is not Kind.SCORM_12 or facts.manifest is None:
        return
    marked = [i for i in facts.manifest.items if i.mastery]
    if marked and not says(facts, "passed"):
        yield warning(
            facts.at(IMS_MANIFEST, marked[0].line),
            "pass-mark-not-used",
            "Chamilo does not use the pass mark {mark}, and no script reports passed",
            "let the lesson report passed or failed itself",
            mark=marked[0].mastery,
        )


PROFILE = Profile(
    title="Chamilo",
    reads={
        Kind.SCORM_12: (
            "Learning path, «Import AICC, SCORM and Chamilo learning path», this file, Send. Status and score are in"
            " the reporting of the learning path."
        ),
    },
    rules=(unknown_names, untitled, mere_headings, programs, base_not_used, pass_mark_not_used),
)
