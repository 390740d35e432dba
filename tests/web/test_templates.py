"""HTML that Markdown leaves alone, and what templates may call."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markdown import Markdown

from generator.items import ITEM_TYPES
from generator.model import Picture
from generator.theme import PACKAGED, Theme
from generator.web.templates import environment, inert
from tests.player.demo import ITEMS

BUILT_IN = ["toc", "tables", "fenced_code"]  # what MkDocs turns on by itself
ENVIRONMENT = environment(Theme((PACKAGED,)))


def markdown(html: str) -> str:
    return Markdown(extensions=BUILT_IN).convert(html)


@pytest.mark.parametrize(
    "inside",
    [
        "<p>*sao* _gạch_ `mã` [chữ](link) &amp; &lt;b&gt; 5 > 3 \\* ![x](y)</p>",
        "<pre><code>một\n\n\n  \n\thai\n    ba</code></pre>",
        "<ul>\n<li><p>một</p>\n<ul>\n<li>hai</li>\n</ul>\n</li>\n</ul>",
        '<script type="application/json">{"html":"\\u003cp>*\\u003c/p>"}</script>',
        "<p># không phải tiêu đề</p>\n<p>```\n    không phải mã\n```</p>\n<p>| a | b |\n| - | - |</p>",
        '<img src="a.svg" alt="một &quot;hình&quot;"><br><input type="text">',
        "<!-- ghi chú -->\n<p>sau</p>",
    ],
)
def test_markdown_leaves_a_page_as_it_is(inside: str) -> None:
    page = inert(f'<div class="body">\n{inside}\n</div>')
    assert markdown(page) == page


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.sampled_from("\n\t *_`#|[]()!>-+"))


@given(WORDS)
def test_markdown_leaves_any_words_as_they_are(words: str) -> None:
    page = inert(
        f'<div class="body">\n<pre><code>{ENVIRONMENT.from_string("{{ w }}").render(w=words)}</code></pre>\n</div>'
    )
    assert markdown(page) == page


def test_without_care_markdown_would_change_what_pre_shows() -> None:
    page = '<div class="body">\n<pre>một\n   \n\thai</pre>\n</div>'
    assert markdown(page) != page
    assert inert(page) == '<div class="body">\n<pre>một\n&#32;&#32;&#32;\n&#9;hai</pre>\n</div>'


def test_gaps_between_blocks_are_closed_but_not_in_pre() -> None:
    assert (
        inert("<div>\n\n  \n<p>a</p>\n<pre>b\n\nc</pre>\n\n\n</div>\n") == "<div>\n<p>a</p>\n<pre>b\n\nc</pre>\n</div>"
    )


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
