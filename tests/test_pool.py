"""Workers do what they are given, tell when they die, and do not outlive their parent."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator.pool import DiedError, pool

ROOT = Path(__file__).parent.parent


def work(task: tuple[str, object]) -> object:
    what, value = task
    match what:
        case "square":
            assert isinstance(value, int)
            return value * value
        case "environment":
            return os.environ.get(str(value)), time.tzname[0], hash("một")
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "sleep":
            time.sleep(60)
        case "network":
            try:
                socket.create_connection(("127.0.0.1", int(str(value))), timeout=1)
            except PermissionError as refusal:
                return str(refusal)
        case "pid":
            return os.getpid()
    return None


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_every_task_is_answered_under_its_name(workers: int) -> None:
    answers: dict[str, object] = {}
    with pool(workers, work, ()) as workshop:
        todo = list(range(12))
        while todo or workshop.running:
            while todo and workshop.free:
                n = todo.pop()
                workshop.start(str(n), ("square", n))
            assert workshop.running <= workers
            answers |= dict(workshop.wait())
    assert answers == {str(n): n * n for n in range(12)}


def test_a_worker_that_dies_is_told_and_replaced() -> None:
    with pool(1, work, ()) as workshop:
        workshop.start("a", ("die", None))
        ((name, answer),) = workshop.wait()
        assert name == "a"
        assert isinstance(answer, DiedError)
        assert answer.code == -signal.SIGKILL
        workshop.start("b", ("square", 3))
        assert list(workshop.wait()) == [("b", 9)]


def test_workers_know_neither_zone_nor_locale_nor_hash_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = set()
    for zone, seed in (("Asia/Ho_Chi_Minh", "1"), ("America/New_York", "2")):
        monkeypatch.setenv("TZ", zone)
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        with pool(1, work, (("TZ", "UTC"), ("LC_ALL", "C.UTF-8"))) as workshop:
            workshop.start("a", ("environment", "LC_ALL"))
            seen |= {answer for _, answer in workshop.wait()}
        assert os.environ["PYTHONHASHSEED"] == seed
    assert len(seen) == 1
    assert next(iter(seen))[:2] == ("C.UTF-8", "UTC")  # type: ignore[index]


def test_workers_cannot_reach_the_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, pool(1, work, ()) as workshop:
        workshop.start("a", ("network", server.getsockname()[1]))
        ((_, answer),) = workshop.wait()
    assert "does not use the network" in str(answer)


def test_an_exception_ends_the_workers_at_once() -> None:
    def interrupted() -> None:
        with pool(1, work, ()) as workshop:
            workshop.start("a", ("sleep", None))
            raise KeyboardInterrupt

    before = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert time.monotonic() - before < 30


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_workers_end_when_their_parent_is_killed() -> None:
    code = (
        "import os, signal, sys; from generator.pool import pool; from tests.test_pool import work\n"
        "with pool(1, work, ()) as p:\n"
        "    p.start('a', ('pid', None)); print(*[a for _, a in p.wait()], flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False, timeout=60)
    worker = int(done.stdout)
    for _ in range(100):
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("the worker lives on")
