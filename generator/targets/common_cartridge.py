"""Common Cartridge 1.1 (what Moodle reads) and 1.3: a track with its lessons as pages, its questions and its test.

One page and one assessment per lesson, in a folder per module; the test of the track in a folder of its own, all that
it may be drawn from as the one question bank that a cartridge can have; the web pages that lessons name as web links.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape, unescape
from itertools import groupby
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from generator.diagnostics import Diagnostic, Position, warning
from generator.identifiers import xml_identifier
from generator.imprint import Imprint, imprint, lines
from generator.items import Item, NumericItem, TextEntryItem
from generator.markup import plain
from generator.model import Assessment, Asset, Competence, Curriculum, Framework, Hotline, Lesson, Track
from generator.pages import markup, page
from generator.player import true_letter
from generator.reading import addressed, parts, simple
from generator.replacing import Holding
from generator.spellings import spellings
from generator.standards import qti12
from generator.standards.common_cartridge import (
    FILE_BASE,
    VERSIONS,
    About,
    Cartridge,
    CartridgeResource,
    Version,
    manifest,
    web_link,
)
from generator.standards.ims_cp import OrganizationItem
from generator.strings import strings
from generator.targets import Job, Package, Record, RenderContext

MINUTES_PER_ITEM = 1  # what a learner of any age is given in a plan, never a limit
STYLE = "page.css"
_THEME = ("cartridge", "strings")
_VARIES = Holding("varies")  # some platforms replace by identifier, some add a second copy
_LINK = re.compile(r'<a href="(https?://[^"]+)">(.*?)</a>', re.DOTALL)


class CommonCartridgeOptions(BaseModel):
    """Which versions are made (``targets: common_cartridge:`` of curriculum.yml)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    versions: tuple[Literal["1.1", "1.3"], ...] = Field(
        default=("1.1", "1.3"), description="Versions to make; Moodle reads 1.1 and nothing newer."
    )
    shuffle: bool = Field(
        default=False, description="Options of lesson questions in an order of the platform's, where it can."
    )


@dataclass(frozen=True, slots=True)
class Subject:
    """All that a cartridge is made of; ``modules`` names the module of every lesson: its id and its title."""

    version: str
    course: str
    track: Track
    modules: tuple[tuple[str, str, str], ...]
    imprint: Imprint
    frameworks: tuple[Framework, ...]
    hotlines: tuple[Hotline, ...]
    site_url: str
    shuffle: bool


@dataclass(frozen=True)
class CommonCartridge:
    """One package per track and version; the driver zips them."""

    title: str = "Common Cartridge"
    engines: tuple[str, ...] = ()
    item_types: frozenset[type[Item]] = frozenset(qti12.ITEM_TYPES)
    Options: type[BaseModel] = CommonCartridgeOptions

    def jobs(self, curriculum: Curriculum, options: CommonCartridgeOptions) -> Iterable[Job]:
        """Yield a job per track and version."""
        edition = curriculum.edition
        modules = tuple((x.identifier, m.identifier, m.title) for m in curriculum.modules for x in m.lessons)
        for track in curriculum.tracks:
            for number in options.versions:
                version = VERSIONS[number]
                subject = Subject(
                    version=number,
                    course=curriculum.identifier,
                    track=track,
                    modules=tuple(dict.fromkeys(modules)),
                    imprint=imprint(curriculum),
                    frameworks=curriculum.frameworks,
                    hotlines=(*edition.emergency, *edition.help),
                    site_url=curriculum.site_url,
                    shuffle=options.shuffle,
                )
                test = track.assessment
                minutes = sum(x.minutes for x in track.lessons) + MINUTES_PER_ITEM * len(test.items if test else ())
                competences = tuple(c.identifier for c in _competences(subject))
                mark = test.pass_mark if test else curriculum.pass_mark
                yield Job(
                    name=f"{track.identifier}-{version.profile}",
                    render=render,
                    subject=subject,
                    theme=_THEME,
                    makes=(_path(track, version),),
                    record=Record(
                        f"{track.identifier}-{version.profile}", track.title, minutes, mark, competences, _VARIES
                    ),
                    about=(track.identifier, *dict.fromkeys(x.identifier for x in track.lessons)),
                )

    def check(self, curriculum: Curriculum, options: CommonCartridgeOptions) -> Iterator[Diagnostic]:
        """Report the questions that a cartridge cannot hold, or compares more strictly than our judge."""
        for track in curriculum.tracks:
            test = track.assessment
            for item in track.items:
                yield from _losses(item)
            if test and test.attempts > qti12.MOST_ATTEMPTS:
                yield warning(
                    Position("curriculum.yml"),
                    "cartridge-loss",
                    "«{target}» can count no more than {most} attempts at «{test}»",
                    "set the number of attempts on the platform",
                    target="common_cartridge",
                    most=qti12.MOST_ATTEMPTS,
                    test=test.identifier,
                )


