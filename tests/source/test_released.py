"""The newest release is read, the others are left alone; what cannot serve is told with its remedy."""

import json
from pathlib import Path

import pytest

from generator.diagnostics import Diagnostics
from generator.source import load
from generator.source.released import order, place, read_release, versions
from tests.checking import BROKEN, laid

SOUND = (BROKEN / "released-id-deleted/releases/0.9.0.json").read_bytes()


def told(content: bytes, version: str = "0.9.0") -> list[str]:
    problems = Diagnostics()
    found = read_release(content, version, problems)
    assert (found is None) == bool(problems.errors)
    return [d.rule for d in problems]


def test_versions_are_ordered_by_their_numbers() -> None:
    files = [place(v) for v in ("1.10.0", "1.9.0", "1.2.10", "0.9.0")]
    others = ["releases/README.md", "releases/1.0.json", "content/1.0.0.json", "releases/a/1.0.0.json"]
    assert versions([*files, *others]) == ("0.9.0", "1.2.10", "1.9.0", "1.10.0")
    assert order("9" * 5000 + ".0.0") < (10**10,)


def test_a_release_is_read() -> None:
    problems = Diagnostics()
    found = read_release(SOUND, "0.9.0", problems)
    assert found is not None
    assert (found.release.version, found.release.ids["kho-7"]) == ("0.9.0", "Câu cũ đã bỏ?")
    assert list(problems) == []


def changed(**values: object) -> bytes:
    return json.dumps({**json.loads(SOUND), **values}).encode()


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (SOUND[:40], "release-damaged"),
        (b"", "release-damaged"),
        (b"\xff\xfe", "release-damaged"),
        (b"[1, 2]", "release-damaged"),
        (b"[" * 200_000, "release-damaged"),
        (changed(version="0.9.1"), "release-damaged"),
        (changed(schema=0), "release-damaged"),
        (changed(schema="1"), "release-damaged"),
        (changed(ids=None), "release-damaged"),
        (changed(packages={"scorm12/t01": {"manner": "magic"}}), "release-damaged"),
        (changed(schema=2), "release-too-new"),
        (changed(schema=2, ids="anything"), "release-too-new"),
    ],
)
def test_what_cannot_serve_is_told(content: bytes, rule: str) -> None:
    assert told(content) == [rule]


def test_what_a_later_tool_adds_is_passed_over() -> None:
    assert told(changed(more={"a": 1}, packages={"scorm12/t01": {"manner": "resumes", "colour": "red"}})) == []


def test_only_the_newest_is_read(tmp_path: Path) -> None:
    root = laid(tmp_path / "nothing", tmp_path / "khoa")
    (root / "releases").mkdir()
    (root / place("0.9.0")).write_bytes(SOUND)
    (root / place("0.8.0")).write_bytes(b"not read")
    problems = Diagnostics()
    source = load(root, problems)
    assert source is not None
    assert source.baseline is not None
    assert source.baseline.release.version == "0.9.0"
    assert list(problems) == []


def test_a_release_outside_the_course_is_refused(tmp_path: Path) -> None:
    root = laid(tmp_path / "nothing", tmp_path / "khoa")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/0.9.0.json").write_bytes(SOUND)
    (root / "releases").symlink_to(tmp_path / "elsewhere")
    problems = Diagnostics()
    source = load(root, problems)
    assert source is not None
    assert source.baseline is None
    assert [d.rule for d in problems] == ["outside-course"]
