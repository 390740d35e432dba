"""The rules of xAPI 1.0.3 statements and of cmi5 sessions, as code of our own: an oracle for the tests of the player.

Every function yields faults in English, each beginning with the name of its rule. ``test_xapi_rules.py`` spoils a good
session once per rule.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

VERB = "http://adlnet.gov/expapi/verbs/"
CMI5 = "https://w3id.org/xapi/cmi5/context/categories/cmi5"
MOVE_ON = "https://w3id.org/xapi/cmi5/context/categories/moveon"
SESSION = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"
MASTERY = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore"
PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress"
DEFINED = ("initialized", "completed", "passed", "failed", "terminated")
JUDGED = ("passed", "failed")

_PROPERTIES = {
    "statement": {
        "id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "authority", "version",
        "attachments",
    },
    "verb": {"id", "display"},
    "object": {"objectType", "id", "definition"},
    "definition": {
        "name", "description", "type", "moreInfo", "extensions", "interactionType", "correctResponsesPattern",
        "choices", "scale", "source", "target", "steps",
    },
    "result": {"score", "success", "completion", "response", "duration", "extensions"},
    "score": {"scaled", "raw", "min", "max"},
    "context": {
        "registration", "instructor", "team", "contextActivities", "revision", "platform", "language", "statement",
        "extensions",
    },
    "contextActivities": {"parent", "grouping", "category", "other"},
    "component": {"id", "description"},
}  # fmt: skip
_COMPONENTS = {
    "choice": {"choices"},
    "sequencing": {"choices"},
    "likert": {"scale"},
    "matching": {"source", "target"},
    "performance": {"steps"},
    "true-false": set(),
    "fill-in": set(),
    "long-fill-in": set(),
    "numeric": set(),
    "other": set(),
}
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_STAMP = re.compile(r"\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z")
_DURATION = re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d{1,2})?S)?)?")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Launch:
    """What an LMS handed out for one session."""

    actor: dict[str, Any]
    registration: str
    activity: str
    template: dict[str, Any]
    mode: str = "Normal"
    mastery: float | None = None
    move_on: str = "Passed"


def verb(statement: dict[str, Any]) -> str:
    """Return the last part of the verb's IRI."""
    return str(statement.get("verb", {}).get("id")).rpartition("/")[2]


def is_defined(statement: dict[str, Any]) -> bool:
    """Return whether cmi5's rules of verbs hold for ``statement`` (7.1.3)."""
    lists = statement.get("context", {}).get("contextActivities", {})
    return any(a["id"] == CMI5 for a in lists.get("category", []))


# --- xAPI: the shape of a statement ---------------------------------------------------------------------------------


def statement_faults(statement: dict[str, Any]) -> Iterator[str]:
    """Yield what a strict LRS would refuse (xAPI Data 2.2 to 2.4, 4)."""
    yield from _unknown("statement", statement)
    if not _UUID.fullmatch(str(statement.get("id"))):
        yield "id: no UUID"
    if not _STAMP.fullmatch(str(statement.get("timestamp"))):
        yield "timestamp: not UTC with milliseconds"
    yield from _empty(statement, "statement")
    for part in ("actor", "verb", "object"):
        if not isinstance(statement.get(part), dict):
            yield f"part: no {part}"
            return
    yield from _actor(statement["actor"])
    yield from _unknown("verb", statement["verb"])
    yield from _iri("verb", statement["verb"].get("id"))
    yield from _language_map("verb", statement["verb"].get("display", {"": ""}))
    yield from _activity(statement["object"])
    yield from _result(statement.get("result", {}), statement["object"].get("definition", {}))
    yield from _context(statement.get("context", {}))


def _unknown(kind: str, value: dict[str, Any]) -> Iterator[str]:
    for name in sorted(set(value) - _PROPERTIES[kind]):
        yield f"property: {name} in a {kind}"


