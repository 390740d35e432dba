"""Where things came to stand."""

import pytest

from generator.diagnostics import Position
from generator.printed.pages import Box
from generator.printed.plan import Kind, PagePlan, Words, placed, words
from generator.strings import strings
from generator.theme import PACKAGED, Theme
from tests.printed.paper import STYLE, laid_out

PLACE = Position("content/lessons/b07.md", 12)


def test_pixels_become_points() -> None:
    pages = [{}, {"s1": (100.0, 200.0, 300.0, 400.0)}]
    (found,) = placed(Kind.STEP, "B07-1", "s1", pages, PLACE, "t1", "1")
    assert (found.page, found.box, found.of, found.label) == (2, Box(75, 150, 225, 300), "t1", "1")
    assert found.position == PLACE


def test_what_runs_over_a_page_turn_is_placed_on_both() -> None:
    pages = [{"x": (0.0, 0.0, 1.0, 1.0)}, {"x": (0.0, 0.0, 1.0, 2.0)}]
    assert [p.page for p in placed(Kind.LESSON, "B07", "x", pages, PLACE)] == [1, 2]


def test_what_is_nowhere_is_an_error() -> None:
    with pytest.raises(LookupError, match="x"):
        placed(Kind.STEP, "B07-1", "x", [{}], PLACE)


@pytest.mark.pdf
def test_the_engine_gives_each_piece_of_a_broken_element() -> None:
    document = laid_out("<div id='x'>" + "<p style='height: 120mm'>.</p>" * 2 + "</div>", STYLE)
    anchors = [page.anchors for page in document.pages]
    found = placed(Kind.LESSON, "B07", "x", anchors, PLACE)
    assert [p.page for p in found] == [1, 2]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_words_beside_numbers_are_data(language: str) -> None:
    known = words(strings(Theme((PACKAGED,)), language, "printed"))
    assert known.numbered
    assert known.units
    assert words({}) == Words()


def test_a_plan_says_nothing_by_itself() -> None:
    assert (PagePlan().placed, PagePlan().covers, PagePlan().first) == ((), (), 1)
