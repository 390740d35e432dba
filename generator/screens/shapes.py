"""Black-and-white drawing for print: boxes, lines, words and small icons, written as plain SVG.

One unit is one printed point on A5. Words have one size, ``SIZE``. Black is for what a picture is about;
``WORD`` and ``LINE`` are the two greys of what stands around it, ``GREEK`` and ``TINT`` are for what is not read.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from generator.textwidth import reach, width
from generator.xmltree import Element, element, serialise

BLACK, WORD, LINE, GREEK, TINT, WHITE = "#000000", "#595959", "#8c8c8c", "#c4c4c4", "#e8e8e8", "#ffffff"
SIZE = 14  # of every word in a picture; nothing is ever scaled below it
BOLD_LINE = 2.25  # frame of the one thing to act on
FAMILY = "Be Vietnam Pro, Noto Sans, Roboto, sans-serif"
_SVG = "http://www.w3.org/2000/svg"
Value = str | float


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: its left upper corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> tuple[float, float]:
        """The centre."""
        return self.x + self.width / 2, self.y + self.height / 2

    def overlaps(self, other: "Box", gap: float = 0) -> bool:
        """Return whether the two come closer than ``gap``."""
        return (
            self.x < other.right + gap
            and other.x < self.right + gap
            and self.y < other.bottom + gap
            and other.y < self.bottom + gap
        )

    def inside(self, other: "Box") -> bool:
        """Return whether nothing of this box lies outside ``other``."""
        slack = 0.01
        return (
            self.x >= other.x - slack
            and self.y >= other.y - slack
            and self.right <= other.right + slack
            and self.bottom <= other.bottom + slack
        )

    def moved(self, dx: float, dy: float) -> "Box":
        """Return the same box elsewhere."""
        return Box(self.x + dx, self.y + dy, self.width, self.height)

    def grown(self, by: float) -> "Box":
        """Return the box with ``by`` more on each side."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)


@dataclass(frozen=True, slots=True)
class Shape:
    """One element of an SVG file.

    ``box`` is the area of its ink. ``loose`` marks an ornament that may be left out where a hand needs the room;
    ``solid`` a picture that a hand may touch but not cover.
    """

    name: str
    attributes: tuple[tuple[str, Value], ...]
    box: Box
    words: str = ""
    loose: bool = False
    solid: bool = False

    def moved(self, dx: float, dy: float) -> "Shape":
        """Return the same shape elsewhere."""
        step = {"x": dx, "cx": dx, "x1": dx, "x2": dx, "y": dy, "cy": dy, "y1": dy, "y2": dy}
        places = tuple((k, v + step.get(k, 0) if not isinstance(v, str) else v) for k, v in self.attributes)
        return Shape(self.name, places, self.box.moved(dx, dy), self.words, self.loose, self.solid)

    def ornament(self) -> "Shape":
        """Return the shape as one that may be left out."""
        return replace(self, loose=True)


def moved(shapes: Iterable[Shape], dx: float, dy: float) -> tuple[Shape, ...]:
    """Return the same shapes elsewhere."""
    return tuple(s.moved(dx, dy) for s in shapes)


def text(x: float, y: float, words: str, bold: bool = False, colour: str = BLACK, anchor: str = "start") -> Shape:
    """Return words on the baseline ``y``; ``x`` is their start, middle or end."""
    long = width(words, SIZE, bold)
    above, below = reach(words, SIZE, bold)
    left = {"start": x, "middle": x - long / 2, "end": x - long}[anchor]
    attributes: tuple[tuple[str, Value], ...] = (
        ("x", x),
        ("y", y),
        ("font-weight", "700" if bold else "400"),
        ("fill", colour),
        *((("text-anchor", anchor),) if anchor != "start" else ()),
    )
    return Shape("text", attributes, Box(left, y - above, long, above + below), words)


def rect(box: Box, radius: float = 6, stroke: str = LINE, line: float = 1, fill: str = WHITE) -> Shape:
    """Return a rectangle whose edge runs along ``box``."""
    attributes: tuple[tuple[str, Value], ...] = (
        ("x", box.x),
        ("y", box.y),
        ("width", box.width),
        ("height", box.height),
        ("rx", min(radius, box.height / 2, box.width / 2)),
        ("fill", fill),
        *((("stroke", stroke), ("stroke-width", line)) if line else ()),
    )
    return Shape("rect", attributes, box.grown(line / 2))


def circle(x: float, y: float, radius: float, stroke: str = LINE, line: float = 1, fill: str = "none") -> Shape:
    """Return a circle around ``x``, ``y``."""
    attributes: tuple[tuple[str, Value], ...] = (
        ("cx", x),
        ("cy", y),
        ("r", radius),
        ("fill", fill),
        *((("stroke", stroke), ("stroke-width", line)) if line else ()),
    )
    return Shape("circle", attributes, Box(x - radius, y - radius, 2 * radius, 2 * radius).grown(line / 2))


def segment(x1: float, y1: float, x2: float, y2: float, stroke: str = LINE, line: float = 1) -> Shape:
    """Return a straight line."""
    attributes: tuple[tuple[str, Value], ...] = (
        ("x1", x1),
        ("y1", y1),
        ("x2", x2),
        ("y2", y2),
        ("stroke", stroke),
        ("stroke-width", line),
        ("stroke-linecap", "round"),
    )
    return Shape("line", attributes, Box(min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1)).grown(line / 2))


def path(
    commands: str,
    x: float,
    y: float,
    box: Box,
    scale: float = 1,
    turn: float = 0,
    stroke: str = BLACK,
    line: float = 2,
    fill: str = "none",
) -> Shape:
    """Return a path drawn at ``x``, ``y``; ``box`` is its area there, ``line`` the width of its line as printed."""
    attributes: tuple[tuple[str, Value], ...] = (
        ("d", commands),
        ("x", x),
        ("y", y),
        ("turn", turn),
        ("scale", scale),
        ("fill", fill),
        ("stroke", stroke),
        ("stroke-width", line / scale),
        ("stroke-linejoin", "round"),
        ("stroke-linecap", "round"),
    )
    return Shape("path", attributes, box)


def write(shapes: Iterable[Shape], wide: int, high: int, title: str) -> bytes:
    """Return an SVG file; it has no script, style, identifier or reference."""
    namespaces: dict[str | None, str] = {None: _SVG}
    attributes = {
        "width": str(wide),
        "height": str(high),
        "viewBox": f"0 0 {wide} {high}",
        "font-family": FAMILY,
        "font-size": str(SIZE),
    }
    root = element(None, "svg", attributes=attributes, namespaces=namespaces)
    element(root, "title", title)
    for shape in shapes:
        _write(root, shape)
    return serialise(root)


def number(value: float) -> str:
    """Return ``value`` with at most two decimals."""
    short = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if short in ("-0", "") else short


def _write(root: Element, shape: Shape) -> None:
    values = {k: v if isinstance(v, str) else number(v) for k, v in shape.attributes}
    if shape.name == "path":
        x, y, turn, scale = (values.pop(k) for k in ("x", "y", "turn", "scale"))
        moves = (
            f"translate({x} {y})" if (x, y) != ("0", "0") else "",
            f"rotate({turn})" if turn != "0" else "",
            f"scale({scale})" if scale != "1" else "",
        )
        if any(moves):
            values["transform"] = " ".join(m for m in moves if m)
    element(root, shape.name, shape.words or None, values)
