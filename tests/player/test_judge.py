"""The judge of the player, in a browser, against the same vectors as the judge of the generator."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from generator.judge import fold, number
from generator.player import item_data
from tests.player import demo
from tests.test_judge import VECTORS, item, naive

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def scripted(chromium: Browser) -> Iterator[Page]:
    """A page with the pure scripts of the player."""
    page = chromium.new_page()
    for name in ("judge.js", "state.js"):
        page.add_script_tag(content=demo.THEME.find(f"player/{name}").read_text(encoding="utf-8"))
    yield page
    page.close()


def test_player_judges_as_written_by_hand(scripted: Page) -> None:
    items = {name: item_data(item(name), asset=str) for name in VECTORS["items"]}
    script = "([items, rows]) => rows.map((row) => HocVu.judge(items[row[0]], row[1]))"
    verdicts = scripted.evaluate(script, [items, VECTORS["rows"]])
    found = [(Fraction(v["hits"], v["of"] or 1), v["word"]) for v in verdicts]
    assert found == [(Fraction(credit), word) for _, _, credit, word in VECTORS["rows"]]
    assert [f[0] for f in found] == [naive(name, reply) for name, reply, _, _ in VECTORS["rows"]]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(alphabet="0123456789.,- +đk\u2212\u00a0", max_size=14), max_size=40))
def test_numbers_are_read_alike(scripted: Page, texts: list[str]) -> None:
    read = scripted.evaluate("(texts) => texts.map((t) => HocVu.number(t))", texts)
    assert [None if r is None else Fraction(r) for r in read] == [number(t) for t in texts]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.text(max_size=12).filter(str.isprintable), st.booleans()), max_size=40))
def test_words_are_folded_alike(scripted: Page, texts: list[tuple[str, bool]]) -> None:
    folded = scripted.evaluate("(texts) => texts.map((t) => HocVu.fold(t[0], t[1]))", [list(t) for t in texts])
    assert folded == [fold(*t) for t in texts]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.decimals(-100, 100, places=3), st.decimals(-100, 100, places=3), st.decimals(-100, 100, places=3)),
        max_size=30,
    )
)
def test_ranges_are_compared_exactly(scripted: Page, rows: list[Any]) -> None:
    def written(value: Any) -> str:
        text = str(value).replace(".", ",")  # a comma is always the decimal mark
        return text

    def canonical(value: Any) -> str:
        return item_data(demo.number_item(Fraction(value), Fraction(value)), asset=str)["ranges"][0][0]  # type: ignore[no-any-return]

    cases = [[[[canonical(low), canonical(high)]], written(x)] for low, high, x in rows]
    script = "(cases) => cases.map(([ranges, x]) => HocVu.judge({kind: 'numeric', ranges}, x).hits === 1)"
    assert scripted.evaluate(script, cases) == [low <= x <= high for low, high, x in rows]
