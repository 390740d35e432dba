"""The SCORM 2004 run-time in a real browser, against LMSs that are strict, mute, sloppy and broken."""

import re
from itertools import takewhile
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, expect

from generator.player import Policy, files
from tests.player import demo
from tests.player.conftest import RIGHT, WRONG, Learner, Lms, Server

pytestmark = pytest.mark.browser

STRICT = ("strict", "scorm-again")
SHORT = [RIGHT[name] for name in ("qr-1", "qr-5")]
COMPLETION, SUCCESS, SCALED, RAW = "cmi.completion_status", "cmi.success_status", "cmi.score.scaled", "cmi.score.raw"
SUSPEND, PROGRESS, EXIT = "cmi.suspend_data", "cmi.progress_measure", "cmi.exit"
GOALS = [
    {"id": "hv-an-toan", "title": "Giữ an toàn", "items": ["qr-1", "qr-3"]},
    {"id": "hv-thanh-toan", "title": "Trả tiền bằng mã QR", "items": ["qr-2", "qr-6", "qr-8"]},
    {"id": "hv-khac", "title": "Không có ở đây", "items": ["x-1"]},
]
OWN = {"scaled": SCALED, "completion": COMPLETION, "success": SUCCESS}


@pytest.fixture
def lms(lms: Lms) -> Lms:
    """An LMS of the edition 2004."""
    lms.edition = "2004"
    return lms


def add(server: Server, name: str, *items: str, policy: Policy = demo.DEFAULT, **more: Any) -> None:
    """Offer a lesson with the questions named as the package ``name``; ``more`` joins its data."""
    mark = more.pop("pass_mark", demo.PASS_MARK)
    data = demo.data(demo.questions(*items) if items else demo.LESSON, policy, pass_mark=mark)
    server.add(name, data | more, "scorm2004")


def results(record: dict[str, str]) -> tuple[str | None, str | None, str | None]:
    """Return completion, success and score, where a status that says nothing is none."""
    told = [record.get(COMPLETION), record.get(SUCCESS), record.get(SCALED)]
    completion, success, scaled = (None if value in ("unknown", "") else value for value in told)
    return completion, success, scaled


@pytest.mark.parametrize("kind", [*STRICT, "edx"])
def test_whole_lesson_from_first_launch_to_review(kind: str, lms: Lms, server: Server) -> None:
    """First launch, suspend, resume, wrong and right answers, pass, a lower retry, review."""
    learner = lms.launch(kind, "whole")
    assert lms.calls()[0] == ["Initialize", ""]
    assert results(server.records["whole"]) == ("incomplete", None, None)
    assert learner.do(("go", ["step", 2]), ("go", ["question", 1]), ("answer", WRONG["qr-1"]))[2].startswith(
        "Chưa đúng"
    )
    learner.do(("next", 1), ("answer", WRONG["qr-2"]))
    lms.leave()
    assert lms.calls()[-1] == ["Terminate", ""]
    assert server.records["whole"][EXIT] == "suspend"
    assert lms.violations() == []

    learner = lms.launch(kind, "whole")
    assert "trang 11" in learner.read(".player__resumed")
    learner.answer_all({name: reply for name, reply in RIGHT.items() if name != "qr-1"})
    assert results(server.records["whole"]) == ("completed", "passed", "0.9")
    assert (lms.sets(SCALED)[-1], lms.sets(RAW)[-1], lms.sets(PROGRESS)[-1]) == ("0.9", "90", "1")
    learner.frame.click("text=Làm lại câu chưa đúng")
    learner.answer(RIGHT["qr-1"])
    assert lms.sets(SCALED)[-1] == "1"
    learner.do(("answer", WRONG["qr-1"]), ("go", ["result", 1]))
    learner.finish()
    ends = lms.calls("Initialize", "Terminate")
    assert (ends, lms.calls()[-1]) == ([["Initialize", ""], ["Terminate", ""]], ends[-1])
    assert results(server.records["whole"]) == ("completed", "passed", "1")
    assert server.records["whole"][EXIT] == "normal"
    assert lms.violations() == []

    lms.launch(kind, "whole")
    lms.leave()
    assert results(server.records["whole"]) == ("completed", "passed", "1")
    assert {"incomplete", "failed"}.isdisjoint(lms.sets(COMPLETION) + lms.sets(SUCCESS))
    if kind in STRICT:
        learner = lms.launch(kind, "whole", mode="review")
        assert learner.read(".player__heading") == "Xem lại bài làm"
        lms.leave()
        assert lms.calls("SetValue", "Commit") == []
        assert lms.calls()[-1] == ["Terminate", ""]


