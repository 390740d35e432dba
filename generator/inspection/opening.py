"""Open an archive that a stranger made: hostile until read, and read within bounds of time and memory.

A zip is read as APPNOTE.TXT 6.3 writes it, from its end: the number of its members is known, and refused, before their
list is read; what a member unpacks to is counted, not believed. A gzipped tar (POSIX.1-1988 and pax) is read as a
stream. Members of text are kept, the others are unpacked once to see that they are whole, and forgotten.
"""

import hashlib
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from generator.diagnostics import Diagnostic, GeneratorError, Position, error

TEXTS = (".html", ".htm", ".xhtml", ".js", ".mjs", ".css", ".json", ".xml", ".svg")
STORED, DEFLATED = 0, 8
_FIRST = ("imsmanifest.xml", "cmi5.xml", "tincan.xml", "h5p.json", "course.xml", "index.html")  # say what it is
_CHUNK = 1 << 16
_END, _END64, _LOCATOR = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_MEMBER, _LISTED = b"PK\x03\x04", b"PK\x01\x02"
_LONGEST_COMMENT = 0xFFFF
_ENCRYPTED, _STREAMED, _UTF8 = 1, 1 << 3, 1 << 11
_FULL16, _FULL32 = 0xFFFF, 0xFFFF_FFFF
_UNIX = 3
_MODES = {0o120000: "symlink", 0o020000: "device", 0o060000: "device", 0o010000: "pipe", 0o140000: "socket"}
_TYPES = {b"1": "link", b"2": "symlink", b"3": "device", b"4": "device", b"6": "pipe"}
_BLOCK = 512

# What is no archive of ours, by how it begins, in words that stay inside a sentence.
_BEGINNINGS = {
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "Word/Excel 97",
    b"<!DO": "HTML",
    b"<!do": "HTML",
    b"<htm": "HTML",
    b"<?xm": "XML",
    b"BZh": "bzip2",
    b"\xfd7zX": "xz",
}

