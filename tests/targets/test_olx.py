"""What is particular to Open edX courses: one whole, named for ever, graded as the author says, clean to olxcleaner."""

import io
import json
import re
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from olxcleaner import validate
from olxcleaner.exceptions import ErrorLevel

from generator.archive import pack_as
from generator.integrity import verify
from generator.items import ITEM_TYPES, SurveyItem
from generator.model import Assessment, Curriculum, Module, Pool, Section
from generator.targets import Package
from generator.targets.olx import TARGET, OlxOptions
from tests import golden_bank
from tests.courses import packages_of, read_course

MINIMAL = Path(__file__).parent.parent / "curricula" / "minimal"
DAY = date(2026, 11, 20)
BUILT = OlxOptions(draw="build")
# olxcleaner 0.3 does not know the block; Open edX has it since Sumac (https://github.com/openedx/edx-platform/pull/35553)
LATER_BLOCKS = ["itembank"]


@pytest.fixture(scope="module")
def curriculum() -> Curriculum:
    return read_course(MINIMAL)


def packages(curriculum: Curriculum, options: OlxOptions | None = None) -> dict[str, Package]:
    return packages_of(TARGET, curriculum, options or OlxOptions())


def tree(package: Package, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(package.files[f"course/{name}.xml"])


def policy(package: Package, name: str) -> Mapping[str, Any]:
    data: Mapping[str, Any] = json.loads(package.files[f"course/policies/course/{name}.json"])
    return data


def names(node: ElementTree.Element, kind: str) -> list[str]:
    return [n.get("url_name", "") for n in node.iter(kind) if n is not node]


def cleaner(package: Package, folder: Path, blocks: list[str] | None = None) -> list[str]:
    """Return what olxcleaner finds in the archive, unpacked as Studio does."""
    with tarfile.open(fileobj=io.BytesIO(pack_as(package.path, package.files)), mode="r:gz") as archive:
        for member in archive:  # «filter» of extractall is newer than the oldest Python 3.11
            file = archive.extractfile(member)
            assert file is not None, member.name
            place = folder / member.name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.read())
    _, errors, _ = validate(str(folder / "course" / "course.xml"), allowed_xblocks=blocks)
    return [f"{type(e).__name__}: {e.description}" for e in errors.errors if e.level_val > ErrorLevel.DEBUG.value]


def unwrapped(package: Package) -> Package:
    """Return a course whose banks are opened, since olxcleaner does not look into what it does not know."""
    files = {n: re.sub(b"</?itembank[^>]*>", b"", c) if "/vertical/" in n else c for n, c in package.files.items()}
    return Package(files, package.path)


# --- others find nothing wrong ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("bank", [OlxOptions(), BUILT, OlxOptions(attempts=2, lesson_weight=40, shuffle=True)])
@pytest.mark.pitfall(25)
def test_olxcleaner_finds_nothing(curriculum: Curriculum, bank: OlxOptions, tmp_path: Path) -> None:
    blocks = LATER_BLOCKS if bank.draw == "platform" else None
    for course in (curriculum, golden_bank.CURRICULUM):
        for name, package in packages(course, bank).items():
            assert cleaner(package, tmp_path / course.identifier / name, blocks) == []
            assert cleaner(unwrapped(package), tmp_path / "banks" / course.identifier / name) == []


def test_olxcleaner_would_find_something(curriculum: Curriculum, tmp_path: Path) -> None:
    package = packages(curriculum)["ba-con"]
    broken = {n: c for n, c in package.files.items() if not n.endswith(("t01-1.xml", "dia-chi.svg"))}
    found = cleaner(Package(broken, package.path), tmp_path, LATER_BLOCKS)
    assert {f.split(":")[0] for f in found} == {"FileDoesNotExist", "MissingFile"}


def test_integrity_finds_nothing(curriculum: Curriculum) -> None:
    for course in (curriculum, golden_bank.CURRICULUM):
        for package in packages(course).values():
            assert verify(package.path, package.files, pack_as(package.path, package.files)) == ()


def test_bytes_are_the_same_twice(curriculum: Curriculum) -> None:
    first, second = (packages(curriculum)["ba-con"] for _ in range(2))
    assert pack_as(first.path, first.files) == pack_as(second.path, second.files)


