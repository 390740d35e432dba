"""The driver, tried on a course of plain text files: incremental, whole or not at all, the same everywhere."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator import build as driver
from generator import engines, state, swap, theme
from generator.build import BuildError, UnknownNameError, UnusableFolderError
from generator.cache import Cache
from generator.diagnostics import ContentError, TargetError
from generator.stops import PHASES, VARIABLE
from generator.summary import Summary
from tests import fake_course, real_course
from tests.fake_course import MISCHIEF, ROOT, TARGETS, Papers, run, tree, write_course

CODE = "from tests.fake_course import main; main()"


@pytest.fixture(scope="module")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("packaged") / "theme"
    for part in ("start", "strings"):
        shutil.copytree(theme.PACKAGED / part, place / part)
    return place


@pytest.fixture(autouse=True)
def inputs_that_stand_still(packaged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody who works on our code or theme while the tests run can make a build find something new."""
    monkeypatch.setattr(state, "CODE", fake_course.CODE)
    monkeypatch.setattr(state, "PACKAGED", packaged)
    monkeypatch.setattr(theme, "PACKAGED", packaged)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = tmp_path / "khoá học nhỏ"
    write_course(root)
    return root


def edit(root: Path, name: str, old: str, new: str) -> None:
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def clean_build(root: Path, place: Path, **asked: Any) -> dict[str, bytes]:
    """Return what a build of a copy elsewhere makes, with nothing kept from before."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(root, place, ignore=shutil.ignore_patterns("dist", ".hocvuso", ".dist*"))
    run(place, **asked)
    return tree(place / "dist")


def counts(summary: Summary) -> dict[str, tuple[int, int]]:
    return {x.target: (x.made, x.kept) for x in summary.lines}


def sums_hold(out: Path) -> None:
    """``SHA256SUMS`` describes every file and no other."""
    subprocess.run(["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"], cwd=out, check=True)
    named = {line.split("  ", 1)[1] for line in (out / "SHA256SUMS").read_text("utf-8").splitlines()}
    assert named == tree(out).keys() - {"SHA256SUMS"}


# --- what is made ----------------------------------------------------------------------------


def test_makes_everything_and_says_what(course: Path) -> None:
    summary = run(course)
    sums_hold(course / "dist")
    made = tree(course / "dist")
    assert made["site/in/b02-doc.pdf"] == made["print/bai/b02-doc.pdf"]
    with zipfile.ZipFile(course / "dist/packages/zips/b01.zip") as archive:
        assert archive.namelist() == ["index.html"]
    assert counts(summary) == ALL_MADE
    assert [(x.target, x.lost) for x in summary.lines] == [("papers", 1), ("site", 0), ("zips", 0)]
    assert [str(d.position) for d in summary.findings] == ["content/lessons/b02.txt:2:1"]
    assert (summary.files, summary.size) == (len(made), sum(map(len, made.values())))


def test_nothing_to_do_parses_nothing(course: Path) -> None:
    before = run(course)
    made = tree(course / "dist")

    def refuse(*_: object) -> None:
        pytest.fail("parsed")

    again = driver.build(state.Request(course.resolve(), course / "dist"), prepare=refuse)  # type: ignore[arg-type]
    assert not again.changed
    assert tree(course / "dist") == made
    assert again.findings == before.findings
    assert counts(again) == ALL_KEPT


def test_a_touched_file_is_hashed_not_parsed(course: Path) -> None:
    run(course)
    os.utime(course / "content/lessons/b01.txt", (1, 1))
    os.utime(course / "dist/index.html", (1, 1))
    assert not run(course).changed
    time.sleep(0.05)
    assert not run(course).changed
    seen = json.loads(state.state_file(course, course / "dist").read_bytes())
    assert all(stat for part in ("inputs", "outputs") for stat, _ in seen[part].values())


def add_a_lesson(root: Path) -> None:
    (root / "content/lessons/b04.txt").write_text("Bài bốn\nMới.\n", encoding="utf-8")
    edit(root, "curriculum.yml", "B01 B02 B03", "B01 B02 B04 B03")


def drop_a_lesson(root: Path) -> None:
    (root / "content/lessons/b02.txt").unlink()
    edit(root, "curriculum.yml", "B01 B02 B03", "B01 B03")


def rename_a_lesson(root: Path) -> None:
    (root / "content/lessons/b02.txt").rename(root / "content/lessons/b09.txt")
    edit(root, "curriculum.yml", "B02", "B09")


def replacing(name: str, old: str, new: str) -> Callable[[Path], object]:
    return lambda root: edit(root, name, old, new)


ALL_KEPT = {"papers": (0, 3), "site": (0, 1), "zips": (0, 3)}
ALL_MADE = {"papers": (3, 0), "site": (1, 0), "zips": (3, 0)}
ONE_LESSON = {"papers": (1, 2), "site": (1, 0), "zips": (1, 2)}
EDITS: dict[str, tuple[Callable[[Path], object], dict[str, tuple[int, int]]]] = {
    "a word": (replacing("content/lessons/b01.txt", "Gọi", "Nghe"), ONE_LESSON),
    "a new lesson": (add_a_lesson, {"papers": (1, 3), "site": (1, 0), "zips": (1, 3)}),
    "a lesson less": (drop_a_lesson, {"papers": (0, 2), "site": (1, 0), "zips": (0, 2)}),
    "a renamed lesson": (rename_a_lesson, ONE_LESSON),
    "two lessons swapped": (replacing("curriculum.yml", "B01 B02", "B02 B01"), ALL_KEPT | {"site": (1, 0)}),
    "a pass mark": (replacing("curriculum.yml", "pass_mark: 60", "pass_mark: 80"), ALL_KEPT | {"zips": (3, 0)}),
    "a theme file": (replacing("theme/fake/style.css", "black", "navy"), ALL_MADE | {"zips": (0, 3)}),
    "a new theme file": (
        lambda r: (r / "theme/fake/more.css").write_text("p {}", encoding="utf-8"),
        ALL_KEPT | {"papers": (3, 0)},
    ),
    "the course's title": (replacing("curriculum.yml", "Khoá nhỏ", "Khoá to"), ALL_KEPT),
    "the date": (replacing("curriculum.yml", "2026-11-20", "2026-11-21"), ALL_MADE),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_incremental_build_equals_a_clean_one(course: Path, tmp_path: Path, name: str) -> None:
    change, work = EDITS[name]
    run(course)
    before = tree(course / "dist")
    change(course)
    summary = run(course)
    assert counts(summary) == work
    assert tree(course / "dist") == clean_build(course, tmp_path / "elsewhere")
    assert tree(course / "dist") != before or name == "a new theme file"
    sums_hold(course / "dist")
    assert not run(course).changed


def test_another_version_of_the_tool_or_an_engine_makes_everything_anew(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(course)
    versions = {**engines.versions(), "weasyprint": "99"}
    monkeypatch.setattr(engines, "versions", lambda: versions)
    state.forget(course, course / "dist")
    assert counts(run(course)) == ALL_MADE
    assert b'"weasyprint": "99"' in (course / "dist/reports/build.json").read_bytes()
    assert tree(course / "dist") == clean_build(course, tmp_path / "elsewhere")


def test_our_own_code_is_an_input(course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another line in the code common to all, or in a target's, makes anew what depends on it."""
    code = tmp_path / "code"
    for name in ("__init__.py", "targets/__init__.py", "targets/papers.py", "targets/zips.py"):
        (code / name).parent.mkdir(parents=True, exist_ok=True)
        (code / name).write_text("1\n", encoding="utf-8")
    monkeypatch.setattr(state, "CODE", code)
    run(course)
    assert not run(course).changed
    (code / "targets/zips.py").write_text("22\n", encoding="utf-8")
    assert counts(run(course)) == ALL_KEPT | {"zips": (3, 0)}
    (code / "__init__.py").write_text('__version__ = "2"\n', encoding="utf-8")
    assert counts(run(course)) == ALL_MADE