def test_attempt_that_is_over_begins_anew_and_a_suspended_one_goes_on(lms: Lms, server: Server) -> None:
    """The standard ends an attempt with the exit «normal»; «suspend» after completion keeps pass and answers."""
    for policy, resumed in ((Policy(exit=""), False), (Policy(exit="suspend"), True)):
        name = f"exit{policy.exit}"
        add(server, name, "qr-1", policy=policy)
        learner = lms.launch("strict", name, name)
        learner.do(("go", ["question", 1]), ("answer", "B"), ("finish", None))
        assert results(server.records[name]) == ("completed", "passed", "1")
        assert server.records[name][EXIT] == (policy.exit or "normal")
        lms.launch("strict", name, name, attempts="new")
        lms.leave()
        assert results(server.records[name]) == (
            ("completed", "passed", "1") if resumed else ("incomplete", None, None)
        )
        assert lms.violations() == []


def test_mute_lms_gets_everything_in_one_session(lms: Lms, server: Server) -> None:
    learner = lms.launch("mute", "mute")
    learner.do(("go", ["question", 1]), ("all", list(RIGHT.values())))
    assert lms.sets(COMPLETION) == ["incomplete", "completed"]
    learner.finish()
    assert results(server.records["mute"]) == ("completed", "passed", "1")
    learner = lms.launch("mute", "mute")
    learner.go_to("result")
    lms.leave()
    assert results(server.records["mute"]) == ("completed", "passed", "1"), "looking again undoes nothing"
    lms.launch("mute", "mute").do(("go", ["question", 1]), ("answer", WRONG["qr-1"]))
    assert lms.sets(COMPLETION) == ["incomplete"], "answering again is a new attempt"
    assert lms.violations() == []


def test_begun_is_said_only_over_what_is_known_to_be_less(lms: Lms) -> None:
    less = [{}, {COMPLETION: "unknown"}, {COMPLETION: "not attempted"}, {COMPLETION: "unknown", SUSPEND: "x"}]
    less += [{COMPLETION: ""}, {COMPLETION: "", "cmi.entry": "ab-initio"}]
    same = [{COMPLETION: value} for value in ("incomplete", "completed", "Completed", "done")]
    same += [{COMPLETION: "", name: "3"} for name in (SUSPEND, SCALED, "cmi.location")]
    same += [{COMPLETION: "", "cmi.entry": "resume"}, {COMPLETION: "", "cmi.interactions.0.id": "qr-1"}]
    told = lms.probe(*[(held, {}, []) for held in (*less, *same)])
    wrote = [[value for name, value in case["sets"] if name == COMPLETION] for case in told]
    assert wrote == [["incomplete"]] * len(less) + [[]] * len(same)
    assert [case["violations"] for case in told] == [[]] * len(told)
    assert not [c for case in told for c in case["sets"] if "success" in c[0] or "score" in c[0]]


@pytest.mark.parametrize("kind", STRICT)
def test_values_are_written_in_order_and_committed_at_once(kind: str, lms: Lms, server: Server) -> None:
    add(server, "order", objectives=GOALS)
    learner = lms.launch(kind, "order", "order")
    learner.go_to("question")
    before = len(lms.calls())
    steps: list[tuple[str, Any]] = []
    for reply in RIGHT.values():
        steps += [("answer", reply), ("next", 1)]
    learner.do(*steps)
    puts: list[list[str]] = [[]]
    for call in lms.calls()[before:]:
        puts[-1].append(call[1].split(".")[1] if call[0] == "SetValue" else call[0])
        puts += [[]] if call[0] == "Commit" else []
    answers = [p for p in puts if "interactions" in p]
    order = ["interactions", "score", "objectives", "success_status", "completion_status", "progress_measure"]
    order += ["suspend_data", "location", "Commit"]
    assert [list(dict.fromkeys(p)) for p in answers] == [[n for n in order if n in p] for p in answers]
    assert len(answers) == len(RIGHT)
    assert set().union(*answers) == set(order)
    assert lms.violations() == []


