"""The course structure of cmi5: ``cmi5.xml`` (cmi5 1.0, chapter 13; a package holds it at its root, chapter 14)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import quote

from generator.xmltree import Element, element, serialise

NAMESPACE = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
STRUCTURE = "cmi5.xml"
LESSON = "http://adlnet.gov/expapi/activities/lesson"
ASSESSMENT = "http://adlnet.gov/expapi/activities/assessment"

MoveOn: TypeAlias = Literal["Passed", "Completed", "CompletedAndPassed", "CompletedOrPassed", "NotApplicable"]


@dataclass(frozen=True, slots=True)
class Objective:
    """Something that units teach (13.1.3)."""

    identifier: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class AssignableUnit:
    """What is launched and judged (13.1.4).

    ``url`` is relative to the package; ``mastery`` is the pass mark in percent, none where nothing is judged;
    ``objectives`` are identifiers.
    """

    identifier: str
    title: str
    description: str
    language: str
    url: str
    move_on: MoveOn
    mastery: int | None
    activity_type: str
    objectives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Units under a heading (13.1.2); a block in a block is legal and not needed here."""

    identifier: str
    title: str
    description: str
    language: str
    units: tuple[AssignableUnit, ...]


@dataclass(frozen=True, slots=True)
class CourseStructure:
    """The course (13.1.1), what it teaches, and its units in order."""

    identifier: str
    title: str
    description: str
    language: str
    objectives: tuple[Objective, ...]
    children: tuple[Block | AssignableUnit, ...]


def iri(base: str, *parts: str) -> str:
    """Return the IRI of authored ids below ``base``, which ends in ``/``, ``:`` or ``#`` (13.1: xs:anyURI).

    The separator is the one ``base`` ends in, ``/`` after ``#``: ``urn:hocvuso:bdhvs:au:b07``.
    """
    separator = base[-1].replace("#", "/")
    return base + separator.join(quote(p.lower(), safe=":-._~") for p in parts)


def course_structure(course: CourseStructure) -> bytes:
    """Return ``cmi5.xml``."""
    root = element(None, "courseStructure", None, None, {None: NAMESPACE})
    _described(element(root, "course", None, {"id": course.identifier}), course, course.language)
    if course.objectives:
        objectives = element(root, "objectives")
        for objective in course.objectives:
            _described(element(objectives, "objective", None, {"id": objective.identifier}), objective, course.language)
    for child in course.children:
        if isinstance(child, Block):
            block = element(root, "block", None, {"id": child.identifier})
            _described(block, child, child.language)
            for unit in child.units:
                _unit(block, unit)
        else:
            _unit(root, child)
    return serialise(root)


def _unit(parent: Element, unit: AssignableUnit) -> None:
    """13.1.4; moveOn is always written out, since its default satisfies a course before anybody opened it."""
    made = element(parent, "au", None, dict(_attributes(unit)))
    _described(made, unit, unit.language)
    if unit.objectives:
        objectives = element(made, "objectives")
        for identifier in unit.objectives:
            element(objectives, "objective", None, {"idref": identifier})
    element(made, "url", unit.url)


def _attributes(unit: AssignableUnit) -> Iterator[tuple[str, str]]:
    yield "id", unit.identifier
    yield "moveOn", unit.move_on
    if unit.mastery is not None:
        yield "masteryScore", _scaled(unit.mastery)
    yield "launchMethod", "AnyWindow"
    yield "activityType", unit.activity_type


def _scaled(percent: int) -> str:
    """Return a percentage as a decimal of 0 to 1 without needless zeros: ``0.6``."""
    whole, rest = divmod(percent, 100)
    return f"{whole}.{rest:02}".rstrip("0").removesuffix(".")


def _described(parent: Element, about: CourseStructure | Block | AssignableUnit | Objective, language: str) -> None:
    for name, text in (("title", about.title), ("description", about.description)):
        element(element(parent, name), "langstring", text, {"lang": language})
