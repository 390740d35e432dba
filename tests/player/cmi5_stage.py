"""Where the proof plays cmi5: the LMS and LRS of ``lrs.py``, which judge every statement, launch the packages."""

import time
import uuid
from contextlib import ExitStack, suppress
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.player import lrs, xapi_rules
from tests.player.cases import Case, Session
from tests.player.formats import Record
from tests.player.scenarios import Scenario
from tests.player.stages import Server, Stage, Told, framed

QUIET = 0.06  # seconds without a request: everything has been sent
RESOURCES = ("statements", "activities/state", "agents/profile", "fetch")


class Cmi5Stage(Stage):
    """An LMS that launches by address; its LRS is of another origin than the lesson, as a rule."""

    def __init__(self, browser: Browser, server: Server, name: str) -> None:
        super().__init__(browser, server, name)
        self.stack = ExitStack()
        self.lrs = self.stack.enter_context(lrs.serve())

    def close(self) -> None:
        """Close its pages and the LMS."""
        super().close()
        self.stack.close()

    def forgives(self, message: ConsoleMessage) -> bool:
        """An LRS says 404 of what is not there yet, and whatever else was asked of it."""
        return str(message.location.get("url", "")).startswith((self.lrs.origin, self.lrs.other_origin))

    def play(self, case: Case, scenario: Scenario) -> tuple[tuple[Told, ...], Record | None]:
        """Play ``case`` in ``scenario``; return each session, and what the LMS then holds."""
        ask = self.ask(case, scenario)
        if scenario.drive == "alone":
            return (self.alone(scenario, ask),), None
        if scenario.drive == "blob":
            return (self.inside(scenario, ask),), None
        for kept in (self.lrs.sessions, self.lrs.documents, self.lrs.log, self.lrs.faults):
            kept.clear()
        self.lrs.packages = {case.name: dict(case.files)}
        self.lrs.delay = dict.fromkeys(RESOURCES, scenario.delay / 1000)
        registration, told, done = str(uuid.uuid4()), list[Told](), list[str]()
        page = self.page(scenario.locale, "alone" if scenario.place == "lrs" else scenario.drive)
        for number, session in enumerate(scenario.sessions):
            if not session.same:
                ask["src"] = self._launch(case, scenario, session, registration)
            before = len(self.lrs.log)
            if session.same and scenario.drive == "cache":
                self.come_back(page)
            if scenario.place == "lrs":
                page.goto(ask["src"])
                met = self.within(page, ask)
            else:
                one = ask | {"sessions": [ask["sessions"][number] | {"leave": False}], "done": done}
                met = self.staged(page, one)["sessions"][0]["met"]
            done += [words for m in met for words in m["asked"]]
            answers = sum(len(m["asked"]) for m in met)
            self._left(page, scenario, session, answers, last=number == len(scenario.sessions) - 1)
            if scenario.drive == "kill" and page.is_closed():
                page = self.page(scenario.locale, scenario.drive)
            requests = [[r.method, r.resource, str(r.status)] for r in self.lrs.log[before:]]
            told.append(Told(met, requests, [], [] if session.same else self.lrs.session.statements))
        told[-1].violations.extend(self._faults(registration, scenario))
        return tuple(told), self._record(registration)

    def _launch(self, case: Case, scenario: Scenario, session: Session, registration: str) -> str:
        mode = session.mode.capitalize() or "Normal"
        address = self.lrs.launch(case.name, registration, mode=mode, mastery=case.pass_mark / 100)
        self.lrs.fail = {session.down: 503} if session.down in RESOURCES else {}
        self.lrs.answers = {"fetch": {"error-code": "2", "error-text": "no"}} if session.down == "token" else {}
        if scenario.place == "lrs":
            return address.replace("index.html", case.href)
        query = address.partition("?")[2]
        path = f"/{scenario.place}/{self.name}/{case.name}/{case.href}?{query}"
        return framed(scenario.frames, path)

    def _left(self, page: Page, scenario: Scenario, session: Session, answers: int, last: bool) -> None:
        """Let the learner leave as the scenario has it, and wait for what is under way; ``answers`` were given."""
        if session.idle:
            self._heard(session, session.hears, answers if session.hears == "answered" else 1)
            self._quiet(scenario)
        if scenario.drive == "kill" and not last:
            self.crash(page)
        elif scenario.drive == "reload" and not last:
            page.reload()
        elif scenario.place == "lrs":
            page.goto("about:blank")
        elif session.leave:
            page.evaluate("stageLeft()")
        if session.leave and (last or scenario.drive != "kill"):
            self._heard(session, "terminated", 1)
        self._quiet(scenario)

    def _heard(self, session: Session, verb: str, times: int) -> None:
        """Wait until the LMS has heard what it must; a proof complains about what it has not."""
        if session.same or session.down or (session.mode and verb == "answered"):
            return
        with suppress(AssertionError):
            self.lrs.until(lambda: self.lrs.session.verbs.count(verb) >= times)

    def _quiet(self, scenario: Scenario) -> None:
        """Wait until no request comes any more."""
        pause, count = QUIET + scenario.delay / 1000 * 1.5, -1
        while count != len(self.lrs.log):
            count = len(self.lrs.log)
            time.sleep(pause)

    def _faults(self, registration: str, scenario: Scenario) -> list[str]:
        found = list(self.lrs.faults)
        for number, session in enumerate(self.lrs.sessions.values()):
            killed = scenario.drive == "kill" and number == 0
            if session.statements:
                found += xapi_rules.session_faults(session.statements, session.launch, closed=not killed)
        return found + list(xapi_rules.registration_faults(self.lrs.of(registration)))

    def _record(self, registration: str) -> Record:
        """Return what an LMS makes of the statements."""
        sessions = self.lrs.of(registration)
        scores = [s["result"]["score"] for x in sessions for s in x if _scored(s)]
        return {
            "score": f"{scores[-1]['scaled']:.4f}" if scores else "",
            "passed": str(xapi_rules.satisfied(sessions, "Passed")),
            "completed": str(xapi_rules.satisfied(sessions, "Completed")),
        }


def _scored(statement: dict[str, Any]) -> bool:
    """Whether ``statement`` tells the score of the lesson."""
    return xapi_rules.verb(statement) in ("passed", "failed", "scored")
