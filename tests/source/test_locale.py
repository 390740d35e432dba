import pytest

from generator.messages import LANGUAGES
from generator.model import Role
from generator.source.locale import words


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Bài này giúp {bác}", Role.GOAL),
        ("Bài này giúp {đồng chí}", Role.GOAL),
        ("Bài này giúp bác", Role.GOAL),
        ("{Bác} cần có", Role.NEED),
        ("{Anh chị} cần có:", Role.NEED),
        ("CÂU HỎI VUI", Role.QUESTIONS),
        ("Steps", Role.STEPS),
        ("Dành cho giảng viên", Role.TUTOR),
        ("Nghe và chạm", Role.LISTEN),
        ("Các bước khác", None),
        ("{bác}", None),
    ],
)
def test_headings_name_roles(heading: str, role: Role | None) -> None:
    assert words("vi").role(heading) is role


def test_english_headings_are_understood_everywhere_and_vietnamese_ones_are_not() -> None:
    assert words("fr").role("Steps") is Role.STEPS
    assert words("en").role("Các bước") is None


def test_a_course_adds_headings() -> None:
    own = words("fr").extended({Role.STEPS: ["Les étapes", "Pas à {vous}"]})
    assert own.role("les étapes") is Role.STEPS
    assert own.role("Pas à {toi}") is Role.STEPS
    assert own.role("Steps") is Role.STEPS
    assert words("fr").extended({}) is words("fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_role_has_a_heading_in_every_language(language: str) -> None:
    assert set(words(language).headings) == set(Role) - {Role.OTHER}
    assert all(words(language).role(h) is r for r, h in words(language).headings.items())


def test_questions_are_known_by_their_word_and_number() -> None:
    for title in ("Câu 1. Hỏi", "câu  12", "Question 3: what"):
        assert words("vi").numbered.match(title)
    for title in ("Câu chuyện", "Câu 1a", "Câuhỏi 1", "Một câu 1"):
        assert not words("vi").numbered.match(title)
