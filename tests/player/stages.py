"""Where the proof plays: a server of packages, and the page of an LMS in which they are launched."""

import json
import mimetypes
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Frame, Page

from tests.player.cases import Case
from tests.player.formats import SCORM, Record
from tests.player.scenarios import Scenario

HERE = Path(__file__).parent
HTML, TEXT = "text/html; charset=utf-8", "text/plain; charset=utf-8"
CSP_HEADER = "Content-Security-Policy"
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"
IN_ONE_STRING = "ask => stage(JSON.parse(ask)).then(JSON.stringify)"  # Playwright walks through values one by one
NO_STORAGE = """const forbidden = (owner, name) => {
  let holder = owner;
  while (holder && !Object.getOwnPropertyDescriptor(holder, name)) { holder = Object.getPrototypeOf(holder); }
  const real = holder && Object.getOwnPropertyDescriptor(holder, name);
  /* a frame's window outlives its first page */
  Object.defineProperty(owner, name, {configurable: true, set() {}, get() {
    if (location.pathname.startsWith('/bare/')) { throw new DOMException('no', 'SecurityError'); }
    return real && real.get.call(owner);
  }});
};
['localStorage', 'sessionStorage', 'indexedDB', 'caches'].forEach((name) => forbidden(window, name));
forbidden(document, 'cookie');"""
HOST = """<!doctype html><html lang="vi"><title>LMS</title><link rel="icon" href="data:,"><h1>LMS</h1>
{scripts}<script src="/js/autoplay.js"></script><script src="/js/stage.js"></script>"""
SCORM_HOST = '<script src="/js/lms.js"></script><script src="/again/{}"></script>'


