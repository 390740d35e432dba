"""A lesson as a learner's paper prints it: which sections, in which parts, what stands before which step."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from itertools import takewhile

from generator.items import Item
from generator.markup import plain
from generator.model import Fact, Lesson, Role, Section, Step, Task
from generator.paper.fit import (
    WEB,
    Block,
    lesson_blocks,
    lesson_opening,
    pages,
    question_height,
    section_blocks,
    stamp_height,
    task_blocks,
)
from generator.paper.presets import FRAME, LEFTS, MESSAGE, RIGHTS, RULED, Preset
from generator.paper.prose import drawing, paper
from generator.paper.questions import Question, Row, on_paper, question
from generator.paper.typeset import act, balanced, closed, kept, lines, loosened, measure, phrased, shaped
from generator.paper.views import Checked, LessonView, Run, SectionView, StepView, TaskView

PAPER_ROLES = tuple(r for r in Role if r not in (Role.TUTOR, Role.LISTEN, Role.CAUTION))
SPREAD = 2  # pages that are open at once
_ALIKE = re.compile(r"<ul>(?:\s*<li>(?:(?!</?(?:p|ul|ol|li|figure)\b).)*</li>\s*)+</ul>", re.DOTALL)
_VOLATILE = ("T1", "T2", "T3")
BADGE = 12  # points around the name of a phone in a heading
SAFE = 12  # points that heights may be reckoned too low on a page
MOST_LINES = 12  # to write on, beside «remember»
_GAPS = (1, 0.75)  # leads between questions where there is room
_LAST = ("homework", "words", "help")  # what shares the last page


@dataclass(frozen=True, slots=True)
class Layout:
    """What shapes a lesson on paper: its words, how other lessons are addressed, the paper, stories or not.

    ``hotlines`` is how many numbers stand under «help»; ``web``: lessons have an address on the web;
    ``hints``: those of questions are printed.
    """

    words: Mapping[str, str]
    link: Callable[[str], str]
    preset: Preset
    story: bool = True
    hotlines: int = 3
    web: bool = False
    hints: bool = False

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
    titles = _titles(lesson, layout)
    view = LessonView(
        slug=lesson.slug,
        code=lesson.identifier,
        title=lesson.title,
        heading=titles[0][0],
        corner=titles[0][1],
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
    view = next((v for t in titles if _opens(v := replace(view, heading=t[0], corner=t[1]), layout)), view)
    view = min((_addressed(v, layout) for v in (_apart(view, layout), view)), key=lambda v: _length(v, layout))
    return replace(view, sections=tuple(_ruled(view, layout)))


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


def _titles(lesson: Lesson, layout: Layout) -> tuple[tuple[str, bool], ...]:
    """Return the title as HTML, and whether the lesson's code and minutes stand in the corner beside it; best first.

    Where that would cost a line, they stand above it; where it would only make worse lines, better so.
    """
    preset, title = layout.preset, escape(lesson.title, quote=False)
    minutes = layout.words["minutes"].format(n=lesson.minutes)
    size = preset.body.size
    tag = max(measure(lesson.identifier, size, bold=True) + 18, measure(minutes, size)) + 18
    narrow = preset.measure - tag
    above, beside = (balanced(title, preset.title, width) for width in (preset.measure, narrow))
    if lines(title, preset.title, narrow) > lines(title, preset.title, preset.measure):
        return ((above, False),)
    if phrased(beside) < phrased(above):
        return (above, False), (beside, True)
    return ((beside, True),)


def _opens(view: LessonView, layout: Layout) -> bool:
    """Tell whether the lesson's first page holds all that stands before a part that begins a page."""
    first, *others = lesson_blocks(view, layout.preset, layout.hotlines)
    opening = (first, *takewhile(lambda block: not block.start, others))
    return max(pages(opening, layout.preset.room)) == 1


