"""Findings for other programs: complete, and SARIF in shape."""

import json
from typing import Any

from generator.diagnostics import Position, error, warning
from generator.findings import as_json, as_sarif

FOUND = (
    warning(Position("content/lessons/b01-nut.md", 3, 4), "long", "it has {n} words", "split it", target="site", n=40),
    error(Position("curriculum.yml", 7), "wrong", "«{what}» is wrong", what="bài"),
    error(Position("curriculum.yml", 9), "long", "too long"),
)


def test_json_holds_everything() -> None:
    data = json.loads(as_json(FOUND, "en"))
    assert (data["errors"], data["warnings"]) == (2, 1)
    assert data["findings"][0] == {
        "path": "content/lessons/b01-nut.md",
        "line": 3,
        "column": 4,
        "severity": "warning",
        "rule": "long",
        "message": "it has 40 words",
        "remedy": "split it",
        "target": "site",
    }
    assert "«bài» is wrong" in as_json(FOUND, "en")


def test_json_of_nothing() -> None:
    assert json.loads(as_json((), "vi")) == {"errors": 0, "warnings": 0, "findings": []}


def test_sarif_has_the_shape_that_hosts_read() -> None:
    log: dict[str, Any] = json.loads(as_sarif(FOUND, "en", "0.1.0"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = [r["id"] for r in run["tool"]["driver"]["rules"]]
    assert rules == ["long", "wrong"]
    assert [rules[r["ruleIndex"]] for r in run["results"]] == [r["ruleId"] for r in run["results"]]
    assert [r["level"] for r in run["results"]] == ["warning", "error", "error"]
    assert run["results"][0]["message"]["text"] == "it has 40 words\nsplit it"
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "content/lessons/b01-nut.md", "uriBaseId": "SRCROOT"}
    assert place["region"] == {"startLine": 3, "startColumn": 4}
    assert not place["artifactLocation"]["uri"].startswith("/")
