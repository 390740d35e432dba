"""The lesson on the screen: accessible in every state, by keyboard alone, with every word where it belongs."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from generator import player
from generator.player import Policy
from tests.player import demo
from tests.player.conftest import RIGHT, WRONG, Learner, Lms, Server

pytestmark = pytest.mark.browser

AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "wcag2aaa", "best-practice"],
    "rules": {"target-size": {"enabled": True}, "color-contrast-enhanced": {"enabled": True}},
}
SMALL = """() => [...document.querySelectorAll('a, button, summary, label, input[type=text]')].filter((e) => {
  if (e.matches('p a') || (e.matches('label') && !e.querySelector('input'))) { return false; }
  const box = e.getBoundingClientRect();
  return box.width && box.height && (box.height < 48 || box.width < 48);
}).map((e) => e.outerHTML.slice(0, 100))"""
FOCUS = "document.activeElement.className + ' | ' + document.activeElement.textContent.trim().slice(0, 60)"


def states(learner: Learner) -> Iterator[str]:
    """Lead the demo lesson through every kind of page and every state of every question."""
    page = learner.frame
    yield "goal"
    for role in ("story", "step", "caution", "practice", "remember"):
        learner.go_to(role)
        yield role
    learner.go_to("question")
    yield "choice"
    page.click("summary")
    page.click(".question__check")
    yield "choice empty"
    for name, reply in WRONG.items():
        partly: Any = {"qr-2": ["A"], "qr-6": [0, 1, 3]}.get(name)
        if name == "qr-6":
            page.click(".question__check")
            yield "match empty"
        if name == "qr-8":
            continue
        learner.answer(reply)
        yield f"{name} wrong"
        page.click("text=Làm lại câu này")
        yield f"{name} again"
        if partly:
            learner.answer(partly)
            yield f"{name} partly"
            page.click("text=Làm lại câu này")
        learner.choose(reply)
        page.click(".question__check")
        page.click("text=Xem câu trả lời đúng")
        yield f"{name} key"
        if name in ("qr-1", "qr-2", "qr-5"):
            learner.next()
            continue
        learner.answer(RIGHT[name])
        yield f"{name} right"
        learner.next()
    learner.answer(RIGHT["qr-8"])
    yield "survey sent"
    learner.next()
    yield "result missed"
    page.click("text=Xem lại bài làm")
    yield "review"
    page.click("text=Về trang kết quả")
    for name in ("qr-1", "qr-2", "qr-5"):
        page.click("text=Làm lại câu chưa đúng")
        learner.answer(RIGHT[name])
        yield f"{name} right"
        learner.go_to("result")
    yield "result passed"
    learner.go_to("homework")
    yield "homework"
    learner.next()
    yield "end"


def inspect(page: Page, label: str) -> list[str]:
    """Return what is wrong with what is shown: axe, width, size of controls; the title of a site stands elsewhere."""
    found = [
        f"{label}: {v['id']}: {v['nodes'][0]['html'][:120]}"
        for v in Axe().run(page, options=AXE).response["violations"]
        if not (label == "embedded" and v["id"] == "page-has-heading-one")
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found += [f"{label}: {wide} px too wide"] if wide > 0 else []
    return found + [f"{label}: smaller than 48 px: {html}" for html in page.evaluate(SMALL)]


LOOKS = [
    pytest.param({"width": 360, "color_scheme": "light"}, "", id="360-light"),
    pytest.param({"width": 360, "color_scheme": "dark"}, "", id="360-dark"),
    pytest.param({"width": 1280, "color_scheme": "light"}, "", id="1280-light"),
    pytest.param({"width": 1280, "color_scheme": "dark"}, "", id="1280-dark"),
    pytest.param({"width": 320, "color_scheme": "light"}, "", id="320-light"),
    pytest.param({"width": 360, "color_scheme": "light"}, "200%", id="360-text-200"),
    pytest.param({"width": 360, "color_scheme": "dark", "forced_colors": "active"}, "", id="360-forced-colours"),
]


@pytest.mark.parametrize(("look", "text"), LOOKS)
def test_every_state_is_accessible(
    look: dict[str, Any], text: str, chromium: Browser, server: Server, capsys: Any
) -> None:
    width = look.pop("width")
    context = chromium.new_context(viewport={"width": width, "height": 800}, **look)
    page = context.new_page()
    page.goto(f"{server.origin}/pkg/demo/index.html")
    learner = Learner(page, page)
    found: list[str] = []
    count = 0
    for label in states(learner):
        if text:
            page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", text)
        found += inspect(page, label)
        count += 1
    context.close()
    with capsys.disabled():
        what = " ".join((*map(str, look.values()), text))
        print(f"\n  player, {width} px, {what}: {count} states, {len(found)} violations")
    assert count >= 40
    assert found == [], "\n".join(found)


def test_other_states_are_accessible(chromium: Browser, server: Server, capsys: Any) -> None:
    """Devices, attempts that are used up, a test from first page to last attempt, nothing saved, on the site."""
    server.add("test", demo.quiz(questions=2, attempts=2))
    server.add("devices", demo.data(demo.DEVICES))
    server.add("once", demo.data(demo.questions("qr-1", "qr-2"), Policy(attempts=1, shuffle=True)))
    server.add("site", demo.data(embedded=True), "browser")
    found: list[str] = []
    count = 0
    for scheme in ("light", "dark"):
        for width in (360, 1280):
            context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
            page = context.new_page()
            page.goto(f"{server.origin}/pkg/devices/index.html")
            Learner(page, page).go_to("device")
            page.check(".option input >> nth=1")
            found += inspect(page, "devices")
            page.goto(f"{server.origin}/pkg/once/index.html")
            learner = Learner(page, page)
            learner.go_to("question")
            learner.answer("A")
            found += inspect(page, "attempts used up")
            page.goto(f"{server.origin}/pkg/site/index.html")
            learner = Learner(page, page)
            learner.answer("A")
            found += inspect(page, "embedded")
            page.goto(f"{server.origin}/lms/strict/x?refuse=set")
            with page.expect_popup() as opened:
                page.evaluate("window.open('/pkg/demo/index.html')")
            Learner(opened.value, opened.value).next()
            expect(opened.value.locator(".player__trouble")).to_be_visible()
            found += inspect(opened.value, "not saved")
            count += 4
            if width == 360:
                page.goto(f"{server.origin}/pkg/test/index.html")
                learner = Learner(page, page)
                found += inspect(page, "test")
                learner.next()
                learner.answer("y")
                found += inspect(page, "one answer, wrong")
                learner.go_to("result")
                found += inspect(page, "test not finished")
                page.click("button:has-text('Làm lại từ đầu')")
                found += inspect(page, "start again?")
                page.click(".btn--main")
                learner.answer_all({"i-0": "x", "i-1": "y"})
                found += inspect(page, "last attempt")
                count += 5
            context.close()
    with capsys.disabled():
        print(f"\n  player, other states: {count} states, {len(found)} violations")
    assert count == 26
    assert found == [], "\n".join(found)


def test_inspection_sees_what_is_wrong(context: BrowserContext) -> None:
    page = context.new_page()
    page.set_content(
        '<html lang="vi"><title>x</title><main><h1>x</h1><button></button><div style="width:2000px">x</div></main>'
    )
    found = " ".join(inspect(page, "bad"))
    assert all(word in found for word in ("button-name", "too wide", "smaller than 48 px"))


# --- keyboard ---------------------------------------------------------------------------------------


class Keyboard:
    """Fingers on Tab, Enter, Space and the arrows."""

    def __init__(self, page: Page, frame: Frame) -> None:
        self.page = page
        self.frame = frame

    def at(self) -> str:
        """Return the class and the words of what has the focus."""
        found: str = self.frame.evaluate(FOCUS)
        return found

    def press(self, *keys: str) -> None:
        """Press keys one after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def tab_to(self, words: str) -> None:
        """Tab until ``words`` have the focus."""
        for _ in range(40):
            if words in self.at():
                return
            self.press("Tab")
        raise AssertionError(f"cannot reach {words} from {self.at()}")

    def go_on(self) -> None:
        """Tab to the last button and press it."""
        self.tab_to(self.frame.locator(".player__foot .btn").last.inner_text())
        self.press("Enter")


