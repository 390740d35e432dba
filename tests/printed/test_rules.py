"""Each print rule finds the file that breaks it, and nothing in the files that keep all of them."""

from dataclasses import replace

import pytest

from generator.diagnostics import Severity
from generator.printed import PRESETS, PagePlan, measure
from generator.printed.rules import RULES
from tests.printed.canaries import CANARIES, CODED, Canary, imposed, swap_halves
from tests.printed.paper import CLEAN, PRESET, broken, laid_out, made, report, said

pytestmark = pytest.mark.pdf


@pytest.mark.parametrize("canary", CANARIES, ids=lambda c: f"{c.rule}: {c.name}")
def test_a_broken_rule_is_found_and_no_other(canary: Canary) -> None:
    found = canary.make()
    assert broken(found) == {canary.rule}, said(found)


def test_clean_files_are_clean_and_every_rule_measures_something() -> None:
    reports = (report(CLEAN), report(CODED), imposed())
    assert [said(r) for r in reports] == [[], [], []]
    assert all(r.passed for r in reports)
    measured = {rule for r in reports for rule, count in r.measured.items() if count}
    assert measured == {rule.identifier for rule in RULES}


def test_every_rule_has_a_canary_and_a_manual() -> None:
    assert {c.rule for c in CANARIES} == {rule.identifier for rule in RULES}
    manuals = {rule.identifier: (rule.check.__doc__ or "").splitlines()[0] for rule in RULES}
    for identifier, manual in manuals.items():
        assert manual.endswith(").") or identifier == "print-ua1", manual
        assert identifier.removeprefix("print-") in manual or not identifier[6:].startswith("P"), manual


def test_a_rule_that_measures_nothing_is_a_finding() -> None:
    found = measure(made(CLEAN).tagged, PRESET, PagePlan())
    silent = {d.rule for d in found.findings if d.message == "nothing was found to measure"}
    assert {"print-P16", "print-P17", "print-P18", "print-P21", "print-P22"} <= silent
    assert not found.passed


def test_an_empty_file_passes_nothing() -> None:
    blank = laid_out("<html lang=vi><title>t</title><body></body></html>", "").write_pdf()
    for preset in PRESETS.values():
        assert not measure(blank, preset).passed


def test_warnings_alone_let_a_file_pass() -> None:
    found = report(CLEAN, replace(PRESET, lesson_syllables=1))
    assert {d.severity for d in found.findings} == {Severity.WARNING}
    assert found.passed


def test_findings_come_twice_the_same() -> None:
    canary = next(c for c in CANARIES if c.rule == "print-P10")
    assert canary.make().findings == canary.make().findings


def test_of_sheets_that_do_not_fold_only_that_is_said() -> None:
    found = imposed(swap_halves)
    assert set(found.measured) == {"print-P28"}
