"""The theme: packaged files, with a course's own laid over them file by file."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGED = next(p for p in (Path(__file__).parent / "theme", Path(__file__).parent.parent / "theme") if p.is_dir())


@dataclass(frozen=True, slots=True)
class Theme:
    """Folders searched in order: the course's own ``theme/`` first, then the packaged one."""

    folders: tuple[Path, ...]

    def find(self, name: str) -> Path:
        """Return the file ``name`` (POSIX, below ``theme/``) that counts."""
        for folder in self.folders:
            path = folder / name
            if path.is_file():
                return path
        raise FileNotFoundError(name)

    def files(self, part: str) -> dict[str, Path]:
        """Return every file below the folder ``part`` by its name below ``theme/``, sorted."""
        found: dict[str, Path] = {}
        for folder in reversed(self.folders):
            base = folder / part
            if base.is_dir():
                found |= {p.relative_to(folder).as_posix(): p for p in base.rglob("*") if p.is_file()}
        return dict(sorted(found.items()))

    def digest(self, parts: tuple[str, ...]) -> str:
        """Return a hash of the names and bytes of the folders ``parts``."""
        return _digest(self, parts)


@cache
def _digest(theme: Theme, parts: tuple[str, ...]) -> str:
    total = hashlib.sha256()
    for part in parts:
        for name, path in theme.files(part).items():
            total.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def layered(root: Path) -> Theme:
    """Return the theme of the course at ``root``."""
    own = root / "theme"
    return Theme((own, PACKAGED) if own.is_dir() and own.resolve() != PACKAGED.resolve() else (PACKAGED,))
