"""Moodle question banks: a file with the questions of a track's lessons, and one with the pools of its test.

Moodle XML; GIFT and Aiken on request. The platform keeps the answers and scores, so exam items leave here too.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from generator import gift, moodle_xml
from generator.diagnostics import Diagnostic, warning
from generator.gift import Loss
from generator.items import ITEM_TYPES, Item, MatchItem, MultipleResponseItem, NumericItem, TextEntryItem, html_of
from generator.model import Assessment, Asset, Curriculum, Track
from generator.moodle_xml import Category, Manner, Question
from generator.reading import addressed, simple
from generator.replacing import Holding
from generator.strings import strings
from generator.targets import Job, Package, Record, RenderContext

Format = Literal["xml", "gift", "aiken"]

MINUTES_PER_ITEM = 1
SUFFIXES: dict[Format, str] = {"xml": ".xml", "gift": ".gift.txt", "aiken": ".aiken.txt"}
_THEME = ("strings",)
_BESIDE = Holding("beside")  # importing makes new questions and leaves the old ones and their results

PICTURE_IN_LIST = "its list of right sides holds words only: the text alternatives stand in place of pictures"
TYPED_LETTERS = "typed words are compared letter by letter: what is half marked or oddly spaced is wrong there"
DOTTED_RANGE = "a number written with dots, such as 45.000, is read as 45 there: the question asks for bare digits"


class MoodleOptions(BaseModel):
    """What is written for Moodle (``targets: moodle:`` of curriculum.yml)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    formats: tuple[Format, ...] = Field(
        default=("xml",), strict=False, description="xml: everything; gift, aiken: plain text that holds less."
    )


@dataclass(frozen=True, slots=True)
class QuestionsSubject:
    """All that a file of questions is made of."""

    format: Format
    path: str
    language: str
    you: str
    categories: tuple[Category, ...]
    assets: tuple[Asset, ...]
    shuffle: bool


@dataclass(frozen=True)
class Moodle:
    """A file per track and per test, in every format asked for."""

    title: str = "Moodle"
    engines: tuple[str, ...] = ()
    item_types: frozenset[type[Item]] = ITEM_TYPES
    Options: type[BaseModel] = MoodleOptions

    def jobs(self, curriculum: Curriculum, options: MoodleOptions) -> Iterable[Job]:
        """Yield a job per file; a track without questions has none."""
        for track in curriculum.tracks:
            for form in options.formats:
                if any(lesson.items for lesson in track.lessons):
                    yield _track_job(curriculum, track, form)
                if track.assessment is not None:
                    yield _test_job(curriculum, track, track.assessment, form)

    def check(self, curriculum: Curriculum, options: MoodleOptions) -> Iterator[Diagnostic]:
        """Report at the author's lines what the formats asked for cannot hold."""
        for item in (i for track in curriculum.tracks for i in track.items):
            if "xml" in options.formats:
                yield from (_loss("moodle-loss", item, "Moodle XML", x.reason) for x in xml_losses(item))
            if "gift" in options.formats:
                yield from (_loss("gift-loss", item, "GIFT", x.reason) for x in gift.gift_losses(item))
            if "aiken" in options.formats:
                yield from (_loss("aiken-loss", item, "Aiken", x.reason) for x in gift.aiken_losses(item))


def xml_losses(item: Item) -> Iterator[Loss]:
    """Yield what of ``item`` Moodle XML cannot hold."""
    match item:
        case MultipleResponseItem() if not moodle_xml.expressible(item):
            yield Loss(gift.NO_SUCH_FRACTION, True)
        case MatchItem() if any("<img " in right for right in (*(p.right for p in item.pairs), *item.distractors)):
            yield Loss(PICTURE_IN_LIST)
        case TextEntryItem() if any(" " in a or not a.isascii() for a in item.answers):
            yield Loss(TYPED_LETTERS)
        case NumericItem() if moodle_xml.is_large(item) and not moodle_xml.as_words(item):
            yield Loss(DOTTED_RANGE)
        case _:
            pass


def render_questions(subject: QuestionsSubject, context: RenderContext) -> Package:
    """Return a file of questions."""
    words = addressed(strings(context.theme, subject.language, "moodle"), subject.you)
    reading = addressed(strings(context.theme, subject.language, "reading"), subject.you)
    html = partial(simple, asset=_kept, words=reading)
    true_words = strings(context.theme, subject.language, "player")["trueWords"]
    if subject.format == "aiken":
        content = gift.aiken(subject.categories).encode()
    elif subject.format == "gift":
        content = gift.gift(subject.categories, html, true_words, words["bare_number"]).encode()
    else:
        assets = {a.name: a for a in subject.assets}
        manner = Manner(html, assets, true_words, words["bare_number"], words["draw"], subject.shuffle)
        content = moodle_xml.quiz(subject.categories, manner)
    return Package({subject.path: content})


