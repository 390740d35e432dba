import shutil
import unicodedata
from pathlib import Path

import pytest

from generator.diagnostics import Diagnostics
from generator.source import load
from tests.checking import BARE, CURRICULA, checked, lesson, printed


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BARE, tmp_path / "Khoá học (mới) xã Đoài"))


def test_a_course_is_read_from_any_folder(root: Path) -> None:
    source, problems = checked(root)
    assert printed(problems, "en") == ""
    assert source is not None
    assert [x.front.id for x in source.lessons] == ["T01"]
    assert [b.front.id for b in source.banks] == ["kho"]
    assert source.files >= {"curriculum.yml", "content/lessons/t01/nut.svg"}
    assert source.failed == frozenset()


def test_every_way_of_saving_the_same_text_gives_the_same_course(root: Path) -> None:
    def seen() -> object:
        source, problems = checked(root)
        assert printed(problems, "en") == ""
        assert source is not None
        return source.curriculum.data, [(x.front, x.prose) for x in source.lessons], source.facts and source.facts.data

    plain = seen()
    files = [p for p in root.rglob("*") if p.suffix in (".md", ".yml")]
    for change in (
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"\n", b"\r"),
        lambda data: unicodedata.normalize("NFD", data.decode()).encode(),
    ):
        kept = {p: p.read_bytes() for p in files}
        for path, data in kept.items():
            path.write_bytes(change(data))
        assert seen() == plain
        for path, data in kept.items():
            path.write_bytes(data)


def test_what_a_broken_file_would_hold_is_not_missed_twice(root: Path) -> None:
    lesson(root).write_text("---\nid: T01\n", encoding="utf-8")
    (root / "content" / "facts.yml").write_text("- a\n", encoding="utf-8")
    source, problems = checked(root)
    assert source is not None
    assert source.failed == {"content/lessons/t01-thu.md", "content/facts.yml"}
    assert [d.rule for d in problems] == ["yaml-not-a-mapping", "front-matter"]


def test_a_curriculum_that_cannot_be_read_does_not_hide_the_rest(root: Path) -> None:
    (root / "curriculum.yml").write_text("schema: 1\n: :\n", encoding="utf-8")
    lesson(root).write_text("", encoding="utf-8")
    problems = Diagnostics()
    assert load(root, problems) is None
    assert {d.position.path for d in problems} == {"curriculum.yml", "content/lessons/t01-thu.md"}


def test_links_out_of_the_course_are_refused(root: Path, tmp_path: Path) -> None:
    (tmp_path / "ngoai.md").write_text("bí mật", encoding="utf-8")
    lessons = root / "content" / "lessons"
    (lessons / "a.md").symlink_to(tmp_path / "ngoai.md")
    (lessons / "b").symlink_to(tmp_path)
    (lessons / "vong").symlink_to(lessons / "vong")
    (lessons / "trong.svg").symlink_to(lessons / "t01" / "nut.svg")
    source, problems = checked(root)
    assert source is not None
    assert "content/lessons/trong.svg" in source.files
    assert not {f for f in source.files if "/a.md" in f or "/b/" in f}
    assert [d.position.path for d in problems if d.rule == "outside-course"] == [
        "content/lessons/a.md",
        "content/lessons/b",
        "content/lessons/vong",
    ]


def test_a_content_folder_that_is_a_link_out_is_refused(root: Path, tmp_path: Path) -> None:
    shutil.move(root / "content", tmp_path / "content")
    (root / "content").symlink_to(tmp_path / "content")
    problems = Diagnostics()
    source = load(root, problems)
    assert source is not None
    assert source.files == {"curriculum.yml"}
    assert [d.rule for d in problems] == ["outside-course"]


def test_lessons_of_other_languages_use_their_words(root: Path) -> None:
    text = "---\nid: T01\nshort_title: Try\nminutes: 8\n---\n\n# Try\n\n**Try.**\n\n## A story\n\nMai tries.\n"
    (lesson(root).parent / "t01-thu.en.md").write_text(text, encoding="utf-8")
    source, problems = checked(root)
    assert source is not None
    assert printed(problems, "en") == ""
    assert [(x.language, x.sections[0].role.value) for x in source.lessons] == [("en", "story"), ("vi", "story")]


def test_the_small_course_of_the_other_tests_is_sound() -> None:
    assert checked(CURRICULA / "minimal")[1].errors == 0
