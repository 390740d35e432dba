"""On which page each block comes to stand, and whether what is computed is what the engine lays out."""

from pathlib import Path

import pytest

from generator.paper.fit import Block, pages, prose_height, question_height, step_height
from generator.paper.lesson import Layout, lesson_view
from generator.paper.presets import BOOKLET_A5
from generator.printed import Kind
from generator.strings import strings
from generator.targets import RenderContext
from generator.targets.booklet import TARGET, BookletOptions, page_plan
from generator.theme import layered
from tests.courses import read_course

MINIMAL = Path(__file__).parent.parent / "curricula" / "minimal"


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([Block(40), Block(40), Block(40)], (1, 1, 2)),
        ([Block(40), Block(10, start="page")], (1, 2)),
        ([Block(40), Block(10, start="left")], (1, 2)),
        ([Block(40), Block(10, start="right")], (1, 3)),
        ([Block(80), Block(10, keep=True), Block(20)], (1, 2, 2)),
        ([Block(60), Block(40, above=10)], (1, 2)),
        ([Block(250), Block(10)], (1, 3)),
    ],
)
def test_blocks_fill_pages_of_a_hundred_points(blocks: list[Block], expected: tuple[int, ...]) -> None:
    assert pages(blocks, 100) == expected


def test_more_words_are_higher() -> None:
    one, two = prose_height("<p>Chạm nút.</p>", BOOKLET_A5), prose_height("<p>Chạm.</p><p>Gõ.</p>", BOOKLET_A5)
    assert one == BOOKLET_A5.body.lead
    assert two > 2 * one
    assert prose_height("", BOOKLET_A5) == 0


@pytest.mark.pdf
def test_heights_are_those_of_the_layout() -> None:
    """Within two points; a line that only just fits may be counted as two."""
    course = read_course(MINIMAL)
    job = next(j for j in TARGET.jobs(course, BookletOptions()) if j.name == "bai/t01/so-tay-a5")
    plan, _ = page_plan(job.subject, RenderContext(layered(MINIMAL).only(job.theme), course.date))
    laid = {p.identifier: p.box.height for p in plan.placed if p.kind in (Kind.STEP, Kind.QUESTION)}
    layout = Layout(strings(layered(MINIMAL), "vi", "booklet"), lambda _: "", BOOKLET_A5)
    view = lesson_view(job.subject.lesson, layout)
    steps = [s for part in view.sections for task in part.tasks for run in task.runs for s in run.steps]
    computed = {s.identifier: step_height(s, BOOKLET_A5) for s in steps}
    computed |= {f"question-{q.identifier}": question_height(q, BOOKLET_A5) for q in view.questions}
    assert set(computed) == set(laid)
    assert {k: (v, laid[k]) for k, v in computed.items() if not -2 < v - laid[k] < BOOKLET_A5.body.lead + 2} == {}
