"""Pass 2: what the files say together. One generator function per rule; its docstring is the manual.

A rule reports all it finds. The name of a rule is the name of its function; names are public: renaming one is an
entry of the change log.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cache
from urllib.parse import unquote

from markdown_it.tree import SyntaxTreeNode as Node
from pydantic import BaseModel

from generator.diagnostics import Diagnostic, Diagnostics, Position, Severity, error, warning
from generator.model import Role
from generator.pictures import PictureError, clean
from generator.resolve import draw_items
from generator.source import LOCK, Source
from generator.source.lesson import SCREEN, BankSource, ImageSource, LessonSource, SectionSource, StepSource
from generator.source.locale import words as format_words
from generator.source.lock import same_question
from generator.source.markdown import Prose, comment, fold, normalise, place, plain, prose, target_place
from generator.source.quiz import ItemSource
from generator.source.schema import StyleFile
from generator.source.yamlfile import read_yaml, validate
from generator.writer import ADDRESS

Rule = Callable[[Source], Iterator[Diagnostic]]
_FILE = re.compile(r"[a-z0-9][a-z0-9.-]*\.[a-z0-9]+")
_SCHEMES = ("http", "https", "mailto", "tel", "fact", "tu")
_FOREIGN = re.compile(r"^\s*(?:///|:::|!!!|\?\?\?)|\{:[^}\n]*\}")
_ENDING = re.compile(r"[.!?…][»”\")]*\s+")
_TOKEN = re.compile(r"[\w.-]+")
_CAPITALS = re.compile(r"(?<![\w.-])[^\W\d_a-z][\w&]*(?![\w-])")
_ROMAN = re.compile(r"[IVXLC]+")
_IDENTITY = re.compile(r"(?<![\d.])0\d{2}(?:[ .]?\d{3}){3}(?![\d.]?\d)")
_TELEPHONE = re.compile(r"(?<![\d.])(?:\+84|0)[ .-]?[35789]\d(?:[ .-]?\d){7}(?![\d.]?\d)")
_MACRO = re.compile(r"\{\{|\{%")
_ISO_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_ALIKE = str.maketrans("1|l0аеорсхуіѕԁ", "iiioaeopcxyisd")  # of small letters; the Cyrillic ones look Latin
_NAMED = 8  # ids in one message
NOT_FOR_LEARNERS = (Role.TUTOR, Role.LISTEN)


def check(source: Source, problems: Diagnostics, today: date | None = None, release: bool = False) -> None:
    """Run every rule.

    ``today`` is asked for stale facts and left out where the clock must not count;
    with ``release`` a fact stale today is an error.
    """
    for rule in RULES:
        problems.extend(rule(source))
    if today is not None:
        problems.extend(stale_fact(source, today, release))


def check_options(source: Source, known: Mapping[str, type[BaseModel]], problems: Diagnostics) -> dict[str, BaseModel]:
    """Return the options of the targets in ``known``, by name, as the curriculum gives them; report what is wrong."""
    document, given = source.curriculum.document, source.curriculum.data.targets
    for name in given:
        if name not in known:
            problems.add(_unknown_target(document.key(("targets", name)), name, known))
    found = {}
    for name, schema in known.items():
        options = validate(document, schema, problems, ("targets", name)) if name in given else schema()
        if options is not None:
            found[name] = options
    return found


def _unknown_target(where: Position, name: str, known: Iterable[str]) -> Diagnostic:
    return _unknown(where, "unknown-target", "there is no target «{name}»", name, known)


def accept(source: Source, problems: Diagnostics) -> tuple[Diagnostic, ...]:
    """Take the warnings that ``accept:`` of the curriculum accepts out of ``problems``, and return them.

    An acceptance that fits none is void, and reported; not while there are errors, which keep the targets from being
    asked what they lose.
    """
    whole = not problems.errors
    accepted: list[Diagnostic] = []
    lines: dict[str, list[str]] = {}
    for n, entry in enumerate(source.curriculum.data.accept):
        where = source.curriculum.document.position(("accept", n))
        fitting = [d for d in problems.found if d.rule == entry.rule and d.position.path == entry.place]
        words = " ".join(entry.text.split())
        same = [d for d in fitting if _line(source, d.position, lines) == words]
        if any(d.severity is Severity.ERROR for d in same):
            problems.add(
                warning(
                    where,
                    "void-acceptance",
                    "an error cannot be accepted [{rule}]",
                    "mend what it is about, and delete this entry",
                    rule=entry.rule,
                )
            )
        elif not same and whole:
            problems.add(
                warning(
                    where,
                    "void-acceptance",
                    "no warning [{rule}] in {place} stands on a line with this text any more",
                    "delete the entry, or look at the new text and accept it again",
                    rule=entry.rule,
                    place=entry.place,
                )
            )
        elif same:
            accepted += same
            problems.found[:] = [d for d in problems.found if d not in same]
    return tuple(dict.fromkeys(accepted))  # equal findings count once


def _line(source: Source, where: Position, lines: dict[str, list[str]]) -> str:
    """Return the line of a finding as its author wrote it, spaces folded."""
    if where.path not in lines:
        inside = where.path in source.files
        text = (source.root / where.path).read_bytes().decode("utf-8", "replace") if inside else ""
        lines[where.path] = normalise(text).split("\n")
    rows = lines[where.path]
    return " ".join(rows[where.line - 1].split()) if where.line <= len(rows) else ""


# --- identifiers ------------------------------------------------------------------------


def duplicate_identifier(source: Source) -> Iterator[Diagnostic]:
    """Two lessons, two questions, or a lesson and a question have the same id, ignoring case."""
    seen: dict[tuple[str, str], Position] = {}
    found: list[tuple[Position, str, str]] = []
    for lesson in source.lessons:
        found.append((lesson.document.position(("id",)), lesson.front.id, lesson.language))
    for holder in source.holders:
        found += [(i.place("id"), i.meta.id, holder.language) for i in holder.items if i.meta.id is not None]
    for where, identifier, language in found:
        first = seen.setdefault((identifier.lower(), language), where)
        if first is not where:
            yield _taken(where, identifier, first)
    file, document = source.curriculum.data, source.curriculum.document
    for kind, ids in (("modules", [m.id for m in file.modules]), ("tracks", [t.id for t in file.tracks])):
        for n, identifier in enumerate(ids):
            where = document.position((kind, n, "id"))
            first = seen.setdefault((identifier, kind), where)
            if first is not where:
                yield _taken(where, identifier, first)


def _taken(where: Position, identifier: str, first: Position) -> Diagnostic:
    return error(
        where,
        "duplicate-identifier",
        "the id «{id}» is already used at {first}",
        "give this one a new id; for a question «hocvuso fmt» writes the next free number",
        id=identifier,
        first=first,
    )


def item_without_id(source: Source) -> Iterator[Diagnostic]:
    """A question has no id; results could not be told apart."""
    for _, item in _items(source):
        if item.meta.id is None and "id" not in item.places:
            yield error(
                item.position,
                "item-without-id",
                "the question has no id",
                "run «hocvuso fmt», which writes one under its heading",
            )


def released_id_missing(source: Source) -> Iterator[Diagnostic]:
    """An id that was released once is gone; reports of earlier learners would point to nothing."""
    if source.failed:  # it may stand in a file that could not be read
        return
    present = {x.front.id for x in source.lessons} | {i.meta.id for _, i in _items(source) if i.meta.id}
    former = {f for x in source.lessons for f in x.front.formerly}
    former |= {f for _, i in _items(source) for f in i.meta.formerly}
    for released in source.ids_lock:
        if released.identifier not in present | former:
            yield error(
                released.position,
                "released-id-missing",
                "«{id}» was released and is no longer in the course",
                "put it back with «retired: true», or name it in «formerly:» of what replaces it",
                id=released.identifier,
            )


def released_id_reused(source: Source) -> Iterator[Diagnostic]:
    """A released id stands under a different question; old results would be read as answers to the new one."""
    released = {r.identifier: r.words for r in source.ids_lock}
    for holder in source.holders:
        if holder.language != source.curriculum.data.language:
            continue
        for item in holder.items:
            before = released.get(item.meta.id or "", "")
            if not same_question(before, plain(item.heading)):
                yield error(
                    item.place("id"),
                    "released-id-reused",
                    "«{id}» was released for another question: «{before}»",
                    "give the new question a new id, and write «formerly: {id}» behind it",
                    id=item.meta.id,
                    before=before[:80],
                )


def released_id_deleted(source: Source) -> Iterator[Diagnostic]:
    """An id was taken out of ``content/ids.lock``; it could be given to another question unseen."""
    if source.baseline is None:
        return
    release = source.baseline.release
    locked = {r.identifier for r in source.ids_lock}
    gone = [i for i in sorted(release.ids) if i not in locked]
    if gone:
        yield error(
            Position(LOCK),
            "released-id-deleted",
            "{count} ids of release {version} are missing here: {ids}",
            "put the lines back: they stand under «ids» in {file}",
            count=len(gone),
            version=release.version,
            ids=", ".join(gone[:_NAMED]) + (" …" if len(gone) > _NAMED else ""),
            file=source.baseline.position.path,
        )


def file_name(source: Source) -> Iterator[Diagnostic]:
    """A file's name has capitals, spaces or accents, or a lesson's does not begin with its id."""
    for path in sorted(source.files):
        name = path.rsplit("/", 1)[-1]
        if path.startswith("content/") and not path.endswith((".lock", "LICENSES.md")) and not _FILE.fullmatch(name):
            yield error(
                Position(path),
                "file-name",
                "the file name «{name}» may hold only a–z, 0–9, «-» and «.»",
                "rename it, for example «{better}»",
                name=name,
                better=_ascii(name),
            )
    for lesson in source.lessons:
        name = lesson.path.rsplit("/", 1)[-1]
        if not name.startswith((f"{lesson.front.id.lower()}-", f"{lesson.front.id.lower()}.")):
            yield error(
                Position(lesson.path),
                "file-name",
                "the file of lesson {id} must be called «{start}-….md»",
                "rename the file, or correct «id:» at its head",
                id=lesson.front.id,
                start=lesson.front.id.lower(),
            )


def _ascii(name: str) -> str:
    bare = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D")).encode("ascii", "ignore").decode()
    stem, dot, ending = bare.lower().rpartition(".")
    return re.sub(r"[^a-z0-9.]+", "-", stem).strip("-") + dot + ending


# --- curriculum ---------------------------------------------------------------------------


def unknown_lesson(source: Source) -> Iterator[Diagnostic]:
    """The curriculum names a lesson that has no file in the language of the course."""
    file, document = source.curriculum.data, source.curriculum.document
    known = {x.front.id for x in source.lessons if x.language == file.language}
    unread = tuple(path.rsplit("/", 1)[-1] for path in source.failed)
    groups: list[tuple[str, int, list[str]]] = [("modules", n, m.lessons) for n, m in enumerate(file.modules)]
    groups += [("tracks", n, t.lessons) for n, t in enumerate(file.tracks)]
    for kind, n, lessons in groups:
        for k, identifier in enumerate(lessons):
            if identifier not in known and not any(u.startswith(f"{identifier.lower()}-") for u in unread):
                where = document.position((kind, n, "lessons", k))
                yield _unknown(where, "unknown-lesson", "there is no lesson «{name}»", identifier, known)


def lesson_not_in_curriculum(source: Source) -> Iterator[Diagnostic]:
    """A lesson file that no module lists; nobody would ever see it."""
    listed = {i for m in source.curriculum.data.modules for i in m.lessons}
    for lesson in source.lessons:
        if lesson.front.id not in listed and not lesson.front.retired:
            yield error(
                lesson.document.position(("id",)),
                "lesson-not-in-curriculum",
                "no module of curriculum.yml lists lesson {id}",
                "add it to «lessons:» of a module, or delete the file",
                id=lesson.front.id,
            )


def lesson_listed_twice(source: Source) -> Iterator[Diagnostic]:
    """A lesson stands in two modules, or twice in one module or track."""
    file, document = source.curriculum.data, source.curriculum.document
    seen: set[str] = set()
    for n, module in enumerate(file.modules):
        for k, identifier in enumerate(module.lessons):
            if identifier in seen:
                yield _twice(document.position(("modules", n, "lessons", k)), identifier)
            seen.add(identifier)
    for n, track in enumerate(file.tracks):
        for k, identifier in enumerate(track.lessons):
            if identifier in track.lessons[:k]:
                yield _twice(document.position(("tracks", n, "lessons", k)), identifier)


def _twice(where: Position, identifier: str) -> Diagnostic:
    return error(where, "lesson-listed-twice", "lesson {id} is listed twice", "keep one of the two", id=identifier)


def unknown_audience(source: Source) -> Iterator[Diagnostic]:
    """A track, a lesson or a heading names an audience that curriculum.yml does not have."""
    file = source.curriculum.data
    known = set(file.audiences)
    for n, track in enumerate(file.tracks):
        if track.audience not in known:
            where = source.curriculum.document.position(("tracks", n, "audience"))
            yield _unknown(where, "unknown-audience", "there is no audience «{name}»", track.audience, known)
    names = {fold(k) for k in known} | {fold(a.title) for a in file.audiences.values()}
    for lesson in source.lessons:
        for k, name in enumerate(lesson.front.audiences):
            if name not in known:
                where = lesson.document.position(("audiences", k))
                yield _unknown(where, "unknown-audience", "there is no audience «{name}»", name, known)
        for section in lesson.sections:
            if section.audience and fold(section.audience) not in names:
                titles = {a.title for a in file.audiences.values()}
                yield _unknown(
                    section.position, "unknown-audience", "there is no audience «{name}»", section.audience, titles
                )


def unknown_assessment(source: Source) -> Iterator[Diagnostic]:
    """A track names a test, or a test a bank, that does not exist."""
    file, document = source.curriculum.data, source.curriculum.document
    for n, track in enumerate(file.tracks):
        if track.assessment and track.assessment not in file.assessments:
            where = document.position(("tracks", n, "assessment"))
            yield _unknown(
                where, "unknown-assessment", "there is no assessment «{name}»", track.assessment, file.assessments
            )
    if _unread(source, "content/items/"):
        return
    banks = {b.front.id for b in source.banks}
    for key, entry in file.assessments.items():
        for k, bank in enumerate(entry.banks):
            if bank not in banks:
                where = document.position(("assessments", key, "banks", k))
                yield _unknown(where, "unknown-assessment", "there is no bank «{name}»", bank, banks)


def blueprint_not_met(source: Source) -> Iterator[Diagnostic]:
    """A test asks for more items of a competence than its banks hold."""
    file, document = source.curriculum.data, source.curriculum.document
    if _unread(source, "content/items/"):
        return
    for key, entry in file.assessments.items():
        banks = [b for b in source.banks if b.front.id in entry.banks]
        if len(banks) < len(set(entry.banks)):
            continue  # a bank that is not there is reported as such
        drawn = draw_items(key, entry, banks)
        for competence, count in entry.blueprint.items():
            have = sum(1 for b in banks for i in b.items if competence in i.meta.competences and not i.meta.retired)
            if have < count:
                yield error(
                    document.position(("assessments", key, "blueprint", competence)),
                    "blueprint-not-met",
                    "{count} questions of {competence} are asked for, the banks hold {have}",
                    "write more questions, or lower the number",
                    count=count,
                    competence=competence,
                    have=have,
                )
        if len(drawn) < sum(entry.blueprint.values()) and all(
            sum(1 for b in banks for i in b.items if c in i.meta.competences and not i.meta.retired) >= n
            for c, n in entry.blueprint.items()
        ):
            yield error(
                document.position(("assessments", key, "blueprint")),
                "blueprint-not-met",
                "questions that count for two competences run short",
                "write more questions, or lower a number",
            )


def unknown_competence(source: Source) -> Iterator[Diagnostic]:
    """A lesson, a question, a test or a crosswalk names a competence that no framework of the course defines."""
    if _unread(source, "content/frameworks/"):
        return
    used, known = source.curriculum.data.frameworks, _competences(source)
    named: list[tuple[Position, str]] = []
    for lesson in source.lessons:
        named += [(lesson.document.position(("competences", k)), c) for k, c in enumerate(lesson.front.competences)]
    for holder in source.holders:
        named += [(_written(holder, i.place("competences"), c), c) for i in holder.items for c in i.meta.competences]
    document = source.curriculum.document
    for key, entry in source.curriculum.data.assessments.items():
        named += [(document.key(("assessments", key, "blueprint", c)), c) for c in entry.blueprint]
    if source.crosswalks is not None:
        for n, cross in enumerate(source.crosswalks.data.crosswalks):
            for end, ref in (("from", cross.from_), ("to", cross.to)):
                if ref.split(":")[0] in used:  # a crosswalk may lead to a framework that the course does not use
                    named.append((source.crosswalks.document.position(("crosswalks", n, end)), ref))
    for where, ref in named:
        if ref not in known:
            yield _unknown(
                where, "unknown-competence", "no framework of the course has the competence «{name}»", ref, known
            )


def _written(holder: LessonSource | BankSource, where: Position, word: str) -> Position:
    """Return where ``word`` stands in the line of ``where``, at its place or behind it."""
    line = holder.lines[where.line - 1] if where.line <= len(holder.lines) else ""
    found = re.search(rf"(?<![\w:.-]){re.escape(word)}(?![\w.-])", line[where.column - 1 :])
    return where.at(1, found.start() + 1) if found else where


def _competences(source: Source) -> set[str]:
    """Return what the frameworks of the course define."""
    used = [s.data for s in source.frameworks if s.data.id in source.curriculum.data.frameworks]
    return {f"{f.id}:{c.code}" for f in used for a in f.areas for c in a.competences}


def unknown_framework(source: Source) -> Iterator[Diagnostic]:
    """The curriculum names a framework that has no file in content/frameworks."""
    if _unread(source, "content/frameworks/"):
        return
    known = {s.data.id for s in source.frameworks}
    for k, name in enumerate(source.curriculum.data.frameworks):
        if name not in known:
            where = source.curriculum.document.position(("frameworks", k))
            yield _unknown(where, "unknown-framework", "there is no framework «{name}»", name, known)


def too_many_competences(source: Source) -> Iterator[Diagnostic]:
    """A lesson claims more than five competences; nobody teaches so much in ten minutes."""
    for lesson in source.lessons:
        if len(lesson.front.competences) > 5:
            yield warning(
                lesson.document.key(("competences",)),
                "too-many-competences",
                "the lesson claims {count} competences",
                "keep the five it really teaches",
                count=len(lesson.front.competences),
            )


def competence_not_assessed(source: Source) -> Iterator[Diagnostic]:
    """A lesson claims a competence that none of its questions asks about."""
    known = _competences(source)
    for lesson in source.lessons:
        asked = {c for i in lesson.items for c in i.meta.competences}
        for k, ref in enumerate(lesson.front.competences):
            if ref in known and ref not in asked:
                yield warning(
                    lesson.document.position(("competences", k)),
                    "competence-not-assessed",
                    "no question of the lesson asks about {competence}",
                    "add «competences: {competence}» to a question that does, or remove it here",
                    competence=ref,
                )


# --- facts and words -----------------------------------------------------------------------


def unknown_fact(source: Source) -> Iterator[Diagnostic]:
    """A lesson or the edition uses a fact that content/facts.yml does not have."""
    if _unread(source, "content/facts.yml"):
        return
    known = set(source.facts.data.facts) if source.facts else set()
    named: list[tuple[Position, str]] = []
    for lesson in source.lessons:
        named += [(lesson.document.position(("facts", k)), name) for k, name in enumerate(lesson.front.facts)]
    for path, node, target in _links(source):
        if target.startswith("fact:"):
            named.append((Position(path, *target_place(node)), target[5:]))
    edition = source.curriculum.data.edition
    for kind, lines in (("emergency", edition.emergency), ("help", edition.help)):
        for k, line in enumerate(lines):
            if line.fact:
                named.append((source.curriculum.document.position(("edition", kind, k, "fact")), line.fact))
    for where, name in named:
        if name not in known:
            yield _unknown(where, "unknown-fact", "there is no fact «{name}» in content/facts.yml", name, known)


def contradicted_fact(source: Source) -> Iterator[Diagnostic]:
    """The words of a fact link differ from the fact's short value."""
    facts = source.facts.data.facts if source.facts else {}
    for path, node, target in _links(source):
        fact = facts.get(target[5:]) if target.startswith("fact:") else None
        if fact and fold(plain(node.children)) != fold(fact.value):
            yield error(
                _within(path, node),
                "contradicted-fact",
                "the text says «{said}», the fact «{id}» says «{value}»",
                "write «{value}», or correct content/facts.yml",
                said=plain(node.children),
                id=target[5:],
                value=fact.value,
            )


