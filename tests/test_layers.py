"""Imports point one way, heavy engines stay in their one module, and every module has its test."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
CODE = ROOT / "generator"
TESTS = ROOT / "tests"

# What these may import of ours, themselves apart; they are what every renderer stands on.
MAY_IMPORT = {
    "messages": (),
    "diagnostics": ("messages",),
    "items": ("diagnostics",),
    "model": ("diagnostics", "items"),
    "replacing": (),
    "source": ("diagnostics", "items", "messages", "model", "replacing", "screens"),
    "standards": ("diagnostics", "identifiers", "items", "judge", "model", "shuffled", "spellings", "xmltree"),
}
# The passes before rendering, and the check of finished packages, know of no renderer.
UNAWARE = (
    "fmt",
    "inspection",
    "integrity",
    "integrity_olx",
    "integrity_xml",
    "judge",
    "markup",
    "profiles",
    "resolve",
    "rules",
    "screens",
    "source",
    "standards",
    "writer",
)
RENDERERS = ("build", "cli", "courseware", "paper", "pdf", "player", "press", "printed", "targets")
ONE_MODULE = {"mkdocs": "targets.site"}
ENGINES = ("PIL", "fontTools", "mkdocs", "pikepdf", "pypdfium2", "rich", "weasyprint", "zxingcpp")
# Tests of the project as a whole, which no module of the generator answers to.
WHOLE = (
    "conftest",
    "docs",
    "golden_bank",
    "launcher",
    "layers",
    "packaging",
    "pitfalls",
    "promises",
    "safety",
    "style",
)


def name_of(path: Path) -> str:
    """Return ``targets.site`` for ``generator/targets/site.py``, the folder's name for its ``__init__.py``."""
    parts = path.relative_to(CODE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(p): p for p in sorted(CODE.rglob("*.py"))}


def imported(path: Path) -> Iterator[str]:
    """Yield the full name of every module that ``path`` imports, wherever in the file it does."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module, f"{path}: relative imports hide where a name comes from"
            yield from (submodule(f"{node.module}.{alias.name}") or node.module for alias in node.names)


def submodule(name: str) -> str:
    """Return ``name`` when it is a module of ours, nothing when it is something inside one."""
    return name if name.removeprefix("generator.") in MODULES else ""


IMPORTS = {name: sorted(set(imported(path))) for name, path in MODULES.items()}
OURS = {
    name: [n.removeprefix("generator.") for n in names if n.startswith("generator.")] for name, names in IMPORTS.items()
}


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def test_no_module_needs_itself() -> None:
    """Raises ``CycleError``, which shows the circle."""
    tuple(TopologicalSorter(OURS).static_order())


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_foundations_stand_on_nothing_above_them(package: str) -> None:
    allowed = (package, *MAY_IMPORT[package])
    used = {(m, n) for m, names in OURS.items() if within(m, package) for n in names}
    assert not [f"{m} imports {n}" for m, n in sorted(used) if not any(within(n, a) for a in allowed)]


@pytest.mark.parametrize("package", UNAWARE)
def test_what_comes_before_rendering_knows_no_renderer(package: str) -> None:
    used = {(m, n) for m, names in OURS.items() if within(m, package) for n in names}
    assert not [f"{m} imports {n}" for m, n in sorted(used) if any(within(n, r) for r in RENDERERS)]


def test_targets_are_discovered_and_never_see_one_another() -> None:
    used = {(m, n) for m, names in OURS.items() for n in names if n.startswith("targets.")}
    assert not sorted(used)


@pytest.mark.parametrize("engine", ONE_MODULE)
def test_an_engine_has_one_module(engine: str) -> None:
    assert users_of(engine) == [ONE_MODULE[engine]]


def test_weasyprint_has_one_module() -> None:
    assert len(users_of("weasyprint")) == 1, users_of("weasyprint")


def users_of(engine: str) -> list[str]:
    return [m for m, names in IMPORTS.items() if any(within(n, engine) for n in names)]


def test_a_command_starts_without_the_engines() -> None:
    """What ``--help`` and ``targets`` need must not wait seconds for an import that they do not use."""
    code = (
        "import sys, generator.cli, generator.targets as t; t.discover();"
        f"print(*sorted(n for n in {ENGINES!r} if n in sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout.strip(), run.stderr) == (0, "", "")


def test_every_package_we_import_is_declared() -> None:
    """One that merely comes along with another may be gone tomorrow."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {normal(re.split(r"[^\w.-]", line)[0]) for line in project["dependencies"]}
    owners = packages_distributions()
    foreign = {n.split(".")[0] for names in IMPORTS.values() for n in names} - sys.stdlib_module_names - {"generator"}
    used = {normal(owner): module for module in foreign for owner in owners.get(module, [module])}
    assert sorted(set(used) - declared) == []


def normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


# --- determinism ------------------------------------------------------------------------------------------------------

# What an output must never depend on, and the only modules that may ask for it all the same.
UNREPEATABLE = {
    r"\b(datetime|date)\.(now|today|utcnow)\b": ("cli",),
    r"\btime\.(time|time_ns|localtime|gmtime|strftime|ctime)\b": (),
    r"\bfrom time import\b": (),
    r"\buuid[14]\b": (),
    r"\b(import random|from random|import secrets|from secrets)\b": (),
    r"(?<![\w.])hash\(": (),
    r"\bregister_namespace\b": (),
    r"\b(ZipInfo|writestr)\b": ("archive",),
    r"\bsetlocale\b": (),
}


@pytest.mark.parametrize("pattern", UNREPEATABLE)
def test_nothing_unrepeatable_is_asked(pattern: str) -> None:
    users = [m for m, p in MODULES.items() if re.search(pattern, p.read_text(encoding="utf-8"))]
    assert sorted(set(users) - set(UNREPEATABLE[pattern])) == []


# --- nothing about one course -----------------------------------------------------------------------------------------


def test_the_course_of_this_repository_is_not_in_code() -> None:
    course = yaml.safe_load((ROOT / "curriculum.yml").read_text(encoding="utf-8"))
    ids = {course["id"], course["title"], *course["frameworks"], *course["audiences"], *course["assessments"]}
    ids |= {entry["id"] for kind in ("modules", "tracks") for entry in course[kind]}
    found = [(m, i) for m, p in MODULES.items() for i in sorted(ids & texts(p))]
    assert found == []


def texts(path: Path) -> set[str]:
    """Return the string literals of a file, its docstrings apart."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return said - {ast.get_docstring(n, clean=False) for n in ast.walk(tree) if isinstance(n, holders)}


# --- tests mirror the package -----------------------------------------------------------------------------------------


def mirror_of(module: str) -> tuple[Path, ...]:
    """Return where the test of ``module`` may lie; that of a package lies in its folder or beside it."""
    *folders, name = module.split(".")
    places = [TESTS.joinpath(*folders, f"test_{name}.py")]
    if MODULES[module].name == "__init__.py":
        places += [TESTS.joinpath(*folders, name, f"test_{n}.py") for n in ("init", "contract", name)]
    return tuple(places)


def has_code(path: Path) -> bool:
    """Return whether a file does more than describe and re-export."""
    passive = (ast.Expr, ast.Import, ast.ImportFrom, ast.Assign)
    return not all(isinstance(n, passive) for n in ast.parse(path.read_text(encoding="utf-8")).body)


def test_every_module_has_its_test() -> None:
    missing = [
        m
        for m, p in MODULES.items()
        if m != "__main__" and (p.name != "__init__.py" or has_code(p)) and not any(t.is_file() for t in mirror_of(m))
    ]
    assert missing == []


def test_every_test_has_its_module() -> None:
    mirrored = {t for m in MODULES for t in mirror_of(m)} | {TESTS / f"test_{name}.py" for name in WHOLE}
    # a folder that no package answers to holds tests of a part of the theme
    parts = {p.name for p in (ROOT / "theme").iterdir()} | {"bench"}
    found = [t for t in sorted(TESTS.rglob("test_*.py")) if "node_modules" not in t.parts and t not in mirrored]
    assert [str(t.relative_to(TESTS)) for t in found if t.parent.name not in parts] == []


def test_every_golden_is_named_by_its_test() -> None:
    goldens = [p for p in sorted((TESTS / "golden").rglob("*")) if p.is_file()]
    for golden in goldens:
        module = TESTS.joinpath(*golden.parent.relative_to(TESTS / "golden").parts)
        test = module.with_name(f"test_{module.name}.py")
        assert test.is_file(), golden
        assert golden.name in test.read_text(encoding="utf-8"), golden
