"""Blackboard's rules: what passes, and what is named."""

from collections.abc import Callable

import pytest

from generator.inspection.facts import PackageFacts
from generator.profiles.blackboard import PROFILE
from tests.profiles.parcels import (
    Files,
    Spoil,
    asked,
    changed,
    facts,
    names,
    rules,
    scorm_12,
    scorm_2004,
    two_lessons,
)


def in_json() -> PackageFacts:
    answer = 'set("cmi.interactions.0.type", "performance"); set("r", JSON.stringify({})); api.Terminate'
    return facts(changed(scorm_2004(), "player.js", "api.Terminate", answer))


SPOILED: dict[str, tuple[Spoil, ...]] = {
    "empty-files": (lambda: facts({**scorm_12(), "a.txt": b""}),),
    "odd-names": (
        lambda: facts({**scorm_12(), "hình.png": b"\x89PNG"}),
        lambda: facts({**scorm_12(), "a+b.png": b"\x89PNG"}),
    ),
    "graded-lessons": (lambda: facts(two_lessons(scorm_2004())),),
    "never-closed": (
        lambda: facts(changed(scorm_12(), "player.js", "LMSFinish", "end")),
        lambda: facts(changed(scorm_2004(), "player.js", "Terminate", "end")),
    ),
    "answers-as-json": (in_json,),
}


@pytest.mark.parametrize("make", [scorm_12, scorm_2004])
def test_a_good_package_passes(make: Callable[[], Files]) -> None:
    assert asked(PROFILE, facts(make())) == []


def test_every_rule_has_a_package_that_it_names() -> None:
    assert set(SPOILED) == rules(PROFILE)


@pytest.mark.parametrize(("rule", "spoil"), [(r, s) for r, spoils in SPOILED.items() for s in spoils])
def test_a_spoiled_package_is_named_by_its_rule_alone(rule: str, spoil: Spoil) -> None:
    assert names(asked(PROFILE, spoil())) == {rule}
