"""An item's body: where the stem stands, what is chosen or typed, the hint and the words after the answer."""

from fractions import Fraction

import pytest
from lxml import etree

from generator.items import (
    Choice,
    ChoiceItem,
    Feedback,
    Item,
    MatchItem,
    MultipleResponseItem,
    NumericItem,
    NumericRange,
    OrderItem,
    Pair,
    SurveyItem,
    TextEntryItem,
)
from generator.standards.qti.item import Style, assessment_item
from generator.xmltree import Element

WORDS = {"hint": "Gợi ý:", "explanation": "Giải thích:", "number": "Gõ bằng chữ số."}
STYLE = Style(lambda html: etree.fromstring(f"<html>{html}</html>"), WORDS)
TWO = (Choice("A", "một", True, "Phải."), Choice("B", "<em>hai</em>"))


def made(item: Item, style: Style = STYLE) -> Element:
    return assessment_item(item, "Tên", "vi", style)


def body(item: Item) -> list[str]:
    found = made(item).find("itemBody")
    assert found is not None
    return [str(child.tag) for child in found]


def test_the_stem_is_the_prompt_unless_something_stands_under_it() -> None:
    assert body(ChoiceItem("a", "Hỏi?", TWO)) == ["choiceInteraction"]
    assert made(ChoiceItem("a", "Hỏi <em>gì</em>?", TWO)).findtext(".//prompt/em") == "gì"
    under = ChoiceItem("a", "Hỏi?", TWO, material="<p>Xem.</p><ul><li>x</li></ul>")
    assert body(under) == ["p", "p", "ul", "choiceInteraction"]
    assert made(under).find(".//prompt") is None


@pytest.mark.parametrize(
    ("item", "interaction", "attributes"),
    [
        (ChoiceItem("a", "?", TWO), "choiceInteraction", {"maxChoices": "1"}),
        (SurveyItem("a", "?", TWO), "choiceInteraction", {"maxChoices": "1"}),
        (MultipleResponseItem("a", "?", TWO), "choiceInteraction", {"maxChoices": "0"}),
        (TextEntryItem("a", "?", ("chữ",)), "textEntryInteraction", {"expectedLength": "6"}),
        (MatchItem("a", "?", (Pair("1", "x"), Pair("2", "y"))), "matchInteraction", {"maxAssociations": "2"}),
        (OrderItem("a", "?", ("x", "y")), "orderInteraction", {"shuffle": "false"}),
    ],
)
def test_each_kind_has_its_interaction(item: Item, interaction: str, attributes: dict[str, str]) -> None:
    (found,) = made(item).iter(interaction)
    assert attributes.items() <= {str(k): str(v) for k, v in found.items()}.items()
    assert found.get("responseIdentifier") == "RESPONSE"


def test_a_number_is_told_how_to_be_typed_and_keeps_its_unit() -> None:
    tree = made(NumericItem("a", "?", (NumericRange(Fraction(1), Fraction(2)),), "kg"))
    assert [p.text for p in tree.iter("p")][:2] == ["?", "Gõ bằng chữ số."]
    (box,) = tree.iter("textEntryInteraction")
    assert box.tail == "\u00a0kg"


def test_left_sides_are_used_once_right_sides_as_often_as_wanted() -> None:
    item = MatchItem("a", "?", (Pair("1", "x"), Pair("2", "y"), Pair("3", "x")), ("z",))
    sets = list(made(item).iter("simpleMatchSet"))
    assert [[c.get("matchMax") for c in s] for s in sets] == [["1", "1", "1"], ["3", "3", "3"]]
    assert [c.get("identifier") for c in sets[1]] == ["A", "B", "C"]  # the same words are one answer


def test_a_hint_stands_under_the_question() -> None:
    tree = made(ChoiceItem("a", "?", TWO, feedback=Feedback(hint="Nghĩ đi.")))
    (hint,) = tree.iter("rubricBlock")
    assert "".join(hint.itertext()) == "Gợi ý: Nghĩ đi."
    blocks = made(ChoiceItem("a", "?", TWO, feedback=Feedback(hint="<ul><li>x</li></ul>")))
    assert [c.tag for c in next(blocks.iter("rubricBlock"))] == ["p", "ul"]


def test_what_is_said_after_the_answer() -> None:
    tree = made(ChoiceItem("a", "?", TWO, feedback=Feedback(right="Giỏi.", explanation="Vì thế.")))
    said = {
        (m.get("outcomeIdentifier"), m.get("identifier")): "".join(m.itertext()) for m in tree.iter("modalFeedback")
    }
    assert said == {
        ("FEEDBACK", "A"): "Phải.",
        ("VERDICT", "right"): "Giỏi.Giải thích: Vì thế.",
        ("VERDICT", "wrong"): "Giải thích: Vì thế.",
    }


def test_options_may_be_mixed() -> None:
    style = Style(STYLE.html, WORDS, shuffle=True)
    assert next(made(ChoiceItem("a", "?", TWO), style).iter("choiceInteraction")).get("shuffle") == "true"
