"""Mock phone screens: what a lesson's ``screen`` block shows, drawn in black and white with words to read instead.

The picture is 132 x 144 units, one unit is one printed point, every word has 14 units. Elements stand below one
another as on a phone. ``draw`` tries roomy layouts first, then tighter ones, then smaller hands, and takes the first
in which the fingertip touches the target while hand, callouts and words keep apart. What no layout can hold is cut,
never shrunk; ``misfits`` says what and where.

Beyond the published grammar: ``direction`` (of a swipe; right on a slider, otherwise up), ``alternative`` (the
author's own words for it), rows and names of app pictures may take two lines, round buttons that follow one another
stand side by side.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import TypeAlias, assert_never

from generator import shapes
from generator.shapes import BLACK, BOLD_LINE, GREEK, LINE, SIZE, TINT, WHITE, WORD, Box, Shape
from generator.textwidth import fitting, width

WIDE, HIGH = 132, 144
TARGETS = ("tap", "hold", "swipe", "type")
DIRECTIONS = ("up", "down", "left", "right")
_LEFT, _RIGHT = 8.0, 124.0
_FULL = _RIGHT - _LEFT
_ROOM = Box(3, 3, WIDE - 6, HIGH - 6)  # hands and callouts stay inside the phone
_CALLOUT = 11.5
ADDRESS = re.compile(r"(?:https?://)?\b[\w-]+(?:\.[\w-]+)*\.[a-z][\w-]+[^\s,;)»]*")


# --- what an author asks for ----------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Acted:
    """What every element may carry: the gesture it waits for, on which part of it, a number to speak of it."""

    target: str = ""
    at: str = ""
    direction: str = ""
    mark: int = 0


@dataclass(frozen=True, slots=True)
class TextElement(_Acted):
    """Running text, up to three lines."""

    label: str


@dataclass(frozen=True, slots=True)
class FieldElement(_Acted):
    """A box to write in, with its name and what stands in it."""

    label: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class ButtonElement(_Acted):
    """A button; ``round`` shows a telephone receiver with the name below."""

    label: str
    round: bool = False


@dataclass(frozen=True, slots=True)
class SwitchElement(_Acted):
    """A switch that is on or off."""

    label: str
    on: bool = False


@dataclass(frozen=True, slots=True)
class ListElement(_Acted):
    """Rows, each with a receiver at its end when ``call``; or the pictures of apps when ``tiles``."""

    rows: tuple[str, ...]
    call: bool = False
    tiles: bool = False


@dataclass(frozen=True, slots=True)
class BubbleElement(_Acted):
    """A message, received or ``mine``; crossed out when ``forbidden``."""

    label: str
    mine: bool = False
    forbidden: bool = False


@dataclass(frozen=True, slots=True)
class CallElement(_Acted):
    """Who is on the line."""

    label: str


@dataclass(frozen=True, slots=True)
class DialogElement(_Acted):
    """A question over the screen, with one or two buttons."""

    label: str
    buttons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyboardElement(_Acted):
    """Keys with digits, or with ``letters``."""

    letters: bool = False


@dataclass(frozen=True, slots=True)
class SliderElement(_Acted):
    """A knob on a line; ``value`` is 0 to 100."""

    label: str
    value: int = 50


@dataclass(frozen=True, slots=True)
class QrElement(_Acted):
    """A square that looks like a QR code and holds nothing."""

    label: str


@dataclass(frozen=True, slots=True)
class ImageElement(_Acted):
    """A picture that is not to be read; some names draw something, any other a grey page."""

    label: str


Element: TypeAlias = (
    TextElement
    | FieldElement
    | ButtonElement
    | SwitchElement
    | ListElement
    | BubbleElement
    | CallElement
    | DialogElement
    | KeyboardElement
    | SliderElement
    | QrElement
    | ImageElement
)


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen. ``back`` is '', 'true' or 'tap', ``cut`` '', 'top' or 'bottom', ``drawn`` a month as 2026-11."""

    title: str = ""
    back: str = ""
    show: tuple[Element, ...] = ()
    cut: str = ""
    caption: str = ""
    alternative: str = ""
    drawn: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG file, the words to read instead of it, its size in units."""

    svg: bytes
    alternative: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Misfit:
    """What a screen cannot hold: a text that is cut, or (``key`` empty) an element that finds no room.

    ``index`` counts elements from 0, -1 is the title; ``key`` names the text, ``part`` its place in a list;
    ``fitting`` is how many letters of it are shown.
    """

    index: int
    key: str = ""
    part: int = 0
    text: str = ""
    fitting: int = 0


def draw(screen: Screen, words: Mapping[str, str]) -> Drawing:
    """Return the drawing of ``screen``; ``words`` is the table ``screen`` of the theme in the screen's language."""
    page = arrange(screen, Looks(words))
    alternative = screen.alternative or describe(screen, words, page.target)
    return Drawing(shapes.write(page.shapes, WIDE, HIGH, alternative), alternative, WIDE, HIGH)


def misfits(screen: Screen) -> tuple[Misfit, ...]:
    """Return what is cut, whatever the language of the theme."""
    found = [
        Misfit(index, slot.key, slot.part, slot.text, slot.fitting())
        for index, element in [(-1, None), *enumerate(screen.show)]
        for slot in (_title_slots(screen) if element is None else _slots(element))
        if slot.fitting() < len(slot.text)
    ]
    crowded = {arrange(screen, looks).crowded for looks in (Looks({}), Looks({}, people=True))} - {None}
    found += [Misfit(index) for index in sorted(c for c in crowded if c is not None)[:1]]
    return tuple(found)


# --- how words are set ------------------------------------------------------------------


@dataclass(frozen=True)
class Looks:
    """What depends on the language: words to draw, and which names mean a person, hanging up or an app."""

    words: Mapping[str, str]
    people: bool = False

    @cached_property
    def _people(self) -> tuple[str, ...]:
        return self._names("people")

    def _names(self, key: str) -> tuple[str, ...]:
        return tuple(n.strip().casefold() for n in self.words.get(key, "").split(",") if n.strip())

    def person(self, name: str) -> bool:
        """Return whether ``name`` is somebody's: its first words are those of a relation."""
        low = name.casefold().rstrip("?!.")
        return self.people or any(low == p or low.startswith(f"{p} ") for p in self._people)

    def hangs_up(self, name: str) -> bool:
        """Return whether the button ``name`` ends a call."""
        return name.casefold() in self._names("hang_up")

    def pictogram(self, name: str, prefix: str) -> str:
        """Return the pictogram for ``name``, '' when there is none; ``prefix`` is ``app`` or ``image``."""
        low = name.casefold()
        for key in sorted(shapes.PICTOGRAMS):
            if low in self._names(f"{prefix}_{key}"):
                return key
        return low if prefix == "image" and low in shapes.PICTOGRAMS else ""

    def state(self, on: bool) -> str:
        """Return the word beside a switch."""
        return self.words.get("on" if on else "off", "")


