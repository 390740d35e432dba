"""QTI 2.1 packages read by a program that is not ours, which makes QTI 3.0 of them.

    python -m bench.qti --with PYTHON dist/packages/qti/*-qti21.zip

PYTHON is an interpreter of an environment of its own with citolab-qti-convert 0.2.0. What it makes of a package of 2.1
must be, document for document, the package of 3.0 that lies beside it; the scores of those are tried in a QTI 3 player
by ``tests/targets/test_qti.py``. The exit code is 1 when a document differs, or when a spoilt copy does not.
"""

import argparse
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from lxml import etree

from generator.archive import pack

MANIFEST = "imsmanifest.xml"
ADDED = {"min-choices": "1"}  # the converter writes out what platforms ask for, as it says


def members(archive: bytes) -> dict[str, bytes]:
    """Return the documents of a package, the manifest apart: the converter describes what it has made."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        names = [n for n in opened.namelist() if n.endswith(".xml") and n != MANIFEST]
        return {name: opened.read(name) for name in names}


def canonical(document: bytes) -> bytes:
    """Return what a document says, however it is written."""
    root = etree.fromstring(document, etree.XMLParser(remove_blank_text=False))
    for node in root.iter("{*}qti-choice-interaction", "{*}qti-order-interaction"):
        for name, value in ADDED.items():
            if node.get(name) == value:
                del node.attrib[name]
    for node in root.iter():
        node.text, node.tail = (" ".join((text or "").split()) for text in (node.text, node.tail))
    return etree.tostring(root, method="c14n")


def upgraded(python: str, archive: bytes, folder: Path) -> dict[str, bytes]:
    """Return the documents that the foreign program makes of a package of 2.1."""
    source, made = folder / "in.zip", folder / "out.zip"
    source.write_bytes(archive)
    command = [python, "-m", "qti_convert.cli", "upgrade", str(source), str(made)]
    subprocess.run(command, check=True, capture_output=True, cwd=folder)
    return members(made.read_bytes())


def spoilt(archive: bytes) -> bytes:
    """Return a package whose first item lacks its key."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    name = next(n for n in sorted(files) if b"<correctResponse>" in files[n])
    return pack(files | {name: files[name].replace(b"correctResponse", b"defaultValue")})


def main() -> int:
    """Upgrade every package that was named, and print how many documents came out as ours."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--with", dest="python", required=True, help="interpreter that has citolab-qti-convert")
    parser.add_argument("files", nargs="+", type=Path)
    given = parser.parse_args()
    failed = False
    for file in given.files:
        ours = members(file.with_name(file.name.replace("-qti21", "-qti30")).read_bytes())
        found = []
        for archive in (file.read_bytes(), spoilt(file.read_bytes())):
            with tempfile.TemporaryDirectory() as folder:
                made = upgraded(given.python, archive, Path(folder))
            found.append(sum(name in made and canonical(made[name]) == canonical(ours[name]) for name in ours))
        failed |= found != [len(ours), len(ours) - 1]
        print(f"{file.name}: {found[0]} of {len(ours)} documents became ours, {found[1]} of a spoilt copy")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
