"""A stranger's archive: read as it is, or refused with a reason, within bounds of time and memory."""

import io
import os
import resource
import subprocess
import sys
import tarfile
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.inspection.facts import facts_of
from generator.inspection.opening import REFUSALS, Entry, Limits, Opened, UnreadableError, open_package, read_package
from generator.inspection.rules import judged
from generator.profiles import discover
from tests.inspection.bad_packages import GOOD, tarred
from tests.inspection.hostile import HOSTILE, deflated, listed, local, one, tar
from tests.profiles.parcels import scorm_12, zipped

SCARCE = (
    700 << 20
)  # bytes of addresses in which all hostile archives must be refused, Python and its libraries with them
SECONDS = 30  # of processor time for all of them
PEAK = 12 << 20  # bytes that Python may hold at once, whatever the archive


def opened(content: bytes, name: str = "goi.zip", limits: Limits | None = None) -> Opened:
    return read_package(name, io.BytesIO(content), limits or Limits())


def refusal(content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(UnreadableError) as caught:
        opened(content, limits=limits)
    finding = caught.value.finding
    assert finding.sentence("en")
    assert finding.advice("en")
    return finding.rule


# --- what is read -----------------------------------------------------------------------------------------------------


def test_a_package_is_read_whole() -> None:
    files = scorm_12() | {"a/b.png": b"png", "c.txt": b"text"}
    package = opened(zipped(files))
    assert package.files == scorm_12()  # what is no page, script or data is not kept
    assert package.sizes == {n: len(c) for n, c in files.items()}
    assert [e.name for e in package.entries] == list(files)
    assert all(e.whole and e.utf8 and not e.folder and not e.special for e in package.entries)
    assert package.packing == "zip"
    assert len(package.sha256) == 64


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_both_methods_and_descriptors_after_the_data_are_read(method: int) -> None:
    class Pipe(io.RawIOBase):
        """A file that cannot be sought, for which zip programs write sizes behind the data."""

        def __init__(self) -> None:
            self.content = b""

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            self.content += bytes(data)  # type: ignore[call-overload]
            return len(bytes(data))  # type: ignore[call-overload]

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", method) as archive:
        archive.writestr("index.html", "x" * 1000)
    assert opened(pipe.content).files == {"index.html": b"x" * 1000}


def test_sizes_of_zip64_are_read() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive, archive.open("index.html", "w", force_zip64=True) as member:
        member.write(b"x")
    assert opened(target.getvalue()).files == {"index.html": b"x"}


def test_something_in_front_of_the_archive_is_skipped() -> None:
    content = b"PK" + bytes(100) + zipped({"index.html": b"x"})
    assert opened(content).files == {"index.html": b"x"}


def test_a_comment_at_the_end_is_skipped() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("index.html", "x")
        archive.comment = b"PK\x05\x06" + b"y" * 300
    assert opened(target.getvalue()).files == {"index.html": b"x"}


def test_a_gzipped_tar_is_read() -> None:
    long = "course/" + "a" * 150 + ".html"
    package = opened(tarred({"course/course.xml": b"<course/>", long: b"x", "course/a.png": b"png"}))
    assert package.packing == "tar.gz"
    assert package.files == {"course/course.xml": b"<course/>", long: b"x"}
    assert package.sizes["course/a.png"] == 3


def test_links_in_a_tar_are_named_and_not_followed() -> None:
    package = opened(
        tar(("a/course.xml", tarfile.SYMTYPE, b""), ("b.xml", tarfile.LNKTYPE, b""), ("c/", tarfile.DIRTYPE, b""))
    )
    assert [(e.special, e.folder) for e in package.entries] == [("symlink", False), ("link", False), ("", True)]
    assert not package.files


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a/b.txt", "a/b.txt"),
        ("a\\b.txt", "a/b.txt"),
        ("./a.txt", "a.txt"),
        ("a//b.txt", "a/b.txt"),
        ("a/", "a"),
        ("../a.txt", ""),
        ("a/../../b.txt", ""),
        ("..\\a.txt", ""),
        ("/a.txt", ""),
        ("\\\\server\\a.txt", ""),
        ("C:\\a.txt", ""),
        ("a\0.txt", ""),
        ("bài.txt", "bài.txt"),
    ],
)
def test_no_name_leads_out_of_the_package(name: str, path: str) -> None:
    assert Entry(name, 0, 0).path == path


def test_a_damaged_member_is_told_and_not_kept() -> None:
    content = one(b"index.html", b"xyz", method=0, size=3, crc=1)
    package = opened(content)
    assert [e.whole for e in package.entries] == [False]
    assert not package.files
    assert not opened(one(b"a.html", deflated(1)[:-9], size=1 << 20)).entries[0].whole  # cut off within


def test_of_two_members_of_one_name_the_last_counts() -> None:
    first = local(b"a.js", b"1", method=0, crc=0x83DCEFB7, size=1)
    second = local(b"a.js", b"2", method=0, crc=0x1AD5BE0D, size=1)
    entry = listed(b"a.js", 1, 0, method=0, crc=0x83DCEFB7, size=1)
    other = listed(b"a.js", 1, len(first), method=0, crc=0x1AD5BE0D, size=1)
    content = first + second + entry + other
    content += b"PK\x05\x06" + bytes(4) + b"\2\0\2\0" + (len(entry) * 2).to_bytes(4, "little")
    content += (len(first) * 2).to_bytes(4, "little") + b"\0\0"
    assert opened(content).files == {"a.js": b"2"}


