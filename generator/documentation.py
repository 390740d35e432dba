"""The manuals of the rules, made from the code: ``python -m generator.documentation`` writes them anew."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from generator import profiles
from generator.inspection.opening import REFUSALS
from generator.inspection.rules import PARTS as INSPECTED
from generator.messages import translate
from generator.rules import RULES
from generator.source.manual import LATER, READING

PAGES = {"vi": "docs/diagnostics.md", "en": "docs/diagnostics.en.md"}
TITLE = "What the check finds"
OPENING = (
    "Each finding of «hocvuso check» names the file, the line and the column, says what is wrong and what would be"
    " right, and ends with the name of its rule in brackets. An error stops the build, a warning does not. A warning"
    " that is meant to stay is named under ``accept:`` of ``curriculum.yml``: rule, place, text of the line, reason,"
    " who, date."
)
PARTS = ("While reading", "Across the files", "While building")

INSPECT_PAGES = {"vi": "docs/inspect.md", "en": "docs/inspect.en.md"}
INSPECT_TITLE = "Checking a package before it is uploaded"
INSPECT_OPENING = (
    "``hocvuso inspect FILE`` looks into a learning package, ours or anybody's, and says what is wrong with it and what"
    " each platform would make of it: nothing is uploaded, unpacked onto the disk or run. With ``--profile NAME`` it"
    " speaks of one platform in detail: what fails there, what is lost, what to click.",
    "It reads SCORM 1.2 and 2004, cmi5, xAPI (tincan.xml), Common Cartridge, QTI, courses of Open edX, H5P and HTML5:"
    " zip files, and gzipped tar files of Open edX. A stranger's file is taken for hostile: what unpacks to too much,"
    " leads out of its folder or reaches for other files is refused with the reason.",
    "The exit code is 0 when nothing is wrong, 1 when the package is faulty or fails on the platform asked for, or on"
    " all that take its kind, and 2 when the file cannot be read. An error means that no platform can work rightly with"
    " it; a warning, that some platform or some learner will stumble.",
    "Verdicts rest on the source code, the documentation and trials of the platforms, as the profiles name them; no"
    " file shows how a platform was set up. Try a course once as a learner before it begins.",
)
INSPECT_DATA = (
    "``--json`` prints the report as data of this shape; ``verdict`` is ``works``, ``stumbles``, ``fails`` or"
    " ``not-read``, ``severity`` is ``error`` or ``warning``, ``kind`` is ``unreadable`` for what was refused. Names of"
    " rules, profiles and keys stay as they are."
)
INSPECT_SHAPE = """{
 "file": "b07.zip", "sha256": "…", "size": 29160, "kind": "scorm12", "edition": "1.2",
 "findings": [{"rule": "missing-file", "severity": "error", "member": "imsmanifest.xml", "line": 8,
               "message": "…", "remedy": "…"}],
 "profiles": {"moodle": {"title": "Moodle", "verdict": "works", "findings": []}}
}"""
INSPECT_PARTS = ("Refused unread", "On any platform", "On one platform")


def manual() -> dict[str, str]:
    """Return what each rule finds in a course, in English, by the rule's name, sorted."""
    return dict(sorted({**READING, **_sentences(RULES), **LATER}.items()))


def inspect_manual() -> dict[str, dict[str, str]]:
    """Return what each rule finds in a package, in English: by the part of the manual, then by the rule's name.

    Parts are a refusal, the parts of the rules of any platform, the titles of the profiles.
    """
    parts = {INSPECT_PARTS[0]: dict(REFUSALS)} | {title: _sentences(rules) for title, rules in INSPECTED.items()}
    return parts | {p.title: _sentences(p.rules) for p in profiles.discover().values()}


def page(language: str) -> str:
    """Return the manual of ``check`` in ``language`` as Markdown."""
    lines = [f"# {translate(TITLE, language)}", "", _code(translate(OPENING, language))]
    for title, rules in zip(PARTS, (READING, _sentences(RULES), LATER), strict=True):
        lines += ["", f"## {translate(title, language)}", *_entries(rules, language)]
    return "\n".join(lines) + "\n"


def inspect_page(language: str) -> str:
    """Return the manual of ``inspect`` in ``language`` as Markdown."""
    lines = [f"# {translate(INSPECT_TITLE, language)}"]
    for paragraph in (*INSPECT_OPENING, INSPECT_DATA):
        lines += ["", _code(translate(paragraph, language))]
    lines += ["", "```json", INSPECT_SHAPE, "```"]
    refused, anywhere, somewhere = INSPECT_PARTS
    found = inspect_manual()
    lines += ["", f"## {translate(refused, language)}", *_entries(found[refused], language)]
    lines += ["", f"## {translate(anywhere, language)}"]
    for title in INSPECTED:
        lines += ["", f"### {translate(title, language)}", *_entries(found[title], language, level=4)]
    lines += ["", f"## {translate(somewhere, language)}"]
    for name, profile in profiles.discover().items():
        lines += ["", f"### {profile.title} (`{name}`)", *_entries(found[profile.title], language, level=4)]
    return "\n".join(lines) + "\n"


def _entries(rules: Mapping[str, str], language: str, level: int = 3) -> list[str]:
    lines = []
    for name, sentence in sorted(rules.items()):
        lines += ["", f"{'#' * level} {name}", "", _code(translate(sentence, language))]
    return lines


def _sentences(rules: Iterable[Any]) -> dict[str, str]:
    return {rule.__name__.replace("_", "-"): " ".join((rule.__doc__ or "").split()) for rule in rules}


def _code(text: str) -> str:
    return text.replace("``", "`")


def main(root: Path = Path(__file__).parent.parent) -> None:
    """Write the pages."""
    for pages, made in ((PAGES, page), (INSPECT_PAGES, inspect_page)):
        for language, name in pages.items():
            (root / name).write_text(made(language), encoding="utf-8")


if __name__ == "__main__":
    main()
