"""The proof: every scenario of every format with the packages of this repository's course.

What no test here can run has a proxy: ``blob`` stands for a file that a phone opens at a ``content://`` address, of
which a browser on a desk knows nothing: a document without an origin, without storage, without anything beside it.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests import counts
from tests.player.cases import Case
from tests.player.formats import FORMATS, cases
from tests.player.proof import complaints, staged
from tests.player.scenarios import SHARE, Scenario, chosen, rows, seed
from tests.player.stages import Stage

pytestmark = [pytest.mark.browser, pytest.mark.course]

ROWS = [pytest.param(f, s, id=f"{f}-{s.name}") for f in FORMATS for s in rows(f)]


@pytest.fixture(scope="session")
def stages(chromium: Browser, node_modules: Path) -> Iterator[dict[str, Stage]]:
    """A stage per format, kept for all scenarios."""
    with ExitStack() as stack:
        yield {f: stack.enter_context(staged(chromium, node_modules, f)) for f in FORMATS}


@pytest.mark.parametrize(("name", "scenario"), ROWS)
@pytest.mark.pitfall(9, 10, 11, 12, 13, 15, 17, 20)
def test_scenario_comes_out_as_told(name: str, scenario: Scenario, stages: dict[str, Stage]) -> None:
    count, found = counts.of(name), dict[str, list[str]]()
    count.needed |= scenario.ends != ""
    count.seeds.add(seed())
    for case in chosen(scenario, name, seed()):
        outcome = stages[name].run(case, scenario)
        count.packages.add(case.name)
        count.scenarios.add(scenario.name)
        count.runs += 1
        count.calls += outcome.calls
        found[case.name] = complaints(name, case, scenario, outcome)
    assert found
    assert {k: v for k, v in found.items() if v} == {}, scenario.words


@pytest.mark.parametrize("name", FORMATS)
def test_every_package_and_every_scenario_has_its_turn(name: str) -> None:
    everything = {(s.name, c.name) for s in rows(name) for c in cases(name)}
    runs = [{(s.name, c.name) for s in rows(name) for c in chosen(s, name, n)} for n in range(SHARE)]
    assert set().union(*runs) == everything
    for played in runs:
        assert {s for s, _ in played} == {s.name for s in rows(name)}
        assert {c for _, c in played} == {c.name for c in cases(name)}


ON_NEXT = "function onNext() {"


# --- the proof itself can fail ----------------------------------------------------------------------------------------

BROKEN = {  # format and scenario, a file of the package, what is changed in it, what must then be complained of
    "focus": ("scorm12", "right", "player.js", ("target.focus({ preventScroll: true })", ""), "focus is not on the"),
    "width": ("scorm12", "right", "player.css", ("", ".player__body { width: 400px }"), "px wider than the screen"),
    "picture": ("scorm12", "right", "index.html", (".svg", ".nix"), "no picture"),
    "error": ("scorm12", "right", "player.js", (ON_NEXT, f"{ON_NEXT} setTimeout(() => none.gone);"), "not defined"),
    "request": (
        "scorm12",
        "right",
        "player.js",
        (ON_NEXT, f"{ON_NEXT} fetch('https://x.example');"),
        "Security Policy",
    ),
    "element": ("scorm12", "right", "scorm12.js", ("'cmi.core.score.'", "'cmi.core.scores.'"), "401"),
    "early": (
        "scorm12",
        "look",
        "scorm.js",
        ("completion.write('incomplete')", "completion.write('passed')"),
        "passed",
    ),
    "clicks": ("scorm12", "twice", "player.js", ("event.detail > 1", "event.detail > 9"), "pages"),
    "close": ("scorm12", "look", "player.js", ("closed = adapter.close() || closed", ""), "open and close as 'o'"),
    "unload": ("scorm12", "no-unload", "player.js", ("'pagehide'", "'unload'"), "open and close as 'o'"),
    "silence": ("scorm12", "no-lms", "player.js", ("if (!session.keeps)", "if (false)"), "note ''"),
    "storage": ("scorm12", "storage", "player.js", (ON_NEXT, f"{ON_NEXT} localStorage.x;"), "no end"),
    "kill": ("scorm12", "killed", "scorm.js", ("call(dialect.calls.commit, '')", "true"), "holds"),
    "depth": ("scorm12", "deep-12", "scorm.js", ("HIGHEST = 50", "HIGHEST = 7"), "note"),
    "comma": ("scorm12", "comma", "scorm.js", (", String(value))", ", value.toLocaleString())"), "405"),
    "resume": ("scorm12", "part", "scorm.js", ("restore: () => saved", "restore: () => ''"), "the LMS holds score"),
    "lower": ("scorm12", "after", "scorm.js", ("ranks.indexOf(word) <= ranks.indexOf(now)", "word === now"), "falls"),
    "judge": ("scorm12", "wrong", "judge.js", ("'partly' : 'wrong'", "'right' : 'right'"), "verdicts"),
    "review": ("scorm12", "review", "scorm.js", ("silent = mode !== 'normal'", "silent = false"), "in the mode review"),
    "scaled": ("scorm2004", "mixed", "scorm2004.js", ("percent / 100", "percent"), "407"),
    "ended": ("cmi5", "look", "cmi5.js", ("enqueue(defined('terminated'", "(defined('terminated'"), "terminated"),
    "answers": ("cmi5", "mixed", "cmi5.js", ("enqueue(answered(", "(answered("), "0 answers are reported"),
    "owed": ("cmi5", "lrs-deaf", "cmi5.js", ("doc.told.indexOf(verb) < 0", "false"), "completed 'False'"),
}


@pytest.mark.parametrize("fault", BROKEN)
@pytest.mark.pitfall(10, 12, 15, 20)
def test_a_broken_package_is_complained_of(fault: str, stages: dict[str, Stage]) -> None:
    name, row, file, change, words = BROKEN[fault]
    (scenario,) = (s for s in rows(name) if s.name == row)
    case = spoilt(next(c for c in cases(name) if c.name == "a26"), fault, file, *change)
    found = complaints(name, case, scenario, stages[name].run(case, scenario))
    assert [c for c in found if words in c], found


def spoilt(case: Case, fault: str, file: str, old: str, new: str) -> Case:
    """Return ``case`` with a fault in one of its files."""
    text = case.files[file].decode()
    assert old in text, (file, old)
    changed = text.replace(old, new) if old else text + new
    return replace(case, name=f"broken-{fault}", files={**case.files, file: changed.encode()})


def test_an_lms_that_is_as_it_should_be_is_needed(stages: dict[str, Stage]) -> None:
    """An LMS that loses the score is complained of, and not the lesson alone."""
    (scenario,) = (s for s in rows("scorm12") if s.name == "lying")
    case = cases("scorm12")[0]
    outcome = stages["scorm12"].run(case, scenario)
    assert complaints("scorm12", case, scenario, outcome) == []
    assert "the LMS holds score '' and not '100'" in complaints("scorm12", case, replace(scenario, kept=True), outcome)


@pytest.fixture
def alone(stages: dict[str, Stage]) -> Callable[[str], Page]:
    """Return what opens a package of SCORM 1.2 in a folder of the server, without an LMS."""
    stage = stages["scorm12"]
    case = cases("scorm12")[0]
    stage.server.files["scorm12", case.name] = case.files

    def opened(place: str) -> Page:
        page = stage.page("vi-VN", "alone")
        page.goto(f"{stage.server.origin}/{place}/scorm12/{case.name}/{case.href}")
        return page

    return opened


@pytest.mark.parametrize(("place", "told"), [("pkg", "object"), ("bare", "SecurityError")])
def test_storage_is_forbidden_where_it_has_to_be(place: str, told: str, alone: Callable[[str], Page]) -> None:
    read = "() => { try { return typeof window.localStorage; } catch (refused) { return refused.name; } }"
    assert alone(place).evaluate(read) == told


@pytest.mark.parametrize(("place", "allowed"), [("pkg", True), ("policy", False)])
def test_unload_is_forbidden_where_it_has_to_be(place: str, allowed: bool, alone: Callable[[str], Page]) -> None:
    assert alone(place).evaluate("document.featurePolicy.allowsFeature('unload')") is allowed
