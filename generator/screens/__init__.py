"""Mock phone screens: what a lesson's ``screen`` block shows, drawn in black and white with words to read instead.

The picture is 132 x 144 units, one unit is one printed point, every word has 14 units. Elements stand below one
another as on a phone. ``draw`` tries roomy layouts first, then tighter ones, then smaller hands, and takes the first
in which the fingertip touches the target while hand, callouts and words keep apart. What no layout can hold is cut,
never shrunk; ``misfits`` says what and where.

Beyond the published grammar: ``direction`` (of a swipe; right on a slider, otherwise up), ``alternative`` (the
author's own words for it), rows and names of app pictures may take two lines, round buttons that follow one another
stand side by side.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from generator.screens import shapes
from generator.screens.alternative import describe
from generator.screens.elements import (
    DIRECTIONS,
    TARGETS,
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
)
from generator.screens.lettering import (
    ADDRESS,
    HIGH,
    WIDE,
    Looks,
    texts_of,
    title_of,
)
from generator.screens.page import arrange

__all__ = (
    "ADDRESS",
    "DIRECTIONS",
    "HIGH",
    "TARGETS",
    "WIDE",
    "BubbleElement",
    "ButtonElement",
    "CallElement",
    "DialogElement",
    "Drawing",
    "Element",
    "FieldElement",
    "ImageElement",
    "KeyboardElement",
    "ListElement",
    "Misfit",
    "QrElement",
    "Screen",
    "SliderElement",
    "SwitchElement",
    "TextElement",
    "draw",
    "misfits",
)


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
        for slot in (title_of(screen) if element is None else texts_of(element))
        if slot.fitting() < len(slot.text)
    ]
    # portraits are a matter of language, so both ways must fit
    portraits = any(isinstance(e, ListElement) and not (e.tiles or e.call) for e in screen.show)
    looks = (Looks({}), Looks({}, people=True)) if portraits else (Looks({}),)
    crowded = next((c for x in looks if (c := arrange(screen, x).crowded) is not None), None)
    return (*found, *(() if crowded is None else (Misfit(crowded),)))
