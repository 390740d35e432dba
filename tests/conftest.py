"""What all tests share: one browser, no network, reviewed goldens, no skipped test without a reason on file."""

import fnmatch
import ipaddress
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests import counts
from tests.goldens import Golden, place

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ALLOWED_SKIPS = Path(__file__).parent / "allowed-skips.txt"
CHROMIUM = os.environ.get("HOCVUSO_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# would make a test depend on who runs it
PERSONAL = ("COLUMNS", "FORCE_COLOR", "HOCVUSO_HOME", "NO_COLOR", "SOURCE_DATE_EPOCH")

# a slow machine is no failure, and CI tries the same examples as the run before it
hypothesis.settings.register_profile("hocvuso", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("hocvuso")

skipped: dict[str, str] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the files under tests/golden/")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(counts)
    for name in PERSONAL:
        os.environ.pop(name, None)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Return the goldens of the running test's file."""
    return Golden(place(request.path), bool(request.config.getoption("--update-golden")))


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """One browser for all tests, since a thread can drive but one; the back-forward cache stays on, as in real life."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS, ignore_default_args=["--disable-back-forward-cache"]
        )
        yield browser
        browser.close()


# --- no network -------------------------------------------------------------------------------------------------------


def is_local(host: object) -> bool:
    """Return whether ``host`` (an address or a name, as given to the socket module) is this machine."""
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _guard(event: str, arguments: tuple[object, ...]) -> None:
    match event, arguments:
        case ("socket.connect" | "socket.sendto", (_, (host, *_))) | ("socket.getaddrinfo", (host, *_)):
            if not is_local(host):
                raise RuntimeError(f"a test reached for the network: {host!r}")


sys.addaudithook(_guard)  # sees every socket of this process, whoever opens it


# --- no skipped test without a reason on file -------------------------------------------------------------------------


def allowed_skips(text: str) -> dict[str, str]:
    """Return the reason of each pattern in ``text``; a line is ``pattern # reason``."""
    found = {}
    for line in text.splitlines():
        pattern, _, reason = (part.strip() for part in line.partition("#"))
        if pattern:
            found[pattern] = reason
    return found


def unexplained(nodes: Iterator[str], allowed: dict[str, str]) -> list[str]:
    """Return those of ``nodes`` that no pattern with a reason covers; parameters need not be written out."""
    patterns = [p for p, reason in allowed.items() if reason]
    bare = {n: n.split("[")[0] for n in nodes}
    return [n for n, name in bare.items() if not any(p == n or fnmatch.fnmatchcase(name, p) for p in patterns)]


def _note(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped or hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else getattr(report, "wasxfail", "")
        skipped[report.nodeid] = reason


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _note(report)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    _note(report)


def _refused() -> list[str]:
    return unexplained(iter(skipped), allowed_skips(ALLOWED_SKIPS.read_text(encoding="utf-8")))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    refused = _refused()
    if refused:
        terminalreporter.section("not run, and no reason in tests/allowed-skips.txt", red=True)
        for node in refused:
            terminalreporter.line(f"{node}: {skipped[node]}")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.exitstatus == pytest.ExitCode.OK and _refused():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
