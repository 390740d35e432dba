"""Measured files told: as text for a terminal, as a page, as a table, as data."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from inspect import getdoc
from typing import Any

from jinja2 import Environment, StrictUndefined

from generator.diagnostics import Diagnostic, Severity
from generator.messages import translate
from generator.printed import Report
from generator.printed.rules import RULES

COLUMNS = ("file", "rule", "measured", "severity", "path", "line", "column", "message", "remedy")
PAGE = """<!DOCTYPE html>
<html lang="{{ language }}">
<head><meta charset="utf-8"><title>{{ say("Print rules, measured") }}</title></head>
<body>
<h1>{{ say("Print rules, measured") }}</h1>
{% for file in files %}
<h2>{{ file.name }}</h2>
<p>{{ file.summary }}</p>
<table>
<thead><tr>{% for head in ("Rule", "What it looks for", "Measured", "Errors", "Warnings") -%}
<th scope="col">{{ say(head) }}</th>{% endfor %}</tr></thead>
<tbody>
{% for rule in file.rules -%}
<tr><th scope="row">{{ rule.identifier }}</th><td>{{ rule.title }}</td><td>{{ rule.measured }}</td>
<td>{{ rule.errors }}</td><td>{{ rule.warnings }}</td></tr>
{% endfor -%}
</tbody>
</table>
{% if file.findings %}
<ul>
{% for finding in file.findings -%}
<li>{{ finding.first }}{% if finding.advice %}<br>{{ finding.advice }}{% endif %}</li>
{% endfor -%}
</ul>
{% endif %}
{% endfor %}
</body>
</html>
"""


def title(identifier: str, language: str) -> str:
    """Return what a rule looks for: the first line of its manual."""
    rule = next(r for r in RULES if r.identifier == identifier)
    return translate((getdoc(rule.check) or "").splitlines()[0], language)


def as_text(reports: Mapping[str, Report], language: str) -> str:
    """Return the reports, by the name of the measured file, for a terminal: figures, then findings."""
    lines: list[str] = []
    for name, report in reports.items():
        lines.append(f"{name}: {_summary(report, language)}")
        for identifier, count in report.measured.items():
            lines.append(f"  {identifier:<16}{count:>7}  {title(identifier, language)}")
        lines += [finding.text(language) for finding in report.findings]
    return "".join(f"{line}\n" for line in lines)


def as_html(reports: Mapping[str, Report], language: str) -> str:
    """Return the reports as one page without scripts and styles."""
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    say: Callable[[str], str] = lambda message: translate(message, language)  # noqa: E731
    files = [
        {
            "name": name,
            "summary": _summary(report, language),
            "rules": [_row(report, i, n, language) for i, n in report.measured.items()],
            "findings": [_said(d, language) for d in report.findings],
        }
        for name, report in reports.items()
    ]
    return environment.from_string(PAGE).render(files=files, language=language, say=say) + "\n"


def as_csv(reports: Mapping[str, Report], language: str) -> str:
    """Return a row for each finding, and one for each rule that measured and found nothing."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for name, report in reports.items():
        for identifier, count in report.measured.items():
            own = [d for d in report.findings if d.rule == identifier]
            for d in own:
                place = d.position
                row = (d.severity.value, place.path, place.line, place.column, d.sentence(language), d.advice(language))
                writer.writerow((name, identifier, count, *row))
            if not own:
                writer.writerow((name, identifier, count, *[""] * (len(COLUMNS) - 3)))
    return out.getvalue()


def as_json(reports: Mapping[str, Report], language: str) -> str:
    """Return everything as data: a list of files, each with ``measured`` and ``findings``."""
    files: list[dict[str, Any]] = [
        {
            "file": name,
            "passed": report.passed,
            "measured": dict(report.measured),
            "findings": [
                {
                    "rule": d.rule,
                    "severity": d.severity.value,
                    "path": d.position.path,
                    "line": d.position.line,
                    "column": d.position.column,
                    "message": d.sentence(language),
                    "remedy": d.advice(language),
                }
                for d in report.findings
            ],
        }
        for name, report in reports.items()
    ]
    return json.dumps({"files": files}, ensure_ascii=False, indent=1) + "\n"


def _summary(report: Report, language: str) -> str:
    errors = _count(report, Severity.ERROR)
    return translate("{rules} rules, {things} things measured; {errors} errors, {warnings} warnings", language).format(
        rules=len(report.measured),
        things=sum(report.measured.values()),
        errors=errors,
        warnings=len(report.findings) - errors,
    )


def _count(report: Report, severity: Severity, identifier: str = "") -> int:
    return sum(1 for d in report.findings if d.severity is severity and identifier in ("", d.rule))


def _row(report: Report, identifier: str, measured: int, language: str) -> dict[str, object]:
    return {
        "identifier": identifier,
        "title": title(identifier, language),
        "measured": measured,
        "errors": _count(report, Severity.ERROR, identifier),
        "warnings": _count(report, Severity.WARNING, identifier),
    }


def _said(finding: Diagnostic, language: str) -> dict[str, str]:
    first, *advice = finding.text(language).splitlines()
    return {"first": first, "advice": " ".join(advice).strip()}


FORMATS: Mapping[str, Callable[[Mapping[str, Report], str], str]] = {
    "text": as_text,
    "html": as_html,
    "csv": as_csv,
    "json": as_json,
}