def test_whole_lesson_by_keyboard_in_a_frame(lms: Lms) -> None:
    lms.launch("strict", "keys")
    keys = Keyboard(lms.page, lms.lesson())
    keys.press("Tab")
    for heading in ("Câu chuyện", "Bước 1", "Bước 2", "Bước 3", "Cẩn thận", "Bước 4", "Làm thử"):
        keys.go_on()
        assert "player__heading" in keys.at()
        assert heading in keys.frame.inner_text(".player__heading")
    keys.press("Tab", "Space")
    assert keys.frame.is_checked(".tickable input >> nth=0")
    keys.go_on()
    keys.go_on()
    keys.press("Tab", "Enter", "Tab", "Space", "ArrowDown", "Enter")  # hint, first option, second option, answer
    assert "Đúng rồi!" in keys.at()
    keys.go_on()
    keys.press("Tab", "Space", "Tab", "Space", "Enter")
    assert "Đúng rồi!" in keys.at()
    keys.go_on()
    keys.press("Tab", "Space", "ArrowDown", "Enter")
    assert "Đúng rồi!" in keys.at()
    keys.go_on()
    keys.press("Tab")
    keys.page.keyboard.type("quet qr")
    keys.press("Enter")
    assert "Đúng rồi!" in keys.at()
    keys.go_on()
    keys.press("Tab", "Tab")  # past the table, which can be scrolled
    keys.page.keyboard.type("45.000")
    keys.press("Enter")
    assert "Đúng rồi!" in keys.at()
    keys.go_on()
    for words in ("Mở máy ảnh để đọc mã", "Dừng, chưa trả tiền", "Trả tiền thật"):
        keys.press("Tab", "Space")
        for _ in range(4):
            if str(keys.frame.evaluate("document.activeElement.getAttribute('aria-label')")).endswith(words):
                break
            keys.press("ArrowRight")
    keys.press("Enter")
    assert "Đúng rồi!" in keys.at()
    keys.go_on()
    for place, words in enumerate(("Quét mã", "Đọc to tên người nhận", "Gõ số tiền", "Chạm «Xác nhận»")):
        rows = "[...document.querySelectorAll('.order__text')].map((e) => e.textContent)"
        while keys.frame.evaluate(rows).index(words) > place:
            label = f"Lên: {words}"
            for _ in range(12):
                if keys.frame.evaluate("document.activeElement.getAttribute('aria-label')") == label:
                    break
                keys.press("Tab")
            else:
                keys.press(*["Shift+Tab"] * 12)
                continue
            keys.press("Enter")
            assert keys.frame.evaluate("document.activeElement.getAttribute('aria-label')") == label
            moved = f"{words}: vị trí {keys.frame.evaluate(rows).index(words) + 1} trong 4"
            expect(keys.frame.locator("[role=status]")).to_have_text(moved)
    keys.tab_to("Trả lời")
    keys.press("Enter")
    assert "Đúng rồi!" in keys.at()
    keys.go_on()
    keys.press("Tab", "Space", "Enter")
    assert "Cảm ơn" in keys.at()
    keys.go_on()
    assert "Bác làm tốt lắm!" in keys.at()
    keys.tab_to("Xem lại bài làm")
    keys.press("Enter")
    assert "player__heading" in keys.at()
    assert "Xem lại bài làm" in keys.at()
    keys.tab_to("Về trang kết quả")
    keys.press("Enter")
    keys.go_on()
    keys.go_on()
    assert "Đã lưu bài của bác." in keys.at()
    assert lms.violations() == []
    assert lms.cmi()["cmi.core.lesson_status"] == "passed"
    keys.press("Tab", "Tab")
    assert lms.page.evaluate("document.activeElement.textContent") == "Thoát"