class Server:
    """Serves every package in several ways, and the pages of LMSs; keeps what LMSs store.

    ``files`` are those of packages, by format and name. They lie at ``/pkg/FORMAT/NAME/FILE`` under the strictest
    policy; ``/base/…`` finds files by their last name; ``/bare/…`` is where ``NO_STORAGE`` forbids storage;
    ``/octet/…`` knows only the types that a bare Python knows; ``/policy/…`` forbids unload.
    """

    def __init__(self, modules: Path) -> None:
        self.modules = modules
        self.files: dict[tuple[str, str], Mapping[str, bytes]] = {}
        self.records: dict[str, Record] = {}
        self.logs: dict[str, list[list[str]]] = {}
        self.types = mimetypes.MimeTypes(filenames=())  # without what this machine adds
        self.service = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.service.daemon_threads = True
        port = self.service.server_port
        self.origin, self.other = f"http://127.0.0.1:{port}", f"http://localhost:{port}"
        threading.Thread(target=self.service.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop it."""
        self.service.shutdown()
        self.service.server_close()

    def find(self, url: str) -> tuple[bytes, dict[str, str]] | None:
        """Return what is at ``url`` and its headers."""
        split = urlsplit(url)
        match split.path.strip("/").split("/"):
            case ["js", name]:
                return (HERE / name).read_bytes(), {"Content-Type": "text/javascript"}
            case ["again", name]:
                return (self.modules / "scorm-again" / "dist" / name).read_bytes(), {"Content-Type": "text/javascript"}
            case ["host", name]:
                scripts = SCORM_HOST.format(SCORM[name].script) if name in SCORM else ""
                return HOST.format(scripts=scripts).encode(), {"Content-Type": HTML}
            case ["frames", depth]:
                return _frame(int(depth), parse_qs(split.query)["src"][0]), {"Content-Type": HTML}
            case ["favicon.ico"]:
                return b"", {"Content-Type": "image/x-icon"}
            case ["empty"]:
                return b"<!doctype html><title>-</title>", {"Content-Type": HTML}
            case ["pkg" | "base" | "bare" | "octet" | "policy" as place, kind, name, *folders, file]:
                if folders and place != "base":
                    return None
                content = self.files.get((kind, name), {}).get(file)
                csp = CSP + "; connect-src http:" if kind == "cmi5" else CSP
                return None if content is None else (content, self._headers(place, file) | {CSP_HEADER: csp})
        return None

    def _headers(self, place: str, file: str) -> dict[str, str]:
        kind = self.types.guess_type(file)[0] or "application/octet-stream"
        html = {"Content-Type": HTML} if kind == "text/html" else {"Content-Type": kind}
        policy = {"Permissions-Policy": "unload=()"} if place == "policy" else {}
        return html | policy | {"X-Content-Type-Options": "nosniff"}


def framed(count: int, address: str) -> str:
    """Return the address of a page that holds ``address`` below ``count`` frames."""
    return f"/frames/{count - 1}?src={quote(address, safe='')}" if count else address


def _frame(depth: int, source: str) -> bytes:
    inner = escape(framed(depth, source))
    return (
        f'<!doctype html><html lang="vi"><title>Frame</title><link rel="icon" href="data:,">'
        f'<iframe src="{inner}" title="Lesson" width="900" height="700"></iframe>'
    ).encode()


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found = server.find(self.path)
            body, headers = found or (b"", {"Content-Type": TEXT})
            self.send_response(200 if found else 404)
            for name, value in (headers | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):  # the page is gone
                self.wfile.write(body)

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            kind, _, name = self.path.strip("/").partition("/")
            if kind == "log":
                server.logs[name] = body
            else:
                server.records[name] = {k: v for k, v in body.items() if k.startswith("cmi.") and isinstance(v, str)}
            self.send_response(204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@dataclass(frozen=True, slots=True)
class Told:
    """What a session was: what the robot met in each play, what the LMS was told, what it has to say against it.

    ``log``: calls with their arguments, or requests. ``said``: xAPI statements.
    """

    met: list[dict[str, Any]]
    log: list[list[str]]
    violations: list[str]
    said: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a scenario: every session, what the LMS holds, what went wrong in the browser."""

    sessions: tuple[Told, ...]
    record: Record | None
    errors: tuple[str, ...]

    @property
    def calls(self) -> int:
        """How often the run-time was called."""
        return sum(len(s.log) for s in self.sessions)


class Stage:
    """Pages of an LMS for one format, in which packages are played one after the other."""

    def __init__(self, browser: Browser, server: Server, name: str) -> None:
        self.browser = browser
        self.server = server
        self.name = name
        self.errors: list[str] = []
        self.contexts: dict[str, BrowserContext] = {}
        self.pages: dict[str, Page] = {}
        self.robot = (HERE / "autoplay.js").read_text(encoding="utf-8")
        self.number = 0

    def close(self) -> None:
        """Close its pages."""
        for context in self.contexts.values():
            context.close()

    def page(self, locale: str, use: str = "stage") -> Page:
        """Return the page for a locale and a use: it stays open for the next package."""
        if locale not in self.contexts:
            made = self.browser.new_context(viewport={"width": 1000, "height": 800}, locale=locale)
            made.set_default_timeout(30000)
            made.add_init_script(NO_STORAGE)
            made.on("weberror", lambda e: self.errors.append(str(e.error)))
            made.on("console", self._note)
            self.contexts[locale] = made
        key = f"{locale}/{use}"
        if key not in self.pages or self.pages[key].is_closed():
            page = self.pages[key] = self.contexts[locale].new_page()
            page.goto(f"{self.server.origin}/host/{self.name}")
        return self.pages[key]

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not self.forgives(message):
            self.errors.append(message.text)

    def forgives(self, message: ConsoleMessage) -> bool:
        """Return whether what a browser says is part of what is played."""
        return False

    def run(self, case: Case, scenario: Scenario) -> Outcome:
        """Play ``case`` in ``scenario``."""
        self.errors.clear()
        self.number += 1
        self.server.files[self.name, case.name] = case.files
        sessions, record = self.play(case, scenario)
        return Outcome(sessions, record, tuple(self.errors))

    def play(self, case: Case, scenario: Scenario) -> tuple[tuple[Told, ...], Record | None]:
        """Play ``case`` in ``scenario``; return each session, and what the LMS then holds."""
        raise NotImplementedError

    def ask(self, case: Case, scenario: Scenario) -> dict[str, Any]:
        """Return what ``stage.js`` is asked, the LMS apart."""
        folder = "static/hash/" if scenario.place == "base" else ""
        path = f"/{scenario.place}/{self.name}/{case.name}/{folder}{case.href}"
        if scenario.origin == "other":
            path = self.server.other + path
        if scenario.origin == "between":
            path = self.server.other + framed(1, self.server.origin + path)
        path = framed(scenario.frames, path)
        sessions = [
            {"plans": [p.plan(case.items) for p in s.plays], "leave": s.leave, "mode": s.mode, "same": s.same,
             "reload": s.reload, "until": s.until} for s in scenario.sessions
        ]  # fmt: skip
        return {
            "id": f"{self.name}-{self.number}", "src": path, "width": scenario.width, "popup": scenario.popup,
            "own": scenario.own, "delay": scenario.delay, "sessions": sessions, "href": case.href,
            "files": sorted(case.files), "record": None, "kind": "",
        }  # fmt: skip

    def staged(self, page: Page, ask: dict[str, Any]) -> dict[str, Any]:
        """Play the sessions of ``ask`` in the page of the LMS, in one call."""
        found: dict[str, Any] = json.loads(page.evaluate(IN_ONE_STRING, json.dumps(ask)))
        return found

    def alone(self, scenario: Scenario, ask: dict[str, Any]) -> Told:
        """Play a lesson that is a page of its own, launched by nobody."""
        page = self.page(scenario.locale, "alone")
        page.goto(self.server.origin + ask["src"])
        return Told(self.within(page, ask), [], [])

    def inside(self, scenario: Scenario, ask: dict[str, Any]) -> Told:
        """Play a lesson that the page of the LMS cannot look into."""
        page = self.page(scenario.locale)
        before = set(page.frames)
        page.evaluate("ask => stageOnly(ask)", ask | {"blob": scenario.drive == "blob"})
        (frame,) = set(page.frames) - before
        met = self.within(frame, ask)
        told = page.evaluate("stageLeft()")
        return Told(met, told["log"], told["violations"])

    def within(self, frame: Page | Frame, ask: dict[str, Any]) -> list[dict[str, Any]]:
        """Play the first session of ``ask`` in a window that shows the lesson."""
        frame.wait_for_selector(".player__heading")
        script = f"plans => {{ {self.robot}; return plans.map((p) => autoplay(window, p)); }}"
        met: list[dict[str, Any]] = frame.evaluate(script, ask["sessions"][0]["plans"])
        return met

    def crash(self, page: Page) -> None:
        """End the process of ``page`` as it is."""
        with suppress(Error):  # says that the page crashed
            page.goto("chrome://crash")
        page.close()

    def come_back(self, page: Page) -> None:
        """Leave ``page``, and take it back from the browser's memory."""
        page.goto(f"{self.server.origin}/empty")
        page.go_back(wait_until="commit")


class ScormStage(Stage):
    """LMSs of ``lms.js``, in the page itself."""

    def play(self, case: Case, scenario: Scenario) -> tuple[tuple[Told, ...], Record | None]:
        """Play ``case`` in ``scenario``; return each session, and what the LMS then holds."""
        kind = SCORM[self.name]
        ask = self.ask(case, scenario) | {
            "kind": scenario.kind, "setting": dict(kind.setting) | {"refuse": scenario.refuse}, "api": kind.api,
            "fresh": dict(kind.fresh), "once": kind.once, "names": dict(kind.names),
            "real": scenario.drive in ("reload", "kill", "cache"),
        }  # fmt: skip
        if scenario.drive == "alone":
            return (self.alone(scenario, ask),), None
        if scenario.drive in ("inside", "blob"):
            return (self.inside(scenario, ask),), None
        page = self.page(scenario.locale, "stage" if scenario.drive == "stage" else scenario.drive)
        if scenario.drive == "stage":
            found = self.staged(page, ask)
            return tuple(Told(**s) for s in found["sessions"]), found["record"]
        first, then = ask["sessions"]
        (told,) = self.staged(page, ask | {"sessions": [first | {"leave": False}]})["sessions"]
        if scenario.drive == "cache":
            self.come_back(page)
            record = None
        else:
            if scenario.drive == "kill":
                self.crash(page)
                page = self.page(scenario.locale, scenario.drive)
            else:
                page.reload()
                told["log"] = self._waited(page, self.server.logs, ask["id"]) or told["log"]
            record = self._waited(page, self.server.records, ask["id"])
        done = [w for met in told["met"] for w in met["asked"]]
        (more,) = self.staged(page, ask | {"sessions": [then], "record": record, "done": done})["sessions"]
        return (Told(**told), Told(**more)), self.server.records.get(ask["id"])

    @staticmethod
    def _waited(page: Page, kept: dict[str, Any], name: str) -> Any:
        """Return what the server was given, which may be under way still; nothing when it does not come."""
        end = time.monotonic() + 5
        while name not in kept and time.monotonic() < end:
            page.wait_for_timeout(5)
        return kept.get(name)
