"""What is particular to SCORM 2004 packages: both editions, objectives, the rollup, what may be launched when."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
import yaml
from lxml import etree

from generator.archive import pack
from generator.items import SurveyItem
from generator.model import Curriculum, Role
from generator.standards.scorm import EDITIONS, NAMESPACES_2004
from generator.targets import Package
from generator.targets.scorm2004 import TARGET, Scorm2004Options
from tests import sequencing
from tests.checking import BROKEN, checked, laid
from tests.courses import packages_of, read_course
from tests.importers import wrong

ROOT = Path(__file__).parent.parent.parent
MINIMAL = ROOT / "tests" / "curricula" / "minimal"
NAMES = {k or "cp": v for k, v in NAMESPACES_2004.items()}
EVERYTHING = [
    Scorm2004Options.model_validate({"edition": e, "sequence": s, "miss": m, "modules": True, "tracks": True})
    for e, (s, m) in product(EDITIONS, (("free", "incomplete"), ("ordered", "failed")))
]


@pytest.fixture(scope="module")
def curriculum() -> Curriculum:
    return read_course(MINIMAL)


def packages(
    curriculum: Curriculum, options: Scorm2004Options | None = None, root: Path = MINIMAL
) -> dict[str, Package]:
    return packages_of(TARGET, curriculum, options or Scorm2004Options(), root)


def tree(files: Mapping[str, bytes]) -> etree._Element:
    return etree.fromstring(files["imsmanifest.xml"])


def data(page: bytes) -> dict[str, object]:
    found = re.search(rb"<script type=\"application/json\"[^>]*>(.*?)</script>", page, re.DOTALL)
    assert found
    read = json.loads(found[1])
    assert isinstance(read, dict)
    return read


def surveyed(curriculum: Curriculum, slug: str) -> Curriculum:
    """Leave a lesson its questions of opinion alone."""
    lesson = next(x for x in curriculum.lessons if x.slug == slug)
    sections = tuple(
        replace(s, items=tuple(replace(i, points=0) for i in s.items)) if s.role is Role.QUESTIONS else s
        for s in lesson.sections
    )
    changed = replace(lesson, sections=sections)
    instead = {lesson.identifier: changed}
    return replace(
        curriculum,
        lessons=tuple(instead.get(x.identifier, x) for x in curriculum.lessons),
        modules=tuple(
            replace(m, lessons=tuple(instead.get(x.identifier, x) for x in m.lessons)) for m in curriculum.modules
        ),
        tracks=tuple(
            replace(t, lessons=tuple(instead.get(x.identifier, x) for x in t.lessons)) for t in curriculum.tracks
        ),
    )


# --- packages ---------------------------------------------------------------------------------------------------------


def test_packages_say_what_they_are(curriculum: Curriculum) -> None:
    paths = [p.path for p in packages(curriculum).values()]
    assert "packages/scorm2004/t01-scorm2004-4.zip" in paths
    assert len(paths) == 4
    (third,) = (p for n, p in packages(curriculum, Scorm2004Options(edition="3")).items() if n == "t01")
    assert third.path == "packages/scorm2004/t01-scorm2004-3.zip"


@pytest.mark.parametrize("options", EVERYTHING, ids=lambda o: f"{o.edition}-{o.sequence}")
@pytest.mark.pitfall(4, 5, 7, 8)
def test_every_package_is_valid_and_whole(options: Scorm2004Options, curriculum: Curriculum) -> None:
    """Lessons, tests, modules and tracks, against the schemas and every rule of integrity."""
    made = packages(curriculum, options)
    assert len(made) == 7
    assert wrong(made, EDITIONS[options.edition].schema_version) == []


@pytest.mark.course
@pytest.mark.parametrize("options", EVERYTHING, ids=lambda o: f"{o.edition}-{o.sequence}")
def test_every_package_of_the_course_is_valid_and_whole(options: Scorm2004Options) -> None:
    made = packages(read_course(ROOT), options, ROOT)
    print(f"scorm2004 {options.edition} {options.sequence}: {len(made)} packages")
    assert len(made) > 10
    assert wrong(made, EDITIONS[options.edition].schema_version) == []


def test_a_package_is_small(curriculum: Curriculum) -> None:
    """Without its pictures; 100,000 bytes are allowed."""
    for package in packages(curriculum).values():
        bare = {n: c for n, c in package.files.items() if not n.endswith((".svg", ".png", ".jpg"))}
        assert 10_000 < len(pack(bare)) <= 40_000


NASTY = (
    "\" ' & < > ]]> &amp; <![CDATA[ <!-- --> \U0001f9d3 ẽ́ %20 \\",
    *(f"Gọi{chr(code)}115" for code in (*range(32), 0x7F, 0x85, 0xAD, 0x2028, 0xFEFF, 0xFFFE, 0xFFFF, 0x1FFFF)),
)


def plain(text: str) -> str:
    """Write ``text`` in YAML's single quotes, sign for sign."""
    return "'" + text.replace("'", "''") + "'"


