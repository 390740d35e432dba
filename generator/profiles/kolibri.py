"""Kolibri 0.15 to 0.19: a zip of HTML5, with the interface of SCORM 1.2 for progress; and QTI.

Evidence: [code] learningequality/kolibri, packages/hashi; [doc] kolibri-dev.readthedocs.io «HTML5 API», ricecooker's
«Supported content types»; [#n] issues of the repository named; [ran] Kolibri 0.19.
"""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, error, warning
from generator.inspection.behaviour import API_2004, says, scos
from generator.inspection.facts import SCORM, Kind, PackageFacts
from generator.inspection.manifests import IMS_MANIFEST
from generator.profiles import Profile

_PLAYED = SCORM | {Kind.HTML5}
_OUTSIDE = ("http://", "https://", "//")


# [#2523] learningequality/studio: «"index.html" does not exist inside …»; [doc] ricecooker: index.html at the root of
# the zip is served
def no_index_page(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Kolibri opens index.html at the root of the zip, and Studio refuses a zip without one."""
    if facts.kind in _PLAYED and "index.html" not in facts.opened.sizes:
        yield error(
            facts.at(),
            "no-index-page",
            "Kolibri does not take the file: there is no index.html at its root",
            "call the page to begin with index.html and leave it at the root",
        )


# [doc] ricecooker: the manifest is not read, index.html is served; [ran]
def other_lessons_unseen(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Kolibri does not read the manifest: of several lessons it opens the one at index.html."""
    if facts.kind not in SCORM or facts.manifest is None:
        return
    if (found := scos(facts.manifest))[1:]:
        yield warning(
            facts.at(IMS_MANIFEST, found[1].line),
            "other-lessons-unseen",
            "Kolibri opens index.html and none of the other pages of {count} lessons",
            "take one package per lesson",
            count=len(found),
        )
    elif facts.launches[:1] != ("index.html",) and "index.html" in facts.sizes:
        yield warning(
            facts.at(IMS_MANIFEST, facts.manifest.line),
            "other-lessons-unseen",
            "Kolibri opens index.html, not {page}",
            "let the lesson begin at index.html",
            page="".join(facts.launches[:1]),
        )


# [doc] all resources lie within the zip, addressed relatively; that is what makes it work offline
def needs_the_network(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Kolibri is used without the internet: whatever a page fetches from elsewhere is missing."""
    if facts.kind not in _PLAYED:
        return
    told: set[str] = set()
    for name, reference in facts.references:
        if reference.request and reference.url.startswith(_OUTSIDE) and reference.url not in told:
            told.add(reference.url)
            yield warning(
                facts.at(name, reference.line),
                "needs-the-network",
                "without the internet Kolibri does not show {url}",
                "put the file into the package",
                url=reference.url,
            )


# [#7232] learningequality/kolibri: in Studio's preview the sandbox forbids it; [doc] Kolibri itself offers a substitute
def storage_in_preview(facts: PackageFacts) -> Iterator[Diagnostic]:
    """In Studio's preview a page that uses localStorage without care stops; in Kolibri itself it works."""
    if facts.kind in _PLAYED and says(facts, "localStorage", "sessionStorage") and not says(facts, "catch"):
        yield warning(
            facts.at(),
            "storage-in-preview",
            "the preview in Studio stops where a script uses the browser's storage",
            "expect that storage may be forbidden",
        )


# [#11987] learningequality/kolibri: open
def no_downloads(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Kolibri's sandbox blocks downloads from within a lesson."""
    for name, page in facts.pages.items() if facts.kind in _PLAYED else ():
        for link in page.references:
            if not link.request and link.url.lower().endswith((".zip", ".docx", ".xlsx", ".apk", ".epub")):
                yield warning(
                    facts.at(name, link.line),
                    "no-downloads",
                    "Kolibri blocks the download of {url}",
                    "add the file to the channel as a resource of its own",
                    url=link.url,
                )


# [code] packages/hashi/src/SCORM.js offers the calls and elements of SCORM 1.2; [doc] on window.parent
def no_interface(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Kolibri offers the interface of SCORM 1.2 alone: a lesson that looks for that of 2004 runs without progress."""
    if facts.kind in _PLAYED and says(facts, API_2004) and not says(facts, "LMSSetValue"):
        yield warning(
            facts.at(),
            "no-interface",
            "Kolibri shows the lesson and records no progress: it has no interface of SCORM 2004",
            "take the SCORM 1.2 package",
        )


# [ran] Kolibri 0.19: every answer is marked right
def all_answers_right(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The QTI viewer of Kolibri 0.19 marks every answer right."""
    if facts.kind is Kind.QTI:
        yield error(
            facts.at(),
            "all-answers-right",
            "Kolibri 0.19 marks every answer of a QTI package right",
            "make exercises in Kolibri Studio, or take the lesson's HTML5 package",
        )


PROFILE = Profile(
    title="Kolibri",
    reads={
        Kind.HTML5: "In Kolibri Studio: Add, Upload files, this file, Publish; then import the channel in Kolibri.",
        Kind.SCORM_12: (
            "In Kolibri Studio: Add, Upload files, this file, Publish; then import the channel in Kolibri. It is an"
            " HTML5 resource there: progress is recorded, and there is no gradebook."
        ),
        Kind.SCORM_2004: "In Kolibri Studio: Add, Upload files, this file; it is an HTML5 resource, without progress.",
        Kind.QTI: "Kolibri 0.19 shows QTI and cannot score it.",
    },
    rules=(
        no_index_page,
        other_lessons_unseen,
        needs_the_network,
        storage_in_preview,
        no_downloads,
        no_interface,
        all_answers_right,
    ),
)
