"""Judge a file: what it is, what is wrong with it anywhere, and what each platform would make of it."""

import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import FrameType

from generator.diagnostics import Diagnostic, Position, Severity, error
from generator.inspection.facts import Kind, facts_of
from generator.inspection.manifests import IMS_MANIFEST
from generator.inspection.opening import UnreadableError, open_package
from generator.inspection.rules import judged
from generator.profiles import Profile, discover

SECONDS = 60  # of processor time
MEMORY = 2 << 30  # bytes, beyond what the process has already
_STATUS = Path("/proc/self/statm")  # its first number: pages of address space


class Verdict(Enum):
    """What a platform makes of a package."""

    WORKS = "works"
    STUMBLES = "stumbles"  # it works, and something is lost or must be set by hand
    FAILS = "fails"  # it cannot be imported, started or graded
    UNREAD = "not-read"  # the platform does not take this kind


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one platform makes of a package.

    ``takes`` are the kinds that it reads; ``steps`` is what an administrator does there (a message, or nothing).
    """

    name: str
    title: str
    verdict: Verdict
    takes: tuple[Kind, ...]
    steps: str
    findings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Inspection:
    """All that is to be said about a file; ``findings`` are what is wrong on any platform."""

    name: str
    size: int
    sha256: str
    kind: Kind
    edition: str
    findings: tuple[Diagnostic, ...]
    profiles: tuple[Judgement, ...]

    @property
    def faulty(self) -> bool:
        """Whether the package is wrong anywhere, or fails on every platform that was asked and takes its kind.

        On a single platform that was asked for, not being taken is failing.
        """
        asked = [j for j in self.profiles if j.verdict is not Verdict.UNREAD or len(self.profiles) == 1]
        unfit = (Verdict.FAILS, Verdict.UNREAD)
        return _errors(self.findings) or (bool(asked) and all(j.verdict in unfit for j in asked))


def inspected(path: Path, only: str = "") -> Inspection:
    """Return what is to be said about the file at ``path``, of all platforms or of ``only`` one (a name).

    Raises ``UnreadableError`` for what is no archive, or is refused; ``OSError``; ``KeyError`` for an unknown name.
    """
    profiles = discover()
    chosen = {only: profiles[only]} if only else profiles
    with bounded(path.name):
        facts = facts_of(open_package(path))
        found = judged(facts)
        heard = {
            name: tuple(f for rule in p.rules for f in rule(facts))
            for name, p in chosen.items()
            if facts.kind in p.reads
        }
        opened = facts.opened
        riddle = IMS_MANIFEST in facts.sizes and facts.manifest is None
    judgements = tuple(
        _judgement(name, p, facts.kind, riddle, found, heard.get(name, ())) for name, p in chosen.items()
    )
    return Inspection(opened.name, opened.size, opened.sha256, facts.kind, facts.edition, found, judgements)


def _judgement(
    name: str, profile: Profile, kind: Kind, riddle: bool, general: tuple[Diagnostic, ...], own: tuple[Diagnostic, ...]
) -> Judgement:
    """Judge for one platform; ``riddle``: the manifest cannot be read, so that nobody knows of what kind it is."""
    takes = tuple(profile.reads)
    if kind not in profile.reads:
        verdict = Verdict.FAILS if riddle and _errors(general) else Verdict.UNREAD
        return Judgement(name, profile.title, verdict, takes, "", ())
    verdict = Verdict.STUMBLES if own else Verdict.WORKS
    if _errors(general) or _errors(own):
        verdict = Verdict.FAILS
    return Judgement(name, profile.title, verdict, takes, profile.reads[kind], own)


def _errors(findings: tuple[Diagnostic, ...]) -> bool:
    return any(f.severity is Severity.ERROR for f in findings)


class _BusyError(Exception):
    pass


@contextmanager
def bounded(name: str, seconds: int = SECONDS, memory: int = MEMORY) -> Iterator[None]:
    """Refuse the file ``name`` when what is done with it takes more processor time or memory than given.

    The bound on time needs the main thread, as signals do; what a system does not count is not bounded.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise _BusyError

    timed = threading.current_thread() is threading.main_thread()
    before = resource.getrlimit(resource.RLIMIT_CPU), resource.getrlimit(resource.RLIMIT_AS)
    handler = signal.signal(signal.SIGXCPU, stop) if timed else None
    used = resource.getrusage(resource.RUSAGE_SELF)
    try:
        if timed:
            _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + seconds + 1)
        if _STATUS.exists():  # elsewhere than on Linux nobody says how much there is, nor bounds it
            _lower(resource.RLIMIT_AS, int(_STATUS.read_text().split()[0]) * resource.getpagesize() + memory)
        yield
    except (_BusyError, MemoryError, RecursionError) as failure:
        message = "reading the package takes more time or memory than any course needs"
        remedy = "Do not upload it: the platform's server would suffer as well. Ask whoever made it."
        raise UnreadableError(error(Position(name), "busy-archive", message, remedy)) from failure
    finally:
        for kind, limits in zip((resource.RLIMIT_CPU, resource.RLIMIT_AS), before, strict=True):
            resource.setrlimit(kind, limits)
        if timed:
            signal.signal(signal.SIGXCPU, handler)


def _lower(kind: int, limit: int) -> None:
    soft, hard = resource.getrlimit(kind)
    if soft == resource.RLIM_INFINITY or limit < soft:
        resource.setrlimit(kind, (limit, hard))
