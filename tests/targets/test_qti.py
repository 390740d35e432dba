"""QTI packages: valid, the same verdicts and scores as our judge in two engines, nothing lost in silence."""

import fcntl
import json
import re
import shutil
import subprocess
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import xmlschema
from playwright.sync_api import Browser, Page

from generator.diagnostics import Diagnostics
from generator.integrity import verify
from generator.items import (
    Choice,
    ChoiceItem,
    Feedback,
    Item,
    MatchItem,
    MultipleResponseItem,
    NumericItem,
    OrderItem,
    SurveyItem,
    TextEntryItem,
)
from generator.judge import Response
from generator.model import Assessment, Curriculum, Pool
from generator.resolve import resolve
from generator.shuffled import shuffled
from generator.source import load
from generator.standards.qti.scoring import sides
from generator.targets import Package, RenderContext
from generator.targets.qti import LONGEST_TITLE, TARGET, QtiOptions
from generator.theme import PACKAGED, Theme, layered
from tests.golden_bank import BY_ID, CURRICULUM, DAY, ITEMS, Answer, answers, written
from tests.qti_engine import below, plain, score, total, typed

HERE = Path(__file__).parent
SCHEMAS = HERE.parent / "schemas" / "qti"
NPM = HERE.parent / "qti"
VERSIONS = {"2.1": "lop-qti21", "3.0": "lop-qti30"}
FEW, MANY = 6, 60  # answers to each question, in the player and in our own engine
# What a platform reads as a number is its own affair; ``check`` warns of such questions.
SPELT = ("comma", "grouped", "unit")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def packages(curriculum: Curriculum = CURRICULUM, options: QtiOptions | None = None) -> dict[str, Package]:
    made = {}
    for job in TARGET.jobs(curriculum, options or QtiOptions()):
        package = job.render(job.subject, RenderContext(Theme((PACKAGED,)).only(job.theme), DAY))
        assert (package.path,) == job.makes
        made[job.name] = package
    return made


@pytest.fixture(scope="module")
def golden() -> dict[str, Package]:
    return packages()


