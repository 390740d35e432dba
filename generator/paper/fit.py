"""How high things stand on a page, computed from their words before anything is laid out.

For what must be known early: how many volumes there are, where a caution stands, what must share a page.
The numbers are those of ``theme/booklet/paper.css``; tests compare the results with what the engine makes.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from lxml.html import HtmlElement, fragment_fromstring, tostring

from generator.model import Word
from generator.paper.presets import FILL, FRAME, LEFTS, MESSAGE, RIGHTS, RULED, TICK_GAP, Preset
from generator.paper.questions import Question
from generator.paper.typeset import LOW, lines
from generator.paper.views import RULED_LINES, LessonView, Run, SectionView, StepView

WEB = 34 * 72 / 25.4  # points: the code is 34 mm with its white border
ART_SHAPE = 326 / 214  # width to height of the drawing on the cover
SERIES = 5.2  # sizes of type that the number of a question and of an entry take of a line in the answers
_CELL = 13  # points of padding and lines of a cell
_BLOCKS = frozenset(
    ("p", "ul", "ol", "li", "table", "blockquote", "div", "figure", "img", "pre", "h3", "h4", "h5", "h6")
)


@dataclass(frozen=True, slots=True)
class Block:
    """Something that never breaks over a page; ``start`` says where it may begin, ``keep`` that the next joins it.

    ``above`` is space before it that is dropped at the top of a page.
    """

    height: float
    start: Literal["", "page", "left", "right"] = ""
    keep: bool = False
    above: float = 0


def pages(blocks: Iterable[Block], room: float, first: int = 1) -> tuple[int, ...]:
    """Return the page of each block when the first is put on a fresh page ``first`` (odd pages are right pages)."""
    todo = list(blocks)
    placed: list[int] = []
    page, used = first, 0.0
    for at, block in enumerate(todo):
        need, follower = block.above + block.height, at
        while todo[follower].keep and follower + 1 < len(todo) and not todo[follower + 1].start:
            follower += 1
            need += todo[follower].above + todo[follower].height
        joined = at > 0 and todo[at - 1].keep and not block.start
        if used and (block.start or (used + need > room and not joined)):
            page, used = page + 1, 0.0
        if block.start in ("left", "right") and page % 2 != (block.start == "right"):
            page += 1
        placed.append(page)
        used += block.height + (block.above if used else 0)
        while used > room:  # higher than a page: it can only be broken
            page, used = page + 1, used - room
    return tuple(placed)


# --- running text ------------------------------------------------------------------------


def prose_height(html: str, preset: Preset, width: float = 0) -> float:
    """Return the height of block HTML in ``width`` points (the whole measure by default)."""
    if not html:
        return 0.0
    return _children(fragment_fromstring(html, create_parent="div"), preset, width or preset.measure)


def _children(parent: HtmlElement, preset: Preset, width: float) -> float:
    """Return the height of blocks half a line apart; text between them is not expected."""
    gaps = sum(
        preset.body.lead / (4 if before.tag == "p" and after.tag in ("ul", "ol") else 2)
        for before, after in pairwise(parent)
    )
    return sum(_height(child, preset, width) for child in parent) + gaps


def _height(block: HtmlElement, preset: Preset, width: float) -> float:
    lead = preset.body.lead
    match block.tag:
        case "ul" | "ol":
            bullet, gap = _bullet(block, preset)
            return sum(_height(li, preset, width - bullet) for li in block) + gap * max(0, len(block) - 1)
        case "blockquote" | "div":
            return _children(block, preset, width - FRAME) + 3 + lead * 0.75
        case "table":
            rows = [[_inner(cell) for cell in row] for row in block.iter("tr")]
            cells = [max((lines(c, preset.body, width / len(row) - _CELL) for c in row), default=0) for row in rows]
            return sum(cells) * lead + len(rows) * (lead / 4 + 1)
        case "img":
            sizes = [float(n) for n in re.findall(r"--[wh]: ([\d.]+)", block.get("style", ""))]
            return sizes[1] * preset.scale if len(sizes) == 2 else lead
        case "figure":
            return sum(_height(child, preset, width) for child in block)
        case _:
            nested = [child for child in block if child.tag in _BLOCKS]
            said = lines(_inner(block), preset.body, width) * lead if not nested or block.text else 0
            return said + sum(_height(child, preset, width) for child in nested)


def _bullet(block: HtmlElement, preset: Preset) -> tuple[float, float]:
    """Return what the sign before an entry takes of its line, and the space between entries."""
    if "ticks" in block.get("class", ""):
        return preset.tick + TICK_GAP, preset.body.lead * 0.375
    return preset.body.size * (1.5 if block.tag == "ol" else 1.1), preset.body.lead / 8


def _inner(block: HtmlElement) -> str:
    """Return the inline HTML of ``block``."""
    kept = [child for child in block if child.tag not in _BLOCKS]
    return (block.text or "") + "".join(tostring(child, encoding="unicode") for child in kept)


# --- steps -------------------------------------------------------------------------------


def step_height(step: StepView, preset: Preset) -> float:
    """Return the height of a step."""
    lead, picture = preset.body.lead, step.picture
    beside = picture is not None and not picture.wide
    width = preset.beside(picture.width) if picture is not None and beside else preset.measure
    act = max(lines(step.title, preset.bold, width - preset.numeral) * lead, lead * 1.75)
    act += lead * 0.625 if LOW in step.title else 0
    said = act + prose_height(step.body, preset, width)
    if picture is None:
        return said + lead / 2
    high = picture.height * preset.scale
    return (max(high, said) if beside else high + lead / 2 + said) + lead / 2


def caution_height(html: str, preset: Preset) -> float:
    """Return the height of a caution box with its margins."""
    lead = preset.body.lead
    return 5 + lead * 0.75 + lead + prose_height(html, preset, preset.measure - FRAME - 5) + lead


def task_blocks(runs: Iterable[Run], intro: str, others: str, preset: Preset) -> Iterator[Block]:
    """Yield the blocks of a task, its heading first; ``others`` stands right under that, small."""
    lead = preset.body.lead
    opening = prose_height(intro, preset) + (lines(others, preset.small, preset.measure) * preset.small.lead)
    yield Block(preset.heading.lead - 3 + lead / 2 + opening + (lead / 2 if intro else 0), start="left", keep=True)
    for run in runs:
        if run.caution:
            yield Block(caution_height(run.caution, preset), keep=not run.about)
        yield from (Block(step_height(s, preset)) for s in run.steps)


# --- the other parts -----------------------------------------------------------------------


def lesson_blocks(view: LessonView, preset: Preset, hotlines: int) -> Iterator[Block]:
    """Yield the blocks of a lesson; ``hotlines`` is how many lines stand under «help»."""
    yield from lesson_opening(view, preset)
    for number, section in enumerate(view.sections):
        blocks = section_blocks(section, preset, hotlines)
        yield from (replace(b, above=0) if number == n == 0 else b for n, b in enumerate(blocks))
        if section.identifier == view.web_after:
            yield Block(WEB, above=preset.body.lead / 2)


def lesson_opening(view: LessonView, preset: Preset) -> Iterator[Block]:
    """Yield what stands above a lesson's first section: its code, title and main message."""
    lead = preset.body.lead
    title = lines(view.heading, preset.title, preset.measure) * preset.title.lead
    title = max(title, 2 * lead) if view.corner else title + lead
    quoted = replace(preset, body=preset.heading)
    message = prose_height(view.message, quoted, preset.measure - MESSAGE) + lead * (0.25 + 0.375)
    yield Block(title + lead / 4 + (message if view.message else 0), start="right")