@pytest.mark.parametrize("kind", STRICT)
@pytest.mark.pitfall(19)
def test_interactions_say_what_was_answered(kind: str, lms: Lms, server: Server) -> None:
    """Types, responses, patterns and results of every kind, wrong and right."""
    add(server, "say", objectives=GOALS)
    learner = lms.launch(kind, "say", "say")
    learner.go_to("question")
    steps: list[tuple[str, Any]] = []
    for name, reply in RIGHT.items():
        steps += [] if name == "qr-8" else [("answer", WRONG[name])]
        steps += [("answer", reply), ("next", 1)]
    learner.do(*steps)
    sets = [c[1:] for c in lms.calls("SetValue") if "interactions" in c[1]]
    told = {tuple(name.split(".", 3)[2:]): value for name, value in sets}
    names = ("id", "type", "learner_response", "correct_responses.0.pattern", "result", "weighting", "objectives.0.id")
    table = [tuple(told.get((str(n), name), "") for name in names) for n in range(15)]
    tasks = "1[.]d[,]2[.]d[,]3[.]d", "1[.]a[,]2[.]b[,]3[.]c"
    assert table == [
        ("qr-1", "choice", "a", "b", "incorrect", "1", "hv-an-toan"),
        ("qr-1", "choice", "b", "b", "correct", "1", "hv-an-toan"),
        ("qr-2", "choice", "c", "a[,]b", "incorrect", "2", "hv-thanh-toan"),
        ("qr-2", "choice", "a[,]b", "a[,]b", "correct", "2", "hv-thanh-toan"),
        ("qr-3", "true-false", "true", "false", "incorrect", "1", "hv-an-toan"),
        ("qr-3", "true-false", "false", "false", "correct", "1", "hv-an-toan"),
        ("qr-4", "fill-in", "quét", "Quét QR", "incorrect", "1", ""),
        ("qr-4", "fill-in", "quet qr", "Quét QR", "correct", "1", ""),
        ("qr-5", "numeric", "45", "45000[:]45000", "incorrect", "1", ""),
        ("qr-5", "numeric", "45000", "45000[:]45000", "correct", "1", ""),
        ("qr-6", "matching", tasks[0], tasks[1], "incorrect", "3", "hv-thanh-toan"),
        ("qr-6", "matching", tasks[1], tasks[1], "correct", "3", "hv-thanh-toan"),
        ("qr-7", "sequencing", "d[,]c[,]b[,]a", "a[,]b[,]c[,]d", "incorrect", "1", ""),
        ("qr-7", "sequencing", "a[,]b[,]c[,]d", "a[,]b[,]c[,]d", "correct", "1", ""),
        ("qr-8", "likert", "a", "", "neutral", "0", "hv-thanh-toan"),
    ]
    assert [told["6", f"correct_responses.{n}.pattern"] for n in (1, 2)] == ["quét mã QR", "quét mã"]
    assert told["8", "description"] == "Mớ rau 15 nghìn, cân cá 30 nghìn. Bác gõ số tiền bao nhiêu?"
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", told[str(n), "timestamp"]) for n in range(15))
    assert all(re.fullmatch(r"PT\d+S", told[str(n), "latency"]) for n in range(15))
    assert lms.violations() == []


REPLIES = [
    ("bốn mươi\tlăm nghìn", "fill-in", "bốn mươi lăm nghìn"),
    ("\u00a0 45 000 đồng", "numeric", "45000"),
    ("450000", "fill-in", "450000"),
    ("45000,125", "fill-in", "45000,125"),
    ("-2,50", "numeric", "-2.5"),
    ("{lang=vi}x[,]y[.]z", "fill-in", " {lang=vi}x[ , ]y[ . ]z"),
    ("x" * 300, "fill-in", "x" * 249),
    ("x" * 248 + "\U0001f600", "fill-in", "x" * 248),
    ("45.000 đ\U0001f600", "fill-in", "45.000 đ\U0001f600"),
]


@pytest.mark.parametrize("kind", STRICT)
def test_words_where_a_number_belongs_are_reported_as_words(kind: str, lms: Lms) -> None:
    """What is too big for a number of the standard or of Moodle is words as well."""
    cases: list[Any] = [({}, {}, [{"answer": {"item": "qr-5", "response": reply}}]) for reply, _, _ in REPLIES]
    for told, (reply, type_, said) in zip(lms.probe(*cases, kind=kind), REPLIES, strict=True):
        sets = {name.removeprefix("cmi.interactions.0."): value for name, value in told["sets"]}
        assert (sets["type"], sets["learner_response"]) == (type_, said), reply
        assert ("correct_responses.0.pattern" in sets) == (type_ == "numeric"), reply
        assert told["violations"] == []