def root(package: Package, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(package.files[name])


def value(item: Item, response: Response) -> Any:
    """Return an answer as a QTI platform has it."""
    match item:
        case MultipleResponseItem():
            assert isinstance(response, frozenset)
            return tuple(sorted(response)) or None
        case MatchItem():
            assert isinstance(response, tuple)
            rights, names = [*(p.right for p in item.pairs), *item.distractors], dict(sides(item))
            return tuple(f"L{n} {names[rights[i]]}" for n, i in enumerate(response, 1))
        case OrderItem():
            assert isinstance(response, tuple)
            shown = shuffled(len(item.entries), item.identifier)
            return tuple(LETTERS[shown.index(i)] for i in response)
        case NumericItem():
            return float(str(response)) if re.fullmatch(r"-?[0-9.]+", str(response)) else None
        case _:
            return response or None


def cases(count: int, seed: str = "") -> Iterator[tuple[Item, Answer, Any]]:
    """Yield questions of the golden bank with answers; of numbers only those that every platform reads alike."""
    for item in ITEMS:
        for answer in answers(item, count, seed):
            text = str(answer.response)
            odd = answer.how in SPELT or text.count(".") > 1
            if not isinstance(item, NumericItem) or not odd:
                yield item, answer, value(item, answer.response)


def check(item: Item, answer: Answer, outcomes: Mapping[str, Any]) -> None:
    """Fail unless ``outcomes`` are what our judge says."""
    worth = item.points * answer.credit
    assert outcomes["SCORE"] == pytest.approx(float(worth), abs=1e-9), (item.identifier, answer)
    if answer.credit in (0, 1):
        assert outcomes["SCORE"] == float(worth), (item.identifier, answer)
    assert outcomes["MAXSCORE"] == item.points
    if outcomes.get("VERDICT") is not None and not isinstance(item, SurveyItem):
        assert outcomes["VERDICT"] == answer.word, (item.identifier, answer)


# --- schemas ----------------------------------------------------------------------------------------------------------


def schema(name: str, **locations: str) -> xmlschema.XMLSchema:
    """Load a schema without the network; MathML and speech, which we do not write, are left out."""
    found = {uri.replace("__", "/"): str(SCHEMAS / path) for uri, path in locations.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", xmlschema.XMLSchemaImportWarning)
        return xmlschema.XMLSchema(str(SCHEMAS / name), validation="lax", allow="local", locations=found)


@pytest.fixture(scope="module")
def schemas() -> dict[str, xmlschema.XMLSchema]:
    lom = {"http://ltsc.ieee.org/xsd/LOM": "imsmd_loose_v1p3p2.xsd"}
    qmd = {"http://www.imsglobal.org/xsd/imsqti_metadata_v2p1": "qtiv2p1/imsqti_metadata_v2p1.xsd"}
    return {
        "2.1": schema("qtiv2p1/imsqti_v2p1.xsd"),
        "2.1 manifest": schema("imscp_v1p1.xsd", **lom, **qmd),
        "3.0": schema("qtiv3p0/imsqti_asiv3p0_sbacv1p0_v1p0.xsd"),
        "3.0 manifest": schema("qtiv3p0/imsqtiv3p0_imscpv1p2_v1p0.xsd"),
    }


def errors(read: xmlschema.XMLSchema, document: bytes) -> list[str]:
    return [str(e.reason) for e in read.iter_errors(document.decode(), use_location_hints=False)]


@pytest.mark.parametrize("version", VERSIONS)
def test_documents_are_valid(version: str, golden: dict[str, Package], schemas: dict[str, xmlschema.XMLSchema]) -> None:
    """Of 3.0 it is the profile of one member; the base schema is not to be had here."""
    files = golden[VERSIONS[version]].files
    for name in sorted(n for n in files if n.endswith(".xml")):
        kind = f"{version} manifest" if name == "imsmanifest.xml" else version
        assert errors(schemas[kind], files[name]) == [], name


@pytest.mark.parametrize(
    ("version", "name", "old", "new"),
    [
        ("2.1", "items/vang-chon.xml", 'cardinality="single"', 'cardinality="one"'),
        ("2.1", "items/vang-chon.xml", "<match>", "<mach/><match>"),
        ("2.1", "items/vang-chon.xml", "<p>", "<p style=''>"),
        ("2.1", "practice-lop.xml", 'select="1"', 'navigationMode="x"'),
        ("2.1 manifest", "imsmanifest.xml", "<lom:entry>", "<lom:entri/><lom:entry>"),
        ("2.1 manifest", "imsmanifest.xml", "choiceInteraction", "choice"),
        ("3.0", "items/vang-chon.xml", ' max-choices="1"', ' maxChoices="1"'),
        ("3.0", "items/vang-chon.xml", "<qti-content-body>", "<div>"),
        ("3.0 manifest", "imsmanifest.xml", "imsqti_item_xmlv3p0", "imsqti_item_xmlv2p1"),
        ("3.0 manifest", "imsmanifest.xml", "<csmd:GUID>", "<csmd:GUIDs/><csmd:GUID>"),
    ],
)
def test_the_schemas_are_applied(
    version: str, name: str, old: str, new: str, golden: dict[str, Package], schemas: dict[str, xmlschema.XMLSchema]
) -> None:
    """Canaries: a spoilt document is found out."""
    text = golden[VERSIONS[version[:3]]].files[name].decode()
    if old == 'select="1"':
        old = 'navigationMode="nonlinear"'
    assert old in text
    spoilt = text.replace(old, new).replace(
        "</qti-content-body>", "</div>" if new == "<div>" else "</qti-content-body>"
    )
    assert errors(schemas[version], spoilt.encode())


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.pitfall(21)
def test_packages_hold_together(version: str, golden: dict[str, Package]) -> None:
    package = golden[VERSIONS[version]]
    assert [d.text("en") for d in verify(package.path, package.files)] == []


# --- scores -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [QtiOptions(), QtiOptions(typed="mapping")], ids=["pattern", "mapping"])
@pytest.mark.parametrize("version", VERSIONS)
def test_scores_are_ours(version: str, options: QtiOptions) -> None:
    files = packages(options=options)[VERSIONS[version]].files
    count = 0
    for item, answer, given in cases(MANY):
        if options.typed == "mapping" and isinstance(item, TextEntryItem) and answer.how not in ("right", "blank"):
            continue
        check(item, answer, score(files[f"items/{item.identifier}.xml"], given))
        count += 1
    assert count > 2000


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("vang-chon", "<value>A</value>", "<value>B</value>"),
        ("vang-nhieu-3", 'mappedValue="-1"', 'mappedValue="0"'),
        ("vang-go", "[Cc", "[c"),
        ("vang-so", ">115<", ">114<"),
        ("vang-ghep", 'mappedValue="1"', 'mappedValue="0.5"'),
        ("vang-xep", "<correct ", "<variable "),
        ("vang-ghep-hinh", "map_response", "match_correct"),
    ],
)
def test_a_spoilt_rule_is_found_out(name: str, old: str, new: str, golden: dict[str, Package]) -> None:
    """Canaries: an engine that agreed with everything would be no proof."""
    text = golden["lop-qti21"].files[f"items/{name}.xml"].decode()
    assert old in text
    spoilt = text.replace(old, new).encode()
    found = [
        check_of(item, answer, score(spoilt, given)) for item, answer, given in cases(MANY) if item.identifier == name
    ]
    assert "AssertionError" in found


