"""QTI 1.2.1 items: valid, worth what the judge says for thousands of answers, and readable for known importers."""

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from html import unescape
from itertools import combinations
from unicodedata import normalize

import pytest
from lxml import etree

from generator.items import Choice, ChoiceItem, Item, MultipleResponseItem, NumericItem, TextEntryItem, TrueFalseItem
from generator.judge import Response, judge
from generator.player import true_letter
from generator.spellings import spellings
from generator.standards.qti12 import (
    HEAVIEST,
    MOST_CONDITIONS,
    Question,
    Writer,
    assessment,
    bank,
    percent,
    problem,
    steps,
)
from tests import cartridges, golden_bank
from tests.cartridges import Q, evaluate, faults

WRITER = Writer("vi", lambda html: html, spellings, lambda item: true_letter(item, "đúng"))
ITEMS = tuple(i for i in golden_bank.ITEMS if not problem(i, spellings))
LEFT_OUT = {i.identifier: problem(i, spellings) for i in golden_bank.ITEMS if problem(i, spellings)}
SURE = ("right", "case", "blank")  # for typed answers: what a comparison of letters judges as we do


def clean(html: str) -> str:
    """Return HTML as a target hands it over: well-formed, without the model's own addresses."""
    return (
        html.replace("<br>", "<br/>").replace('height="10">', 'height="10"/>').replace('height="30">', 'height="30"/>')
    )


def written(*items: Item, writer: Writer = WRITER) -> dict[str, etree._Element]:
    return cartridges.items(assessment(replace(writer, html=clean), "t", "Thử", [Question(i) for i in items]))


def chosen(item: Item, node: etree._Element, response: Response) -> frozenset[str]:
    """Return an answer in the file's terms: letters count the options as they stand there."""
    if isinstance(item, TextEntryItem | NumericItem):
        return frozenset((str(response),))
    letters = response if isinstance(response, frozenset) else {str(response)} - {""}
    shown = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", cartridges.labels(node), strict=False))
    return frozenset(shown[x] for x in letters)


# --- schemas ----------------------------------------------------------------------------------------------------------


def test_an_assessment_of_everything_is_valid() -> None:
    content = assessment(replace(WRITER, html=clean), "t", "Thử <&>", [Question(i) for i in ITEMS], 3, "Đạt từ 60 %.")
    assert faults(content) == [cartridges.FEW_OPTIONS]  # «vang-hinh» has two options
    three = [Question(i) for i in ITEMS if i.identifier != "vang-hinh"]
    assert faults(assessment(replace(WRITER, html=clean), "t", "Thử", three)) == []


def test_a_bank_is_valid() -> None:
    three = [Question(i, "1.1 Năng lực <&>") for i in ITEMS if i.identifier != "vang-hinh"]
    content = bank(replace(WRITER, html=clean), "b", three)
    assert faults(content) == []
    assert content.count(b"<item ") == len(three)
    assert content.count(b"cc_question_category") == len(three)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b'rcardinality="Single"', b'rcardinality="Several"', "rcardinality"),
        (b' ident="vang-dung"', b"", "ident"),
        (b"cc.true_false.v0p1", b"cc.match.v0p1", "RULE 2b"),
        (b"<fieldentry>1</fieldentry>", b"<fieldentry>0</fieldentry>", "RULE 2c"),
        (b'linkrefid="general_fb"', b'linkrefid="x"', "RULE 12c"),
        (b'respident="response1"', b'respident="r"', "RULE 3e"),
    ],
)
def test_the_schemas_are_really_applied(old: bytes, new: bytes, fault: str) -> None:
    content = assessment(replace(WRITER, html=clean), "t", "Thử", [Question(golden_bank.BY_ID["vang-dung"])])
    assert faults(content) == []
    assert old in content
    assert any(fault in f for f in faults(content.replace(old, new)))


# --- worth ------------------------------------------------------------------------------------------------------------


def test_what_is_left_out_is_what_the_profile_cannot_hold() -> None:
    kinds = ("ghep", "ghep-trung", "ghep-hinh", "ghep-phai", "xep", "xep-hinh", "xep-trung", "hoi")
    many = [f"nhieu-{right}" for right in range(8, 11)]
    expected = {f"vang-{n}": "kind" for n in kinds} | {f"vang-{n}": "options" for n in many}
    expected |= {f"vang-{n}": "answers" for n in ("khoang", "sai-so", "le")} | {"vang-dai": "weight"}
    assert expected == LEFT_OUT


@pytest.mark.parametrize("strict_other", [False, True])
def test_every_answer_is_worth_what_the_judge_says(strict_other: bool) -> None:
    nodes = written(*ITEMS)
    tried = 0
    for item in ITEMS:
        node = nodes[item.identifier]
        for answer in golden_bank.answers(item, 400, "qti12"):
            score = evaluate(node, chosen(item, node, answer.response), strict_other).score
            expected = judge(item, answer.response)
            assert expected.credit == answer.credit
            tried += 1
            if isinstance(item, TextEntryItem | NumericItem) and answer.how not in SURE:
                assert score / 100 <= answer.credit, answer  # stricter, never more generous
                continue
            assert 0 <= score / 100 - Decimal(answer.credit.numerator) / answer.credit.denominator < Decimal("1e-9")
            word = "right" if score == 100 else "partly" if score else "wrong"
            assert word == expected.word == answer.word
    assert tried > 12_000


