import re
import shutil
from dataclasses import fields, is_dataclass
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from generator.diagnostics import Position
from generator.items import (
    ChoiceItem,
    MatchItem,
    MultipleResponseItem,
    NumericItem,
    NumericRange,
    OrderItem,
    SurveyItem,
    TextEntryItem,
    TrueFalseItem,
)
from generator.model import Curriculum, Lesson, Picture, Role, Section
from generator.resolve import resolve, slug
from generator.theme import layered
from tests.checking import BARE, CURRICULA, checked, lesson, printed
from tests.scraps import HEAD, sound
from tests.test_writer import check

MINIMAL = CURRICULA / "minimal"


def resolved(root: Path) -> Curriculum:
    source, problems = checked(root)
    assert problems.errors == 0, printed(problems, "en")
    assert source is not None
    return resolve(source, layered(root))


@pytest.fixture(scope="module")
def minimal() -> Curriculum:
    return resolved(MINIMAL)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BARE, tmp_path / "khoa"))


def named(curriculum: Curriculum, slug: str) -> Lesson:
    return next(x for x in curriculum.lessons if x.slug == slug)


def test_a_lesson_exists_once_per_form_of_address_that_changes_it(minimal: Curriculum) -> None:
    assert [x.slug for x in minimal.lessons] == ["t01", "t02", "t02--hoc-sinh"]
    assert [[x.slug for x in t.lessons] for t in minimal.tracks] == [["t01", "t02"], ["t02--hoc-sinh"]]
    assert [[x.slug for x in m.lessons] for m in minimal.modules] == [["t01", "t02"]]
    plain, other = named(minimal, "t02"), named(minimal, "t02--hoc-sinh")
    assert (plain.identifier, plain.you, other.identifier, other.you) == ("T02", "bác", "T02", "em")
    assert plain.section(Role.STORY) is None
    story = other.section(Role.STORY)
    assert story is not None
    assert (story.title, story.identifier) == ("Câu chuyện", "T02/story")
    goal = other.section(Role.GOAL)
    assert goal is not None
    assert goal.title == "Bài này giúp em"


def test_a_lesson_without_the_word_serves_both_forms(bare: Path) -> None:
    text = (bare / "curriculum.yml").read_text(encoding="utf-8")
    second = "  - {id: hai, title: Lớp hai, audience: hoc-sinh, lessons: [T01]}\n"
    audience = "  hoc-sinh: {title: Học sinh, address: {bác: em}}\nmodules:"
    (bare / "curriculum.yml").write_text(text.replace("modules:", audience) + second, encoding="utf-8")
    # the field «you» differs, so that targets can speak to the learner
    assert [x.slug for x in resolved(bare).lessons] == ["t01", "t01--hoc-sinh"]


def test_every_kind_of_question_is_resolved(minimal: Curriculum) -> None:
    items = named(minimal, "t01").items
    kinds = [
        ChoiceItem,
        MultipleResponseItem,
        TrueFalseItem,
        TextEntryItem,
        NumericItem,
        MatchItem,
        OrderItem,
        SurveyItem,
    ]
    assert [type(i) for i in items] == kinds
    choice, multiple, _, text, numeric, match, order, survey = items
    assert isinstance(choice, ChoiceItem)
    assert choice.stem == "Có người ngã nặng. Bác gọi số nào?"
    assert [(c.letter, c.content, c.correct, c.feedback) for c in choice.choices] == [
        ("A", "113", False, "Số đó gọi công an."),
        ("B", "115", True, "Đúng rồi."),
        ("C", "1080", False, "Số đó không cấp cứu."),
    ]
    assert (multiple.points, multiple.competences, multiple.feedback.explanation) == (
        2,
        ("khung:1.2",),
        "Họ còn hỏi thêm.",
    )
    assert isinstance(text, TextEntryItem)
    assert text.answers == ("115", "số 115")
    assert isinstance(numeric, NumericItem)
    assert numeric.unit == "phút"
    assert numeric.ranges == (NumericRange(Fraction(8), Fraction(12)),)
    assert isinstance(match, MatchItem)
    assert ([(p.left, p.right) for p in match.pairs], match.distractors) == (
        [("113", "Công an"), ("115", "Cấp cứu")],
        ("Mua hàng",),
    )
    assert isinstance(order, OrderItem)
    assert order.entries == ("Gọi 115", "Nói địa chỉ", "Chờ xe")
    assert isinstance(survey, SurveyItem)
    assert (survey.points, survey.feedback.right) == (0, "Cảm ơn bác.")


