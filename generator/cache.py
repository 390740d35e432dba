"""The cache of finished work: content-addressed files, and for each key the list of files it made.

Layout below the cache's folder::

    files/<kk>/<sha256>      the bytes of one file
    results/<kk>/<key>       first line the SHA-256 of the rest; then JSON: [[path below dist/, sha256, size], …]
    uses.json                the number of builds so far, and in which each key was last used

Everything is written under another name and renamed, and read back with its hash verified:
a torn or damaged entry is as good as none.
"""

import contextlib
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.stops import reached

KEPT_BUILDS = 10  # a result used by one of the last so many builds is never removed
LIMIT = 1_000_000_000  # bytes; beyond it, older results go


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file: its path below ``dist/``, the SHA-256 (hex) and the number of its bytes."""

    path: str
    sha256: str
    size: int


class DamagedError(Exception):
    """A file of the cache is gone or is not what its name says."""


@dataclass(frozen=True, slots=True)
class Cache:
    """The cache in ``folder``; workers and the driver each hold their own object."""

    folder: Path

    def get(self, key: str) -> tuple[Made, ...] | None:
        """Return what ``key`` made, every byte verified; nothing when it is unknown or damaged."""
        made = self._listed(self._result(key))
        if made is None:
            return None
        try:
            for file in made:
                self.read(file)
        except DamagedError:
            return None
        return made

    def put(self, key: str, files: Mapping[str, bytes]) -> tuple[Made, ...]:
        """Keep ``files`` (by path below ``dist/``) as what ``key`` made."""
        made = tuple(self._store(path, files[path]) for path in sorted(files))
        reached("stored")
        body = json.dumps([[m.path, m.sha256, m.size] for m in made]).encode()
        _write(self._result(key), hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
        return made

    def read(self, file: Made) -> bytes:
        """Return the bytes of ``file``; raises ``DamagedError`` and forgets them when they are wrong."""
        path = self._file(file.sha256)
        try:
            content = path.read_bytes()
        except OSError as failure:
            raise DamagedError(file.path) from failure
        if hashlib.sha256(content).hexdigest() != file.sha256:
            with contextlib.suppress(OSError):
                path.unlink()
            raise DamagedError(file.path)
        return content

    def tidy(self, used: Iterable[str], limit: int = LIMIT, kept_builds: int = KEPT_BUILDS) -> None:
        """Note that one more build used the keys ``used``; remove what no build needs any more.

        Files that no result lists go at once.
        When the rest is larger than ``limit``, results unused by the last ``kept_builds`` builds go, oldest first.
        Only the holder of the course's lock may call it.
        """
        number, last = self._uses()
        number += 1
        last |= dict.fromkeys(used, number)
        results = {p.name: (p, self._listed(p)) for p in _files(self.folder / "results")}
        for path, made in results.values():
            if made is None:
                path.unlink()
        results = {k: v for k, v in results.items() if v[1] is not None}
        references = Counter(m.sha256 for _, made in results.values() for m in made or ())
        sizes = {p.name: (p, p.stat().st_size) for p in _files(self.folder / "files")}
        total = sum(size for name, (_, size) in sizes.items() if name in references)
        for key in sorted(results, key=lambda k: (last.get(k, 0), k)):
            if total <= limit or last.get(key, 0) > number - kept_builds:
                break
            path, made = results[key]
            path.unlink()
            for file in made or ():
                references[file.sha256] -= 1
                if not references[file.sha256] and file.sha256 in sizes:
                    total -= sizes[file.sha256][1]
        for name, (path, _) in sizes.items():
            if references[name] <= 0:
                path.unlink()
        kept = {k: n for k, n in last.items() if self._result(k).exists()}
        _write(self.folder / "uses.json", json.dumps({"builds": number, "last": kept}, sort_keys=True).encode())

    def _uses(self) -> tuple[int, dict[str, int]]:
        try:
            data = json.loads((self.folder / "uses.json").read_bytes())
            return int(data["builds"]), {str(k): int(n) for k, n in data["last"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return 0, {}

    def _store(self, path: str, content: bytes) -> Made:
        made = Made(path, hashlib.sha256(content).hexdigest(), len(content))
        place = self._file(made.sha256)
        if not place.exists() or place.read_bytes() != content:
            _write(place, content)
        return made

    def _listed(self, path: Path) -> tuple[Made, ...] | None:
        try:
            digest, _, body = path.read_bytes().partition(b"\n")
        except OSError:
            return None
        if hashlib.sha256(body).hexdigest().encode() != digest:
            return None
        return tuple(Made(*row) for row in json.loads(body))

    def _file(self, sha256: str) -> Path:
        return self.folder / "files" / sha256[:2] / sha256

    def _result(self, key: str) -> Path:
        return self.folder / "results" / key[:2] / key


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        reached("storing")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _files(folder: Path) -> Iterator[Path]:
    """Yield the entries of the two-letter folders; torn left-overs are removed on the way."""
    for part in sorted(folder.iterdir()) if folder.is_dir() else ():
        for path in sorted(part.iterdir()):
            if path.suffix == ".tmp":
                path.unlink()
            else:
                yield path
