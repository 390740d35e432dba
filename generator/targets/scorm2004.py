"""SCORM 2004 packages, 4th or 3rd Edition: one SCO with one score per lesson and test; modules and tracks as an option.

Content Aggregation Model and Sequencing for the manifest, Run-Time Environment for the player's adapter.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from pydantic import BaseModel, Field

from generator.courseware import (
    Courseware,
    Launch,
    PlayerData,
    ScormOptions,
    Unit,
    assemble,
    bare_data,
    courseware,
    job,
    manifest,
)
from generator.diagnostics import Diagnostic
from generator.identifiers import xml_identifier
from generator.items import ITEM_TYPES, Item
from generator.model import Curriculum
from generator.player import state_overflow
from generator.standards.ims_cp import Manifest, OrganizationItem
from generator.standards.scorm import EDITIONS, Activity, manifest_2004
from generator.targets import Job, Package, RenderContext

ADAPTER = "scorm2004"


class Scorm2004Options(ScormOptions):
    """The options of SCORM 2004."""

    # «normal» ends the attempt (RTE 4.2.8): whoever opens a passed lesson again would start empty, and what depends on
    # it would lock
    exit: Literal["", "suspend"] = Field(
        default="suspend", description="What the LMS is told on leaving a complete lesson; empty ends the attempt."
    )
    edition: Literal["4", "3"] = Field(default="4", description="The edition that the platform takes.")
    sequence: Literal["free", "ordered"] = Field(
        default="free",
        description="«ordered»: a lesson of a module or track opens when the one before it is passed.",
    )


@dataclass(frozen=True, slots=True)
class Subject:
    """What one package is made of."""

    courseware: Courseware
    edition: Literal["4", "3"]
    ordered: bool


@dataclass(frozen=True)
class Scorm2004:
    """One package per lesson and test; the driver zips them."""

    title: str = "SCORM 2004"
    engines: tuple[str, ...] = ()
    item_types: frozenset[type[Item]] = ITEM_TYPES
    Options: type[BaseModel] = Scorm2004Options

    def jobs(self, curriculum: Curriculum, options: Scorm2004Options) -> Iterable[Job]:
        """Yield a job per package."""
        for package, about in courseware(curriculum, options):
            ordered = options.sequence == "ordered" and len(package.units) > 1
            subject = Subject(package, options.edition, ordered)
            yield replace(job(package, about, _path(subject), render), subject=subject)

    def check(self, curriculum: Curriculum, options: Scorm2004Options) -> Iterator[Diagnostic]:
        """Report each lesson and test whose answers may not fit into what this edition keeps."""
        most = EDITIONS[options.edition].longest_state
        for data, position in bare_data(curriculum, options.policy()):
            overflow = state_overflow(
                data, position, "quiz-too-long-for-scorm2004", target="scorm2004", keeper="SCORM 2004", most=most
            )
            if overflow is not None:
                yield overflow


def render(subject: Subject, context: RenderContext) -> Package:
    """Return the zip's files: the manifest, a page per unit, the player and the pictures beside them."""
    package, edition = subject.courseware, EDITIONS[subject.edition]

    def more(unit: Unit) -> PlayerData:
        return {"objectives": objectives(package, unit), "most": edition.longest_state}

    members, launches = assemble(package, context, ADAPTER, more)
    tree = _Tree(package, launches, subject.ordered)
    made = manifest_2004(tree.manifest, package.metadata(), edition, tree.activities)
    return Package({"imsmanifest.xml": made} | members, _path(subject))


def objectives(package: Courseware, unit: Unit) -> list[PlayerData]:
    """Return the competences that graded questions of ``unit`` ask for: id in the manifest, title, the questions."""
    known = {c.identifier: c for f in package.course.frameworks for c in f.competences}
    graded = [i for i in unit.items if i.points]
    named = dict.fromkeys(c for i in graded for c in i.competences)
    return [
        {
            "id": xml_identifier(package.course.identifier, *c.split(":"), "objective"),
            "title": known[c].title,
            "items": [i.identifier for i in graded if c in i.competences],
        }
        for c in named
    ]


class _Tree:
    """The organization of a package as its activities see it."""

    def __init__(self, package: Courseware, launches: tuple[Launch, ...], ordered: bool) -> None:
        """Weigh every node among its siblings: scores by points, progress by minutes."""
        made = manifest(package, launches)
        self.package = package
        self.units = {r.identifier: x.unit for r, x in zip(made.resources, launches, strict=True)}
        self.activities: dict[str, Activity] = {}
        items = tuple(self._wrapped(n) for n in made.organization.items) if ordered else made.organization.items
        self.manifest: Manifest = replace(made, organization=replace(made.organization, items=items))
        self._weigh(items)
        scored = self._points(items) > 0
        self.activities[made.organization.identifier] = Activity(scored=scored)
        if ordered:
            self._chain(items)

    def _wrapped(self, node: OrganizationItem) -> OrganizationItem:
        """Put what has no score into a branch of its own: a branch can succeed by being completed, a SCO cannot."""
        if node.items:
            return replace(node, items=tuple(self._wrapped(n) for n in node.items))
        if self.units[node.resource].graded:
            return node
        return OrganizationItem(f"{node.identifier}-branch", node.title, items=(node,))

    def _weigh(self, items: tuple[OrganizationItem, ...]) -> None:
        points, minutes = (max(f((n,)) for n in items) for f in (self._points, self._minutes))
        for node in items:
            unit = self.units.get(node.resource)
            self.activities[node.identifier] = Activity(
                scored=self._points((node,)) > 0,
                weight=Fraction(self._points((node,)), points or 1),
                progress=Fraction(self._minutes((node,)), minutes or 1),
                objectives=tuple(o["id"] for o in objectives(self.package, unit)) if unit else (),
                metadata=self.package.metadata(unit) if unit and len(self.units) > 1 else None,
            )
            if node.items:
                self._weigh(node.items)

    def _chain(self, items: tuple[OrganizationItem, ...]) -> None:
        """Let each lesson wait for the one before it, across branches."""
        links = tuple(self._links(items))
        for before, after in pairwise(links):
            opens = f"{before}-passed"
            self.activities[before] = replace(self.activities[before], opens=opens)
            self.activities[after] = replace(self.activities[after], waits=opens)

    def _links(self, items: tuple[OrganizationItem, ...]) -> Iterator[str]:
        """Yield what is passed one after another: scored lessons, and the branches of others."""
        for node in items:
            scored = self.activities[node.identifier].scored
            if node.items and (scored or any(n.items for n in node.items)):
                yield from self._links(node.items)
            else:
                yield node.identifier

    def _points(self, items: tuple[OrganizationItem, ...]) -> int:
        units = (self.units[x.resource] for x in _leaves(items))
        return sum(i.points for u in units for i in u.items)

    def _minutes(self, items: tuple[OrganizationItem, ...]) -> int:
        return sum(self.units[x.resource].minutes for x in _leaves(items))


def _leaves(items: tuple[OrganizationItem, ...]) -> Iterator[OrganizationItem]:
    for node in items:
        yield from _leaves(node.items) if node.items else (node,)


def _path(subject: Subject) -> str:
    return f"packages/scorm2004/{subject.courseware.name}-scorm2004-{subject.edition}.zip"


TARGET = Scorm2004()
