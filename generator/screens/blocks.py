"""One element of a screen at a time, drawn at height 0: its shapes, its area, and where a fingertip may touch it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from generator.screens import pictograms, shapes
from generator.screens.elements import (
    BubbleElement,
    ButtonElement,
    CallElement,
    DialogElement,
    Element,
    FieldElement,
    ImageElement,
    KeyboardElement,
    ListElement,
    QrElement,
    SliderElement,
    SwitchElement,
    TextElement,
    acted_on,
)
from generator.screens.lettering import (
    ADDRESS,
    CALL_ICON,
    COLUMN,
    FIELD,
    FULL,
    LEFT,
    RIGHT,
    ROW,
    ROW_PAD,
    STATE,
    TEXT,
    TILE,
    TOGGLE,
    WIDE,
    Looks,
    texts_of,
)
from generator.screens.shapes import BLACK, BOLD_LINE, GREEK, LINE, SIZE, TINT, WHITE, WORD, Box, Shape
from generator.textwidth import width


@dataclass(frozen=True, slots=True)
class Air:
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


AIRS = (
    Air(gap=9, bar=30, line=20, button=32, box=30, row=38, key=20, inside=False),
    Air(gap=6, bar=29, line=18, button=30, box=28, row=36, key=19, inside=False),
    Air(gap=5, bar=27, line=17, button=28, box=26, row=34, key=17, inside=True),
    Air(gap=3, bar=25, line=16, button=26, box=24, row=30, key=15.5, inside=True),
)


@dataclass(frozen=True, slots=True)
class Aim:
    """What is acted on: its area, and where a fingertip may touch it, best first."""

    box: Box
    tips: tuple[tuple[float, float], ...] = ()
    row: int = 0  # from 1, when it is a row of a list
    ringed: bool = False  # its own frame is the ring of the gesture


@dataclass(frozen=True, slots=True)
class Block:
    """One element, or round buttons side by side; ``boxes`` has the area of each."""

    height: float
    shapes: tuple[Shape, ...]
    boxes: tuple[Box, ...]
    aim: Aim | None = None

    def moved(self, dy: float) -> "Block":
        """Return the same block lower down."""
        aim = self.aim and replace(
            self.aim, box=self.aim.box.moved(0, dy), tips=tuple((x, y + dy) for x, y in self.aim.tips)
        )
        return replace(
            self, shapes=shapes.moved(self.shapes, 0, dy), boxes=tuple(b.moved(0, dy) for b in self.boxes), aim=aim
        )


def build(element: Element, air: Air, looks: Looks) -> Block:
    """Return ``element`` drawn with as much room as ``air`` gives."""
    match element:
        case TextElement():
            return _text(element, air)
        case FieldElement():
            return _field(element, air)
        case ButtonElement():
            return build_rounds((element,), air, looks) if element.round else _button(element, air)
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
    return BLACK if acted_on(element, part) else WORD


def _text(element: TextElement, air: Air) -> Block:
    lines = texts_of(element)[0].set()
    acted = bool(element.target)
    pad = 4 if acted else 0
    x, anchor = (TEXT + pad, "start") if air.left else (WIDE / 2, "middle")
    drawn = [
        shapes.text(x, air.baseline(pad + n * air.line, air.line), line, acted or air.typed, _ink(element), anchor)
        for n, line in enumerate(lines)
    ]
    height = len(lines) * air.line + 2 * pad
    if air.typed:
        end = drawn[-1].box
        drawn.append(_caret(end.right + 3, end.middle[1]))
    wide = max(s.box.right for s in drawn) - min(s.box.x for s in drawn)
    box = Box(LEFT, 0, FULL, height) if acted else Box(min(s.box.x for s in drawn), 0, wide, height)
    if not acted:
        return Block(height, tuple(drawn), (box,))
    frame = shapes.rect(box, 6, BLACK, BOLD_LINE)
    return Block(height, (frame, *drawn), (box,), Aim(box, _edge_tips(box, drawn[-1].box)))


def _caret(x: float, y: float) -> Shape:
    return shapes.segment(x, y - 8, x, y + 8, BLACK, BOLD_LINE)


def _field(element: FieldElement, air: Air) -> Block:
    name, value = texts_of(element)
    acted = bool(element.target)
    above = not (air.inside and not element.value)
    ink, line = (BLACK, BOLD_LINE) if acted else (LINE, 1.0)
    drawn: list[Shape] = []
    top = air.line - 1 if above else 0
    box = Box(FIELD.x, top, FIELD.width, air.box)
    if above:
        drawn.append(shapes.text(TEXT - 1, air.baseline(-2, air.line), name.set()[0], acted, _ink(element)))
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
    aim = Aim(box, _edge_tips(box, drawn[-1].box if drawn[-1].name == "text" else None)) if acted else None
    return Block(whole.height, tuple(drawn), (whole,), aim)


def _button(element: ButtonElement, air: Air) -> Block:
    box = Box(LEFT, 0, FULL, air.button)
    drawn, tips = _pill(box, texts_of(element)[0].set()[0], bool(element.target), air)
    return Block(air.button, drawn, (box,), Aim(box, tips) if element.target else None)


def _pill(box: Box, name: str, acted: bool, air: Air) -> tuple[tuple[Shape, ...], tuple[tuple[float, float], ...]]:
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
    tips += [(box.middle[0] + f * box.width, low + d) for d in (0, 2, 5, 8) for f in (0.12, 0.3, 0, 0.4, -0.2)]
    return (*tips, (box.right - 1, box.middle[1]))


def build_rounds(elements: Sequence[ButtonElement], air: Air, looks: Looks) -> Block:
    """Draw round buttons side by side; one that hangs up has its receiver turned down."""
    radius = min(air.button * 0.66, 20)
    share = WIDE / len(elements)
    drawn: list[Shape] = []
    boxes: list[Box] = []
    aim: Aim | None = None
    height = 2 * radius + 2 + air.line
    for n, element in enumerate(elements):
        acted = bool(element.target)
        slot = texts_of(element)[0]
        slot = replace(slot, room=min(slot.room, share - 6))
        x, y = share * (n + 0.5), radius + 1
        down = looks.hangs_up(element.label)
        drawn.append(shapes.circle(x, y, radius, BLACK if acted else LINE, 1.5, BLACK if acted else WHITE))
        receiver = pictograms.pictogram(
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
            aim = Aim(disc, tips)
    return Block(height, tuple(drawn), tuple(boxes), aim)


def _switch(element: SwitchElement, air: Air, looks: Looks) -> Block:
    acted = bool(element.target)
    name = texts_of(element)[0]
    ink = BLACK if acted else LINE
    one = TEXT + width(element.label, SIZE, acted) + 4 + STATE + 3 <= RIGHT - TOGGLE.width
    top = (air.row - 8 - TOGGLE.height) / 2 if one else air.line + 2
    toggle = TOGGLE.moved(RIGHT - TOGGLE.width, top)
    radius = toggle.height / 2
    x = toggle.right - radius if element.on else toggle.x + radius
    words = shapes.text(
        toggle.x - 3, air.baseline(top, toggle.height), looks.state(element.on), acted, _ink(element), "end"
    )
    drawn = (
        shapes.text(
            TEXT,
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
    box = Box(LEFT, 0, FULL, height)
    low = toggle.bottom - 1
    tips = ((x, low), (toggle.middle[0], low), (toggle.middle[0], low + 2), (toggle.right - 2, low - 4))
    return Block(height, drawn, (box,), Aim(toggle, tips) if acted else None)


def _rows(element: ListElement, air: Air, looks: Looks) -> Block:
    """Draw rows between hairlines; people get a portrait and a grey line below their name where both fit."""
    slots = texts_of(element)
    portraits = (
        not element.call
        and all(looks.person(r) for r in element.rows)
        and all(len(s.set()) == 1 and width(s.text, SIZE, s.bold) <= s.room - 26 for s in slots)
    )
    drawn: list[Shape] = []
    boxes: list[Box] = []
    aim: Aim | None = None
    y = 0.0
    for number, (row, slot) in enumerate(zip(element.rows, slots, strict=True)):
        acted = acted_on(element, row)
        lines = slot.set()
        box = Box(ROW.x, y, ROW.width, max(air.row, len(lines) * 17 + 8))
        ink = BLACK if acted else LINE
        if acted:
            drawn.append(shapes.rect(box, 6, BLACK, BOLD_LINE))
        x = box.x + ROW_PAD
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
            drawn += _receiver(box.right - CALL_ICON - 5, box.middle[1], acted)
        elif not portraits and not acted and end < box.right - 18:
            drawn.append(_chevron(box.right - 9, box.middle[1]))
        if not acted and number + 1 < len(element.rows) and not acted_on(element, element.rows[number + 1]):
            drawn.append(shapes.segment(LEFT, box.bottom, RIGHT, box.bottom, GREEK).ornament())
        boxes.append(box)
        y = box.bottom
        if acted:
            aim = Aim(box, _row_tips(element, box, end), number + 1)
            y += air.after if number + 1 < len(element.rows) else 0
    whole = Box(ROW.x, 0, ROW.width, y)
    return Block(y, tuple(drawn), (whole,), aim)


def _row_tips(element: ListElement, box: Box, end: float) -> tuple[tuple[float, float], ...]:
    if element.call:
        x, low = box.right - CALL_ICON - 5, box.middle[1] + CALL_ICON
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
    disc = shapes.circle(x, y, CALL_ICON, ink, 1.25, BLACK if acted else WHITE)
    receiver = pictograms.pictogram("phone", x, y, 15, WHITE if acted else LINE)
    return tuple(replace(s, solid=True) for s in (disc, *receiver))


def _chevron(x: float, y: float) -> Shape:
    return shapes.path("M0 -5L5 0L0 5", x, y, Box(x - 1, y - 6, 7, 12), stroke=LINE, line=1.75).ornament()


def _portrait(x: float, y: float, radius: float, ink: str) -> tuple[Shape, ...]:
    return (
        shapes.circle(x, y, radius, ink, 1.25, WHITE),
        *(replace(s, solid=True) for s in pictograms.pictogram("person", x, y - 0.5, radius * 1.3, ink)),
    )


def _tiles(element: ListElement, air: Air, looks: Looks) -> Block:
    """Draw the pictures of apps, two in a row."""
    drawn: list[Shape] = []
    aim: Aim | None = None
    slots = texts_of(element)
    y = 0.0
    side = TILE if air.line > 17 else 30.0 if air.line > 16 else 26.0
    for start in range(0, len(element.rows), 2):
        pair = element.rows[start : start + 2]
        lines = [s.set() for s in slots[start : start + 2]]
        share = COLUMN if len(element.rows) > 1 else 2 * COLUMN
        for n, (name, label) in enumerate(zip(pair, lines, strict=True)):
            acted = acted_on(element, name)
            x = WIDE / 2 - COLUMN + share * (n + 0.5)
            box = Box(x - side / 2, y, side, side)
            drawn.append(
                shapes.rect(box, 9, BLACK if acted else LINE, BOLD_LINE if acted else 1.25, BLACK if acted else WHITE)
            )
            picture = looks.pictogram(name, "app") or "apps"
            icon = pictograms.pictogram(
                picture, x, box.middle[1], 0.65 * side, WHITE if acted else LINE, BLACK if acted else WHITE
            )
            drawn += [replace(s, solid=True, box=s.box.grown(-2)) for s in icon]
            drawn += [
                shapes.text(x, box.bottom + 14 + 16 * k, line, acted, _ink(element, name), "middle")
                for k, line in enumerate(label)
            ]
            if acted:
                edge = box.right + 1
                tips = (edge + 1, y + 11), (edge, y + 7), (edge - 2, y + 4), (edge - 2, y + 15), (box.x + 6, box.bottom)
                aim = Aim(box, tips, start + n + 1)
        y += side + 2 + 16 * max(len(x) for x in lines) + air.gap
    height = y - air.gap
    return Block(height, tuple(drawn), (Box(LEFT, 0, FULL, height),), aim)


def _bubble(element: BubbleElement, air: Air) -> Block:
    """Draw a message; an address in it is bold and underlined."""
    acted = bool(element.target)
    lines = texts_of(element)[0].set()
    wide = max(40.0, *(width(line, SIZE) for line in lines)) + 16
    height = len(lines) * air.line + 10
    left = RIGHT - wide if element.mine else LEFT
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
        x, y = box.right - 22, height + 6
        total = height + 16
        cross = Box(x - 10, y - 10, 20, 20)
        drawn += [
            shapes.path("M-8 -8L8 8M8 -8L-8 8", x, y, cross, stroke=WHITE, line=8),
            replace(shapes.path("M-8 -8L8 8M8 -8L-8 8", x, y, cross, line=3.5), solid=True),
        ]
    return Block(total, tuple(drawn), (box,), Aim(box, _edge_tips(box, None)) if acted else None)


def _with_address(x: float, y: float, line: str, bold: bool, ink: str) -> Iterator[Shape]:
    start = 0
    for found in ADDRESS.finditer(line):
        for words, address in ((line[start : found.start()], False), (found[0], True)):
            if words:
                strong = bold or (address and width(line, SIZE, True) <= FULL - 14)
                yield shapes.text(x, y, words, strong, BLACK if address else ink)
                long = width(words, SIZE, strong)
                if address:
                    yield shapes.segment(x, y + 3.5, x + long, y + 3.5, BLACK, 1.25)
                x += long
        start = found.end()
    if line[start:]:
        yield shapes.text(x, y, line[start:], bold, ink)


def _call(element: CallElement, air: Air) -> Block:
    radius = 13.0 if air.line > 17 else 11.0
    name = texts_of(element)[0].set()[0]
    ink = BLACK if element.target else LINE
    drawn = (
        *_portrait(WIDE / 2, radius + 1, radius, ink),
        shapes.text(WIDE / 2, air.baseline(2 * radius + 2, air.line), name, True, _ink(element), "middle"),
    )
    height = 2 * radius + 2 + air.line
    box = Box(LEFT, 0, FULL, height)
    return Block(height, drawn, (box,), Aim(box, _edge_tips(box, drawn[-1].box)) if element.target else None)


def _dialog(element: DialogElement, air: Air) -> Block:
    """Draw a question with its buttons, side by side or, when they are long, below one another."""
    question, *answers = texts_of(element)
    names = [a.set()[0] for a in answers]
    acted = [acted_on(element, b) and bool(element.target) for b in element.buttons]
    wides = [max(width(n, SIZE, a) + 18, 42) for n, a in zip(names, acted, strict=True)]
    beside = len(names) == 1 or sum(wides) + 4 <= FULL - 12
    lines = question.set()
    top = 7 + len(lines) * air.line
    frame_height = top + 3 + (air.button if beside else len(names) * (air.button + 4) - 4) + 9 + air.after
    frame = Box(LEFT - 2, 0, FULL + 4, frame_height)
    drawn: list[Shape] = [shapes.rect(frame, 11, BLACK, 1.5)]
    drawn += [
        shapes.text(WIDE / 2, air.baseline(6 + n * air.line, air.line), line, True, BLACK, "middle")
        for n, line in enumerate(lines)
    ]
    space = (frame.width - sum(wides)) / (len(names) + 1)
    x, y = frame.x + (space if beside else 0), top + 3.0
    aim: Aim | None = None
    for n, name in enumerate(names):
        box = Box(x, y, wides[n], air.button) if beside else Box(frame.x + 8, y, frame.width - 16, air.button)
        pill, tips = _pill(box, name, acted[n], air)
        drawn += pill
        if acted[n]:
            aim = Aim(box, tips)
        x, y = (x + wides[n] + space, y) if beside else (x, y + air.button + 4)
    if element.target and aim is None:
        aim = Aim(frame, _edge_tips(frame, None))
    return Block(frame_height, tuple(drawn), (frame,), aim)


def _keyboard(element: KeyboardElement, air: Air) -> Block:
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
    aim = Aim(panel, _edge_tips(panel, None)) if element.target else None
    return Block(height, tuple(drawn), (panel,), aim)


def _panel(box: Box, radius: float, framed: bool) -> Shape:
    """Return the ground of a keyboard; ``radius`` is that of its lower corners."""
    wide, high, low = (shapes.number(v) for v in (box.width, box.height, box.height - radius))
    outline = (
        f"M4 0H{shapes.number(box.width - 4)}Q{wide} 0 {wide} 4V{low}Q{wide} {high}"
        f" {shapes.number(box.width - radius)} {high}H{shapes.number(radius)}Q0 {high} 0 {low}V4Q0 0 4 0Z"
    )
    stroke, line = (BLACK, BOLD_LINE) if framed else (LINE, 0.75)
    return shapes.path(outline, box.x, box.y, box.grown(line / 2), stroke=stroke, line=line, fill=WHITE)


def _key_cap(box: Box, key: str, framed: bool, air: Air) -> Iterator[Shape]:
    pressed = key in air.keys
    yield shapes.rect(box, 3, BLACK if framed or pressed else LINE, 1 if framed else 0.75, BLACK if pressed else WHITE)
    if key != " ":
        ink = WHITE if pressed else BLACK if framed else WORD
        yield shapes.text(box.middle[0], air.baseline(box.y, box.height), key, framed or pressed, ink, "middle")


def _slider(element: SliderElement, air: Air) -> Block:
    """Draw a knob on a line; when it is dragged, where it comes from and an arrow above."""
    acted = bool(element.target)
    drawn: list[Shape] = [
        shapes.text(TEXT, air.baseline(-1, air.line), texts_of(element)[0].set()[0], acted, _ink(element))
    ]
    first, last = LEFT + 9, RIGHT - 9
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
        drawn += pictograms.arrow(origin, y - 15, knob, y - 15)
    drawn.append(shapes.circle(knob, y, radius, ink, 1.5, BLACK if acted else WHITE))
    height = y + 10
    box = Box(LEFT, 0, FULL, height)
    dot = Box(knob - radius, y - radius, 2 * radius, 2 * radius)
    tips = ((knob + 2, dot.bottom - 2), (knob, dot.bottom - 1), (knob - 4, dot.bottom - 2))
    return Block(height, tuple(drawn), (box,), Aim(dot, tips) if acted else None)


_BLOTS = "0100101 1011001 0010110 1101001 0110100 1001011 0101101"


def _qr(element: QrElement, air: Air) -> Block:
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
            WIDE / 2, air.baseline(height + 1, air.line), texts_of(element)[0].set()[0], acted, _ink(element), "middle"
        )
        drawn.append(words)
        height += 1 + air.line
    box = Box(x - 5, 0, side + 10, side + 10)
    tips = tuple((box.right, box.y + f * box.height) for f in (0.4, 0.55, 0.25))
    return Block(height, tuple(drawn), (box,), Aim(box, tips) if acted else None)


def _image(element: ImageElement, air: Air, looks: Looks) -> Block:
    """Draw a known thing large, or a page whose words are grey bars."""
    height = min(38 + air.spare, 86)
    acted = bool(element.target)
    box = Box(LEFT, 0, FULL, height)
    frame = shapes.rect(box, 7, BLACK if acted else LINE, BOLD_LINE if acted else 1)
    aim = Aim(box, _edge_tips(box, None)) if acted else None
    name = looks.pictogram(element.label, "image")
    if name:
        size = min(height - 10, 60)
        picture = pictograms.pictogram(name, WIDE / 2, height / 2, size, BLACK if acted else WORD)
        return Block(height, (frame, *(replace(s, solid=True) for s in picture)), (box,), aim)
    drawn = [frame, shapes.circle(box.x + 16, 15, 8, "", 0, GREEK)]
    drawn += [
        shapes.rect(Box(box.x + 30, y, wide, 4), 2, "", 0, GREEK) for y, wide in ((10, 64), (17, 40)) if y + 8 < height
    ]
    if height > 46:
        drawn.append(shapes.rect(Box(box.x + 8, 30, box.width - 16, height - 38), 4, "", 0, TINT))
    return Block(height, tuple(drawn), (box,), aim)
