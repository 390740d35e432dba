"""The authored form of the YAML files: what an author may write, checked by pydantic."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,39}$")]
LessonId = Annotated[str, Field(pattern=r"^[A-Z][0-9A-Z-]{1,11}$")]
ItemId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
Percent = Annotated[int, Field(ge=0, le=100)]
Day = Annotated[date, Field(strict=False)]
CompetenceRef = Annotated[str, Field(pattern=r"^[a-z0-9.-]+:[0-9A-Za-z.]+$")]


class _Authored(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)


class AudienceEntry(_Authored):
    """Whom a track is for, with its words of address."""

    title: str
    address: dict[str, str] = {}


class ModuleEntry(_Authored):
    """Lessons that belong together, by id."""

    id: Identifier
    title: str
    summary: str = ""
    lessons: list[LessonId]


class TrackEntry(_Authored):
    """An ordered path of lessons for one audience."""

    id: Identifier
    title: str
    summary: str = ""
    audience: Identifier
    language: str = ""
    lessons: list[LessonId]
    assessment: Identifier | None = None


class AssessmentEntry(_Authored):
    """A test drawn from item banks: ``blueprint`` gives the number of items per competence."""

    title: str
    banks: list[Identifier]
    blueprint: dict[CompetenceRef, Annotated[int, Field(ge=1)]]
    pass_mark: Percent | None = None
    attempts: Annotated[int, Field(ge=0)] = 0
    shuffle: bool = False
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
    """An accepted warning: void when the text it was accepted for has changed."""

    rule: str
    place: str
    reason: str
    who: str
    date: Day
    text: str = ""


class CurriculumFile(_Authored):
    """``curriculum.yml``."""

    schema_: Literal[1] = Field(alias="schema")
    id: Identifier
    title: str
    summary: str = ""
    language: str
    licence: str
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    date: Day
    authors: list[str]
    site_url: Annotated[str, Field(pattern=r"^(?:https?://[^\s]+/)?$")] = ""
    pass_mark: Percent = 60
    frameworks: list[Identifier] = []
    audiences: dict[str, AudienceEntry]
    modules: list[ModuleEntry]
    tracks: list[TrackEntry]
    assessments: dict[str, AssessmentEntry] = {}
    edition: EditionEntry = EditionEntry()
    targets: dict[str, dict[str, Any]] = {}
    accept: list[AcceptEntry] = []


class FrontMatter(_Authored):
    """The lines between ``---`` at the head of a lesson."""

    id: LessonId
    short_title: str
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


class BankFrontMatter(_Authored):
    """The head of a file of items."""

    id: Identifier
    title: str
    visibility: Literal["practice", "exam"] = "practice"


class FactEntry(_Authored):
    """A statement that can go stale."""

    text: str
    value: str
    source: str
    source_date: Day | None = None
    seen: Day
    level: Literal["V1", "V2", "S", "M", "D"]
    class_: Literal["T0", "T1", "T2", "T3"] = Field(alias="class")
    verify_by: Day | None = None


class FactsFile(_Authored):
    """``content/facts.yml``."""

    schema_: Literal[1] = Field(alias="schema")
    facts: dict[str, FactEntry]


class WordEntry(_Authored):
    """A glossary word."""

    word: str
    meaning: str
    say: str = ""


class GlossaryFile(_Authored):
    """``content/glossary.yml``."""

    schema_: Literal[1] = Field(alias="schema")
    words: dict[str, WordEntry]


class CompetenceEntry(_Authored):
    """A competence in its framework's own words, by language."""

    code: str
    title: dict[str, str]


class AreaEntry(_Authored):
    """A competence area."""

    code: str
    title: dict[str, str]
    competences: list[CompetenceEntry] = []


class LevelEntry(_Authored):
    """A proficiency level."""

    id: str
    title: dict[str, str]


class FrameworkFile(_Authored):
    """``content/frameworks/<id>.yml``."""

    schema_: Literal[1] = Field(alias="schema")
    id: Identifier
    title: dict[str, str]
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
    language: str
    verbs: VerbsEntry = VerbsEntry()
    forbidden: dict[str, str] = {}
    abbreviations: list[str] = []
    brands: list[str] = []
    address: AddressEntry = AddressEntry()
    limits: dict[str, int] = {}
    terms: dict[str, str] = {}
    units: list[str] = []
    numbered: list[str] = []


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
