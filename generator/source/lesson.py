"""One Markdown file as authored: front matter, title, sections, steps, questions, with their lines."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from urllib.parse import unquote

from markdown_it.tree import SyntaxTreeNode as Node

from generator.diagnostics import Diagnostics, Position, error
from generator.model import Role
from generator.screens import Screen
from generator.source.locale import Words
from generator.source.markdown import (
    ALERT,
    Prose,
    comment,
    fold,
    inlines,
    line_of,
    parse,
    place,
    plain,
    prose,
    target_place,
    too_deep,
)
from generator.source.page import Page
from generator.source.quiz import ItemSource, is_question, read_item
from generator.source.schema import BankFrontMatter, FrontMatter
from generator.source.screen import read_screen
from generator.source.yamlfile import Document, M, read_yaml, validate

_AUDIENCE = re.compile(r"^(.*?)\s*\(([^()]+)\)$")
_BLOCK = re.compile(r"id\s*:\s*([a-z0-9-]+)")
SCREEN = "screen"


@dataclass(frozen=True, slots=True)
class ImageSource:
    """A picture that a Markdown file shows: its path as written, its text alternative.

    ``position`` is where the picture begins, ``target`` where its path is written.
    """

    source: str
    alternative: str
    position: Position
    target: Position


@dataclass(frozen=True, slots=True)
class ScreenSource:
    """A mock screen that a Markdown file draws."""

    screen: Screen
    position: Position


@dataclass(frozen=True, slots=True)
class StepSource:
    """One step: title, the warning to read first, one picture or the note that none is needed, the rest."""

    number: int
    title: tuple[Node, ...]
    caution: tuple[Node, ...]
    picture: Node | None
    no_picture: bool
    body: tuple[Node, ...]
    position: Position


@dataclass(frozen=True, slots=True)
class TaskSource:
    """Steps under one sub-heading; ``device`` when the heading names one."""

    heading: tuple[Node, ...]
    device: str
    steps: tuple[StepSource, ...]
    position: Position


@dataclass(frozen=True, slots=True)
class SectionSource:
    """What stands under one second-level heading; ``heading_end`` is the heading's last line.

    ``blank``: nothing stands there at all.
    """

    role: Role
    heading: tuple[Node, ...]
    audience: str
    nodes: tuple[Node, ...]
    tasks: tuple[TaskSource, ...]
    items: tuple[ItemSource, ...]
    block: str
    position: Position
    heading_end: int
    blank: bool


@dataclass(frozen=True, slots=True)
class LessonSource:
    """A lesson file that could be read; ``kinds`` holds all of its nodes by their type, in order."""

    path: str
    language: str
    front: FrontMatter
    document: Document
    title: tuple[Node, ...]
    title_position: Position
    message: tuple[Node, ...]
    sections: tuple[SectionSource, ...]
    nodes: tuple[Node, ...]
    kinds: Mapping[str, tuple[Node, ...]]
    images: tuple[ImageSource, ...]
    screens: Mapping[int, ScreenSource]
    prose: tuple[Prose, ...]
    lines: tuple[str, ...]

    @property
    def items(self) -> tuple[ItemSource, ...]:
        """Every question of the lesson."""
        return tuple(i for s in self.sections for i in s.items)


@dataclass(frozen=True, slots=True)
class BankSource:
    """A file of items; ``kinds`` holds all of its nodes by their type, in order."""

    path: str
    language: str
    front: BankFrontMatter
    document: Document
    items: tuple[ItemSource, ...]
    nodes: tuple[Node, ...]
    kinds: Mapping[str, tuple[Node, ...]]
    images: tuple[ImageSource, ...]
    screens: Mapping[int, ScreenSource]
    prose: tuple[Prose, ...]
    lines: tuple[str, ...]


def read_lesson(text: str, path: str, language: str, table: Words, problems: Diagnostics) -> LessonSource | None:
    """Return the lesson in ``text``; everything wrong with it is reported."""
    opened = _opened(text, path, FrontMatter, table, problems)
    if opened is None:
        return None
    front, document, nodes, page = opened
    kinds = _kinds(nodes)
    screens = _screens(kinds, page)
    title, rest = _title(nodes, page)
    message, sections = _sections(rest, page)
    problems.extend(page.found)
    if front is None or document is None:
        return None
    return LessonSource(
        path=path,
        language=language,
        front=front,
        document=document,
        title=tuple(inlines(title)) if title else (),
        title_position=page.at(title) if title else Position(path),
        message=tuple(message),
        sections=tuple(sections),
        nodes=nodes,
        kinds=kinds,
        images=tuple(_images(kinds, page)),
        screens=screens,
        prose=tuple(prose(nodes)),
        lines=page.lines,
    )


def read_bank(text: str, path: str, language: str, table: Words, problems: Diagnostics) -> BankSource | None:
    """Return the items in ``text``; everything wrong with them is reported."""
    opened = _opened(text, path, BankFrontMatter, table, problems)
    if opened is None:
        return None
    front, document, nodes, page = opened
    kinds = _kinds(nodes)
    screens = _screens(kinds, page)
    items = tuple(_items(nodes, page))
    problems.extend(page.found)
    if front is None or document is None:
        return None
    images = tuple(_images(kinds, page))
    return BankSource(
        path, language, front, document, items, nodes, kinds, images, screens, tuple(prose(nodes)), page.lines
    )


def _opened(
    text: str, path: str, schema: type[M], table: Words, problems: Diagnostics
) -> tuple[M | None, Document | None, tuple[Node, ...], Page] | None:
    """Cut the front matter out, line for line, so that line 40 stays the author's line 40."""
    if not text.strip():
        problems.add(error(Position(path), "empty-file", "there is nothing here", "fill it in, or delete the file"))
        return None
    lines = text.split("\n")
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0)
    if lines[0].rstrip() != "---" or not end:
        problems.add(
            error(
                Position(path),
                "front-matter",
                "the file does not begin with lines between two «---»",
                "copy the first lines of another lesson and fill them in",
            )
        )
        return None
    document = read_yaml("\n".join(lines[1:end]), Position(path, 2), problems)
    front = validate(document, schema, problems) if document else None
    body = [""] * (end + 1) + lines[end + 1 :]
    nodes = parse("\n".join(body))
    page = Page(path, table, tuple(body))
    _unclosed_fences(_kinds(nodes), page)
    _too_deep(nodes, page)
    return front, document, nodes, page


