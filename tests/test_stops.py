"""The moments at which a test may kill a build are where they say, and nothing happens without the variable."""

import re
from pathlib import Path

import pytest

from generator.stops import PHASES, VARIABLE, reached

CODE = Path(__file__).parent.parent / "generator"


def test_every_phase_is_passed_somewhere_and_no_other() -> None:
    passed = {
        p for f in CODE.rglob("*.py") for p in re.findall(r'\breached\("([^"]+)"\)', f.read_text(encoding="utf-8"))
    }
    assert passed == set(PHASES)


def test_nothing_happens_without_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[int] = []
    monkeypatch.setattr("os.kill", lambda pid, sign: killed.append(sign))
    monkeypatch.delenv(VARIABLE, raising=False)
    for phase in PHASES:
        reached(phase)
    monkeypatch.setenv(VARIABLE, "swapped")
    reached("summed")
    assert killed == []
    reached("swapped")
    assert killed == [9]
