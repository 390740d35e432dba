from generator.model import LEARNER_ROLES, Lesson, Role, Section

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
