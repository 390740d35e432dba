from dataclasses import FrozenInstanceError, fields
from typing import get_args

import pytest

from generator.diagnostics import Position
from generator.items import ITEM_TYPES, Choice, ChoiceItem, Item, SurveyItem

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
