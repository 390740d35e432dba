"""A release is written as a whole, only when all is well, and what it says of the next version is true of ``dist/``."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from generator.build import build
from generator.diagnostics import ContentError, Diagnostics
from generator.player import STATE
from generator.release import Released, ReleaseError, as_json, draft, publish
from generator.source.released import read_release
from generator.state import Request
from generator.strings import strings
from generator.theme import layered
from tests.checking import checked
from tests.fake_course import ROOT, tree

TODAY = date(2026, 11, 24)
MINIMAL = ROOT / "tests/curricula/minimal"
LESSON, OTHER, BANK = ("lessons/t01-goi-cap-cuu.md", "lessons/t02-giu-ma.md", "items/kho.md")
FORMATS = {"cmi5", "common_cartridge", "moodle", "olx", "qti", "scorm12", "scorm2004"}
FIRST, SECOND = "releases/1.2.0.json", "releases/1.3.0.json"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = tmp_path / "khoá học"
    shutil.copytree(MINIMAL, root, ignore=shutil.ignore_patterns("dist", ".hocvuso"))
    return root


def released(root: Path, version: str = "1.2.0", today: date = TODAY) -> Released:
    return publish(root, layered(root), version, today, Diagnostics())


def edit(root: Path, name: str, old: str, new: str) -> None:
    path = root / ("curriculum.yml" if name == "curriculum.yml" else f"content/{name}")
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new), encoding="utf-8")


def raised(root: Path, version: str = "1.3.0") -> None:
    edit(root, "curriculum.yml", "version: 1.2.0", f"version: {version}")


def files(root: Path) -> dict[str, bytes]:
    return {n: b for n, b in tree(root).items() if not n.startswith((".hocvuso/", "dist/"))}


# --- writing it -----------------------------------------------------------------------------------------


def test_it_holds_what_was_handed_out(course: Path) -> None:
    before = files(course)
    done = released(course)
    after = files(course)
    assert after.keys() - before.keys() == {FIRST, "content/ids.lock"}
    assert {n: b for n, b in after.items() if n in before} == before
    data = json.loads(after[FIRST])
    assert (data["schema"], data["version"], data["date"], data["course"]) == (1, "1.2.0", "2026-11-20", "nho")
    assert data["ids"]["t01-1"] == "Có người ngã nặng. {Bác} gọi số nào?"
    assert [x["slug"] for x in data["lessons"]] == ["t01", "t02", "t02--hoc-sinh"]
    assert [i["id"] for i in data["lessons"][0]["items"]] == [f"t01-{n}" for n in range(1, 9)]
    (test,) = data["tests"]
    assert (test["id"], test["track"]) == ("cuoi", "ba-con")
    assert [i["id"] for i in test["items"]] == ["kho-1", "kho-2", "kho-3"]
    assert len(test["drawn"]) == 2
    assert [(f["id"], f["seen"], f["verify_by"]) for f in data["facts"]] == [("so-115", "2026-11-01", "2027-02-01")]
    package = data["packages"]["scorm12/t01"]
    assert (package["identifier"], package["keep"], package["state"]) == ("hv-nho-t01", "best", STATE)
    (unit,) = package["units"]
    assert (unit["identifier"], unit["pass_mark"], unit["mastery"]) == ("hv-nho-t01-item", 60, None)
    assert [q["identifier"] for q in unit["questions"]] == [f"t01-{n}" for n in range(1, 9)]
    assert {n.split("/")[0] for n in data["packages"]} == FORMATS
    assert done.before is None


def test_it_is_the_same_bytes_everywhere_and_can_be_read_back(course: Path, tmp_path: Path) -> None:
    released(course)
    code = (
        "import sys; from datetime import date; from pathlib import Path;"
        "from generator.diagnostics import Diagnostics; from generator.release import publish;"
        "from generator.theme import layered; r = Path(sys.argv[1]);"
        "publish(r, layered(r), '1.2.0', date(2026, 11, 30), Diagnostics())"
    )
    other = tmp_path / "nơi khác"
    shutil.copytree(MINIMAL, other)
    env = {**os.environ, "PYTHONHASHSEED": "4711", "TZ": "America/New_York", "LC_ALL": "C", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code, str(other)], env=env, cwd=tmp_path, check=True)
    assert files(course) == files(other)
    content = (course / FIRST).read_bytes()
    found = read_release(content, "1.2.0", Diagnostics())
    assert found is not None
    assert as_json(found.release) == content


def test_what_is_there_already_is_left_alone(course: Path) -> None:
    released(course)
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in (course / FIRST, course / "content/ids.lock")}
    assert released(course).again
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in before} == before


def changed_unseen(root: Path) -> None:
    released(root)
    edit(root, LESSON, "- [ ] 1080", "- [ ] 1081")


def lowered(root: Path) -> None:
    released(root)
    raised(root, "1.10.0")
    released(root, "1.10.0")
    edit(root, "curriculum.yml", "version: 1.10.0", "version: 1.9.0")


REFUSALS: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "another version": (lambda r: None, "1.3.0", "the course says that it is version 1.2.0, not 1.3.0"),
    "no version": (lambda r: None, "v1", "the course says that it is version 1.2.0, not v1"),
    "a path": (lambda r: None, "../1.2.0", "the course says that it is version 1.2.0, not ../1.2.0"),
    "other content": (
        changed_unseen,
        "1.2.0",
        "version 1.2.0 was released with other content: releases/1.2.0.json",
    ),
    "not newer": (
        lowered,
        "1.9.0",
        "version 1.9.0 is not newer than 1.10.0, which was released",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_version_that_cannot_be_released_is_refused_and_nothing_is_written(course: Path, name: str) -> None:
    prepare, version, message = REFUSALS[name]
    prepare(course)
    before = files(course)
    with pytest.raises(ReleaseError) as refusal:
        released(course, version)
    assert str(refusal.value) == message
    assert "curriculum.yml:7:10" in refusal.value.remedy.format(**refusal.value.values)
    assert files(course) == before


def test_a_course_that_is_wrong_or_stale_is_not_released(course: Path) -> None:
    before = files(course)
    with pytest.raises(ContentError) as stale:
        released(course, today=date(2027, 2, 2))
    assert [d.rule for d in stale.value.diagnostics if d.severity.value == "error"] == ["stale-fact"]
    assert files(course) == before
    edit(course, OTHER, "t02-1", "t01-1")
    with pytest.raises(ContentError):
        released(course)
    assert not (course / FIRST).exists()


@pytest.mark.parametrize("at", ["content/ids.lock", FIRST])
def test_a_run_that_is_killed_leaves_nothing_half_and_the_next_completes_it(course: Path, at: str) -> None:
    """Killed while a file is written, under its passing name: what is there is old or whole."""
    code = (
        "import os, signal, sys; from datetime import date; from pathlib import Path;"
        "from generator import release, swap; from generator.diagnostics import Diagnostics;"
        "from generator.theme import layered; r = Path(sys.argv[1]);\n"
        "def die(path, content):\n"
        "    path.write_bytes(content[:50])\n"
        "    if sys.argv[2] in str(path): os.kill(os.getpid(), signal.SIGKILL)\n"
        "    path.write_bytes(content)\n"
        "swap.write = die\n"
        "release.publish(r, layered(r), '1.2.0', date(2026, 11, 24), Diagnostics())"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", code, str(course), at.rpartition("/")[2]], env=env, check=False)
    assert run.returncode == -9
    assert not (course / FIRST).exists()
    assert [d.rule for d in checked(course, TODAY)[1] if d.severity.value == "error"] == []
    released(course)
    assert [n for n in files(course) if n.endswith(".tmp")] == []
    assert set(json.loads((course / FIRST).read_text(encoding="utf-8"))["ids"]) <= {
        line.split(" ")[0] for line in (course / "content/ids.lock").read_text(encoding="utf-8").splitlines()
    }


def test_a_lock_that_was_lost_is_written_again(course: Path) -> None:
    released(course)
    whole = (course / "content/ids.lock").read_bytes()
    (course / "content/ids.lock").unlink()
    assert [d.rule for d in checked(course)[1] if d.severity.value == "error"] == ["released-id-deleted"]
    with pytest.raises(ContentError):
        released(course)
    (course / "content/ids.lock").write_bytes(whole)
    assert released(course).again


def test_notes_in_the_lock_are_kept(course: Path) -> None:
    """What people wrote there stays, at the first release and at later ones."""
    lock = course / "content/ids.lock"
    lock.write_text("# Do lệnh release ghi.\n\n", encoding="utf-8")
    released(course)
    edit(course, "ids.lock", "t01-3 ", "# hỏi lại cô Lan\nt01-3 ")
    noted = lock.read_text(encoding="utf-8")
    assert noted.startswith("# Do lệnh release ghi.\n\nT01\n")
    assert released(course).again
    edit(course, OTHER, "id: t02-1;", "id: t02-9; formerly: t02-1;")
    raised(course)
    released(course, "1.3.0")
    added = "t02-9 Ai được biết mã của {bác}?\n"
    text = lock.read_text(encoding="utf-8")
    assert added in text
    assert text.replace(added, "") == noted


# --- exams ----------------------------------------------------------------------------------------------

BANK_LINE, EXAM_LINE = "title: Kho câu hỏi\n", "title: Kho câu hỏi\nvisibility: exam\n"
RIGHT, WRONG = "- [x] 115\n- [ ] 114", "- [ ] 115\n- [x] 114"


def written(root: Path, right: str) -> str:
    """Return the release of a course whose second question of the bank has this for its answers."""
    edit(root, BANK, RIGHT, right)
    done = released(root).release
    (root / FIRST).unlink()
    (root / "content/ids.lock").unlink()
    edit(root, BANK, right, RIGHT)
    return as_json(done).decode()


def test_a_release_tells_nothing_of_the_answers_of_an_exam(course: Path) -> None:
    """Whoever knows a question has few answers to try: the file is the same whichever is right. Not so in practice."""
    assert written(course, RIGHT) != written(course, WRONG)
    edit(course, BANK, BANK_LINE, EXAM_LINE)
    text = written(course, RIGHT)
    assert text == written(course, WRONG)
    assert text != written(course, RIGHT.replace("114", "113"))  # other words are told apart
    data = json.loads(text)
    assert "cấp cứu số nào" not in text
    assert data["ids"]["kho-2"] == ""
    assert data["ids"]["t01-1"] != ""
    assert [i["revision"] for i in data["tests"][0]["items"]] == [""] * 3
    held = {q["identifier"]: q["revision"] for q in data["packages"]["olx/ba-con"]["units"][0]["questions"]}
    assert (held["kho-2"], held["t01-1"] != "") == ("", True)


def test_the_draft_of_an_exam_says_which_questions_and_not_what_they_ask(course: Path) -> None:
    edit(course, BANK, BANK_LINE, EXAM_LINE)
    released(course)
    assert "kho-2 Gọi cấp cứu số nào?\n" in (course / "content/ids.lock").read_text(encoding="utf-8")
    assert [d.rule for d in checked(course)[1] if d.severity.value == "error"] == []
    raised(course)
    edit(course, BANK, "Gọi cấp cứu số nào?", "Khi cấp cứu thì gọi số nào?")
    edit(course, BANK, "id: kho-3", "id: kho-4; formerly: kho-3")
    said = draft(released(course, "1.3.0"), strings(layered(course), "vi", "release"))
    assert "- Mới: kho-4\n- Bỏ: kho-3\n- Sửa lời: kho-2\n" in said
    assert "olx/ba-con: nhập đè thì kết quả cũ còn (chưa thử trên máy chủ thật); câu của bài thi đổi" in said
    raised_again = json.loads((course / SECOND).read_text(encoding="utf-8"))["ids"]
    assert raised_again["kho-3"] == raised_again["kho-4"] == ""
    edit(course, BANK, EXAM_LINE, BANK_LINE)
    edit(course, "curriculum.yml", "version: 1.3.0", "version: 1.4.0")
    told = draft(released(course, "1.4.0"), strings(layered(course), "vi", "release"))
    assert "### Câu hỏi" not in told  # practice now: nothing is known to have changed


# --- what check says after it ---------------------------------------------------------------------------


OLD, NEW = "### Câu 1. Ai được biết mã của {bác}?\n<!-- id: t02-1;", "### Câu 1. Máy hết pin thì làm gì?\n<!-- id: "
AFTER: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "nothing": (lambda r: None, []),
    "a question reworded": (lambda r: edit(r, OTHER, "Ai được biết mã", "Ai được biết mã OTP"), []),
    "an id that is gone": (lambda r: edit(r, OTHER, "id: t02-1", "id: t02-9"), ["released-id-missing"]),
    "an id renamed": (lambda r: edit(r, OTHER, "id: t02-1;", "id: t02-9; formerly: t02-1;"), []),
    "an id retired": (lambda r: edit(r, OTHER, "id: t02-1;", "id: t02-1; retired: true;"), []),
    "an id given away": (lambda r: edit(r, OTHER, OLD, NEW + "t02-1;"), ["released-id-reused"]),
    "an id replaced": (lambda r: edit(r, OTHER, OLD, NEW + "t02-9; formerly: t02-1;"), []),
    "a line of the lock": (
        lambda r: edit(r, "ids.lock", "t01-3 Gọi 115 phải trả tiền.\n", ""),
        ["released-id-deleted"],
    ),
}


@pytest.mark.parametrize("name", AFTER)
def test_check_guards_what_was_released(course: Path, name: str) -> None:
    change, rules = AFTER[name]
    released(course)
    change(course)
    assert [d.rule for d in checked(course)[1] if d.severity.value == "error"] == rules


def test_what_was_replaced_stays_locked_for_ever(course: Path) -> None:
    released(course)
    edit(course, OTHER, OLD, NEW + "t02-9; formerly: t02-1;")
    raised(course)
    released(course, "1.3.0")
    ids = json.loads((course / SECOND).read_text(encoding="utf-8"))["ids"]
    assert (ids["t02-1"], ids["t02-9"]) == ("Ai được biết mã của {bác}?", "Máy hết pin thì làm gì?")
    edit(course, OTHER, "t02-9; formerly: t02-1;", "t02-9;")
    assert [d.rule for d in checked(course)[1] if d.severity.value == "error"] == ["released-id-missing"]


# --- the change log -------------------------------------------------------------------------------------


def test_the_draft_names_what_has_changed(course: Path) -> None:
    released(course)
    raised(course)
    edit(course, LESSON, "Bà Tư ngã ở bếp.", "Bà Tư ngã ở sân.")
    edit(course, LESSON, "- [ ] 1080", "- [ ] 1081")
    edit(course, LESSON, "Gọi 115 phải trả tiền.", "Gọi 115 phải mất tiền.")
    edit(course, OTHER, "id: t02-1;", "id: t02-9; formerly: t02-1;")
    edit(course, "facts.yml", "seen: 2026-11-01", "seen: 2026-11-02")
    edit(course, "curriculum.yml", "pass_mark: 60", "pass_mark: 70")
    done = released(course, "1.3.0")
    assert draft(done, strings(layered(course), "vi", "release")) == CHANGES
    english = draft(done, strings(layered(course), "en", "release"))
    assert (
        "## 1.3.0, 2026-11-20\n\n### Lessons\n\n- Reworded: T01 «Gọi cấp cứu»\n- Lessons: pass mark from 60 % to 70 %\n"
        in english
    )
    assert "scorm12/t01, scorm2004/t01: learners redo: t01-1: other options" in english


def test_the_pass_mark_of_a_test_is_not_that_of_the_lessons(course: Path) -> None:
    released(course)
    raised(course)
    edit(course, "curriculum.yml", "    title: Bài cuối\n", "    title: Bài cuối\n    pass_mark: 80\n")
    said = draft(released(course, "1.3.0"), strings(layered(course), "vi", "release"))
    assert "- Bài cuối: mức đạt từ 60 % thành 80 %" in said
    assert "Bài học: mức đạt" not in said


def test_a_form_of_address_of_two_words_stands_without_braces(course: Path) -> None:
    edit(course, "curriculum.yml", "bác: bác", "bác: bác, anh chị: anh chị")
    released(course)
    raised(course)
    edit(course, OTHER, "id: t02-1;", "id: t02-9; formerly: t02-1;")
    edit(course, OTHER, "được biết mã của {bác}?", "được biết mã của {anh chị}?")
    said = draft(released(course, "1.3.0"), strings(layered(course), "vi", "release"))
    assert "t02-9 «Ai được biết mã của anh chị?»" in said


CHANGES = """## 1.3.0, ngày 20/11/2026

