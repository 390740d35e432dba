"""The rules of ``banks`` name one fault each, with a place and a remedy, and leave its good twin in peace."""

import io

import pytest

from generator.inspection.banks import RULES
from generator.inspection.facts import facts_of
from generator.inspection.opening import read_package
from generator.inspection.rules import judged
from tests.inspection.bad_packages import Bad, h5p, named_by, olx, qti, tarred
from tests.profiles.parcels import facts, zipped


@pytest.mark.parametrize("bad", named_by(RULES), ids=lambda b: b.name)
def test_a_fault_is_named_and_nothing_else(bad: Bad) -> None:
    found = judged(bad.facts())
    assert {f.rule for f in found} == bad.rules
    assert all(f.position.path and f.sentence("en") and f.advice("en") for f in found)


def test_a_question_of_qti_3_is_read_by_its_own_names() -> None:
    item = b"""<qti-assessment-item identifier="q" xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0">
 <qti-response-declaration identifier="R"><qti-correct-response><qti-value>C</qti-value></qti-correct-response>
 </qti-response-declaration><qti-outcome-declaration identifier="SCORE"/><qti-item-body>
 <qti-choice-interaction response-identifier="R"><qti-simple-choice identifier="A"/></qti-choice-interaction>
 </qti-item-body></qti-assessment-item>"""
    files = {"imsmanifest.xml": qti()["imsmanifest.xml"].replace(b"v2p1", b"v3p0"), "q1.xml": item}
    assert [f.rule for f in judged(facts(files))] == ["unknown-choice"]
    assert not judged(facts(files | {"q1.xml": item.replace(b">C<", b">A<")}))


def test_a_course_with_everything_in_place_is_fine() -> None:
    assert not judged(facts_of(read_package("khoa.tar.gz", io.BytesIO(tarred(olx())))))


def test_h5p_with_a_whole_library_is_fine_and_deep_nonsense_is_no_crash() -> None:
    named = facts_of(read_package("the.h5p", io.BytesIO(zipped(h5p()))))
    assert not judged(named)
    deep = zipped(h5p() | {"content/content.json": b"[" * 100_000})
    assert [f.rule for f in judged(facts_of(read_package("the.h5p", io.BytesIO(deep))))] == ["incomplete-h5p"]