def test_long_stem_is_cut_and_markup_is_left_out(lms: Lms, server: Server) -> None:
    data = demo.data(demo.questions("qr-1"))
    item = next(p["item"] for p in data["pages"] if "item" in p)
    item["stem"] = "{Số} &lt; <strong>một</strong>\n" + "ế " * 300
    server.add("stem", data, "scorm2004")
    lms.launch("strict", "stem", "stem").do(("go", ["question", 1]), ("answer", "A"))
    said = lms.cmi()["cmi.interactions.0.description"]
    assert said.startswith(" {Số} < một ế ế")
    assert len(said) <= 250
    assert lms.violations() == []


# --- competences and progress ---------------------------------------------------------------------


def goals(cmi: dict[str, str]) -> list[tuple[str | None, ...]]:
    """Return what an LMS holds of objectives."""
    names = ("id", "score.scaled", "success_status", "completion_status")
    rows = (tuple(cmi.get(f"cmi.objectives.{n}.{name}") for name in names) for n in range(9))
    return list(takewhile(lambda row: row[0], rows))


def test_objectives_tell_each_competence(lms: Lms, server: Server) -> None:
    add(server, "goals", objectives=GOALS)
    learner = lms.launch("strict", "goals", "goals")
    learner.go_to("question")
    assert goals(lms.cmi()) == []
    learner.answer(WRONG["qr-1"])
    assert goals(lms.cmi()) == [("hv-an-toan", "0", None, "incomplete"), ("hv-thanh-toan", None, None, None)]
    assert lms.cmi()["cmi.objectives.1.description"] == "Trả tiền bằng mã QR"
    lms.leave()
    server.records["goals"] |= {"cmi.objectives.2.id": "hv-cu"}  # the LMS knows more than the lesson
    learner = lms.launch("strict", "goals", "goals")
    learner.do(("next", 1), ("answer", RIGHT["qr-2"]), ("next", 1), ("answer", RIGHT["qr-3"]))
    assert goals(lms.cmi())[:2] == [
        ("hv-an-toan", "0.5", None, "completed"),
        ("hv-thanh-toan", "0.4", None, "incomplete"),
    ]
    learner.do(("next", 3), ("answer", RIGHT["qr-6"]), ("next", 2), ("answer", RIGHT["qr-8"]))
    learner.do(("back", None), *[("back", None)] * 6, ("answer", RIGHT["qr-1"]), ("answer", WRONG["qr-1"]))
    assert goals(lms.cmi()) == [
        ("hv-an-toan", "1", "passed", "completed"),
        ("hv-thanh-toan", "1", "passed", "completed"),
        ("hv-cu", None, None, None),
    ]
    assert lms.sets("cmi.objectives.0.id") == []
    assert lms.violations() == []


@pytest.mark.parametrize(("miss", "success"), [("incomplete", None), ("failed", "failed")])
def test_objective_below_the_pass_mark_reports_what_the_author_chose(
    miss: Any, success: str | None, lms: Lms, server: Server
) -> None:
    add(server, "goals", "qr-1", "qr-3", policy=Policy(miss=miss), objectives=GOALS[:1])
    lms.launch("strict", "goals", "goals").do(("go", ["question", 1]), ("all", ["B", "A"]))
    assert goals(lms.cmi()) == [("hv-an-toan", "0.5", success, "completed")]


def test_objectives_of_the_manifest_are_filled_and_last_may_lower(lms: Lms, server: Server) -> None:
    add(server, "last", "qr-1", "qr-3", policy=Policy(keep="last"), objectives=GOALS[:1])
    server.records["last"] = {"cmi.objectives.0.id": "primary", "cmi.objectives.1.id": "hv-an-toan"}
    learner = lms.launch("strict", "last", "last")
    learner.do(("go", ["question", 1]), ("answer", "B"))
    assert goals(lms.cmi()) == [("primary", None, None, None), ("hv-an-toan", "0.5", None, "incomplete")]
    learner.answer("A")
    assert goals(lms.cmi())[1] == ("hv-an-toan", "0", None, "incomplete")
    assert lms.sets("cmi.objectives.1.id") == []
    assert lms.violations() == []


def test_lms_that_refuses_extras_gets_no_more_of_them(lms: Lms, server: Server) -> None:
    """Neither interactions nor objectives, not even after the number that the standard promises."""
    add(server, "extras", "qr-1", "qr-5", objectives=GOALS[:1])
    for refuse, most in (("interactions", "250"), ("objectives", "250"), ("", "1")):
        learner = lms.launch("strict", f"extras{refuse}", "extras", refuse=refuse, interactions=most)
        learner.do(("go", ["question", 1]), ("all", SHORT))
        ids = [c[1] for c in lms.calls("SetValue") if re.fullmatch(r"cmi\.(interactions|objectives)\.\d+\.id", c[1])]
        assert len([i for i in ids if refuse in i]) == {"interactions": 1, "objectives": 1, "": 3}[refuse]
        assert learner.frame.evaluate("document.querySelector('.player__trouble').hidden")
        assert results(server.records[f"extras{refuse}"]) == ("completed", "passed", "1")


