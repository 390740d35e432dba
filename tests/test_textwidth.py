"""Words are measured as the fonts of the theme set them."""

import unicodedata

import pytest

from generator.textwidth import fitting, reach, width


@pytest.mark.parametrize(
    ("text", "bold", "expected"),
    [("", False, 0), ("x", False, 0.559), ("ế", False, 0.609), ("A", False, 0.736), ("xx", False, 1.118)],
)
def test_width_is_the_sum_of_the_advances_in_the_font(text: str, bold: bool, expected: float) -> None:
    assert width(text, 1, bold) == pytest.approx(expected)


def test_width_grows_with_size_and_weight() -> None:
    assert width("Kết thúc", 28) == pytest.approx(2 * width("Kết thúc", 14))
    assert width("Kết thúc", 14, bold=True) > width("Kết thúc", 14)


def test_composed_and_decomposed_letters_are_as_wide() -> None:
    assert width(unicodedata.normalize("NFD", "Chặn số này?"), 14) == width("Chặn số này?", 14)


def test_a_letter_of_neither_font_still_has_a_width() -> None:
    assert width("漢", 10) == 6
    assert width("Ж", 10) not in (0, 6), "Noto Sans has it"


def test_reach_knows_stacked_marks_and_descenders() -> None:
    assert reach("", 14) == (0, 0)
    above, below = reach("Ấ", 14)
    assert above > 14
    assert below == 0
    assert reach("ạ", 14)[1] > 2
    assert reach(" ", 14) == (0, 0)


def test_fitting_counts_letters() -> None:
    assert fitting("xxxx", 14 * 0.559 * 2 + 0.01, 14) == 2
    assert fitting("xxxx", 1000, 14) == 4
    assert fitting("xxxx", 0, 14) == 0
