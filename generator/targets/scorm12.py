"""SCORM 1.2 packages: one SCO with one score per lesson, the test of a track, and whole tracks as an option.

Content Aggregation Model 1.2 for the manifest, Run-Time Environment 1.2 for the player's adapter.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from generator.diagnostics import Diagnostic, Position
from generator.identifiers import xml_identifier
from generator.imprint import Imprint, imprint, lines
from generator.items import ITEM_TYPES, Item
from generator.markup import plain
from generator.model import Assessment, Competence, Curriculum, Framework, Hotline, Lesson, Role, Track
from generator.player import Policy, assessment_data, files, lesson_data, page, state_overflow
from generator.standards.ims_cp import Manifest, Organization, OrganizationItem, Resource
from generator.standards.lom import Metadata
from generator.standards.scorm import manifest_12
from generator.strings import strings
from generator.targets import Job, Package, Record, RenderContext

ADAPTER = "scorm12"
MINUTES_PER_ITEM = 1  # what a learner of any age is given in a plan, never a limit
_THEME = ("player", "strings")


class Scorm12Options(BaseModel):
    """How the packages score and when they are complete (``targets: scorm12:`` of curriculum.yml)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    attempts: int = Field(default=0, ge=0, description="Answers allowed per question; 0: as many as wanted.")
    keep: Literal["best", "first", "last"] = Field(default="best", description="Which answer counts.")
    miss: Literal["incomplete", "failed"] = Field(
        default="incomplete",
        description="What a complete lesson below the pass mark reports; «failed» locks it on some LMSs.",
    )
    complete: Literal["answered", "seen"] = Field(
        default="answered", description="Complete when every question is answered, or already when every page was seen."
    )
    exit: Literal["", "suspend"] = Field(default="", description="What the LMS is told on leaving a complete lesson.")
    shuffle: bool = Field(default=False, description="Options in a seeded order of their own.")
    tracks: bool = Field(default=False, description="Also one package per track, with a SCO per lesson.")

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
class LessonSubject:
    """All that a lesson's package is made of."""

    course: Course
    lesson: Lesson
    pass_mark: int
    policy: Policy


@dataclass(frozen=True, slots=True)
class TestSubject:
    """All that the package of a track's test is made of."""

    course: Course
    track: str
    you: str
    assessment: Assessment
    policy: Policy


@dataclass(frozen=True, slots=True)
class TrackSubject:
    """All that a track's package is made of."""

    course: Course
    track: Track
    pass_mark: int
    policy: Policy


@dataclass(frozen=True)
class Scorm12:
    """One package per lesson and test; the driver zips them."""

    title: str = "SCORM 1.2"
    engines: tuple[str, ...] = ()
    item_types: frozenset[type[Item]] = ITEM_TYPES
    Options: type[BaseModel] = Scorm12Options

    def jobs(self, curriculum: Curriculum, options: Scorm12Options) -> Iterable[Job]:
        """Yield a job per package."""
        course = _course(curriculum)
        policy = options.policy()
        for lesson in curriculum.lessons:
            lesson_path = _path(lesson.slug)
            competences = tuple(c.identifier for c in lesson.competences)
            yield Job(
                name=lesson.slug,
                render=render_lesson,
                subject=LessonSubject(course, lesson, curriculum.pass_mark, policy),
                theme=_THEME,
                makes=(lesson_path,),
                record=Record(lesson.slug, lesson.title, lesson.minutes, curriculum.pass_mark, competences),
                about=(lesson.identifier,),
            )
        for track in curriculum.tracks:
            test = track.public_test
            if test is not None:
                yield _test_job(course, track, test, policy)
            if options.tracks:
                yield _track_job(course, track, curriculum.pass_mark, policy)

    def check(self, curriculum: Curriculum, options: Scorm12Options) -> Iterator[Diagnostic]:
        """Report each lesson and test whose answers may not fit into what SCORM 1.2 keeps."""
        for data, position in _datas(curriculum, options.policy()):
            overflow = state_overflow(data, position)
            if overflow is not None:
                yield overflow


