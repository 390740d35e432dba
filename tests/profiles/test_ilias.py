"""The rules of ILIAS: what passes, and what is named."""

import re
from collections.abc import Callable

import pytest

from generator.inspection.facts import PackageFacts
from generator.profiles.ilias import PROFILE
from tests.profiles.parcels import (
    Files,
    Spoil,
    asked,
    changed,
    facts,
    manifest_with,
    names,
    rules,
    scorm_12,
    scorm_2004,
    two_lessons,
)


def prefixed() -> PackageFacts:
    text = scorm_12()["imsmanifest.xml"].decode().replace("xmlns=", "xmlns:cp=")
    return facts({**scorm_12(), "imsmanifest.xml": re.sub(r"(</?)(?=[a-z])", r"\1cp:", text).encode()})


def other_prefix() -> PackageFacts:
    files = changed(scorm_12(), "imsmanifest.xml", "xmlns:adlcp", "xmlns:adl")
    files = changed(files, "imsmanifest.xml", "adlcp:scormtype", "adl:scormtype")
    return manifest_with(files, "</title></item>", "</title><adl:masteryscore>80</adl:masteryscore></item>")


def only_as_it_goes() -> PackageFacts:
    script = b'api.LMSInitialize(""); addEventListener("pagehide", () => set("cmi.core.lesson_status", "passed"));'
    return facts({**scorm_12(), "player.js": script})


SPOILED: dict[str, tuple[Spoil, ...]] = {
    "manifest-not-found": (lambda: facts({f"bai/{n}": c for n, c in scorm_12().items()}),),
    "prefix-not-read": (prefixed,),
    "not-tracked": (
        lambda: manifest_with(scorm_12(), '"sco"', '"asset"'),
        lambda: manifest_with(two_lessons(scorm_2004()), "adlcp:scormType", "adlcp:scormtype"),
    ),
    "opens-nothing": (
        lambda: manifest_with(scorm_12(), 'identifierref="r1"', 'identifierref="r9"'),
        lambda: manifest_with(scorm_2004(), 'identifierref="r1"', 'identifierref="r9"'),
    ),
    "pass-mark-not-read": (other_prefix,),
    "named-like-the-file": (lambda: manifest_with(scorm_12(), '"o1"><title>Gọi điện</title>', '"o1">'),),
    "renamed-files": (lambda: facts({**scorm_12(), "dich.lang": b"a=b"}),),
    "saved-too-late": (only_as_it_goes,),
}


@pytest.mark.parametrize("make", [scorm_12, scorm_2004])
def test_a_good_package_passes(make: Callable[[], Files]) -> None:
    assert asked(PROFILE, facts(make())) == []


def test_a_single_lesson_of_2004_is_tracked_however_it_is_spelt() -> None:
    assert asked(PROFILE, manifest_with(scorm_2004(), "adlcp:scormType", "adlcp:scormtype")) == []


def test_every_rule_has_a_package_that_it_names() -> None:
    assert set(SPOILED) == rules(PROFILE)


@pytest.mark.parametrize(("rule", "spoil"), [(r, s) for r, spoils in SPOILED.items() for s in spoils])
def test_a_spoiled_package_is_named_by_its_rule_alone(rule: str, spoil: Spoil) -> None:
    assert names(asked(PROFILE, spoil())) == {rule}
