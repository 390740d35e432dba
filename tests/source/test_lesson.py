from hypothesis import given

from generator.diagnostics import Diagnostics
from generator.model import Role
from generator.source.lesson import LessonSource, alert_kind, is_picture, read_bank, read_lesson
from generator.source.locale import words
from generator.source.markdown import normalise, parse, plain
from tests.scraps import HEAD, lessons

PATH = "content/lessons/t01-thu.md"


def read(text: str, language: str = "vi") -> tuple[LessonSource, list[str]]:
    problems = Diagnostics()
    lesson = read_lesson(text, PATH, language, words(language), problems)
    assert lesson is not None
    return lesson, [f"{d.position.line}:{d.position.column} {d.rule}" for d in problems]


@given(lessons)
def test_any_text_is_read_or_reported_where_it_stands(text: str) -> None:
    text = normalise(text)
    rows = text.split("\n")
    for reader in (read_lesson, read_bank):
        problems = Diagnostics()
        reader(text, PATH, "vi", words("vi"), problems)
        for found in problems:
            assert found.sentence("vi")
            assert 1 <= found.position.line <= len(rows) + 1
            assert 1 <= found.position.column <= len((*rows, "")[found.position.line - 1]) + 1


STEP = """
# Gọi

**Gọi ngay.**

## Các bước

Chuẩn bị.

1. **Chạm nút «Gọi».**

   > [!WARNING]
   > Không tắt máy.

   ```screen
   show:
     - button: Gọi
       target: tap
   drawn: 2026-11
   ```

   Nút xanh.

   - Máy cũ

     - có phím

   - Máy mới

   ![Nút](t01/nut.svg)

   ```
   một đoạn mã
   ```

2. **Chờ.**

   <!-- không cần hình -->
"""


def test_a_step_keeps_all_that_stands_in_it() -> None:
    lesson, found = read(HEAD + STEP)
    assert found == []
    (section,) = lesson.sections
    assert [n.type for n in section.nodes] == ["paragraph"]
    first, second = section.tasks[0].steps
    assert plain(first.title) == "Chạm nút «Gọi»."
    assert [alert_kind(n) for n in first.caution] == ["WARNING"]
    assert first.picture is not None
    assert first.picture.type == "fence"
    assert [n.type for n in first.body] == ["paragraph", "bullet_list", "paragraph", "fence"]
    assert "có phím" in plain(first.body)
    assert not first.no_picture
    assert second.no_picture
    assert second.picture is None
    assert (first.position.line, second.position.line) == (15, 41)


def test_a_screen_is_read_at_its_own_lines_and_columns() -> None:
    _, found = read(HEAD + STEP.replace("- button: Gọi\n       target", "- buton: Gọi\n       target"))
    assert "22:8 screen-element" in found


def test_sections_know_role_audience_and_address() -> None:
    lesson, _ = read(
        HEAD + "\n# T\n\nNhớ.\n\n## Bài này giúp {đồng chí}\n\nA.\n\n## Câu chuyện (tiểu thương)\n\nB.\n\n"
        "## Nói thêm\n<!-- id: noi-them -->\n\nC.\n\n## Steps\n\n1. D\n"
    )
    assert [(s.role, s.audience, s.block) for s in lesson.sections] == [
        (Role.GOAL, "", ""),
        (Role.STORY, "tiểu thương", ""),
        (Role.OTHER, "", "noi-them"),
        (Role.STEPS, "", ""),
    ]
    assert [n.type for n in lesson.sections[2].nodes] == ["paragraph"]
    assert plain(lesson.message) == "Nhớ."


def test_device_variants_are_tasks() -> None:
    lesson, found = read(HEAD + "\n# T\n\n## Các bước\n\n### Android\n\n1. A\n\n### iPhone\n\n1. B\n2. C\n")
    assert found == []
    assert [(t.device, len(t.steps)) for t in lesson.sections[0].tasks] == [("android", 1), ("ios", 2)]


def test_nothing_among_the_steps_is_lost() -> None:
    body = "\n# T\n\n## Các bước\n\n### A\n\nLạc một.\n\n1. A\n\nLạc hai.\n\n### B\n"
    assert read(HEAD + body)[1] == ["13:1 text-between-steps", "17:1 text-between-steps", "19:1 heading-without-steps"]


def test_line_numbers_are_those_of_the_file_behind_the_head() -> None:
    lesson, _ = read(HEAD + "\n# T\n")
    assert lesson.title_position.line == 7
    assert lesson.document.position(("minutes",)).line == 4


def test_fences_closed_in_their_own_way_are_closed() -> None:
    for body in (
        "```\na\n```",
        "~~~~\n```\n~~~~",
        "````\n```\n````",
        "> ```\n> a\n> ```",
        "- ```\n  a\n  ```",
        "``` `` ```",
    ):
        assert read(HEAD + "\n# T\n\n" + body + "\n")[1] == [], body
    for body in ("```\na", "```\na\n~~~", "````\na\n```", "- ```\n  a\n\nb\n", "> ```\n> a\n\nb"):
        assert "unclosed-fence" in "".join(read(HEAD + "\n# T\n\n" + body + "\n")[1]), body


def test_a_picture_alone_is_told_from_one_in_words() -> None:
    alone, within = parse("![a](b.svg)\n\nx ![a](b.svg)\n")
    assert is_picture(alone)
    assert not is_picture(within)


def test_pictures_have_their_places() -> None:
    lesson, _ = read(HEAD + "\n# T\n\nXem ![nút](t01/n%C3%BAt%201.svg) đây.\n")
    (image,) = lesson.images
    assert image.source == "t01/nút 1.svg"
    assert (image.position.line, image.position.column, image.target.column) == (9, 5, 12)


def test_a_bank_has_questions_under_its_title() -> None:
    problems = Diagnostics()
    text = "---\nid: kho\ntitle: Kho\n---\n\n# Kho\n\n### Câu 1. A?\n\n- [x] a\n- [ ] b\n"
    bank = read_bank(text, "content/items/kho.md", "vi", words("vi"), problems)
    assert bank is not None
    assert [i.kind for i in bank.items] == ["choice"]
    assert list(problems) == []
