"""The words of the authoring format in each language: headings, labels, keys."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import yaml

from generator.messages import LANGUAGES, LOCALE
from generator.model import Role
from generator.source.markdown import fold

_ADDRESS = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Words:
    """Folded authored words and what they mean."""

    roles: Mapping[str, Role]
    headings: Mapping[Role, str]
    question: tuple[str, ...]
    labels: Mapping[str, str]
    keys: Mapping[str, str]
    kinds: Mapping[str, str]
    true: frozenset[str]
    false: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    no_picture: frozenset[str]
    no_picture_note: str
    devices: Mapping[str, str]
    numbered: re.Pattern[str]

    def role(self, heading: str) -> Role | None:
        """Return the role that ``heading`` names, whatever word of address stands in its braces."""
        return self.roles.get(fold(heading)) or self.roles.get(fold(_ADDRESS.sub("…", heading)))

    def extended(self, headings: Mapping[Role, Sequence[str]]) -> "Words":
        """Return these words with a course's own headings."""
        return replace(self, roles=dict(self.roles) | _headings(headings)) if headings else self


@cache
def words(language: str) -> Words:
    """Return the words of ``language``; English headings are understood in every course."""
    tables = [_table(code) for code in dict.fromkeys(("en", language)) if code in LANGUAGES]

    def folded(name: str, own: bool = False) -> dict[str, str]:
        pairs = {fold(w): k for t in tables for k, ws in t[name].items() for w in ws}
        return pairs | ({fold(k): k for t in tables for k in t[name]} if own else {})

    def flat(name: str) -> frozenset[str]:
        return frozenset(fold(w) for t in tables for w in t[name])

    question = tuple(sorted(flat("question")))
    return Words(
        roles={w: r for t in tables for w, r in _headings({Role(k): ws for k, ws in t["roles"].items()}).items()},
        headings={Role(k): ws[0] for t in tables for k, ws in t["roles"].items()},
        question=question,
        labels=folded("labels"),
        keys=folded("keys", own=True) | {"id": "id"},
        kinds=folded("kinds", own=True),
        true=flat("when_true"),
        false=flat("when_false"),
        yes=flat("switch_on"),
        no=flat("switch_off"),
        no_picture=flat("no_picture"),
        no_picture_note=tables[-1]["no_picture"][0],
        devices=folded("devices"),
        numbered=re.compile(rf"(?:{'|'.join(map(re.escape, question))})\s+\d+(?!\w)\s*[.:)]?\s*", re.IGNORECASE),
    )


def _headings(table: Mapping[Role, Sequence[str]]) -> dict[str, Role]:
    """Return every heading folded: as written, and with any word of address in the place of its own."""
    plain = {fold(w): role for role, ws in table.items() for w in ws}
    return plain | {fold(_ADDRESS.sub("…", w)): role for role, ws in table.items() for w in ws}


def _table(language: str) -> dict[str, Any]:
    path = LOCALE / language / "authoring.yml"
    table: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return table
