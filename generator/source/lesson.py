"""One Markdown file as authored: front matter, title, sections, steps, questions, with their lines."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markdown_it.tree import SyntaxTreeNode as Node

from generator.diagnostics import Diagnostic, Diagnostics, Position, error, warning
from generator.model import Role
from generator.screens import Screen
from generator.source.locale import Words, words
from generator.source.markdown import comment, fold, inlines, line_of, parse, plain
from generator.source.quiz import ItemSource, is_question, read_item
from generator.source.schema import BankFrontMatter, FrontMatter
from generator.source.screen import read_screen
from generator.source.yamlfile import Document, M, read_yaml, validate

_AUDIENCE = re.compile(r"^(.*?)\s*\(([^()]+)\)$")
_ALERT = re.compile(r"^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]$")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class ImageSource:
    """A picture that a Markdown file shows: its path as written, its text alternative."""

    source: str
    alternative: str
    position: Position


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
    """What stands under one second-level heading."""

    role: Role
    heading: tuple[Node, ...]
    audience: str
    nodes: tuple[Node, ...]
    tasks: tuple[TaskSource, ...]
    items: tuple[ItemSource, ...]
    block: str
    position: Position


@dataclass(frozen=True, slots=True)
class LessonSource:
    """A lesson file that could be read."""

    path: str
    language: str
    front: FrontMatter
    document: Document
    title: tuple[Node, ...]
    title_position: Position
    message: tuple[Node, ...]
    sections: tuple[SectionSource, ...]
    nodes: tuple[Node, ...]
    images: tuple[ImageSource, ...]
    screens: dict[int, ScreenSource]
    lines: tuple[str, ...]

    @property
    def items(self) -> tuple[ItemSource, ...]:
        """Every question of the lesson."""
        return tuple(i for s in self.sections for i in s.items)


@dataclass(frozen=True, slots=True)
class BankSource:
    """A file of items."""

    path: str
    front: BankFrontMatter
    document: Document
    items: tuple[ItemSource, ...]
    nodes: tuple[Node, ...]
    images: tuple[ImageSource, ...]
    lines: tuple[str, ...]


def read_lesson(text: str, path: str, language: str, problems: Diagnostics) -> LessonSource | None:
    """Return the lesson in ``text``; everything wrong with it is reported."""
    opened = _opened(text, path, FrontMatter, problems)
    if opened is None:
        return None
    front, document, body = opened
    found: list[Diagnostic] = []
    nodes = parse(body)
    table = words(language)
    screens = _screens(nodes, path, found)
    title, rest = _title(nodes, path, found)
    message, sections = _sections(rest, table, path, found)
    problems.extend(found)
    return LessonSource(
        path=path,
        language=language,
        front=front,
        document=document,
        title=tuple(inlines(title)) if title else (),
        title_position=Position(path, line_of(title)) if title else Position(path),
        message=tuple(message),
        sections=tuple(sections),
        nodes=nodes,
        images=_images(nodes, path),
        screens=screens,
        lines=tuple(body.split("\n")),
    )


def read_bank(text: str, path: str, language: str, problems: Diagnostics) -> BankSource | None:
    """Return the items in ``text``; everything wrong with them is reported."""
    opened = _opened(text, path, BankFrontMatter, problems)
    if opened is None:
        return None
    front, document, body = opened
    found: list[Diagnostic] = []
    nodes = parse(body)
    items = _items(nodes, words(language), path, found)
    problems.extend(found)
    return BankSource(path, front, document, tuple(items), nodes, _images(nodes, path), tuple(body.split("\n")))


def _opened(text: str, path: str, schema: type[M], problems: Diagnostics) -> tuple[M, Document, str] | None:
    """Cut the front matter out, line for line, so that line 40 stays the author's line 40."""
    if not text.strip():
        problems.add(error(Position(path), "empty-file", "there is nothing here", "fill it in, or delete it"))
        return None
    lines = text.split("\n")
    if lines[0].strip() != "---" or "---" not in (x.strip() for x in lines[1:]):
        problems.add(
            error(
                Position(path),
                "front-matter",
                "the file does not begin with lines between two «---»",
                "copy the first lines of another lesson and fill them in",
            )
        )
        return None
    end = next(n for n, line in enumerate(lines[1:], 1) if line.strip() == "---")
    document = read_yaml("\n".join(lines[1:end]), Position(path, 2), problems)
    _unclosed_fence(lines, path, problems)
    front = validate(document, schema, problems) if document else None
    if document is None or front is None:
        return None
    return front, document, "\n".join([""] * (end + 1) + lines[end + 1 :])


