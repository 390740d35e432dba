"""Open edX courses in OLX: one per track, to be imported in Studio; the server keeps the answers and scores them.

A chapter for each run of lessons of one module, a sequential per lesson, units of HTML and a unit of problems; the
track's test is a graded sequential. Names of blocks are authored ids, so that a new version replaces the old one and
learners keep their state.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from html import escape
from itertools import groupby
from typing import Any, Literal

from lxml import etree
from pydantic import BaseModel, ConfigDict, Field

from generator.capa import Conditions, losses, problem
from generator.courseware import question, sealed
from generator.diagnostics import Diagnostic
from generator.imprint import Imprint, imprint, lines
from generator.items import ITEM_TYPES, Item, SurveyItem
from generator.model import Assessment, Curriculum, Hotline, Lesson, Track, Word
from generator.reading import Part, addressed, page, parts, simple
from generator.replacing import Holding, Unit
from generator.strings import strings
from generator.targets import Job, Package, Record, RenderContext
from generator.xmltree import Element, element

ASKED = ITEM_TYPES - {SurveyItem}
RUN = "course"  # the platform puts the run that is imported into in its place
ROOT = "course"
IMAGE = "olx/course-image.png"
MINUTES_PER_ITEM = 1
LASTS = 10  # years that a course stays open unless Studio says otherwise
_FOLLOW = ("need", "words", "help", "about")  # parts that share the unit of what stands before them
_CREATIVE_COMMONS = re.compile(r"CC-(BY(?:-NC)?(?:-SA|-ND)?)-([0-9.]+)")


class OlxOptions(BaseModel):
    """How the courses are graded (``targets: olx:`` of curriculum.yml)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    attempts: int = Field(
        default=0, ge=0, description="Answers allowed per question of a lesson; 0: as many as wanted."
    )
    lesson_weight: int = Field(
        default=0,
        ge=0,
        le=100,
        description="Percent of the grade that the questions in lessons bear; 0: practice only.",
    )
    shuffle: bool = Field(
        default=False, description="Options of single-choice questions in an order of each learner's."
    )
    draw: Literal["platform", "build"] = Field(
        default="platform",
        description="Who draws a test: the platform for each learner (Open edX Sumac or later), or the build once.",
    )


@dataclass(frozen=True, slots=True)
class Chapter:
    """Lessons, in a row, of one module."""

    identifier: str
    title: str
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """All that the course of a track is made of."""

    organisation: str
    title: str
    imprint: Imprint
    track: Track
    chapters: tuple[Chapter, ...]
    words: tuple[Word, ...]
    hotlines: tuple[Hotline, ...]
    pass_mark: int
    options: OlxOptions


@dataclass(frozen=True)
class Olx:
    """One course archive per track."""

    title: str = "Open edX (OLX)"
    engines: tuple[str, ...] = ()
    item_types: frozenset[type[Item]] = ASKED
    Options: type[BaseModel] = OlxOptions

    def jobs(self, curriculum: Curriculum, options: OlxOptions) -> Iterable[Job]:
        """Yield a job per track."""
        edition = curriculum.edition
        for track in curriculum.tracks:
            test = track.assessment
            pass_mark = test.pass_mark if test is not None else curriculum.pass_mark
            path = f"packages/olx/{track.identifier}-olx.tar.gz"
            minutes = sum(x.minutes for x in track.lessons) + MINUTES_PER_ITEM * len(test.items if test else ())
            competences = dict.fromkeys(c.identifier for x in track.lessons for c in x.competences)
            yield Job(
                name=track.identifier,
                render=render_track,
                subject=Subject(
                    organisation=curriculum.identifier,
                    title=curriculum.title,
                    imprint=imprint(curriculum),
                    track=track,
                    chapters=_chapters(curriculum, track),
                    words=curriculum.words,
                    hotlines=(*edition.emergency, *edition.help),
                    pass_mark=pass_mark,
                    options=options,
                ),
                theme=("olx", "strings"),
                makes=(path,),
                record=Record(
                    track.identifier, track.title, minutes, pass_mark, tuple(competences), _holding(track, options)
                ),
                about=(track.identifier,),
            )

    def check(self, curriculum: Curriculum, options: OlxOptions) -> Iterator[Diagnostic]:
        """Report what of the questions no problem of Open edX can express."""
        asked: dict[str, Item] = {}
        for track in curriculum.tracks:
            asked |= {i.identifier: i for x in track.lessons for i in x.items}
            if track.assessment is not None:
                asked |= {i.identifier: i for i in _may_ask(track.assessment, options)}
        for identifier in sorted(asked):
            yield from losses(asked[identifier])