@dataclass(frozen=True, slots=True)
class _Slot:
    """A text and the room it has: ``lines`` lines of ``room`` units."""

    key: str
    text: str
    room: float
    bold: bool = False
    lines: int = 1
    part: int = 0

    def set(self) -> tuple[str, ...]:
        """Return the lines, the last one cut when the text does not fit."""
        return _wrap(self.text, self.room, self.bold, self.lines)[0]

    def fitting(self) -> int:
        """Return how many letters are shown."""
        return _wrap(self.text, self.room, self.bold, self.lines)[1]


def _wrap(text: str, room: float, bold: bool, most: int) -> tuple[tuple[str, ...], int]:
    """Return ``text`` in at most ``most`` lines of about equal length, and how many letters of it are shown."""
    lines, shown = _broken(text, room, bold, most)
    narrow = room
    while shown == len(text) and len(lines) > 1 and narrow > 8:
        narrow -= 2
        closer, rest = _broken(text, narrow, bold, len(lines))
        if rest < len(text):
            break
        lines = closer
    return lines, shown


def _broken(text: str, room: float, bold: bool, most: int) -> tuple[tuple[str, ...], int]:
    lines: list[str] = []
    shown = 0
    rest = text
    while rest:
        if width(rest, SIZE, bold) <= room:
            return (*lines, rest), len(text)
        fit = fitting(rest, room, SIZE, bold)
        space = rest.rfind(" ", 0, fit + 1)
        if len(lines) + 1 == most or space <= 0:
            kept = fitting(rest, room - width("…", SIZE, bold), SIZE, bold)
            return (*lines, rest[:kept].rstrip() + "…"), shown + fit
        lines.append(rest[:space])
        shown += space + 1
        rest = rest[space + 1 :].lstrip()
    return tuple(lines) or ("",), len(text)


_FIELD = Box(_LEFT - 1, 0, _FULL + 2, 0)  # left edge and width
_ROW = Box(5, 0, WIDE - 10, 0)
_ROW_PAD = 7.0
_CALL_ICON = 12.0  # radius of the receiver at the end of a row
_TILE = 34.0
_COLUMN = 60.0  # of two app pictures side by side
_STATE = 25.5  # room for the word beside a switch
_TOGGLE = Box(0, 0, 34, 20)
_TEXT = 10.0  # left edge of words that stand by themselves


def _title_slots(screen: Screen) -> tuple[_Slot, ...]:
    left = 34.0 if screen.back else 12.0
    return (_Slot("title", screen.title, _RIGHT - left, True),) if screen.title else ()


def _slots(element: Element) -> tuple[_Slot, ...]:
    """Return the texts of ``element`` with the room each has."""
    bold = bool(element.target)
    match element:
        case TextElement():
            return (_Slot("text", element.label, _FULL - (10 if bold else 2), bold, 3),)
        case FieldElement():
            return (
                _Slot("field", element.label, _FULL - 2, bold),
                _Slot("value", element.value, _FIELD.width - 10 - (5 if bold else 0)),
            )
        case ButtonElement():
            return (_Slot("button", element.label, _FULL - (0 if element.round else 14), bold),)
        case SwitchElement():
            return (_Slot("switch", element.label, _FULL - 2, bold),)
        case ListElement():
            if element.tiles:
                return _tile_slots(element)
            room = _ROW.width - 2 * _ROW_PAD - (2 * _CALL_ICON + 2 if element.call else 0)
            return tuple(
                _Slot("list", row, room, bold and _acted(element, row), 2, n) for n, row in enumerate(element.rows)
            )
        case BubbleElement():
            return (_Slot("bubble", element.label, _FULL - 16, False, 3),)
        case CallElement():
            return (_Slot("call", element.label, _FULL, True),)
        case DialogElement():
            buttons = tuple(_Slot("buttons", b, _FULL - 24, True, 1, n) for n, b in enumerate(element.buttons))
            return (_Slot("dialog", element.label, _FULL - 12, True, 3), *buttons)
        case SliderElement():
            return (_Slot("slider", element.label, _FULL - 2, bold),)
        case QrElement():
            return (_Slot("qr", element.label, _FULL, bold),)
        case KeyboardElement() | ImageElement():
            return ()
        case _:
            assert_never(element)


def _tile_slots(element: ListElement) -> tuple[_Slot, ...]:
    """Return the names of app pictures: one line each where two fit beside one another, otherwise two."""
    slots = [_Slot("list", row, _COLUMN, _acted(element, row), 2, n) for n, row in enumerate(element.rows)]
    for first in range(0, len(slots) - 1, 2):
        wides = [width(s.text, SIZE, s.bold) for s in slots[first : first + 2]]
        if sum(wides) > 2 * _COLUMN - 4:
            widest = first + wides.index(max(wides))
            slots[widest] = replace(slots[widest], room=_COLUMN - 5)
    return tuple(slots)


def _acted(element: Element, part: str) -> bool:
    """Return whether ``part`` is what ``at`` names (any, when it names nothing)."""
    return bool(element.target) and element.at in ("", part)


# --- blocks: one element drawn at height 0 ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Air:
    """How roomy a layout is, and what it keeps free for a hand."""

    gap: float
    bar: float  # height of the title bar
    line: float
    button: float
    box: float
    row: float
    key: float
    inside: bool  # names of empty fields stand in their boxes
    after: float = 0  # below the target
    spare: float = 0  # height to share out among pictures
    left: bool = False  # running text is set left
    typed: bool = False  # what the keyboard below types appears here
    keys: str = ""  # keys to press
    foot: bool = False  # ends in the lower corners of the phone

    def baseline(self, top: float, height: float) -> float:
        """Return the baseline of one line of words in the middle of ``height``."""
        return top + height / 2 + 5


_AIRS = (
    _Air(gap=9, bar=30, line=20, button=32, box=30, row=38, key=20, inside=False),
    _Air(gap=6, bar=29, line=18, button=30, box=28, row=36, key=19, inside=False),
    _Air(gap=5, bar=27, line=17, button=28, box=26, row=34, key=17, inside=True),
    _Air(gap=3, bar=25, line=16, button=26, box=24, row=30, key=15.5, inside=True),
)


@dataclass(frozen=True, slots=True)
class _Aim:
    """What is acted on: its area, and where a fingertip may touch it, best first."""

    box: Box
    tips: tuple[tuple[float, float], ...] = ()
    row: int = 0  # from 1, when it is a row of a list
    ringed: bool = False  # its own frame is the ring of the gesture


