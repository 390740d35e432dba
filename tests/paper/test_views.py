"""The views hold the questions of every section."""

from generator.paper.questions import Question
from generator.paper.views import LessonView, SectionView


def test_a_lesson_knows_its_questions_in_order() -> None:
    asked = [Question(f"a-{n}", n, "one", "?", "", "") for n in (1, 2, 3)]
    sections = (
        SectionView("a-1", "story", "Chuyện", "Chuyện", "<p>x</p>"),
        SectionView("a-2", "questions", "Hỏi", "Hỏi", "", questions=tuple(asked[:2])),
        SectionView("a-3", "questions", "Hỏi", "Hỏi", "", questions=tuple(asked[2:])),
    )
    view = LessonView("a", "A01", "T", "T", False, "T", "T", 8, "", sections, None)
    assert [q.identifier for q in view.questions] == ["a-1", "a-2", "a-3"]
