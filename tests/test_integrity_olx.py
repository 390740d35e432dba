"""Every rule for Open edX courses finds what it is for, and a good course passes them all."""

import gzip
import io
import json
import tarfile
from collections.abc import Callable

import pytest

from generator.archive import pack_tar
from generator.integrity import verify
from generator.integrity_olx import RULES, folder_of

PATH = "packages/olx/lop-olx.tar.gz"
PROBLEM = (
    '<problem display_name="Câu 1"><multiplechoiceresponse><label>Gọi số nào?</label><choicegroup>'
    '<choice correct="true" name="A">115 <img src="/static/a.svg" alt="Số 115"/></choice>'
    '<choice correct="false" name="B">1080</choice></choicegroup></multiplechoiceresponse></problem>'
)
TYPED = '<problem><stringresponse answer="a{2}" type="regexp"><textline/></stringresponse></problem>'
GOOD = {
    "course.xml": '<course url_name="course" org="nho" course="lop"/>',
    "course/course.xml": '<course><chapter url_name="mot"/></course>',
    "chapter/mot.xml": '<chapter display_name="Một"><sequential url_name="bai"/></chapter>',
    "sequential/bai.xml": (
        '<sequential display_name="Bài" graded="true" format="Bài"><vertical url_name="phan"/></sequential>'
    ),
    "vertical/phan.xml": (
        '<vertical display_name="Phần"><html url_name="chu"/><itembank url_name="kho" max_count="1">'
        '<problem url_name="cau-1"/></itembank><problem url_name="cau-2"/></vertical>'
    ),
    "html/chu.xml": '<html filename="chu" display_name="Phần"/>',
    "html/chu.html": (
        '<p>Xem <a href="/jump_to_id/bai">bài này</a>, <a href="https://vi-du.example/">trang</a>, <code>{x}</code>'
        '<img src="/static/a.svg" alt="Hình"/></p>'
    ),
    "problem/cau-1.xml": PROBLEM,
    "problem/cau-2.xml": TYPED,
    "static/a.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    "static/course-image.png": "x",
    "tabs/words.html": "<p>OTP</p>",
    "about/overview.html": "<h2>Lớp</h2>",
    "policies/course/policy.json": json.dumps(
        {
            "course/course": {
                "course_image": "course-image.png",
                "tabs": [{"type": "courseware"}, {"type": "static_tab", "name": "Từ mới", "url_slug": "words"}],
            }
        }
    ),
    "policies/course/grading_policy.json": json.dumps({"GRADER": [{"type": "Bài", "weight": 1}]}),
}
Edit = Callable[[dict[str, str]], object]


def packed(files: dict[str, str]) -> dict[str, bytes]:
    return {f"course/{name}": text.encode() for name, text in files.items()}


def found(files: dict[str, str]) -> list[str]:
    raw = packed(files)
    return [str(d.rule) for d in verify(PATH, raw, pack_tar(raw))]


def without(name: str) -> Edit:
    return lambda files: files.pop(name)


def changed(name: str, old: str, new: str) -> Edit:
    assert old in GOOD[name]
    return lambda files: files.update({name: files[name].replace(old, new)})


def added(name: str, text: str) -> Edit:
    return lambda files: files.update({name: text})


def test_a_good_course_passes() -> None:
    assert found(GOOD) == []


CANARIES: list[tuple[str, Edit]] = [
    ("dangling-block", without("problem/cau-1.xml")),
    ("dangling-block", without("html/chu.html")),
    ("dangling-block", without("tabs/words.html")),
    ("dangling-block", changed("html/chu.html", "/jump_to_id/bai", "/jump_to_id/khac")),
    ("unreached-block", added("problem/la.xml", PROBLEM)),
    ("unreached-block", added("static/thua.svg", GOOD["static/a.svg"])),
    ("unreached-block", added("html/thua.html", "<p>x</p>")),
    ("duplicate-block", changed("vertical/phan.xml", '"cau-2"', '"cau-1"')),
    ("duplicate-block", changed("vertical/phan.xml", 'itembank url_name="kho"', 'itembank url_name="bai"')),
    ("duplicate-block", changed("vertical/phan.xml", 'itembank url_name="kho"', 'itembank url_name="kho:1"')),
    ("missing-static-file", without("static/a.svg")),
    ("missing-static-file", without("static/course-image.png")),
    ("missing-static-file", changed("problem/cau-1.xml", "/static/a.svg", "/static/b.svg")),
    ("course-request", changed("html/chu.html", "/static/a.svg", "https://vi-du.example/a.svg")),
    ("course-request", changed("problem/cau-1.xml", "/static/a.svg", "//vi-du.example/a.svg")),
    ("course-leftover", changed("problem/cau-1.xml", "/static/a.svg", "asset:a.svg")),
    ("course-leftover", changed("html/chu.html", "/jump_to_id/bai", "lesson:B07")),
    ("course-leftover", changed("problem/cau-1.xml", "Gọi số nào?", "{Bác} gọi số nào?")),
    ("course-leftover", changed("problem/cau-1.xml", "Số 115", "Máy của {bác}")),
    ("course-leftover", changed("problem/cau-1.xml", "1080", "undefined")),
    ("course-leftover", changed("html/chu.html", "bài này", "bài {n}")),
    ("unanswerable-problem", changed("problem/cau-1.xml", "true", "false")),
    ("unanswerable-problem", changed("problem/cau-1.xml", "false", "true")),
    ("unanswerable-problem", changed("problem/cau-1.xml", "false", "maybe")),
    ("unanswerable-problem", changed("problem/cau-2.xml", "a{2}", "a(")),
    ("unanswerable-problem", changed("problem/cau-2.xml", "a{2}", "a*")),
    ("unanswerable-problem", changed("problem/cau-2.xml", "a{2}", "a_or_b")),
    ("unanswerable-problem", added("problem/cau-2.xml", "<problem><p>Không hỏi gì.</p></problem>")),
    ("live-text", changed("problem/cau-1.xml", "Gọi số nào?", "&lt;script&gt;")),
    ("live-text", changed("problem/cau-1.xml", "1080", "5 &lt; 6")),
    ("ungraded-format", changed("sequential/bai.xml", 'format="Bài"', 'format="Bài khác"')),
    ("ungraded-format", changed("policies/course/grading_policy.json", '"weight": 1', '"weight": 0.9')),
    ("not-well-formed", changed("problem/cau-1.xml", "</problem>", "")),
]


