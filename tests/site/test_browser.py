"""The website in a real browser: accessible in every theme, and usable without network, script, storage or mouse."""

import functools
import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from generator.diagnostics import Diagnostics
from generator.integrity import verify
from generator.markup import plain
from generator.model import Role
from generator.resolve import resolve
from generator.source import load
from tests.web.small import build, curriculum, theme_in

pytestmark = [pytest.mark.browser, pytest.mark.course]

ROOT = Path(__file__).parents[2]
POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:"
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "wcag2aaa", "best-practice"],
    # each of the two rules of contrast reports only what the other does not: under 4.5:1, and up to 7:1
    "rules": {name: {"enabled": True} for name in ("target-size", "color-contrast", "color-contrast-enhanced")},
    "resultTypes": ["violations"],
}
LEARNT = {"hv-last": "A27", "hv:A27": "4/6/0", "hv:B01": "6/6/1"}
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, summary, label, input')].filter(e => {
  if (e.matches('p a, dd a, li > a.word, .skip, input[type=radio], input[type=checkbox]')) return false;
  if (e.matches('.step a, .story-block a, .remember-block a, .md-overlay')) return false;
  if (e.matches('label') && !e.querySelector('input')) return false;
  const r = e.getBoundingClientRect();
  return r.width && r.height && (r.height < 44 || r.width < 44);
}).map(e => e.outerHTML.slice(0, 120))"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass(frozen=True)
class Place:
    """A finished site in a folder, and where a server shows it."""

    folder: Path
    url: str
    pages: tuple[str, ...]

    def file(self, name: str) -> str:
        return f"file://{quote(str(self.folder))}/{name}"


