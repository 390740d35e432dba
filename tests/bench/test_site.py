"""The bench compares like with like, and notices what our site lacks."""

from dataclasses import replace

import pytest

from bench.measure import LackingError
from bench.site import compare, grown, headings
from tests.web.small import curriculum


def test_a_grown_course_has_as_many_lessons_in_modules_and_one_track() -> None:
    made = grown(curriculum(), 45)
    assert len({x.slug for x in made.lessons}) == len({x.identifier for x in made.lessons}) == 45
    assert [len(m.lessons) for m in made.modules] == [20, 20, 5]
    assert made.tracks[0].lessons == made.lessons
    assert grown(curriculum(), 45) == made


def test_headings_are_words_without_marks() -> None:
    page = b'<h1>A &amp; <b>B</b></h1><h2 id="x">C\n d<a class="headerlink" href="#x">&para;</a></h2><h5>E</h5>'
    assert headings(page) == {"A & B", "C d"}


@pytest.mark.parametrize(
    ("ours", "expected"),
    [
        ({"a.html": b"<h1>A</h1>"}, "no page b.html"),
        ({"a.html": b"", "b.html": b""}, r"a.html lacks the headings \['A'\]"),
    ],
)
def test_what_our_site_lacks_is_found(ours: dict[str, bytes], expected: str) -> None:
    stock = {"a.html": b"<h1>A</h1>", "b.html": b"", "search/search_index.json": b"{}"}
    with pytest.raises(LackingError, match=expected):
        compare(ours, stock)
    compare(stock | {"more.html": b"<h1>M</h1>"}, stock)


def test_lessons_keep_their_content_under_another_name() -> None:
    made = grown(curriculum(), 3)
    assert replace(made.lessons[2], identifier="", slug="", title="", formerly=()) == replace(
        made.lessons[0], identifier="", slug="", title="", formerly=()
    )
