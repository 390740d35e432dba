"""Open edX's own SCORM block reads random manifests, and what ``inspect --profile open-edx`` foretells is compared.

    pip download --no-deps openedx-scorm-xblock==19.0.5
    python -m bench.scorm_block openedx_scorm_xblock-19.0.5-py3-none-any.whl

Only those functions of the wheel run that unpack a package and read its manifest; Django and the platform around them
are not needed. The exit code is 1 when the block does otherwise than foretold, or when it refuses or takes nothing.
"""

import argparse
import ast
import io
import json
import os
import posixpath
import re
import sys
import urllib.parse
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from hypothesis import HealthCheck, given, settings

from generator.inspection.facts import SCORM, Kind
from generator.inspection.manifests import IMS_MANIFEST
from generator.inspection.written import default_namespace
from generator.profiles.open_edx import PROFILE, opened, read
from tests.profiles.manifests import written_manifests
from tests.profiles.parcels import asked, errors, facts, names, zipped

SOURCE = "openedxscorm/scormxblock.py"
RUN = frozenset(
    (
        *("extract_package", "update_package_fields", "extract_navigation_titles", "find_titles_recursively"),
        *("sanitize_input", "recursive_unorderedlist", "find_relative_file_path", "find_file_path", "get_file_path"),
        *("clean_path", "clean_asset_path"),
    )
)
BESIDE = frozenset(
    (
        *("PackageScan", "ScormError", "is_dir", "OS_PATH_ALT_SEP", "WARNING_NO_COMPLETION_STATUS"),
        *("SCANNED_FILE_EXTENSIONS", "MAX_SCANNED_SIZE", "COMPLETION_SIGNAL_ELEMENTS"),
    )
)
PAGES = {"index.html": b"x", "b/index.html": b"lesson_status", "c.html": b"c"}
EXAMPLES = 2000


class Storage:
    """What the block needs of Django's storage, in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def save(self, path: str, content: bytes) -> None:
        """Keep a file."""
        self.kept.setdefault(os.path.normpath(path), content)

    def open(self, path: str) -> io.BytesIO:
        """Return a file."""
        return io.BytesIO(self.kept[os.path.normpath(path)])

    def exists(self, path: str) -> bool:
        """Return whether there is such a file or folder."""
        path = os.path.normpath(path)
        return any(name == path or name.startswith(f"{path}/") for name in self.kept)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Return the names of folders and of files."""
        below = [n.removeprefix(f"{path}/") for n in self.kept if n.startswith(f"{path}/")]
        return sorted({n.partition("/")[0] for n in below if "/" in n}), sorted(n for n in below if "/" not in n)


def block(source: str) -> type[Any]:
    """Return a class with the block's own functions, and ``ScormError`` on it."""
    tree = ast.parse(source)
    found = next(n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "ScormXBlock")
    found.body = [n for n in found.body if isinstance(n, ast.FunctionDef) and n.name in RUN]
    found.bases, found.decorator_list = [], []
    beside = [n for n in tree.body if _name(n) in BESIDE]
    known: dict[str, Any] = {"ET": ET, "re": re, "os": os, "zipfile": zipfile, "urllib": urllib}
    known["ContentFile"] = bytes
    exec(compile(ast.Module([*beside, found], []), SOURCE, "exec"), known)
    made: type[Any] = known["ScormXBlock"]
    made.ScormError = known["ScormError"]
    return made


def _name(node: ast.stmt) -> str:
    if isinstance(node, ast.Assign):
        return "".join(t.id for t in node.targets if isinstance(t, ast.Name))
    return str(getattr(node, "name", ""))


def uploaded(made: type[Any], files: dict[str, bytes]) -> SimpleNamespace:
    """Return what the block remembers of a package: href, version, warnings and the page it serves."""
    own = made()
    own.storage, own.extract_folder_path, own.extract_folder_base_path = Storage(), "s/x", "s"
    own.proxy_base_url, own.log_package_warnings = "", lambda _codes: None
    own.extract_package(io.BytesIO(zipped(files)))
    own.update_package_fields()
    try:
        address = own.clean_asset_path(own.index_page_path.partition("#")[0])
        exact = f"s/x/{address}"
        served = exact if own.storage.exists(exact) else own.find_file_path(posixpath.basename(address))
    except made.ScormError:
        served = "s/x/"
    version = Kind.SCORM_12 if own.scorm_version == "SCORM_12" else Kind.SCORM_2004
    page = served.removeprefix("s/x/")
    return SimpleNamespace(version=version, warned=bool(own.package_warnings), page=page)


def main() -> int:
    """Compare and print how many packages were refused and taken, as foretold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path)
    with zipfile.ZipFile(parser.parse_args().wheel) as wheel:
        made = block(wheel.read(SOURCE).decode("utf-8"))
    seen: Counter[str] = Counter()

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=[*HealthCheck]
    )
    @given(written_manifests)
    def compare(text: str) -> None:
        files = {IMS_MANIFEST: text.encode(), **PAGES}
        package = facts(files)
        root = package.tree(IMS_MANIFEST)
        if package.kind not in SCORM or root is None:
            return
        foretold = asked(PROFILE, package)
        try:
            block_says = uploaded(made, files)
        except (AttributeError, TypeError, made.ScormError):
            seen["refused, as foretold"] += 1
            assert errors(foretold) & {"menu-stops-upload", "wrong-version"}, text
            return
        seen["taken, as foretold"] += 1
        reading = read(root, default_namespace(files[IMS_MANIFEST]))
        assert "menu-stops-upload" not in names(foretold), text
        assert (reading.version, opened(package, reading)) == (block_says.version, block_says.page), text
        assert ("no-completion" in names(foretold)) is block_says.warned, text

    compare()
    print(json.dumps(seen))
    return int(min(seen["refused, as foretold"], seen["taken, as foretold"]) == 0)


if __name__ == "__main__":
    sys.exit(main())
