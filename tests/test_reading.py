"""A lesson to read: in order, well-formed, with everything said in words."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from generator.model import Curriculum, Lesson, Picture, Role, Step, Task
from generator.reading import Part, page, parts, simple, well_formed
from generator.strings import strings
from generator.theme import layered
from tests.courses import read_course

MINIMAL = Path(__file__).parent / "curricula" / "minimal"
WORDS = strings(layered(MINIMAL), "vi", "reading")


@pytest.fixture(scope="module")
def curriculum() -> Curriculum:
    return read_course(MINIMAL)


def lesson(curriculum: Curriculum, slug: str) -> Lesson:
    return next(x for x in curriculum.lessons if x.slug == slug)


def read(lesson: Lesson, curriculum: Curriculum) -> tuple[Part, ...]:
    numbers = (*curriculum.edition.emergency, *curriculum.edition.help)
    return parts(lesson, asset=lambda n: f"/static/{n}", words=WORDS, hotlines=numbers, about=("Bản thử & nháp.",))


def plain(html: str) -> str:
    return simple(html, asset=lambda n: n, words=WORDS)


def test_parts_follow_the_lesson_and_leave_the_tutor_out(curriculum: Curriculum) -> None:
    made = read(lesson(curriculum, "t01"), curriculum)
    names = ["goal", "need", "story", "steps", "practice", "remember", "questions", "homework", "words", "help"]
    assert [p.name for p in made] == [*names, "about"]
    assert made[0].identifier == "T01/goal"
    assert len(made[6].items) == 8
    assert not any("giảng viên" in p.title + p.html for p in made)


def test_what_is_for_screen_readers_is_read(curriculum: Curriculum) -> None:
    """The table of roles gives it to packages; only the tutor's part never leaves."""
    first = lesson(curriculum, "t01")
    heard = replace(first.sections[0], role=Role.LISTEN, title="Nghe và chạm")
    made = read(replace(first, sections=(heard, *first.sections)), curriculum)
    assert made[0].role is Role.LISTEN


def test_every_fragment_is_well_formed_and_says_all_in_words(curriculum: Curriculum) -> None:
    for x in curriculum.lessons:
        for part in read(x, curriculum):
            root = ElementTree.fromstring(f"<div>{part.html}</div>")
            used = {name for node in root.iter() for name in node.attrib}
            assert used <= {"src", "alt", "width", "height", "href", "scope", "start"}
            assert not {"div", "span", "figure", "style", "script"} & {n.tag for n in root.iter() if n is not root}
            assert all(node.get("alt") for node in root.iter("img"))


def test_names_come_from_addresses_and_are_each_given_once(curriculum: Curriculum) -> None:
    first = lesson(curriculum, "t01")
    one, two = (replace(first.sections[0], identifier="T01/may-cu", role=Role.OTHER) for _ in range(2))
    long = replace(one, identifier=f"T01/{'dai-' * 20}")
    made = read(replace(first, sections=(one, two, long)), curriculum)
    assert [p.name for p in made] == ["may-cu", "may-cu-2", "dai-dai-dai-dai-dai-dai-dai-dai", "about"]


def test_the_message_opens_the_first_part(curriculum: Curriculum) -> None:
    first = read(lesson(curriculum, "t01"), curriculum)[0]
    assert first.html.startswith("<p>") or first.html.startswith("<strong>") or "Có người ngã nặng" in first.html


def test_a_step_has_its_number_its_caution_and_its_picture_in_this_order(curriculum: Curriculum) -> None:
    steps = next(p for p in read(lesson(curriculum, "t01"), curriculum) if p.role is Role.STEPS).html
    second = steps[steps.index("Bước 2/3.") :]
    assert second.index("Cẩn thận:") < second.index("<img") < second.index("Đọc chậm")
    assert "<blockquote><p><strong>Cẩn thận:</strong> Không tắt máy trước." in second
    assert 'src="/static/' in second


def test_device_variants_stand_one_after_the_other_under_their_names(curriculum: Curriculum) -> None:
    steps = next(p for p in read(lesson(curriculum, "t02"), curriculum) if p.role is Role.STEPS).html
    assert steps.index("hai loại máy") < steps.index("<h3>Máy Android</h3>") < steps.index("<h3>Máy iPhone</h3>")
    assert steps.count("<h4>Bước 1/1.") == 2


def test_words_and_numbers_are_filled_in(curriculum: Curriculum) -> None:
    made = {p.name: p.html for p in read(lesson(curriculum, "t01"), curriculum)}
    assert "<strong>OTP</strong>" in made["words"]
    assert '<a href="tel:115">115</a>' in made["help"]
    assert "Công an xã" not in made["help"]  # no number, and no line to write on
    assert "Bản thử &amp; nháp." in made["about"]


def test_what_a_class_said_is_said_in_words() -> None:
    assert plain('<div class="alert alert-tip"><p>Chậm thôi.</p></div>') == (
        "<blockquote><p><strong>Mẹo:</strong> Chậm thôi.</p></blockquote>"
    )
    assert plain('<div class="alert alert-warning"><ul><li>a</li></ul></div>') == (
        "<blockquote><p><strong>Cẩn thận:</strong> </p><ul><li>a</li></ul></blockquote>"
    )
    assert plain('<ul class="ticks"><li>Xong</li></ul>') == "<ul><li>☐ Xong</li></ul>"
    assert plain('<figure class="screen"><img src="asset:a.svg" alt="A"><figcaption>B</figcaption></figure>') == (
        '<p><img src="a.svg" alt="A"/></p><p>B</p>'
    )
    assert plain('<span class="nb">«Kết thúc».</span> &lt;b&gt; &amp; x') == "«Kết thúc». &lt;b&gt; &amp; x"
    assert plain("<table><tbody><tr><td></td><td>x<br>y</td></tr></tbody></table>") == (
        "<table><tbody><tr><td></td><td>x<br/>y</td></tr></tbody></table>"
    )
    assert plain('<a class="word" href="word:otp">OTP</a>') == "OTP"


def test_characters_that_xml_cannot_hold_are_dropped() -> None:
    assert well_formed('a\x0b<img src="x" alt="y">\ufffe') == 'a<img src="x" alt="y"/>'


def test_captions_and_alternatives_are_escaped(curriculum: Curriculum) -> None:
    picture = Picture("a.png", 'Chữ «"OK" & <Thoát>»', 10, 20, caption="a < b")
    step = Step("x", 1, "Chạm", "", picture=picture)
    first = lesson(curriculum, "t01")
    section = replace(first.sections[0], role=Role.STEPS, tasks=(Task("", (step,)),))
    (made, _) = read(replace(first, sections=(section,)), curriculum)
    root = ElementTree.fromstring(f"<div>{made.html}</div>")
    assert [n.get("alt") for n in root.iter("img")] == [picture.alternative]
    assert "a &lt; b" in made.html


def test_pictures_are_as_large_as_on_the_site(curriculum: Curriculum) -> None:
    shown = plain('<img src="asset:a.svg" alt="A" width="132" height="200">')
    assert shown == '<img src="a.svg" alt="A" width="240" height="364"/>'


def test_parts_join_to_a_page_under_headings() -> None:
    found = (Part("a/goal", "goal", Role.GOAL, "Đích & đường", "<p>x</p>"), Part("a/q", "q", Role.QUESTIONS, "Hỏi", ""))
    assert page(found) == "<h2>Đích &amp; đường</h2>\n<p>x</p>"
