"""Every rule names what is wrong and nothing else; a good package is left in peace."""

import pytest

from generator.diagnostics import Severity
from generator.inspection.rules import PARTS, RULES, judged
from generator.profiles import discover
from tests.inspection.bad_packages import BAD, GOOD
from tests.inspection.own_packages import ROOT, own
from tests.profiles.parcels import asked, facts

PITFALLS_SEEN = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 20, 21, 23, 25}  # the others are seen only at work
AT_LEAST = 25
OWN = 8  # archives that the targets make of the small course
# What a platform does not take in the form that we make for others.
UNFIT = {("Moodle", "cc13"), ("Kolibri", "qti21"), ("Kolibri", "qti30")}


def name(rule: object) -> str:
    return getattr(rule, "__name__", "").replace("_", "-")


@pytest.mark.parametrize("kind", sorted(set(GOOD) - {"olx", "h5p"}))
def test_nothing_is_wrong_with_a_good_package(kind: str) -> None:
    assert judged(facts(GOOD[kind]())) == ()


def test_nothing_is_wrong_with_our_own_packages() -> None:
    found = {name: [str(f) for f in judged(package)] for name, package in own()}
    assert len(found) >= OWN
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.course
def test_nothing_is_wrong_with_the_packages_of_the_course() -> None:
    count = 0
    for name, package in own(ROOT):
        count += 1
        assert [f.text("en") for f in judged(package)] == [], name
        for platform in (p for p in discover().values() if package.kind in p.reads):
            wrong = [f.text("en") for f in asked(platform, package) if f.severity is Severity.ERROR]
            assert not wrong or (platform.title.split()[0], name.rpartition("-")[2].partition(".")[0]) in UNFIT, name
    print(f"{count} packages of the course, all platforms")
    assert count > OWN


def test_every_rule_has_a_package_that_breaks_it() -> None:
    assert {name(r) for r in RULES} == {rule for bad in BAD for rule in bad.rules}


def test_there_are_bad_packages_for_every_pitfall_that_a_file_shows() -> None:
    assert {bad.pitfall for bad in BAD} - {0} == PITFALLS_SEEN
    assert len({bad.name for bad in BAD}) == len(BAD) >= AT_LEAST


def test_every_rule_is_named_once_and_says_what_it_finds() -> None:
    names = [name(r) for r in RULES]
    assert len(names) == len(set(names))
    assert all((rule.__doc__ or "").strip().endswith((".", "»")) for rule in RULES)
    assert [r for rules in PARTS.values() for r in rules] == list(RULES)
