"""The resolved curriculum: what every target reads, named for none of them.

All types are frozen; sequences are tuples.
Fields that end in HTML text hold the safe subset written by ``writer``, in which
``asset:NAME`` (src), ``lesson:ID``, ``word:ID`` and ``fact:ID`` (href) stand for
things each target addresses in its own way (``markup.address``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from generator.diagnostics import Position
from generator.items import Item


class Role(StrEnum):
    """What a section of a lesson is for; ``OTHER`` is ordinary content."""

    GOAL = "goal"
    NEED = "need"
    STORY = "story"
    STEPS = "steps"
    CAUTION = "caution"
    PRACTICE = "practice"
    REMEMBER = "remember"
    QUESTIONS = "questions"
    HOMEWORK = "homework"
    WORDS = "words"
    HELP = "help"
    TUTOR = "tutor"
    LISTEN = "listen"
    OTHER = "other"


LEARNER_ROLES = tuple(r for r in Role if r not in (Role.TUTOR, Role.LISTEN))


@dataclass(frozen=True, slots=True)
class Asset:
    """A file a lesson needs: a legal, course-wide unique ASCII ``name`` and its bytes."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in its place: the asset's name, its text alternative, its size in units (1 unit = 1 pt on A5)."""

    asset: str
    alternative: str
    width: int
    height: int
    screen: bool = False
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One action: a title with one verb, a caution to read before it, one picture, then help.

    ``title``, ``caution`` and ``body`` are HTML (title inline, the others blocks).
    """

    identifier: str
    number: int
    title: str
    body: str
    caution: str = ""
    picture: Picture | None = None
    position: Position = field(default=Position(""), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Task:
    """Steps that belong together and start at 1; ``device`` is set on a device variant (android, ios)."""

    title: str
    steps: tuple[Step, ...]
    device: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """A glossary word: how it is written, how it is said, what it means (plain text)."""

    identifier: str
    word: str
    meaning: str
    say: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement that can go stale, kept once."""

    identifier: str
    text: str
    value: str
    source: str
    seen: date
    level: str
    staleness: str
    verify_by: date | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a lesson under one heading; ``identifier`` is its address, ``A27/story``.

    ``tasks`` is filled for steps, ``items`` for questions, ``words`` for words;
    ``html`` is everything else of the section (before the tasks or items).
    """

    identifier: str
    role: Role
    title: str
    html: str = ""
    tasks: tuple[Task, ...] = ()
    items: tuple[Item, ...] = ()
    words: tuple[Word, ...] = ()
    position: Position = field(default=Position(""), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Competence:
    """An entry of a framework: ``identifier`` is ``framework:code``."""

    identifier: str
    framework: str
    code: str
    title: str
    area: str


@dataclass(frozen=True, slots=True)
class Framework:
    """A competence framework in its own words and codes; ``verified`` is true, partial or false."""

    identifier: str
    title: str
    issuer: str
    instrument: str
    licence: str
    verified: str
    note: str
    sources: tuple[str, ...]
    competences: tuple[Competence, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson in one form of address.

    ``slug`` names files and pages: ``a27``, or ``a27--hssv`` for another form of address.
    ``you`` is the word of address for the learner in this text (``bác``).
    """

    identifier: str
    slug: str
    title: str
    short_title: str
    language: str
    minutes: int
    message: str
    sections: tuple[Section, ...]
    assets: tuple[Asset, ...]
    competences: tuple[Competence, ...]
    facts: tuple[Fact, ...]
    devices: tuple[str, ...]
    version: str
    authors: tuple[str, ...]
    reviewers: tuple[str, ...]
    reviewed: date | None
    formerly: tuple[str, ...]
    you: str
    position: Position = field(default=Position(""), compare=False, repr=False)

    def section(self, role: Role) -> Section | None:
        """Return the section of ``role``, or nothing."""
        return next((s for s in self.sections if s.role is role), None)

    @property
    def items(self) -> tuple[Item, ...]:
        """The lesson's questions, in order."""
        return tuple(i for s in self.sections for i in s.items)


