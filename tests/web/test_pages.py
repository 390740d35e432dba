"""Every page: what stands on it, in which order, where its links lead."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from generator.model import Curriculum, Lesson, Role
from generator.theme import PACKAGED, Theme
from generator.web.pages import FIXED, Pages
from generator.web.subject import site_of
from tests.player.demo import ITEMS
from tests.web.small import DAY, LESSON, OTHER, SECRET, curriculum

PAPERS = {"print/bai/qr1-so-tay-a5-doc.pdf": b"x" * 1500, "print/lop/lop-so-tay-a5-doc.pdf": b"y"}


def pages_of(made: Curriculum, listen: tuple[str, ...] = ()) -> Pages:
    return Pages(site_of(made, "so-tay-a5", listen), Theme((PACKAGED,)), DAY, PAPERS)


PAGES = pages_of(curriculum())
HTML = {page.name: PAGES.html(page) for page in PAGES.all}


class Outline(HTMLParser):
    """The headings of a page, in order, as (level, id, words)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[int, str, str]] = []
        self.inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch("h[1-6]", tag):
            self.inside = True
            self.found.append((int(tag[1]), dict(attrs).get("id") or "", ""))

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and not re.fullmatch("h[1-6]", tag)

    def handle_data(self, data: str) -> None:
        if self.inside:
            level, identifier, words = self.found[-1]
            self.found[-1] = (level, identifier, words + data)


def outline(name: str) -> list[tuple[int, str, str]]:
    return Outline(HTML[name]).found


def words_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<script.*?</script>|<[^>]*>", " ", html, flags=re.DOTALL))


def test_the_menu_holds_every_page_once() -> None:
    names = [page.name for page in PAGES.all]
    assert names[:7] == ["index", "lop", "qr1", "may1", "lop-thi", "tien", "may"]
    assert sorted(names[7:]) == sorted(FIXED[1:])


@pytest.mark.parametrize("name", HTML)
def test_a_page_has_one_title_and_no_level_is_left_out(name: str) -> None:
    levels = [level for level, _, _ in outline(name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels)), levels


@pytest.mark.parametrize("name", HTML)
def test_nothing_is_left_to_fill_in(name: str) -> None:
    assert not re.search(
        r"\{\w+\}|asset:|word:|lesson:|fact:|undefined", words_of(HTML[name]) + HTML[name].split("<script")[0]
    )


def test_a_lesson_shows_its_sections_in_order_and_never_the_tutors() -> None:
    shown = [identifier for level, identifier, _ in outline("qr1") if level == 2]
    assert shown == [
        "goal", "need", "story", "steps", "practice", "remember",
        "questions", "homework", "words", "help", "them", "caution",
    ]  # fmt: skip
    assert SECRET not in "".join(HTML.values())


def test_the_section_for_screen_readers_stands_in_its_track_only() -> None:
    assert "Chạm hai lần để nghe" not in HTML["qr1"]
    pages = pages_of(curriculum(), ("lop",))
    lesson = next(page for page in pages.all if page.name == "qr1")
    assert "Chạm hai lần để nghe" in pages.html(lesson)


def test_a_step_is_a_card_with_its_number_its_title_and_its_picture() -> None:
    card = re.search(r'<li class="steps__item" id="b1">.*?</li>', HTML["qr1"], re.DOTALL)
    assert card
    assert words_of(card[0]).strip() == "Bước 1 Chạm «Quét QR». Ở giữa màn hình. Máy khác: tìm hình ô vuông."
    assert 'alt="Nút «Quét QR» ở giữa."' in card[0]
    assert 'src="assets/lessons/b1.svg"' in card[0]


def test_a_caution_stands_before_its_step() -> None:
    html = HTML["qr1"]
    item = html[html.index('id="b4"') :]
    assert item.index("dừng lại") < item.index("Chạm «Xác nhận»")
    assert '<div class="callout callout--caution" role="note">' in item.split("step__head")[0]


