"""Blackboard Learn, which plays SCORM with Rustici's engine.

Evidence: [doc] help.anthology.com and a university's manual of Ultra (academic-technology-services.scrollhelp.site);
[#965] thexerteproject/xerteonlinetoolkits; [ran] by others in a real Blackboard: PreTeXtBook/pretext
js/ptx_scorm_events.js, sections 14 and 15, and its pull request 3040.
Nothing published was found about how Blackboard reads a manifest: there is no rule about that.
"""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, warning
from generator.inspection.behaviour import says, scos
from generator.inspection.facts import SCORM, Kind, PackageFacts
from generator.inspection.manifests import IMS_MANIFEST
from generator.profiles import Profile


# [#965] «Unexpected end of ZLIB stream», over two empty files and one odd name
def empty_files(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Blackboard has refused packages that hold empty files, with «Unexpected end of ZLIB stream»."""
    found = sorted(n for n, size in facts.sizes.items() if not size)
    if found:
        yield warning(
            facts.at(found[0]),
            "empty-files",
            "Blackboard may refuse the upload over {count} empty files («{name}»)",
            "leave empty files out",
            count=len(found),
            name=found[0],
        )


# [#965] the odd name beside them
def odd_names(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Blackboard has refused packages with odd file names; letters, digits, «-», «_» and «.» are safe."""
    found = sorted(n for n in facts.sizes if not n.isascii() or any(c in '%*?"<>|:;&#+' for c in n))
    if found:
        yield warning(
            facts.at(found[0]),
            "odd-names",
            "Blackboard may refuse the upload over {count} odd file names («{name}»)",
            "use letters, digits, «-», «_» and «.» in names",
            count=len(found),
            name=found[0],
        )


# [doc] «Grade individual SCOs»; grade settings cannot be changed once the package is there
def graded_lessons(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Blackboard gives a package of several lessons one grade, unless «Grade individual SCOs» is chosen at once."""
    if facts.kind in SCORM and facts.manifest is not None and (found := scos(facts.manifest))[1:]:
        yield warning(
            facts.at(IMS_MANIFEST, found[1].line),
            "graded-lessons",
            "Blackboard grades {count} lessons together unless «Grade individual SCOs» is chosen as they are uploaded",
            "choose it then, since it cannot be changed later, or take one package per lesson",
            count=len(found),
        )


# [ran] pretext, section 15: without Terminate the next visit is told that the course is open in another window
def never_closed(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A package that never closes its session leaves the attempt in progress, and the next visit is turned away."""
    closing = "LMSFinish" if facts.kind is Kind.SCORM_12 else "Terminate"
    if facts.kind in SCORM and says(facts, "Initialize") and not says(facts, closing.removeprefix("LMS")):
        yield warning(
            facts.at(),
            "never-closed",
            "Blackboard keeps the attempt in progress: no script calls {name}",
            "close the session as the page is left",
            name=closing,
        )


# [ran] pretext PR 3040: «performance» wants its own form of answers, JSON is refused with error 406
def answers_as_json(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Answers in JSON under the type «performance» are refused by SCORM 2004 engines, Blackboard's with them."""
    if (
        facts.kind is Kind.SCORM_2004
        and says(facts, "'performance'", '"performance"')
        and says(facts, "JSON.stringify")
    ):
        yield warning(
            facts.at(),
            "answers-as-json",
            "Blackboard may refuse single answers: the type «performance» does not take JSON",
            "use the type «other»",
        )


PROFILE = Profile(
    title="Blackboard Learn",
    reads={
        Kind.SCORM_12: (
            "Course Content, +, Create, SCORM package, Upload; choose «Grade SCORM» at once: it stays as it is."
            " With several attempts the last one counts; the grade is final when the learner leaves the page."
        ),
        Kind.SCORM_2004: (
            "Course Content, +, Create, SCORM package, Upload; choose «Grade SCORM» at once: it stays as it is."
            " With several attempts the last one counts; the grade is final when the learner leaves the page."
        ),
    },
    rules=(empty_files, odd_names, graded_lessons, never_closed, answers_as_json),
)
