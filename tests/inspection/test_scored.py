"""The rules of ``scored`` name one fault each, with a place and a remedy, and leave its good twin in peace."""

import pytest

from generator.diagnostics import Severity
from generator.inspection.rules import judged
from generator.inspection.scored import RULES, silent_lesson
from tests.inspection.bad_packages import Bad, named_by
from tests.profiles.parcels import facts, scorm_12, scorm_2004


@pytest.mark.parametrize("bad", named_by(RULES), ids=lambda b: b.name)
def test_a_fault_is_named_and_nothing_else(bad: Bad) -> None:
    found = judged(bad.facts())
    assert {f.rule for f in found} == bad.rules
    assert all(f.position.path and f.sentence("en") and f.advice("en") for f in found)


def test_the_other_edition_is_named() -> None:
    (found,) = silent_lesson(facts({**scorm_12(), "player.js": scorm_2004()["player.js"]}))
    assert found.sentence("en") == (
        "the lesson speaks SCORM 2004, and the manifest says SCORM 1.2: there will be no grade"
    )


def test_a_driver_that_speaks_both_editions_is_fine() -> None:
    both = scorm_12()["player.js"] + scorm_2004()["player.js"]
    assert not judged(facts({**scorm_12(), "player.js": both}))
    assert not judged(facts({**scorm_2004(), "player.js": both}))


def test_a_driver_that_only_another_page_loads_is_a_doubt_and_no_error() -> None:
    files = scorm_12() | {"index.html": b'<html lang="vi"><title>B</title></html>'}
    found = list(silent_lesson(facts(files)))
    assert [(f.rule, f.severity) for f in found] == [("silent-lesson", Severity.WARNING)]


def test_a_page_in_a_frame_speaks_for_the_lesson() -> None:
    frames = b'<html lang="vi"><title>B</title><frameset><frame src="bai.html"></frameset></html>'
    assert not list(silent_lesson(facts(scorm_12() | {"index.html": frames, "bai.html": scorm_12()["index.html"]})))
