"""QTI 2.1 and 3.0 packages: per track every question of its lessons as a practice test, and its final test.

A platform that imports them keeps the answers on its server and scores them: this is one of the places for ``exam``
questions. The pages of lessons are no part of QTI.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Literal

from lxml import etree
from pydantic import BaseModel, ConfigDict, Field

from generator.diagnostics import Diagnostic, Position, warning
from generator.identifiers import xml_identifier
from generator.imprint import Imprint, imprint, lines
from generator.items import ITEM_TYPES, Item, NumericItem, TextEntryItem
from generator.markup import plain
from generator.model import Assessment, Competence, Curriculum, Framework, Lesson, Module, Track
from generator.reading import addressed, simple
from generator.replacing import Holding
from generator.standards.qti.assessment import AssessmentTest, Section, assessment_test
from generator.standards.qti.dialect import DIALECTS, written
from generator.standards.qti.item import Style, assessment_item
from generator.standards.qti.package import MANIFEST, About, Resource, interaction, manifest
from generator.standards.qti.package import Package as ContentPackage
from generator.standards.qti.scoring import Words
from generator.strings import strings
from generator.targets import Job, Package, Record, RenderContext
from generator.xmltree import Element

LONGEST_TITLE = 80  # characters of a question that serve as its title in an item bank
_FOLDER = "items"
_VARIES = Holding("varies")  # some platforms replace by identifier, some add a second copy
_GROUPED = 1000  # numbers from here on are often typed with a mark between the thousands

Version = Literal["2.1", "3.0"]
Drawer = Literal["platform", "form"]


class QtiOptions(BaseModel):
    """What the packages hold (``targets: qti:`` of curriculum.yml)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    versions: tuple[Version, ...] = Field(default=("2.1", "3.0"), min_length=1, description="Versions of QTI.")
    typed: Words = Field(
        default="pattern",
        description="How typed words are compared: «pattern» as everywhere else here, «mapping» for platforms that know"
        " nothing but a list of answers.",
    )
    shuffle: bool = Field(default=False, description="Options in an order of the platform's own.")
    draw: Drawer = Field(
        default="platform",
        description="Who draws a test's questions: the platform for each learner, or the build once.",
    )


@dataclass(frozen=True, slots=True)
class TrackSubject:
    """All that a track's package is made of; ``modules`` hold the track's lessons and no others."""

    identifier: str
    imprint: Imprint
    frameworks: tuple[Framework, ...]
    track: Track
    modules: tuple[Module, ...]
    pass_mark: int
    version: Version
    typed: Words
    shuffle: bool
    draw: Drawer


@dataclass(frozen=True)
class Qti:
    """One package per track and version; the driver zips it."""

    title: str = "QTI 2.1, 3.0"
    engines: tuple[str, ...] = ()
    item_types: frozenset[type[Item]] = ITEM_TYPES
    Options: type[BaseModel] = QtiOptions

    def jobs(self, curriculum: Curriculum, options: QtiOptions) -> Iterable[Job]:
        """Yield a job per track and version."""
        for track in curriculum.tracks:
            items = _items(track, options.draw)
            if not items:
                continue
            competences = tuple(sorted({c for i in items for c in i.competences}))
            mark = track.assessment.pass_mark if track.assessment else curriculum.pass_mark
            for version in dict.fromkeys(options.versions):
                name = f"{track.identifier}-{DIALECTS[version].profile}"
                path = f"packages/qti/{name}.zip"
                subject = TrackSubject(
                    curriculum.identifier,
                    imprint(curriculum),
                    curriculum.frameworks,
                    track,
                    _modules(curriculum, track),
                    curriculum.pass_mark,
                    version,
                    options.typed,
                    options.shuffle,
                    options.draw,
                )
                yield Job(
                    name=name,
                    render=render_track,
                    subject=subject,
                    theme=("strings",),
                    makes=(path,),
                    record=Record(name, track.title, sum(x.minutes for x in track.lessons), mark, competences, _VARIES),
                    about=(track.identifier,),
                )

    def check(self, curriculum: Curriculum, options: QtiOptions) -> Iterator[Diagnostic]:
        """Report what QTI, or this way of writing it, cannot express."""
        seen: set[str] = set()
        for track in curriculum.tracks:
            for item in _items(track, options.draw):
                if item.identifier not in seen:
                    seen.add(item.identifier)
                    yield from _losses(item, options)
            test = track.assessment
            if test is not None and not test.public and test.attempts > 1:
                yield warning(
                    Position("curriculum.yml"),
                    "qti-loss",
                    "QTI cannot say that the exam «{test}» may be taken {n} times",
                    "set the number of attempts where the platform hands out the test",
                    target="qti",
                    test=test.identifier,
                    n=test.attempts,
                )


