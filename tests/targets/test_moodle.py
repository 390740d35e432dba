"""What is particular to the files for Moodle: one per track and test, pools apart, losses at the author's line."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from generator.integrity import verify
from generator.items import Choice, ChoiceItem, Item, MultipleResponseItem, NumericItem, TextEntryItem
from generator.model import Assessment, Curriculum, Pool
from generator.targets import RenderContext
from generator.targets.moodle import TARGET, MoodleOptions
from generator.theme import layered
from tests.courses import read_course
from tests.golden_bank import ASSETS, CURRICULUM, ITEMS, TEST, answers, written
from tests.goldens import Golden
from tests.moodle import Asked, fraction, read_aiken, read_gift, read_xml, word
from tests.test_resolve import resolved

MINIMAL = Path(__file__).parent.parent / "curricula" / "minimal"
ALL = MoodleOptions(formats=("xml", "gift", "aiken"))


@pytest.fixture(scope="module")
def minimal() -> Curriculum:
    return read_course(MINIMAL)


def files(curriculum: Curriculum, options: MoodleOptions = ALL) -> dict[str, bytes]:
    made: dict[str, bytes] = {}
    for job in TARGET.jobs(curriculum, options):
        package = job.render(job.subject, RenderContext(layered(MINIMAL).only(job.theme), date(2026, 11, 20)))
        assert package.path == ""
        assert tuple(package.files) == job.makes
        assert verify("", package.files) == ()
        made |= package.files
    return made


def questions(curriculum: Curriculum, name: str) -> list[Asked]:
    return read_xml(files(curriculum, MoodleOptions())[f"packages/moodle/{name}-moodle.xml"])


def with_items(curriculum: Curriculum, items: Iterable[Item]) -> Curriculum:
    pool = Pool("khung:1.1", 1, tuple(items))
    test = Assessment("thi", "Thi", pool.items[:1], 60, pools=(pool,))
    return replace(curriculum, tracks=tuple(replace(t, assessment=test) for t in curriculum.tracks[:1]))


def losses(items: Iterable[Item], options: MoodleOptions) -> list[tuple[str, str]]:
    found = TARGET.check(with_items(CURRICULUM, items), options)
    return [(d.rule, dict(d.values)["item"]) for d in found if dict(d.values)["item"].startswith("x")]


def test_a_file_per_track_and_test_in_every_format(minimal: Curriculum) -> None:
    stems = ("ba-con-cuoi-moodle", "ba-con-moodle", "hoc-sinh-moodle")
    assert sorted(files(minimal)) == sorted(
        f"packages/moodle/{s}{x}"
        for s in stems
        for x in (".xml", ".gift.txt", ".aiken.txt")
        if s != "hoc-sinh-moodle" or any(x.items for x in minimal.tracks[1].lessons)
    )
    assert all(name.endswith(".xml") for name in files(minimal, MoodleOptions()))


def test_the_small_course_is_as_reviewed(minimal: Curriculum, golden: Golden) -> None:
    made = files(minimal)
    for name in ("ba-con-moodle.xml", "ba-con-cuoi-moodle.xml", "ba-con-moodle.gift.txt", "ba-con-moodle.aiken.txt"):
        golden.check(name, made[f"packages/moodle/{name}"].decode())


def test_the_same_bytes_twice(minimal: Curriculum) -> None:
    assert files(minimal) == files(minimal)


def test_questions_stand_by_module_and_competence() -> None:
    found = questions(CURRICULUM, "lop")
    assert sorted(a.idnumber for a in found) == sorted(i.identifier for i in ITEMS)
    base = "$course$/top/Khoá vàng &/Lớp vàng/Phần một // hai"
    first = {i.identifier: i.competences[0] if i.competences else "" for i in ITEMS}
    names = {"khung:1.1": "/1.1 Năng lực 1.1 &", "khung:1.2": "/1.2 Năng lực 1.2 &", "": ""}
    assert all(a.category == base + names[first[a.idnumber]] for a in found)
    assert all(a.tags[-1] == "T09" for a in found)


def test_a_pool_is_a_category_and_no_item_stands_in_two() -> None:
    found = questions(CURRICULUM, "lop-vang-thi-a")
    assert sorted(a.idnumber for a in found) == sorted(i.identifier for i in TEST.bank)
    assert len({a.idnumber for a in found}) == len(found)
    assert all(a.settings.get("shuffleanswers", "true") == "true" for a in found)


def test_every_pool_has_as_many_items_as_are_drawn_from_it() -> None:
    """An item that two pools want goes where our own draw put it."""
    one, two = (TextEntryItem(n, "?", ("a",), competences=("k:1", "k:2")) for n in ("x-1", "x-2"))
    pools = (Pool("k:1", 1, (one, two)), Pool("k:2", 1, (one, two)))
    test = Assessment("thi", "Thi", (two, one), 60, pools=pools)
    track = replace(CURRICULUM.tracks[0], assessment=test)
    found = questions(replace(CURRICULUM, tracks=(track,)), "lop-thi")
    assert [(a.idnumber, a.category.rpartition("/")[2]) for a in found] == [("x-2", "k:1"), ("x-1", "k:2")]


def test_an_exam_leaves_here() -> None:
    exam = replace(CURRICULUM.tracks[0], assessment=replace(TEST, visibility="exam"))
    assert questions(replace(CURRICULUM, tracks=(exam,)), "lop-vang-thi-a")


def test_what_authors_typed_arrives_and_is_judged_alike(tmp_path: Path) -> None:
    course = resolved(written(tmp_path))
    (track,) = course.tracks
    assert track.assessment is not None
    bank = {a.idnumber: a for a in questions(course, "lop-cuoi")}
    assert len(bank) == 8
    for item in track.assessment.bank:
        for answer in answers(item, 100):
            share = fraction(bank[item.identifier], item, answer.response)
            if answer.how in ("right", "case", "composed") or not isinstance(item, TextEntryItem | NumericItem):
                assert word(share) == answer.word or answer.word == "neutral"
            elif isinstance(item, TextEntryItem):
                assert share <= answer.credit


def test_every_format_can_be_read(minimal: Curriculum) -> None:
    made = files(CURRICULUM)
    assert read_gift(made["packages/moodle/lop-moodle.gift.txt"].decode())
    assert read_aiken(made["packages/moodle/lop-moodle.aiken.txt"].decode())


def test_only_pictures_that_are_shown_travel() -> None:
    (job, *_) = TARGET.jobs(CURRICULUM, MoodleOptions())
    assert job.subject.assets == ASSETS
    bare = ChoiceItem("x-1", "?", (Choice("A", "a", True), Choice("B", "b")))
    (_, job) = TARGET.jobs(with_items(CURRICULUM, (bare,)), MoodleOptions())
    assert job.subject.assets == ()


def test_a_package_is_in_the_table(minimal: Curriculum) -> None:
    records = {j.name: j.record for j in TARGET.jobs(minimal, MoodleOptions())}
    test = records["ba-con-cuoi-xml"]
    assert test is not None
    assert (test.title, test.pass_mark, test.minutes, test.competences) == ("Bài cuối", 60, 2, ("khung:1.1",))
    assert all(j.about for j in TARGET.jobs(minimal, MoodleOptions()))


@pytest.mark.pitfall(24)
def test_losses_are_told_at_the_authors_line_for_the_formats_asked_for() -> None:
    many = MultipleResponseItem("x-1", "?", tuple(Choice(k, k, k != "Z") for k in "ABCDEFGHIJKZ"))
    large = next(i for i in ITEMS if i.identifier == "vang-le")
    assert isinstance(large, NumericItem)
    items = (
        many,
        TextEntryItem("x-2", "?", ("hòa",)),
        TextEntryItem("x-3", "?", ("115",)),
        replace(large, identifier="x-4"),
    )
    assert losses(items, MoodleOptions()) == [("moodle-loss", "x-1"), ("moodle-loss", "x-2"), ("moodle-loss", "x-4")]
    assert ("gift-loss", "x-4") in losses(items, MoodleOptions(formats=("gift",)))
    assert {n for _, n in losses(items, MoodleOptions(formats=("aiken",)))} == {"x-1", "x-2", "x-3", "x-4"}


def test_the_small_course_loses_nothing_in_moodle_xml(minimal: Curriculum) -> None:
    kept = [d for d in TARGET.check(minimal, MoodleOptions()) if dict(d.values)["item"] != "t01-4"]
    assert kept == []  # t01-4 accepts «số 115», which Moodle compares letter by letter


def test_a_finding_says_what_is_lost_in_either_language() -> None:
    (finding, *_) = TARGET.check(with_items(CURRICULUM, (TextEntryItem("x-2", "?", ("hòa",)),)), MoodleOptions())
    assert "letter by letter" in "".join(d.sentence("en") for d in TARGET.check(CURRICULUM, MoodleOptions()))
    assert finding.target == "moodle"