def section_blocks(section: SectionView, preset: Preset, hotlines: int) -> Iterator[Block]:
    """Yield the blocks of a section."""
    lead = preset.body.lead
    label, gap = preset.heading.lead - 3, lead * 0.375
    said = prose_height(section.html, preset)
    match section.role:
        case "steps" if section.tasks:
            for number, task in enumerate(section.tasks):
                yield from task_blocks(task.runs, section.html if number == 0 else "", task.others, preset)
        case "practice":
            yield Block(label + said, start="page")
        case "remember":
            inside = prose_height(section.html, preset, preset.measure - FRAME - 2)
            yield Block(label + inside + lead * 0.875, start="page")
            yield Block(label + RULED_LINES * RULED - 5.67, above=lead * 0.75)
            yield Block(2 * preset.small.lead, above=lead / 2)
        case "questions":
            yield Block(label + said, start="left", keep=True)
            for number, asked in enumerate(section.questions):
                between = section.gap * lead if number else 0
                turned = number and number == section.turn
                yield Block(question_height(asked, preset), "page" if turned else "", above=0 if turned else between)
        case "homework":
            yield Block(label + said + FILL, start="page" if section.fresh else "", above=gap)
        case "words":
            listed = sum(word_height(w, preset) for w in section.words) + lead / 4 * max(0, len(section.words) - 1)
            yield Block(label + said + listed, keep=True, above=gap)
        case "help":
            inside = prose_height(section.html, preset, preset.measure - FRAME - 10)
            yield Block(label + inside + lead * 0.75 + 1.5 + hotlines * FILL, above=gap)
        case _:
            yield Block(label + said, above=gap)