def _unclosed_fences(kinds: Mapping[str, tuple[Node, ...]], page: Page) -> None:
    for node in kinds.get("fence", ()):
        assert node.map is not None
        end = min(node.map[1], len(page.lines)) - 1
        last = page.lines[end].strip().lstrip("> ") if end > node.map[0] else ""
        if last != node.markup[0] * len(last) or len(last) < len(node.markup):
            page.error(
                node,
                "unclosed-fence",
                "the block that begins here is never closed",
                "add a line «{fence}» below it, with as many spaces before it as here",
                fence=node.markup,
            )


def _too_deep(nodes: Sequence[Node], page: Page) -> None:
    deep = next((n for root in nodes for n in root.walk() if too_deep(n)), None)
    if deep is not None:
        page.error(
            deep,
            "too-deep",
            "lists, quotes or bold words are nested too deep here",
            "write it with at most three levels",
        )


def _title(nodes: Sequence[Node], page: Page) -> tuple[Node | None, list[Node]]:
    titles = [n for n in nodes if n.type == "heading" and n.tag == "h1"]
    if not titles:
        page.error(
            Position(page.path), "no-title", "the lesson has no title", "write a line «# …» under the first lines"
        )
    for extra in titles[1:]:
        page.error(extra, "second-title", "a lesson has one «#» heading only, its title", "write «##» here")
    return (titles[0] if titles else None), [n for n in nodes if n not in titles]


def _sections(nodes: Sequence[Node], page: Page) -> tuple[list[Node], list[SectionSource]]:
    message: list[Node] = []
    groups: list[tuple[Node, list[Node]]] = []
    for node in nodes:
        if node.type == "heading" and node.tag == "h2":
            groups.append((node, []))
        else:
            (groups[-1][1] if groups else message).append(node)
    return message, [_section(heading, gathered, page) for heading, gathered in groups]


def _section(heading: Node, nodes: Sequence[Node], page: Page) -> SectionSource:
    text = plain(inlines(heading))
    role, audience = page.words.role(text), ""
    split = _AUDIENCE.match(text)
    if role is None and split and (role := page.words.role(split[1])):
        audience = split[2].strip()
    role = role or Role.OTHER
    block = ""
    rest = list(nodes)
    if rest and (note := comment(rest[0])) and (named := _BLOCK.fullmatch(note)):
        block = named[1]
        rest = rest[1:]
    tasks = _tasks(rest, page) if role is Role.STEPS else []
    items = _items(rest, page) if role is Role.QUESTIONS else []
    if role is Role.STEPS:
        rest = _before(rest, lambda n: n.type in ("ordered_list", "heading"))
    elif role is Role.QUESTIONS:
        rest = _before(rest, lambda n: n.type == "heading")
    else:
        _stray_questions(heading, rest, page)
    return SectionSource(
        role=role,
        heading=tuple(inlines(heading)),
        audience=audience,
        nodes=tuple(rest),
        tasks=tuple(tasks),
        items=tuple(items),
        block=block,
        position=page.at(heading),
        heading_end=heading.map[1] if heading.map else line_of(heading),
        blank=all(comment(n) is not None for n in nodes),
    )


def _before(nodes: Sequence[Node], stop: Callable[[Node], bool]) -> list[Node]:
    end = next((n for n, node in enumerate(nodes) if stop(node)), len(nodes))
    return list(nodes[:end])


def _stray_questions(heading: Node, nodes: Sequence[Node], page: Page) -> None:
    for node, following in zip((heading, *nodes), (*nodes, None), strict=True):
        if node.type == "heading" and is_question(node, page.words, following):
            page.error(
                node,
                "question-outside-section",
                "this question stands outside the section of questions",
                "move it under «## {heading}», as a heading with «###»",
                heading=page.words.headings[Role.QUESTIONS],
            )


