"""Right or wrong: one decision for every kind of question.

``theme/player/judge.js`` decides the same; ``tests/player/vectors.json`` holds both to it.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias, assert_never
from unicodedata import normalize

from generator.items import (
    ChoiceItem,
    Item,
    MatchItem,
    MultipleResponseItem,
    NumericItem,
    OrderItem,
    SurveyItem,
    TextEntryItem,
    TrueFalseItem,
)

Response: TypeAlias = str | frozenset[str] | tuple[int, ...]

_SPACES = re.compile("[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff]")
_CLOSING = re.compile("[ .!?\u2026]+$")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_MARKS = re.compile("[\u0300-\u036f]")

LONGEST_NUMBER = 60
_DOTS_GROUP = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]+)?")
_COMMAS_GROUP = re.compile(r"[1-9][0-9]{0,2}((,[0-9]{3})+\.[0-9]+|(,[0-9]{3}){2,})")
_DECIMAL = re.compile(r"[0-9]+([.,][0-9]+)?")
_LEADING_NUMBER = re.compile("[-+\u2212]?[0-9][0-9., \u00a0\u202f]*")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer is worth: ``credit`` from 0 to 1, and the word for it."""

    credit: Fraction
    word: Literal["right", "partly", "wrong", "neutral"]


def judge(item: Item, response: Response) -> Verdict:
    """Return what ``response`` to ``item`` is worth.

    A response is: the letter chosen (choice, true or false, survey); the set of letters chosen
    (multiple response); the text typed (text entry, numeric); for each left side in order, the
    index of a right side, counting pairs and then distractors (match); the indexes of the
    entries in the order given (order).

    Multiple response: hits less wrong ones, divided by all right ones, not below 0.
    Match: right rows divided by rows; right sides with the same words are the same answer.
    Order: all or nothing; entries with the same words may change places.
    A survey is neutral and worth nothing.
    """
    match item:
        case SurveyItem():
            return Verdict(Fraction(0), "neutral")
        case ChoiceItem() | TrueFalseItem():
            return _whole(any(c.correct and c.letter == response for c in item.choices))
        case MultipleResponseItem():
            right = {c.letter for c in item.choices if c.correct}
            chosen = response if isinstance(response, frozenset) else frozenset()
            return _share(max(0, len(chosen & right) - len(chosen - right)), len(right))
        case TextEntryItem():
            said = fold(_text(response), item.tone_marks)
            return _whole(bool(said) and any(said == fold(answer, item.tone_marks) for answer in item.answers))
        case NumericItem():
            value = number(without_unit(_text(response), item.unit))
            return _whole(value is not None and any(r.low <= value <= r.high for r in item.ranges))
        case MatchItem():
            sides = [*(p.right for p in item.pairs), *item.distractors]
            return _share(_places(sides, response, len(item.pairs)), len(item.pairs))
        case OrderItem():
            return _whole(_places(item.entries, response, len(item.entries)) == len(item.entries))
        case _:
            assert_never(item)


def fold(text: str, tone_marks: bool) -> str:
    """Return ``text`` as it is compared: NFC, lower case, single spaces, no closing full stop.

    With ``tone_marks`` the tone of a word counts but not the letter it stands on («hoà» is «hòa»):
    it is moved to the end of the word. Without, every mark goes, and the bar of «đ».
    """
    words = _INVISIBLE.sub("", normalize("NFC", text).lower())
    words = _CLOSING.sub("", _SPACES.sub(" ", words).strip(" "))
    if not tone_marks:
        return normalize("NFC", _MARKS.sub("", normalize("NFD", words))).replace("đ", "d")
    return " ".join(_tone_last(word) for word in normalize("NFD", words).split(" "))


def number(text: str) -> Fraction | None:
    """Return the number that ``text`` writes, or nothing.

    A dot followed by exactly three digits groups thousands, unless a zero leads («45.000» is forty-five
    thousand, «0.500» a half); otherwise dot and comma are the decimal mark («10.5», «2,5»). Commas group
    only where they cannot be the decimal mark («1,234.5», «1,234,567»). Spaces and a closing mark are ignored.
    """
    bare = _SPACES.sub("", _INVISIBLE.sub("", text))
    sign, digits = (-1, bare[1:]) if bare[:1] in ("-", "\u2212") else (1, bare.removeprefix("+"))
    digits = digits[:-1] if digits[-1:] in (".", ",") else digits
    if len(digits) > LONGEST_NUMBER:
        return None
    if _DOTS_GROUP.fullmatch(digits):
        digits = digits.replace(".", "").replace(",", ".")
    elif _COMMAS_GROUP.fullmatch(digits):
        digits = digits.replace(",", "")
    elif _DECIMAL.fullmatch(digits):
        digits = digits.replace(",", ".")
    else:
        return None
    return sign * Fraction(digits)


def without_unit(text: str, unit: str) -> str:
    """Return ``text`` without the unit, or its beginning, that a learner typed after the number («45.000đ»)."""
    words = _SPACES.sub(" ", _INVISIBLE.sub("", normalize("NFC", text))).strip(" ")
    found = _LEADING_NUMBER.match(words)
    rest = fold(words[found.end() :], False) if found else ""
    return found[0] if found and rest and fold(unit, False).startswith(rest) else words


def _tone_last(word: str) -> str:
    return normalize("NFC", _TONES.sub("", word)) + "".join(_TONES.findall(word))


def _text(response: Response) -> str:
    return response if isinstance(response, str) else ""


def _places(sides: list[str] | tuple[str, ...], response: Response, places: int) -> int:
    """Count the places of ``response`` that hold what belongs there; none when it is not a full answer."""
    if not isinstance(response, tuple) or len(response) != places:
        return 0
    return sum(0 <= index < len(sides) and sides[index] == sides[place] for place, index in enumerate(response))


def _whole(right: bool) -> Verdict:
    return _share(int(right), 1)


def _share(hits: int, of: int) -> Verdict:
    credit = Fraction(hits, of) if of else Fraction(0)
    return Verdict(credit, "right" if credit == 1 else "partly" if credit else "wrong")
