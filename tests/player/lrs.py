"""A small LMS with an LRS: launches cmi5 packages, judges every statement by ``xapi_rules``, can be slow and refuse."""

import hashlib
import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from generator import player
from tests.player import demo, xapi_rules
from tests.player.xapi_rules import SESSION, Launch

TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src http:"
ACTOR = {"objectType": "Agent", "account": {"homePage": "https://lms.vi-du.example", "name": "hv-7719"}}
HEADERS = "Authorization, Content-Type, X-Experience-API-Version"
PATIENCE = 8.0  # seconds that a test waits for something to arrive


@dataclass
class Session:
    """One launch: what was handed out and what came back."""

    launch: Launch
    token: str
    fetched: int = 0
    statements: list[dict[str, Any]] = field(default_factory=list)

    @property
    def verbs(self) -> list[str]:
        """What was said, in the order of arrival."""
        return [xapi_rules.verb(s) for s in self.statements]

    def said(self, name: str) -> list[dict[str, Any]]:
        """Return the statements with the verb ``name``."""
        return [s for s in self.statements if xapi_rules.verb(s) == name]


@dataclass
class Request:
    """A request to the LRS as it was answered."""

    method: str
    resource: str
    status: int
    headers: dict[str, str]


@dataclass
class Gate:
    """One request, the next of a kind that comes, which waits until it is let in; ``header``: one that it must have."""

    method: str
    resource: str
    header: str = ""
    came: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    def is_for(self, method: str, resource: str, headers: dict[str, str]) -> bool:
        """Whether the request is one that nobody came before."""
        named = (method, resource) == (self.method, self.resource) and (not self.header or self.header in headers)
        return named and not self.came.is_set()

    def wait(self) -> None:
        """Wait until the request has come."""
        assert self.came.wait(PATIENCE), f"no {self.method} {self.resource} {self.header}"

    def open(self) -> None:
        """Let the request in."""
        self.opened.set()


