"""A tiny course with something laid over it, and what a check says of it."""

import shutil
from datetime import date
from pathlib import Path

from generator.build import prepare
from generator.diagnostics import Diagnostics
from generator.source import LARGEST, Source, load
from generator.theme import layered

CURRICULA = Path(__file__).parent / "curricula"
BARE, BROKEN = CURRICULA / "bare", CURRICULA / "broken"
TODAY = date(2026, 11, 24)


def laid(over: Path, root: Path) -> Path:
    """Copy the bare course to ``root``, lay the files of ``over`` upon it, and take away those of its without.txt."""
    shutil.copytree(BARE, root)
    for file in sorted(p for p in over.rglob("*") if p.is_file()):
        name = file.relative_to(over)
        if len(name.parts) > 1 or name.name == "curriculum.yml":
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, root / name)
    without = over / "without.txt"
    for gone in without.read_text(encoding="utf-8").split() if without.is_file() else ():
        (root / gone).unlink()
    made = _MADE.get(over.name)
    if made is not None:
        made(root)
    return root


def checked(root: Path, today: date | None = TODAY, release: bool = False) -> tuple[Source | None, Diagnostics]:
    """Return the course at ``root`` as read, and all that a check finds in it."""
    problems = Diagnostics()
    prepare(root, layered(root), problems, today, release)
    return load(root, Diagnostics()), problems


def printed(problems: Diagnostics, language: str) -> str:
    """Return the findings as a check prints them."""
    return "".join(f"{finding.text(language)}\n" for finding in problems)


def lesson(root: Path) -> Path:
    """Return the one lesson of the bare course at ``root``."""
    return root / "content" / "lessons" / "t01-thu.md"


def _link_out(root: Path) -> None:
    (root / "content" / "lessons" / "t01" / "ngoai.svg").symlink_to("/etc/hostname")


def _grow(root: Path) -> None:
    text = lesson(root).read_text(encoding="utf-8")
    lesson(root).write_text(text + "\n" + "Thử. " * (LARGEST // 5), encoding="utf-8")


def _ask(root: Path) -> None:
    text = lesson(root).read_text(encoding="utf-8") + "\n## Câu hỏi vui\n"
    for n in range(1, 51):
        text += f"\n### Câu {n}. Thử?\n<!-- id: t01-{n} -->\n\n- [=] thử\n"
    lesson(root).write_text(text, encoding="utf-8")


_MADE = {
    "outside-course": _link_out,
    "file-too-large": _grow,
    "quiz-too-long-for-scorm12": _ask,
    "quiz-too-long-for-scorm2004": _ask,
}
