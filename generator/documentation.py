"""The manual of the rules, made from the code: ``python -m generator.documentation`` writes it anew."""

from collections.abc import Mapping
from pathlib import Path

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


def manual() -> dict[str, str]:
    """Return what each rule finds, in English, by the rule's name, sorted."""
    return dict(sorted({**READING, **_rules(), **LATER}.items()))


def page(language: str) -> str:
    """Return the manual in ``language`` as Markdown."""
    lines = [f"# {translate(TITLE, language)}", "", _code(translate(OPENING, language))]
    for title, rules in zip(PARTS, (READING, _rules(), LATER), strict=True):
        lines += ["", f"## {translate(title, language)}"]
        for name, sentence in sorted(rules.items()):
            lines += ["", f"### {name}", "", _code(translate(sentence, language))]
    return "\n".join(lines) + "\n"


def _rules() -> Mapping[str, str]:
    return {rule.__name__.replace("_", "-"): " ".join((rule.__doc__ or "").split()) for rule in RULES}


def _code(text: str) -> str:
    return text.replace("``", "`")


def main(root: Path = Path(__file__).parent.parent) -> None:
    """Write the pages."""
    for language, name in PAGES.items():
        (root / name).write_text(page(language), encoding="utf-8")


if __name__ == "__main__":
    main()
