"""Options add up to what the judge says, for every answer there is."""

from decimal import Decimal
from itertools import combinations

import pytest

from generator.credits import MOODLE_FRACTIONS, MOST_RIGHT_IN_MOODLE, moodle_fractions, percentages
from generator.items import Choice, MultipleResponseItem
from generator.judge import judge

COUNTS = range(1, 11)
TOLERANCE = Decimal("0.0001")
NEARLY = Decimal("0.000001")  # Moodle's own: question_state::graded_state_for_fraction


def question(right: int, wrong: int) -> MultipleResponseItem:
    letters = "BACDEFGHIJKLMNOPQRSTUVWXYZ"[: right + wrong]
    return MultipleResponseItem("x", "?", tuple(Choice(k, k, n < right) for n, k in enumerate(letters)))


def word(credit: Decimal) -> str:
    return "right" if credit > 1 - NEARLY else "partly" if credit > NEARLY else "wrong"


def agrees(item: MultipleResponseItem, worth: dict[str, Decimal]) -> None:
    letters = [c.letter for c in item.choices]
    for size in range(len(letters) + 1):
        for chosen in combinations(letters, size):
            summed = min(Decimal(1), max(Decimal(0), sum((worth[k] for k in chosen), Decimal(0)) / 100))
            ours = judge(item, frozenset(chosen))
            assert word(summed) == ours.word, chosen
            assert abs(summed - Decimal(ours.credit.numerator) / ours.credit.denominator) < TOLERANCE


@pytest.mark.parametrize("right", COUNTS)
def test_right_options_sum_to_exactly_a_hundred(right: int) -> None:
    for places in (0, 2, 5, 7):
        worth = percentages(question(right, 2), places)
        assert sum(v for v in worth.values() if v > 0) == 100
        assert all(v == round(v, places) for v in worth.values())


@pytest.mark.parametrize("right", COUNTS)
def test_percentages_say_what_the_judge_says(right: int) -> None:
    agrees(question(right, 3), percentages(question(right, 3)))


@pytest.mark.parametrize("right", COUNTS)
def test_fractions_of_moodles_list_say_what_the_judge_says(right: int) -> None:
    item = question(right, 3)
    worth = moodle_fractions(item)
    assert all(v.removeprefix("-") in MOODLE_FRACTIONS for v in worth.values())
    # Moodle stores the fraction with seven decimals
    agrees(item, {k: (Decimal(v) / 100).quantize(Decimal("1e-7")) * 100 for k, v in worth.items()})


def test_ticking_everything_earns_nothing_where_half_is_wrong() -> None:
    for right in COUNTS:
        item = question(right, right)
        assert sum(percentages(item).values()) <= 0
        assert sum(Decimal(v) for v in moodle_fractions(item).values()) == 0


def test_more_right_options_than_moodles_list_knows() -> None:
    with pytest.raises(ValueError, match="11"):
        moodle_fractions(question(MOST_RIGHT_IN_MOODLE + 1, 1))
