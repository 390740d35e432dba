"""Small pictures of known things, and the hand that points: black and white, one dark mass each."""

from collections.abc import Mapping
from math import atan2, cos, degrees, radians, sin
from typing import NamedTuple

from generator.screens.shapes import BLACK, WHITE, Box, Shape, path, segment


class _Stroke(NamedTuple):
    """One path of a pictogram; ``paper`` draws in the colour of the ground."""

    commands: str
    filled: bool = False
    paper: bool = False
    line: float = 1.75


_HANDSET = (
    "M6.5 3.5L9.5 7.5L7.5 10C9 13 11 15 14 16.5L16.5 14.5L20.5 17.5"
    "C20 20 18 21 16 20.7C9.5 19.5 4.5 14.5 3.3 8C3 6 4 4 6.5 3.5Z"
)
_HAND = (
    "M9 13V6.5a1.75 1.75 0 0 1 3.5 0V11.5h3a4 4 0 0 1 4 4c0 4-2.2 6.5-5.5 6.5h-2"
    "c-2 0-3.2-.8-4.3-2.4L4.4 15.6a1.6 1.6 0 0 1 2.5-2L9 15.6z"
)
_PERSON = (
    _Stroke("M12 3.5A4 4 0 1 1 11.99 3.5Z", filled=True, line=0.5),
    _Stroke("M4.5 20.5C4.5 15.5 7.5 13.5 12 13.5S19.5 15.5 19.5 20.5Z", filled=True, line=0.5),
)
_BUBBLE = _Stroke("M5 4H19A2 2 0 0 1 21 6V14.5A2 2 0 0 1 19 16.5H12L7.5 20.5V16.5H5A2 2 0 0 1 3 14.5V6A2 2 0 0 1 5 4Z")
_PICTOGRAMS: Mapping[str, tuple[_Stroke, ...]] = {
    "apps": (_Stroke("M4.5 4.5H10V10H4.5ZM14 4.5H19.5V10H14ZM4.5 14H10V19.5H4.5ZM14 14H19.5V19.5H14Z"),),
    "bank": (
        _Stroke("M3 9.5L12 3.5L21 9.5Z", filled=True),
        _Stroke("M6 10V17M10 10V17M14 10V17M18 10V17M3.5 20.5H20.5M4.5 17.5H19.5", line=2),
    ),
    "calendar": (
        _Stroke("M4 5.5H20V20.5H4Z"),
        _Stroke("M4 5.5H20V9.5H4Z", filled=True),
        _Stroke("M8 3V6M16 3V6M8 13.5H8.01M12 13.5H12.01M16 13.5H16.01M8 17H8.01M12 17H12.01", line=2.25),
    ),
    "camera": (
        _Stroke(
            "M4 7.5H8L9.5 5H14.5L16 7.5H20A1 1 0 0 1 21 8.5V18.5"
            "A1 1 0 0 1 20 19.5H4A1 1 0 0 1 3 18.5V8.5A1 1 0 0 1 4 7.5Z"
        ),
        _Stroke("M12 9.5A4 4 0 1 1 11.99 9.5Z", line=2.5),
    ),
    "card": (
        _Stroke(
            "M3.5 5H20.5A1.5 1.5 0 0 1 22 6.5V17.5A1.5 1.5 0 0 1 20.5 19H3.5"
            "A1.5 1.5 0 0 1 2 17.5V6.5A1.5 1.5 0 0 1 3.5 5Z"
        ),
        _Stroke("M8 8A2 2 0 1 1 7.99 8ZM4.8 16C4.8 13.6 6 12.8 8 12.8S11.2 13.6 11.2 16Z", filled=True, line=0.5),
        _Stroke("M14 9.5H19M14 12.5H19M14 15.5H17"),
    ),
    "charger": (
        _Stroke(
            "M8.5 9.5H15.5A1 1 0 0 1 16.5 10.5V15A3.5 3.5 0 0 1 13 18.5H11"
            "A3.5 3.5 0 0 1 7.5 15V10.5A1 1 0 0 1 8.5 9.5Z",
            filled=True,
        ),
        _Stroke("M10 9V4.5M14 9V4.5", line=2.25),
        _Stroke("M12 18.5C12 22.5 19 19 19 22.5", line=2.25),
    ),
    "chat": (_BUBBLE, _Stroke("M8 10.3H8.01M12 10.3H12.01M16 10.3H16.01", line=2.5)),
    "clock": (_Stroke("M12 2.8A9.2 9.2 0 1 1 11.99 2.8Z"), _Stroke("M12 7V12.2L15.6 14.4", line=2.25)),
    "face": (
        _Stroke(
            "M3 8V4.5A1.5 1.5 0 0 1 4.5 3H8M16 3H19.5A1.5 1.5 0 0 1 21 4.5V8M21 16V19.5"
            "A1.5 1.5 0 0 1 19.5 21H16M8 21H4.5A1.5 1.5 0 0 1 3 19.5V16"
        ),
        _Stroke("M12 5.8C15.4 5.8 17 8 17 11.4S15 18.2 12 18.2S7 14.8 7 11.4S8.6 5.8 12 5.8Z"),
        _Stroke("M10 10.5H10.01M14 10.5H14.01", line=2.25),
        _Stroke("M9.8 14.2Q12 16 14.2 14.2"),
    ),
    "health": (
        _Stroke("M4 4H20V20H4Z"),
        _Stroke("M10 7H14V10H17V14H14V17H10V14H7V10H10Z", filled=True, line=0.5),
    ),
    "mail": (_Stroke("M3 5.5H21V18.5H3Z"), _Stroke("M3.5 6L12 13L20.5 6")),
    "map": (
        _Stroke("M12 21.5C8 16.5 5 13 5 9.5A7 7 0 0 1 19 9.5C19 13 16 16.5 12 21.5Z", filled=True),
        _Stroke("M12 7A2.6 2.6 0 1 1 11.99 7Z", filled=True, paper=True, line=0.5),
    ),
    "messages": (_BUBBLE, _Stroke("M7 8.8H17M7 12H13.5")),
    "person": _PERSON,
    "phone": (_Stroke(_HANDSET, filled=True, line=0.75),),
    "photos": (
        _Stroke("M3 5H21V19.5H3Z"),
        _Stroke("M4 18.5L9.5 11L13.5 16L16 13.5L20 18.5Z", filled=True, line=0.5),
        _Stroke("M16.3 7.3A1.7 1.7 0 1 1 16.29 7.3Z", filled=True, line=0.5),
    ),
    "settings": (
        _Stroke("M12 6.2A5.8 5.8 0 1 1 11.99 6.2Z", line=3),
        _Stroke(
            "M12 2.6V4.4M12 19.6V21.4M2.6 12H4.4M19.6 12H21.4M5.35 5.35L6.6 6.6"
            "M17.4 17.4L18.65 18.65M5.35 18.65L6.6 17.4M17.4 6.6L18.65 5.35",
            line=3,
        ),
    ),
    "telephone": (
        _Stroke(
            "M8 2.5H16A1.75 1.75 0 0 1 17.75 4.25V19.75A1.75 1.75 0 0 1 16 21.5H8"
            "A1.75 1.75 0 0 1 6.25 19.75V4.25A1.75 1.75 0 0 1 8 2.5Z"
        ),
        _Stroke("M10.5 4.9H13.5M6.6 7.3H17.4M6.6 17.3H17.4M12 19.4H12.01"),
    ),
    "volume": (
        _Stroke("M3 9V15H7L12.5 20V4L7 9Z", filled=True, line=1),
        _Stroke("M15.5 9A4.2 4.2 0 0 1 15.5 15M18 6.3A8 8 0 0 1 18 17.7"),
    ),
    "web": (
        _Stroke("M12 2.8A9.2 9.2 0 1 1 11.99 2.8Z"),
        _Stroke("M12 2.8C7 8 7 16 12 21.2C17 16 17 8 12 2.8M3.2 12H20.8"),
    ),
}
PICTOGRAMS = frozenset(_PICTOGRAMS)


