"""What a search should know of a page: the words under each heading, without what only serves the eye or the hand."""

from html import escape

from lxml import html as parser
from lxml.etree import iterwalk

LEFT_OUT = "data-search-exclude"
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_SILENT = frozenset(("script", "svg"))


def searchable(page: str) -> str:
    """Return the words of ``page`` (one element) as HTML: a paragraph for each heading that has an id, under it.

    Words before the first such heading come first. Elements marked ``data-search-exclude`` are left out.
    All stands in one element, which Markdown hands on as one piece instead of piece by piece.
    """
    sections: list[tuple[str, str, list[str]]] = [("", "", [])]
    walk = iterwalk(parser.fragment_fromstring(page), events=("start", "end", "comment"))
    for event, element in walk:
        words = element.tail
        if event == "start":
            words = element.text
            if element.tag in _SILENT or LEFT_OUT in element.attrib:
                walk.skip_subtree()
                continue
            if element.tag in _HEADINGS and "id" in element.attrib:
                walk.skip_subtree()
                sections.append((element.attrib["id"], _folded(element.text_content()), []))
                continue
        if event == "end" and element.tag == "dt":
            words = f": {words or ''}"  # or a word and its meaning would run into one another
        if words:
            sections[-1][2].append(words)
    return f"<div>\n{_blocks(sections)}</div>"


def unmarked(page: str) -> str:
    """Return ``page`` without the marks that only this module reads."""
    return page.replace(f" {LEFT_OUT}", "")


def _blocks(sections: list[tuple[str, str, list[str]]]) -> str:
    blocks = []
    for identifier, title, words in sections:
        if identifier:
            blocks.append(f'<h2 id="{escape(identifier)}">{escape(title, quote=False)}</h2>\n')
        text = _folded("".join(words))
        if text:
            blocks.append(f"<p>{escape(text, quote=False)}</p>\n")
    return "".join(blocks)


def _folded(text: str) -> str:
    return " ".join(text.split())
