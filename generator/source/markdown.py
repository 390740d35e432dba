"""The one Markdown parser: CommonMark with tables, every node with its line and column."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode as Node

DEEPEST = 12  # lists and quotes within one another; beyond this nobody follows, and recursion has an end
MOST_BRACKETS = 1000  # in one paragraph; each one that opens nothing is looked at from many sides
_PLACE, _TARGET, _TOO_DEEP = "place", "target", "too-deep"
_COMMENT = re.compile(r"^\s*<!--(.*?)-->\s*$", re.DOTALL)
_FULL_WIDTH = str.maketrans("\uff02\uff07", "\"'")
_SPACES = re.compile(r"\s+")
ALERT = re.compile(r"^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*$")


def parse(text: str) -> tuple[Node, ...]:
    """Return the top-level nodes of ``text``; ``place`` tells where each begins."""
    return tuple(Node(_COMMONMARK.parse(text)).children)


def normalise(text: str) -> str:
    """Return ``text`` as every later step expects it: NFC, ``\\n``, no byte order mark, no full-width quotes."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").translate(_FULL_WIDTH)
    return unicodedata.normalize("NFC", text)


def place(node: Node) -> tuple[int, int]:
    """Return the line and the column (from 1) where ``node`` begins."""
    at: Node | None = node
    while at is not None and not at.is_root:
        if found := at.meta.get(_PLACE):
            line, column = found
            return line, column
        inside = next((n for n in at.walk() if not n.is_root and _PLACE in n.meta), None)
        if inside is not None:
            return place(inside)
        at = at.parent
    return 1, 1


def line_of(node: Node) -> int:
    """Return the line (from 1) where ``node`` begins."""
    return place(node)[0]


def target_place(node: Node) -> tuple[int, int]:
    """Return where the address of a link or picture is written."""
    found: tuple[int, int] = node.meta.get(_TARGET) or place(node)
    return found


def too_deep(node: Node) -> bool:
    """Return whether ``node`` lies, or holds something, deeper than ``DEEPEST``."""
    return bool(not node.is_root and node.meta.get(_TOO_DEEP))


def comment(node: Node) -> str | None:
    """Return the text of a node that is one HTML comment and nothing else."""
    if node.type != "html_block":
        return None
    found = _COMMENT.match(node.content)
    return found.group(1).strip() if found and "<!--" not in found.group(1) else None


def inlines(node: Node) -> Sequence[Node]:
    """Return the inline children of a paragraph, heading or table cell; nothing for other blocks."""
    children = node.children[0].children if node.children and node.children[0].type == "inline" else ()
    # markdown-it opens a line that begins with «**» with an empty text
    return [n for n in children if n.type != "text" or n.content]


def first_words(item: Node) -> str:
    """Return the first paragraph of a list item as written, empty when it opens with something else."""
    first = item.children[0] if item.children else None
    return str(first.children[0].content) if first is not None and first.type == "paragraph" else ""


def rewrite(node: Node, text: str) -> None:
    """Give a text node other words: a marker of the format is taken off its head."""
    assert node.token is not None
    line, column = place(node)
    node.token.meta[_PLACE] = (line, column + max(0, len(node.content) - len(text)))
    node.token.content = text


def plain(nodes: Iterable[Node]) -> str:
    """Return the words of ``nodes`` without any mark-up."""
    return _SPACES.sub(" ", "".join(_words(nodes))).strip()


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


@dataclass(frozen=True, slots=True)
class Prose:
    """The words of one paragraph, heading, cell or text alternative, and where each stands.

    ``kind`` is the type of the block; ``pieces`` pairs an offset in ``words`` with its line and column;
    ``code`` holds where in ``words`` code begins and ends.
    """

    words: str
    pieces: tuple[tuple[int, int, int], ...]
    kind: str = "paragraph"
    code: tuple[tuple[int, int], ...] = ()

    @property
    def outside_code(self) -> str:
        """The words, as long as they are, with spaces for what stands in backquotes and is left as it is."""
        words = self.words
        for start, end in self.code:
            words = words[:start] + " " * (end - start) + words[end:]
        return words

    def at(self, offset: int) -> tuple[int, int]:
        """Return the line and column of the character ``offset`` of the words."""
        n = bisect_right(self.pieces, (offset, 1 << 60, 0)) - 1
        start, line, column = self.pieces[max(n, 0)]
        return line, column + offset - start

    @property
    def line(self) -> int:
        """The line where the words begin."""
        return self.pieces[0][1]


