"""What a build did survives being kept as JSON."""

import json
from dataclasses import replace

import pytest

from generator.diagnostics import Position, error, warning
from generator.summary import Line, Summary, size, unchanged

FINDINGS = (
    warning(Position("content/a.md", 3, 4), "long", "it has {n} words", "split it", target="site", n=40),
    error(Position("b.yml"), "wrong", "this is wrong"),
)
SUMMARY = Summary((Line("site", "Website", 12, 3_400_000, 2, 3, 1, 4.5),), 14, 3_500_000, FINDINGS)


def test_is_said_again_as_a_build_with_nothing_to_do() -> None:
    kept = json.loads(json.dumps(SUMMARY.as_data()))
    again = unchanged(kept)
    line = replace(SUMMARY.lines[0], made=0, kept=5, seconds=0.0)
    assert again == replace(SUMMARY, lines=(line,), changed=False)
    assert again.findings[0].text("en") == FINDINGS[0].text("en")


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "1 KB"), (1499, "1 KB"), (999_499, "999 KB"), (1_000_000, "1,0 MB"), (12_345_678, "12,3 MB")],
)
def test_sizes_as_people_read_them(count: int, text: str) -> None:
    assert size(count, ",") == text
