"""Archives that depend on their content alone: zip files, and tar files in gzip where a platform wants those.

A zip is that of APPNOTE.TXT 6.3: local headers with data, central directory, end record; no zip64, no directory
entries, no extra fields, no comments. Each distinct member is compressed once per process.
A tar is that of POSIX.1-1988 (ustar), without directories, names of people or times, in one gzip member (RFC 1952)
that names neither file nor time nor system.
"""

import hashlib
import io
import struct
import tarfile
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

STORED_SUFFIXES = (
    *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".woff", ".woff2"),
    *(".mp3", ".mp4", ".m4a", ".ogg", ".opus", ".webm", ".zip", ".epub", ".gz"),
)  # compressed already
LEVEL = 6
REMEMBERED = 64_000_000  # bytes of compressed members kept for the next archive
_LARGEST = 0xFFFF_FFFF
_DATE = (1 << 5) | 1  # 1980-01-01, the first day that a zip can name
_MODE = 0o100644 << 16
_MADE_BY = 3 << 8 | 20  # Unix, version 2.0
_UTF8 = 1 << 11


TARRED = ".tar.gz"
_GZIP = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"  # deflated, no name, no time, no system


class ArchiveError(ValueError):
    """A name or size that a plain archive cannot hold."""


@dataclass(frozen=True, slots=True)
class _Member:
    method: int
    crc: int
    size: int
    data: bytes


class _Memory:
    """The members compressed so far, oldest use first, bounded in bytes."""

    def __init__(self) -> None:
        self.members: OrderedDict[tuple[bytes, bool], _Member] = OrderedDict()
        self.size = 0

    def get(self, key: tuple[bytes, bool]) -> _Member | None:
        member = self.members.get(key)
        if member is not None:
            self.members.move_to_end(key)
        return member

    def keep(self, key: tuple[bytes, bool], member: _Member) -> None:
        self.members[key] = member
        self.size += len(member.data)
        while self.size > REMEMBERED:
            self.size -= len(self.members.popitem(last=False)[1].data)


_memory = _Memory()


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of ``files`` (POSIX names); the same names and bytes give the same archive.

    Raises ``ArchiveError`` for a name that is absolute, climbs, ends in «/» or holds a backslash, and beyond 4 GiB
    or 65,535 members.
    """
    if len(files) > 0xFFFF:
        raise ArchiveError(f"{len(files)} members")
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name in sorted(files):
        member = _member(name, files[name])
        raw = _legal(name).encode()
        flags = 0 if name.isascii() else _UTF8
        common = struct.pack(
            "<HHHHHIIIHH",
            20, flags, member.method, 0, _DATE, member.crc, len(member.data), member.size, len(raw), 0,
        )  # fmt: skip
        pieces += (b"PK\x03\x04", common, raw, member.data)
        directory.append(b"PK\x01\x02" + struct.pack("<H", _MADE_BY) + common)
        directory.append(struct.pack("<HHHII", 0, 0, 0, _MODE, offset) + raw)
        offset += 30 + len(raw) + len(member.data)
        if offset > _LARGEST:
            raise ArchiveError(f"more than {_LARGEST} bytes")
    central = b"".join(directory)
    end = struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(central), offset, 0)
    return b"".join((*pieces, central, b"PK\x05\x06", end))


def pack_as(path: str, files: Mapping[str, bytes]) -> bytes:
    """Return ``files`` in the kind of archive that the name ``path`` asks for."""
    return pack_tar(files) if path.endswith(TARRED) else pack(files)


def pack_tar(files: Mapping[str, bytes]) -> bytes:
    """Return a gzipped tar of ``files`` (POSIX names); the same names and bytes give the same archive.

    Raises ``ArchiveError`` for the names that ``pack`` refuses, and for those that are too long for ustar.
    """
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name in sorted(files):
            entry = tarfile.TarInfo(_legal(name))
            entry.size = len(files[name])
            try:
                tar.addfile(entry, io.BytesIO(files[name]))
            except ValueError as failure:
                raise ArchiveError(f"{name!r}: {failure}") from failure
    content = plain.getvalue()
    end = struct.pack("<II", zlib.crc32(content), len(content) & _LARGEST)
    return _GZIP + _deflate(content) + end


def _legal(name: str) -> str:
    parts = name.split("/")
    if not name or "\\" in name or any(p in ("", ".", "..") for p in parts):
        raise ArchiveError(f"a member cannot be called {name!r}")
    return name


def _member(name: str, content: bytes) -> _Member:
    """Return ``content`` as it stands in the archive: deflated, unless that gains nothing."""
    stored = name.lower().endswith(STORED_SUFFIXES)
    key = (hashlib.sha256(content).digest(), stored)
    known = _memory.get(key)
    if known is not None:
        return known
    deflated = content if stored else _deflate(content)
    method, data = (8, deflated) if len(deflated) < len(content) else (0, content)
    member = _Member(method, zlib.crc32(content), len(content), data)
    _memory.keep(key, member)
    return member


def _deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()