def test_two_kinds_of_phone_stand_one_after_the_other_and_can_be_chosen() -> None:
    html = HTML["may1"]
    assert [words for level, _, words in outline("may1") if level == 3][:2] == ["Máy Android", "Máy iPhone"]
    assert '<a class="btn" href="#device-android">' in html
    assert html.count('name="hv-device"') == 3
    assert html.index('data-device="android"') < html.index('data-device="ios"')
    assert 'id="p1-b1"' in html
    assert 'id="p2-b1"' in html


def test_words_lead_to_the_page_first_then_to_the_glossary_and_facts_to_nothing() -> None:
    assert '<a class="word" href="#w-qr">' in HTML["qr1"]
    assert '<a class="word" href="glossary.html#w-otp">' in HTML["qr1"]
    assert '<a class="lesson" href="may1.html">bài kia</a>' in HTML["qr1"]
    assert "gọi 115," in HTML["qr1"]
    assert 'id="w-otp"' in HTML["glossary"]


def test_a_lesson_says_when_it_was_checked_and_where_its_facts_come_from() -> None:
    assert "được kiểm tra ngày 15/11/2026" in HTML["qr1"]
    assert "một tờ báo" in HTML["qr1"]
    assert "được kiểm tra" not in words_of(HTML["may1"])


def test_a_fact_that_lasts_needs_no_date() -> None:
    lasting = replace(LESSON, facts=tuple(replace(f, staleness="T0") for f in LESSON.facts))
    pages = pages_of(with_lessons(lasting, OTHER))
    assert "được kiểm tra" not in words_of(pages.html(next(p for p in pages.all if p.name == "qr1")))


def with_lessons(*lessons: Lesson) -> Curriculum:
    made = curriculum()
    track = replace(made.tracks[0], lessons=lessons)
    modules = (replace(made.modules[0], lessons=lessons[:1]), replace(made.modules[1], lessons=lessons[1:]))
    return replace(made, lessons=lessons, tracks=(track,), modules=modules)


def test_a_lesson_leads_on_and_the_last_one_to_the_test() -> None:
    first, last = HTML["qr1"], HTML["may1"]
    assert 'href="may1.html" rel="next"' in first
    assert 'rel="prev"' not in first
    assert 'href="qr1.html" rel="prev"' in last
    assert 'href="lop-thi.html" rel="next"' in last


def test_without_a_test_the_last_lesson_leads_back_to_the_list() -> None:
    pages = pages_of(curriculum("exam"))
    assert 'href="lop.html" rel="next"' in pages.html(next(p for p in pages.all if p.name == "may1"))
    assert "lop-thi" not in {p.name for p in pages.all}


def test_a_lesson_of_no_track_belongs_to_its_module() -> None:
    pages = pages_of(curriculum(tracks=()))
    html = pages.html(next(p for p in pages.all if p.name == "qr1"))
    assert '<p class="crumb" data-search-exclude><a href="tien.html">' in html
    assert 'href="tien.html" rel="next"' in html


def test_every_question_can_be_read_without_a_script_and_no_answer_is_marked() -> None:
    html = HTML["qr1"][HTML["qr1"].index('class="quiz-static__list"') :].split("<script")[0]
    assert html.count('<li class="q">') == len(ITEMS)
    assert "correct" not in html
    assert "Phải rồi. Có thể ai đó đã dán đè mã khác." not in html
    assert "Luôn đọc tên trước khi gõ tiền." not in html


def test_the_player_is_given_its_questions_as_data_that_cannot_end_the_script() -> None:
    data = HTML["qr1"].split('id="hv-lesson">')[1].split("</script>")[0]
    assert '"embedded":1' in data
    assert "<" not in data


def test_papers_are_linked_with_their_size() -> None:
    assert 'href="in/qr1.pdf"' in HTML["qr1"]
    assert "(PDF, 2\u00a0KB)" in HTML["qr1"]
    assert "in/may1.pdf" not in HTML["may1"] + HTML["print"]
    assert 'href="in/lop-so-tay-a5-doc.pdf"' in HTML["print"]
    assert 'href="in/lop-so-tay-a5-doc.pdf"' in HTML["lop"]
    assert PAGES.beside()["in/lop-so-tay-a5-doc.pdf"] == b"y"


