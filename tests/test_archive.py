"""Zip files: readable by others, and equal byte for byte when their content is."""

import io
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import archive
from generator.archive import ArchiveError, pack, pack_as, pack_tar

FILES = {
    "imsmanifest.xml": b"<manifest/>" * 50,
    "a27/index.html": "Kẻ xấu giả công an".encode() * 40,
    "a27/hinh.png": b"\x89PNG" + bytes(range(256)) * 8,
    "empty.txt": b"",
    "tiny.txt": b"x",
}
NAMES = st.lists(
    st.text("abcxyz0189-_.", min_size=1, max_size=12).filter(lambda s: s.strip(".")), min_size=1, max_size=3
)


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


def test_a_foreign_reader_finds_the_files() -> None:
    assert members(pack(FILES)) == FILES


@given(st.dictionaries(NAMES.map("/".join), st.binary(max_size=2000), max_size=8))
def test_round_trip_through_a_foreign_reader(files: dict[str, bytes]) -> None:
    assert members(pack(files)) == files


@pytest.mark.pitfall(2)
def test_headers_hold_nothing_of_the_machine_or_the_clock() -> None:
    with zipfile.ZipFile(io.BytesIO(pack(FILES))) as opened:
        assert opened.namelist() == sorted(FILES)
        for entry in opened.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.external_attr == 0o100644 << 16
            assert (entry.create_system, entry.extra, entry.comment, entry.is_dir()) == (3, b"", b"", False)
            assert entry.flag_bits == 0


def test_pictures_are_stored_and_text_is_deflated() -> None:
    with zipfile.ZipFile(io.BytesIO(pack(FILES))) as opened:
        methods = {e.filename: e.compress_type for e in opened.infolist()}
    assert methods["a27/hinh.png"] == methods["tiny.txt"] == methods["empty.txt"] == zipfile.ZIP_STORED
    assert methods["a27/index.html"] == zipfile.ZIP_DEFLATED


def test_names_beyond_ascii_are_marked_as_utf8() -> None:
    assert members(pack({"bài.txt": b"1"})) == {"bài.txt": b"1"}


def test_order_of_the_mapping_does_not_matter() -> None:
    assert pack(dict(reversed(FILES.items()))) == pack(FILES)


def test_a_remembered_member_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_memory", archive._Memory())
    first = pack(FILES)
    monkeypatch.setattr(archive, "_deflate", lambda content: pytest.fail("compressed twice"))
    assert pack(FILES) == first


def test_memory_of_members_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "REMEMBERED", 10_000)
    monkeypatch.setattr(archive, "_memory", archive._Memory())
    for n in range(20):
        pack({f"{n}.png": bytes([n]) * 3000})
    assert archive._memory.size == sum(len(m.data) for m in archive._memory.members.values()) <= 10_000


def test_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    code = "import sys, tests_files as t, generator.archive as a; sys.stdout.buffer.write(a.pack(t.FILES))"
    (tmp_path / "tests_files.py").write_text(f"FILES = {FILES!r}", encoding="utf-8")
    root = Path(__file__).parent.parent
    for zone, seed in (("Asia/Ho_Chi_Minh", "1"), ("America/New_York", "2")):
        env = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{root}{os.pathsep}{tmp_path}"}
        made = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True).stdout
        assert made == pack(FILES)


@pytest.mark.parametrize("name", ["", "/etc/passwd", "../a", "a/../b", "a//b", "a/", "./a", "a\\b"])
def test_a_name_that_leaves_the_archive_is_refused(name: str) -> None:
    with pytest.raises(ArchiveError):
        pack({name: b""})


@pytest.mark.skipif(shutil.which("unzip") is None, reason="unzip is not there")
@pytest.mark.pitfall(1)
def test_unzip_accepts_it(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(pack(FILES))
    subprocess.run(["unzip", "-tq", str(tmp_path / "a.zip")], check=True, capture_output=True)


def untarred(data: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as opened:
        found = {}
        for entry in opened:
            content = opened.extractfile(entry)
            assert content is not None
            found[entry.name] = content.read()
        return found


@given(st.dictionaries(NAMES.map("/".join), st.binary(max_size=2000), max_size=8))
def test_a_tar_is_read_back_by_a_foreign_reader(files: dict[str, bytes]) -> None:
    assert untarred(pack_tar(files)) == files


def test_a_tar_holds_nothing_of_the_machine_or_the_clock() -> None:
    data = pack_tar(FILES)
    assert data == pack_tar(dict(reversed(FILES.items())))
    assert data[4:10] == b"\0\0\0\0\0\xff"
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as opened:
        entries = opened.getmembers()
    assert [e.name for e in entries] == sorted(FILES)
    assert {(e.mode, e.mtime, e.uid, e.gid, e.uname, e.gname, e.type) for e in entries} == {
        (0o644, 0, 0, 0, "", "", tarfile.REGTYPE)
    }


@pytest.mark.parametrize("name", ["", "/a", "a/../b", "a\\b", "a/", "x" * 300])
def test_a_tar_refuses_what_it_cannot_hold(name: str) -> None:
    with pytest.raises(ArchiveError):
        pack_tar({name: b"x"})


def test_the_name_says_which_archive_it_is() -> None:
    assert pack_as("a/b-olx.tar.gz", FILES) == pack_tar(FILES)
    assert pack_as("a/b.zip", FILES) == pack(FILES)
