"""What is particular to SCORM 1.2 packages: one SCO first, names, scores, metadata, the bound of the state."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from generator.archive import pack
from generator.items import SurveyItem
from generator.model import Curriculum, Role
from generator.targets import Package
from generator.targets.scorm12 import TARGET, Scorm12Options
from tests.courses import packages_of, read_course
from tests.importers import wrong

ROOT = Path(__file__).parent.parent.parent
MINIMAL = ROOT / "tests" / "curricula" / "minimal"
NAMES = {"cp": "http://www.imsproject.org/xsd/imscp_rootv1p1p2", "adlcp": "http://www.adlnet.org/xsd/adlcp_rootv1p2"}
LARGEST = 40_000  # bytes of a package without its pictures; 100,000 are allowed


@pytest.fixture(scope="module")
def curriculum() -> Curriculum:
    return read_course(MINIMAL)


def packages(curriculum: Curriculum, options: Scorm12Options | None = None) -> dict[str, Package]:
    return packages_of(TARGET, curriculum, options or Scorm12Options())


def manifest(files: Mapping[str, bytes]) -> etree._Element:
    return etree.fromstring(files["imsmanifest.xml"])


def test_every_lesson_and_test_is_a_package(curriculum: Curriculum) -> None:
    assert sorted(packages(curriculum)) == ["ba-con-cuoi", "t01", "t02", "t02--hoc-sinh"]


EVERYTHING = [
    Scorm12Options.model_validate({"miss": m, "modules": True, "tracks": True}) for m in ("incomplete", "failed")
]


@pytest.mark.parametrize("options", EVERYTHING, ids=lambda o: o.miss)
@pytest.mark.pitfall(4, 5, 7, 8)
def test_every_package_is_valid_and_whole(options: Scorm12Options, curriculum: Curriculum) -> None:
    """Lessons, tests, modules and tracks, against the schemas, every rule of integrity and what importers look for."""
    made = packages(curriculum, options)
    assert len(made) == 7
    assert wrong(made, "1.2") == []


@pytest.mark.pitfall(7)
def test_a_package_that_says_another_version_is_noticed(curriculum: Curriculum) -> None:
    """Canary: Moodle takes what it does not know for 1.2, the Open edX block for 2004."""
    made = packages(curriculum)["t01"]
    said = made.files["imsmanifest.xml"].replace(b">1.2<", b">1.2.1<")
    found = wrong({"t01": replace(made, files={**made.files, "imsmanifest.xml": said})}, "1.2")
    assert any("taken for" in f for f in found)
    assert any("scorm-edition" in f for f in found)


@pytest.mark.course
@pytest.mark.parametrize("options", EVERYTHING, ids=lambda o: o.miss)
def test_every_package_of_the_course_is_valid_and_whole(options: Scorm12Options) -> None:
    made = packages(read_course(ROOT), options)
    print(f"scorm12 {options.miss}: {len(made)} packages")
    assert len(made) > 10
    assert wrong(made, "1.2") == []


@pytest.mark.pitfall(4, 8)
def test_the_launch_page_is_the_first_resource_at_the_root(curriculum: Curriculum) -> None:
    """The Open edX block opens the first href of the document, whatever the organization says."""
    for package in packages(curriculum).values():
        resources = manifest(package.files).findall(".//cp:resource", NAMES)
        assert resources[0].get("href") == "index.html"
        assert len(resources) == 1


@pytest.mark.pitfall(5)
def test_manifest_lists_exactly_the_files(curriculum: Curriculum) -> None:
    for package in packages(curriculum).values():
        listed = {f.get("href") for f in manifest(package.files).findall(".//cp:file", NAMES)}
        assert listed == set(package.files) - {"imsmanifest.xml"}


@pytest.mark.pitfall(14)
def test_pass_mark_has_one_source(curriculum: Curriculum) -> None:
    changed = replace(curriculum, pass_mark=75)
    package = packages(changed, Scorm12Options(miss="failed"))["t01"]
    assert manifest(package.files).findtext(".//adlcp:masteryscore", namespaces=NAMES) == "75"
    assert b'"pass":75' in package.files["index.html"]


@pytest.mark.pitfall(14)
def test_a_miss_that_stays_incomplete_leaves_no_pass_mark_to_the_platform(curriculum: Curriculum) -> None:
    """Moodle's LMSFinish makes «failed» of any score below a mastery score, also in a lesson half done."""
    package = packages(curriculum)["t01"]
    assert manifest(package.files).find(".//adlcp:masteryscore", NAMES) is None
    assert b'"pass":60' in package.files["index.html"]


def test_packages_say_whom_to_call(curriculum: Curriculum) -> None:
    assert b"tel:115" in packages(curriculum)["t01"].files["index.html"]
    other = replace(curriculum, edition=replace(curriculum.edition, emergency=()))
    assert b"tel:115" not in packages(other)["t01"].files["index.html"]


def test_a_lesson_without_points_promises_no_score(curriculum: Curriculum) -> None:
    lesson = next(x for x in curriculum.lessons if x.slug == "t01")
    sections = tuple(
        replace(s, items=tuple(i for i in s.items if isinstance(i, SurveyItem))) if s.role is Role.QUESTIONS else s
        for s in lesson.sections
    )
    changed = replace(curriculum, lessons=(replace(lesson, sections=sections),), tracks=())
    made = packages(changed, Scorm12Options(miss="failed"))["t01"]
    assert manifest(made.files).find(".//adlcp:masteryscore", NAMES) is None


def test_metadata_says_what_the_lesson_is(curriculum: Curriculum) -> None:
    text = packages(curriculum)["t01"].files["imsmanifest.xml"].decode()
    for said in ("Gọi cấp cứu", "Gọi đúng số, nói đúng chỗ.", "PT8M", "khung:1.1", "Năng lực một", "CC-BY-4.0"):
        assert said in text


def test_a_package_is_small(curriculum: Curriculum) -> None:
    for package in packages(curriculum).values():
        bare = {n: c for n, c in package.files.items() if not n.endswith((".svg", ".png", ".jpg"))}
        assert 10_000 < len(pack(bare)) <= LARGEST


def test_a_track_holds_a_page_per_lesson_when_asked(curriculum: Curriculum) -> None:
    package = packages(curriculum, Scorm12Options(tracks=True))["ba-con"]
    hrefs = [r.get("href") for r in manifest(package.files).findall(".//cp:resource", NAMES)]
    assert hrefs == ["t01.html", "t02.html", "ba-con-cuoi.html"]
    assert all(i.get("isvisible") == "true" for i in manifest(package.files).findall(".//cp:item", NAMES))


@pytest.mark.pitfall(16)
def test_a_quiz_that_cannot_be_kept_is_reported(curriculum: Curriculum) -> None:
    lesson = next(x for x in curriculum.lessons if x.slug == "t01")
    many = tuple(replace(i, identifier=f"{i.identifier}-{n:032}") for n in range(20) for i in lesson.items)
    sections = tuple(replace(s, items=many) if s.role is Role.QUESTIONS else s for s in lesson.sections)
    changed = replace(curriculum, lessons=(replace(lesson, sections=sections),), tracks=())
    found = list(TARGET.check(changed, Scorm12Options()))
    assert [d.rule for d in found] == ["quiz-too-long-for-scorm12"]
    assert list(TARGET.check(curriculum, Scorm12Options())) == []
