"""Findings for other programs: JSON of our own, and SARIF 2.1.0 for editors and code hosts."""

import json
from collections.abc import Iterable
from typing import Any

from generator.diagnostics import Diagnostic, Severity

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_json(findings: Iterable[Diagnostic], language: str) -> str:
    """Return every finding as data, with the numbers of errors and warnings."""
    rows = [
        {
            "path": d.position.path,
            "line": d.position.line,
            "column": d.position.column,
            "severity": d.severity.value,
            "rule": d.rule,
            "message": d.sentence(language),
            "remedy": d.advice(language),
            "target": d.target,
        }
        for d in findings
    ]
    errors = sum(1 for r in rows if r["severity"] == Severity.ERROR.value)
    data = {"errors": errors, "warnings": len(rows) - errors, "findings": rows}
    return json.dumps(data, ensure_ascii=False, indent=1)


def as_sarif(findings: Iterable[Diagnostic], language: str, version: str) -> str:
    """Return a SARIF log (OASIS, section 3.13) with one run; places are below the root of the sources."""
    found = list(findings)
    rules = sorted({d.rule for d in found})
    driver: dict[str, Any] = {"name": "hocvuso", "version": version, "rules": [{"id": r} for r in rules]}
    run = {
        "tool": {"driver": driver},
        "language": language,
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "the folder that holds curriculum.yml"}}},
        "results": [_result(d, language, rules) for d in found],
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _result(finding: Diagnostic, language: str, rules: list[str]) -> dict[str, Any]:
    advice = finding.advice(language)
    text = f"{finding.sentence(language)}\n{advice}" if advice else finding.sentence(language)
    place = finding.position
    return {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": finding.severity.value,
        "message": {"text": text},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": place.path, "uriBaseId": "SRCROOT"},
                    "region": {"startLine": place.line, "startColumn": place.column},
                }
            }
        ],
    }
