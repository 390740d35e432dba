"""What is particular to booklets: one small lesson, made and measured."""

import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from generator.diagnostics import Severity, TargetError
from generator.model import Curriculum, Role
from generator.paper.presets import BOOKLET_A5
from generator.pdf import structure_findings
from generator.printed import PRESETS, SO_TAY_A5_IN_2_MAT, Kind, measure
from generator.printed.pages import Page, lines, read
from generator.targets import RenderContext
from generator.targets.booklet import LONGEST_NAME, TARGET, BookletOptions, lesson_paths, page_plan
from generator.theme import Theme, layered
from tests.courses import read_course

ROOT = Path(__file__).parent.parent.parent
MINIMAL = ROOT / "tests/curricula/minimal"
OURS = {"Be-Vietnam-Pro", "Be-Vietnam-Pro-Bold", "Noto-Sans", "Noto-Sans-Bold"}
DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def curriculum() -> Curriculum:
    return read_course(MINIMAL)


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


def job_of(curriculum: Curriculum, name: str, **options: Any) -> Any:
    return next(j for j in TARGET.jobs(curriculum, BookletOptions(**options)) if j.name == name)


def context_of(job: Any, *folders: Path) -> RenderContext:
    theme = Theme((*folders, *layered(MINIMAL).folders))
    return RenderContext(theme.only(job.theme), DAY)


@pytest.mark.pdf
def test_the_sheets_and_the_guide_keep_every_rule(curriculum: Curriculum, files: Mapping[str, bytes]) -> None:
    job = job_of(curriculum, "bai/t01/so-tay-a5")
    plan, _ = page_plan(job.subject, context_of(job))
    report = measure(files["print/bai/t01-so-tay-a5-in-2-mat.pdf"], SO_TAY_A5_IN_2_MAT, plan)
    errors = [d.text("en") for d in report.findings if d.rule != "print-P26"]
    assert errors == []
    assert {"print-P01", "print-P28", "print-P29"} <= set(report.measured)


@pytest.mark.pdf
def test_only_our_fonts_are_used_and_no_tool_is_named(files: Mapping[str, bytes]) -> None:
    for content in files.values():
        with pikepdf.open(io.BytesIO(content)) as pdf:
            fonts = {str(o.BaseFont)[1:].split("+")[-1] for o in pdf.objects if is_font(o)}
            streams = [o.read_bytes() for o in pdf.objects if isinstance(o, pikepdf.Stream)]
            said = b"".join(s for s in streams if s.lstrip().startswith(b"<?xpacket")) + str(pdf.docinfo).encode()
        assert fonts
        assert fonts <= OURS
        assert b"WeasyPrint" not in said


def is_font(thing: Any) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font" and "/BaseFont" in thing


@pytest.mark.pdf
def test_pages_are_numbered_as_printed_and_dated_by_the_course(files: Mapping[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(files["print/bai/t01-so-tay-a5-doc.pdf"])) as pdf:
        assert len(pdf.pages) % 4 == 0
        assert str(pdf.Root.PageLabels.Nums[1].S) == "/D"
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261120")
        assert str(pdf.docinfo["/Author"]) == "Người soạn thử"
        assert [i.title for i in pdf.open_outline().root]


@pytest.mark.pdf
def test_the_same_bytes_from_another_folder_and_hash_seed(
    curriculum: Curriculum, files: Mapping[str, bytes], tmp_path: Path
) -> None:
    code = (
        "import hashlib, sys; from pathlib import Path; from datetime import date;"
        "from generator.diagnostics import Diagnostics; from generator.resolve import resolve;"
        "from generator.source import load; from generator.targets import RenderContext;"
        "from generator.targets.booklet import TARGET, BookletOptions; from generator.theme import layered;"
        "root = Path(sys.argv[1]); c = resolve(load(root, Diagnostics()), layered(root));"
        "j = next(j for j in TARGET.jobs(c, BookletOptions()) if j.name == 'bai/t01/so-tay-a5');"
        "made = j.render(j.subject, RenderContext(layered(root).only(j.theme), date(2026, 11, 20)));"
        "print(*(hashlib.sha256(b).hexdigest() for b in made.files.values()))"
    )
    env = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT), "TZ": "America/New_York", "LC_ALL": "C"}
    run = [sys.executable, "-c", code, str(MINIMAL)]
    made = subprocess.run(run, cwd=tmp_path, env=env, capture_output=True, text=True, check=True).stdout.split()
    assert made == [hashlib.sha256(files[p]).hexdigest() for p in lesson_paths("t01", BOOKLET_A5)]