@dataclass(frozen=True, slots=True)
class _Block:
    """One element, or round buttons side by side; ``boxes`` has the area of each."""

    height: float
    shapes: tuple[Shape, ...]
    boxes: tuple[Box, ...]
    aim: _Aim | None = None

    def moved(self, dy: float) -> "_Block":
        """Return the same block lower down."""
        aim = self.aim and replace(
            self.aim, box=self.aim.box.moved(0, dy), tips=tuple((x, y + dy) for x, y in self.aim.tips)
        )
        return replace(
            self, shapes=shapes.moved(self.shapes, 0, dy), boxes=tuple(b.moved(0, dy) for b in self.boxes), aim=aim
        )


def _block(element: Element, air: _Air, looks: Looks) -> _Block:
    match element:
        case TextElement():
            return _text(element, air)
        case FieldElement():
            return _field(element, air)
        case ButtonElement():
            return _rounds((element,), air, looks) if element.round else _button(element, air)
        case SwitchElement():
            return _switch(element, air, looks)
        case ListElement():
            return _tiles(element, air, looks) if element.tiles else _rows(element, air, looks)
        case BubbleElement():
            return _bubble(element, air)
        case CallElement():
            return _call(element, air)
        case DialogElement():
            return _dialog(element, air)
        case KeyboardElement():
            return _keyboard(element, air)
        case SliderElement():
            return _slider(element, air)
        case QrElement():
            return _qr(element, air)
        case ImageElement():
            return _image(element, air, looks)
        case _:
            assert_never(element)


def _ink(element: Element, part: str = "") -> str:
    """Return the colour of words: black for what is acted on."""
    return BLACK if _acted(element, part) else WORD


def _text(element: TextElement, air: _Air) -> _Block:
    lines = _slots(element)[0].set()
    acted = bool(element.target)
    pad = 4 if acted else 0
    x, anchor = (_TEXT + pad, "start") if air.left else (WIDE / 2, "middle")
    drawn = [
        shapes.text(x, air.baseline(pad + n * air.line, air.line), line, acted or air.typed, _ink(element), anchor)
        for n, line in enumerate(lines)
    ]
    height = len(lines) * air.line + 2 * pad
    if air.typed:
        end = drawn[-1].box
        drawn.append(_caret(end.right + 3, end.middle[1]))
    wide = max(s.box.right for s in drawn) - min(s.box.x for s in drawn)
    box = Box(_LEFT, 0, _FULL, height) if acted else Box(min(s.box.x for s in drawn), 0, wide, height)
    if not acted:
        return _Block(height, tuple(drawn), (box,))
    frame = shapes.rect(box, 6, BLACK, BOLD_LINE)
    return _Block(height, (frame, *drawn), (box,), _Aim(box, _edge_tips(box, drawn[-1].box)))


def _caret(x: float, y: float) -> Shape:
    return shapes.segment(x, y - 8, x, y + 8, BLACK, BOLD_LINE)


def _field(element: FieldElement, air: _Air) -> _Block:
    name, value = _slots(element)
    acted = bool(element.target)
    above = not (air.inside and not element.value)
    ink, line = (BLACK, BOLD_LINE) if acted else (LINE, 1.0)
    drawn: list[Shape] = []
    top = air.line - 1 if above else 0
    box = Box(_FIELD.x, top, _FIELD.width, air.box)
    if above:
        drawn.append(shapes.text(_TEXT - 1, air.baseline(-2, air.line), name.set()[0], acted, _ink(element)))
    drawn.append(shapes.rect(box, 5, ink, line))
    start = box.x + 5
    if above and element.value:
        drawn.append(shapes.text(start, air.baseline(top, air.box), value.set()[0], False, _ink(element)))
        start = drawn[-1].box.right + 3
    elif not above:
        indent = 5 if element.target == "type" else 2
        inner = replace(name, room=box.width - 10 - indent)
        drawn.append(shapes.text(start + indent, air.baseline(top, air.box), inner.set()[0], acted, _ink(element)))
    if element.target == "type":
        drawn.append(_caret(min(start + 1, box.right - 6), box.middle[1]))
    whole = Box(box.x, 0, box.width, top + air.box)
    aim = _Aim(box, _edge_tips(box, drawn[-1].box if drawn[-1].name == "text" else None)) if acted else None
    return _Block(whole.height, tuple(drawn), (whole,), aim)


def _button(element: ButtonElement, air: _Air) -> _Block:
    box = Box(_LEFT, 0, _FULL, air.button)
    drawn, tips = _pill(box, _slots(element)[0].set()[0], bool(element.target), air)
    return _Block(air.button, drawn, (box,), _Aim(box, tips) if element.target else None)


def _pill(box: Box, name: str, acted: bool, air: _Air) -> tuple[tuple[Shape, ...], tuple[tuple[float, float], ...]]:
    """Return a button, white on black when it is to be tapped, and where to touch it."""
    frame = shapes.rect(box, box.height, BLACK if acted else LINE, BOLD_LINE if acted else 1, BLACK if acted else WHITE)
    x, _ = box.middle
    words = shapes.text(x, air.baseline(box.y, box.height), name, acted, WHITE if acted else WORD, "middle")
    return (frame, words), _edge_tips(box, words.box)


def _edge_tips(box: Box, words: Box | None) -> tuple[tuple[float, float], ...]:
    """Return where to touch a wide box: beside its words, or on its lower edge."""
    end = words.right if words else box.x
    beside = (end + 11 + box.right - 3) / 2
    low = box.bottom - 2
    tips = [(box.right - 0.2 * box.width, low)] if box.width > 44 else [(box.middle[0] + 6, low)]
    if box.right - end > 22:
        tips.append((max(min(beside, box.right - 12), end + 11), box.middle[1] + 2))
    tips += [(box.middle[0] + f * box.width, low + d) for d in (0, 2, 5) for f in (0.12, 0.3, 0, 0.4, -0.2)]
    return (*tips, (box.right - 1, box.middle[1]))


