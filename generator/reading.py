"""A lesson as plain pages to read: headings, paragraphs, lists, tables, pictures, in the order of the lesson.

For platforms that show HTML with a style sheet of their own and clean it first. Nothing depends on a class, a style,
a colour or a place: a caution says that it is one, a step its number, a box to tick is drawn with a letter.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from lxml import etree

from generator.items import Item
from generator.markup import address
from generator.model import Hotline, Lesson, Picture, Role, Section, Task, Word
from generator.writer import image
from generator.xmltree import Element

AssetAddress = Callable[[str], str]
LinkAddress = Callable[[str, str], str]

_KEPT = frozenset(("src", "alt", "width", "height", "href", "scope", "start", "colspan", "rowspan"))
_LONGEST = 32  # characters of a name that becomes part of a file's
_SCREEN = 240  # CSS pixels that a screen of _UNITS is wide, as on the site
_UNITS = 132
_VOID = re.compile(r"<(br|img)\b([^>]*?)/?>")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # not a character of XML 1.0, clause 2.2


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading of a lesson.

    ``identifier`` is the section's address (``B07/steps``); ``name``, its last part, is unique in the lesson and legal
    in file names and addresses (``steps``, ``may-cu``). ``title`` is plain text, ``html`` a well-formed fragment
    without it, whose own headings begin at ``h3``. ``items`` are the questions asked after it.
    """

    identifier: str
    name: str
    role: Role
    title: str
    html: str
    items: tuple[Item, ...] = ()


def no_link(_scheme: str, _identifier: str) -> str:
    """Leave the words of a reference without a link."""
    return ""


def parts(
    lesson: Lesson,
    *,
    asset: AssetAddress,
    words: Mapping[str, str],
    link: LinkAddress = no_link,
    hotlines: Iterable[Hotline] = (),
    about: Iterable[str] = (),
) -> tuple[Part, ...]:
    """Return ``lesson`` as parts to read, in the authored order; what only tutors see is left out.

    ``asset`` and ``link`` address pictures and references as in ``markup.address``. ``words`` is the part ``reading``
    of the strings. ``hotlines`` fill the section of help, those without a number are left out. ``about`` (plain
    sentences, such as the imprint) closes the last part, which is about the lesson itself.
    The lesson's main message opens the first part.
    """
    return _Reading(lesson, asset, link, words, tuple(hotlines)).parts(tuple(about))


def simple(html: str, *, asset: AssetAddress, words: Mapping[str, str], link: LinkAddress = no_link) -> str:
    """Return model HTML (of a question, say) as a well-formed fragment that survives any cleaning.

    Alerts begin with their word, boxes to tick are letters, figures are paragraphs; classes and spans are gone.
    Pictures are as large as on the site: sizes count units in the model, pixels here.
    """
    root = etree.fromstring(f"<div>{well_formed(address(html, asset, link))}</div>")
    for node in list(root.iter()):
        _simplify(node, words)
    etree.strip_tags(root, "span", "figure")
    for node in root.iter():
        for name in set(node.attrib) - _KEPT:
            del node.attrib[name]
        for side in ("width", "height"):
            if node.tag == "img" and side in node.attrib:
                node.set(side, str(round(int(node.attrib[side]) * _SCREEN / _UNITS)))
        if node.text is None and node.tag not in ("br", "img") and len(node) == 0:
            node.text = ""  # or a cleaner meets <td/>, and some lose the table
    return _inner(root)


def well_formed(html: str) -> str:
    """Return HTML of ``markup`` as XML: elements without content are closed, what XML cannot hold is gone."""
    return _VOID.sub(lambda m: f"<{m[1]}{m[2].rstrip()}/>", _CONTROL.sub("", html))


def page(found: Iterable[Part], level: int = 2) -> str:
    """Return ``found`` as one fragment, each part under a heading of ``level``; questions stay apart."""
    return "\n".join(f"<h{level}>{escape(p.title, quote=False)}</h{level}>\n{p.html}" for p in found if p.html)


def addressed(words: Mapping[str, str], you: str) -> dict[str, str]:
    """Put the form of address into every one of ``words``."""
    capital = you[:1].upper() + you[1:]
    return {name: text.replace("{you}", you).replace("{You}", capital) for name, text in words.items()}


