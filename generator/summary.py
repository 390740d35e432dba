"""What a build did, kept beside its cache so that a build with nothing to do can say it again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from generator.diagnostics import Diagnostic, Position, Severity


@dataclass(frozen=True, slots=True)
class Line:
    """One target: its files and bytes in ``dist/``, jobs done anew and taken from the cache, seconds of work.

    ``lost`` counts what it could not express; each is a finding at the author's line.
    """

    target: str
    title: str
    files: int
    size: int
    made: int
    kept: int
    lost: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Summary:
    """A finished build; ``changed`` is false when ``dist/`` was as it should be before.

    ``accepted`` counts the warnings that ``accept:`` of the curriculum takes off ``findings``.
    """

    lines: tuple[Line, ...]
    files: int
    size: int
    findings: tuple[Diagnostic, ...]
    accepted: int = 0
    changed: bool = True

    def as_data(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "lines": [[getattr(x, name) for name in Line.__slots__] for x in self.lines],
            "files": self.files,
            "size": self.size,
            "findings": [_finding(d) for d in self.findings],
            "accepted": self.accepted,
        }


def unchanged(data: Mapping[str, Any]) -> Summary:
    """Return the summary kept in ``data``, as that of a build that had nothing to do."""
    rows = (Line(*row) for row in data["lines"])
    lines = tuple(replace(x, made=0, kept=x.made + x.kept, seconds=0.0) for x in rows)
    findings = tuple(_read(row) for row in data["findings"])
    return Summary(lines, data["files"], data["size"], findings, data["accepted"], changed=False)


def _finding(d: Diagnostic) -> list[Any]:
    where = [d.position.path, d.position.line, d.position.column]
    return [where, d.rule, d.message, d.remedy, d.severity.value, [list(v) for v in d.values], d.target]


def _read(row: list[Any]) -> Diagnostic:
    where, rule, message, remedy, severity, values, target = row
    return Diagnostic(
        Position(*where), rule, message, remedy, Severity(severity), tuple((k, v) for k, v in values), target
    )


def size(count: int, decimal: str) -> str:
    """Return a number of bytes in KB or MB (thousands), as people read them."""
    if count >= 1_000_000:
        whole, tenths = divmod(round(count / 100_000), 10)
        return f"{whole}{decimal}{tenths} MB"
    return f"{max(1, round(count / 1000))} KB"
