"""What the packages with a player of their own hold: units that a learner launches, and what a course says about them.

A target adds a manifest and the adapter of its run-time; everything else is here.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from generator.diagnostics import Position
from generator.identifiers import xml_identifier
from generator.imprint import Imprint, imprint, lines
from generator.items import ChoiceItem, Item, MultipleResponseItem, SurveyItem, TrueFalseItem
from generator.markup import plain
from generator.model import Assessment, Asset, Competence, Curriculum, Framework, Hotline, Lesson, Module, Role, Track
from generator.player import READABLE_STATES, STATE, Policy, assessment_data, files, lesson_data, page, revision
from generator.replacing import Draw, Holding, Question
from generator.replacing import Unit as HeldUnit
from generator.standards.ims_cp import Manifest, Organization, OrganizationItem, Resource
from generator.standards.lom import Metadata
from generator.strings import strings
from generator.targets import Job, Package, Record, RenderContext

MINUTES_PER_ITEM = 1  # what a learner of any age is given in a plan, never a limit
THEME = ("player", "strings")

PlayerData: TypeAlias = dict[str, Any]


class PlayerOptions(BaseModel):
    """How lessons score, when they are complete, and what is packed (``targets: <name>:`` of curriculum.yml)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    attempts: int = Field(
        default=0,
        ge=0,
        description="Answers allowed per question; 0: as many as wanted. A test has attempts of its own.",
    )
    keep: Literal["best", "first", "last"] = Field(
        default="best", description="Which answer to a question counts, and which attempt at a test."
    )
    miss: Literal["incomplete", "failed"] = Field(
        default="incomplete",
        description="What a complete lesson below the pass mark reports; «failed» locks it on some LMSs.",
    )
    complete: Literal["answered", "seen"] = Field(
        default="answered", description="Complete when every question is answered, or already when every page was seen."
    )
    shuffle: bool = Field(default=False, description="Options in an order of the learner's own, kept for next time.")
    modules: bool = Field(default=False, description="Also one package per module, to launch its lessons one by one.")
    tracks: bool = Field(default=False, description="Also one package per track: its lessons and its practice test.")

    def policy(self) -> Policy:
        """Return the player's part of the options."""
        return Policy(self.attempts, self.keep, self.miss, self.complete, "", self.shuffle)


class ScormOptions(PlayerOptions):
    """What SCORM adds to the options of every player."""

    exit: Literal["", "suspend"] = Field(default="", description="What the LMS is told on leaving a complete lesson.")

    def policy(self) -> Policy:
        """Return the player's part of the options."""
        return Policy(self.attempts, self.keep, self.miss, self.complete, self.exit, self.shuffle)


