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
    assert len(scripts) == 8


def test_newer_syntax_would_be_seen(node_modules: Path, tmp_path: Path) -> None:
    (tmp_path / "new.js").write_text("const a = {...b}; try { a?.c } catch { }")
    command = ["node", "-e", PARSE, str(tmp_path / "new.js")]
    assert subprocess.run(command, cwd=node_modules.parent, capture_output=True, check=False).returncode != 0


@pytest.mark.parametrize("name", STYLES)
def test_styles_use_nothing_that_old_phones_lack(name: str) -> None:
    css = re.sub(r"/\*.*?\*/", "", demo.THEME.find(f"player/{name}").read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r":has\(|:is\(|:where\(|\bclamp\(|[^a-z]min\(|[^a-z]max\(|\binset\b|aspect-ratio", css)
    assert not re.search(r"(?<!grid-column-)(?<!grid-row-)(?<!grid-)\bgap\s*:", css)
    assert not re.search(r"\btransition|\banimation|position:\s*(sticky|fixed)", css)
