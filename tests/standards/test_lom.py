import pytest

from generator.model import Competence, Framework
from generator.standards.lom import NAMESPACE, Metadata, duration, lom_element
from generator.xmltree import Element, element, serialise

COMPETENCE = Competence("khung:1.1", "khung", "1.1", "Năng lực <một>", "Miền")
FRAMEWORK = Framework("khung", "Khung thử", "Nhóm", "", "CC0-1.0", "true", "", (), (COMPETENCE,))
OTHER = Framework("khac", "Khung khác", "Nhóm", "QĐ 2", "CC0-1.0", "true", "", (), ())
NAMES = {"imsmd": NAMESPACE}


def made() -> Element:
    parent = element(None, "imsmd:x", None, None, {"imsmd": NAMESPACE})
    about = Metadata("nho/T01", "Gọi", "Mô tả", "vi", "1.0.0", 75, "CC BY 4.0", (COMPETENCE,), (FRAMEWORK, OTHER))
    return lom_element(parent, about)


@pytest.mark.parametrize(("minutes", "text"), [(8, "PT8M"), (60, "PT1H0M"), (75, "PT1H15M"), (0, "PT0M")])
def test_durations_are_iso_8601(minutes: int, text: str) -> None:
    assert duration(minutes) == text


def test_the_categories_stand_in_the_order_of_the_schema() -> None:
    names = [str(child.tag).removeprefix(f"{{{NAMESPACE}}}") for child in made()]
    assert names == ["general", "lifecycle", "metametadata", "technical", "educational", "rights", "classification"]


def test_every_text_names_its_language() -> None:
    strings = made().iter(f"{{{NAMESPACE}}}langstring")
    languages = {s.get("{http://www.w3.org/XML/1998/namespace}lang") for s in strings}
    assert languages == {"vi", "x-none"}


def test_competences_are_taxons_of_their_framework_and_others_are_left_out() -> None:
    (classification,) = made().iterfind("imsmd:classification", NAMES)
    assert classification.findtext("imsmd:purpose/imsmd:value/imsmd:langstring", None, NAMES) == "Educational Objective"
    assert classification.findtext("imsmd:taxonpath/imsmd:source/imsmd:langstring", None, NAMES) == "Khung thử"
    assert classification.findtext("imsmd:taxonpath/imsmd:taxon/imsmd:id", None, NAMES) == "khung:1.1"
    assert (
        classification.findtext("imsmd:taxonpath/imsmd:taxon/imsmd:entry/imsmd:langstring", None, NAMES)
        == "Năng lực <một>"
    )
    assert classification.findtext("imsmd:description/imsmd:langstring", None, NAMES) == "Khung thử"
    assert "Khung khác".encode() not in serialise(made())