def test_without_papers_the_print_page_says_so() -> None:
    pages = Pages(site_of(curriculum(), "so-tay-a5", ()), Theme((PACKAGED,)), DAY, {})
    html = pages.html(next(p for p in pages.all if p.name == "print"))
    assert "chưa kèm tệp để in" in html


def test_the_about_page_names_version_licence_sources_and_what_is_not_official() -> None:
    said = words_of(HTML["about"])
    for words in (
        "Bản 1.2.3, ngày 24/11/2026",
        "Nhóm thử",
        "CC-BY-4.0",
        "Tài liệu không chính thức",
        "Gọi 115 khi có người bệnh nặng.",
        "một tờ báo",
        "15/11/2026",
        "đọc báo hoặc nguồn thứ cấp",
        "Khung thử",
        "Mới đối chiếu một phần",
        "Mới đọc mục lục.",
    ):
        assert words in said
    assert '<a href="https://vi-du.example/">vi-du.example/</a>' in HTML["about"]


def test_where_to_report_comes_from_the_edition() -> None:
    made = curriculum()
    told = pages_of(replace(made, edition=replace(made.edition, report_to="văn hoá xã, 0123")))
    for name in ("about", "accessibility"):
        assert "văn hoá xã, 0123" in told.html(next(p for p in told.all if p.name == name))
        assert "báo cho người dạy lớp" in HTML[name]


def test_a_number_can_be_called_and_a_missing_one_is_to_be_asked_for() -> None:
    label = re.search(r'<a class="btn" href="tel:115" aria-label="(.*?)">', HTML["help"])
    assert label is not None
    assert label[1].startswith("Gọi ")
    assert label[1].endswith(": 115")
    assert "Bác hỏi số rồi lưu vào danh bạ." in words_of(HTML["help"])


def test_an_old_address_leads_to_the_lesson() -> None:
    page = PAGES.beside()["qr0.html"].decode()
    assert '<meta http-equiv="refresh" content="0; url=qr1.html">' in page
    assert '<a href="qr1.html">Trả tiền bằng mã QR</a>' in page
    assert '<html lang="vi">' in page


def test_a_page_in_another_language_says_so() -> None:
    pages = pages_of(with_lessons(LESSON, replace(OTHER, language="en", slug="may1-en")))
    html = pages.html(next(p for p in pages.all if p.name == "may1-en"))
    assert html.startswith('<div class="body" lang="en">')
    assert "Which phone do you have?" in html
    assert HTML["may1"].startswith('<div class="body">')


def test_an_english_course_has_an_english_site() -> None:
    lessons = tuple(replace(x, language="en", you="") for x in (LESSON, OTHER))
    made = with_lessons(*lessons)
    made = replace(made, language="en", tracks=tuple(replace(t, language="en") for t in made.tracks))
    pages = pages_of(made)
    for page in pages.all:
        if page.name in FIXED:
            assert not re.search(r"\b(bạn|bác|trang|Trang|bài học)\b", words_of(pages.html(page))), page.name
    assert "What would you like to learn today?" in pages.html(pages.all[0])


def test_the_home_page_remembers_by_name_and_offers_words_to_search_for() -> None:
    assert '"title":"Trả tiền bằng mã QR","url":"qr1.html"' in HTML["index"]
    assert "Ví dụ: «trả tiền bằng mã qr»" in words_of(HTML["index"])


def test_questions_without_section_words_still_make_a_page() -> None:
    plain = replace(
        LESSON, sections=tuple(s for s in LESSON.sections if s.role is Role.GOAL), facts=(), reviewers=("Cô Lan",)
    )
    pages = pages_of(with_lessons(plain, OTHER))
    page = next(p for p in pages.all if p.name == "qr1")
    assert not page.quiz
    assert "Người duyệt: Cô Lan." in words_of(pages.html(page))
