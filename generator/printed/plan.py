"""What the layout knows and the file does not say: where each step, picture and question came to stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from generator.diagnostics import Position
from generator.printed.pages import Box

PX = 0.75  # points in a CSS pixel


class Kind(StrEnum):
    """What is placed, and what ``of`` and ``label`` say of it.

    ``LESSON``: the label is what its running head must contain.
    ``TASK``: a heading and its steps; ``of`` is the lesson.
    ``STEP``: ``of`` is the task, the label its printed numeral.
    ``CAUTION``: ``of`` is the step it must be read before, the label its printed word.
    ``SCREEN``: the mock screen of a step (``of``); the label is the note that must stand on its page.
    ``PICTURE``: any other picture, of a step when ``of`` names one.
    ``BARE``: a step (``of``) that needs no picture.
    ``QUESTION``: ``of`` is the lesson.
    ``CODE``: a QR code; the label is the address it holds.
    ``STAMP``: the printed date of checking the facts of ``of``.
    """

    LESSON = "lesson"
    TASK = "task"
    STEP = "step"
    CAUTION = "caution"
    SCREEN = "screen"
    PICTURE = "picture"
    BARE = "bare"
    QUESTION = "question"
    CODE = "code"
    STAMP = "stamp"


@dataclass(frozen=True, slots=True)
class Placed:
    """A thing on a page; what runs over a page turn is placed on each page it touches."""

    kind: Kind
    identifier: str
    page: int
    box: Box
    of: str = ""
    label: str = ""
    position: Position = field(default=Position(""), compare=False)


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the document's language that must stay beside a number: before it and after it."""

    numbered: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PagePlan:
    """Everything placed in one document.

    ``covers`` are the pages without running head and number, ``first`` is the number printed on page 1,
    ``volatile`` names what holds facts that go stale and so must have a stamp.
    """

    placed: tuple[Placed, ...] = ()
    covers: tuple[int, ...] = ()
    first: int = 1
    volatile: tuple[str, ...] = ()
    words: Words = Words()


def placed(
    kind: Kind,
    identifier: str,
    anchor: str,
    pages: Sequence[Mapping[str, tuple[float, float, float, float]]],
    position: Position,
    of: str = "",
    label: str = "",
) -> tuple[Placed, ...]:
    """Return where the element with the id ``anchor`` stands; ``pages`` are WeasyPrint's ``Page.anchors``.

    Raises ``LookupError`` when no page has it.
    """
    found = tuple(
        Placed(kind, identifier, number, Box(*(n * PX for n in anchors[anchor])), of, label, position)
        for number, anchors in enumerate(pages, 1)
        if anchor in anchors
    )
    if not found:
        raise LookupError(anchor)
    return found


def words(strings: Mapping[str, str]) -> Words:
    """Return the words kept in the part ``printed`` of a language's strings."""
    return Words(tuple(strings.get("numbered", "").split()), tuple(strings.get("units", "").split()))
