"""Archives that want to harm whoever opens them, each with the rule that must refuse it."""

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable

MILLION = 1_000_000
_ZEROS = bytes(1 << 20)


def local(name: bytes, data: bytes, method: int = 8, flags: int = 0, crc: int = 0, size: int = 0) -> bytes:
    """Return a member with its own header."""
    return (
        b"PK\x03\x04"
        + struct.pack("<HHHIIIIHH", 20, flags, method, 0, crc, len(data), size, len(name), 0)
        + name
        + data
    )


def listed(
    name: bytes, packed: int, offset: int, method: int = 8, flags: int = 0, crc: int = 0, size: int = 0, mode: int = 0
) -> bytes:
    """Return an entry of the list."""
    fixed = struct.pack(
        "<HHHHIIIIHHHHHII", 0x31E, 20, flags, method, 0, crc, packed, size, len(name), 0, 0, 0, 0, mode << 16, offset
    )
    return b"PK\x01\x02" + fixed + name


def end(count: int, size: int, offset: int) -> bytes:
    return b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, size, offset, 0)


def end64(count: int, size: int, offset: int, place: int) -> bytes:
    record = struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, size, offset)
    return b"PK\x06\x06" + record + b"PK\x06\x07" + struct.pack("<IQI", 0, place, 1)


def one(name: bytes, data: bytes, **entry: int) -> bytes:
    """Return a zip of one member."""
    head = local(name, data, **{k: v for k, v in entry.items() if k != "mode"})
    tail = listed(name, len(data), 0, **entry)
    return head + tail + end(1, len(tail), len(head))


def deflated(megabytes: int) -> bytes:
    """Return that many megabytes of nothing, packed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"".join(packer.compress(_ZEROS) for _ in range(megabytes)) + packer.flush()


def bomb() -> bytes:
    return one(b"a.png", deflated(48), size=48 << 20)


def liar() -> bytes:
    return one(b"index.html", deflated(48), size=10)


def overlapping() -> bytes:
    """Many entries for one and the same member, as a better zip bomb has."""
    head = local(b"a", deflated(1), size=1 << 20)
    tail = listed(b"a", len(deflated(1)), 0, size=1 << 20) * 30
    return head + tail + end(30, len(tail), len(head))


def kernel() -> bytes:
    """A member that lies within another, quoted so that both can be read."""
    inner = local(b"b", deflated(1), size=1 << 20)
    outer = local(b"a", inner, method=0, size=len(inner))
    tail = listed(b"a", len(inner), 0, method=0, size=len(inner))
    tail += listed(b"b", len(deflated(1)), len(outer) - len(inner), size=1 << 20)
    return outer + tail + end(2, len(tail), len(outer))


def million() -> bytes:
    """A list of a million members that is really there."""
    head = local(b"a", b"", method=0)
    tail = listed(b"a", 0, 0, method=0) * MILLION
    place = len(head) + len(tail)
    return head + tail + end64(MILLION, len(tail), len(head), place) + end(0xFFFF, 0xFFFF_FFFF, 0xFFFF_FFFF)


def boast() -> bytes:
    """A list of 2⁶⁰ members that is not there."""
    return one(b"a", b"", method=0)[:-22] + end64(1 << 60, 47, 31, 78) + end(0xFFFF, 0xFFFF_FFFF, 0xFFFF_FFFF)


def contradiction() -> bytes:
    """Two ends that count differently."""
    return one(b"a", b"", method=0)[:-22] + end64(2, 47, 31, 78) + end(1, 47, 31)


def nowhere() -> bytes:
    """An end that lies beyond the file."""
    return one(b"a", b"", method=0)[:-22] + b"PK\x06\x07" + struct.pack("<IQI", 0, 1 << 62, 1) + end(1, 47, 31)


def astray() -> bytes:
    """A member that lies beyond the file."""
    tail = listed(b"a", 5, 1 << 30)
    return b"PK\x03\x04" + tail + end(1, len(tail), 4)


def masked() -> bytes:
    """A member that is called otherwise in its place than in the list."""
    return local(b"../a", b"", method=0) + listed(b"a.js", 0, 0, method=0) + end(1, 50, 34)


def bzip2() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a.txt", "x" * 100)
    return target.getvalue()


def part() -> bytes:
    """The last of several files that make one archive."""
    content = one(b"a", b"", method=0)
    return content[:-18] + struct.pack("<HH", 1, 0) + content[-14:]


def tar(*entries: tuple[str, bytes, bytes], **headers: str) -> bytes:
    """Return a gzipped tar of name, kind and content; ``headers`` stand before the first."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz", format=tarfile.PAX_FORMAT, pax_headers=headers) as archive:
        for name, kind, content in entries:
            entry = tarfile.TarInfo(name)
            entry.type, entry.size, entry.linkname = kind, len(content), "/etc/passwd"
            archive.addfile(entry, io.BytesIO(content))
    return target.getvalue()


def gzip_bomb() -> bytes:
    head = tarfile.TarInfo("a")
    head.size = 64 << 20
    return gzip.compress(head.tobuf() + bytes(head.size))


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a zip bomb": ("archive-bomb", bomb),
    "a lie about a size": ("archive-bomb", liar),
    "members in the same bytes": ("archive-bomb", overlapping),
    "a member within a member": ("archive-bomb", kernel),
    "a million members": ("too-many-members", million),
    "a boast of 2⁶⁰ members": ("too-many-members", boast),
    "ends that contradict each other": ("broken-archive", contradiction),
    "an end beyond the file": ("broken-archive", nowhere),
    "a member beyond the file": ("broken-archive", astray),
    "a member in disguise": ("broken-archive", masked),
    "one part of several": ("broken-archive", part),
    "a name of 60,000 bytes": ("broken-archive", lambda: one(b"a" * 60_000, b"", method=0)),
    "a password": ("encrypted-archive", lambda: one(b"a", b"x", method=0, flags=1, size=1)),
    "another compression": ("unknown-compression", bzip2),
    "half a download": ("broken-archive", lambda: one(b"a.txt", b"x" * 500, method=0, size=500)[:300]),
    "nothing": ("not-an-archive", lambda: b""),
    "a text": ("not-an-archive", lambda: b"Xin ch\xc3\xa0o"),
    "a RAR archive": ("not-an-archive", lambda: b"Rar!\x1a\x07\x01\0" + bytes(50)),
    "a PDF": ("not-an-archive", lambda: b"%PDF-1.7\n"),
    "a page": ("not-an-archive", lambda: b"<!DOCTYPE html><title>\xc4\x90\xc4\x83ng nh\xe1\xba\xadp</title>"),
    "a gzipped text": ("not-an-archive", lambda: gzip.compress(b"x" * 2000)),
    "a gzip bomb": ("archive-bomb", gzip_bomb),
    "half a tar": ("broken-archive", lambda: tar(("a/course.xml", tarfile.REGTYPE, b"x" * 5000))[:60]),
    "a long header of a tar": ("broken-archive", lambda: tar(("a", tarfile.REGTYPE, b""), comment="x" * 100_000)),
}