def prose(nodes: Iterable[Node], pictures: bool = True) -> Iterator[Prose]:
    """Yield the words of every block in ``nodes``; ``pictures``: text alternatives too. Fences are left out."""
    for root in nodes:
        for node in root.walk():
            if node.type == "inline":
                parent = node.parent
                kind = parent.type if parent is not None else "paragraph"
                found = _joined(node.children, kind)
                if found is not None:
                    yield found
            elif pictures and node.type == "image" and node.content:
                line, column = place(node)
                yield Prose(node.content, ((0, line, column + 2),), "image")


def _joined(nodes: Iterable[Node], kind: str) -> Prose | None:
    words: list[str] = []
    pieces: list[tuple[int, int, int]] = []
    code: list[tuple[int, int]] = []
    length = 0
    for node in _leaves(nodes):
        if not pieces and ALERT.match(node.content):
            continue  # the marker of a GitHub alert is no word
        if node.type in ("softbreak", "hardbreak"):
            words.append(" ")
            length += 1
        elif node.content:
            pieces.append((length, *place(node)))
            words.append(node.content)
            if node.type == "code_inline":
                code.append((length, length + len(node.content)))
            length += len(node.content)
    return Prose("".join(words), tuple(pieces), kind, tuple(code)) if pieces else None


def _leaves(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if node.type in ("text", "code_inline", "softbreak", "hardbreak"):
            yield node
        elif node.type != "image" and node.children:
            yield from _leaves(node.children)


def fold(text: str) -> str:
    """Return ``text`` for comparing words of the format: case, braces and spaces aside."""
    return _SPACES.sub(" ", text.replace("{", "").replace("}", "")).strip().rstrip(":.").casefold()


# --- places -------------------------------------------------------------------------------


def _inline(state: StateCore) -> None:
    """Parse the words of every block; what holds more brackets than any text stays as it is, and is reported."""
    for token in state.tokens:
        if token.type != "inline":
            continue
        if token.content.count("[") > MOST_BRACKETS:
            token.children = [Token("text", "", 0, content=token.content.replace("\n", " "))]
            token.meta[_TOO_DEEP] = True
        else:
            token.children = []
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _locate(state: StateCore) -> None:
    """Note the place of every token, join runs of text, and cut what is nested without end.

    Stands in for markdown-it's ``text_join``, which forgets where the runs began.
    """
    lines = state.src.split("\n")
    cursors: dict[int, int] = {}
    depth = 0
    for token in state.tokens:
        depth += token.nesting if token.type.startswith(("bullet_list", "ordered_list", "blockquote")) else 0
        if depth > DEEPEST:
            token.meta[_TOO_DEEP] = True
        if token.type == "inline":
            _locate_inline(token, lines, cursors)
        elif token.map is not None:
            _locate_block(token, lines, cursors)


def _locate_block(token: Token, lines: Sequence[str], cursors: dict[int, int]) -> None:
    assert token.map is not None
    number = token.map[0]
    line = lines[number] if number < len(lines) else ""
    marker = token.info + token.markup if token.type == "list_item_open" else token.markup
    start = cursors.get(number, 0)
    at = line.find(marker, start) if marker and token.type != "ordered_list_open" else -1
    if at < 0:
        at = start + len(line[start:]) - len(line[start:].lstrip())
    elif token.type in ("list_item_open", "blockquote_open"):
        cursors[number] = at + len(marker)
    if token.type != "paragraph_open":  # a paragraph begins where its words do
        token.meta[_PLACE] = (number + 1, min(at, len(line)) + 1)


def _locate_inline(token: Token, lines: Sequence[str], cursors: dict[int, int]) -> None:
    content, first = token.content, (token.map or [0, 0])[0]
    starts: list[tuple[int, int]] = []  # offset in content, column in the file
    offset = 0
    for n, part in enumerate(content.split("\n")):
        line = lines[first + n] if first + n < len(lines) else ""
        begin = cursors.get(first + n, 0)
        at = line.find(part, begin) if part else -1
        if at < 0:
            at = begin + len(line[begin:]) - len(line[begin:].lstrip())
        cursors[first + n] = min(at + len(part), len(line))
        starts.append((offset, at))
        offset += len(part) + 1

    def where(position: int) -> tuple[int, int]:
        n = bisect_right(starts, (position, 1 << 60)) - 1
        return first + n + 1, starts[n][1] + position - starts[n][0] + 1

    token.meta[_PLACE] = where(0)
    children = token.children or []
    if max((c.level for c in children), default=0) > DEEPEST:
        children = [Token("text", "", 0, content=content.replace("\n", " "))]
        token.meta[_TOO_DEEP] = True
    kept: list[Token] = []
    opened: list[Token] = []
    at = 0
    for child in children:
        at, begin = _advance(child, content, at, opened, where)
        if child.type == "text_special":
            child.type = "text"
        if child.type == "text" and kept and kept[-1].type == "text":
            kept[-1].content += child.content
            continue
        child.meta[_PLACE] = where(begin)
        kept.append(child)
    token.children = kept


def _advance(
    token: Token, content: str, at: int, opened: list[Token], where: Callable[[int], tuple[int, int]]
) -> tuple[int, int]:
    """Return where ``token`` ends and begins in ``content``, looking from ``at``; approximate after an entity."""
    match token.type:
        case "text":
            written = token.content
        case "text_special" | "em_open" | "em_close" | "strong_open" | "strong_close" | "code_inline":
            written = token.markup
        case "html_inline":
            written = token.content
        case "softbreak" | "hardbreak":
            written = "\n"
        case "image":
            written = "!["
        case "link_open":
            written = "<" if token.markup == "autolink" else "["
        case "link_close":
            written = ">" if token.markup == "autolink" else "]"
        case _:
            written = ""
    begin = content.find(written, at) if written else at
    if begin < 0:
        begin, written = at, ""
    end = begin + len(written)
    if token.type == "code_inline":
        close = content.find(written, end)
        end = close + len(written) if close >= 0 else end
    elif token.type == "link_open":
        opened.append(token)
    elif token.type == "link_close" and opened:
        opener = opened.pop()
        if token.markup != "autolink":
            opener.meta[_TARGET] = where(min(end + 1, len(content)))
            end = _past_target(content, end)
    elif token.type == "image":
        close = content.find("]", end + len(token.content))
        if close >= 0:
            token.meta[_TARGET] = where(min(close + 2, len(content)))
            end = _past_target(content, close + 1)
    return end, begin


def _past_target(content: str, at: int) -> int:
    """Return the offset behind the ``(…)`` or ``[…]`` that begins at ``at``."""
    close = {"(": ")", "[": "]"}.get(content[at : at + 1])
    if close is None:
        return at
    depth = 0
    for n in range(at, min(len(content), at + 4000)):
        depth += 1 if content[n] == content[at] else -1 if content[n] == close else 0
        if depth == 0:
            return n + 1
    return at


def _any_link(url: str) -> bool:
    """Let every address become a link, so that a forbidden one is reported and not printed as text."""
    return True


_COMMONMARK = MarkdownIt("commonmark", {"html": True, "maxNesting": 40}).enable("table")
_COMMONMARK.validateLink = _any_link  # type: ignore[method-assign]
_COMMONMARK.core.ruler.at("inline", _inline)
_COMMONMARK.core.ruler.at("text_join", _locate)