def stamp_height(preset: Preset) -> float:
    """Return the height of the day of checking with the space above it."""
    return 2 * preset.small.lead + preset.body.lead / 2


def question_height(asked: Question, preset: Preset) -> float:
    """Return the height of a question."""
    body, lead = preset.body, preset.body.lead
    stem = lines(asked.stem, preset.bold, preset.measure) * lead + lead / 8
    room = preset.measure - preset.ring - TICK_GAP
    match asked.kind:
        case "words" | "number":
            answer = RULED
        case "match":
            left = preset.measure * asked.share / 100
            lefts = sum(lines(r.content, body, left - preset.tick - LEFTS + 2) for r in asked.rows)
            rights = sum(lines(r.content, body, preset.measure - left - RIGHTS + 2) for r in asked.others)
            answer = max(lefts, rights) * lead
        case "order":
            answer = sum(lines(r.content, body, preset.measure - preset.tick - TICK_GAP) for r in asked.rows) * lead
        case _:
            answer = (1 if asked.beside else sum(lines(r.content, body, room) for r in asked.rows)) * lead
    material = prose_height(asked.material, preset)
    return lead * 0.875 + stem + material + answer


def answers_opening(preset: Preset) -> Block:
    """Return the block that opens the pages of answers."""
    return Block(preset.title.lead + preset.body.lead * 2.375)


def answer_blocks(view: LessonView, preset: Preset) -> Iterator[Block]:
    """Yield the blocks of a lesson's answers."""
    body, lead = preset.body, preset.body.lead
    name = lines(view.name, preset.heading, preset.measure) * preset.heading.lead
    yield Block(name + 1.5, keep=True, above=lead * 0.75 - 1.5)
    for asked in view.questions:
        marks = "".join(f"{mark}\u2002" for mark in asked.marks)
        first = lines(f"…………… {marks} {asked.solution}", preset.bold, preset.measure)
        if asked.series:
            first = sum(lines(entry, preset.bold, preset.measure - SERIES * body.size) for entry in asked.series)
        why = sum(lines(reason, body, preset.measure) for reason in asked.reasons)
        yield Block((first + why) * lead + lead / 2 + 0.75)


def words_opening(preset: Preset) -> Block:
    """Return the block that opens the words; it follows the answers."""
    return Block(preset.title.lead + preset.body.lead * 0.375, keep=True, above=preset.body.lead)


def word_height(word: Word, preset: Preset) -> float:
    """Return the height of a word with its meaning."""
    sound = f" (……: {word.say})" if word.say and word.say != word.word else ""
    said = f"<strong>{word.word}</strong>{sound}: {word.meaning}."
    return lines(said, preset.body, preset.measure) * preset.body.lead


# --- cover and back ------------------------------------------------------------------------


def art_width(title: str, summary: str, volumes: bool, preset: Preset) -> float:
    """Return how wide the drawing on the cover may be: what the words leave free, in points."""
    lead = preset.body.lead
    said = 6 + lead * 1.375 + lead * 1.125 + lines(title, preset.cover, preset.measure) * preset.cover.lead
    said += lines(summary, preset.summary, preset.measure) * preset.summary.lead
    said += (lead * 2.125 + 5 if volumes else 0) + 2 * FILL + lead * 1.5
    return round(max(0.0, min(0.76 * preset.measure, (preset.cover_room - said) * ART_SHAPE)), 2)


def fitting_messages(views: Iterable[LessonView], foot: float, preset: Preset) -> tuple[str, ...]:
    """Return the lessons' main messages, as many of the first as fit over ``foot`` points on the back cover."""
    lead, room = preset.body.lead, preset.cover_room - foot - 6 - preset.body.lead * 2.125
    chosen: list[str] = []
    for view in (v for v in views if v.message):
        room -= prose_height(view.message, replace(preset, body=preset.bold), preset.measure - 18)
        room -= lead / 2 if chosen else 0
        if room < 0:
            break
        chosen.append(view.message)
    return tuple(chosen)
