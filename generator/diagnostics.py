"""What is wrong with the authored files, and where: data, never an exception."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from generator.messages import translate


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in an authored file: POSIX path below the course's root, line and column from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"

    def at(self, line: int, column: int = 1) -> "Position":
        """Return the place ``line`` lines (from 1) into a block that begins here."""
        return Position(self.path, self.line + line - 1, self.column + column - 1 if line == 1 else column)


class Severity(Enum):
    """How much a finding weighs: an error stops the build, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: a stable rule name, a place, what is wrong and what would be right.

    ``message`` and ``remedy`` are English format strings (the msgids of the catalogues);
    ``values`` fills both, after translation.
    ``target`` names the output that would break, empty when every one would.
    """

    position: Position
    rule: str
    message: str
    remedy: str = ""
    severity: Severity = Severity.ERROR
    values: tuple[tuple[str, str], ...] = ()
    target: str = ""

    def sentence(self, language: str) -> str:
        """Return what is wrong, in ``language``."""
        return translate(self.message, language).format(**self._filled(language))

    def advice(self, language: str) -> str:
        """Return what would be right, in ``language``; empty when there is nothing to add."""
        return translate(self.remedy, language).format(**self._filled(language)) if self.remedy else ""

    def _filled(self, language: str) -> dict[str, str]:
        given = {"target": self.target} | dict(self.values)
        if "reason" in given:  # the one value that is itself a sentence of ours
            given["reason"] = translate(given["reason"], language).format(**given)
        return given

    def text(self, language: str) -> str:
        """Return ``path:line:col: error: message [rule]``, and the remedy on a line of its own."""
        severity = translate(self.severity.value, language)
        first = f"{self.position}: {severity}: {self.sentence(language)} [{self.rule}]"
        advice = self.advice(language)
        return f"{first}\n    {advice}" if advice else first


def error(
    position: Position, rule: str, message: str, remedy: str = "", /, target: str = "", **values: object
) -> Diagnostic:
    """Return a finding that stops the build."""
    return _diagnostic(Severity.ERROR, position, rule, message, remedy, target, values)


def warning(
    position: Position, rule: str, message: str, remedy: str = "", /, target: str = "", **values: object
) -> Diagnostic:
    """Return a finding that does not stop the build."""
    return _diagnostic(Severity.WARNING, position, rule, message, remedy, target, values)


def _diagnostic(
    severity: Severity, position: Position, rule: str, message: str, remedy: str, target: str, values: dict[str, object]
) -> Diagnostic:
    return Diagnostic(position, rule, message, remedy, severity, tuple((k, str(v)) for k, v in values.items()), target)


@dataclass(slots=True)
class Diagnostics:
    """All findings of one run, in the order they were made; printed by place."""

    found: list[Diagnostic] = field(default_factory=list)

    def add(self, finding: Diagnostic) -> None:
        """Take one finding."""
        self.found.append(finding)

    def extend(self, findings: Iterable[Diagnostic]) -> None:
        """Take several findings."""
        self.found.extend(findings)

    def __iter__(self) -> Iterator[Diagnostic]:
        """Iterate by file, line and column; equal findings count once."""
        unique = dict.fromkeys(self.found)
        return iter(sorted(unique, key=lambda d: (d.position, d.severity.value, d.rule, d.message, d.values)))

    @property
    def errors(self) -> int:
        """How many findings stop the build."""
        return sum(1 for d in self if d.severity is Severity.ERROR)

    @property
    def warnings(self) -> int:
        """How many findings do not."""
        return sum(1 for d in self if d.severity is Severity.WARNING)


class GeneratorError(Exception):
    """Something that ends the command, told without a traceback."""


class ContentError(GeneratorError):
    """The authored files are wrong; carries every finding (exit code 1)."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        super().__init__(f"{diagnostics.errors} errors")
        self.diagnostics = diagnostics


class TargetError(GeneratorError):
    """A target or its tool failed; names the target and what it was making (exit code 2)."""

    def __init__(self, target: str, subject: str, reason: str) -> None:
        super().__init__(f"{target}: {subject}: {reason}")
        self.target = target
        self.subject = subject
        self.reason = reason