def _empty(value: Any, where: str) -> Iterator[str]:
    """No property is null (2.2); an empty object or list says nothing."""
    if value is None:
        yield f"null: {where}"
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _empty(inner, f"{where}.{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from _empty(inner, where)


def _iri(where: str, value: Any) -> Iterator[str]:
    if not isinstance(value, str) or not _IRI.fullmatch(value):
        yield f"iri: {value!r} in {where}"


def _language_map(where: str, value: Any) -> Iterator[str]:
    known = isinstance(value, dict) and value and all(_LANGUAGE.fullmatch(k) and v for k, v in value.items())
    if not known or any(not isinstance(v, str) or "<" in v for v in value.values()):
        yield f"language-map: {where} {value!r}"


def _actor(actor: dict[str, Any]) -> Iterator[str]:
    identifiers = [n for n in ("mbox", "mbox_sha1sum", "openid", "account") if n in actor]
    if len(identifiers) != 1 or actor.get("objectType", "Agent") not in ("Agent", "Group"):
        yield "actor: exactly one identifier"


def _activity(given: dict[str, Any]) -> Iterator[str]:
    yield from _unknown("object", given)
    if given.get("objectType", "Activity") != "Activity":
        yield "object: no activity"
    yield from _iri("object", given.get("id"))
    definition = given.get("definition")
    if definition is None:
        return
    yield from _unknown("definition", definition)
    if "type" in definition:
        yield from _iri("definition", definition["type"])
    for name in ("name", "description"):
        if name in definition:
            yield from _language_map(name, definition[name])
    kind = definition.get("interactionType")
    lists = {n: definition[n] for n in ("choices", "scale", "source", "target", "steps") if n in definition}
    if kind is None:
        if lists or "correctResponsesPattern" in definition:
            yield "interaction: no interactionType"
        return
    if kind not in _COMPONENTS:
        yield f"interaction: {kind}"
        return
    if set(lists) != _COMPONENTS[kind]:
        yield f"components: {sorted(lists)} for {kind}"
    for components in lists.values():
        yield from _components(components)
    for pattern in definition.get("correctResponsesPattern", []):
        yield from _pattern("pattern", kind, pattern, lists)


def _components(components: list[dict[str, Any]]) -> Iterator[str]:
    ids = [c.get("id") for c in components]
    if len(set(ids)) != len(ids) or any(not isinstance(i, str) or not re.fullmatch(r"[\w.-]+", i) for i in ids):
        yield f"component-id: {ids}"
    for component in components:
        yield from _unknown("component", component)
        yield from _language_map("component", component.get("description"))


def _pattern(rule: str, kind: str, text: str, lists: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    """A pattern or a response in the form of its interaction type (table of response patterns)."""
    ids = {name: {c["id"] for c in components} for name, components in lists.items()}
    known = ids.get("choices", set()) | ids.get("scale", set())
    parts = text.split("[,]")
    match kind:
        case "true-false":
            legal = text in ("true", "false")
        case "choice" | "sequencing":
            legal = set(parts) <= known and len(set(parts)) == len(parts)
            legal = legal and (kind == "choice" or len(parts) == len(known))
        case "likert":
            legal = text in known
        case "matching":
            pairs = [tuple(p.split("[.]")) for p in parts]
            legal = all(len(p) == 2 and p[0] in ids.get("source", ()) and p[1] in ids.get("target", ()) for p in pairs)
        case "numeric":
            ends = text.split("[:]")
            legal = len(ends) <= 2 and all(_NUMBER.fullmatch(e) or (len(ends) == 2 and not e) for e in ends)
        case _:
            legal = bool(text)
    if not legal:
        yield f"{rule}: {text!r} for {kind}"


def _result(result: dict[str, Any], definition: dict[str, Any]) -> Iterator[str]:
    yield from _unknown("result", result)
    for name in ("success", "completion"):
        if name in result and not isinstance(result[name], bool):
            yield f"boolean: {name}"
    if "duration" in result and not _DURATION.fullmatch(result["duration"]):
        yield f"duration: {result['duration']}"
    if "response" in result and not isinstance(result["response"], str):
        yield "response: no string"
    elif "response" in result and "interactionType" in definition:
        kind = definition["interactionType"]
        lists = {n: definition[n] for n in _COMPONENTS.get(kind, ()) if n in definition}
        yield from _pattern("response", kind, result["response"], lists)
    for name in result.get("extensions", {}):
        yield from _iri("extension", name)
    score = result.get("score")
    if score is not None:
        yield from _unknown("score", score)
        if any(isinstance(v, bool) or not isinstance(v, (int, float)) for v in score.values()):
            yield "score: no number"
        elif not -1 <= score.get("scaled", 0) <= 1 or not (
            score.get("min", 0) <= score.get("raw", 0) <= score.get("max", 100)
        ):
            yield f"score: {score}"


def _context(context: dict[str, Any]) -> Iterator[str]:
    yield from _unknown("context", context)
    yield from _unknown("contextActivities", context.get("contextActivities", {}))
    if "registration" in context and not _UUID.fullmatch(context["registration"]):
        yield "registration: no UUID"
    if "language" in context and not _LANGUAGE.fullmatch(context["language"]):
        yield "language: no tag"
    for activities in context.get("contextActivities", {}).values():
        for activity in activities:
            yield from _activity(activity)
    for name in context.get("extensions", {}):
        yield from _iri("extension", name)


# --- cmi5: what a statement must hold ---------------------------------------------------------------------------------


def cmi5_faults(statement: dict[str, Any], launch: Launch) -> Iterator[str]:
    """Yield what a conformant LMS would refuse about one statement (cmi5 9, 10)."""
    context, said, result = statement.get("context", {}), verb(statement), statement.get("result", {})
    lists = context.get("contextActivities", {})
    if statement["actor"] != launch.actor:
        yield "9.2 actor: not the one of the launch"
    if context.get("registration") != launch.registration:
        yield "9.6.1 registration: not the one of the launch"
    yield from _from_template(context, launch.template)
    if launch.template["extensions"][SESSION] != context.get("extensions", {}).get(SESSION):
        yield "9.6.3.1 session id"
    categories = [a["id"] for a in lists.get("category", [])]
    if len(set(categories)) != len(categories):
        yield "category: twice"
    judged = "success" in result or "completion" in result
    if is_defined(statement):
        yield from _defined(statement, said, result, launch)
        if (MOVE_ON in categories) is not judged:
            yield "9.6.2.2 moveOn category"
    elif MOVE_ON in categories:
        yield "9.6.2.2 moveOn category"
    elif said in ("initialized", "terminated", "completed", "passed", "failed"):
        yield f"7.1.3 {said} without the category"


def _from_template(context: dict[str, Any], template: dict[str, Any]) -> Iterator[str]:
    """Whatever the template holds is there, lists in its order (10.2.1)."""
    for name, value in template.items():
        if name == "contextActivities":
            for kind, activities in value.items():
                if context.get(name, {}).get(kind, [])[: len(activities)] != activities:
                    yield f"10 template: {kind}"
        elif isinstance(value, dict):
            if any(context.get(name, {}).get(k) != v for k, v in value.items()):
                yield f"10 template: {name}"
        elif context.get(name) != value:
            yield f"10 template: {name}"


def _defined(statement: dict[str, Any], said: str, result: dict[str, Any], launch: Launch) -> Iterator[str]:
    score, mastery = result.get("score"), launch.mastery
    if said not in DEFINED:
        yield f"9.3 verb: {said}"
    if statement["object"].get("id") != launch.activity:
        yield "9.4 object: not the activity of the launch"
    if "account" not in statement["actor"]:
        yield "9.2 actor: no account"
    if launch.mode != "Normal" and said not in ("initialized", "terminated"):
        yield f"10 launch mode: {said} in {launch.mode}"
    if result.get("success") is not {"passed": True, "failed": False}.get(said):
        yield f"9.5.2 success: {said}"
    if result.get("completion") is not {"completed": True}.get(said):
        yield f"9.5.3 completion: {said}"
    if said != "initialized" and "duration" not in result:
        yield f"9.5.4 duration: {said}"
    if score is not None:
        if said not in JUDGED:
            yield f"9.5.1 score: {said}"
        if "raw" in score and not ({"min", "max"} <= set(score) and isinstance(score["raw"], int)):
            yield "9.5.1 raw"
        if mastery is not None and (score["scaled"] >= mastery) is not (said == "passed"):
            yield f"9.3.4 mastery: {score['scaled']} {said}"
        if mastery is not None and statement["context"].get("extensions", {}).get(MASTERY) != mastery:
            yield "9.6.3.2 masteryScore"
    if PROGRESS in result.get("extensions", {}) and said == "completed":
        yield "9.5.5.1 progress"


# --- cmi5: order ------------------------------------------------------------------------------------------------------


def session_faults(statements: list[dict[str, Any]], launch: Launch, closed: bool = True) -> Iterator[str]:
    """Yield what is wrong with a whole session, statements in the order of arrival (cmi5 7.1, 9.3)."""
    for statement in statements:
        yield from statement_faults(statement)
        if "actor" in statement and "object" in statement:
            yield from cmi5_faults(statement, launch)
    verbs = [verb(s) for s in statements]
    defined = [verb(s) for s in statements if is_defined(s)]
    stamps = [s.get("timestamp", "") for s in statements]
    if verbs[:1] != ["initialized"]:
        yield "7.1.1 first: initialized"
    if ("terminated" in verbs) is not closed:
        yield "7.1.2 terminated: " + ("forgotten" if closed else "too early")
    if "terminated" in verbs[:-1]:
        yield "7.1.2 last: terminated"
    if len(set(defined)) != len(defined):
        yield f"9.3 twice: {defined}"
    if {"passed", "failed"} <= set(defined):
        yield "9.3 passed and failed"
    if stamps != sorted(stamps):
        yield "9.3 order of timestamps"
    if len({s.get("id") for s in statements}) != len(statements):
        yield "9.1 id: twice"
    if launch.mode != "Normal" and len(verbs) > len(defined):
        yield f"10 launch mode: more than told in {launch.mode}"


def registration_faults(sessions: Iterable[list[dict[str, Any]]]) -> Iterator[str]:
    """Yield what may not happen twice, or after another thing, over all sessions of a registration (9.3)."""
    verbs = [verb(s) for session in sessions for s in session if is_defined(s)]
    for once in ("completed", "passed"):
        if verbs.count(once) > 1:
            yield f"9.3 registration: {once} twice"
    if "passed" in verbs and "failed" in verbs[verbs.index("passed") :]:
        yield "9.3 registration: failed after passed"


def satisfied(sessions: Iterable[list[dict[str, Any]]], move_on: str) -> bool:
    """Return whether an LMS lets the learner move on (13.1.4)."""
    verbs = {verb(s) for session in sessions for s in session if is_defined(s)}
    passed, completed = "passed" in verbs, "completed" in verbs
    return {
        "Passed": passed,
        "Completed": completed,
        "CompletedAndPassed": passed and completed,
        "CompletedOrPassed": passed or completed,
        "NotApplicable": True,
    }[move_on]