def _rounds(elements: Sequence[ButtonElement], air: _Air, looks: Looks) -> _Block:
    """Draw round buttons side by side; one that hangs up has its receiver turned down."""
    radius = min(air.button * 0.66, 20)
    share = WIDE / len(elements)
    drawn: list[Shape] = []
    boxes: list[Box] = []
    aim: _Aim | None = None
    height = 2 * radius + 2 + air.line
    for n, element in enumerate(elements):
        acted = bool(element.target)
        slot = _slots(element)[0]
        slot = replace(slot, room=min(slot.room, share - 6))
        x, y = share * (n + 0.5), radius + 1
        down = looks.hangs_up(element.label)
        drawn.append(shapes.circle(x, y, radius, BLACK if acted else LINE, 1.5, BLACK if acted else WHITE))
        receiver = shapes.pictogram(
            "phone", x, y, radius * 1.25, WHITE if acted else LINE, WHITE, turn=135 if down else 0
        )
        drawn += [replace(s, solid=True, box=Box(x - 0.5 * radius, y - 0.5 * radius, radius, radius)) for s in receiver]
        drawn.append(
            shapes.text(x, air.baseline(2 * radius + 1, air.line), slot.set()[0], acted, _ink(element), "middle")
        )
        boxes.append(Box(x - share / 2, 0, share, height))
        if acted:
            disc = Box(x - radius, y - radius, 2 * radius, 2 * radius)
            tips = tuple(
                (x + a * radius, y + b * radius) for a, b in ((1.06, 0.3), (1.1, 0), (1.06, -0.3), (0.8, 0.75))
            )
            aim = _Aim(disc, tips)
    return _Block(height, tuple(drawn), tuple(boxes), aim)


def _switch(element: SwitchElement, air: _Air, looks: Looks) -> _Block:
    acted = bool(element.target)
    name = _slots(element)[0]
    ink = BLACK if acted else LINE
    one = _TEXT + width(element.label, SIZE, acted) + 4 + _STATE + 3 <= _RIGHT - _TOGGLE.width
    top = (air.row - 8 - _TOGGLE.height) / 2 if one else air.line + 2
    toggle = _TOGGLE.moved(_RIGHT - _TOGGLE.width, top)
    radius = toggle.height / 2
    x = toggle.right - radius if element.on else toggle.x + radius
    words = shapes.text(
        toggle.x - 3, air.baseline(top, toggle.height), looks.state(element.on), acted, _ink(element), "end"
    )
    drawn = (
        shapes.text(
            _TEXT,
            air.baseline(top if one else 0, toggle.height if one else air.line),
            name.set()[0],
            acted,
            _ink(element),
        ),
        words,
        shapes.rect(toggle, radius, ink, BOLD_LINE if acted else 1.25, ink if element.on else WHITE),
        shapes.circle(x, toggle.middle[1], radius - 3.5, ink, 1.5, WHITE),
    )
    height = max(toggle.bottom + top, toggle.bottom) if one else toggle.bottom + 1
    box = Box(_LEFT, 0, _FULL, height)
    low = toggle.bottom - 1
    tips = ((x, low), (toggle.middle[0], low), (toggle.middle[0], low + 2), (toggle.right - 2, low - 4))
    return _Block(height, drawn, (box,), _Aim(toggle, tips) if acted else None)


def _rows(element: ListElement, air: _Air, looks: Looks) -> _Block:
    """Draw rows between hairlines; people get a portrait and a grey line below their name where both fit."""
    slots = _slots(element)
    portraits = (
        not element.call
        and all(looks.person(r) for r in element.rows)
        and all(len(s.set()) == 1 and width(s.text, SIZE, s.bold) <= s.room - 26 for s in slots)
    )
    drawn: list[Shape] = []
    boxes: list[Box] = []
    aim: _Aim | None = None
    y = 0.0
    for number, (row, slot) in enumerate(zip(element.rows, slots, strict=True)):
        acted = _acted(element, row)
        lines = slot.set()
        box = Box(_ROW.x, y, _ROW.width, max(air.row, len(lines) * 17 + 8))
        ink = BLACK if acted else LINE
        if acted:
            drawn.append(shapes.rect(box, 6, BLACK, BOLD_LINE))
        x = box.x + _ROW_PAD
        if portraits:
            drawn += _portrait(x + 10, box.middle[1], 10.5, ink)
            x += 26
        tall = portraits and air.row >= 34
        first = box.middle[1] - len(lines) * 8.5 - (5 if tall else 0)
        words = [shapes.text(x, first + 17 * n + 13.5, line, acted, _ink(element, row)) for n, line in enumerate(lines)]
        drawn += words
        end = max(s.box.right for s in words)
        if tall:
            bar = Box(x, box.middle[1] + 6, (box.right - x - 10) * (0.9 if number % 2 else 0.7), 4)
            drawn.append(shapes.rect(bar, 2, "", 0, GREEK).ornament())
        if element.call:
            drawn += _receiver(box.right - _CALL_ICON - 5, box.middle[1], acted)
        elif not portraits and not acted and end < box.right - 18:
            drawn.append(_chevron(box.right - 9, box.middle[1]))
        if not acted and number + 1 < len(element.rows) and not _acted(element, element.rows[number + 1]):
            drawn.append(shapes.segment(_LEFT, box.bottom, _RIGHT, box.bottom, GREEK).ornament())
        boxes.append(box)
        y = box.bottom
        if acted:
            aim = _Aim(box, _row_tips(element, box, end), number + 1)
            y += air.after if number + 1 < len(element.rows) else 0
    whole = Box(_ROW.x, 0, _ROW.width, y)
    return _Block(y, tuple(drawn), (whole,), aim)


def _row_tips(element: ListElement, box: Box, end: float) -> tuple[tuple[float, float], ...]:
    if element.call:
        x, low = box.right - _CALL_ICON - 5, box.middle[1] + _CALL_ICON
        return (x + 2, low + 3), (x, low + 2), (x - 4, low + 1), (x + 3, low)
    return (
        (max(end + 13, box.right - 26), box.middle[1] + 3),
        (box.right - 14, box.middle[1] + 3),
        (box.right - 14, box.bottom - 4),
        (box.right - 24, box.bottom),
        (box.middle[0], box.bottom),
        (box.right - 24, box.bottom + 2),
        (box.middle[0], box.bottom + 2),
    )


def _receiver(x: float, y: float, acted: bool) -> tuple[Shape, ...]:
    """Return the small round picture that calls somebody."""
    ink = BLACK if acted else LINE
    disc = shapes.circle(x, y, _CALL_ICON, ink, 1.25, BLACK if acted else WHITE)
    receiver = shapes.pictogram("phone", x, y, 15, WHITE if acted else LINE)
    return (disc, *(replace(s, solid=True) for s in receiver))


def _chevron(x: float, y: float) -> Shape:
    return shapes.path("M0 -5L5 0L0 5", x, y, Box(x - 1, y - 6, 7, 12), stroke=LINE, line=1.75).ornament()


def _portrait(x: float, y: float, radius: float, ink: str) -> tuple[Shape, ...]:
    return (
        shapes.circle(x, y, radius, ink, 1.25, WHITE),
        *(replace(s, solid=True) for s in shapes.pictogram("person", x, y - 0.5, radius * 1.3, ink)),
    )


