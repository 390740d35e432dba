"""A pattern takes what the judge takes, whatever engine reads it."""

import random
import re
from unicodedata import normalize

import pytest

from generator.items import TextEntryItem
from generator.judge import judge
from generator.standards.qti.pattern import typed
from tests.golden_bank import BY_ID, NASTY, answers
from tests.qti_engine import pattern

TYPED = [i for i in BY_ID.values() if isinstance(i, TextEntryItem)]
ANSWERS = (
    ("hoà bình", True), ("Quét mã QR", False), ("Đồng ý", True), ("xã hội chủ nghĩa", True), ("a.b-c (1) $5", False),
    ("👍 ok", True), ("Ê-đê", True), ("bà-nội", True), ("señor", True),
    *((text, n % 2 == 0) for n, text in enumerate(NASTY)),
)  # fmt: skip


def right(answer: str, tone_marks: bool, said: str) -> bool:
    return judge(TextEntryItem("x", "", (answer,), tone_marks), said).word == "right"


def spoilt(answer: str, dice: random.Random) -> str:
    """Return ``answer`` as somebody may type it: other case, other composition, a letter more, less or another."""
    letters = list(normalize(dice.choice(("NFC", "NFD")), answer))
    for _ in range(dice.choice((0, 0, 1, 1, 2))):
        at = dice.randrange(len(letters))
        change = dice.random()
        if change < 0.3:
            letters.insert(at, dice.choice("aàảêơđĐ.! \u00a0" + answer))
        elif change < 0.5:
            del letters[at]
        elif change < 0.9:
            letters[at] = dice.choice((letters[at].upper(), letters[at].lower()))
        else:
            letters[at] = dice.choice("aáâđo 5")
        if not letters:
            break
    return dice.choice(("", " ", "\t")) + "".join(letters) + dice.choice(("", ".", " …", "?!", "\u00a0"))


@pytest.mark.parametrize(("answer", "tone_marks"), ANSWERS, ids=range(len(ANSWERS)))
def test_takes_what_the_judge_takes(answer: str, tone_marks: bool) -> None:
    dice = random.Random(answer)
    read = pattern(typed((answer,), tone_marks))
    found = {True: 0, False: 0}
    for _ in range(400):
        said = spoilt(answer, dice)
        wanted = right(answer, tone_marks, said)
        assert (read.fullmatch(said) is not None) is wanted, ascii(said)
        found[wanted] += 1
    assert min(found.values()) > 10, found


@pytest.mark.parametrize("item", TYPED, ids=lambda i: i.identifier)
def test_golden_answers(item: TextEntryItem) -> None:
    read = pattern(typed(item.answers, item.tone_marks))
    for answer in answers(item, 300):
        assert (read.fullmatch(str(answer.response)) is not None) is (answer.word == "right"), answer


@pytest.mark.parametrize(("answer", "tone_marks"), ANSWERS, ids=range(len(ANSWERS)))
def test_engines_read_it_alike(answer: str, tone_marks: bool) -> None:
    """Python's own reading is the one of XML Schema: nothing in a pattern is particular to a language."""
    text = typed((answer,), tone_marks)
    python, schema = re.compile(text), pattern(text)
    dice = random.Random(answer)
    for _ in range(100):
        said = spoilt(answer, dice)
        assert (python.fullmatch(said) is None) is (schema.fullmatch(said) is None), ascii(said)
    assert text.startswith("(")  # some engines put anchors around it, and would split a bare «a|b»
    assert text.endswith(")")
    assert "\\s" not in text
    assert "\\u" not in text


def test_two_answers_are_two_ways() -> None:
    read = pattern(typed(("một", "hai"), False))
    assert read.fullmatch("MOT.")
    assert read.fullmatch("Hai")
    assert not read.fullmatch("một hai")
    assert not read.fullmatch("")


def test_a_long_word_with_many_tones_stays_short() -> None:
    assert len(typed(("bà-nội-ngoại-tổ-tiên",), True)) < 60_000
