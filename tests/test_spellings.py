"""What is listed for platforms that compare letter by letter is right for the judge, and the authored words lead."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.items import NumericItem, NumericRange, TextEntryItem
from generator.judge import judge
from generator.spellings import only_points, spellings


def number(*values: str, unit: str = "") -> NumericItem:
    return NumericItem("x-1", "Mấy?", tuple(NumericRange(Fraction(v), Fraction(v)) for v in values), unit)


@pytest.mark.parametrize(
    ("answers", "tone_marks", "expected"),
    [
        (("Mã OTP", "số 115"), False, ("Mã OTP", "số 115", "ma otp", "so 115")),
        (("Mã OTP",), True, ("Mã OTP",)),
        (("OTP", "otp"), False, ("OTP",)),
        (("Ha\u0300 Nội",), True, ("Hà Nội",)),
        (("Đắk Lắk",), False, ("Đắk Lắk", "dak lak")),
        (("hòa thuận",), True, ("hòa thuận", "hoà thuận")),
        (("Thủy", "hoá đơn"), False, ("Thủy", "hoá đơn", "Thuỷ", "hóa đơn", "thuy", "hoa don")),
        (("hoàn",), True, ("hoàn",)),
        ((" 115. ",), False, ("115.", "115")),
    ],
)
def test_words(answers: tuple[str, ...], tone_marks: bool, expected: tuple[str, ...]) -> None:
    assert spellings(TextEntryItem("x-1", "?", answers, tone_marks)) == expected


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (number("113"), ("113",)),
        (number("21/2"), ("10,5", "10.5")),
        (number("45000"), ("45000", "45.000", "45 000")),
        (number("7", unit="phút"), ("7", "7 phút", "7phút")),
        (number("-2"), ("-2", "\u22122")),
        (number("1", "2"), ("1", "2")),
        (number("1.234"), ("1,234",)),  # «1.234» would be more than a thousand
    ],
)
def test_numbers(item: NumericItem, expected: tuple[str, ...]) -> None:
    assert spellings(item) == expected


def test_a_range_cannot_be_listed() -> None:
    item = NumericItem("x-1", "?", (NumericRange(Fraction(3), Fraction(5)), NumericRange(Fraction(9), Fraction(9))))
    assert not only_points(item)
    assert spellings(item) == ()


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=3), st.booleans())
def test_whatever_is_listed_is_right(answers: list[str], tone_marks: bool) -> None:
    item = TextEntryItem("x-1", "?", tuple(answers), tone_marks)
    assert all(judge(item, s).word == "right" for s in spellings(item))


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3), st.sampled_from(["", "đ", "phút"]))
def test_every_number_is_listed_somehow(value: object, unit: str) -> None:
    found = spellings(number(str(value), unit=unit))
    assert found
    assert all(judge(number(str(value), unit=unit), s).word == "right" for s in found)
