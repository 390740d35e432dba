"""A lesson as the player's data, the page around it, and how long its state can be."""

import json
import re
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser

import pytest

from generator.diagnostics import Position, Severity
from generator.items import Choice, ChoiceItem, Feedback, NumericItem, NumericRange, TextEntryItem, TrueFalseItem
from generator.model import Assessment, Role, Section, Word
from generator.player import (
    LONGEST_STATE,
    Policy,
    assessment_data,
    files,
    item_data,
    lesson_data,
    page,
    script_json,
    scripts,
    state_overflow,
    suspend_size,
)
from generator.strings import strings
from generator.theme import PACKAGED
from tests.player import demo

WORDS = strings(demo.THEME, "vi", "player")


def roles(data: dict[str, object]) -> list[str]:
    """Return the roles of the pages."""
    return [p["role"] for p in data["pages"]]  # type: ignore[attr-defined]


def test_pages_follow_the_lesson() -> None:
    data = demo.data()
    assert roles(data) == [
        *("goal", "story", "step", "step", "step", "caution", "step", "practice", "remember"),
        *["question"] * 8,
        *("result", "homework"),
    ]
    goal, caution, last = data["pages"][0], data["pages"][5], data["pages"][-1]
    assert goal["title"] == "Bài này giúp bác"
    assert goal["message"] == "<p>Đọc to tên người nhận rồi mới trả tiền.</p>"
    assert "<h3>Bác cần có</h3><ul>" in goal["html"]
    assert "word:" not in goal["html"]
    assert (caution["title"], data["pages"][6]["no"], data["pages"][6]["of"]) == ("Cẩn thận", 4, 4)
    assert "<h3>Từ mới</h3><dl" in last["html"]
    assert "<h3>Khi cần giúp</h3>" in last["html"]
    assert '<a href="tel:19000000">1900 0000</a>' in last["html"]
    assert "Công an xã" not in last["html"]
    assert last["about"] == [
        "Thông tin trong bài được kiểm tra ngày 15/11/2026.",
        "Phiên bản 1.0.0. Tài liệu không chính thức.",
    ]


def test_what_is_for_the_tutor_is_never_there() -> None:
    assert "Không bao giờ" not in script_json(demo.data())


def test_section_that_others_fill_may_be_empty() -> None:
    sections = (Section("X/help", Role.HELP, "Khi cần giúp"), Section("X/words", Role.WORDS, "Từ mới"))
    lesson = replace(demo.LESSON, sections=(*demo.LESSON.sections[:3], *sections))
    plain = lesson_data(lesson, 60, embedded=False, asset=str, strings=WORDS)
    assert roles(plain) == ["goal", "story"]
    assert "tel:115" in demo.data(lesson)["pages"][-1]["html"]


def test_way_of_saying_a_word_is_given_where_it_differs() -> None:
    words = (Word("a", "OTP", "Mã", "ô-tê-pê"), Word("b", "giọng đọc", "Giọng của máy", "giọng đọc"))
    lesson = replace(demo.LESSON, sections=(Section("X/words", Role.WORDS, "Từ mới", words=words),))
    html = demo.data(lesson)["pages"][-1]["html"]
    assert "<dt>OTP (ô-tê-pê)</dt>" in html
    assert "<dt>giọng đọc</dt>" in html


def test_embedded_holds_the_questions_only() -> None:
    data = demo.data(embedded=True)
    assert roles(data) == [*["question"] * 8, "result"]
    assert data["embedded"] == 1