def test_a_whole_test_gives_the_same_percent_and_verdict() -> None:
    """Scores times weights, as a platform adds them up, against points: for hundreds of sittings at every pass mark."""
    dice = random.Random("sittings")
    pool = [i for i in ITEMS if not isinstance(i, TextEntryItem | NumericItem)]
    nodes = written(*pool)
    given = {i.identifier: list(golden_bank.answers(i, 20, "sitting")) for i in pool}
    for _ in range(400):
        drawn = dice.sample(pool, dice.randint(1, 12))
        picked = [(i, nodes[i.identifier], dice.choice(given[i.identifier])) for i in drawn]
        weights = [int(cartridges.field(node, "cc_weighting")) for _, node, _ in picked]
        scores = [Fraction(evaluate(node, chosen(i, node, a.response)).score) for i, node, a in picked]
        theirs = sum(w * s for w, s in zip(weights, scores, strict=True)) / sum(weights)
        ours = 100 * sum((a.credit * i.points for i, _, a in picked), Fraction(0)) / sum(i.points for i in drawn)
        assert 0 <= theirs - ours < Fraction(1, 10**6)
        for mark in (50, 60, 75, 100):
            assert (theirs >= mark) == (ours >= mark)


@pytest.mark.parametrize("right", range(1, 5))
@pytest.mark.parametrize("wrong", range(5))
@pytest.mark.pitfall(22)
def test_every_set_of_options_is_worth_what_the_judge_says(right: int, wrong: int) -> None:
    choices = tuple(Choice("ABCDEFGHI"[n], str(n), n < right) for n in range(right + wrong))
    item = MultipleResponseItem("x-1", "?", choices)
    node = written(item)["x-1"]
    letters = [c.letter for c in choices]
    for size in range(len(letters) + 1):
        for letters_chosen in combinations(letters, size):
            given = frozenset(letters_chosen)
            credit = judge(item, given).credit
            assert str(evaluate(node, given).score) == percent(credit.numerator, credit.denominator)


def test_shares_of_a_hundred_are_rounded_up_and_sum_to_all() -> None:
    assert [percent(n, 3) for n in range(4)] == ["0", "33.33333334", "66.66666667", "100"]
    assert [percent(1, n) for n in (1, 2, 4, 8, 10)] == ["100", "50", "25", "12.5", "10"]
    for of in range(1, 11):
        assert percent(of, of) == "100"
        assert sum(Decimal(percent(1, of)) for _ in range(of)) >= 100


def test_no_condition_asks_for_a_wrong_option() -> None:
    """Canvas takes every option that a condition names outside «not» for a right one."""
    assert all(
        set(must) <= set("AB") and set(must_not) <= set("CD") for _, must, must_not in steps(("A", "B"), ("C", "D"))
    )
    for item in ITEMS:
        if isinstance(item, MultipleResponseItem):
            named = {v.text for v in written(item)[item.identifier].iterfind(f".//{Q}and/{Q}varequal")}
            assert named == {c.letter for c in item.choices if c.correct}


def test_the_number_of_conditions_is_bounded() -> None:
    sizes = {n.get("ident"): len(n.findall(f".//{Q}respcondition")) for n in written(*ITEMS).values()}
    assert max(sizes.values()) <= MOST_CONDITIONS + 2


# --- what importers look at -------------------------------------------------------------------------------------------


def ending(node: etree._Element) -> list[etree._Element]:
    return [c for c in node.iter(f"{Q}respcondition") if c.get("continue", "No") == "No"]


def test_the_right_answer_ends_the_processing_first() -> None:
    """cc2olx marks what the first condition without «continue» names, and stops."""
    for item in ITEMS:
        node = written(item)[item.identifier]
        first = ending(node)[0]
        assert first.findtext(f"{Q}setvar") == "100"
        named = [v.text for v in first.iterfind(f"{Q}conditionvar/{Q}varequal")]
        named += [v.text for v in first.iterfind(f"{Q}conditionvar/{Q}and/{Q}varequal")]
        right = [x for x, c in zip(cartridges.labels(node), getattr(item, "choices", ()), strict=False) if c.correct]
        assert named == (right or list(spellings(item)))  # type: ignore[arg-type]


def test_moodle_finds_the_full_score_of_a_multiple_response() -> None:
    """It looks for «100» and counts what is compared with case «Yes» and not within «not»."""
    path = './/q:setvar[@varname="SCORE"][.=100]/../q:conditionvar//q:varequal[@case="Yes"][not(parent::q:not)]'
    for item in ITEMS:
        if isinstance(item, MultipleResponseItem):
            found = written(item)[item.identifier].xpath(path, namespaces={"q": cartridges.QTI})
            assert [v.text for v in found] == [c.letter for c in item.choices if c.correct]


