"""The whole proof: every package of this repository's course in every run-time, in headless Chromium.

    python -m bench.proof [--seed N] [--formats scorm12 ...] [--scenarios right ...] [--packages b01 ...]

A test run plays a part of this: every scenario with one package of two, others after each commit. With ``--seed`` the
same part is played as in the test run that told this seed. Needs what the tests need: Chromium, and the npm packages
in ``tests/player`` (any test of the player installs them). The exit code is 1 when something does not come out as told,
or when a format had no package, no scenario or no call.
"""

import argparse
import sys
import time

from playwright.sync_api import sync_playwright

from generator.terminal import table
from tests.conftest import CHROMIUM, FLAGS
from tests.player.conftest import MODULES
from tests.player.formats import FORMATS, cases
from tests.player.proof import complaints, staged
from tests.player.scenarios import chosen, rows


def main() -> int:
    """Play everything that was asked for; print what does not come out as told, and what was played."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seed", type=int)
    parser.add_argument("--formats", nargs="*", choices=FORMATS, default=FORMATS)
    parser.add_argument("--scenarios", nargs="*", default=())
    parser.add_argument("--packages", nargs="*", default=())
    given = parser.parse_args()
    lines, failed = [("format", "packages", "scenarios", "runs", "calls", "s per run", "complaints")], 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS, ignore_default_args=["--disable-back-forward-cache"]
        )
        for name in given.formats:
            packages, scenarios, runs, calls, wrong = set[str](), set[str](), 0, 0, 0
            started = time.perf_counter()
            with staged(browser, MODULES, name) as stage:
                for scenario in (s for s in rows(name) if not given.scenarios or s.name in given.scenarios):
                    played = cases(name) if given.seed is None else chosen(scenario, name, given.seed)
                    for case in (c for c in played if not given.packages or c.name in given.packages):
                        outcome = stage.run(case, scenario)
                        found = complaints(name, case, scenario, outcome)
                        packages.add(case.name)
                        scenarios.add(scenario.name)
                        runs, calls, wrong = runs + 1, calls + outcome.calls, wrong + bool(found)
                        for words in found:
                            print(f"{name} {scenario.name} {case.name}: {words}", flush=True)
            seconds = (time.perf_counter() - started) / max(runs, 1)
            counts = (len(packages), len(scenarios), runs, calls)
            lines.append((name, *map(str, counts), f"{seconds:.2f}", str(wrong)))
            failed += wrong + (0 in counts)
        browser.close()
    print(table(lines, left=1))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
