"""Chamilo's rules: what passes, what is named, and that it is not asked about SCORM 2004."""

import re

import pytest

from generator.inspection.facts import Kind, PackageFacts
from generator.profiles.chamilo import PROFILE
from tests.profiles.parcels import Spoil, asked, changed, facts, manifest_with, names, rules, scorm_12


def prefixed() -> PackageFacts:
    text = scorm_12()["imsmanifest.xml"].decode().replace("xmlns=", "xmlns:cp=")
    return facts({**scorm_12(), "imsmanifest.xml": re.sub(r"(</?)(?=[a-z])", r"\1cp:", text).encode()})


def based() -> PackageFacts:
    files = changed(scorm_12(), "imsmanifest.xml", ' href="index.html">', ' xml:base="bai/" href="mo.html">')
    return facts({**files, "bai/mo.html": files["index.html"]})


def marked_and_silent() -> PackageFacts:
    mark = "</title><adlcp:masteryscore>80</adlcp:masteryscore></item>"
    files = changed(scorm_12(), "imsmanifest.xml", "</title></item>", mark)
    return facts(changed(files, "player.js", "passed", "completed"))


TITLE = 'isvisible="true"><title>Gọi điện</title>'

SPOILED: dict[str, tuple[Spoil, ...]] = {
    "unknown-names": (prefixed,),
    "untitled": (
        lambda: manifest_with(scorm_12(), TITLE, 'isvisible="true">'),
        lambda: manifest_with(scorm_12(), TITLE, 'isvisible="true"><title>Gọi<!-- 1 --> điện</title>'),
        lambda: manifest_with(scorm_12(), '"o1"><title>Gọi điện</title>', '"o1"><title> </title>'),
    ),
    "mere-headings": (
        lambda: manifest_with(scorm_12(), 'identifierref="r1"', 'identifierref="r9"'),
        lambda: manifest_with(scorm_12(), ' href="index.html">', ">"),
    ),
    "programs": (
        lambda: facts({**scorm_12(), "a.php": b"<?php"}),
        lambda: facts({**scorm_12(), "b.PHTML": b"<?php"}),
    ),
    "base-not-used": (based,),
    "pass-mark-not-used": (marked_and_silent,),
}


def test_a_good_package_passes() -> None:
    assert asked(PROFILE, facts(scorm_12())) == []


def test_scorm_2004_is_not_read() -> None:
    assert set(PROFILE.reads) == {Kind.SCORM_12}


def test_every_rule_has_a_package_that_it_names() -> None:
    assert set(SPOILED) == rules(PROFILE)


@pytest.mark.parametrize(("rule", "spoil"), [(r, s) for r, spoils in SPOILED.items() for s in spoils])
def test_a_spoiled_package_is_named_by_its_rule(rule: str, spoil: Spoil) -> None:
    found = names(asked(PROFILE, spoil()))
    assert rule in found
    assert found <= {rule, "untitled"}  # names with prefixes are no titles either
