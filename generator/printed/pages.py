"""A PDF file as a printer sees it: words, lines and shapes where they fall on the page, in points.

Lengths are points; places are measured from the top left corner of the page.
The content streams are interpreted here (ISO 32000-1, 8 and 9), forms included, so that every size,
place and colour is the one after all transformations.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import atan2, degrees, hypot
from typing import Any

import pikepdf
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont, TTLibError
from pikepdf import Array, Dictionary, Name

from generator.pdf import tagged_content

MM = 72 / 25.4
Point = tuple[float, float]
Colour = tuple[float, float, float]
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
BLACK: Colour = (0, 0, 0)
SHOW = frozenset(("Tj", "TJ", "'", '"'))


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Return the width."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Return the height."""
        return self.bottom - self.top

    def grown(self, by: float) -> "Box":
        """Return the box with every edge ``by`` points further out."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def meets(self, other: "Box") -> bool:
        """Tell whether the two share some area."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, other: "Box") -> bool:
        """Tell whether the middle of ``other`` lies in this box."""
        x, y = (other.left + other.right) / 2, (other.top + other.bottom) / 2
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def common(self, other: "Box") -> "Box":
        """Return the part the two share; it may be empty (no width, no height)."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        return Box(left, top, max(left, right), max(top, bottom))


@dataclass(eq=False)
class Font:
    """A font of the file: its name without the subset's tag, and what is known of each code.

    ``widths`` are thousandths of the size; ``characters`` is the ToUnicode map.
    """

    name: str
    composite: bool
    embedded: bool
    widths: Mapping[int, float]
    default_width: float
    characters: Mapping[int, str]
    program: TTFont | None
    bounds_seen: dict[int, tuple[float, float, float, float] | None] = field(default_factory=dict)

    def width(self, code: int) -> float:
        """Return the advance of ``code``, in ems."""
        return self.widths.get(code, self.default_width) / 1000

    def bounds(self, code: int) -> tuple[float, float, float, float] | None:
        """Return the outline's left, bottom, right and top in ems; nothing when there is no outline."""
        if code not in self.bounds_seen:
            self.bounds_seen[code] = self._bounds(code)
        return self.bounds_seen[code]

    def _bounds(self, code: int) -> tuple[float, float, float, float] | None:
        if self.program is None or not 0 < code < self.program["maxp"].numGlyphs:
            return None
        glyphs = self.program.getGlyphSet()
        pen = BoundsPen(glyphs)
        glyphs[self.program.getGlyphName(code)].draw(pen)
        if pen.bounds is None:
            return None
        em = self.program["head"].unitsPerEm
        left, bottom, right, top = pen.bounds
        return left / em, bottom / em, right / em, top / em


@dataclass(frozen=True, slots=True)
class Glyph:
    """One shown code: what it says, its advance from ``left`` to ``right``, its outline's box (none for a space)."""

    code: int
    text: str
    left: float
    right: float
    box: Box | None


@dataclass(frozen=True, slots=True)
class Span:
    """Glyphs shown in a row in one font, size and colour.

    ``size`` is the printed size. ``angle`` is that of the baseline, anticlockwise in degrees;
    ``slanted`` text is a sheared upright face. ``block`` numbers the paragraph-like element it belongs to
    (-1: none) and ``kind`` names that element (``P``, ``H1`` …); ``artifact`` text is outside the structure.
    ``depth`` counts the forms around it.
    """

    text: str
    font: Font
    size: float
    colour: Colour
    baseline: float
    box: Box
    glyphs: tuple[Glyph, ...]
    angle: float = 0
    slanted: bool = False
    block: int = -1
    kind: str = ""
    picture: bool = False
    artifact: bool = False
    depth: int = 0

    @property
    def upright(self) -> bool:
        """Tell whether the text reads from left to right on the page as it lies."""
        return abs(self.angle) < 0.6


@dataclass(frozen=True, slots=True)
class Graphic:
    """A painted shape. ``thickness`` is its line's weight; for an area, about half its narrow side.

    ``colour`` is nothing where a pattern, a shading or an image is painted.
    """

    box: Box
    area: float
    thickness: float
    colour: Colour | None
    stroke: bool = False
    image: bool = False
    picture: bool = False
    artifact: bool = False
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """A form placed on a page by the page itself: the matrix in force and the form's own box."""

    matrix: Matrix
    box: Box