# --- structure --------------------------------------------------------------------------------------------------------


@pytest.mark.pitfall(25)
def test_blocks_are_called_by_authored_ids(curriculum: Curriculum) -> None:
    made = packages(curriculum)
    assert sorted(made) == ["ba-con", "hoc-sinh"]
    course = made["ba-con"]
    assert names(tree(course, "course/course"), "chapter") == ["chapter_mot", "chapter_test_cuoi"]
    assert names(tree(course, "chapter/chapter_mot"), "sequential") == ["lesson_t01", "lesson_t02"]
    assert names(tree(course, "vertical/unit_t01_questions"), "problem") == [f"t01-{n}" for n in range(1, 8)]
    assert names(tree(made["hoc-sinh"], "chapter/chapter_mot"), "sequential") == ["lesson_t02--hoc-sinh"]
    root = tree(course, "course")
    assert (root.get("org"), root.get("course"), root.get("url_name")) == ("nho", "ba-con", "course")


def test_a_new_version_changes_no_name(curriculum: Curriculum) -> None:
    def reworded(section: Section) -> Section:
        return replace(section, title=section.title + " mới", items=section.items[::-1])

    lessons = tuple(
        replace(x, title=x.title + " mới", sections=tuple(map(reworded, x.sections))) for x in curriculum.lessons
    )
    by_slug = {x.slug: x for x in lessons}
    tracks = tuple(replace(t, lessons=tuple(by_slug[x.slug] for x in t.lessons)) for t in curriculum.tracks)
    newer = packages(replace(curriculum, version="2.0.0", tracks=tracks, lessons=lessons))["ba-con"]
    assert set(newer.files) == set(packages(curriculum)["ba-con"].files)


def test_chapters_keep_the_order_of_the_track(curriculum: Curriculum) -> None:
    first, second = (x for x in curriculum.lessons if "--" not in x.slug)
    third = replace(first, identifier="T03", slug="t03")
    modules = (Module("mot", "Một", (first, third)), Module("hai", "Hai", (second,)))
    track = replace(curriculum.tracks[0], lessons=(first, second, third), assessment=None)
    course = packages(replace(curriculum, modules=modules, tracks=(track,)))["ba-con"]
    chapters = names(tree(course, "course/course"), "chapter")
    assert chapters == ["chapter_mot", "chapter_hai", "chapter_mot_t03"]


def test_lessons_are_pages_with_their_pictures(curriculum: Curriculum) -> None:
    course = packages(curriculum)["ba-con"]
    steps = course.files["course/html/text_t01_steps.html"].decode()
    shown = re.findall(r'src="/static/([^"]+)"', steps)
    assert len(shown) == 2
    assert all(f"course/static/{name}" in course.files for name in shown)
    assert "Cẩn thận:" in steps
    goal = course.files["course/html/text_t02_goal.html"].decode()
    assert '<a href="/jump_to_id/lesson_t01">bài gọi cấp cứu</a>' in goal
    everything = b"".join(course.files.values()).decode("utf-8", "replace")
    assert "giảng viên" not in everything
    assert (
        "bài gọi cấp cứu" in packages(curriculum)["hoc-sinh"].files["course/html/text_t02--hoc-sinh_goal.html"].decode()
    )


def test_pages_of_the_course_say_what_it_is(curriculum: Curriculum) -> None:
    course = packages(curriculum)["ba-con"]
    overview = course.files["course/about/overview.html"].decode()
    for said in ("Lớp bà con", "2 bài", "Tài liệu không chính thức", "CC-BY-4.0", "1.2.0", "Người soạn thử"):
        assert said in overview
    tabs = {t.get("url_slug"): t["type"] for t in policy(course, "policy")["course/course"]["tabs"]}
    assert tabs["words"] == tabs["help"] == "static_tab"
    assert "OTP" in course.files["course/tabs/words.html"].decode()
    assert 'href="tel:115"' in course.files["course/tabs/help.html"].decode()


