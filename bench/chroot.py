#!/usr/bin/env python3
"""Try a bare machine: a minimal Debian 12 in a folder, with python3 and nothing else of use.

Makes the system once in FOLDER/bare (debootstrap, as root) and copies it to FOLDER/trial for every trial,
so that each begins with nothing installed; --again goes on with the last one instead.
Puts a fresh clone of the last commit into it and runs COMMAND there: by default both commands of the README.
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
ALONE = ("unshare", "--mount", "--pid", "--fork", "--kill-child")
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
    parser.add_argument("--again", action="store_true", help="keep what the last trial has installed")
    parser.add_argument("--command", default=COMMAND, help=f"what to run in the clone (default: {COMMAND})")
    return parser.parse_args()


def make_system(folder: Path, mirror: str, again: bool) -> Path:
    """Return the system to try: a copy of the bare one, which is made when it is not there whole."""
    bare, trial = folder / "bare", folder / "trial"
    if f" {folder}/" in Path("/proc/mounts").read_text(encoding="utf-8"):
        sys.exit(f"something is mounted below {folder}, which would be removed with it")
    if again and trial.is_dir():
        return trial
    if not (bare / "etc/whole").exists():
        shutil.rmtree(bare, ignore_errors=True)
        bare.mkdir(parents=True)
        made = [*ALONE, "debootstrap", "--variant=minbase", "--include=python3", "bookworm", str(bare)]
        subprocess.run([*made, mirror] if mirror else made, check=True, stdout=sys.stderr)
        shutil.copy("/etc/resolv.conf", bare / "etc/resolv.conf")
        (bare / "etc/whole").touch()
    if trial.exists():
        shutil.rmtree(trial)
    subprocess.run(["cp", "--archive", bare, trial], check=True)
    return trial


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
    return subprocess.run([*ALONE, "sh", "-c", script], check=False, stdin=subprocess.DEVNULL).returncode


def main() -> int:
    """Make, lend, clone, run."""
    typed = arguments()
    if os.geteuid() != 0:
        sys.exit("root is needed, for debootstrap and chroot")
    root = make_system(typed.folder.resolve(), typed.mirror, typed.again)
    lend(root, typed.copy)
    clone(root)
    start = time.monotonic()
    code = run(root, typed.command, typed.env)
    print(f"{typed.command}: exit code {code} after {time.monotonic() - start:.0f} s", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
