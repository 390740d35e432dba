"""The guards of the test suite themselves: each must be able to fail."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import allowed_skips, is_local, unexplained
from tests.goldens import Golden, place

HERE = Path(__file__).parent
SKIPS = """
import pytest

def test_fine(): pass

@pytest.mark.skip(reason="no reason at all")
def test_skipped(): pass

@pytest.mark.xfail(reason="known")
@pytest.mark.parametrize("n", [1])
def test_wrong(n): assert False
"""


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.3.2.1", None, ""])
def test_this_machine_may_be_reached(host: str | None) -> None:
    assert is_local(host)


def test_the_network_may_not() -> None:
    with pytest.raises(RuntimeError, match="reached for the network"):
        socket.create_connection(("192.0.2.1", 9), timeout=1)
    with pytest.raises(RuntimeError, match="reached for the network"):
        socket.getaddrinfo("vi-du.example", 443)
    with socket.socket() as udp, pytest.raises(RuntimeError, match="reached for the network"):
        udp.connect(("203.0.113.7", 9))


def test_a_local_server_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


def test_a_skip_needs_a_pattern_with_a_reason() -> None:
    allowed = allowed_skips(
        "# a comment\n\ntests/a.py::test_x # no such system\ntests/b.py::* # old\ntests/c.py::y #\n"
    )
    nodes = ["tests/a.py::test_x[1]", "tests/a.py::test_xy", "tests/b.py::test_z", "tests/c.py::y"]
    assert unexplained(iter(nodes), allowed) == ["tests/a.py::test_xy", "tests/c.py::y"]


@pytest.fixture
def suite(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return what runs a suite of its own in a folder of its own under the guards of this one."""
    tests = tmp_path / "tests"
    tests.mkdir()
    for name in ("__init__.py", "conftest.py", "counts.py", "goldens.py"):
        shutil.copy(HERE / name, tests / name)
    (tests / "allowed-skips.txt").write_text("")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(tmp_path)]

    def run(*arguments: str, **files: str) -> subprocess.CompletedProcess[str]:
        for name, text in files.items():
            (tests / f"{name}.py").write_text(text)
        return subprocess.run(
            [*command, *arguments, str(tests)], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    return run


@pytest.mark.parametrize("workers", [[], ["-n", "1"]], ids=["alone", "xdist"])
def test_an_unexplained_skip_fails_the_run(
    workers: list[str], suite: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    gone = "import pytest\npytest.importorskip('no_such_module_of_ours')\n"
    refused = suite(*workers, test_it=SKIPS, test_gone=gone)
    assert refused.returncode == 1, refused.stdout
    for node in ("tests/test_it.py::test_skipped: ", "tests/test_it.py::test_wrong[1]: ", "tests/test_gone.py: "):
        assert f"\n{node}" in refused.stdout
    assert " passed" in refused.stdout.splitlines()[-1]
    (tmp_path / "tests/allowed-skips.txt").write_text(
        "tests/test_it.py::test_* # shown here\ntests/test_gone.py # shown here\n"
    )
    granted = suite(*workers)
    assert granted.returncode == 0, granted.stdout


COUNTS = """
from tests import counts

def test_some():
    count = counts.of("scorm12")
    count.add(counts.Count({"b01"}, {"NAME"}, 1, CALLS, True, {7}))
"""


@pytest.mark.parametrize("workers", [[], ["-n", "2", "--dist", "loadfile"]], ids=["alone", "xdist"])
def test_counts_are_summed_and_none_may_be_nothing(
    workers: list[str], suite: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    one, two = COUNTS.replace("NAME", "look").replace("CALLS", "5"), COUNTS.replace("NAME", "right")
    told = suite(*workers, test_one=one, test_two=two.replace("CALLS", "0"))
    assert told.returncode == 0, told.stdout
    assert "\nscorm12: 1 packages, 2 scenarios, 2 runs, 5 API calls (seed 7)\n" in told.stdout
    silent = suite(*workers, test_one=one.replace("5", "0"))
    assert silent.returncode == 1, silent.stdout
    assert "\nscorm12: none of API calls\n" in silent.stdout
    assert " failed" not in silent.stdout.splitlines()[-1]
    needless = suite(*workers, test_one=one.replace("5, True", "0, False"), test_two="def test_it(): pass")
    assert needless.returncode == 0, needless.stdout


def test_a_golden_is_compared_and_rewritten(tmp_path: Path) -> None:
    with pytest.raises(pytest.fail.Exception, match="does not exist"):
        Golden(tmp_path, update=False).check("x/a.txt", "một\n")
    Golden(tmp_path, update=True).check("x/a.txt", "một\n")
    Golden(tmp_path, update=False).check("x/a.txt", "một\n")
    with pytest.raises(AssertionError):
        Golden(tmp_path, update=False).check("x/a.txt", "hai\n")


def test_goldens_lie_beside_the_tests_they_belong_to(golden: Golden) -> None:
    assert golden.folder == HERE / "golden/conftest"
    assert place(HERE / "targets/test_scorm12.py") == HERE / "golden/targets/scorm12"
