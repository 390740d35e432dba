"""What holds of every profile, and the table of all: which platform says what about which broken package."""

from collections.abc import Callable
from types import ModuleType

import pytest

from generator.inspection.facts import PackageFacts
from generator.profiles import Profile, discover
from tests.goldens import Golden
from tests.inspection.bad_packages import BAD
from tests.inspection.own_packages import own
from tests.profiles import (
    parcels,
    test_blackboard,
    test_canvas,
    test_chamilo,
    test_generic12,
    test_ilias,
    test_kolibri,
    test_moodle,
    test_open_edx,
    test_scorm_cloud,
)

PROFILES = discover()
TESTS: tuple[ModuleType, ...] = (
    test_blackboard,
    test_canvas,
    test_chamilo,
    test_generic12,
    test_ilias,
    test_kolibri,
    test_moodle,
    test_open_edx,
    test_scorm_cloud,
)
GOOD: tuple[Callable[[], parcels.Files], ...] = (
    parcels.scorm_12,
    parcels.scorm_2004,
    parcels.cartridge,
    parcels.qti,
    parcels.cmi5,
    parcels.html5,
)
# What a platform can do nothing with, however well it is made; docs/platforms/ sends nobody there with it.
HOPELESS = {("kolibri", "qti")}
MISFITS = {("kolibri", "qti21"), ("kolibri", "qti30"), ("moodle", "cc13")}


def broken() -> dict[str, Callable[[], PackageFacts]]:
    """Return every broken package: the platforms' by platform, rule and number, then the general ones."""
    made: dict[str, Callable[[], PackageFacts]] = {}
    for test in TESTS:
        platform = test.__name__.rpartition("test_")[2]
        for rule, spoils in test.SPOILED.items():
            made |= {f"{platform} {rule} {n}": spoil for n, spoil in enumerate(spoils, 1)}
    return made | {bad.name: bad.facts for bad in BAD}


def test_every_platform_is_there() -> None:
    assert sorted(PROFILES) == sorted(t.__name__.rpartition("test_")[2].replace("_", "-") for t in TESTS)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_every_rule_says_in_one_sentence_what_happens_there(profile: Profile) -> None:
    assert profile.rules
    for rule in profile.rules:
        sentence = rule.__doc__ or ""
        assert sentence.endswith(".")
        assert "\n" not in sentence
    assert all(text.endswith(".") for text in profile.reads.values())


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_a_finding_bears_the_name_of_its_rule_and_says_what_to_do(profile: Profile) -> None:
    for make in broken().values():
        package = make()
        for rule in profile.rules if package.kind in profile.reads else ():
            for finding in rule(package):
                assert finding.rule == rule.__name__.replace("_", "-")
                assert finding.message
                assert finding.remedy
                assert finding.sentence("vi") != finding.sentence("en")


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize("make", GOOD)
def test_a_good_package_is_taken_everywhere(name: str, make: Callable[[], parcels.Files]) -> None:
    errors = parcels.errors(parcels.asked(PROFILES[name], parcels.facts(make())))
    assert bool(errors) is ((name, make.__name__) in HOPELESS)


def test_our_own_packages_are_taken_by_every_platform_that_reads_them() -> None:
    """But for those that a platform can do nothing with, which it says."""
    asked, unfit = 0, set[tuple[str, str]]()
    for name, package in own():
        for platform, profile in PROFILES.items():
            if package.kind in profile.reads:
                asked += 1
                if parcels.errors(parcels.asked(profile, package)):
                    unfit.add((platform, name.partition(".")[0].rpartition("-")[2]))
    assert asked > 50
    assert unfit == MISFITS


def test_the_verdicts_on_broken_packages(golden: Golden) -> None:
    """Each package, then what each platform names (! for errors), then those that take it."""
    lines = []
    for name, make in broken().items():
        package = make()
        lines.append(f"{name} ({package.kind.value})")
        content = []
        for platform, profile in PROFILES.items():
            found = parcels.asked(profile, package)
            serious = parcels.errors(found)
            said = sorted({f"{'!' if f.rule in serious else ''}{f.rule}" for f in found})
            if said:
                lines.append(f"  {platform}: {', '.join(said)}")
            elif package.kind in profile.reads:
                content.append(platform)
        if content:
            lines.append(f"  taken by {', '.join(content)}")
    golden.check("verdicts.txt", "\n".join(lines) + "\n")
