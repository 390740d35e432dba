from fractions import Fraction

import pytest

from generator.source.locale import words
from generator.source.markdown import parse, plain
from generator.source.page import Page
from generator.source.quiz import ItemSource, is_question, number, numeric_range, read_item


def read(text: str, language: str = "vi") -> tuple[ItemSource | None, list[str]]:
    page = Page("a.md", words(language), tuple(text.split("\n")))
    heading, *blocks = parse(text)
    item = read_item(heading, blocks, page)
    return item, [f"{d.position.line}:{d.position.column} {d.rule}" for d in page.found]


def asked(body: str, comment: str = "id: a-1", language: str = "vi") -> ItemSource:
    item, found = read(f"### Câu 1. Hỏi?\n<!-- {comment} -->\n\n{body}\n", language)
    assert found == []
    assert item is not None
    return item


@pytest.mark.parametrize(
    ("body", "comment", "kind"),
    [
        ("- [x] a\n- [ ] b", "id: a-1", "choice"),
        ("- [X] a\n- [ ] b", "id: a-1", "choice"),
        ("- [x] a\n- [x] b\n- [ ] c", "id: a-1", "multiple"),
        ("- [x] a\n- [ ] b\n- [ ] c", "id: a-1; kind: multiple", "multiple"),
        ("- [x] a\n- [ ] b\n- [ ] c", "id: a-1; loại: nhiều đáp án", "multiple"),
        ("- [x] Đúng\n- [ ] Sai", "id: a-1", "true-false"),
        ("- [ ] đúng\n- [x] sai.", "id: a-1", "true-false"),
        ("- [x] True\n- [ ] False", "id: a-1", "true-false"),
        ("- [x] Đúng\n- [ ] Sai\n- [ ] Không rõ", "id: a-1", "choice"),
        ("- [=] 113", "id: a-1", "text"),
        ("- [=] 113", "id: a-1; loại: số", "numeric"),
        ("- [=] 3..5", "id: a-1", "numeric"),
        ("- [=] 10,5 ± 0,5", "id: a-1", "numeric"),
        ("- [=] 10.5 +/- 0.5", "id: a-1", "numeric"),
        ("- [=] 3..5", "id: a-1; loại: chữ", "text"),
        ("- [=] một trăm\n- [=] trăm", "id: a-1", "text"),
        ("| a | b |\n| - | - |\n| 1 | 2 |", "id: a-1", "match"),
        ("1. a\n2. b", "id: a-1", "order"),
        ("1) a\n2) b", "id: a-1", "order"),
        ("- [ ] a\n- [ ] b", "id: a-1; loại: khảo sát", "survey"),
        ("- [ ] a\n- [ ] b", "id: a-1; kind: survey", "survey"),
    ],
)
def test_the_kind_is_told_from_the_answers(body: str, comment: str, kind: str) -> None:
    assert asked(body, comment).kind == kind


@pytest.mark.parametrize(
    ("comment", "points", "competences", "unit", "marks"),
    [
        (
            "id: a-1; points: 2; competences: k:4.2, k:2.5; unit: phút; tone_marks: yes",
            2,
            ["k:4.2", "k:2.5"],
            "phút",
            True,
        ),
        ("id: a-1; điểm: 2; năng lực: k:4.2, k:2.5; đơn vị: phút; dấu: có", 2, ["k:4.2", "k:2.5"], "phút", True),
        ("id: a-1; diem: 2; nang luc: k:4.2; don vi: kg; dau: khong", 2, ["k:4.2"], "kg", False),
        ("id: a-1; ĐIỂM: 3 ; Năng lực : k:1", 3, ["k:1"], "", False),
        ("id: a-1;", 1, [], "", False),
    ],
)
def test_the_comment_speaks_both_languages(
    comment: str, points: int, competences: list[str], unit: str, marks: bool
) -> None:
    meta = asked("- [=] x", comment).meta
    assert (meta.id, meta.points, meta.competences, meta.unit, meta.tone_marks) == (
        "a-1",
        points,
        competences,
        unit,
        marks,
    )


@pytest.mark.parametrize(
    ("text", "bare", "expected"),
    [
        ("12", True, ("12", "12")),
        ("12", False, None),
        ("10,5", True, ("10.5", "10.5")),
        ("10.5", True, ("10.5", "10.5")),
        ("45.000", True, ("45000", "45000")),
        ("1.234.567,5", True, ("1234567.5", "1234567.5")),
        ("0.500", True, ("0.5", "0.5")),
        ("-3", True, ("-3", "-3")),
        ("−3", True, ("-3", "-3")),
        ("3..5", False, ("3", "5")),
        ("3,5 .. 4,5", False, ("3.5", "4.5")),
        ("-2..-1", False, ("-2", "-1")),
        ("5..3", False, None),
        ("10,5 ± 0,5", False, ("10", "11")),
        ("10 +- 1", False, ("9", "11")),
        ("mười", True, None),
        ("1,2,3", True, None),
        ("..", False, None),
        ("9" * 500, True, None),
        ("١٢", True, None),
        ("", True, None),
    ],
)
def test_numbers_are_read_the_vietnamese_way(text: str, bare: bool, expected: tuple[str, str] | None) -> None:
    wanted = None if expected is None else (Fraction(expected[0]), Fraction(expected[1]))
    assert numeric_range(text, bare) == wanted


def test_113_is_text_and_keeps_its_shape() -> None:
    item = asked("- [=] 113\n- [=] 0113")
    assert item.answers == ("113", "0113")
    assert number("0113") == 113


