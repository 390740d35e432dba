"""One command prints every figure that the project promises, and fails when one is missed."""

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import run
from bench.measure import ROOT, LackingError, Row

MISSED = Row("slow", 2, "", 1, "")
MET = Row("quick", 1, "", 1, "")


@pytest.mark.parametrize("part", run.PARTS)
def test_every_part_is_a_function_of_its_module(part: str) -> None:
    assert getattr(importlib.import_module(f"bench.{part}"), part).__doc__


def test_nothing_heavy_is_loaded_before_it_is_asked_for() -> None:
    heavy = ("mkdocs", "weasyprint", "pydantic", "generator.source", "generator.targets")
    code = f"import sys, bench.run; print(*sorted(n for n in {heavy!r} if n in sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == ""


@pytest.mark.parametrize(
    ("found", "code", "told"),
    [
        ([MET], 0, "quick"),
        ([MET, MISSED], 1, "MISSED"),
        ([MET, LackingError("no page a.html")], 1, "no page a.html"),
    ],
)
def test_the_exit_code_tells_a_missed_goal(
    found: list[Row | LackingError],
    code: int,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def measured(part: str, course: Path) -> Iterator[Row]:
        for row in found if part == "site" else ():
            if isinstance(row, LackingError):
                raise row
            yield row

    monkeypatch.setattr(run, "measured", measured)
    monkeypatch.setattr(sys, "argv", ["run"])
    assert run.main() == code
    assert told in "".join(capsys.readouterr())
