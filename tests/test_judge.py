"""Right or wrong, against verdicts written by hand and a second, naive implementation."""

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any
from unicodedata import category, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.items import (
    Choice,
    ChoiceItem,
    Item,
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
from generator.judge import Response, fold, judge, number

VECTORS = json.loads((Path(__file__).parent / "player" / "vectors.json").read_text(encoding="utf-8"))
ROWS = [pytest.param(*row, id=f"{n}-{row[0]}") for n, row in enumerate(VECTORS["rows"])]
CHOICES: dict[str, Callable[..., Item]] = {
    "choice": ChoiceItem,
    "multiple": MultipleResponseItem,
    "truefalse": TrueFalseItem,
    "survey": SurveyItem,
}


def item(name: str) -> Item:
    """Return the question that ``vectors.json`` calls ``name``."""
    spec = VECTORS["items"][name]
    match spec["kind"]:
        case "text":
            return TextEntryItem(name, "", tuple(spec["answers"]), spec["marks"])
        case "numeric":
            return NumericItem(
                name, "", tuple(NumericRange(Fraction(a), Fraction(b)) for a, b in spec["ranges"]), spec["unit"]
            )
        case "match":
            pairs = tuple(Pair(a, b) for a, b in zip(spec["left"], spec["right"], strict=False))
            return MatchItem(name, "", pairs, tuple(spec["right"][len(pairs) :]))
        case "order":
            return OrderItem(name, "", tuple(spec["entries"]))
        case kind:
            made: Item = CHOICES[kind](name, "", tuple(Choice(x, x, x in spec["right"]) for x in spec["options"]))
            return made


def reply(name: str, written: Any) -> Response:
    """Return a reply of ``vectors.json`` in the shape that ``judge`` takes."""
    if isinstance(written, str):
        return written
    return frozenset(written) if VECTORS["items"][name]["kind"] == "multiple" else tuple(written)


# --- a second implementation, slow and simple ---------------------------------------------


def naive(name: str, written: Any) -> Fraction:
    """Return the credit of a reply, worked out another way."""
    spec = VECTORS["items"][name]
    match spec["kind"]:
        case "survey":
            return Fraction(0)
        case "choice" | "truefalse":
            return Fraction(int(len(written) == 1 and written in spec["right"]))
        case "multiple":
            marks = sum(1 if x in spec["right"] else -1 for x in written)
            return Fraction(max(marks, 0), len(spec["right"]))
        case "text":
            said = naive_words(written, spec["marks"])
            return Fraction(int(said != "" and said in [naive_words(a, spec["marks"]) for a in spec["answers"]]))
        case "numeric":
            value = naive_number(written, spec["unit"])
            return Fraction(
                int(value is not None and any(Fraction(a) <= value <= Fraction(b) for a, b in spec["ranges"]))
            )
        case "match":
            if len(written) != len(spec["left"]):
                return Fraction(0)
            chosen = [dict(enumerate(spec["right"])).get(i) for i in written]
            good = [c for c, r in zip(chosen, spec["right"], strict=False) if c == r]
            return Fraction(len(good), len(spec["left"]))
        case _:
            given = [spec["entries"][i] for i in written]
            return Fraction(int(given == spec["entries"]))


def naive_words(text: str, marks: bool) -> str:
    """Fold letter by letter."""
    out = []
    for word in "".join(c for c in text if category(c) != "Cf").rstrip(" .!?…").casefold().split():
        letters, tones = "", ""
        for c in normalize("NFD", word):
            if category(c) != "Mn":
                letters += "d" if c == "đ" and not marks else c
            elif marks and c in "\u0300\u0301\u0303\u0309\u0323":
                tones += c
            elif marks:
                letters += c
        out.append(f"{letters}|{tones}")
    return " ".join(out)


def naive_number(text: str, unit: str) -> Fraction | None:
    """Read a number mark by mark."""
    text = "".join(text.replace("\u2212", "-").split())
    for n in range(len(unit), 0, -1):
        for ending in (
            unit[:n],
            "".join(c for c in normalize("NFD", unit[:n]) if category(c) != "Mn").replace("đ", "d"),
        ):
            for closing in ("", "."):
                if text.endswith(ending + closing) and text[:1] in "-+0123456789":
                    return naive_number(text[: -len(ending + closing)], "")
    sign = -1 if text.startswith("-") else 1
    text = text[1:] if text[:1] in ("-", "+") else text
    text = text[:-1] if text.endswith((".", ",")) else text
    parts = text.replace(",", ".").split(".")
    if len(text) > 60 or not all(p.isascii() and p.isdigit() for p in parts):
        return None
    marks = [c for c in text if c in ".,"]
    in_threes = 1 <= len(parts[0]) <= 3 and not parts[0].startswith("0")
    decimals: str | None
    match marks:
        case []:
            decimals = None
        case ["."] if in_threes and len(parts[1]) == 3:
            decimals = None
        case [_]:
            decimals = parts.pop()
        case [*_, last] if last not in marks[:-1] and in_threes and len(set(marks[:-1])) == 1:
            decimals = parts.pop()
            if any(len(p) != 3 for p in parts[1:]):
                return None
        case _ if len(set(marks)) == 1 and in_threes and all(len(p) == 3 for p in parts[1:]):
            decimals = None
        case _:
            return None
    value = Fraction(int("".join(parts)))
    return sign * (value if decimals is None else value + Fraction(int(decimals), 10 ** len(decimals)))


# --- the tests -----------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "written", "credit", "word"), ROWS)
def test_verdict_is_the_one_written_by_hand(name: str, written: Any, credit: str, word: str) -> None:
    verdict = judge(item(name), reply(name, written))
    assert (verdict.credit, verdict.word) == (Fraction(credit), word)


@pytest.mark.parametrize(("name", "written", "credit", "word"), ROWS)
def test_naive_implementation_agrees_with_the_hand(name: str, written: Any, credit: str, word: str) -> None:
    assert naive(name, written) == Fraction(credit)


def test_vectors_cover_every_kind() -> None:
    kinds = {VECTORS["items"][row[0]]["kind"] for row in VECTORS["rows"]}
    assert len(VECTORS["rows"]) >= 80
    assert kinds == {"choice", "multiple", "truefalse", "survey", "text", "numeric", "match", "order"}


@given(st.text(alphabet="0123456789.,- +đồngk", max_size=14))
def test_numbers_are_read_as_the_naive_reader_reads_them(text: str) -> None:
    assert number(text) == naive_number(text, "")


@given(st.lists(st.sampled_from("ABCDE"), unique=True))
def test_multiple_response_is_scored_as_the_naive_scorer_scores_it(letters: list[str]) -> None:
    assert judge(item("many"), frozenset(letters)).credit == naive("many", letters)


@given(st.text(alphabet="aăâeêoôơuưđhòàáạảãếộ .!?\u0301\u0309", max_size=12), st.booleans())
def test_folding_is_blind_to_composition(text: str, tone_marks: bool) -> None:
    assert fold(normalize("NFD", text), tone_marks) == fold(normalize("NFC", text), tone_marks)


@pytest.mark.parametrize("wrong", [frozenset(), (), ""])
def test_reply_of_a_foreign_shape_is_wrong(wrong: Response) -> None:
    for name, spec in VECTORS["items"].items():
        expected = "neutral" if spec["kind"] == "survey" else "wrong"
        assert judge(item(name), wrong).word == expected