@pytest.mark.pdf
@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://vi-du.example/x.svg", "theme:../pyproject.toml", "asset:no.svg"]
)
def test_nothing_but_pictures_of_the_lesson_and_the_theme_is_read(
    curriculum: Curriculum, tmp_path: Path, address: str
) -> None:
    own = tmp_path / "booklet"
    own.mkdir()
    page = (ROOT / "theme/booklet/single.html").read_text(encoding="utf-8")
    (own / "single.html").write_text(page.replace("</body>", f'<img src="{address}" alt="x"></body>'), encoding="utf-8")
    job = job_of(curriculum, "bai/t01/chu-lon-a4")
    with pytest.raises(TargetError, match=r"^booklet: print/bai/t01-chu-lon-a4-doc\.pdf: "):
        job.render(job.subject, context_of(job, tmp_path))


@pytest.mark.pdf
def test_what_the_engine_complains_of_is_an_error(curriculum: Curriculum, tmp_path: Path) -> None:
    sheet = (ROOT / "theme/booklet/chu-lon-a4.css").read_text(encoding="utf-8")
    (tmp_path / "booklet").mkdir()
    (tmp_path / "booklet/chu-lon-a4.css").write_text(f"{sheet} h1 {{ colour: red }}", encoding="utf-8")
    job = job_of(curriculum, "bai/t01/chu-lon-a4")
    with pytest.raises(TargetError, match="colour"):
        job.render(job.subject, context_of(job, tmp_path))


@pytest.mark.pdf
def test_a_sheet_that_the_engine_cannot_bear_is_an_error(curriculum: Curriculum, tmp_path: Path) -> None:
    (tmp_path / "booklet").mkdir()
    (tmp_path / "booklet/chu-lon-a4.css").write_text("@page { size: A4 }", encoding="utf-8")
    job = job_of(curriculum, "bai/t01/chu-lon-a4")
    with pytest.raises(TargetError, match="AssertionError"):
        job.render(job.subject, context_of(job, tmp_path))


@pytest.mark.pdf
def test_an_address_on_the_web_is_a_code_that_reads(curriculum: Curriculum) -> None:
    job = job_of(replace(curriculum, site_url="https://vi-du.example/"), "bai/t01/so-tay-a5")
    plan, _ = page_plan(job.subject, context_of(job))
    content = job.render(job.subject, context_of(job)).files["print/bai/t01-so-tay-a5-doc.pdf"]
    report = measure(content, PRESETS["so-tay-a5"], plan)
    assert [p.label for p in plan.placed if p.kind is Kind.CODE] == ["https://vi-du.example/t01.html"]
    assert report.measured["print-P30"] == 2
    assert [d.text("en") for d in report.findings if d.rule == "print-P30"] == []


@pytest.mark.pdf
def test_lessons_of_a_volume_begin_on_the_right_and_answers_can_be_left_out(curriculum: Curriculum) -> None:
    job = job_of(curriculum, "ba-con/so-tay-a5/1", answers=False, one_sided=True)
    plan, _ = page_plan(job.subject, context_of(job))
    first: dict[str, int] = {}
    for placed in plan.placed:
        if placed.kind is Kind.LESSON:
            first.setdefault(placed.identifier, placed.page)
    assert first
    assert all(page % 2 for page in first.values())
    made = job.render(job.subject, context_of(job)).files
    assert [p.rsplit("-so-tay-a5-")[1] for p in made] == ["doc.pdf", "in-2-mat.pdf", "in-mat-le.pdf", "in-mat-chan.pdf"]
    with pikepdf.open(io.BytesIO(made["print/ba-con/ba-con-so-tay-a5-doc.pdf"])) as pdf:
        titles = [i.title for i in pdf.open_outline().root]
    assert "Đáp án câu hỏi" not in titles


@pytest.fixture(scope="module")
def volumes(curriculum: Curriculum) -> Mapping[str, tuple[Page, ...]]:
    """Return the pages of a volume on each paper, by the paper's name; its first lesson has steps for two phones."""
    first, *others = curriculum.lessons
    steps = next(s for s in first.sections if s.role is Role.STEPS)
    both = tuple(
        replace(steps.tasks[0], title=title, device=device, steps=tuple(renamed(device, steps.tasks[0].steps)))
        for title, device in (("Android", "android"), ("iPhone", "ios"))
    )
    lesson = replace(first, sections=tuple(replace(s, tasks=both) if s is steps else s for s in first.sections))
    changed = replace(
        curriculum,
        lessons=(lesson, *others),
        tracks=tuple(
            replace(t, lessons=tuple(lesson if x is first else x for x in t.lessons)) for t in curriculum.tracks
        ),
    )
    made = {}
    for paper, job in (("a5", "ba-con/so-tay-a5/1"), ("a4", "ba-con/chu-lon-a4/1")):
        found = job_of(changed, job)
        made[paper] = read(next(iter(found.render(found.subject, context_of(found)).files.values()))).pages
    return made


