"""The theme: packaged files, with a course's own laid over them file by file."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

PACKAGED = next(p for p in (Path(__file__).parent / "theme", Path(__file__).parent.parent / "theme") if p.is_dir())
SITE_BASE = "mkdocs.yml"  # stands beside the folder theme/, and is laid over the packaged one like a file of it


class UnnamedPartError(LookupError):
    """A job reads a part of the theme that it has not named; its cached result would go stale unseen."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Folders searched in order: the course's own ``theme/`` first, then the packaged one.

    ``parts`` names what may be read (folders or files below ``theme/``, or ``mkdocs.yml``); empty: everything.
    """

    folders: tuple[Path, ...]
    parts: tuple[str, ...] = ()

    def find(self, name: str) -> Path:
        """Return the file ``name`` (POSIX, below ``theme/``) that counts."""
        self._allow(name)
        for folder in self.folders:
            path = _place(folder, name)
            if path.is_file():
                return path
        raise FileNotFoundError(name)

    def files(self, part: str) -> dict[str, Path]:
        """Return every file below the folder ``part`` (or the file itself) by its name below ``theme/``, sorted."""
        self._allow(part)
        found: dict[str, Path] = {}
        for folder in reversed(self.folders):
            base = _place(folder, part)
            if base.is_file():
                found[part] = base
            elif base.is_dir():
                found |= {p.relative_to(folder).as_posix(): p for p in base.rglob("*") if p.is_file()}
        return dict(sorted(found.items()))

    def digest(self, parts: tuple[str, ...]) -> str:
        """Return a hash of the names and bytes of the folders ``parts``."""
        total = hashlib.sha256()
        for part in parts:
            for name, path in self.files(part).items():
                total.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
        return total.hexdigest()

    def only(self, parts: tuple[str, ...]) -> "Theme":
        """Return this theme with nothing but ``parts`` readable; ``UnnamedPartError`` is raised for the rest."""
        return Theme(self.folders, parts or ("-",))

    def _allow(self, name: str) -> None:
        if self.parts and not any(name == p or name.startswith(f"{p}/") for p in self.parts):
            raise UnnamedPartError(f"theme/{name} is read, but the job names only {', '.join(self.parts)}")


def _place(folder: Path, name: str) -> Path:
    return folder.parent / name if name == SITE_BASE else folder / name


def layered(root: Path) -> Theme:
    """Return the theme of the course at ``root``."""
    own = root / "theme"
    return Theme((PACKAGED,) if own.resolve() == PACKAGED.resolve() else (own, PACKAGED))