def test_texts_are_kept_up_to_a_limit_and_manifests_beyond() -> None:
    files = {"a.html": b"x" * 100, "b.html": b"x" * 100, "imsmanifest.xml": b"x" * 100, "c.js": b"x" * 300}
    package = opened(zipped(files), limits=Limits(text=200, texts=150))
    assert set(package.files) == {"a.html", "imsmanifest.xml"}
    assert set(package.sizes) == set(files)


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", HOSTILE)
def test_what_would_do_harm_is_refused(name: str) -> None:
    rule, make = HOSTILE[name]
    content = make()
    tracemalloc.start()
    try:
        assert refusal(content) == rule
        assert tracemalloc.get_traced_memory()[1] < PEAK
    finally:
        tracemalloc.stop()


def test_every_refusal_has_its_sentence_and_its_case() -> None:
    assert {rule for rule, _ in HOSTILE.values()} | {"busy-archive"} == set(REFUSALS)


def test_too_large_a_file_is_refused_before_it_is_read() -> None:
    assert refusal(zipped(scorm_12()), Limits(archive=100)) == "archive-bomb"


def test_more_members_than_the_limit_are_refused() -> None:
    content = zipped({f"{n}.txt": b"x" for n in range(20)})
    assert len(opened(content, limits=Limits(entries=20)).entries) == 20
    assert refusal(content, Limits(entries=19)) == "too-many-members"
    content = tarred({f"{n}.txt": b"x" for n in range(20)})
    assert refusal(content, Limits(entries=19)) == "too-many-members"


def test_what_unpacks_to_much_is_refused_only_when_it_weighs_little() -> None:
    content = one(b"a.png", deflated(8), size=8 << 20, crc=0)
    assert not opened(content, limits=Limits(small=8 << 20)).entries[0].whole  # its checksum is made up
    assert refusal(content, Limits(small=7 << 20)) == "archive-bomb"
    assert refusal(content, Limits(unpacked=7 << 20)) == "archive-bomb"


def test_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(UnreadableError):
            open_package(path)
    with pytest.raises(FileNotFoundError):
        open_package(tmp_path / "none")


CHILD = """
import resource, sys
from pathlib import Path
from generator.inspection.opening import UnreadableError, open_package
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[2]),) * 2)
for path in sorted(Path(sys.argv[3]).iterdir()):
    try:
        open_package(path)
        print(path.name, "opened")
    except UnreadableError as refusal:
        print(path.name, refusal.finding.rule)
"""


def test_all_that_would_do_harm_is_refused_with_little_memory_and_time(tmp_path: Path) -> None:
    for number, (_, make) in enumerate(HOSTILE.values()):
        (tmp_path / f"{number:02}").write_bytes(make())
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    command = [sys.executable, "-c", CHILD, str(SCARCE), str(SECONDS), str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert run.returncode == 0, run.stderr
    assert run.stdout.split()[1::2] == [rule for rule, _ in HOSTILE.values()]
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime > before


# --- whatever happens to a package, there is an answer ----------------------------------------------------------------

PACKAGES = [*(zipped(make()) for make in GOOD.values()), tarred(GOOD["olx"]())]
PROFILES = discover()


def answered(content: bytes) -> None:
    """Judge ``content`` by all rules and profiles, or have it refused with a reason."""
    try:
        facts = facts_of(read_package("goi.zip", io.BytesIO(content)))
    except UnreadableError:
        return  # each with a message, as above
    found = [
        *judged(facts),
        *(f for p in PROFILES.values() if facts.kind in p.reads for r in p.rules for f in r(facts)),
    ]
    assert all(f.text("vi") for f in found)


@settings(max_examples=150)
@given(st.data())
def test_bytes_that_changed_never_end_in_a_crash(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(PACKAGES)))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    answered(bytes(content[: data.draw(st.integers(len(content) - 40, len(content)))]))


@settings(max_examples=60)
@given(st.data())
def test_an_archive_that_was_cut_off_never_ends_in_a_crash(data: st.DataObject) -> None:
    content = data.draw(st.sampled_from(PACKAGES))
    answered(content[: data.draw(st.integers(0, len(content)))])


@settings(max_examples=100)
@given(st.data())
def test_texts_that_changed_never_end_in_a_crash(data: st.DataObject) -> None:
    """Members stay whole here, so that the readers of manifests, pages and questions see the nonsense."""
    files = dict(data.draw(st.sampled_from(list(GOOD.values())))())
    name = data.draw(st.sampled_from(sorted(files)))
    text = bytearray(files[name])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text)))
        piece = data.draw(
            st.sampled_from([b"<", b">", b'"', b"&", b"\xff", b"\0", b"</", b"<!--", b"xmlns", b"..", b"/", b""])
        )
        text[at : at + data.draw(st.integers(0, 12))] = piece
    answered(zipped({**files, name: bytes(text)}))
