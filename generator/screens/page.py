"""A whole screen: blocks in their places, a hand that points, callouts, the phone around them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from generator.screens import pictograms, shapes
from generator.screens.blocks import (
    AIRS,
    Aim,
    Air,
    Block,
    build,
    build_rounds,
)
from generator.screens.elements import (
    BubbleElement,
    ButtonElement,
    DialogElement,
    Element,
    FieldElement,
    ImageElement,
    KeyboardElement,
    ListElement,
    QrElement,
    Screen,
    SliderElement,
    SwitchElement,
    TextElement,
)
from generator.screens.lettering import (
    COLUMN,
    HIGH,
    RIGHT,
    TILE,
    WIDE,
    Looks,
    title_of,
)
from generator.screens.shapes import BLACK, BOLD_LINE, GREEK, LINE, WHITE, WORD, Box, Shape

_ROOM = Box(3, 3, WIDE - 6, HIGH - 6)  # hands and callouts stay inside the phone
_CALLOUT = 11.5
_SET_LEFT = (FieldElement, ListElement, SwitchElement, SliderElement, BubbleElement)  # text beside them, too
_HANDS = (1.5, 1.3, 1.15)  # sizes, best first


def _cost(way: tuple[int, int, int, int, bool]) -> float:
    """Return how far a layout is from the one we would like: roomy, a large hand that overlaps no other element."""
    tight, below, after, small, apart = way
    return 4 * tight + below / 10 + after / 8 + 3 * small + (0 if apart else 12)


# which of AIRS, room below, room after the target, which of _HANDS, whether the hand keeps off other elements
_WAYS = sorted(product(range(len(AIRS)), (0, 12, 24), (0, 14, 24), range(len(_HANDS)), (True, False)), key=_cost)


@dataclass(frozen=True, slots=True)
class Page:
    """A screen laid out: what is drawn, from back to front, and where.

    ``hand`` has the areas of finger, palm and rings or arrow; ``crowded`` is the element for which there is no room.
    """

    shapes: tuple[Shape, ...]
    target: Aim | None
    hand: tuple[Box, ...] = ()
    callouts: tuple[Box, ...] = ()
    crowded: int | None = None


@dataclass(frozen=True, slots=True)
class _Laid:
    """Blocks in their places, before anybody points at them."""

    shapes: tuple[Shape, ...]
    boxes: Mapping[int, Box]
    aim: Aim | None
    dropped: int | None = None


def arrange(screen: Screen, looks: Looks) -> Page:
    """Return the roomiest layout of ``screen`` that has room for everything."""
    layout = _Layout(screen, looks)
    laid: dict[tuple[int, int, int], _Laid] = {}
    for tight, below, after, small, apart in _WAYS:
        key = tight, below, after
        if key not in laid:
            laid[key] = layout.lay(tight, below, after)
        if laid[key].dropped is None:
            page = _pointed(screen, laid[key], _HANDS[small], apart)
            if page.crowded is None:
                return page
    return _forced(screen, laid[len(AIRS) - 1, 0, 0], _HANDS[-1])


def _forced(screen: Screen, laid: _Laid, scale: float) -> Page:
    """Return the page of a screen that is too full: what finds no room is missing."""
    page = _pointed(screen, laid, scale, False)
    if laid.dropped is not None:
        return replace(page, crowded=laid.dropped)
    return page


def _groups(show: Sequence[Element]) -> Iterator[tuple[int, tuple[Element, ...]]]:
    """Yield elements with their index, round buttons that follow one another together."""
    n = 0
    while n < len(show):
        end = n + 1
        while end < len(show) and all(isinstance(e, ButtonElement) and e.round for e in show[n : end + 1]):
            end += 1
        yield n, tuple(show[n:end])
        n = end


class _Layout:
    """Puts the elements of one screen below one another; remembers blocks that come out the same."""

    def __init__(self, screen: Screen, looks: Looks) -> None:
        self.screen = screen
        self.looks = looks
        self.left = any(isinstance(e, _SET_LEFT) for e in screen.show)
        self.blocks: dict[tuple[int, Air], Block] = {}

    def lay(self, tight: int, below: float, after: float) -> _Laid:
        """Return the layout with the air ``tight``; elements for which there is no room are left out."""
        screen = self.screen
        air = replace(AIRS[tight], after=after, left=self.left)
        drawn, boxes, top, aim = _head(screen, air)
        groups = list(_groups(screen.show))
        blocks = [self.built(n, group, air) for n, group in groups]
        pinned = bool(groups) and isinstance(groups[-1][1][-1], KeyboardElement) and screen.cut != "bottom"
        end = HIGH - (5 if pinned else 10 if screen.cut == "bottom" else 7)
        dropped: int | None = None
        while blocks and top + _height(groups, blocks, air) > end:
            victim = next((k for k in reversed(range(len(blocks))) if blocks[k].aim is None), len(blocks) - 1)
            dropped = groups[victim][0]
            del groups[victim], blocks[victim]
        pinned = pinned and bool(groups) and isinstance(groups[-1][1][-1], KeyboardElement)
        below = 0 if pinned else below
        pictures = [k for k, (_, g) in enumerate(groups) if isinstance(g[0], ImageElement | QrElement)]
        spare = end - top - _height(groups, blocks, air) - below
        for k in pictures if spare > 0 else ():
            blocks[k] = self.built(*groups[k], replace(air, spare=spare / len(pictures)))
        slack = max(end - top - _height(groups, blocks, air), 0)
        y = top + self.lead(slack, below, len(blocks) if pinned else 0)
        if not pinned and all(e.target in ("", "type") for e in screen.show) and screen.back != "tap":
            # no hand needs the room, so the elements may breathe
            air = replace(air, gap=air.gap + min(max(end - y - _height(groups, blocks, air), 0) / (len(blocks) + 1), 5))
        drawn += _behind(screen, y, blocks[0].height if blocks else 0, top)
        for k, ((index, group), block) in enumerate(zip(groups, blocks, strict=True)):
            if pinned and k == len(blocks) - 1:
                y = end - block.height
            placed = block.moved(y)
            drawn += placed.shapes
            boxes |= {index + n: box for n, box in enumerate(placed.boxes)}
            aim = placed.aim or aim
            y += block.height + air.gap + _gap_after(group, air)
        return _Laid(tuple(drawn), boxes, aim, dropped)

    def lead(self, slack: float, below: float, pinned: int) -> float:
        """Return how much of ``slack`` stands above the first block; ``pinned`` blocks end in a keyboard.

        The upper part of a phone hangs from its top, the lower part stands on its foot, a whole one is balanced.
        """
        if self.screen.cut == "top":
            return max(slack - max(below, 0 if pinned else min(slack * 0.35, 22)), 0)
        if self.screen.title or self.screen.back or self.screen.cut == "bottom":
            return min(slack / 4, 4)
        if pinned:
            return slack / 2 if pinned > 1 else slack
        return max((slack - below) / 2, 0)

    def built(self, index: int, group: Sequence[Element], air: Air) -> Block:
        """Return the block of ``group``, whose first element is ``index``."""
        show = self.screen.show
        following = show[index + len(group)] if index + len(group) < len(show) else None
        if not any(e.target for e in group):
            air = replace(air, after=0)
        if isinstance(following, KeyboardElement) and following.target:
            air = replace(air, typed=True)
        if isinstance(group[0], KeyboardElement):
            air = replace(air, foot=following is None and self.screen.cut != "bottom")
            before = show[index - 1] if index else None
            if group[0].target and isinstance(before, TextElement | FieldElement):
                shown = before.value or before.label if isinstance(before, FieldElement) else before.label
                air = replace(air, keys="".join(c for c in "0123456789*#" if c in shown))
        key = index, air
        if key not in self.blocks:
            rounds = [e for e in group if isinstance(e, ButtonElement)] if len(group) > 1 else []
            self.blocks[key] = build_rounds(rounds, air, self.looks) if rounds else build(group[0], air, self.looks)
        return self.blocks[key]


def _height(groups: Sequence[tuple[int, Sequence[Element]]], blocks: Sequence[Block], air: Air) -> float:
    """Return the height of ``blocks`` below one another."""
    extra = sum(_gap_after(g, air) for _, g in groups[:-1])
    return sum(b.height for b in blocks) + air.gap * max(len(blocks) - 1, 0) + extra


def _behind(screen: Screen, y: float, height: float, top: float) -> Iterator[Shape]:
    """Yield grey bars around a dialog, or more apps below two: a screen is not empty there."""
    only = screen.show[0] if len(screen.show) == 1 else None
    if isinstance(only, DialogElement):
        for n in range(9):
            bar = Box(14, 15 + 14 * n, (62, 88, 74)[n % 3], 5)
            if bar.y >= top + 2 and not bar.overlaps(Box(0, y, WIDE, height), 3) and bar.bottom < HIGH - 10:
                yield shapes.rect(bar, 2.5, "", 0, GREEK).ornament()
    elif isinstance(only, ListElement) and only.tiles and len(only.rows) == 2 and y + height + 52 < HIGH:
        for x in (WIDE / 2 - COLUMN / 2, WIDE / 2 + COLUMN / 2):
            below = y + height + 9
            yield shapes.rect(Box(x - TILE / 2, below, TILE, 28), 9, GREEK, 1.25).ornament()
            yield shapes.rect(Box(x - 14, below + 33, 28, 4), 2, "", 0, GREEK).ornament()


def _gap_after(group: Sequence[Element], air: Air) -> float:
    """Return the room kept for a hand below what it touches; lists and dialogs keep it within."""
    inner = isinstance(group[0], (ListElement, DialogElement))
    gestures = [e.target for e in group if e.target]
    return air.after if gestures and not inner and gestures[0] != "type" else 0


def _head(screen: Screen, air: Air) -> tuple[list[Shape], dict[int, Box], float, Aim | None]:
    """Return the title bar, and where the first element may begin."""
    if not screen.title and not screen.back:
        return [], {}, 11 if screen.cut == "top" else 9, None
    tapped = screen.back == "tap"
    top = 9.0 if screen.cut == "top" else 3.0
    bottom = top + air.bar
    middle = top + air.bar / 2 + 1
    drawn = [shapes.segment(4, bottom, WIDE - 4, bottom)]
    aim: Aim | None = None
    if screen.back:
        box = Box(5.5, middle - 12, 24, 24)
        drawn.append(
            shapes.path(
                "M9 0L2 7L9 14",
                11,
                middle - 7,
                box.grown(-5),
                stroke=BLACK if tapped else WORD,
                line=3 if tapped else 2,
            )
        )
        if tapped:
            drawn.append(shapes.circle(*box.middle, 12, BLACK, BOLD_LINE))
            x, y = box.middle
            aim = Aim(box, ((x + 3, box.bottom), (x + 1, box.bottom), (x + 7, y + 9)), ringed=True)
    for slot in title_of(screen):
        left = RIGHT - slot.room
        drawn.append(shapes.text(left, middle + 5, slot.set()[0], True, WORD))
    return (
        drawn,
        {-1: Box(4, top, WIDE - 8, air.bar)},
        bottom + (3 if air.gap > 5 else 2) + (air.after if tapped else 0),
        aim,
    )


def _pointed(screen: Screen, laid: _Laid, scale: float, apart: bool) -> Page:
    """Add hand and callouts; the page is crowded when one of them finds no room.

    ``apart`` keeps the hand off every other element, not only off words and pictures.
    """
    target = next((n for n, e in enumerate(screen.show) if e.target), -1)
    gesture, direction = ("tap", "") if screen.back == "tap" else ("", "")
    if target >= 0:
        gesture, direction = screen.show[target].target, screen.show[target].direction or "up"
    if target >= 0 and isinstance(screen.show[target], SliderElement):
        direction = ""  # the slider has its own arrow
    words = [s.box for s in laid.shapes if s.words]
    solid = [s.box for s in laid.shapes if s.solid]
    over: tuple[Shape, ...] = ()
    areas: tuple[Box, ...] = ()
    crowded: int | None = None
    if laid.aim and gesture in ("tap", "hold", "swipe"):
        sign = "" if laid.aim.ringed else gesture
        others = [box for n, box in laid.boxes.items() if n >= 0 and n != target] if apart else []
        found = None
        for x, y in laid.aim.tips:
            hand = _gesture(x, y, scale, sign, direction)
            if _free(hand[1], words, solid) and not _hit(hand[1][0], others, 1):
                found = hand
                break
        else:
            crowded = target
            within = (_gesture(x, y, scale, sign, direction) for x, y in laid.aim.tips)
            found = next((h for h in within if all(a.inside(_ROOM) for a in h[1])), None)
        over, areas = found or ((), ())
    callouts: list[Box] = []
    for index, element in enumerate(screen.show):
        if element.mark and index in laid.boxes:
            taken = [*words, *areas, *callouts]
            others = [box for n, box in laid.boxes.items() if n != index]
            spots = [c for c in _corners(laid.boxes[index]) if c.inside(_ROOM) and not _hit(c, taken, 1)]
            spot = next((c for c in spots if not _hit(c, others, 0)), next(iter(spots), None))
            if spot is None:
                crowded = index
            else:
                callouts.append(spot)
                over += _callout(spot, element.mark)
    covering = (*areas, *callouts)
    kept = [s for s in laid.shapes if not (s.loose and _hit(s.box, covering, 1)) or s.name == "rect"]
    kept = [_short(s, covering) if s.loose and s.name == "rect" else s for s in kept]
    drawn = (*_frame(screen.cut), *(s for s in kept if s.box.width > 12 or not s.loose or s.name != "rect"), *over)
    return Page(drawn, laid.aim, areas, tuple(callouts), crowded)


def _hit(box: Box, others: Sequence[Box], gap: float) -> bool:
    return any(box.overlaps(o, gap) for o in others)


def _free(areas: Sequence[Box], words: Sequence[Box], solid: Sequence[Box]) -> bool:
    """Return whether a hand covers nothing: ``areas`` are palm, finger and signs, in this order."""
    palm, finger, *signs = areas
    return (
        all(a.inside(_ROOM) for a in areas)
        and not any(_hit(a, words, 0.5) for a in (palm, finger))
        and not any(_hit(a, words, 1.5) for a in signs)
        and not _hit(palm, solid, -1.5)
        and not _hit(finger, solid, -4)
    )


def _short(bar: Shape, others: Sequence[Box]) -> Shape:
    """Return a grey bar that ends before what covers it."""
    for other in others:
        if bar.box.overlaps(other, 2):
            room = max(other.x - 3 - bar.box.x, 0)
            attributes = tuple((k, room if k == "width" else v) for k, v in bar.attributes)
            bar = replace(bar, attributes=attributes, box=replace(bar.box, width=room))
    return bar


def _gesture(
    x: float, y: float, scale: float, gesture: str, direction: str
) -> tuple[tuple[Shape, ...], tuple[Box, ...]]:
    """Return a hand with the sign of its gesture, and the areas of palm, finger and sign."""
    finger, palm = pictograms.hand_boxes(x, y, scale)
    signs: list[Shape] = []
    for radius in {"tap": (7.5,), "hold": (12.0, 7.0)}.get(gesture, ()):
        signs.append(shapes.circle(x, y, radius, BLACK, 1.75, WHITE))  # white within: on black it is one ring, too
    if gesture == "swipe" and direction:
        dx, dy = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}[direction]
        start = 8 if dy <= 0 else 24 * scale / 1.5
        signs += pictograms.arrow(x + start * dx, y + start * dy, x + (start + 26) * dx, y + (start + 26) * dy)
    # rings: the arc above the finger is what is seen, the box around it is what must stay free
    return (*signs, pictograms.hand(x, y, scale)), (palm, finger, *(s.box for s in signs))


def _corners(box: Box) -> Iterator[Box]:
    r = _CALLOUT + 1
    xs = (box.right - 12, box.right + r + 1, box.x - r - 1, box.x + 12, box.middle[0])
    ys = (box.y + 2, box.y + 10, box.bottom - 2, box.middle[1], box.y - 10, box.bottom + 10)
    for y, x in product(ys, xs):
        yield Box(
            min(max(x, _ROOM.x + r), _ROOM.right - r) - r, min(max(y, _ROOM.y + r), _ROOM.bottom - r) - r, 2 * r, 2 * r
        )


def _callout(box: Box, mark: int) -> tuple[Shape, ...]:
    x, y = box.middle
    return (
        shapes.circle(x, y, _CALLOUT, BLACK, 2, WHITE),
        shapes.text(x, y + 5.1, str(mark), True, BLACK, "middle"),
    )


def _frame(cut: str) -> tuple[Shape, ...]:
    """Return the phone, opaque; a cut edge is a zigzag."""
    i, r = 1.25, 15.0
    whole = Box(i, i, WIDE - 2 * i, HIGH - 2 * i)
    if not cut:
        return (shapes.rect(whole, r, WORD, 2.5),)
    number = shapes.number
    step = whole.width / 16
    low = HIGH - i - 1
    teeth = [(i + step * n, low - (4 if n % 2 else 0)) for n in range(17)]
    side = f"M{i} {low}V{i + r}Q{i} {i} {i + r} {i}H{WIDE - i - r}Q{WIDE - i} {i} {WIDE - i} {i + r}V{low}"
    zigzag = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in teeth)
    ground = side + "L" + "L".join(f"{number(x)} {number(y)}" for x, y in reversed(teeth)) + "Z"
    turn, x, y = (180.0, float(WIDE), float(HIGH)) if cut == "top" else (0.0, 0.0, 0.0)
    return (
        shapes.path(ground, x, y, whole, turn=turn, stroke="none", line=0, fill=WHITE),
        shapes.path(side, x, y, whole, turn=turn, stroke=WORD, line=2.5),
        shapes.path(zigzag, x, y, whole, turn=turn, stroke=LINE, line=1),
    )
