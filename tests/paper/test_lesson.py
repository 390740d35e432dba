"""A lesson as the templates of a paper see it, and how lessons fill volumes."""

from datetime import date
from pathlib import Path

import pytest

from generator.diagnostics import Diagnostics
from generator.model import Curriculum, Fact
from generator.paper.lesson import Layout, checked, lesson_view, printed
from generator.paper.presets import BOOKLET_A5
from generator.resolve import resolve
from generator.source import load
from generator.strings import strings
from generator.theme import layered

MINIMAL = Path(__file__).parent.parent / "curricula" / "minimal"


@pytest.fixture(scope="module")
def curriculum() -> Curriculum:
    source = load(MINIMAL, Diagnostics())
    assert source is not None
    return resolve(source, layered(MINIMAL))


def test_the_learner_s_paper_has_no_tutor(curriculum: Curriculum) -> None:
    lesson = next(x for x in curriculum.lessons if x.slug == "t01")
    roles = [s.role.value for s in printed(lesson)]
    assert "tutor" not in roles
    assert "story" in roles
    assert "story" not in [s.role.value for s in printed(lesson, story=False)]


def test_questions_are_numbered_and_steps_keep_their_warning(curriculum: Curriculum) -> None:
    lesson = next(x for x in curriculum.lessons if x.slug == "t01")
    words = strings(layered(MINIMAL), "vi", "booklet")
    view = lesson_view(lesson, Layout(words, lambda _: "", BOOKLET_A5))
    assert [q.number for q in view.questions] == list(range(1, 9))
    runs = [r for s in view.sections for t in s.tasks for r in t.runs]
    assert [s.number for r in runs for s in r.steps] == [1, 2, 3]
    assert sum("Không tắt máy trước" in r.caution for r in runs) == 1


def test_only_volatile_facts_have_a_stamp() -> None:
    principle = Fact("a", "A", "a", "S", date(2026, 1, 1), "V2", "T0")
    number = Fact("b", "B", "b", "S", date(2026, 2, 1), "V2", "T2", date(2026, 5, 1))
    assert checked((principle,)) is None
    stamp = checked((principle, number))
    assert stamp is not None
    assert (stamp.seen, stamp.verify_by) == (date(2026, 2, 1), date(2026, 5, 1))
