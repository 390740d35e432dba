"""What of a lesson is found again on paper, and what the author should know of where it came to stand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from generator.diagnostics import Diagnostic, Position, warning
from generator.paper.views import LessonView, SectionView, StepView, TaskView

RULE = "print-layout"
TARGET = "booklet"
SLACK = 1.5  # points by which something may stick out before it is seen
LESSON_PAGES, TASK_PAGES = 8, 2  # of an imposed lesson with one task, and of each task more
_REMEDY = "shorten it"


class PartKind(StrEnum):
    """What a part is: the kinds of ``generator.printed.plan``, and ``SECTION``, which the print rules do not need."""

    LESSON = "lesson"
    SECTION = "section"
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
class Part:
    """Something of a lesson that is found again on paper by its ``identifier``, the id in the HTML.

    ``of`` and ``label`` are as in ``generator.printed.plan.Kind``; ``name`` is what the author calls it, ``lesson`` its
    lesson's code; ``pages`` is how many it may take, 0 any number.
    """

    kind: PartKind
    identifier: str
    position: Position
    of: str = ""
    label: str = ""
    name: str = ""
    lesson: str = ""
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Edges:
    """A rectangle on a page, points from the top left."""

    left: float
    top: float
    right: float
    bottom: float

    def joined(self, other: "Edges") -> "Edges":
        """Return the smallest rectangle that holds both."""
        return Edges(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def beyond(self, area: "Edges") -> float:
        """Return by how many points this sticks out of ``area``."""
        return max(self.right - area.right, area.left - self.left, self.bottom - area.bottom, area.top - self.top)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part, or what of it stands on one page: its box, the reach of all it shows, and the page's type area."""

    part: Part
    page: int
    box: Edges
    reach: Edges
    area: Edges


def lesson_parts(view: LessonView, signs: "Signs", imposed: bool) -> Iterator[Part]:
    """Yield the parts of a lesson, each before what it holds."""
    tasks = sum(len(s.tasks) for s in view.sections)
    due = LESSON_PAGES + TASK_PAGES * max(0, tasks - 1) if imposed else 0
    head = f"{view.code} · {view.short_title}"
    yield Part(PartKind.LESSON, view.slug, view.position, "", head, view.code, view.code, due)
    for section in view.sections:
        yield from _section_parts(section, view, signs, imposed)
    if view.checked:
        yield Part(PartKind.STAMP, f"stamp-{view.slug}", view.position, view.slug, "", view.code, view.code)


def _section_parts(section: SectionView, view: LessonView, signs: "Signs", imposed: bool) -> Iterator[Part]:
    room = {"questions": 2, "steps": 0}.get(section.role, 1) if imposed else 0
    place, code = section.position, view.code
    yield Part(PartKind.SECTION, section.identifier, place, view.slug, "", section.title, code, room)
    for task in section.tasks:
        yield from _task_parts(task, section.position, view, signs)
    for asked in section.questions:
        yield Part(
            PartKind.QUESTION, f"question-{asked.identifier}", asked.position, view.slug, "", str(asked.number), code
        )


def _task_parts(task: TaskView, place: Position, view: LessonView, signs: "Signs") -> Iterator[Part]:
    first = next((s.position for run in task.runs for s in run.steps), place)
    yield Part(PartKind.TASK, task.identifier, first, view.slug, "", task.title, view.code)
    steps = {s.number: s for run in task.runs for s in run.steps}
    following = [next((s.number for r in task.runs[n:] for s in r.steps), 0) for n in range(len(task.runs))]
    for number, run in enumerate(task.runs):
        if run.caution:
            step = steps.get(run.about or following[number])
            about = step.identifier if step else ""
            position = step.position if step else first
            yield Part(
                PartKind.CAUTION,
                f"{task.identifier}-caution-{number + 1}",
                position,
                about,
                signs.caution,
                "",
                view.code,
            )
        for step in run.steps:
            yield from _step_parts(step, task, view, signs)


def _step_parts(step: StepView, task: TaskView, view: LessonView, signs: "Signs") -> Iterator[Part]:
    name, code = str(step.number), view.code
    yield Part(PartKind.STEP, step.identifier, step.position, task.identifier, name, name, code)
    if step.picture is None:
        yield Part(PartKind.BARE, step.identifier, step.position, step.identifier, "", name, code)
    else:
        kind = PartKind.SCREEN if step.picture.screen else PartKind.PICTURE
        label = signs.pictures if step.picture.screen else ""
        yield Part(kind, f"{step.identifier}-picture", step.position, step.identifier, label, name, code)


@dataclass(frozen=True, slots=True)
class Signs:
    """Words that are printed and looked for: that of a caution, the note that drawings are drawings."""

    caution: str
    pictures: str


def findings(pieces: Iterable[Piece]) -> tuple[Diagnostic, ...]:
    """Return what the author should know, at the author's lines; the paper is right all the same.

    A lesson that takes more pages than it should, and the sections that make it so; what sticks out of the page.
    """
    ordered = sorted(pieces, key=lambda p: p.part.identifier)
    found: list[Diagnostic] = []
    for _, group in groupby(ordered, key=lambda p: p.part.identifier):
        own = list(group)
        found += _long(own)
        found += filter(None, map(_outside, own))
    return tuple(found)


def _long(own: list[Piece]) -> Iterator[Diagnostic]:
    part, taken = own[0].part, own[-1].page - own[0].page + 1
    taken += taken % 2 if part.kind is PartKind.LESSON else 0
    if not part.pages or taken <= part.pages:
        return
    if part.kind is PartKind.LESSON:
        remedy = "shorten the sections named with it; the booklet is right, but longer"
        yield _told(part, "lesson {lesson} takes {taken} pages, not {pages}", remedy, taken=taken, pages=part.pages)
    else:
        message = "«{name}» of lesson {lesson} takes {taken} pages, not {pages}"
        yield _told(part, message, _REMEDY, taken=taken, pages=part.pages)


def _outside(piece: Piece) -> Diagnostic | None:
    beyond = piece.reach.beyond(piece.area)
    if beyond <= SLACK:
        return None
    remedy = "a name or a word is too long for its line, or a picture too large: shorten it"
    return _told(piece.part, _sticking(piece.part.kind), remedy, points=round(beyond))


def _sticking(kind: PartKind) -> str:
    """Return a whole sentence for each kind: a word put into one could not be translated."""
    match kind:
        case PartKind.STEP | PartKind.BARE:
            message = "step {name} of lesson {lesson} sticks out of the page by {points} points"
        case PartKind.SCREEN | PartKind.PICTURE:
            message = "the picture of step {name} of lesson {lesson} sticks out of the page by {points} points"
        case PartKind.QUESTION:
            message = "question {name} of lesson {lesson} sticks out of the page by {points} points"
        case PartKind.CAUTION:
            message = "a caution of lesson {lesson} sticks out of the page by {points} points"
        case PartKind.SECTION | PartKind.TASK:
            message = "«{name}» of lesson {lesson} sticks out of the page by {points} points"
        case _:
            message = "something of lesson {lesson} sticks out of the page by {points} points"
    return message


def _told(part: Part, message: str, remedy: str, **values: object) -> Diagnostic:
    return warning(part.position, RULE, message, remedy, TARGET, name=part.name, lesson=part.lesson, **values)