def _holding(track: Track, options: OlxOptions) -> Holding:
    """Return what results hang on: blocks named for questions, wherever they stand in the course."""
    test = track.assessment
    asked = {i.identifier: question(i) for x in track.lessons for i in x.items if type(i) in ASKED}
    if test is not None:
        write = question if test.public else sealed
        asked |= {i.identifier: write(i) for i in _may_ask(test, options) if type(i) in ASKED}
    mark = test.pass_mark if test is not None else 0
    return Holding("in-place", units=(Unit("", track.identifier, mark, None, tuple(asked.values())),))


def render_track(subject: Subject, context: RenderContext) -> Package:
    """Return the course of a track as the members of its archive."""
    return _Course(subject, context).package()


class _Course:
    """The files of one course; every block has a file of its own, named for it."""

    def __init__(self, subject: Subject, context: RenderContext) -> None:
        self.subject = subject
        self.track = subject.track
        self.context = context
        language = subject.track.language
        you = subject.track.lessons[0].you if subject.track.lessons else ""
        self.words = addressed(strings(context.theme, language, "olx"), you)
        self.reading = addressed(strings(context.theme, language, "reading"), you)
        self.imprint = lines(subject.imprint, context.date, strings(context.theme, language, "imprint"))
        self.lessons = {x.identifier: f"lesson_{x.slug}" for x in reversed(subject.track.lessons)}
        self.files: dict[str, bytes] = {}
        self.shown: set[str] = set()
        self.asked: set[str] = set()

    def package(self) -> Package:
        """Return the archive."""
        root = element(None, "course")
        for chapter in self.subject.chapters:
            self._chapter(root, chapter.identifier, chapter.title, map(self._lesson, chapter.lessons))
        test = self.track.assessment
        if test is not None:
            self._chapter(root, f"chapter_{_name(test)}", test.title, [self._test(test)])
        self._write("course", RUN, root)
        given = {"url_name": RUN, "org": self.subject.organisation, "course": self.track.identifier}
        self._file("course.xml", _xml(element(None, "course", attributes=given)))
        self._about()
        self._policies()
        self._static()
        path = f"packages/olx/{self.track.identifier}-olx.tar.gz"
        return Package({f"{ROOT}/{name}": content for name, content in self.files.items()}, path)

    # --- blocks ---------------------------------------------------------------------------

    def _chapter(self, root: Element, name: str, title: str, sequentials: Iterable[str]) -> None:
        chapter = element(None, "chapter", attributes={"display_name": title})
        for sequential in sequentials:
            _point(chapter, "sequential", sequential)
        self._write("chapter", name, chapter)
        _point(root, "chapter", name)

    def _lesson(self, lesson: Lesson) -> str:
        """Write a lesson and return its name."""
        name = f"lesson_{lesson.slug}"
        sequential = element(None, "sequential", attributes={"display_name": lesson.title})
        if self._lessons_count() and _counts(lesson.items):
            sequential.set("graded", "true")
            sequential.set("format", self.words["lessons_format"])
        words = strings(self.context.theme, lesson.language, "reading")
        made = parts(
            lesson,
            asset=self._asset,
            link=self._link,
            words=words,
            hotlines=self.subject.hotlines,
            about=self.imprint,
        )
        conditions = Conditions(self.subject.options.attempts, self.subject.options.shuffle)
        said = addressed(strings(self.context.theme, lesson.language, "olx"), lesson.you)
        first = 1
        for unit in _units(made):
            opening, *rest = unit
            vertical = element(None, "vertical", attributes={"display_name": opening.title})
            html = "\n".join(filter(None, (opening.html, page(rest, 3))))
            if html:
                self._text(vertical, f"text_{lesson.slug}_{opening.name}", opening.title, html)
            asked = [i for i in opening.items if type(i) in ASKED]
            for number, item in enumerate(asked, first):
                title = said["item"].format(n=number, id=item.identifier)
                self._problem(vertical, item, title, conditions, said)
            first += len(asked)
            if len(vertical):
                self._write("vertical", f"unit_{lesson.slug}_{opening.name}", vertical)
                _point(sequential, "vertical", f"unit_{lesson.slug}_{opening.name}")
        self._write("sequential", name, sequential)
        return name

    def _test(self, test: Assessment) -> str:
        """Write the test of the track and return its name."""
        name, words = _name(test), self.words
        given = {"display_name": test.title, "graded": "true", "format": words["test_format"]}
        sequential = element(None, "sequential", attributes=given)
        lead = [words["test_lead"].format(n=len(test.items))]
        lead += [words["test_attempts"].format(n=test.attempts)] if test.attempts else []
        opening = element(None, "vertical", attributes={"display_name": test.title})
        html = "\n".join(f"<p>{escape(line, quote=False)}</p>" for line in (*lead, *self.imprint))
        self._text(opening, f"text_{name}", test.title, html)
        self._write("vertical", f"unit_{name}", opening)
        _point(sequential, "vertical", f"unit_{name}")
        questions = element(None, "vertical", attributes={"display_name": words["test_unit"]})
        conditions = Conditions(test.attempts, test.shuffle or self.subject.options.shuffle, test.visibility == "exam")
        for bank in _banks(test, self.subject.options):
            asked = [i for i in bank.items if type(i) in ASKED]
            parent = questions
            if bank.draws:
                given = {"url_name": f"bank_{name}_{bank.name}", "display_name": words["test_unit"]}
                parent = element(questions, "itembank", attributes=given | {"max_count": str(bank.draws)})
            for number, item in enumerate(asked, 1):
                title = words["drawn" if bank.draws else "item"].format(n=number, id=item.identifier)
                self._problem(parent, item, title, conditions, words)
        self._write("vertical", f"unit_{name}_questions", questions)
        _point(sequential, "vertical", f"unit_{name}_questions")
        self._write("sequential", name, sequential)
        return name

    def _problem(
        self, parent: Element, item: Item, title: str, conditions: Conditions, words: Mapping[str, str]
    ) -> None:
        name = item.identifier if item.identifier not in self.asked else f"{item.identifier}_test"
        self.asked.add(name)
        html = partial(simple, asset=self._asset, link=self._link, words=self.reading)
        self._write("problem", name, problem(item, title, conditions, html, words))
        _point(parent, "problem", name)

    def _text(self, parent: Element, name: str, title: str, html: str) -> None:
        self._write("html", name, element(None, "html", attributes={"filename": name, "display_name": title}))
        self._file(f"html/{name}.html", f"{html}\n".encode())
        _point(parent, "html", name)

    # --- about the course -----------------------------------------------------------------

    def _about(self) -> None:
        track, words = self.track, self.words
        minutes = sum(x.minutes for x in track.lessons)
        rows = "".join(f"<li>{escape(x.title, quote=False)}</li>" for x in track.lessons)
        said = (
            track.summary,
            words["overview_for"].format(audience=track.audience.title),
            words["overview_length"].format(n=len(track.lessons), minutes=minutes),
        )
        html = (
            f'<section class="about">\n<h2>{escape(track.title, quote=False)}</h2>\n{_paragraphs(said)}\n</section>\n'
            f'<section class="about">\n<h2>{words["overview_lessons"]}</h2>\n<ol>{rows}</ol>\n</section>\n'
            f'<section class="about">\n<h2>{words["overview_about"]}</h2>\n{_paragraphs(self.imprint)}\n</section>\n'
        )
        self._file("about/overview.html", html.encode())
        self._file("about/short_description.html", f"{escape(track.summary or track.title, quote=False)}\n".encode())
        for name, text in self._tabs().items():
            self._file(f"tabs/{name}.html", f"{text}\n".encode())

    def _tabs(self) -> dict[str, str]:
        """Return the pages of glossary and help that have something to say."""
        said = [
            f"<p><strong>{escape(w.word, quote=False)}</strong>: {escape(w.meaning, quote=False)}</p>"
            for w in self.subject.words
        ]
        numbers = [
            f'<p>{escape(h.label, quote=False)}: <a href="tel:{re.sub("[^0-9+*#]", "", h.number)}">'
            f"{escape(h.number, quote=False)}</a></p>"
            for h in self.subject.hotlines
            if h.number
        ]
        pages = {"words": "\n".join(said), "help": "\n".join((*numbers, _paragraphs(self.imprint)))}
        return {name: html for name, html in pages.items() if html}

    def _policies(self) -> None:
        day = self.context.date
        settings: dict[str, Any] = {
            "course_image": IMAGE.rpartition("/")[2],
            "display_name": self.words["course"].format(course=self.subject.title, track=self.track.title),
            "end": f"{day.year + LASTS}-12-31T00:00:00Z",
            "language": self.track.language,
            "self_paced": True,
            "start": f"{day.isoformat()}T00:00:00Z",
            "tabs": [
                {"type": "courseware", "name": self.words["tab_course"]},
                {"type": "course_info", "name": self.words["tab_home"]},
                {"type": "progress", "name": self.words["tab_progress"]},
                *({"type": "static_tab", "name": self.words[f"tab_{name}"], "url_slug": name} for name in self._tabs()),
            ],
        }
        licence = _CREATIVE_COMMONS.fullmatch(self.subject.imprint.licence)
        if licence:
            settings["license"] = f"creative-commons: ver={licence[2]} {licence[1].replace('-', ' ')}"
        self._file(f"policies/{RUN}/policy.json", _json({f"course/{RUN}": settings}))
        grading = {"GRADER": self._graders(), "GRADE_CUTOFFS": {"Pass": self.subject.pass_mark / 100}}
        self._file(f"policies/{RUN}/grading_policy.json", _json(grading))

    def _graders(self) -> list[dict[str, Any]]:
        """Return what counts how much; the shares sum to 1."""
        test, weight = self.track.assessment, self.subject.options.lesson_weight
        lessons = 100 if test is None else weight
        counted = sum(1 for x in self.track.lessons if _counts(x.items))
        graders = (("lessons", lessons, max(1, counted)), ("test", 100 - lessons, 1))
        return [
            {
                "type": self.words[f"{name}_format"],
                "short_label": self.words[f"{name}_label"],
                "min_count": count,
                "drop_count": 0,
                "weight": share / 100,
            }
            for name, share, count in graders
            if share
        ]

    def _lessons_count(self) -> bool:
        return self.track.assessment is None or self.subject.options.lesson_weight > 0

    # --- files ----------------------------------------------------------------------------

    def _static(self) -> None:
        """Write the pictures that are shown, and the picture of the course."""
        for asset in self.track.assets.values():
            if asset.name in self.shown:
                self._file(f"static/{asset.name}", asset.content)
        image = IMAGE.rpartition("/")[2]
        self._file(f"static/{image}", self.context.theme.find(IMAGE).read_bytes())

    def _asset(self, name: str) -> str:
        self.shown.add(name)
        return f"/static/{name}"

    def _link(self, scheme: str, identifier: str) -> str:
        """Lead to lessons of this course; words and facts stay words."""
        known = self.lessons.get(identifier, "") if scheme == "lesson" else ""
        return f"/jump_to_id/{known}" if known else ""

    def _write(self, kind: str, name: str, root: Element) -> None:
        self._file(f"{kind}/{name}.xml", _xml(root))

    def _file(self, name: str, content: bytes) -> None:
        self.files[name] = content


