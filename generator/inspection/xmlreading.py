"""Read a stranger's XML: no entity is expanded, nothing is fetched, depth and size have an end."""

from dataclasses import dataclass
from xml.parsers import expat

from lxml import etree

Element = etree._Element  # the library has no public name for what its factory returns

DEEPEST = 200
MOST = 400_000  # elements and attributes
MOST_SPACES = 100  # namespaces declared around one element: each look at a prefix goes through them


@dataclass(frozen=True, slots=True)
class XmlFault:
    """Why a document was not read: the parser's words and the line.

    ``kind`` is «not-well-formed», «xml-entity», «deep-xml» or «huge-xml».
    """

    kind: str
    problem: str
    line: int


class _RefusedError(Exception):
    def __init__(self, kind: str, problem: str) -> None:
        super().__init__(problem)
        self.kind = kind


def local(node: Element) -> str:
    """Return an element's name without its namespace."""
    return etree.QName(node).localname


def parse(content: bytes) -> Element | XmlFault:
    """Return the root of a document, or why it is not read."""
    try:
        _screen(content)
    except expat.ExpatError as failure:
        return XmlFault("not-well-formed", expat.ErrorString(failure.code), failure.lineno)
    except _RefusedError as refused:
        return XmlFault(refused.kind, str(refused), 1)
    except (ValueError, LookupError) as failure:  # an encoding that nobody knows
        return XmlFault("not-well-formed", str(failure), 1)
    reader = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, reader)
    except (etree.XMLSyntaxError, ValueError) as failure:
        return XmlFault("not-well-formed", str(failure), getattr(failure, "lineno", None) or 1)


def _screen(content: bytes) -> None:
    """Read without building anything; raise at the first thing that could explode."""
    parser = expat.ParserCreate(namespace_separator=" ")
    depth = count = spaces = 0

    def opened(_name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth += 1
        count += 1 + len(attributes)
        if depth > DEEPEST:
            raise _RefusedError("deep-xml", str(DEEPEST))
        if count > MOST:
            raise _RefusedError("huge-xml", str(MOST))

    def closed(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def declared(name: str, *_rest: object) -> None:
        raise _RefusedError("xml-entity", name)

    def named(_prefix: str | None, _uri: str) -> None:
        nonlocal spaces
        spaces += 1
        if spaces > MOST_SPACES:
            raise _RefusedError("huge-xml", str(MOST_SPACES))

    def forgotten(_prefix: str | None) -> None:
        nonlocal spaces
        spaces -= 1

    parser.StartNamespaceDeclHandler = named
    parser.EndNamespaceDeclHandler = forgotten
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.EntityDeclHandler = declared
    parser.Parse(content, True)
