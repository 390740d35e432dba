"""How high things stand on a page, computed from their words before anything is laid out.

For what must be known early: how many volumes there are, and where a caution stands.
The numbers are those of ``theme/booklet/paper.css``; tests compare the results with what the engine makes.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from lxml.html import HtmlElement, fragment_fromstring, tostring

from generator.paper.presets import Preset
from generator.paper.prose import Drawing
from generator.paper.typeset import lines

_BOX = 12  # points of padding on each side of a box
_FRAME = 5  # of its lines
_CELL = 13  # of padding and lines of a cell
TICK_GAP = 10  # between a box to tick and its words
_BLOCKS = frozenset(
    ("p", "ul", "ol", "li", "table", "blockquote", "div", "figure", "img", "pre", "h3", "h4", "h5", "h6")
)


@dataclass(frozen=True, slots=True)
class Block:
    """Something that never breaks over a page; ``start`` says where it may begin, ``keep`` that the next joins it."""

    height: float
    start: Literal["", "page", "left", "right"] = ""
    keep: bool = False


def heading_height(preset: Preset) -> float:
    """Return the height of a task's heading with the space under it."""
    return preset.heading.lead + preset.body.lead / 2


def prose_height(html: str, preset: Preset, width: float = 0) -> float:
    """Return the height of running text in ``width`` points (the whole measure by default)."""
    if not html:
        return 0.0
    return _children(fragment_fromstring(html, create_parent="div"), preset, width or preset.measure)


def _children(parent: HtmlElement, preset: Preset, width: float) -> float:
    """Return the height of blocks half a line apart; text between them is not expected."""
    gaps = preset.body.lead / 2 * max(0, len(parent) - 1)
    return sum(_height(child, preset, width) for child in parent) + gaps


def _height(block: HtmlElement, preset: Preset, width: float) -> float:
    lead = preset.body.lead
    match block.tag:
        case "ul" | "ol":
            bullet, gap = _bullet(block, preset)
            return sum(_height(li, preset, width - bullet) for li in block) + gap * max(0, len(block) - 1)
        case "blockquote" | "div":
            return _children(block, preset, width - 2 * _BOX) + _FRAME + lead * 0.75
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
    return preset.body.size * (1.5 if block.tag == "ol" else 1.1), 0.0


def _inner(block: HtmlElement) -> str:
    """Return the inline HTML of ``block``."""
    kept = [child for child in block if child.tag not in _BLOCKS]
    return (block.text or "") + "".join(tostring(child, encoding="unicode") for child in kept)


def step_height(title: str, body: str, picture: Drawing | None, preset: Preset) -> float:
    """Return the height of a step: its title and body are HTML."""
    lead = preset.body.lead
    beside = picture is not None and not picture.wide
    width = preset.beside(picture.width) if picture is not None and beside else preset.measure
    act = max(lines(title, preset.bold, width - preset.numeral) * lead, lead * 1.75)
    said = act + prose_height(body, preset, width)
    if picture is None:
        return said + lead / 2
    high = picture.height * preset.scale
    return (max(high, said) if beside else high + lead / 2 + said) + lead / 2


def caution_height(html: str, preset: Preset) -> float:
    """Return the height of a caution box with its margins."""
    lead = preset.body.lead
    return 5 + lead * 0.75 + lead + prose_height(html, preset, preset.measure - 2 * _BOX - 5) + lead


def pages(blocks: Iterable[Block], room: float, first: int = 1) -> tuple[int, ...]:
    """Return the page of each block when the first is put on a fresh page ``first`` (odd pages are right pages)."""
    todo = list(blocks)
    placed: list[int] = []
    page, used = first, 0.0
    for at, block in enumerate(todo):
        need, follower = block.height, at
        while todo[follower].keep and follower + 1 < len(todo) and not todo[follower + 1].start:
            follower += 1
            need += todo[follower].height
        if used and (block.start or (used + need > room and not todo[at - 1].keep)):
            page, used = page + 1, 0.0
        if block.start in ("left", "right") and page % 2 != (block.start == "right"):
            page += 1
        placed.append(page)
        used += block.height
        while used > room:  # higher than a page: it can only be broken
            page, used = page + 1, used - room
    return tuple(placed)
