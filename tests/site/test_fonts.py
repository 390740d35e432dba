"""The site's fonts are ours, whole for two languages, free, and made by the script beside this file."""

import io

import pytest
from fontTools.ttLib import TTFont

from tests.site.make_fonts import LETTERS, ROOT, TARGET, WEIGHTS, subset

VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ₫«»“”–…"


@pytest.mark.parametrize("weight", WEIGHTS)
def test_the_committed_font_is_what_the_script_makes(weight: int) -> None:
    made = subset(ROOT / "theme/fonts" / WEIGHTS[weight])
    assert (TARGET / f"be-vietnam-pro-{weight}.woff2").read_bytes() == made


@pytest.mark.parametrize("weight", WEIGHTS)
def test_a_font_writes_vietnamese_and_stays_small(weight: int) -> None:
    content = (TARGET / f"be-vietnam-pro-{weight}.woff2").read_bytes()
    drawn = TTFont(io.BytesIO(content)).getBestCmap()
    assert [c for c in VIETNAMESE + VIETNAMESE.upper() if ord(c) not in drawn] == []
    assert sorted(set(LETTERS) - set(drawn)) == []
    assert len(content) < 18_000


def test_the_licence_travels_with_the_fonts() -> None:
    assert (TARGET / "ofl.txt").read_bytes() == (ROOT / "theme/fonts/OFL-BeVietnamPro.txt").read_bytes()
