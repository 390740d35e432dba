"""What templates may call."""

import pytest
from jinja2 import UndefinedError

from generator.items import ITEM_TYPES
from generator.model import Picture
from generator.theme import PACKAGED, Theme
from generator.web.templates import environment, tidy
from tests.player.demo import ITEMS

ENVIRONMENT = environment(Theme((PACKAGED,)))


def test_gaps_between_blocks_are_closed_but_not_in_pre() -> None:
    page = "<div>\n\n  \n<p>a</p>\n<pre>b\n\n\tc\n  </pre>\n\n\n</div>\n"
    assert tidy(page) == "<div>\n<p>a</p>\n<pre>b\n\n\tc\n  </pre>\n</div>"


def render(source: str, **values: object) -> str:
    return ENVIRONMENT.from_string(source).render(**values)


def test_everything_is_escaped_and_nothing_may_be_missing() -> None:
    assert render("{{ x }}", x="<b>") == "&lt;b&gt;"
    with pytest.raises(UndefinedError):
        render("{{ nothing }}")


def test_every_kind_of_question_has_a_name() -> None:
    kinds = {render("{{ i | kind }}", i=item) for item in ITEMS}
    assert len(kinds) == len(ITEM_TYPES) == len({type(i) for i in ITEMS})


def test_what_is_to_be_matched_or_ordered_is_not_shown_as_authored() -> None:
    match, order = ITEMS[5], ITEMS[6]
    rights = render("{{ i | rights | mixed(i) | join('|') }}", i=match).split("|")
    entries = render("{{ i.entries | mixed(i) | join('|') }}", i=order).split("|")
    assert sorted(rights) == sorted({*(p.right for p in match.pairs), *match.distractors})  # type: ignore[union-attr]
    assert rights[:3] != [p.right for p in match.pairs]  # type: ignore[union-attr]
    assert sorted(entries) == sorted(order.entries)  # type: ignore[union-attr]
    assert tuple(entries) != order.entries  # type: ignore[union-attr]


def test_a_picture_is_drawn_at_the_size_of_a_screen() -> None:
    html = render("{{ p | figure | safe }}", p=Picture("a.svg", 'nút "Gọi"', 132, 144, True, "Ba <bước>"))
    assert html == (
        '<figure class="screen"><img src="assets/lessons/a.svg" alt="nút &quot;Gọi&quot;" width="238" height="259">'
        "<figcaption>Ba &lt;bước&gt;</figcaption></figure>"
    )


@pytest.mark.parametrize(("meaning", "expected"), [("mã ngắn", "Mã ngắn."), ("Ai gọi?", "Ai gọi?"), ("", ".")])
def test_a_meaning_becomes_a_sentence(meaning: str, expected: str) -> None:
    assert render("{{ m | sentence }}", m=meaning) == expected


def test_a_number_is_dialled_without_its_spaces() -> None:
    assert render("{{ '0912 345-678' | dial }}") == "0912345678"
