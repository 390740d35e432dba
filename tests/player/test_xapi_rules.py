"""The oracle of xAPI and cmi5: a good session has no faults, and every rule finds what it is for."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.player import xapi_rules
from tests.player.xapi_rules import CMI5, MASTERY, MOVE_ON, PROGRESS, SESSION, VERB, Launch

ACTOR = {"objectType": "Agent", "account": {"homePage": "https://lms.vi-du.example", "name": "x1"}}
REGISTRATION = "760e3480-ba55-4991-94b0-01820dbd23a2"
ACTIVITY = "https://lms.vi-du.example/a/1"
TEMPLATE: dict[str, Any] = {
    "contextActivities": {"grouping": [{"id": "urn:hocvuso:nho:au:t01"}]},
    "extensions": {SESSION: "s1"},
}
LAUNCH = Launch(ACTOR, REGISTRATION, ACTIVITY, TEMPLATE, mastery=0.6)
Session = list[dict[str, Any]]
Edit = Callable[[Session], object]


def made(second: int, name: str, *categories: str, **more: Any) -> dict[str, Any]:
    context = copy.deepcopy(TEMPLATE) | {"registration": REGISTRATION, "language": "vi"}
    if categories:
        context["contextActivities"]["category"] = [{"id": c} for c in categories]
    return {
        "id": f"760e3480-ba55-4991-94b0-0182000000{second:02}",
        "actor": copy.deepcopy(ACTOR),
        "verb": {"id": VERB + name, "display": {"en": name}},
        "object": {"objectType": "Activity", "id": ACTIVITY},
        "context": context,
        "timestamp": f"2026-11-24T08:00:{second:02}.000Z",
    } | more


def component(name: str) -> dict[str, Any]:
    return {"id": name, "description": {"vi": name}}


def question(second: int, kind: str, pattern: str, response: str, **lists: list[str]) -> dict[str, Any]:
    definition: dict[str, Any] = {
        "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
        "description": {"vi": "Câu hỏi?"},
        "interactionType": kind,
        "correctResponsesPattern": [pattern],
    } | {name: [component(c) for c in components] for name, components in lists.items()}
    return made(
        second,
        "answered",
        object={"objectType": "Activity", "id": f"{ACTIVITY}/test/T01/question/q{second}", "definition": definition},
        result={"response": response, "success": True, "duration": "PT1.5S", "score": {"scaled": 1}},
    )


def session() -> Session:
    score = {"scaled": 0.6, "raw": 60, "min": 0, "max": 100}
    passed = made(7, "passed", CMI5, MOVE_ON, result={"success": True, "score": score, "duration": "PT7S"})
    passed["context"]["extensions"][MASTERY] = 0.6
    return [
        made(0, "initialized", CMI5),
        question(1, "choice", "A[,]B", "B[,]A", choices=["A", "B", "C"]),
        question(2, "matching", "l1[.]r1", "l1[.]r2", source=["l1"], target=["r1", "r2"]),
        question(3, "numeric", "1[:]2.5", "-2"),
        question(4, "true-false", "true", "false"),
        question(5, "likert", "A", "A", scale=["A", "B"]),
        made(6, "completed", CMI5, MOVE_ON, result={"completion": True, "duration": "PT1H6S"}),
        passed,
        made(8, "progressed", result={"extensions": {PROGRESS: 50}}),
        made(9, "terminated", CMI5, result={"duration": "PT9S"}),
    ]


def put(n: int, path: str, value: Any) -> Edit:
    """Set what is at ``path`` of a statement; a value of ... takes it away. Keys are parted by ``>``."""

    def edit(statements: Session) -> None:
        *ways, last = path.split(">")
        at: Any = statements[n]
        for way in ways:
            at = at[int(way)] if isinstance(at, list) else at[way]
        if value is ...:
            del at[last]
        else:
            at[last] = value

    return edit


def swap(first: int, second: int) -> Edit:
    def edit(statements: Session) -> None:
        statements[first], statements[second] = statements[second], statements[first]

    return edit


def category(n: int, *ids: str) -> Edit:
    return put(n, "context>contextActivities>category", [{"id": i} for i in ids])


def again(n: int, second: int) -> Edit:
    def edit(statements: Session) -> None:
        other = copy.deepcopy(statements[n])
        other["id"] = other["id"][:-2] + str(second)
        statements.insert(n + 1, other)

    return edit


DEFINITION = "object>definition"
CANARIES: list[tuple[str, Edit]] = [
    ("id: no UUID", put(1, "id", "1")),
    ("id: no UUID", put(1, "id", ...)),
    ("timestamp", put(1, "timestamp", "2026-11-24T08:00:01Z")),
    ("timestamp", put(1, "timestamp", "2026-11-24T15:00:01.000+07:00")),
    ("timestamp", put(1, "timestamp", "2026-13-24T08:00:01.000Z")),
    ("part: no verb", put(1, "verb", ...)),
    ("property: points in a statement", put(1, "points", 1)),
    ("property: text in a component", put(1, f"{DEFINITION}>choices>0>text", "x")),
    ("null", put(1, "context>platform", None)),
    ("iri", put(1, "object>id", "t01/q1")),
    ("iri", put(1, "verb>id", "answered")),
    ("iri", put(8, "result>extensions", {"progress": 1})),
    ("language-map", put(1, f"{DEFINITION}>description", "Câu hỏi?")),
    ("language-map", put(1, f"{DEFINITION}>description", {"tiếng Việt": "Câu hỏi?"})),
    ("language-map", put(1, f"{DEFINITION}>description", {"vi": "<p>Câu hỏi?</p>"})),
    ("language-map", put(1, f"{DEFINITION}>choices>0>description", {})),
    ("actor: exactly", put(1, "actor>mbox", "mailto:a@vi-du.example")),
    ("object: no activity", put(1, "object>objectType", "Agent")),
    ("interaction", put(1, f"{DEFINITION}>interactionType", "multiple")),
    ("interaction", put(1, f"{DEFINITION}>interactionType", ...)),
    ("components", put(1, f"{DEFINITION}>scale", [component("A")])),
    ("components", put(2, f"{DEFINITION}>target", ...)),
    ("component-id", put(1, f"{DEFINITION}>choices>1>id", "A")),
    ("component-id", put(1, f"{DEFINITION}>choices>2>id", "C D")),
    ("pattern", put(1, f"{DEFINITION}>correctResponsesPattern", ["A,B"])),
    ("pattern", put(2, f"{DEFINITION}>correctResponsesPattern", ["l1[.]r3"])),
    ("pattern", put(3, f"{DEFINITION}>correctResponsesPattern", ["2,5"])),
    ("response", put(1, "result>response", "A[,]D")),
    ("response", put(3, "result>response", "45 đồng")),
    ("response", put(4, "result>response", "t")),
    ("response", put(5, "result>response", "A[,]B")),
    ("response", put(5, "result>response", 1)),
    ("boolean", put(1, "result>success", "true")),
    ("duration", put(1, "result>duration", "PT1,5S")),
    ("duration", put(1, "result>duration", "P")),
    ("score", put(1, "result>score", {"scaled": 1.5})),
    ("score", put(1, "result>score", {"scaled": "1"})),
    ("score", put(7, "result>score>raw", 101)),
    ("registration: no UUID", put(1, "context>registration", "1")),
    ("language: no tag", put(1, "context>language", "tiếng Việt")),
    ("9.2 actor: not", put(1, "actor>account>name", "x2")),
    ("9.6.1 registration", put(1, "context>registration", "760e3480-ba55-4991-94b0-01820dbd23a3")),
    ("10 template: grouping", put(1, "context>contextActivities>grouping", [])),
    ("10 template: extensions", put(1, "context>extensions", {})),
    ("9.6.3.1 session id", put(1, "context>extensions>" + SESSION, "s2")),
    ("category: twice", category(0, CMI5, CMI5)),
    ("9.6.2.2", category(6, CMI5)),
    ("9.6.2.2", category(0, CMI5, MOVE_ON)),
    ("9.6.2.2", category(1, MOVE_ON)),
    ("7.1.3 terminated", put(9, "context>contextActivities>category", ...)),
    ("9.3 verb", category(1, CMI5)),
    ("9.4 object", put(9, "object>id", "urn:hocvuso:nho:au:t01")),
    ("9.5.2 success", put(7, "result>success", False)),
    ("9.5.2 success", put(0, "result", {"success": True})),
    ("9.5.3 completion", put(6, "result>completion", ...)),
    ("9.5.3 completion", put(7, "result>completion", True)),
    ("9.5.4 duration", put(9, "result>duration", ...)),
    ("9.5.1 score", put(6, "result>score", {"scaled": 1})),
    ("9.5.1 raw", put(7, "result>score>max", ...)),
    ("9.5.1 raw", put(7, "result>score>raw", 66.66)),
    ("9.3.4 mastery", put(7, "result>score>scaled", 0.5999)),
    ("9.6.3.2", put(7, "context>extensions>" + MASTERY, ...)),
    ("9.5.5.1", put(6, "result>extensions", {PROGRESS: 100})),
    ("7.1.1 first", lambda s: s.pop(0)),
    ("7.1.1 first", swap(0, 1)),
    ("7.1.2 terminated: forgotten", lambda s: s.pop()),
    ("7.1.2 last", swap(8, 9)),
    ("9.3 twice", again(6, 66)),
    ("9.3 passed and failed", put(6, "verb>id", VERB + "failed")),
    ("9.3 order", put(9, "timestamp", "2026-11-24T07:59:59.000Z")),
    ("9.1 id", again(1, "01")),  # type: ignore[arg-type]
]


def faults(statements: Session, launch: Launch = LAUNCH) -> list[str]:
    return list(xapi_rules.session_faults(statements, launch))


def test_a_good_session_has_no_faults() -> None:
    assert faults(session()) == []
    assert list(xapi_rules.registration_faults([session()])) == []


@pytest.mark.parametrize(("rule", "edit"), CANARIES, ids=[f"{n}-{rule}" for n, (rule, _) in enumerate(CANARIES)])
def test_a_spoilt_session_is_found_out(rule: str, edit: Edit) -> None:
    statements = session()
    edit(statements)
    assert any(f.startswith(rule) for f in faults(statements)), faults(statements)


def test_an_actor_needs_an_account() -> None:
    actor = {"mbox": "mailto:a@vi-du.example"}
    statements: Session = json.loads(json.dumps(session()).replace(json.dumps(ACTOR), json.dumps(actor)))
    assert "9.2 actor: no account" in faults(statements, replace(LAUNCH, actor=actor))


def test_a_look_round_is_not_judged() -> None:
    found = faults(session(), replace(LAUNCH, mode="Review"))
    assert [f for f in found if f.startswith("10 launch mode")] == [
        "10 launch mode: completed in Review",
        "10 launch mode: passed in Review",
        "10 launch mode: more than told in Review",
    ]


def test_some_things_happen_once_in_a_registration() -> None:
    assert list(xapi_rules.registration_faults([session(), session()])) == [
        "9.3 registration: completed twice",
        "9.3 registration: passed twice",
    ]
    later = [made(0, "failed", CMI5, MOVE_ON)]
    assert list(xapi_rules.registration_faults([session(), later])) == ["9.3 registration: failed after passed"]
    assert list(xapi_rules.registration_faults([later, session()])) == []


@pytest.mark.parametrize(
    ("verbs", "expected"),
    [
        ((), {"NotApplicable"}),
        (("completed",), {"NotApplicable", "Completed", "CompletedOrPassed"}),
        (("passed",), {"NotApplicable", "Passed", "CompletedOrPassed"}),
        (("completed", "passed"), {"NotApplicable", "Completed", "Passed", "CompletedOrPassed", "CompletedAndPassed"}),
    ],
)
def test_what_lets_a_learner_move_on(verbs: tuple[str, ...], expected: set[str]) -> None:
    kinds = ("NotApplicable", "Completed", "Passed", "CompletedOrPassed", "CompletedAndPassed")
    said = [[made(0, v, CMI5)] for v in verbs]
    assert {k for k in kinds if xapi_rules.satisfied(said, k)} == expected
