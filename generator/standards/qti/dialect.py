"""How the versions of QTI spell the same description: names, namespaces, what holds content."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from generator.xmltree import Element, element

# What an item holds that is HTML in both versions and keeps its name (QTI 2.1, 6.2; QTI 3.0, ASI 2.13).
HTML = frozenset(
    (
        *("a", "blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "img", "li", "ol", "p"),
        *("pre", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
    )
)
_VOID = ("br", "img")
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_BODIES = ("modalFeedback", "rubricBlock", "testFeedback")  # 3.0 puts what they say into a content body
_CONTENT = (*_BODIES, "prompt", "simpleChoice", "simpleAssociableChoice")  # spaces in them are the author's
_UPPER = re.compile("[A-Z]")


@dataclass(frozen=True, slots=True)
class Dialect:
    """A version of QTI: what it is called and how it spells.

    ``profile`` names files and packages; ``suffix`` ends the resource types (``imsqti_item_xmlv2p1``).
    ``template`` holds the place for the name of a standard template of response processing.
    """

    version: str
    profile: str
    suffix: str
    namespace: str
    schema: str
    template: str
    packaging: str
    packaging_schema: str
    package: tuple[str, str]
    metadata: str
    kebab: bool


QTI_21 = Dialect(
    "2.1",
    "qti21",
    "v2p1",
    "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
    "http://www.imsglobal.org/question/qti_v2p1/rptemplates/{name}",
    "http://www.imsglobal.org/xsd/imscp_v1p1",
    "http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd",
    ("QTIv2.1 Package", "1.0.0"),
    "http://www.imsglobal.org/xsd/imsqti_metadata_v2p1",
    False,
)
QTI_30 = Dialect(
    "3.0",
    "qti30",
    "v3p0",
    "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
    "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/{name}.xml",
    "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd",
    ("QTI Package", "3.0.0"),
    "http://www.imsglobal.org/xsd/imsqti_metadata_v3p0",
    True,
)
DIALECTS = {dialect.version: dialect for dialect in (QTI_21, QTI_30)}


def kebab(name: str) -> str:
    """Return a name of 2.1 as 3.0 spells it: ``responseIdentifier`` is ``response-identifier``."""
    return _UPPER.sub(lambda m: f"-{m[0].lower()}", name)


def written(description: Element, dialect: Dialect) -> bytes:
    """Return the document that ``description`` describes, as ``dialect`` spells it.

    ``description`` is a tree in no namespace with the names of 2.1 (``assessmentItem`` or ``assessmentTest``).
    Structure is indented; what people read keeps its spaces.
    """
    names: Mapping[str | None, str] = {None: dialect.namespace, "xsi": _XSI}
    root = element(None, _name(str(description.tag), dialect), None, _attributes(description, dialect), names)
    root.set(f"{{{_XSI}}}schemaLocation", f"{dialect.namespace} {dialect.schema}")
    _fill(root, description, dialect)
    _indent(root, 0)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _fill(made: Element, described: Element, dialect: Dialect) -> None:
    """Give ``made`` the text and the children of ``described``."""
    if dialect.kebab and described.tag in _BODIES:
        made = element(made, "qti-content-body")
    made.text = described.text
    if made.text is None and described.tag in HTML and described.tag not in _VOID:
        made.text = ""  # or it closes itself, and some importers lose the table
    for child in described:
        copy = element(made, _name(str(child.tag), dialect), None, _attributes(child, dialect))
        _fill(copy, child, dialect)
        copy.tail = child.tail


def _name(tag: str, dialect: Dialect) -> str:
    return tag if tag in HTML or not dialect.kebab else f"qti-{kebab(tag)}"


def _attributes(described: Element, dialect: Dialect) -> dict[str, str]:
    given = {_prefixed(str(k)): str(v) for k, v in described.items()}
    if described.tag in HTML:
        return {k: v for k, v in given.items() if dialect.kebab or (described.tag, k) != ("ol", "start")}
    if not dialect.kebab:
        return {k: v for k, v in given.items() if (described.tag, k) != ("rubricBlock", "use")} | _template(
            given, dialect
        )
    return {k if ":" in k else kebab(k): v for k, v in (given | _template(given, dialect)).items()}


def _template(given: Mapping[str, str], dialect: Dialect) -> dict[str, str]:
    return {"template": dialect.template.format(name=given["template"])} if "template" in given else {}


def _prefixed(name: str) -> str:
    return name.replace("{http://www.w3.org/XML/1998/namespace}", "xml:")


def _indent(node: Element, depth: int) -> None:
    local = str(node.tag).rpartition("}")[2].removeprefix("qti-")
    if not len(node) or local in HTML or local in _CONTENT or local in map(kebab, _CONTENT):
        return
    if any(text.strip() for text in (node.text or "", *(child.tail or "" for child in node))):
        return
    node.text = "\n" + "  " * (depth + 1)
    for child in node:
        child.tail = node.text
        _indent(child, depth + 1)
    node[-1].tail = "\n" + "  " * depth