@dataclass(frozen=True, slots=True)
class Course:
    """What a package says about the course it belongs to."""

    identifier: str
    language: str
    imprint: Imprint
    frameworks: tuple[Framework, ...]
    hotlines: tuple[Hotline, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A lesson or a test: what a learner launches, and what gets one score (a SCO, an assignable unit).

    ``name`` is unique in the course and names files; ``pass_mark`` is in percent; ``you`` addresses the learner.
    """

    name: str
    content: Lesson | Assessment
    description: str
    language: str
    version: str
    you: str
    pass_mark: int
    minutes: int
    competences: tuple[Competence, ...]

    @property
    def title(self) -> str:
        """Its title for people."""
        return self.content.title

    @property
    def items(self) -> tuple[Item, ...]:
        """Every question that it may ask."""
        bank = self.content.bank if isinstance(self.content, Assessment) else ()
        return bank or self.content.items

    @property
    def assets(self) -> tuple[Asset, ...]:
        """The pictures that it may show."""
        pools = self.content.pools if isinstance(self.content, Assessment) else ()
        return tuple({a.name: a for a in (*self.content.assets, *(a for p in pools for a in p.assets))}.values())

    @property
    def graded(self) -> bool:
        """Whether it has a score at all."""
        return any(i.points for i in self.items)


@dataclass(frozen=True, slots=True)
class Group:
    """Units under a heading of the table of contents; without an ``identifier`` they stand by themselves."""

    identifier: str
    title: str
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Courseware:
    """All that a package is made of."""

    course: Course
    name: str
    title: str
    description: str
    language: str
    version: str
    groups: tuple[Group, ...]
    policy: Policy

    @property
    def units(self) -> tuple[Unit, ...]:
        """Everything that can be launched, in order."""
        return tuple(u for g in self.groups for u in g.units)

    @property
    def competences(self) -> tuple[Competence, ...]:
        """What the units teach, each once."""
        return tuple(dict.fromkeys(c for u in self.units for c in u.competences))

    @property
    def minutes(self) -> int:
        """How long a learner needs."""
        return sum(u.minutes for u in self.units)

    def metadata(self, unit: Unit | None = None) -> Metadata:
        """Return what the package, or one of its units, says of itself in LOM's words."""
        said = unit or self
        return Metadata(
            identifier=f"{self.course.identifier}/{said.name}",
            title=said.title,
            description=said.description,
            language=said.language,
            version=said.version,
            minutes=said.minutes,
            licence=self.course.imprint.licence,
            competences=said.competences,
            frameworks=self.course.frameworks,
        )


@dataclass(frozen=True, slots=True)
class Launch:
    """A unit in a package: its launch page and every file that this page needs, itself first."""

    unit: Unit
    href: str
    files: tuple[str, ...]


def courseware(curriculum: Curriculum, options: PlayerOptions) -> Iterator[tuple[Courseware, tuple[str, ...]]]:
    """Yield what each package holds, and the ids of the lesson, module or track it is about."""
    course = _course(curriculum)
    policy = options.policy()
    for lesson in curriculum.lessons:
        yield _single(course, _lesson(curriculum, lesson), policy), (lesson.identifier,)
    for track in curriculum.tracks:
        for unit in _tests(curriculum, track):
            yield _single(course, unit, policy), (track.identifier,)
    for module in curriculum.modules if options.modules else ():
        units = tuple(_lesson(curriculum, x) for x in module.lessons)
        yield _several(course, module, course.language, (Group("", "", units),), policy), (module.identifier,)
    for track in curriculum.tracks if options.tracks else ():
        tests = tuple(_tests(curriculum, track))
        groups = (*_chapters(curriculum, track), *((Group("", "", tests),) if tests else ()))
        yield _several(course, track, track.language, groups, policy), (track.identifier,)


def job(
    package: Courseware,
    about: tuple[str, ...],
    path: str,
    render: Callable[[Any, RenderContext], Package],
    held: Holding | None = None,
) -> Job:
    """Return the work that makes ``package`` at ``path`` below ``dist/`` with ``render``.

    ``held`` is what results hang on, where that is not what the manifest of SCORM says.
    """
    competences = tuple(c.identifier for c in package.competences)
    pass_mark = max(u.pass_mark for u in package.units)
    return Job(
        name=package.name,
        render=render,
        subject=package,
        theme=THEME,
        makes=(path,),
        record=Record(package.name, package.title, package.minutes, pass_mark, competences, held or holding(package)),
        about=about,
    )


def holding(package: Courseware) -> Holding:
    """Return what learners' results hang on: the names in the manifest, the player's state, its policy, its items."""
    course = package.course.identifier
    units = tuple(
        HeldUnit(
            identifier=xml_identifier(course, u.name, "item"),
            name=u.name,
            pass_mark=u.pass_mark,
            mastery=_mastery(u, package.policy),
            questions=tuple(question(i) for i in u.items),
            draws=tuple(_draws(u.content)) if isinstance(u.content, Assessment) else (),
        )
        for u in package.units
    )
    name = xml_identifier(course, package.name)
    return Holding("resumes", name, package.policy.keep, STATE, READABLE_STATES, units)


def _draws(test: Assessment) -> Iterator[Draw]:
    """Yield what the player draws from for each attempt; nothing where the build has drawn."""
    if test.draw == "attempt":
        for pool, own in test.parted:
            yield Draw(min(pool.count, len(own)), tuple(i.identifier for i in own))


def question(item: Item) -> Question:
    """Return ``item`` as results hang on it."""
    content = options = ""
    if isinstance(item, ChoiceItem | MultipleResponseItem | TrueFalseItem | SurveyItem):
        content = _digest(sorted([c.content, c.correct] for c in item.choices))
        options = _digest([c.content for c in item.choices])
    points = 0 if isinstance(item, SurveyItem) else item.points
    return Question(item.identifier, type(item).__name__, revision(item), points, content, options)


def sealed(item: Item) -> Question:
    """Return a question of an exam: what is written down of it helps nobody to guess the answer."""
    return Question(item.identifier, type(item).__name__, "", 0 if isinstance(item, SurveyItem) else item.points)


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:12]


