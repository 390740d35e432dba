"""A folder is replaced as a whole: whatever happens, one of the two trees is there, complete."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator import swap
from generator.stops import PHASES, VARIABLE

ROOT = Path(__file__).parent.parent
OLD = {"SHA256SUMS": "old", "index.html": "old", "site/a.html": "old", "site/gone.html": "old"}
NEW = {"SHA256SUMS": "new", "index.html": "new", "site/a.html": "new", "site/b.html": "new"}


def write_tree(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def read_tree(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in folder.rglob("*") if p.is_file()}


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def replace_with_new(out: Path) -> None:
    with swap.stage(out) as new:
        write_tree(new, NEW)
        swap.commit(new, out)


@pytest.fixture(params=["exchange", "renames"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(swap.RENAMES, request.param)
    return str(request.param)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    write_tree(tmp_path / "khoá học/dist", OLD)
    return tmp_path / "khoá học/dist"


def test_a_tree_takes_the_place_of_another(out: Path, way: str) -> None:
    replace_with_new(out)
    assert read_tree(out) == NEW
    assert names(out.parent) == ["dist"]


def test_the_first_tree_needs_no_other(tmp_path: Path, way: str) -> None:
    replace_with_new(tmp_path / "a/b/dist")
    assert read_tree(tmp_path / "a/b/dist") == NEW
    assert names(tmp_path / "a/b") == ["dist"]


def test_the_exchange_is_one_step_where_linux_runs_this(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("another system")
    monkeypatch.setattr(swap, "_two_renames", lambda new, out: pytest.fail("two renames"))
    replace_with_new(out)
    assert read_tree(out) == NEW


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.EINVAL])
def test_two_renames_where_the_call_is_missing(out: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    monkeypatch.setattr(swap, "_NUMBERS", dict.fromkeys(swap._NUMBERS, 999_999))  # no such system call
    replace_with_new(out)
    assert read_tree(out) == NEW


def test_a_failure_while_writing_leaves_the_old_tree(out: Path, way: str) -> None:
    def fill() -> None:
        with swap.stage(out) as new:
            write_tree(new, NEW)
            raise OSError(errno.ENOSPC, "disk full")

    with pytest.raises(OSError, match="full"):
        fill()
    assert read_tree(out) == OLD
    assert names(out.parent) == ["dist"]


def test_a_failure_between_the_renames_puts_the_old_tree_back(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(swap.RENAMES, "renames")

    def interrupt(phase: str) -> None:
        if phase == "swap-aside":
            raise KeyboardInterrupt

    monkeypatch.setattr(swap, "reached", interrupt)
    with pytest.raises(KeyboardInterrupt):
        replace_with_new(out)
    assert read_tree(out) == OLD
    assert names(out.parent) == ["dist"]


CHILD = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.test_swap import replace_with_new
replace_with_new(Path({out!r}))
"""


def killed(out: Path, phase: str, way: str) -> None:
    code = CHILD.format(root=str(ROOT), out=str(out))
    env = {**os.environ, VARIABLE: phase, swap.RENAMES: way}
    assert subprocess.run([sys.executable, "-c", code], env=env, check=False).returncode == -9


BEFORE = {"exchange": (), "renames": ("swap-journal",)}
BETWEEN = {"exchange": (), "renames": ("swap-aside",)}
AFTER = {"exchange": ("swapped", "removing"), "renames": ("swap-placed", "swapped", "removing")}
CASES = [(w, p, k) for k, table in enumerate((BEFORE, BETWEEN, AFTER)) for w, ps in table.items() for p in ps]


@pytest.mark.parametrize(("way", "phase", "kind"), CASES, ids=[f"{w}-{p}" for w, p, _ in CASES])
def test_a_kill_inside_the_swap_leaves_one_whole_tree(out: Path, way: str, phase: str, kind: int) -> None:
    killed(out, phase, way)
    if kind == 0:
        assert read_tree(out) == OLD
    elif kind == 1:
        assert not out.exists()
    else:
        assert read_tree(out) == NEW
    swap.recover(out)
    assert read_tree(out) == (OLD if kind == 0 else NEW)
    swap.tidy(out)
    assert names(out.parent) == ["dist"]
    replace_with_new(out)
    assert read_tree(out) == NEW


def test_every_moment_inside_the_swap_is_aimed_at() -> None:
    aimed = {p for _, p, _ in CASES}
    assert aimed == {p for p in PHASES if p.startswith("swap") or p == "removing"}


def test_undoing_takes_the_old_tree_when_the_new_one_is_gone(out: Path) -> None:
    killed(out, "swap-aside", "renames")
    for path in out.parent.glob(".dist.hocvuso-*-new"):
        swap._remove(path)
    swap.recover(out)
    assert read_tree(out) == OLD


def test_what_a_running_build_uses_is_left_alone(out: Path) -> None:
    with swap.stage(out) as new:
        write_tree(new, NEW)
        swap.tidy(out)
        assert read_tree(new) == NEW
        with swap.stage(out) as other:
            assert other != new
        assert read_tree(new) == NEW


def test_nothing_is_touched_while_the_one_who_swaps_lives(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that starts between the two renames must not finish them in the other's place."""
    monkeypatch.setenv(swap.RENAMES, "renames")
    seen: list[bool] = []

    def look(phase: str) -> None:
        if phase == "swap-aside":
            swap.recover(out)
            swap.tidy(out)
            seen.append(out.exists())

    monkeypatch.setattr(swap, "reached", look)
    replace_with_new(out)
    assert seen == [False]
    assert read_tree(out) == NEW


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    swap.replace(path, b"one")
    swap.replace(path, b"two")
    assert path.read_bytes() == b"two"
    assert names(tmp_path) == ["state.json"]


def test_a_link_inside_the_old_tree_is_removed_not_followed(out: Path, tmp_path: Path) -> None:
    write_tree(tmp_path / "elsewhere", {"mine.txt": "keep"})
    (out / "link").symlink_to(tmp_path / "elsewhere")
    replace_with_new(out)
    assert read_tree(tmp_path / "elsewhere") == {"mine.txt": "keep"}
