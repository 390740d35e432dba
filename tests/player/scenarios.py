"""The run-times that the proof plays in, as a table: what happens there, and what must come of it."""

import os
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from tests.player.cases import Case, Play, Session
from tests.player.formats import ROOT, cases

SEED = "HOCVUSO_PROOF_SEED"
SHARE = 2
"""A test run plays every scenario with one package of so many; ``python -m bench.proof`` plays them all."""

THROUGH = (Play("right"),)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A run-time, what the learner does there, and what must come of it.

    ``words``: the outcome in a sentence. ``kind`` and ``refuse``: of ``lms.js``; ``delay``: ms that each call takes.
    ``place``: the folder of the server that the package lies in (what it sends differs). ``drive``: how the page is
    driven. ``kept``: whether the LMS holds score and status in the end. ``says``: what the learner is told of that:
    nothing, on the first page («note»), on every one («trouble»). ``end``: the word of the last page.
    ``ends``: the calls that open (o) and close (c) a session, in order; as a rule one of each per session.
    ``formats``: those that know such a run-time.
    """

    name: str
    words: str
    sessions: tuple[Session, ...] = (Session(THROUGH),)
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
    says: Literal["", "note", "trouble"] = ""
    end: Literal["saved", "doneNotKept"] = "saved"
    ends: str | None = None
    formats: tuple[str, ...] = ("scorm12", "scorm2004")


TWO = Session((Play("mixed", only=2),))
REST = Session((Play("right", first=3),))
PART = (TWO, REST)
LOOK = Session((Play("none", pages=1),))


def _told(name: str, words: str, kind: str, says: Literal["note", "trouble"] = "note", **more: Any) -> Scenario:
    """An LMS that keeps nothing, and a learner who is told so."""
    return Scenario(name, words, kind=kind, says=says, kept=False, end="doneNotKept", **more)


SCENARIOS: tuple[Scenario, ...] = (
    # --- an LMS as it should be, with Moodle's patterns
    Scenario(
        "moodle-right",
        "all right on 320 pixels with wide letters: 100, passed, every page fits, every picture loads",
        sessions=(Session((Play("right", wide=True),)),),
        width=320,
    ),
    Scenario("moodle-wrong", "all wrong: incomplete, a low score", (Session((Play("wrong"),)),)),
    Scenario("moodle-mixed", "odd ones right: the score says so", (Session((Play("mixed"),)),)),
    Scenario(
        "moodle-again",
        "all wrong, then again from the result page and all right: 100, passed",
        (Session((Play("wrong", again="right"),)),),
    ),
    Scenario("moodle-both", "wrong and then right at each question: 100, passed", (Session((Play("both"),)),)),
    Scenario("moodle-look", "opened and left: incomplete, no score", (LOOK,)),
    Scenario(
        "moodle-through", "every page turned, nothing answered: incomplete, no score", (Session((Play("none"),)),)
    ),
    Scenario("moodle-part", "left after two answers, resumed on that page, ended", PART),
    Scenario("moodle-after", "all right, launched again and left: nothing is undone", (Session(THROUGH), LOOK)),
    Scenario(
        "moodle-review",
        "launched for review after the end: shown, nothing written",
        (Session(THROUGH), Session((Play("none"),), mode="review")),
    ),
    Scenario(
        "moodle-browse",
        "launched to browse: plays, says that nothing is kept, writes nothing",
        (Session(THROUGH, mode="browse"),),
        says="note",
        kept=False,
        end="doneNotKept",
    ),
    # --- other LMSs
    Scenario("again-right", "scorm-again, an independent LMS: 100, passed, no error", kind="scorm-again"),
    Scenario("again-part", "scorm-again: left after two answers, resumed on that page", PART, kind="scorm-again"),
    Scenario(
        "edx-mixed",
        "a stub of the Open edX block, files found by their last name: the score says so",
        (Session((Play("mixed"),)),),
        kind="edx",
        place="base",
    ),
    Scenario("edx-part", "the same stub: left after two answers, resumed on that page", PART, kind="edx", place="base"),
    Scenario("mute", "answers nothing: everything is written all the same", kind="mute"),
    Scenario("lying", "says yes and forgets: the lesson ends as any", kind="lying", kept=False),
    Scenario(
        "slow",
        "takes its time, and the learner clicks twice: one page a time, 100, passed",
        (Session((Play("right", twice=True),)),),
        delay=4,
    ),
    Scenario("nothing", "its methods return nothing: the lesson ends as any", kind="nothing", kept=False),
    Scenario("bare", "cannot commit or finish: everything is written all the same", kind="bare", ends="o"),
    Scenario("no-get", "cannot be asked: everything is written all the same", kind="no-get"),
    _told("no-set", "cannot be told: the lesson goes on, and says so", "no-set", "trouble"),
    _told("throwing", "throws at once: the lesson goes on, and says so", "throwing", ends="o"),
    _told("throwing-late", "throws later: the lesson goes on, and says so", "throwing-late", "trouble"),
    _told("refused", "does not open: the lesson goes on, and says so", "strict", refuse="initialize", ends="o"),
    _told("unstored", "cannot store: the lesson goes on, and says so", "strict", "trouble", refuse="commit"),
    # --- where the API is
    _told("no-lms", "no LMS: the lesson goes on, and says so", "strict", drive="alone", ends=""),
    _told("foreign", "an LMS of another origin is none", "strict", drive="inside", origin="other", ends=""),
    Scenario("between", "a frame of another origin in between is stepped over: 100, passed", origin="between"),
    Scenario("deep-3", "three frames below the LMS: 100, passed", frames=3),
    Scenario("deep-12", "twelve frames below the LMS: 100, passed", frames=12),
    Scenario("window", "a window of its own: 100, passed", popup=True),
    Scenario("window-frames", "two frames down in a window of its own: 100, passed", popup=True, frames=2),
    Scenario("window-own", "the API in the window of the lesson: 100, passed", popup=True, own=True),
    # --- what surrounds it
    Scenario("storage", "storage that throws: 100, passed", place="bare"),
    Scenario("octet-stream", "unknown types as octet-stream, nosniff: 100, passed", place="octet"),
    Scenario("no-unload", "a policy that forbids unload: the session ends all the same", place="policy"),
    Scenario(
        "comma", "a browser that writes 1,5 (fr-FR): the score has a dot", (Session((Play("mixed"),)),), locale="fr-FR"
    ),
    _told(
        "blob", "a document without origin, storage or LMS, as from a phone's files", "strict", drive="blob", ends=""
    ),
    # --- what happens to a page
    Scenario("twice", "every click is two: one page a time, one answer each", (Session((Play("mixed", twice=True),)),)),
    Scenario("reload", "the LMS's page reloaded in the middle: goes on there", PART, drive="reload"),
    Scenario(
        "reload-frame",
        "the frame alone reloaded, under an LMS that opens again: goes on there",
        (Session(TWO.plays, leave=False), Session(REST.plays, same=True, reload=True)),
        refuse="nothing",
    ),
    Scenario("killed", "the browser dies right after an answer: nothing is lost", PART, drive="kill", ends="ooc"),
    Scenario(
        "cached",
        "left, and back from the browser's memory: a new session, goes on there",
        (Session(TWO.plays, leave=False), Session(REST.plays, same=True)),
        refuse="nothing",
        drive="cache",
    ),
)


def chosen(scenario: Scenario, name: str, seed: int, share: int = SHARE) -> tuple[Case, ...]:
    """Return the packages of format ``name`` that are played in ``scenario``: one of ``share``, others for each seed.

    Over any two scenarios that follow each other, and over any ``share`` seeds that do, every package has its turn.
    """
    place = SCENARIOS.index(scenario)
    return tuple(c for n, c in enumerate(cases(name)) if (n + place + seed) % share == 0)


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