# --- focus and announcements ------------------------------------------------------------------------


@pytest.fixture
def learner(context: BrowserContext, server: Server) -> Learner:
    """The demo lesson in a window of its own, without an LMS."""
    page = context.new_page()
    page.goto(f"{server.origin}/pkg/demo/index.html")
    return Learner(page, page)


def test_focus_stays_where_it_was_at_the_first_page(learner: Learner) -> None:
    assert learner.page.evaluate("document.activeElement.tagName") == "BODY"


def test_turned_page_is_announced_by_its_heading_and_title(learner: Learner) -> None:
    learner.go_to("step", 2)
    assert learner.page.title() == "Bước 2/4 – Trả tiền bằng mã QR"
    assert learner.page.evaluate("document.activeElement.className") == "player__heading"
    learner.go_to("question", 2)
    assert learner.page.title() == "Câu 2 trong 8 – Trả tiền bằng mã QR"


def test_feedback_has_the_focus_and_is_no_live_region(learner: Learner) -> None:
    learner.go_to("question")
    learner.answer("A")
    assert learner.page.evaluate("document.activeElement.className") == "callout__title"
    assert learner.page.locator(".question__feedback [aria-live], .question__feedback [role=alert]").count() == 0
    learner.page.click("text=Làm lại câu này")
    assert learner.page.evaluate("document.activeElement.value") == "A"
    learner.answer("C")
    learner.page.click("text=Xem câu trả lời đúng")
    assert learner.page.evaluate("document.activeElement.textContent") == "Câu trả lời đúng"


