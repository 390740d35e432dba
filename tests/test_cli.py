"""The command line: what it says, in which language, and how it ends."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from generator import __version__, cli, messages
from generator import build as driver
from generator.cli import language_of, main
from generator.messages import translate
from generator.stops import VARIABLE
from generator.swap import RENAMES
from tests.fake_course import ROOT, TARGETS, Papers, tree
from tests.inspection.bad_packages import BY_NAME
from tests.profiles.parcels import scorm_12, zipped

COMMANDS = (
    "check", "build", "inspect", "targets", "fmt", "release", "clean", "doctor", "report", "report print",
)  # fmt: skip
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small real course, made by the small targets of the fake one; we are in its folder."""
    root = tmp_path / "khoá học"
    shutil.copytree(ROOT / "tests/curricula/minimal", root, ignore=shutil.ignore_patterns("dist", ".hocvuso"))
    (root / "theme/fake").mkdir(parents=True)
    (root / "theme/fake/style.css").write_text("p {}", encoding="utf-8")
    monkeypatch.chdir(root)
    monkeypatch.setenv("HOCVUSO_LANG", "en")
    monkeypatch.setattr(driver, "discover", lambda: dict(TARGETS))
    return root


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def lesson(root: Path) -> Path:
    return root / "content/lessons/t02-giu-ma.md"


# --- help and language -----------------------------------------------------------------------


@pytest.mark.parametrize("language", messages.LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, language: str, capsys: Capture) -> None:
    assert main([*command.split(), "--help", "--lang", language]) == 0
    said = capsys.readouterr().out
    assert said.startswith(translate("Usage:", language))
    if command != "report":
        assert re.search(rf"\n  {translate('Example:', language)}\n    hocvuso {command}", said)