# What each refusal means, for the manual.
REFUSALS: Mapping[str, str] = {
    "not-an-archive": "The file is no zip and no gzipped tar, so no platform can open it.",
    "broken-archive": "The archive is cut off, or its list of members contradicts what is in it.",
    "too-many-members": "The archive lists more members than any course has; unpacking it would fill a server.",
    "archive-bomb": "The archive unpacks to far more than it weighs, or to more than it says.",
    "encrypted-archive": "Members are locked with a password; no platform can ask for it.",
    "unknown-compression": "Members are packed in a way that importers do not know; «store» and «deflate» are safe.",
    "busy-archive": "Reading the package took more time or memory than any real course needs.",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a stranger's archive is read; in bytes, but for ``entries`` and ``ratio``."""

    archive: int = 2 << 30
    entries: int = 50_000
    listed: int = 16 << 20  # the list of members
    unpacked: int = 4 << 30  # all members together
    ratio: int = 150  # unpacked over packed, of what unpacks to more than ``small``
    small: int = 32 << 20
    text: int = 4 << 20  # one member that is kept
    texts: int = 48 << 20  # all that are kept, but for what says what the package is
    name: int = 4096


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
    ``streamed``: it is stored as it is, and its size is told only after it, so that a reader from the front is lost.
    """

    name: str
    size: int
    packed: int
    utf8: bool = True
    folder: bool = False
    special: str = ""
    whole: bool = True
    streamed: bool = False

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


def open_package(path: Path, limits: Limits = LIMITS) -> Opened:
    """Return the archive at ``path``; raises ``UnreadableError``, and ``OSError`` when it cannot be opened."""
    if path.exists() and not path.is_file():  # a pipe would be waited for without end
        message = "this is a folder or a device, not a file"
        raise UnreadableError(error(Position(path.name), "not-an-archive", message, _AS_ZIP))
    with path.open("rb") as file:
        return read_package(path.name, file, limits)


def read_package(name: str, file: BinaryIO, limits: Limits = LIMITS) -> Opened:
    """Return the archive that the seekable ``file`` holds; ``name`` is what findings call it."""
    reader = _Reader(name, file, limits)
    head = reader.read_at(0, 4) if reader.size else b""
    if not reader.size:
        raise reader.refusal("not-an-archive", "the file is empty", "Download it again, or export it anew.")
    if reader.size > limits.archive:
        message = "the file is larger than {most} MB, which is the most that is read"
        raise reader.refusal("archive-bomb", message, _SMALLER, most=limits.archive >> 20)
    if head[:2] == b"\x1f\x8b":
        packing, members = "tar.gz", _tar(reader)
    elif head[:2] == b"PK":
        packing, members = "zip", _zip(reader)
    else:
        kind = next((k for start, k in _BEGINNINGS.items() if head.startswith(start)), "")
        if kind:
            message = "this is a file of the kind {kind}, not a zip archive"
            raise reader.refusal("not-an-archive", message, _AS_ZIP, kind=kind)
        raise reader.refusal("not-an-archive", "this is not a zip archive", _AS_ZIP)
    entries: list[Entry] = []
    files: dict[str, bytes] = {}
    sizes: dict[str, int] = {}
    for entry, content in members:
        entries.append(entry)
        if entry.path and not entry.folder and not entry.special:
            sizes[entry.path] = entry.size
            files.pop(entry.path, None)
            if content is not None:
                files[entry.path] = content
    return Opened(name, reader.size, reader.sha256(), packing, tuple(entries), files, sizes)


_AS_ZIP = "Ask whoever made it for the package as a zip file, and do not unpack or repack it on the way."
_AGAIN = "Download or copy the file again; if that does not help, export it anew."
_SMALLER = "Do not upload it; ask whoever made it for a package without what is not needed."


class _Reader:
    """A file read at places, what may be kept counted."""

    def __init__(self, name: str, file: BinaryIO, limits: Limits) -> None:
        self.name = name
        self.file = file
        self.limits = limits
        self.size = file.seek(0, 2)
        self.kept = 0

    def refusal(self, rule: str, message: str, remedy: str, /, **values: object) -> UnreadableError:
        filled = {k: str(v) for k, v in values.items()}
        return UnreadableError(error(Position(self.name), rule, message, remedy, **filled))

    def broken(self, reason: str, **values: object) -> UnreadableError:
        message = "the archive is damaged: {reason}"
        return self.refusal("broken-archive", message, _AGAIN, reason=reason, **values)

    def crowded(self, count: int) -> UnreadableError:
        message = "the archive lists {count} members; no more than {most} are read"
        return self.refusal("too-many-members", message, _SMALLER, count=count, most=self.limits.entries)

    def read_at(self, offset: int, count: int) -> bytes:
        """Return exactly ``count`` bytes at ``offset``."""
        if offset < 0 or offset + count > self.size:
            raise self.broken("something that it names lies outside the file")
        self.file.seek(offset)
        return self.file.read(count)

    def chunks(self, offset: int, count: int) -> Iterator[bytes]:
        """Yield ``count`` bytes from ``offset``, little by little."""
        while count > 0:
            chunk = self.read_at(offset, min(_CHUNK, count))
            yield chunk
            offset += len(chunk)
            count -= len(chunk)

    def sha256(self) -> str:
        digest = hashlib.sha256()
        for chunk in self.chunks(0, self.size):
            digest.update(chunk)
        return digest.hexdigest()

    def keep(self, name: str, size: int) -> bool:
        """Whether a member's bytes are kept: text, and not too much of it."""
        if not name.lower().endswith(TEXTS) or size > self.limits.text:
            return False
        if self.kept + size > self.limits.texts and name.rpartition("/")[2] not in _FIRST:
            return False
        self.kept += size
        return True


# --- zip --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Listed:
    """An entry of the list, and where its member lies."""

    entry: Entry
    flags: int
    method: int
    crc: int
    offset: int


def _zip(reader: _Reader) -> Iterator[tuple[Entry, bytes | None]]:
    """Yield every member, with its bytes when they are kept."""
    start, count, listed, shift = _directory(reader)
    members = list(_list(reader, start, count, listed))
    total = sum(m.entry.size for m in members)
    _not_too_much(reader, total, reader.size)
    end = shift
    starts = [_data(reader, m, shift) for m in members]
    for place, member in sorted(zip(starts, members, strict=True), key=lambda p: p[1].offset):
        if member.offset + shift < end:
            message = "«{name}» lies in the same bytes as another member"
            raise reader.refusal("archive-bomb", message, _SMALLER, name=member.entry.name)
        end = place + member.entry.packed
        if end > start:
            raise reader.broken("members lie over the list of members")
    for place, member in zip(starts, members, strict=True):
        yield _unpacked(reader, member, place)


def _directory(reader: _Reader) -> tuple[int, int, int, int]:
    """Return where the list of members lies, how many it holds, its length, and how far everything is shifted."""
    tail_size = min(reader.size, 22 + _LONGEST_COMMENT)
    tail = reader.read_at(reader.size - tail_size, tail_size)
    at = tail.rfind(_END)
    while at >= 0 and at + 22 + int.from_bytes(tail[at + 20 : at + 22], "little") > len(tail):
        at = tail.rfind(_END, 0, at)
    if at < 0 or at + 22 > len(tail):
        raise reader.broken("its end is missing, as when a download was cut off")
    disk, first, here, count, size, offset = struct.unpack("<HHHHII", tail[at + 4 : at + 20])
    end = reader.size - tail_size + at
    locator = reader.read_at(end - 20, 20) if end >= 20 else b""
    if locator.startswith(_LOCATOR):
        place = struct.unpack("<Q", locator[8:16])[0]
        record = reader.read_at(place, 56)
        if not record.startswith(_END64):
            raise reader.broken("its end is missing, as when a download was cut off")
        disk64, first64, here64, count64, size64, offset64 = struct.unpack("<IIQQQQ", record[16:56])
        short = (disk, first, here, count, size, offset)
        long = (disk64, first64, here64, count64, size64, offset64)
        if any(a not in (b, _FULL16, _FULL32) for a, b in zip(short, long, strict=True)):
            raise reader.broken("it counts its members in two ways that contradict each other")
        disk, first, here, count, size, offset = long
        end = place
    if disk or first or here != count:
        raise reader.broken("it is one part of several")
    if count > reader.limits.entries or size > reader.limits.listed:
        raise reader.crowded(count)
    start = end - size
    if start < 0 or start < offset or count * 46 > size:
        raise reader.broken("it counts its members in two ways that contradict each other")
    return start, count, size, start - offset


def _list(reader: _Reader, start: int, count: int, size: int) -> Iterator[_Listed]:
    """Yield the entries of the central directory (APPNOTE 4.3.12)."""
    data = reader.read_at(start, size)
    at = 0
    for _ in range(count):
        if data[at : at + 4] != _LISTED or at + 46 > size:
            raise reader.broken("the list of members is not as long as it says")
        made_by, _, flags, method, _, crc, packed, unpacked, name_size, extra_size, comment_size, _, _, mode, offset = (
            struct.unpack("<HHHHIIIIHHHHHII", data[at + 4 : at + 46])
        )
        raw = data[at + 46 : at + 46 + name_size]
        extra = data[at + 46 + name_size : at + 46 + name_size + extra_size]
        at += 46 + name_size + extra_size + comment_size
        if at > size:
            raise reader.broken("the list of members is not as long as it says")
        if _FULL32 in (packed, unpacked, offset):
            unpacked, packed, offset = _long(reader, extra, unpacked, packed, offset)
        name, utf8 = _name(reader, raw, bool(flags & _UTF8))
        special = _MODES.get(mode >> 16 & 0o170000, "") if made_by >> 8 == _UNIX else ""
        streamed = method == STORED and bool(flags & _STREAMED) and unpacked > 0
        entry = Entry(name, unpacked, packed, utf8, name.endswith(("/", "\\")), special, streamed=streamed)
        if flags & _ENCRYPTED:
            message = "«{name}» is locked with a password"
            remedy = "Export the package without a password."
            raise reader.refusal("encrypted-archive", message, remedy, name=name)
        if method not in (STORED, DEFLATED):
            message = "«{name}» is packed by a method that importers do not know (number {method})"
            remedy = "Export it anew, or pack it again with an ordinary zip program."
            raise reader.refusal("unknown-compression", message, remedy, name=name, method=method)
        yield _Listed(entry, flags, method, crc, offset)
    if at != size:
        raise reader.broken("the list of members is not as long as it says")


def _long(reader: _Reader, extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Return sizes and place out of the zip64 field (APPNOTE 4.5.3), where the entry leaves them to it."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack("<HH", extra[at : at + 4])
        if kind == 1:
            numbers = iter(struct.iter_unpack("<Q", extra[at + 4 : at + 4 + length - length % 8]))
            try:
                size, packed, offset = (next(numbers)[0] if v == _FULL32 else v for v in (size, packed, offset))
            except (RuntimeError, StopIteration) as failure:
                raise reader.broken("the list of members is not as long as it says") from failure
            return size, packed, offset
        at += 4 + length
    return size, packed, offset


def _name(reader: _Reader, raw: bytes, flagged: bool) -> tuple[str, bool]:
    """Return a name and whether it surely reads so; without the flag, it is UTF-8 if it can be, else code page 437."""
    if len(raw) > reader.limits.name:
        raise reader.broken("a name has {count} bytes", count=len(raw))
    try:
        return raw.decode("utf-8"), flagged or raw.isascii()
    except UnicodeDecodeError:
        return raw.decode("cp437"), False


def _data(reader: _Reader, member: _Listed, shift: int) -> int:
    """Return where a member's bytes begin; its own header (APPNOTE 4.3.7) must be there and agree."""
    header = reader.read_at(member.offset + shift, 30)
    flags, method = struct.unpack("<HH", header[6:10])
    name_size, extra_size = struct.unpack("<HH", header[26:30])
    place = member.offset + shift + 30
    if not header.startswith(_MEMBER):
        raise reader.broken("«{name}» is not where the list says", name=member.entry.name)
    own, _ = _name(reader, reader.read_at(place, name_size), True)
    if own != member.entry.name or method != member.method or flags & _ENCRYPTED:
        raise reader.broken("«{name}» is called otherwise in the list than in its place", name=member.entry.name)
    reader.read_at(place + name_size + extra_size, 0)
    return int(place + name_size + extra_size)


def _unpacked(reader: _Reader, member: _Listed, place: int) -> tuple[Entry, bytes | None]:
    """Return a member, seen whole or not, and its bytes when they are kept."""
    entry = member.entry
    keep = reader.keep(entry.name, entry.size)
    kept = bytearray()
    crc = size = 0
    try:
        for chunk in _inflated(reader, member, place):
            size += len(chunk)
            if size > entry.size:
                message = "«{name}» unpacks to more than the {count} bytes that the list says"
                raise reader.refusal("archive-bomb", message, _SMALLER, name=entry.name, count=entry.size)
            crc = zlib.crc32(chunk, crc)
            if keep:
                kept += chunk
    except zlib.error:
        return replace(entry, whole=False), None
    whole = size == entry.size and crc == member.crc
    return replace(entry, whole=whole), bytes(kept) if keep and whole else None


def _inflated(reader: _Reader, member: _Listed, place: int) -> Iterator[bytes]:
    """Yield the bytes of a member, never much more than a chunk at once."""
    chunks = reader.chunks(place, member.entry.packed)
    yield from chunks if member.method == STORED else _stream(chunks, -zlib.MAX_WBITS)


def _stream(chunks: Iterator[bytes], bits: int) -> Iterator[bytes]:
    """Yield what a deflated stream holds; raises ``zlib.error`` when it is damaged or cut off."""
    unpacker = zlib.decompressobj(bits)
    for chunk in chunks:
        rest = chunk
        while rest and not unpacker.eof:
            yield unpacker.decompress(rest, _CHUNK)
            rest = unpacker.unconsumed_tail
    while not unpacker.eof:
        more = unpacker.decompress(b"", _CHUNK)
        if not more:
            raise zlib.error("cut off")
        yield more


def _not_too_much(reader: _Reader, total: int, packed: int) -> None:
    """Refuse what unpacks to too much, or to too many times what it weighs."""
    limits = reader.limits
    if total > limits.unpacked or (total > limits.small and total > limits.ratio * packed):
        message = "{packed} kB would unpack to {total} MB"
        raise reader.refusal("archive-bomb", message, _SMALLER, packed=-(-packed // 1000), total=total // 1_000_000)


# --- gzipped tar ------------------------------------------------------------------------------------------------------


class _Tar:
    """The bytes of a gzipped tar, counted as they come."""

    def __init__(self, reader: _Reader) -> None:
        self.reader = reader
        self.stream = _stream(reader.chunks(0, reader.size), 16 + zlib.MAX_WBITS)
        self.rest = b""
        self.total = 0

    def pieces(self, count: int) -> Iterator[bytes]:
        """Yield the next ``count`` bytes."""
        while count > 0:
            if not self.rest:
                self.rest = next(self.stream, b"")
                self.total += len(self.rest)
                _not_too_much(self.reader, self.total, self.reader.size)
                if not self.rest:
                    raise self.reader.broken("its end is missing, as when a download was cut off")
            piece, self.rest = self.rest[:count], self.rest[count:]
            count -= len(piece)
            yield piece

    def take(self, count: int) -> bytes:
        return b"".join(self.pieces(count))


def _tar(reader: _Reader) -> Iterator[tuple[Entry, bytes | None]]:
    """Yield every member, with its bytes when they are kept."""
    tar = _Tar(reader)
    try:
        yield from _tar_members(reader, tar)
    except zlib.error as failure:
        raise reader.broken("its end is missing, as when a download was cut off") from failure


def _tar_members(reader: _Reader, tar: _Tar) -> Iterator[tuple[Entry, bytes | None]]:
    count = 0
    names: dict[str, str] = {}
    while any(header := tar.take(_BLOCK)):
        if sum(header[:148]) + sum(header[156:]) + 8 * 32 != _octal(header[148:156]):
            if not count:
                raise reader.refusal("not-an-archive", "what is inside the gzip file is no tar archive", _AS_ZIP)
            raise reader.broken("the list of members is not as long as it says")
        size, kind = _octal(header[124:136]), header[156:157]
        if size < 0:
            raise reader.broken("the list of members is not as long as it says")
        padding = -size % _BLOCK
        if kind in (b"x", b"g", b"L", b"K"):
            if size > reader.limits.name * 4:
                raise reader.broken("a name has {count} bytes", count=size)
            names = _longer(kind, tar.take(size), names)
            tar.take(padding)
            continue
        count += 1
        if count > reader.limits.entries:
            raise reader.crowded(count)
        if names.get("size", "").isdigit():
            size = int(names["size"][:20])
            padding = -size % _BLOCK
        raw = header[:100].split(b"\0")[0]
        before = header[345:500].split(b"\0")[0] if header[257:262] == b"ustar" else b""
        plain, _ = _name(reader, before + b"/" + raw if before else raw, True)
        name = names.get("path", plain)
        names = {}
        special = _TYPES.get(kind, "")
        entry = Entry(name, size, size, True, kind == b"5" or name.endswith("/"), special)
        keep = not special and reader.keep(name, size)
        kept = bytearray()
        for piece in tar.pieces(size):
            if keep:
                kept += piece
        tar.take(padding)
        yield entry, bytes(kept) if keep else None


def _octal(field: bytes) -> int:
    """Return the number in a field of a header; −1 when there is none."""
    digits = field.strip(b" \0").decode("latin-1")
    return int(digits or "0", 8) if re.fullmatch("[0-7]*", digits) else -1


def _longer(kind: bytes, content: bytes, known: dict[str, str]) -> dict[str, str]:
    """Return what an extended header (pax) or a long name (GNU) says about the next member."""
    if kind == b"L":
        return {**known, "path": content.rstrip(b"\0").decode("utf-8", "replace")}
    if kind != b"x":
        return known
    found = dict(known)
    while content:
        length, _, _ = content.partition(b" ")
        if not length.isdigit() or not 0 < int(length[:9]) <= len(content):
            break
        record, content = content[: int(length)], content[int(length) :]
        key, _, value = record[len(length) + 1 :].rstrip(b"\n").partition(b"=")
        if key in (b"path", b"size"):
            found[key.decode()] = value.decode("utf-8", "replace")
    return found
