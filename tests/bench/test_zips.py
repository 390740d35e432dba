"""Both writers are given the same archives to write."""

from bench import zips
from generator.archive import pack


def test_both_writers_are_given_the_same_and_hold_the_same() -> None:
    packages = zips._packages(3)
    assert packages == zips._packages(3)
    shared = set(packages[0].items()) & set(packages[1].items())
    sizes = [sum(len(c) for _, c in part) for part in (shared, packages[0].items())]
    assert 0.5 < sizes[0] / sizes[1] < 0.75
    for files in packages:
        assert len(pack(files)) < 1.02 * len(zips._with_zipfile(files))