def test_references_are_addressed_everywhere() -> None:
    lesson = replace(
        demo.LESSON,
        sections=(
            Section(
                "X/story", Role.STORY, "Câu chuyện", '<p><img src="asset:b1.svg" alt="a" width="1" height="1"></p>'
            ),
            Section("X/other", Role.OTHER, "Thêm", '<p><a class="lesson" href="lesson:B07">bài</a></p>'),
            *demo.LESSON.sections[3:],
        ),
    )
    data = lesson_data(
        lesson,
        60,
        embedded=False,
        asset=lambda name: f"pic/{name}",
        link=lambda scheme, identifier: f"{identifier.lower()}.html" if scheme == "lesson" else "",
        strings=WORDS,
    )
    text = json.dumps(data)
    assert "asset:" not in text
    assert 'href=\\"b07.html\\"' in text
    assert 'src=\\"pic/b1.svg\\"' in text
    assert next(p for p in data["pages"] if p["role"] == "step")["picture"]["src"] == "pic/b1.svg"


def test_every_page_has_a_key_of_its_own_that_does_not_move() -> None:
    keys = [p["key"] for p in demo.data()["pages"]]
    assert len(set(keys)) == len(keys)
    without = replace(demo.LESSON, sections=tuple(s for s in demo.LESSON.sections if s.role is not Role.STORY))
    assert [p["key"] for p in demo.data(without)["pages"]] == [k for n, k in enumerate(keys) if n != 1]


def test_steps_that_differ_by_device_are_asked_for() -> None:
    data = demo.data(demo.DEVICES)
    assert roles(data) == ["goal", "other", "device", *["step"] * 5, "question", "result"]
    assert data["pages"][2]["devices"] == [{"id": "android", "name": "Android"}, {"id": "ios", "name": "iPhone"}]
    steps = [(p["device"], p["task"], p["no"], p["of"]) for p in data["pages"] if p["role"] == "step"]
    android, ios = [("android", "Android", n, 2) for n in (1, 2)], [("ios", "iPhone", n, 3) for n in (1, 2, 3)]
    assert steps == android + ios


def test_lesson_that_begins_with_a_question_still_opens_with_its_message() -> None:
    lesson = replace(demo.LESSON, title="A < B", sections=(demo.LESSON.sections[6],))
    first = demo.data(lesson)["pages"][0]
    assert (first["role"], first["title"]) == ("goal", "A &lt; B")
    assert first["message"] == lesson.message


def test_test_says_its_length_and_plays_its_questions() -> None:
    assessment = Assessment("thi-thu", "Bài làm thử", demo.ITEMS[:3], 70, shuffle=True)
    data = assessment_data(
        assessment,
        language="vi",
        you="anh chị",
        embedded=False,
        asset=str,
        strings=WORDS,
        policy=Policy(shuffle=True),
        about=("Không chính thức.",),
    )
    assert roles(data) == ["goal", "question", "question", "question", "result"]
    assert (data["pass"], data["shuffle"]) == (70, 1)
    assert "3 câu. Anh chị cứ làm" in data["pages"][0]["message"]
    assert data["pages"][0]["about"] == ["Không chính thức."]


def test_form_of_address_is_put_into_every_word() -> None:
    data = lesson_data(replace(demo.LESSON, you="em"), 60, embedded=True, asset=str, strings=WORDS)
    assert data["strings"]["verdict_wrong"] == "Chưa đúng, em thử lại nhé"
    assert data["strings"]["missTitle"] == "Em làm lại nhé"
    assert not re.search(r"\{[Yy]ou\}", script_json(data))


def test_every_word_the_player_asks_for_is_there() -> None:
    """And none stands there for nothing; names that are put together while playing are listed here."""
    sources = ("player/player.js", "player/index.html")
    code = "".join(demo.THEME.find(name).read_text(encoding="utf-8") for name in sources)
    code += (PACKAGED.parent / "generator" / "player.py").read_text(encoding="utf-8")
    kinds = ("choice", "multiple", "truefalse", "text", "numeric", "match", "order", "survey")
    made = {f"how_{kind}" for kind in kinds}
    made |= {f"verdict_{word}" for word in ("right", "partly", "wrong", "neutral")}
    made |= {f"state{state}" for state in ("Right", "Wrong", "None", "Survey")}
    made |= {f"{result}{part}" for result in ("none", "pass", "miss") for part in ("Title", "Text")}
    made |= {"device_android", "device_ios", *(f"counts_{keep}" for keep in ("best", "first", "last"))}
    literal = {name for name in WORDS if re.search(rf"['\"]{name}['\"]|strings\.{name}\b", code)}
    assert set(WORDS) == literal | made
    assert {name for name in re.findall(r"\bt\('(\w+)'[,)]", code)} <= set(WORDS)