def render_lesson(subject: LessonSubject, context: RenderContext) -> Package:
    """Return the package of one lesson: its page at the root, the player and the pictures beside it."""
    lesson, course = subject.lesson, subject.course
    data = _lesson_data(subject.course, lesson, subject.pass_mark, subject.policy, context)
    beside = files(context.theme, ADAPTER) | {a.name: a.content for a in lesson.assets}
    members = {"index.html": page(context.theme, data, ADAPTER)} | beside
    sco = Resource(xml_identifier(course.identifier, lesson.slug, "sco"), "index.html", tuple(members), "sco")
    item = OrganizationItem(
        xml_identifier(course.identifier, lesson.slug, "item"),
        lesson.title,
        sco.identifier,
        _mastery(lesson.items, subject.pass_mark, subject.policy),
    )
    manifest = _manifest(course, lesson.slug, lesson.version, lesson.title, (item,), (sco,))
    metadata = _metadata(
        course,
        lesson.slug,
        lesson.title,
        _summary(lesson),
        lesson.language,
        lesson.version,
        lesson.minutes,
        lesson.competences,
    )
    return Package({"imsmanifest.xml": manifest_12(manifest, metadata)} | members, _path(lesson.slug))


def render_test(subject: TestSubject, context: RenderContext) -> Package:
    """Return the package of a track's test."""
    course, test = subject.course, subject.assessment
    name = _test_name(subject.track, test)
    data = assessment_data(
        test,
        language=course.language,
        you=subject.you,
        embedded=False,
        asset=_beside,
        strings=strings(context.theme, course.language, "player"),
        policy=subject.policy,
        about=lines(course.imprint, context.date, strings(context.theme, course.language, "imprint")),
    )
    members = {"index.html": page(context.theme, data, ADAPTER)} | files(context.theme, ADAPTER)
    members |= {a.name: a.content for a in test.assets}
    sco = Resource(xml_identifier(course.identifier, name, "sco"), "index.html", tuple(members), "sco")
    item = OrganizationItem(
        xml_identifier(course.identifier, name, "item"),
        test.title,
        sco.identifier,
        _mastery(test.items, test.pass_mark, subject.policy),
    )
    version = course.imprint.version
    manifest = _manifest(course, name, version, test.title, (item,), (sco,))
    minutes = MINUTES_PER_ITEM * len(test.items)
    metadata = _metadata(
        course, name, test.title, test.title, course.language, version, minutes, _asked(course, test.items)
    )
    return Package({"imsmanifest.xml": manifest_12(manifest, metadata)} | members, _path(name))


def render_track(subject: TrackSubject, context: RenderContext) -> Package:
    """Return the package of a track: a SCO per lesson, each with a page of its own, all files at the root."""
    course, track = subject.course, subject.track
    shared = files(context.theme, ADAPTER)
    members: dict[str, bytes] = dict(shared)
    resources, items = [], []
    for lesson in track.lessons:
        data = _lesson_data(course, lesson, subject.pass_mark, subject.policy, context)
        own = {f"{lesson.slug}.html": page(context.theme, data, ADAPTER)} | {a.name: a.content for a in lesson.assets}
        members |= own
        sco = xml_identifier(course.identifier, lesson.slug, "sco")
        resources.append(Resource(sco, f"{lesson.slug}.html", (*own, *shared), "sco"))
        item = xml_identifier(course.identifier, lesson.slug, "item")
        items.append(
            OrganizationItem(item, lesson.title, sco, _mastery(lesson.items, subject.pass_mark, subject.policy))
        )
    version = course.imprint.version
    manifest = _manifest(course, track.identifier, version, track.title, tuple(items), tuple(resources))
    competences = tuple(dict.fromkeys(c for lesson in track.lessons for c in lesson.competences))
    minutes = sum(lesson.minutes for lesson in track.lessons)
    metadata = _metadata(
        course,
        track.identifier,
        track.title,
        track.summary or track.title,
        track.language,
        version,
        minutes,
        competences,
    )
    return Package({"imsmanifest.xml": manifest_12(manifest, metadata)} | members, _path(track.identifier))