class _Reading:
    """Writes the parts of one lesson."""

    def __init__(
        self,
        lesson: Lesson,
        asset: AssetAddress,
        link: LinkAddress,
        words: Mapping[str, str],
        hotlines: tuple[Hotline, ...],
    ) -> None:
        self.lesson = lesson
        self.asset = asset
        self.link = link
        self.words = addressed(words, lesson.you)
        self.hotlines = hotlines

    def parts(self, about: tuple[str, ...]) -> tuple[Part, ...]:
        made: list[Part] = []
        names: dict[str, int] = {}
        message = self._html(self.lesson.message)
        for section in self.lesson.sections:
            if section.role is Role.TUTOR:
                continue
            html = "\n".join(filter(None, ("" if made else message, *self._section(section))))
            if html or section.items:
                name = section.identifier.rpartition("/")[2][:_LONGEST].strip("-").lower()
                names[name] = names.get(name, 0) + 1
                name = name if names[name] == 1 else f"{name}-{names[name]}"
                made.append(Part(section.identifier, name, section.role, section.title, html, section.items))
        return (*made, self._about(about))

    def _section(self, section: Section) -> Iterator[str]:
        yield self._html(section.html)
        if len({t.device for t in section.tasks if t.device}) > 1:
            yield f"<p>{self._word('devices')}</p>"
        for task in section.tasks:
            yield from self._task(task, len(section.tasks) > 1)
        yield self._definitions(section.words)
        if section.role is Role.HELP:
            yield _numbers(self.hotlines)

    def _task(self, task: Task, several: bool) -> Iterator[str]:
        title = escape(task.title, quote=False)
        if task.device:
            name = self.words.get(f"device_{task.device}", task.title)
            title = self._word("device", name=escape(name, quote=False))
        titled = bool(title) and (several or bool(task.device))
        if titled:
            yield f"<h3>{title}</h3>"
        level = 4 if titled else 3
        for step in task.steps:
            number = self._word("step", n=step.number, all=len(task.steps))
            yield f"<h{level}>{number} {self._html(step.title)}</h{level}>"
            if step.caution:
                yield self._warning("caution", self._html(step.caution))
            if step.picture:
                yield self._picture(step.picture)
            yield self._html(step.body)

    def _warning(self, word: str, html: str) -> str:
        root = etree.fromstring(f"<blockquote>{html}</blockquote>")
        _begin(root, self.words[word])
        return _text(root)

    def _picture(self, picture: Picture) -> str:
        caption = f"<figcaption>{escape(picture.caption, quote=False)}</figcaption>" if picture.caption else ""
        return self._html(f"<figure>{image(picture)}{caption}</figure>")

    def _definitions(self, words: tuple[Word, ...]) -> str:
        rows = []
        for word in words:
            said = word.say if word.say not in ("", word.word) else ""
            spoken = f" ({self._word('say', say=escape(said, quote=False))})" if said else ""
            named = f"<strong>{escape(word.word, quote=False)}</strong>"
            rows.append(f"<li>{named}{spoken}: {escape(word.meaning, quote=False)}</li>")
        return f"<ul>{''.join(rows)}</ul>" if rows else ""

    def _about(self, lines: tuple[str, ...]) -> Part:
        lesson = self.lesson
        said = [self._word("lesson", id=lesson.identifier, version=lesson.version, authors=", ".join(lesson.authors))]
        if lesson.reviewers:
            said.append(self._word("reviewed", reviewers=", ".join(lesson.reviewers)))
        if lesson.facts:
            day = min(f.seen for f in lesson.facts)
            said.append(self._word("checked", date=self._word("date", day=day.day, month=day.month, year=day.year)))
        html = "\n".join(f"<p>{escape(line, quote=False)}</p>" for line in (*said, *lines))
        return Part(f"{lesson.identifier}/about", "about", Role.OTHER, self.words["about"], html)

    def _html(self, html: str) -> str:
        return simple(html, asset=self.asset, words=self.words, link=self.link) if html else ""

    def _word(self, key: str, /, **values: object) -> str:
        return self.words[key].format(**values)


def _numbers(hotlines: tuple[Hotline, ...]) -> str:
    """Return the numbers to call, each of which a phone dials when touched."""
    rows = "".join(
        f'<li>{escape(h.label, quote=False)}: <a href="tel:{re.sub(r"[^0-9+*#]", "", h.number)}">'
        f"{escape(h.number, quote=False)}</a></li>"
        for h in hotlines
        if h.number
    )
    return f"<ul>{rows}</ul>" if rows else ""


def _simplify(node: Element, words: Mapping[str, str]) -> None:
    """Say in words or letters what a class or an element says to a style sheet."""
    classes = node.get("class", "").split()
    if node.tag == "div" and "alert" in classes:
        kind = next((c.removeprefix("alert-") for c in classes if c.startswith("alert-")), "note")
        node.tag = "blockquote"
        _begin(node, words[f"alert_{kind}"])
    elif node.tag == "ul" and "ticks" in classes:
        for row in node.iterchildren("li"):
            row.text = f"{words['tick']} {(row.text or '').lstrip()}"
    elif node.tag == "figure":
        for child in node.iterchildren("figcaption"):
            child.tag = "p"
        for child in node.iterchildren("img"):
            place = etree.Element("p")
            node.replace(child, place)
            place.tail, child.tail = child.tail, None
            place.append(child)


def _begin(root: Element, word: str) -> None:
    """Put ``word`` in bold at the beginning of the first paragraph of ``root``."""
    first = next(root.iterchildren("p"), None)
    if first is None or root.index(first) != 0 or (root.text or "").strip():
        first = etree.Element("p")
        first.tail, root.text = root.text, None
        root.insert(0, first)
    bold = etree.Element("strong")
    bold.text = word
    bold.tail, first.text = f" {(first.text or '').lstrip()}", None
    first.insert(0, bold)


def _inner(root: Element) -> str:
    pieces = [escape(root.text or "", quote=False), *(_text(child, tail=True) for child in root)]
    return "".join(pieces).strip()


def _text(node: Element, tail: bool = False) -> str:
    return etree.tostring(node, encoding="unicode", with_tail=tail)
