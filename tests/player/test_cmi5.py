"""The cmi5 run-time in a real browser, against an LMS that judges every statement, is slow, refuses, or is far away."""

import json
import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from generator.player import Policy
from tests.goldens import Golden
from tests.player import demo, xapi_rules
from tests.player.conftest import RIGHT, WRONG, Learner
from tests.player.lrs import Lrs, normal, serve
from tests.player.xapi_rules import MASTERY, PROGRESS, verb

pytestmark = pytest.mark.browser

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
NOT_SAVED = ".player__trouble:not([hidden])"


@pytest.fixture
def lrs() -> Iterator[Lrs]:
    """An LMS; whatever it had to complain about fails the test, and so does a session that broke a rule."""
    with serve() as made:
        yield made
        assert made.faults == []
        for session in made.sessions.values():
            said = list(session.statements)  # the last page may still be leaving
            closed = any(verb(s) == "terminated" for s in said)
            assert not said or list(xapi_rules.session_faults(said, session.launch, closed)) == []
        units: dict[tuple[str, str], list[list[dict[str, Any]]]] = {}
        for session in made.sessions.values():
            units.setdefault((session.launch.registration, session.launch.activity), []).append(session.statements)
        assert [f for u in units.values() for f in xapi_rules.registration_faults(u)] == []


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which no script fails."""
    made, errors = context.new_page(), list[str]()
    made.on("pageerror", lambda e: errors.append(str(e)))
    yield made
    assert errors == []


class Hands(Learner):
    """A learner whose every answer is one message to the browser: these tests are about what the LMS hears."""

    def answer(self, reply: str | list[str] | list[int]) -> str:
        """Give and send ``reply``, again when need be; return the title of what is said."""
        return str(self.frame.evaluate(ANSWER, reply))

    def next(self, times: int = 1) -> None:
        """Press the button that goes on."""
        self.frame.evaluate(
            "n => { while (n--) { document.querySelector('.player__foot .btn:last-child').click(); } }", times
        )


ANSWER = """(reply) => {
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const again = one('.question__feedback .btn--main'), entry = one('.entry'), rows = all('.match__row');
  const places = () => all('.order__moves .btn:first-child').map((b) => Number(b.dataset.move.split('/')[0]));
  if (again) {
    again.click();
  } else if (one('.question__check').hidden) {
    one('.option:not(.option--picked) input').click();
  }
  if (entry) {
    entry.value = reply;
    entry.dispatchEvent(new Event('input', { bubbles: true }));
  } else if (one('.order')) {
    reply.forEach((value, place) => {
      while (places().indexOf(value) !== place) { one('[data-move="' + value + '/-1"]').click(); }
    });
  } else if (rows.length) {
    rows.forEach((row, n) => row.querySelector('input[value="' + reply[n] + '"]').click());
  } else {
    all('.question .option input').filter((b) => b.checked !== reply.includes(b.value)).forEach((b) => b.click());
  }
  one('.question__check').click();
  return one('.callout__title').innerText;
}"""


def opened(page: Page, address: str) -> Hands:
    page.goto(address)
    return Hands(page, page)


def finish(learner: Hands) -> None:
    """Go to the end and press the last button."""
    learner.go_to("homework")
    learner.next()
    learner.frame.wait_for_selector(".player__body--end")


def test_whole_lesson_from_first_launch_to_review(lrs: Lrs, page: Page, context: BrowserContext) -> None:
    """First launch, leaving, resuming, passing, a better score later, review: every statement where it belongs."""
    registration = str(uuid.uuid4())
    learner = opened(page, lrs.launch("demo", registration))
    learner.go_to("question")
    learner.answer(WRONG["qr-1"])
    learner.next()
    learner.answer(WRONG["qr-2"])
    page.goto("about:blank")
    lrs.until_said("terminated")
    assert lrs.session.verbs == ["initialized", "answered", "answered", "scored", "progressed", "terminated"]
    assert lrs.session.statements[4]["result"]["extensions"][PROGRESS] == 53

    learner = opened(page, lrs.launch("demo", registration))
    expect(page.locator(".player__resumed")).to_contain_text("trang 11")
    learner.answer_all({name: reply for name, reply in RIGHT.items() if name != "qr-1"})
    lrs.until_said("passed")
    assert lrs.session.said("passed")[0]["result"]["score"] == {"scaled": 0.9, "raw": 90, "min": 0, "max": 100}
    page.click("text=Làm lại câu chưa đúng")
    learner.answer(RIGHT["qr-1"])
    learner.answer(WRONG["qr-1"])
    finish(learner)
    assert page.inner_text(".player__heading") == "Đã lưu bài của bác."
    lrs.until_said("terminated")
    told = [v for v in lrs.session.verbs if v != "answered"]
    assert told == ["initialized", "completed", "passed", "scored", "terminated"]
    assert lrs.session.said("scored")[0]["result"]["score"]["scaled"] == 1
    assert sorted(lrs.state()["told"]) == ["completed", "passed"]

    opened(page, lrs.launch("demo", registration))
    page.goto("about:blank")
    lrs.until_said("terminated")
    assert lrs.session.verbs == ["initialized", "terminated"]
    assert all(xapi_rules.satisfied(lrs.of(registration), m) for m in ("Passed", "CompletedAndPassed"))

    state = lrs.state()
    opened(page, lrs.launch("demo", registration, mode="Review"))
    assert page.inner_text(".player__heading") == "Xem lại bài làm"
    page.goto("about:blank")
    lrs.until_said("terminated")
    assert (lrs.session.verbs, lrs.state()) == (["initialized", "terminated"], state)


def test_browsing_says_that_it_began_and_ended(lrs: Lrs, page: Page) -> None:
    learner = opened(page, lrs.launch(mode="Browse"))
    learner.go_to("question")
    learner.answer("B")
    finish(learner)
    lrs.until_said("terminated")
    assert lrs.session.verbs == ["initialized", "terminated"]
    assert (lrs.state(), lrs.count("PUT", "activities/state")) == ({}, 0)


def test_statements_say_what_was_answered(lrs: Lrs, page: Page, golden: Golden, node_modules: Path) -> None:
    """Every kind of question, wrong and right; a second validator, not ours, agrees about every statement."""
    learner = opened(page, lrs.launch("demo"))
    learner.go_to("question")
    for name, reply in RIGHT.items():
        if name != "qr-8":
            learner.answer(WRONG[name])
        learner.answer(reply)
        learner.next()
    finish(learner)
    lrs.until_said("terminated")
    golden.check("statements.jsonl", normal(lrs.session))
    assert independent(lrs.session.statements, node_modules) == 0


def independent(statements: list[dict[str, Any]], node_modules: Path) -> int:
    """Return how many warnings Learning Locker's validator has about ``statements``."""
    program = (
        "const check = require('@learninglocker/xapi-validation').default;"
        "let text = ''; process.stdin.on('data', (c) => { text += c; });"
        "process.stdin.on('end', () => console.log(JSON.parse(text).reduce((n, s) => n + check(s).length, 0)));"
    )
    command = ["node", "-e", program]
    done = subprocess.run(
        command, cwd=node_modules.parent, input=json.dumps(statements), capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def test_the_second_validator_is_really_asked(node_modules: Path) -> None:
    assert independent([{"id": "x", "actor": {}}], node_modules) > 0


@pytest.mark.parametrize("language", ["vi-VN", "fr-FR"])
def test_decimals_never_depend_on_the_browser(language: str, lrs: Lrs, chromium: Browser) -> None:
    lrs.add("match", demo.data(demo.questions("qr-6", "qr-5")))
    context = chromium.new_context(locale=language)
    page = context.new_page()
    learner = opened(page, lrs.launch("match", mastery=0.25))
    learner.go_to("question")
    learner.answer([0, 1, 3])
    learner.next()
    learner.answer("45.000,0 đồng")
    lrs.until_said("passed")
    context.close()
    assert lrs.session.said("answered")[1]["result"]["response"] == "45000"
    assert lrs.session.said("answered")[0]["result"]["score"] == {"scaled": 0.6667}
    assert lrs.session.said("passed")[0]["result"]["score"] == {"scaled": 0.75, "raw": 75, "min": 0, "max": 100}


def test_words_where_a_number_belongs_are_kept_as_they_are(lrs: Lrs, page: Page) -> None:
    learner = opened(page, lrs.launch())
    learner.go_to("question", 2)
    learner.answer("bốn mươi\tlăm nghìn")
    lrs.until_said("answered")
    (said,) = lrs.session.said("answered")
    assert (said["result"]["response"], said["result"]["success"]) == ("bốn mươi lăm nghìn", False)
    assert "definition" not in said["object"]


@pytest.mark.parametrize(("mastery", "passed"), [(0.66, True), (0.6666, True), (0.6667, False)])
def test_screen_and_lms_agree_at_the_pass_mark_of_the_lms(mastery: float, passed: bool, lrs: Lrs, page: Page) -> None:
    """Two of three points: 66.66, rounded down; the LMS may ask for another pass mark than the package."""
    lrs.add("mark", demo.data(demo.questions("qr-6"), Policy(miss="failed"), pass_mark=50))
    learner = opened(page, lrs.launch("mark", mastery=mastery))
    learner.go_to("question")
    learner.answer([0, 1, 3])
    learner.go_to("result")
    assert page.inner_text(".player__heading") == ("Bác làm tốt lắm!" if passed else "Bác làm lại nhé")
    finish(learner)
    lrs.until_said("completed", "passed" if passed else "failed", "terminated")
    (judged,) = lrs.session.said("passed" if passed else "failed")
    assert judged["result"]["score"]["scaled"] == 0.6666
    assert judged["context"]["extensions"][MASTERY] == mastery


def test_a_lesson_without_mastery_score_is_judged_by_its_own(lrs: Lrs, page: Page) -> None:
    learner = opened(page, lrs.launch(mastery=None))
    learner.go_to("question")
    learner.answer_all({"qr-1": "B", "qr-5": "45000"})
    lrs.until_said("passed")
    assert MASTERY not in lrs.session.said("passed")[0]["context"]["extensions"]


def test_a_lesson_without_points_is_completed_and_never_judged(lrs: Lrs, page: Page) -> None:
    lrs.add("survey", demo.data(demo.questions("qr-8")))
    learner = opened(page, lrs.launch("survey"))
    learner.go_to("question")
    learner.answer("A")
    finish(learner)
    lrs.until_said("terminated")
    assert lrs.session.verbs == ["initialized", "answered", "completed", "terminated"]


def test_a_miss_is_told_at_the_end_so_that_the_session_may_still_pass(lrs: Lrs, page: Page) -> None:
    """«Passed» after «failed» in one session is not allowed; later sessions may fail again until one passes."""
    registration = str(uuid.uuid4())
    lrs.add("miss", demo.data(demo.questions("qr-1", "qr-3"), Policy(miss="failed")))
    for sequence, verbs in (
        (("B", "A"), ["initialized", "completed", "failed", "terminated"]),
        ((), ["initialized", "terminated"]),
        (("A", "A", "B", "B"), ["initialized", "passed", "terminated"]),
    ):
        learner = opened(page, lrs.launch("miss", registration))
        for n, reply in enumerate(sequence):
            if page.locator(".player__body--question").count() == 0 or n % 2 == 0:
                page.evaluate("document.querySelector('.player__foot .btn:first-child').click()")
                learner.go_to("question", 1 + n % 2) if n % 2 else go_back(page, learner)
            learner.answer(reply)
            learner.next()
        page.goto("about:blank")
        lrs.until_said("terminated")
        assert [v for v in lrs.session.verbs if v not in ("answered", "scored")] == verbs


def go_back(page: Page, learner: Hands) -> None:
    """Go to the first page, then to the first question."""
    page.evaluate("""() => {
      const back = document.querySelector('.player__foot .btn:first-child');
      while (!back.hidden) { back.click(); }
    }""")
    learner.go_to("question")


# --- leaving ----------------------------------------------------------------------------------------------------------


def test_finishing_ends_the_session_and_offers_the_way_back(lrs: Lrs, page: Page) -> None:
    """The way back is a button; nothing moves by itself."""
    learner = opened(page, lrs.launch(back="/lms?done=1"))
    finish(learner)
    lrs.until_said("terminated")
    assert page.url.startswith(f"{lrs.origin}/pkg/")
    page.click("text=Về trang lớp học")
    page.wait_for_url("**/lms?done=1")
    assert lrs.session.verbs.count("terminated") == 1


def test_an_address_that_is_no_address_is_not_offered(lrs: Lrs, page: Page) -> None:
    learner = opened(page, lrs.launch(back="javascript:alert(1)"))
    finish(learner)
    assert page.locator(".player__body--end a").count() == 0


def test_every_way_out_says_terminated(lrs: Lrs, context: BrowserContext) -> None:
    """A link, a closed tab, a frame that is taken away, a pop-up that is closed; the LRS may be of another origin."""
    for way in ("link", "tab", "frame", "popup", "tab of another origin"):
        page = context.new_page()
        address = lrs.launch(cross="another" in way)
        lrs.delay = {"preflight": 0.2 if "another" in way else 0}  # asked first, while the page is gone already
        if way == "frame":
            page.goto(f"{lrs.origin}/lms")
            page.evaluate(
                "(src) => { const f = document.createElement('iframe'); f.src = src; document.body.append(f); }",
                address,
            )
            learner = Hands(page, page.frames[-1])
        elif way == "popup":
            page.goto(f"{lrs.origin}/lms")
            with page.expect_popup() as popup:
                page.evaluate("(address) => { window.open(address); }", address)
            page = popup.value
            learner = Hands(page, page)
        else:
            learner = opened(page, address)
        learner.go_to("question")
        learner.answer("B")
        if way == "frame":
            page.evaluate("document.querySelector('iframe').remove()")
        elif way == "link":
            page.goto(f"{lrs.origin}/lms")
        else:
            page.close(run_before_unload=False)
        lrs.until_said("terminated")
        assert lrs.session.verbs == ["initialized", "answered", "scored", "progressed", "terminated"], way
        lrs.until(lambda: lrs.state().get("scored") == 50, way)


@pytest.mark.parametrize("busy", [False, True])
def test_kill_right_after_an_answer_keeps_it(busy: bool, lrs: Lrs, context: BrowserContext, page: Page) -> None:
    """Even while the LRS is still busy with what came before, if it keeps the order in which requests come."""
    registration = str(uuid.uuid4())
    learner = opened(page, lrs.launch("short", registration))
    lrs.orderly = True
    before = lrs.gate("PUT", "activities/state") if busy else None
    learner.go_to("question")
    if before:
        before.wait()
    learner.answer("B")
    with pytest.raises(Error, match="crash"):
        page.goto("chrome://crash")
    if before:
        before.open()
    lrs.until(lambda: lrs.state().get("score") == 50, "the answer was lost")
    page = context.new_page()
    learner = opened(page, lrs.launch("short", registration))
    learner.go_to("question")
    assert page.inner_text(".callout__title") == "Đúng rồi!"


def test_an_older_document_that_comes_late_does_not_stay(lrs: Lrs, page: Page) -> None:
    """The answer did not wait for it, and is kept once more."""
    learner = opened(page, lrs.launch("short"))
    older = lrs.gate("PUT", "activities/state")
    learner.go_to("question")
    older.wait()
    learner.answer("B")
    lrs.until(lambda: lrs.state().get("score") == 50, "the answer waited")
    older.open()
    lrs.until(lambda: None in lrs.scores()[lrs.scores().index(50) :], "nothing came late")
    lrs.until(lambda: lrs.state().get("score") == 50, "the older document stayed")


@pytest.mark.parametrize("storage", [True, False])
def test_a_reload_asks_for_no_second_token_and_says_that_nothing_is_told(storage: bool, lrs: Lrs, page: Page) -> None:
    """Leaving the page ended the session. The answers are kept for the next launch where the tab may remember."""
    registration = str(uuid.uuid4())
    if not storage:
        page.add_init_script("Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('no'); } })")
    learner = opened(page, lrs.launch("short", registration, back="/lms"))
    learner.go_to("question")
    learner.answer("B")
    page.reload()
    lrs.until_said("terminated")
    learner = Hands(page, page)
    expect(page.locator(".player__note")).to_be_visible()
    assert lrs.count("POST", f"fetch/{lrs.session.token}") == (1 if storage else 2)
    assert page.locator("a:has-text('Về trang lớp học')").count() == (1 if storage else 0)
    if storage:
        learner.go_to("question")
        learner.next()
        learner.answer("45000")
        lrs.until(lambda: lrs.state()["status"] == "passed")
        opened(page, lrs.launch("short", registration))
        lrs.until_said("completed", "passed")
    assert verb(lrs.of(registration)[0][-1]) == "terminated"


def test_back_from_the_browsers_memory_is_like_a_reload(lrs: Lrs, page: Page) -> None:
    learner = opened(page, lrs.launch())
    learner.go_to("question")
    learner.answer("B")
    page.goto(f"{lrs.origin}/lms")
    lrs.until_said("terminated")
    page.go_back()
    Hands(page, page)
    expect(page.locator(".player__note")).to_be_visible()
    assert lrs.session.verbs.count("initialized") == 1


# --- an LRS that is far, slow, careful, or refuses ------------------------------------------------------------------


def test_a_slow_lrs_gets_everything_in_order(lrs: Lrs, page: Page) -> None:
    """The learner goes on at once; statements wait for one another."""
    lrs.delay = {"statements": 0.3, "activities/state": 0.2}
    learner = opened(page, lrs.launch())
    learner.go_to("question")
    learner.answer("A")
    learner.answer("B")
    learner.next()
    learner.answer("45000")
    assert "passed" not in lrs.session.verbs
    finish(learner)
    lrs.until_said("terminated")
    assert [v for v in lrs.session.verbs if v != "answered"] == ["initialized", "completed", "passed", "terminated"]
    assert lrs.session.verbs.count("answered") == 3
    assert page.locator(NOT_SAVED).count() == 0


def test_leaving_a_slow_lrs_loses_nothing(lrs: Lrs, page: Page) -> None:
    lrs.delay = {"statements": 0.4}
    learner = opened(page, lrs.launch())
    learner.go_to("question")
    learner.answer_all({"qr-1": "B", "qr-5": "45000"})
    page.goto("about:blank")
    lrs.until_said("terminated", "passed", "completed")
    assert lrs.session.verbs.count("answered") == 2


@pytest.mark.parametrize("status", [401, 409, 429])
def test_a_refusal_is_shown_and_healed_without_a_loop(status: int, lrs: Lrs, page: Page) -> None:
    """Nothing is asked by itself, and nothing within the pause after a refusal, whatever the learner does."""
    page.clock.set_fixed_time(NOON)
    learner = opened(page, lrs.launch())
    lrs.until_said("initialized")
    learner.go_to("question")
    lrs.until(lambda: lrs.state().get("page") == 2)
    lrs.fail = {"activities/state": status}
    learner.answer("B")
    page.wait_for_selector(NOT_SAVED)
    asked = len(lrs.log)
    learner.next()
    page.wait_for_timeout(200)
    assert len(lrs.log) == asked
    lrs.fail = {}
    page.clock.set_fixed_time(NOON + timedelta(seconds=3))
    learner.back()
    lrs.until_said("answered")
    page.wait_for_selector(".player__trouble[hidden]", state="attached")
    assert lrs.state()["score"] == 50


def test_the_network_coming_back_ends_the_pause(lrs: Lrs, page: Page) -> None:
    page.clock.set_fixed_time(NOON)
    learner = opened(page, lrs.launch())
    lrs.until_said("initialized")
    lrs.fail = {"statements": 503}
    learner.go_to("question")
    learner.answer("B")
    page.wait_for_selector(NOT_SAVED)
    lrs.fail = {}
    page.evaluate("window.dispatchEvent(new Event('online'))")
    lrs.until_said("answered")
    page.wait_for_selector(".player__trouble[hidden]", state="attached")


def test_a_refused_answer_does_not_hold_up_the_rest(lrs: Lrs, page: Page) -> None:
    lrs.judge = lambda s: 400 if verb(s) == "answered" and s["object"]["id"].endswith("qr-1") else 0
    learner = opened(page, lrs.launch())
    learner.go_to("question")
    learner.answer_all({"qr-1": "B", "qr-5": "45000"})
    finish(learner)
    lrs.until_said("terminated")
    assert lrs.session.verbs == ["initialized", "answered", "completed", "passed", "terminated"]
    assert page.locator(NOT_SAVED).count() == 0


def test_a_refused_pass_is_not_hidden_and_told_again_at_the_next_launch(lrs: Lrs, page: Page) -> None:
    registration = str(uuid.uuid4())
    lrs.judge = lambda s: 403 if verb(s) == "passed" else 0
    learner = opened(page, lrs.launch("short", registration))
    learner.go_to("question")
    learner.answer_all({"qr-1": "B", "qr-5": "45000"})
    page.wait_for_selector(NOT_SAVED)
    page.goto("about:blank")
    lrs.until_said("terminated")
    lrs.judge = lambda _: 0
    opened(page, lrs.launch("short", registration))
    lrs.until_said("passed")
    assert [v for s in lrs.of(registration) for v in map(verb, s)].count("completed") == 1


def test_what_arrived_without_an_answer_is_not_told_twice(lrs: Lrs, page: Page) -> None:
    """The answer to «passed» is lost on its way back: at the next launch the LRS is asked before it is told again."""
    registration = str(uuid.uuid4())
    lrs.hold = {"passed": 5}
    learner = opened(page, lrs.launch("short", registration))
    learner.go_to("question")
    learner.answer_all({"qr-1": "B", "qr-5": "45000"})
    lrs.until_said("passed")
    with pytest.raises(Error, match="crash"):
        page.goto("chrome://crash")
    page = page.context.new_page()
    opened(page, lrs.launch("short", registration))
    lrs.until(lambda: sorted(lrs.state()["told"]) == ["completed", "passed"])
    assert lrs.count("GET", "statements") == 1
    assert lrs.session.verbs == ["initialized"]


def test_another_origin_is_asked_with_the_headers_of_the_specification_only(lrs: Lrs, page: Page) -> None:
    learner = opened(page, lrs.launch(cross=True))
    learner.go_to("question")
    learner.answer("B")
    lrs.until_said("answered")
    assert {"if-match", "if-none-match", "cookie"} & {n for r in lrs.log for n in r.headers} == set()
    assert page.locator(NOT_SAVED).count() == 0


def test_a_careful_lrs_is_told_which_version_is_replaced(lrs: Lrs, page: Page) -> None:
    lrs.careful = True
    learner = opened(page, lrs.launch())
    learner.go_to("question")
    learner.answer("B")
    lrs.until(lambda: lrs.state().get("score") == 50)
    assert lrs.count("PUT", "activities/state", 409) >= 1
    assert page.locator(NOT_SAVED).count() == 0


@pytest.mark.parametrize("first", ["answer", "step"])
def test_two_documents_on_their_way_to_a_careful_lrs_are_no_trouble(first: str, lrs: Lrs, page: Page) -> None:
    """The step's and the answer's both asked which version they replace; one of them comes second."""
    lrs.careful = True
    learner = opened(page, lrs.launch())
    lrs.until_said("initialized")
    step = lrs.gate("PUT", "activities/state", "if-match")
    learner.go_to("question")
    step.wait()
    answer = lrs.gate("PUT", "activities/state", "if-match")
    learner.answer("B")
    answer.wait()
    stored = len(lrs.kept)
    one, other = (answer, step) if first == "answer" else (step, answer)
    one.open()
    lrs.until(lambda: len(lrs.kept) > stored, "the first was not taken")
    other.open()
    lrs.until(lambda: lrs.count("PUT", "activities/state", 412) == 1, "they did not collide")
    lrs.until(lambda: lrs.scores()[-1:] == [50] and "answered" in lrs.session.verbs, "the answer was lost")
    assert page.locator(NOT_SAVED).count() == 0


def test_an_lrs_that_says_for_ever_that_another_came_between_is_told_of(lrs: Lrs, page: Page) -> None:
    learner = opened(page, lrs.launch())
    lrs.until_said("initialized")
    lrs.fail = {"activities/state": 412}
    learner.go_to("question")
    learner.answer("B")
    page.wait_for_selector(NOT_SAVED)
    lrs.fail = {}
    page.evaluate("window.dispatchEvent(new Event('online'))")
    lrs.until(lambda: lrs.state().get("score") == 50)
    expect(page.locator(NOT_SAVED)).to_have_count(0)


@pytest.mark.parametrize("resource", ["fetch", "activities/state"])
def test_an_lms_that_never_answers_lets_the_lesson_begin(resource: str, lrs: Lrs, page: Page) -> None:
    page.clock.install()
    lrs.delay = {resource: 30}
    page.goto(lrs.launch())
    page.wait_for_timeout(100)
    assert page.locator(".player__heading").count() == 0
    page.clock.fast_forward(15_100)
    learner = Hands(page, page)
    expect(page.locator(".player__note")).to_be_visible()
    learner.go_to("question")
    assert learner.answer("B") == "Đúng rồi!"
    assert lrs.session.verbs == []


@pytest.mark.parametrize(
    ("answers", "fail"),
    [
        ({"fetch": {"error-code": "3", "error-text": "x"}}, {}),
        ({"fetch": {"auth-token": 5}}, {}),
        ({"fetch": ["auth-token"]}, {}),
        ({}, {"activities/state": 403}),
    ],
)
def test_a_session_that_cannot_begin_says_so_once(
    answers: dict[str, Any], fail: dict[str, int], lrs: Lrs, page: Page
) -> None:
    lrs.answers, lrs.fail = answers, fail
    learner = opened(page, lrs.launch())
    expect(page.locator(".player__note")).to_be_visible()
    asked = len(lrs.log)
    learner.go_to("question")
    assert learner.answer("B") == "Đúng rồi!"
    finish(learner)
    assert page.inner_text(".player__heading") == "Bác đã đến cuối bài."
    assert (len(lrs.log), lrs.session.verbs) == (asked, [])


def test_without_launch_parameters_nothing_is_asked(lrs: Lrs, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    learner = opened(page, f"{lrs.origin}/pkg/short/index.html?endpoint={lrs.origin}/lrs/&registration=1")
    expect(page.locator(".player__note")).to_be_visible()
    learner.go_to("question")
    learner.answer("B")
    finish(learner)
    assert [u for u in asked if "/pkg/" not in u] == []
    assert lrs.log == []


def test_a_sloppy_lms_loses_nothing_either(lrs: Lrs, page: Page) -> None:
    """Open edX's cmi5 block: what was told is not what it took, and two units share one document."""
    registration = str(uuid.uuid4())
    lrs.sloppy = True
    lrs.add("other", demo.data(replace(demo.questions("qr-1"), identifier="QR2")))
    learner = opened(page, lrs.launch("short", registration))
    learner.go_to("question")
    learner.answer_all({"qr-1": "B", "qr-5": "45000"})
    lrs.until(lambda: sorted(lrs.state()["told"]) == ["completed", "passed"])
    learner = opened(page, lrs.launch("other", registration))
    learner.go_to("question")
    learner.answer("B")
    lrs.until(lambda: sorted(lrs.state(unit="QR2").get("told", ())) == ["completed", "passed"])
    assert lrs.session.verbs[:4] == ["initialized", "answered", "completed", "passed"]
    opened(page, lrs.launch("short", registration))
    expect(page.locator(".player__resumed")).to_be_visible()
    lrs.until_said("initialized")
    assert lrs.state()["score"] == lrs.state(unit="QR2")["score"] == 100


def test_many_answers_are_bounded_and_the_last_of_each_stays(lrs: Lrs, page: Page) -> None:
    """An LRS that is away for long: the queue holds 60, statements of cmi5 are never the ones to go."""
    learner = opened(page, lrs.launch())
    lrs.until_said("initialized")
    lrs.fail = {"statements": 503, "activities/state": 503}
    learner.go_to("question")
    page.evaluate("""() => {
      for (let n = 0; n < 80; n++) {
        const again = document.querySelector('.question__feedback .btn--main');
        if (again) { again.click(); }
        document.querySelector('.question .option input[value="' + 'AC'[n % 2] + '"]').click();
        document.querySelector('.question__check').click();
      }
    }""")
    learner.next()
    learner.answer("45000")
    lrs.fail = {}
    page.evaluate("window.dispatchEvent(new Event('online'))")
    lrs.until(lambda: lrs.session.verbs.count("answered") == 60)
    assert lrs.session.said("answered")[-1]["object"]["id"].endswith("/test/QR1/question/qr-5")


def test_who_the_learner_is_is_never_shown(lrs: Lrs, page: Page) -> None:
    opened(page, lrs.launch())
    assert "7719" not in page.inner_text("body") + page.title()
    assert "7719" not in page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}, document.cookie])")
