"""Where lines end."""

import json
import re

from fontTools.ttLib import TTFont

from generator.paper import typeset
from generator.paper.presets import BOOKLET_A5
from generator.paper.typeset import LOW, Type, act, balanced, closed, lines, loosened, measure, phrased, shaped, words
from generator.theme import PACKAGED

BODY = Type(16, 24)


def test_bold_and_larger_words_are_wider() -> None:
    assert measure("Chạm nút", 16) < measure("Chạm nút", 16, bold=True) < measure("Chạm nút", 20, bold=True)


def test_what_must_not_break_is_one_word() -> None:
    assert len(words('Chạm <span class="nb">«Kết thúc».</span>', BODY)) == 2


def test_a_narrower_column_takes_more_lines() -> None:
    text = "Nút tròn, cuối màn hình. Không cần chào, không cần giải thích."
    assert lines(text, BODY, BOOKLET_A5.measure) < lines(text, BODY, 150)


def test_balancing_keeps_every_word_and_the_number_of_lines() -> None:
    text = "Sổ tay điện thoại an toàn cho lớp người cao tuổi"
    made = balanced(text, BODY, 200)
    assert " ".join(re.sub(r"<br>", " ", made).split()) == text
    assert made.count("<br>") + 1 == lines(text, BODY, 200)


def test_the_table_of_widths_is_that_of_the_fonts() -> None:
    for weight, name in (("regular", "Regular"), ("bold", "Bold")):
        font = TTFont(PACKAGED / f"fonts/BeVietnamPro-{name}.ttf")
        advance, glyphs, em = font["hmtx"], font.getBestCmap(), font["head"].unitsPerEm
        table = typeset._widths(weight)
        assert em == 1000
        assert {c: w for c, w in table.items() if advance[glyphs[ord(c)]][0] != w} == {}
        needed = "ạảãàáâậầấẩẫăắằặẳẵđèéẹẻẽêềếệểễìíịỉĩòóọỏõôồốộổỗơờớợởỡùúụủũưừứựửữỳýỵỷỹ«»…–·"
        assert set(needed) | set(needed.upper()) <= set(table) | {"…".upper()}


def test_a_line_ends_after_a_comma_when_that_is_near_the_middle() -> None:
    assert balanced("Làm quen điện thoại: nút, sạc, âm lượng", Type(28, 36, True), 326).split("<br>") == [
        "Làm quen điện thoại: ",
        "nút, sạc, âm lượng",
    ]


def test_a_name_too_long_for_the_numeral_has_a_line_of_its_own() -> None:
    bold = Type(16, 24, True)
    assert "<br>" in act("Chạm nút «Kết thúc».", bold, 100, 140)
    assert f'class="{LOW}"' in act('Hỏi: <span class="nb">«Mật khẩu nhà mình?»</span>', bold, 140, 190)
    assert "nb" not in loosened('<span class="nb">«Một tên thật là dài».</span>', bold, 60)


def test_no_line_holds_one_short_word_alone() -> None:
    assert closed("tôi tắt máy") == "tôi tắt\u00a0máy"
    assert closed("xem <strong>bài này</strong>") == "xem <strong>bài này</strong>"
    assert shaped("<ol><li>một</li></ol>", BODY, 300) == "<ol><li>một</li></ol>"


def test_numbers_of_the_table_are_whole() -> None:
    text = (PACKAGED.parent / "generator/paper/widths.json").read_text(encoding="utf-8")
    assert all(width.isdigit() for weight in json.loads(text).values() for width in weight)


def test_lines_that_end_with_a_phrase_are_counted() -> None:
    assert phrased("Chữ to, màn sáng, <br>giọng đọc.") == 1
    assert phrased("Chữ to, màn <br>sáng, giọng đọc.") == 0
