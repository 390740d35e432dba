"""The schemas that lie beside the code are applied, and know the names of their editions."""

import pytest
from lxml import etree

from generator.inspection.schemas import FOLDER, MOST_ELEMENTS, MOST_FAULTS, SETS, faults, names
from tests.inspection.bad_packages import CARTRIDGE, COURSE
from tests.profiles.parcels import MANIFEST_12, MANIFEST_2004

DOCUMENTS = {
    "scorm12": (MANIFEST_12, ' type="webcontent"'),
    "scorm2004-3": (MANIFEST_2004, ' type="webcontent"'),
    "scorm2004-4": (MANIFEST_2004, ' type="webcontent"'),
    "cmi5": (COURSE, ' id="https://example.org/c/1"'),
    "cc11": (CARTRIDGE, ' type="webcontent"'),
}


@pytest.mark.parametrize("name", SETS)
def test_a_good_document_is_valid_and_a_spoilt_one_is_not(name: str) -> None:
    text, part = DOCUMENTS[name]
    assert list(faults(name, etree.fromstring(text.encode()))) == []
    ((line, reason),) = faults(name, etree.fromstring(text.replace(part, "", 1).encode()))
    assert line == text[: text.index(part)].count("\n") + 1
    assert "missing required attribute" in reason


@pytest.mark.parametrize("name", ["scorm12", "scorm2004-3", "scorm2004-4"])
def test_metadata_of_another_standard_is_no_fault(name: str) -> None:
    metadata = '<lom xmlns="http://ltsc.ieee.org/xsd/LOM"><general/></lom>'
    described = DOCUMENTS[name][0].replace("</metadata>", f"{metadata}</metadata>")
    assert list(faults(name, etree.fromstring(described.encode()))) == []


def test_editions_know_different_names() -> None:
    adl = "http://www.adlnet.org/xsd/adlcp_v1p3"
    third, fourth = names("scorm2004-3", adl), names("scorm2004-4", adl)
    assert "data" in fourth[0] - third[0]
    assert "sharedDataGlobalToSystem" in fourth[1] - third[1]
    assert "scormType" in third[1] & fourth[1]
    assert names("scorm12", "http://www.adlnet.org/xsd/adlcp_rootv1p2")[1] == {"scormtype"}


def test_a_huge_manifest_is_not_held_against_its_schema_and_few_faults_are_told() -> None:
    file = '<file href="index.html"/>'
    many = MANIFEST_12.replace(file, file.replace(" href", " hrev") * (MOST_FAULTS + 5))
    assert len(list(faults("scorm12", etree.fromstring(many.encode())))) == MOST_FAULTS
    huge = MANIFEST_12.replace(file, file.replace(" href", " hrev") * MOST_ELEMENTS)
    assert list(faults("scorm12", etree.fromstring(huge.encode()))) == []


def test_every_set_is_on_disk_and_nothing_else() -> None:
    assert {p.name for p in FOLDER.iterdir() if p.is_dir()} == set(SETS)