def test_moved_lines_move_the_findings_and_make_nothing_anew(course: Path) -> None:
    run(course)
    (course / "content/lessons/b00.txt").write_text("Bài không\nMới.\n", encoding="utf-8")
    summary = run(course)
    assert counts(summary) == {"papers": (1, 3), "site": (1, 0), "zips": (1, 3)}
    assert [str(d.position) for d in summary.findings] == ["content/lessons/b02.txt:3:1"]


# --- asking for a part -----------------------------------------------------------------------


def test_naming_a_target_leaves_the_others(course: Path) -> None:
    run(course)
    before = tree(course / "dist")
    edit(course, "curriculum.yml", "pass_mark: 60", "pass_mark: 80")
    edit(course, "content/lessons/b01.txt", "Gọi", "Nghe")
    summary = run(course, targets=("zips",))
    after = tree(course / "dist")
    assert [x.target for x in summary.lines] == ["zips"]
    changed = {p for p in before if before[p] != after[p]}
    assert before.keys() == after.keys()
    assert changed == {
        "SHA256SUMS", "index.html", "packages/packages.csv", *(f"packages/zips/b0{n}.zip" for n in (1, 2, 3))
    }  # fmt: skip
    sums_hold(course / "dist")
    assert b",80," in after["packages/packages.csv"]