@dataclass
class Lrs:
    """The LMS. ``fail`` and ``delay`` change how a resource answers, until they are changed again.

    ``gates``: requests that wait. ``orderly``: what comes meanwhile waits for its turn; else a later one may be first.
    ``hold``: seconds by verb until a statement that is stored already is answered.
    ``careful``: it wants to be told which version of a document is replaced. ``sloppy``: like Open edX's cmi5 block it
    says yes to whatever it does not look at, takes statements one by one, and has one document for all units.
    """

    origin: str = ""
    other_origin: str = ""
    packages: dict[str, dict[str, bytes]] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    documents: dict[tuple[str, str], bytes] = field(default_factory=dict)
    kept: list[dict[str, Any]] = field(default_factory=list)  # every state document that was put, in the order stored
    log: list[Request] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    fail: dict[str, int] = field(default_factory=dict)
    delay: dict[str, float] = field(default_factory=dict)
    hold: dict[str, float] = field(default_factory=dict)
    gates: list[Gate] = field(default_factory=list)
    orderly: bool = False
    turn: threading.Lock = field(default_factory=threading.Lock)
    judge: Callable[[dict[str, Any]], int] = lambda _statement: 0
    careful: bool = False
    sloppy: bool = False
    allowed_headers: str = HEADERS
    answers: dict[str, Any] = field(default_factory=dict)

    def add(self, name: str, data: dict[str, Any]) -> None:
        """Offer ``data`` as a package below ``/pkg/name/``."""
        files = {a.name: a.content for a in demo.ASSETS} | player.files(demo.THEME, "cmi5")
        self.packages[name] = files | {"index.html": player.page(demo.THEME, data, "cmi5")}

    def launch(
        self,
        package: str = "short",
        registration: str = "",
        *,
        mode: str = "Normal",
        mastery: float | None = 0.6,
        back: str = "",
        cross: bool = False,
        **more: Any,
    ) -> str:
        """Return the address that an LMS sends a learner to; the session is the last in ``sessions``."""
        registration = registration or str(uuid.uuid4())
        activity = f"{self.origin}/activity/{package}"
        template: dict[str, Any] = {
            "contextActivities": {"grouping": [{"objectType": "Activity", "id": f"urn:hocvuso:nho:au:{package}"}]},
            "extensions": {SESSION: str(uuid.uuid4())},
        }
        launch = Launch(ACTOR, registration, activity, template, mode, mastery)
        token = hashlib.sha256(template["extensions"][SESSION].encode()).hexdigest()[:20]
        self.sessions[token] = Session(launch, token)
        data: dict[str, Any] = {"contextTemplate": template, "launchMode": mode, "moveOn": "Passed"}
        data |= {"masteryScore": mastery} if mastery is not None else {}
        data |= {"returnURL": back} if back else {}
        self.documents[(registration, "LMS.LaunchData")] = json.dumps(data | more).encode()
        home = self.other_origin if cross else self.origin
        query = {
            "endpoint": f"{home}/lrs",  # without the slash, as the usual fault has it
            "fetch": f"{home}/fetch/{token}",
            "actor": json.dumps(ACTOR),
            "registration": registration,
            "activityId": activity,
        }
        return f"{self.origin}/pkg/{package}/index.html?{urlencode(query, quote_via=quote)}"

    @property
    def session(self) -> Session:
        """The session launched last."""
        return list(self.sessions.values())[-1]

    def of(self, registration: str) -> list[list[dict[str, Any]]]:
        """Return the statements of every session of a registration."""
        return [s.statements for s in self.sessions.values() if s.launch.registration == registration]

    def state(self, registration: str = "", unit: str = "QR1") -> dict[str, Any]:
        """Return our own part of the state document, empty when there is none."""
        key = (registration or self.session.launch.registration, "suspendData")
        found: dict[str, Any] = json.loads(self.documents.get(key, b"{}"))
        return dict(found.get(unit, {}))

    def count(self, method: str, resource: str, status: int | None = None) -> int:
        """Return how many requests there were of a kind."""
        return len([r for r in self.log if (r.method, r.resource) == (method, resource) and status in (None, r.status)])

    def gate(self, method: str, resource: str, header: str = "") -> Gate:
        """Make the next request of a kind wait at a gate."""
        self.gates.append(Gate(method, resource, header))
        return self.gates[-1]

    def scores(self, unit: str = "QR1") -> list[float | None]:
        """Return the score of every state document that was put, in the order stored."""
        return [document[unit]["score"] for document in self.kept if unit in document]

    def until(self, true: Callable[[], object], why: str = "nothing arrived") -> None:
        """Wait until ``true`` holds."""
        end = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < end, why
            time.sleep(0.02)

    def until_said(self, *verbs: str) -> None:
        """Wait until the session has said ``verbs``, extras such as answers apart."""
        self.until(lambda: set(verbs) <= set(self.session.verbs), f"not all of {verbs}")

    # --- what the LRS does -----------------------------------------------------------------------------------------

    def answer(self, method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes) -> Any:
        """Return status, body and more headers."""
        with self.turn if self.orderly else nullcontext():
            for gate in self.gates:
                if gate.is_for(method, path.removeprefix("/lrs/"), headers):
                    gate.came.set()
                    assert gate.opened.wait(PATIENCE), "a gate was never opened"
                    break
            return self._answered(method, path, query, headers, body)

    def _answered(self, method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes) -> Any:
        if path.startswith("/fetch/"):
            return self._fetch(method, path.rpartition("/")[2])
        resource = path.removeprefix("/lrs/")
        time.sleep(self.delay.get(resource, 0))
        if resource in self.fail:
            return self.fail[resource], b"", {"Retry-After": "1"} if self.fail[resource] == 429 else {}
        session = self.sessions.get(headers.get("authorization", "").removeprefix("Basic "))
        if session is None or not session.fetched:
            return 401, b"", {}
        if headers.get("x-experience-api-version") != "1.0.3":
            self.faults.append("no version header")
            return 400, b"", {}
        if body and headers.get("content-type", "") != "application/json":
            self.faults.append("no content type")
        if self.sloppy and (method == "POST" or (resource == "statements" and method == "GET")):
            return 200, b'{"success": true}', {}
        if resource == "statements":
            return self._statements(method, query, session, body)
        if resource == "activities/state":
            return self._state(method, query, session, headers, body)
        if resource == "agents/profile" and query.get("profileId") == "cmi5LearnerPreferences" and method == "GET":
            return 404, b"", {}
        self.faults.append(f"{method} {resource}")
        return 404, b"", {}

    def _fetch(self, method: str, token: str) -> Any:
        session = self.sessions[token]
        if method != "POST":
            self.faults.append("the token was not posted for")
        time.sleep(self.delay.get("fetch", 0))
        if "fetch" in self.answers:
            return 200, json.dumps(self.answers["fetch"]).encode(), {"Content-Type": "application/json"}
        session.fetched += 1
        given = {"auth-token": token} if session.fetched == 1 else {"error-code": "1", "error-text": "used"}
        return 200, json.dumps(given).encode(), {"Content-Type": "application/json"}

    def _statements(self, method: str, query: dict[str, str], session: Session, body: bytes) -> Any:
        stored = {s["id"]: s for x in self.sessions.values() for s in x.statements}
        if method == "GET":
            found = stored.get(query.get("statementId", ""))
            return (200, json.dumps(found).encode(), {}) if found else (404, b"", {})
        given = json.loads(body)
        if method == "PUT" and query.get("statementId") != given["id"]:
            self.faults.append("a statement with another id")
        news = [s for s in (given if isinstance(given, list) else [given]) if stored.get(s["id"]) != s]
        if any(s["id"] in stored for s in news):
            return 409, b"", {}
        refused = max(map(self.judge, news), default=0)
        if refused:
            return refused, b"", {}
        broken = [
            f for s in news for f in (*xapi_rules.statement_faults(s), *xapi_rules.cmi5_faults(s, session.launch))
        ]
        if "terminated" in session.verbs and news:
            broken.append("a statement after terminated")
        if not session.statements and news and xapi_rules.verb(news[0]) != "initialized":
            broken.append("a statement before initialized")
        self.faults += broken
        if broken:
            return 403, b"", {}
        session.statements += news
        time.sleep(max((self.hold.get(xapi_rules.verb(s), 0) for s in news), default=0))
        if method == "PUT":
            return 204, b"", {}
        return 200, json.dumps([s["id"] for s in news]).encode(), {}

    def _state(self, method: str, query: dict[str, str], session: Session, headers: dict[str, str], body: bytes) -> Any:
        launch = session.launch
        given = (query.get("activityId"), json.loads(query["agent"]), query.get("registration"))
        if given != (launch.activity, launch.actor, launch.registration):
            self.faults.append("state of another")
        key = (launch.registration, query.get("stateId", ""))
        now = self.documents.get(key)
        etag = f'"{hashlib.sha1(now or b"").hexdigest()}"'
        if method == "GET":
            return (200, now, {"ETag": etag, "Content-Type": "application/json"}) if now else (404, b"", {})
        if method != "PUT" or key[1] == "LMS.LaunchData":
            self.faults.append(f"{method} {key[1]}")
            return 403, b"", {}
        if self.careful and now:
            if "if-match" not in headers:
                return 409, b"", {}
            if headers["if-match"] != etag:
                return 412, b"", {}
        self.documents[key] = body
        self.kept.append(json.loads(body))
        return 204, b"", {}