def _track_job(curriculum: Curriculum, track: Track, form: Format) -> Job:
    """Return the job of the questions of a track's lessons."""
    name = f"{track.identifier}-{form}"
    path = _path(track.identifier, form)
    minutes = sum(lesson.minutes for lesson in track.lessons)
    competences = tuple(dict.fromkeys(c.identifier for lesson in track.lessons for c in lesson.competences))
    categories = tuple(_lesson_categories(curriculum, track))
    return Job(
        name=name,
        render=render_questions,
        subject=_subject(track, form, path, categories, (a for lesson in track.lessons for a in lesson.assets), False),
        theme=_THEME,
        makes=(path,),
        record=Record(name, track.title, minutes, curriculum.pass_mark, competences, _BESIDE),
        about=(track.identifier,),
    )


def _test_job(curriculum: Curriculum, track: Track, test: Assessment, form: Format) -> Job:
    """Return the job of the pools of a track's test."""
    stem = "-".join(filter(None, (track.identifier, test.identifier, test.form)))
    name = f"{stem}-{form}"
    path = _path(stem, form)
    competences = tuple(sorted({c for i in test.bank for c in i.competences}))
    minutes = MINUTES_PER_ITEM * sum(p.count for p in test.pools)
    categories = tuple(_test_categories(curriculum, track, test))
    return Job(
        name=name,
        render=render_questions,
        subject=_subject(track, form, path, categories, (a for p in test.pools for a in p.assets), test.shuffle),
        theme=_THEME,
        makes=(path,),
        record=Record(name, test.title, minutes, test.pass_mark, competences, _BESIDE),
        about=(track.identifier,),
    )


def _subject(
    track: Track, form: Format, path: str, categories: tuple[Category, ...], assets: Iterable[Asset], shuffle: bool
) -> QuestionsSubject:
    """Return the subject of a file, with the pictures that its questions show and no others."""
    html = "".join(text for c in categories for q in c.questions for text in html_of(q.item))
    shown = {a.name: a for a in assets if f'src="asset:{a.name}"' in html}
    you = track.lessons[0].you if track.lessons else ""
    return QuestionsSubject(
        form, path, track.language, you, categories, tuple(shown[n] for n in sorted(shown)), shuffle
    )


def _lesson_categories(curriculum: Curriculum, track: Track) -> Iterator[Category]:
    """Yield the questions of a track's lessons, by module and by the first competence each asks for."""
    modules = {x.identifier: (m.identifier, m.title) for m in curriculum.modules for x in m.lessons}
    by_place: dict[tuple[tuple[str, str], str], list[Question]] = {}
    for lesson in track.lessons:
        for item in lesson.items:
            place = (modules.get(lesson.identifier, ("", "")), next(iter(item.competences), ""))
            by_place.setdefault(place, []).append(Question(item, (*item.competences, lesson.identifier)))
    for (module, competence), questions in by_place.items():
        yield _category(curriculum, track, module, competence, questions)


def _test_categories(curriculum: Curriculum, track: Track, test: Assessment) -> Iterator[Category]:
    """Yield the pools of a test, each item in one of them, so that what is drawn from two is never the same."""
    for pool, items in test.parted:
        questions = [Question(i, (*i.competences, test.identifier)) for i in items]
        yield _category(curriculum, track, (test.identifier, test.title), pool.competence, questions, pool.count)


def _category(
    curriculum: Curriculum,
    track: Track,
    place: tuple[str, str],
    competence: str,
    questions: list[Question],
    draw: int = 0,
) -> Category:
    identifier, title = place
    known = {c.identifier: c for f in curriculum.frameworks for c in f.competences}
    named = f"{known[competence].code} {known[competence].title}" if competence in known else competence
    path = tuple(filter(None, (curriculum.title, track.title, title, named)))
    names = filter(None, (curriculum.identifier, track.identifier, identifier, competence.replace(":", "-")))
    return Category(path, "-".join(names), tuple(questions), draw)


def _loss(rule: str, item: Item, form: str, reason: str) -> Diagnostic:
    """Report that a format cannot hold all of a question."""
    message = "«{item}» in {format}: {reason}"
    remedy = "keep the question for the other targets, and accept this with «accept:», or ask it in another way"
    return warning(
        item.position, rule, message, remedy, target="moodle", item=item.identifier, format=form, reason=reason
    )


def _path(name: str, form: Format) -> str:
    return f"packages/moodle/{name}-moodle{SUFFIXES[form]}"


def _kept(name: str) -> str:
    return f"asset:{name}"


TARGET = Moodle()