def test_nothing_chosen_is_an_alert_at_the_first_open_control(learner: Learner) -> None:
    learner.go_to("question")
    learner.page.click(".question__check")
    expect(learner.page.locator("[role=alert]")).to_contain_text("Bác chưa trả lời")
    assert learner.page.evaluate("document.activeElement.value") == "A"
    learner.go_to("question", 6)
    learner.page.check('.match__row input[name$="-0"][value="1"]')
    learner.page.click(".question__check")
    expect(learner.page.locator("[role=alert]")).to_have_text("Còn 2 dòng bác chưa chọn.")
    assert learner.page.evaluate("document.activeElement.name").endswith("-1")


def test_end_of_the_order_is_said(learner: Learner) -> None:
    learner.go_to("question", 7)
    first = learner.page.locator(".order__moves .btn").first
    assert first.get_attribute("aria-disabled") == "true"
    first.click(force=True)  # it is no dead button: it says why it does nothing
    expect(learner.page.locator("[role=status]")).to_contain_text("đã ở đầu")


def test_changed_answer_takes_old_feedback_away(learner: Learner) -> None:
    learner.go_to("question")
    learner.answer("A")
    learner.page.check('.option input[value="C"]')
    assert learner.page.inner_text(".question__feedback") == ""
    expect(learner.page.locator(".question__check")).to_be_visible()


def test_enter_does_not_send_an_answer_twice(lms: Lms, server: Server) -> None:
    server.add("enter", demo.data(demo.questions("qr-1", "qr-4"), Policy(attempts=2)))
    learner = lms.launch("strict", "enter", "enter")
    learner.go_to("question")
    learner.frame.press('.option input[value="A"]', "Space")
    for _ in range(3):
        learner.frame.press('.option input[value="A"]', "Enter")
    assert len([c for c in lms.calls("LMSSetValue") if c[1].endswith(".id")]) == 1
    assert learner.frame.locator("form").count() == 1


def test_answers_that_are_left_are_counted_down(lms: Lms, server: Server) -> None:
    server.add("counted", demo.data(demo.questions("qr-1"), Policy(attempts=3)))
    learner = lms.launch("strict", "counted", "counted")
    learner.go_to("question")
    for left, reply in ((3, "A"), (2, "C")):
        assert f"Bác còn {left} lần trả lời." in learner.read(".question__hint")
        learner.answer(reply)
    assert "Bác còn 1 lần trả lời." in learner.read(".question__hint")


def test_right_answer_shows_only_after_the_second_miss(learner: Learner) -> None:
    learner.go_to("question")
    learner.answer("A")
    expect(learner.page.locator("text=Xem câu trả lời đúng")).to_have_count(0)
    learner.answer("A")
    expect(learner.page.locator("text=Xem câu trả lời đúng")).to_have_count(1)


def test_one_main_button_at_a_time(learner: Learner) -> None:
    for label in states(learner):
        assert learner.page.locator(".btn--main:visible").count() <= 1, label


def test_going_on_is_never_blocked_and_going_back_always_possible(learner: Learner) -> None:
    pages = len(demo.data()["pages"])
    for n in range(1, pages):
        assert learner.page.inner_text(".player__count") == f"Trang {n} trong {pages}"
        learner.next()
    for n in range(pages, 1, -1):
        assert learner.page.inner_text(".player__count") == f"Trang {n} trong {pages}"
        learner.back()
    expect(learner.page.locator(".player__foot .btn").first).to_be_hidden()


