"""Whole process trees are counted, and a missed goal is told."""

import subprocess
import sys
from pathlib import Path

from bench.measure import Row, cost, told

BURN = "sum(i * i for i in range(3_000_000))"


def test_time_of_children_counts(tmp_path: Path) -> None:
    alone, _ = cost([sys.executable, "-c", BURN], tmp_path)
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{BURN}']); {BURN}"
    both, _ = cost([sys.executable, "-c", child], tmp_path)
    assert both > 1.3 * alone


def test_other_children_are_not_waited_for(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        cost([sys.executable, "-c", ""], tmp_path)
        assert other.poll() is None
        other.communicate(b"\n")


def test_a_missed_goal_is_told() -> None:
    rows = [Row("slow", 0.2, " s", 0.1, ""), Row("quick", 0.1, " s", 0.1, ""), Row("size", 9, " MB", None, "x")]
    assert [row.missed for row in rows] == [True, False, False]
    lines = [" ".join(line.split()) for line in told(rows).splitlines()]
    assert "slow 0.200 s <= 0.1 s MISSED" in lines
    assert "quick 0.100 s <= 0.1 s met" in lines
    assert "size 9.000 MB x" in lines