def escaped(text: str) -> str:
    """Write ``text`` in YAML's double quotes, with escapes for what nobody can type."""
    return str(yaml.safe_dump(text, default_style='"', width=1000)).strip()


@pytest.mark.parametrize("quoted", [plain, escaped])
@pytest.mark.pitfall(6)
def test_a_title_is_refused_where_it_is_written_or_comes_out_whole(
    quoted: Callable[[str], str], tmp_path: Path
) -> None:
    """Nothing in between: what an author may write never breaks a manifest."""
    refused = []
    for number, title in enumerate(NASTY):
        root = laid(BROKEN / "none", tmp_path / str(number))
        text = (root / "curriculum.yml").read_text(encoding="utf-8")
        changed = text.replace("Phần một", quoted(title))
        (root / "curriculum.yml").write_text(changed, encoding="utf-8", newline="")
        _, problems = checked(root)
        if problems.errors:
            refused.append(number)
            continue
        files = packages(read_course(root), Scorm2004Options(modules=True), root)["mot"].files
        read = tree(files).findtext(".//cp:organization/cp:title", namespaces=NAMES)
        assert read == yaml.safe_load(quoted(title))
    assert 0 not in refused
    assert len(refused) >= 30


# --- what the adapter is told -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", EVERYTHING, ids=lambda o: f"{o.edition}-{o.sequence}")
def test_the_adapter_knows_the_bound_and_the_objectives(options: Scorm2004Options, curriculum: Curriculum) -> None:
    files = packages(curriculum, options)["ba-con"].files
    root = tree(files)
    pages = {r.get("identifier"): data(files[r.get("href", "")]) for r in root.iterfind(".//cp:resource", NAMES)}
    assert {p["most"] for p in pages.values()} == {EDITIONS[options.edition].longest_state}
    for item in root.iterfind(".//cp:item[@identifierref]", NAMES):
        page = pages[item.get("identifierref")]
        told = page["objectives"]
        assert isinstance(told, list)
        declared = [o.get("objectiveID") for o in item.iterfind(".//imsss:objective", NAMES) if not len(o)]
        assert [o["id"] for o in told] == declared
        assert told


def test_an_objective_is_a_competence_and_the_graded_questions_that_ask_for_it(curriculum: Curriculum) -> None:
    lesson = next(x for x in curriculum.lessons if x.slug == "t01")
    told = data(packages(curriculum)["t01"].files["index.html"])["objectives"]
    assert isinstance(told, list)
    for objective in told:
        assert objective["title"] in [c.title for f in curriculum.frameworks for c in f.competences]
        assert objective["items"]
    asked = {i.identifier for i in lesson.items if i.points and i.competences}
    assert {i for o in told for i in o["items"]} == asked
    assert any(isinstance(i, SurveyItem) and i.identifier not in asked for i in lesson.items)


@pytest.mark.pitfall(14)
def test_the_pass_mark_has_one_source(curriculum: Curriculum) -> None:
    changed = replace(curriculum, pass_mark=75)
    files = packages(changed, Scorm2004Options(miss="failed"))["t01"].files
    assert tree(files).findtext(".//imsss:minNormalizedMeasure", namespaces=NAMES) == "0.7500"
    assert data(files["index.html"])["pass"] == 75
    mild = packages(changed)["t01"].files
    assert tree(mild).find(".//imsss:minNormalizedMeasure", NAMES) is None


