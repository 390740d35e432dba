"""The rules of ``shown`` name one fault each, with a place and a remedy, and leave its good twin in peace."""

import pytest

from generator.diagnostics import Severity
from generator.inspection.rules import judged
from generator.inspection.shown import RULES, external_request, missing_target, other_encoding
from tests.inspection.bad_packages import Bad, named_by
from tests.profiles.parcels import facts, scorm_12


@pytest.mark.parametrize("bad", named_by(RULES), ids=lambda b: b.name)
def test_a_fault_is_named_and_nothing_else(bad: Bad) -> None:
    found = judged(bad.facts())
    assert {f.rule for f in found} == bad.rules
    assert all(f.position.path and f.sentence("en") and f.advice("en") for f in found)


def test_addresses_that_a_script_fills_in_are_left_alone() -> None:
    page = b'<html lang="vi"><title>B</title><a href="${u}"></a><img src="{{ a }}"></html>'
    assert not list(missing_target(facts({**scorm_12(), "index.html": page})))


def test_a_missing_link_weighs_less_than_a_missing_picture() -> None:
    page = b'<html lang="vi"><title>B</title><img src="a.png"><a href="b.html"></a></html>'
    found = list(missing_target(facts({**scorm_12(), "index.html": page})))
    assert [f.severity for f in found] == [Severity.ERROR, Severity.WARNING]


def test_each_host_of_the_internet_is_named_once() -> None:
    page = b'<img src="https://a.example/1.png"><img src="https://a.example/2.png"><img src="//b.example/3.png">'
    found = list(external_request(facts({**scorm_12(), "index.html": page})))
    assert [dict(f.values)["host"] for f in found] == ["a.example", "b.example"]


def test_what_a_comment_says_is_not_done() -> None:
    script = b'// localStorage.x = 1\n/* new Worker("a.js") */ var a = "https://x.example/";'
    assert not judged(facts({**scorm_12(), "player.js": scorm_12()["player.js"] + script}))


def test_another_encoding_that_says_what_it_is_is_left_alone() -> None:
    page = '<meta charset="windows-1258"><p>Chào</p>'.encode("cp1258")
    assert not list(other_encoding(facts({**scorm_12(), "a.html": page})))