def fact_not_listed(source: Source) -> Iterator[Diagnostic]:
    """A lesson links a fact that its first lines do not list."""
    listed = {x.path: x.front.facts for x in source.lessons}
    for path, node, target in _links(source):
        known = source.facts is not None and target[5:] in source.facts.data.facts
        if target.startswith("fact:") and known and path in listed and target[5:] not in listed[path]:
            yield warning(
                Position(path, *target_place(node)),
                "fact-not-listed",
                "the fact «{id}» is missing in «facts:» at the head of the file",
                "add it there",
                id=target[5:],
            )


def fact_without_date(source: Source) -> Iterator[Diagnostic]:
    """A fact that can go stale (T1, T2, T3) has no date to check it again."""
    if source.facts is None:
        return
    for key, fact in source.facts.data.facts.items():
        if fact.class_ != "T0" and fact.verify_by is None:
            yield error(
                source.facts.document.key(("facts", key)),
                "fact-without-date",
                "the fact «{id}» of class {staleness} has no «verify_by:»",
                "add the date by which somebody must check it again",
                id=key,
                staleness=fact.class_,
            )


def stale_fact(source: Source, today: date, release: bool = False) -> Iterator[Diagnostic]:
    """A fact has passed its ``verify_by`` (or will within 30 days): what is printed may no longer be true."""
    if source.facts is None:
        return
    for key, fact in source.facts.data.facts.items():
        if fact.verify_by is None or fact.verify_by >= today + timedelta(days=30):
            continue
        where = source.facts.document.position(("facts", key, "verify_by"))
        day = fact.verify_by.isoformat()
        remedy = "check it at its source, then move «seen:» and «verify_by:» on"
        if fact.verify_by < today and release:
            yield error(where, "stale-fact", "the fact «{id}» had to be checked by {date}", remedy, id=key, date=day)
        elif fact.verify_by < today:
            yield warning(where, "stale-fact", "the fact «{id}» had to be checked by {date}", remedy, id=key, date=day)
        else:
            yield warning(where, "stale-fact", "the fact «{id}» must be checked by {date}", remedy, id=key, date=day)


