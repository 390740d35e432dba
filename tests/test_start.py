"""The first page, the table of packages and the checksums say what is there."""

import hashlib
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from generator.cache import Made
from generator.integrity import verify
from generator.model import Audience, Curriculum, Edition, Lesson, Track
from generator.start import (
    BUILD,
    CHECKSUMS,
    COLUMNS,
    INDEX,
    PACKAGES,
    Row,
    build_json,
    checksums,
    index,
    packages_csv,
    read_packages_csv,
    read_release,
)
from generator.targets import Record
from generator.theme import layered

THEME = layered(Path(__file__).parent)


def lesson(identifier: str, title: str) -> Lesson:
    return Lesson(
        identifier, identifier.lower(), title, title, "vi", 10, "", (), (), (), (), (), "1.0.0", (), (), None, (), "bác"
    )


LESSONS = (lesson("A27", "Công an <giả>"), lesson("A27-2", "Công an giả, phần hai"))
TRACK = Track("nguoi-cao-tuoi", "Lớp người cao tuổi", "", Audience("x", "X", ()), LESSONS, None, "vi")
CURRICULUM = Curriculum(
    "bdhvs", "Bình dân & học vụ số", "Học <b>chậm</b>.", "vi", "CC-BY-4.0", "1.2.0", date(2026, 11, 4), ("Nhóm A",), "",
    60, (), (), (TRACK,), LESSONS, (), (), Edition("x", "", (), (), "xã Đoài"),
)  # fmt: skip
PATHS = (
    "site/index.html", "site/a27.html", "site.zip", "print/nguoi-cao-tuoi/nguoi-cao-tuoi-so-tay-a5-tap-2-doc.pdf",
    "print/nguoi-cao-tuoi/nguoi-cao-tuoi-so-tay-a5-tap-2-in-2-mat.pdf", "print/bai/a27-chu-lon-a4-doc.pdf",
    "print/bai/a27-2-so-tay-a5-in-mat-le.pdf", "packages/scorm12/a27-scorm12.zip", "phone/a27.html",
    "tutor/nguoi-cao-tuoi/nguoi-cao-tuoi-dap-an.pdf", "reports/facts.csv", BUILD, "la/la.txt",
)  # fmt: skip
FILES = tuple(Made(p, hashlib.sha256(p.encode()).hexdigest(), 1000 * n) for n, p in enumerate(PATHS, 1))
RECORD = Record("a27", "=Công an, «giả»", 12, 60, ("tt02-2025:4.2", "unesco-dlgf:0.1"))
ROW = Row(RECORD, FILES[PATHS.index("packages/scorm12/a27-scorm12.zip")])


def first_page(files: tuple[Made, ...] = FILES, curriculum: Curriculum = CURRICULUM) -> dict[str, bytes]:
    return index(curriculum, THEME, {"scorm12": "SCORM 1.2"}, files, (ROW,))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_link_leads_somewhere_and_nothing_is_left_over(language: str) -> None:
    made = first_page(curriculum=replace(CURRICULUM, language=language))
    tree = {p: b"<html lang='vi'><title>x</title>" if p.endswith("html") else b"{}" for p in PATHS}
    tree |= made | {CHECKSUMS: b"x", PACKAGES: b"x"}
    assert verify("", tree) == ()


def test_every_file_outside_the_site_is_linked() -> None:
    page = first_page()[INDEX].decode()
    assert [p for p in PATHS if p != "site/a27.html" and f'href="{p}"' not in page] == []


def test_says_what_each_file_is() -> None:
    page = first_page()[INDEX].decode()
    for words in (
        "Bản 1.2.0, ngày 04/11/2026",
        "Sổ tay A5, tập 2, bản in hai mặt",
        "Công an &lt;giả&gt;: Chữ lớn A4, bản để đọc",
        "Công an giả, phần hai: Sổ tay A5, bản in một mặt, mặt lẻ",
        "<h3>Lớp người cao tuổi</h3>",
        "<h3>SCORM 1.2</h3>",
        "a27 · 12 phút · đạt từ 60 % · 8 KB",
        "Cả thư mục: 13 tệp, 91 KB",
        "Bình dân &amp; học vụ số",
        "Học &lt;b&gt;chậm&lt;/b&gt;.",
        "Tài liệu không chính thức.",
        "xã Đoài",
    ):
        assert words in page


def test_a_part_that_was_not_made_has_no_shelf() -> None:
    page = first_page(FILES[:2])[INDEX].decode()
    assert [k for k in ("learners", "print", "phone", "packages", "tutor", "other") if f'id="{k}"' in page] == [
        "learners"
    ]


def test_table_of_packages_is_a_plain_table() -> None:
    text = packages_csv((ROW,)).decode()
    assert text == (
        ",".join(COLUMNS)
        + '\na27,"\'=Công an, «giả»",packages/scorm12/a27-scorm12.zip,'
        + f"{ROW.file.sha256},8000,12,60,tt02-2025:4.2 unesco-dlgf:0.1,\n"
    )


def test_table_of_packages_can_be_read_again() -> None:
    rows = (
        Row(replace(RECORD, title='Công an, «giả»\n"hai"'), ROW.file),
        Row(replace(RECORD, competences=()), FILES[0]),
    )
    once = packages_csv(rows)
    assert packages_csv(read_packages_csv(once)) == once
    assert read_packages_csv(packages_csv(rows[:1])) == rows[:1]


def test_what_replacing_does_is_told_in_the_table_and_on_the_page() -> None:
    told = replace(ROW, replacing="học viên làm lại: câu «b07-1», <b>")
    once = packages_csv((told,))
    assert once.decode().endswith(',"học viên làm lại: câu «b07-1», <b>"\n')
    assert [r.replacing for r in read_packages_csv(once)] == [told.replacing]
    page = index(CURRICULUM, THEME, {}, FILES, (told,))[INDEX].decode()
    assert "đạt từ 60 % · học viên làm lại: câu «b07-1», &lt;b&gt; · 8 KB" in page
    assert "học viên làm lại" not in first_page()[INDEX].decode()


def test_the_release_that_was_compared_with_is_kept() -> None:
    assert read_release(build_json(CURRICULUM, "0.1.0", {}, {}, "1.2.0")) == "1.2.0"
    assert read_release(build_json(CURRICULUM, "0.1.0", {}, {})) == ""
    for damaged in (b"", b"{}", b"[]", b'{"jobs": {}}'):
        assert read_release(damaged) == ""


def test_checksums_are_what_sha256sum_reads(tmp_path: Path) -> None:
    (tmp_path / "b c.txt").write_bytes(b"1")
    (tmp_path / "a.txt").write_bytes(b"22")
    made = [Made(p.name, hashlib.sha256(p.read_bytes()).hexdigest(), 1) for p in tmp_path.iterdir()]
    (tmp_path / CHECKSUMS).write_bytes(checksums(made))
    subprocess.run(["sha256sum", "--strict", "-c", CHECKSUMS], cwd=tmp_path, check=True, capture_output=True)


def test_what_built_it_is_the_same_whatever_the_order() -> None:
    one = build_json(CURRICULUM, "0.1.0", {"python": "3.11"}, {"b": ["2", "1"], "a": ["3"]})
    two = build_json(CURRICULUM, "0.1.0", {"python": "3.11"}, {"a": ["3"], "b": ["1", "2"]})
    assert one == two
