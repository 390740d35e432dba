"""Ratios measured side by side in one run: what is done against what it would cost otherwise.

    python -m bench.run [--course DIR] [--only incremental zips]

Seconds are processor time of whole process trees and move with the machine; read the ratios.
The exit code is 1 when a goal is missed.
"""

import argparse
import contextlib
import ctypes
import io
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.kills import add_a_word, bare
from generator import archive
from generator.terminal import table

ROOT = Path(__file__).parent.parent
_ADOPT = 36  # PR_SET_CHILD_SUBREAPER


@dataclass(frozen=True, slots=True)
class Row:
    """A measured figure; ``goal`` is the most it may be, nothing when it is only told."""

    name: str
    value: float
    unit: str
    goal: float | None
    detail: str

    @property
    def missed(self) -> bool:
        """Whether the goal is missed."""
        return self.goal is not None and self.value > self.goal


def cost(command: list[str], folder: Path) -> tuple[float, float]:
    """Run ``command`` to its end; return the processor time of all its processes, and the time on the wall, in s."""
    before, started = _children(), time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    wall = time.perf_counter() - started
    with contextlib.suppress(ChildProcessError):
        while True:  # helpers that outlive the command, adopted by us
            os.wait()
    return _children() - before, wall


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def incremental(course: Path) -> Iterator[Row]:
    """A build with nothing to do, and one after a word was added to a lesson, against a full build."""
    command = [sys.executable, "-m", "generator", "build"]
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        root = bare(course, Path(name) / "course")
        full, full_wall = cost(command, root)
        cost(command, root)  # files just written are hashed once more
        idle, idle_wall = min(cost(command, root) for _ in range(5))
        add_a_word(root)
        edited, edited_wall = cost(command, root)
    seconds = f"{{:.2f}} s of {full:.1f} s (wall {{:.2f}} of {full_wall:.1f})"
    yield Row("no-op build, processor time", idle, "s", 0.3, f"wall {idle_wall:.2f} s")
    yield Row("no-op build : full build", idle / full, "", 0.02, seconds.format(idle, idle_wall))
    yield Row("build after one word : full build", edited / full, "", None, seconds.format(edited, edited_wall))


def zips(course: Path) -> Iterator[Row]:
    """Archives as of 500 lessons, 60 % of each the same player and pictures: our writer against ``zipfile``."""
    del course
    packages = _packages(500)
    naive, naive_size = _timed(_with_zipfile, packages)
    ours, size = _timed(archive.pack, packages)
    yield Row(
        "zip writing : zipfile", ours / naive, "", 0.1, f"{ours:.2f} s of {naive:.2f} s for {len(packages)} archives"
    )
    yield Row("zip bytes : zipfile", size / naive_size, "", 1.02, f"{size / 1e6:.1f} MB of {naive_size / 1e6:.1f} MB")


def _timed(write: Callable[[Mapping[str, bytes]], bytes], packages: list[dict[str, bytes]]) -> tuple[float, int]:
    started = time.process_time()
    size = sum(len(write(files)) for files in packages)
    return time.process_time() - started, size


def _with_zipfile(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return out.getvalue()


def _packages(count: int) -> list[dict[str, bytes]]:
    """Return made-up packages: text that deflates as prose does, pictures that do not deflate."""
    chance = random.Random(1)
    words = ["".join(chance.choices("aăâbcdđeêghiklmnoôơpqrstuưvxy", k=chance.randint(1, 6))) for _ in range(3000)]

    def prose(size: int) -> bytes:
        return " ".join(chance.choices(words, k=size // 5)).encode()[:size]

    shared = {"player.js": prose(60_000), "player.css": prose(20_000), "sprite.png": chance.randbytes(60_000)}
    shared |= {f"common-{n}.svg": prose(10_000) for n in range(8)}
    return [
        {**shared, "index.html": prose(15_000), "imsmanifest.xml": prose(5_000)}
        | {f"hinh-{n}.png": chance.randbytes(40_000) for n in range(2)}
        for _ in range(count)
    ]


PARTS: dict[str, Callable[[Path], Iterator[Row]]] = {"incremental": incremental, "zips": zips}


def main() -> int:
    """Print a table of ratios; return 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--course", type=Path, default=ROOT)
    parser.add_argument("--only", nargs="*", choices=[*PARTS], default=[*PARTS])
    given = parser.parse_args()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_ADOPT, 1)
    if shutil.disk_usage(tempfile.gettempdir()).free < 2_000_000_000:
        print("less than 2 GB free for temporary files", file=sys.stderr)
    rows = [row for name in given.only for row in PARTS[name](given.course)]
    cells = [("what", "figure", "goal", "", "detail")]
    for row in rows:
        goal = "" if row.goal is None else f"<= {row.goal:g}{row.unit}"
        cells.append((row.name, f"{row.value:.3f}{row.unit}", goal, "MISSED" if row.missed else "", row.detail))
    print(table(cells, left=5))
    return 1 if any(row.missed for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
