"""How many volumes a track's booklet becomes, and which lessons each holds: computed, so that nothing is laid out."""

from collections.abc import Callable, Mapping, Sequence
from unicodedata import normalize

from generator.model import Lesson, Role, Word
from generator.paper.fit import (
    Block,
    answer_blocks,
    answers_opening,
    lesson_blocks,
    pages,
    word_height,
    words_opening,
)
from generator.paper.lesson import Layout, lesson_view
from generator.paper.presets import Preset, Settings
from generator.paper.views import LessonView

FRONT, BACK = 4, 1  # cover, how to use, contents, emergency numbers; the back cover
_WORDS = {
    "minutes": "{n} ……",
    "caution": "……",
    "note": "……",
    "steps_device": "…… {device}",
    "other_phones_after": "…… {devices}",
    "other_phones_before": "…… {devices}",
    "decimal": ",",
    "group": ".",
    "range": "…… {low} …… {high}",
}


def split(
    lessons: Sequence[Lesson], preset: Preset, settings: Settings, hotlines: int = 3, web: bool = False
) -> tuple[tuple[Lesson, ...], ...]:
    """Return the lessons of each volume: as few volumes as hold them, and those as even as can be.

    A paper that is not imposed is one volume. A lesson too long for any volume has one to itself.
    ``hotlines`` is how many lines stand under «help»; ``web``: lessons have an address on the web.
    """
    if not preset.imposed or not lessons:
        return (tuple(lessons),)
    layout = Layout(_WORDS, lambda _: "", preset, settings.story, hotlines, web, settings.hints)
    views = [lesson_view(x, layout) for x in lessons]
    lengths = [lesson_pages(v, preset, hotlines) for v in views]
    answers = [tuple(answer_blocks(v, preset)) if settings.answers and v.questions else () for v in views]
    heights = {w: Block(word_height(w, preset), above=preset.body.lead / 4) for w in words_of(lessons)}

    def length(start: int, end: int) -> int:
        total = FRONT + sum(lengths[start:end]) + settings.notes + BACK
        answered = [block for part in answers[start:end] for block in part]
        explained = [heights[w] for w in words_of(lessons[start:end])]
        ending = [answers_opening(preset), *answered] if answered else []
        ending += [words_opening(preset), *explained] if explained else []
        total += max(pages(ending, preset.room)) if ending else 0
        return -(-total // 4) * 4

    ends = _even(len(lessons), length, settings.longest)
    return tuple(tuple(lessons[a:b]) for a, b in zip((0, *ends), ends, strict=False))


def lesson_pages(view: LessonView, preset: Preset, hotlines: int = 3) -> int:
    """Return the pages of a lesson in an imposed booklet, which are even: the next starts on the right."""
    last = max(pages(lesson_blocks(view, preset, hotlines), preset.room))
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
    fits: dict[tuple[int, int], int] = {}
    for start in range(count):
        for end in range(start + 1, count + 1):
            cost = length(start, end)
            if cost > longest and end > start + 1:
                break  # a longer part is no shorter
            fits[start, end] = cost
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