def unknown_word(source: Source) -> Iterator[Diagnostic]:
    """A ``tu:`` link names a word that content/glossary.yml does not have."""
    if _unread(source, "content/glossary.yml"):
        return
    known = set(source.glossary.data.words) if source.glossary else set()
    for path, node, target in _links(source):
        if target.startswith("tu:") and target[3:] not in known:
            where = Position(path, *target_place(node))
            yield _unknown(
                where, "unknown-word", "there is no word «{name}» in content/glossary.yml", target[3:], known
            )


def contradicted_word(source: Source) -> Iterator[Diagnostic]:
    """The words of a ``tu:`` link are not the glossary's word: the reader would look for another one."""
    words = source.glossary.data.words if source.glossary else {}
    for path, node, target in _links(source):
        entry = words.get(target[3:]) if target.startswith("tu:") else None
        if entry and fold(plain(node.children)) != fold(entry.word):
            yield error(
                _within(path, node),
                "contradicted-word",
                "the text says «{said}», the glossary calls it «{word}»",
                "write «{word}», or correct content/glossary.yml",
                said=plain(node.children),
                word=entry.word,
            )


# --- links and pictures ----------------------------------------------------------------------


def broken_link(source: Source) -> Iterator[Diagnostic]:
    """A link leads to a lesson file that is not there."""
    files = {x.path: x for x in source.lessons}
    for path, node, target in _links(source):
        name = target.partition("#")[0]
        if not name or _scheme(target) or name.startswith("/"):
            continue
        full = _beside(path, name)
        if full not in files and full not in source.failed:
            where = Position(path, *target_place(node))
            names = {f.rsplit("/", 1)[-1] for f in files}
            yield _unknown(where, "broken-link", "there is no lesson file «{name}»", name, names)


