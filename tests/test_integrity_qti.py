"""Every rule of QTI packages finds what it is for, in either version, and good packages pass them all."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from generator.diagnostics import Position
from generator.integrity import verify
from generator.integrity_qti import RULES, faults, is_package
from generator.model import Curriculum
from generator.targets import RenderContext
from generator.targets.qti import TARGET, QtiOptions
from generator.theme import PACKAGED, Theme
from tests.golden_bank import CURRICULUM, DAY

Files = dict[str, bytes]
Edit = Callable[[Files], object]
ITEM, MANY, MATCH, TEST = "items/vang-chon.xml", "items/vang-nhieu-3.xml", "items/vang-ghep.xml", "test-vang-thi-a.xml"
OTHERS = tuple(f"items/vang-{name}.xml" for name in ("go", "hinh", "xep", "ghep-hinh"))


def small() -> Curriculum:
    """Return the golden course with a few of its questions."""
    (lesson,) = CURRICULUM.lessons
    asked = tuple(i for i in lesson.items if f"items/{i.identifier}.xml" in (ITEM, MANY, MATCH, *OTHERS))
    lesson = replace(lesson, sections=tuple(replace(s, items=asked if s.items else ()) for s in lesson.sections))
    return replace(CURRICULUM, tracks=(replace(CURRICULUM.tracks[0], lessons=(lesson,)),), lessons=(lesson,))


@pytest.fixture(scope="module")
def good() -> dict[str, Files]:
    made = {}
    for job in TARGET.jobs(small(), QtiOptions()):
        package = job.render(job.subject, RenderContext(Theme((PACKAGED,)).only(job.theme), DAY))
        made[job.name.rpartition("-")[2]] = dict(package.files)
    return made


def found(files: Files) -> set[str]:
    return {d.rule for d in faults(files, Position)}


def change(name: str, old: str, new: str, count: int = -1) -> Edit:
    def edit(files: Files) -> None:
        assert old.encode() in files[name], old
        files[name] = files[name].replace(old.encode(), new.encode(), count)

    return edit


def rename_item(files: Files) -> None:
    files["items/vang-hinh.xml"] = files[ITEM]


CANARIES: list[tuple[str, str, Edit]] = [
    ("qti-version", "qti21", change("imsmanifest.xml", "imsqti_item_xmlv2p1", "imsqti_item_xmlv3p0", 1)),
    ("qti-version", "qti21", change(ITEM, "http://www.imsglobal.org/xsd/imsqti_v2p1", "http://a.example", 1)),
    ("qti-version", "qti30", change("imsmanifest.xml", "imsqti_test_xmlv3p0", "imsqti_item_xmlv3p0", 1)),
    ("qti-identifier", "qti21", rename_item),
    ("qti-identifier", "qti21", change(ITEM, 'identifier="B"', 'identifier="A"', 1)),
    ("qti-identifier", "qti30", change(ITEM, 'qti-simple-choice identifier="B"', 'qti-simple-choice identifier="1 b"')),
    ("qti-identifier", "qti21", change(TEST, 'identifier="part-1"', 'identifier="questions"')),
    ("qti-response", "qti21", change(ITEM, 'responseIdentifier="RESPONSE"', 'responseIdentifier="REPLY"')),
    ("qti-response", "qti21", change(ITEM, "<value>A</value>", "<value>X</value>", 1)),
    ("qti-response", "qti30", change(ITEM, "<qti-value>A</qti-value>", "<qti-value>X</qti-value>", 1)),
    ("qti-response", "qti21", change(ITEM, "<value>A</value>", "<value>A</value><value>B</value>", 1)),
    ("qti-response", "qti21", change(MANY, 'mapKey="B"', 'mapKey="X"')),
    ("qti-response", "qti21", change(MANY, "<value>A</value>", "<value>A</value><value>B</value>", 1)),
    ("qti-response", "qti21", change(MATCH, "<value>L1 ", "<value>M1 ")),
    ("qti-response", "qti21", change("items/vang-xep.xml", "<value>A</value>", "")),
    ("qti-variable", "qti21", change(ITEM, '<variable identifier="RESPONSE"/>', '<variable identifier="REPLY"/>')),
    ("qti-variable", "qti30", change(ITEM, '<qti-correct identifier="RESPONSE"/>', '<qti-correct identifier="R"/>')),
    ("qti-variable", "qti21", change(ITEM, 'Declaration identifier="SCORE"', 'Declaration identifier="S"')),
    ("qti-variable", "qti21", change(ITEM, 'outcomeIdentifier="VERDICT"', 'outcomeIdentifier="WORD"')),
    ("qti-variable", "qti21", change(MANY, "mapping", "mopping")),
    ("qti-variable", "qti21", change(TEST, 'Declaration identifier="RESULT"', 'Declaration identifier="R"')),
    ("qti-scoring", "qti21", change(ITEM, "responseProcessing", "responseProcession")),
    ("qti-scoring", "qti21", change(MANY, 'mapKey="A" mappedValue="1"', 'mapKey="A" mappedValue="0.99"')),
    ("qti-scoring", "qti30", change("items/vang-ghep-hinh.xml", "map_response", "map_reply")),
    ("qti-feedback", "qti21", change(ITEM, 'baseType="identifier">right', 'baseType="identifier">r')),
    ("qti-feedback", "qti30", change(ITEM, 'show-hide="show" identifier="B"', 'show-hide="show" identifier="X"')),
    ("qti-feedback", "qti21", change(TEST, 'baseType="identifier">passed', 'baseType="identifier">p')),
    ("qti-test", "qti21", change(TEST, "items/vang-chon.xml", "items/vang-chon-2.xml")),
    ("qti-test", "qti30", change(TEST, "items/vang-chon.xml", "items/vang-go.xml")),
    ("qti-test", "qti21", change(TEST, "<ordering", '<selection select="4"/><ordering')),
    ("qti-reference", "qti21", change("items/vang-hinh.xml", 'src="vang-h-la.png"', 'src="la.png"', 1)),
    ("qti-reference", "qti21", change("imsmanifest.xml", '<file href="items/vang-h-la.png"/>', "", 1)),
    ("qti-request", "qti21", change("items/vang-hinh.xml", 'src="vang-h-la.png"', 'src="https://a.example/la.png"', 1)),
    ("qti-request", "qti30", change(ITEM, "<p>", '<p onclick="x()">', 1)),
    ("qti-request", "qti30", change(ITEM, "<p>", "<p><script>x()</script>", 1)),
    ("qti-leftover", "qti21", change("items/vang-hinh.xml", "https://vi-du.example/?a=1&amp;b=2", "word:otp")),
    ("qti-leftover", "qti21", change(ITEM, "1. Dấu", "1. {bác}")),
    ("qti-leftover", "qti30", change(ITEM, "1. Dấu \"nháy\" và 'đơn'", "undefined")),
]  # fmt: skip


@pytest.mark.parametrize("version", ["qti21", "qti30"])
def test_good_packages_pass(version: str, good: dict[str, Files]) -> None:
    assert is_package(good[version])
    assert [d.text("en") for d in verify("packages/qti/lop.zip", good[version])] == []


@pytest.mark.parametrize(
    ("rule", "version", "edit"), CANARIES, ids=[f"{n}-{r}" for n, (r, _, _) in enumerate(CANARIES)]
)
@pytest.mark.pitfall(21)
def test_a_spoilt_package_is_found_out(rule: str, version: str, edit: Edit, good: dict[str, Files]) -> None:
    files = dict(good[version])
    edit(files)
    assert rule in found(files)
    assert rule in {d.rule for d in verify("packages/qti/lop.zip", files)}


def test_every_rule_has_a_canary() -> None:
    assert {rule.__name__.replace("_", "-") for rule in RULES} == {rule for rule, _, _ in CANARIES}


def test_files_that_are_not_listed_are_found_out(good: dict[str, Files]) -> None:
    files = good["qti21"] | {"items/la.png": b"x"}
    assert {d.rule for d in verify("packages/qti/lop.zip", files)} == {"manifest-mismatch"}


def test_a_dependency_that_is_not_there_is_found_out(good: dict[str, Files]) -> None:
    files = dict(good["qti21"])
    change("imsmanifest.xml", 'dependency identifierref="hv-vang-lop-vang-chon"', 'dependency identifierref="hv-x"')(
        files
    )
    assert {d.rule for d in verify("packages/qti/lop.zip", files)} == {"manifest-identifiers"}


def test_other_packages_are_left_alone() -> None:
    assert not is_package({"imsmanifest.xml": b"<manifest/>"})
    assert not is_package({})


def test_what_cannot_be_parsed_is_left_to_another_rule(good: dict[str, Files]) -> None:
    files = dict(good["qti21"])
    change(ITEM, "</itemBody>", "")(files)
    assert "not-well-formed" in {d.rule for d in verify("packages/qti/lop.zip", files)}