@pytest.mark.pitfall(16)
def test_a_quiz_that_cannot_be_kept_is_reported_for_its_edition(curriculum: Curriculum) -> None:
    lesson = next(x for x in curriculum.lessons if x.slug == "t01")
    third, fourth = Scorm2004Options(edition="3"), Scorm2004Options()

    def longer(times: int) -> Curriculum:
        many = tuple(replace(i, identifier=f"{i.identifier}-{n:032}") for n in range(times) for i in lesson.items)
        sections = tuple(replace(s, items=many) if s.role is Role.QUESTIONS else s for s in lesson.sections)
        return replace(curriculum, lessons=(replace(lesson, sections=sections),), tracks=())

    found = {
        (o.edition, n): [d.rule for d in TARGET.check(longer(n), o)] for o in (third, fourth) for n in (1, 20, 200)
    }
    late = ["quiz-too-long-for-scorm2004"]
    assert found == {("3", 1): [], ("3", 20): late, ("3", 200): late, ("4", 1): [], ("4", 20): [], ("4", 200): late}


# --- rollup and order: what the course comes to, and what may be launched when ----------------------------------------

T01, T02, TEST = "Gọi cấp cứu", "Giữ mã OTP", "Bài cuối"
SHORT = {T01: "1", T02: "2", TEST: "t"}
FREE = Scorm2004Options(tracks=True)
ORDERED = Scorm2004Options(tracks=True, sequence="ordered")
STRICT = Scorm2004Options(tracks=True, sequence="ordered", miss="failed")


def played(manifest: bytes, moves: str) -> list[str]:
    """Return a line per move: the move, what may be chosen after it, what the course has come to.

    A move is ``>`` (go on), ``1`` (choose a lesson), ``.`` (leave for good), or a result of what is open:
    ``o`` opened, ``h`` half done with 50 %, ``p`` passed with 80 %, ``m`` missed with 40 %, ``f`` failed with 40 %,
    ``c`` completed without a score. A move that is refused ends in ``!``.
    """
    results = {
        "o": (False, None, None), "h": (False, None, 0.5), "p": (True, True, 0.8), "m": (False, None, 0.4),
        "f": (True, False, 0.4), "c": (True, None, None),
    }  # fmt: skip
    session = sequencing.Session(manifest)
    lines = []
    for move in moves:
        moved = True
        if move == ">":
            moved = session.go_on()
        elif move == ".":
            session.leave()
        elif move in results:
            session.report(*results[move])
        else:
            moved = session.choose(next(t for t, short in SHORT.items() if short == move))
        open_ = "".join(SHORT[t] for t in session.choosable())
        lines.append(f"{move}{'' if moved else '!'} {open_} {session.course()}")
    return lines


def table(text: str) -> tuple[str, list[str]]:
    """Return the moves of a table, and its lines."""
    lines = [" ".join(line.split()) for line in text.strip().splitlines()]
    return "".join(line[0] for line in lines), lines


GOLDEN = {
    "free": (
        FREE,
        """
        t  12t  - incomplete unknown
        p  12t  14.5 incomplete unknown
        1  12t  14.5 incomplete unknown
        h  12t  50.9 incomplete unknown
        p  12t  72.7 incomplete unknown
        .  12t  72.7 incomplete unknown
        >  12t  72.7 incomplete unknown
        >  12t  72.7 incomplete unknown
        m  12t  76.4 incomplete unknown
        p  12t  80.0 completed passed
        """,
    ),
    "free, a miss is failed": (
        FREE.model_copy(update={"miss": "failed"}),
        """
        >  12t  - incomplete unknown
        f  12t  29.1 incomplete unknown
        >  12t  29.1 incomplete unknown
        p  12t  36.4 incomplete unknown
        >  12t  36.4 incomplete unknown
        h  12t  45.5 incomplete unknown
        p  12t  50.9 completed failed
        1  12t  50.9 completed failed
        p  12t  80.0 completed passed
        """,
    ),
    "ordered": (
        ORDERED,
        """
        t! 1    - unknown unknown
        2! 1    - unknown unknown
        >  1    - incomplete unknown
        o  1    - incomplete unknown
        >! 1    - incomplete unknown
        h  1    36.4 incomplete unknown
        .  1    36.4 incomplete unknown
        2! 1    36.4 incomplete unknown
        1  1    36.4 incomplete unknown
        m  1    29.1 incomplete unknown
        >! 1    29.1 incomplete unknown
        p  12   58.2 incomplete unknown
        t! 12   58.2 incomplete unknown
        >  12   58.2 incomplete unknown
        p  12t  65.5 incomplete unknown
        .  12t  65.5 incomplete unknown
        1  12t  65.5 incomplete unknown
        t  12t  65.5 incomplete unknown
        p  12t  80.0 completed passed
        """,
    ),
    "ordered, a miss is failed": (
        ORDERED.model_copy(update={"miss": "failed"}),
        """
        1  1    - incomplete unknown
        h  1    36.4 incomplete unknown
        2! 1    36.4 incomplete unknown
        f  1    29.1 incomplete unknown
        2! 1    29.1 incomplete unknown
        1  1    29.1 incomplete unknown
        p  12   58.2 incomplete unknown
        2  12   58.2 incomplete unknown
        f  12   61.8 incomplete unknown
        >! 12   61.8 incomplete unknown
        p  12t  65.5 incomplete unknown
        >  12t  65.5 incomplete unknown
        f  12t  72.7 completed failed
        p  12t  80.0 completed passed
        """,
    ),
}
UNSCORED = """
    2! 1    - unknown unknown
    1  1    - incomplete unknown
    o  1    - incomplete unknown
    .  1    - incomplete unknown
    2! 1    - incomplete unknown
    1  1    - incomplete unknown
    c  12   - incomplete unknown
    >  12   - incomplete unknown
    p  12t  26.7 incomplete unknown
    t  12t  26.7 incomplete unknown
    p  12t  80.0 completed passed
"""


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("name", GOLDEN)
def test_what_may_be_launched_after_which_result(name: str, edition: str, curriculum: Curriculum) -> None:
    options, text = GOLDEN[name]
    moves, lines = table(text)
    manifest = track(curriculum, options.model_copy(update={"edition": edition}))
    assert played(manifest, moves) == lines


