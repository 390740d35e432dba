"""The bench measures what it says: whole process trees, like against like."""

import sys
from pathlib import Path

from bench import run
from bench.run import PARTS, Row, cost
from generator.archive import pack

BURN = "sum(i * i for i in range(3_000_000))"


def test_time_of_children_counts(tmp_path: Path) -> None:
    alone, _ = cost([sys.executable, "-c", BURN], tmp_path)
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{BURN}']); {BURN}"
    both, _ = cost([sys.executable, "-c", child], tmp_path)
    assert both > 1.3 * alone


def test_a_missed_goal_is_told() -> None:
    assert Row("x", 0.2, "", 0.1, "").missed
    assert not Row("x", 0.1, "", 0.1, "").missed
    assert not Row("x", 9, "", None, "").missed


def test_both_writers_are_given_the_same_and_hold_the_same() -> None:
    packages = run._packages(3)
    assert packages == run._packages(3)
    shared = set(packages[0].items()) & set(packages[1].items())
    sizes = [sum(len(c) for _, c in part) for part in (shared, packages[0].items())]
    assert 0.5 < sizes[0] / sizes[1] < 0.75
    for files in packages:
        assert len(pack(files)) < 1.02 * len(run._with_zipfile(files))


def test_parts_are_documented() -> None:
    assert all(part.__doc__ for part in PARTS.values())