def render_track(subject: TrackSubject, context: RenderContext) -> Package:
    """Return the package of a track: its manifest and tests at the root, its items and their pictures in one folder."""
    dialect = DIALECTS[subject.version]
    track = subject.track
    words = strings(context.theme, track.language, "qti")
    reading = addressed(strings(context.theme, track.language, "reading"), _you(track))
    style = Style(partial(_html, words=reading), words, subject.typed, subject.shuffle)
    known = {c.identifier: c for f in subject.frameworks for c in f.competences}
    items = _items(track, subject.draw)
    assets = track.assets
    files = {i.identifier: f"{_FOLDER}/{i.identifier}.xml" for i in items}
    members: dict[str, bytes] = {}
    resources: list[Resource] = []
    used: dict[str, None] = {}
    for item in items:
        title = _title(item)
        tree = assessment_item(item, title, track.language, style)
        members[files[item.identifier]] = written(tree, dialect)
        pictures = tuple(dict.fromkeys(str(img.get("src")) for img in tree.iter("img")))
        used |= dict.fromkeys(pictures)
        resources.append(
            Resource(
                _identifier(subject, item.identifier),
                "item",
                (files[item.identifier], *(f"{_FOLDER}/{p}" for p in pictures)),
                tuple(_identifier(subject, "file", p) for p in pictures),
                About(
                    item.identifier,
                    title,
                    track.language,
                    _asked(item.competences, known),
                    interaction=interaction(item),
                    feedback=tree.find("modalFeedback") is not None,
                    solution=tree.find("responseDeclaration/correctResponse") is not None,
                ),
            )
        )
    tests = tuple(_tests(subject, files))
    for test in tests:
        name = f"{test.identifier}.xml"
        members[name] = written(assessment_test(test, words), dialect)
        asked = tuple(dict.fromkeys(_names(test.sections)))
        about = About(test.identifier, test.title, track.language)
        needs = tuple(_identifier(subject, i) for i in asked)
        resources.insert(0, Resource(_identifier(subject, test.identifier), "test", (name,), needs, about))
    for picture in sorted(used):
        members[f"{_FOLDER}/{picture}"] = assets[picture].content
        resources.append(Resource(_identifier(subject, "file", picture), "webcontent", (f"{_FOLDER}/{picture}",)))
    said = lines(subject.imprint, context.date, strings(context.theme, track.language, "imprint"))
    competences = tuple(dict.fromkeys(c for i in items for c in i.competences))
    package = ContentPackage(
        _identifier(subject),
        About(
            subject.identifier,
            track.title,
            track.language,
            _asked(competences, known),
            " ".join(filter(None, (track.summary, *said))),
        ),
        subject.imprint.version,
        subject.imprint.licence,
        subject.frameworks,
        tuple(resources),
    )
    members[MANIFEST] = manifest(package, dialect)
    return Package(members, f"packages/qti/{track.identifier}-{dialect.profile}.zip")


def _tests(subject: TrackSubject, files: Mapping[str, str]) -> Iterator[AssessmentTest]:
    """Yield the lessons' questions as a test to practise on, then the final test."""
    track = subject.track
    modules = tuple(filter(None, (_module_section(module) for module in subject.modules)))
    if modules:
        yield AssessmentTest(f"practice-{track.identifier}", track.title, modules, subject.pass_mark, files=files)
    test = track.assessment
    if test is None:
        return
    exam = not test.public
    name = "-".join(filter(None, ("test", test.identifier, test.form)))
    if _drawn_there(test, subject.draw):
        sections = tuple(
            Section(
                f"pool-{n}",
                _competence_title(pool.competence, subject.frameworks),
                tuple(i.identifier for i in own),
                select=pool.count,
                shuffle=True,
            )
            for n, (pool, own) in enumerate(test.parted, 1)
        )
    else:
        sections = (Section("questions", test.title, tuple(i.identifier for i in test.items), shuffle=test.shuffle),)
    yield AssessmentTest(name, test.title, sections, test.pass_mark, test.attempts, exam, files)


def _module_section(module: Module) -> Section | None:
    lessons = tuple(
        Section(f"lesson-{x.identifier}", x.title, tuple(i.identifier for i in x.items))
        for x in module.lessons
        if x.items
    )
    return Section(f"module-{module.identifier}", module.title, sections=lessons) if lessons else None