@dataclass(frozen=True, slots=True)
class Pool:
    """One line of a test's blueprint: from ``items``, all that the banks hold for ``competence``, draw ``count``.

    ``items`` stand in authored order. An item with two competences stands in two pools of a test;
    a test holds it once, so whoever draws for a pool leaves out what pools before it have given.
    ``assets`` are the pictures of all the items.
    """

    competence: str
    count: int
    items: tuple[Item, ...]
    assets: tuple[Asset, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """Items drawn for a test, its pass mark in percent (0–100) and its rules.

    ``attempts`` at the whole test, 0 means unlimited; ``visibility`` is ``practice`` or ``exam``;
    ``draw`` is ``build``, or ``attempt`` where the player draws anew for each attempt.
    ``pools`` is what the items were drawn from, in the order of the blueprint, for whoever draws by themselves.
    """

    identifier: str
    title: str
    items: tuple[Item, ...]
    pass_mark: int
    attempts: int = 0
    shuffle: bool = False
    form: str = ""
    visibility: str = "practice"
    draw: str = "build"
    assets: tuple[Asset, ...] = ()
    pools: tuple[Pool, ...] = ()

    @property
    def public(self) -> bool:
        """Whether its questions may stand where learners can read the answers: paper, site, SCORM."""
        return self.visibility == "practice"

    @property
    def parted(self) -> tuple[tuple[Pool, tuple[Item, ...]], ...]:
        """Each pool with the items that it alone may give, so that no item can be drawn twice.

        An item of several pools goes to the pool that drew it, else to the first that holds it; so every pool keeps
        as many items as it draws.
        """
        drawn = iter(self.items)
        home: dict[str, int] = {}
        for number, pool in enumerate(self.pools):
            for item in (next(drawn, None) for _ in range(pool.count)):
                if item is not None:
                    home[item.identifier] = number
        for number, pool in enumerate(self.pools):
            for item in pool.items:
                home.setdefault(item.identifier, number)
        return tuple(
            (pool, tuple(i for i in pool.items if home[i.identifier] == number))
            for number, pool in enumerate(self.pools)
        )

    @property
    def bank(self) -> tuple[Item, ...]:
        """Every item that may be drawn, each once, in the order of the pools."""
        return tuple({i.identifier: i for p in self.pools for i in p.items}.values())


@dataclass(frozen=True, slots=True)
class Module:
    """Lessons that belong together."""

    identifier: str
    title: str
    lessons: tuple[Lesson, ...]
    summary: str = ""
    position: Position = field(default=Position(""), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a track is for; ``address`` pairs the course's default word with this audience's."""

    identifier: str
    title: str
    address: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Track:
    """An ordered path of lessons for one audience, with its final assessment."""

    identifier: str
    title: str
    summary: str
    audience: Audience
    lessons: tuple[Lesson, ...]
    assessment: Assessment | None
    language: str
    position: Position = field(default=Position(""), compare=False, repr=False)

    @property
    def items(self) -> tuple[Item, ...]:
        """Every question that may be asked, each once: those of the lessons, then those that the test may draw."""
        test = self.assessment
        asked = [i for x in self.lessons for i in x.items] + ([*test.items, *test.bank] if test is not None else [])
        return tuple({i.identifier: i for i in asked}.values())

    @property
    def assets(self) -> Mapping[str, Asset]:
        """Every picture of the lessons and of what the test may draw, by name."""
        test = self.assessment
        tests = () if test is None else (*test.assets, *(a for p in test.pools for a in p.assets))
        return {a.name: a for a in (*(a for x in self.lessons for a in x.assets), *tests)}

    @property
    def public_test(self) -> Assessment | None:
        """The test as files that learners can open may hold it: none for an exam, and nothing that was not drawn."""
        test = self.assessment
        return replace(test, pools=()) if test is not None and test.public else None


@dataclass(frozen=True, slots=True)
class Hotline:
    """A number to call; an empty ``number`` prints a ruled line. ``icon`` is a drawing of the theme."""

    label: str
    number: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """The course adapted to a place: its names and numbers."""

    identifier: str
    place: str
    emergency: tuple[Hotline, ...]
    help: tuple[Hotline, ...]
    report_to: str


@dataclass(frozen=True, slots=True)
class Curriculum:
    """The root. ``lessons`` holds every lesson once per form of address that changes its text."""

    identifier: str
    title: str
    summary: str
    language: str
    licence: str
    version: str
    date: date
    authors: tuple[str, ...]
    site_url: str
    pass_mark: int
    frameworks: tuple[Framework, ...]
    modules: tuple[Module, ...]
    tracks: tuple[Track, ...]
    lessons: tuple[Lesson, ...]
    words: tuple[Word, ...]
    facts: tuple[Fact, ...]
    edition: Edition
