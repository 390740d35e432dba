"""What is promised of everything, kept by the real course: every file of ``dist/`` in surroundings that differ."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import real_course
from tests.fake_course import tree
from tests.namespaces import without_network

ROOT = Path(__file__).parent.parent
COURSE = ("curriculum.yml", "content")
ADDRESS = re.compile(rb"(?:src|data|srcset|poster|action)=[\"']?\s*(?:https?:)?//")
SURROUNDINGS = {
    "một": {"PYTHONHASHSEED": "1", "TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "C", "HOCVUSO_LANG": "vi"},
    "hai và ba": {"PYTHONHASHSEED": "4711", "TZ": "America/New_York", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"},
}

pytestmark = [pytest.mark.course, pytest.mark.pdf]


def made(tool: Path, root: Path, workers: int, **environment: str) -> dict[str, bytes]:
    """Build ``root`` with ``tool`` on a machine without network; return every file of its ``dist/``."""
    env = {**os.environ, "PYTHONPATH": str(tool), "PYTHONDONTWRITEBYTECODE": "1", **environment}
    command = [sys.executable, "-m", "generator", "build", "--root", str(root), "--jobs", str(workers)]
    done = subprocess.run(
        [*without_network(), *command], cwd=tool, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return tree(root / "dist")


def copied(place: Path) -> Path:
    place.mkdir()
    for name in COURSE:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, place / name)
    return place


def test_the_real_course_is_the_same_bytes_everywhere(tmp_path: Path) -> None:
    tools = [real_course.tool(tmp_path / "tool"), real_course.tool(tmp_path / "công cụ")]
    one, other = (
        made(tool, copied(tmp_path / name), workers, **env)
        for (name, env), tool, workers in zip(SURROUNDINGS.items(), tools, (1, 3), strict=True)
    )
    assert len(one) > 150
    assert [p for p in sorted(one.keys() | other.keys()) if one.get(p) != other.get(p)] == []
    sums = [f"{hashlib.sha256(content).hexdigest()}  {path}" for path, content in one.items() if path != "SHA256SUMS"]
    assert sorted(one["SHA256SUMS"].decode().splitlines()) == sorted(sums)
    assert [p for p, b in one.items() if os.fsencode(tmp_path) in b or b"/root/" in b] == []
    assert [p for p, b in one.items() if p.endswith((".html", ".js", ".css")) and ADDRESS.search(b)] == []
    # an edit that is taken back leaves nothing behind
    root, lesson = tmp_path / "một", next((tmp_path / "một/content/lessons").glob("b07*.md"))
    text = lesson.read_text(encoding="utf-8")
    lesson.write_text(text.replace("{bác}", "{bác} và mọi người", 1), encoding="utf-8")
    changed = made(tools[0], root, 2)
    assert {p.split("/")[0] for p in changed if changed[p] != one.get(p)} >= {"SHA256SUMS", "packages", "print", "site"}
    lesson.write_text(text, encoding="utf-8")
    assert made(tools[0], root, 2) == one
