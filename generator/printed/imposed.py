"""An imposed file read as a reader gets it: printed on both sides, folded, opened page by page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from generator.printed.pages import MM, Box, Document, Graphic, Page, Span
from generator.printed.presets import Preset

TICK = 15 * MM  # fold ticks end within this much of the edge


@dataclass(frozen=True, slots=True)
class Folded:
    """``guide``: sides that say how to print; ``sides``: those of the booklet; ``pages``: its pages in order."""

    guide: tuple[Page, ...]
    sides: tuple[Page, ...]
    pages: tuple[Page, ...]


def fold(document: Document, preset: Preset) -> Folded:
    """Fold the sheets of an imposed file and return its pages as they follow one another.

    Each sheet is flipped on its short edge, so what is printed on the left half of its back lies behind the
    right half of its front. Folded in the middle and nested, first sheet outside, it gives two leaves: the right
    half of the front with the left half of the back behind it, and the right half of the back with the left half
    of the front behind it. First leaves follow one another from the outer sheet inwards, second ones outwards.
    """
    ticked = [bool(fold_ticks(side)) for side in document.pages]
    start = ticked.index(True) if True in ticked else 0
    sides = document.pages[start:]
    first: list[Page] = []
    second: list[Page] = []
    for front, back in zip(sides[::2], sides[1::2], strict=False):
        first += [_half(front, preset, right=True), _half(back, preset, right=False)]
        second = [_half(back, preset, right=True), _half(front, preset, right=False), *second]
    pages = tuple(replace(page, number=n) for n, page in enumerate((*first, *second), 1))
    return Folded(document.pages[:start], sides, pages)


def fold_ticks(side: Page) -> tuple[Graphic, ...]:
    """Return the marks on the fold near head and foot."""
    return tuple(
        g for g in _on_fold(side) if g.thickness < 1.5 and (g.box.bottom < TICK or g.box.top > side.height - TICK)
    )


def staples(side: Page) -> tuple[Graphic, ...]:
    """Return the bars on the fold that show where to staple."""
    return tuple(g for g in _on_fold(side) if g.thickness > 2 and g.box.height > 8 * MM)


def dots(side: Page) -> tuple[Graphic, ...]:
    """Return the dots beside the foot tick."""
    return tuple(
        g
        for g in side.graphics
        if g.depth == 0
        and g.box.top > side.height - TICK
        and g.box.width < 3
        and g.box.height < 3
        and side.width / 2 + 2 * MM < g.box.left
    )


def _on_fold(side: Page) -> Iterator[Graphic]:
    for g in side.graphics:
        middle = (g.box.left + g.box.right) / 2
        if g.depth == 0 and abs(middle - side.width / 2) < 0.5 * MM and g.box.height > 3 * g.box.width:
            yield g


def _half(side: Page, preset: Preset, *, right: bool) -> Page:
    width, height = (n * MM for n in preset.page)
    left = side.width / 2 - (0 if right else width)
    top = (side.height - height) / 2
    frame = Box(left, top, left + width, top + height)
    half = Box(side.width / 2, 0, side.width, side.height) if right else Box(0, 0, side.width / 2, side.height)
    spans = [s for s in side.spans if s.depth and half.holds(s.box)]
    graphics = [g for g in side.graphics if g.depth and half.holds(g.box)]
    turned = _turned(spans)
    return replace(
        side,
        width=width,
        height=height,
        spans=tuple(_moved_span(s, frame, turned) for s in spans),
        graphics=tuple(replace(g, box=_moved(g.box, frame, turned)) for g in graphics),
        frame=frame,
        turned=turned,
    )


def _turned(spans: Sequence[Span]) -> bool:
    turned = sum(len(s.glyphs) for s in spans if abs(abs(s.angle) - 180) < 1)
    return turned > sum(len(s.glyphs) for s in spans if s.upright)


def _moved(box: Box, frame: Box, turned: bool) -> Box:
    if turned:
        return Box(frame.right - box.right, frame.bottom - box.bottom, frame.right - box.left, frame.bottom - box.top)
    return Box(box.left - frame.left, box.top - frame.top, box.right - frame.left, box.bottom - frame.top)


def _moved_span(span: Span, frame: Box, turned: bool) -> Span:
    def across(x: float) -> float:
        return frame.right - x if turned else x - frame.left

    return replace(
        span,
        baseline=frame.bottom - span.baseline if turned else span.baseline - frame.top,
        box=_moved(span.box, frame, turned),
        glyphs=tuple(
            replace(g, left=across(g.left), right=across(g.right), box=g.box and _moved(g.box, frame, turned))
            for g in span.glyphs
        ),
        angle=(span.angle + 360) % 360 - 180 if turned else span.angle,
        depth=span.depth - 1,
    )
