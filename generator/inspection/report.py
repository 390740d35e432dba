"""What ``hocvuso inspect`` prints: words for the administrators of platforms, or data for programs.

The shape of the data is public; docs/inspect.md describes it.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from generator.diagnostics import Diagnostic, Severity
from generator.inspection.facts import Kind
from generator.inspection.opening import UnreadableError
from generator.inspection.scored import NAMED
from generator.inspection.verdict import Inspection, Judgement, Verdict
from generator.messages import translate
from generator.summary import size

SHOWN = 5  # findings of one rule; the others are counted
UNREADABLE = "unreadable"  # the kind of what was refused, in the data

TITLES: dict[Kind, str] = {
    Kind.SCORM_12: "SCORM",
    Kind.SCORM_2004: "SCORM",
    Kind.CMI5: "cmi5",
    Kind.TINCAN: "xAPI (tincan.xml)",
    Kind.COMMON_CARTRIDGE: "Common Cartridge",
    Kind.QTI: "QTI",
    Kind.IMS_CP: "IMS Content Package",
    Kind.OLX: "Open edX (OLX)",
    Kind.H5P: "H5P",
    Kind.HTML5: "HTML5",
}
WORDS: dict[Verdict, str] = {
    Verdict.WORKS: "works",
    Verdict.STUMBLES: "works, with reservations",
    Verdict.FAILS: "does not work",
    Verdict.UNREAD: "does not take this kind of file",
}
MUTE = "opens, and reports no result"  # what fails by these rules alone
MUTES = frozenset(("silent-lesson", "silent-unit", "no-status", "speaks-scorm-12"))


def as_text(inspection: Inspection, language: str) -> str:
    """Return the report in ``language``: of one platform in detail, of several with a table."""
    return "\n".join(_lines(inspection, language)) + "\n"


def _lines(inspection: Inspection, language: str) -> Iterator[str]:
    def t(message: str, **values: object) -> str:
        return translate(message, language).format(**values)

    amount = size(inspection.size, translate(".", language))
    yield t("{name}: {kind}, {size}", name=inspection.name, kind=_kind(inspection, language), size=amount)
    yield f"SHA-256 {inspection.sha256}"
    yield ""
    if inspection.findings:
        wrong = any(f.severity is Severity.ERROR for f in inspection.findings)
        yield t("What is wrong with the package itself:" if wrong else "To be noted about the package itself:")
        yield from _told(inspection.findings, language)
    else:
        yield t("Nothing is wrong with the package itself.")
    if len(inspection.profiles) == 1:
        yield from _detail(inspection, inspection.profiles[0], language)
        return
    yield ""
    yield t("What platforms would make of it:")
    width = max((len(j.title) for j in inspection.profiles), default=0)
    for judgement in inspection.profiles:
        yield f"  {judgement.title.ljust(width)}  {t(_word(inspection, judgement))}"
        for finding in _firsts(judgement.findings):
            yield f"    {_sign(finding)} {finding.sentence(language)}"
    yield ""
    yield t("With --profile and a name the report says what to do there: {names}.", names=_names(inspection.profiles))


def _kind(inspection: Inspection, language: str) -> str:
    title = TITLES.get(inspection.kind)
    if title is None:
        return translate("unknown kind of file", language)
    return f"{title} {inspection.edition}".strip()


def _names(judgements: Iterable[Judgement]) -> str:
    return ", ".join(j.name for j in judgements)


def _word(inspection: Inspection, judgement: Judgement) -> str:
    """Return the verdict as a message; what imports and opens, and only reports nothing, is told from what does not."""
    errors = {f.rule for f in (*inspection.findings, *judgement.findings) if f.severity is Severity.ERROR}
    return MUTE if judgement.verdict is Verdict.FAILS and errors <= MUTES else WORDS[judgement.verdict]


def _detail(inspection: Inspection, judgement: Judgement, language: str) -> Iterator[str]:
    yield ""
    yield f"{judgement.title}: {translate(_word(inspection, judgement), language)}."
    if judgement.verdict is Verdict.FAILS and inspection.findings and not judgement.findings:
        yield translate("What is wrong with the package itself is the reason.", language)
    if judgement.verdict is Verdict.UNREAD:
        kinds = ", ".join(NAMED.get(kind) or TITLES[kind] for kind in judgement.takes)
        yield translate("It takes: {kinds}.", language).format(kinds=kinds)
    yield from _told(judgement.findings, language)
    if judgement.steps and judgement.verdict is not Verdict.FAILS:
        yield ""
        yield translate(judgement.steps, language)


def _told(findings: Iterable[Diagnostic], language: str) -> Iterator[str]:
    """Yield findings in words, errors first, at most a few of each rule."""
    for rule, found in _grouped(findings).items():
        for finding in found[:SHOWN]:
            severity = translate(finding.severity.value, language)
            place = f"{finding.position.path}:{finding.position.line}"
            yield f"  {severity}: {finding.sentence(language)} ({place}) [{rule}]"
        if len(found) > SHOWN:
            yield "  " + translate("… and {count} more like this", language).format(count=len(found) - SHOWN)
        advice = found[0].advice(language)
        if advice:
            yield f"    → {advice}"


def _grouped(findings: Iterable[Diagnostic]) -> dict[str, list[Diagnostic]]:
    groups: dict[str, list[Diagnostic]] = {}
    for finding in sorted(findings, key=lambda f: f.severity is not Severity.ERROR):
        groups.setdefault(finding.rule, []).append(finding)
    return groups


def _firsts(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    return [found[0] for found in _grouped(findings).values()]


def _sign(finding: Diagnostic) -> str:
    return "✗" if finding.severity is Severity.ERROR else "–"


# --- data -------------------------------------------------------------------------------------------------------------


def as_json(inspection: Inspection, language: str) -> str:
    """Return the report as data."""
    profiles = {
        j.name: {"title": j.title, "verdict": j.verdict.value, "findings": _rows(j.findings, language)}
        for j in inspection.profiles
    }
    return _dumped(
        file=inspection.name,
        sha256=inspection.sha256,
        size=inspection.size,
        kind=inspection.kind.value,
        edition=inspection.edition,
        findings=_rows(inspection.findings, language),
        profiles=profiles,
    )


def refusal_as_json(name: str, refusal: UnreadableError, language: str) -> str:
    """Return, as data of the same shape, why a file was not read."""
    rows = _rows((refusal.finding,), language)
    return _dumped(file=name, sha256="", size=0, kind=UNREADABLE, edition="", findings=rows, profiles={})


def _dumped(**data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _rows(findings: Iterable[Diagnostic], language: str) -> list[dict[str, Any]]:
    return [
        {
            "rule": f.rule,
            "severity": f.severity.value,
            "member": f.position.path,
            "line": f.position.line,
            "message": f.sentence(language),
            "remedy": f.advice(language),
        }
        for f in findings
    ]
