"""The formats that the proof plays: what each makes of the course, and how its run-time names things."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from generator.courseware import Courseware
from generator.targets import RenderContext, Target, cmi5, scorm12, scorm2004
from generator.theme import layered
from tests.courses import read_course
from tests.player.cases import Case, Ledger, shown

ROOT = Path(__file__).parents[2]
Record = dict[str, str]


@dataclass(frozen=True, slots=True)
class Held:
    """What an LMS holds of a lesson, whatever the format calls it."""

    score: str
    status: str
    exit: str


@dataclass(frozen=True, slots=True)
class Scorm:
    """A format of SCORM, and the run-time that plays it.

    ``api`` is the LMS's name in a window, ``names`` those of elements and methods, ``fresh`` what an LMS holds at a
    first launch and ``once`` what it forgets at the next; ``held`` reads a record, ``also`` says what else it must
    hold once there is a score; ``done`` is the exit of a complete lesson.
    """

    api: str
    script: str
    fresh: Mapping[str, str]
    once: tuple[str, ...]
    names: Mapping[str, str]
    held: Callable[[Record], Held]
    also: Callable[[Ledger], Mapping[str, str]]
    setting: Mapping[str, str]
    done: str


def _held12(record: Record) -> Held:
    return Held(
        record.get("cmi.core.score.raw", ""),
        record.get("cmi.core.lesson_status", ""),
        record.get("cmi.core.exit", ""),
    )


SCORM12 = Scorm(
    api="API",
    script="scorm12.min.js",
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
        "open": "LMSInitialize",
        "close": "LMSFinish",
        "set": "LMSSetValue",
        "get": "LMSGetValue",
        "commit": "LMSCommit",
    },
    held=_held12,
    also=lambda ledger: {"cmi.core.score.min": "0", "cmi.core.score.max": "100"},
    setting={"edition": "1.2"},
    done="",
)


def _held2004(record: Record) -> Held:
    completion, success = record.get("cmi.completion_status", ""), record.get("cmi.success_status", "unknown")
    status = success if completion == "completed" and success != "unknown" else completion
    return Held(record.get("cmi.score.raw", ""), status, record.get("cmi.exit", ""))


def _also2004(ledger: Ledger) -> Record:
    scaled = f"{float(ledger.score) / 100:.4f}".rstrip("0").rstrip(".")
    progress = {} if ledger.status == "incomplete" else {"cmi.progress_measure": "1"}
    return {"cmi.score.min": "0", "cmi.score.max": "100", "cmi.score.scaled": scaled} | progress


SCORM2004 = Scorm(
    api="API_1484_11",
    script="scorm2004.min.js",
    fresh={"cmi.mode": "normal", "cmi.credit": "credit"},
    once=("cmi.session_time", "cmi.exit", "adl.nav.request"),
    names={
        "entry": "cmi.entry",
        "exit": "cmi.exit",
        "mode": "cmi.mode",
        "status": "cmi.completion_status cmi.success_status",
        "score": "cmi.score.raw",
        "open": "Initialize",
        "close": "Terminate",
        "set": "SetValue",
        "get": "GetValue",
        "commit": "Commit",
    },
    held=_held2004,
    also=_also2004,
    setting={"edition": "2004"},
    done="suspend",  # «normal» would end the attempt
)
TARGETS: dict[str, Target] = {"scorm12": scorm12.TARGET, "scorm2004": scorm2004.TARGET, "cmi5": cmi5.TARGET}
SCORM: dict[str, Scorm] = {"scorm12": SCORM12, "scorm2004": SCORM2004}
FORMATS = tuple(TARGETS)


def _courseware(subject: Any) -> Courseware:
    """Return what the package of a job holds."""
    match subject:
        case cmi5.Cmi5Package(courseware=held) | scorm2004.Subject(courseware=held) | (Courseware() as held):
            return held
    raise TypeError(f"no package with a player: {subject!r}")


@cache
def cases(name: str, **options: str) -> tuple[Case, ...]:
    """Return every package that the format ``name`` makes of the course, with ``options`` of its target."""
    target = TARGETS[name]
    context = RenderContext(layered(ROOT), read_course(ROOT).date)
    found = []
    for job in target.jobs(read_course(ROOT), target.Options.model_validate(options)):
        held = _courseware(job.subject)
        files = job.render(job.subject, context).files
        unit = held.units[0]
        href = "index.html" if len(held.units) == 1 else f"{unit.name}.html"
        html = re.search(r'id="hv-lesson">(.*?)</script>', files[href].decode())
        assert html
        data = json.loads(html[1])
        items = {i.identifier: i for i in unit.items}
        order = tuple(items[p["item"]["id"]] for p in data["pages"] if "item" in p)
        assert len({shown(i) for i in order}) == len(order), "two questions with the same words"
        roles = tuple(p["role"] for p in data["pages"])
        found.append(Case(job.name, job.makes[0], href, files, order, roles, unit.pass_mark, data["strings"]))
    return tuple(found)
