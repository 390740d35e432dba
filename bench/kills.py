"""Kill a build at every named phase and at random moments; what is left must be whole each time.

    python -m bench.kills [--course DIR] [--targets site scorm12] [--moments 200] [--seed 1]

After each kill: SHA256SUMS verifies, the tree is the one before or the one after, and the next build
gives, byte for byte, what a clean build of the same course gives.
"""

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator.stops import PHASES, VARIABLE
from generator.swap import RENAMES, recover

ROOT = Path(__file__).parent.parent
IN_WORKER = frozenset(("storing", "stored"))  # a worker dies; the build itself fails with an exit code
GRACE = 0.05  # s after a kill, so that workers see their parent gone


class BrokenTreeError(AssertionError):
    """What was left is not whole, or the next build made something else."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What is built: a course, an edit made between two builds, and the command."""

    course: Path
    edit: Callable[[Path], None]
    command: Callable[[Path], list[str]]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Tally:
    """What was left, counted: ``before`` the old tree, ``after`` the new one, ``finished`` the build was quicker."""

    left: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return ", ".join(f"{name}: {count}" for name, count in sorted(self.left.items()))


def run(trial: Trial, place: Path, moments: int, seed: int, phases: Sequence[str] = PHASES) -> Tally:
    """Kill builds in ``place`` at every phase, then at ``moments`` random moments; raises ``BrokenTreeError``."""
    tally = Tally()
    before, after, seconds = _expected(trial, place)
    for phase in phases:
        way = "renames" if phase.startswith("swap-") else "exchange"
        root = _prepared(trial, place)
        code = _start(trial, root, {VARIABLE: phase, RENAMES: way}).wait()
        if code >= 0 and phase not in IN_WORKER:
            raise BrokenTreeError(f"{phase}: the build was not killed there")
        tally.left[_checked(trial, root, before, after, phase)] += 1
    chance = random.Random(seed)
    for number in range(moments):
        root = _prepared(trial, place)
        way = chance.choice(("exchange", "renames"))
        build = _start(trial, root, {RENAMES: way})
        moment = chance.uniform(0, seconds * 1.1)
        time.sleep(moment)
        finished = build.poll() is not None
        group = chance.random() < 0.5  # everything at once, or the build alone with its workers left behind
        if not finished:
            os.killpg(build.pid, signal.SIGKILL) if group else build.kill()
        build.wait()
        time.sleep(GRACE)
        found = _checked(trial, root, before, after, f"moment {number}: {moment:.3f} s, {way}")
        tally.left["finished" if finished else found] += 1
    return tally


def _expected(trial: Trial, place: Path) -> tuple[str, str, float]:
    """Return the hash of the tree before and after the edit, each made clean, and how long the second build took."""
    hashes = []
    seconds = 0.0
    for edited in (False, True):
        root = _copy(trial.course, place / "clean")
        if edited:
            trial.edit(root)
        _finish(trial, root)
        hashes.append(tree_hash(root / "dist"))
    root = _prepared(trial, place)
    started = time.perf_counter()
    _finish(trial, root)
    seconds = time.perf_counter() - started
    if hashes[0] == hashes[1]:
        raise BrokenTreeError("the edit changes nothing")
    return hashes[0], hashes[1], seconds


def _prepared(trial: Trial, place: Path) -> Path:
    """Return the course as it is before the killed build: built once, then edited."""
    kept = place / "built"
    if not kept.exists():
        _finish(trial, _copy(trial.course, kept))
    root = _copy(kept, place / "course")
    trial.edit(root)
    return root


def _copy(source: Path, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, symlinks=True)
    return target


def _start(trial: Trial, root: Path, extra: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **trial.environment, **extra}
    null = subprocess.DEVNULL
    return subprocess.Popen(
        trial.command(root), cwd=root, env=environment, stdout=null, stderr=null, start_new_session=True
    )


def _finish(trial: Trial, root: Path) -> None:
    code = _start(trial, root, {}).wait()
    if code:
        raise BrokenTreeError(f"the build ends with {code}")


def _checked(trial: Trial, root: Path, before: str, after: str, what: str) -> str:
    """Check what a kill has left and what the next build makes of it; return which tree was left."""
    out = root / "dist"
    recover(out)  # any command does this first
    verify(out, what)
    found = {before: "before", after: "after"}.get(tree_hash(out))
    if found is None:
        raise BrokenTreeError(f"{what}: neither the old tree nor the new one")
    _finish(trial, root)
    if tree_hash(out) != after:
        raise BrokenTreeError(f"{what}: the next build differs from a clean one")
    left = [p.name for p in root.iterdir() if p.name.startswith(".dist")]
    if left:
        raise BrokenTreeError(f"{what}: {', '.join(left)} left over")
    return found


def verify(out: Path, what: str) -> None:
    """Raise ``BrokenTreeError`` unless ``SHA256SUMS`` describes every file and no other."""
    try:
        lines = (out / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise BrokenTreeError(f"{what}: no SHA256SUMS") from None
    named = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    present = {p.relative_to(out).as_posix(): p for p in out.rglob("*") if p.is_file() and p.name != "SHA256SUMS"}
    if named.keys() != present.keys():
        raise BrokenTreeError(f"{what}: {sorted(named.keys() ^ present.keys())} not in both")
    wrong = [n for n, p in present.items() if hashlib.sha256(p.read_bytes()).hexdigest() != named[n]]
    if wrong:
        raise BrokenTreeError(f"{what}: {wrong} differ")


def tree_hash(folder: Path) -> str:
    """Return one hash of every name and byte below ``folder``."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix().encode()
            total.update(b"%d %s %s" % (len(name), name, hashlib.sha256(path.read_bytes()).digest()))
    return total.hexdigest()


def add_a_word(root: Path) -> None:
    """Add a word to the title of the course's first lesson."""
    path = min((root / "content/lessons").glob("*.md"))
    lines = path.read_text(encoding="utf-8").split("\n")
    number = next(n for n, line in enumerate(lines) if line.startswith("# "))
    lines[number] += " (2)"
    path.write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    """Run the long form and print what was left."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--course", type=Path, default=ROOT / "tests/curricula/minimal")
    parser.add_argument("--targets", nargs="*", default=["site", "scorm12"])
    parser.add_argument("--moments", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    command = [sys.executable, "-m", "generator", "build", *given.targets]
    with tempfile.TemporaryDirectory(prefix="kills-") as name:
        source = bare(given.course, Path(name) / "source")
        trial = Trial(source, add_a_word, lambda root: [*command, "--root", str(root)])
        tally = run(trial, Path(name), given.moments, given.seed)
    print(f"{len(PHASES)} aimed kills, {given.moments} at random moments (seed {given.seed}): {tally}")


def bare(course: Path, place: Path) -> Path:
    """Copy what an author writes, and nothing built, to the new folder ``place``; return it."""
    place.mkdir()
    for name in ("curriculum.yml", "mkdocs.yml", "content", "theme"):
        if (course / name).is_dir():
            shutil.copytree(course / name, place / name)
        elif (course / name).is_file():
            shutil.copy2(course / name, place / name)
    return place


if __name__ == "__main__":
    main()
