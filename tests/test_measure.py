"""The report on print measures the files that were built, each against its own preset."""

from pathlib import Path

import pytest

from generator.build import Silent
from generator.diagnostics import TargetError
from generator.measure import measured, preset_of
from generator.printed import report
from generator.state import Request
from tests import real_course

PAPER = "  booklet: {presets: [so-tay-a5], lessons: false}\n"


@pytest.mark.parametrize(
    ("path", "preset"),
    [
        ("print/bai/a27-so-tay-a5-doc.pdf", "so-tay-a5"),
        ("print/bai/a27-so-tay-a5-in-2-mat.pdf", "so-tay-a5-in-2-mat"),
        ("print/lop/lop-chu-lon-a4-tap-2-doc.pdf", "chu-lon-a4"),
        ("print/lop/lop-so-tay-a5-tap-2-doc.pdf", "so-tay-a5"),
        ("print/lop/lop-so-tay-a5-tap-12-in-2-mat.pdf", "so-tay-a5-in-2-mat"),
    ],
)
def test_a_file_is_measured_against_the_preset_in_its_name(path: str, preset: str) -> None:
    assert preset_of(path).identifier == preset


@pytest.mark.pdf
def test_every_printed_file_is_measured(tmp_path: Path) -> None:
    root = real_course.course(tmp_path / "khoá học", PAPER)
    reports = measured(Request(root, root / "dist", workers=2), Silent())
    printed = {p.relative_to(root / "dist").as_posix() for p in (root / "dist/print").rglob("*.pdf")}
    assert list(reports) == sorted(printed)
    assert all(sum(r.measured.values()) > 100 for r in reports.values())
    assert report.as_text(reports, "en").count("things measured") == len(printed)


@pytest.mark.pdf
def test_a_file_that_cannot_be_measured_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = real_course.course(tmp_path / "course", PAPER)
    monkeypatch.setattr("generator.measure.build", lambda request, reporter: None)
    with pytest.raises(TargetError, match="FileNotFoundError"):
        measured(Request(root, root / "dist", workers=1), Silent())
