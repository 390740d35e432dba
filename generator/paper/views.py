"""A lesson as the templates of a paper see it: plain data, HTML ready, lines ended."""

from dataclasses import dataclass, field
from datetime import date

from generator.diagnostics import Position
from generator.model import Word
from generator.paper.prose import Drawing
from generator.paper.questions import Question

RULED_LINES = 6  # to write on, beside «remember»: the least


@dataclass(frozen=True, slots=True)
class StepView:
    """A step: ``title`` inline HTML, ``body`` block HTML."""

    identifier: str
    number: int
    title: str
    body: str
    picture: Drawing | None
    position: Position = field(default=Position(""), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Run:
    """Steps in a row, and the warning to read before them; ``about`` is the step it warns of, 0 the very next one."""

    caution: str
    about: int
    steps: tuple[StepView, ...]


@dataclass(frozen=True, slots=True)
class TaskView:
    """Steps that start at 1, on a spread of their own; ``heading`` is the title as HTML.

    ``phone`` is what they are for, where others are for other phones; ``others`` says where those stand, HTML.
    """

    identifier: str
    title: str
    heading: str
    runs: tuple[Run, ...]
    phone: str = ""
    others: str = ""

    @property
    def drawn(self) -> bool:
        """Tell whether any step has a picture."""
        return any(s.picture for run in self.runs for s in run.steps)


@dataclass(frozen=True, slots=True)
class SectionView:
    """A part of the lesson; ``identifier`` is its address in the file, ``heading`` the title as HTML.

    ``fresh``: it starts a page where the paper gives such a part a page of its own. ``ruled`` lines to write on follow.
    Questions are ``gap`` leads apart; the one with the index ``turn`` begins a page, 0: wherever a page ends.
    """

    identifier: str
    role: str
    title: str
    heading: str
    html: str
    tasks: tuple[TaskView, ...] = ()
    questions: tuple[Question, ...] = ()
    words: tuple[Word, ...] = ()
    fresh: bool = True
    ruled: int = RULED_LINES
    gap: float = 0.375
    turn: int = 0
    position: Position = field(default=Position(""), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Checked:
    """When volatile facts were last looked at, and by when they must be again."""

    seen: date
    verify_by: date | None


@dataclass(frozen=True, slots=True)
class LessonView:
    """A lesson; ``slug`` is its address in the file, ``heading`` the title and ``name`` the short one, as HTML.

    ``corner``: its code and minutes stand in the corner beside the title, not above it.
    ``web_after`` is the section after which its address on the web stands, empty when it has none.
    """

    slug: str
    code: str
    title: str
    heading: str
    corner: bool
    short_title: str
    name: str
    minutes: int
    message: str
    sections: tuple[SectionView, ...]
    checked: Checked | None
    web_after: str = ""
    position: Position = field(default=Position(""), compare=False, repr=False)

    @property
    def questions(self) -> tuple[Question, ...]:
        """The lesson's questions, in order."""
        return tuple(q for s in self.sections for q in s.questions)