def check_of(item: Item, answer: Answer, outcomes: Mapping[str, Any]) -> str:
    """Return what ``check`` fails with, empty when it passes."""
    try:
        check(item, answer, outcomes)
    except AssertionError as failure:
        return type(failure).__name__
    return ""


def test_standard_templates_serve_where_they_suffice(golden: dict[str, Package]) -> None:
    """Without words to say, one of the published templates scores."""
    for package in golden.values():
        used = {
            item.identifier: p.get("template", "").rpartition("/")[2].removesuffix(".xml")
            for item in ITEMS
            for p in below(root(package, f"items/{item.identifier}.xml"), "responseProcessing")
        }
        assert {k: v for k, v in used.items() if v} == {
            "vang-ghep-hinh": "map_response",
            "vang-ghep-phai": "map_response",
        }
    silent = [mute(BY_ID[name]) for name in ("vang-chon", "vang-hinh", "vang-nhieu-3", "vang-dai")]
    files = packages(asking(*silent))["lop-qti21"].files
    templates = [
        ElementTree.fromstring(files[f"items/{i.identifier}.xml"]).find("{*}responseProcessing") for i in silent
    ]
    names = [t.get("template", "").rpartition("/")[2] for t in templates if t is not None]
    assert names == ["match_correct", "map_response", "map_response", "map_response"]
    for item in silent:
        for answer in answers(item, 20):
            check(item, answer, score(files[f"items/{item.identifier}.xml"], value(item, answer.response)))


def mute(item: Item) -> Item:
    """Return a question of choices that says nothing after the answer."""
    assert isinstance(item, ChoiceItem | MultipleResponseItem | SurveyItem)
    return replace(item, feedback=Feedback(), choices=tuple(replace(c, feedback="") for c in item.choices))


def asking(*items: Item, test: Assessment | None = None) -> Curriculum:
    """Return a curriculum whose one lesson asks ``items``."""
    lesson = CURRICULUM.lessons[0]
    sections = tuple(replace(s, items=items if s.items else ()) for s in lesson.sections)
    track = replace(CURRICULUM.tracks[0], lessons=(replace(lesson, sections=sections),), assessment=test)
    module = replace(CURRICULUM.modules[0], lessons=track.lessons)
    return replace(CURRICULUM, tracks=(track,), modules=(module,), lessons=track.lessons)


@pytest.mark.parametrize("points", [1, 2, 7])
@pytest.mark.parametrize("right", range(1, 11))
@pytest.mark.pitfall(22)
def test_all_right_is_all_points_exactly(right: int, points: int) -> None:
    choices = tuple(Choice(LETTERS[n], str(n), n < right) for n in range(right + 1))
    item = MultipleResponseItem("x", "?", choices, points)
    document = packages(asking(item), QtiOptions(versions=("2.1",)))["lop-qti21"].files["items/x.xml"]
    letters = tuple(c.letter for c in choices)
    assert score(document, letters[:right])["SCORE"] == points
    assert score(document, letters)["SCORE"] == pytest.approx(points * (right - 1) / right)
    assert score(document, letters[right:])["SCORE"] == 0


@pytest.mark.parametrize("version", VERSIONS)
def test_the_pass_mark_is_ours(version: str, golden: dict[str, Package]) -> None:
    package = golden[VERSIONS[version]]
    document = package.files["test-vang-thi-a.xml"]

    def result(*credits: Fraction) -> str:
        points = [i.points for i in CURRICULUM.tracks[0].assessment.items]  # type: ignore[union-attr]
        outcomes = {
            str(n): {"SCORE": float(p * c), "MAXSCORE": float(p)}
            for n, (p, c) in enumerate(zip(points, credits, strict=True))
        }
        made = total(document, outcomes)
        assert made["SCORE"] == pytest.approx(float(sum(p * c for p, c in zip(points, credits, strict=True))))
        return str(made["RESULT"])

    whole, none = Fraction(1), Fraction(0)
    assert result(none, whole, none) == "passed"  # 3 of 5 points, with a pass mark of 60
    assert result(none, Fraction(2, 3), none) == "failed"
    assert result(whole, Fraction(2, 3), none) == "passed"
    assert result(none, none, none) == "failed"


