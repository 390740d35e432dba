"""Makes the website's two fonts from the whole ones: ``python -m tests.site.make_fonts``.

Run when ``theme/fonts`` changes; ``test_fonts.py`` holds the committed files to it.
"""

import io
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "theme/site/assets/fonts"
WEIGHTS = {400: "BeVietnamPro-Regular.ttf", 700: "BeVietnamPro-Bold.ttf"}
LETTERS = (
    *range(0x20, 0x7F),
    *(0xA0, 0xA7, 0xA9, 0xAB, 0xB0, 0xB1, 0xB7, 0xBB, 0xBD, 0xD7),
    *(c for c in range(0xC0, 0x100) if c not in (0xD7, 0xF7)),
    *(0x102, 0x103, 0x110, 0x111, 0x128, 0x129, 0x168, 0x169, 0x1A0, 0x1A1, 0x1AF, 0x1B0),
    *(0x300, 0x301, 0x303, 0x306, 0x309, 0x31B, 0x323),
    *range(0x1EA0, 0x1EFA),
    *(0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x20AB, 0x2212),
)


def subset(font: Path) -> bytes:
    """Return ``font`` as WOFF2 with the letters of Vietnamese and English; the same bytes for the same tools."""
    options = Options()
    options.flavor = "woff2"
    options.layout_features = ["*"]
    options.recalc_timestamp = False
    options.hinting = False
    whole = TTFont(font, recalcTimestamp=False)
    maker = Subsetter(options)
    maker.populate(unicodes=LETTERS)
    maker.subset(whole)
    whole.flavor = "woff2"
    made = io.BytesIO()
    whole.save(made)
    return made.getvalue()


def main() -> None:
    """Write both files."""
    for weight, name in WEIGHTS.items():
        (TARGET / f"be-vietnam-pro-{weight}.woff2").write_bytes(subset(ROOT / "theme/fonts" / name))


if __name__ == "__main__":
    main()
