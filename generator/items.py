"""What can be asked, in QTI's words: a closed union of flat, frozen types.

In every type ``stem`` is inline HTML, ``material`` block HTML that stands under it (QTI: material).
"""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias, assert_never

from generator.diagnostics import Position


@dataclass(frozen=True, slots=True)
class Choice:
    """One option, known for ever by its letter in authored order (A, B, C …).

    ``content`` and ``feedback`` are HTML of the safe subset.
    """

    letter: str
    content: str
    correct: bool = False
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What closes a question, HTML: a hint before, a word after right and wrong, the reason."""

    hint: str = ""
    right: str = ""
    wrong: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceItem:
    """One stem, several choices, one correct (QTI: choiceInteraction, maxChoices 1)."""

    identifier: str
    stem: str
    choices: tuple[Choice, ...]
    points: int = 1
    competences: tuple[str, ...] = ()
    feedback: Feedback = Feedback()
    material: str = ""
    position: Position = field(default=Position(""), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class MultipleResponseItem:
    """One stem, several choices, several may be correct (QTI: choiceInteraction, cardinality multiple)."""

    identifier: str
    stem: str
    choices: tuple[Choice, ...]
    points: int = 1
    competences: tuple[str, ...] = ()
    feedback: Feedback = Feedback()
    material: str = ""
    position: Position = field(default=Position(""), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TrueFalseItem:
    """A statement that is right or wrong; ``choices`` are the two words, in authored order."""

    identifier: str
    stem: str
    choices: tuple[Choice, ...]
    points: int = 1
    competences: tuple[str, ...] = ()
    feedback: Feedback = Feedback()
    material: str = ""
    position: Position = field(default=Position(""), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TextEntryItem:
    """Typed words compared with the accepted ``answers`` after folding (QTI: textEntryInteraction).

    Folding: NFC, case, runs of spaces, a closing full stop; tone marks too unless ``tone_marks``.
    """

    identifier: str
    stem: str
    answers: tuple[str, ...]
    tone_marks: bool = False
    points: int = 1
    competences: tuple[str, ...] = ()
    feedback: Feedback = Feedback()
    material: str = ""
    position: Position = field(default=Position(""), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class NumericRange:
    """Accepted numbers, both ends included."""

    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class NumericItem:
    """A typed number compared with ``ranges`` (QTI: textEntryInteraction, base type float)."""

    identifier: str
    stem: str
    ranges: tuple[NumericRange, ...]
    unit: str = ""
    points: int = 1
    competences: tuple[str, ...] = ()
    feedback: Feedback = Feedback()
    material: str = ""
    position: Position = field(default=Position(""), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Pair:
    """A left side and the right side that belongs to it, HTML."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class MatchItem:
    """Left sides to join with right sides; ``distractors`` are right sides of nobody (QTI: matchInteraction)."""

    identifier: str
    stem: str
    pairs: tuple[Pair, ...]
    distractors: tuple[str, ...] = ()
    points: int = 1
    competences: tuple[str, ...] = ()
    feedback: Feedback = Feedback()
    material: str = ""
    position: Position = field(default=Position(""), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OrderItem:
    """Entries given in the right order, HTML (QTI: orderInteraction)."""

    identifier: str
    stem: str
    entries: tuple[str, ...]
    points: int = 1
    competences: tuple[str, ...] = ()
    feedback: Feedback = Feedback()
    material: str = ""
    position: Position = field(default=Position(""), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class SurveyItem:
    """A question about opinion: choices, none right, no points."""

    identifier: str
    stem: str
    choices: tuple[Choice, ...]
    points: int = 0
    competences: tuple[str, ...] = ()
    feedback: Feedback = Feedback()
    material: str = ""
    position: Position = field(default=Position(""), compare=False, repr=False)


Item: TypeAlias = (
    ChoiceItem | MultipleResponseItem | TrueFalseItem | TextEntryItem | NumericItem | MatchItem | OrderItem | SurveyItem
)
ITEM_TYPES: frozenset[type[Item]] = frozenset(
    (ChoiceItem, MultipleResponseItem, TrueFalseItem, TextEntryItem, NumericItem, MatchItem, OrderItem, SurveyItem)
)


def shown_of(item: Item) -> tuple[str, ...]:
    """Return the HTML texts of ``item`` that whoever is asked sees, and nothing that tells the right answer.

    Sides of pairs, entries and options are sorted: the order in which they were written may be the answer.
    """
    match item:
        case ChoiceItem() | MultipleResponseItem() | TrueFalseItem() | SurveyItem():
            parts = sorted(c.content for c in item.choices)
        case MatchItem():
            rights = sorted({*(p.right for p in item.pairs), *item.distractors})
            parts = [*sorted(p.left for p in item.pairs), *rights]
        case OrderItem():
            parts = sorted(item.entries)
        case TextEntryItem() | NumericItem():
            parts = []
        case _:
            assert_never(item)
    return (item.stem, item.material, *parts)


def html_of(item: Item) -> tuple[str, ...]:
    """Return every HTML text of ``item``, in the order in which they are read."""
    match item:
        case ChoiceItem() | MultipleResponseItem() | TrueFalseItem() | SurveyItem():
            answers = [html for c in item.choices for html in (c.content, c.feedback)]
        case MatchItem():
            answers = [html for p in item.pairs for html in (p.left, p.right)] + list(item.distractors)
        case OrderItem():
            answers = list(item.entries)
        case TextEntryItem() | NumericItem():
            answers = []
        case _:
            assert_never(item)
    said = item.feedback
    return (item.stem, item.material, *answers, said.hint, said.right, said.wrong, said.explanation)
