"""Worker processes, one task at a time each; none outlives the one who started them for long."""

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")
_ENDINGS = (signal.SIGINT, signal.SIGTERM)


class DiedError(Exception):
    """A worker ended without an answer; carries its exit code, negative for a signal."""

    def __init__(self, code: int | None) -> None:
        """Note the exit ``code``."""
        super().__init__(f"exit code {code}")
        self.code = code


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: "Connection[object, object]"
    name: str = ""


class Pool(Generic[T, R]):
    """At most ``workers`` processes that apply ``function`` to tasks; both travel by pickle.

    ``function`` must not raise: an exception there ends the worker and comes back as ``DiedError``.
    """

    def __init__(self, workers: int, function: Callable[[T], R], environment: tuple[tuple[str, str], ...]) -> None:
        """Start nothing yet; ``environment`` is set in each worker before anything is imported for a task."""
        self._most = workers
        self._function = function
        self._environment = environment
        self._context: SpawnContext | ForkServerContext = (
            multiprocessing.get_context("spawn")
            if sys.platform == "win32"
            else multiprocessing.get_context("forkserver")
        )
        self._context.set_forkserver_preload(["__main__", function.__module__])  # imported once, for all workers
        self._workers: list[_Worker] = []

    @property
    def free(self) -> bool:
        """Whether another task can start now."""
        return self.running < self._most

    @property
    def running(self) -> int:
        """How many tasks are being done."""
        return sum(1 for w in self._workers if w.name)

    def start(self, name: str, task: T) -> None:
        """Give ``task`` to an idle worker; call it only when ``free``."""
        worker = next((w for w in self._workers if not w.name), None) or self._another()
        worker.name = name
        worker.pipe.send(task)

    def wait(self) -> Iterator[tuple[str, R | DiedError]]:
        """Wait until something is done; yield the names of finished tasks with what came of them."""
        ready = wait([w.pipe for w in self._workers if w.name])
        for worker in [w for w in self._workers if w.pipe in ready]:
            name, worker.name = worker.name, ""
            try:
                answer = worker.pipe.recv()
            except (EOFError, OSError):
                worker.process.join()
                self._workers.remove(worker)
                yield name, DiedError(worker.process.exitcode)
            else:
                yield name, answer  # type: ignore[misc]

    def _another(self) -> _Worker:
        with _undisturbed():
            ours, theirs = self._context.Pipe()
            arguments = (theirs, self._function, self._environment)
            process = self._context.Process(target=_serve, args=arguments, daemon=True)
            process.start()
            theirs.close()
            worker = _Worker(process, ours)
            self._workers.append(worker)
        return worker

    def stop(self) -> None:
        """End every worker, whatever it is doing."""
        for worker in self._workers:
            worker.pipe.close()
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
        self._workers.clear()


@contextlib.contextmanager
def pool(workers: int, function: Callable[[T], R], environment: tuple[tuple[str, str], ...]) -> Iterator[Pool[T, R]]:
    """Give a ``Pool``; at the end, also by an exception, its processes are gone."""
    made = Pool(workers, function, environment)
    # read by each worker's interpreter before the first line of Python runs, so it must stand in ours
    before = os.environ.get("PYTHONHASHSEED")
    os.environ["PYTHONHASHSEED"] = "0"
    try:
        yield made
    finally:
        if before is None:
            del os.environ["PYTHONHASHSEED"]
        else:
            os.environ["PYTHONHASHSEED"] = before
        made.stop()


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM wait until a worker is started and known.

    What is started within waits for ever, the server that workers are forked from too: Ctrl-C reaches the whole group,
    and it would say so at length when it is caught importing.
    """
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # starting it lets both signals in again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(
    pipe: "Connection[object, object]", function: Callable[[object], object], environment: tuple[tuple[str, str], ...]
) -> None:
    """Answer tasks until the other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDINGS)
    os.environ.update(environment)
    if hasattr(time, "tzset"):
        time.tzset()
    sys.addaudithook(_refuse_network)
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        answer = function(task)
        try:
            pipe.send(answer)
        except OSError:
            return


def _refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    """Nothing that is built may ask the network, whatever library asks."""
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.sendto") or (
        event in ("socket.connect", "socket.bind") and isinstance(arguments[1], tuple)
    ):
        raise PermissionError(f"{event}: a build does not use the network")
