"""What a package starts and what its scripts can say."""

import pytest

from generator.inspection.behaviour import number, says, scos, started
from generator.inspection.manifests import Manifest
from tests.profiles.parcels import changed, facts, scorm_12, two_lessons


def manifest(files: dict[str, bytes]) -> Manifest:
    found = facts(files).manifest
    assert found is not None
    return found


def test_scripts_say_what_they_hold_in_files_and_pages() -> None:
    package = facts(
        {**scorm_12(), "index.html": b'<script>a("one")</script><p>three</p>', "player.js": b"// two\nfour"}
    )
    assert says(package, "one")
    assert says(package, "five", "four")
    assert not says(package, "two")  # a comment
    assert not says(package, "three")


def test_what_is_started_is_what_items_of_the_default_organization_open() -> None:
    both = two_lessons(scorm_12())
    assert [i.identifier for i in started(manifest(both))] == ["i1", "i2"]
    heading = changed(both, "imsmanifest.xml", ' identifierref="r1"', "")
    assert [i.identifier for i in started(manifest(heading))] == ["i2"]


def test_an_asset_reports_nothing() -> None:
    both = two_lessons(scorm_12())
    assert [i.identifier for i in scos(manifest(changed(both, "imsmanifest.xml", '"sco"', '"asset"')))] == ["i2"]
    assert [i.identifier for i in scos(manifest(changed(both, "imsmanifest.xml", '"r1" isv', '"r9" isv')))] == ["i2"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("80", 80.0),
        (" 80.5 %", 80.5),
        (".5", 0.5),
        ("-1", -1.0),
        ("0,8", 0.0),
        ("", None),
        ("tám", None),
        ("%80", None),
    ],
)
def test_a_number_is_what_a_browser_reads(text: str, value: float | None) -> None:
    assert number(text) == value
