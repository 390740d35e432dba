"""Question files for Moodle opened by programs that are not ours.

    python -m bench.moodle --node FOLDER --with PYTHON dist/packages/moodle/*

FOLDER is one in which the npm package gift-pegjs 1.0.2 is installed, PYTHON an interpreter of an environment of its
own with moodle-xml-parser 0.3.1. The first reads every kind of GIFT question, the second the multiple choices of
Moodle XML. The exit code is 1 when they do not find as many questions as the file holds, or read a spoilt copy.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

GIFT = """
const { parse } = require('gift-pegjs');
const text = require('fs').readFileSync(0, 'utf8');
try { console.log(parse(text).filter((q) => q.type !== 'Category').length); } catch { console.log(-1); }
"""
XML = """
import sys
from moodle_xml_parser.parser import parse_bytes
try:
    print(len(parse_bytes(sys.stdin.buffer.read())["multichoice"]))
except ValueError:
    print(-1)
"""


def asked(file: Path) -> int:
    """Return how many questions the foreign program should find in ``file``."""
    content = file.read_bytes()
    if file.suffix == ".xml":
        return len(ElementTree.fromstring(content).findall("question[@type='multichoice']"))
    return len(re.findall(rb"^::", content, re.MULTILINE))


def spoilt(file: Path) -> bytes:
    """Return what stands in ``file`` with the end of its first question gone."""
    end = b"</question>" if file.suffix == ".xml" else b"\n}"
    return file.read_bytes().replace(end, b"", 1)


def main() -> int:
    """Open every GIFT and XML file that was named and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--node", required=True, help="folder in which gift-pegjs is installed")
    parser.add_argument("--with", dest="python", required=True, help="interpreter that has moodle-xml-parser")
    parser.add_argument("files", nargs="+", type=Path)
    given = parser.parse_args()

    def read(file: Path, content: bytes) -> int:
        command = [given.python, "-c", XML] if file.suffix == ".xml" else ["node", "-e", GIFT]
        return int(subprocess.run(command, input=content, capture_output=True, check=True, cwd=given.node).stdout)

    failed = False
    for file in (f for f in given.files if f.name.endswith((".xml", ".gift.txt"))):
        found, expected, refused = read(file, file.read_bytes()), asked(file), read(file, spoilt(file)) == -1
        failed |= found != expected or not refused
        print(f"{file.name}: {found} of {expected} questions read, spoilt copy {'refused' if refused else 'READ'}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