def test_help_is_in_the_language_asked_for(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {}
    for language in messages.LANGUAGES:
        assert main(["--lang", language, "--help"]) == 0
        said[language] = capsys.readouterr().out
    for message in ("Options", "Commands", "Show this message and exit.", "Language of all messages."):
        assert translate(message, "vi") in said["vi"]
        assert message in said["en"]


@pytest.mark.parametrize(
    ("given", "environment", "language"),
    [
        ([], None, "vi"),
        (["--lang", "en", "build"], None, "en"),
        (["build", "--lang=en"], "vi", "en"),
        (["build"], "en", "en"),
        (["build"], "fr", "vi"),
        (["build", "--", "--lang", "en"], None, "vi"),
        (["--lang"], None, "vi"),
    ],
)
def test_language(given: list[str], environment: str | None, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOCVUSO_LANG", raising=False)
    if environment is not None:
        monkeypatch.setenv("HOCVUSO_LANG", environment)
    assert language_of(given) == language


def test_version(capsys: Capture) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"hocvuso {__version__}\n"


@pytest.mark.parametrize(
    "given", [["buidl"], ["build", "--jobs", "0"], ["check", "--today", "24/11/2026"], ["build", "-x"]]
)
def test_a_wrong_command_line_ends_with_2(given: list[str], capsys: Capture) -> None:
    assert main(["--lang", "en", *given]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Usage: hocvuso" in captured.err


# --- check -----------------------------------------------------------------------------------


def test_check_finds_nothing_wrong(course: Path, capsys: Capture) -> None:
    assert main(["check", "--today", "2026-11-24", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_check_reports_an_error_with_its_place(course: Path, capsys: Capture) -> None:
    edit(lesson(course), "id: T02", "id: T99")
    assert main(["check"]) == 1
    said = capsys.readouterr().out
    assert re.search(r"^curriculum\.yml:\d+:\d+: error: .*T02.* \[unknown-lesson\]$", said, re.MULTILINE)
    assert said.splitlines()[-1].startswith("Errors: ")
    assert "\033" not in said


def test_check_reads_the_options_of_targets(course: Path, capsys: Capture) -> None:
    with (course / "curriculum.yml").open("a", encoding="utf-8") as file:
        file.write("targets:\n  papers: {size: big}\n  zipps: {}\n")
    assert main(["check"]) == 1
    said = capsys.readouterr().out
    assert re.search(r"^curriculum\.yml:\d+:18: error: .*size.*\[wrong-type\]$", said, re.MULTILINE)
    assert re.search(
        r"^curriculum\.yml:\d+:3: error: .*«zipps» \[unknown-target\]\n    did you mean «zips»\?", said, re.MULTILINE
    )


def test_check_tells_what_a_target_cannot_express(
    course: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "discover", lambda: {"papers": Papers(item_types=frozenset())})
    assert main(["check"]) == 0
    said = capsys.readouterr().out
    assert re.search(
        r"^content/lessons/t0\d-.*: warning: «papers» cannot ask .*\[unsupported-item\]", said, re.MULTILINE
    )
    assert main(["check", "--strict"]) == 1


def stale(course: Path, verify_by: str) -> None:
    text = (course / "content/facts.yml").read_text(encoding="utf-8")
    (course / "content/facts.yml").write_text(
        re.sub(r"verify_by: \S+", f"verify_by: {verify_by}", text), encoding="utf-8"
    )


@pytest.mark.parametrize(
    ("verify_by", "given", "code", "severity"),
    [
        ("2026-11-01", [], 0, "warning"),
        ("2026-11-01", ["--release"], 1, "error"),
        ("2026-12-01", ["--release"], 0, "warning"),
        ("2026-12-01", ["--strict"], 1, "warning"),
    ],
)
def test_check_compares_facts_with_a_day(
    course: Path, capsys: Capture, verify_by: str, given: list[str], code: int, severity: str
) -> None:
    stale(course, verify_by)
    assert main(["check", "--today", "2026-11-24", *given]) == code
    assert re.search(
        rf"^content/facts\.yml:\d+:\d+: {severity}: .*\[stale-fact\]", capsys.readouterr().out, re.MULTILINE
    )


@pytest.mark.parametrize("form", ["--json", "--sarif"])
def test_check_speaks_to_programs(course: Path, capsys: Capture, form: str) -> None:
    edit(lesson(course), "id: T02", "id: T99")
    assert main(["check", form]) == 1
    data = json.loads(capsys.readouterr().out)
    if form == "--json":
        assert data["errors"] == sum(1 for f in data["findings"] if f["severity"] == "error") > 0
    else:
        assert data["runs"][0]["results"]


# --- build -----------------------------------------------------------------------------------


def test_build_says_what_it_made(course: Path, capsys: Capture) -> None:
    assert main(["build"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert re.split(r" {2,}", said[0]) == ["target", "files", "size", "made", "kept", "seconds", "not expressed"]
    rows = [re.split(r" {2,}", line) for line in said[1:4]]
    assert [(r[0], r[1], r[3], r[4], r[6]) for r in rows] == [
        ("Handouts", "3", "3", "0", "–"),
        ("Site", "5", "1", "0", "–"),
        ("Packages", "3", "3", "0", "–"),
    ]
    assert re.fullmatch(r"dist: 16 files, \d+ KB, in \d+\.\d s\. Start with dist/index\.html\.", said[-1])
    assert main(["build"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("dist: nothing to do, 16 files")


def test_build_says_nothing_when_quiet(course: Path, capsys: Capture) -> None:
    assert main(["build", "--quiet"]) == 0
    assert main(["build", "-q"]) == 0
    assert capsys.readouterr() == ("", "")


def test_build_reports_authors_mistakes(course: Path, capsys: Capture) -> None:
    edit(lesson(course), "id: T02", "id: T99")
    assert main(["build"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "[unknown-lesson]" in captured.err
    assert not (course / "dist").exists()


def test_build_of_a_part(course: Path, capsys: Capture) -> None:
    assert main(["build", "zips", "--lesson", "T01", "--out", "../kết quả"]) == 0
    made = tree(course.parent / "kết quả")
    assert [p for p in made if p.startswith("packages/zips/")] == ["packages/zips/t01.zip"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["zip"], "There is no «zip». Did you mean zips?"),
        (["--lesson", "Q77"], "There is no «Q77»."),
        (["--out", "content"], "«content» holds other things"),
    ],
)
def test_build_of_what_is_not_there_ends_with_2(course: Path, capsys: Capture, given: list[str], said: str) -> None:
    assert main(["build", *given]) == 2
    assert said.replace("«content»", f"«{course / 'content'}»") in capsys.readouterr().err


def test_a_failing_target_ends_with_2_and_saves_the_details(
    course: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (course / "theme/fake/style.css").unlink()
    assert main(["build"]) == 2
    said = capsys.readouterr().err
    assert "papers: t01: FileNotFoundError: fake/style.css" in said
    assert "site: site: it needs papers:t01, which failed" in said
    assert "Nothing was replaced" in said
    (report,) = (course / ".hocvuso").glob("bug-*.txt")
    assert report.name in said
    assert "Traceback" in report.read_text(encoding="utf-8")
    assert main(["build", "--keep-going"]) == 2
    assert "What failed was left as it was" in capsys.readouterr().err
    assert (course / "dist/packages/zips/t01.zip").exists()


def test_a_bug_ends_with_70_and_saves_the_details(
    course: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ZeroDivisionError("nobody thought of it")

    monkeypatch.setattr(driver, "discover", broken)
    assert main(["build"]) == 70
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Traceback" not in captured.err
    assert "ZeroDivisionError: nobody thought of it" in captured.err
    (report,) = (course / ".hocvuso").glob("bug-*.txt")
    assert "ZeroDivisionError" in report.read_text(encoding="utf-8")


# --- the others ------------------------------------------------------------------------------


def test_targets_are_listed(capsys: Capture) -> None:
    assert main(["targets", "--lang", "en"]) == 0
    assert re.search(r"^scorm12: SCORM 1\.2\n  attempts +0 +", capsys.readouterr().out, re.MULTILINE)
    assert main(["targets", "--json"]) == 0
    data = {t["name"]: t for t in json.loads(capsys.readouterr().out)}
    assert data["scorm12"]["leaves_out"] == []
    assert "pango" in data["booklet"]["engines"]


def test_fmt_writes_missing_ids(course: Path, capsys: Capture) -> None:
    before = lesson(course).read_text(encoding="utf-8")
    first = re.search(r"<!-- id: ([a-z0-9-]+).*-->\n", before)
    assert first
    lesson(course).write_text(before.replace(first[0], "", 1), encoding="utf-8")
    assert main(["fmt", "--check"]) == 1
    assert main(["fmt"]) == 0
    assert "t02-" in capsys.readouterr().out
    assert main(["fmt"]) == 0
    assert capsys.readouterr().out == "Nothing is missing.\n"


def test_clean_removes_what_builds_left_and_nothing_else(course: Path, capsys: Capture) -> None:
    before = tree(course)
    main(["build", "-q"])
    (course / ".hocvuso/venv").mkdir()
    (course / ".hocvuso/venv/python").write_text("", encoding="utf-8")
    assert main(["clean"]) == 0
    assert tree(course).keys() - before.keys() == {".hocvuso/venv/python", ".hocvuso/build.lock"}
    assert "removed: dist" in capsys.readouterr().out


def test_clean_keeps_a_folder_that_is_not_ours(course: Path, capsys: Capture) -> None:
    (course / "dist").mkdir()
    (course / "dist/mine.txt").write_text("", encoding="utf-8")
    assert main(["clean"]) == 2
    assert (course / "dist/mine.txt").exists()


def test_doctor_tells_what_is_missing(course: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    from generator import engines

    assert main(["doctor"]) == 0
    assert re.search(r"^mkdocs +1\.6", capsys.readouterr().out, re.MULTILINE)
    versions = {**engines.versions(), "pango": "-"}
    monkeypatch.setattr(engines, "versions", lambda: versions)
    assert main(["doctor"]) == 2
    captured = capsys.readouterr()
    assert "«booklet» cannot be made here: pango missing." in captured.err
    assert re.search(r"^pango +missing$", captured.out, re.MULTILINE)


# --- release -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_release_writes_says_what_changed_and_refuses(language: str, course: Path, capsys: Capture) -> None:
    edit(course / "content/facts.yml", "2027-02-01", "2999-02-01")
    t = partial(translate, language=language)
    assert main(["release", "1.2.0", "--lang", language]) == 0
    said = capsys.readouterr().out
    assert said.startswith("## 1.2.0, ")
    assert (
        t("Written: {file}. Keep it, and content/ids.lock, with the course.").format(file="releases/1.2.0.json") in said
    )
    before = tree(course / "releases")
    assert main(["release", "1.2.0", "--lang", language]) == 0
    again = t("Version {version} is released already, with the same content: {file}.")
    assert capsys.readouterr().out == again.format(version="1.2.0", file="releases/1.2.0.json") + "\n"
    assert main(["release", "1.1.0", "--lang", language]) == 1
    refused = t("write «version: {version}» at {place}, or release {written}")
    place = "curriculum.yml:7:10"
    assert capsys.readouterr().err.endswith(refused.format(version="1.1.0", place=place, written="1.2.0") + "\n")
    assert main(["release", "1.2.0", "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    assert tree(course / "releases") == before


def test_release_of_a_wrong_course_ends_with_1(course: Path, capsys: Capture) -> None:
    edit(lesson(course), "id: T02", "id: T99")
    assert main(["release", "1.2.0"]) == 1
    assert "[unknown-lesson]" in capsys.readouterr().err
    assert not (course / "releases").exists()


# --- places ----------------------------------------------------------------------------------


def test_the_course_is_the_nearest_one_up(course: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(course / "content/lessons")
    assert main(["build", "-q"]) == 0
    assert (course / "dist/index.html").exists()
    monkeypatch.chdir(tmp_path)
    assert main(["check", "-q"]) == 2
    assert main(["check", "-q", "--root", str(course)]) == 0
    assert main(["check", "-q", "--root", str(tmp_path)]) == 2


@pytest.mark.parametrize("command", ["check", "targets", "doctor", "clean"])
def test_any_command_completes_an_interrupted_exchange(course: Path, command: str) -> None:
    assert main(["build", "-q", "--out", "kết-quả"]) == 0
    edit(course / "curriculum.yml", "Khoá học nhỏ", "Khoá học to")
    done = run_cli(course, "build", "--out", "kết-quả", **{VARIABLE: "swap-aside", RENAMES: "renames"})
    assert done.returncode == -signal.SIGKILL
    assert not (course / "kết-quả").exists()
    assert main([command, "-q", *(["--out", "kết-quả"] if command == "clean" else [])]) == 0
    if command == "clean":
        assert not list(course.glob("*kết-quả*"))
    else:
        assert "Khoá học to".encode() in (course / "kết-quả/index.html").read_bytes()


# --- in a process of its own -----------------------------------------------------------------

CODE = """
import signal, sys, generator.build as driver
signal.signal(signal.SIGINT, signal.default_int_handler)  # who runs the tests may ignore it
from tests.fake_course import TARGETS, Sleeper
driver.discover = lambda: dict(TARGETS) if "sleep" not in sys.argv else {"sleep": Sleeper()}
from generator.cli import main
sys.exit(main())
"""


def run_cli(course: Path, *given: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    command = [sys.executable, "-c", CODE, *given]
    return subprocess.run(command, cwd=course, env=env, capture_output=True, text=True, check=False)


def test_a_build_with_nothing_to_do_is_fast_and_imports_nothing(course: Path) -> None:
    """0.3 s of processor time for the whole process; the least of five, since others use this machine too."""
    main(["build", "-q"])
    time.sleep(0.1)
    main(["build", "-q"])  # a file just written is hashed once more
    code = (
        "import resource, sys; from generator.cli import main; assert main(['build']) == 0;"
        "u = resource.getrusage(resource.RUSAGE_SELF); print(u.ru_utime + u.ru_stime);"
        "print(*sorted({n.split('.')[0] for n in sys.modules} & "
        "{'pydantic', 'rich', 'markdown', 'markdown_it', 'jinja2', 'yaml', 'lxml', 'weasyprint', 'mkdocs', 'PIL'}))"
    )
    used = []
    for _ in range(5):
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=course, env=env, capture_output=True, text=True, check=True
        )
        *said, seconds, modules = done.stdout.splitlines(keepends=False)
        assert "nothing to do" in said[-1]
        assert modules == ""
        used.append(float(seconds))
    assert min(used) <= 0.3, used


@pytest.mark.parametrize(("sign", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_build_leaves_no_trace(course: Path, sign: signal.Signals, code: int) -> None:
    main(["build", "-q"])
    before = tree(course / "dist")
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", CODE, "build", "sleep"]
    build = subprocess.Popen(command, cwd=course, env=env, start_new_session=True, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: workers_of(build.pid))
    os.killpg(build.pid, sign)
    _, said = build.communicate(timeout=60)
    assert build.returncode == code
    assert "Traceback" not in said
    assert tree(course / "dist") == before
    assert not list(course.glob(".dist*"))
    wait_for(lambda: not workers_of(build.pid))


@pytest.mark.parametrize("moment", range(4))
def test_a_build_stopped_while_its_first_worker_starts_says_one_sentence(course: Path, moment: int) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", CODE, "build", "sleep"]
    build = subprocess.Popen(command, cwd=course, env=env, start_new_session=True, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: processes_of(build.pid), 0.15 * moment)
    os.killpg(build.pid, signal.SIGINT)
    _, said = build.communicate(timeout=60)
    assert (build.returncode, said) == (130, "\nStopped. The folder of results is as it was.\n")
    wait_for(lambda: not processes_of(build.pid), 0)


def workers_of(group: int) -> list[str]:
    """Return the processes of a session beyond its first, two of which are Python's own helpers."""
    found = processes_of(group)
    return found if len(found) >= 3 or not found else []


def processes_of(group: int) -> list[str]:
    """Return the processes of a session beyond its first."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if fields[3] == str(group) and path.parent.name != str(group):
            found.append(path.parent.name)
    return found


def wait_for(what: Callable[[], Any], more: float = 0.5) -> None:
    for _ in range(600):
        if what():
            time.sleep(more)
            return
        time.sleep(0.1)
    pytest.fail("waited for too long")


def test_what_ends_a_build_ends_nothing_after_it(course: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    assert main(["build", "-q"]) == 0
    assert signal.getsignal(signal.SIGTERM) is before


def test_outside_every_course_the_one_beside_the_launcher_is_meant(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 2
    monkeypatch.setenv("HOCVUSO_HOME", str(course))
    assert main(["check"]) == 0
    assert main(["check", "--root", str(tmp_path)]) == 2


def test_accepted_warnings_are_counted(course: Path, capsys: Capture) -> None:
    edit(lesson(course), "Giữ mã cho riêng mình.", "Giữ mã *cho riêng mình*.")
    entry = "rule: italics, place: content/lessons/t02-giu-ma.md, reason: thử, who: thử, date: 2026-11-24"
    words = "Giữ mã *cho riêng mình*. Xem lại [bài gọi cấp cứu](t01-goi-cap-cuu.md)."
    with (course / "curriculum.yml").open("a", encoding="utf-8") as file:
        file.write(f"accept:\n  - {{{entry}, text: '{words}'}}\n")
    for command in (["check"], ["build"], ["build"]):
        assert main(command) == 0
        said = capsys.readouterr()
        assert "Accepted warnings, by «accept:» of curriculum.yml: 1." in said.out
        assert "italics" not in said.out + said.err


def test_what_a_target_loses_may_be_accepted(course: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "discover", lambda: {"papers": Papers(item_types=frozenset())})
    assert main(["check"]) == 0
    lost = re.findall(r"^(content/\S+):(\d+):\d+: warning: .*\[unsupported-item\]", capsys.readouterr().out, re.M)
    assert lost
    entries = [
        {
            "rule": "unsupported-item",
            "place": place,
            "text": (course / place).read_text("utf-8").split("\n")[int(n) - 1],
        }
        for place, n in lost
    ]
    with (course / "curriculum.yml").open("a", encoding="utf-8") as file:
        rest = {"reason": "thử", "who": "thử", "date": "2026-11-24"}
        file.write("accept:\n" + "".join(f"  - {json.dumps(e | rest, ensure_ascii=False)}\n" for e in entries))
    assert main(["check"]) == 0
    said = capsys.readouterr().out
    assert "unsupported-item" not in said
    assert f"Accepted warnings, by «accept:» of curriculum.yml: {len(lost)}." in said
    assert main(["build", "papers"]) == 0
    assert "unsupported-item" not in capsys.readouterr().err


# --- packages of others ----------------------------------------------------------------------


def test_inspect_needs_no_course_and_tells_by_its_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOCVUSO_LANG", "en")
    (tmp_path / "good.zip").write_bytes(zipped(scorm_12()))
    (tmp_path / "bad.zip").write_bytes(BY_NAME["a lesson that never speaks"].make())
    (tmp_path / "none.zip").write_bytes(b"PK")
    assert main(["inspect", "good.zip"]) == 0
    assert "Nothing is wrong with the package itself." in capsys.readouterr().out
    assert main(["inspect", "bad.zip"]) == 1
    assert "there will be no grade" in capsys.readouterr().out
    assert main(["inspect", "good.zip", "--profile", "moodle"]) == 0
    assert "Moodle: works." in capsys.readouterr().out
    assert main(["inspect", "none.zip"]) == 2
    assert "[broken-archive]" in capsys.readouterr().out
    assert main(["inspect", "none.zip", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["kind"] == "unreadable"
    assert main(["inspect", "good.zip", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["profiles"]["moodle"]["verdict"] == "works"
    assert main(["inspect", "absent.zip"]) == 2
    assert "«absent.zip» cannot be read: No such file or directory" in capsys.readouterr().err
    assert main(["inspect", "good.zip", "--profile", "mudle"]) == 2
    assert "Did you mean moodle?" in capsys.readouterr().err


def test_as_a_module(course: Path) -> None:
    command = [sys.executable, "-m", "generator", "--version"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=course, env=env, capture_output=True, text=True, check=True)
    assert done.stdout == f"hocvuso {__version__}\n"


def test_no_command_is_forgotten_here() -> None:
    group = cli.program("en")
    named = {*group.commands} | {f"report {n}" for n in group.commands["report"].commands}  # type: ignore[attr-defined]
    assert named == set(COMMANDS)
