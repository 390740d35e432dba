"""``hocvuso report print``: the printed pages as they were built, measured against the print rules."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from os import cpu_count
from pathlib import Path
from typing import Any

from generator.build import Prepare, Reporter, build, build_date, prepare
from generator.diagnostics import ContentError, Diagnostics, TargetError
from generator.pool import DiedError, pool
from generator.printed import PRESETS, Preset, Report, measure
from generator.state import Request
from generator.targets import Job, RenderContext
from generator.theme import Theme, layered

_VOLUME = re.compile(r"-tap-\d+(?=-)")


@dataclass(frozen=True, slots=True)
class Papers:
    """The files of one job of a target that prints, named below ``out``."""

    target: str
    job: Job
    theme: Theme
    date: date
    out: Path


def measured(request: Request, reporter: Reporter, prepare: Prepare = prepare) -> dict[str, Report]:
    """Bring ``request.out`` up to date, then measure every printed file in it; by path, sorted.

    A target prints when its module has ``page_plan(subject, context) -> (PagePlan, findings)``.
    """
    build(request, reporter)
    problems = Diagnostics()
    theme = layered(request.root)
    course = prepare(request.root, theme, problems)
    if course is None:
        raise ContentError(problems)
    day = build_date(course.curriculum.date)
    curriculum = replace(course.curriculum, date=day)
    todo = [
        Papers(name, job, theme, day, request.out)
        for name in request.targets or course.enabled
        if hasattr(import_module(f"generator.targets.{name}"), "page_plan")
        for job in course.targets[name].jobs(curriculum, course.options[name])
    ]
    return dict(sorted(_all(todo, request.workers or cpu_count() or 1, reporter)))


def _all(todo: list[Papers], workers: int, reporter: Reporter) -> Iterable[tuple[str, Report]]:
    left, done = list(todo), 0
    with pool(workers, _measure, ()) as workshop:
        while left or workshop.running:
            while left and workshop.free:
                papers = left.pop(0)
                workshop.start(papers.job.name, papers)
            for name, answer in workshop.wait():
                if isinstance(answer, DiedError | str):
                    raise TargetError("report print", name, str(answer))
                done += 1
                reporter.done(done, len(todo), name)
                yield from answer.items()


def _measure(papers: Papers) -> dict[str, Report] | str:
    """Measure the files of one job, in a worker; an error comes back as its text."""
    try:
        module: Any = import_module(f"generator.targets.{papers.target}")
        context = RenderContext(papers.theme.only(papers.job.theme), papers.date)
        plan, findings = module.page_plan(papers.job.subject, context)
        made = {p: measure((papers.out / p).read_bytes(), preset_of(p), plan) for p in papers.job.makes}
        first = papers.job.makes[0]
        return made | {first: replace(made[first], findings=(*findings, *made[first].findings))}
    except Exception as failure:
        return f"{type(failure).__name__}: {failure}"


def preset_of(path: str) -> Preset:
    """Return what the file ``path`` promises: its name, the volume aside, holds the preset's."""
    name = _VOLUME.sub("", path)
    return max((p for p in PRESETS.values() if p.identifier in name), key=lambda p: len(p.identifier))
