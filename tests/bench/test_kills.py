"""The short, seeded form of ``bench/kills.py``; and builders that do it wrong are caught."""

import sys
from pathlib import Path

import pytest

from bench.kills import BrokenTreeError, Trial, add_a_word, run, tree_hash, verify
from tests.fake_course import write_course

FAKE = "from tests.fake_course import main; main()"
IN_PLACE = """
import hashlib, pathlib, sys
out = pathlib.Path("dist"); out.mkdir(exist_ok=True)
text = pathlib.Path("content/lessons/b01.txt").read_bytes()
for n in range(200):
    (out / f"{n}.txt").write_bytes(text)
digest = hashlib.sha256(text).hexdigest()
(out / "SHA256SUMS").write_text("".join(f"{digest}  {n}.txt\\n" for n in range(200)))
"""


def edit(root: Path) -> None:
    path = root / "content/lessons/b01.txt"
    path.write_text(path.read_text(encoding="utf-8") + "Thêm một câu.\n", encoding="utf-8")


def trial(tmp_path: Path, code: str) -> Trial:
    write_course(tmp_path / "source")
    return Trial(tmp_path / "source", edit, lambda root: [sys.executable, "-c", code, str(root)])


def test_kills_at_random_moments_leave_a_whole_tree(tmp_path: Path) -> None:
    """Kills at named phases are tried in ``tests/test_build.py``."""
    tally = run(trial(tmp_path, FAKE), tmp_path, moments=20, seed=2026, phases=())
    assert sum(tally.left.values()) == 20
    assert tally.left["before"] >= 5


def test_a_builder_that_writes_in_place_is_caught(tmp_path: Path) -> None:
    with pytest.raises(BrokenTreeError):
        run(trial(tmp_path, IN_PLACE), tmp_path, moments=60, seed=1, phases=())


def test_a_builder_that_is_not_killed_is_caught(tmp_path: Path) -> None:
    with pytest.raises(BrokenTreeError, match="not killed"):
        run(trial(tmp_path, IN_PLACE), tmp_path, moments=0, seed=1, phases=("staged",))


def test_a_tree_that_does_not_verify_is_caught(tmp_path: Path) -> None:
    out = tmp_path / "dist"
    out.mkdir()
    with pytest.raises(BrokenTreeError, match="no SHA256SUMS"):
        verify(out, "x")
    (out / "a").write_bytes(b"")
    (out / "SHA256SUMS").write_text(f"{'0' * 64}  a\n", encoding="utf-8")
    with pytest.raises(BrokenTreeError, match="differ"):
        verify(out, "x")
    (out / "b").write_bytes(b"")
    with pytest.raises(BrokenTreeError, match="not in both"):
        verify(out, "x")


def test_the_hash_of_a_tree_tells_names_and_bytes_apart(tmp_path: Path) -> None:
    hashes = set()
    for number, files in enumerate(({"a": b"1"}, {"b": b"1"}, {"a": b"2"}, {"a/b": b"1"}, {"a": b"1", "b": b""}, {})):
        place = tmp_path / str(number)
        place.mkdir()
        for name, content in files.items():
            (place / name).parent.mkdir(exist_ok=True)
            (place / name).write_bytes(content)
        hashes.add(tree_hash(place))
    assert len(hashes) == 6


def test_the_edit_of_the_long_form_changes_a_lesson(tmp_path: Path) -> None:
    (tmp_path / "content/lessons").mkdir(parents=True)
    (tmp_path / "content/lessons/b.md").write_text("---\nid: B\n---\n# Bài\n", encoding="utf-8")
    add_a_word(tmp_path)
    assert (tmp_path / "content/lessons/b.md").read_text(encoding="utf-8") == "---\nid: B\n---\n# Bài (2)\n"