def broken_anchor(source: Source) -> Iterator[Diagnostic]:
    """A link leads to a heading that its lesson does not have."""
    files: dict[str, LessonSource] = {x.path: x for x in source.lessons}
    for path, node, target in _links(source):
        name, hash_, anchor = target.partition("#")
        lesson = files.get((_beside(path, name) or "") if name else path)
        if not hash_ or _scheme(target) or lesson is None:
            continue
        known = {s.role.value for s in lesson.sections} | {s.block for s in lesson.sections if s.block}
        known |= {_anchor(plain(s.heading)) for s in lesson.sections}
        if anchor not in known:
            where = Position(path, *target_place(node))
            yield _unknown(where, "broken-anchor", "the lesson has no section «{name}»", anchor, known)


def _anchor(heading: str) -> str:
    """Return the address that GitHub and editors give a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def forbidden_link(source: Source) -> Iterator[Diagnostic]:
    """A link has an address of a kind that is not allowed, such as a script or a file of one's own computer."""
    for path, node, target in _links(source):
        scheme = _scheme(target)
        if (scheme and scheme not in _SCHEMES) or target.startswith(("/", "\\")) or not target:
            yield error(
                Position(path, *target_place(node)),
                "forbidden-link",
                "the address «{address}» is not allowed",
                "link a lesson by the name of its file, anything else with https:, tel:, mailto:, fact: or tu:",
                address=target[:60],
            )


def _scheme(target: str) -> str:
    """Return what stands before the first colon of an address, lower case; empty for a file."""
    found = re.match(r"\s*([^/?#:]*):", target)
    return found[1].strip().lower() if found else ""


def missing_image(source: Source) -> Iterator[Diagnostic]:
    """A picture's file is not there."""
    lower = {f.lower() for f in source.files}
    for path, image in _images(source):
        target = _beside(path, image.source)
        if target is not None and not _scheme(image.source) and target.lower() not in lower:
            known = {f for f in source.files if not f.endswith((".md", ".yml", ".lock"))}
            near = get_close_matches(target, sorted(known), n=1, cutoff=0.7)
            if near:
                yield error(
                    image.target,
                    "missing-image",
                    "there is no picture «{name}»",
                    "did you mean «{near}»?",
                    name=image.source,
                    near=_relative(path, near[0]),
                )
            else:
                yield error(
                    image.target,
                    "missing-image",
                    "there is no picture «{name}»",
                    "put the file into {folder}/",
                    name=image.source,
                    folder=target.rpartition("/")[0],
                )


def _relative(path: str, target: str) -> str:
    folder = path.rpartition("/")[0] + "/"
    return target.removeprefix(folder)


def wrong_case_image(source: Source) -> Iterator[Diagnostic]:
    """A picture's file is spelt with other capitals; some computers tell them from small letters."""
    lower = {f.lower(): f for f in source.files}
    for path, image in _images(source):
        target = _beside(path, image.source)
        real = lower.get(target.lower()) if target else None
        if real is not None and target not in source.files:
            yield error(
                image.target,
                "wrong-case-image",
                "the picture is called «{real}», not «{name}»",
                "write it exactly so; some computers tell capitals from small letters",
                real=_relative(path, real),
                name=image.source,
            )


def image_outside_course(source: Source) -> Iterator[Diagnostic]:
    """A picture lies outside the course or on the network; it would be missing for the next person."""
    for path, image in _images(source):
        if _scheme(image.source) or _beside(path, image.source) is None:
            yield error(
                image.target,
                "image-outside-course",
                "the picture «{name}» lies outside the course",
                "copy it into the folder of the lesson",
                name=image.source[:60],
            )


def unusable_image(source: Source) -> Iterator[Diagnostic]:
    """A picture cannot be read, is too large, or holds a script or an outside reference."""
    for path, image in _images(source):
        target = _beside(path, image.source)
        if target not in source.files:
            continue
        try:
            clean(source.root / str(target))
        except PictureError as failure:
            yield error(
                image.target,
                "unusable-image",
                "the picture «{name}» cannot be used: {reason}",
                "save it again as PNG or JPEG",
                name=image.source,
                reason=failure,
            )


def no_alternative_text(source: Source) -> Iterator[Diagnostic]:
    """A picture has no text for those who cannot see it."""
    for _, image in _images(source):
        if not image.alternative.strip():
            yield error(
                image.position,
                "no-alternative-text",
                "the picture has no text alternative",
                "write between the brackets what to find and where: ![Power button on the right edge](…)",
            )


def _beside(path: str, source: str) -> str | None:
    """Return the path below the course that ``source``, written in ``path``, names; None outside it."""
    parts = path.split("/")[:-1]
    for part in source.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    outside = source.startswith(("/", "\\")) or parts[:1] != ["content"] or "\0" in source
    return None if outside else "/".join(parts)


# --- Markdown ---------------------------------------------------------------------------------


