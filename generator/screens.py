"""Mock phone screens as plain SVG that survives a photocopier, with the text alternative beside it.

One user unit is one printed point on A5; words are 14 units, never smaller.
Black is for the one thing to act on; everything else recedes to two greys.
Beyond the fixed keys of a screen the grammar knows ``back`` (true, tap), ``forbidden`` on a bubble,
``shape`` (round on a button, tiles on a list), ``icon: call`` on a list, ``at``, and the element ``slider``.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import TypeAlias, assert_never

from lxml import etree

from generator.textwidth import width

WIDTH, HEIGHT = 132, 144
SIZE = 14
BLACK, WORDS, LINES, GREEKED, TINT = "#000", "#595959", "#8c8c8c", "#c4c4c4", "#e8e8e8"
FAMILY = "Be Vietnam Pro, Noto Sans, Roboto, sans-serif"
_LEFT, _INNER, _LEADING = 8.0, WIDTH - 16.0, 20.0
_TITLE, _TOP, _BOTTOM, _GAP, _ROW = 31.0, 8.0, 6.0, 4.0, 34.0
_TILE, _KEY, _KEY_ROWS = 60.0, 28.0, 3
_HAND = (
    "M9 13V6.5a1.75 1.75 0 0 1 3.5 0V11.5h3a4 4 0 0 1 4 4c0 4-2.2 6.5-5.5 6.5h-2"
    "c-2 0-3.2-.8-4.3-2.4L4.4 15.6a1.6 1.6 0 0 1 2.5-2L9 15.6z"
)
_HANDSET = (
    "M6.5 3.5L9.5 7.5L7.5 10C9 13 11 15 14 16.5L16.5 14.5L20.5 17.5"
    "C20 20 18 21 16 20.7C9.5 19.5 4.5 14.5 3.3 8C3 6 4 4 6.5 3.5Z"
)


@dataclass(frozen=True, slots=True)
class Act:
    """What is done with an element.

    ``target`` is tap, hold, swipe, type or empty; ``at`` names a part of it; ``mark`` is a ringed number.
    """

    target: str = ""
    at: str = ""
    mark: int = 0


@dataclass(frozen=True, slots=True)
class TextElement:
    """Words on the screen."""

    text: str
    act: Act = Act()


@dataclass(frozen=True, slots=True)
class FieldElement:
    """A labelled box to type into."""

    text: str
    value: str = ""
    act: Act = Act()


@dataclass(frozen=True, slots=True)
class ButtonElement:
    """A button with its words; ``round`` is the handset button of a call."""

    text: str
    round: bool = False
    act: Act = Act()


@dataclass(frozen=True, slots=True)
class SwitchElement:
    """A switch; its state is drawn and written."""

    text: str
    on: bool = False
    act: Act = Act()


@dataclass(frozen=True, slots=True)
class ListElement:
    """Rows, or app icons when ``tiles``; ``call`` puts a handset at the row acted on."""

    rows: tuple[str, ...]
    tiles: bool = False
    call: bool = False
    act: Act = Act()


@dataclass(frozen=True, slots=True)
class BubbleElement:
    """A message; ``forbidden`` crosses it out and underlines it as a trap."""

    text: str
    mine: bool = False
    forbidden: bool = False
    act: Act = Act()


@dataclass(frozen=True, slots=True)
class CallElement:
    """A call that comes in."""

    text: str
    act: Act = Act()


@dataclass(frozen=True, slots=True)
class DialogElement:
    """A question in a box with one or two buttons."""

    text: str
    buttons: tuple[str, ...] = ()
    act: Act = Act()


@dataclass(frozen=True, slots=True)
class KeyboardElement:
    """A keyboard: digits or letters."""

    digits: bool
    act: Act = Act()


@dataclass(frozen=True, slots=True)
class SliderElement:
    """A slider; ``value`` in percent."""

    text: str
    value: int = 50
    act: Act = Act()


@dataclass(frozen=True, slots=True)
class QrElement:
    """A code that cannot be scanned."""

    text: str
    act: Act = Act()


@dataclass(frozen=True, slots=True)
class ImageElement:
    """A picture on the screen, greeked; its words are for the text alternative."""

    text: str
    act: Act = Act()


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
    """A screen as authored; ``back`` is empty, ``shown`` or ``tap``; ``cut`` is empty, top or bottom."""

    title: str
    back: str
    show: tuple[Element, ...]
    cut: str
    caption: str
    alternative: str
    drawn: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn screen: SVG bytes, text alternative, size in units."""

    svg: bytes
    alternative: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Excess:
    """What does not fit: words that are too long (and how many characters would fit), or too many elements."""

    text: str
    characters: int


