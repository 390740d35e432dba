"""The edits an author makes, on a copy of the minimal course, built by a copy of the tool in processes of its own."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
LESSONS = "content/lessons"
T01, T02 = f"{LESSONS}/t01-goi-cap-cuu.md", f"{LESSONS}/t02-giu-ma.md"


def tool(place: Path) -> Path:
    """Copy the generator and the theme into the new folder ``place``, so that they stand still and can be edited."""
    place.mkdir()
    for name in ("generator", "theme"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "mkdocs.yml", place)
    return place


def course(place: Path, targets: str) -> Path:
    """Copy the minimal course into the new folder ``place``; ``targets`` is YAML, indented by two."""
    shutil.copytree(ROOT / "tests/curricula/minimal", place, ignore=shutil.ignore_patterns("dist", ".hocvuso"))
    with (place / "curriculum.yml").open("a", encoding="utf-8") as file:
        file.write(f"targets:\n{targets}")
    return place


def build(tool: Path, root: Path, **environment: str) -> str:
    """Build ``root`` with ``tool``; return what the command said, or fail with it."""
    env = {**os.environ, "PYTHONPATH": str(tool), "HOCVUSO_LANG": "en", "PYTHONDONTWRITEBYTECODE": "1", **environment}
    command = [sys.executable, "-m", "generator", "build", "--root", str(root)]
    done = subprocess.run(command, cwd=tool, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def edit(path: Path, old: str, new: str) -> None:
    """Replace ``old``, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text, (path.name, old)
    path.write_text(text.replace(old, new), encoding="utf-8")


def a_new_lesson(root: Path) -> None:
    """Add a third lesson, made from the second."""
    text = (root / T02).read_text(encoding="utf-8").replace("T02", "T03").replace("t02-", "t03-")
    (root / f"{LESSONS}/t03-giu-may.md").write_text(text.replace("# Giữ mã OTP", "# Giữ máy"), encoding="utf-8")
    edit(root / "curriculum.yml", "lessons: [T01, T02]", "lessons: [T01, T02, T03]")


def a_renamed_file(root: Path) -> None:
    """Rename the first lesson's file and what links to it."""
    (root / T01).rename(root / f"{LESSONS}/t01-goi-115.md")
    for path in sorted((root / LESSONS).glob("t0[23]-*.md")):
        edit(path, "t01-goi-cap-cuu.md", "t01-goi-115.md")


def a_removed_picture(root: Path) -> None:
    """Remove the first lesson's picture."""
    (root / f"{LESSONS}/t01/dia-chi.svg").unlink()
    (path,) = (root / LESSONS).glob("t01-*.md")
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"!\[.*\]\(t01/dia-chi\.svg\)", "<!-- không cần hình -->", text), encoding="utf-8")


def a_theme_file(root: Path) -> None:
    """Lay a file of the course's own over the packaged theme."""
    path = root / "theme/player/player.css"
    path.parent.mkdir(parents=True)
    path.write_text(
        (ROOT / "theme/player/player.css").read_text(encoding="utf-8") + "p { margin: 0 }\n", encoding="utf-8"
    )


EDITS: dict[str, Callable[[Path], None]] = {
    "a word": lambda root: edit(root / T02, "Giữ mã cho riêng mình.", "Giữ mã cho một mình mình."),
    "a new lesson": a_new_lesson,
    "a renamed file": a_renamed_file,
    "a removed picture": a_removed_picture,
    "two lessons swapped": lambda root: edit(
        root / "curriculum.yml", "audience: ba-con\n    lessons: [T01, T02", "audience: ba-con\n    lessons: [T02, T01"
    ),
    "a fact": lambda root: edit(root / "content/facts.yml", "Gọi 115 khi cần cấp cứu.", "Số 115 là số cấp cứu."),
    "a glossary word": lambda root: edit(root / "content/glossary.yml", "mã số ngắn", "mấy con số"),
    "a pass mark": lambda root: edit(root / "curriculum.yml", "pass_mark: 60", "pass_mark: 80"),
    "a theme file": a_theme_file,
    "a framework title": lambda root: edit(root / "content/frameworks/khung.yml", "Khung thử", "Khung dùng thử"),
}
