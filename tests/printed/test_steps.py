"""Steps, cautions, codes and stamps: the cases beside the canaries."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import segno

from generator.printed import Kind, PagePlan, Placed, measure
from generator.printed.pages import Box
from tests.printed.canaries import CODED, coded
from tests.printed.paper import ADDRESS, CLEAN, PRESET, SCREEN, broken, code, made, report, said

pytestmark = pytest.mark.pdf


def planned(change: Callable[[Placed], Placed | None]) -> set[str]:
    """Return the rules broken when the layout had put things elsewhere."""
    done = made(CLEAN)
    moved = tuple(p for p in map(change, done.plan.placed) if p is not None)
    return broken(measure(done.tagged, PRESET, replace(done.plan, placed=moved)))


def moved(name: str, **values: object) -> Callable[[Placed], Placed]:
    return lambda p: replace(p, **values) if p.identifier == name else p  # type: ignore[arg-type]


def test_a_step_that_breaks_over_the_turn() -> None:
    done = made(CLEAN)
    step = next(p for p in done.plan.placed if p.identifier == "s3")
    plan = replace(done.plan, placed=(*done.plan.placed, replace(step, page=4)))
    assert "print-P21" in broken(measure(done.tagged, PRESET, plan))


def test_a_picture_on_another_page_than_its_step() -> None:
    assert "print-P18" in planned(moved("i1", page=3))


def test_a_picture_far_from_its_step() -> None:
    assert planned(moved("i1", box=Box(40, 420, 172, 564))) >= {"print-P18"}


def test_a_step_may_say_that_it_needs_no_picture() -> None:
    def bare(p: Placed) -> Placed:
        return replace(p, kind=Kind.BARE, label="") if p.identifier == "i3" else p

    assert planned(bare) == set()
    assert planned(lambda p: None if p.identifier == "i3" else p) == {"print-P18"}


def test_steps_of_a_task_are_counted_from_one() -> None:
    assert planned(moved("s1", label="2")) == {"print-P22"}
    assert "print-P22" in planned(lambda p: None if p.identifier == "s1" else p)


def test_a_caution_on_the_facing_page_comes_before() -> None:
    def on_the_left(p: Placed) -> Placed:
        return replace(p, of="s3") if p.identifier == "c2" else p

    assert planned(on_the_left) == set()


def test_a_caution_before_the_turn_is_forgotten() -> None:
    """A caution on a right page would be read before the page is turned to its step."""
    done = made(CLEAN)
    shifted = tuple(replace(p, page=p.page + 1) if p.identifier in ("s3", "i3") else p for p in done.plan.placed)
    caution = next(p for p in shifted if p.identifier == "c2")
    plan = PagePlan(tuple(replace(p, page=3, of="s3") if p is caution else p for p in shifted))
    found = measure(done.tagged, PRESET, plan)
    assert "print-P23" in broken(found)


def test_two_cautions_on_a_page_are_one_too_many() -> None:
    done = made(CLEAN)
    caution = next(p for p in done.plan.placed if p.identifier == "c2")
    plan = replace(done.plan, placed=(*done.plan.placed, replace(caution, identifier="c9")))
    found = measure(done.tagged, PRESET, plan)
    assert (broken(found), found.passed) == ({"print-P23"}, True)


def test_a_code_that_cannot_be_read() -> None:
    """Its place is in the plan, but nothing is there."""
    done = made(CLEAN)
    code_ = Placed(Kind.CODE, "q", 4, Box(50, 300, 160, 410), label=ADDRESS)
    found = measure(done.tagged, PRESET, replace(done.plan, placed=(*done.plan.placed, code_)))
    assert broken(found) == {"print-P30"}
    assert any("cannot be read" in line for line in said(found))


@pytest.mark.parametrize(
    ("sample", "message"),
    [
        (replace(CODED, style=".code { width: 20mm }"), "less than 25 mm"),
        (coded(code(level="l")), "error correction L"),
        (coded(code(), "xem trên mạng"), "is not written beside"),
        (replace(coded(code(border=1)), style=".code { outline: 3pt solid #000 }"), "white border"),
    ],
)
def test_what_is_wrong_with_a_code_is_said(sample: object, message: str) -> None:
    found = report(sample)  # type: ignore[arg-type]
    assert any(message in line for line in said(found)), said(found)


def test_long_addresses_are_not_typed() -> None:
    long = "https://vi-du.example/khoa-hoc/nguoi-cao-tuoi/a27.html"
    drawn = code(long)
    found = report(coded(drawn, "vi-du.example/khoa-hoc/<br>nguoi-cao-tuoi/a27.html"))
    assert any("longer than 30" in line for line in said(found)), said(found)


@pytest.mark.parametrize(
    ("number", "hidden"),
    [
        ("0912 345 678", False),
        ("0912345678", False),
        ("024.3936.1111", False),
        ("001085012345", False),
        ("09xx xxx xxx", True),
        ("001 0xx xxx xxx", True),
        ("22.000.000 đồng", True),
        ("113", True),
        ("10:20 15%", True),
    ],
)
def test_numbers_in_pictures_are_masked(number: str, hidden: bool) -> None:
    found = report(replace(CLEAN, screen=SCREEN.replace("09xx xxx xxx", number)))
    assert broken(found) == (set() if hidden else {"print-P34"})


def test_a_code_in_a_screen_must_not_work() -> None:
    drawn = segno.make(ADDRESS, error="m").svg_inline(border=4, omitsize=True)
    found = report(replace(CLEAN, screen=drawn))
    assert "print-P34" in broken(found)
