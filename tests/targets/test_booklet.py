"""What is particular to booklets: one small lesson, made and measured."""

import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from generator.diagnostics import Diagnostics, Severity
from generator.model import Curriculum
from generator.pdf import structure_findings
from generator.printed import PRESETS, measure
from generator.resolve import resolve
from generator.source import load
from generator.targets import RenderContext
from generator.targets.booklet import TARGET, BookletOptions, page_plan
from generator.theme import layered

MINIMAL = Path(__file__).parent.parent / "curricula" / "minimal"
DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def curriculum() -> Curriculum:
    source = load(MINIMAL, Diagnostics())
    assert source is not None
    return resolve(source, layered(MINIMAL))


@pytest.fixture(scope="module")
def files(curriculum: Curriculum) -> Mapping[str, bytes]:
    made: dict[str, bytes] = {}
    for job in TARGET.jobs(curriculum, BookletOptions()):
        if job.name.startswith("bai/t01/"):
            made |= job.render(job.subject, RenderContext(layered(MINIMAL).only(job.theme), DAY)).files
    return made


def test_each_lesson_and_each_track_has_its_papers(curriculum: Curriculum) -> None:
    made = [path for job in TARGET.jobs(curriculum, BookletOptions()) for path in job.makes]
    for path in (
        "print/bai/t01-so-tay-a5-doc.pdf",
        "print/bai/t01-so-tay-a5-in-2-mat.pdf",
        "print/bai/t01-chu-lon-a4-doc.pdf",
        "print/ba-con/ba-con-so-tay-a5-doc.pdf",
        "print/ba-con/ba-con-chu-lon-a4-doc.pdf",
    ):
        assert path in made
    assert len(made) == len(set(made))


@pytest.mark.pdf
def test_reading_files_are_tagged_and_printed_ones_imposed(files: Mapping[str, bytes]) -> None:
    assert len(files) >= 3
    for path, content in files.items():
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if path.endswith("-doc.pdf"):
                assert pdf.Root.MarkInfo.Marked
                assert str(pdf.Root.Lang) == "vi"
            else:
                assert float(pdf.pages[0].mediabox[2]) > float(pdf.pages[0].mediabox[3])


@pytest.mark.pdf
def test_structure_is_sound(files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        if path.endswith("-doc.pdf"):
            assert list(structure_findings(content, path)) == []


@pytest.mark.pdf
def test_no_rule_of_print_is_broken(files: Mapping[str, bytes]) -> None:
    counted = 0
    for path, content in files.items():
        if path.endswith("-doc.pdf"):
            report = measure(content, PRESETS["so-tay-a5" if "a5" in path else "chu-lon-a4"])
            errors = [d.text("en") for d in report.findings if d.severity is Severity.ERROR and d.rule != "print-P26"]
            counted += sum(report.measured.values())
            assert errors == []
    assert counted > 0


@pytest.mark.pdf
def test_the_layout_tells_where_each_step_stands(curriculum: Curriculum) -> None:
    job = next(j for j in TARGET.jobs(curriculum, BookletOptions()) if j.name == "bai/t01/so-tay-a5")
    plan, _ = page_plan(job.subject, RenderContext(layered(MINIMAL).only(job.theme), DAY))
    steps = [p for p in plan.placed if p.identifier.lower().startswith("t01-b") and p.position.line]
    assert steps
    assert {p.position.path for p in steps} == {"content/lessons/t01-goi-cap-cuu.md"}
