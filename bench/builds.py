"""A check; a build with nothing to do, and one after an edit, against a full build."""

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.kills import bare
from bench.measure import Row, cost

_PROSE = re.compile(r"[^\W\d_].*[.!?]")  # a line that is a sentence, not a heading, a row, a list or a picture


def builds(course: Path) -> Iterator[Row]:
    """A check; a build with nothing to do, and one after a word was added to a lesson, against a full build."""
    tool = [sys.executable, "-m", "generator"]
    command = [*tool, "build"]
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        root = bare(course, Path(name) / "course")
        start, _ = min(cost([*tool, "--version"], root) for _ in range(3))
        check, check_wall = min(cost([*tool, "check", "--quiet"], root) for _ in range(3))
        full, full_wall = cost(command, root)
        cost(command, root)  # files just written are hashed once more
        idle, idle_wall = min(cost(command, root) for _ in range(5))
        add_a_word(root)
        edited, edited_wall = cost(command, root)
    seconds = f"{{:.2f}} s of {full:.1f} s (wall {{:.2f}} of {full_wall:.1f})"
    yield Row("check, processor time after start", check - start, " s", 2.0, f"wall {check_wall:.2f} s")
    yield Row("no-op build, processor time", idle, " s", 0.3, f"wall {idle_wall:.2f} s")
    yield Row("no-op build : full build", idle / full, "", 0.02, seconds.format(idle, idle_wall))
    yield Row("build after one word : full build", edited / full, "", None, seconds.format(edited, edited_wall))


def add_a_word(root: Path) -> None:
    """Add a word to the first sentence of the course's first lesson."""
    path = min((root / "content/lessons").glob("*.md"))
    lines = path.read_text(encoding="utf-8").split("\n")
    title = next(n for n, line in enumerate(lines) if line.startswith("# "))
    number = next(n for n, line in enumerate(lines) if n > title and _PROSE.fullmatch(line))
    lines[number] = f"{lines[number][:-1]} (2){lines[number][-1]}"
    path.write_text("\n".join(lines), encoding="utf-8")
