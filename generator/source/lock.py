"""``content/ids.lock``: every id ever released, with the words it was released for.

One id a line, and after it the question as it was asked: ``b07-1 Gọi được 115, bác nói gì trước?``
A lesson's id stands alone: lessons may be renamed, questions may not be exchanged under a learner's result.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from generator.diagnostics import Position

SAME = 0.5  # two wordings of one question; different questions of one course stay below


@dataclass(frozen=True, slots=True)
class Released:
    """A released id, the words of its question (empty for a lesson), and its line in the lock."""

    identifier: str
    words: str
    position: Position


def read_lock(text: str, path: str) -> tuple[Released, ...]:
    """Return what the lock holds; blank lines and lines that begin with ``#`` are notes."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            identifier, _, words = line.strip().partition(" ")
            found.append(Released(identifier, words.strip(), Position(path, number)))
    return tuple(found)


def write_lock(released: Iterable[tuple[str, str]], before: str = "") -> str:
    """Return the text of a lock for pairs of id and words, sorted by id, with the notes of ``before``.

    Notes stand where they stood: at the head, above the entry they were above, or at the end.
    """
    notes = _notes(before)
    rows = dict(sorted({identifier: words for identifier, words in released}.items()))
    lines = [*notes.head]
    for identifier, words in rows.items():
        lines += [*notes.above.get(identifier, ()), f"{identifier} {words}".strip()]
    lines += [note for identifier, own in notes.above.items() if identifier not in rows for note in own]
    return "".join(f"{line}\n" for line in (*lines, *notes.end))


@dataclass(frozen=True, slots=True)
class _Notes:
    """The lines of a lock that are no entries; ``above`` has those before an entry by its id."""

    head: tuple[str, ...]
    above: Mapping[str, tuple[str, ...]]
    end: tuple[str, ...]


def _notes(text: str) -> _Notes:
    head: tuple[str, ...] | None = None
    above: dict[str, tuple[str, ...]] = {}
    waiting: list[str] = []
    for line in (row.rstrip() for row in text.split("\n")):
        if not line or line.lstrip().startswith("#"):
            waiting.append(line)
            continue
        if head is None:
            head, waiting = tuple(waiting), []
        identifier = line.split()[0]
        above[identifier] = (*above.get(identifier, ()), *waiting)
        waiting = []
    if waiting and not waiting[-1]:
        waiting.pop()  # the end of the last line
    return _Notes(tuple(waiting), {}, ()) if head is None else _Notes(head, above, tuple(waiting))


def same_question(before: str, now: str) -> bool:
    """Return whether two wordings ask the same: a good part of their words stand in the same order."""
    one, two = (re.findall(r"\w+", text.casefold()) for text in (before, now))
    return not one or SequenceMatcher(None, one, two, autojunk=False).ratio() >= SAME
