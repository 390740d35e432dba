"""How many volumes a track's booklet becomes, and which lessons each holds: estimated, so that nothing is laid out."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from unicodedata import normalize

from generator.model import Lesson, Role, Word
from generator.paper.fit import (
    TICK_GAP,
    Block,
    caution_height,
    heading_height,
    pages,
    prose_height,
    step_height,
)
from generator.paper.lesson import MESSAGE, Layout, LessonView, SectionView, TaskView, lesson_view
from generator.paper.presets import Preset, Settings
from generator.paper.questions import Question
from generator.paper.typeset import lines

FRONT, BACK = 4, 1  # cover, how to use, contents, emergency numbers; the back cover
RULED_LINES, HOTLINES = 6, 3  # to write on beside «remember»; numbers under «help»
_RULED, _FILL = 28.35, 31.18  # a ruled line, a line to fill in: 10 and 11 mm
_WORDS = {
    "caution": "…",
    "note": "…",
    "steps_device": "…… {device}",
    "decimal": ",",
    "group": ".",
    "range": "{low} – {high}",
}


def split(lessons: Sequence[Lesson], preset: Preset, settings: Settings) -> tuple[tuple[Lesson, ...], ...]:
    """Return the lessons of each volume: as few volumes as hold them, and those as even as can be.

    A paper that is not imposed is one volume. A lesson too long for any volume has one to itself.
    """
    if not preset.imposed or not lessons:
        return (tuple(lessons),)
    layout = Layout(_WORDS, lambda _: "", preset, settings.story)
    views = [lesson_view(x, layout) for x in lessons]
    lengths = [lesson_pages(v, preset) for v in views]

    def length(start: int, end: int) -> int:
        words = words_of(lessons[start:end])
        return volume_pages(views[start:end], lengths[start:end], words, preset, settings)

    ends = _even(len(lessons), length, settings.longest)
    return tuple(tuple(lessons[a:b]) for a, b in zip((0, *ends), ends, strict=False))


def volume_pages(
    views: Sequence[LessonView], lengths: Sequence[int], words: Sequence[Word], preset: Preset, settings: Settings
) -> int:
    """Return the estimated pages of a volume, a multiple of four."""
    total = FRONT + sum(lengths) + settings.notes + BACK
    if settings.answers:
        total += max(pages(_answers(views, preset), preset.room))
    if words:
        total += max(pages([Block(51), *(Block(word_height(w, preset)) for w in words)], preset.room))
    return -(-total // 4) * 4


def lesson_pages(view: LessonView, preset: Preset) -> int:
    """Return the estimated pages of a lesson in an imposed booklet, which are even: the next starts on the right."""
    last = max(pages(_lesson(view, preset), preset.room))
    return last + last % 2


def words_of(lessons: Sequence[Lesson]) -> tuple[Word, ...]:
    """Return the words that these lessons explain, each once, in alphabetical order (marks of tone second)."""
    words = {w.identifier: w for x in lessons for s in x.sections if s.role is Role.WORDS for w in s.words}
    return tuple(sorted(words.values(), key=lambda w: (_bare(w.word), w.word.casefold(), w.identifier)))


def _bare(word: str) -> str:
    folded = normalize("NFD", word.casefold().replace("đ", "d\uffff"))
    return "".join(c for c in folded if not "\u0300" <= c <= "\u036f")


def _even(count: int, length: Callable[[int, int], int], longest: int) -> tuple[int, ...]:
    """Return where each of the fewest parts of ``range(count)`` ends: none over ``longest``, all as even as can be.

    A part of one is never too long, as it cannot be made shorter.
    """
    costs = {(a, b): length(a, b) for a in range(count) for b in range(a + 1, count + 1)}
    fits = {k: c for k, c in costs.items() if c <= longest or k[1] - k[0] == 1}
    for parts in range(1, count + 1):
        for least in sorted(set(fits.values())):
            ends = _cheapest(count, parts, {k: c * c for k, c in fits.items() if c <= least})
            if ends:
                return ends
    raise AssertionError("a part of one always fits")


def _cheapest(count: int, parts: int, costs: Mapping[tuple[int, int], int]) -> tuple[int, ...]:
    """Return the ends of the division of ``range(count)`` into ``parts`` that costs least; nothing if there is none."""
    best: dict[int, tuple[int, tuple[int, ...]]] = {0: (0, ())}
    for _ in range(parts):
        step: dict[int, tuple[int, tuple[int, ...]]] = {}
        for (start, end), cost in sorted(costs.items()):
            if start in best:
                candidate = (best[start][0] + cost, (*best[start][1], end))
                step[end] = min(step.get(end, candidate), candidate)
        best = step
    return best.get(count, (0, ()))[1]


# --- heights, as theme/booklet/paper.css makes them --------------------------------------


def _lesson(view: LessonView, preset: Preset) -> Iterator[Block]:
    lead = preset.body.lead
    title = lines(view.heading, preset.title, preset.measure) * preset.title.lead
    message = prose_height(view.message, replace(preset, body=preset.heading), preset.measure - MESSAGE)
    yield Block(preset.heading.lead + title + message + lead * (0.125 + 0.25 + 0.25 + 0.5), start="right")
    for section in view.sections:
        yield from _section(section, preset)


def _section(section: SectionView, preset: Preset) -> Iterator[Block]:
    lead = preset.body.lead
    label = preset.heading.lead
    said = prose_height(section.html, preset)
    match section.role:
        case "steps" if section.tasks:
            for number, task in enumerate(section.tasks):
                yield from _task(task, said if number == 0 else 0, preset)
        case "need":
            yield Block(lead / 2 + label + _need(section.html, preset))
        case "practice":
            yield Block(label + said, start="page")
        case "remember":
            yield Block(label + said + lead * 0.875 + 2, start="page")
            yield Block(label + lead * 0.75 + RULED_LINES * _RULED - 6)
            yield Block(lead / 2 + 2 * preset.small.lead)
        case "questions":
            yield Block(label + said, start="left", keep=True)
            yield from (Block(question_height(q, preset)) for q in section.questions)
        case "homework":
            yield Block(label + said + _FILL, start="page")
        case "words":
            yield Block(lead / 2 + label, keep=True)
            yield from (Block(word_height(w, preset)) for w in section.words)
        case "help":
            yield Block(lead / 2 + label + said + lead * 0.75 + 3 + HOTLINES * _FILL)
        case _:
            yield Block(lead / 2 + label + said)


def _task(task: TaskView, intro: float, preset: Preset) -> Iterator[Block]:
    yield Block(heading_height(preset) + intro, start="left", keep=True)
    for run in task.runs:
        if run.caution:
            yield Block(caution_height(run.caution, preset), keep=not run.about)
        yield from (Block(step_height(s.title, s.body, s.picture, preset)) for s in run.steps)


def _need(html: str, preset: Preset) -> float:
    """Return the height of a list whose entries stand side by side."""
    entries = re.findall(r"<li>(.*?)</li>", html, re.DOTALL)
    if not entries:
        return prose_height(html, preset)
    beside = " ".join(f'<span class="nb">{e}</span>' for e in entries)  # an entry breaks only when longer than a line
    return lines(beside, preset.body, preset.measure - preset.body.size) * preset.body.lead


def question_height(asked: Question, preset: Preset) -> float:
    """Return the height of a question with the space above it."""
    body, lead = preset.body, preset.body.lead
    above = lead / 2 + preset.small.lead + lead / 8
    stem = lines(asked.stem, preset.bold, preset.measure) * lead
    room = preset.measure - preset.ring - TICK_GAP
    match asked.kind:
        case "words" | "number":
            answer = _RULED
        case "match":
            left = preset.measure * asked.share / 100
            lefts = sum(lines(r.content, body, left - preset.tick - 24) for r in asked.rows)
            rights = sum(lines(r.content, body, preset.measure - left - 30) for r in asked.others)
            answer = max(lefts, rights) * lead
        case _:
            answer = (1 if asked.beside else sum(lines(r.content, body, room) for r in asked.rows)) * lead
    return above + stem + prose_height(asked.material, preset) + answer


def _answers(views: Sequence[LessonView], preset: Preset) -> Iterator[Block]:
    body, lead = preset.body, preset.body.lead
    yield Block(preset.title.lead + lead * 0.375 + 2 * lead)
    for view in views:
        yield Block(lead * 0.75 + preset.heading.lead + 2, keep=True)
        for asked in view.questions:
            first = lines(f"Câu 1 {'B ' * len(asked.marks)}{asked.solution}", preset.bold, preset.measure - 12)
            why = sum(lines(reason, body, preset.measure) for reason in asked.reasons)
            yield Block((first + why) * lead + lead / 2 + 1)


def word_height(word: Word, preset: Preset) -> float:
    """Return the height of a word with its meaning and the space around it."""
    said = f"<strong>{word.word}</strong> ({word.say}, đọc): {word.meaning}."
    return lines(said, preset.body, preset.measure) * preset.body.lead + preset.body.lead / 4