# --- what a test asks ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Bank:
    """Problems of a test; ``draws`` says how many of them a learner gets, 0 for all."""

    name: str
    items: tuple[Item, ...]
    draws: int = 0


def _may_ask(test: Assessment, options: OlxOptions) -> tuple[Item, ...]:
    return tuple(i for bank in _banks(test, options) for i in bank.items)


def _banks(test: Assessment, options: OlxOptions) -> tuple[_Bank, ...]:
    """Return what the platform draws from, a bank for each line of the blueprint; or the items drawn at build time.

    A block stands once in a course, so an item of two pools goes to one of them: first each pool gets as many items as
    it draws, then the first pool that lists an item gets what is left.
    """
    if options.draw == "build" or not test.pools:
        return (_Bank("", test.items),)
    listed = [[i.identifier for i in pool.items if type(i) in ASKED] for pool in test.pools]
    owner = _shared_out([pool.count for pool in test.pools], listed)
    for place, names in enumerate(listed):
        for name in names:
            owner.setdefault(name, place)
    banks = []
    for place, pool in enumerate(test.pools):
        items = tuple(i for i in pool.items if owner.get(i.identifier) == place)
        draws = pool.count if len(items) > pool.count else 0
        banks.append(_Bank(re.sub("[^a-z0-9.]+", "-", pool.competence.lower()), items, draws))
    return tuple(banks)


