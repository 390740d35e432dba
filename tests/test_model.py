from dataclasses import replace

from generator.items import TextEntryItem
from generator.model import LEARNER_ROLES, Assessment, Audience, Lesson, Pool, Role, Section, Track

STORY, STEPS = Section("T01/story", Role.STORY, "Câu chuyện"), Section("T01/steps", Role.STEPS, "Các bước")
LESSON = Lesson(
    identifier="T01",
    slug="t01",
    title="Thử",
    short_title="Thử",
    language="vi",
    minutes=8,
    message="",
    sections=(STORY, STEPS),
    assets=(),
    competences=(),
    facts=(),
    devices=(),
    version="1.0.0",
    authors=(),
    reviewers=(),
    reviewed=None,
    formerly=(),
    you="bác",
)


def test_a_section_is_found_by_its_role() -> None:
    assert LESSON.section(Role.STEPS) is STEPS
    assert LESSON.section(Role.TUTOR) is None
    assert LESSON.items == ()


def test_tutors_notes_are_not_for_learners() -> None:
    assert Role.TUTOR not in LEARNER_ROLES
    assert Role.QUESTIONS in LEARNER_ROLES


def test_what_learners_open_holds_no_exam_and_nothing_that_was_not_drawn() -> None:
    one, two = (TextEntryItem(name, "Số nào?", ("115",)) for name in ("kho-1", "kho-2"))
    pools = (Pool("khung:1.1", 1, (one, two)), Pool("khung:1.2", 1, (two,)))
    test = Assessment("cuoi", "Bài cuối", (one, two), 60, pools=pools)
    track = Track("lop", "Lớp", "", Audience("x", "X", ()), (), test, "vi")
    assert [i.identifier for i in test.bank] == ["kho-1", "kho-2"]
    assert track.public_test == replace(test, pools=())
    assert replace(track, assessment=replace(test, visibility="exam")).public_test is None
    assert replace(track, assessment=None).public_test is None


def test_pools_part_so_that_no_question_is_drawn_twice_and_each_keeps_enough() -> None:
    a, b, c = (TextEntryItem(name, "Số nào?", ("115",)) for name in "abc")
    pools = (Pool("x:1", 1, (a, b)), Pool("x:2", 1, (a, c)))
    test = Assessment("t", "Bài", (b, a), 60, pools=pools)
    assert [[i.identifier for i in own] for _, own in test.parted] == [["b"], ["a", "c"]]