def _modules(curriculum: Curriculum, track: Track) -> tuple[Module, ...]:
    """Return the modules with the track's own lessons, in the order of the track."""
    home = {x.identifier: m for m in curriculum.modules for x in m.lessons}
    found: dict[str, list[Lesson]] = {}
    for lesson in track.lessons:
        found.setdefault(home[lesson.identifier].identifier if lesson.identifier in home else "", []).append(lesson)
    known = {m.identifier: m for m in curriculum.modules}
    rest = Module("other", track.title, ())
    return tuple(replace(known.get(name, rest), lessons=tuple(lessons)) for name, lessons in found.items())


def _drawn_there(test: Assessment, draw: Drawer) -> bool:
    """Whether the platform draws: a named form is the same for all who sit it, on paper too."""
    return draw == "platform" and bool(test.pools) and not test.form


def _items(track: Track, draw: Drawer) -> tuple[Item, ...]:
    """Return every question of the package once, those of lessons first."""
    test = track.assessment
    drawn = () if test is None else test.bank if _drawn_there(test, draw) else test.items
    return tuple({i.identifier: i for i in (*(i for x in track.lessons for i in x.items), *drawn)}.values())


def _you(track: Track) -> str:
    return track.lessons[0].you if track.lessons else ""


def _names(sections: tuple[Section, ...]) -> Iterator[str]:
    for section in sections:
        yield from _names(section.sections)
        yield from section.items


def _losses(item: Item, options: QtiOptions) -> Iterator[Diagnostic]:
    """Yield what is lost of ``item``."""
    if isinstance(item, TextEntryItem) and options.typed == "mapping":
        yield warning(
            item.position,
            "qti-loss",
            "with «typed: mapping» the answers of «{item}» are compared without folding spaces and punctuation",
            "use «typed: pattern» unless the platform cannot read it",
            target="qti",
            item=item.identifier,
        )
    if isinstance(item, NumericItem) and (item.unit or any(_often_spelt(r.low, r.high) for r in item.ranges)):
        yield warning(
            item.position,
            "qti-loss",
            "in QTI the platform reads the number of «{item}»: «45.000», «10,5» or a unit may not be understood",
            "the question says how to type it; ask for a small whole number, or accept this",
            target="qti",
            item=item.identifier,
        )
    if "2.1" in options.versions and any('<ol start="' in html for html in _texts(item)):
        yield warning(
            item.position,
            "qti-loss",
            "QTI 2.1 numbers the list of «{item}» from 1",
            "begin the list at 1, or leave out version 2.1",
            target="qti",
            item=item.identifier,
        )


def _often_spelt(low: Fraction, high: Fraction) -> bool:
    """Whether people write a number of this range in more ways than one."""
    return low.denominator > 1 or high.denominator > 1 or max(abs(low), abs(high)) >= _GROUPED


def _texts(item: Item) -> Iterator[str]:
    """Yield all HTML of ``item`` that may hold blocks."""
    said = item.feedback
    yield from (item.material, said.hint, said.right, said.wrong, said.explanation)
    yield from (c.feedback for c in getattr(item, "choices", ()))


def _title(item: Item) -> str:
    """Return the words of the question, cut at a word, as the title in an item bank."""
    words = plain(item.stem) or item.identifier
    if len(words) <= LONGEST_TITLE:
        return words
    cut = words[:LONGEST_TITLE]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut else cut}…"


def _competence_title(competence: str, frameworks: tuple[Framework, ...]) -> str:
    found = (c for f in frameworks for c in f.competences if c.identifier == competence)
    return next((f"{c.code} {c.title}" for c in found), competence)


def _asked(competences: tuple[str, ...], known: Mapping[str, Competence]) -> tuple[Competence, ...]:
    return tuple(known[c] for c in competences if c in known)


def _identifier(subject: TrackSubject, *ids: str) -> str:
    return xml_identifier(subject.identifier, subject.track.identifier, *ids)


def _html(html: str, words: Mapping[str, str]) -> Element:
    """Return model HTML as an element that holds it, in what QTI 2.1 and 3.0 both allow; references lose their link."""
    made = etree.fromstring(f"<html>{simple(html, asset=_beside, words=words)}</html>")
    for table in made.iter("table"):
        if table.find("tbody") is None:  # the schema asks for a body
            for part in table.iterchildren("thead"):
                part.tag = "tbody"
    return made


def _beside(name: str) -> str:
    return name


TARGET = Qti()
