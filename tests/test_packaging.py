"""What is published is whole: the wheel, the locks, the licences, the first pages, the page for `mkdocs build`."""

import hashlib
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from generator import __version__

ROOT = Path(__file__).parent.parent
FOREIGN = ROOT / "tests/curricula/foreign"
SPDX = "SPDX-License-Identifier"
PAGES = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")


def run(*command: object, cwd: Path, code: int = 0) -> str:
    """Run a command that must end with ``code``; return what it printed."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def project() -> dict[str, Any]:
    """Return the table ``project`` of pyproject.toml."""
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


# --- the wheel --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation")
    run(*pip, "--wheel-dir", folder, ROOT, cwd=folder)
    (made,) = folder.iterdir()
    return made


def test_the_wheel_holds_code_theme_and_base_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {n for n in archive.namelist() if ".dist-info/" not in n}
    code = {p.relative_to(ROOT).as_posix() for p in files(ROOT / "generator")}
    theme = {f"generator/{p.relative_to(ROOT).as_posix()}" for p in files(ROOT / "theme")}
    assert names == code | theme | {"generator/mkdocs.yml"}


def files(folder: Path) -> list[Path]:
    return [p for p in sorted(folder.rglob("*")) if p.is_file() and "__pycache__" not in p.parts]


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (said,) = (archive.read(n) for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        licences = {Path(n).name for n in archive.namelist() if "/licenses/LICENSES/" in n}
    metadata = message_from_bytes(said)
    assert (metadata["Name"], metadata["Version"], metadata["Requires-Python"]) == ("hocvuso", __version__, ">=3.11")
    assert licences == {p.name for p in (ROOT / "LICENSES").iterdir()}


@pytest.mark.pdf
def test_the_installed_command_builds_a_foreign_course(wheel: Path, tmp_path: Path) -> None:
    """An empty environment, a course in another language with a framework of its own, a path with any letters."""
    run(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    python, command = tmp_path / "venv/bin/python", tmp_path / "venv/bin/hocvuso"
    pip = (python, "-m", "pip", "--quiet", "--disable-pip-version-check")
    run(*pip, "install", "--require-hashes", "-r", ROOT / "requirements.txt", cwd=tmp_path)
    run(*pip, "install", "--no-deps", "--no-index", wheel, cwd=tmp_path)
    run(*pip, "check", cwd=tmp_path)
    assert run(command, "--version", cwd=tmp_path).strip() == f"hocvuso {__version__}"
    run(command, "test", cwd=tmp_path, code=2)  # only the launcher has it

    course = tmp_path / "Khoá học của tôi"
    shutil.copytree(FOREIGN, course)
    assert not (course / "theme").exists()
    assert not (course / "mkdocs.yml").exists()
    run(command, "check", "--lang", "en", "--strict", cwd=course)
    run(command, "build", "--lang", "en", cwd=course)
    dist = course / "dist"
    for name in ("index.html", "site/l1.html", "site/in/l2.pdf", "packages/scorm12/l1-scorm12.zip"):
        assert (dist / name).stat().st_size > 0
    for line in (dist / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ", 1)
        assert hashlib.sha256((dist / name).read_bytes()).hexdigest() == digest, name
    page = (dist / "site/l1.html").read_text(encoding="utf-8")
    assert '<html lang="en"' in page
    assert "Find a book" in page
    # the tool out of the wheel and the tool out of this folder cannot be told apart by what they make
    run(sys.executable, "-m", "generator", "build", "scorm12", "--root", course, "--out", tmp_path / "again", cwd=ROOT)
    for package in (tmp_path / "again/packages/scorm12").iterdir():
        assert package.read_bytes() == (dist / "packages/scorm12" / package.name).read_bytes()


# --- the locks --------------------------------------------------------------------------------------------------------


def locked(name: str) -> list[tuple[str, str]]:
    """Return the packages of a lock file with their versions; one may have several, for different Pythons."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(r"^([a-z0-9-]+)==([^\s;]+)", text, re.MULTILINE)


@pytest.mark.parametrize(("name", "extra"), [("requirements.txt", ()), ("requirements-test.txt", ("test",))])
def test_the_lock_holds_what_the_project_declares(name: str, extra: tuple[str, ...]) -> None:
    declared = project()["dependencies"] + [d for e in extra for d in project()["optional-dependencies"][e]]
    pins = locked(name)
    for requirement in map(Requirement, declared):
        found = [version for package, version in pins if package == canonicalize_name(requirement.name)]
        assert found, f"{requirement}: run .ci/lock"
        assert all(map(requirement.specifier.contains, found)), f"{requirement} is locked at {found}: run .ci/lock"


def test_what_is_tested_is_what_is_built_with() -> None:
    assert set(locked("requirements.txt")) <= set(locked("requirements-test.txt"))


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt"])
def test_every_locked_package_has_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip())
    assert len(entries) == len(locked(name))
    assert [e for e in entries if "--hash=sha256:" not in e] == []


# --- licences ---------------------------------------------------------------------------------------------------------


def test_every_licence_named_has_its_text() -> None:
    tables = tomllib.loads((ROOT / "REUSE.toml").read_text(encoding="utf-8"))["annotations"]
    named = {table[SPDX] for table in tables}
    for beside in (*ROOT.glob("theme/**/*.license"), *ROOT.glob("content/**/*.license")):
        named |= set(re.findall(rf"{SPDX}: (\S+)", beside.read_text(encoding="utf-8")))
    assert named == {p.stem for p in (ROOT / "LICENSES").glob("*.txt")}


def test_every_path_that_has_a_licence_of_its_own_exists() -> None:
    tables = tomllib.loads((ROOT / "REUSE.toml").read_text(encoding="utf-8"))["annotations"][2:]
    for table in tables:
        paths = [table["path"]] if isinstance(table["path"], str) else table["path"]
        assert [p for p in paths if not list(ROOT.glob(p))] == []


def test_fonts_are_whole_and_have_their_licence_beside_them() -> None:
    fonts = ROOT / "theme/fonts"
    sums = dict(
        reversed(line) for line in re.findall(r"^([0-9a-f]{64})  (\S+)$", (fonts / "README.md").read_text(), re.M)
    )
    found = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in fonts.glob("*.ttf")}
    assert found == sums
    for name in found:
        assert (fonts / f"OFL-{name.split('-')[0]}.txt").is_file()


# --- first pages ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_links_of_the_first_pages_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = [t.split("#")[0] for t in re.findall(r"\]\(([^)]+)\)", text) if "://" not in t]
    assert [t for t in targets if not (ROOT / t).exists()] == []


def test_mkdocs_build_typed_by_hand_publishes_one_page_that_names_the_command(tmp_path: Path) -> None:
    run(sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", tmp_path / "site", cwd=ROOT)
    pages = {p.name: p.read_text(encoding="utf-8") for p in (tmp_path / "site").rglob("*.html")}
    assert set(pages) == {"index.html", "404.html"}
    assert "./hocvuso build" in pages["index.html"]