def _shared_out(counts: list[int], listed: list[list[str]]) -> dict[str, int]:
    """Return a pool for as many items as all pools draw together, where that can be done (Kuhn's augmenting paths)."""
    owner: dict[str, int] = {}

    def take(place: int, tried: set[str]) -> bool:
        for name in listed[place]:
            if name not in tried:
                tried.add(name)
                if name not in owner or take(owner[name], tried):
                    owner[name] = place
                    return True
        return False

    for place, count in enumerate(counts):
        for _ in range(count):
            take(place, {n for n, p in owner.items() if p == place})
    return owner


# --- small things -------------------------------------------------------------------------------


def _chapters(curriculum: Curriculum, track: Track) -> tuple[Chapter, ...]:
    """Return the lessons of a track in its order, a chapter for each run of lessons of one module."""
    modules = {x.identifier: m for m in reversed(curriculum.modules) for x in m.lessons}
    runs = groupby(track.lessons, key=lambda x: modules.get(x.identifier))
    chapters: list[Chapter] = []
    for module, found in runs:
        lessons = tuple(found)
        name = f"chapter_{module.identifier}" if module else f"chapter_{track.identifier}"
        if any(c.identifier == name for c in chapters):
            name = f"{name}_{lessons[0].slug}"
        chapters.append(Chapter(name, module.title if module else track.title, lessons))
    return tuple(chapters)


def _units(found: Iterable[Part]) -> list[list[Part]]:
    """Return parts that share a unit: what is short stands with what is before it, questions stand alone."""
    units: list[list[Part]] = []
    for part in found:
        if units and part.name in _FOLLOW and not part.items and not units[-1][0].items:
            units[-1].append(part)
        else:
            units.append([part])
    return units


def _counts(items: Iterable[Item]) -> bool:
    return any(i.points and type(i) in ASKED for i in items)


def _name(test: Assessment) -> str:
    return "-".join(filter(None, (f"test_{test.identifier}", test.form.lower())))


def _point(parent: Element, kind: str, name: str) -> None:
    element(parent, kind, attributes={"url_name": name})


def _paragraphs(said: Iterable[str]) -> str:
    return "\n".join(f"<p>{escape(line, quote=False)}</p>" for line in said if line)


def _xml(root: Element) -> bytes:
    """Return a block's file; white space is the author's, so nothing is indented that holds text."""
    if root.tag != "problem":
        etree.indent(root)
    return etree.tostring(root, encoding="UTF-8") + b"\n"


def _json(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


TARGET = Olx()