def raw_html(source: Source) -> Iterator[Diagnostic]:
    """HTML other than a comment; it would behave differently on paper, on the site and in packages."""
    for holder in source.holders:
        for kind in ("html_inline", "html_block"):
            for node in holder.kinds.get(kind, ()):
                inline = node.type == "html_inline" and not re.fullmatch(
                    r"<!--(?:(?!-->).)*-->", node.content, re.DOTALL
                )
                if inline or (node.type == "html_block" and comment(node) is None):
                    yield error(
                        Position(holder.path, *place(node)),
                        "raw-html",
                        "HTML is not read: {code}",
                        "write it in Markdown, or put it between backquotes to show it",
                        code=node.content.strip().split("\n")[0][:40],
                    )


def foreign_markdown(source: Source) -> Iterator[Diagnostic]:
    """``///``, ``:::``, ``!!!`` or ``{: }``: extensions of other programs that CommonMark shows as text."""
    for holder in source.holders:
        code = {
            line
            for node in holder.kinds.get("fence", ())
            for line in range((node.map or (0, 0))[0] + 1, (node.map or (0, 0))[1] + 1)
        }
        for number, line in enumerate(holder.lines, 1):
            found = _FOREIGN.search(line) if number not in code else None
            if found:
                marker = found[0].strip()
                yield error(
                    Position(holder.path, number, found.start() + len(found[0]) - len(found[0].lstrip()) + 1),
                    "foreign-markdown",
                    "«{code}» is not CommonMark",
                    "remove it; sizes and classes are the theme's affair"
                    if marker.startswith("{")
                    else "for a warning write «> [!WARNING]», and its text on lines that begin with «>»",
                    code=marker[:40],
                )


def skipped_heading(source: Source) -> Iterator[Diagnostic]:
    """A heading jumps a level («##» to «####»)."""
    for holder in source.holders:
        top = 2 if isinstance(holder, BankSource) else 1  # a bank has no sections: questions follow its title
        level = top
        for node in holder.nodes:
            if node.type != "heading":
                continue
            now = int(node.tag[1])
            if now > level + 1:
                yield error(
                    Position(holder.path, *place(node)),
                    "skipped-heading",
                    "a heading of level {now} follows one of level {level}",
                    "write {right} instead",
                    now=now,
                    level=level,
                    right="#" * (level + 1),
                )
            level = max(now, top)


def role_twice(source: Source) -> Iterator[Diagnostic]:
    """A section of the same role occurs twice for the same audience."""
    for lesson in source.lessons:
        seen: set[tuple[Role, str]] = set()
        for section in lesson.sections:
            key = (section.role, fold(section.audience))
            if section.role is not Role.OTHER and key in seen:
                yield error(
                    section.position,
                    "role-twice",
                    "the section «{title}» is here twice",
                    "join the two, or name an audience in brackets after the heading",
                    title=plain(section.heading),
                )
            seen.add(key)


def empty_section(source: Source) -> Iterator[Diagnostic]:
    """A section has a heading and nothing under it (words and help are filled by the tool)."""
    for lesson in source.lessons:
        for section in lesson.sections:
            if section.role in (Role.WORDS, Role.HELP) or not section.blank:
                continue
            yield error(
                section.position,
                "empty-section",
                "there is nothing under «{title}»",
                "fill it in, or delete the heading",
                title=plain(section.heading),
            )


def italics(source: Source) -> Iterator[Diagnostic]:
    """Italics are hard to read in print: bold is the only emphasis (P08)."""
    for holder in source.holders:
        for node in holder.kinds.get("em", ()):
            yield warning(
                Position(holder.path, *place(node)),
                "italics",
                "italics: «{text}»",
                "write **bold**, or nothing",
                text=plain([node])[:40],
            )


# --- steps ----------------------------------------------------------------------------------------


def step_too_long(source: Source) -> Iterator[Diagnostic]:
    """A step's title or help has more syllables than a learner can hold (P16)."""
    for lesson in source.lessons:
        limits = source.style(lesson.language).limits
        for step in _steps(lesson):
            title, help_ = _syllables(plain(step.title)), _syllables(plain(step.body))
            where = Position(lesson.path, *place(step.body[0])) if step.body else step.position
            yield from _long_part(
                step.position,
                "the title of step {number} has {count} syllables",
                step.number,
                title,
                limits,
                "step_title",
            )
            yield from _long_part(
                where, "the help of step {number} has {count} syllables", step.number, help_, limits, "step_help"
            )


def _long_part(
    where: Position, message: str, number: int, count: int, limits: Mapping[str, int], name: str
) -> Iterator[Diagnostic]:
    most, advised = limits.get(name, 0), limits.get(f"{name}_advice", 0)
    if most and count > most:
        yield error(
            where,
            "step-too-long",
            message,
            "keep at most {most}; make two steps of it",
            number=number,
            count=count,
            most=most,
        )
    elif advised and count > advised:
        yield warning(
            where,
            "step-too-long",
            message,
            "on A5 paper three steps fit a page only up to {most}",
            target="booklet",
            number=number,
            count=count,
            most=advised,
        )


def too_many_steps(source: Source) -> Iterator[Diagnostic]:
    """A task has more steps than fit the two facing pages of a booklet (P17)."""
    for lesson in source.lessons:
        for section in lesson.sections:
            for task in section.tasks:
                if len(task.steps) > 7:
                    yield error(
                        task.position,
                        "too-many-steps",
                        "the task has {count} steps",
                        "split it into parts, each under a heading «### …» of its own, at most five steps each",
                        count=len(task.steps),
                    )
                elif len(task.steps) > 5:
                    yield warning(
                        task.position,
                        "too-many-steps",
                        "the task has {count} steps; five fit two facing pages",
                        "split it into two parts",
                        count=len(task.steps),
                        target="booklet",
                    )


def step_without_picture(source: Source) -> Iterator[Diagnostic]:
    """A step has neither a picture nor the note that it needs none (P18)."""
    for lesson in source.lessons:
        for step in _steps(lesson):
            if step.picture is None and not step.no_picture and (step.title or step.body):
                yield error(
                    step.position,
                    "step-without-picture",
                    "step {number} has no picture",
                    "draw a ```screen under it, or write <!-- {note} --> there",
                    number=step.number,
                    note=format_words(lesson.language).no_picture_note,
                )


def two_cautions(source: Source) -> Iterator[Diagnostic]:
    """More than one warning before the steps of one task: the reader stops heeding them (P23)."""
    for lesson in source.lessons:
        for section in lesson.sections:
            for task in section.tasks:
                warned = [s for s in task.steps if s.caution]
                for step in warned[1:]:
                    yield warning(
                        Position(lesson.path, *place(step.caution[0])),
                        "two-cautions",
                        "this is the second warning of the task",
                        "keep the one that matters most",
                        target="booklet",
                    )


def target_not_named(source: Source) -> Iterator[Diagnostic]:
    """The screen of a step shows what to act on, and the words of the step do not name it (L05)."""
    for lesson in source.lessons:
        for step in _steps(lesson):
            name = _target(step.picture) if step.picture is not None else ""
            said = fold(" ".join(plain(part) for part in (step.title, step.body, step.caution)))
            if name and fold(name) not in said:
                yield warning(
                    step.position,
                    "target-not-named",
                    "the screen of step {number} waits for «{name}», which the step does not name",
                    "write «{name}» in the step, exactly as the screen shows it",
                    number=step.number,
                    name=name,
                )


def _target(picture: Node) -> str:
    """Return the name of what a screen shows to act on, empty when it has none."""
    document = read_yaml(picture.content, Position(""), Diagnostics()) if picture.type == "fence" else None
    shown = document.data.get("show") if document is not None else None
    for element in shown if isinstance(shown, list) else ():
        if isinstance(element, dict) and element.get("target"):
            named = (element.get(key) for key in ("at", "button", "switch", "field", "slider"))
            return next((name for name in named if isinstance(name, str)), "")
    return ""