def test_links_leave_the_lesson_alone(learner: Learner) -> None:
    learner.go_to("homework")
    link = learner.page.locator('a[href^="https"]')
    assert link.get_attribute("target") == "_blank"
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert "mở trang mới" in str(link.text_content())


def test_pictures_are_seen_and_described(learner: Learner) -> None:
    learner.go_to("step")
    picture = learner.page.locator("figure.screen img")
    assert picture.get_attribute("alt") == "Nút «Quét QR» ở giữa."
    picture.evaluate("image => image.decode()")
    assert learner.page.evaluate("document.querySelector('figure img').naturalWidth") > 0


def test_learner_picks_a_device_and_skips_the_other(context: BrowserContext, server: Server) -> None:
    server.add("devices", demo.data(demo.DEVICES))
    lms = Lms(server, context)
    learner = lms.launch("strict", "device", "devices")
    assert "trong 10" in learner.frame.inner_text(".player__count")
    learner.go_to("device")
    learner.frame.check("text=iPhone")
    assert "trong 8" in learner.frame.inner_text(".player__count")
    learner.next()
    assert learner.frame.inner_text(".step__where").split("\n")[-1] == "iPhone · Bước 1 trong 3"
    lms.leave()
    learner = lms.launch("strict", "device", "devices")
    assert "trong 8" in learner.frame.inner_text(".player__count")
    learner.go_to("question")
    learner.answer("B")
    assert lms.cmi()["cmi.core.lesson_status"] == "passed"
    learner.frame.click("text=Quay lại")
    while learner.frame.locator(".player__body--device").count() == 0:
        learner.back()
    learner.frame.check("text=Tôi không rõ")
    learner.next()
    assert "Android · Bước 1 trong 2" in learner.frame.inner_text(".step__where")


# --- on the site, on a phone ------------------------------------------------------------------------


def test_site_remembers_on_this_device(context: BrowserContext, server: Server) -> None:
    server.add("site", demo.data(embedded=True), "browser")
    page = context.new_page()
    page.goto(f"{server.origin}/pkg/site/index.html")
    title = page.title()
    learner = Learner(page, page)
    assert page.inner_text(".player__count") == "Câu 1 trong 8"
    assert page.evaluate("localStorage.getItem('hv-last')") == "QR1"
    learner.answer("B")
    learner.next()
    assert page.evaluate("localStorage.getItem('hv:QR1')") == "2/9/0"
    page.reload()
    learner = Learner(page, page)
    assert page.inner_text(".player__count") == "Câu 2 trong 8"
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    learner.answer_all({name: reply for name, reply in RIGHT.items() if name != "qr-1"})
    assert page.inner_text(".player__heading") == "Bác làm tốt lắm!"
    assert page.evaluate("localStorage.getItem('hv:QR1')") == "9/9/1"
    assert page.title() == title
    assert page.locator("h1").count() == 0
    expect(page.locator(".player__foot .btn").last).to_be_hidden()


def test_site_never_takes_a_finished_lesson_back(context: BrowserContext, server: Server) -> None:
    """Not even where the last answer counts."""
    server.add("last", demo.data(demo.questions("qr-1"), Policy(keep="last"), embedded=True), "browser")
    page = context.new_page()
    page.goto(f"{server.origin}/pkg/last/index.html")
    learner = Learner(page, page)
    learner.answer("B")
    assert page.evaluate("localStorage.getItem('hv:QR1')") == "1/2/1"
    learner.answer("A")
    assert page.evaluate("localStorage.getItem('hv:QR1')") == "1/2/1"
    page.reload()
    Learner(page, page)
    assert page.evaluate("localStorage.getItem('hv:QR1')") == "1/2/1"


def test_site_whose_state_is_lost_knows_that_the_lesson_is_finished(context: BrowserContext, server: Server) -> None:
    server.add("lost", demo.data(demo.questions("qr-1", "qr-5"), embedded=True), "browser")
    page = context.new_page()
    page.goto(f"{server.origin}/pkg/lost/index.html")
    page.evaluate("localStorage.setItem('hv:QR1', '2/3/1'); localStorage.setItem('hv-state:QR1', '3|QR1|x')")
    page.reload()
    Learner(page, page)
    assert page.evaluate("localStorage.getItem('hv:QR1')") == "2/3/1"


