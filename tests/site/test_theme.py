"""The theme of the site: its words, its colours, its style rules, its old-browser promises."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SITE = ROOT / "theme/site"
CSS = (SITE / "assets/css/site.css").read_text(encoding="utf-8")
BASE = (ROOT / "theme/player/base.css").read_text(encoding="utf-8")
SCRIPTS = sorted((SITE / "assets/js").glob("*.js"))
STRINGS: Mapping[str, Mapping[str, str]] = {
    language: yaml.safe_load((ROOT / f"theme/strings/{language}/site.yml").read_text(encoding="utf-8"))
    for language in ("vi", "en")
}
FOUND_AT_RUN_TIME = re.compile(  # keys that are put together: a page's name, a device, a preset, a level …
    r"(?:use|preset|device|level|verified|text|colours)_.*|.*_\d+|\w+_lead"
    r"|you|date|decimal|search|glossary|print|help|about|accessibility|privacy|missing_title"
)


# --- words ------------------------------------------------------------------------------------------------------------


def test_both_languages_say_the_same_things() -> None:
    vi, en = STRINGS["vi"], STRINGS["en"]
    assert set(vi) == set(en)
    assert [k for k in vi if not isinstance(vi[k], str) or not isinstance(en[k], str)] == []
    assert [k for k in vi if braces(vi[k]) != braces(en[k])] == []


def braces(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)", text)) - {"you", "You"}


def test_every_word_is_used() -> None:
    sources = [*SITE.rglob("*.html"), *(ROOT / "generator/web").glob("*.py"), ROOT / "generator/targets/site.py"]
    used = "\n".join(p.read_text(encoding="utf-8") for p in sources)
    unused = [k for k in STRINGS["vi"] if not re.search(rf"[\"'.]{re.escape(k)}\b", used)]
    assert [k for k in unused if not FOUND_AT_RUN_TIME.fullmatch(k)] == []


def test_templates_hold_no_words_of_any_language() -> None:
    tags = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", re.DOTALL)
    for page in sorted(SITE.rglob("*.html")):
        words = re.findall(r"[^\W\d_]{2,}", tags.sub(" ", page.read_text(encoding="utf-8")))
        assert words == ([] if page.name != "language.html" else ["ltr"]), page.name


# --- colours ----------------------------------------------------------------------------------------------------------


def tokens(css: str, selector: str) -> dict[str, str]:
    """Return the tokens of the first block of ``selector``."""
    block = css[css.index(selector) :].split("{", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))


def base_tokens() -> dict[str, dict[str, str]]:
    light = tokens(BASE, ":root {")
    return {"light": light, "dark": light | tokens(BASE, "dark) {\n  :root {")}


SCHEMES = {
    name: base_tokens()["light"] | tokens(CSS, f':root[data-theme="{name}"]') for name in ("light", "dark", "contrast")
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_chosen_scheme_is_the_devices_scheme(scheme: str) -> None:
    given = {k: v for k, v in base_tokens()[scheme].items() if v.startswith("#")}
    chosen = tokens(CSS, f':root[data-theme="{scheme}"]')
    assert chosen == given


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT = [(ink, ground) for ink in ("ink", "ink-soft", "link") for ground in ("paper", "card", "tint")] + [
    ("board-ink", "board"), ("chalk", "board"), ("main-ink", "main"), ("main-ink", "main-over"),
    ("danger", "danger-bg"), ("good", "good-bg"), ("again", "again-bg"), ("good", "card"), ("good", "paper"),
    ("ink", "danger-bg"), ("link", "danger-bg"), ("link", "good-bg"), ("link", "again-bg"),
]  # fmt: skip
EDGES = [(line, ground) for line in ("edge", "frame") for ground in ("paper", "card", "tint")] + [
    ("focus-in", "focus-out")
]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_has_seven_to_one_and_edges_three_to_one(scheme: str) -> None:
    found = SCHEMES[scheme]
    weak = [(a, b) for a, b in TEXT if contrast(found[a], found[b]) < 7]
    weak += [(a, b) for a, b in EDGES if contrast(found[a], found[b]) < 3]
    assert weak == []


def test_the_measure_of_contrast_is_right() -> None:
    assert round(contrast("#000", "#fff"), 2) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


# --- rules ------------------------------------------------------------------------------------------------------------


def test_styles_stay_within_what_old_phones_know() -> None:
    """Android 8's WebView is a Chrome 61."""
    plain = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)
    for pattern in (
        r":has\(", r":is\(", r":where\(", r"\b(?:min|max|clamp)\(", r"\binset:", r"aspect-ratio:", r"(?<!-)\bgap:",
        r"transition", r"animation", r"font-style:\s*italic", r"text-transform", r"text-align:\s*justify",
    ):  # fmt: skip
        assert re.findall(pattern, plain.replace("minmax(", "")) == [], pattern


def test_letters_grow_with_the_learners_setting() -> None:
    sizes = re.findall(r"font-size:\s*([^;}]+)", CSS.split("@media print")[0])
    assert [s for s in sizes if not re.fullmatch(r"[\d.]+rem|120%|145%|25px", s.strip())] == []
    assert [s for s in sizes if s.strip().endswith("rem") and float(s.strip()[:-3]) < 1] == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda p: p.name)
def test_scripts_are_plain_and_ask_for_nothing(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    code = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    assert not re.search(r"\b(?:fetch|XMLHttpRequest|import|eval|innerHTML|document\.write|Function)\b", code)
    assert not re.search(r"=>|\b(?:const|let|async|await)\b|\?\.|\?\?|`", code)
    assert "use strict" in code


def test_each_borrowed_file_has_its_licence_beside_it() -> None:
    borrowed = sorted(SITE.rglob("*.woff2"))
    assert borrowed
    assert [p.name for p in borrowed if not p.with_name(f"{p.name}.license").is_file()] == []