# --- language ------------------------------------------------------------------------------------


def no_main_message(source: Source) -> Iterator[Diagnostic]:
    """The first paragraph under the title says the one thing to remember, in few words (L10)."""
    for lesson in source.lessons:
        most = source.style(lesson.language).limits.get("main_message", 20)
        said = plain(lesson.message)
        if not said:
            yield error(
                lesson.title_position,
                "no-main-message",
                "there is no main message under the title",
                "write one bold sentence there, at most {most} syllables",
                most=most,
            )
        elif _syllables(said) > most:
            yield error(
                Position(lesson.path, *place(lesson.message[0])),
                "no-main-message",
                "the main message has {count} syllables",
                "say it in at most {most}",
                count=_syllables(said),
                most=most,
            )


def long_sentence(source: Source) -> Iterator[Diagnostic]:
    """A sentence is longer than elderly readers follow (L01)."""
    for lesson in source.lessons:
        limits = source.style(lesson.language).limits
        for section in lesson.sections:
            if section.role in NOT_FOR_LEARNERS:
                continue
            step = section.role is Role.STEPS
            most = limits.get("step_sentence_error" if step else "sentence_error", 0)
            advised = limits.get("step_sentence" if step else "sentence", 0)
            for text in prose(section_nodes(section), pictures=False):
                for offset, sentence in _sentences(text.words):
                    yield from _sentence(Position(lesson.path, *text.at(offset)), sentence, most, advised)


def _sentence(where: Position, sentence: str, most: int, advised: int) -> Iterator[Diagnostic]:
    count = _syllables(sentence)
    remedy = "write two sentences, at most {most} syllables each"
    start = " ".join(sentence.split()[:6])
    message = "the sentence «{start} …» has {count} syllables"
    if most and count > most:
        yield error(where, "long-sentence", message, remedy, start=start, count=count, most=advised or most)
    elif advised and count > advised:
        yield warning(where, "long-sentence", message, remedy, start=start, count=count, most=advised)


def long_paragraph(source: Source) -> Iterator[Diagnostic]:
    """A paragraph has more sentences than one breath carries (L02)."""
    for lesson in source.lessons:
        most = source.style(lesson.language).limits.get("paragraph", 0)
        for section in lesson.sections if most else ():
            if section.role in NOT_FOR_LEARNERS:
                continue
            for text in prose(section_nodes(section), pictures=False):
                count = sum(1 for _ in _sentences(text.words))
                if text.kind == "paragraph" and count > most:
                    yield warning(
                        Position(lesson.path, *text.at(0)),
                        "long-paragraph",
                        "the paragraph has {count} sentences",
                        "keep at most {most}, or begin a new paragraph",
                        count=count,
                        most=most,
                    )


def forbidden_word(source: Source) -> Iterator[Diagnostic]:
    """A word or an abbreviation that learners do not use (L03, L07)."""
    for path, style, text in _learner_texts(source):
        unnamed = _any_of(tuple(style.brands)).sub(lambda m: " " * len(m[0]), text.words)
        for at, wrong, right in _replaced(unnamed, style.forbidden):
            yield error(
                Position(path, *text.at(at)),
                "forbidden-word",
                "learners do not say «{wrong}»",
                "write «{right}»",
                wrong=wrong,
                right=right,
            )


def wrong_verb(source: Source) -> Iterator[Diagnostic]:
    """One verb per gesture in the whole course: the style file says which (L04)."""
    for path, style, text in _learner_texts(source):
        for at, wrong, right in _replaced(text.words, style.verbs.replace):
            yield error(
                Position(path, *text.at(at)),
                "wrong-verb",
                "the gesture is called «{right}» in this course, not «{wrong}»",
                "write «{right}»",
                wrong=wrong,
                right=right,
            )


def wrong_spelling(source: Source) -> Iterator[Diagnostic]:
    """A word is spelt otherwise in the rest of the course (L12)."""
    for path, style, text in _learner_texts(source):
        for at, wrong, right in _replaced(text.words, style.terms):
            written = text.words[at : at + len(wrong)]
            # case counts («mã otp»), but for the first letter of a sentence
            if written[1:] != right[1:] or written[:1].casefold() != right[:1].casefold():
                yield warning(
                    Position(path, *text.at(at)),
                    "wrong-spelling",
                    "«{wrong}» is spelt «{right}» in this course",
                    "write «{right}»",
                    wrong=written,
                    right=right,
                )


def look_alike_brand(source: Source) -> Iterator[Diagnostic]:
    """A name that only looks like a known one: VNelD with a small L; swindlers use such names (L13)."""
    for path, style, text in _seen_texts(source, screens=True):
        skeletons = {_skeleton(b): b for b in style.brands}
        for found in _TOKEN.finditer(text.words):
            word = found[0].strip(".-")
            brand = skeletons.get(_skeleton(word))
            if text.kind == "address" and brand is not None and word.casefold() == brand.casefold():
                continue  # addresses are written small
            longer = next((b for b in style.brands if "." in b and word.startswith(f"{b}.")), None)
            if longer or (brand is not None and word != brand):
                yield error(
                    Position(path, *text.at(found.start())),
                    "look-alike-brand",
                    "«{found}» is not «{brand}»",
                    "type «{brand}» letter by letter",
                    found=word,
                    brand=longer or brand,
                )


def _skeleton(word: str) -> str:
    """Return ``word`` with letters that look alike made one."""
    return word.casefold().translate(_ALIKE)


def unexplained_abbreviation(source: Source) -> Iterator[Diagnostic]:
    """An abbreviation of the glossary is used before the lesson explains it (L06)."""
    words = source.glossary.data.words if source.glossary else {}
    for lesson in source.lessons:
        style = source.style(lesson.language)
        explained = {a: {k for k, w in words.items() if _whole(a).search(w.word)} for a in style.abbreviations}
        linked = {
            str(n.attrs["href"])[3:]: place(n)
            for n in reversed(lesson.kinds.get("link", ()))
            if str(n.attrs["href"]).startswith("tu:")
        }
        hidden = _hidden_lines(lesson)
        used = _any_of(tuple(a for a, keys in explained.items() if keys))
        seen: set[str] = set()
        for text in lesson.prose:
            if text.kind in ("heading", "image") or text.line in hidden:
                continue
            for found in used.finditer(text.words):
                if found[0] in seen or found[0] not in explained:
                    continue
                seen.add(found[0])
                where = text.at(found.start())
                if not any(k in linked and linked[k] <= where for k in explained[found[0]]):
                    yield error(
                        Position(lesson.path, *where),
                        "unexplained-abbreviation",
                        "«{word}» is used here before it is explained",
                        "link it where it stands first: [{word}](tu:{id})",
                        word=found[0],
                        id=min(explained[found[0]], key=lambda k: (len(k), k)),
                    )


def unknown_abbreviation(source: Source) -> Iterator[Diagnostic]:
    """Capitals that the style file does not list: few learners can read them (L07)."""
    words = source.glossary.data.words.values() if source.glossary else ()
    named = {part for w in words for part in _CAPITALS.findall(w.word)} | {x.front.id for x in source.lessons}
    for path, style, text in _learner_texts(source):
        if not style.abbreviations:
            continue
        known = (
            named
            | set(style.abbreviations)
            | set(style.forbidden)
            | {part for b in style.brands for part in _CAPITALS.findall(b)}
        )
        for found in _CAPITALS.finditer(text.words):
            word = found[0]
            if len(word) > 1 and word.isupper() and word not in known and not _ROMAN.fullmatch(word):
                yield warning(
                    Position(path, *text.at(found.start())),
                    "unknown-abbreviation",
                    "«{word}» is in capitals, and no list of the course explains it",
                    "write it out in small letters, or add it to «abbreviations:» of content/style/{language}.yml",
                    word=word,
                    language=style.language,
                )


