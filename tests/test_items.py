from dataclasses import FrozenInstanceError, fields, replace
from fractions import Fraction
from typing import get_args

import pytest

from generator.diagnostics import Position
from generator.items import (
    ITEM_TYPES,
    Choice,
    ChoiceItem,
    Feedback,
    Item,
    MatchItem,
    NumericItem,
    NumericRange,
    OrderItem,
    Pair,
    SurveyItem,
    TextEntryItem,
    shown_of,
)

COMMON = ("identifier", "stem", "points", "competences", "feedback", "material", "position")


def test_the_union_and_the_set_of_kinds_are_one() -> None:
    assert frozenset(get_args(Item)) == ITEM_TYPES
    assert len(ITEM_TYPES) == 8


@pytest.mark.parametrize("kind", sorted(ITEM_TYPES, key=str))
def test_every_kind_is_flat_frozen_and_has_the_common_fields(kind: type[Item]) -> None:
    assert kind.__mro__ == (kind, object)
    names = [f.name for f in fields(kind)]
    assert [n for n in names if n in COMMON] == list(COMMON)
    assert not next(f for f in fields(kind) if f.name == "position").compare


def test_a_moved_question_is_the_same() -> None:
    choices = (Choice("A", "a", True), Choice("B", "b"))
    assert ChoiceItem("a-1", "Hỏi?", choices, position=Position("a", 1)) == ChoiceItem("a-1", "Hỏi?", choices)
    with pytest.raises(FrozenInstanceError):
        choices[0].correct = False  # type: ignore[misc]


def test_a_survey_earns_nothing() -> None:
    assert SurveyItem("a-1", "Hỏi?", ()).points == 0


A, B = Choice("A", "một", True, "phải rồi"), Choice("B", "hai")
NUMBERS = [(NumericRange(Fraction(n), Fraction(n)),) for n in (1, 2)]
ANSWERED: list[tuple[Item, Item]] = [  # the same question with another right answer
    (ChoiceItem("a", "?", (A, B)), ChoiceItem("a", "?", (replace(A, correct=False), replace(B, correct=True)))),
    (ChoiceItem("a", "?", (A, B)), ChoiceItem("a", "?", (replace(B, letter="A"), replace(A, letter="B")))),
    (TextEntryItem("a", "?", ("x",)), TextEntryItem("a", "?", ("y",))),
    (NumericItem("a", "?", NUMBERS[0]), NumericItem("a", "?", NUMBERS[1])),
    (
        MatchItem("a", "?", (Pair("l", "x"), Pair("m", "y")), ("z",)),
        MatchItem("a", "?", (Pair("m", "z"), Pair("l", "y")), ("x",)),
    ),
    (OrderItem("a", "?", ("x", "y")), OrderItem("a", "?", ("y", "x"))),
    (ChoiceItem("a", "?", (A, B)), ChoiceItem("a", "?", (A, B), feedback=Feedback("gợi ý", "đúng", "sai", "vì sao"))),
]


@pytest.mark.parametrize(("one", "other"), ANSWERED)
def test_what_is_shown_tells_nothing_of_the_answer(one: Item, other: Item) -> None:
    assert one != other
    assert shown_of(one) == shown_of(other)
    assert shown_of(one) != shown_of(replace(one, stem="Khác?"))


def test_what_is_shown_tells_words_apart() -> None:
    assert shown_of(ChoiceItem("a", "?", (A, B))) != shown_of(ChoiceItem("a", "?", (A, replace(B, content="ba"))))
    assert shown_of(OrderItem("a", "?", ("x", "y"))) != shown_of(OrderItem("a", "?", ("x", "z")))
    assert shown_of(MatchItem("a", "?", (Pair("l", "x"),))) != shown_of(MatchItem("a", "?", (Pair("l", "z"),)))
