#!/usr/bin/env python3
"""Try a bare machine: a minimal Debian 12 in a folder, with python3 and nothing else of use.

Makes the system in FOLDER when it is not there (debootstrap, as root), puts a fresh clone of the last commit into it,
and runs COMMAND there: by default both commands of the README.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from shlex import quote

ROOT = Path(__file__).resolve().parent.parent
PLACE = "srv/Học vụ số/bản sao"  # where the clone lies inside: spaces and Vietnamese letters on purpose
COMMAND = "./hocvuso build && ./hocvuso test"
# Mounts and processes of their own: whatever happens, nothing of them is left behind on this machine.
ENTER = (
    "mount -t proc proc {root}/proc && mount --rbind /dev {root}/dev && mount -t tmpfs tmpfs {root}/dev/shm"
    " && exec chroot {root} env -i {variables} sh -c {command}"
)


def arguments() -> argparse.Namespace:
    """Return what was typed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--mirror", default="", help="where debootstrap takes Debian from")
    parser.add_argument(
        "--copy",
        action="append",
        default=[],
        metavar="FROM[:TO]",
        help="copy a file or folder of this machine, there or to TO (settings of apt, pip, npm; a certificate)",
    )
    parser.add_argument(
        "--env", action="append", default=[], metavar="NAME=VALUE", help="set a variable; no other of this machine is"
    )
    parser.add_argument("--command", default=COMMAND, help=f"what to run in the clone (default: {COMMAND})")
    return parser.parse_args()


def make_system(root: Path, mirror: str) -> None:
    """Make the minimal system unless ``root`` holds one whole."""
    done = root / "etc/hocvuso-trial"
    if done.exists():
        return
    if root.exists() and any(root.iterdir()):
        sys.exit(f"{root} is neither empty nor a finished trial")
    made = ["debootstrap", "--variant=minbase", "--include=python3", "bookworm", str(root)]
    subprocess.run([*made, mirror] if mirror else made, check=True, stdout=sys.stderr)
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    done.touch()


def lend(root: Path, pairs: list[str]) -> None:
    """Copy what this machine lends to the bare one."""
    for pair in pairs:
        source, _, target = pair.partition(":")
        place = root / (target or source).lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        if Path(source).is_dir():
            shutil.copytree(source, place, dirs_exist_ok=True)
        else:
            shutil.copy(source, place)


def clone(root: Path) -> Path:
    """Put the last commit where ``PLACE`` says, with nothing of an earlier trial."""
    place = root / PLACE
    shutil.rmtree(place, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["git", "clone", "--quiet", ROOT, place], check=True)
    return place


def run(root: Path, command: str, variables: list[str]) -> int:
    """Run ``command`` in the clone inside and return its exit code."""
    base = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "CI=true"]
    script = ENTER.format(
        root=quote(str(root)),
        variables=" ".join(quote(v) for v in [*base, *variables]),
        command=quote(f"cd '/{PLACE}' && {command}"),
    )
    inside = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", script]
    return subprocess.run(inside, check=False, stdin=subprocess.DEVNULL).returncode


def main() -> int:
    """Make, lend, clone, run."""
    typed = arguments()
    if os.geteuid() != 0:
        sys.exit("root is needed, for debootstrap and chroot")
    root = typed.folder.resolve()
    make_system(root, typed.mirror)
    lend(root, typed.copy)
    clone(root)
    start = time.monotonic()
    code = run(root, typed.command, typed.env)
    print(f"{typed.command}: exit code {code} after {time.monotonic() - start:.0f} s", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