### Bài học

- Sửa lời: T01 «Gọi cấp cứu»
- Bài học: mức đạt từ 60 % thành 70 %

### Câu hỏi

- Mới: t02-9 «Ai được biết mã của bác?»
- Bỏ: t02-1 «Ai được biết mã của bác?»
- Sửa đáp án hoặc lựa chọn: t01-1 «Có người ngã nặng. Bác gọi số nào?»
- Sửa lời: t01-3 «Gọi 115 phải mất tiền.»

### Bài làm thử

- Bài cuối: mức đạt từ 60 % thành 70 %

### Điều có nguồn

- Kiểm lại, vẫn đúng: so-115

### Gói cho nền tảng

- cmi5/ba-con-cuoi, scorm12/ba-con-cuoi, scorm2004/ba-con-cuoi: an toàn khi thay
- cmi5/t01, scorm12/t01, scorm2004/t01: học viên làm lại: câu t01-1 đổi lựa chọn
- cmi5/ba-con: học viên làm lại: câu t01-1 đổi lựa chọn; câu t02-9 thay câu t02-1
- cmi5/hoc-sinh, cmi5/t02, cmi5/t02--hoc-sinh, scorm12/t02 và 3 gói nữa: học viên làm lại: câu t02-9 thay câu t02-1
- moodle/ba-con-cuoi-xml, moodle/ba-con-xml, moodle/hoc-sinh-xml: \
không đè bản cũ: nhập thành câu mới, câu cũ và kết quả còn nguyên
- olx/hoc-sinh: nhập đè thì kết quả cũ còn (chưa thử trên máy chủ thật)
- olx/ba-con: nhập đè thì kết quả cũ còn (chưa thử trên máy chủ thật); phải chấm lại (Rescore) câu t01-1
- common_cartridge/ba-con-cc11, common_cartridge/ba-con-cc13, common_cartridge/hoc-sinh-cc11, \
common_cartridge/hoc-sinh-cc13 và 4 gói nữa: \
tuỳ nền tảng: có nơi nhập đè, có nơi nhập thêm một bản
"""


def test_the_first_and_an_empty_release_say_so(course: Path) -> None:
    words = strings(layered(course), "vi", "release")
    assert "Bản phát hành đầu tiên: 2 bài, 12 câu hỏi, 1 điều có nguồn, 27 gói." in draft(released(course), words)
    raised(course)
    assert "Không có gì đổi so với bản 1.2.0." in draft(released(course, "1.3.0"), words)


# --- the table of packages ------------------------------------------------------------------------------


def column(root: Path) -> dict[str, str]:
    """Return what ``packages.csv`` says of replacing each package."""
    text = (root / "dist/packages/packages.csv").read_text(encoding="utf-8")
    return {row["id"]: row["safe_to_replace"] for row in csv.DictReader(io.StringIO(text))}


def test_packages_are_compared_with_the_newest_release(course: Path) -> None:
    """Without a release nothing is said; a release is an input; what is left in ``dist/`` keeps what was true of it."""

    def made(*lessons: str) -> bool:
        request = Request(course.resolve(), course.resolve() / "dist", targets=("scorm12",), lessons=lessons, workers=1)
        return build(request).changed

    names = ("ba-con-cuoi", "t01", "t02", "t02--hoc-sinh")
    assert made()
    assert column(course) == dict.fromkeys(names, "")
    assert not made()
    released(course)
    assert made()
    assert column(course) == dict.fromkeys(names, "an toàn khi thay")
    edit(course, LESSON, "- [ ] 1080", "- [ ] 1081")
    assert made()
    redo = "học viên làm lại: câu t01-1 đổi lựa chọn"
    assert column(course) == dict.fromkeys(names, "an toàn khi thay") | {"t01": redo}
    page = (course / "dist/index.html").read_text(encoding="utf-8")
    assert f"t01 · 8 phút · đạt từ 60 % · {redo} · " in page
    assert page.count("an toàn khi thay") == 3
    edit(course, OTHER, "Ai được biết mã", "Ai được biết mã OTP")
    assert made("T02")
    assert column(course)["t01"] == redo
    raised(course)
    released(course, "1.3.0")
    assert made("T02")
    assert column(course) == {
        "ba-con-cuoi": "",
        "t01": "",
        "t02": "an toàn khi thay",
        "t02--hoc-sinh": "an toàn khi thay",
    }
    assert made()
    assert column(course) == dict.fromkeys(names, "an toàn khi thay")
    edit(course, "curriculum.yml", "lessons: [T02]", "lessons: [T01, T02]")
    edit(course, LESSON, "audiences: [ba-con]", "audiences: [ba-con, hoc-sinh]")
    assert made()
    assert column(course)["t01--hoc-sinh"] == ""  # new since the release
