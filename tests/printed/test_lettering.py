"""Lines, words and fonts: the cases that one file does not show."""

from dataclasses import replace

import pytest

from generator.printed import lettering, measure
from generator.printed.lettering import _broken, _capitals, _ours, _unbreakable
from generator.printed.presets import SO_TAY_A5
from tests.printed.canaries import strip
from tests.printed.paper import CLEAN, PRESET, WORDS, edited, made
from tests.printed.test_book import book as empty

BOOK = replace(empty(), plan=replace(empty().plan, words=WORDS))


@pytest.mark.parametrize(
    ("above", "below", "found"),
    [
        ("Gọi 0912", "345 678 ngay.", "0912 345 678"),
        ("Gọi 0912 345", "678 ngay.", "0912 345 678"),
        ("Gọi +84 912", "345 678.", "+84 912 345 678"),
        ("Gọi 1900", "1234 nhé.", "1900 1234"),
        ("Số 09xx", "xxx xxx là số lạ.", "09xx xxx xxx"),
        ("Kiểm tra 15/11/", "2026.", "15/11/2026"),
        ("Hỏi lại sau 12/", "2026.", "12/2026"),
        ("Nộp 22.", "000 đồng", "22.000"),
        ("Dài 10,", "5 mét", "10,5"),
        ("Nộp 22.000", "đồng ngay.", "0 đồng"),
        ("Đợi 5", "phút.", "5 phút"),
        ("Còn 20", "% pin.", "0 %"),
        ("Xem Bước", "3 nhé.", "Bước 3"),
        ("Xem Bước\u00a0", "3 nhé.", "Bước 3"),
        ("Chạm nút «Kết", "thúc».", "«Kết thúc»"),
        ("Chạm «Chặn số", "này?» để", "«Chặn số này?»"),
        ("Vào vi-du.example/", "b07.html nhé.", "vi-du.example/b07.html"),
        ("Vào https://vi-du.", "example nhé.", "https://vi-du.example"),
        ("Vào dichvu.vi-du", ".example nhé.", "dichvu.vi-du.example"),
        ("Bật Wi-", "Fi lên.", "Wi-Fi"),
        ("điện tho\u00ad", "ại.", "tho\u00adại."),
    ],
)
def test_what_a_line_must_not_cut(above: str, below: str, found: str) -> None:
    assert _broken(above, below, _unbreakable(BOOK)) == found


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("Bác tắt máy,", "ra công an xã hỏi."),
        ("Gọi 113", "hoặc 114."),
        ("Có 5.", "10 người đến."),
        ("Xem bài này.", "Bước 3 khó hơn."),
        ("Đọc to: «Tôi là công", "an. VNeID của bác sắp bị khoá.»"),
        ("Họ nói: «Nộp", "tiền ngay!» rồi giục."),
        ("Vào vi-du.example.", "Bác đăng nhập."),
        ("Một việc –", "hai việc."),
        ("Chạm «Chặn».", "Chạm «Huỷ»."),
    ],
)
def test_what_a_line_may_part(above: str, below: str) -> None:
    assert _broken(above, below, _unbreakable(BOOK)) is None


@pytest.mark.parametrize(
    ("text", "shouted"),
    [
        ("TUYỆT ĐỐI KHÔNG chuyển", "TUYỆT ĐỐI KHÔNG"),
        ("Xin ĐỪNG BAO GIỜ nói", "ĐỪNG BAO GIỜ"),
        ("CẨN THẬN!", ""),
        ("Mã OTP, mã PIN", ""),
        ("CCCD, BHYT, BHXH, OTP", ""),
        ("A B C", ""),
        ("VNeID và VssID", ""),
        ("113 114 115", ""),
    ],
)
def test_two_words_in_capitals_are_enough(text: str, shouted: str) -> None:
    assert _capitals(text) == shouted


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("Be-Vietnam-Pro", True),
        ("BeVietnamPro-Regular", True),
        ("Be-Vietnam-Pro-Bold", True),
        ("Be-Vietnam-Pro-Light", False),
        ("Be-Vietnam-Pro-Oblique", False),
        ("NotoSans-Bold", True),
        ("Noto-Sans-Symbols-2", True),
        ("Noto-Serif", False),
        ("DejaVu-Sans", False),
        ("", False),
    ],
)
def test_our_fonts_come_in_two_weights(name: str, ours: bool) -> None:
    assert _ours(name, SO_TAY_A5.families) is ours


@pytest.mark.pdf
def test_a_full_line_takes_as_many_characters_as_the_design_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: dict[str, float] = {}

    def note(book: object, kind: str, counts: list[float], page: int) -> None:
        counted[kind] = sorted(counts)[len(counts) // 2]

    monkeypatch.setattr(lettering, "_characters", note)
    measure(made(CLEAN).tagged, SO_TAY_A5, made(CLEAN).plan)
    assert counted == {"full": pytest.approx(40, abs=2), "column": pytest.approx(23, abs=2)}


@pytest.mark.pdf
def test_a_font_that_is_not_in_the_file_is_found() -> None:
    """Another program would print it in a font of its own; that it is also other things that are wrong is no wonder."""
    found = measure(edited(made(CLEAN).tagged, strip), PRESET, made(CLEAN).plan)
    messages = {d.sentence("en") for d in found.findings if d.rule == "print-P09"}
    assert messages == {"font Be-Vietnam-Pro is not embedded", "font Be-Vietnam-Pro-Bold is not embedded"}
