"""SCORM 1.2 packages: one SCO with one score per lesson and test; modules and whole tracks as an option.

Content Aggregation Model 1.2 for the manifest, Run-Time Environment 1.2 for the player's adapter.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from generator.courseware import Courseware, ScormOptions, assemble, bare_data, courseware, job, manifest
from generator.diagnostics import Diagnostic
from generator.items import ITEM_TYPES, Item
from generator.model import Curriculum
from generator.player import state_overflow
from generator.standards.scorm import manifest_12
from generator.targets import Job, Package, RenderContext

ADAPTER = "scorm12"


class Scorm12Options(ScormOptions):
    """The options of SCORM 1.2."""


@dataclass(frozen=True)
class Scorm12:
    """One package per lesson and test; the driver zips them."""

    title: str = "SCORM 1.2"
    engines: tuple[str, ...] = ()
    item_types: frozenset[type[Item]] = ITEM_TYPES
    Options: type[BaseModel] = Scorm12Options

    def jobs(self, curriculum: Curriculum, options: Scorm12Options) -> Iterable[Job]:
        """Yield a job per package."""
        for package, about in courseware(curriculum, options):
            yield job(package, about, _path(package.name), render)

    def check(self, curriculum: Curriculum, options: Scorm12Options) -> Iterator[Diagnostic]:
        """Report each lesson and test whose answers may not fit into what SCORM 1.2 keeps."""
        for data, position in bare_data(curriculum, options.policy()):
            overflow = state_overflow(data, position, "quiz-too-long-for-scorm12")
            if overflow is not None:
                yield overflow


def render(package: Courseware, context: RenderContext) -> Package:
    """Return the zip's files: the manifest, a page per unit, the player and the pictures beside them."""
    members, launches = assemble(package, context, ADAPTER)
    made = manifest_12(manifest(package, launches), package.metadata())
    return Package({"imsmanifest.xml": made} | members, _path(package.name))


def _path(name: str) -> str:
    return f"packages/scorm12/{name}-scorm12.zip"


TARGET = Scorm12()
