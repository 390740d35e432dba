"""The rules of a strict SCORM 1.2 platform: what passes, and what is named."""

import pytest

from generator.inspection.facts import PackageFacts
from generator.profiles.generic12 import PROFILE
from tests.profiles.parcels import Spoil, asked, changed, facts, manifest_with, names, rules, scorm_12


def later_elements() -> PackageFacts:
    script = b'api.LMSInitialize(""); api.LMSSetValue("cmi.completion_status", "completed"); api.LMSFinish("");'
    return facts({**scorm_12(), "player.js": script})


def marked(mark: str) -> PackageFacts:
    return manifest_with(
        scorm_12(), "</title></item>", f"</title><adlcp:masteryscore>{mark}</adlcp:masteryscore></item>"
    )


TITLE = 'isvisible="true"><title>Gọi điện</title>'

SPOILED: dict[str, tuple[Spoil, ...]] = {
    "exact-namespaces": (
        lambda: manifest_with(scorm_12(), "imscp_rootv1p1p2", "imscp_rootv1p1"),
        lambda: manifest_with(scorm_12(), "adlcp_rootv1p2", "adlcp_rootv1p3"),
    ),
    "exact-version": (lambda: manifest_with(scorm_12(), "ADL SCORM", "ADL Scorm"),),
    "organized": (
        lambda: manifest_with(scorm_12(), 'default="o1"', 'default="o2"'),
        lambda: manifest_with(scorm_12(), TITLE, f'isvisible="true"><title>{"a" * 201}</title>'),
    ),
    "opens-a-sco": (
        lambda: manifest_with(scorm_12(), 'identifierref="r1"', 'identifierref="r9"'),
        lambda: manifest_with(scorm_12(), "adlcp:scormtype", "adlcp:scormType"),
        lambda: manifest_with(scorm_12(), 'type="webcontent"', 'type="html"'),
    ),
    "whole-pass-mark": (lambda: marked("80.5"), lambda: marked("-1"), lambda: marked("101")),
    "within-the-package": (lambda: manifest_with(scorm_12(), ' href="index.html">', ' href="Index.html">'),),
    "speaks-scorm-12": (lambda: facts(changed(scorm_12(), "player.js", "LMSFinish", "end")),),
    "elements-of-2004": (later_elements,),
    "identified": (lambda: manifest_with(scorm_12(), 'manifest identifier="m1"', "manifest"),),
}


def test_a_good_package_passes() -> None:
    assert asked(PROFILE, facts(scorm_12())) == []
    assert asked(PROFILE, marked("80")) == []


def test_a_folder_of_lessons_passes() -> None:
    """An item without a resource that holds others is a heading."""
    item = '<item identifier="i1" identifierref="r1" isvisible="true"><title>Gọi điện</title></item>'
    folder = f'<item identifier="i0" isvisible="true"><title>Phần</title>{item}</item>'
    assert asked(PROFILE, manifest_with(scorm_12(), item, folder)) == []


def test_every_rule_has_a_package_that_it_names() -> None:
    assert set(SPOILED) == rules(PROFILE)


@pytest.mark.parametrize(("rule", "spoil"), [(r, s) for r, spoils in SPOILED.items() for s in spoils])
def test_a_spoiled_package_is_named_by_its_rule_alone(rule: str, spoil: Spoil) -> None:
    assert names(asked(PROFILE, spoil())) == {rule}
