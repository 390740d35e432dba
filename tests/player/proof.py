"""The proof: a package played in a scenario, and in words how what came of it differs from what must.

A robot (``autoplay.js``) plays in the page of an LMS (``stage.js``); what the LMS then holds is compared with what
``generator.judge`` makes of the same answers, not with what the player says. Scenarios (``scenarios.py``) and formats
(``formats.py``) are tables: to add one is to add a row.
"""

import re

from tests.player.cases import Case, Ledger, Play
from tests.player.formats import Format, Record
from tests.player.scenarios import Scenario
from tests.player.stages import Outcome

RANK = ("", "not attempted", "unknown", "browsed", "incomplete", "failed", "completed", "passed")


def complaints(kind: Format, case: Case, scenario: Scenario, outcome: Outcome) -> list[str]:
    """Return in words how ``outcome`` differs from what must come of ``scenario``; nothing when it does not."""
    found = list(outcome.errors)
    ledger, at = Ledger(case), 0
    for session, told in zip(scenario.sessions, outcome.sessions, strict=True):
        found += told.violations
        if session.mode and any(c[0] in (kind.names["set"], kind.names["commit"]) for c in told.log):
            found.append(f"something is written in the mode {session.mode}")
        for play, met in zip(session.plays, told.met, strict=True):
            found += met["faults"]
            asked = ledger.open() if play.again else None
            pages, then = _pages(case, at, play, asked, review=session.mode == "review")
            through = play.only is None and play.pages is None and session.mode != "review"
            expected = {
                "pages": pages,
                "verdicts": ledger.take(play),
                "end": case.words[scenario.end] if through else "",
                "note": case.words["noKeep"] if scenario.says == "note" else "",
                "resumed": case.words["resumed"].replace("{n}", str(at + 1)) if at and not session.mode else "",
                "trouble": scenario.says == "trouble",
            }
            met["trouble"] = met["trouble"] > 0
            found += [f"{k} {met[k]!r} and not {v!r}" for k, v in expected.items() if met[k] != v]
            at = then
    found += _protocol(kind, case, scenario, [c for told in outcome.sessions for c in told.log])
    if scenario.kept:
        found += _stored(kind, scenario, ledger, outcome.record)
    return found


def _pages(case: Case, at: int, play: Play, again: int | None, review: bool) -> tuple[list[str], int]:
    """Return the roles of the pages that the robot must meet from page ``at`` on, and where it ends.

    ``again`` is the number of the first question that the result page leads back to.
    """
    if review:
        return ["review", *case.pages[case.pages.index("result") + 1 :]], len(case.pages) - 1
    questions = [n for n, role in enumerate(case.pages) if role == "question"]
    replies, met, answers = play.replies(case.items, play.answers), list[str](), 0
    while at < len(case.pages):
        met.append(case.pages[at])
        if at in questions:
            answers += len(replies[questions.index(at)])
        if (play.only is not None and answers >= play.only) or len(met) == play.pages:
            return met, at
        if case.pages[at] == "result" and again is not None:
            replies, at, again = play.replies(case.items, play.again), questions[again], None
        else:
            at += 1
    return met, at - 1


def _protocol(kind: Format, case: Case, scenario: Scenario, log: list[list[str]]) -> list[str]:
    """Return what is wrong with the calls of a run-time, in their order."""
    names, found, running, ends = kind.names, list[str](), False, ""
    status, score, answers = 0, -1.0, 0
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
        if element == names["score"]:
            if float(value) < score:
                found.append(f"the score falls from {score} to {value}")
            score = float(value)
        if element in names["status"].split():
            if value in RANK and RANK.index(value) < status:
                found.append(f"the status falls from {RANK[status]} to {value}")
            status = RANK.index(value) if value in RANK else status
            if value == "passed" and score < case.pass_mark:
                found.append(f"passed is written while the score is {score}")
    expected = "oc" * len(scenario.sessions) if scenario.ends is None else scenario.ends
    if ends != expected:
        found.append(f"sessions open and close as {ends!r}, not {expected!r}")
    given = sum(len(Ledger(case).take(p)) for s in scenario.sessions for p in s.plays)
    if scenario.kept and answers != given:
        found.append(f"{answers} answers are reported, not {given}")
    return found


def _stored(kind: Format, scenario: Scenario, ledger: Ledger, record: Record | None) -> list[str]:
    """Return what is wrong with what the LMS holds in the end."""
    if record is None:
        return ["the LMS holds nothing"]
    held = kind.held(record)
    leaving = "" if ledger.status in ("passed", "completed") else "suspend"
    expected = {"score": ledger.score, "status": ledger.status}
    if not scenario.sessions[-1].mode:
        expected["exit"] = leaving
    found = [f"{k} {getattr(held, k)!r} and not {v!r}" for k, v in expected.items() if getattr(held, k) != v]
    if ledger.score:
        found += [f"{k} {record.get(k)!r} and not {v!r}" for k, v in kind.also(ledger).items() if record.get(k) != v]
    return found