def track(curriculum: Curriculum, options: Scorm2004Options) -> bytes:
    return packages(curriculum, options)["ba-con"].files["imsmanifest.xml"]


def test_a_lesson_without_score_opens_the_next_by_being_completed(curriculum: Curriculum) -> None:
    """And weighs nothing: two points of the test and one of the other lesson are all there is."""
    changed = surveyed(curriculum, "t01")
    moves, lines = table(UNSCORED)
    made = track(changed, ORDERED)
    assert played(made, moves) == lines
    assert wrong(packages(changed, ORDERED), "2004 4th Edition") == []
    free = played(track(changed, FREE), "1c2ptp")
    assert free[-1] == "p 12t 80.0 completed passed"


def test_a_course_without_any_score_is_passed_when_all_of_it_is_completed(curriculum: Curriculum) -> None:
    changed = surveyed(surveyed(curriculum, "t01"), "t02")
    bare = replace(changed, tracks=tuple(replace(t, assessment=None) for t in changed.tracks))
    for options in (FREE, ORDERED):
        assert played(track(bare, options), "1c2oc") == [
            *(f"{m} {'1' if options is ORDERED and m == '1' else '12'} - incomplete unknown" for m in "1c2o"),
            "c 12 - completed passed",
        ]


@pytest.mark.parametrize(
    ("right", "spoilt", "moves", "line"),
    [
        # of an objective about which nothing is known, «not satisfied» is unknown: everything is open
        ('condition="objectiveStatusKnown"', 'condition="satisfied"', "t", "t 12t - incomplete unknown"),
        # results count in one visit only: what was done is gone with the next
        (
            'useCurrentAttemptObjectiveInfo="false" useCurrentAttemptProgressInfo="false"',
            "",
            "1p2p.tp",
            "p 12t 80.0 incomplete unknown",
        ),
        ('completionSetByContent="true" objectiveSetByContent="true"', "", "1.2.t.", ". 12t - completed passed"),
        ('readSatisfiedStatus="true"', 'readSatisfiedStatus="false"', "1p", "p 1 58.2 incomplete unknown"),
        ('writeSatisfiedStatus="true"', 'writeSatisfiedStatus="false"', "1p", "p 1 58.2 incomplete unknown"),
        ('objectiveMeasureWeight="0.2222"', 'objectiveMeasureWeight="1"', "1p", "p 12 35.6 incomplete unknown"),
    ],
)
def test_each_line_of_the_manifest_is_needed(
    right: str, spoilt: str, moves: str, line: str, curriculum: Curriculum
) -> None:
    manifest = track(curriculum, ORDERED).decode()
    assert right in manifest
    assert played(manifest.encode(), moves)[-1] != line
    assert played(manifest.replace(right, spoilt).encode(), moves)[-1] == line
