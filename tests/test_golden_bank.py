"""The golden bank is what it says: whole, nasty, well-formed, and judged as a naive judge judges."""

from collections import Counter
from pathlib import Path

import pytest

from generator.items import ITEM_TYPES, Item, MultipleResponseItem, html_of
from generator.judge import judge
from tests.golden_bank import ASSETS, CURRICULUM, ITEMS, POOLS, answers, written
from tests.test_resolve import resolved
from tests.test_writer import check


@pytest.mark.parametrize("item", ITEMS, ids=lambda i: i.identifier)
def test_every_answer_is_worth_what_the_judge_says(item: Item) -> None:
    seen = Counter(a.how for a in answers(item))
    assert seen["random"]
    for answer in answers(item):
        verdict = judge(item, answer.response)
        assert (verdict.credit, verdict.word) == (answer.credit, answer.word), answer
        assert answer.how != "right" or answer.credit == 1


def test_answers_repeat() -> None:
    assert [list(answers(i)) for i in ITEMS] == [list(answers(i)) for i in ITEMS]
    assert list(answers(ITEMS[0], seed="a")) != list(answers(ITEMS[0], seed="b"))


@pytest.mark.pitfall(22)
def test_every_kind_is_asked_and_every_number_of_right_options() -> None:
    assert {type(i) for i in ITEMS} == set(ITEM_TYPES)
    rights = [sum(c.correct for c in i.choices) for i in ITEMS if isinstance(i, MultipleResponseItem)]
    assert rights == list(range(1, 11))
    assert len({i.identifier for i in ITEMS}) == len(ITEMS)
    assert any(len(i.stem) == 2000 for i in ITEMS)
    assert all(p.items for p in POOLS)


@pytest.mark.parametrize("item", ITEMS, ids=lambda i: i.identifier)
def test_html_is_that_of_the_model(item: Item) -> None:
    for html in html_of(item):
        check(html)
    assert all(f"asset:{a.name}" in "".join(h for i in ITEMS for h in html_of(i)) for a in ASSETS)


def test_the_written_part_is_read(tmp_path: Path) -> None:
    (track,) = resolved(written(tmp_path)).tracks
    assert track.assessment is not None
    assert {type(i) for i in track.assessment.items} == set(ITEM_TYPES)
    stem = next(i.stem for i in track.assessment.items if i.identifier == "vang-1")
    for nasty in ('"', "&amp;", "'", "&lt;script&gt;", "]]&gt;", "{ x }", "~", "=", "#", ":", "\\", "👍", "ơ̆ ƀ"):
        assert nasty in stem
    assert [a.name for a in track.assessment.assets] == ["vang-h-nut.svg", "vang-s1.svg"]


def test_the_course_holds_together() -> None:
    assert CURRICULUM.tracks[0].assessment is not None
    assert set(CURRICULUM.tracks[0].assessment.items) < set(CURRICULUM.lessons[0].items)
