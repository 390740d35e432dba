"""GIFT and Aiken are read back as they were meant, and what they cannot hold is said."""

import re
from collections.abc import Iterable
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import gift
from generator.gift import Loss, aiken, aiken_losses, gift_losses, gift_text, kept
from generator.items import Choice, ChoiceItem, Item, MatchItem, MultipleResponseItem, NumericItem, TextEntryItem
from generator.judge import fold
from generator.markup import plain
from generator.moodle_xml import Category, Question, as_words, typed, without_pictures, words_only
from generator.reading import simple
from generator.strings import strings
from generator.theme import layered
from tests.golden_bank import BARE, ITEMS, answers
from tests.moodle import fraction, hidden, read_aiken, read_gift, shown, word

WORDS = strings(layered(BARE), "vi", "reading")
BY_ID = {i.identifier: i for i in ITEMS}
texts = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=40).filter(
    lambda t: "&&0" not in t
)


def html(text: str) -> str:
    return simple(text, asset=lambda n: pytest.fail(f"a picture: {n}"), words=WORDS)


def written(*items: Item) -> str:
    questions = tuple(Question(i, i.competences) for i in items)
    return gift.gift((Category(("Khoá / A", "Phần"), "x", questions),), html, "đúng", "Gõ liền.")


def reasons(losses: Iterable[Loss]) -> set[str]:
    return {x.reason for x in losses}


BANK = {a.idnumber: a for a in read_gift(written(*ITEMS))}
HELD = [i for i in ITEMS if kept(gift_losses(i))]


# --- GIFT -------------------------------------------------------------------------------------------------------------


def test_all_is_there_but_what_is_reported() -> None:
    assert list(BANK) == [i.identifier for i in HELD]
    gone = {type(i).__name__ for i in ITEMS} - {type(i).__name__ for i in HELD}
    assert gone == {"OrderItem", "SurveyItem"}
    assert all(a.category == "$course$/top/Khoá // A/Phần" for a in BANK.values())
    assert BANK["vang-chon"].tags == ["khung:1.1", "khung:1.2"]


@pytest.mark.parametrize("item", HELD, ids=lambda i: i.identifier)
def test_moodle_gives_what_the_judge_gives(item: Item) -> None:
    asked = BANK[item.identifier]
    spelt = isinstance(item, TextEntryItem) or (isinstance(item, NumericItem) and as_words(item))
    for answer in answers(item, 200):
        if isinstance(answer.response, frozenset) and asked.single and len(answer.response) != 1:
            continue  # reported: one right option of several becomes a choice of one
        share = fraction(asked, item, answer.response)
        dotted = re.fullmatch(r"-?\d{1,3}(\.\d{3})+", str(answer.response)) is not None
        if spelt and answer.how not in ("right", "case", "composed"):
            assert share <= answer.credit
        elif not (isinstance(item, NumericItem) and (dotted or answer.how == "unit")):
            assert word(share) == answer.word, answer
            assert abs(share - answer.credit) < 0.0001


@pytest.mark.parametrize("item", HELD, ids=lambda i: i.identifier)
def test_texts_come_back_whole(item: Item) -> None:
    asked = BANK[item.identifier]
    bare = "<p>Gõ liền.</p>" * (item.identifier == "vang-le")
    assert asked.text == html(without_pictures(f"<p>{item.stem}</p>{item.material}")) + bare
    assert asked.general == html(without_pictures(item.feedback.explanation))
    if isinstance(item, ChoiceItem | MultipleResponseItem):
        assert [t for t, _, _ in asked.answers] == [html(without_pictures(c.content)) for c in item.choices]
    if isinstance(item, MatchItem):
        rights = [*(p.right for p in item.pairs), *item.distractors]
        assert [right for _, right in asked.rows] == [words_only(right) for right in rights]


@given(texts)
@pytest.mark.pitfall(23)
def test_any_text_survives_escaping(text: str) -> None:
    written = gift_text(text)
    assert shown(hidden(written)) == text
    assert not set(hidden(written)) & set("~=#{}:\n")


