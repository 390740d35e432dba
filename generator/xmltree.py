"""Build and serialise XML: names with a namespace, text escaped by the library, the same bytes every time."""

from collections.abc import Mapping

from lxml import etree

Element = etree._Element  # the library has no public name for what its factory returns


def element(
    parent: Element | None,
    name: str,
    text: str | None = None,
    attributes: Mapping[str, str] | None = None,
    namespaces: Mapping[str | None, str] | None = None,
) -> Element:
    """Return a new element below ``parent`` (or a root with ``namespaces``: prefix → URI).

    ``name`` and attribute names are ``prefix:local``; without a prefix an element stands in the default
    namespace, an attribute in none.
    """
    known: Mapping[str | None, str] = parent.nsmap if parent is not None else namespaces or {}
    made = {_qualified(k, known, attribute=True): v for k, v in (attributes or {}).items()}
    tag = _qualified(name, known)
    node = etree.Element(tag, made, nsmap=dict(known)) if parent is None else etree.SubElement(parent, tag, made)
    if text is not None:
        node.text = text
    return node


def serialise(root: Element) -> bytes:
    """Return ``root`` as an indented UTF-8 document."""
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _qualified(name: str, known: Mapping[str | None, str], attribute: bool = False) -> str:
    prefix, colon, local = name.rpartition(":")
    if prefix == "xml":
        return f"{{http://www.w3.org/XML/1998/namespace}}{local}"
    if colon:
        return f"{{{known[prefix]}}}{local}"
    return name if attribute or None not in known else f"{{{known[None]}}}{name}"
