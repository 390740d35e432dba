"""A folder is replaced as a whole or not at all.

The new tree is written beside the old one and takes its place in one step: ``renameat2(RENAME_EXCHANGE)``
where the system has it, otherwise two renames and a journal that the next command completes.

Beside ``dist`` there may be, during or after an interrupted build::

    .dist.hocvuso-<n>-new      a tree being written, or (after the exchange) the old one
    .dist.hocvuso-<n>-old      the old tree set aside by the two renames
    .dist.hocvuso-journal      the two renames have begun
"""

import contextlib
import ctypes
import errno
import json
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from generator.stops import reached

if sys.platform != "win32":
    import fcntl

RENAMES = "HOCVUSO_SWAP"  # «renames» makes a test take the way of systems without the exchange
_EXCHANGE = 2
_HERE = -100  # AT_FDCWD
_NUMBERS = {"x86_64": 316, "aarch64": 276, "riscv64": 276, "armv7l": 382, "i686": 353, "ppc64le": 357, "s390x": 347}
_ABSENT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM}


@contextlib.contextmanager
def stage(out: Path) -> Iterator[Path]:
    """Give an empty folder beside ``out``, on the same file system; it is removed unless ``commit`` used it.

    Left-overs of dead builds are removed first; those of a running one are kept.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    recover(out)
    tidy(out)
    new = _fresh(out)
    with _held(new):
        try:
            yield new
        finally:
            _remove(new)


def commit(new: Path, out: Path) -> None:
    """Put the finished tree ``new`` in the place of ``out``; the old tree ends under the name ``new``, or is gone."""
    sync(new)
    if not os.path.lexists(out):
        new.rename(out)
    elif os.environ.get(RENAMES) == "renames" or not _exchange(new, out):
        _two_renames(new, out)
    sync(out.parent)
    reached("swapped")


def recover(out: Path) -> None:
    """Complete or undo two renames that were interrupted; does nothing while the build that began them lives."""
    journal = _journal(out)
    try:
        names = json.loads(journal.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    new, old = out.with_name(names["new"]), out.with_name(names["old"])
    if _is_held(new) or _is_held(out):
        return
    whole = next((p for p in (new, old) if p.exists()), None)
    if whole is not None and not os.path.lexists(out):
        whole.rename(out)
        sync(out.parent)
    journal.unlink()


def tidy(out: Path) -> None:
    """Remove what dead builds have left beside ``out``; call ``recover`` first."""
    if _journal(out).exists():
        return
    prefix = f".{out.name}.hocvuso-"
    for path in sorted(out.parent.iterdir()):
        if path.name.startswith(prefix) and path.name.endswith(("-new", "-old", ".tmp")) and not _is_held(path):
            _remove(path)


def write(path: Path, content: bytes) -> None:
    """Write a new file and see it to the disk."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace(path: Path, content: bytes) -> None:
    """Write ``path`` under another name and rename it: a reader sees the old content or the new."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        temporary.unlink(missing_ok=True)
        write(temporary, content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _two_renames(new: Path, out: Path) -> None:
    old = new.with_name(f"{new.name.removesuffix('-new')}-old")
    journal = _journal(out)
    replace(journal, json.dumps({"new": new.name, "old": old.name}).encode())
    sync(out.parent)
    reached("swap-journal")
    try:
        out.rename(old)
        reached("swap-aside")
        new.rename(out)
    except BaseException:
        if not os.path.lexists(out):
            old.rename(out)
        journal.unlink()
        raise
    reached("swap-placed")
    journal.unlink()
    old.rename(new)  # where the caller, or the next build, removes it


def _exchange(one: Path, two: Path) -> bool:
    """Exchange two names in one step; false where the system or the file system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    number = _NUMBERS.get(platform.machine())
    if number is None:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(two)
    if libc.syscall(ctypes.c_long(number), _HERE, names[0], _HERE, names[1], ctypes.c_uint(_EXCHANGE)) == 0:
        return True
    code = ctypes.get_errno()
    if code in _ABSENT:
        return False
    raise OSError(code, os.strerror(code), str(two))


def _fresh(out: Path) -> Path:
    number = os.getpid()
    while True:
        path = out.with_name(f".{out.name}.hocvuso-{number}-new")
        with contextlib.suppress(FileExistsError):
            path.mkdir()
            return path
        number += 1


def _remove(path: Path) -> None:
    """Remove a tree; a file that will not go must not fail a build that is done."""
    children = sorted(path.iterdir()) if path.is_dir() and not path.is_symlink() else []
    if path.is_file():
        _unlink(path)
    for number, child in enumerate(children):
        if number == len(children) // 2:
            reached("removing")
        shutil.rmtree(child, ignore_errors=True) if child.is_dir() and not child.is_symlink() else _unlink(child)
    with contextlib.suppress(OSError):
        path.rmdir()


def _unlink(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def _journal(out: Path) -> Path:
    return out.with_name(f".{out.name}.hocvuso-journal")


def sync(folder: Path) -> None:
    """See the names in ``folder`` to the disk, where a folder can be synced."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as failure:
        if failure.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Mark ``folder`` as in use by a living process; the mark follows it through a rename and dies with us."""
    if sys.platform == "win32":
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _is_held(folder: Path) -> bool:
    if sys.platform == "win32" or not folder.exists():
        return False
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False
