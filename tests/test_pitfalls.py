"""The 25 pitfalls of learning packages: each has tests that prove that ours do not fall into it.

A test says so itself: ``@pytest.mark.pitfall(1, 5)``. What is asked for here is that none of the 25 is without one.
"""

import ast
import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.archive import pack
from tests.player.formats import FORMATS, cases

TESTS = Path(__file__).parent
PITFALLS = {
    1: "the manifest is the first-level, exact-case entry of an archive that ends in .zip",
    2: "names are short, plain, unique ignoring case; no folders, no empty files, nothing of the machine",
    3: "no two files of a package share their last name",
    4: "the launch page is the first resource with an address, at the root",
    5: "the manifest lists exactly the files; every reference resolves; ids are legal, unique and the course's own",
    6: "any title survives the XML, or is refused where it was written",
    7: "version, namespaces and spellings are those of one edition",
    8: "one package, one unit, one score; every item has a title and is visible",
    9: "the API is found above, beside and in windows of its own; without one the lesson works and says so",
    10: "a session is opened and closed once, and nothing is called outside it; failures make no loop",
    11: "nothing needs to be read back; what is empty means normal, new and none",
    12: "score before status before commit; 0 to 100 with a dot; better ones are sent again, none where none is due",
    13: "begun is incomplete; whoever only looks is neither passed nor complete nor scored",
    14: "one pass mark everywhere; the author chooses what a miss reports; screen and platform agree",
    15: "every answer is committed at once; leaving is pagehide, hiding commits, nothing listens to unload",
    16: "the state is bounded, plain ASCII, versioned; what cannot fit is refused when it is built",
    17: "old, cut and foreign state is left out by itself; nothing recorded is undone",
    18: "attempts count as the author says, and a retry lowers nothing",
    19: "interactions and times are what the strictest LMS takes, and extras everywhere else",
    20: "nothing comes from elsewhere, no storage is needed, every type is known",
    21: "QTI: legal, lasting, unique identifiers; every right response is declared; SCORE is",
    22: "credits add up to everything exactly; there is right and wrong; all right is passed",
    23: "Moodle's texts come back whole; pictures travel; several right options are asked as such",
    24: "nothing is lost without a word; only the safe subset of HTML is written",
    25: "courses and cartridges are clean, whole, of one version, and say one choice as one choice",
}


def marks(source: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the name of each test in ``source`` that is marked, and the numbers of its pitfalls."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.pitfall":
                    yield node.name, tuple(int(ast.literal_eval(a)) for a in decorator.args)


def proofs() -> dict[int, list[str]]:
    """Return the tests of each pitfall."""
    found = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        if "node_modules" not in path.parts:
            for name, numbers in marks(path.read_text(encoding="utf-8")):
                for number in numbers:
                    found[number].append(f"{path.relative_to(TESTS)}::{name}")
    return found


def test_every_pitfall_has_its_proof() -> None:
    found = proofs()
    assert sorted(PITFALLS) == list(range(1, 26))
    assert sorted(found) == sorted(PITFALLS), {n: PITFALLS.get(n, "?") for n in set(found) ^ set(PITFALLS)}


def test_only_marks_of_tests_count() -> None:
    source = """
@pytest.mark.browser
@pytest.mark.pitfall(3, 4)
def test_a(): pass

@pytest.mark.pitfall(5)
def helper(): pass

def test_b(): "pytest.mark.pitfall(6)"
"""
    assert list(marks(source)) == [("test_a", (3, 4))]


# --- what a look into every archive of the course shows ---------------------------------------------------------------

MANIFESTS = {"scorm12": "imsmanifest.xml", "scorm2004": "imsmanifest.xml", "cmi5": "cmi5.xml"}
UNLOAD = re.compile(rb"(?<!un)\bon(before)?unload|[\"'](before)?unload")
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,58}")


def faults(manifest: str, path: str, archive: bytes) -> list[str]:
    """Return what an importer would stumble over in an archive: at its root, in its names, in its scripts."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        entries = opened.infolist()
        scripts = [opened.read(e) for e in entries if e.filename.endswith((".js", ".html"))]
    names = [e.filename for e in entries]
    last = [n.rpartition("/")[2].lower() for n in names]
    checks = {
        "no zip": path.endswith(".zip"),
        "no manifest at the root": names.count(manifest) == 1,
        "a second manifest": last.count(manifest) == 1,
        "two files of one last name": len(set(last)) == len(last),
        "a name": all(NAME.fullmatch(n) for n in names),
        "nothing in a file": all(e.file_size for e in entries),
        "something listens to unload": not any(UNLOAD.search(s) for s in scripts),
    }
    return [words for words, holds in checks.items() if not holds]


@pytest.mark.course
@pytest.mark.pitfall(1, 2, 3, 15)
@pytest.mark.parametrize("name", FORMATS)
def test_every_archive_of_the_course_is_one_that_importers_take(name: str) -> None:
    found = {c.path: faults(MANIFESTS[name], c.path, pack(c.files)) for c in cases(name)}
    assert len(found) > 10
    assert {k: v for k, v in found.items() if v} == {}


@pytest.mark.parametrize(
    ("path", "files", "words"),
    [
        ("a.zip", {"khoa/imsmanifest.xml": "x", "khoa/index.html": "x"}, "no manifest at the root"),
        ("a.zip", {"IMSManifest.xml": "x", "index.html": "x"}, "no manifest at the root"),
        ("a.zip", {"imsmanifest.xml": "x", "b/imsmanifest.xml": "x"}, "a second manifest"),
        ("a.zip", {"imsmanifest.xml": "x", "a/h.svg": "x", "b/H.svg": "x"}, "two files of one last name"),
        ("a.zip", {"imsmanifest.xml": "x", "bài học.svg": "x"}, "a name"),
        ("a.zip", {"imsmanifest.xml": "x", "a.css": ""}, "nothing in a file"),
        ("a.elpx", {"imsmanifest.xml": "x"}, "no zip"),
        ("a.zip", {"imsmanifest.xml": "x", "a.js": "addEventListener('unload', f)"}, "something listens to unload"),
    ],
)
def test_an_archive_that_importers_refuse_is_seen(path: str, files: dict[str, str], words: str) -> None:
    assert words in faults("imsmanifest.xml", path, pack({k: v.encode() for k, v in files.items()}))