def draw(screen: Screen, words: Mapping[str, str]) -> Drawing:
    """Return the drawing of ``screen``; ``words`` is the part ``screen`` of a language's strings."""
    pen = _Pen()
    pen.rect(0, 0, WIDTH, HEIGHT, 0, "none", 0, "#fff")
    top = _TOP
    if screen.title or screen.back:
        _title(pen, screen)
        top = _TITLE + _GAP
    elif screen.cut == "top":
        top = _TOP + 4
    heights = [_height(e) for e in screen.show]
    free = HEIGHT - _BOTTOM - top - sum(heights) - _GAP * max(0, len(heights) - 1)
    for n, element in enumerate(screen.show):  # a keyboard takes the room that is left, in whole rows
        if isinstance(element, KeyboardElement):
            rows = min(_KEY_ROWS - 1, max(0, int(free // _KEY)))
            heights[n] += rows * _KEY
            free -= rows * _KEY
    share = {"top": 1.0, "bottom": 0.0}.get(screen.cut, 0.0 if screen.title or screen.back else 0.5)
    y = top + max(0.0, free) * share
    if screen.back == "tap":  # room for the hand at the arrow
        y += min(18.0, max(0.0, free))
    pointing: list[Callable[[], None]] = []
    for element, height in zip(screen.show, heights, strict=True):
        _draw_element(pen, element, y, height, pointing)
        y += height + _GAP
    _frame(pen, screen.cut)
    if screen.back == "tap":
        pen.rect(5, 6, 25, 25, 12, BLACK, 2.25, "none")
        pointing.append(lambda: _hand(pen, 28, 29, 1.3, "plain"))
    for point in pointing:
        point()
    return Drawing(pen.svg(WIDTH, HEIGHT), screen.alternative or _alternative(screen, words), WIDTH, HEIGHT)


def excesses(screen: Screen) -> Iterator[Excess]:
    """Yield what of ``screen`` does not fit into the drawing."""
    if screen.title:
        yield from _too_long(screen.title, _INNER - (30 if screen.back else 4), True)
    for element in screen.show:
        for text, room, lines in _texts(element):
            yield from _too_long(text, room, bool(element.act.target), lines)
    top = _TITLE + _GAP if screen.title or screen.back else _TOP
    total = sum(_height(e) for e in screen.show) + _GAP * max(0, len(screen.show) - 1)
    if top + total > HEIGHT - 3:
        yield Excess("", 0)


# --- measuring ---------------------------------------------------------------------------


def _too_long(text: str, room: float, bold: bool, lines: int = 1) -> Iterator[Excess]:
    if lines > 1:
        broken = _broken(text, room)
        if len(broken) > lines or any(width(x, SIZE) > room for x in broken):
            yield Excess(text, int(lines * room / 7.2))
    elif width(text, SIZE, bold) > room:
        yield Excess(text, max(1, int(len(text) * room / width(text, SIZE, bold))))


def _texts(element: Element) -> Iterator[tuple[str, float, int]]:
    """Yield each text of an element with its room and how many lines it may take."""
    match element:
        case TextElement():
            yield element.text, _INNER, 3
        case FieldElement():
            yield element.text, _INNER, 1
            yield element.value, _INNER - 12, 1
        case ButtonElement() | CallElement() | SliderElement() | QrElement():
            yield element.text, _INNER - 4, 1
        case SwitchElement():
            yield element.text, _INNER - 46, 2
        case ListElement(tiles=True):
            for row in element.rows:
                yield row, _INNER / 2 - 2, 2
        case ListElement():
            for row in element.rows:
                yield row, _INNER - (34 if element.call else 4), 2
        case BubbleElement():
            yield element.text, _INNER - 20, 3
        case DialogElement():
            yield element.text, _INNER - 16, 3
            for label in element.buttons:
                yield label, (_INNER - 20) / max(1, len(element.buttons)) - 6, 1
        case KeyboardElement() | ImageElement():
            return
        case _:
            assert_never(element)


def _broken(text: str, room: float, bold: bool = False) -> list[str]:
    """Break ``text`` between syllables so that each line fits ``room``."""
    out: list[str] = []
    for word in text.split():
        if out and width(f"{out[-1]} {word}", SIZE, bold) <= room:
            out[-1] += f" {word}"
        else:
            out.append(word)
    return out or [""]


def _height(element: Element) -> float:
    match element:
        case TextElement():
            return _LEADING * len(_broken(element.text, _INNER))
        case FieldElement():
            return 48 if element.value else 31
        case ButtonElement():
            return 58 if element.round else 31
        case SwitchElement():
            return max(26, _LEADING * len(_broken(element.text, _INNER - 46)))
        case ListElement(tiles=True):
            return _TILE * ceil(len(element.rows) / 2)
        case ListElement():
            return sum(_row_height(element, row) for row in element.rows)
        case BubbleElement():
            return _LEADING * len(_broken(element.text, _INNER - 20)) + (30 if element.forbidden else 12)
        case CallElement():
            return 48
        case DialogElement():
            return _LEADING * len(_broken(element.text, _INNER - 16, True)) + (54 if element.buttons else 16)
        case KeyboardElement():
            return _KEY  # one row is drawn at least; more where there is room
        case SliderElement():
            return 46
        case QrElement():
            return 76 + (_LEADING if element.text else 0)
        case ImageElement():
            return 48
        case _:
            assert_never(element)


# --- drawing -----------------------------------------------------------------------------


class _Pen:
    """Adds shapes to one SVG; numbers are written with at most two decimals."""

    def __init__(self) -> None:
        self.root = etree.Element("svg", nsmap={None: "http://www.w3.org/2000/svg"})

    def add(self, name: str, text: str = "", **attributes: object) -> None:
        made = {k.rstrip("_").replace("_", "-"): _written(v) for k, v in attributes.items()}
        node = etree.SubElement(self.root, name, made)
        if text:
            node.text = text

    def text(
        self, x: float, y: float, said: str, bold: bool = False, color: str = BLACK, anchor: str = "start"
    ) -> None:
        self.add(
            "text",
            said,
            x=x,
            y=y,
            font_family=FAMILY,
            font_size=SIZE,
            font_weight=700 if bold else 400,
            fill=color,
            text_anchor=anchor,
        )

    def rect(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        r: float = 6,
        stroke: str = LINES,
        line: float = 1,
        fill: str = "#fff",
    ) -> None:
        self.add("rect", x=x, y=y, width=w, height=h, rx=r, fill=fill, stroke=stroke, stroke_width=line)

    def circle(self, x: float, y: float, r: float, stroke: str = LINES, line: float = 1, fill: str = "#fff") -> None:
        self.add("circle", cx=x, cy=y, r=r, fill=fill, stroke=stroke, stroke_width=line)

    def path(self, d: str, stroke: str = BLACK, line: float = 2, fill: str = "none", transform: str = "") -> None:
        extra = {"transform": transform} if transform else {}
        self.add(
            "path",
            d=d,
            fill=fill,
            stroke=stroke,
            stroke_width=line,
            stroke_linejoin="round",
            stroke_linecap="round",
            **extra,
        )

    def svg(self, w: int, h: int) -> bytes:
        self.root.set("width", str(w))
        self.root.set("height", str(h))
        self.root.set("viewBox", f"0 0 {w} {h}")
        return etree.tostring(self.root, encoding="UTF-8")


def _written(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)


def _frame(pen: _Pen, cut: str) -> None:
    w, h, r, i = WIDTH, HEIGHT, 15, 1.25
    if not cut:
        pen.rect(i, i, w - 2 * i, h - 2 * i, r, WORDS, 2.5, "none")
        return
    step = (w - 2 * i) / 16
    flip = cut == "top"

    def at(y: float) -> float:
        return h - y if flip else y

    zig = "".join(f"L{i + step * (k + 1):.2f} {at(h - i - (4 if k % 2 == 0 else 0)):.2f}" for k in range(16))
    side = (
        f"M{i} {at(h - i):.2f}V{at(i + r):.2f}Q{i} {at(i):.2f} {i + r} {at(i):.2f}"
        f"H{w - i - r}Q{w - i} {at(i):.2f} {w - i} {at(i + r):.2f}V{at(h - i):.2f}"
    )
    pen.path(side, WORDS, 2.5)
    pen.path(f"M{i} {at(h - i):.2f}{zig}", LINES, 1)


def _title(pen: _Pen, screen: Screen) -> None:
    pen.path(f"M4 {_TITLE}H{WIDTH - 4}", LINES, 1)
    if screen.back:
        target = screen.back == "tap"
        pen.path("M9 1L2 8L9 15", BLACK if target else WORDS, 3 if target else 2, transform="translate(12 8)")
    pen.text(38 if screen.back else 12, 22, screen.title, True, WORDS)


def _draw_element(pen: _Pen, element: Element, y: float, height: float, pointing: list[Callable[[], None]]) -> None:
    target = bool(element.act.target)
    ink, line = (BLACK, 2.25) if target else (LINES, 1.0)
    word = BLACK if target else WORDS
    x, w = _LEFT, _INNER
    tip: tuple[float, float] = (x + w - 10, y + height - 4)
    scale = 1.45
    match element:
        case TextElement():
            for n, said in enumerate(_broken(element.text, w)):
                pen.text(WIDTH / 2, y + 15 + _LEADING * n, said, target, word, "middle")
        case FieldElement():
            box = y + 18 if element.value else y
            if element.value:
                pen.text(x, y + 13, element.text, target, word)
            pen.rect(x, box, w, 30, 4, ink, line)
            said = element.value or element.text
            pen.text(x + 6, box + 20, said, target and not element.value, word)
            if element.act.target == "type":
                pen.path(f"M{x + 9 + width(said, SIZE, not element.value):.2f} {box + 7:.2f}v17", BLACK, 2)
        case ButtonElement(round=True):
            _handset(pen, WIDTH / 2, y + 19, 19, target, down=not element.act.target or True)
            pen.text(WIDTH / 2, y + 54, element.text, target, word, "middle")
            tip, scale = (WIDTH / 2 + 16, y + 12), 1.25
        case ButtonElement():
            pen.rect(x, y, w, 31, 15.5, ink, line, BLACK if target else "#fff")
            pen.text(WIDTH / 2, y + 20.5, element.text, target, "#fff" if target else WORDS, "middle")
        case SwitchElement():
            lines = _broken(element.text, w - 46)
            for n, said in enumerate(lines):
                pen.text(x, y + 17 + _LEADING * n, said, target, word)
            left, knob = x + w - 40, (x + w - 11 if element.on else x + w - 29)
            pen.rect(left, y + 2, 40, 22, 11, ink, line, ink if element.on else "#fff")
            pen.circle(knob, y + 13, 7.5, ink, 1.5)
            tip = (knob, y + 22)
        case ListElement(tiles=True):
            tip, scale = _tiles(pen, element, y), 1.2
        case ListElement():
            tip = _rows(pen, element, y)
        case BubbleElement():
            tip = _bubble(pen, element, y)
        case CallElement():
            _person(pen, WIDTH / 2, y + 13, 13, WORDS)
            pen.text(WIDTH / 2, y + 43, element.text, True, word, "middle")
        case DialogElement():
            tip = _dialog(pen, element, y)
        case KeyboardElement():
            _keyboard(pen, element, y, int(height // _KEY), ink, word)
            tip = (WIDTH / 2 + 8, y + height - 12)
        case SliderElement():
            pen.text(x, y + 14, element.text, target, word)
            knob = x + 8 + (w - 16) * element.value / 100
            pen.path(f"M{x} {y + 32:.2f}H{x + w}", ink, 2.25 if target else 1.5)
            pen.circle(knob, y + 32, 8, ink, line, BLACK if target else "#fff")
            tip, scale = (knob + 3, y + 38), 1.25
        case QrElement():
            _qr(pen, y, target)
            if element.text:
                pen.text(WIDTH / 2, y + 92, element.text, target, word, "middle")
        case ImageElement():
            pen.rect(x, y, w, height, 6, ink, line, TINT)
            pen.path(f"M{x + 10} {y + 40:.2f}l26 -24l20 18l12 -10l38 16", LINES, 1.5)
            pen.circle(x + w - 24, y + 14, 6, LINES, 1.5)
        case _:
            assert_never(element)
    if element.act.mark:
        mark = element.act.mark
        pointing.append(lambda: _callout(pen, x + w - 4, y + 6, mark))
    act = element.act.target
    if act and (act != "type" or isinstance(element, KeyboardElement)):  # a box to type into has its cursor
        pointing.append(lambda: _hand(pen, *tip, scale, act))


def _tiles(pen: _Pen, element: ListElement, y: float) -> tuple[float, float]:
    tip = (WIDTH / 2, y + 40)
    cell = _INNER / 2
    for n, row in enumerate(element.rows):
        left, top = _LEFT + cell * (n % 2), y + _TILE * (n // 2)
        mine = bool(element.act.target) and row == element.act.at
        ink, word = (BLACK, BLACK) if mine else (LINES, WORDS)
        middle = left + cell / 2
        pen.rect(middle - 13, top, 26, 26, 7, ink, 2.25 if mine else 1, "#fff")
        pen.rect(middle - 6, top + 8, 12, 10, 3, ink, 1.5, ink if mine else TINT)
        for k, said in enumerate(_broken(row, cell - 2)[:2]):
            pen.text(middle, top + 42 + 15 * k, said, mine, word, "middle")
        if mine:
            tip = (middle + 12, top + 7)
    return tip


def _row_height(element: ListElement, row: str) -> float:
    return _ROW + 16.0 * (len(_row_lines(element, row)) - 1)


def _row_lines(element: ListElement, row: str) -> list[str]:
    mine = bool(element.act.target) and row == element.act.at
    return _broken(row, _INNER - (34 if element.call else 4), mine)


def _rows(pen: _Pen, element: ListElement, y: float) -> tuple[float, float]:
    tip = (_LEFT + _INNER - 14, y + 30)
    top = y
    for n, row in enumerate(element.rows):
        lines, height = _row_lines(element, row), _row_height(element, row)
        mine = bool(element.act.target) and row == element.act.at
        if mine:
            pen.rect(_LEFT - 2, top, _INNER + 4, height - 1, 6, BLACK, 2.25)
        elif n:
            pen.path(f"M{_LEFT} {top:.2f}h{_INNER}", GREEKED, 1)
        for k, said in enumerate(lines):
            pen.text(_LEFT + 2, top + 22 + 17 * k - (2 if len(lines) > 1 else 0), said, mine, BLACK if mine else WORDS)
        if element.call:
            _handset(pen, _LEFT + _INNER - 14, top + height / 2, 12, mine, down=False)
        elif width(lines[0], SIZE, mine) < _INNER - 24:
            pen.path(f"M{_LEFT + _INNER - 11} {top + 11:.2f}l6 6l-6 6", BLACK if mine else LINES, 2)
        if mine:
            tip = (_LEFT + _INNER - 10, top + height - 4)
        top += height
    return tip


def _bubble(pen: _Pen, element: BubbleElement, y: float) -> tuple[float, float]:
    lines = _broken(element.text, _INNER - 20)
    w = min(_INNER, max(width(x, SIZE, element.forbidden) for x in lines) + 18)
    h = _LEADING * len(lines) + 10
    left = _LEFT + _INNER - w if element.mine else _LEFT
    target = bool(element.act.target)
    pen.rect(left, y, w, h, 9, BLACK if target else LINES, 2.25 if target else 1.25, TINT if element.mine else "#fff")
    for n, said in enumerate(lines):
        base = y + 19 + _LEADING * n
        pen.text(left + 9, base, said, target, BLACK if target or element.forbidden else WORDS)
        if element.forbidden:
            pen.path(f"M{left + 9:.2f} {base + 3.5:.2f}h{width(said, SIZE):.2f}", BLACK, 1.25)
    if element.forbidden:
        middle, low = left + w / 2, y + h + 10
        near, far = f"{middle - 7:.2f}", f"{middle + 7:.2f}"
        high, deep = f"{low - 7:.2f}", f"{low + 7:.2f}"
        pen.path(f"M{near} {high}L{far} {deep}M{far} {high}L{near} {deep}", BLACK, 3.5)
    return left + w - 12, y + h - 2


def _dialog(pen: _Pen, element: DialogElement, y: float) -> tuple[float, float]:
    lines = _broken(element.text, _INNER - 16, True)
    h = _height(element)
    pen.rect(_LEFT, y, _INNER, h, 10, BLACK, 1.5)
    for n, said in enumerate(lines):
        pen.text(WIDTH / 2, y + 22 + _LEADING * n, said, True, BLACK, "middle")
    tip = (WIDTH / 2, y + h - 6)
    room = (_INNER - 20) / max(1, len(element.buttons))
    top = y + h - 42
    for n, label in enumerate(element.buttons):
        left = _LEFT + 10 + room * n
        mine = bool(element.act.target) and label == element.act.at
        pen.rect(
            left + 1, top, room - 2, 31, 15.5, BLACK if mine else LINES, 2.25 if mine else 1, BLACK if mine else "#fff"
        )
        pen.text(left + room / 2, top + 20.5, label, mine, "#fff" if mine else WORDS, "middle")
        if mine:
            tip = (left + room * 0.7, top + 28)
    return tip


def _keyboard(pen: _Pen, element: KeyboardElement, y: float, count: int, ink: str, word: str) -> None:
    rows = ("123", "456", "789") if element.digits else ("qwert", "asdfg", "zxcvb")
    for n, row in enumerate(rows[:count]):
        room = _INNER / len(row)
        for k, letter in enumerate(row):
            left, top = _LEFT + room * k, y + _KEY * n
            pen.rect(left + 2, top, room - 4, 25, 5, ink, 1.25)
            pen.text(left + room / 2, top + 18, letter, False, word, "middle")


def _qr(pen: _Pen, y: float, target: bool) -> None:
    """Three finder squares and no data: no reader decodes it."""
    left, side = WIDTH / 2 - 36, 72.0
    ink = BLACK if target else LINES
    pen.rect(left, y, side, side, 4, ink, 2.25 if target else 1)
    for dx, dy in ((8, 8), (44, 8), (8, 44)):
        pen.rect(left + dx, y + dy, 20, 20, 0, ink, 3)
        pen.rect(left + dx + 6, y + dy + 6, 8, 8, 0, ink, 0, ink)


def _person(pen: _Pen, x: float, y: float, r: float, ink: str) -> None:
    pen.circle(x, y, r, ink, 1.25)
    pen.circle(x, y - r * 0.25, r * 0.32, ink, 0, ink)
    pen.path(
        f"M{x - r * 0.55:.2f} {y + r * 0.62:.2f}Q{x:.2f} {y - r * 0.1:.2f} {x + r * 0.55:.2f} {y + r * 0.62:.2f}Z",
        ink,
        0.5,
        ink,
    )


def _handset(pen: _Pen, x: float, y: float, r: float, target: bool, down: bool) -> None:
    ink = BLACK if target else LINES
    pen.circle(x, y, r, ink, 1.5, ink if target else "#fff")
    inner = "#fff" if target else ink
    turn = 135 if down else 0
    pen.path(
        _HANDSET, inner, 1, inner, f"translate({x:.2f} {y:.2f}) rotate({turn}) scale({r / 17:.3f}) translate(-12 -12)"
    )


def _hand(pen: _Pen, x: float, y: float, scale: float, act: str) -> None:
    """A hand whose fingertip is at (x, y): one ring to tap, two to hold, an arrow to swipe."""
    x, y = min(x, WIDTH - 2.0 - 9.5 * scale), min(y, HEIGHT - 2.0 - 17.5 * scale)
    for r in {"hold": (8, 13), "tap": (8,)}.get(act, ()):
        pen.circle(x, y, r, BLACK, 1.75, "none")
    if act == "swipe":
        start = x + 12 * scale if x < WIDTH / 2 + 14 else x - 36
        pen.path(f"M{start:.2f} {y + 14:.2f}h26m-7 -6l7 6l-7 6", BLACK, 2.25)
    pen.path(
        _HAND,
        BLACK,
        round(2 / scale, 3),
        "#fff",
        f"translate({x - 10.75 * scale:.2f} {y - 5.2 * scale:.2f}) scale({scale})",
    )


def _callout(pen: _Pen, x: float, y: float, number: int) -> None:
    pen.circle(x - 8, y + 8, 11.5, BLACK, 2)
    pen.text(x - 8, y + 13, str(number), True, BLACK, "middle")


# --- words --------------------------------------------------------------------------------


def _alternative(screen: Screen, words: Mapping[str, str]) -> str:
    """Say what is on the screen in order, then what to do and where."""
    opening = words["screen"].format(title=screen.title) if screen.title else words["untitled"]
    shown = ", ".join(filter(None, (_said(e, words) for e in screen.show)))
    parts = [f"{opening}: {shown}." if shown else f"{opening}."]
    if screen.back == "tap":
        parts.append(words["do_tap"].format(what=words["back"], where=words["where_back"]))
    for n, element in enumerate(screen.show):
        if element.act.target:
            what = words["named"].format(name=element.act.at) if element.act.at else _said(element, words)
            where = words[
                "where_"
                + ("top" if n == 0 and len(screen.show) > 1 else "bottom" if n == len(screen.show) - 1 else "middle")
            ]
            parts.append(words[f"do_{element.act.target}"].format(what=what, where=where))
    return " ".join(parts)


def _said(element: Element, words: Mapping[str, str]) -> str:
    match element:
        case TextElement() | CallElement() | ImageElement() | QrElement() | SliderElement():
            kind = type(element).__name__.removesuffix("Element").lower()
            return words[kind].format(text=element.text)
        case FieldElement():
            return words["field_filled" if element.value else "field"].format(text=element.text, value=element.value)
        case ButtonElement():
            return words["button"].format(text=element.text)
        case SwitchElement():
            return words["switch_on" if element.on else "switch_off"].format(text=element.text)
        case ListElement():
            return words["tiles" if element.tiles else "list"].format(text="; ".join(element.rows))
        case BubbleElement():
            kind = "bubble_forbidden" if element.forbidden else "bubble_mine" if element.mine else "bubble"
            return words[kind].format(text=element.text)
        case DialogElement():
            return words["dialog"].format(text=element.text, buttons="; ".join(element.buttons))
        case KeyboardElement():
            return words["digits" if element.digits else "letters"]
        case _:
            assert_never(element)
