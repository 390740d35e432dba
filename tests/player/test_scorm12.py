"""The SCORM 1.2 run-time in a real browser, against LMSs that are strict, mute, sloppy and broken."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, expect

from generator.player import Policy, files
from tests.player import demo
from tests.player.conftest import RIGHT, WRONG, Learner, Lms, Server

pytestmark = pytest.mark.browser

STRICT = ("strict", "scorm-again")
SHORT = {name: RIGHT[name] for name in ("qr-1", "qr-5")}
STATUS, RAW, SUSPEND = "cmi.core.lesson_status", "cmi.core.score.raw", "cmi.suspend_data"


@pytest.mark.parametrize("kind", [*STRICT, "edx"])
def test_whole_lesson_from_first_launch_to_review(kind: str, lms: Lms, server: Server) -> None:
    """First launch, suspend, resume, wrong and right answers, pass, a lower retry, review."""
    learner = lms.launch(kind, "whole")
    assert lms.calls()[0] == ["LMSInitialize", ""]
    assert server.records["whole"][STATUS] == "incomplete"
    assert lms.sets(RAW) == []
    learner.go_to("step", 2)
    learner.go_to("question")
    assert learner.answer(WRONG["qr-1"]).startswith("Chưa đúng")
    learner.next()
    learner.answer(WRONG["qr-2"])
    lms.leave()
    assert lms.calls()[-1] == ["LMSFinish", ""]
    assert lms.violations() == []

    learner = lms.launch(kind, "whole")
    expect(learner.frame.locator(".player__resumed")).to_contain_text("trang 11")
    learner.answer_all({name: reply for name, reply in RIGHT.items() if name != "qr-1"})
    assert server.records["whole"][STATUS] == "passed"
    assert lms.sets(RAW)[-1] == "90"
    assert "đúng 6 trong 7" in learner.read(".result__text")
    learner.frame.click("text=Làm lại câu chưa đúng")
    learner.answer(RIGHT["qr-1"])
    assert lms.sets(RAW)[-1] == "100"
    learner.answer(WRONG["qr-1"])
    learner.go_to("result")
    learner.finish()
    ends = lms.calls("LMSInitialize", "LMSFinish")
    assert (ends, lms.calls()[-1]) == ([["LMSInitialize", ""], ["LMSFinish", ""]], ends[-1])
    assert (server.records["whole"][RAW], server.records["whole"][STATUS]) == ("100", "passed")
    assert lms.violations() == []

    learner = lms.launch(kind, "whole")
    lms.leave()
    assert (server.records["whole"][RAW], server.records["whole"][STATUS]) == ("100", "passed")
    if kind in STRICT:
        learner = lms.launch(kind, "whole", mode="review")
        assert learner.read(".player__heading") == "Xem lại bài làm"
        lms.leave()
        assert lms.calls("LMSSetValue", "LMSCommit") == []
        assert lms.calls()[-1] == ["LMSFinish", ""]


@pytest.mark.pitfall(11)
def test_mute_lms_gets_everything_in_one_session(lms: Lms, server: Server) -> None:
    learner = lms.launch("mute", "mute")
    learner.go_to("question")
    learner.answer_all(RIGHT)
    assert lms.sets(STATUS) == ["incomplete", "passed"]
    learner.finish()
    assert (server.records["mute"][RAW], server.records["mute"][STATUS]) == ("100", "passed")
    learner = lms.launch("mute", "mute")
    learner.go_to("result")
    lms.leave()
    assert server.records["mute"][STATUS] == "passed", "looking again undoes nothing"
    learner = lms.launch("mute", "mute")
    learner.go_to("question")
    learner.answer(WRONG["qr-1"])
    assert lms.sets(STATUS) == ["incomplete"], "answering again is a new attempt"
    assert lms.violations() == []


def test_begun_is_said_only_over_what_is_known_to_be_less(lms: Lms) -> None:
    less = [{STATUS: value} for value in ("not attempted", "browsed", "")] + [{}]
    less += [{STATUS: "not attempted", SUSPEND: "2|OTHER|x"}, {STATUS: "", "cmi.core.entry": "ab-initio"}]
    same = [{STATUS: value} for value in ("incomplete", "failed", "completed", "passed", "Completed", "done")]
    same += [{STATUS: "", name: "3"} for name in (SUSPEND, RAW, "cmi.core.lesson_location")]
    same += [{STATUS: "", "cmi.core.entry": "resume"}, {STATUS: "", "cmi.interactions.0.id": "qr-1"}]
    told = lms.probe(*[(held, {}, []) for held in (*less, *same)])
    wrote = [[value for name, value in case["sets"] if name == STATUS] for case in told]
    assert wrote == [["incomplete"]] * len(less) + [[]] * len(same)
    assert [case["violations"] for case in told] == [[]] * len(told)


@pytest.mark.parametrize("state", ["4|QR1|0qs|i|||0qs|abcd|", "2|OTHER|abc|p|10000||abc|0000|", "not ours"])
def test_state_of_another_lesson_or_version_stays_until_a_question_is_answered(
    state: str, lms: Lms, server: Server
) -> None:
    """Whoever puts the right package back finds the work of the learners who only looked."""
    server.records["other"] = {STATUS: "incomplete", SUSPEND: state}
    learner = lms.launch("strict", "other", "short")
    learner.go_to("question")
    assert lms.sets(SUSPEND) == []
    learner.answer("B")
    assert server.records["other"][SUSPEND].startswith("3|QR1|")
    lms.leave()
    server.records["other"][SUSPEND] = state
    server.add("read", demo.data(demo.questions(), Policy(complete="seen")))
    lms.launch("strict", "other", "read")
    assert server.records["other"][SUSPEND].startswith("3|QR1|"), "without questions there is nothing to wait for"


@pytest.mark.parametrize("kind", STRICT)
@pytest.mark.pitfall(12, 15)
def test_values_are_written_in_order_and_committed_at_once(kind: str, lms: Lms) -> None:
    learner = lms.launch(kind, "order")
    learner.go_to("question")
    before = len(lms.calls())
    steps: list[tuple[str, Any]] = []
    for reply in RIGHT.values():
        steps += [("answer", reply), ("next", 1)]
    learner.do(*steps)
    puts: list[list[str]] = [[]]
    for call in lms.calls()[before:]:
        name = call[1] if call[0] == "LMSSetValue" else call[0]
        puts[-1].append(re.sub(r"interactions\.\d+\..*", "interactions", name))
        puts += [[]] if name == "LMSCommit" else []
    answers = [p for p in puts if "cmi.interactions" in p]
    order = ["cmi.interactions", RAW, "cmi.core.score.min", "cmi.core.score.max", STATUS, SUSPEND]
    order += ["cmi.core.lesson_location", "LMSCommit"]
    assert [list(dict.fromkeys(p)) for p in answers] == [[n for n in order if n in p] for p in answers]
    assert len(answers) == len(RIGHT)
    assert set().union(*answers) == set(order)
    assert lms.violations() == []


@pytest.mark.pitfall(19)
def test_interactions_say_what_was_answered(lms: Lms) -> None:
    """Types, responses, patterns and results of every kind, wrong and right."""
    learner = lms.launch("strict", "say")
    learner.go_to("question")
    for name, reply in RIGHT.items():
        if name != "qr-8":
            learner.answer(WRONG[name])
        learner.answer(reply)
        learner.next()
    cmi = lms.cmi()
    count = len([k for k in cmi if re.fullmatch(r"cmi\.interactions\.\d+\.id", k)])
    names = ("id", "type", "student_response", "correct_responses.0.pattern", "result")
    table = [tuple(cmi.get(f"cmi.interactions.{n}.{name}", "") for name in names) for n in range(count)]
    assert table == [
        ("qr-1", "choice", "a", "b", "wrong"),
        ("qr-1", "choice", "b", "b", "correct"),
        ("qr-2", "choice", "c", "a,b", "wrong"),
        ("qr-2", "choice", "a,b", "a,b", "correct"),
        ("qr-3", "true-false", "t", "f", "wrong"),
        ("qr-3", "true-false", "f", "f", "correct"),
        ("qr-4", "fill-in", "quét", "Quét QR", "wrong"),
        ("qr-4", "fill-in", "quet qr", "Quét QR", "correct"),
        ("qr-5", "numeric", "45", "45000", "wrong"),
        ("qr-5", "numeric", "45000", "45000", "correct"),
        ("qr-6", "matching", "1.d,2.d,3.d", "1.a,2.b,3.c", "wrong"),
        ("qr-6", "matching", "1.a,2.b,3.c", "1.a,2.b,3.c", "correct"),
        ("qr-7", "sequencing", "d,c,b,a", "a,b,c,d", "wrong"),
        ("qr-7", "sequencing", "a,b,c,d", "a,b,c,d", "correct"),
        ("qr-8", "likert", "a", "", "neutral"),
    ]
    assert lms.violations() == []


@pytest.mark.parametrize("kind", STRICT)
@pytest.mark.pitfall(19)
def test_words_where_a_number_belongs_are_reported_as_words(kind: str, lms: Lms) -> None:
    replies = ["bốn mươi\tlăm nghìn", "x" * 300, "45.000 đ\U0001f600", "\u00a0 45 000 đồng", "450000"]
    cases: list[Any] = [({}, {}, [{"answer": {"item": "qr-5", "response": reply}}]) for reply in replies]
    told = lms.probe(*cases, kind=kind)
    types = [dict(case["sets"])["cmi.interactions.0.type"] for case in told]
    assert types == ["fill-in", "fill-in", "fill-in", "numeric", "numeric"]
    assert [case["violations"] for case in told] == [[]] * len(told)


@pytest.mark.parametrize("kind", [*STRICT, "mute", "edx"])
@pytest.mark.pitfall(13)
def test_open_and_close_yields_nothing(kind: str, lms: Lms, server: Server) -> None:
    learner = lms.launch(kind, "look")
    lms.leave()
    begun = "not attempted" if kind == "mute" else "incomplete"  # who tells nothing is told nothing before an answer
    assert server.records["look"][STATUS] == begun
    assert not server.records["look"].get(RAW)
    learner = lms.launch(kind, "look")
    learner.go_to("result")
    learner.finish()
    assert server.records["look"][STATUS] == begun
    assert not server.records["look"].get(RAW)
    assert lms.violations() == []


@pytest.mark.pitfall(13)
def test_one_answer_and_close_is_a_score_but_no_pass(lms: Lms, server: Server) -> None:
    learner = lms.launch("strict", "part")
    learner.go_to("question", 2)
    learner.answer(RIGHT["qr-2"])
    lms.leave()
    assert (server.records["part"][RAW], server.records["part"][STATUS]) == ("20", "incomplete")
    assert server.records["part"]["cmi.core.exit"] == "suspend"
    assert re.fullmatch(r"\d\d:\d\d:\d\d", server.records["part"]["cmi.core.session_time"])


def test_pass_mark_reached_early_is_no_pass_yet(lms: Lms, server: Server) -> None:
    server.add("early", demo.data(pass_mark=10))
    learner = lms.launch("strict", "early", "early")
    learner.go_to("question", 2)
    learner.answer(RIGHT["qr-2"])
    assert (lms.cmi()[RAW], lms.cmi()[STATUS]) == ("20", "incomplete")


@pytest.mark.pitfall(15)
def test_kill_right_after_an_answer_keeps_it(own_lms: Lms, server: Server, context: BrowserContext) -> None:
    lms = own_lms
    learner = lms.launch("strict", "kill")
    learner.go_to("question")
    learner.answer(RIGHT["qr-1"])
    with pytest.raises(Error, match="crash"):
        lms.page.goto("chrome://crash")
    record = server.records["kill"]
    assert (record[RAW], record[STATUS], record["cmi.core.exit"]) == ("10", "incomplete", "suspend")
    lms.page = context.new_page()
    learner = lms.launch("strict", "kill")
    assert learner.read(".callout__title") == "Đúng rồi!"


@pytest.mark.pitfall(17)
def test_completing_says_normal_exit_and_can_be_told_otherwise(lms: Lms, server: Server) -> None:
    for exit_value in ("", "suspend"):
        name = f"exit{exit_value}"
        server.add(name, demo.data(demo.questions("qr-1"), Policy(exit=exit_value)))
        learner = lms.launch("strict", name, name)
        learner.go_to("question")
        learner.answer("B")
        learner.finish()
        assert server.records[name][STATUS] == "passed"
        assert server.records[name]["cmi.core.exit"] == exit_value


@pytest.mark.parametrize(("miss", "status"), [("incomplete", "incomplete"), ("failed", "failed")])
@pytest.mark.pitfall(14)
def test_miss_reports_what_the_author_chose(miss: Any, status: str, lms: Lms, server: Server) -> None:
    server.add("miss", demo.data(demo.questions("qr-1", "qr-3"), Policy(miss=miss)))
    learner = lms.launch("strict", "miss", "miss")
    learner.go_to("question")
    learner.answer("B")
    learner.next()
    learner.answer("A")
    assert (lms.cmi()[RAW], lms.cmi()[STATUS]) == ("50", status)
    learner.next()
    assert learner.read(".player__heading") == "Bác làm lại nhé"
    lms.leave()
    learner = lms.launch("strict", "miss", "miss")
    learner.go_to("result")
    learner.frame.click("text=Làm lại câu chưa đúng")
    learner.answer("B")
    assert (lms.cmi()[RAW], lms.cmi()[STATUS]) == ("100", "passed")
    assert lms.violations() == []


@pytest.mark.parametrize(("pass_mark", "passed"), [(65, True), (66, True), (67, False), (0, True)])
@pytest.mark.parametrize("mastery", [True, False])
@pytest.mark.pitfall(14)
def test_screen_and_lms_agree_at_the_pass_mark(
    pass_mark: int, passed: bool, mastery: bool, lms: Lms, server: Server
) -> None:
    """Two of three points: 66.66, rounded down; a mastery score makes the LMS decide by itself."""
    data = demo.data(demo.questions("qr-6"), Policy(miss="failed"), pass_mark=pass_mark)
    server.add("mark", data)
    learner = lms.launch("strict", "mark", "mark", **({"mastery": str(pass_mark)} if mastery else {}))
    learner.go_to("question")
    learner.answer([0, 1, 3])
    learner.next()
    assert learner.read(".player__heading") == ("Bác làm tốt lắm!" if passed else "Bác làm lại nhé")
    lms.leave()
    assert server.records["mark"][RAW] == "66.66"
    assert server.records["mark"][STATUS] == ("passed" if passed else "failed")


@pytest.mark.pitfall(12)
def test_open_edx_grade_is_the_score_sent_before_the_status(lms: Lms, server: Server) -> None:
    learner = lms.launch("edx", "grade", src="/xblock/demo/static/hash/index.html")
    learner.go_to("question")
    learner.answer_all({**RIGHT, "qr-1": "A"})
    assert lms.page.evaluate("lms.grades") == [0.9]
    lms.leave()
    learner = lms.launch("edx", "grade", src="/xblock/demo/static/hash/index.html")
    assert server.records["grade"][STATUS] == "passed"
    assert "incomplete" not in lms.sets(STATUS)
    assert lms.violations() == []


@pytest.mark.parametrize("state", ["2|QR1|garb", "1|0|fff|", "\u00e9{}"])
@pytest.mark.parametrize("kind", ["strict", "edx"])
@pytest.mark.pitfall(17)
def test_broken_state_opens_the_lesson_and_undoes_nothing(kind: str, state: str, lms: Lms, server: Server) -> None:
    server.records["broken"] = {STATUS: "passed", RAW: "95", SUSPEND: state}
    learner = lms.launch(kind, "broken")
    assert "Trang 1" in learner.read(".player__count")
    learner.go_to("question")
    learner.answer("B")
    lms.leave()
    assert "incomplete" not in lms.sets(STATUS)
    assert lms.sets(RAW) == ([] if kind == "strict" else ["10"])


@pytest.mark.pitfall(11)
def test_interaction_numbers_go_on_where_the_lms_does_not_count(lms: Lms) -> None:
    learner = lms.launch("edx", "count")
    learner.go_to("question")
    learner.answer("A")
    learner.answer("B")
    lms.leave()
    learner = lms.launch("edx", "count")
    learner.next()
    learner.answer(["A"])
    assert [c[1] for c in lms.calls("LMSSetValue") if c[1].endswith(".id")] == ["cmi.interactions.2.id"]


# --- attempts ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keep", "replies", "raws"),
    [
        ("best", ["A", "B", "A"], ["0", "100"]),
        ("first", ["A", "B"], ["0"]),
        ("first", ["B", "A"], ["100"]),
        ("last", ["B", "A"], ["100", "0"]),
    ],
)
@pytest.mark.pitfall(18)
def test_attempts_count_as_the_policy_says(
    keep: Any, replies: list[str], raws: list[str], lms: Lms, server: Server
) -> None:
    server.add("keep", demo.data(demo.questions("qr-1"), Policy(keep=keep)))
    learner = lms.launch("strict", "keep", "keep")
    learner.go_to("question")
    sent: list[str] = []
    for reply in replies:  # a new launch between answers: nothing may depend on what the page remembers
        learner.answer(reply)
        sent += lms.sets(RAW)
        status = lms.cmi()[STATUS]
        assert lms.violations() == []
        lms.leave()
        learner = lms.launch("strict", "keep", "keep")
        assert learner.read(".player__heading") == "Câu 1 trong 1"
    assert sent == raws
    assert status == ("passed" if "B" in (replies[:1] if keep == "first" else replies) else "incomplete")


@pytest.mark.pitfall(18)
def test_identical_answer_makes_no_second_interaction_under_first(lms: Lms, server: Server) -> None:
    server.add("first", demo.data(demo.questions("qr-1"), Policy(keep="first")))
    learner = lms.launch("strict", "first", "first")
    learner.go_to("question")
    for reply in ("A", "A", "B"):
        learner.answer(reply)
    assert len([c for c in lms.calls("LMSSetValue") if c[1].endswith(".id")]) == 1


@pytest.mark.pitfall(18)
def test_attempts_end(lms: Lms, server: Server) -> None:
    server.add("two", demo.data(demo.questions("qr-1", "qr-3"), Policy(attempts=2)))
    learner = lms.launch("strict", "two", "two")
    learner.go_to("question")
    assert "còn 2 lần" in learner.read(".question__hint")
    learner.answer("A")
    assert learner.answer("C").startswith("Chưa đúng")
    assert learner.frame.locator("form").count() == 0
    assert "Dừng lại, hỏi cô Mây" in learner.read(".review")
    learner.next()
    learner.back()
    assert learner.frame.locator("form").count() == 0
    lms.leave()
    learner = lms.launch("strict", "two", "two")
    assert learner.frame.locator("form").count() == 0


# --- what happens to a page ---------------------------------------------------------------------


def test_reload_starts_a_new_session_and_goes_on(lms: Lms) -> None:
    learner = lms.launch("strict", "reload")
    learner.go_to("step", 2)
    lms.page.reload()
    learner = Learner(lms.page, lms.lesson())
    assert "Bước 2" in learner.read(".player__heading")
    assert lms.violations() == []


def test_reload_of_the_frame_alone_is_survived(lms: Lms) -> None:
    """The LMS page lives on, its API has been finished: refused, said once, and the lesson goes on."""
    learner = lms.launch("strict", "frame")
    learner.next()
    learner.frame.evaluate("location.reload()")
    lms.page.wait_for_function("lms.log.filter((c) => c[0] === 'LMSInitialize').length === 2")
    learner = Learner(lms.page, lms.lesson())
    after = [c[0] for c in lms.calls()]
    assert after[after.index("LMSFinish") + 1 :] == ["LMSInitialize"]
    learner.next(2)
    assert [c[0] for c in lms.calls()][-1] == "LMSInitialize"


@pytest.mark.pitfall(10)
def test_double_click_turns_one_page_and_sends_one_answer(lms: Lms) -> None:
    learner = lms.launch("strict", "double")
    learner.frame.locator(".player__foot .btn").last.dblclick()
    assert "Trang 2" in learner.read(".player__count")
    learner.go_to("question")
    learner.frame.locator(".option").nth(1).dblclick()
    learner.frame.dblclick(".question__check")
    assert len([c for c in lms.calls("LMSSetValue") if c[1].endswith(".id")]) == 1
    assert "Trang 10" in learner.read(".player__count")
    learner.next()
    learner.frame.locator(".option").nth(0).dblclick()
    assert learner.frame.is_checked(".option input >> nth=0")


@pytest.mark.pitfall(10)
def test_two_pagehide_events_finish_once(lms: Lms) -> None:
    learner = lms.launch("strict", "hide")
    learner.frame.evaluate("for (let i = 0; i < 2; i++) { window.dispatchEvent(new PageTransitionEvent('pagehide')); }")
    assert len(lms.calls("LMSFinish")) == 1
    learner.next(2)
    lms.leave()
    assert lms.calls()[-1][0] == "LMSFinish"
    assert lms.violations() == []


@pytest.mark.pitfall(15)
def test_hidden_page_commits(lms: Lms) -> None:
    learner = lms.launch("strict", "hidden")
    before = len(lms.calls("LMSCommit"))
    learner.frame.evaluate(
        "Object.defineProperty(document, 'visibilityState', {value: 'hidden'});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    assert len(lms.calls("LMSCommit")) == before + 1
    assert lms.calls()[-1] == ["LMSCommit", ""]


@pytest.mark.parametrize("again", [True, False])
@pytest.mark.pitfall(10)
def test_page_that_comes_back_from_the_cache_is_launched_anew(again: bool, lms: Lms, server: Server) -> None:
    """Its session was closed on leaving; it opens another, or says that nothing is kept."""
    learner = lms.launch("strict", "cache", **({"refuse": "nothing"} if again else {}))
    learner.next(2)
    lms.page.evaluate("window.marker = 1")
    lms.page.goto(f"{server.origin}/empty.html")
    lms.page.go_back(wait_until="commit")
    lms.page.wait_for_function("lms.log.filter((c) => c[0] === 'LMSInitialize').length === 2")
    assert lms.page.evaluate("window.marker") == 1, "the page did not come from the cache"
    shown = "document.querySelector('iframe').contentDocument.querySelector('{}')"  # its frame is lost to Playwright
    lms.page.wait_for_function(shown.format(".player__count"))
    after = [c[0] for c in lms.calls()]
    after = after[after.index("LMSFinish") + 1 :]
    if again:
        assert lms.page.evaluate(shown.format(".player__count") + ".textContent") == "Trang 3 trong 19"
        assert after.count("LMSCommit") > 0
        assert lms.violations() == []
    else:
        assert after == ["LMSInitialize"]
        assert lms.page.evaluate(shown.format(".player__note")) is not None


# --- LMSs that do not do what they should ----------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "refuse", "keeps"),
    [
        ("strict", "initialize", False),
        ("strict", "set", True),
        ("strict", "commit", True),
        ("strict", "suspend_data", True),
        ("strict", "score", True),
        ("throwing", "", False),
        ("throwing-late", "", True),
        ("no-set", "", True),
    ],
)
@pytest.mark.pitfall(10)
def test_failure_to_save_is_said_once_and_the_lesson_goes_on(kind: str, refuse: str, keeps: bool, lms: Lms) -> None:
    learner = lms.launch(kind, "fails", "short", **({"refuse": refuse} if refuse else {}))
    expect(learner.frame.locator(".player__note")).to_have_count(0 if keeps else 1)
    learner.frame.evaluate(
        "window.said = []; const status = document.querySelector('[role=status]'); new MutationObserver(() => {"
        "if (/lưu/.test(status.textContent)) { said.push(status.textContent); } }).observe(status, {childList: true})"
    )
    learner.go_to("question")
    learner.answer_all(SHORT)
    assert learner.read(".player__heading") == "Bác làm tốt lắm!"
    expect(learner.frame.locator(".player__trouble")).to_be_visible(visible=keeps)
    assert len(learner.frame.evaluate("window.said")) <= 1
    learner.finish()
    assert learner.read(".player__heading") == "Bác đã đến cuối bài."


def test_what_was_refused_is_offered_again(lms: Lms, server: Server) -> None:
    learner = lms.launch("strict", "offer", refuse="commit")
    learner.go_to("question")
    learner.answer("B")
    expect(learner.frame.locator(".player__trouble")).to_be_visible()
    lms.page.evaluate("lms.setting.refuse = ''")
    learner.next()
    expect(learner.frame.locator(".player__trouble")).to_be_hidden()
    assert server.records["offer"][RAW] == "10"


@pytest.mark.parametrize("kind", ["bare", "lying", "nothing", "no-get", "slow"])
@pytest.mark.pitfall(11)
def test_sloppy_lms_stops_nothing(kind: str, lms: Lms, server: Server) -> None:
    learner = lms.launch(kind, "sloppy", "short")
    learner.go_to("question")
    learner.answer_all(SHORT)
    assert learner.read(".player__heading") == "Bác làm tốt lắm!"
    learner.finish()
    expect(learner.frame.locator(".player__trouble")).to_be_hidden()
    assert not re.search("NaN|undefined|null", str(lms.calls("LMSSetValue")))
    if kind in ("bare", "no-get", "slow"):
        assert (server.records["sloppy"][RAW], server.records["sloppy"][STATUS]) == ("100", "passed")


@pytest.mark.pitfall(19)
def test_lms_that_refuses_interactions_gets_no_more_of_them(lms: Lms, server: Server) -> None:
    learner = lms.launch("strict", "extras", "short", refuse="interactions")
    learner.go_to("question")
    learner.answer_all(SHORT)
    assert len([c for c in lms.calls("LMSSetValue") if "interactions" in c[1]]) == 1
    expect(learner.frame.locator(".player__trouble")).to_be_hidden()
    assert server.records["extras"][STATUS] == "passed"


# --- where the API is ------------------------------------------------------------------------------


@pytest.mark.parametrize("depth", [0, 3, 12])
@pytest.mark.pitfall(9)
def test_api_is_found_above(depth: int, lms: Lms) -> None:
    source = f"/frames/{depth - 1}?src=/pkg/demo/index.html" if depth else "/pkg/demo/index.html"
    learner = lms.launch("strict", "deep", src=source)
    learner.next()
    assert lms.calls()[0][0] == "LMSInitialize"
    assert lms.violations() == []


@pytest.mark.pitfall(9)
def test_frame_of_another_origin_between_is_stepped_over(lms: Lms, server: Server) -> None:
    middle = f"{server.other_origin}/frames/0?src={server.origin}/pkg/demo/index.html"
    learner = lms.launch("strict", "between", src=middle)
    learner.next()
    assert lms.calls()[0][0] == "LMSInitialize"


@pytest.mark.pitfall(9)
def test_lms_of_another_origin_is_no_lms(lms: Lms, server: Server) -> None:
    learner = lms.launch("strict", "foreign", src=f"{server.other_origin}/pkg/demo/index.html")
    expect(learner.frame.locator(".player__note")).to_be_visible()
    learner.go_to("question")
    learner.answer("B")
    expect(learner.frame.locator(".player__note")).to_have_count(0)
    assert lms.calls() == []


@pytest.mark.pitfall(9)
def test_lesson_in_a_window_of_its_own_finds_the_opener(lms: Lms, server: Server) -> None:
    lms.page.goto(f"{server.origin}/lms/strict/window")
    with lms.page.expect_popup() as opened:
        lms.page.evaluate("window.open('/pkg/demo/index.html')")
    learner = Learner(opened.value, opened.value)
    learner.go_to("question")
    learner.answer("B")
    opened.value.close()
    lms.page.wait_for_function("lms.log[lms.log.length - 1][0] === 'LMSFinish'")
    assert server.records["window"][RAW] == "10"
    assert lms.violations() == []


def test_frames_in_a_window_of_its_own_find_the_opener(lms: Lms, server: Server) -> None:
    lms.page.goto(f"{server.origin}/lms/strict/window2")
    with lms.page.expect_popup() as opened:
        lms.page.evaluate("window.open('/frames/2?src=/pkg/demo/index.html')")
    opened.value.frame_locator("iframe").frame_locator("iframe").frame_locator("iframe").locator(
        ".player__count"
    ).wait_for()
    assert lms.calls()[0][0] == "LMSInitialize"


@pytest.mark.pitfall(9)
def test_without_lms_the_lesson_works_and_says_so_once(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.goto(f"{server.origin}/pkg/short/index.html")
    learner = Learner(page, page)
    expect(page.locator(".player__note")).to_have_count(1)
    learner.go_to("question")
    learner.answer_all(SHORT)
    expect(page.locator(".player__note")).to_have_count(0)
    assert page.inner_text(".player__heading") == "Bác làm tốt lắm!"


def test_element_named_api_is_no_api(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.add_init_script("document.addEventListener('readystatechange', () => document.documentElement.id = 'API')")
    page.goto(f"{server.origin}/pkg/demo/index.html")
    Learner(page, page).next()
    expect(page.locator(".player__count")).to_contain_text("Trang 2")


# --- surroundings ------------------------------------------------------------------------------------


@pytest.mark.parametrize("locale", ["vi-VN", "fr-FR"])
@pytest.mark.pitfall(12)
def test_numbers_have_a_dot_in_every_locale(locale: str, chromium: Browser, server: Server) -> None:
    server.add("third", demo.data(demo.questions("qr-6"), pass_mark=30))
    context = chromium.new_context(locale=locale)
    lms = Lms(server, context.new_page())
    assert lms.page.evaluate("(1.5).toLocaleString()") == "1,5"
    learner = lms.launch("strict", locale, "third")
    learner.go_to("question")
    learner.answer([0, 3, 3])
    assert lms.sets(RAW) == ["33.33"]
    assert lms.violations() == []
    context.close()


@pytest.mark.pitfall(20)
def test_forbidden_storage_disturbs_nothing(own_lms: Lms, server: Server) -> None:
    lms = own_lms
    lms.page.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) {"
        "Object.defineProperty(window, name, {get() { throw new DOMException('no', 'SecurityError'); }}); }"
    )
    learner = lms.launch("strict", "storage", "short")
    learner.go_to("question")
    learner.answer_all(SHORT)
    assert server.records["storage"][STATUS] == "passed"


@pytest.mark.pitfall(12)
def test_lesson_without_graded_questions_completes_without_a_score(lms: Lms, server: Server) -> None:
    server.add("survey", demo.data(demo.questions("qr-8")))
    learner = lms.launch("strict", "survey", "survey")
    learner.go_to("question")
    learner.answer("A")
    assert (lms.cmi()[STATUS], lms.sets(RAW)) == ("completed", [])
    learner.finish()
    assert lms.violations() == []


@pytest.mark.pitfall(13)
def test_seen_completes_without_answers(lms: Lms, server: Server) -> None:
    server.add("seen", demo.data(policy=Policy(complete="seen")))
    learner = lms.launch("strict", "seen", "seen")
    learner.go_to("question", 7)
    assert lms.cmi()[STATUS] == "incomplete"
    learner.next()
    assert (lms.cmi()[STATUS], lms.sets(RAW)) == ("completed", [])
    assert lms.violations() == []


def test_skipped_step_keeps_the_lesson_incomplete(lms: Lms, server: Server) -> None:
    """Only a page that was passed counts: the state of an older version knew no fourth step."""
    learner = lms.launch("strict", "old")
    learner.go_to("question")
    learner.answer_all(RIGHT)
    assert lms.cmi()[STATUS] == "passed"
    data = demo.data()
    caution = next(p["key"] for p in data["pages"] if p["role"] == "caution")
    lms.leave()
    record = dict(server.records["old"])
    data["pages"] = [p | ({"key": "zzz"} if p["key"] == caution else {}) for p in data["pages"]]
    server.add("new", data)
    for status, expected in (("incomplete", "passed"), ("passed", "passed")):
        server.records["old"] = {**record, STATUS: status}
        lms.launch("strict", "old", "new")
        assert lms.cmi()[STATUS] == expected
        lms.leave()


def test_review_of_what_was_never_answered_shows_the_lesson(lms: Lms) -> None:
    learner = lms.launch("strict", "review", mode="review")
    assert learner.read(".player__heading") == "Xem lại bài làm"
    learner.back()
    assert learner.frame.locator("form").count() == 0
    assert lms.calls("LMSSetValue", "LMSCommit") == []


@pytest.mark.pitfall(11)
def test_browse_mode_plays_and_writes_nothing(lms: Lms) -> None:
    learner = lms.launch("strict", "browse", "short", mode="browse")
    expect(learner.frame.locator(".player__note")).to_be_visible()
    learner.go_to("question")
    learner.answer_all(SHORT)
    lms.leave()
    assert [c[0] for c in lms.calls() if c[0] != "LMSGetValue"] == ["LMSInitialize", "LMSFinish"]


@pytest.mark.pitfall(15)
def test_nothing_listens_to_unload() -> None:
    for name, content in files(demo.THEME, "scorm12").items():
        assert not re.search(rb"(?<!un)\bon?(before)?unload|beforeunload|[\"']unload", content), name


def test_who_learns_is_never_asked() -> None:
    assert not re.search(rb"student_(id|name)", b"".join(files(demo.THEME, "scorm12").values()))


def test_scorm_element_stands_literally_in_the_package() -> None:
    """The Open edX XBlock looks for it and warns otherwise."""
    assert b"cmi.core.lesson_status" in files(demo.THEME, "scorm12")["scorm12.js"]
