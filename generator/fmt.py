"""``hocvuso fmt``: write what must never come from position — missing ids — into the authors' files.

Only lines are added or completed; nothing is sorted, wrapped or rewritten.
Ids are ``<lesson>-<next free number>``; a number once used, released or retired is never given again.
A translation is left alone: its questions have the ids of the original.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from generator.model import Role
from generator.resolve import slug
from generator.source import LOCK, Source
from generator.source.lesson import BankSource, LessonSource
from generator.source.lock import write_lock
from generator.source.markdown import plain

_NUMBERED = re.compile(r"^(.*?)-(\d+)$")
_ROW = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Edit:
    """What ``fmt`` writes: the file below the course's root and its whole new text."""

    path: str
    text: str
    added: tuple[str, ...]


def edits(source: Source) -> tuple[Edit, ...]:
    """Return the files that lack an id, completed; each with the ids that were added."""
    used = _used(source)
    spoken = source.curriculum.data.language
    done = (_completed(source, holder, used) for holder in source.holders if holder.language == spoken)
    return tuple(edit for edit in done if edit is not None)


def lock(source: Source) -> str:
    """Return the text of ``content/ids.lock`` after a release: what it held, notes too, and every id of the course."""
    spoken = source.curriculum.data.language
    rows = [(r.identifier, r.words) for r in source.ids_lock]
    rows += [(x.front.id, "") for x in source.lessons]
    rows += [
        (i.meta.id, plain(i.heading)) for h in source.holders if h.language == spoken for i in h.items if i.meta.id
    ]
    before = (source.root / LOCK).read_bytes().decode("utf-8-sig") if LOCK in source.files else ""
    return write_lock(rows, before)


def _used(source: Source) -> set[str]:
    items = [i for h in source.holders for i in h.items]
    named = {i.meta.id.lower() for i in items if i.meta.id}
    return named | {f.lower() for i in items for f in i.meta.formerly} | {r.identifier.lower() for r in source.ids_lock}


def _completed(source: Source, holder: LessonSource | BankSource, used: set[str]) -> Edit | None:
    rows = _ROW.findall((source.root / holder.path).read_bytes().decode("utf-8"))
    ending = "\r\n" if any(row.endswith("\r\n") for row in rows) else "\n"
    inserted: list[tuple[int, str]] = []
    added: list[str] = []
    for item in holder.items:
        if item.meta.id is not None:
            continue
        identifier = _next(holder.front.id.lower(), used)
        added.append(identifier)
        if item.meta_position is None:
            inserted.append((item.heading_end, f"<!-- id: {identifier} -->"))
        else:
            number = item.meta_position.line - 1
            rows[number] = rows[number].replace("<!--", f"<!-- id: {identifier};", 1)
    if isinstance(holder, LessonSource):
        for line, name in _blocks(holder):
            inserted.append((line, f"<!-- id: {name} -->"))
            added.append(name)
    for line, text in sorted(inserted, reverse=True):
        if line == len(rows) and rows and not rows[-1].endswith(("\n", "\r")):
            rows[-1] += ending
        rows.insert(line, text + ending)
    return Edit(holder.path, "".join(rows), tuple(added)) if added else None


def _next(lesson: str, used: set[str]) -> str:
    """Return the id after the highest number this lesson ever used."""
    numbers = [int(m[2]) for m in map(_NUMBERED.match, used) if m and m[1] == lesson and len(m[2]) < 9]
    identifier = f"{lesson}-{max(numbers, default=0) + 1}"
    used.add(identifier)
    return identifier


def _blocks(lesson: LessonSource) -> Iterable[tuple[int, str]]:
    """Yield the line under the heading of each ordinary section without an address, and a free name for it."""
    taken = {s.block for s in lesson.sections if s.block} | {role.value for role in Role}
    for section in lesson.sections:
        if section.role is Role.OTHER and not section.block:
            name = base = slug(plain(section.heading))[:30].strip("-")
            number = 1
            while name in taken:
                number += 1
                name = f"{base}-{number}"
            taken.add(name)
            yield section.heading_end, name