@contextmanager
def serve() -> Iterator[Lrs]:
    """Run an LMS on two origins (two names of this machine) with the demo and a short lesson."""
    lrs = Lrs()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if status != 204:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:  # the page is gone
                self.close_connection = True

        def do_GET(self) -> None:
            self.any("GET")

        def do_PUT(self) -> None:
            self.any("PUT")

        def do_POST(self) -> None:
            self.any("POST")

        def do_OPTIONS(self) -> None:
            time.sleep(lrs.delay.get("preflight", 0))
            allow = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "GET, PUT, POST"}
            self.send(204, b"", allow | {"Access-Control-Allow-Headers": lrs.allowed_headers})

        def any(self, method: str) -> None:
            url = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if url.path.startswith(("/lrs/", "/fetch/")):
                query = {k: v[0] for k, v in parse_qs(url.query).items()}
                headers = {k.lower(): v for k, v in self.headers.items()}
                status, made, more = lrs.answer(method, url.path, query, headers, body)
                with lock:
                    lrs.log.append(Request(method, url.path.strip("/").removeprefix("lrs/"), status, headers))
                self.send(status, made, {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"} | more)
                return
            parts = url.path.strip("/").split("/")
            if parts[0] == "pkg" and parts[2] in lrs.packages.get(parts[1], {}):
                kind = TYPES.get("." + parts[2].rsplit(".", 1)[-1], "application/octet-stream")
                self.send(200, lrs.packages[parts[1]][parts[2]], {"Content-Type": kind, "Content-Security-Policy": CSP})
                return
            source = parse_qs(url.query).get("src", [""])[0].replace("&", "&amp;")
            frame = f'<iframe src="{source}" title="Lesson" width="900" height="700"></iframe>' if source else ""
            page = f"<!doctype html><html lang=vi><title>LMS</title><h1>LMS</h1>{frame}"
            self.send(200, page.encode(), {"Content-Type": TYPES[".html"]})

        def log_message(self, *_: object) -> None:
            pass

    service = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.daemon_threads = True
    threading.Thread(target=service.serve_forever, daemon=True).start()
    lrs.origin = f"http://127.0.0.1:{service.server_port}"
    lrs.other_origin = f"http://localhost:{service.server_port}"
    lrs.add("demo", demo.data())
    lrs.add("short", demo.data(demo.questions("qr-1", "qr-5")))
    yield lrs
    service.shutdown()
    service.server_close()


def normal(session: Session) -> str:
    """Return what ``session`` said without what differs every time or is always the same, a line per statement."""
    lines = []
    for statement in session.statements:
        said = statement["context"]["contextActivities"]
        result = {k: "…" if k == "duration" else v for k, v in statement.get("result", {}).items()}
        more = {k: [a["id"] for a in said[k]] for k in ("category", "parent") if k in said}
        extensions = {k: v for k, v in statement["context"]["extensions"].items() if k != SESSION}
        whole = {"verb": xapi_rules.verb(statement), "object": statement["object"], "result": result}
        lines.append(json.dumps(whole | more | {"extensions": extensions}, ensure_ascii=False))
    return "\n".join(lines).replace(session.launch.activity, "ACTIVITY") + "\n"
