"""A lesson as a learner's paper prints it: which sections, in which parts, what stands before which step."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape

from generator.items import Item
from generator.markup import plain
from generator.model import Fact, Lesson, Role, Section, Step, Task
from generator.paper.fit import WEB, Block, lesson_opening, pages, section_blocks, task_blocks
from generator.paper.presets import FRAME, LEFTS, MESSAGE, RIGHTS, Preset
from generator.paper.prose import drawing, paper
from generator.paper.questions import Question, on_paper, question
from generator.paper.typeset import act, balanced, closed, kept, lines, loosened, measure, shaped
from generator.paper.views import Checked, LessonView, Run, SectionView, StepView, TaskView

PAPER_ROLES = tuple(r for r in Role if r not in (Role.TUTOR, Role.LISTEN, Role.CAUTION))
SPREAD = 2  # pages that are open at once
_ALIKE = re.compile(r"<ul>(?:\s*<li>(?:(?!</?(?:p|ul|ol|li|figure)\b).)*</li>\s*)+</ul>", re.DOTALL)
_VOLATILE = ("T1", "T2", "T3")
_LAST = ("homework", "words", "help")  # what shares the last page


@dataclass(frozen=True, slots=True)
class Layout:
    """What shapes a lesson on paper: its words, how other lessons are addressed, the paper, stories or not.

    ``hotlines`` is how many numbers stand under «help»; ``web``: lessons have an address on the web.
    """

    words: Mapping[str, str]
    link: Callable[[str], str]
    preset: Preset
    story: bool = True
    hotlines: int = 3
    web: bool = False

    def html(self, text: str) -> str:
        """Return HTML of the model for this paper."""
        return paper(text, self.words, self.link)


def lesson_view(lesson: Lesson, layout: Layout) -> LessonView:
    """Return ``lesson`` for paper; questions are numbered through the lesson."""
    preset = layout.preset
    before = "".join(kept(layout.html(s.html)) for s in lesson.sections if s.role is Role.CAUTION)
    sections: list[SectionView] = []
    for number, section in enumerate(printed(lesson, layout.story), 1):
        first = section.role is Role.STEPS and not any(s.tasks for s in sections)
        asked = sum(len(s.questions) for s in sections)
        identifier = f"{lesson.slug}-{number}"
        sections.append(
            SectionView(
                identifier=identifier,
                role=section.role.value,
                title=section.title,
                heading=balanced(escape(section.title, quote=False), preset.heading, preset.measure - preset.icon),
                html=_prose(section, layout),
                tasks=tuple(_tasks(section, identifier, layout, before if first else "")),
                questions=tuple(_question(i, asked + n, layout) for n, i in enumerate(section.items, 1)),
                words=section.words,
                position=section.position,
            )
        )
    title, corner = _title(lesson, layout)
    view = LessonView(
        slug=lesson.slug,
        code=lesson.identifier,
        title=lesson.title,
        heading=title,
        corner=corner,
        short_title=lesson.short_title,
        name=balanced(
            escape(f"{lesson.identifier} · {lesson.short_title}", quote=False), preset.heading, preset.measure
        ),
        minutes=lesson.minutes,
        message=shaped(layout.html(lesson.message), preset.heading, preset.measure - MESSAGE),
        sections=tuple(_shared(sections, layout)),
        checked=checked(lesson.facts),
        position=lesson.position,
    )
    return replace(view, web_after=_web_after(view, layout)) if layout.web and view.sections else view


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


def _title(lesson: Lesson, layout: Layout) -> tuple[str, bool]:
    """Return the title as HTML, and whether the lesson's code and minutes stand in the corner beside it.

    Where that would cost a line, they stand above it.
    """
    preset, title = layout.preset, escape(lesson.title, quote=False)
    minutes = layout.words["minutes"].format(n=lesson.minutes)
    size = preset.body.size
    tag = max(measure(lesson.identifier, size, bold=True) + 18, measure(minutes, size)) + 18
    narrow = preset.measure - tag
    corner = lines(title, preset.title, narrow) == lines(title, preset.title, preset.measure)
    return balanced(title, preset.title, narrow if corner else preset.measure), corner


def _prose(section: Section, layout: Layout) -> str:
    """Return the section's own HTML with its short lines ended by hand."""
    html, preset = layout.html(section.html), layout.preset
    match section.role:
        case Role.NEED:
            return kept(_ALIKE.sub(_run_on, html))
        case Role.REMEMBER:
            return shaped(html, preset.body, preset.measure - FRAME - 2 - preset.body.size * 1.5)
        case _:
            return kept(html)


def _run_on(found: re.Match[str]) -> str:
    """Set a plain list as one paragraph: what is needed is short, and the page is full."""
    entries = (e.strip() for e in re.findall(r"<li>(.*?)</li>", found[0], re.DOTALL))
    return "<p>" + "\u00a0· ".join(entries) + "</p>"


