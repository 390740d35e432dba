"""Patterns match what the judge finds right, and nothing else."""

import random
import re
from collections.abc import Iterator
from fractions import Fraction
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.items import NumericItem, NumericRange, OrderItem, TextEntryItem
from generator.judge import judge
from generator.patterns import number_pattern, order_pattern, text_pattern
from generator.shuffled import shuffled

TEXTS = [
    ("Hoà bình",),
    ("thủy điện", "nhà máy thuỷ điện"),
    ("Đường Nguyễn Huệ",),
    ("ơ̆ ư̆ ê̆ ƀ Ƀ",),
    ("115", "số 115"),
    ("a_or_b", "$seed {x} ~ = # : \\ ]]>"),
    ("😀 vui", "O'Neil"),
    ("v.v.", "Ê-đê"),
    ("hoà-bình-thế-giới",),
]
SPOILERS = [" ", "\u00a0", "\u200b", ".", "!", "…", "\u0301", "\u0323", "\u0302", "x", "đ", "D", "\t", "-"]


def mutations(text: str, chance: random.Random) -> Iterator[str]:
    """Yield ``text`` as people type it: other case, other composition, tones moved or lost, something added."""
    forms = [normalize("NFC", text), normalize("NFD", text)]
    bare = normalize("NFC", re.sub("[\u0300-\u036f]", "", forms[1]))
    forms += [bare, bare.replace("đ", "d").replace("Đ", "D"), text.upper(), text.lower(), text.title()]
    forms.append(text.replace("oà", "òa").replace("uỷ", "ủy").replace("ủy", "uỷ"))
    for _ in range(40):
        form = chance.choice(forms)
        for _ in range(chance.randrange(3)):
            at = chance.randrange(len(form) + 1)
            form = form[:at] + chance.choice(SPOILERS) + form[at + chance.randrange(2) :]
        yield form


def matches(pattern: str, text: str) -> bool:
    """Say what a platform says that strips an answer and searches for the pattern between ^ and $."""
    given = text.strip()
    return bool(given) and bool(re.search(f"^{pattern}$", given))


@pytest.mark.parametrize("tone_marks", [False, True])
@pytest.mark.parametrize("answers", TEXTS)
def test_text_is_right_when_the_judge_says_so(answers: tuple[str, ...], tone_marks: bool) -> None:
    item = TextEntryItem("x", "", answers, tone_marks)
    pattern, chance = text_pattern(item), random.Random(f"{answers}{tone_marks}")
    right = 0
    for answer in (*answers, "khác"):
        for said in mutations(answer, chance):
            verdict = judge(item, said).word == "right"
            assert matches(pattern, said) == verdict, (said, pattern)
            right += verdict
    assert right > 5


@given(st.text("aàáâấậAĐđdoôộOe\u0301\u0302\u0323 .\u200b-x", max_size=8), st.booleans())
def test_any_text_of_the_alphabet(said: str, tone_marks: bool) -> None:
    for answers in (("đò ấ",), ("aộ", "ea")):
        item = TextEntryItem("x", "", answers, tone_marks)
        stray = re.search("(^|[ .\u200b])[\u0300-\u036f]", normalize("NFC", said).strip())
        if not stray:  # a mark on nothing: no keyboard types it
            assert matches(text_pattern(item), said) == (judge(item, said).word == "right")


def test_patterns_hold_nothing_that_capa_takes_for_something_else() -> None:
    for answers in TEXTS:
        for tone_marks in (False, True):
            pattern = text_pattern(TextEntryItem("x", "", answers, tone_marks))
            assert "_or_" not in pattern.lower()
            assert not re.search(r"\$\w", pattern)
            assert pattern == pattern.strip()
            assert not re.search(r"\s", pattern)
            assert len(pattern) < 15_000


NUMBERS = ["0", "5", "10.5", "0.5", "45000", "1234567", "-3", "0.125", "1000.25", "999", "1.234", "-1500"]


