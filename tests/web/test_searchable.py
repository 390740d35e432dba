"""What the search knows of a page, in HTML that Markdown hands back as it is."""

from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment
from markdown import Markdown

from generator.web.searchable import searchable, unmarked

PAGE = """<div class="body">
<p class="crumb" data-search-exclude><a href="x.html">Về lớp</a></p>
<h1 data-search-exclude>Tiêu đề</h1>
<p>Lời đầu &amp; <b>quan</b> trọng.</p>
<section><h2 id="mot">Một &lt;hai&gt;</h2>
<ul><li>a</li>
<li>b<svg><text>hình</text></svg></li></ul>
<dl><dt>từ</dt><dd>nghĩa.</dd></dl>
<h3>không có chỗ</h3><!-- ghi chú --> sau ghi chú
<pre>x
  y</pre></section>
<section data-search-exclude><h2 id="cau" data-search-exclude>Câu hỏi</h2><p>đáp án</p></section>
<h2 id="ba">Ba</h2>
<script type="application/json">{"bí":"mật"}</script>
</div>"""


def test_words_stand_under_their_headings_and_what_is_marked_is_left_out() -> None:
    assert searchable(PAGE).split("\n") == [
        "<div>",
        "<p>Lời đầu &amp; quan trọng.</p>",
        '<h2 id="mot">Một &lt;hai&gt;</h2>',
        "<p>a b từ: nghĩa. không có chỗ sau ghi chú x y</p>",
        '<h2 id="ba">Ba</h2>',
        "</div>",
    ]


def test_the_marks_do_not_reach_readers() -> None:
    assert "data-search-exclude" not in unmarked(PAGE)
    assert unmarked(PAGE).count("<") == PAGE.count("<")


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.sampled_from("\n\t *_`#|[]()!>-+&"))


@given(WORDS, WORDS)
def test_markdown_hands_any_words_back_as_they_are(title: str, words: str) -> None:
    page = Environment(autoescape=True).from_string('<div>{{ w }}<h2 id="x">t{{ t }}</h2><pre>{{ w }}</pre></div>')
    made = searchable(page.render(t=title, w=words))
    assert Markdown(extensions=["toc", "tables", "fenced_code"]).convert(made) == made
