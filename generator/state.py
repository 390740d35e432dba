"""What the last build saw, by size and time first: a build with nothing to do parses nothing.

``.hocvuso/state/<hash of the output folder>.json`` holds, for every input and every file of ``dist/``, its stat
and SHA-256, the arguments, and the summary.
A file whose stat has changed is hashed; only another hash means work.
"""

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from generator.summary import Summary, unchanged
from generator.swap import replace
from generator.theme import PACKAGED, SITE_BASE

FOLDER = ".hocvuso"
SCHEMA = 1
EPOCH = "SOURCE_DATE_EPOCH"
CODE = Path(__file__).parent
_TICK = 20_000_000  # ns; a file written within one tick of the clock of the file system may change unseen

Stat: TypeAlias = list[int]
Seen: TypeAlias = tuple[Stat, str]  # stat (empty: not to be trusted) and SHA-256


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: names narrow the work to some targets, lessons or tracks; ``workers`` 0: one per core.

    ``root`` and ``out`` are absolute, without links.
    """

    root: Path
    out: Path
    targets: tuple[str, ...] = ()
    lessons: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()
    keep_going: bool = False
    workers: int = 0

    @property
    def whole(self) -> bool:
        """Whether everything is asked for, so that nothing older may stay."""
        return not (self.targets or self.lessons or self.tracks)

    def arguments(self) -> dict[str, Any]:
        """Return what, besides files, decides about the result."""
        return {
            "targets": sorted(self.targets),
            "about": sorted((*self.lessons, *self.tracks)),
            "epoch": os.environ.get(EPOCH, ""),
            "python": sys.version,
            "prefix": sys.prefix,
        }


def state_file(root: Path, out: Path) -> Path:
    """Return where the state of the builds from ``root`` to ``out`` is kept."""
    return root / FOLDER / "state" / f"{hashlib.sha256(_place(root, out).encode()).hexdigest()[:16]}.json"


def _place(root: Path, out: Path) -> str:
    """Return ``out`` as seen from ``root``, so that a course that is moved keeps its state."""
    try:
        return os.path.relpath(out, root)
    except ValueError:  # another drive
        return os.fspath(out)


def known_outputs(root: Path) -> tuple[Path, ...]:
    """Return every folder that was ever built to from ``root``."""
    found = []
    for path in sorted((root / FOLDER / "state").glob("*.out")):
        with contextlib.suppress(OSError):
            found.append(Path(os.path.normpath(root / path.read_text(encoding="utf-8"))))
    return tuple(found)


def note_output(root: Path, out: Path) -> None:
    """Remember that ``out`` is built to, so that any command can complete what a killed build has begun there."""
    path = state_file(root, out).with_suffix(".out")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, _place(root, out).encode())


def inputs(root: Path, engines: Iterable[Path]) -> dict[str, Path]:
    """Return everything a build reads, by label, sorted: the course, the theme, our own code, the engines' places."""
    found: dict[str, Path] = {}
    for name in ("curriculum.yml", SITE_BASE):
        found |= {f"course/{name}": root / name} if (root / name).is_file() else {}
    for name in ("content", "releases", "theme"):
        found |= {f"course/{name}/{n}": p for n, p in walk(root / name)}
    found |= {f"code/{n}": p for n, p in walk(CODE)}
    if not PACKAGED.is_relative_to(CODE) and PACKAGED.resolve() != (root / "theme").resolve():
        found |= {f"theme/{n}": p for n, p in walk(PACKAGED)}
    base = PACKAGED.parent / SITE_BASE
    if base.is_file() and base.resolve() != (root / SITE_BASE).resolve():
        found[f"theme/../{SITE_BASE}"] = base
    found |= {f"engine/{p}": p for p in engines}
    return dict(sorted(found.items()))


def walk(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield every file below ``folder`` with its POSIX name; compiled Python is passed over."""
    stack = [("", os.fspath(folder))]
    while stack:
        prefix, path = stack.pop()
        try:
            entries = list(os.scandir(path))
        except FileNotFoundError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    stack.append((f"{prefix}{entry.name}/", entry.path))
            else:
                yield prefix + entry.name, Path(entry.path)


def look(files: Mapping[str, Path], before: Mapping[str, Seen], now: int) -> dict[str, Seen]:
    """Return what ``files`` are like; one whose stat is that of ``before`` is not read again.

    ``now`` is the file system's time in ns: what changed within a tick of it is not trusted next time.
    """
    found: dict[str, Seen] = {}
    for label, path in files.items():
        stat = _stat(path)
        known = before.get(label)
        if known is not None and stat and known[0] == stat:
            found[label] = known
        else:
            found[label] = (stat if stat and max(stat[1:3]) < now - _TICK else [], _hash(path))
    return found


def now(root: Path) -> int:
    """Return the time of the file system that holds the course, in ns; the system's clock is not asked."""
    path = root / FOLDER / "state" / "clock"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path.stat().st_mtime_ns


def recall(request: Request) -> Summary | None:
    """Return the last build's summary if nothing has changed since; nothing when there is work, or doubt."""
    root, out = request.root, request.out
    path = state_file(root, out)
    try:
        state = json.loads(path.read_bytes())
        if state["schema"] != SCHEMA or state["arguments"] != request.arguments():
            return None
        engines = [Path(label.removeprefix("engine/")) for label in state["inputs"] if label.startswith("engine/")]
        groups = (("inputs", inputs(root, engines)), ("outputs", dict(walk(out))))
        moved = False
        for name, files in groups:
            before = {label: (stat, sha) for label, (stat, sha) in state[name].items()}
            if files.keys() != before.keys():
                return None
            if all(before[label][0] and before[label][0] == _stat(p) for label, p in files.items()):
                continue
            moved = True
            seen = look(files, before, now(root))
            if any(seen[label][1] != before[label][1] for label in files):
                return None
            state[name] = seen
        if moved:
            with contextlib.suppress(OSError):
                replace(path, json.dumps(state).encode())
        return unchanged(state["summary"])
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def remember(request: Request, seen: Mapping[str, Seen], made: Mapping[str, Seen], summary: Summary) -> None:
    """Keep what this build saw (``seen``, looked at before anything was read) and what it made."""
    root, out = request.root, request.out
    state = {
        "schema": SCHEMA,
        "arguments": request.arguments(),
        "inputs": dict(seen),
        "outputs": dict(made),
        "summary": summary.as_data(),
    }
    path = state_file(root, out)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace(path, json.dumps(state).encode())


def forget(root: Path, out: Path) -> None:
    """Let the next build look at everything."""
    state_file(root, out).unlink(missing_ok=True)


def last_inputs(root: Path, out: Path) -> dict[str, Seen]:
    """Return what the last build saw of its inputs, to spare hashing; empty when nothing is known."""
    try:
        state = json.loads(state_file(root, out).read_bytes())
        return {label: (stat, sha) for label, (stat, sha) in state["inputs"].items()}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _stat(path: Path) -> Stat:
    """Return size, times of content and of the inode, and the inode; empty when there is no such file."""
    try:
        found = path.stat()
    except OSError:
        return []
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]


def _hash(path: Path) -> str:
    """Return the SHA-256 of a file; of a folder of packages, that of the names of what is installed."""
    try:
        if path.is_dir():
            names = sorted(n for n in os.listdir(path) if n.endswith((".dist-info", ".egg-info")))  # noqa: PTH208
            return hashlib.sha256("\n".join(names).encode()).hexdigest()
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
