import re
import shutil
from pathlib import Path

import pytest

from generator.fmt import Edit, edits, lock
from generator.source import Source
from tests.checking import BARE, checked, lesson

QUESTION = "### Câu 1. Ai?\n\n- [x] A\n  > Đúng.\n- [ ] B\n  > Sai.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BARE, tmp_path / "khoa"))


def source(root: Path) -> Source:
    found, _ = checked(root)
    assert found is not None
    return found


def formatted(root: Path) -> tuple[Edit, ...]:
    made = edits(source(root))
    for edit in made:
        (root / edit.path).write_bytes(edit.text.encode())
    return made


def write(root: Path, more: str) -> None:
    text = lesson(root).read_text(encoding="utf-8")
    lesson(root).write_text(text + "\n" + more, encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.rstrip(b"\n"),
        lambda data: data.replace(b"\n", b"\r\n", 9),
        lambda data: data.replace("ử".encode(), "u\u031b\u0309".encode()),
    ],
)
def test_only_ids_are_added_and_every_other_byte_is_kept(root: Path, change: object) -> None:
    assert callable(change)
    write(root, f"## Câu hỏi\n\n{QUESTION}\n{QUESTION.replace('Ai?', 'Gì?')}\n## Nói thêm\n\nLời cuối.\n")
    before: bytes = change(lesson(root).read_bytes())
    lesson(root).write_bytes(before)
    (edit,) = formatted(root)
    after = lesson(root).read_bytes()
    assert edit.added == ("t01-1", "t01-2", "noi-them")
    assert re.sub(rb"<!-- id: [a-z0-9-]+ -->\r?\n", b"", after) == before
    assert formatted(root) == ()


def test_an_id_goes_into_a_comment_that_lacks_one(root: Path) -> None:
    write(root, "## Câu hỏi\n\n" + QUESTION.replace("Ai?\n", "Ai?\n<!-- điểm: 2 -->\n"))
    formatted(root)
    assert "<!-- id: t01-1; điểm: 2 -->" in lesson(root).read_text(encoding="utf-8")
    (item,) = source(root).lessons[0].items
    assert (item.meta.id, item.meta.points) == ("t01-1", 2)


def test_an_id_once_used_released_or_retired_is_never_given_again(root: Path) -> None:
    used = QUESTION.replace("Ai?\n", "Ai?\n<!-- id: t01-3; formerly: t01-5 -->\n")
    write(root, f"## Câu hỏi\n\n{used}\n{QUESTION.replace('Ai?', 'Gì?')}")
    (root / "content" / "ids.lock").write_text("t01-7 Câu cũ?\n", encoding="utf-8")
    (edit,) = formatted(root)
    assert edit.added == ("t01-8",)


def test_a_heading_of_two_lines_keeps_its_underline(root: Path) -> None:
    write(root, "Nói thêm\n--------\n\nLời cuối.\n")
    formatted(root)
    assert "Nói thêm\n--------\n<!-- id: noi-them -->\n" in lesson(root).read_text(encoding="utf-8")
    assert source(root).lessons[0].sections[-1].block == "noi-them"


def test_names_of_sections_are_free_and_never_those_of_roles(root: Path) -> None:
    write(root, "## Nói thêm\n\nMột.\n\n## Nói thêm!\n\nHai.\n\n## Story {bác}\n\nBa.\n\n## Help\n\nBốn.\n")
    (edit,) = formatted(root)
    assert edit.added == ("noi-them", "noi-them-2", "story-bac", "help-2")


def test_banks_are_completed_and_translations_left_alone(root: Path) -> None:
    bank = root / "content" / "items" / "kho.md"
    bank.write_text(bank.read_text(encoding="utf-8") + "\n### Câu 2. Ai nữa?\n\n- [x] A\n- [ ] B\n", encoding="utf-8")
    head = "---\nid: T01\nshort_title: Try\nminutes: 8\n---\n\n# Try\n\n**Try.**\n"
    english = f"{head}\n## Questions\n\n### Question 1. Who?\n\n- [x] A\n- [ ] B\n"
    (root / "content" / "lessons" / "t01-thu.en.md").write_text(english, encoding="utf-8")
    (edit,) = formatted(root)
    assert (edit.path, edit.added) == ("content/items/kho.md", ("kho-2",))


def test_the_lock_grows_and_keeps_what_it_held(root: Path) -> None:
    (root / "content" / "ids.lock").write_text("kho-0 Câu đã bỏ?\n", encoding="utf-8")
    text = lock(source(root))
    assert text == "T01\nkho-0 Câu đã bỏ?\nkho-1 Ai được biết mã?\n"
    (root / "content" / "ids.lock").write_text(text, encoding="utf-8")
    assert lock(source(root)) == text