@pytest.mark.parametrize("given", ["B02", "b02"])
def test_naming_a_lesson_leaves_the_others(course: Path, given: str) -> None:
    run(course)
    before = tree(course / "dist")
    edit(course, "curriculum.yml", "pass_mark: 60", "pass_mark: 80")
    run(course, lessons=(given,))
    after = tree(course / "dist")
    changed = {p for p in before if before[p] != after[p]}
    assert changed == {"SHA256SUMS", "index.html", "packages/packages.csv", "packages/zips/b02.zip"}
    rows = after["packages/packages.csv"].decode().splitlines()
    assert [row.split(",")[6] for row in rows[1:]] == ["60", "80", "60"]
    sums_hold(course / "dist")
    run(course)
    assert b",60," not in (course / "dist/packages/packages.csv").read_bytes()


def test_a_target_about_everything_is_made_when_it_is_named(course: Path) -> None:
    assert counts(run(course, targets=("site",), lessons=("B01",))) == {"site": (1, 0)}
    assert counts(run(course, lessons=("B01",))) == {"papers": (0, 1), "site": (0, 0), "zips": (1, 0)}


def test_a_target_alone_makes_what_it_needs_and_puts_only_its_own_files(course: Path) -> None:
    run(course, targets=("site",))
    made = tree(course / "dist")
    assert "site/in/b01-doc.pdf" in made
    assert not any(p.startswith("print/") for p in made)
    sums_hold(course / "dist")


def test_a_part_asked_for_twice_is_nothing_to_do(course: Path) -> None:
    run(course, targets=("zips",))
    assert not run(course, targets=("zips",)).changed
    assert run(course, targets=("papers",)).changed
    assert run(course).changed


def test_the_old_files_of_a_refreshed_job_go(course: Path) -> None:
    run(course)
    (course / "content/lessons/b01.txt").rename(course / "content/lessons/b07.txt")
    edit(course, "curriculum.yml", "B01", "B07")
    run(course, targets=("zips",))
    assert "packages/zips/b01.zip" in tree(course / "dist")  # nothing told that it is gone
    run(course)
    assert not any("b01" in p for p in tree(course / "dist"))


@pytest.mark.parametrize("asked", [{"targets": ("zip",)}, {"lessons": ("B99",)}, {"tracks": ("lop-hai",)}])
def test_an_unknown_name_is_refused(course: Path, asked: dict[str, Any]) -> None:
    with pytest.raises(UnknownNameError):
        run(course, **asked)
    assert not (course / "dist").exists()


def test_a_damaged_record_of_the_old_tree_leaves_nothing_wrong(course: Path) -> None:
    run(course)
    (course / "dist/reports/build.json").write_text('{"jobs": {"zips:b01": ["../../secret"]}}', encoding="utf-8")
    run(course, targets=("papers",))
    sums_hold(course / "dist")


