"""Keys, credits, and the rule that suffices."""

from fractions import Fraction

import pytest

from generator.items import (
    Choice,
    ChoiceItem,
    Feedback,
    Item,
    MatchItem,
    MultipleResponseItem,
    NumericItem,
    NumericRange,
    OrderItem,
    Pair,
    SurveyItem,
    TextEntryItem,
)
from generator.standards.qti.scoring import decimal, entries, key, processing, says, sides
from generator.xmltree import element


def options(*right: bool) -> tuple[Choice, ...]:
    return tuple(Choice("ABCDEFGHIJ"[n], str(n), mark) for n, mark in enumerate(right))


CHOICE = ChoiceItem("a", "?", options(False, True))
ORDER = OrderItem("a", "?", ("x", "y", "z"))


def template(item: Item) -> str:
    parent = element(None, "x")
    processing(parent, item, key(item, "pattern"), says(item))
    found = parent.find("responseProcessing")
    return "none" if found is None else found.get("template", "rules")


@pytest.mark.parametrize(
    ("item", "used"),
    [
        (CHOICE, "match_correct"),
        (ChoiceItem("a", "?", options(True, False), 3), "map_response"),
        (ChoiceItem("a", "?", options(True, False), 0), "map_response"),
        (ChoiceItem("a", "?", options(True, False), feedback=Feedback(right="x")), "rules"),
        (ChoiceItem("a", "?", options(True, False), feedback=Feedback(hint="x")), "match_correct"),
        (MultipleResponseItem("a", "?", options(True, True, False)), "map_response"),
        (MatchItem("a", "?", (Pair("1", "x"), Pair("2", "y")), (), 2), "map_response"),
        (ORDER, "match_correct"),
        (OrderItem("a", "?", ("x", "y", "z"), 2), "rules"),
        (OrderItem("a", "?", ("x", "y", "x")), "rules"),
        (TextEntryItem("a", "?", ("x",)), "rules"),
        (NumericItem("a", "?", (NumericRange(Fraction(1), Fraction(2)),)), "rules"),
        (SurveyItem("a", "?", options(False, False), 0), "none"),
        (SurveyItem("a", "?", options(False, False), 0, feedback=Feedback(right="Cảm ơn.")), "rules"),
    ],
)
def test_the_simplest_rule_that_is_right(item: Item, used: str) -> None:
    assert template(item) == used


def test_words_by_a_mapping_need_no_rules_of_their_own() -> None:
    item = TextEntryItem("a", "?", ("một",))
    parent = element(None, "x")
    processing(parent, item, key(item, "mapping"), says(item))
    assert parent[0].get("template") == "map_response"


@pytest.mark.parametrize("right", range(1, 10))
def test_shares_are_never_less_than_the_whole(right: int) -> None:
    scored = key(MultipleResponseItem("a", "?", options(*[True] * right, False), 2), "pattern")
    assert scored.credits
    gains = [c for c in scored.credits.values() if c > 0]
    assert 2 <= sum(gains) < 2 + Fraction(1, 10**10)
    assert min(scored.credits.values()) == -gains[0]


def test_right_sides_with_the_same_words_are_one() -> None:
    item = MatchItem("a", "?", (Pair("1", "x"), Pair("2", "y"), Pair("3", "x")), ("z",))
    assert sorted(words for words, _ in sides(item)) == ["x", "y", "z"]
    names = dict(sides(item))
    assert key(item, "pattern").right == (f"L1 {names['x']}", f"L2 {names['y']}", f"L3 {names['x']}")


def test_every_right_order_is_known() -> None:
    shown = dict(entries(ORDER))
    assert [shown[letter] for letter in key(ORDER, "pattern").right] == ["x", "y", "z"]
    twice = OrderItem("a", "?", ("x", "y", "x"))
    letters = dict(entries(twice))
    ways = key(twice, "pattern").ways
    assert len(set(ways)) == 2
    assert all([letters[name] for name in way] == ["x", "y", "x"] for way in ways)


@pytest.mark.parametrize(("value", "text"), [("10", "10"), ("-2.25", "-2.25"), ("0.5", "0.5"), ("45000", "45000")])
def test_decimals_are_written_out(value: str, text: str) -> None:
    assert decimal(Fraction(value)) == text
