"""A lesson as the templates of a paper see it, and how lessons fill volumes."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from generator.items import Choice, ChoiceItem, Item, MatchItem, OrderItem, Pair
from generator.model import Curriculum, Fact, Lesson, Role
from generator.paper.fit import question_height
from generator.paper.lesson import MOST_LINES, Layout, checked, lesson_view, printed
from generator.paper.presets import BOOKLET_A5, LARGE_A4, Preset
from generator.paper.views import RULED_LINES, LessonView, SectionView
from generator.strings import strings
from generator.theme import layered
from tests.courses import read_course

MINIMAL = Path(__file__).parent.parent / "curricula" / "minimal"


@pytest.fixture(scope="module")
def curriculum() -> Curriculum:
    return read_course(MINIMAL)


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


def view_of(lesson: Lesson, preset: Preset = BOOKLET_A5, **options: Any) -> LessonView:
    return lesson_view(lesson, Layout(strings(layered(MINIMAL), "vi", "booklet"), lambda _: "", preset, **options))


def part(view: LessonView, role: str) -> SectionView:
    return next(s for s in view.sections if s.role == role)


def with_items(lesson: Lesson, *items: Item) -> Lesson:
    kept = tuple(replace(s, items=items) if s.role is Role.QUESTIONS else s for s in lesson.sections)
    return replace(lesson, sections=kept)


@pytest.fixture
def lesson(curriculum: Curriculum) -> Lesson:
    return next(x for x in curriculum.lessons if x.slug == "t01")


def test_the_code_leaves_the_corner_where_it_would_break_a_phrase(lesson: Lesson) -> None:
    """«điện tử» is one word: beside the code it would be cut in two, below it is not."""
    view = view_of(replace(lesson, title="Sổ sức khoẻ điện tử, thẻ bảo hiểm"))
    assert (view.corner, view.heading.split("<br>")[0].strip()) == (False, "Sổ sức khoẻ điện tử,")
    assert view_of(replace(lesson, title="Gọi, danh bạ, số khẩn cấp")).corner


def test_a_full_first_page_keeps_the_code_in_the_corner(lesson: Lesson) -> None:
    """Where the line that it costs above the title is the one too many."""

    def with_lines(count: int) -> Lesson:
        html = f"<p>{'<br>'.join(['Ngắn.'] * count)}</p>"
        told = tuple(replace(s, html=html) if s.role is Role.STORY else s for s in lesson.sections)
        return replace(lesson, title="Sổ sức khoẻ điện tử, thẻ bảo hiểm", sections=told)

    corners = [view_of(with_lines(n)).corner for n in range(1, 20)]
    assert not corners[0]
    assert True in corners


def test_short_things_one_needs_stay_on_one_line(lesson: Lesson) -> None:
    listed = "<ul><li>Điện thoại</li><li>Dây sạc và củ sạc</li><li>Kính đọc chữ</li></ul>"
    need = tuple(replace(s, html=listed) if s.role is Role.NEED else s for s in lesson.sections)
    said = part(view_of(replace(lesson, sections=need)), "need").html
    assert '<span class="nb">Kính đọc chữ</span>' in said


def test_questions_are_shared_evenly_by_the_two_pages(lesson: Lesson) -> None:
    said = ("Đưa thẻ giấy, về nhờ con cháu.", "Mở thẻ trên máy.", "Trả tiền như không có thẻ.")
    choices = ChoiceItem("t01-0", "Hỏi?", tuple(Choice(c, text, c == "A") for c, text in zip("ABC", said, strict=True)))
    asked = part(view_of(with_items(lesson, *(replace(choices, identifier=f"t01-{n}") for n in range(5)))), "questions")
    heights = [question_height(q, BOOKLET_A5) for q in asked.questions]
    assert asked.turn in (2, 3)
    for page in (heights[: asked.turn], heights[asked.turn :]):
        assert sum(page) + asked.gap * BOOKLET_A5.body.lead * (len(page) - 1) < BOOKLET_A5.room
    few = part(view_of(with_items(lesson, choices, choices)), "questions")
    assert (few.turn, few.gap) == (0, 1)


def test_heights_that_are_not_known_force_no_page(lesson: Lesson) -> None:
    for view in (view_of(lesson, hints=True), view_of(lesson, LARGE_A4)):
        assert part(view, "questions").turn == 0


def test_sides_of_a_match_break_between_phrases(lesson: Lesson) -> None:
    sides = (Pair("«Không nộp là bị bắt!»", "Doạ"), Pair("«Đừng cho con biết!»", "Tiền trước"), Pair("«Còn!»", "Giục"))
    asked = part(view_of(with_items(lesson, MatchItem("t01-9", "Nối.", sides))), "questions").questions[0]
    assert asked.rows[0].content == "«Không nộp <br>là bị bắt!»"


def test_an_order_is_answered_in_a_list(lesson: Lesson) -> None:
    asked = part(view_of(with_items(lesson, OrderItem("t01-9", "Xếp.", ("Một", "Hai", "Ba")))), "questions").questions[
        0
    ]
    assert (asked.solution, asked.series) == ("", ("Một", "Hai", "Ba"))


def test_lines_to_write_on_fill_their_page(lesson: Lesson) -> None:
    short = tuple(replace(s, html="<ol><li>Gọi.</li></ol>") if s.role is Role.REMEMBER else s for s in lesson.sections)
    assert RULED_LINES < part(view_of(replace(lesson, sections=short)), "remember").ruled <= MOST_LINES
    assert part(view_of(replace(lesson, sections=short), LARGE_A4), "remember").ruled == RULED_LINES


def test_steps_for_one_phone_say_where_those_for_the_other_are(curriculum: Curriculum) -> None:
    lesson = next(x for x in curriculum.lessons if x.slug == "t01")
    steps = next(s for s in lesson.sections if s.role is Role.STEPS)
    task = steps.tasks[0]
    both = (replace(task, title="Android", device="android"), replace(task, title="iPhone", device="ios"))
    several = tuple(replace(s, tasks=both) if s is steps else s for s in lesson.sections)
    first, second = part(view_of(replace(lesson, sections=several)), "steps").tasks
    assert (first.phone, second.phone) == ("Android", "iPhone")
    assert first.others == "Máy iPhone: xem các trang sau."
    assert second.others == "Máy Android: xem các trang trước."
    assert '<span class="phone">iPhone</span>' in second.heading
    alone = tuple(replace(s, tasks=both[:1]) if s is steps else s for s in lesson.sections)
    assert part(view_of(replace(lesson, sections=alone)), "steps").tasks[0].others == ""
