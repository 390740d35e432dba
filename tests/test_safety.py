"""Untrusted authors: built by the real command, on a machine without a network, watched in every process.

A lesson, a picture or a theme that reaches for something outside the course is refused or does no harm, and nothing
outside is even opened.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import real_course
from tests.namespaces import without_network

ROOT = Path(__file__).parent.parent
SECRET = "chuyện riêng của nhà hàng xóm"
WATCH = """
import os, sys
_log = os.open(os.environ["WATCH_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
_secret = os.environ["WATCH_FOR"]
def _watch(event, arguments):
    if event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        os.write(_log, f"{event} {arguments[1]}\\n".encode())
    elif event == "socket.getaddrinfo":
        os.write(_log, f"{event} {arguments[0]}\\n".encode())
    elif event == "open" and _secret in os.fspath(arguments[0] if not isinstance(arguments[0], int) else ""):
        os.write(_log, f"open {arguments[0]}\\n".encode())
    elif event in ("os.system", "subprocess.Popen") and "evil" in repr(arguments):
        os.write(_log, f"{event} {arguments}\\n".encode())
sys.addaudithook(_watch)
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The minimal course; beside it a folder with what is nobody's business."""
    outside = tmp_path / "hang-xom"
    outside.mkdir()
    (outside / "secret.md").write_text(SECRET, encoding="utf-8")
    (outside / "secret.css").write_text(f"p::before {{ content: '{SECRET}' }}", encoding="utf-8")
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40"><title>{SECRET}</title><path d="M0 0h9"/></svg>'
    (outside / "secret.svg").write_text(svg, encoding="utf-8")
    (tmp_path / "watch").mkdir()
    (tmp_path / "watch/sitecustomize.py").write_text(WATCH, encoding="utf-8")
    return real_course.course(tmp_path / "khoa", "  scorm12: {}\n  site: {}\n  booklet: {}\n")


def watched(course: Path, *command: str) -> tuple[subprocess.CompletedProcess[str], str]:
    """Run ``python`` with the arguments ``command``, without network; return how it ended, and what it reached for."""
    log = course.parent / "log.txt"
    log.write_bytes(b"")
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(course.parent / "watch"), str(ROOT))),
        "WATCH_LOG": str(log),
        "WATCH_FOR": str(course.parent / "hang-xom"),
        "HOCVUSO_LANG": "en",
    }
    done = subprocess.run(
        [*without_network(), sys.executable, *command], cwd=course, env=env, capture_output=True, text=True, check=False
    )
    return done, log.read_text(encoding="utf-8")


def build(course: Path, *what: str) -> tuple[subprocess.CompletedProcess[str], str]:
    return watched(course, "-m", "generator", "build", "--jobs", "2", *what)


def test_the_watch_sees_and_the_network_is_away(course: Path) -> None:
    secret = course.parent / "hang-xom/secret.md"
    code = f"open({str(secret)!r}).read(); import socket; socket.create_connection(('192.0.2.1', 80), 2)"
    done, log = watched(course, "-c", code)
    assert "Network is unreachable" in done.stderr
    assert log.splitlines() == [f"open {secret}", "socket.getaddrinfo 192.0.2.1", "socket.connect ('192.0.2.1', 80)"]


# --- what is refused --------------------------------------------------------------------------------------------------


def _lesson(text: str) -> Callable[[Path], None]:
    def attack(course: Path) -> None:
        path = course / "content/lessons/t01-goi-cap-cuu.md"
        outside = str(course.parent / "hang-xom")
        with path.open("a", encoding="utf-8") as file:
            file.write("\n" + text.replace("OUTSIDE", outside) + "\n")

    return attack


def _picture(inside: str, head: str = "") -> Callable[[Path], None]:
    def attack(course: Path) -> None:
        outside = str(course.parent / "hang-xom")
        text = (
            f'{head}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
            f' viewBox="0 0 60 40">{inside}</svg>'
        )
        path = course / "content/lessons/t01/dia-chi.svg"
        path.write_text(text.replace("OUTSIDE", outside), encoding="utf-8")

    return attack


def _link(name: str, target: str) -> Callable[[Path], None]:
    def attack(course: Path) -> None:
        path = course / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.symlink_to(course.parent / "hang-xom" / target)

    return attack