def _ruled(view: LessonView, layout: Layout) -> Iterator[SectionView]:
    """Let the lines to write on fill a page that ends with them."""
    preset, following = layout.preset, (*view.sections[1:], None)
    for section, after in zip(view.sections, following, strict=True):
        blocks = list(section_blocks(section, preset, layout.hotlines))
        ends = after is None or next(iter(section_blocks(after, preset, layout.hotlines)), Block(0)).start
        if section.role == "remember" and preset.imposed and ends and section.identifier != view.web_after:
            used = sum(b.height + b.above for b in blocks) - (0 if view.checked else stamp_height(preset))
            more = int(max(0.0, preset.room - SAFE - used) / RULED)
            yield replace(section, ruled=min(MOST_LINES, section.ruled + more))
        else:
            yield section


def _prose(section: Section, layout: Layout) -> str:
    """Return the section's own HTML with its short lines ended by hand."""
    html, preset = layout.html(section.html), layout.preset
    match section.role:
        case Role.NEED:
            return kept(_ALIKE.sub(lambda found: _run_on(found, preset), html))
        case Role.REMEMBER:
            return shaped(html, preset.body, preset.measure - FRAME - 2 - preset.body.size * 1.5)
        case _:
            return kept(html)


def _run_on(found: re.Match[str], preset: Preset) -> str:
    """Set a plain list as one paragraph: what is needed is short, and the page is full.

    A short entry stays on one line, unless that costs a line.
    """
    entries = [e.strip() for e in re.findall(r"<li>(.*?)</li>", found[0], re.DOTALL)]
    half = preset.measure / 2
    held = [f'<span class="nb">{e}</span>' if measure(plain(e), preset.body.size) <= half else e for e in entries]
    broken, whole = ("\u00a0· ".join(x) for x in (entries, held))
    dearer = lines(whole, preset.body, preset.measure) > lines(broken, preset.body, preset.measure)
    return f"<p>{broken if dearer else whole}</p>"


def _shared(sections: list[SectionView], layout: Layout) -> Iterator[SectionView]:
    """Let the last page's parts begin on the page of the questions where one page cannot hold them all."""
    last = [s for s in sections if s.role in _LAST]
    blocks = [replace(b, start="") for s in last for b in section_blocks(s, layout.preset, layout.hotlines)]
    crowded = bool(blocks) and max(pages(blocks, layout.preset.room)) > 1
    for section in sections:
        yield replace(section, fresh=False) if crowded and section is last[0] else section


def _apart(view: LessonView, layout: Layout) -> LessonView:
    """Return the lesson with its questions apart, where the pages of questions are theirs alone."""
    alone = layout.preset.imposed and not layout.hints and all(s.fresh for s in view.sections)
    asked = (_spaced(s, layout) if alone and s.role == "questions" else s for s in view.sections)
    return replace(view, sections=tuple(asked))


def _spaced(section: SectionView, layout: Layout) -> SectionView:
    """Share the questions evenly between the two pages that are open, as far apart as there is room for."""
    preset, count = layout.preset, len(section.questions)
    heights = [question_height(q, preset) for q in section.questions]
    label = next(iter(section_blocks(section, preset, layout.hotlines))).height
    room = preset.room - SAFE

    def pages_of(turn: int, gap: float) -> tuple[float, float]:
        left, right = heights[:turn], heights[turn:]
        between = gap * preset.body.lead
        return label + sum(left) + between * (len(left) - 1), sum(right) + between * max(0, len(right) - 1)

    if not count or any(f in q.material for q in section.questions for f in ("<img", "<table")):
        return section  # nothing to share, or heights that are not known well enough to force a page by them
    if max(pages_of(count, section.gap)) <= room:
        turn = count
    else:
        turn = min(range(1, count), key=lambda n: (max(pages_of(n, section.gap)), n), default=count)
    if max(pages_of(turn, section.gap)) > room:
        return section
    gap = next((g for g in _GAPS if max(pages_of(turn, g)) <= room), section.gap)
    return replace(section, turn=turn if turn < count else 0, gap=gap)


def _length(view: LessonView, layout: Layout) -> int:
    return max(pages(lesson_blocks(view, layout.preset, layout.hotlines), layout.preset.room))