def number_format(source: Source) -> Iterator[Diagnostic]:
    """A date or a large number is not written as the course writes them (L08)."""
    for path, style, text in _learner_texts(source):
        if not style.units:
            continue
        for found in _ISO_DATE.finditer(text.words):
            yield warning(
                Position(path, *text.at(found.start())),
                "number-format",
                "the date «{written}» is written for machines",
                "write {better}",
                written=found[0],
                better=f"{int(found[3])}/{int(found[2])}/{found[1]}",
            )
        for found in _ungrouped(tuple(style.units)).finditer(text.words):
            yield warning(
                Position(path, *text.at(found.start())),
                "number-format",
                "the number «{written}» is hard to read",
                "write {better}",
                written=found[1],
                better=f"{int(found[1]):,}".replace(",", style.thousands),
            )


def personal_data(source: Source) -> Iterator[Diagnostic]:
    """A whole identity or telephone number that is no fact of the course: it may be somebody's own (P34)."""
    allowed = {re.sub(r"\D", "", f.value) for f in source.facts.data.facts.values()} if source.facts else set()
    for path, _, text in _seen_texts(source, screens=False):
        for found in _IDENTITY.finditer(text.words):
            yield error(
                Position(path, *text.at(found.start())),
                "personal-data",
                "«{number}» looks like a real identity number",
                "hide most of it: {masked}",
                number=found[0],
                masked="001 0xx xxx xxx",
            )
        for found in _TELEPHONE.finditer(text.words):
            if re.sub(r"\D", "", found[0]) not in allowed and not _IDENTITY.match(text.words, found.start()):
                yield error(
                    Position(path, *text.at(found.start())),
                    "personal-data",
                    "«{number}» looks like somebody's telephone number",
                    "hide most of it: {masked}; or keep it in content/facts.yml with its source",
                    number=found[0],
                    masked="09xx xxx xxx",
                )


def unknown_address(source: Source) -> Iterator[Diagnostic]:
    """A word in braces that no audience's form of address has."""
    known = {w.lower() for a in source.curriculum.data.audiences.values() for w in a.address}
    known |= {w.lower() for s in source.styles.values() for w in s.address.words}
    for path, _, text in _all_texts(source):
        for found in ADDRESS.finditer(text.outside_code):
            if found[1].lower() not in known and not found[1].startswith("%"):
                where = Position(path, *text.at(found.start()))
                yield _unknown(
                    where, "unknown-address", "«{{{name}}}» is no word of address of this course", found[1], known
                )


def macro(source: Source) -> Iterator[Diagnostic]:
    """Braces of a template language, «{{» or «{%»: nothing fills them in, and they would be printed as they are."""
    for path, _, text in (*_all_texts(source), *_curriculum_texts(source)):
        for found in _MACRO.finditer(text.outside_code):
            yield error(
                Position(path, *text.at(found.start())),
                "macro",
                "«{text}» begins a macro, and lessons have none",
                "write the words themselves, or put them between `backquotes` if they are to be seen",
                text=found[0],
            )


def bare_address(source: Source) -> Iterator[Diagnostic]:
    """A bare word of address in a lesson that serves two forms would be wrong for one of them."""
    forms = {tuple(sorted(a.address.items())) for a in source.curriculum.data.audiences.values()}
    if len(forms) < 2:
        return
    for path, style, text in _learner_texts(source):
        blank = _any_of(tuple(style.address.lookalikes)).sub(lambda m: " " * len(m[0]), text.words)
        blank = ADDRESS.sub(lambda m: " " * len(m[0]), blank)
        for found in _any_of(tuple(style.address.words)).finditer(blank):
            yield warning(
                Position(path, *text.at(found.start())),
                "bare-address",
                "«{word}» without braces is the same for every audience",
                "write «{{{word}}}» where the learner is meant",
                word=found[0],
            )


# --- questions -------------------------------------------------------------------------------------


def too_few_choices(source: Source) -> Iterator[Diagnostic]:
    """A choice needs at least two options and one wrong one; a match or an order at least two rows."""
    for _, item in _items(source):
        if item.kind in ("text", "numeric"):
            continue
        if max(_rows(item), 0 if item.kind == "match" else item.rows) < 2:
            yield error(
                item.answer,
                "too-few-choices",
                "the question offers too little to choose from",
                "write at least two lines",
            )
        elif len(item.options) == item.rows and all(o.correct for o in item.options):
            yield error(
                item.answer,
                "too-few-choices",
                "every option is right",
                "add a wrong option that people really choose",
            )


def too_many_choices(source: Source) -> Iterator[Diagnostic]:
    """A question has more than 26 options: there are no more letters to name them."""
    for _, item in _items(source):
        if _rows(item) > 26:
            yield error(
                item.answer,
                "too-many-choices",
                "the question has {count} options, more than letters to name them",
                "make several questions of it",
                count=_rows(item),
            )


def _rows(item: ItemSource) -> int:
    if item.kind == "match":
        return sum(1 for left, _ in item.pairs if left)
    return len(item.options) if item.options else len(item.entries)


def same_option_twice(source: Source) -> Iterator[Diagnostic]:
    """Two options, rows or entries of a question say the same."""
    for path, item in _items(source):
        rows = [o.content for o in item.options] or [left for left, _ in item.pairs if left] or list(item.entries)
        said = [fold(plain(r)) for r in rows]
        for n, words in enumerate(said):
            if words and words in said[:n]:
                yield error(
                    Position(path, *place(rows[n][0])),
                    "same-option-twice",
                    "«{words}» stands here twice",
                    "change one of the two",
                    words=plain(rows[n]),
                )


def option_without_feedback(source: Source) -> Iterator[Diagnostic]:
    """An option of a lesson's question does not say why it is right or wrong."""
    for lesson in source.lessons:
        for item in lesson.items:
            if item.kind not in ("choice", "true-false") or any(label == "explanation" for label, _ in item.closing):
                continue
            for option in item.options:
                if not option.feedback:
                    yield warning(
                        option.position,
                        "option-without-feedback",
                        "the option does not say why it is right or wrong",
                        "write a line under it that begins with two spaces and «>»",
                    )


def long_question(source: Source) -> Iterator[Diagnostic]:
    """A stem over 120 or an option over 75 characters is cut by some platforms."""
    for _, item in _items(source):
        stem = plain(item.heading)
        if len(stem) > 120:
            yield warning(
                item.position,
                "long-question",
                "the question has {count} characters",
                "keep at most 120",
                count=len(stem),
            )
        for option in item.options:
            words = plain(option.content)
            if len(words) > 75:
                yield warning(
                    option.position,
                    "long-question",
                    "the option has {count} characters",
                    "keep at most 75",
                    count=len(words),
                )


# --- walking ----------------------------------------------------------------------------------------


def _unknown(where: Position, rule: str, message: str, name: str, known: Iterable[str]) -> Diagnostic:
    near = get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    if near:
        return error(where, rule, message, "did you mean «{near}»?", name=name, near=near[0])
    return error(where, rule, message, "correct the name, or add what it names", name=name)


