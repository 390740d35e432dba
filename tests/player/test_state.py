"""What the player keeps: bounded, and never worse for what was lost, cut or is foreign."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from generator.items import Choice, ChoiceItem, Item, MatchItem, MultipleResponseItem, OrderItem, Pair, TextEntryItem
from generator.model import Assessment, Pool, Role, Section
from generator.player import LONGEST_STATE, assessment_data, suspend_size
from generator.shuffled import shuffled
from generator.strings import strings
from tests.player import demo
from tests.player.conftest import RIGHT, WRONG

pytestmark = pytest.mark.browser

BLANK: dict[str, Any] = {
    "page": "",
    "device": "",
    "status": "incomplete",
    "best": None,
    "seed": "",
    "attempt": 1,
    "earlier": 0,
    "seen": [],
    "items": {},
}
REPEAT = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


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
        "seed": "",
        "attempt": 1,
        "earlier": 0,
        "seen": [p["key"] for p in pages],
        "items": items,
    }


def check(text: str) -> str:
    """Return the four letters by which a part of a state is known to be whole, as state.js works them out."""
    value = 0x811C9DC5
    for letter in text:
        value = (value ^ ord(letter)) * 0x01000193 % 2**32
    digits, made = "0123456789abcdefghijklmnopqrstuvwxyz", ""
    for _ in range(4):
        value, made = (value % 1679616) // 36, digits[value % 1679616 % 36] + made
    return made


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
        assert (found["status"], found["best"]) in (("incomplete", None), ("passed", 66.66))
        assert found["seen"] in ([], state["seen"])
        if at > head:
            assert (found["status"], found["seen"]) == ("passed", state["seen"])
    assert len(unpack(scripted, data, flipped[-2])[0]["items"]) == len(RIGHT) - 1
    assert unpack(scripted, data, flipped[-2])[0]["status"] == "passed"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "|||||||||",
        "2",
        "2|QR1",
        "3|QR1",
        "3|QR1|abc",
        "3|QR1|6ex|p|10000|0000|||||6ex|0000|",
        "03|QR1|6ex|p|10000|" + check("03|QR1|6ex|p|10000"),
        "1|QR1|6ex|p|10000|" + check("1|QR1|6ex|p|10000"),
        "3|QR2|6ex|p|10000|" + check("3|QR2|6ex|p|10000"),
        "1|0|f|qr-1:1:100:0",
        "null",
        "{}",
        "2|QR2|6ex|p|||6ex|x294|",
        "ế|QR1",
    ],
)
@pytest.mark.pitfall(17)
def test_foreign_state_is_ignored(scripted: Page, text: str) -> None:
    assert unpack(scripted, demo.data(), text) == [BLANK]


def test_page_status_and_best_of_any_version_are_understood(scripted: Page) -> None:
    """Written down once: these strings must be read so by every player there will ever be."""
    old = "2|QR1|1m5|p|8000||6exs7w4w1zx265w1m5o2u68g8lm8xbh0m5qilfo5aaz6el3gwluhc7cgp|"
    newer = "17|QR1|1m5|c|8000|o4g5|nobody|knows:what;comes|here"
    found = unpack(scripted, demo.data(), old + check(old[:-1]) + "|qr-1:2:1:B:8y4m;", newer)
    assert check("17|QR1|1m5|c|8000") == "o4g5"
    assert found == [
        BLANK | {"page": "1m5", "status": "passed", "best": 80},
        BLANK | {"page": "1m5", "status": "completed", "best": 80},
    ]
    assert unpack(scripted, demo.data(), newer.replace("8000", "8001")) == [BLANK]  # the check does check
    gone = "9|QR1|zzz|f|"
    assert unpack(scripted, demo.data(), f"{gone}|{check(gone)}") == [BLANK | {"status": "failed"}]


@REPEAT
@given(st.lists(st.one_of(st.text(max_size=80), st.text("23|QR1fcp0;:~_", max_size=60)), min_size=1, max_size=40))
def test_nonsense_is_a_fresh_start(scripted: Page, texts: list[str]) -> None:
    assert unpack(scripted, demo.data(), *texts) == [BLANK] * len(texts)


CUT = st.tuples(st.integers(0, 400), st.integers(0, 12), st.text("0123456789abcp|:;", max_size=6))


@REPEAT
@given(st.lists(CUT, min_size=1, max_size=40))
def test_what_is_left_of_a_damaged_state_is_true(scripted: Page, cuts: list[tuple[int, int, str]]) -> None:
    """A piece anywhere replaced by another: each part is as it was, or as if it never had been."""
    data = demo.data()
    state = full_state(data, RIGHT) | {"seed": "0a1b2c", "attempt": 3, "earlier": 40}
    text = pack(scripted, data, state)
    damaged = [text[:at] + other + text[at + length :] for at, length, other in cuts]
    for found in unpack(scripted, data, *damaged):
        for names in (("page", "status", "best"), ("device", "seed", "attempt", "earlier", "seen")):
            assert [found[n] for n in names] in ([state[n] for n in names], [BLANK[n] for n in names])
        assert found["items"].items() <= state["items"].items()


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


# --- what is drawn and mixed ------------------------------------------------------------------------


def drawn_test(pools: list[tuple[int, list[str]]], mix: bool = True) -> dict[str, Any]:
    """Return a test that draws from pools of typed answers."""
    names = [name for _, of in pools for name in of]
    data = demo.data(replace(demo.LESSON, sections=(Section("X", Role.QUESTIONS, "?", items=typed(*names)),)))
    data["pools"] = [{"n": n, "of": of} for n, of in pools]
    return data | {"runs": 0} | ({"mix": 1} if mix else {})


def typed(*names: str) -> tuple[Item, ...]:
    """Return questions that are answered by typing."""
    return tuple(TextEntryItem(name, "?", ("x",)) for name in names)


def deal(page: Page, data: dict[str, Any], seeds: list[str], *answered: list[str]) -> list[list[str]]:
    """Return the ids of the questions that each seed deals to someone who has ``answered`` some."""
    script = """([lesson, seeds, answered]) => seeds.map((seed, n) =>
        HocVu.dealt(lesson, seed, answered[n] || []).filter((p) => p.item).map((p) => p.item.id))"""
    found: list[list[str]] = page.evaluate(script, [data, seeds, list(answered)])
    return found


POOLS = [(2, [f"a-{n}" for n in range(6)]), (1, ["b-1", "b-2", "b-3"]), (3, ["c-1", "c-2", "c-3"])]
SEEDS = [f"{n:06}" for n in range(400)]


def test_a_draw_gives_every_pool_its_number_and_nothing_twice(scripted: Page) -> None:
    draws = deal(scripted, drawn_test(POOLS), SEEDS)
    for ids in draws:
        assert len(set(ids)) == len(ids) == 6
        assert [len(set(ids) & set(of)) for _, of in POOLS] == [n for n, _ in POOLS]
    assert deal(scripted, drawn_test(POOLS), SEEDS) == draws
    assert len({tuple(d) for d in draws}) > 300
    pages = scripted.evaluate("(data) => HocVu.dealt(data, '000001', []).map((p) => p.role)", drawn_test(POOLS))
    assert pages == ["goal", *["question"] * 6, "result"]


def test_chance_is_fair(scripted: Page) -> None:
    """Every item as often as any other (400 draws of 2 from 6), and every place of a mixed test too."""
    draws = deal(scripted, drawn_test(POOLS), SEEDS)
    count = Counter(i for ids in draws for i in ids if i.startswith("a"))
    assert all(95 < count[i] < 172 for i in POOLS[0][1]), count  # 133 ± 4 standard deviations
    first = Counter(ids[0][0] for ids in draws)
    assert 80 < first["b"] * 2 < 190
    assert 150 < first["c"] < 250
    orders = scripted.evaluate("(seeds) => seeds.map((s) => HocVu.permuted(3, s + 'x').join(''))", SEEDS)
    assert set(Counter(orders)) == {"012", "021", "102", "120", "201", "210"}
    assert min(Counter(orders).values()) > 35
    seeds = scripted.evaluate("() => Array.from({length: 200}, HocVu.seed)")
    assert len(set(seeds)) == 200
    assert all(len(s) == 6 and s.isalnum() and s.islower() | s.isdigit() for s in seeds)


def test_seed_comes_from_chance_where_the_browser_is_old(scripted: Page) -> None:
    script = """() => {
      const real = window.crypto, put = (value) => Object.defineProperty(window, 'crypto', {value, configurable: true});
      put(undefined);
      const made = [HocVu.seed(), HocVu.seed()];
      put(real);
      return made;
    }"""
    one, two = scripted.evaluate(script)
    assert one != two
    assert len(one) == len(two) == 6


def test_without_pools_a_mixed_test_asks_everything(scripted: Page) -> None:
    data = demo.data() | {"mix": 1, "runs": 0}
    names = [i.identifier for i in demo.ITEMS]
    orders = deal(scripted, data, SEEDS[:20])
    assert all(sorted(o) == names for o in orders)
    assert len({tuple(o) for o in orders}) == 20
    assert deal(scripted, demo.data(), SEEDS[:2]) == [names, names]


def test_a_new_version_disturbs_no_answer_and_no_order(scripted: Page) -> None:
    """Items added, removed and moved between pools: what is answered stays, what stays keeps its order."""
    before = drawn_test(POOLS)
    wider = drawn_test([(2, ["new-1", *reversed(POOLS[0][1]), "new-2"]), (1, ["b-3", "b-1", "new-3"]), *POOLS[2:]])
    seeds = SEEDS[:60]
    olds = deal(scripted, before, seeds)
    answers = [[i for n, i in enumerate(old) if n % 2 == k % 2 and i != "b-2"] for k, old in enumerate(olds)]
    news = deal(scripted, wider, seeds, *answers)
    for old, answered, new in zip(olds, answers, news, strict=True):
        assert set(answered) <= set(new)
        assert len(new) == len(set(new)) == 6
        kept = [i for i in old if i in new]
        assert kept == [i for i in new if i in old]
    unasked = deal(scripted, wider, seeds)
    disturbed = [old for old, new in zip(olds, unasked, strict=True) if not set(old) <= set(new)]
    assert disturbed, "without answers a wider pool does draw otherwise"


def test_longest_draw_is_counted(scripted: Page) -> None:
    """The worst draw of all is as long as computed, no draw is longer; other questions do not count."""
    names = [(2, ["a", "bb", "a-very-long-identifier-indeed", "c"]), (1, ["dd", "another-long-identifier"])]
    data = drawn_test([(n, [f"x-{i}" for i in of]) for n, of in names])
    words = {"tries": 99999, "hits": 1, "response": "ế" * 12}
    states = []
    for seed, ids in zip(SEEDS[:80], deal(scripted, data, SEEDS[:80]), strict=True):
        pages = [p["key"] for p in data["pages"] if "item" not in p or p["item"]["id"] in ids]
        state = {
            **{"page": pages[0], "device": "", "status": "passed", "best": 100, "seed": seed, "attempt": 99999},
            **{"earlier": 999999, "seen": pages, "items": dict.fromkeys(ids, words)},
        }
        states.append(state)
    lengths = scripted.evaluate("([data, states]) => states.map((s) => HocVu.pack(data, s).length)", [data, states])
    assert max(lengths) == suspend_size(data)
    assert min(lengths) < max(lengths)


def test_generator_hands_over_pools_that_share_no_item() -> None:
    words = strings(demo.THEME, "vi", "player")
    items = typed("p-1", "p-2", "p-3", "p-4")
    pools = (Pool("x:1", 1, items[:3]), Pool("x:2", 2, items[1:]))
    test = Assessment("thi", "Thi", (items[0], items[2], items[3]), 60, attempts=3, shuffle=True, pools=pools)
    build = assessment_data(test, language="vi", you="bác", embedded=False, asset=str, strings=words)
    assert [p["item"]["id"] for p in build["pages"] if "item" in p] == ["p-1", "p-3", "p-4"]
    assert "pools" not in build
    assert (build["runs"], build["attempts"], build["mix"], build["shuffle"]) == (3, 1, 1, 1)
    test = replace(test, draw="attempt", attempts=0, shuffle=False)
    drawn = assessment_data(test, language="vi", you="bác", embedded=False, asset=str, strings=words)
    assert drawn["pools"] == [{"n": 1, "of": ["p-1", "p-2"]}, {"n": 2, "of": ["p-3", "p-4"]}]
    assert [p["item"]["id"] for p in drawn["pages"] if "item" in p] == ["p-1", "p-2", "p-3", "p-4"]
    assert "3 câu" in drawn["pages"][0]["message"]
    assert (drawn["runs"], drawn["attempts"], "mix" in drawn) == (0, 0, False)


def test_paper_and_player_shuffle_alike(scripted: Page) -> None:
    cases: list[tuple[int, str]] = [(n, f"item-{n}-{m}") for n in range(12) for m in range(5)]
    orders = scripted.evaluate("(cases) => cases.map(([n, seed]) => HocVu.shuffled(n, seed))", cases)
    assert [tuple(o) for o in orders] == [shuffled(n, seed) for n, seed in cases]
    assert all(o != list(range(len(o))) for o in orders if len(o) > 1)


def test_answers_stand_in_the_data_in_authored_letters() -> None:
    assert [c["l"] for c in demo.data()["pages"][9]["item"]["choices"]] == ["A", "B", "C"]
    assert json.dumps(demo.data())