def _addressed(view: LessonView, layout: Layout) -> LessonView:
    return replace(view, web_after=_web_after(view, layout)) if layout.web and view.sections else view


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
    preset = layout.preset
    asked = on_paper(question(item, number, layout.words), layout.html)
    asked = replace(
        asked,
        stem=balanced(asked.stem, preset.bold, preset.measure),
        material=kept(asked.material),
        reasons=tuple(closed(r) for r in asked.reasons),
    )
    return _matched(asked, preset) if asked.others else asked


def _matched(asked: Question, preset: Preset) -> Question:
    """Return a match whose sides get of the measure what they need, the lines of each ended by hand."""
    need = [max(measure(plain(r.content), preset.body.size) for r in side) for side in (asked.rows, asked.others)]
    left, right = need[0] + preset.tick + LEFTS, need[1] + RIGHTS
    share = round(100 * min(0.72, max(0.28, left / (left + right))))
    width = preset.measure * share / 100
    return replace(
        asked,
        share=share,
        rows=tuple(_row(r, preset, width - preset.tick - LEFTS + 2) for r in asked.rows),
        others=tuple(_row(r, preset, preset.measure - width - RIGHTS + 2) for r in asked.others),
    )


def _row(row: Row, preset: Preset, width: float) -> Row:
    return row if "<img" in row.content else replace(row, content=balanced(row.content, preset.body, width))


def _tasks(section: Section, identifier: str, layout: Layout, before: str) -> Iterator[TaskView]:
    preset = layout.preset
    for number, task in enumerate(section.tasks, 1):
        named = title = task.title or section.title
        if task.device:
            title = layout.words["steps_device"].format(device=named)
        heading = balanced(escape(title, quote=False), preset.heading, preset.measure - BADGE)
        others = _others(section.tasks, number - 1, layout)
        if task.device:
            phone = escape(named, quote=False)
            heading = heading.replace(phone, f'<span class="phone">{phone}</span>')
        first = number == 1
        runs = _runs(task, before if first else "", section.html if first else "", others, layout)
        yield TaskView(f"{identifier}-{number}", title, heading, runs, named if others else "", others)


def _others(tasks: tuple[Task, ...], at: int, layout: Layout) -> str:
    """Return where the same steps stand for other phones, HTML; no page numbers, which the engine knows too late."""
    if not tasks[at].device:
        return ""
    sides = {"other_phones_after": tasks[at + 1 :], "other_phones_before": tasks[:at]}
    named = {key: ", ".join(t.title for t in side if t.device) for key, side in sides.items()}
    return " ".join(
        escape(layout.words[key].format(devices=names), quote=False) for key, names in named.items() if names
    )


def _runs(task: Task, before: str, intro: str, others: str, layout: Layout) -> tuple[Run, ...]:
    """Return the steps with their cautions before them; ``before`` and ``intro`` stand on top, HTML.

    ``others`` says where the steps for other phones stand.

    Where the step warned of would be pushed off the two pages of a task, its caution moves to the end of the first:
    still before the step, still in sight, and named after it.
    """
    steps = tuple(_step(s, layout) for s in task.steps)
    cautions = {s.number: kept(layout.html(s.caution)) for s in task.steps if s.caution}
    natural = _placed(steps, cautions, before, {n: n for n in cautions})
    if _spread(natural, intro, others, layout) <= SPREAD:
        return natural
    for latest in reversed([s.number for s in steps]):
        moved = _placed(steps, cautions, before, {n: min(n, latest) for n in cautions})
        if _spread(moved, intro, others, layout) <= SPREAD:
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


def _spread(runs: tuple[Run, ...], intro: str, others: str, layout: Layout) -> int:
    """Return how many pages a task takes, by its words."""
    placed = pages(task_blocks(runs, intro, others, layout.preset), layout.preset.room)
    return max(placed) - min(placed) + 1


def _step(step: Step, layout: Layout) -> StepView:
    preset, picture = layout.preset, drawing(step.picture) if step.picture else None
    width = preset.beside(picture.width) if picture and not picture.wide else preset.measure
    title = act(layout.html(step.title), preset.bold, width - preset.numeral, width)
    body = loosened(kept(layout.html(step.body)), preset.body, width)
    return StepView(step.identifier, step.number, title, body, picture, step.position)
