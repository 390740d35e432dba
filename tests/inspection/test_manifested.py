"""The rules of ``manifested`` name one fault each, with a place and a remedy, and leave its good twin in peace."""

import pytest

from generator.inspection.manifested import RULES, dangling_identifier, garbled_title, missing_file, odd_pass_mark
from generator.inspection.rules import judged
from tests.inspection.bad_packages import Bad, named_by
from tests.profiles.parcels import changed, facts, scorm_12, scorm_2004


@pytest.mark.parametrize("bad", named_by(RULES), ids=lambda b: b.name)
def test_a_fault_is_named_and_nothing_else(bad: Bad) -> None:
    found = judged(bad.facts())
    assert {f.rule for f in found} == bad.rules
    assert all(f.position.path and f.sentence("en") and f.advice("en") for f in found)


def test_places_are_lines_of_the_manifest() -> None:
    manifest = changed(scorm_12(), "imsmanifest.xml", 'identifierref="r1"', 'identifierref="r9"')
    (found,) = dangling_identifier(facts(manifest))
    assert str(found.position) == "imsmanifest.xml:6:1"
    assert found.sentence("en") == "«r9» is referred to and not there"


def test_a_file_in_other_capitals_is_told_apart_from_a_missing_one() -> None:
    other = changed(scorm_12(), "imsmanifest.xml", '"player.js"', '"Player.js"')
    (found,) = missing_file(facts(other))
    assert found.sentence("en") == "«Player.js» is listed; in the package it is spelt «player.js»"


@pytest.mark.parametrize("edition", ["CAM 1.3", "2004 3rd Edition", "2004 4th Edition"])
def test_every_edition_of_2004_is_known(edition: str) -> None:
    spoilt = changed(scorm_2004(), "imsmanifest.xml", "2004 4th Edition", edition)
    assert not judged(facts(spoilt))


def test_titles_in_vietnamese_are_not_taken_for_garbled() -> None:
    title = "ĐẶNG Ã, Ấ Ỗ ƯỚC; Âu cơ, ba nghìn «điều» — Đã"
    assert not list(garbled_title(facts(changed(scorm_12(), "imsmanifest.xml", "Gọi điện", title))))


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp1258"])
def test_titles_read_in_another_encoding_are_found(encoding: str) -> None:
    title = "Nhận diện tin giả".encode().decode(encoding, "replace")
    assert list(garbled_title(facts(changed(scorm_12(), "imsmanifest.xml", "Gọi điện", title))))


@pytest.mark.parametrize(("mark", "fine"), [("60", True), ("0", True), ("100.5", False), ("60%", False), ("-1", False)])
def test_a_pass_mark_is_a_number_of_its_standard(mark: str, fine: bool) -> None:
    item = "<title>Gọi điện</title></item>"
    marked = item.replace("</item>", f"<adlcp:masteryscore>{mark}</adlcp:masteryscore></item>")
    assert (not list(odd_pass_mark(facts(changed(scorm_12(), "imsmanifest.xml", item, marked))))) is fine