@dataclass(frozen=True, slots=True)
class Page:
    """One page; ``number`` counts from 1.

    ``side`` is the page of the file it is printed on (from 0) and ``frame`` its place there;
    ``turned`` pages stand on their heads there.
    """

    number: int
    width: float
    height: float
    spans: tuple[Span, ...]
    graphics: tuple[Graphic, ...]
    side: int
    frame: Box
    turned: bool = False
    forms: tuple[Form, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """All pages of a file, its fonts, and what its catalogue says."""

    pages: tuple[Page, ...]
    fonts: tuple[Font, ...]
    tagged: bool
    wishes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """Spans that stand side by side on one baseline."""

    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """Return what the line says."""
        return "".join(s.text for s in self.spans).strip()

    @property
    def box(self) -> Box:
        """Return the box of all outlines, or of the advances where there are none."""
        return around([s.box for s in self.spans])

    @property
    def baseline(self) -> float:
        """Return the height of the baseline."""
        return self.spans[0].baseline

    @property
    def size(self) -> float:
        """Return the largest size on the line."""
        return max(s.size for s in self.spans)

    @property
    def block(self) -> int:
        """Return the number of the first span's block."""
        return self.spans[0].block

    @property
    def picture(self) -> bool:
        """Tell whether the line belongs to a picture."""
        return self.spans[0].picture

    @property
    def left(self) -> float:
        """Return where the first glyph starts."""
        return self.spans[0].glyphs[0].left

    @property
    def right(self) -> float:
        """Return where the last glyph that is not a space ends."""
        return max((g.right for s in self.spans for g in s.glyphs if g.text.strip()), default=self.left)


def around(boxes: Sequence[Box]) -> Box:
    """Return the smallest box around ``boxes``."""
    return Box(
        min(b.left for b in boxes), min(b.top for b in boxes), max(b.right for b in boxes), max(b.bottom for b in boxes)
    )


def lines(spans: Sequence[Span]) -> tuple[Line, ...]:
    """Return the upright spans as lines, from top to bottom, then from left to right."""
    rows: list[list[Span]] = []
    for span in sorted((s for s in spans if s.upright and s.glyphs), key=lambda s: s.baseline):
        if rows and span.baseline - rows[-1][0].baseline < 0.3:
            rows[-1].append(span)
        else:
            rows.append([span])
    return tuple(Line(tuple(part)) for row in rows for part in _parts(row))


def _parts(row: list[Span]) -> Iterator[list[Span]]:
    """Cut a row where the next span stands apart, as cells of a table do."""
    part: list[Span] = []
    for span in sorted(row, key=lambda s: s.glyphs[0].left):
        gap = span.glyphs[0].left - part[-1].glyphs[-1].right if part else 0
        if part and (abs(gap) > 0.6 * span.size or span.picture != part[-1].picture):
            yield part
            part = []
        part.append(span)
    yield part


def paragraphs(page: Page) -> tuple[tuple[Line, ...], ...]:
    """Return the lines of a page that follow one another as one text runs on.

    In a tagged file the block decides, otherwise the distance; either way they begin at the same place.
    """
    found: list[list[Line]] = []
    for line in lines(page.spans):
        for group in reversed(found):
            last = group[-1]
            step = line.baseline - last.baseline
            same = line.block == last.block and line.picture == last.picture
            near = 0.5 * last.size < step < 2.2 * last.size and abs(line.left - last.left) < 1
            if same and near and (line.block >= 0 or (step < 1.7 * last.size and abs(line.size - last.size) < 0.1)):
                group.append(line)
                break
        else:
            found.append([line])
    return tuple(tuple(g) for g in found)


def read(data: bytes) -> Document:
    """Return what is printed on every page of a PDF file."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        fonts: dict[tuple[int, int], Font] = {}
        marks = {(m.page, m.mcid): (m.block, m.path) for m in tagged_content(pdf)}
        pages: list[Page] = []
        for number, page in enumerate(pdf.pages):
            left, bottom, right, top = (float(n) for n in page.mediabox)
            reader = _Reader(fonts, {mcid: mark for (at, mcid), mark in marks.items() if at == number}, top)
            reader.run(page, page.obj.get("/Resources", Dictionary()), (1, 0, 0, 1, -left, 0), 0)
            width, height = right - left, top - bottom
            frame = Box(0, 0, width, height)
            spans = tuple(_joined(reader.spans))
            pages.append(
                Page(number + 1, width, height, spans, tuple(reader.graphics), number, frame, forms=tuple(reader.forms))
            )
        wishes = {k: str(v).lstrip("/") for k, v in pdf.Root.get("/ViewerPreferences", Dictionary()).items()}
        return Document(tuple(pages), tuple(fonts.values()), "/StructTreeRoot" in pdf.Root, wishes)


def without_text(data: bytes) -> bytes:
    """Return the file with every glyph left out: what lies behind the text."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.Contents = pdf.make_stream(_silent(page))
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == Name.Form:
                thing.write(_silent(thing))
        out = io.BytesIO()
        pdf.save(out, compress_streams=False)
        return out.getvalue()


def _silent(content: Any) -> bytes:
    kept = [i for i in pikepdf.parse_content_stream(content) if str(i.operator) not in SHOW]
    return pikepdf.unparse_content_stream(kept)


def _joined(spans: Sequence[Span]) -> Iterator[Span]:
    """Join glyphs that were placed one by one, as the words of a drawing are; a wide gap stands for a space."""
    last: Span | None = None
    for span in spans:
        if last is None:
            last = span
            continue
        gap = span.glyphs[0].left - last.glyphs[-1].right if span.glyphs and last.glyphs else 1e9
        alike = (
            span.upright
            and last.upright
            and span.font is last.font
            and abs(span.size - last.size) < 0.01
            and span.colour == last.colour
            and abs(span.baseline - last.baseline) < 0.1
            and (span.block, span.picture, span.artifact, span.depth)
            == (last.block, last.picture, last.artifact, last.depth)
        )
        if alike and -0.15 * span.size < gap < 0.45 * span.size:
            space = " " if gap > 0.15 * span.size else ""
            last = replace(
                last,
                text=last.text + space + span.text,
                box=around([last.box, span.box]),
                glyphs=last.glyphs + span.glyphs,
            )
        else:
            yield last
            last = span
    if last is not None:
        yield last


def multiply(first: Matrix, second: Matrix) -> Matrix:
    """Return the matrix that applies ``first``, then ``second`` (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def apply(matrix: Matrix, x: float, y: float) -> Point:
    """Return where ``matrix`` puts a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _scale(matrix: Matrix) -> float:
    a, b, c, d, _, _ = matrix
    return float(abs(a * d - b * c) ** 0.5)


@dataclass(frozen=True, slots=True)
class _Shape:
    box: Box
    area: float
    perimeter: float


@dataclass(slots=True)
class _State:
    """The graphics state (ISO 32000-1, 8.4), as far as it changes what is measured."""

    ctm: Matrix
    clip: _Shape
    fill: Colour | None = BLACK
    line: Colour | None = BLACK
    fill_alpha: float = 1
    line_alpha: float = 1
    weight: float = 1
    font: Font | None = None
    size: float = 0
    spacing: float = 0
    word_spacing: float = 0
    stretch: float = 1
    leading: float = 0
    rise: float = 0
    mode: int = 0


class _Reader:
    """Interprets the content streams of one page."""

    def __init__(
        self,
        fonts: dict[tuple[int, int], Font],
        marks: Mapping[int, tuple[int, tuple[str, ...]]],
        top: float,
    ) -> None:
        self.fonts = fonts
        self.marks = marks
        self.top = top
        self.spans: list[Span] = []
        self.graphics: list[Graphic] = []
        self.forms: list[Form] = []
        self.open: list[tuple[str, int]] = []  # marked content: tag, MCID or -1
        everywhere = Box(-1e6, -1e6, 1e6, 1e6)
        self.state = _State(IDENTITY, _Shape(everywhere, 1e12, 4e6))
        self.saved: list[_State] = []
        self.paths: list[list[Point]] = []
        self.clipping = ""
        self.text: Matrix = IDENTITY
        self.line: Matrix = IDENTITY

    def run(self, content: Any, resources: Any, matrix: Matrix, depth: int) -> None:
        """Interpret ``content`` (a page or a form) under ``matrix``."""
        before, level = replace(self.state), len(self.saved)
        self.state.ctm = multiply(matrix, self.state.ctm)
        for instruction in pikepdf.parse_content_stream(content):
            if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                self._image(depth)
                continue
            operator = str(instruction.operator)
            if operator in SHOW:
                self._show(operator, instruction.operands, depth)
            elif operator in _PATH:
                self._path(operator, [float(n) for n in instruction.operands])
            elif operator in _PAINT:
                self._paint(operator, depth)
            elif operator == "Do":
                self._do(resources.get("/XObject", Dictionary()).get(instruction.operands[0]), resources, depth)
            else:
                self._set(operator, instruction.operands, resources)
        del self.saved[level:]
        self.state = before

    def _set(self, operator: str, operands: Any, resources: Any) -> None:
        state = self.state
        match operator:
            case "q":
                self.saved.append(replace(state))
            case "Q":
                if self.saved:
                    self.state = self.saved.pop()
            case "cm":
                state.ctm = multiply(_matrix(operands), state.ctm)
            case "w":
                state.weight = float(operands[0])
            case "gs":
                self._graphics_state(resources.get("/ExtGState", Dictionary()).get(operands[0], Dictionary()))
            case "g" | "rg" | "k" | "sc" | "scn":
                state.fill = _colour(operands)
            case "G" | "RG" | "K" | "SC" | "SCN":
                state.line = _colour(operands)
            case "cs":
                state.fill = BLACK
            case "CS":
                state.line = BLACK
            case "W" | "W*":
                self.clipping = operator
            case "BMC" | "BDC":
                properties = operands[1] if operator == "BDC" else None
                if isinstance(properties, Name):
                    properties = resources.get("/Properties", Dictionary()).get(properties)
                mcid = properties.get("/MCID", -1) if isinstance(properties, Dictionary) else -1
                self.open.append((str(operands[0])[1:], int(mcid)))
            case "EMC":
                if self.open:
                    self.open.pop()
            case _:
                self._text_state(operator, operands, resources)

    def _text_state(self, operator: str, operands: Any, resources: Any) -> None:
        state = self.state
        match operator:
            case "BT":
                self.text = self.line = IDENTITY
            case "Tm":
                self.text = self.line = _matrix(operands)
            case "Td" | "TD":
                x, y = float(operands[0]), float(operands[1])
                if operator == "TD":
                    state.leading = -y
                self._next_line(x, y)
            case "T*":
                self._next_line(0, -state.leading)
            case "Tf":
                font = resources.get("/Font", Dictionary()).get(operands[0])
                state.font, state.size = self._font(font), float(operands[1])
            case "Tc":
                state.spacing = float(operands[0])
            case "Tw":
                state.word_spacing = float(operands[0])
            case "Tz":
                state.stretch = float(operands[0]) / 100
            case "TL":
                state.leading = float(operands[0])
            case "Ts":
                state.rise = float(operands[0])
            case "Tr":
                state.mode = int(operands[0])

    def _next_line(self, x: float, y: float) -> None:
        self.text = self.line = multiply((1, 0, 0, 1, x, y), self.line)

    def _graphics_state(self, settings: Any) -> None:
        if "/ca" in settings:
            self.state.fill_alpha = float(settings["/ca"])
        if "/CA" in settings:
            self.state.line_alpha = float(settings["/CA"])
        if "/LW" in settings:
            self.state.weight = float(settings["/LW"])

    def _font(self, resource: Any) -> Font | None:
        if resource is None:
            return None
        key = resource.objgen
        if key == (0, 0) or key not in self.fonts:
            self.fonts[key] = _read_font(resource)
        return self.fonts[key]

    def _do(self, thing: Any, resources: Any, depth: int) -> None:
        if thing is None:
            return
        if thing.get("/Subtype") == Name.Image:
            self._image(depth)
            return
        state = self.state
        matrix = _matrix(thing["/Matrix"]) if "/Matrix" in thing else IDENTITY
        left, bottom, right, top = (float(n) for n in thing.BBox)
        placed = multiply(matrix, state.ctm)
        corners = [apply(placed, x, y) for x in (left, right) for y in (bottom, top)]
        self.saved.append(replace(state))
        shape = self._shape([[corners[0], corners[1], corners[3], corners[2]]], False)
        if depth == 0:
            self.forms.append(Form(placed, shape.box))
        self._clip(shape)
        self.run(thing, thing.get("/Resources", resources), matrix, depth + 1)
        self.state = self.saved.pop()

    def _image(self, depth: int) -> None:
        corners = [apply(self.state.ctm, x, y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
        shape = self._shape([corners], False)
        box = shape.box.common(self.state.clip.box)
        if box.width > 0 and box.height > 0:
            self._add(Graphic(box, box.width * box.height, min(box.width, box.height) / 2, None, image=True), depth)

    def _path(self, operator: str, numbers: list[float]) -> None:
        ctm = self.state.ctm
        match operator:
            case "m":
                self.paths.append([apply(ctm, *numbers)])
            case "re":
                x, y, w, h = numbers
                self.paths.append(
                    [apply(ctm, x, y), apply(ctm, x + w, y), apply(ctm, x + w, y + h), apply(ctm, x, y + h)]
                )
                self.paths[-1].append(self.paths[-1][0])
            case _ if not self.paths:
                return  # a path must begin somewhere; such a file is broken and paints nothing
            case "l":
                self.paths[-1].append(apply(ctm, *numbers))
            case "h":
                self.paths[-1].append(self.paths[-1][0])
            case _:
                points = [apply(ctm, numbers[i], numbers[i + 1]) for i in range(0, len(numbers), 2)]
                start = self.paths[-1][-1]
                if operator == "v":
                    points = [start, *points]
                elif operator == "y":
                    points = [*points, points[-1]]
                self.paths[-1] += [_curve(start, points[0], points[1], points[2], t / 4) for t in range(1, 5)]

    def _paint(self, operator: str, depth: int) -> None:
        state = self.state
        # a lone point paints nothing that is measured
        paths = [p for p in self.paths if len(p) > 1]
        if operator == "sh":
            self._area(state.clip, None, depth)
        elif paths and operator != "n":
            fills, strokes = operator in _FILL, operator in _STROKE
            fill, line = _blend(state.fill, state.fill_alpha), _blend(state.line, state.line_alpha)
            shape = self._shape(paths, "*" in operator)
            fills = fills and state.fill_alpha > 0 and shape.area > 0.01
            if fills:
                self._area(shape, fill, depth)
            if strokes and state.line_alpha and not (fills and fill == line):  # an outline of its own colour is no line
                self._stroke(paths, operator in ("s", "b", "b*"), line, depth)
        if self.clipping and paths:
            self._clip(self._shape(paths, "*" in self.clipping))
        if operator != "sh":
            self.paths, self.clipping = [], ""

    def _area(self, shape: _Shape, colour: Colour | None, depth: int) -> None:
        clip = self.state.clip
        box = shape.box.common(clip.box)
        if box.width <= 0 or box.height <= 0:
            return
        if box == clip.box and clip.area < 1.01 * shape.area:
            seen = clip  # a border is a large rectangle seen through a narrow clip
        elif box in (clip.box, shape.box):
            seen = shape
        else:
            seen = _Shape(box, *_rectangle(box))
        half = seen.perimeter / 2
        self._add(Graphic(box, seen.area, seen.area / half if half else 0, colour), depth)

    def _stroke(self, paths: list[list[Point]], close: bool, colour: Colour | None, depth: int) -> None:
        weight = self.state.weight * _scale(self.state.ctm)
        closed = [[*p, p[0]] if close else p for p in paths]
        length = sum(hypot(b[0] - a[0], b[1] - a[1]) for p in closed for a, b in pairwise(p))
        box = self._shape(paths, False).box.grown(weight / 2).common(self.state.clip.box)
        if box.width > 0 and box.height > 0:
            self._add(Graphic(box, length * weight, weight, colour, stroke=True), depth)

    def _add(self, graphic: Graphic, depth: int) -> None:
        self.graphics.append(replace(graphic, picture=self._picture(), artifact=self._artifact(), depth=depth))

    def _shape(self, paths: list[list[Point]], even_odd: bool) -> _Shape:
        boxes = [Box(min(x for x, _ in p), self.top - max(y for _, y in p), max(x for x, _ in p),
                     self.top - min(y for _, y in p)) for p in paths]  # fmt: skip
        areas = [_signed_area(p) for p in paths]
        if even_odd:
            largest = max(range(len(paths)), key=lambda i: abs(areas[i]))
            area = sum(
                abs(a) * (1 if i == largest or not boxes[largest].holds(boxes[i]) else -1) for i, a in enumerate(areas)
            )
        else:
            area = sum(areas)
        perimeter = sum(hypot(b[0] - a[0], b[1] - a[1]) for p in paths for a, b in zip(p, [*p[1:], p[0]], strict=True))
        return _Shape(around(boxes), abs(area), perimeter)

    def _clip(self, shape: _Shape) -> None:
        box = shape.box.common(self.state.clip.box)
        if box == self.state.clip.box:
            return
        self.state.clip = shape if box == shape.box else _Shape(box, *_rectangle(box))

    def _picture(self) -> bool:
        return any(tag == "Figure" or "Figure" in self.marks.get(mcid, (0, ()))[1] for tag, mcid in self.open)

    def _artifact(self) -> bool:
        return any(tag == "Artifact" for tag, _ in self.open)

    def _show(self, operator: str, operands: Any, depth: int) -> None:
        state = self.state
        if operator in ("'", '"'):
            if operator == '"':
                state.word_spacing, state.spacing = float(operands[0]), float(operands[1])
            self._next_line(0, -state.leading)
        shown = operands[0] if operator == "TJ" else [operands[-1]]
        glyphs: list[Glyph] = []
        font = state.font
        if font is None:
            return
        start = self._placed()
        for piece in shown:
            if isinstance(piece, pikepdf.String):
                for code in _codes(bytes(piece), font.composite):
                    glyphs.append(self._glyph(font, code))
            else:
                self._advance(-float(piece) / 1000 * state.size * state.stretch)
        if not glyphs or state.mode == 3:
            return
        a, b, c, d, _, y = start
        size = abs(a * d - b * c) / hypot(a, b)  # across the baseline, however the letters lean
        angle = degrees(atan2(b, a))
        slant = abs(a * c + b * d) > 0.03 * hypot(a, b) * hypot(c, d)
        boxes = [g.box for g in glyphs if g.box is not None]
        baseline = self.top - y
        box = around(boxes) if boxes else Box(glyphs[0].left, baseline - size / 2, glyphs[-1].right, baseline)
        mark = next((self.marks[mcid] for _, mcid in reversed(self.open) if mcid in self.marks), None)
        block, path = mark or (-1, ())
        self.spans.append(
            Span(
                "".join(g.text for g in glyphs),
                font,
                size,
                _blend(state.fill, state.fill_alpha) or BLACK,
                baseline,
                box,
                tuple(glyphs),
                angle,
                slant,
                block,
                next((k for k in reversed(path) if k not in ("Span", "NonStruct", "Link")), ""),
                self._picture(),
                self._artifact(),
                depth,
            )
        )

    def _placed(self) -> Matrix:
        state = self.state
        own: Matrix = (state.size * state.stretch, 0, 0, state.size, 0, state.rise)
        return multiply(multiply(own, self.text), state.ctm)

    def _advance(self, by: float) -> None:
        self.text = multiply((1, 0, 0, 1, by, 0), self.text)

    def _glyph(self, font: Font, code: int) -> Glyph:
        state = self.state
        placed = self._placed()
        bounds = font.bounds(code)
        box = None
        if bounds is not None:
            left, bottom, right, top = bounds
            corners = [apply(placed, x, y) for x in (left, right) for y in (bottom, top)]
            xs, ys = [x for x, _ in corners], [self.top - y for _, y in corners]
            box = Box(min(xs), min(ys), max(xs), max(ys))
        start = apply(placed, 0, 0)[0]
        end = apply(placed, font.width(code), 0)[0]
        extra = state.spacing + (state.word_spacing if code == 32 and not font.composite else 0)
        self._advance((font.width(code) * state.size + extra) * state.stretch)
        return Glyph(code, font.characters.get(code, ""), start, end, box)


_PATH = frozenset(("m", "l", "c", "v", "y", "h", "re"))
_FILL = frozenset(("f", "F", "f*", "B", "B*", "b", "b*"))
_STROKE = frozenset(("S", "s", "B", "B*", "b", "b*"))
_PAINT = _FILL | _STROKE | {"n", "sh"}


def _matrix(numbers: Any) -> Matrix:
    a, b, c, d, e, f = (float(n) for n in numbers)
    return a, b, c, d, e, f


def _colour(operands: Any) -> Colour | None:
    """Return RGB from 0 to 1; nothing for a pattern."""
    if any(isinstance(n, Name) for n in operands):
        return None
    match [float(n) for n in operands]:
        case [grey]:
            return grey, grey, grey
        case [red, green, blue]:
            return red, green, blue
        case [cyan, magenta, yellow, black]:
            return (1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black)
        case _:
            return None


def _blend(colour: Colour | None, alpha: float) -> Colour | None:
    """Return a colour as it looks on white paper."""
    if colour is None or alpha == 1:
        return colour
    red, green, blue = (1 - alpha * (1 - c) for c in colour)
    return red, green, blue


def _curve(start: Point, first: Point, second: Point, end: Point, t: float) -> Point:
    """Return the point at ``t`` of a Bézier curve."""
    u = 1 - t
    weights = (u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)
    points = (start, first, second, end)
    return (
        sum(w * p[0] for w, p in zip(weights, points, strict=True)),
        sum(w * p[1] for w, p in zip(weights, points, strict=True)),
    )


def _signed_area(path: list[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(path, [*path[1:], path[0]], strict=True)) / 2


def _rectangle(box: Box) -> tuple[float, float]:
    return box.width * box.height, 2 * (box.width + box.height)


def _codes(shown: bytes, composite: bool) -> Iterator[int]:
    if composite:
        yield from (shown[i] << 8 | shown[i + 1] for i in range(0, len(shown) - 1, 2))
    else:
        yield from shown


def _read_font(resource: Any) -> Font:
    composite = resource.get("/Subtype") == Name.Type0
    inner = resource.DescendantFonts[0] if composite else resource
    descriptor = inner.get("/FontDescriptor", Dictionary())
    program = next((descriptor[k] for k in ("/FontFile2", "/FontFile3", "/FontFile") if k in descriptor), None)
    widths: dict[int, float] = {}
    if composite:
        widths = _composite_widths(inner.get("/W", []))
    elif "/Widths" in resource:
        first = int(resource.get("/FirstChar", 0))
        widths = {first + n: float(w) for n, w in enumerate(resource.Widths)}
    name = re.sub(r"^[A-Z]{6}\+", "", str(resource.get("/BaseFont", "/"))[1:])
    return Font(
        name,
        composite,
        program is not None,
        widths,
        float(inner.get("/DW", 1000)) if composite else 500,
        _characters(resource),
        _open_font(program) if composite else None,
    )


def _open_font(program: Any) -> TTFont | None:
    if program is None:
        return None
    try:
        return TTFont(io.BytesIO(program.read_bytes()), lazy=True)
    except TTLibError:
        return None


def _composite_widths(table: Any) -> dict[int, float]:
    """Read ``/W`` (ISO 32000-1, 9.7.4.3): ``c [w …]`` or ``first last w``."""
    found: dict[int, float] = {}
    entries = list(table)
    place = 0
    while place < len(entries) - 1:
        first = int(entries[place])
        if isinstance(entries[place + 1], Array):
            found |= {first + n: float(w) for n, w in enumerate(entries[place + 1])}
            place += 2
        else:
            found |= dict.fromkeys(range(first, int(entries[place + 1]) + 1), float(entries[place + 2]))
            place += 3
    return found


def _characters(resource: Any) -> dict[int, str]:
    """Read a ToUnicode map (ISO 32000-1, 9.10.3)."""
    if "/ToUnicode" not in resource:
        return {}
    found: dict[int, str] = {}
    text = resource.ToUnicode.read_bytes().decode("latin-1")
    for kind, section in re.findall(r"beginbf(char|range)(.*?)endbf", text, re.DOTALL):
        if kind == "char":
            for code, said in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f ]*)>", section):
                found[int(code, 16)] = _utf16(said)
            continue
        for low, high, rest in re.findall(r"<(\w+)>\s*<(\w+)>\s*(<\w+>|\[[^\]]*\])", section):
            said = re.findall(r"<(\w+)>", rest)
            for n, code in enumerate(range(int(low, 16), int(high, 16) + 1)):
                if rest.startswith("["):
                    found[code] = _utf16(said[n]) if n < len(said) else ""
                else:
                    found[code] = chr(int(said[0], 16) + n)
    return found


def _utf16(digits: str) -> str:
    return bytes.fromhex(digits.replace(" ", "")).decode("utf-16-be", "replace")
