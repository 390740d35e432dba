"""An LMS that we did not write opens and refuses the same lessons of a track as the rules of the book, played by us."""

import json
import subprocess
from itertools import product
from pathlib import Path
from typing import Any, TypeAlias
from xml.etree import ElementTree

import pytest

from generator.targets.scorm2004 import Scorm2004Options
from tests.courses import read_course
from tests.sequencing import NAMES, Session
from tests.targets.test_scorm2004 import FREE, ORDERED, track

Result: TypeAlias = tuple[str, str, float | None]
PASSED: Result = ("completed", "passed", 0.8)
MISSED: Result = ("incomplete", "", 0.4)
OPENED: Result = ("incomplete", "", None)
NAVIGATION, LENGTH = "12t>", 3
RESULTS = [(PASSED, PASSED, PASSED), (MISSED, PASSED, OPENED)]


def plays(results: list[tuple[Result, ...]]) -> list[list[tuple[str, Result]]]:
    """Return every way of choosing and going on, with each of the ``results``."""
    return [list(zip(moves, told, strict=True)) for moves in product(NAVIGATION, repeat=LENGTH) for told in results]


def activity(node: ElementTree.Element) -> dict[str, Any]:
    """Return an item of a manifest, or the organization, as scorm-again is configured."""
    sequencing = node.find("ss:sequencing", NAMES)
    assert sequencing is not None
    rollup = sequencing.find("ss:rollupRules", NAMES)
    assert rollup is not None
    controls = {**said(sequencing, "controlMode"), **said(sequencing, "deliveryControls"), **values(rollup)}
    objectives = [objective(o, node.get("identifier", "")) for o in sequencing.iterfind("ss:objectives/*", NAMES)]
    return {
        "id": node.get("identifier"),
        "title": node.findtext("cp:title", "", NAMES),
        "children": [activity(i) for i in node.iterfind("cp:item", NAMES)],
        "sequencingControls": controls,
        "deliveryControls": said(sequencing, "deliveryControls"),
        "rollupRules": {"rules": [rule(r, "rollup") for r in rollup]},
        "sequencingRules": {
            "preConditionRules": [rule(r, "rule") for r in sequencing.iterfind("ss:sequencingRules/*", NAMES)]
        },
        **({"primaryObjective": objectives[0], "objectives": objectives[1:]} if objectives else {}),
    }


def values(element: ElementTree.Element) -> dict[str, Any]:
    return {k: {"true": True, "false": False}.get(v, v) for k, v in element.attrib.items()} | (
        {"objectiveMeasureWeight": float(element.attrib["objectiveMeasureWeight"])}
        if "objectiveMeasureWeight" in element.attrib
        else {}
    )


def said(sequencing: ElementTree.Element, name: str) -> dict[str, Any]:
    found = sequencing.find(f"ss:{name}", NAMES)
    return {} if found is None else values(found)


def rule(element: ElementTree.Element, kind: str) -> dict[str, Any]:
    conditions, action = element.find(f"ss:{kind}Conditions", NAMES), element.find(f"ss:{kind}Action", NAMES)
    assert conditions is not None
    assert action is not None
    return {
        "action": action.get("action"),
        "consideration": element.get("childActivitySet"),
        "conditionCombination": conditions.get("conditionCombination", "all"),
        "conditions": [dict(c.attrib) for c in conditions],
    }


def objective(element: ElementTree.Element, owner: str) -> dict[str, Any]:
    primary = element.tag.endswith("primaryObjective")
    return {
        "objectiveID": element.get("objectiveID", f"{owner}-primary"),
        "isPrimary": primary,
        "mapInfo": [values(m) for m in element.iterfind("ss:mapInfo", NAMES)],
    }


def by_the_book(manifest: bytes, play: list[tuple[str, Result]], titles: dict[str, str]) -> str:
    """Return the answers to the moves of ``play``, up to the one that goes on where the course ends."""
    session = Session(manifest)
    answers = ""
    for move, (completion, success, scaled) in play:
        if move == ">" and session.current is session.leaves[-1]:
            return answers  # which is no refusal to all: some end the session then
        allowed = session.go_on() if move == ">" else session.choose(titles[move])
        answers += move if allowed else "!"
        if allowed:
            session.report(completion == "completed", True if success else None, scaled)
    return answers


@pytest.mark.parametrize(
    ("options", "results", "refusals"), [(FREE, RESULTS[:1], 0), (ORDERED, RESULTS, 150)], ids=["free", "ordered"]
)
def test_another_lms_opens_the_same_lessons(
    options: Scorm2004Options, results: list[tuple[Result, ...]], refusals: int, node_modules: Path
) -> None:
    manifest = track(read_course(), options)
    root = ElementTree.fromstring(manifest).find("cp:organizations/cp:organization", NAMES)
    assert root is not None
    leaves = [i for i in root.iterfind(".//cp:item", NAMES) if i.get("identifierref")]
    ids = dict(zip("12t", [i.get("identifier", "") for i in leaves], strict=True))
    titles = dict(zip("12t", [i.findtext("cp:title", "", NAMES) for i in leaves], strict=True))
    library = node_modules / "scorm-again" / "dist" / "scorm2004.js"
    played = plays(results)
    asked = {"library": str(library), "tree": activity(root), "ids": ids, "plays": played}
    script = Path(__file__).with_name("sequencing.js")
    run = subprocess.run(["node", script], input=json.dumps(asked), capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    theirs = [line.split() for line in json.loads(run.stdout)]
    ours = [by_the_book(manifest, play, titles) for play in played]
    assert [t[0][: len(o)] for o, t in zip(ours, theirs, strict=True)] == ours
    refused = sum(o.count("!") for o in ours)
    print(f"{options.sequence}: {len(ours)} plays, {refused} refusals")
    assert refused >= refusals if refusals else refused == 0
    assert dict(zip(ours, theirs, strict=True))["12t"][1:] == ["completed", "passed"]