def _tiles(element: ListElement, air: _Air, looks: Looks) -> _Block:
    """Draw the pictures of apps, two in a row."""
    drawn: list[Shape] = []
    aim: _Aim | None = None
    slots = _slots(element)
    y = 0.0
    side = _TILE if air.line > 16 else 30.0
    for start in range(0, len(element.rows), 2):
        pair = element.rows[start : start + 2]
        lines = [s.set() for s in slots[start : start + 2]]
        share = _COLUMN if len(element.rows) > 1 else 2 * _COLUMN
        for n, (name, label) in enumerate(zip(pair, lines, strict=True)):
            acted = _acted(element, name)
            x = WIDE / 2 - _COLUMN + share * (n + 0.5)
            box = Box(x - side / 2, y, side, side)
            drawn.append(
                shapes.rect(box, 9, BLACK if acted else LINE, BOLD_LINE if acted else 1.25, BLACK if acted else WHITE)
            )
            picture = looks.pictogram(name, "app") or "apps"
            drawn += shapes.pictogram(
                picture, x, box.middle[1], 22, WHITE if acted else LINE, BLACK if acted else WHITE
            )
            drawn += [
                shapes.text(x, box.bottom + 14 + 16 * k, line, acted, _ink(element, name), "middle")
                for k, line in enumerate(label)
            ]
            if acted:
                edge = box.right + 1
                tips = (edge + 1, y + 11), (edge, y + 7), (edge - 2, y + 4), (edge - 2, y + 15), (box.x + 6, box.bottom)
                aim = _Aim(box, tips, start + n + 1)
        y += side + 2 + 16 * max(len(x) for x in lines) + air.gap
    height = y - air.gap
    return _Block(height, tuple(drawn), (Box(_LEFT, 0, _FULL, height),), aim)


def _bubble(element: BubbleElement, air: _Air) -> _Block:
    """Draw a message; an address in it is bold and underlined."""
    acted = bool(element.target)
    lines = _slots(element)[0].set()
    wide = max(40.0, *(width(line, SIZE) for line in lines)) + 16
    height = len(lines) * air.line + 10
    left = _RIGHT - wide if element.mine else _LEFT
    box = Box(left, 0, wide, height)
    ink = BLACK if acted else LINE
    drawn: list[Shape] = [shapes.rect(box, 9, ink, BOLD_LINE if acted else 1.25)]
    tail = "M0 0C0 5 -2 7 -5 8C0 9 5 7 8 0" if not element.mine else "M0 0C0 5 2 7 5 8C0 9 -5 7 -8 0"
    x = box.x + 12 if not element.mine else box.right - 12
    drawn.append(shapes.path(tail, x, height - 0.4, Box(x - 8, height, 16, 8), stroke=ink, line=1.25, fill=WHITE))
    for n, line in enumerate(lines):
        drawn += _with_address(box.x + 8, air.baseline(5 + n * air.line, air.line), line, acted, _ink(element))
    total = height + 8
    if element.forbidden:
        x, y = box.right - 22, height + 1
        total = height + 9
        drawn += [
            shapes.path("M-8 -8L8 8M8 -8L-8 8", x, y + 1, Box(x - 10, y - 9, 20, 20), stroke=WHITE, line=8),
            replace(shapes.path("M-8 -8L8 8M8 -8L-8 8", x, y + 1, Box(x - 10, y - 9, 20, 20), line=3.5), solid=True),
        ]
    return _Block(total, tuple(drawn), (box,), _Aim(box, _edge_tips(box, None)) if acted else None)


def _with_address(x: float, y: float, line: str, bold: bool, ink: str) -> Iterator[Shape]:
    start = 0
    for found in ADDRESS.finditer(line):
        for words, address in ((line[start : found.start()], False), (found[0], True)):
            if words:
                strong = bold or (address and width(line, SIZE, True) <= _FULL - 14)
                yield shapes.text(x, y, words, strong, BLACK if address else ink)
                long = width(words, SIZE, strong)
                if address:
                    yield shapes.segment(x, y + 3.5, x + long, y + 3.5, BLACK, 1.25)
                x += long
        start = found.end()
    if line[start:]:
        yield shapes.text(x, y, line[start:], bold, ink)


def _call(element: CallElement, air: _Air) -> _Block:
    radius = 13.0 if air.line > 17 else 11.0
    name = _slots(element)[0].set()[0]
    ink = BLACK if element.target else LINE
    drawn = (
        *_portrait(WIDE / 2, radius + 1, radius, ink),
        shapes.text(WIDE / 2, air.baseline(2 * radius + 2, air.line), name, True, _ink(element), "middle"),
    )
    height = 2 * radius + 2 + air.line
    box = Box(_LEFT, 0, _FULL, height)
    return _Block(height, drawn, (box,), _Aim(box, _edge_tips(box, drawn[-1].box)) if element.target else None)


def _dialog(element: DialogElement, air: _Air) -> _Block:
    """Draw a question with its buttons, side by side or, when they are long, below one another."""
    question, *answers = _slots(element)
    names = [a.set()[0] for a in answers]
    acted = [_acted(element, b) and bool(element.target) for b in element.buttons]
    wides = [max(width(n, SIZE, a) + 18, 42) for n, a in zip(names, acted, strict=True)]
    beside = len(names) == 1 or sum(wides) + 4 <= _FULL - 12
    lines = question.set()
    top = 7 + len(lines) * air.line
    frame_height = top + 3 + (air.button if beside else len(names) * (air.button + 4) - 4) + 9 + air.after
    frame = Box(_LEFT - 2, 0, _FULL + 4, frame_height)
    drawn: list[Shape] = [shapes.rect(frame, 11, BLACK, 1.5)]
    drawn += [
        shapes.text(WIDE / 2, air.baseline(6 + n * air.line, air.line), line, True, BLACK, "middle")
        for n, line in enumerate(lines)
    ]
    space = (frame.width - sum(wides)) / (len(names) + 1)
    x, y = frame.x + (space if beside else 0), top + 3.0
    aim: _Aim | None = None
    for n, name in enumerate(names):
        box = Box(x, y, wides[n], air.button) if beside else Box(frame.x + 8, y, frame.width - 16, air.button)
        pill, tips = _pill(box, name, acted[n], air)
        drawn += pill
        if acted[n]:
            aim = _Aim(box, tips)
        x, y = (x + wides[n] + space, y) if beside else (x, y + air.button + 4)
    if element.target and aim is None:
        aim = _Aim(frame, _edge_tips(frame, None))
    return _Block(frame_height, tuple(drawn), (frame,), aim)


