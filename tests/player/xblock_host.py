"""A small Open edX: just what the real SCORM XBlock needs of a platform, over HTTP.

``openedx-scorm-xblock`` comes from PyPI for the tests only (its licence is the AGPL; nothing of it is shipped). Its
code does everything: it takes the upload, unpacks, reads the manifest, serves the files, draws the learner's page with
its own scripts, and takes what they post. The platform here is a runtime that keeps fields in memory, routes handlers,
and writes down what is published. As in a platform, each request makes the block anew from what was kept.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django
from django.conf import settings

if not settings.configured:
    settings.configure(
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        USE_I18N=False,
    )
    django.setup()

from webob import Request, Response
from xblock.fields import ScopeIds
from xblock.runtime import DictKeyValueStore, KvsFieldData, MemoryIdManager, Runtime

LEARNER = 7
BLOCK = "scorm"
PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>Open edX</title><link rel="icon" href="data:,">
<script src="/jquery.js"></script>{head}<div id="block">{body}</div>
<script>
const runtime = {{ handlerUrl: (element, name, suffix) => '/handler/{usage}/' + name + (suffix ? '/' + suffix : '') }};
{initialize}(runtime, document.getElementById('block'), {arguments});
</script>"""


class Located:
    """What Open edX mixes into every block, as far as this one asks for it."""

    scope_ids: ScopeIds

    @property
    def location(self) -> SimpleNamespace:
        """Return where the block stands in its course."""
        return SimpleNamespace(block_id=self.scope_ids.usage_id)


class Settings:
    """The service «settings» of a platform that sets nothing."""

    def get_settings_bucket(self, _block: Any) -> dict[str, Any]:
        """Return the settings of a block."""
        return {}


class Users:
    """The service «user»: one learner."""

    def get_current_user(self) -> SimpleNamespace:
        """Return who asks."""
        return SimpleNamespace(opt_attrs={"edx-platform.user_id": LEARNER, "edx-platform.username": "bac-na"})


class Platform(Runtime):  # type: ignore[misc]  # the package has no types
    """The runtime: fields in memory, handlers by their address, every publication written down."""

    def __init__(self, store: Any, published: list[tuple[str, dict[str, Any]]]) -> None:
        manager = MemoryIdManager()
        services = {"settings": Settings(), "user": Users(), "field-data": KvsFieldData(store)}
        super().__init__(manager, manager, mixins=(Located,), services=services)
        self.published = published

    def handler_url(
        self, block: Any, handler_name: str, suffix: str = "", query: str = "", thirdparty: bool = False
    ) -> str:
        """Return the address of a handler."""
        return f"/handler/{block.scope_ids.usage_id}/{handler_name}/{suffix}?{query}".rstrip("/?")

    def resource_url(self, resource: Any) -> str:
        """Refuse: the block brings its resources along."""
        raise NotImplementedError

    def local_resource_url(self, block: Any, uri: str) -> str:
        """Refuse: the block brings its resources along."""
        raise NotImplementedError

    def publish(self, block: Any, event_type: str, event_data: dict[str, Any]) -> None:
        """Write down what a block tells the platform."""
        self.published.append((event_type, dict(event_data)))


@dataclass
class OpenEdx:
    """The platform of a test: blocks by their name, and what they published."""

    modules: Path
    origin: str = ""
    store: Any = field(default_factory=DictKeyValueStore)
    published: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def block(self, usage: str) -> Any:
        """Make the block ``usage`` from what was kept of it."""
        keys = ScopeIds(LEARNER, BLOCK, usage, usage)
        return Platform(self.store, self.published).construct_xblock(BLOCK, keys)

    def handle(self, usage: str, name: str, request: Request, suffix: str = "") -> Response:
        """Have the block answer a request, and keep its fields."""
        block = self.block(usage)
        return block.runtime.handle(block, name, request, suffix)

    def upload(self, usage: str, package: bytes, **fields: str) -> Any:
        """Upload ``package`` as an author does in Studio; return the block, and fail with what it says."""
        form = {"display_name": usage, "width": "", "height": "", "has_score": "1", "weight": "1",
                "enable_navigation_menu": "1", "navigation_menu_width": "", "enable_fullscreen_button": "0",
                "popup_on_launch": "0"}  # fmt: skip
        request = Request.blank("/", POST=form | fields | {"file": (f"{usage}.zip", package)})
        told = self.handle(usage, "studio_submit", request).json
        assert told == {"result": "success", "errors": []}
        return self.block(usage)

    def grades(self) -> list[tuple[float, float]]:
        """Return the grades published so far, in order: value and maximum."""
        return [(d["value"], d["max_value"]) for kind, d in self.published if kind == "grade"]

    def page(self, usage: str) -> bytes:
        """Return the learner's page of a block, as the platform puts a fragment into one."""
        block = self.block(usage)
        fragment = block.student_view({})
        block.save()
        page = PAGE.format(
            head=fragment.head_html() + fragment.foot_html(),
            body=fragment.body_html(),
            usage=usage,
            initialize=fragment.js_init_fn,
            arguments=json.dumps(fragment.json_init_args),
        )
        return page.encode()

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Response:
        """Return the response to a browser."""
        match path.split("?")[0].strip("/").split("/"):
            case ["jquery.js"]:
                return Response(
                    (self.modules / "jquery/dist/jquery.min.js").read_bytes(), content_type="text/javascript"
                )
            case ["view", usage]:
                return Response(self.page(usage), content_type="text/html", charset="utf-8")
            case ["handler", usage, name, *suffix]:
                request = Request.blank(path, method=method, headers=headers, body=body)
                return self.handle(usage, name, request, "/".join(suffix))
        return Response(status=404)


@contextmanager
def stored_in(folder: Path) -> Iterator[None]:
    """Have files of packages stored below ``folder``."""
    from django.test.utils import override_settings

    with override_settings(MEDIA_ROOT=str(folder)):
        yield


@contextmanager
def platform(modules: Path) -> Iterator[OpenEdx]:
    """Yield a platform that serves on a port of its own."""
    made = OpenEdx(modules)
    turn = threading.Lock()  # a row of a learner's state is locked while it is written

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            with turn:
                response = made.answer(self.command, self.path, dict(self.headers.items()), body)
            self.send_response(response.status_code)
            for name, value in response.headerlist:
                if name.lower() != "content-length":
                    self.send_header(name, value)
            self.send_header("X-Content-Type-Options", "nosniff")
            self.send_header("Content-Length", str(len(response.body)))
            self.end_headers()
            self.wfile.write(response.body)

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def log_message(self, *_: object) -> None:
            pass

    service = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.daemon_threads = True
    threading.Thread(target=service.serve_forever, daemon=True).start()
    made.origin = f"http://127.0.0.1:{service.server_port}"
    yield made
    service.shutdown()
    service.server_close()
