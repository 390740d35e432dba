"""Names as they stand in the file, prefixes and case with them."""

import pytest

from generator.inspection.written import attribute, children, default_namespace, raw_text, written
from generator.inspection.xmlreading import Element, XmlFault, parse


def root(text: str) -> Element:
    found = parse(text.encode())
    assert not isinstance(found, XmlFault)
    return found


def test_a_name_has_its_prefix() -> None:
    node = root('<a xmlns="u" xmlns:p="v"><p:b/><b/></a>')
    assert [written(e) for e in node] == ["p:b", "b"]
    assert [e.tag for e in children(node, "b")] == ["{u}b"]
    assert len(children(node, "P:B", fold=True)) == 1
    assert not children(node, "P:B")


@pytest.mark.parametrize(
    ("text", "name", "fold", "value"),
    [
        ('<a xmlns:p="v" p:t="1"/>', "p:t", False, "1"),
        ('<a xmlns:p="v" p:t="1"/>', "t", False, None),
        ('<a xmlns:p="v" p:t="1"/>', "P:T", False, None),
        ('<a xmlns:p="v" p:t="1"/>', "P:T", True, "1"),
        ('<a xmlns:p="v" t="1"/>', "t", False, "1"),
        ('<a xmlns:p="v" t="1"/>', "p:t", False, None),
        ('<a xml:base="b/"/>', "xml:base", False, "b/"),
        ('<a xml:base="b/"/>', "base", False, None),
    ],
)
def test_an_attribute_is_known_by_what_is_written(text: str, name: str, fold: bool, value: str | None) -> None:
    assert attribute(root(text), name, fold) == value


def test_the_text_of_an_element_is_its_own_blanks_and_all() -> None:
    assert raw_text(root("<a> 1<b>2</b>3<!-- 4 -->5\n</a>")) == " 135\n"


@pytest.mark.parametrize(
    ("text", "namespace"),
    [
        ('<a xmlns="u"><b xmlns="v"/></a>', "u"),
        ('<p:a xmlns:p="u"><b xmlns="v"/></p:a>', "v"),
        ('<p:a xmlns:p="u"/>', ""),
        ("<a/>", ""),
    ],
)
def test_the_default_namespace_is_the_first_declared(text: str, namespace: str) -> None:
    assert default_namespace(text.encode()) == namespace