def _unread(source: Source, start: str) -> bool:
    """Return whether a file below ``start`` could not be read: what it holds cannot be called missing."""
    return any(path.startswith(start) for path in source.failed)


def _items(source: Source) -> Iterator[tuple[str, ItemSource]]:
    for holder in source.holders:
        for item in holder.items:
            yield holder.path, item


def _links(source: Source) -> Iterator[tuple[str, Node, str]]:
    """Yield the file of every link, the link, and its address as written."""
    for holder in source.holders:
        for node in holder.kinds.get("link", ()):
            yield holder.path, node, unquote(str(node.attrs["href"]))


def _within(path: str, link: Node) -> Position:
    """Return where the words of a link begin."""
    return Position(path, *place(link.children[0] if link.children else link))


def _images(source: Source) -> Iterator[tuple[str, ImageSource]]:
    for holder in source.holders:
        for image in holder.images:
            yield holder.path, image


def _steps(lesson: LessonSource) -> Iterator[StepSource]:
    for section in lesson.sections:
        for task in section.tasks:
            yield from task.steps


def section_nodes(section: SectionSource) -> Iterator[Node]:
    """Yield the blocks of a section, those of its steps, and the stems and feedback of its questions."""
    yield from section.nodes
    for task in section.tasks:
        for step in task.steps:
            yield from (*step.caution, *step.body)
    for item in section.items:
        yield from item.stem
        for option in item.options:
            yield from option.feedback


def _learner_texts(source: Source) -> Iterator[tuple[str, StyleFile, Prose]]:
    """Yield path, style and words of everything learners read; fences and tutor's notes left out."""
    for lesson in source.lessons:
        style, hidden = source.style(lesson.language), _hidden_lines(lesson)
        yield lesson.path, style, _value(lesson.document.position(("short_title",)), lesson.front.short_title)
        for text in lesson.prose:
            if text.line not in hidden:
                yield lesson.path, style, text
    for bank in source.banks:
        for text in bank.prose:
            yield bank.path, source.style(bank.language), text
    yield from _curriculum_texts(source)


def _curriculum_texts(source: Source) -> Iterator[tuple[str, StyleFile, Prose]]:
    """Yield the titles and summaries of the curriculum and the meanings of the glossary."""
    sheet = source.curriculum
    file, style = sheet.data, source.style(sheet.data.language)
    for key in ("title", "summary"):
        yield sheet.path, style, _value(sheet.document.position((key,)), str(getattr(file, key)))
        for kind, entries in (("modules", file.modules), ("tracks", file.tracks)):
            for n, entry in enumerate(entries):
                yield sheet.path, style, _value(sheet.document.position((kind, n, key)), str(getattr(entry, key)))
    if source.glossary is not None:
        for name, word in source.glossary.data.words.items():
            where = source.glossary.document.position(("words", name, "meaning"))
            yield source.glossary.path, style, _value(where, word.meaning)


def _value(where: Position, words: str) -> Prose:
    return Prose(words, ((0, where.line, where.column),), "value")


def _all_texts(source: Source) -> Iterator[tuple[str, StyleFile, Prose]]:
    """Yield everything written in lessons and banks, the tutor's notes too."""
    for holder in source.holders:
        for text in holder.prose:
            yield holder.path, source.style(holder.language), text


def _seen_texts(source: Source, screens: bool) -> Iterator[tuple[str, StyleFile, Prose]]:
    """Yield all that anybody can see: prose, the tutor's notes, addresses of links, lines of fences if asked."""
    yield from _all_texts(source)
    yield from _curriculum_texts(source)
    for holder in source.holders:
        style = source.style(holder.language)
        for node in holder.kinds.get("fence", ()):
            first, last = node.map or (0, 0)
            if not screens and node.info.strip() == SCREEN:
                continue  # the reader of screens looks for numbers itself
            for number in range(first + 2, last + 1):
                line = holder.lines[number - 1] if number <= len(holder.lines) else ""
                yield holder.path, style, Prose(line, ((0, number, 1),), "fence")
    for path, node, target in _links(source):
        if _scheme(target) not in ("http", "https"):
            continue
        written = _value(Position(path, *target_place(node)), target)
        yield path, source.style(source.curriculum.data.language), replace(written, kind="address")


def _hidden_lines(lesson: LessonSource) -> frozenset[int]:
    starts = [s.position.line for s in lesson.sections] + [len(lesson.lines) + 1]
    return frozenset(
        line
        for n, s in enumerate(lesson.sections)
        if s.role in NOT_FOR_LEARNERS
        for line in range(starts[n], starts[n + 1])
    )


def _sentences(words: str) -> Iterator[tuple[int, str]]:
    """Yield each sentence and its offset; one ends where a capital, a digit or a brace follows its full stop."""
    start = 0
    for found in _ENDING.finditer(words):
        following = words[found.end() :].lstrip('«“"(')[:1]
        if following and (following.isupper() or following.isdigit() or following in "{["):
            yield start, words[start : found.end()].strip()
            start = found.end()
    if words[start:].strip():
        yield start, words[start:].strip()


def _syllables(words: str) -> int:
    """Count syllables: in Vietnamese, runs of letters and digits between spaces."""
    return sum(1 for word in words.split() if any(c.isalnum() for c in word))


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern that finds any of ``words`` as a whole, the longest first; nothing when there are none."""
    found = "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))
    return re.compile(rf"(?<![\w-])(?:{found})(?![\w-])" if found else r"(?!)", re.IGNORECASE)


@cache
def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")


@cache
def _ungrouped(units: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(map(re.escape, units))
    return re.compile(rf"(?<![\d.,])(\d{{5,15}})(?=[ \u00a0]?(?:{names})(?!\w))")


def _replaced(words: str, table: Mapping[str, str]) -> Iterator[tuple[int, str, str]]:
    """Yield offset, word and replacement of each word of ``table`` in ``words``; capitals count for abbreviations."""
    pattern = _any_of(tuple(table))
    by_case = {wrong.casefold(): (wrong, right) for wrong, right in table.items()} if pattern.search(words) else {}
    for found in pattern.finditer(words):
        wrong, right = by_case[found[0].casefold()]
        if not wrong.isupper() or found[0] == wrong:
            yield found.start(), found[0], right


RULES: tuple[Rule, ...] = (
    duplicate_identifier,
    item_without_id,
    released_id_missing,
    released_id_reused,
    released_id_deleted,
    file_name,
    unknown_lesson,
    lesson_not_in_curriculum,
    lesson_listed_twice,
    unknown_audience,
    unknown_assessment,
    blueprint_not_met,
    unknown_competence,
    unknown_framework,
    too_many_competences,
    competence_not_assessed,
    unknown_fact,
    contradicted_fact,
    fact_not_listed,
    fact_without_date,
    unknown_word,
    contradicted_word,
    broken_link,
    broken_anchor,
    forbidden_link,
    missing_image,
    wrong_case_image,
    image_outside_course,
    unusable_image,
    no_alternative_text,
    raw_html,
    foreign_markdown,
    skipped_heading,
    role_twice,
    empty_section,
    italics,
    step_too_long,
    too_many_steps,
    step_without_picture,
    two_cautions,
    target_not_named,
    no_main_message,
    long_sentence,
    long_paragraph,
    forbidden_word,
    wrong_verb,
    wrong_spelling,
    look_alike_brand,
    unexplained_abbreviation,
    unknown_abbreviation,
    number_format,
    personal_data,
    unknown_address,
    macro,
    bare_address,
    too_few_choices,
    too_many_choices,
    same_option_twice,
    option_without_feedback,
    long_question,
)
