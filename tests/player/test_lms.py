"""The strict LMS refuses what it should: otherwise the tests of the run-times prove nothing."""

from typing import Any

import pytest

from tests.player.conftest import Lms, Server

pytestmark = pytest.mark.browser

# makes an LMS, calls it, and tells what each call answered, the last error, and what was found wrong
CALL = """([kind, cmi, setting, calls]) => {
  const made = LMS.make(kind, cmi, Object.assign({id: '0/0/x'}, setting));
  const end = setting.edition === '2004' ? 'Terminate' : 'LMSFinish';
  const answers = calls.map(([name, ...args]) => made.api[name](...args));
  const error = Object.keys(made.api).filter((name) => /GetLastError/.test(name)).map((name) => made.api[name]())[0];
  return [answers, error, made.violations, made.cmi, end in made.api];
}"""

SET = "LMSSetValue"
REFUSED = [
    (["LMSInitialize", ""], "101 LMSInitialize again"),
    (["LMSInitialize", "x"], "201 LMSInitialize(x)"),
    (["LMSCommit", "x"], "201 LMSCommit(x)"),
    (["LMSFinish", "x"], "201 LMSFinish(x)"),
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
AT = "cmi.interactions.0."
REFUSED_2004 = [
    (["Initialize", ""], "103", "103 Initialize again"),
    (["Initialize", "x"], "201", "201 Initialize(x)"),
    (["Commit", "x"], "201", "201 Commit(x)"),
    (["Terminate", "x"], "201", "201 Terminate(x)"),
    (["GetValue", "cmi.learner_name"], "403", "reads who the learner is"),
    (["GetValue", "cmi.core.lesson_status"], "401", "401 GetValue cmi.core.lesson_status"),
    (["GetValue", "cmi.exit"], "405", "405 GetValue cmi.exit"),
    (["GetValue", "cmi.objectives.0.id"], "301", "301 GetValue cmi.objectives.0.id"),
    (["SetValue", "cmi.completion_status", "passed"], "406", "406 cmi.completion_status = passed"),
    (["SetValue", "cmi.success_status", "completed"], "406", "406 cmi.success_status = completed"),
    (["SetValue", "cmi.score.scaled", "0,5"], "406", "406 cmi.score.scaled = 0,5"),
    (["SetValue", "cmi.score.scaled", "NaN"], "406", "406 cmi.score.scaled = NaN"),
    (["SetValue", "cmi.score.scaled", "0.66666666"], "406", "406 cmi.score.scaled = 0.66666666"),
    (["SetValue", "cmi.score.scaled", "1e-3"], "406", "406 cmi.score.scaled = 1e-3"),
    (["SetValue", "cmi.score.scaled", "50"], "407", "407 cmi.score.scaled = 50"),
    (["SetValue", "cmi.score.scaled", "-1.1"], "407", "407 cmi.score.scaled = -1.1"),
    (["SetValue", "cmi.progress_measure", "-0.1"], "407", "407 cmi.progress_measure = -0.1"),
    (["SetValue", "cmi.session_time", "00:05:00"], "406", "406 cmi.session_time = 00:05:00"),
    (["SetValue", "cmi.session_time", "PT"], "406", "406 cmi.session_time = PT"),
    (["SetValue", "cmi.session_time", "PT1.234S"], "406", "406 cmi.session_time = PT1.234S"),
    (["SetValue", "cmi.exit", "suspended"], "406", "406 cmi.exit = suspended"),
    (["SetValue", "cmi.location", "x" * 1001], "406", "406 cmi.location = " + "x" * 1001),
    (["SetValue", "cmi.suspend_data", "ế"], "406", "406 cmi.suspend_data = ế"),
    (["SetValue", "cmi.suspend_data", "x" * 4001], "406", "406 cmi.suspend_data = " + "x" * 4001),
    (["SetValue", "cmi.mode", "normal"], "404", "404 SetValue cmi.mode"),
    (["SetValue", "cmi.scaled_passing_score", "0.5"], "404", "404 SetValue cmi.scaled_passing_score"),
    (["SetValue", "adl.nav.request", "next"], "406", "406 adl.nav.request = next"),
    (["SetValue", "cmi.interactions.NaN.id", "x"], "401", "401 SetValue cmi.interactions.NaN.id"),
    (["SetValue", "cmi.interactions.1.id", "x"], "351", "351 cmi.interactions.1.id out of order"),
    (["SetValue", AT + "id", "qr 1"], "406", f"406 {AT}id = qr 1"),
    (["SetValue", AT + "type", "choice"], "408", f"408 {AT}type before its id"),
    (["SetValue", "cmi.objectives.0.score.scaled", "1"], "408", "408 cmi.objectives.0.score.scaled before its id"),
    (["SetValue", "cmi.objectives.1.id", "x"], "351", "351 cmi.objectives.1.id out of order"),
]
# after an interaction with an id, and a type where one is given
PARTS_2004 = [
    ("", "learner_response", "a", "408"),
    ("", "correct_responses.0.pattern", "a", "408"),
    ("", "timestamp", "2026-11-24T10:00:00Z", "406"),
    ("", "timestamp", "2026-11-24T10:00:00.00Z", "406"),
    ("", "timestamp", "2026-13-24T10:00:00", "406"),
    ("", "timestamp", "1969-12-31T23:59:59", "406"),
    ("", "result", "wrong", "406"),
    ("", "latency", "00:00:01", "406"),
    ("", "weighting", "a", "406"),
    ("", "description", "x" * 251, "406"),
    ("", "description", "a\nb", "406"),
    ("", "description", "{ngoặc", "406"),
    ("", "objectives.1.id", "x", "351"),
    ("choice", "learner_response", "a,b", "406"),
    ("choice", "learner_response", "a[,]a", "406"),
    ("choice", "learner_response", "[,]".join("abcdefghijklmnopqrstuvwxyz0123456789A"), "406"),
    ("choice", "correct_responses.1.pattern", "a", "351"),
    ("true-false", "learner_response", "t", "406"),
    ("matching", "learner_response", "1.a", "406"),
    ("matching", "learner_response", "1[.]a,2[.]b", "406"),
    ("sequencing", "learner_response", "a;b", "406"),
    ("likert", "learner_response", "a[,]b", "406"),
    ("numeric", "learner_response", "450000", "406"),
    ("numeric", "learner_response", "2,5", "406"),
    ("numeric", "correct_responses.0.pattern", "45", "406"),
    ("numeric", "correct_responses.0.pattern", "1:2", "406"),
    ("fill-in", "learner_response", "x" * 251, "406"),
    ("fill-in", "learner_response", "{lang=vi", "406"),
    ("fill-in", "learner_response", "[,]" * 10, "406"),
]


@pytest.fixture
def call(lms: Lms, server: Server) -> Any:
    """Calls an LMS; see CALL."""
    if not lms.page.url.startswith(f"{server.origin}/lms/"):
        lms.page.goto(f"{server.origin}/lms/strict/none")

    def calls(
        kind: str, edition: str, calls: list[list[str]], cmi: dict[str, str] | None = None, **setting: Any
    ) -> Any:
        return lms.page.evaluate(CALL, [kind, cmi or {}, {"edition": edition, **setting}, calls])

    return calls


@pytest.mark.parametrize(("wrong", "violation"), REFUSED)
def test_strict_lms_refuses(wrong: list[str], violation: str, call: Any) -> None:
    answers, _, violations, cmi, _ = call("strict", "1.2", [["LMSInitialize", ""], wrong])
    assert violations == [violation]
    assert answers[0] == "true"
    assert answers[1] in ("false", "")
    assert cmi == {}


@pytest.mark.parametrize(("kind", "response"), RESPONSES)
@pytest.mark.pitfall(19)
def test_strict_lms_refuses_responses(kind: str, response: str, call: Any) -> None:
    parts = [("id", "x-1"), ("type", kind), ("result", "incorrect"), ("student_response", response)]
    sets = [[SET, AT + name, value] for name, value in parts]
    assert call("strict", "1.2", [["LMSInitialize", ""], *sets])[0] == ["true", "true", "true", "false", "false"]


@pytest.mark.parametrize(("wrong", "code", "violation"), REFUSED_2004)
def test_strict_lms_of_2004_refuses(wrong: list[str], code: str, violation: str, call: Any) -> None:
    answers, error, violations, cmi, _ = call("strict", "2004", [["Initialize", ""], wrong])
    assert (violations, error) == ([violation], code)
    assert answers[1] in ("false", "")
    assert cmi == {}


@pytest.mark.parametrize(("kind", "part", "value", "code"), PARTS_2004)
def test_strict_lms_of_2004_refuses_parts_of_interactions(
    kind: str, part: str, value: str, code: str, call: Any
) -> None:
    begun = [["SetValue", AT + "id", "x-1"]] + ([["SetValue", AT + "type", kind]] if kind else [])
    answers, error, violations, _, _ = call(
        "strict", "2004", [["Initialize", ""], *begun, ["SetValue", AT + part, value]]
    )
    assert answers == ["true"] * (1 + len(begun)) + ["false"]
    assert error == code
    assert len(violations) == 1


def test_strict_lms_of_2004_takes_what_is_right(call: Any) -> None:
    parts = [
        ("objectives.0.id", "hv-1"),
        ("objectives.1.id", "hv-2"),
        ("timestamp", "2026-11-24T10:00:00"),
        ("correct_responses.0.pattern", "Quét QR"),
        ("correct_responses.1.pattern", "quét mã"),
        ("weighting", "1"),
        ("learner_response", "quét"),
        ("result", "incorrect"),
        ("latency", "PT1H2M3.25S"),
        ("description", "{lang=vi}Nút tên là gì?"),
    ]
    sets = [
        *[(f"{AT}{name}", value) for name, value in [("id", "urn:x:1"), ("type", "fill-in"), *parts]],
        ("cmi.objectives.0.id", "hv-1"),
        ("cmi.objectives.0.id", "hv-1"),
        ("cmi.objectives.0.score.scaled", "-0.5"),
        ("cmi.score.scaled", "0.6666"),
        ("cmi.suspend_data", "x" * 64000),
    ]
    calls = [["Initialize", ""], *[["SetValue", *pair] for pair in sets], ["GetValue", "cmi.completion_status"]]
    ends = [["GetValue", "cmi.score.raw"], ["GetValue", "cmi.interactions._count"], ["Terminate", ""]]
    answers, _, violations, _, _ = call("strict", "2004", [*calls, *ends], most=64000)
    assert violations == []
    assert answers == ["true"] * (1 + len(sets)) + ["unknown", "", "1", "true"]


def test_objective_keeps_its_id_and_no_other_has_it(call: Any) -> None:
    sets = [["SetValue", f"cmi.objectives.{n}.id", name] for n, name in ((0, "a"), (1, "a"), (0, "b"), (1, "b"))]
    answers, error, violations, _, _ = call("strict", "2004", [["Initialize", ""], *sets])
    assert answers == ["true", "true", "false", "false", "true"]
    assert (len(violations), error) == (2, "0")


@pytest.mark.parametrize("edition", ["1.2", "2004"])
@pytest.mark.pitfall(10)
def test_nothing_goes_before_or_after(edition: str, call: Any) -> None:
    names = ("LMSCommit", "LMSInitialize", "LMSFinish", "LMSFinish", "LMSSetValue", "LMSGetValue", "LMSCommit")
    codes = ["301"] * 5
    if edition == "2004":
        names = ("Commit", "Initialize", "Terminate", "Terminate", "SetValue", "GetValue", "Commit")
        codes = ["142", "113", "133", "123", "143"]
    calls = [[n, *(("cmi.suspend_data",) if "Value" in n else ("",))] for n in names]
    answers, _, violations, _, _ = call("strict", edition, calls)
    assert answers == ["false", "true", "true", "false", "false", "", "false"]
    assert [v[:3] for v in violations] == codes


@pytest.mark.parametrize(
    ("raw", "mastery", "status"),
    [("60", "60", "passed"), ("59.99", "60", "failed"), ("59.99", "", "completed"), ("", "60", "completed")],
)
@pytest.mark.pitfall(13, 14)
def test_finish_decides_as_moodle_does(raw: str, mastery: str, status: str, call: Any) -> None:
    """Not attempted becomes completed; with a mastery score and a raw score the LMS overrules the lesson."""
    score = [[SET, "cmi.core.score.raw", raw]] if raw else []
    held = {"cmi.core.lesson_status": "not attempted", "cmi.student_data.mastery_score": mastery}
    assert (
        call("strict", "1.2", [["LMSInitialize", ""], *score, ["LMSFinish", ""]], held)[3]["cmi.core.lesson_status"]
        == status
    )


@pytest.mark.parametrize(
    ("values", "held", "statuses"),
    [
        ({"score.scaled": "0.6"}, {"scaled_passing_score": "0.6"}, ("passed", None)),
        ({"score.scaled": "0.59"}, {"scaled_passing_score": "0.6"}, ("failed", None)),
        ({"progress_measure": "1"}, {"completion_threshold": "1"}, (None, "completed")),
        ({"progress_measure": "0.99"}, {"completion_threshold": "1"}, (None, "incomplete")),
        ({"progress_measure": "0.99", "score.scaled": "0.9"}, {}, (None, None)),
    ],
)
def test_terminate_decides_as_the_thresholds_of_the_manifest_say(
    values: dict[str, str], held: dict[str, str], statuses: tuple[str | None, str | None], call: Any
) -> None:
    sets = [["SetValue", "cmi." + name, value] for name, value in values.items()]
    holds = {"cmi." + name: value for name, value in held.items()}
    cmi = call("strict", "2004", [["Initialize", ""], *sets, ["Terminate", ""]], holds)[3]
    assert (cmi.get("cmi.success_status"), cmi.get("cmi.completion_status")) == statuses


@pytest.mark.parametrize(("edition", "prefix"), [("1.2", "LMS"), ("2004", "")])
def test_broken_lmss_are_broken_as_they_are_named(edition: str, prefix: str, call: Any) -> None:
    begin = [[prefix + "Initialize", ""]]
    status = "cmi.core.lesson_status" if edition == "1.2" else "cmi.completion_status"
    held = {status: "completed", "cmi.suspend_data": "x"}
    for kind, element, answer in [
        ("strict", status, "completed"),
        ("mute", status, ""),
        ("mute", "cmi.suspend_data", ""),
        ("edx", status, ""),
        ("edx", "cmi.suspend_data", "x"),
        ("lying", status, "null"),
        ("nothing", status, None),
    ]:
        assert call(kind, edition, [*begin, [prefix + "GetValue", element]], held)[0][1] == answer, kind
    assert call("lying", edition, [*begin, [prefix + "SetValue", status, "?"]])[0][1] == "true"
    assert call("bare", edition, begin)[4] is False
    for kind, method in [("no-set", "SetValue"), ("no-get", "GetValue"), ("throwing", "Initialize")]:
        with pytest.raises(Exception, match=r"not a function|Initialize"):
            call(kind, edition, [[prefix + method, status]])
    with pytest.raises(Exception, match="no LMS is polite"):
        call("polite", edition, [])


@pytest.mark.parametrize(("edition", "prefix"), [("1.2", "LMS"), ("2004", "")])
@pytest.mark.parametrize("refuse", ["initialize", "set", "commit", "score"])
def test_lms_refuses_what_it_is_told_to_refuse(refuse: str, edition: str, prefix: str, call: Any) -> None:
    score = "cmi.core.score.raw" if edition == "1.2" else "cmi.score.scaled"
    calls = [["Initialize", ""], ["SetValue", score, "1"], ["SetValue", "cmi.suspend_data", "x"], ["Commit", ""]]
    answers = call("strict", edition, [[prefix + name, *rest] for name, *rest in calls], refuse=refuse)[0]
    taken = {
        "initialize": [0, 0, 0, 0],
        "set": [1, 0, 0, 1],
        "commit": [1, 1, 1, 0],
        "score": [1, 0, 1, 1],
    }[refuse]
    assert answers == ["true" if t else "false" for t in taken]