@pytest.mark.parametrize(("rule", "spoil"), CANARIES)
def test_a_spoiled_course_is_found(rule: str, spoil: Edit) -> None:
    files = dict(GOOD)
    spoil(files)
    assert rule in found(files)


def test_every_rule_has_a_canary() -> None:
    assert {r.__name__.replace("_", "-") for r in RULES} <= {rule for rule, _ in CANARIES}
    assert all(r.__doc__ for r in RULES)


@pytest.mark.parametrize("marks", [("false", "false"), ("true", "maybe"), ("true", "true")])
@pytest.mark.parametrize(("kind", "option"), [("multiplechoiceresponse", "choice"), ("optioninput", "option")])
def test_one_option_is_right(kind: str, option: str, marks: tuple[str, ...]) -> None:
    options = "".join(f'<{option} correct="{m}">{n}</{option}>' for n, m in enumerate(marks))
    text = f"<problem><optionresponse/><{kind}>{options}</{kind}></problem>"
    assert "unanswerable-problem" in found({**GOOD, "problem/cau-1.xml": text})


@pytest.mark.parametrize("marks", [("false", "false"), ("true", "true")])
def test_some_boxes_are_right_and_some_wrong(marks: tuple[str, ...]) -> None:
    options = "".join(f'<choice correct="{m}">{n}</choice>' for n, m in enumerate(marks))
    text = f"<problem><choiceresponse>{options}</choiceresponse></problem>"
    assert "unanswerable-problem" in found({**GOOD, "problem/cau-1.xml": text})


def test_other_packages_are_no_courses() -> None:
    assert folder_of({"index.html": b"", "course.xml": b"<course/>"}) == ""
    assert folder_of({"a/course.xml": b"<quiz/>"}) == ""
    assert folder_of({"a/course.xml": b"<course"}) == ""
    assert folder_of({"a/course.xml": b"<course/>"}) == "a/"


# --- the archive itself -----------------------------------------------------------------------------------------------


def tarred(change: Callable[[tarfile.TarInfo], object], names: list[str] | None = None) -> bytes:
    """Return the good course in a tar whose first entry was changed, or whose entries stand in another order."""
    raw, plain = packed(GOOD), io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        for number, name in enumerate(names or sorted(raw)):
            entry = tarfile.TarInfo(name)
            entry.size = len(raw[name])
            if number == 0:
                change(entry)
            tar.addfile(entry, io.BytesIO(raw[name]))
    made = gzip.compress(plain.getvalue(), mtime=0)
    return made[:4] + b"\0\0\0\0\0\xff" + made[10:]


def hygiene(archive: bytes) -> list[str]:
    return [d.rule for d in verify(PATH, packed(GOOD), archive)]


def test_a_tar_is_clean_when_it_is_plain() -> None:
    assert hygiene(tarred(lambda entry: None)) == []


@pytest.mark.parametrize(
    ("field", "value"), [("mtime", 1), ("uid", 1000), ("uname", "an"), ("mode", 0o755), ("name", "/etc/x")]
)
def test_what_a_tar_says_of_the_machine_is_found(field: str, value: object) -> None:
    assert set(hygiene(tarred(lambda entry: setattr(entry, field, value)))) == {"archive-hygiene"}


def test_a_broken_tar_is_found() -> None:
    good = tarred(lambda entry: None)
    assert hygiene(b"not gzip") == ["archive-hygiene", "archive-hygiene"]
    assert "archive-hygiene" in hygiene(good[: len(good) // 2])
    assert "archive-hygiene" in hygiene(good[:4] + b"\1" + good[5:])
    assert "archive-hygiene" in hygiene(tarred(lambda entry: None, sorted(packed(GOOD))[::-1]))
    assert "archive-hygiene" in hygiene(tarred(lambda entry: None, sorted(packed(GOOD))[1:]))
