"""The command that plays the whole proof plays what it is asked for, and counts it."""

import pytest
from playwright.sync_api import Browser

from bench.proof import asked, played
from tests.player import conftest
from tests.player.formats import FORMATS, cases
from tests.player.scenarios import SHARE, rows

pytestmark = pytest.mark.course
modules = conftest.node_modules  # a fixture


@pytest.mark.browser
@pytest.mark.usefixtures("modules")
def test_what_is_asked_for_is_played_and_counted(chromium: Browser) -> None:
    made = played(chromium, "scorm12", None, ("look",), ("a26", "b01"))
    assert made.complaints == []
    assert (made.count.packages, made.count.scenarios, made.count.runs) == ({"a26", "b01"}, {"look"}, 2)
    assert made.count.calls > 10
    assert made.row("scorm12")[:4] == ("scorm12", "2", "1", "2")


@pytest.mark.browser
@pytest.mark.usefixtures("modules")
def test_nothing_played_is_a_failure(chromium: Browser) -> None:
    assert played(chromium, "scorm12", None, (), ("none",)).count.lacking == ["packages", "scenarios", "API calls"]


@pytest.mark.parametrize("name", FORMATS)
def test_without_a_seed_everything_is_played_and_with_one_a_part(name: str) -> None:
    whole = list(asked(name, None, (), ()))
    assert len(whole) == len(rows(name)) * len(cases(name))
    assert len(list(asked(name, 1, (), ()))) < len(whole) / (SHARE - 1)
