"""The proof: a package played in a scenario, and in words how what came of it differs from what must.

A robot (``autoplay.js``) plays in the page of an LMS (``stage.js``); what the LMS then holds is compared with what
``generator.judge`` makes of the same answers, not with what the player says. Scenarios (``scenarios.py``) and formats
(``formats.py``) are tables: to add one is to add a row.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser

from tests.player import xapi_rules
from tests.player.cases import Case, Ledger, Play, Session
from tests.player.cmi5_stage import Cmi5Stage
from tests.player.formats import SCORM, Record, Scorm
from tests.player.scenarios import Scenario
from tests.player.stages import Outcome, ScormStage, Server, Stage, Told

RANK = ("", "not attempted", "unknown", "browsed", "incomplete", "failed", "completed", "passed")


@contextmanager
def staged(browser: Browser, modules: Path, name: str) -> Iterator[Stage]:
    """Yield a stage for the format ``name`` with a server of its own."""
    server = Server(modules)
    stage = (ScormStage if name in SCORM else Cmi5Stage)(browser, server, name)
    yield stage
    stage.close()
    server.close()


def complaints(name: str, case: Case, scenario: Scenario, outcome: Outcome) -> list[str]:
    """Return in words how ``outcome`` differs from what must come of ``scenario``; nothing when it does not."""
    found, ledger, at, given = list(outcome.errors), Ledger(case), 0, 0
    for session, told in zip(scenario.sessions, outcome.sessions, strict=True):
        found += told.violations
        for play, met in zip(session.plays, told.met, strict=True):
            more, at = _screen(case, scenario, session, play, ledger, at, met)
            found += more
            given += len(met["asked"])
    if name in SCORM:
        log = [c for told in outcome.sessions for c in told.log]
        found += _protocol(SCORM[name], case, scenario, log, given if scenario.kept else None)
        found += _silence(SCORM[name], scenario, outcome.sessions)
        if scenario.kept:
            found += _stored(SCORM[name], scenario, ledger, outcome.record)
    elif scenario.kept:
        found += _said(scenario, outcome.sessions, given)
        found += _known(ledger, outcome.record or {})
    return found


def _screen(
    case: Case, scenario: Scenario, session: Session, play: Play, ledger: Ledger, at: int, met: dict[str, object]
) -> tuple[list[str], int]:
    """Return what is wrong with what the robot met, and the page on which the play ends."""
    review, asked = session.mode == "review", list[str](met["asked"])  # type: ignore[call-overload]
    due, again = ledger.due(play), ledger.open() if play.again else None
    pages, then = _pages(case, at, play, again, review)
    says = scenario.says if session.says is None else session.says
    first = play is session.plays[0]
    end = scenario.end if session.end is None else session.end
    resumed = case.words["resumed"].replace("{n}", str(at + 1)) if at and first and not session.mode else ""
    expected = {
        "pages": pages,
        "verdicts": ledger.take(play, asked),
        "end": case.words[end] if play.only is None and play.pages is None and not review else "",
        "note": case.words["noKeep"] if says == "note" and not review else "",
        "resumed": resumed,
        "faults": [],
    }
    found = [f"{k} {met[k]!r} and not {v!r}" for k, v in expected.items() if met[k] != v]
    if bool(met["trouble"]) != (says == "trouble" or (says == "late" and not first)):
        found.append(f"«not saved» is shown on {met['trouble']} pages")
    if len(asked) != due:
        found.append(f"{len(asked)} answers are given, not {due}")
    return found, then


def _pages(case: Case, at: int, play: Play, again: int | None, review: bool) -> tuple[list[str], int]:
    """Return the roles of the pages that the robot must meet from page ``at`` on, and where it ends.

    ``again`` is the number of the first question that the result page leads back to.
    """
    if review:
        return ["review", *case.pages[case.pages.index("result") + 1 :]], len(case.pages) - 1
    questions = [n for n, role in enumerate(case.pages) if role == "question"]
    replies = [] if play.rest else [len(r) for r in play.replies(case.items, play.answers).values()]
    met, answers = list[str](), 0
    while at < len(case.pages):
        met.append(case.pages[at])
        if at in questions and replies:
            answers += replies[questions.index(at)]
        if (play.only is not None and answers >= play.only) or len(met) == play.pages:
            return met, at
        if case.pages[at] == "result" and again is not None:
            at, again = questions[again], None
        else:
            at += 1
    return met, at - 1


# --- SCORM ------------------------------------------------------------------------------------------------------------


def _protocol(kind: Scorm, case: Case, scenario: Scenario, log: list[list[str]], given: int | None) -> list[str]:
    """Return what is wrong with the calls of a run-time, in their order; ``given`` answers must have been reported."""
    names, found, running, ends = kind.names, list[str](), False, ""
    statuses, score, answers = dict[str, str](), -1.0, 0
    for name, *arguments in log:
        if name in (names["open"], names["close"]):
            ends += "o" if name == names["open"] else "c"
            running = name == names["open"]
        elif not running:
            found.append(f"{name} {arguments} outside a session")
        if name != names["set"]:
            continue
        element, value = arguments
        answers += bool(re.search(r"\.interactions\.\d+\.id$", element))
        if re.search("NaN|undefined|null", element + value):
            found.append(f"{element} = {value}")
        if element == names["score"] and re.fullmatch(r"\d+(\.\d+)?", value):
            if float(value) < score:
                found.append(f"the score falls from {score} to {value}")
            score = float(value)
        if element in names["status"].split():
            before = statuses.get(element, "")
            if RANK.index(value) < RANK.index(before):
                found.append(f"{element} falls from {before} to {value}")
            if value == "passed" and score < case.pass_mark:
                found.append(f"passed is written while the score is {score}")
            statuses[element] = value
    expected = "oc" * len(scenario.sessions) if scenario.ends is None else scenario.ends
    if ends != expected:
        found.append(f"sessions open and close as {ends!r}, not {expected!r}")
    if given is not None and answers != given:
        found.append(f"{answers} answers are reported, not {given}")
    return found


def _silence(kind: Scorm, scenario: Scenario, sessions: tuple[Told, ...]) -> Iterator[str]:
    """Yield what is written in sessions in which nothing may be."""
    for session, told in zip(scenario.sessions, sessions, strict=True):
        if session.mode:
            yield from (
                f"{c} in the mode {session.mode}" for c in told.log if c[0] in (kind.names["set"], kind.names["commit"])
            )


def _stored(kind: Scorm, scenario: Scenario, ledger: Ledger, record: Record | None) -> list[str]:
    """Return what is wrong with what the LMS holds in the end."""
    if record is None:
        return ["the LMS holds nothing"]
    held = kind.held(record)
    pairs = {"score": (held.score, ledger.score), "status": (held.status, ledger.status)}
    if not scenario.sessions[-1].mode:
        pairs["exit"] = (held.exit, kind.done if ledger.status in ("passed", "completed") else "suspend")
    if ledger.score:
        pairs |= {k: (record.get(k, ""), v) for k, v in kind.also(ledger).items()}
    return [f"the LMS holds {k} {is_!r} and not {must!r}" for k, (is_, must) in pairs.items() if is_ != must]


# --- cmi5 -------------------------------------------------------------------------------------------------------------


def _said(scenario: Scenario, sessions: tuple[Told, ...], given: int) -> Iterator[str]:
    """Yield what is wrong with the statements of all sessions; ``xapi_rules`` has judged each of them."""
    answers = 0
    for number, (session, told) in enumerate(zip(scenario.sessions, sessions, strict=True)):
        verbs = [xapi_rules.verb(s) for s in told.said]
        answers += verbs.count("answered")
        if session.same or session.down:
            continue
        killed = scenario.drive == "kill" and number == 0
        if verbs[:1] != ["initialized"] or (verbs[-1:] != ["terminated"] and not killed):
            yield f"a session says {verbs}"
        if session.mode and verbs != ["initialized", "terminated"]:
            yield f"a session in the mode {session.mode} says {verbs}"
    heard = all(not s.down and not s.same for s in scenario.sessions)
    if heard and answers != given:
        yield f"{answers} answers are reported, not {given}"


def _known(ledger: Ledger, record: Record) -> Iterator[str]:
    """Yield what is wrong with what the LMS knows in the end."""
    done = ledger.status in ("passed", "completed")
    expected = {
        "score": f"{float(ledger.score) / 100:.4f}" if ledger.score else "",
        "passed": str(ledger.status == "passed"),
        "completed": str(done),
    }
    for name, value in expected.items():
        if record.get(name) != value:
            yield f"the LMS knows {name} {record.get(name)!r} and not {value!r}"
