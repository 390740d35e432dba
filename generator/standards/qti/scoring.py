"""What an item declares, and the rules that score it: the same verdict and score as ``judge`` (QTI 2.1, 8 and 15).

A standard template scores where it suffices and there is nothing to say; else the rules are written out.
Outcomes: ``SCORE`` (points), ``MAXSCORE``, ``FEEDBACK`` (the options whose words are shown) and ``VERDICT``
(``right``, ``partly``, ``wrong``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations, product
from typing import Literal, assert_never

from generator.items import (
    Choice,
    ChoiceItem,
    Item,
    MatchItem,
    MultipleResponseItem,
    NumericItem,
    NumericRange,
    OrderItem,
    SurveyItem,
    TextEntryItem,
    TrueFalseItem,
)
from generator.shuffled import shuffled
from generator.spellings import spellings
from generator.standards.qti.pattern import typed
from generator.xmltree import Element, element

RESPONSE = "RESPONSE"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CREDIT = 10**12  # the part of a point to which a share is rounded up
Words = Literal["pattern", "mapping"]


@dataclass(frozen=True, slots=True)
class Key:
    """How an item is answered and scored.

    ``right`` is the right answer as values of the response, ``ways`` are all right orders when there are several.
    ``credits`` maps values to points; ``shared`` when a part of the points can be had.
    ``pattern`` and ``ranges`` are what typed answers are held against.
    """

    cardinality: str
    base: str
    right: tuple[str, ...] = ()
    credits: Mapping[str, Fraction] | None = None
    shared: bool = False
    ways: tuple[tuple[str, ...], ...] = ()
    pattern: str = ""
    ranges: tuple[NumericRange, ...] = ()


def key(item: Item, words: Words) -> Key:
    """Return how ``item`` is answered; ``words`` says by what typed words are compared.

    Options answer by their letter. Left sides of a match are ``L1``, ``L2`` …, right sides have the letters they
    have on paper; right sides with the same words are one. Entries of an order have letters as they are shown.
    """
    match item:
        case ChoiceItem() | TrueFalseItem():
            right = tuple(c.letter for c in item.choices if c.correct)
            return Key("single", "identifier", right, dict.fromkeys(right, Fraction(item.points)))
        case MultipleResponseItem():
            right = tuple(c.letter for c in item.choices if c.correct)
            share = _share(item.points, len(right))
            return Key(
                "multiple", "identifier", right, {c.letter: share if c.correct else -share for c in item.choices}, True
            )
        case SurveyItem():
            return Key("single", "identifier")
        case TextEntryItem():
            spelt = dict.fromkeys(spellings(item), Fraction(item.points))
            return Key(
                "single",
                "string",
                item.answers[:1],
                spelt,
                pattern=typed(item.answers, item.tone_marks) if words == "pattern" else "",
            )
        case NumericItem():
            first = item.ranges[0]
            return Key("single", "float", (decimal((first.low + first.high) / 2),), ranges=item.ranges)
        case MatchItem():
            names = dict(sides(item))
            right = tuple(f"L{n} {names[p.right]}" for n, p in enumerate(item.pairs, 1))
            return Key("multiple", "directedPair", right, dict.fromkeys(right, _share(item.points, len(right))), True)
        case OrderItem():
            ways = _orders(item)
            return Key("ordered", "identifier", ways[0], ways=ways if len(ways) > 1 else ())
        case _:
            assert_never(item)


def sides(item: MatchItem) -> tuple[tuple[str, str], ...]:
    """Return the right sides in the order in which paper and player show them: words (HTML), letter."""
    rights = [*(p.right for p in item.pairs), *item.distractors]
    order = [i for i in shuffled(len(rights), item.identifier) if rights.index(rights[i]) == i]
    return tuple((rights[i], _name(n)) for n, i in enumerate(order))


def entries(item: OrderItem) -> tuple[tuple[str, str], ...]:
    """Return the entries in the order in which paper and player show them: letter, words (HTML)."""
    order = shuffled(len(item.entries), item.identifier)
    return tuple((_name(n), item.entries[i]) for n, i in enumerate(order))


def _orders(item: OrderItem) -> tuple[tuple[str, ...], ...]:
    """Return every right order by letters; entries with the same words may change places."""
    shown = entries(item)
    same = {words: [letter for letter, other in shown if other == words] for words in dict.fromkeys(item.entries)}
    found = []
    for way in product(*(permutations(letters) for letters in same.values())):
        left = {words: iter(letters) for words, letters in zip(same, way, strict=True)}
        found.append(tuple(next(left[words]) for words in item.entries))
    return tuple(found)


def declarations(parent: Element, item: Item, scored: Key, says: "Says") -> None:
    """Add the declarations of the response and of the outcomes below ``parent``."""
    response = element(
        parent,
        "responseDeclaration",
        None,
        {"identifier": RESPONSE, "cardinality": scored.cardinality, "baseType": scored.base},
    )
    if scored.right:
        correct = element(response, "correctResponse")
        for value in scored.right:
            element(correct, "value", value)
    if scored.credits:
        _mapping(response, item, scored)
    _outcome(parent, "SCORE", "float", "0", {"normalMaximum": str(item.points)})
    _outcome(parent, "MAXSCORE", "float", str(item.points))
    if says.options:
        element(
            parent,
            "outcomeDeclaration",
            None,
            {"identifier": "FEEDBACK", "cardinality": scored.cardinality, "baseType": "identifier"},
        )
    if says.verdict:
        _outcome(parent, "VERDICT", "identifier")


@dataclass(frozen=True, slots=True)
class Says:
    """Whether an item has words for an option, and words for a verdict."""

    options: bool
    verdict: bool


def says(item: Item) -> Says:
    """Return what ``item`` has words for."""
    choices: tuple[Choice, ...] = getattr(item, "choices", ())
    words = item.feedback
    return Says(
        any(c.feedback for c in choices),
        bool(words.right or words.wrong or words.explanation),
    )


def processing(parent: Element, item: Item, scored: Key, spoken: Says) -> None:
    """Add the rules that score the response below ``parent``; a survey without words needs none."""
    template = "" if spoken.options or spoken.verdict else _template(item, scored)
    if template:
        element(parent, "responseProcessing", None, {"template": template})
        return
    survey = isinstance(item, SurveyItem)
    if survey and not spoken.options and not spoken.verdict:
        return
    rules = element(parent, "responseProcessing")
    if scored.shared:
        _shared(rules, item.points, scored, spoken)
    elif not survey:
        condition = element(rules, "responseCondition")
        then = element(condition, "responseIf")
        _is_right(then, scored)
        _set(then, "SCORE", "float", str(item.points))
        otherwise = element(condition, "responseElse")
        _set(otherwise, "SCORE", "float", "0")
        if spoken.verdict:
            _set(then, "VERDICT", "identifier", "right")
            _set(otherwise, "VERDICT", "identifier", "wrong")
    elif spoken.verdict:
        condition = element(rules, "responseCondition")
        then = element(condition, "responseIf")
        element(element(element(then, "not"), "isNull"), "variable", None, {"identifier": RESPONSE})
        _set(then, "VERDICT", "identifier", "right")
    if spoken.options:
        shown = element(rules, "setOutcomeValue", None, {"identifier": "FEEDBACK"})
        element(shown, "variable", None, {"identifier": RESPONSE})


def decimal(value: Fraction) -> str:
    """Return ``value`` as a decimal; authored numbers end."""
    places = next((n for n in range(60) if (value * 10**n).denominator == 1), 60)
    digits = str(abs(int(value * 10**places))).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if value < 0 else text


def _template(item: Item, scored: Key) -> str:
    """Return the standard template that scores ``item`` as ``judge`` does, if one does (QTI 2.1, 8.3)."""
    if scored.pattern or scored.ranges or not scored.right:
        return ""
    if scored.cardinality == "ordered":
        return "match_correct" if item.points == 1 and not scored.ways else ""
    if scored.base == "identifier" and item.points == 1 and not scored.shared:
        return "match_correct"
    return "map_response"


def _mapping(parent: Element, item: Item, scored: Key) -> None:
    """QTI 2.1, 7.6.2: each value's points; the bounds keep the sum between nothing and all."""
    bounds = {"lowerBound": "0", "upperBound": str(item.points)} if scored.shared else {}
    mapping = element(parent, "mapping", None, bounds | {"defaultValue": "0"})
    for value, points in (scored.credits or {}).items():
        fold = {"caseSensitive": "false"} if scored.base == "string" else {}
        element(mapping, "mapEntry", None, {"mapKey": value, "mappedValue": decimal(points)} | fold)


