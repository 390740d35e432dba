"""The strict LMS refuses what it should: otherwise the tests of the run-time prove nothing."""

import pytest

from tests.player.conftest import Lms, Server

pytestmark = pytest.mark.browser

SET = "LMSSetValue"
REFUSED = [
    (["LMSInitialize", ""], "101 LMSInitialize again"),
    (["LMSInitialize", "x"], "201 LMSInitialize(x)"),
    (["LMSGetValue", "cmi.core.student_name"], "reads who the learner is"),
    (["LMSGetValue", "cmi.completion_status"], "401 LMSGetValue cmi.completion_status"),
    (["LMSGetValue", "cmi.core.exit"], "404 LMSGetValue cmi.core.exit"),
    ([SET, "cmi.core.score.raw", "85,5"], "405 cmi.core.score.raw = 85,5"),
    ([SET, "cmi.core.score.raw", "66.666"], "405 cmi.core.score.raw = 66.666"),
    ([SET, "cmi.core.score.raw", "101"], "405 cmi.core.score.raw = 101"),
    ([SET, "cmi.core.score.raw", "NaN"], "405 cmi.core.score.raw = NaN"),
    ([SET, "cmi.core.lesson_status", "done"], "405 cmi.core.lesson_status = done"),
    ([SET, "cmi.core.lesson_status", "not attempted"], "405 cmi.core.lesson_status = not attempted"),
    ([SET, "cmi.core.session_time", "PT5M"], "405 cmi.core.session_time = PT5M"),
    ([SET, "cmi.core.session_time", "0:05:00"], "405 cmi.core.session_time = 0:05:00"),
    ([SET, "cmi.core.exit", "normal"], "405 cmi.core.exit = normal"),
    ([SET, "cmi.suspend_data", "ế"], "405 cmi.suspend_data = ế"),
    ([SET, "cmi.suspend_data", "x" * 4001], "405 cmi.suspend_data = " + "x" * 4001),
    ([SET, "cmi.interactions.0.id", "qr 1"], "405 cmi.interactions.0.id = qr 1"),
    ([SET, "cmi.interactions.1.id", "qr-1"], "201 cmi.interactions.1.id out of order"),
    ([SET, "cmi.interactions.NaN.id", "qr-1"], "401 LMSSetValue cmi.interactions.NaN.id"),
    ([SET, "cmi.interactions.0.type", "choice"], "201 cmi.interactions.0.type before its id"),
    ([SET, "cmi.core.lesson_mode", "normal"], "403 LMSSetValue cmi.core.lesson_mode"),
]
RESPONSES = [
    ("choice", "A"),
    ("choice", "{a,b}"),
    ("choice", "10"),
    ("true-false", "true"),
    ("matching", "1-a"),
    ("sequencing", "a;b"),
    ("numeric", "45.000 đồng"),
    ("numeric", "2,5"),
    ("likert", "aa"),
    ("fill-in", "x" * 256),
    ("fill-in", "a\nb"),
]


@pytest.fixture
def bare(lms: Lms, server: Server) -> Lms:
    """A strict LMS without a lesson, initialised."""
    lms.page.goto(f"{server.origin}/lms/strict/bare")
    assert lms.page.evaluate("API.LMSInitialize('')") == "true"
    return lms


@pytest.mark.parametrize(("call", "violation"), REFUSED)
def test_strict_lms_refuses(call: list[str], violation: str, bare: Lms) -> None:
    answer = bare.page.evaluate("([name, ...args]) => API[name](...args)", call)
    assert bare.violations() == [violation]
    assert answer in ("false", "")


@pytest.mark.parametrize(("kind", "response"), RESPONSES)
def test_strict_lms_refuses_responses(kind: str, response: str, bare: Lms) -> None:
    script = """([kind, response]) => [['id', 'x-1'], ['type', kind], ['result', 'incorrect'],
      ['student_response', response]].map(([name, value]) => API.LMSSetValue('cmi.interactions.0.' + name, value))"""
    assert bare.page.evaluate(script, [kind, response]) == ["true", "true", "false", "false"]


def test_nothing_goes_before_or_after(lms: Lms, server: Server) -> None:
    lms.page.goto(f"{server.origin}/lms/strict/phases")
    script = """() => [API.LMSCommit(""), API.LMSInitialize(""), API.LMSFinish(""), API.LMSFinish(""),
      API.LMSGetValue("cmi.suspend_data")]"""
    assert lms.page.evaluate(script) == ["false", "true", "true", "false", ""]
    assert [v[:3] for v in lms.violations()] == ["301", "301", "301"]


@pytest.mark.parametrize(
    ("raw", "mastery", "status"),
    [("60", "60", "passed"), ("59.99", "60", "failed"), ("59.99", "", "completed"), ("", "60", "completed")],
)
def test_finish_decides_as_moodle_does(raw: str, mastery: str, status: str, lms: Lms, server: Server) -> None:
    """Not attempted becomes completed; with a mastery score and a raw score the LMS overrules the lesson."""
    lms.page.goto(f"{server.origin}/lms/strict/moodle?mastery={mastery}")
    score = "if (raw) { API.LMSSetValue('cmi.core.score.raw', raw); }"
    lms.page.evaluate(f"(raw) => {{ API.LMSInitialize(''); {score} API.LMSFinish(''); }}", raw)
    assert server.records["moodle"]["cmi.core.lesson_status"] == status
