"""A stranger's XML is read, or refused before anything is expanded or fetched."""

import tracemalloc

import pytest

from generator.inspection.xmlreading import DEEPEST, MOST, XmlFault, local, parse

LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
REFUSED = {
    "billion laughs": ("xml-entity", f'<!DOCTYPE m [<!ENTITY a0 "ha">{LAUGHS}]><m>&a11;</m>'),
    "one large entity": ("xml-entity", f'<!DOCTYPE m [<!ENTITY a "{"x" * 50_000}">]><m>{"&a;" * 50_000}</m>'),
    "a file of the server": ("xml-entity", '<!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]><m>&a;</m>'),
    "an address": ("xml-entity", '<!DOCTYPE m [<!ENTITY a SYSTEM "http://127.0.0.1:9/x">]><m>&a;</m>'),
    "a parameter entity": ("xml-entity", '<!DOCTYPE m [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;]><m/>'),
    "deep nesting": ("deep-xml", "<a>" * (DEEPEST + 1) + "</a>" * (DEEPEST + 1)),
    "very deep nesting": ("deep-xml", "<a>" * 500_000),
    "too many elements": ("huge-xml", "<m>" + "<a/>" * MOST + "</m>"),
    "too many attributes": ("huge-xml", "<m>" + '<a b="" c="" d=""/>' * (MOST // 3) + "</m>"),
    "an unknown entity": ("not-well-formed", "<m>&a;</m>"),
    "a tag left open": ("not-well-formed", "<m>\n<a></m>"),
    "nothing": ("not-well-formed", ""),
    "an unknown encoding": ("not-well-formed", '<?xml version="1.0" encoding="viscii-0"?><m/>'),
    "two roots": ("not-well-formed", "<m/><m/>"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_could_explode_is_refused(name: str) -> None:
    kind, text = REFUSED[name]
    content = text.encode()
    tracemalloc.start()
    try:
        found = parse(content)
        assert tracemalloc.get_traced_memory()[1] < 4_000_000 + 2 * len(content)
    finally:
        tracemalloc.stop()
    assert isinstance(found, XmlFault)
    assert found.kind == kind
    assert found.problem


def test_the_line_of_a_mistake_is_told() -> None:
    found = parse(b"<m>\n<a></m>")
    assert isinstance(found, XmlFault)
    assert found.line == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_a_document_is_read_in_its_encoding(encoding: str) -> None:
    root = parse("<m xmlns='urn:x'>\n<a>Gọi điện</a></m>".encode(encoding))
    assert not isinstance(root, XmlFault)
    assert local(root) == "m"
    assert (root[0].text, root[0].sourceline) == ("Gọi điện", 2)


def test_a_doctype_without_entities_is_read_and_its_dtd_is_not() -> None:
    root = parse(b'<!DOCTYPE questestinterop SYSTEM "http://127.0.0.1:9/ims_qtiasiv1p2p1.dtd"><questestinterop/>')
    assert not isinstance(root, XmlFault)