@pytest.mark.parametrize("value", NUMBERS)
@pytest.mark.parametrize("unit", ["", "đồng", "km/h"])
def test_numbers_are_right_when_the_judge_says_so(value: str, unit: str) -> None:
    item = NumericItem("x", "", (NumericRange(Fraction(value), Fraction(value)),), unit)
    pattern = number_pattern(item)
    chance = random.Random(value + unit)
    right = 0
    for said in numbers(value, unit, chance):
        verdict = judge(item, said).word == "right"
        assert matches(pattern, said) == verdict, said
        right += verdict
    assert right > 20


def numbers(value: str, unit: str, chance: random.Random, count: int = 400) -> Iterator[str]:
    """Yield numbers as people write them, this one and others."""
    for _ in range(count):
        number = chance.choice([value, value, value, chance.choice(NUMBERS), str(chance.randrange(2000))])
        sign, bare = ("-", number[1:]) if number.startswith("-") else ("", number)
        whole, _, rest = bare.partition(".")
        group, mark = chance.choice([("", "."), ("", ","), (".", ","), (",", "."), (".", "."), (" ", ",")])
        grouped = re.sub(r"(?<=\d)(?=(\d{3})+$)", group, whole)
        rest += chance.choice(["", "", "0", "00", "000"])
        said = (
            chance.choice(["", "", "0", "00"]) + grouped + (mark + rest if rest else "") + chance.choice(["", ".", ","])
        )
        sign = chance.choice([sign, sign, "−" if sign else "+"])
        yield (
            sign + said + chance.choice(["", " "]) + chance.choice(["", unit, unit[:1], unit.upper(), unit + ".", "x"])
        )


RANGES = [
    (("8", "12"),),
    (("10", "11"), ("-2.5", "-2.25")),
    (("0.1", "0.3"), ("1234.5", "1234.5")),
    (("-1.5", "3.25"),),
    (("0", "0"),),
    (("99.5", "1000.125"),),
    (("44500", "45500"),),
    (("0.5", "0.5"), ("999", "1001")),
]


@pytest.mark.parametrize("ranges", RANGES)
@pytest.mark.parametrize("unit", ["", "phút"])
def test_ranges_are_right_when_the_judge_says_so(ranges: tuple[tuple[str, str], ...], unit: str) -> None:
    accepted = tuple(NumericRange(Fraction(low), Fraction(high)) for low, high in ranges)
    item = NumericItem("x", "", accepted, unit)
    pattern, chance = number_pattern(item), random.Random(f"{ranges}")
    assert len(pattern) < 8_000
    right = 0
    for _ in range(60):
        chosen = chance.choice(accepted)
        step = Fraction(chance.choice([0, 0, 1, -1]), chance.choice([1, 8, 1000]))
        value = chosen.low + (chosen.high - chosen.low) * Fraction(chance.randrange(9), 8) + step
        for said in numbers(f"{float(value):.6f}".rstrip("0").rstrip("."), unit, chance, 12):
            verdict = judge(item, said).word == "right"
            assert matches(pattern, said) == verdict, said
            right += verdict
    assert right > 30


@pytest.mark.parametrize("entries", [("a", "b", "c"), ("a", "b", "a", "d"), tuple("abcdefghijkl")])
def test_an_order_is_right_when_the_judge_says_so(entries: tuple[str, ...]) -> None:
    item = OrderItem("x", "", entries)
    shown = shuffled(len(entries), "x")
    pattern, chance = order_pattern(item, shown), random.Random("x")
    orders = [list(range(len(entries))), [2, 1, 0, *range(3, len(entries))]]
    for _ in range(300):
        orders.append(chance.sample(range(len(entries)), len(entries)))
    for order in orders:
        said = chance.choice([" ", ", ", " → "]).join(str(shown.index(i) + 1) for i in order)
        assert matches(pattern, said) == (judge(item, tuple(order)).word == "right")
    short = "".join(str(shown.index(i) + 1) for i in range(len(entries)))
    assert matches(pattern, short) == (len(entries) < 10)
