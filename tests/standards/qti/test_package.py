"""The manifest: types, metadata and dependencies of either version."""

import pytest
from lxml import etree

from generator.items import ITEM_TYPES, ChoiceItem, OrderItem
from generator.model import Competence, Framework
from generator.standards.qti.dialect import QTI_21, QTI_30
from generator.standards.qti.package import About, Package, Resource, interaction, manifest

COMPETENCE = Competence("khung:1.1", "khung", "1.1", "Năng lực <một>", "Miền")
FRAMEWORK = Framework("khung", "Khung thử", "Nhóm", "", "CC0-1.0", "true", "", (), (COMPETENCE,))
ABOUT = About("a-1", "Hỏi <gì>?", "vi", (COMPETENCE,), interaction="choiceInteraction", feedback=True, solution=True)
PACKAGE = Package(
    "hv-x",
    About("x", "Khoá", "vi", (), "Tài liệu không chính thức."),
    "1.2.0",
    "CC-BY-4.0",
    (FRAMEWORK,),
    (
        Resource("hv-x-t", "test", ("t.xml",), ("hv-x-a-1",), About("t", "Bài", "vi")),
        Resource("hv-x-a-1", "item", ("items/a-1.xml", "items/h.png"), ("hv-x-h",), ABOUT),
        Resource("hv-x-h", "webcontent", ("items/h.png",)),
    ),
)


@pytest.mark.parametrize(("dialect", "suffix"), [(QTI_21, "v2p1"), (QTI_30, "v3p0")], ids=["2.1", "3.0"])
def test_resources(dialect: object, suffix: str) -> None:
    root = etree.fromstring(manifest(PACKAGE, dialect))  # type: ignore[arg-type]
    resources = root.findall(".//{*}resource")
    kinds = [r.get("type") for r in resources]
    assert kinds == [f"imsqti_test_xml{suffix}", f"imsqti_item_xml{suffix}", "webcontent"]
    assert [f.get("href") for f in resources[1].findall("{*}file")] == ["items/a-1.xml", "items/h.png"]
    assert [d.get("identifierref") for d in resources[1].findall("{*}dependency")] == ["hv-x-h"]
    assert resources[1].findtext("{*}metadata/{*}qtiMetadata/{*}interactionType") == "choiceInteraction"
    taxon = resources[1].find("{*}metadata/{*}lom/{*}classification/{*}taxonPath/{*}taxon")
    assert taxon is not None
    assert taxon.findtext("{*}id") == "khung:1.1"
    assert taxon.findtext("{*}entry/{*}string") == "Năng lực <một>"


def test_schema_and_version_are_those_of_the_profile() -> None:
    said = [
        [
            etree.fromstring(manifest(PACKAGE, d)).findtext(f"{{*}}metadata/{{*}}{name}")
            for name in ("schema", "schemaversion")
        ]
        for d in (QTI_21, QTI_30)
    ]
    assert said == [["QTIv2.1 Package", "1.0.0"], ["QTI Package", "3.0.0"]]


def test_curriculum_standards_are_of_version_3() -> None:
    assert b"csmd:" not in manifest(PACKAGE, QTI_21)
    assert "<csmd:label>Năng lực &lt;một&gt;</csmd:label>".encode() in manifest(PACKAGE, QTI_30)


def test_every_kind_has_an_interaction() -> None:
    assert interaction(ChoiceItem("a", "?", ())) == "choiceInteraction"
    assert interaction(OrderItem("a", "?", ())) == "orderInteraction"
    assert len(ITEM_TYPES) == 8
