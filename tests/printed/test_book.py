"""What the rules share: verdicts, places, heads and numbers."""

from dataclasses import replace

import pytest

from generator.diagnostics import Position
from generator.printed.book import Book, boxes_of, by_identifier, fault, judge, plain, short, syllables
from generator.printed.pages import Box, Document, Page
from generator.printed.plan import Kind, PagePlan, Placed
from generator.printed.presets import CHU_LON_A4, SO_TAY_A5

STEP = Placed(Kind.STEP, "s1", 2, Box(0, 0, 100, 100), "t1", "1", Position("a.md", 5))
LESSON = Placed(Kind.LESSON, "a", 2, Box(0, 0, 400, 500), position=Position("a.md", 1))


def book(*placed: Placed, pages: int = 4) -> Book:
    blank = Page(1, 419.5, 595.3, (), (), 0, Box(0, 0, 419.5, 595.3))
    sheets = tuple(replace(blank, number=n + 1) for n in range(pages))
    plan = PagePlan(placed, covers=(1,))
    return Book(b"", SO_TAY_A5, plan, True, Document(sheets, (), True, {}), sheets, sheets, (), None)


def test_what_is_right_is_nothing() -> None:
    assert judge(True, 1, "page {page}") is None
    assert judge(0, 3, "x", size=1.23456) == fault(3, "x", size=1.23456)


def test_figures_are_told_shortly() -> None:
    assert fault(3, "x", size=1.23456, count=1234567, text="a").values == (
        ("page", "3"),
        ("size", "1.235"),
        ("count", "1234567"),
        ("text", "a"),
    )


@pytest.mark.parametrize(
    ("page", "box", "expected"),
    [
        (2, Box(10, 10, 20, 20), Position("a.md", 5)),
        (2, Box(300, 300, 310, 310), Position("a.md", 1)),
        (2, Box(410, 580, 415, 590), Position("a.md", 1)),
        (2, None, Position("a.md", 1)),
        (3, None, Position("so-tay-a5.pdf", 3)),
        (0, None, Position("so-tay-a5.pdf", 1)),
    ],
)
def test_a_place_is_that_of_the_smallest_thing_around_it(page: int, box: Box | None, expected: Position) -> None:
    assert book(LESSON, STEP).where(page, box) == expected


def test_pages_on_the_left_have_even_numbers() -> None:
    it = book()
    assert [it.left(p) for p in it.pages] == [False, True, False, True]
    assert not any(replace(it, preset=CHU_LON_A4).left(p) for p in it.pages)


def test_covers_are_those_of_the_plan() -> None:
    it = book()
    assert [it.cover(p) for p in it.pages] == [True, False, False, False]
    guessed = replace(it, planned=False)
    assert [guessed.cover(p) for p in guessed.pages] == [True, False, False, True]


def test_pages_that_are_not_there() -> None:
    it = book()
    assert (it.page(0), it.page(5)) == (None, None)
    assert it.page(4) is it.pages[3]


def test_the_type_area_lies_between_head_and_foot() -> None:
    it = book()
    cover, page = it.type_area(it.pages[0]), it.type_area(it.pages[1])
    assert (cover.top, cover.bottom) == (0, 595.3)
    assert (round(page.top), round(page.bottom)) == (63, 542)


def test_things_are_grouped() -> None:
    second = replace(STEP, page=3)
    assert by_identifier((STEP, second, LESSON)) == {"s1": [STEP, second], "a": [LESSON]}
    assert boxes_of(book(STEP, LESSON), Kind.STEP) == {2: [STEP.box]}


def test_texts() -> None:
    assert syllables("Chạm nút «Kết thúc» – 2 lần.") == 6
    assert plain("một\u00a0 hai\nba ") == "một hai ba"
    assert short("x" * 41) == "x" * 38 + " …"
    assert short("x" * 40) == "x" * 40