def test_a_step_keeps_warning_picture_and_help(minimal: Curriculum) -> None:
    (task,) = named(minimal, "t01").section(Role.STEPS).tasks  # type: ignore[union-attr]
    first, second, third = task.steps
    assert (first.identifier, first.title) == ("T01-b1", 'Chạm nút <span class="nb">«Gọi».</span>')
    assert first.picture is not None
    assert (first.picture.asset, first.picture.screen) == ("t01-b1.svg", True)
    assert first.body == "<p>Nút xanh, cuối màn hình.</p>\n<ul>\n<li>Máy cũ: nút có hình ống nghe.</li>\n" + (
        "<li>Máy mới: nút tròn.</li>\n</ul>"
    )
    assert second.caution == "<p>Không tắt máy trước. Chờ họ hỏi xong.</p>"
    assert second.picture is not None
    assert (second.picture.asset, second.picture.alternative) == (
        "t01-h-dia-chi.svg",
        "Tờ giấy ghi số nhà, tên thôn, tên xã",
    )
    assert (third.picture, third.caution) == (None, "")


def test_a_lesson_carries_what_it_uses_and_nothing_else(minimal: Curriculum) -> None:
    first, second = named(minimal, "t01"), named(minimal, "t02")
    assert [a.name for a in first.assets] == ["t01-b1.svg", "t01-h-dia-chi.svg"]
    assert second.assets == ()
    assert [f.identifier for f in first.facts] == ["so-115"]
    words = first.section(Role.WORDS)
    assert words is not None
    assert [w.word for w in words.words] == ["OTP"]
    assert [c.identifier for c in first.competences] == ["khung:1.1", "khung:1.2"]


def test_items_are_drawn_by_the_blueprint_and_stay_when_the_bank_grows(bare: Path) -> None:
    bank = bare / "content" / "items" / "kho.md"
    head, question = bank.read_text(encoding="utf-8").split("### Câu 1. ")
    curriculum = (
        (bare / "curriculum.yml")
        .read_text(encoding="utf-8")
        .replace("lessons: [T01]}", "lessons: [T01], assessment: cuoi}")
    )
    curriculum = curriculum.replace("Phần một, lessons: [T01], assessment: cuoi", "Phần một, lessons: [T01]")
    test = 'assessments:\n  cuoi: {title: Bài cuối, banks: [kho], blueprint: {"khung:1.1": 3}, form: a}\n'
    (bare / "curriculum.yml").write_text(curriculum + test, encoding="utf-8")

    def drawn(count: int, lost: str = "") -> list[str]:
        questions = [
            question.replace("kho-1", f"kho-{n}").replace("Ai được", f"Câu {n}: ai được") for n in range(1, count + 1)
        ]
        kept = [q for q in questions if not lost or f"id: {lost};" not in q]
        bank.write_text(head + "\n".join(f"### Câu 1. {q}" for q in kept), encoding="utf-8")
        (track,) = resolved(bare).tracks
        assert track.assessment is not None
        return [i.identifier for i in track.assessment.items]

    eight, nine = drawn(8), drawn(9)
    assert len(eight) == len(set(eight)) == 3
    assert len(set(eight) & set(nine)) >= 2
    assert drawn(8) == eight
    assert len(set(eight) & set(drawn(8, eight[0]))) == 2