def no_more(_unit: Unit) -> PlayerData:
    """Return nothing for an adapter that needs to know nothing else."""
    return {}


def assemble(
    package: Courseware, context: RenderContext, adapter: str, more: Callable[[Unit], PlayerData] = no_more
) -> tuple[dict[str, bytes], tuple[Launch, ...]]:
    """Return every file of ``package`` but its manifest, and what can be launched.

    ``more`` returns what the adapter wants to know of a unit besides what the player plays.

    One unit is launched at ``index.html``, several at ``<name>.html`` each; all files lie at the root, since the
    Open edX block finds them by their last name alone.
    """
    shared = files(context.theme, adapter)
    members = dict(shared)
    launches = []
    for unit in package.units:
        href = "index.html" if len(package.units) == 1 else f"{unit.name}.html"
        data = unit_data(package.course, unit, package.policy, context) | more(unit)
        own = {href: page(context.theme, data, adapter)} | {a.name: a.content for a in unit.assets}
        members |= own
        launches.append(Launch(unit, href, (*own, *shared)))
    return members, tuple(launches)


def manifest(package: Courseware, launches: tuple[Launch, ...]) -> Manifest:
    """Return the manifest of a SCORM package: units stand under their group, a resource each, in launch order."""
    course = package.course.identifier

    def item(unit: Unit) -> OrganizationItem:
        name = xml_identifier(course, unit.name, "item")
        return OrganizationItem(name, unit.title, _sco(course, unit), _mastery(unit, package.policy))

    items: list[OrganizationItem] = []
    for group in package.groups:
        own = tuple(item(u) for u in group.units)
        if group.identifier:
            branch = xml_identifier(course, package.name, group.identifier, "branch")
            own = (OrganizationItem(branch, group.title, items=own),)
        items += own
    organization = Organization(xml_identifier(course, package.name, "org"), package.title, tuple(items))
    resources = tuple(Resource(_sco(course, x.unit), x.href, x.files, "sco") for x in launches)
    return Manifest(xml_identifier(course, package.name), package.version, organization, resources)


def _mastery(unit: Unit, policy: Policy) -> int | None:
    """Return the score that the platform may judge by, if it may judge at all.

    A lesson without graded questions has no score. Where a miss stays incomplete the platform must not judge:
    Moodle's LMSFinish makes «failed» of any score below a mastery score, also in a lesson half done.
    """
    return unit.pass_mark if policy.miss == "failed" and unit.graded else None


def _sco(course: str, unit: Unit) -> str:
    return xml_identifier(course, unit.name, "sco")


def unit_data(course: Course, unit: Unit, policy: Policy, context: RenderContext) -> PlayerData:
    """Return what the player plays for ``unit``."""
    words = strings(context.theme, unit.language, "player")
    about = lines(course.imprint, context.date, strings(context.theme, unit.language, "imprint"))
    return _data(course, unit, policy, words, about)


def bare_data(curriculum: Curriculum, policy: Policy) -> Iterator[tuple[PlayerData, Position]]:
    """Yield the player's data of every lesson and test, without words: enough to know the longest state."""
    course = _course(curriculum)
    for lesson in curriculum.lessons:
        yield _data(course, _lesson(curriculum, lesson), policy, _Blank(), ()), lesson.position
    for track in curriculum.tracks:
        for unit in _tests(curriculum, track):
            yield _data(course, unit, policy, _Blank(), ()), Position("curriculum.yml")