def test_nothing_is_due(curriculum: Curriculum) -> None:
    course = packages(curriculum)["ba-con"]
    settings = policy(course, "policy")["course/course"]
    assert settings["self_paced"] is True
    assert settings["start"] == "2026-11-20T00:00:00Z"
    assert settings["end"].startswith("2036")  # olxcleaner asks for one
    assert settings["license"] == "creative-commons: ver=4.0 BY"
    assert not any(
        "due" in node.attrib for n in course.files if n.endswith(".xml") for node in tree(course, n[7:-4]).iter()
    )


# --- grading ----------------------------------------------------------------------------------------------------------


def graded(package: Package) -> dict[str, str]:
    found = {}
    for name in sorted(package.files):
        if name.startswith("course/sequential/"):
            node = tree(package, name.removeprefix("course/").removesuffix(".xml"))
            found[name.split("/")[-1].removesuffix(".xml")] = node.get("format", "")
    return found


def test_lessons_are_practice_and_the_test_counts(curriculum: Curriculum) -> None:
    course = packages(curriculum)["ba-con"]
    assert graded(course) == {"lesson_t01": "", "lesson_t02": "", "test_cuoi": "Bài cuối lớp"}
    grading = policy(course, "grading_policy")
    assert [(g["type"], g["weight"]) for g in grading["GRADER"]] == [("Bài cuối lớp", 1.0)]
    assert grading["GRADE_CUTOFFS"] == {"Pass": 0.6}


def test_lessons_count_when_asked_or_without_a_test(curriculum: Curriculum) -> None:
    made = packages(curriculum, OlxOptions(lesson_weight=40))
    assert graded(made["ba-con"])["lesson_t01"] == "Câu hỏi trong bài"
    grader = policy(made["ba-con"], "grading_policy")["GRADER"]
    assert [(g["weight"], g["min_count"]) for g in grader] == [(0.4, 2), (0.6, 1)]
    alone = packages(curriculum)["hoc-sinh"]
    assert policy(alone, "grading_policy")["GRADER"][0]["weight"] == 1.0
    assert graded(alone) == {"lesson_t02--hoc-sinh": "Câu hỏi trong bài"}


def test_the_pass_mark_has_one_source(curriculum: Curriculum) -> None:
    test = curriculum.tracks[0].assessment
    assert test is not None
    tracks = (replace(curriculum.tracks[0], assessment=replace(test, pass_mark=75)), curriculum.tracks[1])
    made = packages(replace(curriculum, tracks=tracks, pass_mark=50))
    cutoffs = [policy(p, "grading_policy")["GRADE_CUTOFFS"]["Pass"] for p in made.values()]
    assert cutoffs == [0.75, 0.5]


def test_attempts_are_those_of_options_and_of_the_test() -> None:
    course = packages(golden_bank.CURRICULUM, OlxOptions(attempts=3, draw="build"))["lop"]
    assert tree(course, "problem/vang-dung").get("max_attempts") == "3"
    assert tree(course, "problem/vang-chon_test").get("max_attempts") == "2"  # asked in the lesson and in the test
    assert tree(course, "problem/vang-chon_test").find(".//choicegroup[@shuffle='true']") is not None
    free = packages(golden_bank.CURRICULUM)["lop"]
    assert tree(free, "problem/vang-dung").get("max_attempts") is None


def test_exams_are_exported_and_show_no_answers(curriculum: Curriculum) -> None:
    exam = replace(golden_bank.TEST, visibility="exam", pools=())
    tracks = (replace(curriculum.tracks[0], assessment=exam),)
    course = packages(replace(curriculum, tracks=tracks))["ba-con"]
    assert tree(course, "problem/vang-chon").get("showanswer") == "never"


# --- drawing ----------------------------------------------------------------------------------------------------------


def banks(package: Package, test: str) -> dict[str, tuple[str, list[str]]]:
    found = tree(package, f"vertical/unit_test_{test}_questions")
    return {b.get("url_name", ""): (b.get("max_count", ""), names(b, "problem")) for b in found.iter("itembank")}


