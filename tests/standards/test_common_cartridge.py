"""The manifest of a cartridge: valid for 1.1, named as either version does, found by Moodle; titles that survive."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from generator.model import Competence, Framework
from generator.standards.common_cartridge import (
    REFERENCED,
    VERSIONS,
    About,
    Cartridge,
    CartridgeResource,
    manifest,
    web_link,
)
from generator.standards.ims_cp import OrganizationItem
from tests.cartridges import child, faults

COMPETENCE = Competence("khung:1.1", "khung", "1.1", "Năng lực một", "Miền một")
FRAMEWORK = Framework("khung", "Khung thử", "Nhóm", "QĐ 1", "CC0-1.0", "true", "", (), (COMPETENCE,))
PAGE = OrganizationItem("hv-nho-t01-item", "Gọi cấp cứu", "hv-nho-t01")
QUIZ = OrganizationItem("hv-nho-t01-quiz-item", "Câu hỏi", "hv-nho-t01-quiz")
CARTRIDGE = Cartridge(
    "hv-nho-lop",
    About("nho/lop", "Lớp", "Mô tả", "vi", "CC BY 4.0", (COMPETENCE,), (FRAMEWORK,)),
    (OrganizationItem("hv-nho-lop-module-t01", "Phần một", items=(PAGE, QUIZ)),),
    (
        CartridgeResource("hv-nho-t01", "webcontent", "t01.html", ("hv-nho-picture-a.svg",)),
        CartridgeResource("hv-nho-t01-quiz", "assessment", "t01-quiz.xml", ("hv-nho-picture-a.svg",)),
        CartridgeResource("hv-nho-thi-bank", "question-bank", "thi-bank.xml"),
        CartridgeResource("hv-nho-web-1", "web-link", "web-1.xml"),
        CartridgeResource("hv-nho-picture-a.svg", "webcontent", "a.svg"),
    ),
)


def test_the_manifest_is_valid() -> None:
    assert faults(manifest(CARTRIDGE, VERSIONS["1.1"])) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b'structure="rooted-hierarchy"', b"", "structure"),
        (b'identifier="hv-nho-lop"', b'identifier="7-lop"', "7-lop"),
        (b'identifierref="hv-nho-t01-quiz"', b'identifierref="hv-nho-thi-bank"', "RULE 8a"),
        (b'<file href="t01-quiz.xml"/>', b"", "RULE 3a"),
        (b"<lom:value>competency</lom:value>", b"<lom:value>skill</lom:value>", "skill"),
        (b"1.1.0", b"1.3.0", "1.3.0"),
    ],
)
def test_the_schemas_are_really_applied(old: bytes, new: bytes, fault: str) -> None:
    content = manifest(CARTRIDGE, VERSIONS["1.1"])
    assert old in content
    assert any(fault in f for f in faults(content.replace(old, new)))


@pytest.mark.parametrize("number", VERSIONS)
def test_the_default_namespace_stands_where_moodle_looks_for_it(number: str) -> None:
    """Its detector folds case, white space and quotation marks of the first 1,024 bytes."""
    part = VERSIONS[number].part
    start = manifest(CARTRIDGE, VERSIONS[number])[:REFERENCED].decode().lower()
    folded = "".join(start.split()).replace('"', "").replace("'", "")
    assert f"xmlns=http://www.imsglobal.org/xsd/imsccv{part}/imscp_v1p1" in folded


@pytest.mark.pitfall(25)
def test_versions_are_not_mixed() -> None:
    old, new = (manifest(CARTRIDGE, VERSIONS[n]).decode() for n in ("1.1", "1.3"))
    assert "imsccv1p3" not in old
    assert "imscc_xmlv1p3" not in old
    assert "imsccv1p1" not in new
    assert "imscc_xmlv1p1" not in new
    assert "imswl_xmlv1p3" in new


def test_version_13_differs_in_names_alone() -> None:
    """No schema of 1.3 is at hand: renamed to 1.1, it is valid for 1.1."""
    content = manifest(CARTRIDGE, VERSIONS["1.3"]).replace(b"1p3", b"1p1").replace(b"1.3.0", b"1.1.0")
    assert content == manifest(CARTRIDGE, VERSIONS["1.1"])


@pytest.mark.parametrize("number", VERSIONS)
def test_types_of_resources(number: str) -> None:
    part = VERSIONS[number].part
    root = etree.fromstring(manifest(CARTRIDGE, VERSIONS[number]))
    found = [r.get("type") for r in root.iter("{*}resource")]
    qti = f"imsqti_xmlv1p2/imscc_xmlv{part}"
    assert found == ["webcontent", f"{qti}/assessment", f"{qti}/question-bank", f"imswl_xmlv{part}", "webcontent"]
    assert [r.get("href") for r in root.iter("{*}resource")] == ["t01.html", None, None, None, "a.svg"]


def test_the_root_has_no_title_and_every_folder_has_one() -> None:
    root = etree.fromstring(manifest(CARTRIDGE, VERSIONS["1.1"]))
    first, *rest = root.iter("{*}item")
    assert first.find("{*}title") is None
    assert [i.findtext("{*}title") for i in rest] == ["Phần một", "Gọi cấp cứu", "Câu hỏi"]


def test_competences_are_classified() -> None:
    root = etree.fromstring(manifest(CARTRIDGE, VERSIONS["1.1"]))
    (classification,) = root.iter("{*}classification")
    assert classification.findtext(".//{*}purpose/{*}value") == "competency"
    assert classification.findtext(".//{*}taxon/{*}id") == "khung:1.1"
    assert classification.findtext("{*}description/{*}string") == "Khung thử"


def test_a_web_link_is_valid() -> None:
    content = web_link("Trang <&>", "https://vi-du.example/?a=1&b=2", VERSIONS["1.1"])
    assert faults(content) == []
    assert child(etree.fromstring(content), "{*}url").get("href") == "https://vi-du.example/?a=1&b=2"
    assert faults(content.replace(b"href", b"hreef"))
    newer = web_link("Trang", "https://vi-du.example/", VERSIONS["1.3"])
    assert etree.fromstring(newer).tag == "{http://www.imsglobal.org/xsd/imsccv1p3/imswl_v1p3}webLink"


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1))
def test_titles_survive(title: str) -> None:
    changed = replace(CARTRIDGE, about=replace(CARTRIDGE.about, title=title))
    root = etree.fromstring(manifest(changed, VERSIONS["1.1"]))
    assert root.findtext(".//{*}general/{*}title/{*}string") == title
