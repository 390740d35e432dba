"""``releases/<version>.json``: what was released once; the newest is what everything is compared with.

Written by ``generator.release`` and never by hand. Only the newest is read: the older ones are history.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from generator.diagnostics import Diagnostics, Position, error
from generator.replacing import Holding

FOLDER = "releases"
SCHEMA: Final = 1
_NAME = re.compile(rf"{FOLDER}/(\d+\.\d+\.\d+)\.json")
_MOST_DIGITS = 9


class _Released(BaseModel):
    """What a later tool has added is passed over; what is asked for must be there."""

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)


class ReleasedItem(_Released):
    """A question where it stood: ``text`` is a hash of all its words and answers.

    Of an exam there is no ``revision``, and ``text`` is a hash of what whoever is examined sees.
    """

    id: str
    revision: str
    text: str


class ReleasedLesson(_Released):
    """A lesson in one form of address: ``text`` is a hash of its words, without its questions."""

    id: str
    slug: str
    title: str
    version: str
    text: str
    items: tuple[ReleasedItem, ...]


class ReleasedTest(_Released):
    """The test of a track; ``items`` is all that it may ask, ``drawn`` what our own draw took."""

    id: str
    track: str
    form: str
    title: str
    pass_mark: int
    drawn: tuple[str, ...]
    items: tuple[ReleasedItem, ...]


class ReleasedFact(_Released):
    """A fact; ``value`` and ``text`` are hashes."""

    id: str
    value: str
    text: str
    seen: date
    verify_by: date | None


class Release(_Released):
    """The whole file. ``packages`` are named ``<target>/<job>``.

    ``ids`` is ``content/ids.lock`` as it was then, without the words of questions of exams.
    """

    schema_: Literal[1] = Field(alias="schema")
    version: str
    date: date
    course: str
    ids: Mapping[str, str]
    lessons: tuple[ReleasedLesson, ...]
    tests: tuple[ReleasedTest, ...]
    facts: tuple[ReleasedFact, ...]
    packages: Mapping[str, Holding]


@dataclass(frozen=True, slots=True)
class Baseline:
    """The newest release, and its file."""

    release: Release
    position: Position


def order(version: str) -> tuple[int, ...]:
    """Return what orders versions: 1.10.0 comes after 1.9.0."""
    return tuple(int(part[:_MOST_DIGITS]) for part in version.split("."))


def place(version: str) -> str:
    """Return the file of a release, below the course's folder."""
    return f"{FOLDER}/{version}.json"


def versions(files: Iterable[str]) -> tuple[str, ...]:
    """Return the versions that ``files`` (below the course's folder) hold a release of, oldest first."""
    return tuple(sorted((m[1] for m in map(_NAME.fullmatch, files) if m), key=order))


def read_release(content: bytes, version: str, problems: Diagnostics) -> Baseline | None:
    """Return the release in ``content``, or report why it cannot serve."""
    where = Position(place(version))
    try:
        data: Any = json.loads(content)
    except (ValueError, RecursionError):
        data = None
    if isinstance(data, dict) and isinstance(data.get("schema"), int) and data["schema"] > SCHEMA:
        problems.add(
            error(
                where,
                "release-too-new",
                "this release was written by a newer hocvuso (schema {schema}, known: {known})",
                "update hocvuso; do not edit the file",
                schema=data["schema"],
                known=SCHEMA,
            )
        )
        return None
    try:
        release = Release.model_validate(data)
    except ValidationError:
        release = None
    if release is None or release.version != version:
        problems.add(
            error(
                where,
                "release-damaged",
                "this is not the release {version} as hocvuso wrote it",
                "take the file back as it was, for example with «git checkout {file}»",
                version=version,
                file=where.path,
            )
        )
        return None
    return Baseline(release, where)
