"""The proof: every scenario of every format with the packages of this repository's course."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.player.formats import FORMATS
from tests.player.proof import complaints, staged
from tests.player.scenarios import Scenario, chosen, rows, seed
from tests.player.stages import Stage

pytestmark = [pytest.mark.browser, pytest.mark.course]

ROWS = [pytest.param(f, s, id=f"{f}-{s.name}") for f in FORMATS for s in rows(f)]


@pytest.fixture(scope="session")
def stages(chromium: Browser, node_modules: Path) -> Iterator[dict[str, Stage]]:
    """A stage per format, kept for all scenarios."""
    with ExitStack() as stack:
        yield {f: stack.enter_context(staged(chromium, node_modules, f)) for f in FORMATS}


@pytest.mark.parametrize(("name", "scenario"), ROWS)
def test_scenario_comes_out_as_told(name: str, scenario: Scenario, stages: dict[str, Stage]) -> None:
    found = {}
    for case in chosen(scenario, name, seed()):
        outcome = stages[name].run(case, scenario)
        found[case.name] = complaints(name, case, scenario, outcome)
    assert found
    assert {k: v for k, v in found.items() if v} == {}
