"""Markdown nodes to HTML, once, for every target.

The subset: p, strong, em, ul, ol, li, table, blockquote, br, img, figure, figcaption, span, a, code, pre, h3–h6.
No attribute carries a style, a script or an address outside ``asset:``, ``lesson:``,
``word:``, ``fact:``, ``http(s):``, ``mailto:`` and ``tel:``.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from html import escape, unescape
from urllib.parse import unquote

from markdown_it.tree import SyntaxTreeNode as Node

from generator.model import Picture
from generator.source.lesson import alert_kind
from generator.source.markdown import first_words, inlines, line_of

ADDRESS = re.compile(r"\{([^{}\s](?:[^{}\n]{0,18}[^{}\s])?)\}")
_QUOTED = re.compile(r"<[^>]*>|(«(?:[^«»<]|<[^>]*>){1,200}»[.,;:!?…]*)")
_TAG = re.compile(r"<(/?)([a-z0-9]+)[^>]*>")
_PHONE = re.compile(r"\b\d[\dx]{2,3}(?: [\dx]{3}){1,2}\b")
_BOX = re.compile(r"^\[([ xX])\]\s+")
_SCHEMES = ("http", "https", "mailto", "tel")
_EMPTY = ("br", "img")
LONGEST_NAME = 20  # a button name up to this many characters never breaks over a line


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes nodes for one lesson in one form of address.

    ``screens`` finds the picture of a fence by its line, ``images`` that of an image by its source;
    ``lessons`` the identifier of a lesson by the name of its file.
    """

    address: Mapping[str, str] = field(default_factory=dict)
    screens: Mapping[int, Picture] = field(default_factory=dict)
    images: Mapping[str, Picture] = field(default_factory=dict)
    lessons: Mapping[str, str] = field(default_factory=dict)
    units: tuple[str, ...] = ()
    numbered: tuple[str, ...] = ()

    def blocks(self, nodes: Iterable[Node]) -> str:
        """Return block nodes as HTML, one block a line."""
        return "\n".join(filter(None, (self._block(node) for node in nodes)))

    def inline(self, nodes: Iterable[Node]) -> str:
        """Return inline nodes as HTML."""
        html = "".join(self._inline(node) for node in nodes)
        return _QUOTED.sub(_unbroken, html).strip()

    def text(self, words: str) -> str:
        """Return plain words (a label, an alternative) with the form of address put in, not escaped."""
        return ADDRESS.sub(self._addressed, words)

    def picture(self, node: Node) -> Picture | None:
        """Return the picture that a step's picture node shows."""
        if node.type == "fence":
            return self._screen(node)
        image = next((n for n in inlines(node) if n.type == "image"), None)
        return self._image(image) if image else None

    def _image(self, node: Node) -> Picture | None:
        return self._spoken(self.images.get(unquote(str(node.attrs["src"]))))

    def _screen(self, node: Node) -> Picture | None:
        return self._spoken(self.screens.get(line_of(node)))

    def _spoken(self, picture: Picture | None) -> Picture | None:
        """Return ``picture`` with the form of address put into its words."""
        if picture is None:
            return None
        return replace(picture, alternative=self.text(picture.alternative), caption=self.text(picture.caption))

    def _block(self, node: Node) -> str:
        match node.type:
            case "paragraph":
                children = list(inlines(node))
                if [n.type for n in children] == ["image"]:
                    return self._figure(self._image(children[0]))
                return f"<p>{self.inline(children)}</p>"
            case "bullet_list" | "ordered_list":
                return self._list(node)
            case "blockquote":
                return self._quote(node)
            case "fence" if node.info.strip() == "screen":
                return self._figure(self._screen(node))
            case "fence" | "code_block":
                return f"<pre><code>{escape(node.content)}</code></pre>"
            case "heading":
                level = max(3, int(node.tag[1]))
                return f"<h{level}>{self.inline(inlines(node))}</h{level}>"
            case "table":
                return self._table(node)
            case _:  # comments are notes to the author; other raw HTML is an error that stopped the build
                return ""

    def _list(self, node: Node) -> str:
        ticks = all(_BOX.match(first_words(row)) for row in node.children)
        start = node.attrs.get("start", 1)
        opening = {"bullet_list": "<ul>", "ordered_list": "<ol>" if start == 1 else f'<ol start="{start}">'}[node.type]
        if ticks:
            opening = '<ul class="ticks">'
        rows = "\n".join(f"<li>{self._item(child, ticks)}</li>" for child in node.children)
        return f"{opening}\n{rows}\n</{opening[1:3]}>"

    def _item(self, node: Node, ticked: bool) -> str:
        parts: list[str] = []
        for n, child in enumerate(node.children):
            if child.type == "paragraph" and (child.hidden or ticked or len(node.children) == 1):
                words = self.inline(inlines(child))
                parts.append(_BOX.sub("", words) if ticked and n == 0 else words)
            else:
                parts.append(self._block(child))
        return "\n".join(filter(None, parts))

    def _quote(self, node: Node) -> str:
        kind = alert_kind(node)
        if not kind:
            return f"<blockquote>{self.blocks(node.children)}</blockquote>"
        return f'<div class="alert alert-{kind.lower()}">{self.alert(node)}</div>'

    def alert(self, node: Node) -> str:
        """Return what a GitHub alert says, without its marker."""
        first, *rest = node.children
        words = [n for n in inlines(first)][1:]
        while words and words[0].type in ("softbreak", "hardbreak"):
            words = words[1:]
        opening = f"<p>{self.inline(words)}</p>" if words else ""
        return "\n".join(filter(None, (opening, self.blocks(rest))))

    def _table(self, node: Node) -> str:
        out = []
        for part in node.children:
            cell = "th" if part.type == "thead" else "td"
            scope = ' scope="col"' if cell == "th" else ""
            rows = "".join(
                "<tr>" + "".join(f"<{cell}{scope}>{self.inline(inlines(c))}</{cell}>" for c in row.children) + "</tr>"
                for row in part.children
            )
            out.append(f"<{part.type}>{rows}</{part.type}>")
        return f"<table>{''.join(out)}</table>"

    def _figure(self, picture: Picture | None) -> str:
        if picture is None:
            return ""
        caption = f"<figcaption>{escape(picture.caption)}</figcaption>" if picture.caption else ""
        kind = "screen" if picture.screen else "picture"
        return f'<figure class="{kind}">{image(picture)}{caption}</figure>'

    def _inline(self, node: Node) -> str:
        match node.type:
            case "text":
                return escape(self._glued(ADDRESS.sub(self._addressed, node.content)), quote=False)
            case "softbreak":
                return "\n"
            case "hardbreak":
                return "<br>"
            case "strong":
                return f"<strong>{self._children(node)}</strong>"
            case "em":
                return f"<em>{self._children(node)}</em>"
            case "code_inline":
                return f"<code>{escape(node.content, quote=False)}</code>"
            case "image":
                picture = self._image(node)
                return image(picture) if picture else ""
            case "link":
                return self._link(node)
            case _:
                return ""

    def _children(self, node: Node) -> str:
        return "".join(self._inline(child) for child in node.children)

    def _link(self, node: Node) -> str:
        target, words = str(node.attrs["href"]), self._children(node)
        scheme, _, rest = target.partition(":")
        scheme = scheme.lower()
        if scheme == "fact":
            return f'<a class="fact" href="fact:{escape(rest)}">{words}</a>'
        if scheme == "tu":
            return f'<a class="word" href="word:{escape(rest)}">{words}</a>'
        if scheme in _SCHEMES:
            return f'<a href="{escape(target)}">{words}</a>'
        lesson = self.lessons.get(unquote(target).split("#")[0].rsplit("/", 1)[-1])
        return f'<a class="lesson" href="lesson:{lesson}">{words}</a>' if lesson else words

    def _addressed(self, found: re.Match[str]) -> str:
        word = found[1]
        own = self.address.get(word.lower())
        if own is None:
            return found[0]
        return own[:1].upper() + own[1:] if word[:1].isupper() else own

    def _glued(self, words: str) -> str:
        """Put no-break spaces where a line must not end: number and unit, «Bước 3», a phone number."""
        if self.units:
            units = "|".join(map(re.escape, sorted(self.units, key=len, reverse=True)))
            words = re.sub(rf"(\d) (?=(?:{units})(?![^\W\d_]))", "\\1\u00a0", words)
        if self.numbered:
            names = "|".join(map(re.escape, self.numbered))
            words = re.sub(rf"\b({names}) (?=\d)", "\\1\u00a0", words)
        return _PHONE.sub(lambda m: m[0].replace(" ", "\u00a0"), words)


def image(picture: Picture) -> str:
    """Return the ``img`` of a picture, its size in units (CSS pixels at scale 1)."""
    alternative = escape(picture.alternative)
    return f'<img src="asset:{picture.asset}" alt="{alternative}" width="{picture.width}" height="{picture.height}">'


def _unbroken(found: re.Match[str]) -> str:
    """Keep a short «name» and what follows it on one line; leave a longer one, and tags outside, alone."""
    html = found[1]
    if html is None or len(unescape(_TAG.sub("", html))) > LONGEST_NAME or not _balanced(html):
        return found[0]
    return f'<span class="nb">{html}</span>'


def _balanced(html: str) -> bool:
    """Return whether every element that opens in ``html`` closes there, and the other way round."""
    opened: list[str] = []
    for closing, name in _TAG.findall(html):
        if name in _EMPTY:
            continue
        if not closing:
            opened.append(name)
        elif not opened or opened.pop() != name:
            return False
    return not opened