def _test_job(course: Course, track: Track, test: Assessment, policy: Policy) -> Job:
    name = _test_name(track.identifier, test)
    you = track.lessons[0].you if track.lessons else ""
    competences = tuple(sorted({c for i in test.items for c in i.competences}))
    return Job(
        name=name,
        render=render_test,
        subject=TestSubject(course, track.identifier, you, test, policy),
        theme=_THEME,
        makes=(_path(name),),
        record=Record(name, test.title, MINUTES_PER_ITEM * len(test.items), test.pass_mark, competences),
        about=(track.identifier,),
    )


def _track_job(course: Course, track: Track, pass_mark: int, policy: Policy) -> Job:
    competences = tuple(dict.fromkeys(c.identifier for lesson in track.lessons for c in lesson.competences))
    minutes = sum(lesson.minutes for lesson in track.lessons)
    return Job(
        name=track.identifier,
        render=render_track,
        subject=TrackSubject(course, track, pass_mark, policy),
        theme=_THEME,
        makes=(_path(track.identifier),),
        record=Record(track.identifier, track.title, minutes, pass_mark, competences),
        about=(track.identifier,),
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


def _datas(curriculum: Curriculum, policy: Policy) -> Iterator[tuple[dict[str, Any], Position]]:
    """Yield the player's data of every package, without the words that do not count for the state."""
    words = _Blank()
    for lesson in curriculum.lessons:
        data = lesson_data(lesson, curriculum.pass_mark, embedded=False, asset=_beside, strings=words, policy=policy)
        yield data, lesson.position
    for track in curriculum.tracks:
        test = track.public_test
        if test is not None:
            data = assessment_data(
                test, language="", you="", embedded=False, asset=_beside, strings=words, policy=policy
            )
            yield data, Position("curriculum.yml")


class _Blank(dict[str, str]):
    """Words of the player where only lengths of answers matter."""

    def __missing__(self, key: str) -> str:
        return ""


def _lesson_data(
    course: Course, lesson: Lesson, pass_mark: int, policy: Policy, context: RenderContext
) -> dict[str, Any]:
    return lesson_data(
        lesson,
        pass_mark,
        embedded=False,
        asset=_beside,
        strings=strings(context.theme, lesson.language, "player"),
        policy=policy,
        hotlines=course.hotlines,
        about=lines(course.imprint, context.date, strings(context.theme, lesson.language, "imprint")),
    )


def _manifest(
    course: Course,
    name: str,
    version: str,
    title: str,
    items: tuple[OrganizationItem, ...],
    resources: tuple[Resource, ...],
) -> Manifest:
    organization = Organization(xml_identifier(course.identifier, name, "org"), title, items)
    return Manifest(xml_identifier(course.identifier, name), version, organization, resources)


def _metadata(
    course: Course,
    name: str,
    title: str,
    description: str,
    language: str,
    version: str,
    minutes: int,
    competences: tuple[Competence, ...],
) -> Metadata:
    return Metadata(
        identifier=f"{course.identifier}/{name}",
        title=title,
        description=description,
        language=language,
        version=version,
        minutes=minutes,
        licence=course.imprint.licence,
        competences=competences,
        frameworks=course.frameworks,
    )


def _asked(course: Course, items: tuple[Item, ...]) -> tuple[Competence, ...]:
    known = {c.identifier: c for f in course.frameworks for c in f.competences}
    return tuple(known[c] for c in sorted({c for i in items for c in i.competences}))


def _summary(lesson: Lesson) -> str:
    goal = lesson.section(Role.GOAL)
    return plain(goal.html) if goal and goal.html else plain(lesson.message) or lesson.title


def _mastery(items: tuple[Item, ...], pass_mark: int, policy: Policy) -> int | None:
    """Return the mastery score of the manifest (CAM 1.2, 2.3.5.3), if one may be promised.

    A lesson without graded questions has no score. Where a miss stays incomplete the platform must not judge:
    Moodle's LMSFinish makes «failed» of any score below a mastery score, also in a lesson half done.
    """
    return pass_mark if policy.miss == "failed" and any(i.points for i in items) else None


def _test_name(track: str, test: Assessment) -> str:
    return "-".join(filter(None, (track, test.identifier, test.form)))


def _path(name: str) -> str:
    return f"packages/scorm12/{name}-scorm12.zip"


def _beside(name: str) -> str:
    return name


TARGET = Scorm12()
