"""What an author asks a mock screen to show."""

from dataclasses import dataclass
from typing import TypeAlias

TARGETS = ("tap", "hold", "swipe", "type")
DIRECTIONS = ("up", "down", "left", "right")


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


def acted_on(element: Element, part: str) -> bool:
    """Return whether ``part`` is what ``at`` names (any, when it names nothing)."""
    return bool(element.target) and element.at in ("", part)
