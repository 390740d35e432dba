"""The formats that the proof plays: what each makes of the course, and how its run-time names things."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from generator.courseware import Courseware
from generator.diagnostics import Diagnostics
from generator.model import Curriculum
from generator.resolve import resolve
from generator.source import load
from generator.targets import RenderContext, Target, scorm12
from generator.theme import layered
from tests.player.cases import Case, Ledger

ROOT = Path(__file__).parents[2]
Record = dict[str, str]


@dataclass(frozen=True, slots=True)
class Held:
    """What an LMS holds of a lesson, whatever the format calls it."""

    score: str
    status: str
    exit: str


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of package, and the run-time that plays it.

    ``api`` is the LMS's name in a window, ``names`` those of elements and methods, ``fresh`` what an LMS holds at a
    first launch and ``once`` what it forgets at the next; ``held`` reads a record, ``also`` says what else it must
    hold once there is a score.
    """

    target: Target
    api: str
    script: str
    fresh: Mapping[str, str]
    once: tuple[str, ...]
    names: Mapping[str, str]
    held: Callable[[Record], Held]
    also: Callable[[Ledger], Mapping[str, str]]
    setting: Mapping[str, str] = field(default_factory=dict)


def _held12(record: Record) -> Held:
    return Held(
        record.get("cmi.core.score.raw", ""),
        record.get("cmi.core.lesson_status", ""),
        record.get("cmi.core.exit", ""),
    )


SCORM12 = Format(
    target=scorm12.TARGET,
    api="API",
    script="scorm12.js",
    fresh={
        "cmi.core.lesson_status": "not attempted",
        "cmi.core.lesson_mode": "normal",
        "cmi.core.credit": "credit",
        "cmi.student_data.mastery_score": "",
    },
    once=("cmi.core.session_time", "cmi.core.exit"),
    names={
        "entry": "cmi.core.entry",
        "exit": "cmi.core.exit",
        "mode": "cmi.core.lesson_mode",
        "status": "cmi.core.lesson_status",
        "score": "cmi.core.score.raw",
        "state": "cmi.suspend_data",
        "open": "LMSInitialize",
        "close": "LMSFinish",
        "set": "LMSSetValue",
        "get": "LMSGetValue",
        "commit": "LMSCommit",
    },
    held=_held12,
    also=lambda ledger: {"cmi.core.score.min": "0", "cmi.core.score.max": "100"},
)
FORMATS: dict[str, Format] = {"scorm12": SCORM12}


@cache
def curriculum() -> Curriculum:
    """Return the course of this repository."""
    problems = Diagnostics()
    source = load(ROOT, problems)
    assert source is not None
    assert problems.errors == 0
    return resolve(source, layered(ROOT))


@cache
def cases(name: str) -> tuple[Case, ...]:
    """Return every package that the format ``name`` makes of the course."""
    target = FORMATS[name].target
    context = RenderContext(layered(ROOT), curriculum().date)
    found = []
    for job in target.jobs(curriculum(), target.Options()):
        assert isinstance(job.subject, Courseware)
        (unit,) = job.subject.units
        files = job.render(job.subject, context).files
        html = re.search(r'id="hv-lesson">(.*?)</script>', files["index.html"].decode())
        assert html
        data = json.loads(html[1])
        items = {i.identifier: i for i in unit.items}
        order = tuple(items[p["item"]["id"]] for p in data["pages"] if "item" in p)
        roles = tuple(p["role"] for p in data["pages"])
        found.append(Case(job.name, files, order, roles, unit.pass_mark, data["strings"]))
    return tuple(found)
