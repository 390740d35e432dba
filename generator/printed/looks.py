"""What can be seen of a page once it is ink: contrast, grey, blackness, codes that a telephone reads.

Pages are rendered at the resolution of an office copier, twice: as they are, and without their text,
so that the ground behind each glyph is seen and not guessed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, floor
from typing import cast

import pypdfium2
import zxingcpp
from PIL import Image, ImageChops, ImageStat

from generator.printed.pages import Box, Colour, Graphic, Page, Span, without_text

DPI = 150
SCALE = DPI / 72
COARSE = 6  # pixels in a dot of the coarse picture, about 1 mm
WHITE = 250  # a grey that no printer prints
HIDDEN = -1  # no ground: the shape lies within another of its own colour


@dataclass(frozen=True, slots=True)
class Seen:
    """A span: the grey of its ink, the darkest and lightest ground behind it, glyphs that cannot be seen."""

    ink: float
    darkest: int
    lightest: int
    unseen: int

    @property
    def contrast(self) -> float:
        """Return the worst contrast of ink and ground (WCAG 2.2, contrast ratio); 1 when a glyph is not seen."""
        return 1 if self.unseen else min(contrast(self.ink, self.darkest), contrast(self.ink, self.lightest))


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code read off the page: what it says, where, its error correction and whether copies stay readable."""

    text: str
    box: Box
    level: str
    quiet: bool
    black_and_white: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What one page looks like; ``texts`` and ``grounds`` go with its spans and graphics.

    A ground is the grey around a shape, or ``HIDDEN``.
    ``ink`` is the mean blackness from 0 to 1, ``colour`` the largest difference of red, green and blue (of 255),
    ``coarse`` a small grey picture, ``codes`` the QR codes that can be read.
    """

    ink: float
    colour: int
    texts: tuple[Seen, ...]
    grounds: tuple[int, ...]
    coarse: Image.Image
    codes: tuple[Code, ...]

    def inked(self, box: Box) -> bool:
        """Tell whether anything is printed within ``box``."""
        scale = SCALE / COARSE
        area = (ceil(box.left * scale), ceil(box.top * scale), floor(box.right * scale), floor(box.bottom * scale))
        if area[0] >= area[2] or area[1] >= area[3]:
            return False
        darkest, _ = self.coarse.crop(area).getextrema()
        return isinstance(darkest, (int, float)) and darkest < WHITE


def grey_of(colour: Colour) -> float:
    """Return a colour's grey from 0 to 255 (ITU-R BT.601, as copiers and Pillow reckon it)."""
    red, green, blue = colour
    return 255 * (0.299 * red + 0.587 * green + 0.114 * blue)