def _share(points: int, of: int) -> Fraction:
    """Return the points of one right part, rounded up so far that all together are never less than ``points``."""
    if not of or points % of == 0:
        return Fraction(points, of or 1)
    return Fraction(points * _CREDIT // of + 1, _CREDIT)


def _rounded(points: int, of: int) -> Fraction:
    return Fraction(round(Fraction(points * _CREDIT, of)), _CREDIT)


def _shared(rules: Element, points: int, scored: Key, spoken: Says) -> None:
    """Score by the mapping; nothing answered is nothing, as in the standard template."""
    condition = element(rules, "responseCondition")
    then = element(condition, "responseIf")
    element(element(then, "isNull"), "variable", None, {"identifier": RESPONSE})
    _set(then, "SCORE", "float", "0")
    credit = element(element(condition, "responseElse"), "setOutcomeValue", None, {"identifier": "SCORE"})
    element(credit, "mapResponse", None, {"identifier": RESPONSE})
    if not spoken.verdict:
        return
    condition = element(rules, "responseCondition")
    right = element(condition, "responseIf")
    _is_right(right, scored)
    _set(right, "VERDICT", "identifier", "right")
    if points:
        partly = element(condition, "responseElseIf")
        some = element(partly, "gte")
        element(some, "variable", None, {"identifier": "SCORE"})
        # half of the least share, since sums of shares that cancel out may leave a trace
        element(some, "baseValue", decimal(_rounded(points, 2 * len(scored.right))), {"baseType": "float"})
        _set(partly, "VERDICT", "identifier", "partly")
    _set(element(condition, "responseElse"), "VERDICT", "identifier", "wrong")


def _is_right(parent: Element, scored: Key) -> None:
    """Add the expression that holds for a right answer."""
    if scored.pattern:
        match = element(parent, "patternMatch", None, {"pattern": scored.pattern})
        element(match, "variable", None, {"identifier": RESPONSE})
    elif scored.ranges:
        _any(parent, [_within(r) for r in scored.ranges])
    elif scored.base == "string":
        match = element(parent, "gt")
        element(match, "mapResponse", None, {"identifier": RESPONSE})
        element(match, "baseValue", "0", {"baseType": "float"})
    elif scored.ways:
        _any(parent, [_in_order(way) for way in scored.ways])
    else:
        match = element(parent, "match")
        element(match, "variable", None, {"identifier": RESPONSE})
        element(match, "correct", None, {"identifier": RESPONSE})


def _any(parent: Element, ways: list[Callable[[Element], None]]) -> None:
    inside = parent if len(ways) == 1 else element(parent, "or")
    for way in ways:
        way(inside)


def _within(accepted: NumericRange) -> Callable[[Element], None]:
    def add(parent: Element) -> None:
        both = element(parent, "and")
        for name, bound in (("gte", accepted.low), ("lte", accepted.high)):
            compared = element(both, name)
            element(compared, "variable", None, {"identifier": RESPONSE})
            element(compared, "baseValue", decimal(bound), {"baseType": "float"})

    return add


def _in_order(way: tuple[str, ...]) -> Callable[[Element], None]:
    def add(parent: Element) -> None:
        match = element(parent, "match")
        element(match, "variable", None, {"identifier": RESPONSE})
        ordered = element(match, "ordered")
        for name in way:
            element(ordered, "baseValue", name, {"baseType": "identifier"})

    return add


def _outcome(
    parent: Element, name: str, base: str, value: str = "", attributes: Mapping[str, str] | None = None
) -> None:
    declared = {"identifier": name, "cardinality": "single", "baseType": base}
    made = element(parent, "outcomeDeclaration", None, declared | dict(attributes or {}))
    if value:
        element(element(made, "defaultValue"), "value", value)


def _set(parent: Element, outcome: str, base: str, value: str) -> None:
    element(element(parent, "setOutcomeValue", None, {"identifier": outcome}), "baseValue", value, {"baseType": base})


def _name(number: int) -> str:
    """Return the letter of the ``number``-th side (from 0); ``AA`` follows ``Z``."""
    return (
        LETTERS[number] if number < len(LETTERS) else _name(number // len(LETTERS) - 1) + LETTERS[number % len(LETTERS)]
    )