@pytest.mark.parametrize("kind", ["strict", "edx"])
def test_progress_grows_and_is_one_when_the_lesson_is_complete(kind: str, lms: Lms, server: Server) -> None:
    learner = lms.launch(kind, "grow")
    learner.go_to("question")
    lms.leave()
    learner = lms.launch(kind, "grow")
    learner.do(("answer", WRONG["qr-1"]), ("go", ["homework", 1]), ("next", 1))
    told = [float(v) for v in lms.sets(PROGRESS)]
    assert told == sorted(told)
    assert 0.5 < told[-1] < 0.8
    server.records["grow"].pop(PROGRESS)
    add(server, "seen", policy=Policy(complete="seen"))
    learner = lms.launch(kind, "seen", "seen")
    learner.do(("go", ["question", 8]))
    assert lms.sets(PROGRESS)[-1] == "1"
    assert (lms.sets(COMPLETION)[-1], lms.sets(SUCCESS)) == ("completed", [])
    assert lms.violations() == []


# --- what must never happen ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [*STRICT, "mute", "edx"])
def test_open_and_close_yields_nothing(kind: str, lms: Lms, server: Server) -> None:
    begun = None if kind == "mute" else "incomplete"  # who tells nothing is told nothing before an answer
    lms.launch(kind, "look")
    lms.leave()
    assert results(server.records["look"]) == (begun, None, None)
    learner = lms.launch(kind, "look")
    learner.do(("go", ["result", 1]), ("finish", None))
    assert results(server.records["look"]) == (begun, None, None)
    assert lms.sets(SUCCESS) == lms.sets(SCALED) == lms.sets("adl.nav.request") == []
    assert lms.violations() == []


def test_one_answer_and_close_is_a_score_but_no_pass(lms: Lms, server: Server) -> None:
    add(server, "part", pass_mark=10)
    lms.launch("strict", "part", "part").do(("go", ["question", 2]), ("answer", RIGHT["qr-2"]))
    lms.leave()
    record = server.records["part"]
    assert results(record) == ("incomplete", None, "0.2")
    assert (record[RAW], record["cmi.score.min"], record["cmi.score.max"]) == ("20", "0", "100")
    assert record[EXIT] == "suspend"
    assert re.fullmatch(r"PT\d+S", record["cmi.session_time"])


def test_kill_right_after_an_answer_keeps_it(own_lms: Lms, server: Server, context: BrowserContext) -> None:
    lms = own_lms
    lms.edition = "2004"
    learner = lms.launch("strict", "kill")
    learner.do(("go", ["question", 1]), ("answer", RIGHT["qr-1"]))
    with pytest.raises(Error, match="crash"):
        lms.page.goto("chrome://crash")
    assert results(server.records["kill"]) == ("incomplete", None, "0.1")
    assert server.records["kill"][EXIT] == "suspend"
    lms.page = context.new_page()
    assert lms.launch("strict", "kill").read(".callout__title") == "Đúng rồi!"


@pytest.mark.parametrize(
    ("miss", "expected"), [("incomplete", ("incomplete", None)), ("failed", ("completed", "failed"))]
)
def test_miss_reports_what_the_author_chose(
    miss: Any, expected: tuple[str, str | None], lms: Lms, server: Server
) -> None:
    add(server, "miss", "qr-1", "qr-3", policy=Policy(miss=miss))
    learner = lms.launch("strict", "miss", "miss")
    learner.do(("go", ["question", 1]), ("all", ["B", "A"]))
    assert results(lms.cmi()) == (*expected, "0.5")
    assert learner.read(".player__heading") == "Bác làm lại nhé"
    lms.leave()
    assert server.records["miss"][EXIT] == "suspend", "the learner may try again"
    learner = lms.launch("strict", "miss", "miss")
    learner.go_to("result")
    learner.frame.click("text=Làm lại câu chưa đúng")
    learner.answer("B")
    assert results(lms.cmi()) == ("completed", "passed", "1")
    assert lms.violations() == []


