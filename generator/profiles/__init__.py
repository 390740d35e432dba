"""What platforms make of a package: one module here is one platform, its rules executable, their evidence beside them.

A profile's rules judge only what that platform does; what is wrong anywhere is found by ``generator.inspection.rules``.
An error means: there it cannot be imported, started or graded. A warning means: it works there, and something is lost
or must be set by hand.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from generator.diagnostics import Diagnostic
from generator.inspection.facts import Kind, PackageFacts

Rule = Callable[[PackageFacts], Iterator[Diagnostic]]


@dataclass(frozen=True, slots=True)
class Profile:
    """A platform.

    ``title`` is its name for people, with the version that the rules were seen in.
    ``reads`` says, for each kind of package that it takes, what an administrator does and then sees (a message).
    ``rules`` are generator functions; the name of a rule is the function's with «-», its docstring is the manual.
    A rule is asked only about the kinds that the profile reads.
    """

    title: str
    reads: Mapping[Kind, str]
    rules: tuple[Rule, ...]


def discover() -> dict[str, Profile]:
    """Return every profile by its module's name («open_edx» is asked for as «open-edx»), sorted."""
    names = sorted(m.name for m in iter_modules([str(Path(__file__).parent)]))
    return {n.replace("_", "-"): import_module(f"{__name__}.{n}").PROFILE for n in names}
