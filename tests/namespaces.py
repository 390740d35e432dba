"""A machine without a network, for tests: a network namespace without interfaces."""

import subprocess
from functools import cache

_WAYS = (
    ("unshare", "--net"),  # as root, in a changed root too
    ("unshare", "--user", "--map-root-user", "--net"),  # as anybody, where the system lets them
)


@cache
def without_network() -> tuple[str, ...]:
    """Return what to put before a command so that it sees no network; fail where that cannot be had."""
    for way in _WAYS:
        if subprocess.run([*way, "true"], check=False, capture_output=True).returncode == 0:
            return way
    raise AssertionError("no network namespace can be made here: run the tests as root, or allow user namespaces")
