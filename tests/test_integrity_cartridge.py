"""Every rule of cartridges finds what it is for; every spoilt cartridge is found out; a good one passes."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from generator.archive import pack
from generator.diagnostics import Position
from generator.integrity import verify
from generator.integrity_cartridge import RULES, faults, is_cartridge
from generator.targets import RenderContext
from generator.targets.common_cartridge import TARGET, CommonCartridgeOptions
from generator.theme import layered
from tests import golden_bank
from tests.golden_bank import BARE

Edit = Callable[[dict[str, str | bytes]], object]
FEW = tuple(golden_bank.BY_ID[f"vang-{n}"] for n in ("chon", "hinh", "nhieu-3", "dung", "go"))
MANIFEST = "imsmanifest.xml"
QUIZ = "quiz-t09.xml"


@cache
def good(version: str) -> dict[str, str | bytes]:
    """Return the files of a cartridge with a few golden questions, those that are text as text."""
    (track,) = golden_bank.CURRICULUM.tracks
    goal, questions = golden_bank.LESSON.sections
    lesson = replace(golden_bank.LESSON, sections=(goal, replace(questions, items=FEW)))
    test = replace(golden_bank.TEST, pools=(replace(golden_bank.POOLS[0], items=FEW),))
    few = replace(track, lessons=(lesson,), assessment=test)
    jobs = TARGET.jobs(replace(golden_bank.CURRICULUM, tracks=(few,)), CommonCartridgeOptions())
    job = next(j for j in jobs if j.name == f"lop-{version}")
    package = job.render(job.subject, RenderContext(layered(BARE).only(job.theme), golden_bank.DAY))
    return {n: c if n.endswith(".png") else c.decode() for n, c in package.files.items()}


def raw(files: dict[str, str | bytes]) -> dict[str, bytes]:
    return {n: t.encode() if isinstance(t, str) else t for n, t in files.items()}


def found(files: dict[str, str | bytes]) -> list[str]:
    return [d.rule for d in faults(raw(files), Position)]


def edit(name: str, old: str, new: str, count: int = -1) -> Edit:
    """Return a spoiling of one file; ``old`` must be there."""

    def spoil(files: dict[str, str | bytes]) -> None:
        text = files[name]
        assert isinstance(text, str)
        assert old in text, old
        files[name] = text.replace(old, new, count)

    return spoil


def manifest(old: str, new: str, count: int = 1) -> Edit:
    return edit(MANIFEST, old, new, count)


def quiz(old: str, new: str, count: int = 1) -> Edit:
    return edit(QUIZ, old, new, count)


def second_bank(files: dict[str, str | bytes]) -> None:
    """Add another question bank with all that belongs to it."""
    files["kho-2.xml"] = files["bank-vang-thi-a.xml"]
    kind = 'type="imsqti_xmlv1p2/imscc_xmlv1p1/question-bank"'
    more = f'<resource identifier="hv-kho-2" {kind}><file href="kho-2.xml"/></resource></resources>'
    manifest("</resources>", more)(files)
    for picture in ("vang-h-la.png", "vang-s1.svg"):
        depend = f'<file href="kho-2.xml"/><dependency identifierref="hv-vang-picture-{picture}"/>'
        files[MANIFEST] = str(files[MANIFEST]).replace('<file href="kho-2.xml"/>', depend)


ANSWER = '<varequal respident="response1" case="Yes">A</varequal>'
STEM = '<mattext texttype="text/html">&lt;p&gt;'
CANARIES: list[tuple[str, Edit]] = [
    ("cartridge-version", manifest("1.1.0", "1.3.0")),
    ("cartridge-version", manifest("imscc_xmlv1p1/question-bank", "imscc_xmlv1p3/question-bank")),
    ("cartridge-version", manifest("<manifest ", f"<!-- {'x' * 1024} --><manifest ")),
    ("cartridge-version", manifest('xmlns="http://www.imsglobal', 'xmlns:cp="http://www.imsglobal')),
    ("cartridge-tree", manifest("<title>Phần một / hai</title>", "<title> </title>")),
    ("cartridge-tree", manifest("<title>Phần một / hai</title>", "")),
    ("cartridge-tree", manifest('structure="rooted-hierarchy"', 'structure="hierarchical"')),
    ("cartridge-tree", manifest('-root">', '-root"><title>Gốc</title>')),
    ("cartridge-tree", manifest('identifierref="hv-vang-test-vang-thi-a"', 'identifierref="hv-vang-bank-vang-thi-a"')),
    ("cartridge-tree", manifest('module-lop-t09">', 'module-t09" identifierref="hv-vang-page-t09">')),
    ("cartridge-tree", manifest(' identifierref="hv-vang-quiz-t09"', "")),
    ("cartridge-resource", manifest('type="imswl_xmlv1p1"', 'type="imsdt_xmlv1p1"')),
    ("cartridge-resource", manifest('href="t09.html"', "")),
    ("cartridge-resource", manifest('identifier="hv-vang-quiz-t09" ', 'identifier="hv-vang-quiz-t09" href="x" ')),
    (
        "cartridge-resource",
        manifest('<file href="quiz-t09.xml"/>', '<file href="quiz-t09.xml"/><file href="t09.html"/>'),
    ),
    (
        "cartridge-resource",
        manifest('<dependency identifierref="hv-vang-style"/>', '<dependency identifierref="hv-vang-style"/>' * 2),
    ),
    ("cartridge-resource", manifest('identifierref="hv-vang-style"', 'identifierref="hv-vang-page-t09"')),
    ("cartridge-resource", manifest('imscc_xmlv1p1/assessment"', 'imscc_xmlv1p1/question-bank"')),
    ("cartridge-resource", second_bank),
    ("cartridge-resource", lambda f: f.update({"web-d1986a7a786a.xml": "<webLink/>"})),
    ("cartridge-resource", edit("web-d1986a7a786a.xml", "https:", "javascript:")),
    ("cartridge-question", quiz('ident="vang-chon"', 'ident="7 chon"')),
    ("cartridge-question", quiz('ident="vang-hinh"', 'ident="vang-chon"')),
    ("cartridge-question", quiz("cc.multiple_choice.v0p1", "cc.match.v0p1")),
    ("cartridge-question", quiz('rcardinality="Single"', 'rcardinality="Multiple"')),
    ("cartridge-question", quiz('response_label ident="B"', 'response_label ident="A"')),
    ("cartridge-question", quiz(ANSWER, ANSWER.replace(">A<", ">Z<"))),
    ("cartridge-question", quiz(ANSWER, ANSWER.replace("response1", "response2"))),
    ("cartridge-question", quiz(">100</setvar>", ">99</setvar>")),
    ("cartridge-question", quiz('varname="SCORE" vartype', 'varname="QUE_SCORE" vartype')),
    ("cartridge-question", quiz('itemfeedback ident="general_fb"', 'itemfeedback ident="fb"')),
    ("cartridge-question", quiz('response_label ident="true"', 'response_label ident="yes"')),
    ("cartridge-text", quiz(STEM, f"{STEM}{{bác}} ")),
    ("cartridge-text", quiz(STEM, f"{STEM}&lt;p&gt;")),
    ("cartridge-text", quiz(STEM, f'{STEM}&lt;img src="asset:x.png" alt=""/&gt;')),
    ("cartridge-text", quiz(STEM, f'{STEM}&lt;img src="https://a.example/x.png" alt=""/&gt;')),
    ("cartridge-text", quiz(STEM, f'{STEM}&lt;a href="word:otp"&gt;x&lt;/a&gt;')),
    ("cartridge-text", quiz(STEM, f'{STEM}&lt;b onclick="x()"&gt;x&lt;/b&gt;')),
    ("cartridge-text", quiz(STEM, f'{STEM}&lt;b style="color:red"&gt;x&lt;/b&gt;')),
    ("cartridge-text", quiz('alt="L&amp;#225;', 'alt="{bác} L&amp;#225;')),
    ("cartridge-text", edit("web-d1986a7a786a.xml", ">trang<", ">{bác}<")),
    ("cartridge-text", edit("web-d1986a7a786a.xml", ">trang<", ">undefined<")),
    ("cartridge-text", edit("web-d1986a7a786a.xml", "vi-du.example/", "vi-du.example/undefined")),
    ("cartridge-picture", quiz("$IMS-CC-FILEBASE$vang-h-la.png", "$IMS-CC-FILEBASE$vang-h-2.png")),
    ("cartridge-picture", quiz("$IMS-CC-FILEBASE$vang-h-la.png", "vang-h-la.png")),
    ("cartridge-picture", quiz("$IMS-CC-FILEBASE$vang-h-la.png", "$IMS-CC-FILEBASE$../vang-h-la.png")),
    ("cartridge-picture", manifest('<dependency identifierref="hv-vang-picture-vang-s1.svg"/>', "")),
    ("cartridge-picture", edit("t09.html", 'src="vang-s1.svg"', 'src="vang-h-la.png"')),
]


@pytest.mark.parametrize("version", ["cc11", "cc13"])
def test_a_good_cartridge_passes(version: str) -> None:
    files = raw(good(version))
    assert is_cartridge(files)
    assert [d.text("en") for d in verify(f"packages/common_cartridge/lop-{version}.imscc", files, pack(files))] == []


@pytest.mark.parametrize(("rule", "spoil"), CANARIES, ids=[f"{n}-{r}" for n, (r, _) in enumerate(CANARIES)])
def test_a_spoilt_cartridge_is_found_out(rule: str, spoil: Edit) -> None:
    files = dict(good("cc11"))
    spoil(files)
    assert files != good("cc11")
    assert rule in found(files)


def test_every_rule_has_a_canary() -> None:
    assert {rule.__name__ for rule in RULES} == {rule.replace("-", "_") for rule, _ in CANARIES}


def test_the_newer_version_is_held_to_the_same() -> None:
    """There is no schema of 1.3 at hand: these rules stand in for it."""
    for old, new in (
        ("1.3.0", "1.1.0"),
        ("imscc_xmlv1p3/assessment", "imscc_xmlv1p1/assessment"),
        ("imsqti_xmlv1p2", "imsqti_xmlv1p3"),
    ):
        files = dict(good("cc13"))
        edit(MANIFEST, old, new)(files)
        assert found(files)
    files = dict(good("cc13"))
    edit("web-d1986a7a786a.xml", "imsccv1p3/imswl_v1p3", "imsccv1p1/imswl_v1p1")(files)
    assert found(files) == ["cartridge-resource"]


def test_other_packages_are_none() -> None:
    assert not is_cartridge({MANIFEST: b"<manifest><metadata><schema>ADL SCORM</schema></metadata></manifest>"})
    assert not is_cartridge({MANIFEST: b"<manifest"})
    assert not is_cartridge({})


@pytest.mark.parametrize("name", ["vang-s1.svg", QUIZ, "t09.html", "page.css"])
def test_a_missing_file_is_found_out(name: str) -> None:
    files = raw(good("cc11"))
    del files[name]
    assert verify("packages/common_cartridge/lop-cc11.imscc", files)


def test_a_file_more_is_found_out() -> None:
    files = raw(good("cc11")) | {"thua.txt": b"x"}
    rules = [d.rule for d in verify("packages/common_cartridge/lop-cc11.imscc", files)]
    assert rules == ["manifest-mismatch"]