# --- the output folder -----------------------------------------------------------------------


def test_what_someone_changed_or_added_in_dist_is_put_right(course: Path) -> None:
    run(course)
    before = tree(course / "dist")
    kept = tree(course / ".hocvuso/cache/files")
    (course / "dist/packages/zips/b01.zip").write_bytes(b"spoilt")
    (course / "dist/print/bai/b01-doc.pdf").unlink()
    (course / "dist/more.txt").write_bytes(b"mine")
    assert run(course).changed
    assert tree(course / "dist") == before
    assert tree(course / ".hocvuso/cache/files") == kept


def test_no_file_of_dist_is_linked_with_the_cache(course: Path) -> None:
    run(course)
    for path in (*(course / "dist").rglob("*"), *(course / ".hocvuso").rglob("*")):
        assert path.is_dir() or (path.stat().st_nlink == 1 and not path.is_symlink())


def test_a_cache_that_was_spoilt_is_not_believed(course: Path) -> None:
    run(course)
    before = tree(course / "dist")
    for path in (course / ".hocvuso/cache/files").rglob("*/*"):
        path.write_bytes(b"spoilt")
    shutil.rmtree(course / "dist")
    assert counts(run(course)) == ALL_MADE
    assert tree(course / "dist") == before


def test_the_cache_may_be_deleted(course: Path) -> None:
    run(course)
    before = tree(course / "dist")
    shutil.rmtree(course / ".hocvuso")
    run(course)
    assert tree(course / "dist") == before


def test_two_outputs_of_one_course(course: Path, tmp_path: Path) -> None:
    run(course)
    run(course, tmp_path / "usb stick/dist")
    assert tree(course / "dist") == tree(tmp_path / "usb stick/dist")
    assert not run(course).changed
    assert not run(course, tmp_path / "usb stick/dist").changed
    assert set(state.known_outputs(course)) == {course / "dist", tmp_path / "usb stick/dist"}


@pytest.mark.parametrize("place", ["", "..", "content", "content/lessons/x", "theme", ".hocvuso"])
def test_an_output_that_would_replace_the_course_is_refused(course: Path, place: str) -> None:
    before = tree(course)
    with pytest.raises(UnusableFolderError):
        run(course, Path(os.path.normpath(course / place)))
    assert tree(course) == before


