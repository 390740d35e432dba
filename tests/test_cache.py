"""The cache gives back exactly what was put in, or nothing."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from generator.cache import Cache, DamagedError
from generator.stops import VARIABLE

ROOT = Path(__file__).parent.parent
KEY, OTHER, THIRD = "ab" * 32, "cd" * 32, "ef" * 32
FILES = {"packages/x/a.zip": b"zip" * 100, "packages/x/b.txt": b"text"}


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def stored(cache: Cache) -> list[Path]:
    return sorted(p for p in cache.folder.rglob("*") if p.is_file() and p.name != "uses.json")


def test_gives_back_what_was_put_in(cache: Cache) -> None:
    made = cache.put(KEY, FILES)
    assert cache.get(KEY) == made
    assert {m.path: cache.read(m) for m in made} == FILES
    assert cache.get(OTHER) is None


def test_equal_files_are_kept_once(cache: Cache) -> None:
    cache.put(KEY, {"a": b"same", "b": b"same"})
    cache.put(OTHER, {"c": b"same"})
    assert len(list((cache.folder / "files").rglob("*/*"))) == 1


@pytest.mark.parametrize("damage", [b"", b"Zip" + b"zip" * 99, b"zip" * 99], ids=["empty", "one bit", "torn"])
def test_a_damaged_file_is_as_good_as_none_and_comes_back(cache: Cache, damage: bytes) -> None:
    made = cache.put(KEY, FILES)
    victim = cache.folder / "files" / made[0].sha256[:2] / made[0].sha256
    victim.write_bytes(damage)
    with pytest.raises(DamagedError):
        cache.read(made[0])
    assert cache.get(KEY) is None
    cache.put(KEY, FILES)
    assert cache.get(KEY) == made


def test_damage_seen_by_the_writer_alone_is_repaired(cache: Cache) -> None:
    made = cache.put(KEY, FILES)
    (cache.folder / "files" / made[0].sha256[:2] / made[0].sha256).write_bytes(b"other")
    cache.put(OTHER, FILES)
    assert cache.read(made[0]) == FILES["packages/x/a.zip"]


@pytest.mark.parametrize(("old", "new"), [(b"b.txt", b"c.txt"), (b"]]", b""), (b"[", b"{")])
def test_a_damaged_list_is_as_good_as_none(cache: Cache, old: bytes, new: bytes) -> None:
    cache.put(KEY, FILES)
    path = cache.folder / "results" / KEY[:2] / KEY
    path.write_bytes(path.read_bytes().replace(old, new))
    assert cache.get(KEY) is None


def test_every_single_flipped_bit_is_noticed(cache: Cache) -> None:
    """Whatever bit turns, the old content never passes for what it is not."""
    made = cache.put(KEY, {"a": b"12345678"})
    for path in stored(cache):
        whole = path.read_bytes()
        for n in range(len(whole) * 8):
            torn = bytearray(whole)
            torn[n // 8] ^= 1 << n % 8
            path.write_bytes(torn)
            assert cache.get(KEY) is None
        path.write_bytes(whole)
    assert cache.get(KEY) == made


@pytest.mark.parametrize("phase", ["storing", "stored"])
def test_a_kill_while_writing_leaves_nothing_that_passes(cache: Cache, phase: str) -> None:
    code = (
        "from pathlib import Path; from generator.cache import Cache; "
        f"Cache(Path({str(cache.folder)!r})).put({KEY!r}, {FILES!r})"
    )
    env = {**os.environ, VARIABLE: phase, "PYTHONPATH": str(ROOT)}
    assert subprocess.run([sys.executable, "-c", code], env=env, check=False).returncode == -signal.SIGKILL
    assert stored(cache)
    assert cache.get(KEY) is None
    cache.tidy(())
    assert stored(cache) == []


def test_a_full_disk_leaves_nothing_that_passes(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, content: bytes) -> int:
        with self.open("wb") as file:
            file.write(content[:3])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        cache.put(KEY, FILES)
    assert stored(cache) == []


def test_tidy_keeps_what_recent_builds_used(cache: Cache) -> None:
    cache.put(KEY, {"a": b"a" * 1000})
    cache.tidy([KEY])
    for _ in range(3):
        cache.put(OTHER, {"b": b"b" * 1000})
        cache.tidy([OTHER], limit=10, kept_builds=5)
    assert cache.get(KEY) is not None
    cache.tidy([OTHER], limit=10, kept_builds=4)
    assert cache.get(KEY) is None
    assert cache.get(OTHER) is not None


def test_tidy_removes_nothing_within_the_limit(cache: Cache) -> None:
    cache.put(KEY, {"a": b"a"})
    for _ in range(30):
        cache.tidy([], limit=1000, kept_builds=1)
    assert cache.get(KEY) is not None


def test_tidy_removes_the_oldest_first_and_stops_at_the_limit(cache: Cache) -> None:
    for key in (KEY, OTHER, THIRD):
        cache.put(key, {key[:2]: key.encode() * 10})
        cache.tidy([key])
    cache.tidy([], limit=1300, kept_builds=1)
    assert [cache.get(k) is not None for k in (KEY, OTHER, THIRD)] == [False, True, True]


def test_a_file_shared_with_a_kept_result_stays(cache: Cache) -> None:
    cache.put(KEY, {"a": b"shared", "b": b"alone"})
    cache.tidy([KEY])
    cache.put(OTHER, {"c": b"shared"})
    cache.tidy([OTHER], limit=0, kept_builds=1)
    assert cache.get(KEY) is None
    assert cache.get(OTHER) is not None
    assert len(list((cache.folder / "files").rglob("*/*"))) == 1


def test_a_broken_count_of_uses_starts_again(cache: Cache) -> None:
    cache.put(KEY, FILES)
    (cache.folder / "uses.json").write_bytes(b"{")
    cache.tidy([KEY])
    assert cache.get(KEY) is not None


def test_an_empty_cache_can_be_tidied(cache: Cache) -> None:
    cache.tidy(())
