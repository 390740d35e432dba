"""Every ratio that the project promises, measured side by side in one run.

    python -m bench.run [--course DIR] [--only builds site booklets zips]

Seconds are processor time of whole process trees and move with the machine; read the ratios.
The exit code is 1 when a goal is missed, or when our site lacks a page or a heading that stock Material has.
"""

import argparse
import importlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.measure import ROOT, LackingError, Row, told

PARTS = ("builds", "site", "booklets", "zips")
"""A module each, with a function of the same name; imported when it is asked for."""


def measured(part: str, course: Path) -> Iterator[Row]:
    """Yield the rows of a part."""
    yield from getattr(importlib.import_module(f"bench.{part}"), part)(course)


def main() -> int:
    """Print a table of ratios; return 1 when a goal is missed or our site lacks something."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--course", type=Path, default=ROOT)
    parser.add_argument("--only", nargs="*", choices=PARTS, default=PARTS)
    given = parser.parse_args()
    if shutil.disk_usage(tempfile.gettempdir()).free < 2_000_000_000:
        print("less than 2 GB free for temporary files", file=sys.stderr)
    rows: list[Row] = []
    lacking = False
    for part in given.only:
        print(f"{part} ...", file=sys.stderr, flush=True)
        try:
            rows += measured(part, given.course.resolve())
        except LackingError as failure:
            lacking = True
            print(f"our {part} lacks something: {failure}", file=sys.stderr)
    print(told(rows))
    return 1 if lacking or any(row.missed for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
