"""A browser, LMSs to launch lessons in, and hands that answer questions.

``lms`` shares one page of the browser among all tests, for speed; a test that scripts its page before it loads takes
``own_lms``. Both know SCORM 1.2 and, with ``edition="2004"``, SCORM 2004: ``Lms.launch`` names the kind of LMS.
"""

import fcntl
import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, Request, ViewportSize

from generator import player
from tests.player import demo

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
AGAIN = {"1.2": "/scorm12.min.js", "2004": "/scorm2004.min.js"}
VIEWPORT: ViewportSize = {"width": 1000, "height": 800}
Reply: TypeAlias = str | list[str] | list[int]
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
    tests: int = 0
    sessions: int = 0
    latest: dict[str, int] = field(default_factory=dict)

    def clear(self) -> None:
        """Forget everything; what pages of earlier tests still send is not kept."""
        self.packages, self.records, self.latest, self.commits = {}, {}, {}, 0
        self.tests += 1

    def store(self, address: str, body: bytes) -> None:
        """Keep what an LMS page of this test commits."""
        test, session, identifier = address.strip("/").split("/")[-3:]
        if test != str(self.tests) or int(session) < self.latest.get(identifier, 0):
            return
        told = json.loads(body).items()
        kept = {k: str(v) for k, v in told if k.startswith("cmi.") and isinstance(v, str | int | float)}
        self.records[identifier] = kept
        self.latest[identifier] = int(session)
        self.commits += 1

    def session(self, kind: str, identifier: str, query: dict[str, str]) -> tuple[Any, ...]:
        """Return what LMS.start of lms.js needs to go on from what was committed before as ``identifier``.

        ``query``: edition, mode, refuse, most, interactions; ``mastery`` in percent; ``attempts=new``: an attempt that
        was not suspended is over, as SCORM 2004 has it (many LMSs go on with it all the same); src, width.
        """
        self.sessions += 1
        edition, record = query.get("edition", "1.2"), self.records.get(identifier, {})
        setting: dict[str, str | int] = {
            "edition": edition,
            "id": f"{self.tests}/{self.sessions}/{identifier}",
            "refuse": query.get("refuse", ""),
        }
        setting |= {name: int(query[name]) for name in ("most", "interactions") if name in query}
        held = (_held_12 if edition == "1.2" else _held_2004)(record, query)
        return kind, held, setting, query.get("src", ""), query.get("width", "900")

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
            case ["scorm12.min.js" | "scorm2004.min.js"]:
                return (MODULES / "scorm-again" / "dist" / parts[0]).read_bytes(), TYPES[".js"]
            case ["pkg", name, file] if file in self.packages.get(name, {}):
                return self.packages[name][file], TYPES.get(suffix, "application/octet-stream")
            case ["xblock", name, *_, file] if file in self.packages.get(name, {}):  # by basename only
                return self.packages[name][file], TYPES.get(suffix, "application/octet-stream")
            case ["frames", depth]:
                return _frames(int(depth), query["src"][0]), TYPES[".html"]
            case ["lms", kind, identifier]:
                session = self.session(kind, identifier, {name: values[0] for name, values in query.items()})
                return _lms(session), TYPES[".html"]
            case ["empty.html"]:
                return b"<!doctype html><title>Empty</title><p>Empty", TYPES[".html"]
        return None


def _frames(depth: int, source: str) -> bytes:
    inner = f"/frames/{depth - 1}?src={source}" if depth else source
    return f'<!doctype html><title>Frame</title><iframe src="{inner}" title="Lesson"></iframe>'.encode()


def _lms(session: tuple[Any, ...]) -> bytes:
    """Return an LMS page in which ``session`` begins."""
    kind, _, setting = session[:3]
    again = f'<script src="{AGAIN[setting["edition"]]}"></script>' if kind == "scorm-again" else ""
    call = f"loaded = LMS.start({', '.join(map(json.dumps, session))});"
    return (
        f'<!doctype html><html lang="vi"><title>LMS</title><script src="/lms.js"></script>{again}'
        f"<h1>LMS</h1><button>Thoát</button><script>{call}</script>"
    ).encode()


