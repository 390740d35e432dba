"""LOM in both bindings: the same record, each spelt as its schema and its readers want it."""

import pytest
import xmlschema

from generator.model import Competence, Framework
from generator.standards.lom import LOM_10, LOM_12, Binding, Metadata, duration, lom_element
from generator.xmltree import Element, element, serialise
from tests.schemas_of_scorm import SCHEMAS

COMPETENCE = Competence("khung:1.1", "khung", "1.1", "Năng lực <một>", "Miền")
FRAMEWORK = Framework("khung", "Khung thử", "Nhóm", "", "CC0-1.0", "true", "", (), (COMPETENCE,))
OTHER = Framework("khac", "Khung khác", "Nhóm", "QĐ 2", "CC0-1.0", "true", "", (), ())
ABOUT = Metadata("nho/T01", "Gọi", "Mô tả", "vi", "1.0.0", 75, "CC BY 4.0", (COMPETENCE,), (FRAMEWORK, OTHER))
BINDINGS = [LOM_12, LOM_10]


@pytest.fixture(params=BINDINGS, ids=[b.prefix for b in BINDINGS])
def binding(request: pytest.FixtureRequest) -> Binding:
    found: Binding = request.param
    return found


def made(binding: Binding) -> Element:
    return lom_element(
        element(None, f"{binding.prefix}:x", None, None, {binding.prefix: binding.namespace}), ABOUT, binding
    )


def at(lom: Element, path: str, binding: Binding) -> list[str | None]:
    steps = "/".join(f"{{{binding.namespace}}}{binding.spell(s)}" for s in path.split("/"))
    return [e.text for e in lom.iterfind(steps)]


@pytest.mark.parametrize(("minutes", "text"), [(8, "PT8M"), (60, "PT1H0M"), (75, "PT1H15M"), (0, "PT0M")])
def test_durations_are_iso_8601(minutes: int, text: str) -> None:
    assert duration(minutes) == text


def test_the_categories_stand_in_the_order_of_the_schema(binding: Binding) -> None:
    names = [str(child.tag).removeprefix(f"{{{binding.namespace}}}") for child in made(binding)]
    order = ["general", "lifeCycle", "metaMetadata", "technical", "educational", "rights", "classification"]
    assert names == [binding.spell(n) for n in order]


@pytest.mark.parametrize(
    ("binding", "attribute", "languages"),
    [(LOM_12, "{http://www.w3.org/XML/1998/namespace}lang", {"vi", "x-none"}), (LOM_10, "language", {"vi", None})],
    ids=["imsmd", "lom"],
)
def test_every_text_names_its_language(binding: Binding, attribute: str, languages: set[str | None]) -> None:
    """What is in no language, a version, says so in 1.2 and names none in 1.0."""
    strings = list(made(binding).iter(f"{{{binding.namespace}}}{binding.text}"))
    assert {s.get(attribute) for s in strings} == languages
    assert len(strings) > 5


def test_competences_are_taxons_of_their_framework_and_others_are_left_out(binding: Binding) -> None:
    lom, text = made(binding), binding.text
    assert at(lom, f"classification/taxonPath/source/{text}", binding) == ["Khung thử"]
    assert at(lom, "classification/taxonPath/taxon/id", binding) == ["khung:1.1"]
    assert at(lom, f"classification/taxonPath/taxon/entry/{text}", binding) == ["Năng lực <một>"]
    assert at(lom, f"classification/description/{text}", binding) == ["Khung thử"]
    assert "Khung khác".encode() not in serialise(lom)


def test_each_binding_has_its_own_words() -> None:
    old, new = serialise(made(LOM_12)).decode(), serialise(made(LOM_10)).decode()
    for said in ("<imsmd:datetime>PT1H15M<", "Educational Objective", "ADL SCORM 1.2", "<imsmd:identifier>nho/T01<"):
        assert said in old
        assert said.replace("imsmd", "lom") not in new
    for said in ("<lom:duration>PT1H15M<", "<lom:value>competency<", "LOMv1.0", "<lom:entry>T01<", "<lom:catalog>nho<"):
        assert said in new
    assert at(made(LOM_10), "rights/copyrightAndOtherRestrictions/value", LOM_10) == ["yes"]


@pytest.fixture(scope="module")
def schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(SCHEMAS / "lom" / "lom.xsd"), validation="lax", allow="local")


def test_the_ieee_record_is_valid_by_itself(schema: xmlschema.XMLSchema) -> None:
    assert [e.reason for e in schema.iter_errors(serialise(made(LOM_10)).decode())] == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<lom:value>competency<", "<lom:value>Competency<"),
        ("PT1H15M", "75 min"),
        ("lifeCycle", "lifecycle"),
        ('language="vi"', 'lang="vi"'),
    ],
)
def test_the_schema_notices(right: str, wrong: str, schema: xmlschema.XMLSchema) -> None:
    text = serialise(made(LOM_10)).decode()
    assert right in text
    assert list(schema.iter_errors(text.replace(right, wrong)))