def render(subject: Subject, context: RenderContext) -> Package:
    """Return the cartridge of one track."""
    made = _Made(subject, context)
    made.lessons()
    made.test()
    made.links()
    return made.package()


@dataclass
class _Made:
    """A cartridge on its way: files, resources and folders in the order of the track."""

    subject: Subject
    context: RenderContext
    files: dict[str, bytes] = field(default_factory=dict)
    resources: list[CartridgeResource] = field(default_factory=list)
    folders: list[OrganizationItem] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, CartridgeResource] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with what all pages share."""
        self.version = VERSIONS[self.subject.version]
        self.track = self.subject.track
        style = self.context.theme.find(f"cartridge/{STYLE}").read_bytes()
        self.style = CartridgeResource(self.identifier("style"), "webcontent", STYLE)
        self.files[STYLE] = style

    def identifier(self, kind: str, *ids: str) -> str:
        """Return an identifier that stays when the cartridge is imported again; ``kind`` keeps equal names apart."""
        return xml_identifier(self.subject.course, kind, *ids)

    def words(self, language: str, you: str = "") -> dict[str, str]:
        """Return the words of cartridges."""
        return addressed(strings(self.context.theme, language, "cartridge"), you)

    def lessons(self) -> None:
        """Add a folder per module with the page and the questions of each lesson, in the order of the track."""
        known = {lesson: (module, title) for lesson, module, title in self.subject.modules}
        seen: set[str] = set()
        for (module, title), group in groupby(self.track.lessons, lambda x: known.get(x.identifier, ("", x.title))):
            lessons = tuple(group)
            words = self.words(self.track.language)
            name = words["again"].format(title=title) if module in seen else title
            seen.add(module)
            items = tuple(node for lesson in lessons for node in self.lesson(lesson))
            folder = self.identifier("module", self.track.identifier, lessons[0].slug)
            self.folders.append(OrganizationItem(folder, name, items=items))

    def lesson(self, lesson: Lesson) -> Iterator[OrganizationItem]:
        """Add the page of a lesson, then its questions where there are any to ask."""
        words = self.words(lesson.language, lesson.you)
        questions = [qti12.Question(i) for i in lesson.items if not qti12.problem(i, spellings)]
        quiz = words["quiz"].format(title=lesson.title)
        told = f"<p>{escape(words['asked'].format(quiz=quiz), quote=False)}</p>" if questions else ""
        used: list[str] = []
        body = self.body(lesson, told, used)
        self.pages[lesson.slug] = body
        name = f"{lesson.slug}.html"
        html = page(
            self.context.theme,
            "cartridge",
            "page.html",
            language=lesson.language,
            title=lesson.title,
            body=markup(body),
        )
        self.files[name] = html.encode()
        shown = self.show(used, lesson.assets)
        resource = CartridgeResource(
            self.identifier("page", lesson.slug), "webcontent", name, (self.style.identifier, *shown)
        )
        self.resources.append(resource)
        yield OrganizationItem(self.identifier("item", "page", lesson.slug), lesson.title, resource.identifier)
        if questions:
            yield self.asked(
                "quiz", lesson.slug, quiz, questions, lesson.language, lesson.assets, shuffle=self.subject.shuffle
            )

    def body(self, lesson: Lesson, told: str, used: list[str]) -> str:
        """Return a lesson as one fragment; ``told`` says where its questions are, ``used`` takes its pictures."""
        found = parts(
            lesson,
            asset=_noting(used, ""),
            words=strings(self.context.theme, lesson.language, "reading"),
            hotlines=self.subject.hotlines,
            about=self.about(lesson.language),
        )
        pieces = []
        for part in found:
            html = "\n".join(filter(None, (part.html, told if part.items else "")))
            if html:
                pieces.append(f"<h2>{escape(part.title, quote=False)}</h2>\n{html}")
        return "\n".join(pieces)

    def test(self) -> None:
        """Add the test of the track in a folder of its own, and all that it may be drawn from as the bank."""
        test = self.track.assessment
        if test is None:
            return
        name = "-".join(filter(None, (test.identifier, test.form)))
        questions = [qti12.Question(i) for i in test.items if not qti12.problem(i, spellings)]
        language = self.track.language
        if questions:
            node = self.asked(
                "test",
                name,
                test.title,
                questions,
                language,
                test.assets,
                shuffle=test.shuffle,
                attempts=test.attempts,
                rubric=self.words(language)["passing"].format(mark=test.pass_mark),
            )
            folder = self.identifier("folder", "test", self.track.identifier)
            self.folders.append(OrganizationItem(folder, test.title, items=(node,)))
        self.bank(test, name, language)

    def asked(
        self,
        kind: str,
        name: str,
        title: str,
        questions: list[qti12.Question],
        language: str,
        assets: tuple[Asset, ...],
        *,
        shuffle: bool,
        attempts: int = 0,
        rubric: str = "",
    ) -> OrganizationItem:
        """Add an assessment and return its place."""
        used: list[str] = []
        writer = self.writer(language, used, shuffle)
        identifier, file = self.identifier(kind, name), f"{kind}-{name}.xml"
        self.files[file] = qti12.assessment(writer, identifier, title, questions, attempts, rubric)
        resource = CartridgeResource(identifier, "assessment", file, self.show(used, assets))
        self.resources.append(resource)
        return OrganizationItem(self.identifier("item", kind, name), title, identifier)

    def bank(self, test: Assessment, name: str, language: str) -> None:
        """Add the question bank: an item in two pools stands under the first one's competence."""
        titles = {c.identifier: f"{c.code} {c.title}" for f in self.subject.frameworks for c in f.competences}
        categories: dict[str, qti12.Question] = {}
        for pool in test.pools:
            for item in pool.items:
                if not qti12.problem(item, spellings):
                    category = titles.get(pool.competence, pool.competence)
                    categories.setdefault(item.identifier, qti12.Question(item, category))
        if not categories:
            return
        used: list[str] = []
        identifier, file = self.identifier("bank", name), f"bank-{name}.xml"
        writer = self.writer(language, used, test.shuffle)
        self.files[file] = qti12.bank(writer, identifier, categories.values())
        assets = tuple(a for pool in test.pools for a in pool.assets)
        self.resources.append(CartridgeResource(identifier, "question-bank", file, self.show(used, assets)))

    def links(self) -> None:
        """Add the web pages that lessons name, and the course's own, as web links."""
        words = self.words(self.track.language)
        found: dict[str, str] = {}
        if self.subject.site_url:
            found[self.subject.site_url] = words["site"].format(title=self.subject.imprint.title)
        for body in self.pages.values():
            for url, said in _LINK.findall(body):
                found.setdefault(unescape(url), plain(said))
        nodes = []
        for url, title in found.items():
            name = sha256(url.encode()).hexdigest()[:12]  # an address has no other name
            resource = CartridgeResource(self.identifier("web", name), "web-link", f"web-{name}.xml")
            self.files[resource.file] = web_link(title or url, url, self.version)
            self.resources.append(resource)
            nodes.append(OrganizationItem(self.identifier("item", "web", name), title or url, resource.identifier))
        if nodes:
            folder = self.identifier("folder", "web", self.track.identifier)
            self.folders.append(OrganizationItem(folder, words["links"], items=tuple(nodes)))

    def writer(self, language: str, used: list[str], shuffle: bool) -> qti12.Writer:
        """Return how questions are written; ``used`` takes the names of their pictures."""
        words = strings(self.context.theme, language, "reading")
        true = strings(self.context.theme, language, "player")["trueWords"]

        def html(text: str) -> str:
            return simple(text, asset=_noting(used, FILE_BASE), words=words) if text else ""

        return qti12.Writer(language, html, spellings, lambda item: true_letter(item, true), shuffle)

    def show(self, used: Iterable[str], assets: Iterable[Asset]) -> tuple[str, ...]:
        """Add the pictures ``used`` and return their identifiers."""
        known = {a.name: a for a in assets}
        for name in sorted(set(used) - set(self.pictures)):
            self.pictures[name] = CartridgeResource(self.identifier("picture", name), "webcontent", name)
            self.files[name] = known[name].content
        return tuple(self.pictures[name].identifier for name in sorted(set(used)))

    def about(self, language: str) -> tuple[str, ...]:
        """Return the imprint as sentences."""
        return lines(self.subject.imprint, self.context.date, strings(self.context.theme, language, "imprint"))

    def package(self) -> Package:
        """Return the finished cartridge."""
        track, version = self.track, self.version
        about = About(
            identifier=f"{self.subject.course}/{track.identifier}",
            title=f"{self.subject.imprint.title}: {track.title}",
            description=track.summary or track.title,
            language=track.language,
            rights=" ".join(self.about(track.language)),
            competences=_competences(self.subject),
            frameworks=self.subject.frameworks,
        )
        pictures = (self.pictures[name] for name in sorted(self.pictures))
        resources = (*self.resources, self.style, *pictures)
        cartridge = Cartridge(self.identifier("track", track.identifier), about, tuple(self.folders), resources)
        return Package({"imsmanifest.xml": manifest(cartridge, version)} | self.files, _path(track, version))