def _held_12(record: dict[str, str], told: dict[str, str]) -> dict[str, str]:
    held = {k: v for k, v in record.items() if k != "cmi.core.session_time"}
    suspended = held.pop("cmi.core.exit", "") == "suspend"
    held.setdefault("cmi.core.lesson_status", "not attempted")
    return held | {
        "cmi.core.entry": "resume" if suspended else "" if record else "ab-initio",
        "cmi.core.lesson_mode": told.get("mode", "normal"),
        "cmi.core.credit": "credit",
        "cmi.student_data.mastery_score": told.get("mastery", ""),
    }


def _held_2004(record: dict[str, str], told: dict[str, str]) -> dict[str, str]:
    suspended = record.get("cmi.exit") == "suspend"
    if told.get("attempts") == "new" and not suspended:
        record = {}
    held = {k: v for k, v in record.items() if v and k not in ("cmi.session_time", "cmi.exit", "adl.nav.request")}
    held |= {
        "cmi.entry": "resume" if suspended else "" if record else "ab-initio",
        "cmi.mode": told.get("mode", "normal"),
        "cmi.credit": "credit",
    }
    return held | ({"cmi.scaled_passing_score": str(int(told["mastery"]) / 100)} if "mastery" in told else {})


@pytest.fixture(scope="session")
def service(node_modules: Path) -> Iterator[Server]:
    """A server on two origins (two names of this machine)."""
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
            content.store(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    service = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.daemon_threads = True
    threading.Thread(target=service.serve_forever, daemon=True).start()
    content.origin = f"http://127.0.0.1:{service.server_port}"
    content.other_origin = f"http://localhost:{service.server_port}"
    yield content
    service.shutdown()
    service.server_close()


@pytest.fixture
def server(service: Server) -> Server:
    """The server with a lesson as package ``demo``, a shorter one as ``short``, and both for SCORM 2004."""
    service.clear()
    for name, files_of in packages().items():
        service.packages[name] = files_of
    return service


@cache
def packages() -> dict[str, dict[str, bytes]]:
    """Return the demo and a short lesson for each edition of SCORM."""
    made = Server()
    for adapter, ending in (("scorm12", ""), ("scorm2004", "-2004")):
        made.add(f"demo{ending}", demo.data(), adapter)
        made.add(f"short{ending}", demo.data(demo.questions("qr-1", "qr-5")), adapter)
    return made.packages


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile."""
    made = _context(chromium)
    yield made
    made.close()


def _context(chromium: Browser) -> BrowserContext:
    made = chromium.new_context(viewport=VIEWPORT, locale="vi-VN")
    made.set_default_timeout(15000)
    return made


# what hands do in a lesson, a list of steps in one call: [[name, argument], …] to [what it tells, …]
HANDS = """(steps) => {
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const hands = {
    next(times) { for (; times; times--) { all('.player__foot .btn')[1].click(); } },
    back() { all('.player__foot .btn')[0].click(); },
    go([role, number]) {
      for (let turns = 0; turns < 60; turns++) {
        if (one('.player__body--' + role) && --number === 0) { return true; }
        hands.next(1);
      }
      return false;
    },
    choose(reply) {
      if (one('.entry')) {
        one('.entry').value = reply;
        one('.entry').dispatchEvent(new Event('input', {bubbles: true}));
      } else if (one('.order')) {
        const ups = () => all('.order__moves .btn:first-child');
        const place = (entry) => ups().findIndex((b) => b.dataset.move === entry + '/-1');
        reply.forEach((entry, to) => { while (place(entry) > to) { one(`[data-move="${entry}/-1"]`).click(); } });
      } else if (one('.match__row')) {
        reply.forEach((side, row) => one(`.match__row input[name$="-${row}"][value="${side}"]`).click());
      } else {
        const wanted = [].concat(reply);
        all('.question .option input').filter((box) => box.checked !== wanted.includes(box.value))
          .filter((box) => box.type === 'checkbox' || !box.checked).forEach((box) => box.click());
      }
    },
    answer(reply) {
      const again = one('.question__feedback .btn--main');
      if (again) { again.click(); } else if (one('.question__check').offsetParent === null) {
        one('.option:not(.option--picked)').click(); // answered rightly: only a change asks anew
      }
      hands.choose(reply);
      one('.question__check').click();
      return one('.callout__title').innerText;
    },
    all(replies) {
      return replies.map((reply) => hands.go(['question', 1]) && [hands.answer(reply), hands.next(1)][0]);
    },
    finish() { return hands.go(['homework', 1]) && !hands.next(1) && !!one('.player__body--end'); },
  };
  return steps.map(([name, argument]) => hands[name](argument));
}"""


# begins a session without loading the page of the LMS; its address is that of the session
START = """async ([address, needs, session]) => {
  history.replaceState(null, '', address);
  if (needs && !document.querySelector(`script[src="${needs}"]`)) {
    const script = Object.assign(document.createElement('script'), {src: needs});
    await new Promise((done) => { script.onload = done; document.head.append(script); });
  }
  await LMS.start(...session);
}"""
# an adapter without its player, in an LMS that keeps nothing: what each case (what the LMS holds, changes to the
# lesson, updates to put) made of it; an answer names its item by id
PROBE = """([edition, kind, cases]) => {
  const page = document.querySelector('iframe').contentWindow;
  const adapter = {'1.2': 'scorm12', '2004': 'scorm2004'}[edition];
  const lesson = JSON.parse(page.document.getElementById('hv-lesson').textContent);
  const full = (update) => {
    const made = Object.assign({state: '', page: 1, pages: 1, status: 'incomplete', score: null}, update);
    if (made.answer) {
      const item = lesson.pages.map((p) => p.item).find((i) => i && i.id === made.answer.item);
      made.answer = Object.assign({word: 'wrong', seconds: 1, serial: 0}, made.answer, {item});
    }
    return made;
  };
  return cases.map(([held, changes, updates]) => {
    const made = LMS.make(kind, held, {edition, id: ''}), win = {[made.name]: made.api, top: {}};
    const played = page.HocVu.adapters[adapter](Object.assign({}, lesson, changes), win);
    played.open(() => {});
    const kept = updates.map((update) => played.put(full(update)));
    const sets = made.log.filter((call) => /SetValue/.test(call[0])).map((call) => call.slice(1));
    return {kept, violations: made.violations, sets};
  });
}"""
# the words of an element, when it is there
READ = """async (selector) => {
  for (let turns = 0; turns < 750; turns++) {
    const found = document.querySelector(selector);
    if (found) { return found.innerText; }
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error('no ' + selector);
}"""


class Learner:
    """A lesson in a frame, and the hands that use it."""

    def __init__(self, page: Page, frame: Page | Frame) -> None:
        self.page = page
        self.frame = frame
        self.read(".player__heading")

    def read(self, selector: str) -> str:
        """Return the words of an element, waiting for it."""
        words: str = self.frame.evaluate(READ, selector)
        return words

    def do(self, *steps: tuple[str, Any]) -> list[Any]:
        """Do several things in one call; see HANDS."""
        told: list[Any] = self.frame.evaluate(HANDS, steps)
        return told

    def next(self, times: int = 1) -> None:
        """Press the button that goes on."""
        self.do(("next", times))

    def back(self) -> None:
        """Press the button that goes back."""
        self.do(("back", None))

    def go_to(self, role: str, number: int = 1) -> None:
        """Go on until the ``number``-th page of ``role``, counting this one."""
        assert self.do(("go", [role, number])) == [True], role

    def choose(self, reply: Reply) -> None:
        """Give ``reply`` to the question that is shown, without sending it."""
        self.do(("choose", reply))

    def answer(self, reply: Reply) -> str:
        """Give and send ``reply``, again when need be; return the title of what is said."""
        said: str = self.do(("answer", reply))[0]
        return said

    def answer_all(self, replies: dict[str, Any]) -> None:
        """Answer the questions from here on, in order."""
        self.do(("all", list(replies.values())))

    def finish(self) -> None:
        """Go to the end and press the last button."""
        assert self.do(("finish", None)) == [True]


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

    def __init__(self, server: Server, browser: Page | BrowserContext, edition: str = "1.2") -> None:
        self.server = server
        self.page = browser if isinstance(browser, Page) else browser.new_page()
        self.edition = edition
        self.left = False
        self.errors: list[str] = []
        self.requests: list[str] = []

    def error(self, error: object) -> None:
        """Note an error of a script."""
        self.errors.append(str(error))

    def request(self, request: Request) -> None:
        """Note a request."""
        self.requests.append(request.url)

    def launch(self, kind: str, identifier: str, package: str = "demo", **query: str) -> Learner:
        """Open ``package`` in the LMS ``kind``, which goes on from the record ``identifier``; ``query`` as in _lms."""
        query.setdefault("edition", self.edition)
        ending = "-2004" if query["edition"] == "2004" and package in ("demo", "short") else ""
        query.setdefault("src", f"/pkg/{package}{ending}/index.html")
        address = f"/lms/{kind}/{identifier}?" + "&".join(f"{k}={v}" for k, v in query.items())
        self.left = False
        if self.page.url.startswith(f"{self.server.origin}/lms/"):  # no need to load the page anew
            needs = AGAIN[query["edition"]] if kind == "scorm-again" else ""
            self.page.evaluate(START, [address, needs, self.server.session(kind, identifier, query)])
        else:
            self.page.goto(self.server.origin + address)
        return Learner(self.page, self.lesson())

    def probe(self, *cases: tuple[Any, ...], kind: str = "strict", package: str = "demo") -> list[dict[str, Any]]:
        """Return what the adapter of ``package`` sets in the LMS ``kind`` in each case; see PROBE."""
        self.launch(kind, "probe", package)
        told: list[dict[str, Any]] = self.page.evaluate(PROBE, [self.edition, kind, cases])
        return told

    def lesson(self) -> Frame:
        """Return the frame of the lesson, the innermost."""
        for _ in range(200):
            inner = self.page.main_frame
            while inner.child_frames:
                inner = inner.child_frames[-1]  # one that is being taken away may still be there, before it
            if urlsplit(inner.url).path.endswith("/index.html"):
                return inner
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
        return [c[2] for c in self.calls("LMSSetValue", "SetValue") if c[1] == element]

    def violations(self) -> list[str]:
        """Return what a strict LMS has to say; that a browser stops a request of a leaving page is nobody's fault."""
        found: list[str] = self.page.evaluate("lms.violations")
        return [v for v in found if not (self.left and re.fullmatch(r"\d+ (LMS)?Commit ", v))]

    def cmi(self) -> dict[str, str]:
        """Return what the LMS holds now."""
        held: dict[str, str] = self.page.evaluate("lms.cmi")
        return held


@pytest.fixture(scope="session")
def pages(chromium: Browser) -> Iterator[BrowserContext]:
    """The browser profile that all tests share."""
    made = _context(chromium)
    yield made
    made.close()


@pytest.fixture
def lms(server: Server, pages: BrowserContext) -> Iterator[Lms]:
    """An LMS; no script error and no request outside it is forgiven."""
    page = pages.pages[0] if pages.pages else pages.new_page()
    page.set_viewport_size(VIEWPORT)
    made = Lms(server, page)
    yield from _watched(made)
    page.evaluate("document.querySelectorAll('iframe').forEach((frame) => frame.remove())")
    for other in pages.pages[1:]:
        other.close()


@pytest.fixture
def own_lms(server: Server, context: BrowserContext) -> Iterator[Lms]:
    """An LMS in a page of its own."""
    yield from _watched(Lms(server, context.new_page()))


def _watched(made: Lms) -> Iterator[Lms]:
    page = made.page
    page.on("pageerror", made.error)
    page.on("request", made.request)
    yield made
    page.remove_listener("pageerror", made.error)
    page.remove_listener("request", made.request)
    assert made.errors == []
    outside = (made.server.origin, made.server.other_origin, "about:", "chrome:")
    assert [u for u in made.requests if not u.startswith(outside)] == []
