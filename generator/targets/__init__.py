"""What a target is, and which there are: one module here is one target."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, Protocol

from pydantic import BaseModel

from generator.items import Item
from generator.model import Curriculum
from generator.replacing import Holding
from generator.theme import Theme


@dataclass(frozen=True, slots=True)
class Record:
    """The row of a package in ``packages.csv``, known before it is made; ``holding`` says what results hang on it."""

    identifier: str
    title: str
    minutes: int
    pass_mark: int
    competences: tuple[str, ...]
    holding: Holding | None = None


@dataclass(frozen=True, slots=True)
class Package:
    """What one job yields.

    An archive: ``path`` names it below ``dist/`` (a zip, or a gzipped tar if it ends in ``.tar.gz``) and ``files`` its
    members.
    Otherwise ``path`` is empty and ``files`` are named below ``dist/`` themselves.
    """

    files: Mapping[str, bytes]
    path: str = ""


@dataclass(frozen=True, slots=True)
class Product:
    """A finished file of another job, as a job that needs it sees it: its path below ``dist/`` and its bytes."""

    path: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class RenderContext:
    """What a job may read besides its subject; part of the key of its cached result."""

    theme: Theme
    date: date
    products: Mapping[str, Product] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Job:
    """One unit of work and of caching: a pure function of ``subject`` and the context.

    ``name`` is unique within the target.
    ``render`` is a module-level function, ``subject`` a tree of frozen dataclasses, tuples and
    plain values: both travel to worker processes, and the subject's content is the cache key
    (fields with ``compare=False``, such as positions, are left out of it).
    ``theme`` names what is read of the theme: folders or files (``booklet``, ``strings``, ``mkdocs.yml``);
    reading anything else raises ``UnnamedPartError``.
    ``makes`` names what others may need, below ``dist/``: files, or folders ending in ``/``; the job may make more.
    ``needs`` names files or folders (``/``) of other jobs that are embedded;
    what no chosen target makes is absent from ``context.products``.
    ``about`` holds the ids of the lesson or track the job is about: ``--lesson`` and ``--track`` choose by it.
    """

    name: str
    render: Callable[[Any, RenderContext], Package]
    subject: Any
    theme: tuple[str, ...]
    makes: tuple[str, ...]
    needs: tuple[str, ...] = ()
    record: Record | None = None
    about: tuple[str, ...] = ()


class Target(Protocol):
    """An output format. The module's name is the target's name.

    It may also have ``check(curriculum, options) -> Iterable[Diagnostic]``, which tells at the author's lines what
    of a curriculum it cannot express; the driver asks for it at every build and check.
    """

    @property
    def title(self) -> str:
        """Its name for people."""
        ...

    @property
    def engines(self) -> tuple[str, ...]:
        """What must be on the machine, by the names of ``generator.engines``; without it the target is off."""
        ...

    @property
    def item_types(self) -> frozenset[type[Item]]:
        """The kinds of question it can ask."""
        ...

    @property
    def Options(self) -> type[BaseModel]:  # noqa: N802 — a class
        """What ``targets: <name>:`` of ``curriculum.yml`` may hold."""
        ...

    def jobs(self, curriculum: Curriculum, options: Any) -> Iterable[Job]:
        """Return the work to do for ``curriculum``; cheap, renders nothing."""
        ...


def discover() -> dict[str, Target]:
    """Return every target by name, sorted; a broken module's error goes through."""
    names = sorted(m.name for m in iter_modules([str(Path(__file__).parent)]))
    return {name: import_module(f"{__name__}.{name}").TARGET for name in names}
