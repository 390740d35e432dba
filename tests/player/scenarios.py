"""The run-times that the proof plays in, as a table: what happens there, and what must come of it."""

import os
import subprocess
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from tests.player.cases import Case, Play, Session
from tests.player.formats import ROOT, cases

SEED = "HOCVUSO_PROOF_SEED"
SHARE = 4
"""A test run plays a scenario with one package of so many; ``python -m bench.proof`` plays them all."""
SCORM_ONLY = ("scorm12", "scorm2004")
CMI5_ONLY = ("cmi5",)
EVERY = (*SCORM_ONLY, *CMI5_ONLY)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A run-time, what the learner does there, and what must come of it.

    ``words``: the outcome in a sentence. ``kind`` and ``refuse``: of ``lms.js``; ``delay``: ms that each call takes.
    ``place``: the folder of the server that the package lies in (what it sends differs). ``drive``: how the page is
    driven. ``kept``: whether the LMS holds score and status in the end. ``says``: what the learner is told of that:
    nothing, on the first page («note»), on every one («trouble»), on some («late»). ``end``: the word of the last page.
    ``ends``: the calls that open (o) and close (c) a session, in order; as a rule one of each per session.
    ``formats``: those that know such a run-time. ``always``: with every package in every test run.
    """

    name: str
    words: str
    sessions: tuple[Session, ...] = (Session((Play("right"),)),)
    kind: str = "strict"
    refuse: str = ""
    delay: int = 0
    place: str = "pkg"
    origin: Literal["own", "other", "between"] = "own"
    frames: int = 0
    width: int = 900
    popup: bool = False
    own: bool = False
    locale: str = "vi-VN"
    drive: Literal["stage", "inside", "reload", "kill", "cache", "alone", "blob"] = "stage"
    kept: bool = True
    says: str = ""
    end: str = "saved"
    ends: str | None = None
    formats: tuple[str, ...] = SCORM_ONLY
    always: bool = False


def _told(name: str, words: str, says: str, **more: Any) -> Scenario:
    """An LMS that keeps nothing, and a learner who is told so."""
    return Scenario(name, words, says=says, kept=False, end="doneNotKept", **more)


def _every(name: str, words: str, *sessions: Session, **more: Any) -> Scenario:
    """A scenario that every format knows."""
    return Scenario(name, words, sessions or (RIGHT,), formats=EVERY, **more)


RIGHT = Session((Play("right"),))
MIXED = Session((Play("mixed"),))
THROUGH = Session((Play("none"),))
LOOK = Session((Play("none", pages=1),))
OWED = Session((Play("none", pages=1),), hears="passed")
TWO = Session((Play("mixed", only=2),))
REST = Session((Play("right", rest=True),))
NOT_SAVED = ".player__trouble:not([hidden])"
ONE, OTHERS = Play("right", only=1), Play("right", rest=True)

SCENARIOS: tuple[Scenario, ...] = (
    # --- an LMS as it should be, with Moodle's patterns; an LRS that judges every statement
    _every(
        "right",
        "all right on 320 pixels with wide letters: 100, passed, every page fits, every picture loads",
        Session((Play("right", wide=True),)),
        width=320,
        always=True,
    ),
    _every("wrong", "all wrong: incomplete, a low score", Session((Play("wrong"),))),
    _every("mixed", "odd ones right: the score says so", MIXED),
    _every("again", "all wrong, then all right from the result page: 100", Session((Play("wrong", again="right"),))),
    _every("both", "wrong and then right at each question: 100, passed", Session((Play("both"),))),
    _every("look", "opened and left: incomplete, no score", LOOK),
    _every("through", "every page turned, nothing answered: incomplete, no score", THROUGH),
    _every("part", "left after two answers, resumed on that page, ended", TWO, REST),
    _every("after", "all right, launched again and left: nothing is undone", RIGHT, LOOK),
    _every("review", "launched for review: shown, nothing written", RIGHT, replace(THROUGH, mode="review")),
    _told(
        "browse",
        "launched to browse: plays, says that nothing is kept, writes nothing",
        "note",
        sessions=(replace(RIGHT, mode="browse"),),
        formats=EVERY,
    ),
    # --- other LMSs
    Scenario("again-right", "scorm-again, an independent LMS: 100, passed, no error", kind="scorm-again"),
    Scenario("again-part", "scorm-again: left after two answers, resumed there", (TWO, REST), kind="scorm-again"),
    Scenario(
        "edx-mixed", "a stub of the Open edX block, files found by their last name", (MIXED,), kind="edx", place="base"
    ),
    Scenario("edx-part", "the same stub: left after two answers, resumed there", (TWO, REST), kind="edx", place="base"),
    Scenario("mute", "answers nothing: everything is written all the same", kind="mute"),
    Scenario("lying", "says yes and forgets: the lesson ends as any", kind="lying", kept=False),
    Scenario(
        "slow",
        "takes its time, and the learner clicks twice: one page a time, 100, passed",
        (Session((Play("right", twice=True),)),),
        delay=2,
    ),
    Scenario("nothing", "its methods return nothing: the lesson ends as any", kind="nothing", kept=False),
    Scenario("bare", "cannot commit or finish: everything is written all the same", kind="bare", ends="o"),
    Scenario("no-get", "cannot be asked: everything is written all the same", kind="no-get"),
    _told("no-set", "cannot be told: the lesson goes on, and says so", "trouble", kind="no-set"),
    _told("throwing", "throws at once: the lesson goes on, and says so", "note", kind="throwing", ends="o"),
    _told("throwing-late", "throws later: the lesson goes on, and says so", "trouble", kind="throwing-late"),
    _told("refused", "does not open: the lesson goes on, and says so", "note", refuse="initialize", ends="o"),
    _told("unstored", "cannot store: the lesson goes on, and says so", "trouble", refuse="commit"),
    # --- an LRS that is not as it should be
    Scenario("lrs-slow", "every answer takes 80 ms: 100, passed", delay=80, formats=CMI5_ONLY),
    Scenario("lrs-same", "an LRS of the lesson's own origin: 100, passed", place="lrs", formats=CMI5_ONLY),
    Scenario(
        "lrs-hurried", "left before anything was sent: all is sent", (replace(RIGHT, idle=False),), formats=CMI5_ONLY
    ),
    Scenario(
        "lrs-deaf",
        "takes no statements: says so, and tells them at the next launch",
        (Session((ONE, OTHERS), until=NOT_SAVED, down="statements", says="late", end="doneNotKept"), OWED),
        formats=CMI5_ONLY,
    ),
    _told(
        "lrs-down",
        "answers nothing at all: the lesson goes on, and says so",
        "note",
        sessions=(replace(RIGHT, down="activities/state"),),
        formats=CMI5_ONLY,
    ),
    _told(
        "lrs-token",
        "gives no token: the lesson goes on, and says so",
        "note",
        sessions=(replace(RIGHT, down="token"),),
        formats=CMI5_ONLY,
    ),
    # --- where the API is
    _told("no-lms", "no LMS: the lesson goes on, and says so", "note", drive="alone", ends="", formats=EVERY),
    _told("foreign", "an LMS of another origin is none", "note", drive="inside", origin="other", ends=""),
    Scenario("between", "a frame of another origin in between is stepped over: 100, passed", origin="between"),
    _every("deep-3", "three frames below the LMS: found", TWO, frames=3),
    Scenario("deep-12", "twelve frames below the LMS: found", (TWO,), frames=12),
    _every("window", "a window of its own: 100, passed", popup=True),
    Scenario("window-frames", "two frames down in a window of its own: found", (TWO,), popup=True, frames=2),
    Scenario("window-own", "the API in the window of the lesson: 100, passed", popup=True, own=True),
    # --- what surrounds it
    _every("storage", "storage that throws: 100, passed", place="bare"),
    _every("octet-stream", "unknown types as octet-stream, nosniff: 100, passed", place="octet"),
    _every("no-unload", "a policy that forbids unload: leaving ends the session all the same", TWO, place="policy"),
    _every("comma", "a browser that writes 1,5 (fr-FR): the score has a dot", MIXED, locale="fr-FR"),
    _told(
        "blob", "no origin, storage or LMS, as from a phone's files: it plays", "note", drive="blob", ends="",
        formats=EVERY,
    ),
    # --- what happens to a page
    _every("twice", "every click is two: one page a time, one answer each", Session((Play("mixed", twice=True),))),
    _every("reload", "the LMS's page reloaded in the middle: goes on there", TWO, REST, drive="reload"),
    Scenario(
        "reload-frame",
        "the frame alone reloaded, under an LMS that opens again: goes on there",
        (replace(TWO, leave=False), replace(REST, same=True, reload=True)),
        refuse="nothing",
    ),
    Scenario(
        "reload-again",
        "the frame alone reloaded: goes on there, says that the LMS hears nothing, and tells it at the next launch",
        (replace(TWO, leave=False), replace(REST, same=True, reload=True, says="note", end="doneNotKept"), OWED),
        formats=CMI5_ONLY,
    ),
    _every("killed", "the browser dies right after an answer: nothing is lost", TWO, REST, drive="kill", ends="ooc"),
    Scenario(
        "cached",
        "left, and back from the browser's memory: a new session, goes on there",
        (replace(TWO, leave=False), replace(REST, same=True)),
        refuse="nothing",
        drive="cache",
    ),
    Scenario(
        "cached-again",
        "left, and back from the browser's memory: goes on there, says that the LMS hears nothing",
        (replace(TWO, leave=False), replace(REST, same=True, says="note", end="doneNotKept"), OWED),
        drive="cache",
        formats=CMI5_ONLY,
    ),
)  # fmt: skip


def rows(name: str) -> tuple[Scenario, ...]:
    """Return the scenarios of the format ``name``."""
    return tuple(s for s in SCENARIOS if name in s.formats)


def chosen(scenario: Scenario, name: str, seed: int, share: int = SHARE) -> tuple[Case, ...]:
    """Return the packages of format ``name`` that a test run plays in ``scenario``: one of ``share``.

    Over ``share`` scenarios, and over ``share`` seeds, that follow each other every package has its turn.
    """
    place = rows(name).index(scenario)
    return tuple(c for n, c in enumerate(cases(name)) if scenario.always or (n + place + seed) % share == 0)


@cache
def seed() -> int:
    """Return what turns the choice of packages: ``HOCVUSO_PROOF_SEED``, else the last commit, else 0."""
    given = os.environ.get(SEED)
    if given:
        return int(given)
    with suppress(OSError, subprocess.CalledProcessError):
        command = ["git", "rev-parse", "--short=8", "HEAD"]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
        return int(told, 16) % 1000
    return 0
