"""The authored form of the YAML files: what an author may write, checked by pydantic."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from generator.model import Role

Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,39}$")]
LessonId = Annotated[str, Field(pattern=r"^[A-Z][0-9A-Z-]{1,11}$")]
ItemId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
Percent = Annotated[int, Field(ge=0, le=100)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")]
Text = Annotated[str, Field(min_length=1)]
Titles = Annotated[dict[Language, Text], Field(min_length=1)]
CompetenceRef = Annotated[str, Field(pattern=r"^[a-z0-9.-]+:[0-9A-Za-z.]+$")]


def _day(value: object) -> object:
    """Refuse what pydantic would take for a date besides ``2026-11-24``: numbers count seconds for it."""
    if (isinstance(value, str) and len(value) == 10) or isinstance(value, date):
        return value
    raise PydanticCustomError("date_type", "a date is expected")


Day = Annotated[date, Field(strict=False), BeforeValidator(_day)]


class _Authored(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)


class AudienceEntry(_Authored):
    """Whom a track is for, with its words of address."""

    title: Text
    address: dict[str, str] = {}


class ModuleEntry(_Authored):
    """Lessons that belong together, by id."""

    id: Identifier
    title: Text
    summary: str = ""
    lessons: Annotated[list[LessonId], Field(min_length=1)]


class TrackEntry(_Authored):
    """An ordered path of lessons for one audience."""

    id: Identifier
    title: Text
    summary: str = ""
    audience: Identifier
    language: Language | None = None
    lessons: Annotated[list[LessonId], Field(min_length=1)]
    assessment: Identifier | None = None


class AssessmentEntry(_Authored):
    """A test drawn from item banks: ``blueprint`` gives the number of items per competence.

    ``attempts`` at the whole test, 0 for as many as wanted; ``shuffle`` mixes the questions and their options.
    ``draw``: the build draws once, for paper and all platforms; ``attempt``: the player of the packages draws anew
    for each attempt (paper and site keep what the build drew, platforms have an option of their own).
    One exam bank makes the whole test an exam, whatever ``visibility`` says here.
    """

    title: Text
    banks: list[Identifier]
    blueprint: dict[CompetenceRef, Annotated[int, Field(ge=1)]]
    pass_mark: Percent | None = None
    attempts: Annotated[int, Field(ge=0)] = 0
    shuffle: bool = False
    draw: Literal["build", "attempt"] = "build"
    form: Annotated[str, Field(pattern=r"^[a-z0-9]{0,8}$")] = ""
    visibility: Literal["practice", "exam"] = "practice"


class HotlineEntry(_Authored):
    """A number to call; without ``number`` a ruled line is printed."""

    label: str
    number: str = ""
    icon: str = ""
    fact: str = ""


class EditionEntry(_Authored):
    """The place this course is made for."""

    id: Identifier = "mac-dinh"
    place: str = ""
    emergency: list[HotlineEntry] = []
    help: list[HotlineEntry] = []
    report_to: str = ""


class AcceptEntry(_Authored):
    """An accepted warning: ``place`` is the file, ``text`` the line as it stood then; void when it has changed."""

    rule: Text
    place: Text
    reason: Text
    who: Text
    date: Day
    text: Text


class CurriculumFile(_Authored):
    """``curriculum.yml``."""

    schema_: Literal[1] = Field(alias="schema")
    id: Identifier
    title: Text
    summary: str = ""
    language: Language
    licence: str
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    date: Day
    authors: list[str]
    site_url: Annotated[str, Field(pattern=r"^(?:https?://[^\s]+/)?$")] = ""
    pass_mark: Percent = 60
    frameworks: list[Identifier] = []
    audiences: Annotated[dict[Identifier, AudienceEntry], Field(min_length=1)]
    modules: list[ModuleEntry]
    tracks: list[TrackEntry]
    assessments: dict[Identifier, AssessmentEntry] = {}
    edition: EditionEntry = EditionEntry()
    targets: dict[str, dict[str, Any]] = {}
    accept: list[AcceptEntry] = []


class FrontMatter(_Authored):
    """The lines between ``---`` at the head of a lesson."""

    id: LessonId
    short_title: Text
    minutes: Annotated[int, Field(ge=1, le=60)]
    competences: list[CompetenceRef] = []
    audiences: list[str] = []
    devices: list[Literal["android", "ios"]] = []
    facts: list[Identifier] = []
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")] = "1.0.0"
    authors: list[str] = []
    reviewers: list[str] = []
    reviewed: Day | None = None
    formerly: list[str] = []
    retired: bool = False


class BankFrontMatter(_Authored):
    """The head of a file of items."""

    id: Identifier
    title: Text
    visibility: Literal["practice", "exam"] = "practice"


class FactEntry(_Authored):
    """A statement that can go stale."""

    text: Text
    value: Text
    source: Text
    source_date: Day | None = None
    seen: Day
    level: Literal["V1", "V2", "S", "M", "D"]
    class_: Literal["T0", "T1", "T2", "T3"] = Field(alias="class")
    verify_by: Day | None = None


class FactsFile(_Authored):
    """``content/facts.yml``."""

    schema_: Literal[1] = Field(alias="schema")
    facts: dict[Identifier, FactEntry]


class WordEntry(_Authored):
    """A glossary word."""

    word: Text
    meaning: Text
    say: str = ""


class GlossaryFile(_Authored):
    """``content/glossary.yml``."""

    schema_: Literal[1] = Field(alias="schema")
    words: dict[Identifier, WordEntry]


class CompetenceEntry(_Authored):
    """A competence in its framework's own words, by language."""

    code: str
    title: Titles


