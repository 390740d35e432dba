"""The words of the authoring format in each language: headings, labels, keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from generator.messages import LANGUAGES, LOCALE
from generator.model import Role
from generator.source.markdown import fold


@dataclass(frozen=True, slots=True)
class Words:
    """Folded authored words and what they mean."""

    roles: Mapping[str, Role]
    question: tuple[str, ...]
    labels: Mapping[str, str]
    keys: Mapping[str, str]
    kinds: Mapping[str, str]
    true: frozenset[str]
    false: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    no_picture: frozenset[str]
    devices: Mapping[str, str]


@cache
def words(language: str) -> Words:
    """Return the words of ``language``; English headings are understood in every course."""
    tables = [_table(code) for code in dict.fromkeys(("en", language)) if code in LANGUAGES]

    def folded(name: str, own: bool = False) -> dict[str, str]:
        pairs = {fold(w): k for t in tables for k, ws in t[name].items() for w in ws}
        return pairs | ({fold(k): k for t in tables for k in t[name]} if own else {})

    def flat(name: str) -> frozenset[str]:
        return frozenset(fold(w) for t in tables for w in t[name])

    return Words(
        roles={w: Role(k) for w, k in folded("roles").items()},
        question=tuple(sorted(flat("question"))),
        labels=folded("labels"),
        keys=folded("keys", own=True) | {"id": "id"},
        kinds=folded("kinds", own=True),
        true=flat("when_true"),
        false=flat("when_false"),
        yes=flat("switch_on"),
        no=flat("switch_off"),
        no_picture=flat("no_picture"),
        devices=folded("devices"),
    )


def _table(language: str) -> dict[str, Any]:
    path = LOCALE / language / "authoring.yml"
    table: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return table
