"""Every kind of question as it is printed."""

from fractions import Fraction

from generator.items import (
    Choice,
    ChoiceItem,
    Feedback,
    MatchItem,
    MultipleResponseItem,
    NumericItem,
    NumericRange,
    OrderItem,
    Pair,
    SurveyItem,
    TextEntryItem,
    TrueFalseItem,
)
from generator.paper.questions import question

WORDS = {"decimal": ",", "group": ".", "range": "từ {low} đến {high}"}
TWO = (Choice("A", "Đúng", False, "Chưa."), Choice("B", "Sai", True, "Phải rồi."))


def test_one_answer_says_its_letter_and_why() -> None:
    made = question(ChoiceItem("a-1", "Hỏi?", TWO), 1, WORDS)
    assert (made.kind, made.marks, made.solution, made.reasons) == ("one", ("B",), "Sai", ("Phải rồi.",))


def test_several_answers_are_another_kind() -> None:
    item = MultipleResponseItem("a-2", "Hỏi?", (*TWO, Choice("C", "Cả hai", True)))
    assert (question(item, 2, WORDS).kind, question(item, 2, WORDS).marks) == ("many", ("B", "C"))


def test_truth_and_opinion() -> None:
    assert question(TrueFalseItem("a-3", "Hỏi?", TWO), 3, WORDS).kind == "truth"
    survey = question(SurveyItem("a-4", "Hỏi?", TWO, feedback=Feedback(right="Cảm ơn.")), 4, WORDS)
    assert (survey.kind, survey.marks, survey.reasons) == ("survey", (), ("Cảm ơn.",))


def test_numbers_are_written_as_the_language_does() -> None:
    item = NumericItem("a-5", "Mấy?", (NumericRange(Fraction(45000), Fraction(90001, 2)),), "đồng")
    assert question(item, 5, WORDS).solution == "từ 45.000 đến 45.000,5\u00a0đồng"


def test_words_to_type() -> None:
    assert question(TextEntryItem("a-6", "Số?", ("115", "số 115")), 6, WORDS).solution == "115 / số 115"


def test_sides_to_join_are_shuffled_and_the_key_is_right() -> None:
    pairs = (Pair("113", "Công an"), Pair("114", "Chữa cháy"), Pair("115", "Cấp cứu"))
    made = question(MatchItem("a-7", "Nối.", pairs, ("Mua hàng",)), 7, WORDS)
    assert [r.content for r in made.rows] == ["113", "114", "115"]
    named = {r.mark: r.content for r in made.others}
    assert sorted(named.values()) == ["Chữa cháy", "Công an", "Cấp cứu", "Mua hàng"]
    assert [named[m[-1]] for m in made.marks] == ["Công an", "Chữa cháy", "Cấp cứu"]


def test_an_order_is_never_printed_in_order() -> None:
    made = question(OrderItem("a-8", "Xếp.", ("Một", "Hai", "Ba")), 8, WORDS)
    assert [r.content for r in made.rows] != ["Một", "Hai", "Ba"]
    assert made.series == ("Một", "Hai", "Ba")
