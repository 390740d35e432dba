"""What a screen reader is given: the browser's accessibility tree of every page, in the order of the lesson."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, CDPSession

from generator.markup import plain
from tests.goldens import Golden
from tests.player import demo
from tests.player.conftest import RIGHT, WRONG, Learner, Server

pytestmark = pytest.mark.browser

SILENT = {"RootWebArea", "generic", "none", "InlineTextBox", "paragraph", "LabelText", "form", "Legend", "ListMarker"}
SILENT |= {"listitem", "row"}
SPOKEN = {"heading", "button", "link", "radio", "checkbox", "textbox", "image", "DisclosureTriangle"}  # by their name
PAGES = (
    "01-goal.txt",
    "02-story.txt",
    "03-step.txt",
    "04-step.txt",
    "05-step.txt",
    "06-caution.txt",
    "07-step.txt",
    "08-practice.txt",
    "09-remember.txt",
    "10-choice.txt",
    "11-multiple.txt",
    "12-truefalse.txt",
    "13-text.txt",
    "14-numeric.txt",
    "15-match.txt",
    "16-order.txt",
    "17-survey.txt",
    "18-result.txt",
    "19-homework.txt",
)
STATES = ("level", "checked", "disabled", "expanded", "required", "roledescription", "live", "focused")


def spoken(cdp: CDPSession, frame: str = "") -> list[str]:
    """Return the accessibility tree as lines: role, name, states; what has a name of its own hides its insides."""
    nodes = cdp.send("Accessibility.getFullAXTree", {"frameId": frame} if frame else {})["nodes"]
    known = {n["nodeId"]: n for n in nodes}
    named = [""]  # of the last group or control: its label stands beside it and is not read again

    def lines(node: dict[str, Any]) -> Iterator[str]:
        role = node.get("role", {}).get("value", "")
        name = node.get("name", {}).get("value", "").strip()
        quiet = node.get("ignored") or role in SILENT or (role == "StaticText" and _beside(name, named[0]))
        if not quiet and role != "StaticText":
            named[0] = name
        if not quiet and (name or role not in ("StaticText", "status")):
            said = {p["name"]: p["value"].get("value") for p in node.get("properties", [])}
            states = [f"{s}={said[s]}".lower() for s in STATES if said.get(s) not in (None, False, "false", "off")]
            words = " ".join(filter(None, (role, f"«{name}»" if name else "", *states)))
            about = node.get("description", {}).get("value", "").strip()
            yield words + (f" – {about}" if about else "")
        if role not in SPOKEN:
            for child in node.get("childIds", ()):
                yield from lines(known[child])

    return list(lines(nodes[0]))


def _beside(words: str, name: str) -> bool:
    return f"{name} ".startswith(f"{words} ") or f" {name}".endswith(f" {words}")


def test_every_page_is_read_in_the_order_of_the_lesson(context: BrowserContext, server: Server, golden: Golden) -> None:
    page = context.new_page()
    page.goto(f"{server.origin}/pkg/demo/index.html")
    learner, cdp = Learner(page, page), context.new_cdp_session(page)
    for name, data in zip(PAGES, demo.data()["pages"], strict=True):
        read = spoken(cdp)
        golden.check(name, "\n".join(read) + "\n")
        assert order(data, "\n".join(read)) == []
        learner.next()


def test_every_state_is_read_as_it_is_seen(context: BrowserContext, server: Server, golden: Golden) -> None:
    """Answers of every kind, what is said to them, the result, the review, the end."""
    page = context.new_page()
    page.goto(f"{server.origin}/pkg/demo/index.html")
    learner, cdp = Learner(page, page), context.new_cdp_session(page)

    def read(name: str) -> None:
        page.wait_for_timeout(80)  # what is announced comes a little later
        golden.check(name, "\n".join(spoken(cdp)) + "\n")

    learner.go_to("question")
    page.click(".question__check")
    read("empty.txt")
    for file in ("qr-1-wrong.txt", "qr-2-wrong.txt", "qr-5-wrong.txt", "qr-6-wrong.txt"):
        name = file[:4]
        learner.go_to("question", 3 if name == "qr-5" else 1)
        learner.answer(WRONG[name])
        page.click("text=Làm lại câu này")
        learner.answer(WRONG[name])
        if name == "qr-6":
            page.click("text=Xem câu trả lời đúng")
        read(file)
        learner.next()
    page.click("[data-move='0/-1']")
    read("moved.txt")
    learner.go_to("result")
    read("missed.txt")
    page.click("text=Xem lại bài làm")
    golden.check("review.txt", "\n".join(spoken(cdp)[:22]) + "\n")
    page.click("text=Về trang kết quả")
    for name in RIGHT:
        page.click(f"text=Câu {name[-1]} trong 8")
        learner.answer(RIGHT[name])
        if (file := f"{name}-right.txt") in ("qr-1-right.txt", "qr-8-right.txt"):
            read(file)
        learner.go_to("result")
    read("passed.txt")
    learner.next(2)
    read("end.txt")


def test_inside_a_frame_nothing_is_read_otherwise(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.goto(f"{server.origin}/pkg/demo/index.html")
    alone = Learner(page, page)
    framed = context.new_page()
    framed.goto(f"{server.origin}/frames/3?src=/pkg/demo/index.html")
    deep = framed.frame_locator("iframe").frame_locator("iframe").frame_locator("iframe").frame_locator("iframe")
    deep.locator(".player__heading").wait_for()
    inside = Learner(framed, next(f for f in framed.frames if urlsplit(f.url).path.startswith("/pkg/")))
    tree = context.new_cdp_session(framed).send("Page.getFrameTree")["frameTree"]
    while "childFrames" in tree:
        tree = tree["childFrames"][0]
    for learner in (alone, inside):
        learner.go_to("question", 6)
    found = spoken(context.new_cdp_session(framed), tree["frame"]["id"])
    assert found == spoken(context.new_cdp_session(page))
    assert len(found) > 20


def test_wrong_order_would_be_seen() -> None:
    data = {"title": "Một", "html": "<p>Hai ba.</p><p>Bốn.</p>", "picture": {"alt": "Năm"}}
    assert order(data, "Một\nHai ba.\nBốn.\nNăm") == []
    assert order(data, "Một\nBốn.\nHai ba.\nNăm") == ["Bốn."]
    assert order(data, "Một\nHai ba.\nBốn.") == ["Năm"]


def order(data: dict[str, Any], read: str) -> list[str]:
    """Return the texts of a page that are not read after the one before them, in the order of the lesson."""
    item = data.get("item", {})
    parts = [data.get("title"), data.get("message"), data.get("html"), data.get("picture", {}).get("alt")]
    parts += [item.get("stem"), item.get("material"), *(c["t"] for c in item.get("choices", ()))]
    texts = [t for part in parts if part for t in plain(part.replace("><", "> <")).split(". ")]
    missing, at = [], 0
    bare = "".join(c for c in read if c.isalnum())
    for text in texts:
        words = "".join(c for c in text if c.isalnum())
        for word in [words] if words in bare else ["".join(c for c in w if c.isalnum()) for w in text.split()]:
            found = bare.find(word, at)
            if found < 0:
                missing.append(text)
                break
            at = found + len(word)
    return missing
