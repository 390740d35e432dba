"""Our SCORM packages in the SCORM XBlock of Open edX itself: its upload, its page, its handlers, the grade published.

The block is ``openedx-scorm-xblock`` from PyPI, as it is; ``xblock_host`` is the platform around it.
"""

import gc
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from generator.archive import pack
from tests.player.cases import Case, Ledger, Play
from tests.player.formats import SCORM, cases

pytestmark = [
    pytest.mark.browser,
    pytest.mark.course,
    pytest.mark.filterwarnings("ignore:'cgi' is deprecated:DeprecationWarning"),  # of WebOb, which the block needs
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # the block leaves files open
]

VERSIONS = {"scorm12": "SCORM_12", "scorm2004": "SCORM_2004"}
ROBOT = (Path(__file__).parent / "autoplay.js").read_text(encoding="utf-8")
PLAY = f"""async (plan) => {{ {ROBOT}
  const turn = () => new Promise((done) => setTimeout(done, 5));
  const frame = document.querySelector('iframe.scorm-embedded').contentWindow;
  while (!frame.document.querySelector('.player__heading')) {{ await turn(); }}
  const met = autoplay(frame, plan);
  while (jQuery.active) {{ await turn(); }}
  return met;
}}"""


@pytest.fixture
def edx(node_modules: Path, tmp_path: Path) -> Iterator[Any]:
    """A platform with nothing in it."""
    from tests.player.xblock_host import platform, stored_in

    with stored_in(tmp_path), platform(node_modules) as made:
        yield made
    gc.collect()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page on which no script fails."""
    context = chromium.new_context(locale="vi-VN")
    made, errors = context.new_page(), list[str]()
    made.set_default_timeout(20000)
    made.on("pageerror", lambda e: errors.append(str(e)))
    yield made
    context.close()
    assert errors == []


class Learner:
    """A learner of one unit of a course."""

    def __init__(self, edx: Any, page: Page, case: Case) -> None:
        self.edx, self.page, self.case = edx, page, case
        self.ledger = Ledger(case)
        self.done: list[str] = []
        edx.upload(case.name, pack(case.files))

    def play(self, play: Play) -> dict[str, Any]:
        """Open the unit, play, and leave it; what the screen says to each answer must be right."""
        self.page.goto(f"{self.edx.origin}/view/{self.case.name}")
        plan = play.plan(self.case.items) | {"done": self.done if play.rest else []}
        met: dict[str, Any] = self.page.evaluate(PLAY, plan)
        self.page.goto("about:blank")
        assert met["faults"] == []
        assert met["verdicts"] == self.ledger.take(play, met["asked"])
        self.done += met["asked"]
        return met

    @property
    def fields(self) -> tuple[str, str, float]:
        """What the block keeps: completion, success, score."""
        block = self.edx.block(self.case.name)
        return block.lesson_status, block.success_status, round(block.lesson_score, 4)


@pytest.fixture
def learner(edx: Any, page: Page) -> Callable[[Case], Learner]:
    """Return what enrols a learner in a package."""
    return lambda case: Learner(edx, page, case)


def one(name: str, **options: str) -> Case:
    """Return a package with questions that give parts of points."""
    return next(c for c in cases(name, **options) if c.name == "a26")


@pytest.mark.parametrize("name", SCORM)
@pytest.mark.pitfall(3, 4, 7)
def test_every_package_is_taken_in_whole(name: str, edx: Any) -> None:
    """No error, no warning, one title that opens the lesson, every file found by its last name with a known type."""
    from webob import Request

    for case in cases(name):
        block = edx.upload(case.name, pack(case.files))
        assert (block.scorm_version, block.index_page_path) == (VERSIONS[name], "index.html")
        assert block.package_warnings == []
        assert block.navigation_menu.count("class='navigation-title'") == 1
        assert f"{case.name}/assets_proxy/index.html' class='navigation-title'>" in block.navigation_menu
        for file, content in case.files.items():
            response = edx.handle(case.name, "assets_proxy", Request.blank("/"), f"other/place/{file}")
            assert response.body == content
            assert response.content_type not in (None, "application/octet-stream"), file


def test_a_package_that_is_not_as_ours_is_told_from_it(edx: Any) -> None:
    """The block warns of one that never reports, and dies of an item without a title."""
    case = one("scorm12")
    mute = {k: v.replace(b"lesson_status", b"lesson_state") for k, v in case.files.items()}
    assert edx.upload("mute", pack(mute)).package_warnings == ["no_completion_status"]
    manifest = case.files["imsmanifest.xml"].replace(b"<title>", b"<name>").replace(b"</title>", b"</name>")
    with pytest.raises(AttributeError):
        edx.upload("nameless", pack({**case.files, "imsmanifest.xml": manifest}))


@pytest.mark.parametrize("name", SCORM)
def test_the_grade_is_the_score_and_is_published_once_it_is_reached(
    name: str, edx: Any, learner: Callable[[Case], Learner]
) -> None:
    bac = learner(one(name))
    met = bac.play(Play("mixed", only=2))
    assert edx.grades() == []
    assert bac.fields[0] == "incomplete"
    met = bac.play(Play("right", rest=True))
    assert met["resumed"] != ""
    assert met["end"] == bac.case.words["saved"]
    score = round(float(bac.ledger.score) / 100, 4)
    assert 0.6 <= score < 1
    assert bac.fields == ("completed", "passed", score)
    assert {(round(v, 4), most) for v, most in edx.grades()} == {(score, 1)}
    assert ("completion", {"completion": 1}) in edx.published
    before = len(edx.published)
    bac.play(Play("none", pages=1))
    assert bac.fields == ("completed", "passed", score)
    assert [e for e in edx.published[before:] if e[0] == "grade" and e[1]["value"] < score - 1e-6] == []


@pytest.mark.parametrize("name", SCORM)
@pytest.mark.pitfall(14)
def test_a_miss_publishes_no_grade_until_the_author_asks_for_it(
    name: str, edx: Any, learner: Callable[[Case], Learner]
) -> None:
    """«incomplete» leaves the way open; the block gives 0 to whatever says «failed», until it says «passed»."""
    bac = learner(one(name))
    bac.play(Play("wrong"))
    assert edx.grades() == []
    co = learner(replace(one(name, miss="failed"), name="failed"))
    co.play(Play("wrong", again="right"))
    assert co.fields == ("completed", "passed", 1)
    assert edx.grades()[0] == (0, 1)
    assert edx.grades()[-1] == (1, 1)


@pytest.mark.parametrize("name", SCORM)
@pytest.mark.pitfall(8)
def test_the_menu_of_a_module_names_and_opens_every_lesson(name: str, edx: Any, page: Page) -> None:
    """One grade for all of them: that is why a package holds one lesson as a rule."""
    case = next(c for c in cases(name, modules="true") if c.name == "an-toan")
    block = edx.upload(case.name, pack(case.files))
    lessons = ("a26", "a27", "a28", "a30")
    assert block.navigation_menu.count("class='navigation-title'") == len(lessons)
    page.goto(f"{edx.origin}/view/{case.name}")
    entries = page.locator(".navigation-title")
    assert entries.count() == len(lessons)
    entries.nth(2).click()
    page.frame_locator("iframe").locator(".player__heading").wait_for()
    opened = next(f for f in page.frames if f.url.endswith("/a28.html"))
    data = json.loads(opened.evaluate("document.getElementById('hv-lesson').textContent"))
    assert entries.nth(2).inner_text() == data["title"]
