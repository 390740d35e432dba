"""What the proof counts, summed over all processes of a test run, and told at its end; no count may be nothing."""

from dataclasses import dataclass, field
from typing import Any

import pytest

KEY = "counts"


@dataclass(slots=True)
class Count:
    """What was played of one format. ``needed``: something was, that has to call its run-time."""

    packages: set[str] = field(default_factory=set)
    scenarios: set[str] = field(default_factory=set)
    runs: int = 0
    calls: int = 0
    needed: bool = False
    seeds: set[int] = field(default_factory=set)

    def add(self, other: "Count") -> None:
        """Add what another process has counted."""
        self.packages |= other.packages
        self.scenarios |= other.scenarios
        self.seeds |= other.seeds
        self.runs += other.runs
        self.calls += other.calls
        self.needed |= other.needed

    @property
    def lacking(self) -> list[str]:
        """What there was nothing of, although there had to be."""
        counts = {"packages": len(self.packages), "scenarios": len(self.scenarios), "API calls": self.calls}
        return [name for name, count in counts.items() if self.needed and not count]

    def __str__(self) -> str:
        seeds = ", ".join(map(str, sorted(self.seeds)))
        return (
            f"{len(self.packages)} packages, {len(self.scenarios)} scenarios, {self.runs} runs,"
            f" {self.calls} API calls (seed {seeds})"
        )


counts: dict[str, Count] = {}


def of(name: str) -> Count:
    """Return the count of the format ``name`` in this process."""
    return counts.setdefault(name, Count())


def sent() -> dict[str, Any]:
    """Return the counts of this process as a test process may send them."""
    return {
        k: [sorted(c.packages), sorted(c.scenarios), c.runs, c.calls, c.needed, sorted(c.seeds)]
        for k, c in counts.items()
    }


def receive(given: dict[str, Any]) -> None:
    """Add what another process has ``sent``."""
    for name, (packages, scenarios, runs, calls, needed, seeds) in given.items():
        of(name).add(Count(set(packages), set(scenarios), runs, calls, needed, set(seeds)))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[KEY] = sent()
    elif session.exitstatus == pytest.ExitCode.OK and any(c.lacking for c in counts.values()):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    receive(getattr(node, "workeroutput", {}).get(KEY, {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if counts:
        terminalreporter.section("proof")
    for name, count in sorted(counts.items()):
        terminalreporter.line(f"{name}: {count}")
        if count.lacking:
            terminalreporter.line(f"{name}: none of {', '.join(count.lacking)}", red=True)