@given(texts.filter(str.strip), texts.filter(str.strip), texts)
@pytest.mark.pitfall(23)
def test_any_question_survives(stem: str, option: str, feedback: str) -> None:
    stem, option, feedback = (escape(t, quote=False) for t in (stem, option, feedback))
    item = ChoiceItem("x-1", stem, (Choice("A", option, True, feedback), Choice("B", "khác")))
    (asked,) = read_gift(written(item))
    assert asked.kind == "multichoice"
    assert plain(asked.text) == plain(html(f"<p>{stem}</p>"))
    assert [share for _, share, _ in asked.answers] == [1, 0]
    assert asked.answers[0][0] == html(option).strip()


@given(st.lists(texts.filter(lambda t: fold(t, False)), min_size=1, max_size=3))
def test_any_word_to_type_survives(words: list[str]) -> None:
    item = TextEntryItem("x-1", "?", tuple(words))
    if not kept(gift_losses(item)):
        return
    (asked,) = read_gift(written(item))
    for answer in typed(item):
        assert word(fraction(asked, item, answer.replace(r"\*", "*"))) == "right"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("vang-xep", {gift.NO_ORDER, gift.NO_PICTURES, gift.NO_HINT}),
        ("vang-hoi", {gift.NO_SURVEY}),
        ("vang-nhieu-1", {gift.ONE_RIGHT, gift.NO_PICTURES, gift.NO_HINT, gift.NO_CLOSING}),
        ("vang-nhieu-2", {gift.NO_PICTURES, gift.NO_HINT, gift.NO_CLOSING, gift.NO_POINTS}),
        ("vang-go-ede", set()),
        ("vang-khoang", {gift.NO_PICTURES, gift.NO_HINT}),
    ],
)
@pytest.mark.pitfall(24)
def test_losses_are_said(name: str, expected: set[str]) -> None:
    assert reasons(gift_losses(BY_ID[name])) == expected


def test_answers_that_gift_misreads_are_left_out() -> None:
    assert reasons(gift_losses(TextEntryItem("x", "?", ("a->b",)))) == {gift.NO_ARROW}
    many = MultipleResponseItem("x", "?", tuple(Choice(k, k, k != "Z") for k in "ABCDEFGHIJKZ"))
    assert reasons(gift_losses(many)) == {gift.NO_SUCH_FRACTION}


# --- Aiken ------------------------------------------------------------------------------------------------------------

SINGLE = [i for i in ITEMS if kept(aiken_losses(i))]


def test_aiken_holds_choices_of_one() -> None:
    questions = tuple(Question(i) for i in ITEMS)
    found = read_aiken(aiken((Category(("a",), "a", questions),)))
    assert {type(i).__name__ for i in SINGLE} == {"ChoiceItem", "TrueFalseItem"}
    assert len(found) == len(SINGLE)
    for asked, item in zip(found, SINGLE, strict=True):
        assert isinstance(item, ChoiceItem) or type(item).__name__ == "TrueFalseItem"
        choices = getattr(item, "choices", ())
        assert [share for _, share, _ in asked.answers] == [float(c.correct) for c in choices]
        assert [t for t, _, _ in asked.answers] == [
            " ".join(plain(without_pictures(c.content)).split()) for c in choices
        ]
        assert plain(without_pictures(item.stem)).split()[0] in asked.text


def test_a_stem_that_looks_like_an_option_is_no_option() -> None:
    choices = (Choice("A", "một", True), Choice("B", "hai"))
    items = (ChoiceItem("x", "A. hay B) ?", choices), ChoiceItem("y", "ANSWER: gì?", choices))
    found = read_aiken(aiken((Category(("a",), "a", tuple(Question(i) for i in items)),)))
    assert [a.text for a in found] == ["… A. hay B) ?", "… ANSWER: gì?"]


def test_what_aiken_cannot_hold_is_said() -> None:
    assert reasons(aiken_losses(BY_ID["vang-go"])) == {gift.NOT_ONE_OF_MANY}
    assert reasons(aiken_losses(BY_ID["vang-chon"])) == {gift.NO_FEEDBACK}
    assert {gift.NO_LAYOUT, gift.NO_PICTURES} <= reasons(aiken_losses(BY_ID["vang-hinh"]))
    assert gift.NO_POINTS in reasons(aiken_losses(BY_ID["vang-dai"]))
    mute = ChoiceItem("x", "?", (Choice("A", '<img src="asset:a.png" alt="">', True), Choice("B", "hai")))
    assert gift.NO_WORDS in reasons(aiken_losses(mute))
