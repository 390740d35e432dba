"""The edit that is timed changes one sentence of one lesson."""

from pathlib import Path

from bench.builds import add_a_word
from bench.kills import bare
from bench.measure import ROOT


def test_a_word_is_added_to_one_sentence(tmp_path: Path) -> None:
    root = bare(ROOT / "tests/curricula/minimal", tmp_path / "course")
    before = {p: p.read_text(encoding="utf-8").splitlines() for p in sorted(root.rglob("*.md"))}
    add_a_word(root)
    changed = [
        (old, new)
        for path, lines in before.items()
        for old, new in zip(lines, path.read_text(encoding="utf-8").splitlines(), strict=True)
        if old != new
    ]
    ((old, new),) = changed
    assert not old.startswith("#")
    assert new == f"{old[:-1]} (2){old[-1]}"
