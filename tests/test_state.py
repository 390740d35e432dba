"""What the last build saw: trusted by stat, then by hash, and never in doubt."""

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from generator import state
from generator.state import Request, known_outputs, look, note_output, recall, remember, state_file, walk
from generator.summary import Summary

SUMMARY = Summary((), 1, 2, (), accepted=3)


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Request:
    """A course and its output, remembered a while ago."""
    root, code, packaged = tmp_path / "course", tmp_path / "code", tmp_path / "packaged/theme"
    for path in (
        *(
            root / n
            for n in (
                "curriculum.yml",
                "mkdocs.yml",
                "content/a/b.md",
                "releases/x",
                "theme/site/x.css",
                "dist/index.html",
            )
        ),
        *(code / "build.py", code / "locale/vi.mo", packaged / "site/x.css", packaged.parent / "mkdocs.yml"),
        tmp_path / "lib/libpango.so",
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(path.name, encoding="utf-8")
    (tmp_path / "site-packages/weasyprint-70.0.dist-info").mkdir(parents=True)
    monkeypatch.setattr(state, "CODE", code)
    monkeypatch.setattr(state, "PACKAGED", packaged)
    monkeypatch.delenv(state.EPOCH, raising=False)
    time.sleep(0.05)
    request = Request(root, root / "dist")
    store(request)
    assert recall(request) == Summary((), 1, 2, (), accepted=3, changed=False)
    return request


def store(request: Request) -> None:
    base = request.root.parent
    places = (base / "site-packages", base / "lib/libpango.so")
    moment = state.now(request.root)
    seen = look(state.inputs(request.root, places), {}, moment)
    remember(request, seen, look(dict(walk(request.out)), {}, moment), SUMMARY)


CHANGES: dict[str, Callable[[Path], object]] = {
    "a lesson": lambda p: (p / "course/content/a/b.md").write_text("B.md", encoding="utf-8"),
    "a lesson of the same size and time": lambda p: replace_quietly(p / "course/content/a/b.md"),
    "a release": lambda p: (p / "course/releases/1.0.0.json").touch(),
    "a new lesson": lambda p: (p / "course/content/c.md").touch(),
    "a lesson less": lambda p: (p / "course/content/a/b.md").unlink(),
    "a renamed lesson": lambda p: (p / "course/content/a/b.md").rename(p / "course/content/a/c.md"),
    "curriculum.yml": lambda p: (p / "course/curriculum.yml").write_text("x", encoding="utf-8"),
    "mkdocs.yml": lambda p: (p / "course/mkdocs.yml").unlink(),
    "the course's theme": lambda p: (p / "course/theme/site/x.css").write_text("y", encoding="utf-8"),
    "the packaged theme": lambda p: (p / "packaged/theme/site/x.css").write_text("y", encoding="utf-8"),
    "the packaged mkdocs.yml": lambda p: (p / "packaged/mkdocs.yml").write_text("y", encoding="utf-8"),
    "our code": lambda p: (p / "code/build.py").write_text("y", encoding="utf-8"),
    "our catalogues": lambda p: (p / "code/locale/vi.mo").write_text("y", encoding="utf-8"),
    "an engine": lambda p: (p / "site-packages/weasyprint-70.0.dist-info").rename(
        p / "site-packages/weasyprint-71.0.dist-info"
    ),
    "a library": lambda p: (p / "lib/libpango.so").write_text("y", encoding="utf-8"),
    "an output": lambda p: (p / "course/dist/index.html").write_text("y", encoding="utf-8"),
    "an output more": lambda p: (p / "course/dist/more").touch(),
    "an output less": lambda p: (p / "course/dist/index.html").unlink(),
    "no output": lambda p: shutil.rmtree(p / "course/dist"),
    "the state": lambda p: state_file(p / "course", p / "course/dist").write_text("{}", encoding="utf-8"),
    "torn state": lambda p: state_file(p / "course", p / "course/dist").write_text('{"schema"', encoding="utf-8"),
    "no state": lambda p: shutil.rmtree(p / "course/.hocvuso"),
}


def replace_quietly(path: Path) -> None:
    """Change a file as a careless copy does: same size, same time."""
    before = path.stat()
    path.write_text("B.MD", encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_seen(request_: Request, name: str) -> None:
    CHANGES[name](request_.root.parent)
    assert recall(request_) is None


@pytest.mark.parametrize(
    "touch",
    [
        lambda p: os.utime(p / "course/content/a/b.md", (1, 1)),
        lambda p: os.utime(p / "course/dist/index.html", (1, 1)),
        lambda p: (p / "lib/libpango.so").chmod(0o600),
        lambda p: (p / "site-packages/__pycache__").mkdir(),
        lambda p: (p / "code/__pycache__").mkdir(),
    ],
)
def test_a_touch_is_no_change_and_is_looked_at_once(
    request_: Request, touch: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    touch(request_.root.parent)
    assert recall(request_) is not None
    time.sleep(0.05)
    assert recall(request_) is not None
    monkeypatch.setattr(state, "_hash", lambda path: pytest.fail("hashed again"))
    assert recall(request_) is not None


def test_other_arguments_are_other_work(request_: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    for other in ({"targets": ("site",)}, {"lessons": ("B01",)}, {"tracks": ("x",)}):
        assert recall(Request(request_.root, request_.out, **other)) is None  # type: ignore[arg-type]
    assert recall(Request(request_.root, request_.root / "other")) is None
    assert recall(Request(request_.root, request_.out, workers=7, keep_going=True)) is not None
    monkeypatch.setenv(state.EPOCH, "1")
    assert recall(request_) is None


def test_a_file_as_young_as_the_look_is_not_trusted(request_: Request) -> None:
    """It may change again within the same tick of the file system's clock, unseen by its stat."""
    path = request_.root / "content/a/b.md"
    path.write_text("once", encoding="utf-8")
    store(request_)
    kept = json.loads(state_file(request_.root, request_.out).read_bytes())["inputs"]["course/content/a/b.md"]
    assert kept[0] == []


def test_a_moved_course_keeps_its_state(request_: Request) -> None:
    moved = request_.root.with_name("moved")
    request_.root.rename(moved)
    assert recall(Request(moved, moved / "dist")) is not None


def test_outputs_are_known_wherever_they_are(request_: Request, tmp_path: Path) -> None:
    for out in (request_.out, tmp_path / "usb/dist", tmp_path / "usb/dist"):
        note_output(request_.root, out)
    assert set(known_outputs(request_.root)) == {request_.out, tmp_path / "usb/dist"}


def test_a_link_in_the_course_is_looked_through_but_not_walked(request_: Request, tmp_path: Path) -> None:
    (request_.root / "content/link.md").symlink_to(tmp_path / "lib/libpango.so")
    (request_.root / "content/loop").symlink_to(request_.root / "content")
    assert {"link.md", "loop", "a/b.md"} == {n for n, _ in walk(request_.root / "content")}
    store(request_)
    assert recall(request_) is not None
    (tmp_path / "lib/libpango.so").write_text("other", encoding="utf-8")
    assert recall(request_) is None