@pytest.mark.parametrize(("pass_mark", "passed"), [(66, True), (67, False), (0, True)])
@pytest.mark.parametrize("threshold", [True, False])
@pytest.mark.pitfall(14)
def test_screen_and_lms_agree_at_the_pass_mark(
    pass_mark: int, passed: bool, threshold: bool, lms: Lms, server: Server
) -> None:
    """Two of three points: 66.66, rounded down; a scaled passing score makes the LMS decide by itself."""
    add(server, "mark", "qr-6", policy=Policy(miss="failed"), pass_mark=pass_mark)
    learner = lms.launch("strict", "mark", "mark", **({"mastery": str(pass_mark)} if threshold else {}))
    learner.do(("go", ["question", 1]), ("all", [[0, 1, 3]]))
    assert learner.read(".player__heading") == ("Bác làm tốt lắm!" if passed else "Bác làm lại nhé")
    lms.leave()
    assert results(server.records["mark"]) == ("completed", "passed" if passed else "failed", "0.6666")
    assert server.records["mark"][RAW] == "66.66"


@pytest.mark.pitfall(12)
def test_every_score_is_a_short_fraction(lms: Lms) -> None:
    """No binary noise: 57.99 % is 0.5799."""
    hundredths = [*range(0, 10000, 37), 5799, 5801, 10000]
    (told,) = lms.probe(({}, {"keep": "last"}, [{"score": n / 100} for n in hundredths]))
    scaled = [value for name, value in told["sets"] if name == SCALED]
    assert scaled == [f"{n / 10000:.4f}".rstrip("0").rstrip(".") for n in hundredths]
    assert told["violations"] == []


def test_open_edx_grade_is_the_score_sent_before_the_status(lms: Lms, server: Server) -> None:
    source = "/xblock/demo-2004/static/hash/index.html"
    learner = lms.launch("edx", "grade", src=source)
    learner.do(("go", ["question", 1]), ("all", list((RIGHT | {"qr-1": "A"}).values())))
    assert set(lms.page.evaluate("lms.grades")) == {0.9}
    lms.leave()
    lms.launch("edx", "grade", src=source)
    assert results(server.records["grade"]) == ("completed", "passed", "0.9")
    assert "incomplete" not in lms.sets(COMPLETION)
    assert lms.violations() == []


@pytest.mark.parametrize(
    "state", ["2|QR1|garb", "1|0|fff|", "\u00e9", "{}", "2|OTHER|abc|p|10000||abc|0000|", "3|QR1|x"]
)
@pytest.mark.parametrize("kind", ["strict", "edx"])
def test_broken_state_opens_the_lesson_and_undoes_nothing(kind: str, state: str, lms: Lms, server: Server) -> None:
    server.records["broken"] = {COMPLETION: "completed", SUCCESS: "passed", SCALED: "0.95", SUSPEND: state}
    learner = lms.launch(kind, "broken")
    assert "Trang 1" in learner.read(".player__count")
    learner.go_to("question")
    assert lms.sets(SUSPEND) == []
    learner.answer("B")
    lms.leave()
    assert lms.sets(COMPLETION) == lms.sets(SUCCESS) == []
    assert lms.sets(SCALED) == ([] if kind == "strict" else ["0.1"])
    assert server.records["broken"][SUSPEND].startswith("3|QR1|")


def test_state_is_as_long_as_the_edition_allows(lms: Lms) -> None:
    """4,000 characters unless the package says more; what does not fit is not sent, and that is told."""
    sizes = (4000, 4001, 64000, 64001)
    updates = [{"state": "x" * size} for size in sizes]
    third, fourth = lms.probe(({}, {}, updates), ({}, {"most": 64000}, updates), kind="bare")
    for told, most in ((third, 4000), (fourth, 64000)):
        assert told["kept"] == [size <= most for size in sizes]
        assert [len(v) for n, v in told["sets"] if n == SUSPEND] == [size for size in sizes if size <= most]


@pytest.mark.parametrize(
    ("keep", "replies", "scores"),
    [
        ("best", ["A", "B", "A"], ["0", "1"]),
        ("first", ["A", "B"], ["0"]),
        ("last", ["B", "A"], ["1", "0"]),
    ],
)
@pytest.mark.pitfall(18)
def test_attempts_count_as_the_policy_says(
    keep: Any, replies: list[str], scores: list[str], lms: Lms, server: Server
) -> None:
    add(server, "keep", "qr-1", policy=Policy(keep=keep))
    sent: list[str] = []
    learner = lms.launch("strict", "keep", "keep")
    learner.go_to("question")
    for reply in replies:  # a new launch between answers: nothing may depend on what the page remembers
        learner.answer(reply)
        sent += lms.sets(SCALED)
        assert lms.violations() == []
        lms.leave()
        learner = lms.launch("strict", "keep", "keep")
    assert sent == scores
    passed = "B" in (replies[:1] if keep == "first" else replies)
    assert results(lms.cmi())[:2] == (("completed", "passed") if passed else ("incomplete", None))


