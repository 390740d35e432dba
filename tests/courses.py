"""Courses as the passes before rendering give them, and what a target packs of them."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from generator.diagnostics import Diagnostics
from generator.model import Curriculum
from generator.resolve import resolve
from generator.source import load
from generator.targets import Package, RenderContext, Target
from generator.theme import layered

ROOT = Path(__file__).parent.parent
MINIMAL = ROOT / "tests" / "curricula" / "minimal"
DAY = date(2026, 11, 20)


@cache
def read_course(root: Path = MINIMAL) -> Curriculum:
    """Return the course at ``root``, which has no errors; the one of this repository is at ``ROOT``."""
    problems = Diagnostics()
    source = load(root, problems)
    assert source is not None
    assert not problems.errors
    return resolve(source, layered(root))


def packages_of(target: Target, curriculum: Curriculum, options: Any, root: Path = MINIMAL) -> dict[str, Package]:
    """Return the package of every job of ``target`` by the job's name; ``root`` is where the theme is looked for."""
    made = {}
    for job in target.jobs(curriculum, options):
        package = job.render(job.subject, RenderContext(layered(root).only(job.theme), DAY))
        assert (package.path,) == job.makes
        made[job.name] = package
    return made