def test_pictures_and_screens_of_a_bank_come_with_the_test(bare: Path) -> None:
    (bare / "content" / "items" / "kho").mkdir()
    shutil.copy(bare / "content" / "lessons" / "t01" / "nut.svg", bare / "content" / "items" / "kho" / "nut.svg")
    bank = bare / "content" / "items" / "kho.md"
    screen = "```screen\nshow:\n  - button: Gọi\n    target: tap\ndrawn: 2026-11\n```\n\n"
    text = bank.read_text(encoding="utf-8").replace("- [x] Chỉ {bác}", f"{screen}- [x] ![Nút](kho/nut.svg) Chỉ {{bác}}")
    bank.write_text(text, encoding="utf-8")
    test = 'assessments:\n  cuoi: {title: Bài cuối, banks: [kho], blueprint: {"khung:1.1": 1}}\n'
    curriculum = (bare / "curriculum.yml").read_text(encoding="utf-8")
    curriculum = curriculum.replace(
        "audience: ba-con, lessons: [T01]", "audience: ba-con, lessons: [T01], assessment: cuoi"
    )
    (bare / "curriculum.yml").write_text(curriculum + test, encoding="utf-8")
    (track,) = resolved(bare).tracks
    assert track.assessment is not None
    assert [a.name for a in track.assessment.assets] == ["kho-h-nut.svg", "kho-s1.svg"]
    (item,) = track.assessment.items
    assert 'src="asset:kho-s1.svg"' in item.material
    assert isinstance(item, ChoiceItem)
    assert 'src="asset:kho-h-nut.svg"' in item.choices[0].content
    assert track.assessment.pass_mark == 60


def with_test(bare: Path, entry: str = "") -> None:
    text = (bare / "curriculum.yml").read_text(encoding="utf-8")
    text = text.replace("audience: ba-con, lessons: [T01]", "audience: ba-con, lessons: [T01], assessment: cuoi")
    test = f'assessments:\n  cuoi: {{title: Bài cuối, banks: [kho], blueprint: {{"khung:1.1": 1}}{entry}}}\n'
    (bare / "curriculum.yml").write_text(text + test, encoding="utf-8")


def test_a_test_knows_all_it_was_drawn_from(bare: Path) -> None:
    bank = bare / "content" / "items" / "kho.md"
    text = bank.read_text(encoding="utf-8")
    (bare / "content" / "items" / "kho").mkdir()
    shutil.copy(bare / "content" / "lessons" / "t01" / "nut.svg", bare / "content" / "items" / "kho" / "nut.svg")
    more = [
        f"### Câu {n}. Hỏi {n}? ![Nút](kho/nut.svg)\n<!-- id: kho-{n}; competences: khung:1.1 -->\n\n- [=] 115\n"
        for n in (2, 3)
    ]
    gone = "### Câu 4. Cũ?\n<!-- id: kho-4; competences: khung:1.1; đã bỏ: có -->\n\n- [=] 115\n"
    bank.write_text("\n".join((text, *more, gone)), encoding="utf-8")
    with_test(bare)
    (track,) = resolved(bare).tracks
    assert track.assessment is not None
    (pool,) = track.assessment.pools
    assert (pool.competence, pool.count) == ("khung:1.1", 1)
    assert [i.identifier for i in pool.items] == ["kho-1", "kho-2", "kho-3"]
    assert [a.name for a in pool.assets] == ["kho-h-nut.svg"]
    assert set(track.assessment.items) < set(pool.items)


@pytest.mark.parametrize(("test", "bank", "public"), [("", "", True), ("exam", "", False), ("", "exam", False)])
def test_an_exam_bank_makes_the_test_an_exam(bare: Path, test: str, bank: str, public: bool) -> None:
    path = bare / "content" / "items" / "kho.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("title:", "visibility: exam\ntitle:", 1) if bank else text, encoding="utf-8")
    with_test(bare, f", visibility: {test}" if test else "")
    (track,) = resolved(bare).tracks
    assert track.assessment is not None
    assert track.assessment.public is public