def test_both_languages_have_the_same_words_and_blanks() -> None:
    vi, en = (strings(demo.THEME, language, "player") for language in ("vi", "en"))
    assert set(vi) == set(en)
    for name in vi:
        blanks = [set(re.findall(r"\{(\w+)\}", text)) - {"you", "You"} for text in (vi[name], en[name])]
        assert blanks[0] == blanks[1], name


# --- questions --------------------------------------------------------------------------------------


def test_word_for_true_is_known_in_either_place() -> None:
    for order, yes in (("Đúng", "Sai"), "A"), (("Sai", "Đúng."), "B"), (("Có", "Không"), "A"):
        item = TrueFalseItem("x-1", "?", (Choice("A", order[0]), Choice("B", order[1], True)))
        assert item_data(item, asset=str, true_words="đúng")["yes"] == yes


@pytest.mark.parametrize(
    ("low", "high", "written"),
    [
        (Fraction(45000), Fraction(45000), ["45000", "45000"]),
        (Fraction("10.5") - Fraction("0.5"), Fraction("10.75"), ["10", "10.75"]),
        (Fraction("-0.05"), Fraction(0), ["-0.05", "0"]),
        (Fraction("-12"), Fraction("1000000.000001"), ["-12", "1000000.000001"]),
    ],
)
def test_ends_of_a_range_are_exact_decimals(low: Fraction, high: Fraction, written: list[str]) -> None:
    assert item_data(NumericItem("n-1", "?", (NumericRange(low, high),)), asset=str)["ranges"] == [written]


def test_revision_changes_with_the_meaning_of_answers_alone() -> None:
    item = demo.ITEMS[0]
    assert isinstance(item, ChoiceItem)
    first, second, third = item.choices
    same = [
        replace(item, stem="Khác"),
        replace(item, points=3),
        replace(item, feedback=Feedback(hint="Khác")),
        replace(item, choices=tuple(replace(c, feedback="Khác") for c in item.choices)),
    ]
    other = [
        replace(item, choices=(second, first, third)),
        replace(item, choices=(replace(first, content="Khác"), second, third)),
        replace(item, choices=(replace(first, correct=True), second, third)),
    ]
    revision = item_data(item, asset=str)["rev"]
    assert {item_data(i, asset=str)["rev"] for i in same} == {revision}
    assert revision not in {item_data(i, asset=str)["rev"] for i in other}
    moved = item_data(item, asset=lambda name: f"elsewhere/{name}")["rev"]
    assert moved == revision


# --- the page ---------------------------------------------------------------------------------------