def _keyboard(element: KeyboardElement, air: _Air) -> _Block:
    """Draw keys over the whole width; letters are not to be read, digits are, and those to press are black."""
    rows = (" " * 10, " " * 9, " " * 7) if element.letters else ("123", "456", "789", "*0#")
    high = min(air.key, 17) if element.letters else air.key
    height = (len(rows) + (1 if element.letters else 0)) * high + 4
    panel = Box(4, 0, WIDE - 8, height)
    framed = bool(element.target) and not air.keys
    drawn = [_panel(panel, 11 if air.foot else 4, framed)]
    wide = (panel.width - 4) / (10 if element.letters else 3)
    for n, keys in enumerate(rows):
        left = panel.middle[0] - wide * len(keys) / 2
        for k, key in enumerate(keys):
            drawn += _key_cap(Box(left + k * wide + 1, 3 + n * high, wide - 2, high - 2), key, framed, air)
    if element.letters:
        drawn += _key_cap(Box(panel.x + 32, 3 + len(rows) * high, panel.width - 64, high - 2), " ", framed, air)
    aim = _Aim(panel, _edge_tips(panel, None)) if element.target else None
    return _Block(height, tuple(drawn), (panel,), aim)


def _panel(box: Box, radius: float, framed: bool) -> Shape:
    """Return the ground of a keyboard; ``radius`` is that of its lower corners."""
    wide, high, low = (shapes.number(v) for v in (box.width, box.height, box.height - radius))
    outline = (
        f"M4 0H{shapes.number(box.width - 4)}Q{wide} 0 {wide} 4V{low}Q{wide} {high}"
        f" {shapes.number(box.width - radius)} {high}H{shapes.number(radius)}Q0 {high} 0 {low}V4Q0 0 4 0Z"
    )
    stroke, line = (BLACK, BOLD_LINE) if framed else (LINE, 0.75)
    return shapes.path(outline, box.x, box.y, box.grown(line / 2), stroke=stroke, line=line, fill=TINT)


def _key_cap(box: Box, key: str, framed: bool, air: _Air) -> Iterator[Shape]:
    pressed = key in air.keys
    yield shapes.rect(box, 3, BLACK if framed or pressed else LINE, 1 if framed else 0.75, BLACK if pressed else WHITE)
    if key != " ":
        ink = WHITE if pressed else BLACK if framed else WORD
        yield shapes.text(box.middle[0], air.baseline(box.y, box.height), key, framed or pressed, ink, "middle")


def _slider(element: SliderElement, air: _Air) -> _Block:
    """Draw a knob on a line; when it is dragged, where it comes from and an arrow above."""
    acted = bool(element.target)
    drawn: list[Shape] = [
        shapes.text(_TEXT, air.baseline(-1, air.line), _slots(element)[0].set()[0], acted, _ink(element))
    ]
    first, last = _LEFT + 9, _RIGHT - 9
    knob = first + (last - first) * element.value / 100
    swiped = element.target == "swipe"
    y = air.line + (21 if swiped else 9)
    ink, radius = (BLACK, 9.0) if acted else (LINE, 7.0)
    drawn += [
        shapes.segment(first, y, last, y, ink, 1.5),
        shapes.segment(first, y, knob, y, ink, 5 if acted else 4),
    ]
    if swiped:
        step = -46 if element.direction == "left" else 46
        origin = min(max(knob - step, first), last)
        if abs(knob - origin) < 26:
            knob, origin = min(max(knob + step, first), last), knob
        drawn.append(shapes.circle(origin, y, radius - 1.5, LINE, 1.5, WHITE))
        drawn += shapes.arrow(origin, y - 15, knob, y - 15)
    drawn.append(shapes.circle(knob, y, radius, ink, 1.5, BLACK if acted else WHITE))
    height = y + 10
    box = Box(_LEFT, 0, _FULL, height)
    dot = Box(knob - radius, y - radius, 2 * radius, 2 * radius)
    tips = ((knob + 2, dot.bottom - 2), (knob, dot.bottom - 1), (knob - 4, dot.bottom - 2))
    return _Block(height, tuple(drawn), (box,), _Aim(dot, tips) if acted else None)


_BLOTS = "0100101 1011001 0010110 1101001 0110100 1001011 0101101"


def _qr(element: QrElement, air: _Air) -> _Block:
    """Draw three corner squares and grey blots between them: no reader finds anything in it."""
    side = min(54 + air.spare, 84)
    x, unit = (WIDE - side) / 2, side / 21
    acted = bool(element.target)
    drawn: list[Shape] = [
        shapes.rect(Box(x - 5, 0, side + 10, side + 10), 5, BLACK if acted else LINE, BOLD_LINE if acted else 1)
    ]
    for cx, cy in ((0, 0), (14, 0), (0, 14)):
        corner = Box(x + (cx + 0.5) * unit, 5 + (cy + 0.5) * unit, 6 * unit, 6 * unit)
        drawn.append(shapes.rect(corner, 0, BLACK, unit))
        drawn.append(shapes.rect(corner.grown(-1.5 * unit), 0, "", 0, BLACK))
    for row, line in enumerate(_BLOTS.split()):
        for column, blot in enumerate(line):
            cell = Box(x + 3 * unit * column, 5 + 3 * unit * row, 2.2 * unit, 2.2 * unit)
            in_corner = (row < 3 or row > 3) and (column < 3 or column > 3) and not (row > 3 and column > 3)
            if blot == "1" and not in_corner:
                drawn.append(shapes.rect(cell, 0, "", 0, LINE))
    height = side + 10
    if element.label:
        words = shapes.text(
            WIDE / 2, air.baseline(height + 1, air.line), _slots(element)[0].set()[0], acted, _ink(element), "middle"
        )
        drawn.append(words)
        height += 1 + air.line
    box = Box(x - 5, 0, side + 10, side + 10)
    return _Block(height, tuple(drawn), (box,), _Aim(box, _edge_tips(box, None)) if acted else None)


def _image(element: ImageElement, air: _Air, looks: Looks) -> _Block:
    """Draw a known thing large, or a page whose words are grey bars."""
    height = min(38 + air.spare, 86)
    acted = bool(element.target)
    box = Box(_LEFT, 0, _FULL, height)
    frame = shapes.rect(box, 7, BLACK if acted else LINE, BOLD_LINE if acted else 1)
    aim = _Aim(box, _edge_tips(box, None)) if acted else None
    name = looks.pictogram(element.label, "image")
    if name:
        size = min(height - 10, 60)
        picture = shapes.pictogram(name, WIDE / 2, height / 2, size, BLACK if acted else WORD)
        return _Block(height, (frame, *(replace(s, solid=True) for s in picture)), (box,), aim)
    drawn = [frame, shapes.circle(box.x + 16, 15, 8, "", 0, GREEK)]
    drawn += [
        shapes.rect(Box(box.x + 30, y, wide, 4), 2, "", 0, GREEK) for y, wide in ((10, 64), (17, 40)) if y + 8 < height
    ]
    if height > 46:
        drawn.append(shapes.rect(Box(box.x + 8, 30, box.width - 16, height - 38), 4, "", 0, TINT))
    return _Block(height, tuple(drawn), (box,), aim)


