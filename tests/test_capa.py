"""Problems ask all that a question asks, and are graded as we judge."""

import re
from dataclasses import replace
from functools import partial
from xml.etree import ElementTree

import pytest
from lxml import etree

from generator.capa import Conditions, losses, problem
from generator.items import (
    ChoiceItem,
    Feedback,
    Item,
    MatchItem,
    MultipleResponseItem,
    NumericItem,
    OrderItem,
    Pair,
    SurveyItem,
    TextEntryItem,
    TrueFalseItem,
)
from generator.judge import Response, judge
from generator.reading import addressed, simple
from generator.strings import strings
from generator.theme import layered
from tests.capa_grader import Element, Submission, choice_name, grade, menu, responses
from tests.golden_bank import BARE, BY_ID, ITEMS, answers

THEME = layered(BARE)
WORDS = addressed(strings(THEME, "vi", "olx"), "bác")
HTML = partial(simple, asset=lambda n: f"/static/{n}", words=addressed(strings(THEME, "vi", "reading"), "bác"))
ASKED = [i for i in ITEMS if not isinstance(i, SurveyItem)]
FEWEST = 6000  # comparisons
FREE = Conditions()


def made(item: Item, conditions: Conditions = FREE) -> Element:
    return ElementTree.fromstring(etree.tostring(problem(item, "Câu 1", conditions, HTML, WORDS), encoding="unicode"))


def submitted(item: Item, response: Response, asked: Element) -> dict[int, Submission]:
    """Return what a learner who means ``response`` would tell the platform."""
    parts = responses(asked)
    match item:
        case ChoiceItem() | TrueFalseItem():
            return {0: choice_name(parts[0], "name", str(response))} if response else {}
        case MultipleResponseItem():
            assert isinstance(response, frozenset)
            return {0: [choice_name(parts[0], "id", letter) for letter in sorted(response)]}
        case TextEntryItem() | NumericItem():
            return {0: str(response)}
        case MatchItem():
            assert isinstance(response, tuple)
            right = [_right(part) for part in parts]
            other = next((t for t in _options(parts[0]) if t not in right), "")
            return {n: right[i] if i < len(right) else other for n, i in enumerate(response)}
        case OrderItem():
            assert isinstance(response, tuple)
            shown = [_inner(p) for p in asked.findall("p")]
            places = {re.sub(r"^\d+\. ", "", s): s.split(".")[0] for s in shown if re.match(r"\d+\. ", s)}
            return {
                0: " ".join(places[_inner(ElementTree.fromstring(f"<p>{HTML(item.entries[i])}</p>"))] for i in response)
            }
        case _:
            raise AssertionError(item)


def _right(part: Element) -> str:
    (option,) = [o for o in part.iter("option") if o.get("correct") == "true"]
    return option.text or ""


def _options(part: Element) -> list[str]:
    return [o.text or "" for o in part.iter("option")]


def _inner(node: Element) -> str:
    return (node.text or "") + "".join(ElementTree.tostring(child, encoding="unicode") for child in node)


def test_verdict_and_score_are_the_judges() -> None:
    """Where points in part differ, ``losses`` says so; right is right and nothing else, everywhere."""
    compared = 0
    for item in ASKED:
        asked, differs = made(item), any("half the points" in d.message for d in losses(item))
        for answer in answers(item, 150, "olx"):
            share = grade(asked, submitted(item, answer.response, asked))
            assert judge(item, answer.response).credit == answer.credit
            assert (share == 1) == (answer.word == "right"), (item.identifier, answer)
            assert differs or share == answer.credit, (item.identifier, answer)
            compared += 1
    assert compared > FEWEST


@pytest.mark.parametrize("item", ASKED, ids=lambda i: i.identifier)
def test_a_problem_says_everything(item: Item) -> None:
    asked = made(item)
    assert asked.get("weight") == str(item.points)
    text = "".join(asked.itertext())
    whole = ElementTree.fromstring(f"<x>{HTML(item.stem)}</x>")
    assert "".join(whole.itertext()) in text
    if isinstance(item, MatchItem | OrderItem):
        assert not asked.findall("solution") or item.feedback.explanation
    for label in asked.iter("label"):
        assert "".join(label.itertext()).strip() or label.find(".//img") is not None
    assert not [n for n in asked.iter() if n.tag == "script"]
    assert len(asked.findall("demandhint")) == bool(item.feedback.hint)


