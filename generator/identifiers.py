"""Identifiers that survive rewording, reordering and rebuilding: made of authored ids alone."""

import re


def xml_identifier(*ids: str) -> str:
    """Return a legal and readable XML ``ID`` for authored ids: ``hv-bdhvs-a27``.

    Authored ids hold only letters, digits, ``-`` and ``.``; the prefix keeps a digit from leading.
    """
    joined = "-".join(ids).lower()
    if not re.fullmatch(r"[a-z0-9.-]+", joined):
        raise ValueError(f"not an authored identifier: {joined!r}")
    return f"hv-{joined}"
