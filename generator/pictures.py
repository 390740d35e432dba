"""Authored pictures made safe and small: no EXIF, no script, no outside reference, legal names."""

import io
import re
from dataclasses import dataclass
from pathlib import Path

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST = 20_000_000  # bytes of a picture file
MOST_PIXELS = 40_000_000  # a decompression bomb beyond this
LONGEST_SIDE = 1200  # px kept
_RASTER = {"PNG": ("png", "image/png"), "JPEG": ("jpg", "image/jpeg")}
_SVG = "{http://www.w3.org/2000/svg}"
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_ELEMENTS = frozenset(
    (
        "svg g path rect circle ellipse line polyline polygon text tspan title desc defs use symbol"
        " linearGradient stop clipPath"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A picture ready for every target: file ending, media type, bytes, size in units."""

    suffix: str
    media_type: str
    content: bytes
    width: int
    height: int


class PictureError(ValueError):
    """The file is no picture that can be used; the message says why, in English."""


def clean(path: Path) -> Cleaned:
    """Return the picture in ``path``, re-encoded; raises ``PictureError``."""
    if path.stat().st_size > LARGEST:
        raise PictureError("the picture is larger than 20 MB")
    data = path.read_bytes()
    return _svg(data) if path.suffix.lower() == ".svg" else _raster(data)


def _svg(data: bytes) -> Cleaned:
    try:
        root = ElementTree.fromstring(data, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as failure:
        raise PictureError("the SVG cannot be read") from failure
    if root.tag != f"{_SVG}svg":
        raise PictureError("the SVG cannot be read")
    for element in root.iter():
        name = element.tag.removeprefix(_SVG) if isinstance(element.tag, str) else ""
        if name not in _ELEMENTS:
            raise PictureError("the SVG holds something other than drawing and text")
        for key, value in element.attrib.items():
            if key.lower().startswith("on") or ("url(" in value.lower() and not re.search(r"url\(['\"]?#", value)):
                raise PictureError("the SVG runs a script or points outside itself")
            if key in _HREFS and not value.startswith("#"):
                raise PictureError("the SVG runs a script or points outside itself")
            if key == "style" or key == "class":
                raise PictureError("the SVG holds something other than drawing and text")
    box = (root.get("viewBox") or "").split()
    width, height = (box[2], box[3]) if len(box) == 4 else (root.get("width") or "", root.get("height") or "")
    numbers = [re.fullmatch(r"(\d+(?:\.\d+)?)(?:px|pt)?", v) for v in (width, height)]
    if not all(numbers):
        raise PictureError("the SVG has no size")
    sizes = [round(float(n[1])) for n in numbers if n]
    return Cleaned("svg", "image/svg+xml", data, sizes[0], sizes[1])


def _raster(data: bytes) -> Cleaned:
    try:
        with Image.open(io.BytesIO(data)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise PictureError("the picture has too many pixels")
            upright = ImageOps.exif_transpose(opened)
            kind = "JPEG" if opened.format == "JPEG" else "PNG"
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, SyntaxError, ValueError) as failure:
        if isinstance(failure, PictureError):
            raise
        raise PictureError("the picture cannot be read; use PNG, JPEG, WebP or SVG") from failure
    plain = upright.convert("RGB" if kind == "JPEG" else "RGBA" if "A" in upright.getbands() else "RGB")
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())  # drops every piece of metadata
    bare.save(out, kind, **({"quality": 80, "optimize": True} if kind == "JPEG" else {"optimize": True}))
    suffix, media_type = _RASTER[kind]
    return Cleaned(suffix, media_type, out.getvalue(), bare.width, bare.height)