def _unclosed_fence(lines: Sequence[str], path: str, problems: Diagnostics) -> None:
    fence, opened = "", 0
    for number, line in enumerate(lines, 1):
        found = _FENCE.match(line.strip())
        if not found:
            continue
        if not fence:
            fence, opened = found[1], number
        elif found[1][0] == fence[0] and len(found[1]) >= len(fence) and line.strip() == found[1]:
            fence = ""
    if fence:
        problems.add(
            error(
                Position(path, opened),
                "unclosed-fence",
                "the block that begins here is never closed",
                "add a line «{fence}»",
                fence=fence,
            )
        )


def _title(nodes: Sequence[Node], path: str, found: list[Diagnostic]) -> tuple[Node | None, list[Node]]:
    titles = [n for n in nodes if n.type == "heading" and n.tag == "h1"]
    if not titles:
        found.append(error(Position(path), "no-title", "the lesson has no title", "write «# …» under the first lines"))
    for extra in titles[1:]:
        found.append(
            error(
                Position(path, line_of(extra)), "second-title", "a lesson has one «#» heading only", "write «##» here"
            )
        )
    return (titles[0] if titles else None), [n for n in nodes if n not in titles]


def _sections(
    nodes: Sequence[Node], table: Words, path: str, found: list[Diagnostic]
) -> tuple[list[Node], list[SectionSource]]:
    message: list[Node] = []
    sections: list[SectionSource] = []
    heading: Node | None = None
    gathered: list[Node] = []

    def close() -> None:
        if heading is not None:
            sections.append(_section(heading, gathered, table, path, found))

    for node in nodes:
        if node.type == "heading" and node.tag == "h2":
            close()
            heading, gathered = node, []
        elif heading is None:
            message.append(node)
        else:
            gathered.append(node)
    close()
    return message, sections


def _section(heading: Node, nodes: Sequence[Node], table: Words, path: str, found: list[Diagnostic]) -> SectionSource:
    text = plain(inlines(heading))
    role, audience = table.roles.get(fold(text)), ""
    split = _AUDIENCE.match(text)
    if role is None and split and (role := table.roles.get(fold(split[1]))):
        audience = split[2].strip()
    role = role or Role.OTHER
    block = ""
    rest = list(nodes)
    if rest and (note := comment(rest[0])) and (named := re.fullmatch(r"id\s*:\s*([a-z0-9-]+)", note)):
        block = named[1]
        rest = rest[1:]
    tasks = _tasks(rest, table, path, found) if role is Role.STEPS else []
    items = _items(rest, table, path, found) if role is Role.QUESTIONS else []
    if role is Role.STEPS:
        rest = _before(rest, lambda n: n.type in ("ordered_list", "heading"))
    if role is Role.QUESTIONS:
        rest = _before(rest, lambda n: n.type == "heading")
    position = Position(path, line_of(heading))
    return SectionSource(
        role, tuple(inlines(heading)), audience, tuple(rest), tuple(tasks), tuple(items), block, position
    )


def _before(nodes: Sequence[Node], stop: Callable[[Node], bool]) -> list[Node]:
    end = next((n for n, node in enumerate(nodes) if stop(node)), len(nodes))
    return list(nodes[:end])


def _tasks(nodes: Sequence[Node], table: Words, path: str, found: list[Diagnostic]) -> list[TaskSource]:
    tasks: list[TaskSource] = []
    heading: Node | None = None
    for node in nodes:
        if node.type == "heading":
            heading = node
        elif node.type == "ordered_list":
            title = tuple(inlines(heading)) if heading else ()
            device = table.devices.get(fold(plain(title)), "")
            steps = tuple(_step(item, n, table, path, found) for n, item in enumerate(node.children, 1))
            tasks.append(TaskSource(title, device, steps, Position(path, line_of(heading or node))))
            heading = None
        elif tasks:
            found.append(
                error(
                    Position(path, line_of(node)),
                    "text-between-steps",
                    "this stands between the steps and belongs to none",
                    "indent it by three spaces under its step, or move it above the steps",
                )
            )
    return tasks