@pytest.mark.parametrize("when", ["always", "later"])
def test_site_works_where_storage_is_refused(when: str, context: BrowserContext, server: Server) -> None:
    server.add("site", demo.data(embedded=True), "browser")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
        if when == "always"
        else "const set = Storage.prototype.setItem; let n = 0; Storage.prototype.setItem = function (...a) {"
        "if (++n > 8) { throw new DOMException('full', 'QuotaExceededError'); } return set.apply(this, a); }"
    )
    page.goto(f"{server.origin}/pkg/site/index.html")
    learner = Learner(page, page)
    learner.answer_all(RIGHT)
    assert page.inner_text(".player__heading") == "Bác làm tốt lắm!"
    expect(page.locator(".player__trouble")).to_be_visible(visible=when == "later")
    assert errors == []


def test_file_on_a_phone_plays_and_says_that_it_forgets(context: BrowserContext, tmp_path: Path) -> None:
    for name, content in (player.files(demo.THEME, "memory") | {a.name: a.content for a in demo.ASSETS}).items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "index.html").write_bytes(player.page(demo.THEME, demo.data(), "memory"))
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda r: requests.append(r.url))
    page.goto((tmp_path / "index.html").as_uri())
    learner = Learner(page, page)
    expect(page.locator(".player__note")).to_be_visible()
    learner.go_to("homework")
    learner.next()
    assert page.inner_text(".player__heading") == "Bác đã đến cuối bài."
    page.click("text=Mở lại bài")
    expect(page.locator(".player__count")).to_have_text("Trang 1 trong 19")
    assert all(url.startswith(tmp_path.as_uri()) for url in requests)


def test_without_script_the_page_says_what_to_do(chromium: Browser, server: Server) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.origin}/pkg/demo/index.html")
    assert "bật JavaScript" in page.inner_text("main")
    context.close()


def test_strict_content_policy_has_nothing_to_say(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if "favicon" not in str(m.location) else None)
    page.goto(f"{server.origin}/pkg/demo/index.html")
    for _ in states(Learner(page, page)):
        pass
    assert said == []


def test_english_lesson_speaks_english(context: BrowserContext, server: Server) -> None:
    server.add("english", demo.data(replace(demo.LESSON, language="en", you="you")))
    page = context.new_page()
    page.goto(f"{server.origin}/pkg/english/index.html")
    learner = Learner(page, page)
    assert page.get_attribute("html", "lang") == "en"
    learner.go_to("question")
    assert learner.answer("B") == "That is right!"
    assert page.inner_text(".player__count") == "Page 10 of 19"


def test_what_a_run_time_tells_later_is_shown_and_taken_back(context: BrowserContext, server: Server) -> None:
    """An adapter that answers late: its word stands until its next word, whatever put says meanwhile."""
    page = context.new_page()
    page.goto(f"{server.origin}/pkg/demo/index.html")
    found = page.evaluate("""async () => {
      const root = document.getElementById('hv-player');
      const next = () => root.querySelector('.player__foot .btn:last-child').click();
      const lesson = JSON.parse(document.getElementById('hv-lesson').textContent), seen = [], said = [];
      let tell, put = true;
      const adapter = { open: (told) => { tell = told; return Promise.resolve({ mode: 'normal', keeps: true }); },
        restore: () => '', put: () => put, flush() {}, close: () => true };
      const note = () => seen.push(!root.querySelector('.player__trouble').hidden);
      await HocVu.play(root, lesson, adapter);
      new MutationObserver((list) => list.forEach((m) => m.addedNodes.forEach((n) => said.push(n.data))))
        .observe(root.querySelector('[role=status]'), { childList: true });
      note(); tell(false); note(); next(); note(); tell(true); note(); put = false; next(); note(); tell(true); note();
      tell(false); note(); put = true; next(); note();
      await new Promise((done) => setTimeout(done, 200));
      return [seen, said];
    }""")
    assert found[0] == [False, True, True, False, True, False, True, True]
    assert found[1] == ["Chưa lưu được bài. Bác vẫn học tiếp được, nhưng lần sau có thể phải học lại."]
