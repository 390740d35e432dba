"""How wide and how tall words are when they are set in the fonts of the theme, without setting them.

Advance widths are summed glyph by glyph; kerning, which only ever tightens Vietnamese words, is left out.
A letter that Be Vietnam Pro lacks is measured in Noto Sans, which is where programs will take it from.
"""

import unicodedata
from functools import cache, lru_cache
from typing import Any

from generator.theme import PACKAGED

_FAMILIES = ("BeVietnamPro", "NotoSans")
_UNKNOWN = (0.6, 0.75, 0.25)  # em: advance, above and below the baseline of a letter that neither font has


@lru_cache(4096)
def width(text: str, size: float, bold: bool = False) -> float:
    """Return the advance width of ``text`` on one line, in the unit of ``size``."""
    return sum(_letter(c, bold)[0] for c in unicodedata.normalize("NFC", text)) * size


@lru_cache(4096)
def reach(text: str, size: float, bold: bool = False) -> tuple[float, float]:
    """Return how far the ink of ``text`` goes above and below its baseline, in the unit of ``size``."""
    letters = [_letter(c, bold) for c in unicodedata.normalize("NFC", text)]
    return max((x[1] for x in letters), default=0.0) * size, max((x[2] for x in letters), default=0.0) * size


def fitting(text: str, room: float, size: float, bold: bool = False) -> int:
    """Return how many letters of ``text``, from its beginning, fit in ``room``."""
    used = 0.0
    for number, letter in enumerate(unicodedata.normalize("NFC", text)):
        used += _letter(letter, bold)[0] * size
        if used > room:
            return number
    return len(unicodedata.normalize("NFC", text))


@cache
def _letter(letter: str, bold: bool) -> tuple[float, float, float]:
    """Return advance, ink above and ink below the baseline, in em."""
    for family in _FAMILIES:
        font = _font(family, bold)
        name = font.getBestCmap().get(ord(letter))
        if name is not None:
            em = font["head"].unitsPerEm
            glyph = font["glyf"][name]
            top, bottom = (glyph.yMax, glyph.yMin) if glyph.numberOfContours else (0, 0)
            return font["hmtx"][name][0] / em, max(top, 0) / em, max(-bottom, 0) / em
    return _UNKNOWN


@cache
def _font(family: str, bold: bool) -> Any:
    from fontTools.ttLib import TTFont  # here, because commands that draw nothing start faster without it

    return TTFont(PACKAGED / "fonts" / f"{family}-{'Bold' if bold else 'Regular'}.ttf", lazy=True)