def _noting(used: list[str], before: str) -> Callable[[str], str]:
    """Return the address of a picture beside the file that shows it, and note its name."""

    def asset(name: str) -> str:
        used.append(name)
        return before + name

    return asset


def _losses(item: Item) -> Iterator[Diagnostic]:
    """Yield what a cartridge cannot hold of ``item``; the driver reports the kinds that it cannot."""
    match qti12.problem(item, spellings):
        case "weight":
            message = "«{target}» cannot ask a question of {points} points and leaves it out"
            remedy = "give it 1 to 99 points, or keep it for the other targets"
        case "options":
            message = "«{target}» cannot give a part of the points for so many options and leaves the question out"
            remedy = "take fewer options, or keep it for the other targets"
        case "answers":
            message = "«{target}» cannot compare with a range of numbers and leaves the question out"
            remedy = "accept single numbers, or keep it for the other targets"
        case "" if isinstance(item, TextEntryItem | NumericItem):
            message = "«{target}» takes {count} spellings as right and no other"
            remedy = "list every spelling that learners may type as an answer of its own"
        case _:
            return
    count = len(spellings(item)) if isinstance(item, TextEntryItem | NumericItem) else 0
    yield warning(
        item.position,
        "cartridge-loss",
        message,
        remedy,
        target="common_cartridge",
        points=item.points,
        count=count,
    )


def _competences(subject: Subject) -> tuple[Competence, ...]:
    """Return what the lessons and the test of the track are about, in the order of the frameworks."""
    track = subject.track
    asked = track.assessment.items if track.assessment else ()
    named = {c.identifier for x in track.lessons for c in x.competences} | {c for i in asked for c in i.competences}
    return tuple(c for f in subject.frameworks for c in f.competences if c.identifier in named)


def _path(track: Track, version: Version) -> str:
    return f"packages/common_cartridge/{track.identifier}-{version.profile}.imscc"


TARGET = CommonCartridge()
