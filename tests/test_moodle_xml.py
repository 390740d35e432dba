"""Moodle XML holds every question, and Moodle's grader gives for every answer what the judge gives."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from generator.items import (
    Choice,
    ChoiceItem,
    Item,
    MultipleResponseItem,
    NumericItem,
    NumericRange,
    OrderItem,
    SurveyItem,
    TextEntryItem,
)
from generator.model import Asset
from generator.moodle_xml import Category, Manner, Question, as_words, category_path, expressible, question_name, quiz
from generator.reading import simple
from generator.strings import strings
from generator.theme import layered
from tests.golden_bank import ASSETS, BARE, ITEMS, NASTY, answers
from tests.moodle import fraction, read_xml, word

WORDS = strings(layered(BARE), "vi", "reading")
EXACT = 0.0001  # of a share, of which Moodle keeps seven decimals
COMPARED = ("right", "blank", "case", "composed", "tone")  # what Moodle's comparison of words knows of
KINDS = {
    "ChoiceItem": "multichoice", "MultipleResponseItem": "multichoice", "SurveyItem": "multichoice",
    "TrueFalseItem": "truefalse", "TextEntryItem": "shortanswer", "MatchItem": "matching", "OrderItem": "ordering",
}  # fmt: skip
IDS = [i.identifier for i in ITEMS]


def html(text: str) -> str:
    return simple(text, asset=lambda n: f"asset:{n}", words=WORDS)


def written(items: tuple[Item, ...], **changes: object) -> bytes:
    manner = Manner(html, {a.name: a for a in ASSETS}, "đúng", "Gõ liền: 45000.", "Rút {count} câu.")
    questions = tuple(Question(i, (*i.competences, "T09")) for i in items)
    category = Category(("Khoá / A", "Phần <1>"), "vang-mot", questions, 3)
    return quiz((category,), replace(manner, **changes))  # type: ignore[arg-type]


BANK = {a.idnumber: a for a in read_xml(written(ITEMS))}


def test_every_question_is_there_in_order_with_its_id_and_tags() -> None:
    assert list(BANK) == IDS
    for item in ITEMS:
        asked = BANK[item.identifier]
        if isinstance(item, NumericItem):
            assert asked.kind == ("shortanswer" if as_words(item) else "numerical")
        else:
            assert asked.kind == KINDS[type(item).__name__]
        assert asked.mark == item.points
        assert asked.tags == [*item.competences, "T09"]
        assert asked.category == "$course$/top/Khoá // A/Phần 1"


@pytest.mark.parametrize("item", ITEMS, ids=IDS)
@pytest.mark.pitfall(22)
def test_moodle_gives_what_the_judge_gives(item: Item) -> None:
    asked = BANK[item.identifier]
    for answer in answers(item, 200):
        share = fraction(asked, item, answer.response)
        if isinstance(item, TextEntryItem) or (isinstance(item, NumericItem) and as_words(item)):
            assert share <= answer.credit, answer  # stricter where something is spelt oddly, never more generous
            if answer.how not in COMPARED and not (answer.how == "bare" and not getattr(item, "tone_marks", True)):
                continue
        if isinstance(item, NumericItem) and moodle_reads_otherwise(item, answer.how, str(answer.response)):
            continue
        if isinstance(item, SurveyItem):
            assert asked.mark == 0
            continue
        if item.identifier == "vang-xep-trung":  # authors cannot write an entry twice
            continue
        assert word(share) == answer.word, answer
        assert abs(share - answer.credit) < EXACT, answer


def moodle_reads_otherwise(item: NumericItem, how: str, said: str) -> bool:
    """Return whether the documentation says that Moodle reads ``said`` as another number than we do."""
    dotted = re.fullmatch(r"-?\d{1,3}(\.\d{3})+", said) is not None
    return dotted or (how == "unit" and not item.unit)


@pytest.mark.parametrize("item", [i for i in ITEMS if not isinstance(i, SurveyItem)], ids=lambda i: i.identifier)
@pytest.mark.pitfall(22)
def test_every_question_answered_rightly_earns_full_marks(item: Item) -> None:
    for right in (a for a in answers(item, 0) if a.how == "right"):
        assert word(fraction(BANK[item.identifier], item, right.response)) == "right"


@pytest.mark.pitfall(23)
def test_texts_come_back_whole() -> None:
    for n, nasty in enumerate(NASTY):
        text = re.sub(r"&(lt|gt|amp|#64);", lambda m: {"lt": "<", "gt": ">", "amp": "&", "#64": "@"}[m[1]],
                      BANK[f"vang-{n:02}"].text)  # fmt: skip
        assert text == f"<p>{nasty}</p>"


def test_an_authors_word_is_no_address() -> None:
    for asked in BANK.values():
        assert re.search(r'(?<!src=")@@PLUGINFILE@@', asked.text) is None
    assert "@&#64;PLUGINFILE@@/x.png" in BANK["vang-10"].text


@pytest.mark.pitfall(23)
def test_pictures_travel_with_the_text_that_shows_them() -> None:
    assert set(BANK["vang-hinh"].files) == {a.name for a in ASSETS}
    assert set(BANK["vang-xep-hinh"].files) == {"vang-h-la.png"}
    assert BANK["vang-go"].files == {"vang-h-la.png": ASSETS[0].content}
    assert 'alt="Lá &quot;xanh&quot;"' in BANK["vang-hinh"].text


def test_a_picture_in_a_list_of_words_is_its_text_alternative() -> None:
    assert [right for _, right in BANK["vang-ghep-phai"].rows] == ['Lá "xanh"', "Chữ"]


def test_hints_and_explanations_come_along() -> None:
    asked = BANK["vang-nhieu-4"]
    assert asked.hints == ["Gợi ý { một } = <strong>hai</strong>"]
    assert asked.general.startswith("Vì thế.")
    assert asked.settings["penalty"] == "0"
    said = BANK["vang-dung"].feedback
    assert "Đúng #1 ~ rồi." in said[0]
    assert "Chưa: đọc lại." in said[1]


@pytest.mark.pitfall(23)
def test_several_right_options_are_asked_as_such() -> None:
    assert not BANK["vang-nhieu-1"].single
    assert BANK["vang-chon"].single
    assert [share for _, share, _ in BANK["vang-nhieu-3"].answers] == [0.3333333, -0.3333333, 0.3333333, 0.3333333]


def test_more_right_options_than_moodle_has_fractions_for_are_left_out() -> None:
    letters = "ABCDEFGHIJKLMN"
    item = MultipleResponseItem("vang-x", "?", tuple(Choice(k, k, n < 11) for n, k in enumerate(letters)))
    assert not expressible(item)
    assert read_xml(written((item, ITEMS[0])))[0].idnumber == "vang-chon"


def test_an_asterisk_is_an_asterisk() -> None:
    item = TextEntryItem("x", "?", ("a*b", "\\*"))
    (asked,) = read_xml(written((item,)))
    assert word(fraction(asked, item, "A*B")) == "right"
    assert word(fraction(asked, item, "axb")) == "wrong"
    assert word(fraction(asked, item, "\\*")) == "right"


def test_large_single_numbers_are_compared_as_words() -> None:
    item = NumericItem("x", "Bao nhiêu?", (NumericRange(Fraction(45000), Fraction(45000)),), "đồng")
    (asked,) = read_xml(written((item,)))
    assert asked.kind == "shortanswer"
    for said in ("45000", "45.000", "45 000", "45.000 đồng", "45000đồng"):
        assert word(fraction(asked, item, said)) == "right", said
    assert word(fraction(asked, item, "45")) == "wrong"


def test_a_range_of_large_numbers_asks_for_bare_digits() -> None:
    item = NumericItem("x", "Bao nhiêu?", (NumericRange(Fraction(900), Fraction(1100)),))
    (asked,) = read_xml(written((item,)))
    assert "Gõ liền: 45000." in asked.text
    assert "Gõ liền" not in BANK["vang-khoang"].text


def test_options_are_shuffled_where_the_test_says_so() -> None:
    assert BANK["vang-chon"].settings["shuffleanswers"] == "false"
    assert read_xml(written(ITEMS[:1], shuffle=True))[0].settings["shuffleanswers"] == "true"


def test_a_pool_says_how_many_are_drawn() -> None:
    assert "Rút 3 câu." in written(ITEMS[:1]).decode()


def test_names_and_paths_are_ones_that_moodle_keeps() -> None:
    assert category_path(("a/b", "/c", "d/", "<e>")) == "$course$/top/a//b/ //c/d// /e"
    assert question_name(ChoiceItem("x", "a &lt;b", ())) == "x. a b"
    long = question_name(ITEMS[2])
    assert len(long) <= 100
    assert long.endswith("…")


def test_the_same_bytes_twice() -> None:
    assert written(ITEMS) == written(ITEMS)


def test_order_keeps_the_authored_order() -> None:
    item = next(i for i in ITEMS if isinstance(i, OrderItem))
    assert len(BANK[item.identifier].answers) == len(item.entries)


def test_a_file_that_nobody_shows_stays_behind() -> None:
    other = Asset("khac.png", "image/png", b"x")
    assert b"khac.png" not in written(ITEMS, assets={a.name: a for a in (*ASSETS, other)})