def pictogram(
    name: str, x: float, y: float, size: float = 24, ink: str = BLACK, paper: str = WHITE, turn: float = 0
) -> tuple[Shape, ...]:
    """Return the pictogram ``name`` around ``x``, ``y``."""
    scale = size / 24
    box = Box(x - size / 2, y - size / 2, size, size)
    # turned about its own centre, so the path begins where that puts its corner
    radius, angle = 12 * scale * 2**0.5, atan2(-1, -1) + radians(turn)
    left, top = x + radius * cos(angle), y + radius * sin(angle)
    return tuple(
        path(
            s.commands,
            left,
            top,
            box,
            scale,
            turn,
            stroke=paper if s.paper else ink,
            line=max(s.line * min(scale, 1.4), 0.5),
            fill=(paper if s.paper else ink) if s.filled else "none",
        )
        for s in _PICTOGRAMS[name]
    )


def hand(x: float, y: float, scale: float) -> Shape:
    """Return a hand whose fingertip is at ``x``, ``y``."""
    left, top = x - 10.75 * scale, y - 5.2 * scale
    box = Box(left + 3.7 * scale - 1, top + 4.7 * scale - 1, 16 * scale + 2, 17.4 * scale + 2)
    return path(_HAND, left, top, box, scale, line=2, fill=WHITE)


def hand_boxes(x: float, y: float, scale: float) -> tuple[Box, Box]:
    """Return the area of the finger and that of the palm of ``hand(x, y, scale)``."""
    left, top = x - 10.75 * scale, y - 5.2 * scale
    finger = Box(left + 9 * scale - 1, top + 4.7 * scale - 1, 3.5 * scale + 2, 8 * scale)
    palm = Box(left + 3.7 * scale - 1, top + 11.5 * scale - 1, 16 * scale + 2, 10.6 * scale + 2)
    return finger, palm


def arrow(x1: float, y1: float, x2: float, y2: float) -> tuple[Shape, ...]:
    """Return a black arrow that ends at ``x2``, ``y2``."""
    angle = atan2(y2 - y1, x2 - x1)
    across, along = cos(angle), sin(angle)
    wings = [(x2 - 9 * across - s * along, y2 - 9 * along + s * across) for s in (-5, 5)]
    left, top = min(x2, *(x for x, _ in wings)), min(y2, *(y for _, y in wings))
    right, bottom = max(x2, *(x for x, _ in wings)), max(y2, *(y for _, y in wings))
    return (
        segment(x1, y1, x2 - 7 * across, y2 - 7 * along, BLACK, 2.5),
        path(
            "M0 0L-9 -5V5Z", x2, y2, Box(left, top, right - left, bottom - top), 1, degrees(angle), line=0.5, fill=BLACK
        ),
    )
