"""Where things stand: the cases beside the canaries, and how long a whole booklet takes."""

import re
import time
from dataclasses import replace

import pytest

from generator.pdf import impose, margin_boxes_to_artifacts
from generator.printed import CHU_LON_A4, SO_TAY_A5, SO_TAY_A5_IN_2_MAT, PagePlan, measure
from tests.printed.canaries import guide
from tests.printed.paper import CLEAN, PRESET, broken, laid_out, made, report, said

pytestmark = pytest.mark.pdf


def test_a_booklet_of_48_pages_is_measured_in_ten_seconds() -> None:
    article = CLEAN.html().split("<article", 1)[1].split("</article>")[0].split(">", 1)[1]
    extra = "".join(f"<article>{re.sub(' id=.[a-z0-9]+.', '', article)}</article>" for _ in range(11))
    sample = replace(CLEAN, extra=extra, style="article + article { break-before: page }")
    sheets = impose(made(sample).plain, guide())
    start = time.process_time()
    found = measure(sheets, SO_TAY_A5_IN_2_MAT)
    assert time.process_time() - start < 10
    assert found.measured["print-P11"] == 49, "48 pages and the print guide"
    assert said(found) == []


def test_covers_have_neither_head_nor_number() -> None:
    style = "@page :first { @top-right { content: none } @bottom-right { content: none } }"
    sample = replace(CLEAN, style=style)
    assert {d.values[0] for d in report(sample).findings} == {("page", "1")}
    assert broken(report(sample)) == {"print-P25"}
    plan = replace(made(sample).plan, covers=(1,))
    assert said(measure(made(sample).tagged, PRESET, plan)) == []


def test_without_a_plan_bare_outer_pages_are_covers() -> None:
    style = "@page :first { @top-right { content: none } @bottom-right { content: none } }"
    found = measure(made(replace(CLEAN, style=style)).tagged, PRESET)
    assert "print-P25" not in broken(found)


def test_a_volume_may_begin_with_another_number() -> None:
    sample = replace(CLEAN, style="@page :first { counter-reset: page 9 }")
    assert broken(report(sample)) == {"print-P25"}
    plan = replace(made(sample).plan, first=9)
    assert said(measure(made(sample).tagged, PRESET, plan)) == []


def test_a_lesson_with_two_tasks_is_a_spread_longer() -> None:
    done = made(CLEAN)
    task = next(p for p in done.plan.placed if p.kind == "task")
    two = replace(done.plan, placed=(*done.plan.placed, replace(task, identifier="t2", page=4)))
    found = measure(done.tagged, replace(PRESET, lesson_pages=2, steps=(0, 5, 7)), two)
    assert "print-P26" not in broken(found)
    found = measure(done.tagged, replace(PRESET, lesson_pages=4, steps=(0, 5, 7)), two)
    assert "print-P26" in broken(found)


def test_large_print_has_its_number_on_the_right_of_every_page() -> None:
    style = """html { font: 18pt/27pt "Be Vietnam Pro" } body, p { margin: 0 } p + p { margin-top: 14pt }
    h1 { font-size: 32pt; line-height: 40pt; margin: 0 } section + section { break-before: page }
    @page { size: A4; margin: 25mm 20mm 22mm; @top-left { content: "A27"; font: 700 18pt/22pt "Be Vietnam Pro" }
    @bottom-right { content: counter(page); font: 700 20pt/24pt "Be Vietnam Pro" } }"""
    text = "Có người xưng công an gọi bác Năm, giục nộp phí đổi ứng dụng. Bác Năm tắt máy, ra công an xã hỏi. " * 3
    html = "<html lang=vi><title>A27</title>" + f"<section><h1>Giả công an</h1><p>{text}</p></section>" * 3
    document = laid_out(html, style)
    tagged = margin_boxes_to_artifacts(document.write_pdf(pdf_variant="pdf/ua-1"))
    found = measure(tagged, CHU_LON_A4)
    assert said(found) == []
    assert found.measured["print-P27"] == 3, "single sheets need not come in fours"
    wrong = "@page :left { @bottom-right { content: none } @bottom-left { content: counter(page); font-size: 20pt } }"
    moved = margin_boxes_to_artifacts(laid_out(html, style + wrong).write_pdf(pdf_variant="pdf/ua-1"))
    assert "print-P25" in broken(measure(moved, CHU_LON_A4))


def test_a_thick_booklet_needs_a_wider_fold() -> None:
    narrow = replace(
        CLEAN, style="@page { margin: 22mm 15mm 18.6mm 16mm } @page :left { margin: 22mm 16mm 18.6mm 15mm }"
    )
    assert said(report(narrow)) == [], "15 mm are enough for four pages"
    assert broken(report(narrow, replace(PRESET, thick=3))) == {"print-P15"}
    assert (SO_TAY_A5.thick, SO_TAY_A5.gutter) == (32, 18)


def test_things_beyond_the_paper_are_found() -> None:
    wide = replace(CLEAN, style=".caution { width: 150mm }")
    assert "print-P15" in broken(report(wide))


def test_an_empty_plan_is_no_plan_of_covers() -> None:
    assert "print-P25" not in broken(measure(made(CLEAN).tagged, PRESET, PagePlan()))