class _Scripts(HTMLParser):
    """Collects the text of scripts, as a browser would cut it."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.inside = False
        self.attributes: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))
        self.inside = tag == "script"
        self.texts += [""] if self.inside else []

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts[-1] += data


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--<script>", "a\u2028b", "&lt;\"'"])
def test_data_cannot_leave_its_script(text: str) -> None:
    data = demo.data(replace(demo.LESSON, title=text))
    html = page(demo.THEME, data, "scorm12").decode()
    parser = _Scripts()
    parser.feed(html)
    assert json.loads(parser.texts[0]) == data
    assert [t for t in parser.texts[1:] if t] == []


def test_page_has_no_inline_script_handler_style_or_foreign_address() -> None:
    parser = _Scripts()
    parser.feed(page(demo.THEME, demo.data(), "scorm12").decode())
    for tag, attributes in parser.attributes:
        assert not [a for a in attributes if a.startswith("on") or a == "style"]
        assert tag != "style"
        assert "//" not in (attributes.get("src") or attributes.get("href") or "")
    sources = [a["src"] for t, a in parser.attributes if t == "script" and "src" in a]
    assert tuple(sources) == scripts("scorm12") == ("judge.js", "state.js", "scorm.js", "scorm12.js", "player.js")
    assert dict(parser.attributes)["html"]["lang"] == "vi"


REQUESTS = r"fetch\(|XMLHttp"
LARGEST = {"cmi5": 84_000, "scorm2004": 78_000}  # one talks to a server, one tells competences apart


@pytest.mark.parametrize("adapter", ["scorm12", "scorm2004", "cmi5", "browser", "memory"])
@pytest.mark.pitfall(20)
def test_player_is_small_and_self_contained(adapter: str) -> None:
    made = files(demo.THEME, adapter)
    assert sum(map(len, made.values())) <= LARGEST.get(adapter, 72_000)
    for name, content in made.items():
        text = content.decode()
        assert re.fullmatch(r"[a-z0-9]+\.(js|css)", name)
        assert not re.search(r"@import|@font-face|url\(|eval\(|Function\(|import\(", text)
        if name != "cmi5.js":
            assert not re.search(rf"https?://(?!www\.w3\.org/2000/svg)|{REQUESTS}", text)
        assert "/*" not in text, name
        assert not re.search(r"transition|animation|setInterval", text)


def test_the_network_is_asked_in_one_place_for_addresses_of_the_launch() -> None:
    """Names of verbs and categories are addresses too; none of them is ever fetched."""
    text = files(demo.THEME, "cmi5")["cmi5.js"].decode()
    assert len(re.findall(REQUESTS, text)) == 1
    assert "here.fetch(url, " in text
    assert set(re.findall(r"https?://[\w.]+/", text)) == {"http://adlnet.gov/", "https://w3id.org/"}


def test_comments_are_all_that_shipping_removes() -> None:
    for name, content in files(demo.THEME, "scorm12").items():
        source = demo.THEME.find(f"player/{name}").read_text(encoding="utf-8")
        bare = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
        assert "".join(content.decode().split()) == "".join(bare.split())
        strings_in = re.findall(r"'(?:[^'\\\n]|\\.)*'", bare) if name.endswith(".js") else []
        assert not [s for s in strings_in if "/*" in s or "*/" in s]


# --- the state --------------------------------------------------------------------------------------


def with_items(count: int) -> dict[str, object]:
    """Return a lesson with ``count`` typed answers."""
    items = tuple(TextEntryItem(f"item-{n:03}", "?", ("x",)) for n in range(count))
    section = Section("QR1/questions", Role.QUESTIONS, "Câu hỏi", items=items)
    return demo.data(replace(demo.LESSON, sections=(*demo.LESSON.sections[:6], section)))


@pytest.mark.pitfall(16)
def test_overflow_is_found_at_the_first_question_too_many() -> None:
    position = Position("content/lessons/qr1.md", 40)
    sizes = {n: suspend_size(with_items(n)) for n in (45, 46, 60)}
    most = max(n for n in range(30, 60) if suspend_size(with_items(n)) <= LONGEST_STATE)
    assert sizes[46] - sizes[45] == 8 + 3 + 2 + 1 + 60 + 4 + 5
    assert state_overflow(with_items(most), position, "quiz-too-long-for-scorm12") is None
    finding = state_overflow(with_items(most + 1), position, "quiz-too-long-for-scorm12")
    assert finding is not None
    assert (finding.rule, finding.severity, finding.target) == ("quiz-too-long-for-scorm12", Severity.ERROR, "scorm12")
    assert str(finding.position) == "content/lessons/qr1.md:40:1"
    assert "QR1" in finding.sentence("en")
    assert "split" in finding.advice("en")


def test_demo_fits_many_times_over() -> None:
    assert suspend_size(demo.data()) < 400
