"""Every way of typing an answer that a platform which compares letter by letter should be told of.

Our judge folds what is typed; such a platform does not, or only the case. The list cannot be complete (spaces, a
closing full stop, marks left out here and there), so the platform is stricter than the judge and never more generous.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from unicodedata import normalize

from generator.items import NumericItem, TextEntryItem
from generator.judge import fold, judge

_TONE = "[\u0300\u0301\u0303\u0309\u0323]"
_OPEN = re.compile(f"([ou])({_TONE}?)([aey])({_TONE}?)(?![^\\W\\d_]|[\u0300-\u036f])", re.IGNORECASE)
_GROUP = 3  # digits between the dots of a large number


def spellings(item: TextEntryItem | NumericItem) -> tuple[str, ...]:
    """Return the spellings of right answers, the authored ones first, none twice but for its case.

    Numbers are spelt only when ``item`` accepts single ones; with a real range there is nothing to list.
    Every spelling is right for ``judge``.
    """
    found = _of_words(item) if isinstance(item, TextEntryItem) else _of_numbers(item)
    right = [s for s in found if judge(item, s).word == "right"]
    first: dict[str, str] = {}
    for spelling in right:
        first.setdefault(spelling.casefold(), spelling)
    return tuple(first.values())


def only_points(item: NumericItem) -> bool:
    """Return whether ``item`` accepts single numbers, not all that lie between two."""
    return all(r.low == r.high for r in item.ranges)


def _of_words(item: TextEntryItem) -> Iterator[str]:
    yield from (normalize("NFC", answer).strip() for answer in item.answers)
    yield from (_tone_elsewhere(answer).strip() for answer in item.answers)
    if not item.tone_marks:
        yield from (fold(answer, False) for answer in item.answers)


def _tone_elsewhere(answer: str) -> str:
    """Return ``answer`` with the tone of open syllables on the other vowel: «hoà» for «hòa», both are common."""
    return normalize("NFC", _OPEN.sub(r"\1\4\3\2", normalize("NFD", answer)))


def _of_numbers(item: NumericItem) -> Iterator[str]:
    if not only_points(item):
        return
    numbers = [form for r in item.ranges for form in _forms(r.low)]
    yield from numbers
    if item.unit:
        yield from (f"{form}{space}{item.unit}" for form in numbers for space in (" ", ""))


def _forms(value: Fraction) -> Iterator[str]:
    """Yield a number with either decimal mark and with either minus; thousands bare, dotted and spaced."""
    minus = ("-", "\u2212") if value < 0 else ("",)
    whole, rest = divmod(abs(value), 1)
    grouped = f"{whole:,}"
    wholes = dict.fromkeys((str(whole), grouped.replace(",", "."), grouped.replace(",", " ")))
    decimals = _decimals(rest)
    for sign in minus:
        for text in wholes:
            yield from (f"{sign}{text}{mark}{decimals}" for mark in (",", ".")) if decimals else (f"{sign}{text}",)


def _decimals(rest: Fraction) -> str:
    """Return the digits after the mark; what authors write ends."""
    digits = ""
    while rest:
        digit, rest = divmod(rest * 10, 1)
        digits += str(digit)
    return digits
