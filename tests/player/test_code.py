"""The player's code: types, syntax and features that old phones know."""

import re
import subprocess
from pathlib import Path

import pytest

from generator.player import STYLES
from tests.player import demo

SCRIPTS = sorted(demo.THEME.files("player"))
PARSE = (
    "const fs = require('fs'), acorn = require('acorn');"
    "const old = {ecmaVersion: 2017, sourceType: 'script'};"
    "process.argv.slice(1).forEach((name) => acorn.parse(fs.readFileSync(name, 'utf8'), old))"
)


@pytest.fixture
def scripts() -> list[str]:
    """Return the paths of the player's scripts."""
    return [str(demo.THEME.find(name)) for name in SCRIPTS if name.endswith(".js")]


def test_types_agree_with_the_contract(node_modules: Path) -> None:
    command = [str(node_modules / ".bin" / "tsc"), "-p", str(node_modules.parent / "tsconfig.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_syntax_is_of_2017(node_modules: Path, scripts: list[str]) -> None:
    command = ["node", "-e", PARSE, *scripts]
    done = subprocess.run(command, cwd=node_modules.parent, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(scripts) >= 9


def test_newer_syntax_would_be_seen(node_modules: Path, tmp_path: Path) -> None:
    (tmp_path / "new.js").write_text("const a = {...b}; try { a?.c } catch { }")
    command = ["node", "-e", PARSE, str(tmp_path / "new.js")]
    assert subprocess.run(command, cwd=node_modules.parent, capture_output=True, check=False).returncode != 0


# What the styles may use. The oldest engine is the WebView of Android 8.0 (Chrome 61): a feature stands here after
# a look at what that engine knows. Nothing moves, so «prefers-reduced-motion» has nothing to stop.
KNOWN = """
    align-items background border border-bottom border-collapse border-color border-left border-left-width
    border-radius border-style border-top border-width box-shadow box-sizing clear clip color content
    counter-increment counter-reset cursor display fill flex flex-direction flex-wrap float font font-family
    font-size font-style font-weight grid-column-gap grid-template-columns height justify-content left line-height
    list-style margin margin-bottom margin-left margin-right margin-top max-width min-height min-width outline
    outline-offset overflow overflow-wrap overflow-x padding padding-left padding-right padding-top position stroke
    stroke-linecap stroke-linejoin stroke-width text-align text-decoration top touch-action transform vertical-align
    white-space width
"""
PROPERTIES = set(KNOWN.split())
# unknown to it, and nothing is lost: the line is skipped
SKIPPED = {
    "-webkit-text-size-adjust": "phones of another maker",
    "text-size-adjust": "phones of another maker",
    "accent-color": "a radio button in the colour of the system",
    "color-scheme": "scroll bars stay light",
    "forced-color-adjust": "forced colours are for later browsers",
    "text-underline-offset": "the line runs nearer to the letters",
}
SELECTORS = {":root", ":hover", ":focus", ":not", ":last-child", "::before", "::after"}
FUNCTIONS = {"calc", "var", "counter", "minmax", "rect", "rotate"}
UNITS = {"px", "em", "rem", "%", "fr", "vh", "deg"}
CONDITIONS = {"@media print", "@media (min-width: 44em)"}
CONDITIONS |= {"@media (prefers-color-scheme: dark)", "@media (forced-colors: active)"}  # the block is skipped
FLOWS = {
    "position": {"absolute", "relative"},
    "display": {"block", "flex", "grid", "inline-block", "inline-flex", "none"},
}


def too_new(css: str) -> list[str]:
    """Return what ``css`` uses and the lists above do not hold."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    found = {" ".join(rule.split()) for rule in re.findall(r"@[^{;]*", css)} - CONDITIONS
    if "&" in css:
        found.add("nesting")
    for selector, block in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        known = set(re.findall(r"::?[a-z-]+", selector))
        if ":focus-visible" in known and all(":focus-visible" in part for part in selector.split(",")):
            known.discard(":focus-visible")  # the whole rule is skipped, the one for :focus stays
        found |= known - SELECTORS
        for line in filter(None, map(str.strip, block.split(";"))):
            name, value = (part.strip().removesuffix("!important").strip() for part in line.split(":", 1))
            found |= set(re.findall(r"([a-z-]+)\(", value)) - FUNCTIONS
            found |= set(re.findall(r"(?<![\w#-])\d*\.?\d+([a-z]+|%)", value)) - UNITS
            if value not in FLOWS.get(name, {value}):
                found.add(f"{name}: {value}")
            if not name.startswith("--") and name not in PROPERTIES | set(SKIPPED):
                found.add(name)
            if re.search(r"rgb\([^,)]* ", value):
                found.add("colours without commas")
    return sorted(found)


@pytest.mark.parametrize("name", STYLES)
def test_styles_use_nothing_that_old_phones_lack(name: str) -> None:
    css = demo.THEME.find(f"player/{name}").read_text(encoding="utf-8")
    assert len(re.findall(r"\{", css)) > 40
    assert too_new(css) == []


@pytest.mark.parametrize(
    ("css", "feature"),
    [
        ("p { gap: 1em }", "gap"),
        ("p { inset: 0 }", "inset"),
        ("p { aspect-ratio: 1 }", "aspect-ratio"),
        ("p:has(a) { top: 0 }", ":has"),
        ("p:is(a, b) { top: 0 }", ":is"),
        ("p:where(a) { top: 0 }", ":where"),
        ("a:focus, a:focus-visible { top: 0 }", ":focus-visible"),
        ("p { width: clamp(1px, 2vw, 3px) }", "clamp"),
        ("p { width: min(1px, 2px) }", "min"),
        ("p { height: 100dvh }", "dvh"),
        ("p { top: .5lh }", "lh"),
        ("@supports (gap: 1px) { p { top: 0 } }", "@supports (gap: 1px)"),
        ("@media (width > 3em) { p { top: 0 } }", "@media (width > 3em)"),
        ("@media (hover) { p { top: 0 } }", "@media (hover)"),
        ("p { color: rgb(0 0 0 / 50%) }", "rgb"),
        ("p { &:hover { top: 0 } }", "nesting"),
        ("p { position: sticky }", "position: sticky"),
        ("p { display: contents }", "display: contents"),
        ("p { margin-inline: 0 }", "margin-inline"),
        ("p { transition: top 1s }", "transition"),
        ("p { animation: x 1s }", "animation"),
        ("@import 'x.css';", "@import 'x.css'"),
    ],
)
def test_newer_styles_would_be_seen(css: str, feature: str) -> None:
    assert feature in too_new(css)


def test_nothing_moves_and_no_clock_runs(scripts: list[str]) -> None:
    """The one wait is for what is announced; a lesson never hurries anybody."""
    code = {Path(name).name: Path(name).read_text(encoding="utf-8") for name in scripts}
    clocks = r"setInterval|requestAnimationFrame|requestIdleCallback|smooth|\.animate\(|http-equiv"
    waits = {name: len(re.findall(r"setTimeout", text)) for name, text in code.items()}
    assert not [name for name, text in code.items() if re.search(clocks, text)]
    assert {name: waits[name] for name in ("player.js", "state.js", "judge.js", "memory.js", "browser.js")} == {
        **{"player.js": 1, "state.js": 0, "judge.js": 0, "memory.js": 0, "browser.js": 0}
    }
    assert re.search(r"function say\(text\) \{\s*status.textContent = '';\s*window.setTimeout\(", code["player.js"])