class Strict(SimpleHTTPRequestHandler):
    """Serves a folder under a policy that allows nothing but the site's own files."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


def served(folder: Path) -> tuple[ThreadingHTTPServer, str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Strict, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}/"


def placed(files: dict[str, bytes], folder: Path) -> Iterator[Place]:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    server, url = served(folder / "site")
    moved = {n for n in files if b'http-equiv="refresh"' in files[n]}
    pages = sorted(n.removeprefix("site/") for n in files if n.endswith(".html") and n not in moved)
    yield Place(folder / "site", url, tuple(pages))
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The course of this repository, in a folder whose name has spaces and Vietnamese letters."""
    folder = tmp_path_factory.mktemp("course")
    problems = Diagnostics()
    loaded = load(ROOT, problems)
    assert loaded is not None, [d.text("en") for d in problems]
    made = resolve(loaded, theme_in(folder))
    pdf = b"%PDF-1.7 stands for a paper"
    papers = {f"print/bai/{x.slug}-so-tay-a5-doc.pdf": pdf for x in made.lessons}
    for track in made.tracks:
        papers |= {f"print/{track.identifier}/{track.identifier}-so-tay-a5-{u}.pdf": pdf for u in ("doc", "in-2-mat")}
    files = dict(build(made, folder, papers).files)
    assert [d.text("en") for d in verify("", files)] == []
    yield from placed(files, folder / "thư mục có dấu")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The small course, whose lesson holds every kind of question."""
    folder = tmp_path_factory.mktemp("small")
    yield from placed(dict(build(curriculum(), folder).files), folder / "x")


@dataclass
class Watched:
    """A tab, with everything that went wrong in it."""

    page: Page
    place: Place
    trouble: list[str] = field(default_factory=list)

    def open(self, name: str, by_file: bool = False) -> Page:
        self.page.goto(self.place.file(name) if by_file else self.place.url + name)
        return self.page


def watched(context: BrowserContext, place: Place) -> Watched:
    tab = Watched(context.new_page(), place)

    def request(url: str) -> None:
        if not url.startswith((place.url, f"file://{quote(str(place.folder))}/", "data:", "about:")):
            tab.trouble.append(f"asks for {url}")

    def failed(url: str, why: str) -> None:
        if "ERR_ABORTED" not in why:  # the page was left before its last file came
            tab.trouble.append(f"{url}: {why}")

    tab.page.on("request", lambda r: request(r.url))
    tab.page.on("requestfailed", lambda r: failed(r.url, str(r.failure)))
    tab.page.on("response", lambda r: tab.trouble.append(f"{r.url}: {r.status}") if r.status >= 400 else None)
    tab.page.on("pageerror", lambda e: tab.trouble.append(f"{tab.page.url}: {e}"))
    tab.page.on("console", lambda m: tab.trouble.append(f"{tab.page.url}: {m.text}") if m.type == "error" else None)
    return tab


def context_of(chromium: Browser, width: int, scheme: str = "light", **more: Any) -> BrowserContext:
    """Return a context; ``forced`` is the device's high contrast, ``contrast`` the learner's own choice."""
    made = chromium.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        forced_colors="active" if scheme == "forced" else "none",
        **more,
    )
    if more.get("java_script_enabled", True):
        kept = LEARNT | ({"hv-theme": "contrast"} if scheme == "contrast" else {})
        made.add_init_script(f"Object.entries({json.dumps(kept)}).forEach(([k, v]) => localStorage.setItem(k, v))")
    return made


AXE = Axe()


def faults(page: Page, label: str, within: str = "html") -> list[str]:
    """Return what axe and our own measures find on the page as it stands, or in a part of it."""
    found = [
        f"{label}: {v['id']}: {v['nodes'][0]['html'][:140]} {v['nodes'][0].get('failureSummary', '')[:200]}"
        for v in AXE.run(page, within, RULES).response["violations"]
    ]
    wider = page.evaluate(WIDER)
    if wider > 0:
        found.append(f"{label}: {wider} px too wide")
    return found + [f"{label}: under 44 px: {html}" for html in page.evaluate(SMALL_TARGETS)]


def tell(capsys: pytest.CaptureFixture[str], what: str) -> None:
    with capsys.disabled():
        print(f"\n  {what}", end="")


# --- every page in every theme ----------------------------------------------------------------------------------------


LOOKS = [(scheme, width) for scheme in ("light", "dark", "forced") for width in (360, 1280)]


@pytest.mark.parametrize(("scheme", "width"), [*LOOKS, ("contrast", 360)])
def test_axe_finds_nothing_on_any_page(
    scheme: str, width: int, chromium: Browser, course: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    context = context_of(chromium, width, scheme)
    tab = watched(context, course)
    found = []
    for name in course.pages:
        found += faults(tab.open(name), name)
    context.close()
    tell(capsys, f"axe: {len(course.pages)} pages, {scheme}, {width} px: {len(found)} findings")
    assert len(course.pages) > 25
    assert not found, "\n".join(map(str, found))
    assert not tab.trouble, "\n".join(tab.trouble)


def test_axe_would_find_a_fault(chromium: Browser, small: Place) -> None:
    context = context_of(chromium, 360)
    page = watched(context, small).open("index.html")
    page.evaluate("""document.querySelector('main').insertAdjacentHTML('beforeend',
      '<p class="canary">chữ mờ</p><p class="pale">chữ nhạt</p><hr class="wide">' +
      '<img src="assets/images/favicon.svg"><button>.</button>')""")
    page.evaluate("document.querySelector('.canary').style.cssText = 'color:#888;background:#999'")
    page.evaluate("document.querySelector('.pale').style.cssText = 'color:#696969;background:#fff'")
    page.evaluate("document.querySelector('.wide').style.width = '500px'")
    rules = " ".join(faults(page, ""))
    context.close()
    for rule in ("image-alt", "color-contrast:", "color-contrast-enhanced:", "too wide", "under 44 px"):
        assert rule in rules


@pytest.mark.parametrize(("width", "percent"), [(320, 100), (320, 145), (360, 200), (1280, 200)])
def test_no_page_scrolls_sideways(width: int, percent: int, chromium: Browser, course: Place) -> None:
    context = context_of(chromium, width)
    tab, found = watched(context, course), []
    for name in course.pages:
        page = tab.open(name)
        page.evaluate(f"document.documentElement.style.fontSize = '{percent}%'")
        if page.evaluate(WIDER) > 0:
            found.append((name, page.evaluate(WIDEST)))
    context.close()
    assert not found, "\n".join(map(str, found))


WIDEST = """() => [...document.querySelectorAll('main *, header *, footer *')]
  .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).slice(-1)
  .map(e => e.outerHTML.slice(0, 160))"""


# --- states -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
def test_axe_finds_nothing_with_a_panel_or_results_open(
    scheme: str, width: int, chromium: Browser, course: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    context = context_of(chromium, width, scheme)
    tab, found, states = watched(context, course), [], 0
    page = tab.open("a27.html")
    page.click(".display summary")
    found += faults(page, "display panel")
    page.click("text=" + page.inner_text(".colophon summary"))
    found += faults(page, "sources open")
    page = tab.open("search.html")
    for words in ("lua dao", "qzqzq"):
        page.fill("#hv-query", words)
        page.wait_for_timeout(400)
        found += faults(page, f"search for {words}")
        states += 1
    page = tab.open("b02.html")
    page.check('[data-devices] input[value="ios"]')
    found += faults(page, "one kind of phone")
    context.close()
    tell(capsys, f"axe: {states + 3} states, {scheme}, {width} px: {len(found)} findings")
    assert not found, "\n".join(map(str, found))
    assert not tab.trouble, "\n".join(tab.trouble)


SHOWN = "rows => rows.map(e => Number(e.firstChild.dataset.move.split('/')[0]))"


@dataclass(frozen=True)
class Answers:
    """How to answer one question of the player rightly, wrongly and half rightly."""

    page: Page
    item: dict[str, Any]

    def give(self, quality: str) -> bool:
        """Answer; false when the question has no answer of this quality."""
        item, page = self.item, self.page
        kind = item["kind"]
        if kind in ("choice", "truefalse", "survey"):
            if quality == "partly" or (kind == "survey" and quality == "wrong"):
                return False
            fitting = [c["l"] for c in item["choices"] if bool(c.get("ok")) == (quality == "right")]
            page.check(f'.question input[value="{(fitting or ["A"])[0]}"]')
        elif kind == "multiple":
            right = [c["l"] for c in item["choices"] if c.get("ok")]
            wrong = [c["l"] for c in item["choices"] if not c.get("ok")]
            chosen = {"right": right, "wrong": wrong, "partly": right[:1]}[quality]
            for choice in item["choices"]:
                page.set_checked(f'.question input[value="{choice["l"]}"]', choice["l"] in chosen)
        elif kind in ("text", "numeric"):
            if quality == "partly":
                return False
            right = item["answers"][0] if kind == "text" else item["ranges"][0][0]
            page.fill(".question input[type=text]", right if quality == "right" else "7")
        elif kind == "match":
            count = len(item["lefts"])
            wanted = {"right": list(range(count)), "wrong": [(i + 1) % count for i in range(count)]}
            order = wanted.get(quality) or [0, *[(i + 1) % count for i in range(1, count)]]
            for row, value in enumerate(order):
                page.check(f'.match__row >> nth={row} >> input[value="{value}"]')
        else:
            self._order(quality)
        page.click(".question__check")
        return True

    def _order(self, quality: str) -> None:
        count = len(self.item["entries"])
        right = list(range(count))
        goal = {"right": right, "wrong": right[::-1], "partly": [1, 0, *right[2:]]}[quality]
        for place, value in enumerate(goal):
            for _ in range(count):
                shown = self.page.eval_on_selector_all(".order__moves", SHOWN)
                if shown[place] == value:
                    break
                self.page.click(f'[data-move="{value}/-1"]')


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 360), ("forced", 1280)])
def test_axe_finds_nothing_around_any_question(
    scheme: str, width: int, chromium: Browser, small: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    context = context_of(chromium, width, scheme)
    tab, found, kinds, states = watched(context, small), [], set(), 0
    page = tab.open("qr1.html")
    lesson = json.loads(page.inner_text("#hv-lesson", timeout=5000) or page.text_content("#hv-lesson") or "")
    items = [p["item"] for p in lesson["pages"] if "item" in p]

    def look(label: str) -> None:
        nonlocal states
        states += 1
        found.extend(faults(page, label, "#hv-player"))  # the rest of the page is as it was

    for item in items:
        label = f"{item['kind']} {item['id']}"
        kinds.add(item["kind"])
        look(f"{label} asked")
        page.click(".question__check")
        look(f"{label} empty")
        for quality in ("wrong", "partly", "right"):
            if Answers(page, item).give(quality):
                look(f"{label} {quality}")
                again = page.query_selector(".question__feedback .btn--main")
                if quality != "right" and again:
                    again.click()
                    look(f"{label} again after {quality}")
        page.click(".player__foot .btn:last-child")
    look("result")
    page.click(".player .btn-row .btn >> nth=-2")
    look("review")
    context.close()
    tell(capsys, f"axe: {states} states of {len(items)} questions, {scheme}, {width} px: {len(found)} findings")
    assert kinds == {"choice", "multiple", "truefalse", "text", "numeric", "match", "order", "survey"}
    assert states > 40
    assert not found, "\n".join(map(str, found))
    assert not tab.trouble, "\n".join(tab.trouble)


# --- search -----------------------------------------------------------------------------------------------------------


def search(page: Page, words: str) -> list[str]:
    """Type ``words`` after a real click and return the addresses found, best first."""
    page.click("#hv-query")
    page.keyboard.press("Control+a")
    page.evaluate("document.querySelector('#hv-found').textContent = ''")
    page.keyboard.type(words)
    page.wait_for_selector("#hv-found:not(:empty)")
    return [str(a.get_attribute("href")) for a in page.query_selector_all("#hv-results a")]


@pytest.mark.parametrize("by_file", [False, True], ids=["http", "file"])
def test_search_finds_words_with_and_without_marks(by_file: bool, chromium: Browser, course: Place) -> None:
    context = context_of(chromium, 800)
    tab = watched(context, course)
    page = tab.open("search.html", by_file)
    for words, best in (
        ("lua dao", "a26.html"),
        ("lừa đảo", "a26.html"),
        ("LỪA ĐẢO", "a26.html"),
        ("goi hinh", "b08.html"),
        ("gọi hình", "b08.html"),
        ("so suc khoe", "i18.html"),
        ("sổ sức khỏe", "i18.html"),
        ("sổ sức khoẻ", "i18.html"),
    ):
        assert search(page, words)[0] == best, words
    assert search(page, "dang nhap") == search(page, "đăng nhập") != []
    assert search(page, "qzqzq") == []
    assert page.inner_text("#hv-found").startswith("Không thấy")
    assert search(page, "lua dao")
    page.click("#hv-results a")
    assert page.url.endswith("a26.html")
    page.go_back(wait_until="commit")  # a page that comes back from the cache is not loaded again
    page.wait_for_selector("#hv-results a")
    assert page.input_value("#hv-query") == "lua dao"
    assert page.query_selector("#hv-results a")
    context.close()
    assert not tab.trouble, "\n".join(tab.trouble)


@pytest.mark.parametrize("by_file", [False, True], ids=["http", "file"])
def test_the_box_on_the_home_page_leads_to_the_results(by_file: bool, chromium: Browser, course: Place) -> None:
    context = context_of(chromium, 360)
    tab = watched(context, course)
    page = tab.open("index.html", by_file)
    page.fill("#hv-q", "lừa đảo & 100 %")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector("#hv-results a")
    assert page.input_value("#hv-query") == "lừa đảo & 100 %"
    assert page.get_attribute("#hv-results a", "href") == "a26.html"
    page.focus("#hv-query")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "hv-found"
    assert page.url.split("?")[0].endswith("search.html")
    page.click("button[type=reset]")
    page.wait_for_selector("#hv-results a", state="detached")
    assert page.input_value("#hv-query") == ""
    context.close()
    assert not tab.trouble, "\n".join(tab.trouble)


DOCS = [
    {"location": "a.html", "title": "Hoà giải ở xã", "text": "Hai nhà đến uỷ ban."},
    {"location": "b.html", "title": "Trồng hoa", "text": "Thuý trồng hoa hồng. Mùa quý ba."},
    {"location": "b.html#buoc", "title": "Các bước", "text": "Đào lỗ, tưới nước; đảo đất."},
    {"location": "c.html", "title": "Đăng ký", "text": "Nhập tên rồi đăng nhập. Gạo lúa, đạo đức."},
    {"location": "d.html", "title": "A<b>&", "text": "<script>alert(1)</script> \U0001f600 İstanbul"},
]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("hoà", ["a.html"]),
        ("hòa", ["a.html"]),
        ("HÒA", ["a.html"]),
        ("hoa", ["b.html", "a.html"]),
        ("uỷ ban", ["a.html"]),
        ("ủy ban", ["a.html"]),
        ("thuý", ["b.html"]),
        ("thúy", ["b.html"]),
        ("quý", ["b.html"]),
        ("đảo", ["b.html"]),
        ("dao", ["b.html", "c.html"]),
        ("dang nhap", ["c.html"]),
        ("đăng nhập", ["c.html"]),
        ("đăng nh", ["c.html"]),
        ("nhập đăng", ["c.html"]),
        ("lúa", ["c.html"]),
        ("lừa", []),
        ("trồng cây hoa", ["b.html"]),
        ("script", ["d.html"]),
        ("istanbul", ["d.html"]),
        ("  ,.! ", []),
        ("", []),
    ],
)
def test_how_words_are_found(query: str, found: list[str], finder: Callable[[str], list[str]]) -> None:
    assert finder(query) == found


@pytest.fixture(scope="module")
def finder(chromium: Browser, small: Place) -> Iterator[Callable[[str], list[str]]]:
    context = context_of(chromium, 360)
    page = watched(context, small).open("search.html")
    script = "([docs, q]) => HocVu.find(HocVu.index(docs), q).map(h => h.page.url)"
    yield lambda query: list(page.evaluate(script, [DOCS, query]))
    context.close()


def test_found_words_are_marked_and_nothing_becomes_html(chromium: Browser, small: Place) -> None:
    context = context_of(chromium, 360)
    tab = watched(context, small)
    tab.page.route("**/search_index.js", lambda r: r.fulfill(body=f"var __index={json.dumps({'docs': DOCS})};"))
    page = tab.open("search.html?q=alert")
    assert page.inner_text("#hv-results mark") == "alert"
    assert page.inner_text("#hv-results h2") == "A<b>&"
    page = tab.open("search.html?q=hoa%CC%80+gia%CC%89i")  # typed in decomposed letters
    assert [m.inner_text() for m in page.query_selector_all("#hv-results mark")] == ["Hoà", "giải"]
    page = tab.open("search.html?q=dang+nhap")  # «Nhập» alone is no hit where «đăng nhập» stands
    assert [m.inner_text() for m in page.query_selector_all("#hv-results p mark")] == ["đăng", "nhập"]
    context.close()
    assert not tab.trouble, "\n".join(tab.trouble)


# --- as a screen reader is told ---------------------------------------------------------------------------------------

CONTROLS = {"link", "button", "radio", "checkbox", "textbox", "searchbox", "DisclosureTriangle", "image"}


def told(page: Page) -> list[tuple[str, str]]:
    """Return role and name of everything in the accessibility tree, in its order; text has the role ``StaticText``."""
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    nodes = {n["nodeId"]: n for n in session.send("Accessibility.getFullAXTree")["nodes"]}
    found, waiting = [], [next(iter(nodes))]
    while waiting:
        node = nodes.get(waiting.pop(0))
        if node:
            if not node.get("ignored"):
                found.append((node["role"]["value"], node.get("name", {}).get("value", "")))
            waiting[:0] = node.get("childIds", [])
    return found


@pytest.mark.parametrize("width", [360, 1280])
def test_a_screen_reader_is_told_a_lesson_in_its_order(width: int, chromium: Browser, course: Place) -> None:
    source = load(ROOT, Diagnostics())
    assert source is not None
    lesson = next(x for x in resolve(source, theme_in(course.folder.parent)).lessons if x.slug == "b02")
    context = context_of(chromium, width)
    tab = watched(context, course)
    order = told(tab.open("b02.html"))
    context.close()
    words = [lesson.title, plain(lesson.message)]
    text = " ".join(name for role, name in order if role in ("StaticText", "image"))
    for section in (s for s in lesson.sections if s.role not in (Role.TUTOR, Role.LISTEN)):
        words += [section.title, *(plain(p) for p in section.html.split("\n") if p.startswith("<p>") and "<a" not in p)]
        for step in (step for task in section.tasks for step in task.steps):
            words += [plain(step.caution), str(step.number), plain(step.title)]
            words += [step.picture.alternative] if step.picture else []
    text, at = "".join(text.split()), 0
    for part in filter(None, ("".join(w.split()) for w in words)):
        assert part in text[at:], (part, text[at : at + 200])
        at = text.index(part, at) + len(part)
    above = order[: [role for role, _ in order].index("contentinfo")]
    headings = [name for role, name in above if role == "heading"]
    assert [h for h in headings if h in words] == [w for w in words if w in headings]
    assert [(role, name) for role, name in order if role in CONTROLS and not name.strip()] == []


@pytest.mark.parametrize("name", ["index.html", "search.html?q=zalo", "help.html", "nguoi-cao-tuoi-thi-thu.html"])
def test_every_control_has_a_name_of_its_own(name: str, chromium: Browser, course: Place) -> None:
    context = context_of(chromium, 360)
    tab = watched(context, course)
    page = tab.open(name)
    page.click(".display summary")
    found = [(role, words) for role, words in told(page) if role in CONTROLS]
    context.close()
    assert len(found) > 10
    assert [pair for pair in found if not re.search(r"[^\W\d_]", pair[1])] == []


# --- without network, script, storage, mouse --------------------------------------------------------------------------


def test_every_page_opens_from_a_stick(chromium: Browser, course: Place) -> None:
    context = context_of(chromium, 800)
    tab = watched(context, course)
    for name in course.pages:
        page = tab.open(name, by_file=True)
        assert page.inner_text("h1")
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('20px \"Be Vietnam Pro\"', 'ệ'))")
    context.close()
    assert not tab.trouble, "\n".join(tab.trouble)


def test_without_scripts_everything_can_be_read(chromium: Browser, course: Place) -> None:
    context = context_of(chromium, 360, java_script_enabled=False)
    page = context.new_page()
    for name in course.pages:
        page.goto(course.url + name)
        assert page.is_visible("h1")
        assert not any(e.is_visible() for e in page.query_selector_all(".js-only"))
        if page.query_selector("#hv-lesson"):
            assert all(q.is_visible() for q in page.query_selector_all(".q"))
    page.goto(course.url + "b02.html")
    assert all(d.is_visible() for d in page.query_selector_all(".device"))
    page.goto(course.url + "search.html")
    assert page.is_visible("text=Zalo: nhắn tin, gọi hình")
    context.close()


def test_storage_may_be_refused(chromium: Browser, course: Place) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800})
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
    )
    tab = watched(context, course)
    for name in ("index.html", "nguoi-cao-tuoi.html", "a27.html", "b02.html", "search.html?q=zalo", "privacy.html"):
        tab.open(name)
    tab.page.on("dialog", lambda d: d.accept())
    tab.open("privacy.html").click("[data-forget]")
    page = tab.open("a27.html")
    page.check(".option input >> nth=0")
    page.click(".question__check")
    assert page.is_visible(".question__feedback .callout")
    context.close()
    assert not tab.trouble, "\n".join(tab.trouble)


def test_with_the_keyboard_alone_from_home_to_an_answer(chromium: Browser, course: Place) -> None:
    context = chromium.new_context(viewport={"width": 1000, "height": 800})
    page = watched(context, course).open("index.html")

    def tab_to(words: str, most: int = 60) -> None:
        for _ in range(most):
            page.keyboard.press("Tab")
            told = page.evaluate("(document.activeElement.innerText || '') + '|' + (document.activeElement.name || '')")
            if words in told:
                outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert outline != "none" or "hv" in told, told
                return
        raise AssertionError(f"Tab does not reach {words}")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert [fault for fault in faults(page, "the way past the header", ".skip") if "contrast" in fault] == []
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "hv-content"
    for words, at in (("Lớp người cao tuổi", "nguoi-cao-tuoi.html"), ("Giả công an", "a27.html")):
        tab_to(words)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{at}")
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('.option')"):
            break
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.className") == "callout__title"
    assert page.inner_text(".callout__title >> nth=-1") == "Đúng rồi!"
    context.close()


# --- what this device remembers ---------------------------------------------------------------------------------------


def test_the_device_remembers_and_forgets(chromium: Browser, course: Place) -> None:
    context = chromium.new_context(viewport={"width": 800, "height": 800})
    tab = watched(context, course)
    page = tab.open("index.html")
    assert not page.is_visible("#hv-resume")
    page = tab.open("nguoi-cao-tuoi.html")
    assert not page.is_visible("[data-state] >> nth=0")
    assert page.inner_text("[data-summary]").startswith("Có 13 bài.")
    tab.open("b03.html")
    page = tab.open("index.html")
    assert page.inner_text("[data-resume-what]") == "Khoá màn hình, mã PIN"
    page.click("[data-resume-link]")
    assert page.url.endswith("b03.html")
    page.evaluate("localStorage.setItem('hv:B01', '6/6/1')")
    page = tab.open("nguoi-cao-tuoi.html")
    assert page.inner_text('[data-lesson="B01"] [data-state]').strip() == "· Đã học xong"
    assert page.inner_text('[data-lesson="B02"] [data-state]').strip() == "· Bài nên học tiếp"
    assert page.inner_text('[data-lesson="B03"] [data-state]').strip() == "· Đang học dở"
    assert page.inner_text("[data-summary]").startswith("Bác đã học xong 1 trong 13 bài.")
    page.on("dialog", lambda d: d.accept())
    page.click("[data-forget]")
    assert page.inner_text("[data-forget-said]") == "Đã xoá thẻ học trên máy này."
    assert page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('hv'))") == []
    assert not page.is_visible('[data-lesson="B01"] [data-state]')
    context.close()
    assert not tab.trouble, "\n".join(tab.trouble)


def test_text_size_colours_and_kind_of_phone_are_kept(chromium: Browser, course: Place) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800}, color_scheme="dark")
    tab = watched(context, course)
    page = tab.open("b02.html")
    page.click(".display summary")
    page.check('input[name="hv-text"][value="3"]')
    page.check('input[name="hv-theme"][value="light"]')
    page.keyboard.press("Escape")
    assert not page.is_visible(".display__panel")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.check('[data-devices] input[value="android"]')
    page = tab.open("b02.html")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "23.2px"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(251, 247, 238)"
    assert page.is_visible('[data-device="android"]')
    assert not page.is_visible('[data-device="ios"]')
    page.check('[data-devices] input[value=""]')
    assert page.is_visible('[data-device="ios"]')
    context.close()
    assert not tab.trouble, "\n".join(tab.trouble)


def test_paper_shows_the_lesson_and_its_questions_alone(chromium: Browser, course: Place) -> None:
    context = context_of(chromium, 800)
    page = watched(context, course).open("a27.html")
    page.emulate_media(media="print")
    for hidden in (".site-header", ".site-footer", ".player", ".pager", ".tools"):
        assert not page.is_visible(hidden), hidden
    for shown in ("h1", ".step >> nth=0", ".q >> nth=0", ".message"):
        assert page.is_visible(shown), shown
    context.close()


def test_an_old_address_leads_on_without_a_script(chromium: Browser, small: Place) -> None:
    context = context_of(chromium, 800, java_script_enabled=False)
    page = context.new_page()
    page.goto(small.url + "qr0.html")
    page.wait_for_url("**/qr1.html")
    assert page.inner_text("h1") == "Trả tiền bằng mã QR"
    context.close()