def test_a_test_says_who_draws(bare: Path) -> None:
    with_test(bare, ", draw: attempt, attempts: 2")
    (track,) = resolved(bare).tracks
    assert track.assessment is not None
    assert (track.assessment.draw, track.assessment.attempts) == ("attempt", 2)
    assert [i.identifier for i in track.assessment.items] == ["kho-1"]  # paper and site keep what the build draws


def test_two_pictures_of_one_name_stay_two(bare: Path) -> None:
    svg = (bare / "content" / "lessons" / "t01" / "nut.svg").read_text(encoding="utf-8")
    (bare / "content" / "lessons" / "t01" / "hai").mkdir()
    (bare / "content" / "lessons" / "t01" / "hai" / "nut.svg").write_text(svg.replace("30", "20"), encoding="utf-8")
    text = lesson(bare).read_text(encoding="utf-8")
    lesson(bare).write_text(text + "\n![Nút](t01/nut.svg)\n\n![Nút](t01/hai/nut.svg)\n", encoding="utf-8")
    (one,) = resolved(bare).lessons
    assert [a.name for a in one.assets] == ["t01-h-nut-2.svg", "t01-h-nut.svg"]
    assert one.sections[0].html.count("<figure") == 2


def test_a_retired_question_is_neither_asked_nor_drawn(bare: Path) -> None:
    text = lesson(bare).read_text(encoding="utf-8")
    question = "### Câu 1. Ai?\n<!-- id: t01-1; đã bỏ: có -->\n\n- [x] A\n  > Đúng.\n- [ ] B\n  > Sai.\n"
    lesson(bare).write_text(
        f"{text}\n## Câu hỏi\n\n{question}\n{question.replace('t01-1; đã bỏ: có', 't01-2')}", encoding="utf-8"
    )
    (one,) = resolved(bare).lessons
    assert [i.identifier for i in one.items] == ["t01-2"]


def test_resolving_twice_gives_the_same(minimal: Curriculum) -> None:
    assert resolved(MINIMAL) == minimal


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Đường đi, lối lại!", "duong-di-loi-lai"), ("  ", "x"), ("B07 – Gọi", "b07-goi"), ("Ứ ừ", "u-u"), ("漢字", "x")],
)
@pytest.mark.pitfall(2)
def test_slugs_are_plain_ascii(text: str, expected: str) -> None:
    assert slug(text) == expected


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=sound)
def test_whatever_passes_the_rules_is_resolved_to_good_html(body: str, tmp_path: Path) -> None:
    root = tmp_path / "khoa"
    if not root.is_dir():
        shutil.copytree(BARE, root)
    lesson(root).write_text(
        HEAD.replace("minutes: 8", "minutes: 8\nfacts: [so-115]") + "\n# T\n\n**T.**\n\n" + body, encoding="utf-8"
    )
    source, problems = checked(root)
    assert source is not None
    if problems.errors:
        return
    (one,) = resolve(source, layered(root)).lessons
    check(one.message)
    for section in one.sections:
        check("\n".join(html_of(section)))
    assert {a.name for a in one.assets} == set(
        re.findall(r'asset:([^"]+)"', "".join(h for s in one.sections for h in html_of(s)))
    ) | {step.picture.asset for s in one.sections for t in s.tasks for step in t.steps if step.picture}


def html_of(section: Section) -> list[str]:
    """Return every piece of HTML of a section, found by its fields' values."""
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, tuple):
            for part in value:
                walk(part)
        elif is_dataclass(value) and not isinstance(value, Position | Picture | type):
            for own in fields(value):
                walk(getattr(value, own.name))

    walk((section.html, section.tasks, section.items))
    return [text for text in found if "<" in text]
