"""Named moments of a build at which a test may kill it; without the variable nothing happens."""

import os
import signal

VARIABLE = "HOCVUSO_STOP_AT"
PHASES = (
    "locked",  # the course is locked, nothing is read
    "loaded",  # authored files are read and checked
    "planned",  # every job is known
    "storing",  # a worker has written a result's file, not yet under its name
    "stored",  # a worker has written a result's files, not yet the list of them
    "rendered",  # every result is in the cache
    "staging",  # half of the new tree is written
    "staged",  # the new tree is written except SHA256SUMS
    "summed",  # the new tree is whole
    "swap-journal",  # two renames: the journal is written
    "swap-aside",  # two renames: the old tree has another name, the new one none yet
    "swap-placed",  # two renames: the new tree is in place, the journal still there
    "swapped",  # the new tree is in place, the old one still there
    "removing",  # half of the old tree is removed
    "finished",  # the old tree is gone, the state is not yet saved
    "remembered",  # the state is saved, the cache is not yet tidied
)


def reached(phase: str) -> None:
    """Kill this process without ceremony if a test asked for it at ``phase``."""
    if os.environ.get(VARIABLE) == phase:
        os.kill(os.getpid(), signal.SIGKILL)
