"""The whole proof: every package of this repository's course in every run-time, in headless Chromium.

    python -m bench.proof [--seed N] [--formats scorm12 ...] [--scenarios right ...] [--packages b01 ...]

A test run plays a part of this: every scenario with some of the packages, others after each commit. With ``--seed`` the
part is played that a test run with this seed played. Needs what the tests need: Chromium, and the npm packages in
``tests/player`` (any test of the player installs them). The exit code is 1 when something does not come out as told,
or when a format had no package, no scenario or no call.
"""

import argparse
import sys
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from playwright.sync_api import Browser, sync_playwright

from generator.terminal import table
from tests.conftest import CHROMIUM, FLAGS
from tests.counts import Count
from tests.player.cases import Case
from tests.player.conftest import MODULES
from tests.player.formats import FORMATS, cases
from tests.player.proof import complaints, staged
from tests.player.scenarios import Scenario, chosen, rows

HEAD = ("format", "packages", "scenarios", "runs", "calls", "s per run", "complaints")


@dataclass(slots=True)
class Played:
    """What was played of a format: counts, seconds on the wall, complaints in words."""

    count: Count = field(default_factory=lambda: Count(needed=True))
    seconds: float = 0
    complaints: list[str] = field(default_factory=list)

    def row(self, name: str) -> tuple[str, ...]:
        """Return the line of a table."""
        counts = (len(self.count.packages), len(self.count.scenarios), self.count.runs, self.count.calls)
        return (name, *map(str, counts), f"{self.seconds / max(self.count.runs, 1):.2f}", str(len(self.complaints)))


def asked(
    name: str, seed: int | None, scenarios: Collection[str], packages: Collection[str]
) -> Iterator[tuple[Scenario, Case]]:
    """Yield what is to be played of the format ``name``; what is empty restricts nothing."""
    for scenario in rows(name):
        if not scenarios or scenario.name in scenarios:
            for case in cases(name) if seed is None else chosen(scenario, name, seed):
                if not packages or case.name in packages:
                    yield scenario, case


def played(
    browser: Browser, name: str, seed: int | None, scenarios: Collection[str], packages: Collection[str]
) -> Played:
    """Play what is ``asked`` and tell complaints as they come."""
    made, started = Played(), time.perf_counter()
    with staged(browser, MODULES, name) as stage:
        for scenario, case in asked(name, seed, scenarios, packages):
            outcome = stage.run(case, scenario)
            made.count.add(Count({case.name}, {scenario.name}, 1, outcome.calls))
            for words in complaints(name, case, scenario, outcome):
                made.complaints.append(f"{name} {scenario.name} {case.name}: {words}")
                print(made.complaints[-1], flush=True)
    made.seconds = time.perf_counter() - started
    return made


def main() -> int:
    """Play everything that was asked for; print what does not come out as told, and what was played."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seed", type=int)
    parser.add_argument("--formats", nargs="*", choices=FORMATS, default=FORMATS)
    parser.add_argument("--scenarios", nargs="*", default=())
    parser.add_argument("--packages", nargs="*", default=())
    given = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS, ignore_default_args=["--disable-back-forward-cache"]
        )
        made = {f: played(browser, f, given.seed, given.scenarios, given.packages) for f in given.formats}
        browser.close()
    print(table([HEAD, *(p.row(f) for f, p in made.items())], left=1))
    return 1 if any(p.complaints or p.count.lacking for p in made.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
