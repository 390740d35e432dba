"""What every measurement stands on: the cost of a command, a row of figures, the table of all rows."""

import contextlib
import ctypes
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.terminal import table

ROOT = Path(__file__).parent.parent
_ADOPT = 36  # PR_SET_CHILD_SUBREAPER


class LackingError(AssertionError):
    """What was compared is not the same work: ours lacks something that the other has."""


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
    """Run ``command`` to its end; return the processor time of all its processes, and the time on the wall, in s.

    A process of its own does it (this module as a command): it adopts whatever outlives ``command`` and waits for all
    its children, which the process that calls this may have more of.
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    measuring = [sys.executable, "-m", "bench.measure", *command]
    done = subprocess.run(measuring, cwd=folder, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    used, wall = done.stdout.split()
    return float(used), float(wall)


def main(command: list[str]) -> None:
    """Run ``command``; print the processor time of its processes and the time on the wall."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_ADOPT, 1)
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    wall = time.perf_counter() - started
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(used.ru_utime + used.ru_stime, wall)


def told(rows: Sequence[Row]) -> str:
    """Return a table of ``rows``: each figure, its goal, whether that is met, and what it is made of."""
    cells = [("what", "figure", "goal", "", "detail")]
    for row in rows:
        goal = "" if row.goal is None else f"<= {row.goal:g}{row.unit}"
        verdict = "" if row.goal is None else "MISSED" if row.missed else "met"
        cells.append((row.name, f"{row.value:.3f}{row.unit}", goal, verdict, row.detail))
    return table(cells, left=5)


if __name__ == "__main__":
    main(sys.argv[1:])