def _shared(sections: list[SectionView], layout: Layout) -> Iterator[SectionView]:
    """Let the last page's parts begin on the page of the questions where one page cannot hold them all."""
    last = [s for s in sections if s.role in _LAST]
    blocks = [replace(b, start="") for s in last for b in section_blocks(s, layout.preset, layout.hotlines)]
    crowded = bool(blocks) and max(pages(blocks, layout.preset.room)) > 1
    for section in sections:
        yield replace(section, fresh=False) if crowded and section is last[0] else section


def _web_after(view: LessonView, layout: Layout) -> str:
    """Return the section after which the address on the web costs no page: after «practice» if that can be."""
    preset = layout.preset
    code = Block(WEB, above=preset.body.lead / 2)
    parts = [list(section_blocks(s, preset, layout.hotlines)) for s in view.sections]

    def length(after: int) -> int:
        blocks = [b for n, part in enumerate(parts) for b in (*part, *([code] if n == after else ()))]
        return max(pages([*lesson_opening(view, preset), *blocks], preset.room))

    shortest = length(len(parts))
    order = sorted(range(len(parts)), key=lambda n: (view.sections[n].role != "practice", -n))
    fitting = [n for n in order if parts[n] and length(n) <= shortest]
    return view.sections[(fitting or order)[0]].identifier


def _question(item: Item, number: int, layout: Layout) -> Question:
    asked = on_paper(question(item, number, layout.words), layout.html)
    return replace(
        asked,
        stem=balanced(asked.stem, layout.preset.bold, layout.preset.measure),
        material=kept(asked.material),
        reasons=tuple(closed(r) for r in asked.reasons),
        share=_share(asked, layout.preset) if asked.others else asked.share,
    )


def _share(asked: Question, preset: Preset) -> int:
    """Return the part of the measure, in percent, that the left sides of a match get: what both sides need decides."""
    left = max(measure(plain(r.content), preset.body.size) for r in asked.rows) + preset.tick + LEFTS
    right = max(measure(plain(r.content), preset.body.size) for r in asked.others) + RIGHTS
    return round(100 * min(0.72, max(0.28, left / (left + right))))


def _tasks(section: Section, identifier: str, layout: Layout, before: str) -> Iterator[TaskView]:
    for number, task in enumerate(section.tasks, 1):
        title = task.title or section.title
        if task.device:
            title = layout.words["steps_device"].format(device=title)
        first = number == 1
        heading = balanced(escape(title, quote=False), layout.preset.heading, layout.preset.measure)
        runs = _runs(task, before if first else "", section.html if first else "", layout)
        yield TaskView(f"{identifier}-{number}", title, heading, task.device, runs)


def _runs(task: Task, before: str, intro: str, layout: Layout) -> tuple[Run, ...]:
    """Return the steps with their cautions before them; ``before`` and ``intro`` stand on top, HTML.

    Where the step warned of would be pushed off the two pages of a task, its caution moves to the end of the first:
    still before the step, still in sight, and named after it.
    """
    steps = tuple(_step(s, layout) for s in task.steps)
    cautions = {s.number: kept(layout.html(s.caution)) for s in task.steps if s.caution}
    natural = _placed(steps, cautions, before, {n: n for n in cautions})
    if _spread(natural, intro, layout) <= SPREAD:
        return natural
    for latest in reversed([s.number for s in steps]):
        moved = _placed(steps, cautions, before, {n: min(n, latest) for n in cautions})
        if _spread(moved, intro, layout) <= SPREAD:
            return moved
    return natural


def _placed(
    steps: tuple[StepView, ...], cautions: Mapping[int, str], before: str, places: Mapping[int, int]
) -> tuple[Run, ...]:
    """Return the runs when the caution about a step is printed before the step that ``places`` says."""
    runs = [Run(before, 0, ())]
    for step in steps:
        for warned, place in places.items():
            if place == step.number:
                runs.append(Run(cautions[warned], warned if warned != place else 0, ()))
        runs[-1] = replace(runs[-1], steps=(*runs[-1].steps, step))
    return tuple(r for r in runs if r.caution or r.steps)


def _spread(runs: tuple[Run, ...], intro: str, layout: Layout) -> int:
    """Return how many pages a task takes, by its words."""
    placed = pages(task_blocks(runs, intro, layout.preset), layout.preset.room)
    return max(placed) - min(placed) + 1


def _step(step: Step, layout: Layout) -> StepView:
    preset, picture = layout.preset, drawing(step.picture) if step.picture else None
    width = preset.beside(picture.width) if picture and not picture.wide else preset.measure
    title = act(layout.html(step.title), preset.bold, width - preset.numeral, width)
    body = loosened(kept(layout.html(step.body)), preset.body, width)
    return StepView(step.identifier, step.number, title, body, picture, step.position)
