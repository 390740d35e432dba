"""The same description in two spellings; what people read keeps its spaces."""

import pytest
from lxml import etree

from generator.standards.qti.dialect import DIALECTS, QTI_21, QTI_30, kebab, written
from generator.xmltree import Element, element


def described() -> Element:
    root = element(None, "assessmentItem", None, {"identifier": "a-1", "timeDependent": "false", "xml:lang": "vi"})
    body = element(root, "itemBody")
    line = element(body, "p", "Một ")
    element(line, "strong", "hai").tail = " ba"
    lists = element(body, "ol", None, {"start": "3"})
    element(lists, "li", "x")
    element(element(element(body, "table"), "tbody"), "tr").append(etree.Element("td"))
    hint = element(body, "rubricBlock", None, {"view": "candidate", "use": "instructions"})
    element(hint, "p", "Gợi ý")
    element(root, "responseProcessing", None, {"template": "match_correct"})
    element(root, "modalFeedback", None, {"outcomeIdentifier": "VERDICT"}).append(etree.Element("p"))
    return root


def test_names_of_version_2() -> None:
    root = etree.fromstring(written(described(), QTI_21))
    assert root.tag == "{http://www.imsglobal.org/xsd/imsqti_v2p1}assessmentItem"
    assert root.get("timeDependent") == "false"
    assert root.find(".//{*}rubricBlock").attrib == {"view": "candidate"}  # type: ignore[union-attr]
    template = root.find("{*}responseProcessing")
    assert template is not None
    assert template.get("template") == "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"
    assert root.find(".//{*}ol").get("start") is None  # type: ignore[union-attr]


def test_names_of_version_3() -> None:
    root = etree.fromstring(written(described(), QTI_30))
    assert root.tag == "{http://www.imsglobal.org/xsd/imsqtiasi_v3p0}qti-assessment-item"
    assert root.get("time-dependent") == "false"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "vi"
    assert root.find("{*}qti-modal-feedback/{*}qti-content-body/{*}p") is not None
    assert root.find(".//{*}qti-rubric-block/{*}qti-content-body/{*}p") is not None
    template = root.find("{*}qti-response-processing")
    assert template is not None
    assert template.get("template") == "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"
    assert root.find(".//{*}ol").get("start") == "3"  # type: ignore[union-attr]


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=list(DIALECTS))
def test_what_people_read_keeps_its_spaces(dialect: object) -> None:
    text = written(described(), dialect).decode()  # type: ignore[arg-type]
    assert "<p>Một <strong>hai</strong> ba</p>" in text
    assert "<td></td>" in text  # never <td/>, or importers lose the table


@pytest.mark.parametrize(("name", "spelt"), [("mapResponse", "map-response"), ("value", "value"), ("a", "a")])
def test_kebab(name: str, spelt: str) -> None:
    assert kebab(name) == spelt
