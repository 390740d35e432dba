"""Authored pictures made safe and small: no EXIF, no script, no outside reference, legal names."""

import io
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import tostring

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

LARGEST = 20_000_000  # bytes of a picture file
MOST_PIXELS = 40_000_000  # a decompression bomb beyond this
LONGEST_SIDE = 1200  # px kept
_RASTER = {"PNG": ("png", "image/png"), "JPEG": ("jpg", "image/jpeg")}
_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_URL = re.compile(r"""url\(\s*['"]?\s*([^'")]*)""", re.IGNORECASE)
_DRAWING = "svg g path rect circle ellipse line polyline polygon text tspan title desc defs symbol linearGradient"
_ELEMENTS = frozenset((*_DRAWING.split(), "radialGradient", "stop", "clipPath"))
MOST_ELEMENTS = 5000  # a drawing beyond this hangs a reader's phone


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
    """Return a drawing with nothing in it but shapes and words, written anew: no comment, no instruction is kept."""
    try:
        root = ElementTree.fromstring(data, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as failure:
        raise PictureError("the SVG cannot be read") from failure
    if root.tag != f"{_SVG}svg":
        raise PictureError("the SVG cannot be read")
    elements = list(root.iter())
    if len(elements) > MOST_ELEMENTS:
        raise PictureError("the SVG has too many parts")
    for element in elements:
        name = element.tag.removeprefix(_SVG) if isinstance(element.tag, str) else ""
        if name not in _ELEMENTS or element.tag == name:
            raise PictureError("the SVG holds something other than drawing and text")
        element.tag = name
        for key, value in list(element.attrib.items()):
            del element.attrib[key]
            element.set(_attribute(key, value), value)
    root.set("xmlns", _SVG[1:-1])
    box = re.split(r"[\s,]+", (root.get("viewBox") or "").strip())
    width, height = (box[2], box[3]) if len(box) == 4 else (root.get("width") or "", root.get("height") or "")
    numbers = [re.fullmatch(r"([0-9]{1,5}(?:\.[0-9]{1,9})?)(?:px|pt)?", v) for v in (width, height)]
    sizes = [round(float(n[1])) for n in numbers if n]
    if len(sizes) != 2 or not all(sizes):
        raise PictureError("the SVG has no size")
    return Cleaned("svg", "image/svg+xml", tostring(root, encoding="utf-8"), sizes[0], sizes[1])


def _attribute(key: str, value: str) -> str:
    """Return the plain name of a harmless attribute."""
    name = key.removeprefix(_XLINK).removeprefix(_XML)
    outside = any(not found.startswith("#") for found in _URL.findall(value)) or "\\" in value
    if name.lower().startswith("on") or outside or (name == "href" and not value.startswith("#")):
        raise PictureError("the SVG runs a script or points outside itself")
    if "{" in name or name in ("style", "class", "base"):
        raise PictureError("the SVG holds something other than drawing and text")
    return name


def _raster(data: bytes) -> Cleaned:
    from PIL import Image, ImageFile, ImageOps

    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint lets cut pictures pass, in the whole process
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise PictureError("the picture has too many pixels")
                kind = "JPEG" if opened.format == "JPEG" else "PNG"
                upright = ImageOps.exif_transpose(opened)
                plain = upright.convert("RGBA" if kind == "PNG" and upright.has_transparency_data else "RGB")
    except PictureError:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as failure:
        raise PictureError("the picture has too many pixels") from failure
    except (OSError, SyntaxError, ValueError, ZeroDivisionError, OverflowError, MemoryError) as failure:
        raise PictureError("the picture cannot be read; use PNG, JPEG, WebP or SVG") from failure
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())  # drops every piece of metadata
    bare.save(out, kind, **({"quality": 80, "optimize": True} if kind == "JPEG" else {"optimize": True}))
    suffix, media_type = _RASTER[kind]
    return Cleaned(suffix, media_type, out.getvalue(), bare.width, bare.height)