def contrast(first: float, second: float) -> float:
    """Return the contrast ratio of two greys from 0 to 255."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(grey: float) -> float:
    share = grey / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def look_at(data: bytes, pages: Sequence[Page]) -> tuple[Look, ...]:
    """Return what each page of a file looks like."""
    looks: dict[int, Look] = {}
    with pypdfium2.PdfDocument(data) as full, pypdfium2.PdfDocument(without_text(data)) as bare:
        ordered = sorted(enumerate(pages), key=lambda p: p[1].side)
        for side, group in groupby(ordered, key=lambda p: p[1].side):
            colours = full[side].render(scale=SCALE).to_pil().convert("RGB")
            ground = bare[side].render(scale=SCALE, grayscale=True).to_pil().convert("L")
            for index, page in group:
                frame = page.frame
                area = (
                    round(frame.left * SCALE),
                    round(frame.top * SCALE),
                    round(frame.right * SCALE),
                    round(frame.bottom * SCALE),
                )
                part, behind = colours.crop(area), ground.crop(area)
                if page.turned:
                    part, behind = part.rotate(180), behind.rotate(180)
                looks[index] = _look(page, part, behind)
    return tuple(looks[n] for n in range(len(pages)))


def _look(page: Page, colours: Image.Image, ground: Image.Image) -> Look:
    grey = colours.convert("L")
    red, green, blue = colours.split()
    difference = max(
        _most(ImageChops.difference(red, green)),
        _most(ImageChops.difference(green, blue)),
    )
    change = ImageChops.difference(grey, ground)
    return Look(
        1 - ImageStat.Stat(grey).mean[0] / 255,
        difference,
        tuple(_seen(span, grey, ground, change) for span in page.spans),
        tuple(_around(g, ground) for g in page.graphics),
        grey.reduce(COARSE),
        _codes(grey),
    )


def _most(image: Image.Image) -> int:
    _, most = image.getextrema()
    assert isinstance(most, int)
    return most


def _pixels(box: Box, by: int = 0) -> tuple[int, int, int, int]:
    return (
        floor(box.left * SCALE) - by,
        floor(box.top * SCALE) - by,
        ceil(box.right * SCALE) + by,
        ceil(box.bottom * SCALE) + by,
    )


def _seen(span: Span, grey: Image.Image, ground: Image.Image, change: Image.Image) -> Seen:
    area = _pixels(span.box)
    changed, behind = change.crop(area), ground.crop(area)
    most = _most(changed)
    drawn = [g.box for g in span.glyphs if g.box is not None]
    if most < 8:
        level = round(ImageStat.Stat(behind).mean[0])
        return Seen(level, level, level, len(drawn))
    ink = ImageStat.Stat(grey.crop(area), _over(changed, most - 2)).mean[0]  # the middle of strokes, not their edges
    counted = behind.histogram(_over(changed, most / 2))
    enough = 0.05 * sum(counted)
    grounds = [value for value, count in enumerate(counted) if count > enough] or [counted.index(max(counted))]
    unseen = sum(1 for box in drawn if _most(change.crop(_pixels(box))) < 0.5 * most)
    return Seen(ink, grounds[0], grounds[-1], unseen)


def _over(image: Image.Image, least: float) -> Image.Image:
    return image.point([255 if v >= least else 0 for v in range(256)])


def _around(graphic: Graphic, ground: Image.Image) -> int:
    """Return the commonest grey just outside a shape, its own left out: drawings are made of parts that touch."""
    if graphic.colour is None:
        return HIDDEN
    outer = ground.crop(_inside(_pixels(graphic.box, 4), ground)).histogram()
    inner = ground.crop(_inside(_pixels(graphic.box, 1), ground)).histogram()
    own = grey_of(graphic.colour)
    ring = [0 if abs(value - own) < 3 else a - b for value, (a, b) in enumerate(zip(outer, inner, strict=True))]
    return ring.index(max(ring)) if any(ring) else HIDDEN


def _inside(area: tuple[int, int, int, int], image: Image.Image) -> tuple[int, int, int, int]:
    left, top = min(max(area[0], 0), image.width), min(max(area[1], 0), image.height)
    return left, top, max(min(area[2], image.width), left), max(min(area[3], image.height), top)


def _codes(grey: Image.Image) -> tuple[Code, ...]:
    sort = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = zxingcpp.read_barcodes(grey, formats=sort)
    if not found:
        return ()
    copied = grey.point([255 if v > 127 else 0 for v in range(256)])
    texts = {b.text for b in zxingcpp.read_barcodes(copied, formats=sort)}
    return tuple(_code(b, copied, b.text in texts) for b in found)


def _code(barcode: zxingcpp.Barcode, copied: Image.Image, again: bool) -> Code:
    place = barcode.position
    corners = (place.top_left, place.top_right, place.bottom_left, place.bottom_right)
    left, right = min(c.x for c in corners), max(c.x for c in corners)
    top, bottom = min(c.y for c in corners), max(c.y for c in corners)
    extra = cast("dict[str, str]", barcode.extra)
    modules = 17 + 4 * int(extra.get("Version", 1))  # ISO/IEC 18004, 5.3.1
    quiet = round((right - left) / modules * 3.8)
    ring = list(_ring(copied, (left, top, right, bottom), quiet))
    box = Box(left / SCALE, top / SCALE, right / SCALE, bottom / SCALE)
    level = str(barcode.ec_level)
    return Code(str(barcode.text), box, level, all(ring), again)


def _ring(copied: Image.Image, area: tuple[int, int, int, int], by: int) -> Iterator[bool]:
    """Tell of each strip around a code whether it is white."""
    left, top, right, bottom = area
    strips = (
        (left - by, top - by, right + by, top - 2),
        (left - by, bottom + 3, right + by, bottom + by),
        (left - by, top - by, left - 2, bottom + by),
        (right + 3, top - by, right + by, bottom + by),
    )
    for strip in strips:
        darkest, _ = copied.crop(_inside(strip, copied)).getextrema()
        yield bool(darkest)
