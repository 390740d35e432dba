"""A browser, LMSs to launch lessons in, and hands that answer questions."""

import fcntl
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page

from generator import player
from tests.player import demo

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """Install the locked npm packages of the tests once, whatever number of test processes there is."""
    done = MODULES / ".package-lock.json"
    with (HERE / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists() or done.stat().st_mtime < Path(lock.name).stat().st_mtime:
            npm = shutil.which("npm")
            assert npm, "npm is needed for the tests of the player"
            command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
            subprocess.run(command, cwd=HERE, check=True)
            done.touch()
    return MODULES


@dataclass
class Server:
    """Serves packages and LMS pages; keeps what LMSs commit."""

    origin: str = ""
    other_origin: str = ""
    packages: dict[str, dict[str, bytes]] = field(default_factory=dict)
    records: dict[str, dict[str, str]] = field(default_factory=dict)
    commits: int = 0

    def add(self, name: str, data: dict[str, Any], adapter: str = "scorm12") -> None:
        """Offer ``data`` as a package below ``/pkg/name/``."""
        files = {a.name: a.content for a in demo.ASSETS} | player.files(demo.THEME, adapter)
        self.packages[name] = files | {"index.html": player.page(demo.THEME, data, adapter)}

    def find(self, path: str, query: dict[str, list[str]]) -> tuple[bytes, str] | None:
        """Return what is at ``path``, and its type."""
        parts = path.strip("/").split("/")
        suffix = "." + parts[-1].rsplit(".", 1)[-1]
        match parts:
            case ["lms.js"]:
                return (HERE / "lms.js").read_bytes(), TYPES[".js"]
            case ["scorm-again.js"]:
                return (MODULES / "scorm-again" / "dist" / "scorm12.js").read_bytes(), TYPES[".js"]
            case ["pkg", name, file] if file in self.packages.get(name, {}):
                return self.packages[name][file], TYPES.get(suffix, "application/octet-stream")
            case ["xblock", name, *_, file] if file in self.packages.get(name, {}):  # by basename only
                return self.packages[name][file], TYPES.get(suffix, "application/octet-stream")
            case ["frames", depth]:
                return _frames(int(depth), query["src"][0]), TYPES[".html"]
            case ["lms", kind, identifier]:
                return _lms(kind, identifier, self.records.get(identifier, {}), query), TYPES[".html"]
            case ["empty.html"]:
                return b"<!doctype html><title>Empty</title><p>Empty", TYPES[".html"]
        return None


def _frames(depth: int, source: str) -> bytes:
    inner = f"/frames/{depth - 1}?src={source}" if depth else source
    return f'<!doctype html><title>Frame</title><iframe src="{inner}" title="Lesson"></iframe>'.encode()


def _lms(kind: str, identifier: str, record: dict[str, str], query: dict[str, list[str]]) -> bytes:
    """Return an LMS page that starts from what was committed before."""
    started = {k: v for k, v in record.items() if k not in ("cmi.core.session_time",)}
    suspended = started.pop("cmi.core.exit", "") == "suspend"
    started.setdefault("cmi.core.lesson_status", "not attempted")
    started["cmi.core.entry"] = "resume" if suspended else "" if record else "ab-initio"
    started["cmi.core.lesson_mode"] = query.get("mode", ["normal"])[0]
    started["cmi.core.credit"] = "credit"
    started["cmi.student_data.mastery_score"] = query.get("mastery", [""])[0]
    setting = {"id": identifier, "refuse": query.get("refuse", [""])[0]}
    source = query.get("src", [""])[0]
    arguments = ", ".join(map(json.dumps, (kind, started, setting)))
    script = f"window.lms = LMS.make({arguments}); window.API = lms.api;"
    width = query.get("width", ["900"])[0]
    frame = f'<iframe src="{source}" title="Lesson" width="{width}" height="700"></iframe><button>Thoát</button>'
    body = frame if source else ""
    return (
        f'<!doctype html><html lang="vi"><title>LMS</title><script src="/lms.js"></script>'
        f'<script src="/scorm-again.js"></script><script>{script}</script><h1>LMS</h1>{body}'
    ).encode()


@pytest.fixture
def server(node_modules: Path) -> Iterator[Server]:
    """A server on two origins (two names of this machine), with the demo as package ``demo``."""
    content = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            found = content.find(url.path, parse_qs(url.query))
            self.send_response(200 if found else 404)
            body, kind = found or (b"", "text/plain")
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("X-Content-Type-Options", "nosniff")
            self.send_header("Permissions-Policy", "unload=()")
            if url.path.startswith("/pkg/"):
                self.send_header("Content-Security-Policy", CSP)
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            flat = {k: v for k, v in json.loads(body).items() if k.startswith("cmi.") and isinstance(v, str)}
            content.records[self.path.rsplit("/", 1)[-1]] = flat
            content.commits += 1
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    service = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.daemon_threads = True
    threading.Thread(target=service.serve_forever, daemon=True).start()
    content.origin = f"http://127.0.0.1:{service.server_port}"
    content.other_origin = f"http://localhost:{service.server_port}"
    content.add("demo", demo.data())
    content.add("short", demo.data(demo.questions("qr-1", "qr-5")))
    yield content
    service.shutdown()
    service.server_close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile."""
    made = chromium.new_context(viewport={"width": 1000, "height": 800}, locale="vi-VN")
    made.set_default_timeout(15000)
    yield made
    made.close()


class Learner:
    """A lesson in a frame, and the hands that use it."""

    def __init__(self, page: Page, frame: Page | Frame) -> None:
        self.page = page
        self.frame = frame
        frame.wait_for_selector(".player__heading")

    def next(self, times: int = 1) -> None:
        """Press the button that goes on."""
        for _ in range(times):
            self.frame.locator(".player__foot .btn").last.click()

    def back(self) -> None:
        """Press the button that goes back."""
        self.frame.locator(".player__foot .btn").first.click()

    def go_to(self, role: str, number: int = 1) -> None:
        """Go on until the ``number``-th page of ``role``, counting this one."""
        found = self.frame.evaluate(
            """([role, number]) => {
              for (let turns = 0; turns < 60; turns++) {
                if (document.querySelector('.player__body--' + role) && --number === 0) { return true; }
                document.querySelector('.player__foot .btn:last-child').click();
              }
              return false;
            }""",
            [role, number],
        )
        assert found, role

    def choose(self, reply: str | list[str] | list[int]) -> None:
        """Give ``reply`` to the question that is shown, without sending it."""
        if isinstance(reply, str) and self.frame.locator(".entry").count():
            self.frame.fill(".entry", reply)
        elif self.frame.locator(".order").count():
            self._arrange(reply)
        elif self.frame.locator(".match__row").count():
            for row, side in enumerate(reply):
                self.frame.check(f'.match__row input[name$="-{row}"][value="{side}"]')
        else:
            for box in self.frame.locator(".question .option input").all():
                if box.get_attribute("type") == "checkbox":
                    box.set_checked(box.get_attribute("value") in reply)
                elif box.get_attribute("value") == reply:
                    box.check()

    def _arrange(self, wanted: Any) -> None:
        for place, entry in enumerate(wanted):
            for _ in wanted:
                moves = self.frame.locator(".order__moves .btn:first-child")
                now = [str(b.get_attribute("data-move")).split("/")[0] for b in moves.all()]
                if now.index(str(entry)) == place:
                    break
                self.frame.click(f'[data-move="{entry}/-1"]')

    def answer(self, reply: str | list[str] | list[int]) -> str:
        """Give and send ``reply``, again when need be; return the title of what is said."""
        if self.frame.locator(".question__feedback .btn--main").count():
            self.frame.click(".question__feedback .btn--main")
        elif not self.frame.is_visible(".question__check"):  # answered rightly: only a change asks anew
            self.frame.locator(".option:not(.option--picked)").first.click()
        self.choose(reply)
        self.frame.click(".question__check")
        return self.frame.inner_text(".callout__title")

    def answer_all(self, replies: dict[str, Any]) -> None:
        """Answer the questions from here on, in order."""
        for reply in replies.values():
            self.go_to("question")
            self.answer(reply)
            self.next()


RIGHT: dict[str, Any] = {
    "qr-1": "B",
    "qr-2": ["A", "B"],
    "qr-3": "B",
    "qr-4": "quet qr",
    "qr-5": "45.000",
    "qr-6": [0, 1, 2],
    "qr-7": [0, 1, 2, 3],
    "qr-8": "A",
}
WRONG: dict[str, Any] = {
    "qr-1": "A",
    "qr-2": ["C"],
    "qr-3": "A",
    "qr-4": "quét",
    "qr-5": "45",
    "qr-6": [3, 3, 3],
    "qr-7": [3, 2, 1, 0],
    "qr-8": "B",
}


class Lms:
    """Launches packages in an LMS page and tells what the LMS holds."""

    def __init__(self, server: Server, context: BrowserContext) -> None:
        self.server = server
        self.context = context
        self.page = context.new_page()
        self.left = False
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on("request", lambda r: self.requests.append(r.url))

    def launch(self, kind: str, identifier: str, package: str = "demo", **query: str) -> Learner:
        """Open ``package`` in the LMS ``kind``, which goes on from the record ``identifier``."""
        source = query.pop("src", f"/pkg/{package}/index.html")
        more = "".join(f"&{k}={v}" for k, v in query.items())
        self.left = False
        self.page.goto(f"{self.server.origin}/lms/{kind}/{identifier}?src={source}{more}")
        return Learner(self.page, self.lesson())

    def lesson(self) -> Frame:
        """Return the frame of the lesson, the innermost."""
        self.page.frame_locator("iframe").first.locator("body").wait_for()
        for _ in range(100):
            found = [f for f in self.page.frames if urlsplit(f.url).path.endswith("/index.html")]
            if found:
                return found[0]
            self.page.wait_for_timeout(20)
        raise AssertionError("no lesson")

    def leave(self) -> None:
        """Take the lesson out of the LMS page, as an LMS does when the learner leaves."""
        before = self.server.commits
        self.page.evaluate("document.querySelector('iframe').remove()")
        for _ in range(40):  # the last request may be a beacon
            if self.server.commits > before:
                break
            self.page.wait_for_timeout(25)
        self.left = True

    def calls(self, *names: str) -> list[list[str]]:
        """Return the calls so far, all or those named."""
        log: list[list[str]] = self.page.evaluate("lms.log")
        return [c for c in log if not names or c[0] in names]

    def sets(self, element: str) -> list[str]:
        """Return what was set in ``element``, in order."""
        return [c[2] for c in self.calls("LMSSetValue") if c[1] == element]

    def violations(self) -> list[str]:
        """Return what a strict LMS has to say; that a browser stops a request of a leaving page is nobody's fault."""
        found: list[str] = self.page.evaluate("lms.violations")
        return [v for v in found if not (self.left and v == "101 LMSCommit ")]

    def cmi(self) -> dict[str, str]:
        """Return what the LMS holds now."""
        held: dict[str, str] = self.page.evaluate("lms.cmi")
        return held


@pytest.fixture
def lms(server: Server, context: BrowserContext) -> Iterator[Lms]:
    """An LMS; no script error and no request outside it is forgiven."""
    made = Lms(server, context)
    yield made
    assert made.errors == []
    assert [u for u in made.requests if not u.startswith((server.origin, server.other_origin))] == []