def test_lesson_without_graded_questions_completes_without_a_score(lms: Lms, server: Server) -> None:
    add(server, "survey", "qr-8", objectives=GOALS)
    learner = lms.launch("strict", "survey", "survey")
    learner.do(("go", ["question", 1]), ("answer", "A"))
    assert results(lms.cmi()) == ("completed", None, None)
    assert goals(lms.cmi()) == [("hv-thanh-toan", None, None, "completed")]
    learner.finish()
    assert [c for c in lms.calls("SetValue") if "score" in c[1] or "success" in c[1]] == []
    assert lms.violations() == []


# --- what happens to a page -----------------------------------------------------------------------


def test_reload_starts_a_new_session_and_goes_on(lms: Lms) -> None:
    learner = lms.launch("strict", "reload")
    learner.go_to("step", 2)
    lms.page.reload()
    learner = Learner(lms.page, lms.lesson())
    assert "Bước 2" in learner.read(".player__heading")
    assert lms.violations() == []


def test_double_click_and_two_ends_count_once(lms: Lms) -> None:
    learner = lms.launch("strict", "double")
    learner.go_to("question")
    learner.frame.locator(".option").nth(1).dblclick()
    learner.frame.dblclick(".question__check")
    assert len([c for c in lms.calls("SetValue") if re.fullmatch(r"cmi\.interactions\.\d+\.id", c[1])]) == 1
    learner.frame.evaluate("for (let i = 0; i < 2; i++) { window.dispatchEvent(new PageTransitionEvent('pagehide')); }")
    learner.next(2)
    lms.leave()
    assert lms.calls("Initialize", "Terminate") == [["Initialize", ""], ["Terminate", ""]]
    assert lms.calls()[-1] == ["Terminate", ""]
    assert lms.violations() == []


def test_second_initialise_is_refused_and_the_lesson_goes_on(lms: Lms) -> None:
    """The LMS page lives on, its API has been terminated: refused, said once, and the lesson goes on."""
    learner = lms.launch("strict", "frame")
    learner.next()
    learner.frame.evaluate("location.reload()")
    lms.page.wait_for_function("lms.log.filter((c) => c[0] === 'Initialize').length === 2")
    learner = Learner(lms.page, lms.lesson())
    learner.next(2)
    names = [c[0] for c in lms.calls()]
    assert names[names.index("Terminate") + 1 :] == ["Initialize"]


@pytest.mark.parametrize("again", [True, False])
def test_page_that_comes_back_from_the_cache_is_launched_anew(again: bool, lms: Lms, server: Server) -> None:
    """Its session was closed on leaving; it opens another, or says that nothing is kept."""
    lms.page.goto("about:blank")
    learner = lms.launch("strict", "cache", **({"refuse": "nothing"} if again else {}))
    learner.next(2)
    lms.page.goto(f"{server.origin}/empty.html")
    lms.page.go_back(wait_until="commit")
    lms.page.wait_for_function("lms.log.filter((c) => c[0] === 'Initialize').length === 2")
    shown = "document.querySelector('iframe').contentDocument.querySelector('{}')"  # its frame is lost to Playwright
    lms.page.wait_for_function(shown.format(".player__count"))
    names = [c[0] for c in lms.calls()]
    after = names[names.index("Terminate") + 1 :]
    if again:
        assert lms.page.evaluate(shown.format(".player__count") + ".textContent") == "Trang 3 trong 19"
        assert "Commit" in after
        assert lms.violations() == []
    else:
        assert after == ["Initialize"]
        assert lms.page.evaluate(shown.format(".player__note")) is not None


# --- LMSs that do not do what they should ----------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "refuse", "keeps"),
    [
        ("strict", "initialize", False),
        ("strict", "commit", True),
        ("strict", "suspend_data", True),
        ("strict", "score", True),
        ("strict", "success_status", True),
        ("throwing", "", False),
        ("throwing-late", "", True),
        ("no-set", "", True),
    ],
)
def test_failure_to_save_is_said_and_the_lesson_goes_on(kind: str, refuse: str, keeps: bool, lms: Lms) -> None:
    learner = lms.launch(kind, "fails", "short", **({"refuse": refuse} if refuse else {}))
    look = "(s) => { const e = document.querySelector(s); return !!e && !e.hidden; }"
    assert learner.frame.evaluate(look, ".player__note") is not keeps
    learner.do(("go", ["question", 1]), ("all", SHORT))
    assert learner.read(".player__heading") == "Bác làm tốt lắm!"
    assert learner.frame.evaluate(look, ".player__trouble") is keeps
    learner.finish()
    assert learner.read(".player__heading") == "Bác đã đến cuối bài."


