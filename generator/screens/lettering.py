"""Where the words of a screen go and how much room they have; what does not fit is cut, never made smaller."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import assert_never

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
    Screen,
    SliderElement,
    SwitchElement,
    TextElement,
    acted_on,
)
from generator.screens.pictograms import PICTOGRAMS
from generator.screens.shapes import SIZE, Box
from generator.textwidth import fitting, width

WIDE, HIGH = 132, 144
LEFT, RIGHT = 8.0, 124.0
FULL = RIGHT - LEFT
FIELD = Box(LEFT - 1, 0, FULL + 2, 0)  # left edge and width
ROW = Box(5, 0, WIDE - 10, 0)
ROW_PAD = 7.0
CALL_ICON = 12.0  # radius of the receiver at the end of a row
TILE = 34.0
COLUMN = 60.0  # of two app pictures side by side
STATE = 25.5  # room for the word beside a switch
TOGGLE = Box(0, 0, 32, 20)
TEXT = 10.0  # left edge of words that stand by themselves
ADDRESS = re.compile(r"(?:https?://)?\b[\w-]+(?:\.[\w-]+)*\.[a-z][\w-]+[^\s,;)»]*")


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
        for key in sorted(PICTOGRAMS):
            if low in self._names(f"{prefix}_{key}"):
                return key
        return low if prefix == "image" and low in PICTOGRAMS else ""

    def state(self, on: bool) -> str:
        """Return the word beside a switch."""
        return self.words.get("on" if on else "off", "")


@dataclass(frozen=True, slots=True)
class Slot:
    """A text and the room it has: ``lines`` lines of ``room`` units.

    They are about equally long, unless the text is ``flowing`` as messages are, which also break long words.
    """

    key: str
    text: str
    room: float
    bold: bool = False
    lines: int = 1
    part: int = 0
    flowing: bool = False

    def set(self) -> tuple[str, ...]:
        """Return the lines, the last one cut when the text does not fit."""
        return wrap(self.text, self.room, self.bold, self.lines, self.flowing)[0]

    def fitting(self) -> int:
        """Return how many letters are shown."""
        return wrap(self.text, self.room, self.bold, self.lines, self.flowing)[1]


def title_of(screen: Screen) -> tuple[Slot, ...]:
    """Return the title of ``screen``, if it has one."""
    left = 34.0 if screen.back else 12.0
    return (Slot("title", screen.title, RIGHT - left, True),) if screen.title else ()


@lru_cache(256)
def texts_of(element: Element) -> tuple[Slot, ...]:
    """Return the texts of ``element`` with the room each has."""
    bold = bool(element.target)
    match element:
        case TextElement():
            return (Slot("text", element.label, FULL - (10 if bold else 2), bold, 3),)
        case FieldElement():
            return (
                Slot("field", element.label, FULL - 2, bold),
                Slot("value", element.value, FIELD.width - 10 - (5 if bold else 0)),
            )
        case ButtonElement():
            return (Slot("button", element.label, FULL - (0 if element.round else 14), bold),)
        case SwitchElement():
            return (Slot("switch", element.label, FULL - 2, bold),)
        case ListElement():
            if element.tiles:
                return _tile_texts_of(element)
            room = ROW.width - 2 * ROW_PAD - (2 * CALL_ICON + 2 if element.call else 0)
            return tuple(
                Slot("list", row, room, bold and acted_on(element, row), 2, n) for n, row in enumerate(element.rows)
            )
        case BubbleElement():
            return (Slot("bubble", element.label, FULL - 16, False, 3, flowing=True),)
        case CallElement():
            return (Slot("call", element.label, FULL, True),)
        case DialogElement():
            buttons = tuple(
                Slot("buttons", b, FULL - 16, acted_on(element, b), 1, n) for n, b in enumerate(element.buttons)
            )
            return (Slot("dialog", element.label, FULL - 12, True, 3), *buttons)
        case SliderElement():
            return (Slot("slider", element.label, FULL - 2, bold),)
        case QrElement():
            return (Slot("qr", element.label, FULL, bold),)
        case KeyboardElement() | ImageElement():
            return ()
        case _:
            assert_never(element)


def _tile_texts_of(element: ListElement) -> tuple[Slot, ...]:
    """Return the names of app pictures: one line each where two fit beside one another, otherwise two."""
    slots = [Slot("list", row, COLUMN, acted_on(element, row), 2, n) for n, row in enumerate(element.rows)]
    for first in range(0, len(slots) - 1, 2):
        wides = [width(s.text, SIZE, s.bold) for s in slots[first : first + 2]]
        if sum(wides) > 2 * COLUMN - 4:
            widest = first + wides.index(max(wides))
            slots[widest] = replace(slots[widest], room=COLUMN - 5)
    return tuple(slots)


@lru_cache(1024)
def wrap(text: str, room: float, bold: bool, most: int, flowing: bool = False) -> tuple[tuple[str, ...], int]:
    """Return ``text`` in at most ``most`` lines, and how many letters of it are shown."""
    lines, shown = _broken(text, room, bold, most, flowing)
    narrow = room
    while not flowing and shown == len(text) and len(lines) > 1 and narrow > 8:
        narrow -= 2
        closer, rest = _broken(text, narrow, bold, len(lines), flowing)
        if rest < len(text):
            break
        lines = closer
    return lines, shown


def _broken(text: str, room: float, bold: bool, most: int, flowing: bool) -> tuple[tuple[str, ...], int]:
    lines: list[str] = []
    shown = 0
    rest = text
    while rest:
        if width(rest, SIZE, bold) <= room:
            return (*lines, rest), len(text)
        fit = fitting(rest, room, SIZE, bold)
        space = rest.rfind(" ", 0, fit + 1)
        if flowing and space <= 0 and fit and len(lines) + 1 < most:
            lines.append(rest[:fit])
            shown, rest = shown + fit, rest[fit:]
            continue
        if len(lines) + 1 == most or space <= 0:
            kept = fitting(rest, room - width("…", SIZE, bold), SIZE, bold)
            return (*lines, rest[:kept].rstrip() + "…"), shown + fit
        lines.append(rest[:space])
        shown += space + 1
        rest = rest[space + 1 :].lstrip()
    return tuple(lines) or ("",), len(text)