def drawn_from(*pools: tuple[str, int, str]) -> Assessment:
    asked = [i for i in golden_bank.ITEMS if not isinstance(i, SurveyItem)]
    letters = dict(zip("abcdefgh", asked, strict=False))
    made = tuple(Pool(c, n, tuple(letters[x] for x in listed), golden_bank.ASSETS) for c, n, listed in pools)
    return replace(golden_bank.TEST, pools=made, items=(), identifier="rut", form="")


def shares(test: Assessment) -> Iterator[tuple[int, int]]:
    track = replace(golden_bank.CURRICULUM.tracks[0], assessment=test, lessons=())
    course = packages(replace(golden_bank.CURRICULUM, tracks=(track,)))["lop"]
    for count, listed in banks(course, "rut").values():
        yield int(count), len(listed)


def test_the_platform_draws_for_each_line_of_the_blueprint(curriculum: Curriculum) -> None:
    course = packages(golden_bank.CURRICULUM)["lop"]
    found = banks(course, "vang-thi-a")
    assert {k: v[0] for k, v in found.items()} == {
        "bank_test_vang-thi-a_khung-1.1": "3",
        "bank_test_vang-thi-a_khung-1.2": "2",
    }
    every = [p for _, listed in found.values() for p in listed]
    assert len(every) == len(set(every)) == sum(not isinstance(i, SurveyItem) for i in golden_bank.TEST.bank)


def test_a_block_stands_once_and_no_line_of_the_blueprint_is_short() -> None:
    assert list(shares(drawn_from(("x:1", 2, "abc"), ("x:2", 1, "ab"), ("x:3", 1, "bcdef")))) == [(1, 3)]
    assert list(shares(drawn_from(("x:1", 1, "abc"), ("x:2", 1, "ab"), ("x:3", 1, "a")))) == []
    assert list(shares(drawn_from(("x:1", 1, "abcd"), ("x:2", 2, "cdef")))) == [(1, 2), (2, 4)]
    assert list(shares(drawn_from(("x:1", 2, "ab"), ("x:2", 2, "abcd")))) == []


def test_a_bank_that_is_drawn_whole_needs_no_drawing(curriculum: Curriculum) -> None:
    course = packages(curriculum)["ba-con"]
    test = curriculum.tracks[0].assessment
    assert test is not None
    drawn = sum(len(p.items) > p.count for p in test.pools)
    assert len(banks(course, "cuoi")) == drawn


def test_the_build_draws_when_asked(curriculum: Curriculum) -> None:
    course = packages(golden_bank.CURRICULUM, BUILT)["lop"]
    assert banks(course, "vang-thi-a") == {}
    asked = names(tree(course, "vertical/unit_test_vang-thi-a_questions"), "problem")
    assert asked == [f"{i.identifier}_test" for i in golden_bank.TEST.items]


# --- what is known before ---------------------------------------------------------------------------------------------


def test_packages_have_a_row(curriculum: Curriculum) -> None:
    record = next(iter(TARGET.jobs(curriculum, OlxOptions()))).record
    assert record is not None
    assert (record.identifier, record.title, record.pass_mark) == ("ba-con", "Lớp bà con", 60)
    assert record.minutes == 18
    assert record.competences == ("khung:1.1", "khung:1.2")


@pytest.mark.pitfall(24)
def test_surveys_cannot_be_asked_and_losses_stand_at_the_authors_line(curriculum: Curriculum) -> None:
    assert TARGET.item_types == ITEM_TYPES - {SurveyItem}
    assert list(TARGET.check(curriculum, OlxOptions())) == []
    found = list(TARGET.check(golden_bank.CURRICULUM, OlxOptions()))
    assert {d.rule for d in found} == {"olx-loss"}
    lesson = curriculum.lessons[0]
    items = tuple(replace(i, position=replace(lesson.position, line=n)) for n, i in enumerate(golden_bank.ITEMS, 1))
    sections = tuple(replace(s, items=items) if s.items else s for s in lesson.sections)
    tracks = (replace(curriculum.tracks[0], lessons=(replace(lesson, sections=sections),), assessment=None),)
    placed = list(TARGET.check(replace(curriculum, tracks=tracks), OlxOptions()))
    assert all(d.position.path == lesson.position.path for d in placed)
    assert len({d.position.line for d in placed}) > 5
