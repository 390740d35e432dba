"""The one Markdown parser: CommonMark with tables, every node with its line."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode as Node

_COMMONMARK = MarkdownIt("commonmark", {"html": True}).enable("table")
_COMMENT = re.compile(r"^\s*<!--(.*?)-->\s*$", re.DOTALL)


def parse(text: str) -> tuple[Node, ...]:
    """Return the top-level nodes of ``text``; ``node.map`` counts lines from 0."""
    return tuple(Node(_COMMONMARK.parse(text)).children)


def normalise(text: str) -> str:
    """Return ``text`` as every later step expects it: NFC, ``\\n``, no byte order mark."""
    return unicodedata.normalize("NFC", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))


def line_of(node: Node) -> int:
    """Return the line (from 1) where ``node`` begins; a node inside a paragraph counts its line breaks."""
    above = 0
    while node.map is None:
        parent = node.parent
        if parent is None:
            return 1
        if parent.type == "inline":
            for sibling in parent.children:
                if sibling is node:
                    break
                above += sum(1 for n in sibling.walk() if n.type in ("softbreak", "hardbreak"))
        node = parent
    return node.map[0] + 1 + above


def comment(node: Node) -> str | None:
    """Return the text of a node that is one HTML comment and nothing else."""
    if node.type != "html_block":
        return None
    found = _COMMENT.match(node.content)
    return found.group(1).strip() if found and "<!--" not in found.group(1) else None


def inlines(node: Node) -> Sequence[Node]:
    """Return the inline children of a paragraph, heading or table cell."""
    children = node.children[0].children if node.children else ()
    # markdown-it opens a line that begins with «**» with an empty text
    return [n for n in children if n.type != "text" or n.content]


def rewrite(node: Node, text: str) -> None:
    """Give a text node other words: a marker of the format is taken off its head."""
    assert node.token is not None
    node.token.content = text


def plain(nodes: Iterable[Node]) -> str:
    """Return the words of ``nodes`` without any mark-up."""
    return re.sub(r"\s+", " ", "".join(_words(nodes))).strip()


def _words(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        if node.type in ("text", "code_inline"):
            yield node.content
        elif node.type in ("softbreak", "hardbreak"):
            yield " "
        elif node.type == "image":
            continue
        elif node.children:
            yield from _words(node.children)
            if node.block:
                yield " "


def texts(nodes: Iterable[Node]) -> Iterator[tuple[str, int]]:
    """Yield every run of words with the line it stands on, fences and code left out."""
    for root in nodes:
        for node in root.walk():
            if node.type == "text":
                yield node.content, line_of(node)


def fold(text: str) -> str:
    """Return ``text`` for comparing words of the format: case, braces and spaces aside."""
    return re.sub(r"\s+", " ", text.replace("{", "").replace("}", "")).strip().rstrip(":.").casefold()