# --- the page: blocks in their places, a hand that points, callouts ------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """A screen laid out: what is drawn, from back to front, and where.

    ``hand`` has the areas of finger, palm and rings or arrow; ``crowded`` is the element for which there is no room.
    """

    shapes: tuple[Shape, ...]
    target: _Aim | None
    hand: tuple[Box, ...] = ()
    callouts: tuple[Box, ...] = ()
    crowded: int | None = None


@dataclass(frozen=True, slots=True)
class _Laid:
    """Blocks in their places, before anybody points at them."""

    shapes: tuple[Shape, ...]
    boxes: Mapping[int, Box]
    aim: _Aim | None
    dropped: int | None = None


def arrange(screen: Screen, looks: Looks) -> Page:
    """Return the roomiest layout of ``screen`` that has room for everything."""
    hands = (1.5, 1.3, 1.15)
    ways = product(range(len(_AIRS)), (0, 12, 24), (0, 14, 24), range(len(hands)))
    laid: dict[tuple[int, int, int], _Laid] = {}
    for tight, below, after, small in sorted(ways, key=lambda w: 4 * w[0] + w[1] / 10 + w[2] / 8 + 3 * w[3]):
        key = tight, below, after
        if key not in laid:
            laid[key] = _lay(screen, looks, replace(_AIRS[tight], after=after), below)
        if laid[key].dropped is None:
            page = _pointed(screen, laid[key], hands[small])
            if page.crowded is None:
                return page
    return _forced(screen, laid[len(_AIRS) - 1, 0, 0], hands[-1])


def _forced(screen: Screen, laid: _Laid, scale: float) -> Page:
    """Return the page of a screen that is too full: what finds no room is missing."""
    page = _pointed(screen, laid, scale)
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


def _lay(screen: Screen, looks: Looks, air: _Air, below: float) -> _Laid:
    """Put the elements below one another; those for which there is no room are left out."""
    drawn, boxes, top, aim = _head(screen, air)
    end = HIGH - (10 if screen.cut == "bottom" else 7)
    headed = bool(screen.title or screen.back)
    listed = any(
        isinstance(e, (FieldElement, ListElement, SwitchElement, SliderElement, BubbleElement)) for e in screen.show
    )
    air = replace(air, left=listed)
    groups = list(_groups(screen.show))
    blocks = [_built(screen, n, group, air, looks) for n, group in groups]
    pinned = bool(screen.show) and isinstance(screen.show[-1], KeyboardElement) and screen.cut != "bottom"
    if pinned:
        end = HIGH - 5
        below = 0

    def needed() -> float:
        extra = sum(_gap_after(g, air) for _, g in groups[:-1])
        return sum(b.height for b in blocks) + air.gap * max(len(blocks) - 1, 0) + extra

    dropped: int | None = None
    while blocks and needed() > end - top:
        victim = next((k for k in reversed(range(len(blocks))) if blocks[k].aim is None), len(blocks) - 1)
        dropped = groups[victim][0]
        del groups[victim], blocks[victim]
        pinned = pinned and bool(blocks) and isinstance(groups[-1][1][-1], KeyboardElement)
    pictures = [k for k, (_, g) in enumerate(groups) if isinstance(g[0], (ImageElement, QrElement))]
    if pictures and (spare := end - top - needed() - below) > 0:
        for k in pictures:
            blocks[k] = _built(screen, *groups[k], replace(air, spare=spare / len(pictures)), looks)
    slack = end - top - needed()
    # the upper part of a phone hangs from its top, the lower part stands on its foot, a whole one is balanced
    if screen.cut == "top":
        y = top + max(slack - below, 0)
    elif headed or screen.cut == "bottom":
        y = top + min(slack / 4, 4)
    else:
        y = top + max((slack - below) / 2, 0)
    loose = 0.0
    if pinned and screen.cut != "top":
        y = top + (min(slack / 4, 4) if headed else slack / (2 if len(blocks) > 1 else 1))
        loose = slack - (y - top)
    for k, ((index, group), block) in enumerate(zip(groups, blocks, strict=True)):
        if pinned and k == len(blocks) - 1:
            y += loose
        placed = block.moved(y)
        drawn += placed.shapes
        boxes |= {index + n: box for n, box in enumerate(placed.boxes)}
        aim = placed.aim or aim
        y = y + block.height + air.gap + _gap_after(group, air)
    return _Laid(tuple(drawn), boxes, aim, dropped)


def _gap_after(group: Sequence[Element], air: _Air) -> float:
    """Return the room kept for a hand below what it touches; lists and dialogs keep it within."""
    inner = isinstance(group[0], (ListElement, DialogElement))
    gestures = [e.target for e in group if e.target]
    return air.after if gestures and not inner and gestures[0] != "type" else 0


def _built(screen: Screen, index: int, group: Sequence[Element], air: _Air, looks: Looks) -> _Block:
    following = screen.show[index + len(group)] if index + len(group) < len(screen.show) else None
    if isinstance(following, KeyboardElement) and following.target:
        air = replace(air, typed=True)
    if isinstance(group[0], KeyboardElement):
        air = replace(air, foot=following is None and screen.cut != "bottom")
        before = screen.show[index - 1] if index else None
        if group[0].target and isinstance(before, TextElement | FieldElement):
            shown = before.value or before.label if isinstance(before, FieldElement) else before.label
            air = replace(air, keys="".join(c for c in "0123456789*#" if c in shown))
    if len(group) > 1:
        return _rounds([e for e in group if isinstance(e, ButtonElement)], air, looks)
    return _block(group[0], air, looks)


def _head(screen: Screen, air: _Air) -> tuple[list[Shape], dict[int, Box], float, _Aim | None]:
    """Return the title bar, and where the first element may begin."""
    if not screen.title and not screen.back:
        return [], {}, 11 if screen.cut == "top" else 9, None
    tapped = screen.back == "tap"
    top = 9.0 if screen.cut == "top" else 3.0
    bottom = top + air.bar
    middle = top + air.bar / 2 + 1
    drawn = [shapes.segment(4, bottom, WIDE - 4, bottom)]
    aim: _Aim | None = None
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
            aim = _Aim(box, ((x + 3, box.bottom), (x + 1, box.bottom), (x + 7, y + 9)), ringed=True)
    for slot in _title_slots(screen):
        left = _RIGHT - slot.room
        drawn.append(shapes.text(left, middle + 5, slot.set()[0], True, WORD))
    return (
        drawn,
        {-1: Box(4, top, WIDE - 8, air.bar)},
        bottom + (3 if air.gap > 5 else 2) + (air.after if tapped else 0),
        aim,
    )


def _pointed(screen: Screen, laid: _Laid, scale: float) -> Page:
    """Add hand and callouts; the page is crowded when one of them finds no room."""
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
        choices = [_gesture(x, y, scale, sign, direction) for x, y in laid.aim.tips]
        free = (c for c in choices if _free(c[1], words, solid))
        inside = (c for c in choices if all(a.inside(_ROOM) for a in c[1]))
        found = next(free, None)
        if found is None:
            crowded = target
            found = next(inside, None)
        over, areas = found or ((), ())
    callouts: list[Box] = []
    for index, element in enumerate(screen.show):
        if element.mark and index in laid.boxes:
            taken = [*words, *areas, *callouts]
            spot = next((c for c in _corners(laid.boxes[index]) if c.inside(_ROOM) and not _hit(c, taken, 1)), None)
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
    finger, palm = shapes.hand_boxes(x, y, scale)
    signs: list[Shape] = []
    for radius in {"tap": (7.0,), "hold": (7.0, 11.5)}.get(gesture, ()):
        signs += [shapes.circle(x, y, radius, WHITE, 3.5), shapes.circle(x, y, radius, BLACK, 1.75)]
    if gesture == "swipe" and direction:
        dx, dy = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}[direction]
        start = 8 if dy <= 0 else 24 * scale / 1.5
        signs += shapes.arrow(x + start * dx, y + start * dy, x + (start + 26) * dx, y + (start + 26) * dy)
    # rings: the arc above the finger is what is seen, the box around it is what must stay free
    return (*signs, shapes.hand(x, y, scale)), (palm, finger, *(s.box for s in signs))


def _corners(box: Box) -> Iterator[Box]:
    r = _CALLOUT + 1
    xs = (box.right - 12, box.x + 12, box.middle[0])
    ys = (box.y + 2, box.bottom - 2, box.middle[1], box.y - 10, box.bottom + 10)
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


# --- the words to read instead -------------------------------------------------------------


def describe(screen: Screen, words: Mapping[str, str], aim: _Aim | None) -> str:
    """Return what is on the screen from top to bottom, then what to do and where."""
    part = {"top": "lower_part", "bottom": "upper_part"}.get(screen.cut, "whole")
    name = words[f"{part}_named" if screen.title else part].format(title=screen.title)
    things = [words["back"]] if screen.back == "true" else []
    for element in screen.show:
        thing = _named(element, words)
        things.append(words["marked"].format(number=element.mark, thing=thing) if element.mark else thing)
    content = ", ".join(things)
    action = _action(screen, words, aim)
    return words["sentence"].format(screen=name, content=content, action=f"; {action}" if action else "")


def _quoted(names: Sequence[str], words: Mapping[str, str]) -> str:
    return ", ".join(words["quoted"].format(name=n) for n in names)


def _named(element: Element, words: Mapping[str, str]) -> str:
    match element:
        case FieldElement():
            key = "field_filled" if element.value else "field"
            return words[key].format(name=element.label, value=element.value)
        case ButtonElement():
            return words["round_button" if element.round else "button"].format(name=element.label)
        case SwitchElement():
            return words["switch_on" if element.on else "switch_off"].format(name=element.label)
        case ListElement():
            key = "tiles" if element.tiles else "rows_call" if element.call else "rows"
            return words[key].format(names=_quoted(element.rows, words))
        case BubbleElement():
            thing = words["bubble_mine" if element.mine else "bubble"].format(name=element.label)
            return words["forbidden"].format(thing=thing) if element.forbidden else thing
        case DialogElement():
            return words["dialog"].format(name=element.label, names=_quoted(element.buttons, words))
        case KeyboardElement():
            return words["keyboard_letters" if element.letters else "keyboard_digits"]
        case QrElement():
            return words["qr_named" if element.label else "qr"].format(name=element.label)
        case TextElement() | CallElement() | SliderElement() | ImageElement():
            return words[_key(element)].format(name=element.label)
        case _:
            assert_never(element)


def _key(element: TextElement | CallElement | SliderElement | ImageElement) -> str:
    match element:
        case TextElement():
            return "text"
        case CallElement():
            return "call"
        case SliderElement():
            return "slider"
        case ImageElement():
            return "image"
        case _:
            assert_never(element)


def _action(screen: Screen, words: Mapping[str, str], aim: _Aim | None) -> str:
    if screen.back == "tap":
        return words["do_tap"].format(thing=words["back"], place=words["place_back"])
    element = next((e for e in screen.show if e.target), None)
    if element is None or aim is None:
        return ""
    place = _place(screen, element, words, aim)
    gesture = element.target
    if gesture == "swipe":
        default = "right" if isinstance(element, SliderElement) else "up"
        gesture = f"{'drag' if isinstance(element, SliderElement) else 'swipe'}_{element.direction or default}"
    return words[f"do_{gesture}"].format(thing=_part(element, words), place=place)


def _part(element: Element, words: Mapping[str, str]) -> str:
    """Return the name of what is acted on, without what stands in it."""
    match element:
        case ListElement() if element.at:
            key = "tile" if element.tiles else "row_call" if element.call else "row"
            return words[key].format(name=element.at)
        case DialogElement() if element.at:
            return words["button"].format(name=element.at)
        case FieldElement():
            return words["field"].format(name=element.label)
        case SwitchElement():
            return words["switch"].format(name=element.label)
        case _:
            return _named(element, words)


def _place(screen: Screen, element: Element, words: Mapping[str, str], aim: _Aim) -> str:
    """Return where on the phone it is; of a row, which one from the top."""
    if isinstance(element, ListElement) and aim.row and not element.tiles and len(element.rows) > 1:
        return words["place_row"].format(number=aim.row, count=len(element.rows))
    x, y = aim.box.middle
    side = "" if aim.box.width > WIDE / 2 or abs(x - WIDE / 2) < 16 else "right" if x > WIDE / 2 else "left"
    upper, lower = {"bottom": (WIDE * 9, 0.0), "top": (0.0, WIDE * 9)}.get(screen.cut, (HIGH * 0.36, HIGH * 0.64))
    height = "top" if y < upper else "bottom" if y > lower or screen.cut == "top" else "middle"
    return words[f"place_{height}"] + (words[f"place_{side}"] if side else "")
