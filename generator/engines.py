"""The packages and system libraries whose version shapes the bytes of what is built."""

import ctypes
import platform
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ABSENT = "-"
PACKAGES = (
    "jinja2", "lxml", "markdown", "markdown-it-py", "mkdocs", "mkdocs-material", "nh3", "pikepdf", "pillow", "pydantic",
    "pymdown-extensions", "pyyaml", "segno", "weasyprint", "pydyf", "tinycss2", "tinyhtml5", "fonttools",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Library:
    """A shared library: its file names on Linux, macOS and Windows, and how it tells its version."""

    files: tuple[str, ...]
    version: Callable[[ctypes.CDLL], str]

    def load(self) -> ctypes.CDLL | None:
        """Return the library, or nothing when the machine lacks it."""
        for name in self.files:
            try:
                return ctypes.CDLL(name)
            except OSError:
                continue
        return None


def _told(function: str) -> Callable[[ctypes.CDLL], str]:
    def version(library: ctypes.CDLL) -> str:
        ask = getattr(library, function)
        ask.restype = ctypes.c_char_p
        return str(ask().decode())

    return version


def _fontconfig(library: ctypes.CDLL) -> str:
    number = int(library.FcGetVersion())
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


LIBRARIES = {
    "pango": Library(
        ("libpango-1.0.so.0", "libpango-1.0.0.dylib", "libpango-1.0-0.dll"), _told("pango_version_string")
    ),
    "harfbuzz": Library(("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"), _told("hb_version_string")),
    "fontconfig": Library(("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"), _fontconfig),
}


def versions() -> dict[str, str]:
    """Return the version of every engine by its name, sorted; ``-`` for what the machine lacks."""
    found = {"python": platform.python_version(), "zlib": zlib.ZLIB_RUNTIME_VERSION}
    found |= {name: _package(name) for name in PACKAGES}
    for name, library in LIBRARIES.items():
        loaded = library.load()
        found[name] = library.version(loaded) if loaded is not None else ABSENT
    return dict(sorted(found.items()))


def missing(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of ``names`` that the machine lacks."""
    found = versions()
    return tuple(n for n in names if found.get(n, ABSENT) == ABSENT)


def places() -> tuple[Path, ...]:
    """Return what changes on the disk when an engine gets another version: package folders, library files.

    Call it after ``versions``, which loads the libraries.
    """
    folders = {Path(p) for p in sys.path if p.endswith(("site-packages", "dist-packages")) and Path(p).is_dir()}
    return (*sorted(folders), *sorted(_loaded()))


def _package(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ABSENT


def _loaded() -> set[Path]:
    """Return the files of our libraries that this process has open; empty where the system does not tell."""
    try:
        lines = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return set()
    stems = tuple(library.files[0].partition(".so")[0] for library in LIBRARIES.values())
    paths = (Path(line.split(maxsplit=5)[-1]) for line in lines if "/" in line)
    return {p for p in paths if p.name.startswith(stems) and p.is_file()}