def test_a_folder_with_other_things_is_not_replaced(course: Path, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home/letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(UnusableFolderError):
        run(course, tmp_path / "home")
    (tmp_path / "file").touch()
    with pytest.raises(UnusableFolderError):
        run(course, tmp_path / "file")
    (tmp_path / "empty").mkdir()
    run(course, tmp_path / "empty")


# --- failure ---------------------------------------------------------------------------------

REASONS = {
    "!raise": "ValueError: no such paper",
    "!fail": "the printer is on fire",
    "!base": "SystemExit: an engine gives up",
    "!kill": "its process died",
    "!network": "does not use the network",
    "!promise": "promised print/bai/b02-doc.pdf",
    "!theme": "the job names only fake",
    "!full": "the disk is full",
}


def spoil(course: Path, mischief: str) -> None:
    edit(course, "content/lessons/b02.txt", "Xem", mischief)


@pytest.mark.parametrize("mischief", REASONS)
def test_a_failing_job_leaves_the_old_tree(course: Path, mischief: str) -> None:
    run(course)
    before = tree(course / "dist")
    spoil(course, mischief)
    edit(course, "content/lessons/b01.txt", "Gọi", "Nghe")
    with pytest.raises(BuildError) as caught:
        run(course)
    first = caught.value.failures[0]
    assert (first.target, REASONS[mischief] in first.sentence("en")) == ("papers", True)
    assert [f.sentence("en") for f in caught.value.failures[1:]] == ["it needs papers:b02, which failed"]
    assert caught.value.summary is None
    assert tree(course / "dist") == before
    assert sorted(p.name for p in course.iterdir()) == [".hocvuso", "content", "curriculum.yml", "dist", "theme"]
    edit(course, "content/lessons/b02.txt", mischief, "Xem")
    edit(course, "content/lessons/b01.txt", "Nghe", "Gọi")
    run(course)
    assert tree(course / "dist") == before


def test_keep_going_replaces_what_succeeded(course: Path) -> None:
    run(course)
    before = tree(course / "dist")
    spoil(course, "!fail")
    edit(course, "content/lessons/b01.txt", "Gọi", "Nghe")
    with pytest.raises(BuildError) as caught:
        run(course, keep_going=True)
    after = tree(course / "dist")
    assert caught.value.summary is not None
    assert {p for p in before if before[p] != after[p]} == {"SHA256SUMS", "print/bai/b01-doc.pdf"}
    assert before.keys() == after.keys()
    sums_hold(course / "dist")
    with pytest.raises(BuildError):
        run(course, keep_going=True)  # a failure is not forgotten


def test_files_that_clash_are_refused(course: Path) -> None:
    spoil(course, "!clash")
    edit(course, "content/lessons/b03.txt", "Nhắn", "!clash")
    with pytest.raises(BuildError) as caught:
        run(course)
    assert [d.rule for d in caught.value.failures[0].findings] == ["clashing-names"]
    assert not (course / "dist").exists()


def test_what_does_not_hold_together_is_refused(course: Path) -> None:
    edit(course, "content/lessons/b02.txt", "Bài hai", "Bài hai của {bác}")
    with pytest.raises(BuildError) as caught:
        run(course)
    assert {d.rule for f in caught.value.failures for d in f.findings} == {"leftover"}
    assert not (course / "dist").exists()


def test_every_mischief_is_tried() -> None:
    assert set(MISCHIEF) == {*REASONS, "!leftover", "!clash"}


def test_an_authors_mistake_leaves_the_old_tree(course: Path) -> None:
    run(course)
    before = tree(course / "dist")
    spoil(course, "!error")
    with pytest.raises(ContentError) as caught:
        run(course)
    assert [d.rule for d in caught.value.diagnostics] == ["wrong"]
    assert tree(course / "dist") == before


def test_a_machine_without_the_engine_is_told(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    versions = {**engines.versions(), "pango": "-"}
    monkeypatch.setattr(engines, "versions", lambda: versions)
    monkeypatch.setitem(TARGETS, "papers", Papers(engines=("pango",)))
    with pytest.raises(BuildError, match="this machine lacks pango"):
        run(course)
    assert counts(run(course, targets=("zips",))) == {"zips": (0, 3)}


# --- the same everywhere ---------------------------------------------------------------------


def subprocess_build(root: Path, **env: str) -> int:
    given = {**os.environ, "PYTHONPATH": str(ROOT), **env}
    done = subprocess.run([sys.executable, "-c", CODE, str(root)], env=given, check=False, capture_output=True)
    return done.returncode


def test_the_same_bytes_whatever_the_surroundings(course: Path, tmp_path: Path) -> None:
    run(course, workers=1)
    expected = tree(course / "dist")
    places = [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "4711", "TZ": "America/New_York", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"},
    ]
    for number, env in enumerate(places):
        place = tmp_path / f"một nơi khác {number}"
        write_course(place)
        assert subprocess_build(place, **env) == 0
        assert tree(place / "dist") == expected
    assert clean_build(course, tmp_path / "three workers", workers=3) == expected


def test_the_date_comes_from_the_course_or_from_source_date_epoch(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(course)
    assert b"2026-11-20" in (course / "dist/print/bai/b01-doc.pdf").read_bytes()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    run(course)
    assert b"2026-01-01" in (course / "dist/print/bai/b01-doc.pdf").read_bytes()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    run(course)
    assert b"2026-11-20" in (course / "dist/print/bai/b01-doc.pdf").read_bytes()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "tomorrow")
    with pytest.raises(TargetError, match="tomorrow"):
        run(course)


# --- killed, full, crowded -------------------------------------------------------------------

IN_WORKER = {"storing", "stored"}
AFTER_SWAP = {"swap-placed", "swapped", "removing", "finished", "remembered"}
WAYS = [(p, "renames" if p.startswith("swap-") else "exchange") for p in PHASES]


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """What the course makes before and after the edit that the killed builds are about."""
    root = tmp_path_factory.mktemp("expected") / "course"
    write_course(root)
    run(root)
    before = tree(root / "dist")
    edit(root, "content/lessons/b01.txt", "Gọi", "Nghe")
    run(root)
    return before, tree(root / "dist")


@pytest.mark.parametrize(("phase", "way"), WAYS, ids=[p for p, _ in WAYS])
def test_a_kill_at_any_phase_leaves_a_whole_tree(
    course: Path, expected: tuple[dict[str, bytes], dict[str, bytes]], phase: str, way: str
) -> None:
    run(course)
    edit(course, "content/lessons/b01.txt", "Gọi", "Nghe")
    code = subprocess_build(course, **{VARIABLE: phase, swap.RENAMES: way})
    assert code == (1 if phase in IN_WORKER else -signal.SIGKILL)
    swap.recover(course / "dist")  # what the next command does first
    assert tree(course / "dist") == expected[phase in AFTER_SWAP or phase == "swap-aside"]
    sums_hold(course / "dist")
    assert subprocess_build(course) == 0
    assert tree(course / "dist") == expected[1]
    assert sorted(p.name for p in course.iterdir()) == [".hocvuso", "content", "curriculum.yml", "dist", "theme"]
    assert not list((course / ".hocvuso").rglob("*.tmp"))


@pytest.mark.parametrize("phase", [p for p in PHASES if not p.startswith("swap-")])
def test_the_first_build_of_all_may_be_killed_too(course: Path, phase: str) -> None:
    subprocess_build(course, **{VARIABLE: phase})
    if (course / "dist").exists():
        sums_hold(course / "dist")
    assert subprocess_build(course) == 0
    sums_hold(course / "dist")


def test_a_full_disk_leaves_the_old_tree(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(course)
    before = tree(course / "dist")
    edit(course, "content/lessons/b01.txt", "Gọi", "Nghe")
    real, written = swap.write, 0

    def full(path: Path, content: bytes) -> None:
        nonlocal written
        written += 1
        if written > 4:
            path.write_bytes(content[:2])
            raise OSError(28, "No space left on device", str(path))
        real(path, content)

    monkeypatch.setattr(swap, "write", full)
    with pytest.raises(TargetError, match="the disk is full"):
        run(course)
    assert tree(course / "dist") == before
    assert sorted(p.name for p in course.iterdir()) == [".hocvuso", "content", "curriculum.yml", "dist", "theme"]


def mounted(place: Path, size: int) -> bool:
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(place)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def test_a_disk_that_is_really_full_leaves_the_old_tree(tmp_path: Path) -> None:
    place = tmp_path / "disk"
    if not mounted(place, 3_000_000):
        pytest.skip("mounting is not allowed here")
    try:
        root = place / "course"
        write_course(root)
        run(root)
        before = tree(root / "dist")
        edit(root, "content/lessons/b01.txt", "Gọi", "Nghe " * 60_000)  # 300 KB, kept four times over
        (place / "ballast").write_bytes(bytes(1_800_000))
        with pytest.raises((TargetError, BuildError), match="the disk is full"):
            run(root)
        assert tree(root / "dist") == before
        (place / "ballast").unlink()
        run(root)
        sums_hold(root / "dist")
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


def test_a_kept_file_damaged_in_the_middle_of_a_build_is_told(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(course)
    before = tree(course / "dist")
    edit(course, "content/lessons/b01.txt", "Gọi", "Nghe")

    def spoil(phase: str) -> None:
        if phase == "rendered":
            for path in (course / ".hocvuso/cache/files").rglob("*/*"):
                path.write_bytes(b"spoilt")

    monkeypatch.setattr(driver, "reached", spoil)
    with pytest.raises(TargetError, match="build again"):
        run(course)
    assert tree(course / "dist") == before


def test_two_builds_at_once_do_not_spoil_each_other(course: Path, tmp_path: Path) -> None:
    waited = threading.Event()

    class Watch:
        def waiting(self) -> None:
            waited.set()

        def done(self, count: int, total: int, name: str) -> None:
            pass

    with driver.lock(course, Watch()):
        other = threading.Thread(target=run, args=(course,), kwargs={"reporter": Watch()})
        other.start()
        assert waited.wait(60)
        assert not (course / "dist").exists()
    other.join()
    first = [subprocess.Popen([sys.executable, "-c", CODE, str(course)], cwd=ROOT) for _ in range(3)]
    assert [p.wait() for p in first] == [0, 0, 0]
    sums_hold(course / "dist")
    edit(course, "content/lessons/b01.txt", "Gọi", "Nghe")
    second = [subprocess.Popen([sys.executable, "-c", CODE, str(course)], cwd=ROOT) for _ in range(3)]
    assert [p.wait() for p in second] == [0, 0, 0]
    assert tree(course / "dist") == clean_build(course, tmp_path / "elsewhere")


def test_a_left_over_of_the_cache_is_tidied(course: Path) -> None:
    run(course)
    stray = course / ".hocvuso/cache/files/zz/zzz.9.tmp"
    stray.parent.mkdir()
    stray.write_bytes(b"x")
    edit(course, "content/lessons/b01.txt", "Gọi", "Nghe")
    run(course)
    assert not stray.exists()
    assert Cache(course / ".hocvuso/cache").get("0" * 64) is None


# --- a real course, by the real targets ------------------------------------------------------

SMALL = "  site: {}\n  scorm12: {tracks: true}\n"
LARGE = SMALL + "  booklet: {presets: [chu-lon-a4]}\n"


def rebuilt(tool: Path, root: Path, place: Path) -> dict[str, bytes]:
    """Return what ``tool`` makes of a copy of ``root`` elsewhere, with an empty cache."""
    shutil.copytree(root, place, ignore=shutil.ignore_patterns("dist", ".hocvuso"))
    real_course.build(tool, place, TZ="Pacific/Auckland", PYTHONHASHSEED="7", LC_ALL="C")
    made = tree(place / "dist")
    shutil.rmtree(place)
    return made


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(p for p in one.keys() | other.keys() if one.get(p) != other.get(p))


@pytest.mark.course
def test_every_edit_to_a_real_course_equals_a_clean_build(tmp_path: Path) -> None:
    """One edit after the other, each built upon what the builds before have left in the cache."""
    tool = real_course.tool(tmp_path / "tool")
    root = real_course.course(tmp_path / "khoá học", SMALL)
    real_course.build(tool, root)
    for name, change in real_course.EDITS.items():
        before = tree(root / "dist")
        change(root)
        real_course.build(tool, root)
        after = tree(root / "dist")
        assert differing(before, after) or name == "a renamed file", name  # its id, not its name, is what is printed
        assert differing(after, rebuilt(tool, root, tmp_path / "elsewhere")) == [], name
        assert "nothing to do" in real_course.build(tool, root), name
    version = tool / "generator/__init__.py"
    edit(version.parent, version.name, "__version__ = ", "__version__ = '9.9.9'  # ")
    real_course.build(tool, root)
    assert differing(after, tree(root / "dist")) == ["SHA256SUMS", "reports/build.json"]
    assert differing(tree(root / "dist"), rebuilt(tool, root, tmp_path / "elsewhere")) == []


@pytest.mark.course
@pytest.mark.pdf
def test_all_edits_at_once_equal_a_clean_build_with_booklets(tmp_path: Path) -> None:
    tool = real_course.tool(tmp_path / "tool")
    root = real_course.course(tmp_path / "khoá học", LARGE)
    real_course.build(tool, root)
    for change in real_course.EDITS.values():
        change(root)
    real_course.build(tool, root)
    sums_hold(root / "dist")
    assert differing(tree(root / "dist"), rebuilt(tool, root, tmp_path / "elsewhere")) == []
