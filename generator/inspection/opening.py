"""Open an archive that a stranger made: hostile until read, and read within bounds of time and memory.

A zip is read as APPNOTE.TXT 6.3 writes it, from its end: the number of its members is known, and refused, before their
list is read; what a member unpacks to is counted, not believed. A gzipped tar is read as a stream.
Members of text are kept, the others are unpacked once to see that they are whole, and forgotten.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn

from generator.diagnostics import Diagnostic, GeneratorError, Position, error

TEXTS = (".html", ".htm", ".xhtml", ".js", ".mjs", ".css", ".json", ".xml", ".svg")
STORED, DEFLATED = 0, 8
_CHUNK = 1 << 16
_END, _END64, _LOCATOR = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_MEMBER, _LISTED = b"PK\x03\x04", b"PK\x01\x02"
_ENCRYPTED, _UTF8 = 1, 1 << 11
_FULL16, _FULL32 = 0xFFFF, 0xFFFF_FFFF
_UNIX = 3
_KINDS = {0o120000: "symlink", 0o020000: "device", 0o060000: "device", 0o010000: "pipe", 0o140000: "socket"}
_TAR_KINDS = {b"1": "link", b"2": "symlink", b"3": "device", b"4": "device", b"6": "pipe"}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a stranger's archive is read; everything in bytes but ``entries`` and ``ratio``."""

    archive: int = 2 << 30
    entries: int = 50_000
    listed: int = 16 << 20  # the list of members
    unpacked: int = 4 << 30  # all members together
    ratio: int = 200  # unpacked over packed, of what unpacks to more than ``small``
    small: int = 64 << 20
    text: int = 8 << 20  # one member that is kept
    texts: int = 96 << 20  # all that are kept
    header: int = 64 << 10  # a long name in a tar


LIMITS = Limits()


class UnreadableError(GeneratorError):
    """The archive is refused; carries the one finding that says why."""

    def __init__(self, finding: Diagnostic) -> None:
        super().__init__(finding.rule)
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Entry:
    """A member as the archive's list names it.

    ``utf8``: whether the list says that the name is UTF-8. ``special``: «symlink», «link», «device», «pipe», «socket»
    or nothing. ``whole``: what was unpacked is as long as the list says and has its checksum.
    """

    name: str
    size: int
    packed: int
    utf8: bool = True
    folder: bool = False
    special: str = ""
    encrypted: bool = False
    method: int = DEFLATED
    whole: bool = True

    @property
    def path(self) -> str:
        """The name with «/» between folders, as a lenient importer reads it; empty when it leaves the package."""
        plain = self.name.replace("\\", "/")
        parts = plain.split("/")
        if plain.startswith("/") or ".." in parts or plain[1:2] == ":" or "\0" in plain:
            return ""
        return "/".join(p for p in parts if p not in ("", "."))


@dataclass(frozen=True)
class Opened:
    """An archive that was read: its members in the order of its list, and the bytes of those that are text.

    ``files`` and ``sizes`` are by ``Entry.path``; of members that share a path the last counts, as in most importers.
    ``packing`` is «zip» or «tar.gz».
    """

    name: str
    size: int
    sha256: str
    packing: str
    entries: tuple[Entry, ...]
    files: Mapping[str, bytes]
    sizes: Mapping[str, int]