def test_options_keep_order_ticks_and_feedback() -> None:
    item = asked("- [ ] một **đậm**\n  > Không.\n- [x] hai\n    > Đúng.\n    >\n    > Rồi.\n- [ ] ba")
    assert [plain(o.content) for o in item.options] == ["một đậm", "hai", "ba"]
    assert [o.correct for o in item.options] == [False, True, False]
    assert [plain(o.feedback) for o in item.options] == ["Không.", "Đúng. Rồi.", ""]
    assert [(o.position.line, o.position.column) for o in item.options] == [(4, 1), (6, 1), (10, 1)]


def test_the_last_list_is_the_answer_and_all_above_it_the_stem() -> None:
    item = asked("Đọc tin:\n\n> Chúc mừng!\n\n- một\n- hai\n\n![tin](a.svg)\n\n- [x] a\n- [ ] b")
    assert [n.type for n in item.stem] == ["paragraph", "blockquote", "bullet_list", "paragraph"]
    assert item.kind == "choice"


def test_a_distractor_has_an_empty_left_side() -> None:
    item = asked("| Số | Việc |\n| --- | --- |\n| 113 | Công an |\n|  | Mua hàng |\n| 115 | Cấp \\| cứu |")
    assert [(plain(left), plain(right)) for left, right in item.pairs] == [
        ("113", "Công an"),
        ("", "Mua hàng"),
        ("115", "Cấp | cứu"),
    ]


def test_each_bold_label_opens_a_part_of_the_closing_quote() -> None:
    item = asked(
        "- [x] a\n- [ ] b\n\n> **Gợi ý:** một\n> hai\n> **Đúng:** ba\n>\n> **Sai:** bốn\n"
        "> **Giải thích:** năm **đậm** sáu\n"
        "> **Lạ:** bảy"
    )
    parts = {label: [plain(line) for line in lines] for label, lines in item.closing}
    assert parts == {
        "hint": ["một", "hai"],
        "right": ["ba"],
        "wrong": ["bốn"],
        "explanation": ["năm đậm sáu", "Lạ: bảy"],
    }


def test_a_survey_is_thanked_without_a_label() -> None:
    item = asked("- [ ] a\n- [ ] b\n\n> Cảm ơn {bác}.", "id: a-1; loại: khảo sát")
    assert [(label, [plain(x) for x in lines]) for label, lines in item.closing] == [("right", ["Cảm ơn {bác}."])]


@pytest.mark.parametrize("title", ["Câu 1. Hỏi?", "Câu 12: Hỏi?", "câu 3) Hỏi?", "Question 1. Hỏi?", "Câu 1 Hỏi?"])
def test_the_number_is_decoration(title: str) -> None:
    item, _ = read(f"### {title}\n\n- [x] a\n- [ ] b\n")
    assert item is not None
    assert plain(item.heading) == "Hỏi?"


def test_an_id_may_stand_in_the_heading() -> None:
    item, _ = read("### Câu 1. Hỏi? {#otp-01}\n\n- [x] a\n- [ ] b\n")
    assert item is not None
    assert (item.meta.id, plain(item.heading)) == ("otp-01", "Hỏi?")


def test_a_heading_with_an_id_is_a_question_without_a_number() -> None:
    heading, note, *_ = parse("### Hỏi?\n<!-- id: a-1 -->\n\n- [x] a\n")
    assert is_question(heading, words("vi"), note)
    assert not is_question(heading, words("vi"), None)


def test_a_comment_may_take_several_lines() -> None:
    item, found = read("### Câu 1. Hỏi?\n<!--\nid: a-1\nđiểm: 2; năng lực: k:1\n-->\n\n- [x] a\n- [ ] b\n")
    assert found == []
    assert item is not None
    assert (item.meta.id, item.meta.points) == ("a-1", 2)
    assert (item.place("competences").line, item.place("competences").column) == (4, 20)
    assert item.place("unit") == item.meta_position


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("- [x](b.md)\n- [ ] b", "4:3 option-without-box"),
        ("- [x]b\n- [ ] b", "4:3 option-without-box"),
        ("- a\n- [x] b", "4:3 option-without-box"),
        ("- [x] a\n- [ ]\n", "5:1 empty-option"),
        ("- [x] a\n\n  b\n- [ ] c", "6:3 block-in-option"),
        ("- [x] a\n  ```\n  b\n  ```\n- [ ] c", "5:3 block-in-option"),
        ("- [x] a\n  | b | c |\n  | - | - |\n- [ ] c", "5:3 block-in-option"),
        ("- [ ] a\n- [ ] b", "4:1 no-correct-choice"),
        ("Không có gì.", "1:1 question-without-answers"),
        ("- [=] 1\n- [x] 2", "5:1 mixed-answers"),
        ("- [=] 3..5\n- [=] ba", "5:1 not-a-number"),
        ("1. [x] a\n2. [ ] b", "4:1 numbered-options"),
        ("- [ ] a\n\n> b\n\n- [x] c\n- [ ] d", "4:1 options-in-two-lists"),
        ("- [x] a\n- [ ] b\n\n> c", "7:3 feedback-outside-option"),
        ("- [x] a\n- [ ] b\n\n> **Gợi ý:** c\n> - d", "8:3 block-in-closing-quote"),
        ("- [=] a\n  > b", "4:1 feedback-on-typed-answer"),
        ("| a |\n| - |\n| b |", "4:1 match-columns"),
        ("1. - a\n2. b", "4:1 empty-option"),
    ],
)
def test_a_mistake_is_reported_where_it_stands(body: str, expected: str) -> None:
    _, found = read(f"### Câu 1. Hỏi?\n<!-- id: a-1 -->\n\n{body}\n")
    assert found[:1] == [expected]
