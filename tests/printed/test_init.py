"""Measuring a file: what the plan adds, where findings point."""

import pytest

from generator.diagnostics import Position
from generator.pdf import impose
from generator.printed import CHU_LON_A4, SO_TAY_A5, SO_TAY_A5_IN_2_MAT, measure
from tests.printed.canaries import SHEETS, guide, notes, reduced, steps
from tests.printed.paper import CLEAN, LESSON, PRESET, broken, made, report

pytestmark = pytest.mark.pdf


def test_a_finding_points_at_the_line_of_what_it_is_about() -> None:
    found = report(steps('class="them"', 'class="them" style="font-size: 12pt"'))
    assert [d.position for d in found.findings] == [Position(LESSON.path, 13)]


def test_a_finding_outside_of_all_parts_points_at_the_lesson() -> None:
    found = report(notes("Họ giục,", "Họ gọi 0900<br>000 000,"))
    assert [d.position for d in found.findings] == [LESSON]


def test_without_a_plan_a_finding_points_at_the_page() -> None:
    done = made(notes("Họ giục,", "Họ gọi 0900<br>000 000,"))
    found = measure(done.tagged, PRESET)
    assert [(d.rule, d.position) for d in found.findings] == [("print-P07", Position("so-tay-a5.pdf", 4))]


def test_without_a_plan_nothing_is_said_of_steps() -> None:
    assert not {"print-P16", "print-P18", "print-P21", "print-P35"} & set(measure(made(CLEAN).tagged, PRESET).measured)


def test_the_imposed_file_is_measured_like_the_one_to_read() -> None:
    """With a plan, the words of pictures are known there too."""
    done = made(CLEAN)
    sheets = impose(done.plain, guide())
    found = measure(sheets, SHEETS, done.plan)
    assert found.findings == ()
    assert {"print-P18", "print-P20", "print-P22", "print-P23", "print-P28", "print-P34"} <= set(found.measured)
    assert "print-P02" not in found.measured, "headings are known from the structure"


def test_another_paper_is_not_ours() -> None:
    done = made(CLEAN)
    assert "print-P01" in broken(measure(done.tagged, CHU_LON_A4, done.plan)), "16 pt is not large print"


def test_a_driver_that_shrinks_is_found() -> None:
    """Pages laid out for one paper and printed two on a sheet of the same come out at 71 %."""
    found = measure(reduced(), SO_TAY_A5_IN_2_MAT)
    assert {"print-P01", "print-P28"} <= broken(found)
    assert any("11.3" in d.sentence("en") for d in found.findings)


def test_presets_have_distinct_names() -> None:
    assert len({p.identifier for p in (SO_TAY_A5, SO_TAY_A5_IN_2_MAT, CHU_LON_A4)}) == 3
