"""Model HTML made ready for paper: pictures in points, boxes named, links that paper cannot follow undone."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from generator.markup import address
from generator.model import Picture
from generator.paper.presets import BOOKLET_A5, COLUMN

MEASURE = BOOKLET_A5.measure  # the scale of 1 is that of this paper
TALLEST = 260  # points a picture may be high
_IMAGE = re.compile(r'<img src="asset:([^"]*)" alt="([^"]*)" width="(\d+)" height="(\d+)">')
_LINKED_IMAGE = re.compile(r"<a [^>]*>(\s*<img [^>]*>\s*)</a>")
_ALERT = re.compile(r'<div class="alert alert-(\w+)">')
_TAG = re.compile(r"<[^>]*>")
_SERIOUS = ("warning", "caution")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture in its place: sizes in points at scale 1; ``wide`` stands above its words, ``screen`` shows a phone."""

    asset: str
    alternative: str
    width: float
    height: float
    wide: bool = False
    screen: bool = False


def drawing(picture: Picture) -> Drawing:
    """Return ``picture`` as it stands in a step: beside the words when it is narrow, above them when it is not.

    A unit of a drawing is one point; only what is larger than the page allows, as photographs are, is made smaller.
    """
    narrow = picture.width <= COLUMN or picture.height >= picture.width
    width, height = fitted(picture.width, picture.height, COLUMN if narrow else MEASURE)
    return Drawing(picture.asset, picture.alternative, width, height, not narrow, picture.screen)


def fitted(width: float, height: float, widest: float) -> tuple[float, float]:
    """Return the size scaled down, never up, into ``widest`` points and the tallest a picture may be."""
    scale = min(1.0, widest / width, TALLEST / height)
    return round(width * scale, 2), round(height * scale, 2)


def paper(html: str, words: Mapping[str, str], link: Callable[[str], str]) -> str:
    """Return model HTML for paper.

    ``words`` holds ``alert`` and ``alert_note``, the names of the boxes; ``link(lesson)`` gives the address of
    a lesson that is in the same file, or "".
    """
    html = _LINKED_IMAGE.sub(r"\1", html)  # a picture in a link fails PDF/UA-1, and paper has no links
    html = _IMAGE.sub(_sized, html)
    html = _ALERT.sub(lambda found: _named(found[1], words), html)
    return address(html, lambda name: f"asset:{name}", lambda scheme, i: link(i) if scheme == "lesson" else "")


def unlinked(html: str) -> str:
    """Return inline HTML without its links."""
    return re.sub(r"</?a\b[^>]*>", "", html)


def text(html: str) -> str:
    """Return the words of ``html``, blocks and breaks as spaces."""
    return " ".join(_TAG.sub(" ", html).split())


def _sized(found: re.Match[str]) -> str:
    asset, alternative, width, height = found.groups()
    wide, high = fitted(int(width), int(height), MEASURE)
    return f'<img src="asset:{asset}" alt="{alternative}" style="--w: {wide:g}; --h: {high:g}">'


def _named(kind: str, words: Mapping[str, str]) -> str:
    serious = kind in _SERIOUS
    box, word = ("caution", words["caution"]) if serious else ("note", words["note"])
    return f'<div class="box {box}"><p class="label {box}">{word}</p>'
