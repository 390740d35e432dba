"""What the player keeps: bounded, and never worse for what was lost, cut or is foreign."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from generator.items import Choice, ChoiceItem, Item, MatchItem, MultipleResponseItem, OrderItem, Pair, TextEntryItem
from generator.model import Role, Section
from generator.player import LONGEST_STATE, suspend_size
from generator.shuffled import shuffled
from tests.player import demo
from tests.player.conftest import RIGHT, WRONG

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def scripted(chromium: Browser) -> Iterator[Page]:
    """A page with the pure scripts of the player."""
    page = chromium.new_page()
    for name in ("judge.js", "state.js"):
        page.add_script_tag(content=demo.THEME.find(f"player/{name}").read_text(encoding="utf-8"))
    yield page
    page.close()


def pack(page: Page, data: dict[str, Any], state: dict[str, Any]) -> str:
    """Return ``state`` as the player writes it."""
    text: str = page.evaluate("([lesson, state]) => HocVu.pack(lesson, state)", [data, state])
    return text


def unpack(page: Page, data: dict[str, Any], *texts: str) -> list[dict[str, Any]]:
    """Return what the player makes of each text."""
    script = "([lesson, texts]) => texts.map((text) => HocVu.unpack(lesson, text))"
    states: list[dict[str, Any]] = page.evaluate(script, [data, list(texts)])
    return states


def full_state(data: dict[str, Any], replies: dict[str, Any]) -> dict[str, Any]:
    """Return a state in which every page was seen and every question answered."""
    items = {name: {"tries": 2, "hits": 1, "response": reply} for name, reply in replies.items()}
    pages = data["pages"]
    return {
        "page": pages[5]["key"] if len(pages) > 5 else pages[0]["key"],
        "device": "",
        "status": "passed",
        "best": 66.66,
        "seen": [p["key"] for p in pages],
        "items": items,
    }


@pytest.mark.parametrize("replies", [RIGHT, WRONG, {**RIGHT, "qr-4": "Ầm ĩ: 100% «|;~_»", "qr-5": "-2,5"}])
def test_state_survives_the_round_trip(scripted: Page, replies: dict[str, Any]) -> None:
    data = demo.data()
    state = full_state(data, replies)
    text = pack(scripted, data, state)
    assert text.isascii()
    assert text.isprintable()
    assert unpack(scripted, data, text) == [state]


def test_long_answer_keeps_its_score_and_forgets_its_words(scripted: Page) -> None:
    data = demo.data()
    state = full_state(data, {"qr-4": "ế" * 13})
    (back,) = unpack(scripted, data, pack(scripted, data, state))
    assert back["items"]["qr-4"] == {"tries": 2, "hits": 1, "response": None}


@pytest.mark.pitfall(17)
def test_every_cut_and_every_flipped_letter_is_left_out_by_itself(scripted: Page) -> None:
    """Nothing is ever invented: each record that is left is one that was written."""
    data = demo.data()
    state = full_state(data, RIGHT)
    text = pack(scripted, data, state)
    head = text.rindex("|")
    cut = [text[:n] for n in range(len(text))]
    flipped = [text[:n] + ("x" if text[n] != "x" else "y") + text[n + 1 :] for n in range(len(text))]
    for at, found in zip((*range(len(text)), *range(len(text))), unpack(scripted, data, *cut, *flipped), strict=True):
        assert all(state["items"][name] == entry for name, entry in found["items"].items())
        assert found["status"] in ("incomplete", "passed")
        if at < head:
            assert found["status"] == "incomplete" or found["seen"] == state["seen"]
    assert len(unpack(scripted, data, flipped[-2])[0]["items"]) == len(RIGHT) - 1
    assert unpack(scripted, data, flipped[-2])[0]["status"] == "passed"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "|||||||||",
        "2",
        "2|QR1",
        "3|QR1|abc",
        "1|0|f|qr-1:1:100:0",
        "null",
        "{}",
        "2|QR2|6ex|p|||6ex|x294|",
        "ế|QR1",
    ],
)
@pytest.mark.pitfall(17)
def test_foreign_state_is_ignored(scripted: Page, text: str) -> None:
    blank: dict[str, Any] = {"page": "", "device": "", "status": "incomplete", "best": None, "seen": [], "items": {}}
    assert unpack(scripted, demo.data(), text) == [blank]


@pytest.mark.pitfall(17)
def test_new_version_keeps_what_still_means_the_same(scripted: Page) -> None:
    """A question added, removed, moved, re-worded: only the re-worded and the removed one start anew."""
    old = demo.data()
    text = pack(scripted, old, full_state(old, RIGHT))
    items = {i.identifier: i for i in demo.ITEMS}
    first = items["qr-1"]
    assert isinstance(first, ChoiceItem)
    reworded = replace(first, choices=(replace(first.choices[0], content="Trả luôn"), *first.choices[1:]))
    retold = replace(items["qr-3"], stem="Đúng hay sai?", points=5)
    new: tuple[Item, ...] = (
        items["qr-8"],
        retold,
        reworded,
        replace(first, identifier="qr-9"),
        items["qr-6"],
        items["qr-5"],
    )
    sections = tuple(
        replace(s, items=new) if s.role is Role.QUESTIONS else s
        for s in demo.LESSON.sections
        if s.role is not Role.STORY
    )
    data = demo.data(replace(demo.LESSON, sections=sections))
    (state,) = unpack(scripted, data, text)
    assert sorted(state["items"]) == ["qr-3", "qr-5", "qr-6", "qr-8"]
    assert state["status"] == "passed"
    assert state["best"] == 66.66
    assert {p["key"] for p in data["pages"] if p["role"] == "step"} <= set(state["seen"])


@pytest.mark.pitfall(16)
def test_longest_state_is_as_long_as_computed(scripted: Page) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    many = tuple(Choice(x, x, x != "Z") for x in letters)
    items: tuple[Item, ...] = (
        ChoiceItem("a1", "?", many),
        MultipleResponseItem("a-very-long-identifier-of-thirty-nine-ch", "?", many),
        TextEntryItem("text-1", "?", ("x",)),
        MatchItem("match-1", "?", tuple(Pair(x, x) for x in letters), ("y",)),
        OrderItem("order-1", "?", tuple(letters[:12])),
        *demo.ITEMS,
    )
    section = Section("QR1/questions", Role.QUESTIONS, "Câu hỏi", items=items)
    devices = demo.DEVICES.sections[1]
    data = demo.data(replace(demo.LESSON, sections=(*demo.LESSON.sections[:4], devices, section)))
    replies = {
        "a1": "Z",
        "a-very-long-identifier-of-thirty-nine-ch": list(letters),
        "text-1": "ế" * 12,
        "match-1": list(range(26)),
        "order-1": list(range(12)),
        **RIGHT,
        "qr-4": "ế" * 12,
        "qr-5": "đ" * 12,
        "qr-2": ["A", "B", "C"],
    }
    items_state = {name: {"tries": 99999, "hits": 1, "response": reply} for name, reply in replies.items()}
    state = full_state(data, {}) | {"best": 100, "device": "android", "items": items_state}
    assert len(pack(scripted, data, state)) == suspend_size(data)
    (back,) = unpack(scripted, data, pack(scripted, data, state))
    assert back["items"]["match-1"]["response"] == list(range(26))


@pytest.mark.pitfall(16)
def test_longest_lesson_that_passes_fits_into_scorm12(scripted: Page) -> None:
    """A lesson just below the limit, answered as wordily as can be."""
    count = 0
    data = demo.data()
    while suspend_size(data) <= LONGEST_STATE:
        count += 1
        items = tuple(TextEntryItem(f"item-{n}", "?", ("x",)) for n in range(count))
        section = Section("QR1/questions", Role.QUESTIONS, "Câu hỏi", items=items)
        last, data = data, demo.data(replace(demo.LESSON, sections=(demo.LESSON.sections[0], section)))
    replies = {p["item"]["id"]: "ế" * 12 for p in last["pages"] if "item" in p and p["item"]["kind"] == "text"}
    assert len(replies) > 30
    assert len(pack(scripted, last, full_state(last, replies) | {"best": 100})) <= LONGEST_STATE


def test_paper_and_player_shuffle_alike(scripted: Page) -> None:
    cases: list[tuple[int, str]] = [(n, f"item-{n}-{m}") for n in range(12) for m in range(5)]
    orders = scripted.evaluate("(cases) => cases.map(([n, seed]) => HocVu.shuffled(n, seed))", cases)
    assert [tuple(o) for o in orders] == [shuffled(n, seed) for n, seed in cases]
    assert all(o != list(range(len(o))) for o in orders if len(o) > 1)


def test_answers_stand_in_the_data_in_authored_letters() -> None:
    assert [c["l"] for c in demo.data()["pages"][9]["item"]["choices"]] == ["A", "B", "C"]
    assert json.dumps(demo.data())
