"""The rules of ``members`` name one fault each, with a place and a remedy, and leave its good twin in peace."""

import pytest

from generator.inspection.members import RULES, clashing_names, odd_name, package_in_package
from generator.inspection.rules import judged
from tests.inspection.bad_packages import Bad, named_by
from tests.profiles.parcels import facts, scorm_12


@pytest.mark.parametrize("bad", named_by(RULES), ids=lambda b: b.name)
def test_a_fault_is_named_and_nothing_else(bad: Bad) -> None:
    found = judged(bad.facts())
    assert {f.rule for f in found} == bad.rules
    assert all(f.position.path and f.sentence("en") and f.advice("en") for f in found)


def test_the_reader_is_told_how_many_and_which() -> None:
    files = {**scorm_12(), "a b.txt": b"x", "a c.txt": b"x"}
    (found,) = odd_name(facts(files))
    assert found.sentence("en") == ("«a b.txt» holds spaces, marks or signs that some servers change; such names: 2")


def test_names_that_only_composition_tells_apart_clash() -> None:
    composed, decomposed = "b\u00e0i.txt", "ba\u0300i.txt"
    assert [f.rule for f in clashing_names(facts({**scorm_12(), composed: b"x", decomposed: b"y"}))] == [
        "clashing-names"
    ]
    assert not list(clashing_names(facts({**scorm_12(), composed: b"x"})))


def test_a_zip_inside_a_package_is_a_download_and_no_fault() -> None:
    assert not list(package_in_package(facts({**scorm_12(), "bo-hinh.zip": b"PK"})))
