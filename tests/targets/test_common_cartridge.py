"""Cartridges of whole tracks: valid, complete, every question there or reported, nothing that importers fear."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import etree

from generator.archive import pack
from generator.integrity import verify
from generator.items import SurveyItem, TextEntryItem
from generator.model import Curriculum, Lesson, Role, Section
from generator.spellings import spellings
from generator.standards.qti12 import problem
from generator.targets import Package
from generator.targets.common_cartridge import TARGET, CommonCartridgeOptions
from tests import cartridges, golden_bank
from tests.cartridges import FEW_OPTIONS, child, faults
from tests.courses import packages_of, read_course

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CURRICULA = Path(__file__).parent.parent / "curricula"
ROOT = Path(__file__).parent.parent.parent
MINIMAL = CURRICULA / "minimal"


@pytest.fixture
def curriculum() -> Curriculum:
    return read_course(MINIMAL)


def packages(
    curriculum: Curriculum, options: CommonCartridgeOptions | None = None, root: Path = MINIMAL
) -> dict[str, Package]:
    return packages_of(TARGET, curriculum, options or CommonCartridgeOptions(), root)


@cache
def golden() -> dict[str, Package]:
    return packages(golden_bank.CURRICULUM)


def manifest(package: Package) -> etree._Element:
    return etree.fromstring(package.files["imsmanifest.xml"])


def tree(node: etree._Element) -> list[object]:
    """Return the titles below a place of the organization, folders with what they hold."""
    return [
        [i.findtext("{*}title"), *tree(i)] if i.find("{*}item") is not None else i.findtext("{*}title")
        for i in node.iterfind("{*}item")
    ]


def organization(package: Package) -> list[object]:
    (root,) = manifest(package).iterfind(".//{*}organization/{*}item")
    return tree(root)


# --- what there is ----------------------------------------------------------------------------------------------------


def test_a_cartridge_per_track_and_version(curriculum: Curriculum) -> None:
    made = packages(curriculum)
    assert sorted(made) == ["ba-con-cc11", "ba-con-cc13", "hoc-sinh-cc11", "hoc-sinh-cc13"]
    assert made["ba-con-cc11"].path == "packages/common_cartridge/ba-con-cc11.imscc"
    assert sorted(packages(curriculum, CommonCartridgeOptions(versions=("1.1",)))) == ["ba-con-cc11", "hoc-sinh-cc11"]


def test_folders_hold_pages_and_questions_in_the_order_of_the_track(curriculum: Curriculum) -> None:
    assert organization(packages(curriculum)["ba-con-cc11"]) == [
        [
            "Phần một",
            *("Gọi cấp cứu", "Câu hỏi: Gọi cấp cứu"),
            *("Giữ mã OTP", "Câu hỏi: Giữ mã OTP"),
        ],
        ["Bài cuối", "Bài cuối"],
    ]


def test_a_module_that_the_path_comes_back_to_says_so(curriculum: Curriculum) -> None:
    first, second = curriculum.tracks[0].lessons
    other = replace(first, identifier="T03", slug="t03", title="Bài ba")
    modules = (
        replace(curriculum.modules[0], lessons=(first, other)),
        replace(curriculum.modules[0], identifier="hai", title="Phần hai", lessons=(second,)),
    )
    track = replace(curriculum.tracks[0], lessons=(first, second, other), assessment=None)
    made = packages(replace(curriculum, modules=modules, tracks=(track,)))["ba-con-cc11"]
    assert [f[0] for f in organization(made) if isinstance(f, list)] == ["Phần một", "Phần hai", "Phần một (tiếp)"]
    assert faults(made.files["imsmanifest.xml"]) == []


def test_pages_have_headings_steps_and_pictures_with_words(curriculum: Curriculum) -> None:
    html = packages(curriculum)["ba-con-cc11"].files["t01.html"].decode()
    assert '<html lang="vi">' in html
    assert "<h1>Gọi cấp cứu</h1>" in html
    assert "<h2>Các bước</h2>" in html
    assert "<h3>Bước 1/3. Chạm nút «Gọi».</h3>" in html
    assert "<strong>Cẩn thận:</strong>" in html
    assert re.search(r'<img src="t01-b1\.svg" alt="[^"]{10,}"', html)
    assert "«Câu hỏi: Gọi cấp cứu», ngay sau trang này" in html
    assert "Tài liệu không chính thức." in html
    assert 'href="tel:115"' in html
    assert "giảng viên" not in html


def test_pages_are_whole_without_their_head(curriculum: Curriculum) -> None:
    """Moodle takes the body, cleans it and gives it a style of its own."""
    for package in packages(curriculum).values():
        for name in sorted(n for n in package.files if n.endswith(".html")):
            body = package.files[name].decode().partition("<body>")[2].partition("</body>")[0]
            root = etree.fromstring(f"<body>{body}</body>")  # well-formed
            assert not [n for n in root.iter() if {"class", "style", "id"} & set(n.attrib)]
            sources = [str(n.get("src")) for n in root.iter("img")]
            assert all(n in package.files for n in sources)


def test_a_test_says_its_pass_mark_and_what_it_is_drawn_from(curriculum: Curriculum) -> None:
    package = packages(curriculum)["ba-con-cc11"]
    test, bank = package.files["test-cuoi.xml"], package.files["bank-cuoi.xml"]
    assert etree.fromstring(test).findtext(".//{*}rubric/{*}material/{*}mattext") == "Đạt khi được từ 60 % số điểm."
    assert len(cartridges.items(test)) == 2
    found = cartridges.items(bank)
    assert sorted(found) == ["kho-1", "kho-2", "kho-3"]
    assert {cartridges.field(i, "cc_question_category") for i in found.values()} == {"1.1 Năng lực một"}
    kinds = [r.get("type") for r in manifest(package).iter("{*}resource")]
    assert sum(str(k).endswith("/question-bank") for k in kinds) == 1
    assert not [i for i in manifest(package).iter("{*}item") if "bank" in str(i.get("identifierref"))]


def test_an_exam_is_here(curriculum: Curriculum) -> None:
    track = curriculum.tracks[0]
    assert track.assessment is not None
    secret = replace(curriculum, tracks=(replace(track, assessment=replace(track.assessment, visibility="exam")),))
    assert "test-cuoi.xml" in packages(secret)["ba-con-cc11"].files


def test_web_pages_that_lessons_name_are_web_links(curriculum: Curriculum) -> None:
    track = curriculum.tracks[0]
    link = '<p>Xem <a href="https://vi-du.example/?a=1&amp;b=2">trang <strong>này</strong></a>.</p>'
    lesson = track.lessons[0]
    goal = replace(lesson.sections[0], html=lesson.sections[0].html + link * 2)
    changed = replace(lesson, sections=(goal, *lesson.sections[1:]))
    linked = replace(curriculum, site_url="https://khoa.example/", tracks=(replace(track, lessons=(changed,)),))
    for number, part in (("cc11", "1p1"), ("cc13", "1p3")):
        package = packages(linked)[f"ba-con-{number}"]
        assert organization(package)[-1] == ["Trang mạng", "Trang web của khóa học: Khoá học nhỏ", "trang này"]
        links = [etree.fromstring(c) for n, c in package.files.items() if n.startswith("web-")]
        assert [child(x, "{*}url").get("href") for x in links] == [
            "https://khoa.example/",
            "https://vi-du.example/?a=1&b=2",
        ]
        assert {x.tag for x in links} == {f"{{http://www.imsglobal.org/xsd/imsccv{part}/imswl_v{part}}}webLink"}
        assert sound(package) == []


def test_a_lesson_without_expressible_questions_is_a_page_alone(curriculum: Curriculum) -> None:
    track = curriculum.tracks[1]
    sections = tuple(
        replace(s, items=(SurveyItem("x-1", "?", ()),)) if s.role is Role.QUESTIONS else s
        for s in track.lessons[0].sections
    )
    lesson = replace(track.lessons[0], sections=sections)
    made = packages(replace(curriculum, tracks=(replace(track, lessons=(lesson,), assessment=None),)))
    assert organization(made["hoc-sinh-cc11"]) == [["Phần một", lesson.title]]
    assert "ngay sau trang này" not in made["hoc-sinh-cc11"].files[f"{lesson.slug}.html"].decode()


def test_metadata_names_the_competences(curriculum: Curriculum) -> None:
    text = packages(curriculum)["ba-con-cc11"].files["imsmanifest.xml"].decode()
    for said in ("Khoá học nhỏ: Lớp bà con", "khung:1.1", "khung:1.2", "Năng lực một", "CC-BY-4.0", "competency"):
        assert said in text


# --- what is not lost -------------------------------------------------------------------------------------------------


def reported(curriculum: Curriculum, options: CommonCartridgeOptions | None = None) -> dict[int, str]:
    found = list(TARGET.check(curriculum, options or CommonCartridgeOptions()))
    assert {(d.rule, d.target) for d in found} <= {("cartridge-loss", "common_cartridge")}
    return {d.position.line: d.text("en") for d in found}


@pytest.mark.pitfall(24)
def test_every_question_is_there_or_reported(curriculum: Curriculum) -> None:
    """What the driver reports by kind, the target by content: nothing is missing that neither names."""
    lines = reported(curriculum)
    left = [line for line, said in lines.items() if "leaves" in said]
    for track in curriculum.tracks:
        package = packages(curriculum)[f"{track.identifier}-cc11"]
        for lesson in track.lessons:
            asked = set(cartridges.items(package.files[f"quiz-{lesson.slug}.xml"]))
            for item in lesson.items:
                left_out = type(item) not in TARGET.item_types or item.position.line in left
                assert left_out != (item.identifier in asked)


def test_a_range_of_numbers_is_reported_at_its_line(curriculum: Curriculum) -> None:
    assert "range of numbers" in reported(curriculum)[111]


def test_typed_answers_are_reported_as_stricter(curriculum: Curriculum) -> None:
    item = next(i for x in curriculum.lessons for i in x.items if isinstance(i, TextEntryItem))
    assert f"takes {len(spellings(item))} spellings" in reported(curriculum)[item.position.line]


@pytest.mark.parametrize(
    ("name", "said"), [("vang-dai", "points"), ("vang-nhieu-10", "so many options"), ("vang-khoang", "range")]
)
def test_other_losses_say_why(name: str, said: str) -> None:
    item = replace(golden_bank.BY_ID[name], position=replace(golden_bank.LESSON.position, line=7))
    lesson = replace(golden_bank.LESSON, sections=(Section("T09/questions", Role.QUESTIONS, "Câu hỏi", items=(item,)),))
    track = replace(golden_bank.CURRICULUM.tracks[0], lessons=(lesson,), assessment=None)
    (found,) = TARGET.check(replace(golden_bank.CURRICULUM, tracks=(track,)), CommonCartridgeOptions())
    assert (found.rule, found.position.line) == ("cartridge-loss", 7)
    assert said in found.text("en")


def test_more_attempts_than_the_profile_counts_are_reported(curriculum: Curriculum) -> None:
    track = curriculum.tracks[0]
    assert track.assessment is not None
    often = replace(curriculum, tracks=(replace(track, assessment=replace(track.assessment, attempts=9)),))
    assert "no more than 5 attempts" in reported(often)[1]
    assert b"<fieldentry>5</fieldentry>" in packages(often)["ba-con-cc11"].files["test-cuoi.xml"]


# --- soundness --------------------------------------------------------------------------------------------------------


def sound(package: Package) -> list[str]:
    """Return every fault: of the schemas of 1.1 (1.3 by renaming), of the integrity of the package."""
    found = [d.text("en") for d in verify(package.path, package.files, pack(package.files))]
    for name in sorted(n for n in package.files if n.endswith(".xml")):
        content = package.files[name].replace(b"xmlv1p3", b"xmlv1p1").replace(b"imsccv1p3", b"imsccv1p1")
        content = content.replace(b"imswl_v1p3", b"imswl_v1p1").replace(b"1.3.0", b"1.1.0")
        found += [f"{name}: {fault}" for fault in faults(content) if fault != FEW_OPTIONS]
    return found


@pytest.mark.parametrize("name", ["minimal", "foreign", "golden"])
def test_every_package_is_sound(name: str) -> None:
    made = golden() if name == "golden" else packages(read_course(CURRICULA / name), root=CURRICULA / name)
    assert made
    for package in made.values():
        assert sound(package) == []


@pytest.mark.course
def test_the_course_of_this_repository_is_sound() -> None:
    for package in packages(read_course(ROOT), root=ROOT).values():
        assert sound(package) == []


def test_the_golden_bank_is_all_there() -> None:
    package = golden()["lop-cc11"]
    asked = cartridges.items(package.files["quiz-t09.xml"])
    expected = [i for i in golden_bank.ITEMS if not problem(i, spellings)]
    assert list(asked) == [i.identifier for i in expected]
    bank = cartridges.items(package.files["bank-vang-thi-a.xml"])
    assert set(bank) == {i.identifier for i in golden_bank.TEST.bank if not problem(i, spellings)}
    used = re.findall(rb"\$IMS-CC-FILEBASE\$([\w.-]+)", package.files["quiz-t09.xml"])
    assert {u.decode() for u in used} == {a.name for a in golden_bank.ASSETS}
    assert all(a.name in package.files for a in golden_bank.ASSETS)


def test_every_file_is_a_resource_and_what_shows_a_picture_depends_on_it(curriculum: Curriculum) -> None:
    for package in (*packages(curriculum).values(), *golden().values()):
        root = manifest(package)
        files = {str(r.get("identifier")): str(child(r, "{*}file").get("href")) for r in root.iter("{*}resource")}
        assert sorted(files.values()) == sorted(set(package.files) - {"imsmanifest.xml"})
        for resource in root.iter("{*}resource"):
            text = package.files[files[str(resource.get("identifier"))]]
            shown = {
                m.decode() for m in re.findall(rb"(?:src=\W{0,6}(?:\$IMS-CC-FILEBASE\$)?)([\w-]+\.(?:svg|png))", text)
            }
            depends = {files[str(d.get("identifierref"))] for d in resource.iter("{*}dependency")} - {"page.css"}
            assert depends == shown


def test_identifiers_stay_when_the_words_change(curriculum: Curriculum) -> None:
    def identifiers(made: Package) -> list[str]:
        return [str(n.get("identifier")) for n in manifest(made).iter() if n.get("identifier")]

    first = identifiers(packages(curriculum)["ba-con-cc11"])
    track = curriculum.tracks[0]
    renamed = tuple(replace(x, title=f"{x.title} khác") for x in track.lessons)
    changed = replace(curriculum, title="Khác", tracks=(replace(track, title="Khác", lessons=renamed),))
    assert identifiers(packages(changed)["ba-con-cc11"]) == first
    assert first == list(dict.fromkeys(first))
    assert identifiers(packages(curriculum)["ba-con-cc13"]) == first


def test_a_lesson_and_a_test_of_one_name_stay_apart(curriculum: Curriculum) -> None:
    track = curriculum.tracks[0]
    named = replace(track.lessons[0], identifier="CUOI", slug="cuoi")
    module = replace(curriculum.modules[0], identifier="cuoi", lessons=(named,))
    changed = replace(track, identifier="cuoi", lessons=(named,))
    for package in packages(replace(curriculum, tracks=(changed,), modules=(module,))).values():
        assert sound(package) == []


def test_the_same_bytes_twice(curriculum: Curriculum) -> None:
    first, second = (packages(curriculum) for _ in range(2))
    assert {n: pack(p.files) for n, p in first.items()} == {n: pack(p.files) for n, p in second.items()}


@pytest.mark.browser
def test_a_page_shown_as_it_is_is_accessible(curriculum: Curriculum, chromium: "Browser", tmp_path: Path) -> None:
    """Canvas shows it so, on phones too."""
    for name, content in packages(curriculum)["ba-con-cc11"].files.items():
        (tmp_path / name).write_bytes(content)
    page = chromium.new_page(viewport={"width": 360, "height": 800})
    page.goto((tmp_path / "t01.html").as_uri())
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("[...document.images].every((i) => i.naturalWidth > 0)")
    page.close()


# --- an importer of our own making: Moodle's rules --------------------------------------------------------------------


class _Sources(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name == "src"]


def moodle(package: Package) -> Iterator[tuple[str, str, list[str]]]:
    """Yield question, kind and answers as Moodle's importer of 1.1 reads them; raise where it would stop."""
    for name in sorted(n for n in package.files if n.startswith(("quiz-", "test-", "bank-"))):
        for ident, item in cartridges.items(package.files[name]).items():
            kind = cartridges.field(item, "cc_profile")
            texts = item.findall("{*}presentation/{*}material/{*}mattext")
            assert texts
            for source in _Sources(texts[0].text or "").found:
                folder = name.rpartition("/")[0]
                path = "/".join(filter(None, (folder, source.replace("$IMS-CC-FILEBASE$", ""))))
                assert path in package.files
            if kind == "cc.true_false.v0p1":
                assert sorted(cartridges.labels(item)) == ["false", "true"]
            yield ident, kind, cartridges.labels(item)


def test_moodle_reads_every_question(curriculum: Curriculum) -> None:
    read = list(moodle(packages(curriculum)["ba-con-cc11"])) + list(moodle(golden()["lop-cc11"]))
    assert len({i for i, _, _ in read}) > 30
    known = ("multiple_choice", "multiple_response", "true_false", "fib")
    assert {k for _, k, _ in read} == {f"cc.{k}.v0p1" for k in known}


def test_names_inside_are_short_lower_case_and_at_the_root(curriculum: Curriculum) -> None:
    """One folder: whether a platform looks from the file or from the root, it finds the pictures."""
    lesson: Lesson = curriculum.lessons[0]
    files: Mapping[str, bytes] = packages(curriculum)["ba-con-cc11"].files
    assert f"{lesson.slug}.html" in files
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,59}", n) for n in files)