class _Blank(dict[str, str]):
    """Words of the player where only lengths of answers matter."""

    def __missing__(self, key: str) -> str:
        return ""


def _data(course: Course, unit: Unit, policy: Policy, words: Mapping[str, str], about: tuple[str, ...]) -> PlayerData:
    if isinstance(unit.content, Assessment):
        return assessment_data(
            unit.content,
            language=unit.language,
            you=unit.you,
            embedded=False,
            asset=_beside,
            strings=words,
            policy=policy,
            about=about,
        )
    return lesson_data(
        unit.content,
        unit.pass_mark,
        embedded=False,
        asset=_beside,
        strings=words,
        policy=policy,
        hotlines=course.hotlines,
        about=about,
    )


def _course(curriculum: Curriculum) -> Course:
    edition = curriculum.edition
    return Course(
        curriculum.identifier,
        curriculum.language,
        imprint(curriculum),
        curriculum.frameworks,
        (*edition.emergency, *edition.help),
    )


def _single(course: Course, unit: Unit, policy: Policy) -> Courseware:
    return Courseware(
        course=course,
        name=unit.name,
        title=unit.title,
        description=unit.description,
        language=unit.language,
        version=unit.version,
        groups=(Group("", "", (unit,)),),
        policy=policy,
    )


def _several(
    course: Course, about: Module | Track, language: str, groups: tuple[Group, ...], policy: Policy
) -> Courseware:
    return Courseware(
        course=course,
        name=about.identifier,
        title=about.title,
        description=about.summary or about.title,
        language=language,
        version=course.imprint.version,
        groups=groups,
        policy=policy,
    )


def _lesson(curriculum: Curriculum, lesson: Lesson) -> Unit:
    goal = lesson.section(Role.GOAL)
    said = plain(goal.html) if goal and goal.html else plain(lesson.message)
    return Unit(
        name=lesson.slug,
        content=lesson,
        description=said or lesson.title,
        language=lesson.language,
        version=lesson.version,
        you=lesson.you,
        pass_mark=curriculum.pass_mark,
        minutes=lesson.minutes,
        competences=lesson.competences,
    )


def _tests(curriculum: Curriculum, track: Track) -> Iterator[Unit]:
    """Yield the track's test, unless it is an exam: whoever opens a package can read its answers."""
    test = track.public_test
    if test is None:
        return
    if test.draw == "attempt" and track.assessment is not None:
        test = track.assessment  # with all that the player may draw
    known = {c.identifier: c for f in curriculum.frameworks for c in f.competences}
    yield Unit(
        name="-".join(filter(None, (track.identifier, test.identifier, test.form))),
        content=test,
        description=test.title,
        language=curriculum.language,
        version=curriculum.version,
        you=track.lessons[0].you if track.lessons else "",
        pass_mark=test.pass_mark,
        minutes=MINUTES_PER_ITEM * len(test.items),
        competences=tuple(known[c] for c in sorted({c for i in test.bank or test.items for c in i.competences})),
    )


def _chapters(curriculum: Curriculum, track: Track) -> Iterator[Group]:
    """Yield the lessons of a track under their modules, in the track's order."""
    modules = {x.identifier: m for m in curriculum.modules for x in m.lessons}

    def module(lesson: Lesson) -> str:
        return modules[lesson.identifier].identifier if lesson.identifier in modules else ""

    seen: dict[str, int] = {}
    for key, lessons in groupby(track.lessons, module):
        units = tuple(_lesson(curriculum, x) for x in lessons)
        seen[key] = seen.get(key, 0) + 1  # a track may come back to a module
        title = modules[units[0].content.identifier].title if key else ""
        yield Group(key if seen[key] < 2 else f"{key}-{seen[key]}", title, units)


def _beside(name: str) -> str:
    return name