REFUSED: dict[str, tuple[str, Callable[[Path], None]]] = {
    "picture by file address": ("image-outside-course", _lesson("![Ảnh](file://OUTSIDE/secret.svg)")),
    "picture by absolute path": ("image-outside-course", _lesson("![Ảnh](OUTSIDE/secret.svg)")),
    "picture by dots": ("image-outside-course", _lesson("![Ảnh](../../../hang-xom/secret.svg)")),
    "picture by coded dots": ("image-outside-course", _lesson("![Ảnh](..%2f..%2f..%2fhang-xom/secret.svg)")),
    "picture from the network": ("image-outside-course", _lesson("![Ảnh](http://192.0.2.1/secret.svg)")),
    "picture without scheme": ("image-outside-course", _lesson("![Ảnh](//192.0.2.1/secret.svg)")),
    "picture by a link": ("outside-course", _link("content/lessons/t01/dia-chi.svg", "secret.svg")),
    "lesson by a link": ("outside-course", _link("content/lessons/t03-trom.md", "secret.md")),
    "lesson of a file address": ("forbidden-link", _lesson("[đọc](file://OUTSIDE/secret.md)")),
    "lesson of another folder": ("broken-link", _lesson("[đọc](../../../hang-xom/secret.md)")),
    "script in a link": ("forbidden-link", _lesson("[chạm](javascript:alert(1))")),
    "script in a coded link": ("forbidden-link", _lesson("[chạm](java&#115;cript:alert(1))")),
    "data in a link": ("forbidden-link", _lesson("[chạm](data:text/html;base64,PHNjcmlwdD4=)")),
    "script element": ("raw-html", _lesson("<script>alert(1)</script>")),
    "handler": ("raw-html", _lesson('Chữ <b onclick="alert(1)">đậm</b>.')),
    "frame": ("raw-html", _lesson('<iframe src="file://OUTSIDE/secret.md"></iframe>')),
    "style sheet": ("raw-html", _lesson('<link rel="stylesheet" href="file://OUTSIDE/secret.css">')),
    "style by address": ("raw-html", _lesson('<p style="background: url(file://OUTSIDE/secret.svg)">x</p>')),
    "drawing with a script": ("unusable-image", _picture("<script>alert(1)</script>")),
    "drawing with a handler": ("unusable-image", _picture('<path onload="alert(1)" d="M0 0h9"/>')),
    "drawing with HTML": ("unusable-image", _picture("<foreignObject><p>x</p></foreignObject>")),
    "drawing with a picture": ("unusable-image", _picture('<image href="file://OUTSIDE/secret.svg"/>')),
    "drawing that uses another": ("unusable-image", _picture('<use xlink:href="file://OUTSIDE/secret.svg#a"/>')),
    "drawing with an address": ("unusable-image", _picture('<path fill="url(http://192.0.2.1/a)" d="M0 0h9"/>')),
    "drawing with a style": ("unusable-image", _picture("<style>@import url(http://192.0.2.1/a.css)</style>")),
    "drawing with an entity": (
        "unusable-image",
        _picture("<title>&x;</title>", '<!DOCTYPE svg [<!ENTITY x SYSTEM "file://OUTSIDE/secret.md">]>'),
    ),
    "drawing with a flood of entities": (
        "unusable-image",
        _picture("<title>&b;</title>", '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'),
    ),
    "drawing with an outer definition": (
        "unusable-image",
        _picture("<path d='M0 0h9'/>", '<!DOCTYPE svg SYSTEM "http://192.0.2.1/a.dtd">'),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_attack_is_refused_at_its_line(name: str, course: Path) -> None:
    rule, attack = REFUSED[name]
    attack(course)
    done, log = build(course)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"[{rule}]" in done.stderr
    assert SECRET not in done.stdout + done.stderr
    assert log == ""
    assert not (course / "dist").exists()


# --- what does no harm, and themes ------------------------------------------------------------------------------------


@pytest.mark.course
@pytest.mark.pdf
def test_what_only_looks_dangerous_is_text(course: Path) -> None:
    words = (
        "Mã `<script>alert(1)</script>` và `{% include '/etc/passwd' %}`.\n\n"
        "Mã `{{ 7 * 7 }}` và [đọc](https://vi-du.example/?a=1&b=%3Cscript%3E) \\<b>\n\n"
        "```\n<img src=x onerror=alert(1)> ]]> <!-- &lt; -->\n```\n"
    )
    story = "Bà Tư ngã ở bếp."
    real_course.edit(course / "content/lessons/t01-goi-cap-cuu.md", story, f"{story}\n\n{words}")
    done, log = build(course, "site", "scorm12")
    assert (done.returncode, log) == (0, ""), done.stdout + done.stderr
    page = (course / "dist/site/t01.html").read_text(encoding="utf-8")
    assert "{{ 7 * 7 }}" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<img src=x" not in page


def _theme(name: str, old: str, new: str) -> Callable[[Path], None]:
    def attack(course: Path) -> None:
        path = course / "theme" / name
        path.parent.mkdir(parents=True)
        text = (ROOT / "theme" / name).read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new.replace("OUTSIDE", str(course.parent / "hang-xom")), 1), encoding="utf-8")

    return attack


THEMES: dict[str, Callable[[Path], None]] = {
    "picture of a booklet": _theme("booklet/single.html", "</body>", '<img src="file://OUTSIDE/secret.svg"></body>'),
    "frame of a booklet": _theme("booklet/single.html", "</body>", '<object data="http://192.0.2.1/"></object></body>'),
    "sheet of a booklet": _theme("booklet/so-tay-a5.css", "", "@import url(file://OUTSIDE/secret.css);\n"),
    "address in a sheet": _theme("booklet/so-tay-a5.css", "", "body { background: url(http://192.0.2.1/a.svg) }\n"),
    "font of a booklet": _theme(
        "booklet/so-tay-a5.css",
        "",
        "@font-face { font-family: x; src: url(file://OUTSIDE/secret.css) }\np { font: 9pt x }\n",
    ),
    "template that includes": _theme("booklet/single.html", "</body>", "{% include '../../../hang-xom/secret.md' %}"),
    "template that runs": _theme(
        "booklet/single.html", "</body>", "{{ ''.__class__.__mro__[1].__subclasses__() }}</body>"
    ),
    "script of the site": _theme("site/main.html", "<script", '<script src="http://192.0.2.1/a.js"></script><script'),
    "sheet of the site": _theme("site/assets/css/site.css", "", "@import url(http://192.0.2.1/a.css);\n"),
    "template by a link": _link("theme/booklet/single.html", "secret.css"),
}


@pytest.mark.course
@pytest.mark.pdf
@pytest.mark.parametrize("name", THEMES)
def test_a_theme_reads_nothing_outside_and_reaches_nobody(name: str, course: Path) -> None:
    THEMES[name](course)
    what = ["site"] if "site" in name else ["booklet", "--lesson", "T02"]
    done, log = build(course, *what)
    assert log == ""
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stdout + done.stderr
    assert not (course / "dist").exists()
