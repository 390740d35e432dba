"""Common Cartridges opened by programs that are not ours.

    python -m bench.cartridges --with PYTHON dist/packages/common_cartridge/*.imscc

PYTHON is an interpreter of an environment of its own in which qti-package-maker 26.7 (LGPL, so none of our
dependencies) and qti2latex 0.1 are installed. The first checks manifest, answers and pictures of any cartridge; the
second reads the questions as it reads those of Canvas. A spoilt copy of each cartridge must be refused.
The exit code is 1 when a cartridge is refused or a spoilt one is not.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

CODE = """
import json, sys
from pathlib import Path
from xml.etree import ElementTree
import qti2latex
from qti_package_maker.common.package_integrity import check_package

questions = 0
for file in qti2latex.read_qti_dir(qti2latex.extract_zip_to_tmp(Path(sys.argv[1]))):
    for item in qti2latex.findall_anyns(ElementTree.parse(file).getroot(), "item"):
        if "ident" in item.attrib and qti2latex.get_item_stem(item):
            options = {i for i, text in qti2latex.get_choices(item) if text}
            questions += not options or bool(options & qti2latex.get_correct_idents(item))
print(json.dumps({"faults": check_package(sys.argv[1]), "questions": questions}))
"""
SPOILT = (
    ("imsmanifest.", b'<file href="page.css"/>', b'<file href="styles.css"/>'),
    ("quiz-", b' case="Yes">A</varequal>', b' case="Yes">Z</varequal>'),
)


def opened(python: str, cartridge: Path) -> dict[str, Any]:
    """Return what the foreign programs say of ``cartridge``: its faults, and how many questions they can read."""
    run = subprocess.run([python, "-c", CODE, str(cartridge)], capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


def spoilt(cartridge: Path, prefix: str, old: bytes, new: bytes, folder: Path) -> Path:
    """Write a copy of ``cartridge`` in which the files whose names begin so say ``new`` for ``old``, and return it."""
    copy = folder / cartridge.name
    with zipfile.ZipFile(cartridge) as source, zipfile.ZipFile(copy, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(old, new) if name.startswith(prefix) else content)
    return copy


def main() -> int:
    """Open every cartridge that was named and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--with", dest="python", required=True, help="interpreter that has the foreign programs")
    parser.add_argument("cartridges", nargs="+", type=Path)
    given = parser.parse_args()
    failed = False
    for cartridge in given.cartridges:
        found = opened(given.python, cartridge)
        with tempfile.TemporaryDirectory() as folder:
            copies = (spoilt(cartridge, *change, Path(folder)) for change in SPOILT)
            refused = sum(bool(opened(given.python, copy)["faults"]) for copy in copies)
        failed |= bool(found["faults"]) or refused < len(SPOILT)
        print(f"{cartridge.name}: {found['questions']} questions read, {len(found['faults'])} faults,", end=" ")
        print(f"{refused} of {len(SPOILT)} spoilt copies refused", *found["faults"], sep="\n  ")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
