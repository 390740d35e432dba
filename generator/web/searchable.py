"""What a search should know of a page: the words under each heading, without what only serves the eye or the hand."""

from collections.abc import Iterator
from html import escape

from lxml import html as parser
from lxml.html import HtmlElement

LEFT_OUT = "data-search-exclude"
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_SILENT = ("script", "svg")


def searchable(page: str) -> str:
    """Return the words of ``page`` (one element) as HTML: a paragraph for each heading that has an id, under it.

    Words before the first such heading come first. Elements marked ``data-search-exclude`` are left out.
    """
    sections: list[tuple[str, str, list[str]]] = [("", "", [])]
    for kind, value, words in _walk(parser.fragment_fromstring(page)):
        if kind == "heading":
            sections.append((value, words, []))
        else:
            sections[-1][2].append(words)
    return "\n".join(_blocks(sections))


def unmarked(page: str) -> str:
    """Return ``page`` without the marks that only this module reads."""
    return page.replace(f" {LEFT_OUT}", "")


def _walk(element: HtmlElement) -> Iterator[tuple[str, str, str]]:
    """Yield headings (with their id) and words in the order of the page."""
    if not isinstance(element.tag, str) or element.tag in _SILENT or LEFT_OUT in element.attrib:
        return
    if element.tag in _HEADINGS and "id" in element.attrib:
        yield "heading", element.attrib["id"], _folded(element.text_content())
        return
    yield "words", "", element.text or ""
    for child in element:
        yield from _walk(child)
        yield "words", "", child.tail or ""


def _blocks(sections: list[tuple[str, str, list[str]]]) -> Iterator[str]:
    for identifier, title, words in sections:
        if identifier:
            yield f'<h2 id="{escape(identifier)}">{escape(title, quote=False)}</h2>'
        text = _folded("".join(words))
        if text:
            yield f"<p>{escape(text, quote=False)}</p>"


def _folded(text: str) -> str:
    return " ".join(text.split())
