"""What the proof plays, how it is played, and what the answers are worth by ``generator.judge``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import Any, Literal

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
from generator.judge import Response, judge
from generator.markup import plain

Reply = str | list[str] | list[int]
Status = Literal["incomplete", "failed", "completed", "passed"]


@dataclass(frozen=True, slots=True)
class Case:
    """A package as the proof needs it: its files, its questions in the order of its pages, the roles of its pages.

    Of a package with several units the first is played; ``href`` launches it. ``path`` is that of the archive below
    ``dist/``.
    """

    name: str
    path: str
    href: str
    files: Mapping[str, bytes]
    items: tuple[Item, ...]
    pages: tuple[str, ...]
    pass_mark: int
    words: Mapping[str, str]

    def known(self, words: str) -> Item:
        """Return the question that shows ``words``."""
        return next(i for i in self.items if shown(i) == words)


def shown(item: Item) -> str:
    """Return the words of a question as a screen shows them."""
    return " ".join(plain(item.stem).split())


def right(item: Item) -> Reply:
    """Return an answer that is right (to a survey: any)."""
    match item:
        case ChoiceItem() | TrueFalseItem():
            return next(c.letter for c in item.choices if c.correct)
        case MultipleResponseItem():
            return [c.letter for c in item.choices if c.correct]
        case TextEntryItem():
            return item.answers[0]
        case NumericItem():
            low = item.ranges[0].low
            return str(low) if low.denominator == 1 else str(float(low)).replace(".", ",")
        case MatchItem():
            return _sides(item, range(len(item.pairs)))
        case OrderItem():
            return list(range(len(item.entries)))
        case SurveyItem():
            return item.choices[0].letter


def wrong(item: Item) -> Reply:
    """Return an answer that is not right; some of it may be."""
    match item:
        case ChoiceItem() | TrueFalseItem():
            return next(c.letter for c in item.choices if not c.correct)
        case MultipleResponseItem():
            return [c.letter for c in item.choices if not c.correct] + [c.letter for c in item.choices if c.correct][:1]
        case TextEntryItem() | NumericItem():
            return next(r for r in ("0", "1", "chịu") if judge(item, r).word != "right")
        case MatchItem():
            return _sides(item, (n + 1 for n in range(len(item.pairs) - 1)), 0)
        case OrderItem():
            return list(reversed(range(len(item.entries))))
        case SurveyItem():
            return item.choices[-1].letter


def _sides(item: MatchItem, *chosen: Any) -> list[int]:
    """Return indexes of right sides as they stand on the screen: sides with the same words are shown once."""
    sides = [*(p.right for p in item.pairs), *item.distractors]
    flat = [n for part in chosen for n in (part if isinstance(part, Iterator | range) else [part])]
    return [sides.index(sides[n]) for n in flat]


def _response(reply: Reply) -> Response:
    if isinstance(reply, str):
        return reply
    return frozenset(str(x) for x in reply) if any(isinstance(x, str) for x in reply) else tuple(int(x) for x in reply)


@dataclass(frozen=True, slots=True)
class Play:
    """How a lesson is played from the page that is shown, in the robot's words.

    ``answers``: to every question ``right``, ``wrong``, ``mixed`` (odd ones right), ``both`` (wrong, then right) or
    ``none``. ``rest``: not to those that were answered in an earlier session. ``again``: the same for a second round
    begun at the result. ``only``: as many answers, ``pages``: as many pages, and the learner stays there.
    """

    answers: str
    again: str = ""
    rest: bool = False
    only: int | None = None
    pages: int | None = None
    twice: bool = False
    wide: bool = False

    def replies(self, items: tuple[Item, ...], answers: str) -> dict[str, list[Reply]]:
        """Return the answers to each question, by its words."""

        def chosen(number: int, item: Item) -> list[Reply]:
            if answers in ("", "none"):
                return []
            if answers == "both":
                return [wrong(item), right(item)]
            good = answers == "right" or (answers == "mixed" and number % 2)
            return [right(item) if good else wrong(item)]

        return {shown(i): chosen(n, i) for n, i in enumerate(items, 1)}

    def plan(self, items: tuple[Item, ...]) -> dict[str, Any]:
        """Return what ``autoplay.js`` is given."""
        again = self.replies(items, self.again) if self.again else None
        plan = {"replies": self.replies(items, self.answers), "again": again, "only": self.only, "pages": self.pages}
        return plan | {"rest": self.rest, "twice": self.twice, "wide": self.wide}


@dataclass(frozen=True, slots=True)
class Session:
    """A launch: the plays one after the other, and whether the learner then leaves.

    ``same``: no launch by the LMS, the lesson starts anew by itself (``reload``: it is made to). ``until``: what must
    appear between two plays. ``down``: what an LRS does not do in this session. ``idle``: the learner leaves only when
    everything has been sent, and when an LRS has heard ``hears``. ``says`` and ``end``: as in a scenario, where this
    session differs.
    """

    plays: tuple[Play, ...]
    leave: bool = True
    mode: str = ""
    same: bool = False
    reload: bool = False
    until: str = ""
    down: str = ""
    idle: bool = True
    hears: str = "answered"
    says: str | None = None
    end: str | None = None


@dataclass(slots=True)
class Ledger:
    """What the answers of a learner are worth so far, by ``generator.judge``; the best answer to each counts."""

    case: Case
    credits: dict[str, Fraction] = field(default_factory=dict)

    def take(self, play: Play, asked: list[str]) -> list[str]:
        """Take the answers that ``play`` gave to the questions ``asked``; return what the screen must say to each."""
        rounds = [play.replies(self.case.items, play.answers), play.replies(self.case.items, play.again)]
        waiting = {k: [r for given in rounds for r in given[k]] for k in rounds[0]}
        said = []
        for words in asked:
            item = self.case.known(words)
            verdict = judge(item, _response(waiting[words].pop(0)))
            self.credits[item.identifier] = max(verdict.credit, self.credits.get(item.identifier, Fraction(0)))
            said.append("good" if verdict.word in ("right", "neutral") else "again")
        return said

    def due(self, play: Play) -> int:
        """Return how many answers ``play`` must give now."""
        items = [i for i in self.case.items if not (play.rest and i.identifier in self.credits)]
        count = sum(len(r) for a in (play.answers, play.again) for r in play.replies(tuple(items), a).values())
        return count if play.only is None else min(count, play.only)

    def open(self) -> int:
        """Return the number of the first question, from 0, that is not answered rightly."""
        right = (n for n, i in enumerate(self.case.items) if not isinstance(i, SurveyItem))
        return next(n for n in right if self.credits.get(self.case.items[n].identifier, 0) < 1)

    @property
    def score(self) -> str:
        """The score in percent as an LMS must hold it: rounded down to two decimals, with a dot; or nothing."""
        graded = [i for i in self.case.items if i.points]
        if not any(i.identifier in self.credits for i in graded):
            return ""
        points = sum(i.points * self.credits.get(i.identifier, Fraction(0)) for i in graded)
        hundredths = floor(points / sum(i.points for i in graded) * 10000)
        return f"{hundredths // 100}.{hundredths % 100:02}".rstrip("0").rstrip(".") if hundredths else "0"

    @property
    def status(self) -> Status:
        """The status that an LMS must hold; who answers everything has seen every page before."""
        if any(i.identifier not in self.credits for i in self.case.items):
            return "incomplete"
        if not any(i.points for i in self.case.items):
            return "completed"
        return "passed" if float(self.score) >= self.case.pass_mark else "incomplete"
