"""The path of the score: does what the platform starts ever speak to it, in the words of exactly this standard?"""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, error, warning
from generator.inspection.facts import SCORM, Kind, PackageFacts
from generator.inspection.manifests import IMS_MANIFEST

# How a script shows that it speaks to a platform; drivers put the names of elements together as they run.
STARTS = {Kind.SCORM_12: "LMSInitialize", Kind.SCORM_2004: "API_1484_11"}
ENDS = {Kind.SCORM_12: "LMSFinish", Kind.SCORM_2004: "Terminate"}
NAMED = {Kind.SCORM_12: "SCORM 1.2", Kind.SCORM_2004: "SCORM 2004"}
STATUS = {Kind.SCORM_12: ("lesson_status",), Kind.SCORM_2004: ("completion_status", "success_status")}
SCORE = {Kind.SCORM_12: ("score.raw",), Kind.SCORM_2004: ("score.scaled", "score.raw")}
_OTHER = "Ask whoever made it to export it for the right platform."
_TRY = "Try it: finish it once as a learner, leave it, and look for the grade."
_LEARNING = "Use it as reading matter, or ask for a version that reports results."


def silent_lesson(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A lesson that should report never speaks to the platform: it imports and opens, and there is no grade."""
    if facts.kind not in SCORM:
        return
    starts, other = STARTS[facts.kind], next(k for k in SCORM if k is not facts.kind)
    foreign = "the lesson speaks {other}, and the manifest says {said}: there will be no grade"
    elsewhere = "no script that this page loads speaks to the platform, though another in the package does"
    nowhere = "nothing in the package speaks to the platform ({call}): it will open, and there will be no grade"
    speaking, strange = _speaking(facts, starts), _speaking(facts, STARTS[other])
    for page in _reporting(facts):
        where, reached = facts.at(page), facts.reached((page,))
        if reached & speaking:
            continue
        if reached & strange:
            said = NAMED[facts.kind]
            yield error(where, "silent-lesson", foreign, _OTHER, other=NAMED[other], said=said)
        elif speaking:
            yield warning(where, "silent-lesson", elsewhere, _TRY)
        else:
            yield error(where, "silent-lesson", nowhere, _LEARNING, call=starts)


def nothing_reports(facts: PackageFacts) -> Iterator[Diagnostic]:
    """No lesson of the package is marked as one that reports (sco); the platform never learns who did it."""
    if facts.kind in SCORM and facts.launches and not _reporting(facts):
        message = "no page is marked as a «sco»: the platform never learns who did it, and there is no grade"
        yield warning(facts.at(IMS_MANIFEST), "nothing-reports", message, _LEARNING)


def no_status(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The lesson speaks to the platform and never says that it is complete or passed."""
    if _speaks(facts) and not _speaking(facts, *STATUS[facts.kind]):
        message = "no script ever says that the lesson is complete or passed"
        yield error(facts.at(_reporting(facts)[0]), "no-status", message, _LEARNING)


def no_score(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The lesson speaks to the platform and never sends a score."""
    if _speaks(facts) and not _speaking(facts, *SCORE[facts.kind], "score"):
        message = "no script ever sends a score: the platform will show «complete», and no marks"
        yield warning(facts.at(_reporting(facts)[0]), "no-score", message, _LEARNING)


def no_end(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The lesson never ends its session with the platform; some platforms keep results only then."""
    if _speaks(facts) and not _speaking(facts, ENDS[facts.kind]):
        message = "no script ever ends the session ({call}); some platforms keep results only then"
        where = facts.at(_reporting(facts)[0])
        yield warning(where, "no-end", message, _TRY, call=ENDS[facts.kind])


def silent_unit(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A unit of cmi5 does not use what the platform launches it with, or never says that it has ended."""
    if facts.kind is not Kind.CMI5 or facts.structure is None:
        return
    asked = [_speaking(facts, word) for word in ("endpoint", "fetch", "registration")]
    ending = _speaking(facts, "terminated")
    for page in facts.launches:
        reached = facts.reached((page,))
        if page in facts.pages and not all(reached & speaking for speaking in asked):
            message = "the unit does not use what the platform starts it with (endpoint, fetch, registration)"
            yield error(facts.at(page), "silent-unit", message, _LEARNING)
        elif page in facts.pages and not reached & ending:
            mute = "the unit never says that it has ended («terminated»); the platform will wait for it"
            yield error(facts.at(page), "silent-unit", mute, _LEARNING)


def _reporting(facts: PackageFacts) -> list[str]:
    """Return the pages that items open and that are marked as reporting."""
    manifest = facts.manifest
    if manifest is None or manifest.organization is None:
        return []
    opened = [manifest.resource(i.reference) for i in manifest.organization.walk()]
    pages = [r.member for r in opened if r is not None and r.scorm_type == "sco"]
    return [p for p in dict.fromkeys(pages) if p in facts.pages]


def _speaks(facts: PackageFacts) -> bool:
    return facts.kind in SCORM and bool(_reporting(facts) and _speaking(facts, STARTS[facts.kind]))


def _speaking(facts: PackageFacts, *words: str) -> frozenset[str]:
    """Return the members whose scripts hold one of ``words``."""
    return frozenset(s.member for s in facts.scripts if any(w in s.text for w in words))


RULES = (silent_lesson, nothing_reports, no_status, no_score, no_end, silent_unit)