class AreaEntry(_Authored):
    """A competence area."""

    code: str
    title: Titles
    competences: list[CompetenceEntry] = []


class LevelEntry(_Authored):
    """A proficiency level."""

    id: str
    title: Titles


class FrameworkFile(_Authored):
    """``content/frameworks/<id>.yml``."""

    schema_: Literal[1] = Field(alias="schema")
    id: Identifier
    title: Titles
    issuer: str
    instrument: str = ""
    date: Annotated[str, Field(pattern=r"^(?:\d{4}(?:-\d{2}){0,2})?$")] = ""
    licence: str
    source: list[str]
    verified: Literal["partial"] | bool
    note: str = ""
    levels: list[LevelEntry] = []
    areas: list[AreaEntry] = []


class CrosswalkEntry(_Authored):
    """A relation between two competences of different frameworks."""

    from_: CompetenceRef = Field(alias="from")
    to: CompetenceRef
    relation: Literal["exact", "close", "broader", "narrower", "related"]
    source: str = ""


class CrosswalksFile(_Authored):
    """``content/frameworks/crosswalks.yml``."""

    schema_: Literal[1] = Field(alias="schema")
    crosswalks: list[CrosswalkEntry]


class VerbsEntry(_Authored):
    """The gesture verbs, and what to write instead of others."""

    allowed: list[str] = []
    replace: dict[str, str] = {}


class AddressEntry(_Authored):
    """The words of address, and words that only look like them."""

    words: list[str] = []
    lookalikes: list[str] = []


class StyleFile(_Authored):
    """``content/style/<lang>.yml``: rules of a language, none of them in code."""

    schema_: Literal[1] = Field(alias="schema")
    language: Language
    verbs: VerbsEntry = VerbsEntry()
    forbidden: dict[str, str] = {}
    abbreviations: list[str] = []
    brands: list[str] = []
    address: AddressEntry = AddressEntry()
    limits: dict[str, int] = {}
    terms: dict[str, str] = {}
    units: list[str] = []
    numbered: list[str] = []
    thousands: str = "."
    headings: dict[Annotated[Role, Field(strict=False)], list[Text]] = {}


class ItemMeta(_Authored):
    """The comment under a question."""

    id: ItemId | None = None
    points: Annotated[int, Field(ge=0, le=100)] = 1
    competences: list[CompetenceRef] = []
    kind: Literal["", "choice", "multiple", "true-false", "text", "numeric", "match", "order", "survey"] = ""
    unit: str = ""
    tone_marks: bool = False
    formerly: list[str] = []
    retired: bool = False
