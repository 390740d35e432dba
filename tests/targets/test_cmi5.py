"""What is particular to cmi5 packages: the structure at the root, ids that stay, what moves on, blocks per module."""

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from pydantic import ValidationError

from generator.integrity import verify
from generator.items import SurveyItem
from generator.model import Curriculum, Role
from generator.standards.cmi5 import ASSESSMENT, LESSON, NAMESPACE
from generator.targets import Package
from generator.targets.cmi5 import TARGET, Cmi5Options
from tests.courses import packages_of, read_course

MINIMAL = Path(__file__).parent.parent / "curricula" / "minimal"
NAMES = {"c": NAMESPACE}
LARGEST_PLAYER = 84_000  # bytes unpacked, without pictures


@pytest.fixture(scope="module")
def curriculum() -> Curriculum:
    return read_course(MINIMAL)


def packages(curriculum: Curriculum, options: Cmi5Options | None = None) -> dict[str, Package]:
    made = packages_of(TARGET, curriculum, options or Cmi5Options())
    assert {n: p.path for n, p in made.items()} == {n: f"packages/cmi5/{n}-cmi5.zip" for n in made}
    return made


def structure(package: Package) -> etree._Element:
    return etree.fromstring(package.files["cmi5.xml"])


def units(package: Package) -> list[etree._Element]:
    return structure(package).findall(".//c:au", NAMES)


def test_lessons_tests_and_tracks_are_packages(curriculum: Curriculum) -> None:
    assert sorted(packages(curriculum)) == ["ba-con", "ba-con-cuoi", "hoc-sinh", "t01", "t02", "t02--hoc-sinh"]
    assert "ba-con" not in packages(curriculum, Cmi5Options(tracks=False))
    assert "mot" in packages(curriculum, Cmi5Options(modules=True))


def test_packages_hold_together(curriculum: Curriculum) -> None:
    for package in packages(curriculum, Cmi5Options(modules=True)).values():
        assert [d.text("en") for d in verify(package.path, package.files)] == []


def test_everything_lies_at_the_root(curriculum: Curriculum) -> None:
    for package in packages(curriculum).values():
        assert not [n for n in package.files if "/" in n]
        assert "cmi5.js" in package.files
        assert all("scorm" not in n for n in package.files)


def test_a_track_is_a_course_of_blocks_and_ends_with_its_test(curriculum: Curriculum) -> None:
    course = structure(packages(curriculum)["ba-con"])
    blocks = course.findall("c:block", NAMES)
    assert [b.get("id") for b in blocks] == ["urn:hocvuso:nho:block:ba-con:mot"]
    assert [u.findtext("c:url", None, NAMES) for u in course.findall(".//c:au", NAMES)] == [
        "t01.html",
        "t02.html",
        "ba-con-cuoi.html",
    ]
    assert [u.get("activityType") for u in course.findall(".//c:au", NAMES)] == [LESSON, LESSON, ASSESSMENT]
    named = {o.get("idref") for o in course.findall(".//c:objective[@idref]", NAMES)}
    described = {o.get("id") for o in course.findall("c:objectives/c:objective", NAMES)}
    assert named == described != set()


def test_ids_come_from_authored_ids_alone(curriculum: Curriculum) -> None:
    """Not from words, places, versions or the site's address; a lesson has one id in every package."""
    lessons = tuple(replace(x, title=x.title + "!", version="9.9.9") for x in reversed(curriculum.lessons))
    changed = replace(curriculum, title="Khác", site_url="https://vi-du.example/", version="9.9.9", lessons=lessons)
    ids = {n: [u.get("id") for u in units(p)] for n, p in packages(curriculum).items()}
    assert ids == {n: [u.get("id") for u in units(p)] for n, p in packages(changed).items()}
    assert ids["t01"] == ["urn:hocvuso:nho:au:t01"]
    assert ids["ba-con"][0] == ids["t01"][0]


def test_whoever_owns_an_address_may_give_it(curriculum: Curriculum) -> None:
    package = packages(curriculum, Cmi5Options(base="https://vi-du.example/hoc/"))["t01"]
    assert units(package)[0].get("id") == "https://vi-du.example/hoc/au/t01"
    for wrong in ("vi-du.example/", "https://vi-du.example", "https://vi du.example/"):
        with pytest.raises(ValidationError):
            Cmi5Options(base=wrong)


def test_results_hang_on_the_ids_of_the_structure(curriculum: Curriculum) -> None:
    """Another base is another course for an LMS; no mark of the package takes a pass back."""
    for options in (Cmi5Options(), Cmi5Options(miss="failed"), Cmi5Options(base="https://vi-du.example/khoa/")):
        made = packages(curriculum, options)
        for job in TARGET.jobs(curriculum, options):
            assert job.record is not None
            assert job.record.holding is not None
            held, root = job.record.holding, structure(made[job.name])
            course = root.find("c:course", NAMES)
            assert course is not None
            assert held.identifier == course.get("id")
            assert [u.identifier for u in held.units] == [u.get("id") for u in units(made[job.name])]
            assert {u.mastery for u in held.units} == {None}


def test_a_pass_lets_the_learner_move_on(curriculum: Curriculum) -> None:
    package = packages(replace(curriculum, pass_mark=75))["t01"]
    (unit,) = units(package)
    assert (unit.get("moveOn"), unit.get("masteryScore")) == ("Passed", "0.75")
    assert b'"pass":75' in package.files["index.html"]


def test_where_seeing_is_enough_completing_moves_on(curriculum: Curriculum) -> None:
    (unit,) = units(packages(curriculum, Cmi5Options(complete="seen"))["t01"])
    assert unit.get("moveOn") == "CompletedOrPassed"


def test_a_lesson_without_points_is_completed(curriculum: Curriculum) -> None:
    lesson = next(x for x in curriculum.lessons if x.slug == "t01")
    sections = tuple(
        replace(s, items=tuple(i for i in s.items if isinstance(i, SurveyItem))) if s.role is Role.QUESTIONS else s
        for s in lesson.sections
    )
    changed = replace(curriculum, lessons=(replace(lesson, sections=sections),), tracks=())
    (unit,) = units(packages(changed)["t01"])
    assert (unit.get("moveOn"), unit.get("masteryScore")) == ("Completed", None)


def test_the_player_is_small(curriculum: Curriculum) -> None:
    for package in packages(curriculum).values():
        code = {k: v for k, v in package.files.items() if k.endswith((".js", ".css"))}
        assert 0 < sum(map(len, code.values())) <= LARGEST_PLAYER