def renamed(device: str, steps: Iterable[Any]) -> Iterable[Any]:
    return (replace(s, identifier=f"{s.identifier}-{device}") for s in steps)


def texts(page: Page) -> list[str]:
    return [line.text for line in lines(page.spans)]


@pytest.mark.pdf
@pytest.mark.parametrize("paper", ["a5", "a4"])
def test_page_numbers_of_the_contents_end_at_one_edge(volumes: Mapping[str, tuple[Page, ...]], paper: str) -> None:
    contents = next(p for p in volumes[paper] if "Mục lục" in texts(p)[1:])
    top, foot = 60, contents.height - 60
    numbers = [i for i in lines(contents.spans) if i.text.isdigit() and top < i.baseline < foot]
    assert len(numbers) >= 5
    assert max(i.right for i in numbers) - min(i.right for i in numbers) < 1


@pytest.mark.pdf
@pytest.mark.parametrize("paper", ["a5", "a4"])
def test_words_follow_the_answers_under_their_running_head(volumes: Mapping[str, tuple[Page, ...]], paper: str) -> None:
    page = next(p for p in volumes[paper] if "Từ mới trong sổ" in texts(p) and "Mục lục" not in texts(p))
    assert texts(page)[0] == "Đáp án câu hỏi"
    assert any(t.startswith("Câu") for t in texts(page))


@pytest.mark.pdf
@pytest.mark.parametrize("paper", ["a5", "a4"])
def test_every_page_of_steps_names_its_phone_and_no_other_does(
    volumes: Mapping[str, tuple[Page, ...]], paper: str
) -> None:
    heads = [texts(p)[0] for p in volumes[paper] if texts(p)]
    assert "T01 · Gọi cấp cứu · Android" in heads
    assert "T01 · Gọi cấp cứu · iPhone" in heads
    assert heads[heads.index("T01 · Gọi cấp cứu · iPhone") - 1].endswith("Android")
    ours = [p for p in volumes[paper] if texts(p) and texts(p)[0].startswith("T01")]
    assert [t for p in ours for t in texts(p) if t.startswith("Máy ")] == [
        "Máy iPhone: xem các trang sau.",
        "Máy Android: xem các trang trước.",
    ]
    assert "T01 · Gọi cấp cứu" in heads[heads.index("T01 · Gọi cấp cứu · iPhone") :]


@pytest.mark.pdf
@pytest.mark.parametrize("paper", ["a5", "a4"])
def test_the_note_about_drawings_stands_where_drawings_are(volumes: Mapping[str, tuple[Page, ...]], paper: str) -> None:
    note = "Hình minh hoạ, máy thật có thể khác."
    noted = {p.number for p in volumes[paper] if note in texts(p)}
    drawn = {p.number for p in volumes[paper] if any(s.picture for s in p.spans)}
    assert drawn
    assert noted == drawn


def test_names_are_short_whatever_a_track_is_called() -> None:
    paths = lesson_paths("t01--" + "a" * 60, BOOKLET_A5)
    assert all(len(p.rsplit("/", 1)[1]) <= LONGEST_NAME for p in paths)
    assert paths != lesson_paths("t01--" + "a" * 61, BOOKLET_A5)


def test_what_no_learner_may_see_is_no_part_of_the_work(curriculum: Curriculum) -> None:
    for job in TARGET.jobs(curriculum, BookletOptions()):
        lessons = getattr(job.subject, "lessons", None) or (job.subject.lesson,)
        assert all(s.role.value not in ("tutor", "listen") for x in lessons for s in x.sections)


@pytest.mark.pdf
@pytest.mark.course
def test_every_lesson_of_the_course_keeps_to_its_sheets() -> None:
    course = read_course(ROOT)
    seen = 0
    for job in TARGET.jobs(course, BookletOptions(presets=("so-tay-a5",), lessons=False)):
        plan, told = page_plan(job.subject, RenderContext(layered(ROOT).only(job.theme), course.date))
        assert [d.text("en") for d in told] == []
        assert plan.covers[1] <= 48
        assert plan.covers[1] % 4 == 0
        seen += len(job.subject.lessons)
    assert seen == sum(len(t.lessons) for t in course.tracks)
