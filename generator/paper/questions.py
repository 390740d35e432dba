"""Questions as they stand on paper, and what the pages of answers say of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from html import escape
from typing import assert_never

from generator.diagnostics import Position
from generator.items import (
    Choice,
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
from generator.markup import plain
from generator.shuffled import shuffled

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LINE, PER_OPTION = 44, 8  # characters of a line, and what the ring and the gap of each option take of it


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a question: its mark (a letter, a number or nothing) and HTML."""

    mark: str
    content: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question by its place, as printed. HTML where nothing else is said.

    ``kind`` names the way to answer: one, many, truth, words, number, match, order, survey.
    ``rows`` are the options, the left sides or the entries; ``others`` the lettered right sides of a match.
    ``marks`` are the short right answers (``B``, ``1–C``), plain text; ``solution`` the same in words,
    ``series`` the entries in their right order, ``reasons`` why.
    ``beside``: the options are so short that they share a line. ``share`` is the left column's part in percent.
    """

    identifier: str
    number: int
    kind: str
    stem: str
    material: str
    hint: str
    rows: tuple[Row, ...] = ()
    others: tuple[Row, ...] = ()
    unit: str = ""
    marks: tuple[str, ...] = ()
    solution: str = ""
    series: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    beside: bool = False
    share: int = 50
    position: Position = field(default=Position(""), compare=False, repr=False)


def question(item: Item, number: int, words: Mapping[str, str]) -> Question:
    """Return ``item`` for paper; ``words`` holds ``decimal``, ``group`` and ``range`` for numbers."""
    feedback = item.feedback
    closing = tuple(filter(None, (feedback.explanation or feedback.right,)))
    common = (item.identifier, number)
    asked = (item.stem, item.material, feedback.hint)
    match item:
        case ChoiceItem() | TrueFalseItem() | MultipleResponseItem():
            right = [c for c in item.choices if c.correct]
            kind = {ChoiceItem: "one", TrueFalseItem: "truth", MultipleResponseItem: "many"}[type(item)]
            return Question(
                *common,
                kind,
                *asked,
                rows=_options(item.choices),
                marks=tuple(c.letter for c in right),
                solution=right[0].content if len(right) == 1 else "",
                reasons=closing or tuple(c.feedback for c in right if c.feedback),
                beside=_short(item.choices),
                position=item.position,
            )
        case SurveyItem():
            return Question(
                *common,
                "survey",
                *asked,
                rows=_options(item.choices),
                reasons=closing,
                beside=_short(item.choices),
                position=item.position,
            )
        case TextEntryItem():
            answers = escape(" / ".join(item.answers), quote=False)
            return Question(*common, "words", *asked, solution=answers, reasons=closing, position=item.position)
        case NumericItem():
            ranges = escape(" / ".join(_range(r.low, r.high, words) for r in item.ranges), quote=False)
            unit = f"\u00a0{escape(item.unit, quote=False)}" if item.unit else ""
            return Question(
                *common,
                "number",
                *asked,
                unit=item.unit,
                solution=ranges + unit,
                reasons=closing,
                position=item.position,
            )
        case MatchItem():
            return _match(item, number, closing)
        case OrderItem():
            shown = shuffled(len(item.entries), item.identifier)
            return Question(
                *common,
                "order",
                *asked,
                rows=tuple(Row("", item.entries[i]) for i in shown),
                series=item.entries,
                reasons=closing,
                position=item.position,
            )
        case _:
            assert_never(item)


def on_paper(asked: Question, html: Callable[[str], str]) -> Question:
    """Return the question with ``html`` done to everything in it that is HTML."""

    def rows(lines: tuple[Row, ...]) -> tuple[Row, ...]:
        return tuple(Row(r.mark, html(r.content)) for r in lines)

    return replace(
        asked,
        stem=html(asked.stem),
        material=html(asked.material),
        hint=html(asked.hint),
        rows=rows(asked.rows),
        others=rows(asked.others),
        solution=html(asked.solution),
        series=tuple(map(html, asked.series)),
        reasons=tuple(map(html, asked.reasons)),
    )


def _match(item: MatchItem, number: int, closing: tuple[str, ...]) -> Question:
    """Letter the right sides in the player's order; right sides with the same words are one."""
    rights = [*(p.right for p in item.pairs), *item.distractors]
    order = [i for i in shuffled(len(rights), item.identifier) if rights.index(rights[i]) == i]
    letters = {rights[i]: LETTERS[n] for n, i in enumerate(order)}
    return Question(
        item.identifier,
        number,
        "match",
        item.stem,
        item.material,
        item.feedback.hint,
        rows=tuple(Row(str(n), p.left) for n, p in enumerate(item.pairs, 1)),
        others=tuple(Row(letters[rights[i]], rights[i]) for i in order),
        marks=tuple(f"{n}–{letters[p.right]}" for n, p in enumerate(item.pairs, 1)),
        reasons=closing,
        position=item.position,
    )


def _options(choices: tuple[Choice, ...]) -> tuple[Row, ...]:
    return tuple(Row(c.letter, c.content) for c in choices)


def _short(choices: tuple[Choice, ...]) -> bool:
    room = LINE - PER_OPTION * len(choices)
    return all("<img" not in c.content for c in choices) and sum(len(plain(c.content)) for c in choices) <= room


def _range(low: Fraction, high: Fraction, words: Mapping[str, str]) -> str:
    if low == high:
        return _number(low, words)
    return words["range"].format(low=_number(low, words), high=_number(high, words))


def _number(value: Fraction, words: Mapping[str, str]) -> str:
    """Return an authored decimal as people write it: ``1.250,5``."""
    places = next((n for n in range(12) if (value * 10**n).denominator == 1), 12)
    digits = f"{abs(int(value * 10**places)):0{places + 1}d}"
    whole, rest = (digits[:-places], digits[-places:]) if places else (digits, "")
    groups = f"{int(whole):,}".replace(",", words["group"])
    sign = "−" if value < 0 else ""
    return sign + groups + (words["decimal"] + rest if rest else "")