@pytest.mark.pitfall(25)
def test_options_keep_their_letters_and_their_feedback() -> None:
    asked = made(BY_ID["vang-chon"], Conditions(attempts=2, shuffle=True))
    assert [c.get("name") for c in asked.iter("choice")] == ["A", "B", "C", "D"]
    assert asked.find(".//choicegroup[@shuffle='true']") is not None
    assert asked.get("max_attempts") == "2"
    first, second = list(asked.iter("choicehint"))[:2]
    assert "Đúng #1 ~ rồi." in "".join(first.itertext())
    assert "Chưa: đọc lại." in "".join(second.itertext())
    boxes = made(BY_ID["vang-nhieu-3"])
    assert [c.get("id") for c in boxes.iter("choice")] == list("ABCD")
    assert {h.get("selected") for h in boxes.iter("choicehint")} <= {"true"}


def test_text_never_becomes_markup() -> None:
    """Capa joins the bare text of these elements and the markup of their children, and escapes only the latter."""
    bare = 0
    for item in ASKED:
        for node in made(item).iter():
            if node.tag in ("label", "choice", "option", "description"):
                assert not set(node.text or "") & set("<>&")
                bare += bool(node.text)
    assert bare > 100  # reports of answers name an option by its bare text


def test_a_menu_survives_the_platforms_quotes() -> None:
    menus = 0
    for item in ASKED:
        for node in made(item).iter("optioninput"):
            assert menu(node) == _options(node)
            menus += 1
    assert menus > 8


@pytest.mark.parametrize("right", ["O'Neil", "a\\", "$seed", "x" * 61, "<strong>Đậm</strong>", "R&#38;D"])
def test_what_a_menu_cannot_show_is_chosen_by_letter(right: str) -> None:
    asked = made(MatchItem("x", "Ghép.", (Pair("1", right), Pair("2", "Hai"))))
    assert all(o in "AB" for node in asked.iter("optioninput") for o in _options(node))
    assert any(p.startswith("A. ") for p in map(_inner, asked.findall("p")))


def test_a_menu_of_plain_words_needs_no_letters() -> None:
    asked = made(BY_ID["vang-ghep-trung"])
    assert {o for node in asked.iter("optioninput") for o in _options(node)} == {"Công an", "Chữa cháy"}


def test_a_typed_answer_hides_its_pattern_and_says_why_when_right() -> None:
    asked = made(BY_ID["vang-go"])
    assert asked.get("showanswer") == "never"
    assert "Vì thế." in "".join(asked.find(".//correcthint").itertext())  # type: ignore[union-attr]
    wrong = asked.find(".//regexphint")
    assert wrong is not None
    assert "Vì thế." not in "".join(wrong.itertext())
    last = made(BY_ID["vang-go"], Conditions(attempts=1)).find(".//regexphint")
    assert last is not None
    assert "Vì thế." in "".join(last.itertext())
    unit = made(BY_ID["vang-tien"]).find(".//textline")
    assert unit is not None
    assert unit.get("trailing_text") == "đồng"


def test_patterns_are_safe_from_what_capa_replaces() -> None:
    for item in ASKED:
        for node in made(item).iter("stringresponse"):
            pattern = node.attrib["answer"]
            assert "_or_" not in pattern.lower()
            assert not re.search(r"\$\w", pattern)
            assert pattern == " ".join(pattern.split())


def test_an_exam_shows_no_answers() -> None:
    assert made(BY_ID["vang-chon"], Conditions(exam=True)).get("showanswer") == "never"
    assert made(BY_ID["vang-chon"]).get("showanswer") is None


def test_a_survey_is_no_problem() -> None:
    with pytest.raises(ValueError, match="vang-hoi"):
        made(BY_ID["vang-hoi"])


def test_losses_name_what_differs() -> None:
    bare = {i.identifier: replace(i, feedback=Feedback()) for i in ASKED}
    lossy = sorted(k for k, i in bare.items() if list(losses(i)))
    assert lossy == sorted(f"vang-nhieu-{n}" for n in range(2, 11) if len(bare[f"vang-nhieu-{n}"].choices) > 4 or n > 2)  # type: ignore[union-attr]
    (told,) = losses(replace(BY_ID["vang-ghep"], feedback=Feedback(wrong="Chưa.")))
    assert told.rule == "olx-loss"