@pytest.mark.pitfall(22)
def test_thirds_reach_the_pass_mark(golden: dict[str, Package]) -> None:
    """A sum of shares in floating point is a trace below what it should be."""
    outcomes = {str(n): {"SCORE": 1 / 3 if n < 6 else 0.0, "MAXSCORE": 1 / 3} for n in range(10)}
    assert 100 * sum(o["SCORE"] for o in outcomes.values()) < 60 * sum(o["MAXSCORE"] for o in outcomes.values())
    assert total(golden["lop-qti21"].files["test-vang-thi-a.xml"], outcomes)["RESULT"] == "passed"


# --- an engine that is not ours ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def player(chromium: Browser) -> Iterator[Page]:
    """A page with the QTI 3 player of npm's ``qti3-item-player``, which holds 1EdTech's certificate for delivery."""
    modules = NPM / "node_modules"
    done = modules / ".package-lock.json"
    with (NPM / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists() or done.stat().st_mtime < Path(lock.name).stat().st_mtime:
            npm = shutil.which("npm")
            assert npm, "npm is needed for the tests of QTI packages"
            command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
            subprocess.run(command, cwd=NPM, check=True)
            done.touch()
    page = chromium.new_page()
    page.set_default_timeout(20000)
    page.set_content('<!doctype html><html lang="vi"><title>QTI</title><div id="app"></div></html>')
    page.add_script_tag(content="console.log = () => {};")
    for script in ("vue/dist/vue.min.js", "qti3-item-player/dist/qti3Player.umd.min.js"):
        page.add_script_tag(content=(modules / script).read_text(encoding="utf-8"))
    page.add_script_tag(content=(NPM / "player.js").read_text(encoding="utf-8"))
    page.wait_for_function("() => window.player")
    yield page
    page.close()


def played(page: Page, item: Item, document: bytes, given: Any) -> dict[str, Any]:
    """Return the outcomes that the player finds for an answer."""
    answer = list(given) if isinstance(given, tuple) else given
    found: dict[str, Any] = page.evaluate(
        "([xml, answer, id]) => playItem(xml, answer, id)", [document.decode(), answer, item.identifier]
    )
    return found


def unbraced(document: bytes) -> bytes:
    """The player hands an item's words to Vue, which takes double braces for a program: put a space between them."""
    return document.replace(b"{{", b"{ {").replace(b"}}", b"} }")


@pytest.mark.browser
def test_another_engine_scores_as_we_do(player: Page, golden: dict[str, Package]) -> None:
    files = golden["lop-qti30"].files
    count = 0
    for item, answer, given in cases(FEW, "player"):
        check(item, answer, played(player, item, unbraced(files[f"items/{item.identifier}.xml"]), given))
        count += 1
    assert count > 300


@pytest.mark.browser
def test_another_engine_shows_what_we_wrote(player: Page, golden: dict[str, Package]) -> None:
    item = BY_ID["vang-chon"]
    played(player, item, golden["lop-qti30"].files["items/vang-chon.xml"], "A")
    shown = player.inner_text("body")
    assert "<script>alert('x')</script> & &amp; <b>" in shown
    assert "]]> <![CDATA[x]]> --> <!-- y" in shown
    assert player.locator('[role="radio"]').count() == len(item.choices)  # type: ignore[union-attr]


# --- what a package holds ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.pitfall(21)
def test_identifiers_are_the_authored_ones(version: str, golden: dict[str, Package]) -> None:
    package = golden[VERSIONS[version]]
    for item in ITEMS:
        tree = root(package, f"items/{item.identifier}.xml")
        assert tree.get("identifier") == item.identifier
        choices = [str(c.get("identifier")) for c in below(tree, "simpleChoice")]
        letters = [c.letter for c in getattr(item, "choices", ())]
        assert sorted(choices) == sorted(letters or choices)
        assert len(tree.get("title") or "") <= LONGEST_TITLE + 1


def test_an_order_never_begins_solved(golden: dict[str, Package]) -> None:
    for item in ITEMS:
        if isinstance(item, OrderItem):
            tree = root(golden["lop-qti21"], f"items/{item.identifier}.xml")
            shown = [c.get("identifier") for c in below(tree, "simpleChoice")]
            right = [v.text for c in below(tree, "correctResponse") for v in c]
            assert shown == sorted(str(x) for x in shown)  # by letter, as on paper
            assert shown != right


def test_feedback_is_all_there(golden: dict[str, Package]) -> None:
    for package in golden.values():
        tree = root(package, "items/vang-nhieu-2.xml")
        item = BY_ID["vang-nhieu-2"]
        words = {
            (f.get("outcomeIdentifier") or f.get("outcome-identifier"), f.get("identifier")): "".join(f.itertext())
            for f in below(tree, "modalFeedback")
        }
        assert {k[1] for k in words if k[0] == "FEEDBACK"} == {c.letter for c in item.choices if c.feedback}  # type: ignore[union-attr]
        assert "Đúng #1 ~ rồi." in words["VERDICT", "right"]
        assert "Giải thích: Vì thế." in words["VERDICT", "right"]
        assert "Chưa: đọc lại." in words["VERDICT", "partly"] == words["VERDICT", "wrong"]
        assert "Gợi ý: Gợi ý { một } = hai" in "".join(below(tree, "rubricBlock")[0].itertext())


def test_a_survey_has_no_right_answer(golden: dict[str, Package]) -> None:
    tree = root(golden["lop-qti21"], "items/vang-hoi.xml")
    assert below(tree, "correctResponse") == []
    assert score(golden["lop-qti21"].files["items/vang-hoi.xml"], "A") | {"FEEDBACK": ""} == {
        "SCORE": 0.0, "MAXSCORE": 0.0, "FEEDBACK": "", "VERDICT": "right",
    }  # fmt: skip
    silent = mute(BY_ID["vang-hoi"])
    files = packages(asking(silent))["lop-qti21"].files
    assert below(ElementTree.fromstring(files["items/vang-hoi.xml"]), "responseProcessing") == []


def test_competences_are_metadata(golden: dict[str, Package]) -> None:
    for name, package in golden.items():
        text = package.files["imsmanifest.xml"].decode()
        assert "<lom:id>khung:1.1</lom:id>" in text
        assert "<lom:value>competency</lom:value>" in text
        assert ("<csmd:GUID>khung:1.1</csmd:GUID>" in text) is (name == "lop-qti30")


def test_packages_say_whose_they_are(golden: dict[str, Package]) -> None:
    text = golden["lop-qti21"].files["imsmanifest.xml"].decode()
    for said in ("Tài liệu không chính thức.", "20/11/2026", "Nhóm thử", "CC-BY-4.0", "1.2.0"):
        assert said in text


def test_pictures_are_resources(golden: dict[str, Package]) -> None:
    for package in golden.values():
        tree = root(package, "imsmanifest.xml")
        resources = {r.get("identifier"): r for r in below(tree, "resource")}
        item = resources["hv-vang-lop-vang-hinh"]
        assert [f.get("href") for f in below(item, "file")] == [
            "items/vang-hinh.xml", "items/vang-h-la.png", "items/vang-s1.svg",
        ]  # fmt: skip
        needed = [resources[d.get("identifierref")].get("href") for d in below(item, "dependency")]
        assert needed == ["items/vang-h-la.png", "items/vang-s1.svg"]


# --- tests ------------------------------------------------------------------------------------------------------------


def exam(attempts: int = 1) -> Assessment:
    test = CURRICULUM.tracks[0].assessment
    assert test is not None
    return replace(test, form="", visibility="exam", attempts=attempts)


def test_lessons_are_sections_of_modules(golden: dict[str, Package]) -> None:
    tree = root(golden["lop-qti21"], "practice-lop.xml")
    names = [s.get("identifier") for s in below(tree, "assessmentSection")]
    assert names == ["module-mot", "lesson-T09"]
    assert [r.get("identifier") for r in below(tree, "assessmentItemRef")] == [i.identifier for i in ITEMS]


def test_the_platform_draws_an_exam(golden: dict[str, Package]) -> None:
    tree = root(packages(asking(test=exam()))["lop-qti21"], "test-vang-thi.xml")
    sections = below(tree, "assessmentSection")
    drawn = [(plain(s[0].tag), s[0].get("select"), plain(s[1].tag), s[1].get("shuffle")) for s in sections]
    assert drawn == [("selection", "3", "ordering", "true"), ("selection", "2", "ordering", "true")]
    held = [[r.get("identifier") for r in below(s, "assessmentItemRef")] for s in sections]
    assert len(held[0]) >= 3
    assert len(held[1]) >= 2
    assert not set(held[0]) & set(held[1])  # or one could be asked twice
    assert sorted(str(x) for x in held[0] + held[1]) == sorted(i.identifier for i in exam().bank)
    part, control = below(tree, "testPart")[0], below(tree, "itemSessionControl")[0]
    assert part.get("submissionMode") == "simultaneous"
    assert (control.get("maxAttempts"), control.get("showFeedback")) == ("1", "false")


def test_a_form_is_the_same_for_all(golden: dict[str, Package]) -> None:
    for curriculum, options in ((CURRICULUM, QtiOptions()), (asking(test=exam()), QtiOptions(draw="form"))):
        package = packages(curriculum, options)["lop-qti21"]
        (name,) = (n for n in package.files if n.startswith("test-"))
        asked = [r.get("identifier") for r in below(root(package, name), "assessmentItemRef")]
        assert asked == [i.identifier for i in exam().items]


def test_a_shared_question_stays_with_the_pool_that_drew_it() -> None:
    a, b = BY_ID["vang-chon"], BY_ID["vang-00"]
    pools = (Pool("khung:1.1", 1, (a, b)), Pool("khung:1.2", 1, (a,)))
    tree = root(packages(asking(test=replace(exam(), items=(b, a), pools=pools)))["lop-qti21"], "test-vang-thi.xml")
    assert [[r.get("identifier") for r in s] for s in below(tree, "assessmentSection")] == [
        [None, "vang-00"],
        [None, "vang-chon"],
    ]


def test_an_exam_is_exported_with_its_whole_bank() -> None:
    files = packages(asking(test=exam()))["lop-qti21"].files
    assert {n for n in files if n.startswith("items/") and n.endswith(".xml")} == {
        f"items/{i.identifier}.xml" for i in exam().bank
    }


def test_a_track_without_questions_has_no_package() -> None:
    assert packages(asking()) == {}


# --- losses, options, bytes -------------------------------------------------------------------------------------------


def lost(curriculum: Curriculum, options: QtiOptions | None = None) -> list[tuple[str, str]]:
    """Return what is lost: the question or test, and the first words of the message after its name."""
    found = []
    for finding in TARGET.check(curriculum, options or QtiOptions()):
        assert (finding.rule, finding.target) == ("qti-loss", "qti")
        values = dict(finding.values)
        found.append((values.get("item") or values["test"], finding.message.split(" ")[0]))
    return found


@pytest.mark.pitfall(24)
def test_what_is_lost_is_reported() -> None:
    numbers = [(name, "in") for name in ("vang-khoang", "vang-sai-so", "vang-tien", "vang-le")]
    assert lost(CURRICULUM) == numbers
    words = [(i.identifier, "with") for i in ITEMS if isinstance(i, TextEntryItem)]
    assert sorted(lost(CURRICULUM, QtiOptions(typed="mapping"))) == sorted(numbers + words)
    listed = replace(BY_ID["vang-chon"], material='<ol start="3"><li>ba</li></ol>')
    assert lost(asking(listed)) == [("vang-chon", "QTI")]
    assert lost(asking(listed), QtiOptions(versions=("3.0",))) == []
    assert ("vang-thi", "QTI") in lost(asking(BY_ID["vang-chon"], test=exam(attempts=2)))
    assert lost(asking(BY_ID["vang-so"])) == []


def test_versions_are_chosen() -> None:
    assert list(packages(options=QtiOptions(versions=("3.0",)))) == ["lop-qti30"]


def test_options_may_be_mixed() -> None:
    text = packages(options=QtiOptions(shuffle=True))["lop-qti21"].files["items/vang-chon.xml"]
    assert b'shuffle="true"' in text


@pytest.mark.pitfall(21)
def test_the_same_bytes_again(golden: dict[str, Package]) -> None:
    again = packages()
    assert {k: dict(p.files) for k, p in again.items()} == {k: dict(p.files) for k, p in golden.items()}


def test_a_bank_as_authors_type_it(tmp_path: Path) -> None:
    folder = written(tmp_path)
    source = load(folder, Diagnostics())
    assert source is not None
    curriculum = resolve(source, layered(folder))
    made = packages(curriculum)
    assert made
    for package in made.values():
        assert [d.text("en") for d in verify(package.path, package.files)] == []
        assert json.dumps(sorted(package.files)).count(".svg") >= 2
    assert typed("1", "float") == 1.0