def _tasks(nodes: Sequence[Node], page: Page) -> list[TaskSource]:
    tasks: list[TaskSource] = []
    heading: Node | None = None
    for node in nodes:
        if node.type == "heading":
            if heading is not None:
                _no_steps(heading, page)
            heading = node
        elif node.type == "ordered_list":
            title = tuple(inlines(heading)) if heading else ()
            device = page.words.devices.get(fold(plain(title)), "")
            steps = tuple(_step(item, n, page) for n, item in enumerate(node.children, 1))
            tasks.append(TaskSource(title, device, steps, page.at(heading or node)))
            heading = None
        elif (tasks or heading is not None) and comment(node) is None:
            page.error(
                node,
                "text-between-steps",
                "this stands between the steps and belongs to none",
                "indent it by three spaces under its step, or move it above the steps",
            )
    if heading is not None:
        _no_steps(heading, page)
    return tasks


def _no_steps(heading: Node, page: Page) -> None:
    page.error(
        heading,
        "heading-without-steps",
        "no steps stand under «{title}»",
        "write numbered steps under it: «1. …», or delete the heading",
        title=plain(inlines(heading)),
    )


def _step(item: Node, number: int, page: Page) -> StepSource:
    blocks = list(item.children)
    title: list[Node] = []
    body: list[Node] = []
    if blocks and blocks[0].type == "paragraph" and not is_picture(blocks[0]):
        title = list(inlines(blocks.pop(0)))
    if not title:
        page.error(item, "empty-step", "step {number} says nothing", "write what to do: **Chạm «…».**", number=number)
    if len(title) == 1 and title[0].type == "strong":
        title = list(title[0].children)
    caution: list[Node] = []
    picture: Node | None = None
    no_picture = False
    for block in blocks:
        note = comment(block)
        if note is not None:
            no_picture = no_picture or fold(note) in page.words.no_picture
        elif block.type == "blockquote" and alert_kind(block) in ("WARNING", "CAUTION"):
            caution.append(block)
        elif picture is None and is_picture(block):
            picture = block
        else:
            body.append(block)
    return StepSource(number, tuple(title), tuple(caution), picture, no_picture, tuple(body), page.at(item))


def alert_kind(quote: Node) -> str:
    """Return the kind of a GitHub alert (``WARNING`` …), empty for an ordinary quote."""
    if not quote.children or quote.children[0].type != "paragraph":
        return ""
    first = inlines(quote.children[0])
    found = ALERT.match(first[0].content.strip()) if first and first[0].type == "text" else None
    return found[1] if found and (len(first) == 1 or first[1].type in ("softbreak", "hardbreak")) else ""


def is_picture(block: Node) -> bool:
    """Return whether ``block`` is a mock screen, or a paragraph that holds one picture and nothing else."""
    if block.type == "fence":
        return bool(block.info.strip() == SCREEN)
    return block.type == "paragraph" and [n.type for n in inlines(block)] == ["image"]


def _items(nodes: Sequence[Node], page: Page) -> Iterator[ItemSource]:
    starts = [n for n, node in enumerate(nodes) if node.type == "heading"]
    for start, end in pairwise((*starts, len(nodes))):
        node, blocks = nodes[start], nodes[start + 1 : end]
        if is_question(node, page.words, blocks[0] if blocks else None):
            item = read_item(node, blocks, page)
            if item is not None:
                yield item
        elif node.tag != "h1":
            page.error(
                node,
                "not-a-question",
                "this heading among the questions opens no question",
                "begin it with «{word} 1.», or move it to another section",
                word=page.words.question[0].capitalize(),
            )


def _screens(kinds: Mapping[str, tuple[Node, ...]], page: Page) -> dict[int, ScreenSource]:
    screens: dict[int, ScreenSource] = {}
    for node in kinds.get("fence", ()):
        name = node.info.strip()
        if name == SCREEN:
            line, column = place(node)
            # spaces in the place of what the list or quote takes off: columns are then the file's own
            inside = "".join(" " * (column - 1) + row + "\n" if row else "\n" for row in node.content.split("\n"))
            screen, problems = read_screen(inside, Position(page.path, line + 1))
            page.found.extend(problems)
            if screen is not None:
                screens[line] = ScreenSource(screen, Position(page.path, line, column))
        elif name and get_close_matches(name.lower(), [SCREEN], cutoff=0.7):
            page.error(
                node, "unknown-block", "there is no block «{name}»", "did you mean «{near}»?", name=name, near=SCREEN
            )
    return screens


def _images(kinds: Mapping[str, tuple[Node, ...]], page: Page) -> Iterator[ImageSource]:
    for node in kinds.get("image", ()):
        source = unquote(str(node.attrs["src"]))
        yield ImageSource(source, node.content, page.at(node), Position(page.path, *target_place(node)))


def _kinds(nodes: Sequence[Node]) -> Mapping[str, tuple[Node, ...]]:
    """Return every node by its type, in the order of the file."""
    found: dict[str, list[Node]] = {}
    for root in nodes:
        for node in root.walk():
            found.setdefault(node.type, []).append(node)
    return {kind: tuple(of_kind) for kind, of_kind in found.items()}
