"""cmi5 packages: one assignable unit with one score per lesson and test; a track is a course with a block per module.

cmi5 1.0, chapters 13 and 14, for the structure; the player's adapter is ``theme/player/cmi5.js``.

Ids never come from content: ``urn:hocvuso:<course>:`` and the kind and authored id of a thing, for instance
``urn:hocvuso:bdhvs:au:b07``. They are publisher ids: an LMS makes ids of its own for what it records (8.1). Whoever
owns an address may give it as ``base``; ``site_url`` is not used, since a site may move and an id may not.

A graded unit moves on when it is passed, which it only is once complete; where every page seen is enough
(``complete: seen``), also when it is completed; one without a score, when it is completed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pydantic import BaseModel, Field

from generator.courseware import Courseware, Launch, PlayerOptions, Unit, assemble, courseware, holding, job
from generator.items import ITEM_TYPES, Item
from generator.model import Assessment, Curriculum
from generator.player import Policy
from generator.replacing import Holding
from generator.standards.cmi5 import (
    ASSESSMENT,
    LESSON,
    STRUCTURE,
    AssignableUnit,
    Block,
    CourseStructure,
    MoveOn,
    Objective,
    course_structure,
    iri,
)
from generator.targets import Job, Package, RenderContext

ADAPTER = "cmi5"


class Cmi5Options(PlayerOptions):
    """The options of cmi5."""

    tracks: bool = Field(default=True, description="Also one package per track: its lessons and its practice test.")
    base: str = Field(
        default="",
        pattern=r"^(?:[a-z][a-z0-9+.-]*:\S+[/:#])?$",
        description="Beginning of every id, an address that is yours and ends in «/»; never change it.",
    )


@dataclass(frozen=True, slots=True)
class Cmi5Package:
    """What a package holds, and what its ids begin with."""

    courseware: Courseware
    base: str


@dataclass(frozen=True)
class Cmi5:
    """One package per lesson, test and track; the driver zips them."""

    title: str = "cmi5"
    engines: tuple[str, ...] = ()
    item_types: frozenset[type[Item]] = ITEM_TYPES
    Options: type[BaseModel] = Cmi5Options

    def jobs(self, curriculum: Curriculum, options: Cmi5Options) -> Iterable[Job]:
        """Yield a job per package."""
        base = options.base or iri("urn:", "hocvuso", curriculum.identifier, "")
        for package, about in courseware(curriculum, options):
            subject = Cmi5Package(package, base)
            yield replace(job(package, about, _path(package.name), render, held(subject)), subject=subject)


def render(package: Cmi5Package, context: RenderContext) -> Package:
    """Return the zip's files: the structure, a page per unit, the player and the pictures beside them."""
    members, launches = assemble(package.courseware, context, ADAPTER)
    made = course_structure(structure(package, launches))
    return Package({STRUCTURE: made} | members, _path(package.courseware.name))


def held(package: Cmi5Package) -> Holding:
    """Return what learners' results hang on: the ids of course and units. An LMS never takes back «passed» (9.3.4)."""
    base, made = package.base, holding(package.courseware)
    units = (replace(u, identifier=iri(base, "au", u.name), mastery=None) for u in made.units)
    return replace(made, identifier=iri(base, "course", package.courseware.name), units=tuple(units))


def structure(package: Cmi5Package, launches: tuple[Launch, ...]) -> CourseStructure:
    """Return the course structure of a package; units without a heading stand by themselves."""
    held = package.courseware
    units = {x.unit.name: _unit(package, x) for x in launches}
    children: list[Block | AssignableUnit] = []
    for group in held.groups:
        own = tuple(units[u.name] for u in group.units)
        if group.identifier:
            name = iri(package.base, "block", held.name, group.identifier)
            children.append(Block(name, group.title, group.title, held.language, own))
        else:
            children += own
    objectives = (Objective(_objective(package, c.identifier), c.title, c.area or c.title) for c in held.competences)
    return CourseStructure(
        identifier=iri(package.base, "course", held.name),
        title=held.title,
        description=held.description,
        language=held.language,
        objectives=tuple(objectives),
        children=tuple(children),
    )


def move_on(unit: Unit, policy: Policy) -> MoveOn:
    """Return what satisfies an LMS about ``unit`` (13.1.4): nothing that the player would not say of itself."""
    if not unit.graded:
        return "Completed"
    return "CompletedOrPassed" if policy.complete == "seen" else "Passed"


def _unit(package: Cmi5Package, launch: Launch) -> AssignableUnit:
    unit = launch.unit
    return AssignableUnit(
        identifier=iri(package.base, "au", unit.name),
        title=unit.title,
        description=unit.description,
        language=unit.language,
        url=launch.href,
        move_on=move_on(unit, package.courseware.policy),
        mastery=unit.pass_mark if unit.graded else None,
        activity_type=ASSESSMENT if isinstance(unit.content, Assessment) else LESSON,
        objectives=tuple(_objective(package, c.identifier) for c in unit.competences),
    )


def _objective(package: Cmi5Package, competence: str) -> str:
    return iri(package.base, "objective", *competence.split(":", 1))


def _path(name: str) -> str:
    return f"packages/cmi5/{name}-cmi5.zip"


TARGET = Cmi5()
