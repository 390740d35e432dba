"""A manifest as importers see it that know nothing of XML namespaces: names with their prefixes, text with its blanks.

Moodle, Chamilo and ILIAS compare «adlcp:scormtype» letter by letter; whoever writes another prefix is not heard.
"""

from collections.abc import Iterator
from xml.parsers import expat

from generator.inspection.xmlreading import Element, local


def written(node: Element) -> str:
    """Return an element's name as it stands in the file: «item», «adlcp:masteryscore»."""
    return f"{node.prefix}:{local(node)}" if node.prefix else local(node)


def attribute(node: Element, name: str, fold: bool = False) -> str | None:
    """Return the attribute that is written ``name`` («adlcp:scormtype»); ``fold``: in whatever case."""
    prefix, _, own = (name.lower() if fold else name).rpartition(":")
    for key, value in node.attrib.items():
        namespace, _, found = str(key).removeprefix("{").rpartition("}")
        if (found.lower() if fold else found) != own:
            continue
        if not namespace and not prefix:
            return str(value)
        if namespace and prefix in ((p.lower() if fold else p) for p in _prefixes(node, namespace)):
            return str(value)
    return None


def _prefixes(node: Element, namespace: str) -> Iterator[str]:
    """Yield the prefixes that stand for a namespace at an element."""
    if namespace == "http://www.w3.org/XML/1998/namespace":
        yield "xml"
    yield from (p for p, uri in node.nsmap.items() if p and uri == namespace)


def elements(node: Element) -> list[Element]:
    """Return the child elements, comments and instructions left out."""
    return [e for e in node if isinstance(e.tag, str)]


def children(node: Element, name: str, fold: bool = False) -> list[Element]:
    """Return the child elements that are written ``name``; ``fold``: in whatever case."""
    if fold:
        return [e for e in elements(node) if written(e).lower() == name.lower()]
    return [e for e in elements(node) if written(e) == name]


def raw_text(node: Element) -> str:
    """Return an element's own text, blanks and all, without that of its children."""
    return (node.text or "") + "".join(e.tail or "" for e in node)


def default_namespace(document: bytes) -> str:
    """Return the default namespace that is declared first in a well-formed document; empty when none is."""
    found: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def declared(prefix: str | None, uri: str | None) -> None:
        if not prefix:
            found.append(uri or "")

    parser.StartNamespaceDeclHandler = declared
    parser.Parse(document, True)
    return "".join(found[:1])