def test_only_what_is_always_shown_goes_on() -> None:
    """Moodle's general feedback is whatever a condition with «continue» shows."""
    for item in ITEMS:
        node = written(item)[item.identifier]
        going = [c for c in node.iter(f"{Q}respcondition") if c.get("continue") == "Yes"]
        assert [d.get("linkrefid") for c in going for d in c.iter(f"{Q}displayfeedback")] == ["general_fb"] * len(going)
        assert bool(going) == bool(item.feedback.explanation or (isinstance(item, MultipleResponseItem) and going))


def test_true_and_false_are_called_so_whatever_their_order() -> None:
    for name in ("dung", "sai", "nguoc"):
        item = golden_bank.BY_ID[f"vang-{name}"]
        assert isinstance(item, TrueFalseItem)
        node = written(item)[item.identifier]
        texts = [label.findtext(f".//{Q}mattext") for label in node.iter(f"{Q}response_label")]
        named = dict(zip(texts, cartridges.labels(node), strict=True))
        assert named == {"Đúng": "true", "Sai": "false"}
        assert texts == [c.content for c in item.choices]


def test_stems_are_ascii_and_say_the_same() -> None:
    """PHP's HTML parser, which Moodle hands a stem to, takes bytes beyond ASCII for Latin-1."""
    for item in ITEMS:
        stem = written(item)[item.identifier].findtext(f"{Q}presentation/{Q}material/{Q}mattext") or ""
        assert stem.isascii()
        assert normalize("NFC", unescape(stem)).startswith(f"<p>{normalize('NFC', unescape(clean(item.stem)))}")


def test_an_option_without_markup_is_plain_text() -> None:
    item = ChoiceItem(
        "x-1", "?", (Choice("A", "5 &lt; 7 &amp;", True), Choice("B", "<strong>b</strong>"), Choice("C", "c"))
    )
    texts = [(t.get("texttype"), t.text) for t in written(item)["x-1"].iterfind(f".//{Q}response_label//{Q}mattext")]
    assert texts == [("text/plain", "5 < 7 &"), ("text/html", "<strong>b</strong>"), ("text/plain", "c")]


def test_nasty_text_survives() -> None:
    for n, nasty in enumerate(golden_bank.NASTY):
        node = written(golden_bank.BY_ID[f"vang-{n:02}"])[f"vang-{n:02}"]
        assert nasty in unescape(node.findtext(f"{Q}presentation/{Q}material/{Q}mattext") or "")


# --- feedback ---------------------------------------------------------------------------------------------------------


def shown(item: Item, response: Response) -> str:
    node = written(item)[item.identifier]
    found = evaluate(node, chosen(item, node, response)).shown
    texts = {
        f.get("ident"): "".join(t.text or "" for t in f.iter(f"{Q}mattext")) for f in node.iter(f"{Q}itemfeedback")
    }
    return "\n".join(texts[name] for name in found)


def test_feedback_is_that_of_the_answer() -> None:
    item = golden_bank.BY_ID["vang-chon"]
    said = item.feedback
    right, wrong = shown(item, "A"), shown(item, "B")
    assert said.right in right
    assert said.hint not in right
    assert clean(said.wrong) in wrong
    assert said.hint in wrong
    assert clean(said.explanation) in right
    assert clean(said.explanation) in wrong
    assert item.choices[1].feedback in wrong  # type: ignore[union-attr]


def test_a_multiple_response_tells_of_every_option() -> None:
    item = golden_bank.BY_ID["vang-nhieu-2"]
    assert isinstance(item, MultipleResponseItem)
    told = shown(item, frozenset("A"))
    assert all(f"<strong>{c.content}</strong>: {c.feedback}" in told for c in item.choices if c.feedback)


def test_typed_answers_show_right_and_wrong() -> None:
    item = golden_bank.BY_ID["vang-go"]
    assert item.feedback.right in shown(item, "CÔNG AN")
    assert item.feedback.hint in shown(item, "sao chổi")


def test_points_are_weights() -> None:
    node = written(golden_bank.BY_ID["vang-nhieu-3"])["vang-nhieu-3"]
    assert cartridges.field(node, "cc_weighting") == "3"
    heavy = replace(golden_bank.BY_ID["vang-chon"], points=HEAVIEST + 1)
    assert problem(heavy, spellings) == "weight"
    assert problem(replace(heavy, points=HEAVIEST), spellings) == ""


@pytest.mark.parametrize(("attempts", "written_as"), [(0, "unlimited"), (1, "1"), (5, "5"), (9, "5")])
def test_attempts(attempts: int, written_as: str) -> None:
    content = assessment(replace(WRITER, html=clean), "t", "T", [Question(ITEMS[0])], attempts)
    assert f"<fieldentry>{written_as}</fieldentry>".encode() in content
    assert faults(content) == []


def test_the_same_bytes_twice() -> None:
    first, second = (bank(replace(WRITER, html=clean), "b", [Question(i) for i in ITEMS]) for _ in range(2))
    assert first == second