@pytest.mark.parametrize("kind", ["bare", "lying", "nothing", "no-get", "slow"])
def test_sloppy_lms_stops_nothing(kind: str, lms: Lms, server: Server) -> None:
    add(server, "sloppy", "qr-1", "qr-5", objectives=GOALS)
    learner = lms.launch(kind, "sloppy", "sloppy")
    learner.do(("go", ["question", 1]), ("all", SHORT))
    assert learner.read(".player__heading") == "Bác làm tốt lắm!"
    learner.finish()
    assert learner.frame.evaluate("document.querySelector('.player__trouble').hidden")
    assert not re.search("NaN|undefined|null", str(lms.calls("SetValue")))
    if kind in ("bare", "no-get", "slow"):
        assert results(server.records["sloppy"]) == ("completed", "passed", "1")


# --- where the API is, and surroundings ------------------------------------------------------------


@pytest.mark.parametrize("depth", [0, 12])
def test_api_is_found_above(depth: int, lms: Lms) -> None:
    source = f"/frames/{depth - 1}?src=/pkg/demo-2004/index.html" if depth else "/pkg/demo-2004/index.html"
    lms.launch("strict", "deep", src=source).next()
    assert lms.calls()[0] == ["Initialize", ""]
    assert lms.violations() == []


def test_frame_of_another_origin_between_is_stepped_over_and_1_2_is_no_api(lms: Lms, server: Server) -> None:
    middle = f"{server.other_origin}/frames/0?src={server.origin}/pkg/demo-2004/index.html"
    lms.launch("strict", "between", src=middle).next()
    assert lms.calls()[0] == ["Initialize", ""]
    learner = lms.launch("strict", "other", "demo-2004", edition="1.2")
    assert "không nhớ được" in learner.read(".player__note")
    assert lms.calls() == []


def test_lesson_in_a_window_of_its_own_finds_the_opener(lms: Lms, server: Server) -> None:
    lms.page.goto(f"{server.origin}/lms/strict/window?edition=2004")
    with lms.page.expect_popup() as opened:
        lms.page.evaluate("window.open('/pkg/demo-2004/index.html')")
    Learner(opened.value, opened.value).do(("go", ["question", 1]), ("answer", "B"))
    opened.value.close()
    lms.page.wait_for_function("lms.log[lms.log.length - 1][0] === 'Terminate'")
    assert results(server.records["window"]) == ("incomplete", None, "0.1")
    assert lms.violations() == []


@pytest.mark.parametrize("locale", ["vi-VN", "fr-FR"])
def test_numbers_have_a_dot_in_every_locale(locale: str, chromium: Browser, server: Server) -> None:
    add(server, "third", "qr-6", pass_mark=30)
    context = chromium.new_context(locale=locale)
    lms = Lms(server, context, "2004")
    assert lms.page.evaluate("(1.5).toLocaleString()") == "1,5"
    learner = lms.launch("strict", locale, "third")
    learner.do(("go", ["question", 1]), ("answer", [0, 3, 3]))
    assert (lms.sets(SCALED), lms.sets(RAW)) == (["0.3333"], ["33.33"])
    assert lms.violations() == []
    context.close()


def test_browse_mode_plays_and_writes_nothing(lms: Lms) -> None:
    learner = lms.launch("strict", "browse", "short", mode="browse")
    expect(learner.frame.locator(".player__note")).to_be_visible()
    learner.do(("go", ["question", 1]), ("all", SHORT))
    lms.leave()
    assert [c[0] for c in lms.calls() if c[0] != "GetValue"] == ["Initialize", "Terminate"]


def test_scripts_hold_what_importers_look_for_and_nothing_forbidden() -> None:
    """The Open edX XBlock warns without the name of the status; nothing listens to unload, who learns is not asked."""
    made = files(demo.THEME, "scorm2004")
    assert list(made)[-5:] == ["judge.js", "state.js", "scorm.js", "scorm2004.js", "player.js"]
    assert b"cmi.completion_status" in made["scorm2004.js"]
    joined = b"".join(made.values())
    assert not re.search(rb"learner_(id|name)|student_(id|name)", joined)
    assert not re.search(rb"\bon?(before)?unload|beforeunload|[\"']unload", joined)
    assert not re.search(rb"adl\.nav", joined)
