"""Where the proof plays: a server of packages, and the page of an LMS in which they are launched."""

import json
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, BrowserContext, Error, Frame, Page

from tests.player.cases import Case
from tests.player.formats import FORMATS, Record, cases
from tests.player.scenarios import Scenario

HERE = Path(__file__).parent
HTML, TEXT = "text/html; charset=utf-8", "text/plain; charset=utf-8"
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"
NO_STORAGE = """if (location.pathname.startsWith('/bare/')) {
  for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) {
    Object.defineProperty(window, name, {get() { throw new DOMException('no', 'SecurityError'); }});
  }
  Object.defineProperty(document, 'cookie', {get() { throw new DOMException('no', 'SecurityError'); }});
}"""
HOST = """<!doctype html><html lang="vi"><title>LMS</title><link rel="icon" href="data:,"><h1>LMS</h1>
<script src="/js/lms.js"></script><script src="/again/{script}"></script>
<script src="/js/autoplay.js"></script><script src="/js/stage.js"></script>"""


class Server:
    """Serves every package in several ways, and the pages of LMSs; keeps what LMSs store.

    ``/pkg/FORMAT/NAME/FILE`` under the strictest policy; ``/base/…`` finds files by their last name; ``/bare/…`` is
    where ``NO_STORAGE`` forbids storage; ``/octet/…`` knows only the types that a bare Python knows; ``/policy/…``
    forbids unload.
    """

    def __init__(self, modules: Path) -> None:
        self.modules = modules
        self.records: dict[str, Record] = {}
        self.logs: dict[str, list[list[str]]] = {}
        self.types = mimetypes.MimeTypes()  # without what this machine adds
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
                return HOST.format(script=FORMATS[name].script).encode(), {"Content-Type": HTML}
            case ["frames", depth]:
                return _frame(int(depth), parse_qs(split.query)["src"][0]), {"Content-Type": HTML}
            case ["favicon.ico"]:
                return b"", {"Content-Type": "image/x-icon"}
            case ["empty"]:
                return b"<!doctype html><title>-</title>", {"Content-Type": HTML}
            case ["pkg" | "base" | "bare" | "octet" | "policy" as place, kind, name, *folders, file]:
                if folders and place != "base":
                    return None
                content = next((c.files.get(file) for c in cases(kind) if c.name == name), None)
                return None if content is None else (content, self._headers(place, file))
        return None

    def _headers(self, place: str, file: str) -> dict[str, str]:
        kind = self.types.guess_type(file)[0] or "application/octet-stream"
        html = {"Content-Type": HTML} if kind == "text/html" else {"Content-Type": kind}
        policy = {"Permissions-Policy": "unload=()"} if place == "policy" else {}
        return html | policy | {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": CSP}


def _frame(depth: int, source: str) -> bytes:
    inner = f"/frames/{depth - 1}?src={source}" if depth else source
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
    """What a session was: what the robot met in each play, what the LMS was told, what it has to say against it."""

    met: list[dict[str, Any]]
    log: list[list[str]]
    violations: list[str]


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
    """The page of an LMS for one format, in which packages are played one after the other."""

    def __init__(self, browser: Browser, server: Server, name: str) -> None:
        self.browser = browser
        self.server = server
        self.name = name
        self.format = FORMATS[name]
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
            made.on("console", lambda m: self.errors.append(m.text) if m.type in ("error", "warning") else None)
            self.contexts[locale] = made
        key = f"{locale}/{use}"
        if key not in self.pages or self.pages[key].is_closed():
            page = self.pages[key] = self.contexts[locale].new_page()
            page.goto(f"{self.server.origin}/host/{self.name}")
        return self.pages[key]

    def run(self, case: Case, scenario: Scenario) -> Outcome:
        """Play ``case`` in ``scenario``."""
        self.errors.clear()
        self.number += 1
        ask = self._ask(case, scenario)
        drives = {"stage": self._stage, "inside": self._inside, "blob": self._inside, "alone": self._alone,
                  "reload": self._reload, "kill": self._kill, "cache": self._cache}  # fmt: skip
        sessions, record = drives[scenario.drive](case, scenario, ask)
        return Outcome(tuple(Told(**s) for s in sessions), record, tuple(self.errors))

    def _ask(self, case: Case, scenario: Scenario) -> dict[str, Any]:
        server, kind = self.server, self.format
        folder = "static/hash/" if scenario.place == "base" else ""
        path = f"/{scenario.place}/{self.name}/{case.name}/{folder}index.html"
        if scenario.origin == "other":
            path = server.other + path
        if scenario.origin == "between":
            path = f"{server.other}/frames/0?src={server.origin}{path}"
        if scenario.frames:
            path = f"/frames/{scenario.frames - 1}?src={path}"
        sessions = [
            {"plans": [p.plan(case.items) for p in s.plays], "leave": s.leave, "mode": s.mode, "same": s.same,
             "reload": s.reload} for s in scenario.sessions
        ]  # fmt: skip
        return {
            "id": f"{self.name}-{self.number}", "kind": scenario.kind, "delay": scenario.delay,
            "setting": {**kind.setting, "refuse": scenario.refuse},
            "api": kind.api, "fresh": dict(kind.fresh), "once": kind.once, "names": dict(kind.names), "record": None,
            "src": path, "width": scenario.width, "popup": scenario.popup, "own": scenario.own, "sessions": sessions,
            "files": sorted(case.files), "real": scenario.drive in ("reload", "kill", "cache"),
        }  # fmt: skip

    def _stage(self, case: Case, scenario: Scenario, ask: Any) -> tuple[list[Any], Record | None]:
        found = self.page(scenario.locale).evaluate("ask => stage(ask)", ask)
        return found["sessions"], found["record"]

    def _play(self, frame: Page | Frame, ask: Any) -> list[Any]:
        frame.wait_for_selector(".player__body")
        plans = ask["sessions"][0]["plans"]
        found: list[Any] = frame.evaluate(
            f"plans => {{ {self.robot}; return plans.map((p) => autoplay(window, p)); }}", plans
        )
        return found

    def _inside(self, case: Case, scenario: Scenario, ask: Any) -> tuple[list[Any], Record | None]:
        """A lesson that the page of the LMS cannot look into."""
        page = self.page(scenario.locale)
        before = set(page.frames)
        page.evaluate("ask => stageOnly(ask)", ask | {"blob": scenario.drive == "blob"})
        (frame,) = set(page.frames) - before
        met = self._play(frame, ask)
        told = page.evaluate("stageLeft()")
        return [told | {"met": met}], None

    def _alone(self, case: Case, scenario: Scenario, ask: Any) -> tuple[list[Any], Record | None]:
        page = self.page(scenario.locale, "alone")
        page.goto(self.server.origin + ask["src"])
        return [{"met": self._play(page, ask), "log": [], "violations": []}], None

    def _reload(self, case: Case, scenario: Scenario, ask: Any) -> tuple[list[Any], Record | None]:
        page = self.page(scenario.locale, "real")
        first, then = ask["sessions"]
        told = page.evaluate("ask => stage(ask)", ask | {"sessions": [first | {"leave": False}]})["sessions"]
        page.reload()
        told[0]["log"] = self._waited(page, self.server.logs, ask["id"])
        self.server.logs.clear()
        return self._then(page, ask, told, then)

    def _kill(self, case: Case, scenario: Scenario, ask: Any) -> tuple[list[Any], Record | None]:
        page = self.page(scenario.locale, "kill")
        first, then = ask["sessions"]
        told = page.evaluate("ask => stage(ask)", ask | {"sessions": [first | {"leave": False}]})["sessions"]
        with suppress(Error):  # says that the page crashed
            page.goto("chrome://crash")
        page.close()
        return self._then(self.page(scenario.locale, "kill"), ask, told, then)

    def _then(self, page: Page, ask: Any, told: list[Any], then: Any) -> tuple[list[Any], Record | None]:
        record = self._waited(page, self.server.records, ask["id"])
        told += page.evaluate("ask => stage(ask)", ask | {"sessions": [then], "record": record})["sessions"]
        return told, self.server.records[ask["id"]]

    def _cache(self, case: Case, scenario: Scenario, ask: Any) -> tuple[list[Any], Record | None]:
        page = self.page(scenario.locale, "cache")
        first, then = ask["sessions"]
        told = page.evaluate("ask => stage(ask)", ask | {"sessions": [first]})["sessions"]
        page.goto(f"{self.server.origin}/empty")
        page.go_back(wait_until="commit")
        told += page.evaluate("ask => stage(ask)", ask | {"sessions": [then]})["sessions"]
        return told, self.server.records[ask["id"]]

    @staticmethod
    def _waited(page: Page, kept: dict[str, Any], name: str) -> Any:
        """Return what the server was given, which may be under way still."""
        for _ in range(200):
            if name in kept:
                return kept[name]
            page.wait_for_timeout(5)
        raise AssertionError(f"nothing was stored for {name}")


@contextmanager
def staged(browser: Browser, modules: Path, name: str) -> Iterator[Stage]:
    """Yield a stage for the format ``name`` with a server of its own."""
    server = Server(modules)
    stage = Stage(browser, server, name)
    yield stage
    stage.close()
    server.close()
