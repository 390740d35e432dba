"""A lesson as a learner's paper prints it: which sections, in which parts, what stands before which step."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from html import escape

from generator.diagnostics import Position
from generator.items import Item
from generator.model import Fact, Lesson, Role, Section, Step, Task, Word
from generator.paper.fit import Block, caution_height, heading_height, pages, prose_height, step_height
from generator.paper.presets import Preset
from generator.paper.prose import Drawing, drawing, paper
from generator.paper.questions import Question, on_paper, question
from generator.paper.typeset import balanced, closed, kept, shaped

PAPER_ROLES = tuple(r for r in Role if r not in (Role.TUTOR, Role.LISTEN, Role.CAUTION))
_VOLATILE = ("T1", "T2", "T3")
SPREAD = 2  # pages that are open at once
MESSAGE = 20  # points that the bar beside the main message takes of its line
BOX = 26  # points that the frames of «remember» and «caution» take of a line


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
    """Steps that start at 1, on a spread of their own; ``device`` is set on a device variant."""

    identifier: str
    title: str
    heading: str
    device: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class SectionView:
    """A part of the lesson; ``identifier`` is its address in the file, ``address`` the author's (``A27/story``)."""

    identifier: str
    address: str
    role: str
    title: str
    heading: str
    html: str
    tasks: tuple[TaskView, ...]
    questions: tuple[Question, ...]
    words: tuple[Word, ...]
    position: Position = field(default=Position(""), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Checked:
    """When volatile facts were last looked at, and by when they must be again."""

    seen: date
    verify_by: date | None


@dataclass(frozen=True, slots=True)
class LessonView:
    """A lesson ready for the templates; ``slug`` is its address in the file, ``heading`` its title as HTML."""

    slug: str
    code: str
    title: str
    heading: str
    short_title: str
    minutes: int
    message: str
    sections: tuple[SectionView, ...]
    checked: Checked | None
    position: Position = field(default=Position(""), compare=False, repr=False)

    @property
    def questions(self) -> tuple[Question, ...]:
        """The lesson's questions, in order."""
        return tuple(q for s in self.sections for q in s.questions)


@dataclass(frozen=True, slots=True)
class Layout:
    """What shapes a lesson on paper: its words, how other lessons are addressed, the paper, and with stories or not."""

    words: Mapping[str, str]
    link: Callable[[str], str]
    preset: Preset
    story: bool = True

    def html(self, text: str) -> str:
        """Return HTML of the model for this paper."""
        return paper(text, self.words, self.link)


def lesson_view(lesson: Lesson, layout: Layout) -> LessonView:
    """Return ``lesson`` for paper; questions are numbered through the lesson."""
    preset = layout.preset
    before = "".join(kept(layout.html(s.html)) for s in lesson.sections if s.role is Role.CAUTION)
    sections: list[SectionView] = []
    asked = 0
    for number, section in enumerate(printed(lesson, layout.story), 1):
        first = section.role is Role.STEPS and not any(s.tasks for s in sections)
        questions = tuple(_question(i, asked + n, layout) for n, i in enumerate(section.items, 1))
        asked += len(questions)
        identifier = f"{lesson.slug}-{number}"
        sections.append(
            SectionView(
                identifier=identifier,
                address=section.identifier,
                role=section.role.value,
                title=section.title,
                heading=balanced(escape(section.title, quote=False), preset.heading, preset.measure - preset.icon),
                html=_prose(section, layout),
                tasks=tuple(_tasks(section, identifier, layout, before if first else "")),
                questions=questions,
                words=section.words,
                position=section.position,
            )
        )
    return LessonView(
        slug=lesson.slug,
        code=lesson.identifier,
        title=lesson.title,
        heading=balanced(escape(lesson.title, quote=False), preset.title, preset.measure),
        short_title=lesson.short_title,
        minutes=lesson.minutes,
        message=shaped(layout.html(lesson.message), preset.heading, preset.measure - MESSAGE),
        sections=tuple(sections),
        checked=checked(lesson.facts),
        position=lesson.position,
    )


def printed(lesson: Lesson, story: bool = True) -> tuple[Section, ...]:
    """Return the sections a learner's paper prints, in order; a section of cautions is printed with the steps."""
    wanted = [s for s in lesson.sections if s.role in PAPER_ROLES and (story or s.role is not Role.STORY)]
    if all(s.role is not Role.STEPS for s in wanted):  # then a caution has no steps to stand before
        wanted = [s for s in lesson.sections if s in wanted or s.role is Role.CAUTION]
    return tuple(wanted)


def checked(facts: tuple[Fact, ...]) -> Checked | None:
    """Return the oldest look at a volatile fact of ``facts`` and the first date to look again, if any is volatile."""
    volatile = [f for f in facts if f.staleness in _VOLATILE]
    due = [f.verify_by for f in volatile if f.verify_by is not None]
    return Checked(min(f.seen for f in volatile), min(due, default=None)) if volatile else None


def _prose(section: Section, layout: Layout) -> str:
    """Return the section's own HTML with its short lines ended by hand."""
    html, preset = layout.html(section.html), layout.preset
    match section.role:
        case Role.REMEMBER:
            return shaped(html, preset.body, preset.measure - BOX - preset.body.size * 1.5)
        case _:
            return kept(html)


def _question(item: Item, number: int, layout: Layout) -> Question:
    asked = on_paper(question(item, number, layout.words), layout.html)
    return replace(
        asked,
        stem=balanced(asked.stem, layout.preset.bold, layout.preset.measure),
        material=kept(asked.material),
        reasons=tuple(closed(r) for r in asked.reasons),
    )


def _tasks(section: Section, identifier: str, layout: Layout, before: str) -> Iterator[TaskView]:
    for number, task in enumerate(section.tasks, 1):
        title = task.title or section.title
        if task.device:
            title = layout.words["steps_device"].format(device=title)
        opening = (before, section.html) if number == 1 else ("", "")
        heading = balanced(escape(title, quote=False), layout.preset.heading, layout.preset.measure)
        yield TaskView(f"{identifier}-{number}", title, heading, task.device, _runs(task, opening, layout))


def _runs(task: Task, opening: tuple[str, str], layout: Layout) -> tuple[Run, ...]:
    """Return the steps with their cautions before them; ``opening`` is what else stands on top, HTML.

    Where the step warned of would be pushed off the spread, its caution moves to the end of the left page:
    still before the step, still in sight, and named after it.
    """
    steps = tuple(_step(s, layout) for s in task.steps)
    cautions = {s.number: kept(layout.html(s.caution)) for s in task.steps if s.caution}
    places = {n: n for n in cautions}  # the step warned of → the step it is printed before
    if layout.preset.imposed and _spread(steps, cautions, places, opening, layout.preset) > SPREAD:
        for latest in reversed([s.number for s in steps]):
            moved = {n: min(n, latest) for n in cautions}
            if _spread(steps, cautions, moved, opening, layout.preset) <= SPREAD:
                places = moved
                break
    runs = [Run(opening[0], 0, ())]
    for step in steps:
        for warned, place in places.items():
            if place == step.number:
                runs.append(Run(cautions[warned], warned if warned != place else 0, ()))
        runs[-1] = replace(runs[-1], steps=(*runs[-1].steps, step))
    return tuple(r for r in runs if r.caution or r.steps)


def _spread(
    steps: tuple[StepView, ...],
    cautions: Mapping[int, str],
    places: Mapping[int, int],
    opening: tuple[str, str],
    preset: Preset,
) -> int:
    """Return how many pages the task takes, by its words."""
    caution, intro = opening
    blocks = [Block(heading_height(preset) + prose_height(intro, preset), keep=True)]
    if caution:
        blocks.append(Block(caution_height(caution, preset), keep=True))
    for step in steps:
        for warned, place in places.items():
            if place == step.number:
                blocks.append(Block(caution_height(cautions[warned], preset), keep=warned == place))
        blocks.append(Block(step_height(step.title, step.body, step.picture, preset)))
    return max(pages(blocks, preset.room))


def _step(step: Step, layout: Layout) -> StepView:
    preset, picture = layout.preset, drawing(step.picture) if step.picture else None
    width = preset.beside(picture.width) if picture and not picture.wide else preset.measure
    title = balanced(layout.html(step.title), preset.bold, width - preset.numeral)
    return StepView(step.identifier, step.number, title, kept(layout.html(step.body)), picture, step.position)