def _step(item: Node, number: int, table: Words, path: str, found: list[Diagnostic]) -> StepSource:
    where = Position(path, line_of(item))
    blocks = list(item.children)
    title: list[Node] = []
    body: list[Node] = []
    if blocks and blocks[0].type == "paragraph":
        title = list(inlines(blocks.pop(0)))
    if not title:
        found.append(error(where, "empty-step", "the step is empty", "write what to do: **Chạm «…».**"))
    if title and title[0].type == "strong" and len(title) == 1:
        title = list(title[0].children)
    caution: list[Node] = []
    picture: Node | None = None
    no_picture = False
    for block in blocks:
        note = comment(block)
        if note is not None:
            no_picture = no_picture or fold(note) in table.no_picture
        elif block.type == "blockquote" and alert_kind(block) in ("WARNING", "CAUTION"):
            caution.append(block)
        elif picture is None and is_picture(block):
            picture = block
        else:
            body.append(block)
    return StepSource(number, tuple(title), tuple(caution), picture, no_picture, tuple(body), where)


def alert_kind(quote: Node) -> str:
    """Return the kind of a GitHub alert (``WARNING`` …), empty for an ordinary quote."""
    if not quote.children or quote.children[0].type != "paragraph":
        return ""
    first = inlines(quote.children[0])
    found = _ALERT.match(first[0].content.strip()) if first and first[0].type == "text" else None
    return found[1] if found else ""


def is_picture(block: Node) -> bool:
    """Return whether ``block`` is a mock screen, or a paragraph that holds one picture and nothing else."""
    if block.type == "fence":
        return bool(block.info.strip() == "screen")
    return block.type == "paragraph" and [n.type for n in inlines(block)] == ["image"]


def _items(nodes: Sequence[Node], table: Words, path: str, found: list[Diagnostic]) -> list[ItemSource]:
    items: list[ItemSource] = []
    n = 0
    while n < len(nodes):
        node = nodes[n]
        following = nodes[n + 1] if n + 1 < len(nodes) else None
        if node.type != "heading" or not is_question(node, table, following):
            if node.type == "heading" and node.tag != "h1":
                found.append(
                    warning(
                        Position(path, line_of(node)),
                        "not-a-question",
                        "this heading among the questions opens no question",
                        "begin it with «Câu 1.», or move it to another section",
                    )
                )
            n += 1
            continue
        end = n + 1
        while end < len(nodes) and nodes[end].type != "heading":
            end += 1
        item = read_item(node, nodes[n + 1 : end], table, path, found)
        if item is not None:
            items.append(item)
        n = end
    return items


def _screens(nodes: Sequence[Node], path: str, found: list[Diagnostic]) -> dict[int, ScreenSource]:
    screens: dict[int, ScreenSource] = {}
    for root in nodes:
        for node in root.walk():
            if node.type == "fence" and node.info.strip() == "screen":
                where = Position(path, line_of(node))
                inside = Position(path, where.line + 1, _indent(node) + 1)
                screen, problems = read_screen(node.content, inside)
                found.extend(problems)
                if screen is not None:
                    screens[where.line] = ScreenSource(screen, where)
    return screens


def _indent(node: Node) -> int:
    """Columns that list items take off each line of the fence's inside."""
    depth, parent = 0, node.parent
    while parent is not None:
        depth += 3 if parent.type == "list_item" else 0
        parent = parent.parent
    return depth


def _images(nodes: Sequence[Node], path: str) -> tuple[ImageSource, ...]:
    images: list[ImageSource] = []
    for root in nodes:
        for node in root.walk():
            if node.type == "image":
                images.append(ImageSource(str(node.attrs["src"]), node.content, Position(path, line_of(node))))
    return tuple(images)
