"""Pass 2: what the files say together. One generator function per rule; its docstring is the manual.

A rule reports all it finds. Names of rules are public: renaming one is an entry of the change log.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from difflib import get_close_matches

from markdown_it.tree import SyntaxTreeNode as Node

from generator.diagnostics import Diagnostic, Diagnostics, Position, error, warning
from generator.markup import ADDRESS
from generator.model import Role
from generator.pictures import PictureError, clean
from generator.resolve import draw_items
from generator.source import Source
from generator.source.lesson import BankSource, ImageSource, LessonSource, SectionSource, StepSource
from generator.source.markdown import comment, fold, inlines, line_of, plain, texts
from generator.source.quiz import ItemSource
from generator.source.schema import StyleFile

Rule = Callable[[Source], Iterator[Diagnostic]]
_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[«\"(]?[^\W\d_]|\d)")
_WORDLIKE = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_FILE = re.compile(r"[a-z0-9][a-z0-9.-]*\.[a-z0-9]+")
_SCHEMES = ("http://", "https://", "mailto:", "tel:", "fact:", "tu:", "#")
_FOREIGN = re.compile(r"^\s*(///|:::|!!!|\?\?\?)|\{:[^}]*\}")
NOT_FOR_LEARNERS = (Role.TUTOR, Role.LISTEN)


def check(source: Source, problems: Diagnostics, today: date | None = None) -> None:
    """Run every rule; ``today`` is asked for stale facts and left out where the clock must not count."""
    for rule in RULES:
        problems.extend(rule(source))
    if today is not None:
        problems.extend(stale_fact(source, today))


# --- identifiers ------------------------------------------------------------------------


def duplicate_identifier(source: Source) -> Iterator[Diagnostic]:
    """Two lessons or two questions have the same id, ignoring case."""
    lessons: dict[tuple[str, str], str] = {}
    for lesson in source.lessons:
        key = (lesson.front.id.lower(), lesson.language)
        where = lesson.document.position(("id",))
        if key in lessons:
            yield _taken(where, lesson.front.id, lessons[key])
        lessons.setdefault(key, str(where))
    items: dict[tuple[str, str], str] = {}
    for holder in source.holders:
        language = holder.language if isinstance(holder, LessonSource) else ""
        for item in holder.items:
            if item.meta.id is None:
                continue
            where = item.meta_position or item.position
            key = (item.meta.id.lower(), language)
            if key in items:
                yield _taken(where, item.meta.id, items[key])
            items.setdefault(key, str(where))


def _taken(where: Position, identifier: str, first: str) -> Diagnostic:
    return error(
        where,
        "duplicate-identifier",
        "the id «{id}» is already used at {first}",
        "give this one a new id; «hocvuso fmt» writes the next free number",
        id=identifier,
        first=first,
    )


def item_without_id(source: Source) -> Iterator[Diagnostic]:
    """A question has no id; results could not be told apart."""
    for _, item in _items(source):
        if item.meta.id is None:
            yield error(
                item.position,
                "item-without-id",
                "the question has no id",
                "run «hocvuso fmt», or write <!-- id: … --> under its heading",
            )


def released_id_missing(source: Source) -> Iterator[Diagnostic]:
    """An id that was released once is gone; reports of earlier learners would point to nothing."""
    present = {x.front.id for x in source.lessons} | {i.meta.id for _, i in _items(source) if i.meta.id}
    former = {f for x in source.lessons for f in x.front.formerly} | {
        f for _, i in _items(source) for f in i.meta.formerly
    }
    for number, identifier in enumerate(source.ids_lock, 1):
        if identifier not in present | former:
            yield error(
                Position("content/ids.lock", number),
                "released-id-missing",
                "«{id}» was released and is no longer in the course",
                "put it back with «retired: yes», or name it in «formerly:» of what replaces it",
                id=identifier,
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
                "rename it",
                id=lesson.front.id,
                start=lesson.front.id.lower(),
            )


def _ascii(name: str) -> str:
    bare = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D")).encode("ascii", "ignore").decode()
    stem, dot, ending = bare.lower().rpartition(".")
    return re.sub(r"[^a-z0-9.]+", "-", stem).strip("-") + dot + ending


# --- curriculum ---------------------------------------------------------------------------


def unknown_lesson(source: Source) -> Iterator[Diagnostic]:
    """The curriculum names a lesson that has no file."""
    known = {x.front.id for x in source.lessons}
    file, document = source.curriculum.data, source.curriculum.document
    groups: list[tuple[str, int, list[str]]] = [("modules", n, m.lessons) for n, m in enumerate(file.modules)]
    groups += [("tracks", n, t.lessons) for n, t in enumerate(file.tracks)]
    for kind, n, lessons in groups:
        for k, identifier in enumerate(lessons):
            if identifier not in known:
                where = document.position((kind, n, "lessons", k))
                yield _unknown(where, "unknown-lesson", "there is no lesson «{name}»", identifier, known)


def lesson_not_in_curriculum(source: Source) -> Iterator[Diagnostic]:
    """A lesson file that no module lists; nobody would ever see it."""
    listed = {i for m in source.curriculum.data.modules for i in m.lessons}
    for lesson in source.lessons:
        if lesson.front.id not in listed:
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
    banks = {b.front.id for b in source.banks}
    for key, entry in file.assessments.items():
        for k, bank in enumerate(entry.banks):
            if bank not in banks:
                where = document.position(("assessments", key, "banks", k))
                yield _unknown(where, "unknown-assessment", "there is no bank «{name}»", bank, banks)


def blueprint_not_met(source: Source) -> Iterator[Diagnostic]:
    """A test asks for more items of a competence than its banks hold."""
    file, document = source.curriculum.data, source.curriculum.document
    for key, entry in file.assessments.items():
        banks = [b for b in source.banks if b.front.id in entry.banks]
        drawn = draw_items(key, entry, banks)
        for competence, count in entry.blueprint.items():
            have = sum(1 for b in banks for i in b.items if competence in i.meta.competences)
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
            sum(1 for b in banks for i in b.items if c in i.meta.competences) >= n for c, n in entry.blueprint.items()
        ):
            yield error(
                document.position(("assessments", key, "blueprint")),
                "blueprint-not-met",
                "questions that count for two competences run short",
                "write more questions, or lower a number",
            )


def unknown_competence(source: Source) -> Iterator[Diagnostic]:
    """A lesson, a question or a test names a competence that no framework of the course defines."""
    known = {f"{s.data.id}:{c.code}" for s in source.frameworks for a in s.data.areas for c in a.competences}
    message = "no framework has the competence «{name}»"
    for lesson in source.lessons:
        for k, ref in enumerate(lesson.front.competences):
            if ref not in known:
                yield _unknown(lesson.document.position(("competences", k)), "unknown-competence", message, ref, known)
    for _, item in _items(source):
        for ref in item.meta.competences:
            if ref not in known:
                yield _unknown(item.meta_position or item.position, "unknown-competence", message, ref, known)
    for key, entry in source.curriculum.data.assessments.items():
        for ref in entry.blueprint:
            if ref not in known:
                where = source.curriculum.document.key(("assessments", key, "blueprint", ref))
                yield _unknown(where, "unknown-competence", message, ref, known)


def unknown_framework(source: Source) -> Iterator[Diagnostic]:
    """The curriculum names a framework that has no file in content/frameworks."""
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
    for lesson in source.lessons:
        asked = {c for i in lesson.items for c in i.meta.competences}
        for k, ref in enumerate(lesson.front.competences):
            if ref not in asked:
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
    known = set(source.facts.data.facts) if source.facts else set()
    message = "there is no fact «{name}» in content/facts.yml"
    for lesson in source.lessons:
        for k, name in enumerate(lesson.front.facts):
            if name not in known:
                yield _unknown(lesson.document.position(("facts", k)), "unknown-fact", message, name, known)
    for path, node in _links(source):
        target = str(node.attrs["href"])
        if target.startswith("fact:") and target[5:] not in known:
            yield _unknown(Position(path, line_of(node)), "unknown-fact", message, target[5:], known)
    edition = source.curriculum.data.edition
    for kind, lines in (("emergency", edition.emergency), ("help", edition.help)):
        for k, line in enumerate(lines):
            if line.fact and line.fact not in known:
                where = source.curriculum.document.position(("edition", kind, k, "fact"))
                yield _unknown(where, "unknown-fact", message, line.fact, known)


def contradicted_fact(source: Source) -> Iterator[Diagnostic]:
    """The words of a fact link differ from the fact's short value."""
    facts = source.facts.data.facts if source.facts else {}
    for path, node in _links(source):
        target = str(node.attrs["href"])
        fact = facts.get(target[5:]) if target.startswith("fact:") else None
        if fact and fold(plain(node.children)) != fold(fact.value):
            yield error(
                Position(path, line_of(node)),
                "contradicted-fact",
                "the text says «{said}», the fact «{id}» says «{value}»",
                "write «{value}», or correct content/facts.yml",
                said=plain(node.children),
                id=target[5:],
                value=fact.value,
            )


def fact_not_listed(source: Source) -> Iterator[Diagnostic]:
    """A lesson links a fact that its first lines do not list."""
    for lesson in source.lessons:
        for node in _walk(lesson.nodes, "link"):
            target = str(node.attrs["href"])
            if target.startswith("fact:") and target[5:] not in lesson.front.facts:
                yield warning(
                    Position(lesson.path, line_of(node)),
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


def stale_fact(source: Source, today: date) -> Iterator[Diagnostic]:
    """A fact has passed its ``verify_by`` (or will within 30 days): what is printed may no longer be true."""
    if source.facts is None:
        return
    for key, fact in source.facts.data.facts.items():
        if fact.verify_by is None or fact.verify_by >= today + timedelta(days=30):
            continue
        where = source.facts.document.position(("facts", key, "verify_by"))
        remedy = "check it at its source, then move «seen:» and «verify_by:»"
        if fact.verify_by < today:
            yield warning(
                where, "stale-fact", "the fact «{id}» had to be checked by {date}", remedy, id=key, date=fact.verify_by
            )
        else:
            yield warning(
                where, "stale-fact", "the fact «{id}» must be checked by {date}", remedy, id=key, date=fact.verify_by
            )


def unknown_word(source: Source) -> Iterator[Diagnostic]:
    """A ``tu:`` link names a word that content/glossary.yml does not have."""
    known = set(source.glossary.data.words) if source.glossary else set()
    for path, node in _links(source):
        target = str(node.attrs["href"])
        if target.startswith("tu:") and target[3:] not in known:
            message = "there is no word «{name}» in content/glossary.yml"
            yield _unknown(Position(path, line_of(node)), "unknown-word", message, target[3:], known)


# --- links and pictures ----------------------------------------------------------------------


def broken_link(source: Source) -> Iterator[Diagnostic]:
    """A link leads to a file or a heading that is not there, or has an address of a forbidden kind."""
    files = {x.path.rsplit("/", 1)[-1]: x for x in source.lessons}
    for path, node in _links(source):
        target = str(node.attrs["href"])
        where = Position(path, line_of(node))
        if target.startswith(_SCHEMES):
            if target.startswith("#"):
                yield from _anchor(where, target[1:], _holder(source, path))
            continue
        name, _, anchor = target.partition("#")
        if ":" in name or name.startswith("/"):
            yield error(
                where,
                "forbidden-link",
                "the address «{target}» is not allowed",
                "link a lesson by its file, or use http(s):, tel:, fact:, tu:",
                target=target,
            )
        elif name.rsplit("/", 1)[-1] not in files:
            yield _unknown(where, "broken-link", "there is no lesson file «{name}»", name, files)
        elif anchor:
            yield from _anchor(where, anchor, files[name.rsplit("/", 1)[-1]])


def _anchor(where: Position, anchor: str, holder: LessonSource | BankSource | None) -> Iterator[Diagnostic]:
    if not isinstance(holder, LessonSource):
        return
    known = {s.role.value for s in holder.sections} | {s.block for s in holder.sections if s.block}
    if anchor not in known:
        yield _unknown(where, "broken-anchor", "the lesson has no section «{name}»", anchor, known)


def missing_image(source: Source) -> Iterator[Diagnostic]:
    """A picture's file is not there, is spelt with other capitals, or lies outside the course."""
    lower = {f.lower(): f for f in source.files}
    for path, image in _images(source):
        target = _beside(path, image.source)
        if target is None or ":" in image.source:
            yield error(
                image.position,
                "image-outside-course",
                "the picture «{name}» lies outside the course",
                "copy it into the folder of the lesson",
                name=image.source,
            )
        elif target in source.files:
            continue
        elif target.lower() in lower:
            yield error(
                image.position,
                "wrong-case-image",
                "the picture is called «{real}», not «{name}»",
                "write it exactly so; some computers tell capitals from small letters",
                real=lower[target.lower()].rsplit("/", 1)[-1],
                name=image.source.rsplit("/", 1)[-1],
            )
        else:
            yield _unknown(image.position, "missing-image", "there is no picture «{name}»", target, source.files)


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
                image.position,
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
                "write between the brackets what to find and where: ![Nút nguồn ở cạnh phải](…)",
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
    return None if source.startswith("/") or parts[:1] != ["content"] else "/".join(parts)


# --- Markdown ---------------------------------------------------------------------------------


def raw_html(source: Source) -> Iterator[Diagnostic]:
    """HTML other than a comment; it would behave differently on paper, on the site and in packages."""
    for holder in source.holders:
        for root in holder.nodes:
            for node in root.walk():
                if node.type == "html_inline" or (node.type == "html_block" and comment(node) is None):
                    yield error(
                        Position(holder.path, line_of(node)),
                        "raw-html",
                        "HTML is not read: «{code}»",
                        "write it in Markdown",
                        code=node.content.strip().split("\n")[0][:40],
                    )


def foreign_markdown(source: Source) -> Iterator[Diagnostic]:
    """``///``, ``:::``, ``!!!`` or ``{: }``: extensions of other programs that CommonMark shows as text."""
    for holder in source.holders:
        fence = ""
        for number, line in enumerate(holder.lines, 1):
            opened = re.match(r"\s*(`{3,}|~{3,})", line)
            if opened:
                fence = "" if fence else opened[1]
            found = None if fence else _FOREIGN.search(line)
            if found:
                yield error(
                    Position(holder.path, number, found.start() + 1),
                    "foreign-markdown",
                    "«{code}» is not CommonMark",
                    "for a warning write «> [!WARNING]» and the text on lines that begin with «>»",
                    code=found[0].strip(),
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
                    Position(holder.path, line_of(node)),
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
            if section.role in (Role.WORDS, Role.HELP) or section.nodes or section.tasks or section.items:
                continue
            yield error(
                section.position,
                "empty-section",
                "there is nothing under «{title}»",
                "fill it in, or delete the heading",
                title=plain(section.heading),
            )


def emphasis_in_italics(source: Source) -> Iterator[Diagnostic]:
    """Italics are hard to read in print: bold is the only emphasis (P08)."""
    for holder in source.holders:
        for node in _walk(holder.nodes, "em"):
            yield warning(
                Position(holder.path, line_of(node)),
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
            for count, most, advised, what in (
                (title, limits.get("step_title"), limits.get("step_title_advice"), "title"),
                (help_, limits.get("step_help"), limits.get("step_help_advice"), "help"),
            ):
                part = "the title of step {number}" if what == "title" else "the help of step {number}"
                if most and count > most:
                    yield error(
                        step.position,
                        "step-too-long",
                        part + " has {count} syllables",
                        "keep at most {most}; make two steps of it",
                        number=step.number,
                        count=count,
                        most=most,
                    )
                elif advised and count > advised:
                    yield warning(
                        step.position,
                        "step-too-long",
                        part + " has {count} syllables",
                        "on A5 paper three steps fit a page only up to {most}",
                        number=step.number,
                        count=count,
                        most=advised,
                        target="booklet",
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
                        "split it: «### Phần 1: …», «### Phần 2: …», at most five steps each",
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
            if step.picture is None and not step.no_picture:
                yield error(
                    step.position,
                    "step-without-picture",
                    "step {number} has no picture",
                    "draw a ```screen, or write <!-- không cần hình --> under the step",
                    number=step.number,
                )


def two_cautions(source: Source) -> Iterator[Diagnostic]:
    """More than one warning before the steps of one task: the reader stops heeding them (P23)."""
    for lesson in source.lessons:
        for section in lesson.sections:
            for task in section.tasks:
                warned = [s for s in task.steps if s.caution]
                for step in warned[1:]:
                    yield warning(
                        step.position,
                        "two-cautions",
                        "this is the second warning of the task",
                        "keep the one that matters most",
                        target="booklet",
                    )


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
                "write one bold sentence of at most {most} syllables",
                most=most,
            )
        elif _syllables(said) > most:
            yield error(
                lesson.title_position,
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
            for words, line in _paragraphs(section_nodes(section)):
                for sentence in _SENTENCE.split(words):
                    yield from _sentence(Position(lesson.path, line), sentence, most, advised)


def _sentence(where: Position, sentence: str, most: int, advised: int) -> Iterator[Diagnostic]:
    count = _syllables(sentence)
    remedy = "write two sentences, at most {most} syllables each"
    start = " ".join(sentence.split()[:6])
    message = "the sentence «{start} …» has {count} syllables"
    if most and count > most:
        yield error(where, "long-sentence", message, remedy, start=start, count=count, most=most)
    elif advised and count > advised:
        yield warning(where, "long-sentence", message, remedy, start=start, count=count, most=advised)


def forbidden_word(source: Source) -> Iterator[Diagnostic]:
    """A word that learners do not use, or an unexplained abbreviation (L03, L07)."""
    for holder, style, words, line in _learner_texts(source):
        unnamed = re.sub("|".join(map(re.escape, style.brands)) or "$^", "", words)
        for wrong, right in style.forbidden.items():
            if _whole(wrong).search(unnamed):
                yield error(
                    Position(holder, line),
                    "forbidden-word",
                    "learners do not say «{wrong}»",
                    "write «{right}»",
                    wrong=wrong,
                    right=right,
                )


def wrong_verb(source: Source) -> Iterator[Diagnostic]:
    """One verb per gesture in the whole course: Chạm, Vuốt, Chạm giữ, Gõ, Kéo (L04)."""
    for holder, style, words, line in _learner_texts(source):
        for wrong, right in style.verbs.replace.items():
            if _whole(wrong).search(words):
                yield error(
                    Position(holder, line),
                    "wrong-verb",
                    "the gesture is called «{right}» in this course, not «{wrong}»",
                    "write «{right}»",
                    wrong=wrong,
                    right=right,
                )


def wrong_spelling(source: Source) -> Iterator[Diagnostic]:
    """A word is spelt otherwise in the rest of the course (L12)."""
    for holder, style, words, line in _learner_texts(source):
        for wrong, right in style.terms.items():
            # case counts («mã otp»), but for the first letter of a sentence
            if any(found[0][1:] != right[1:] for found in _whole(wrong).finditer(words)):
                yield warning(
                    Position(holder, line),
                    "wrong-spelling",
                    "«{wrong}» is spelt «{right}» in this course",
                    "write «{right}»",
                    wrong=wrong,
                    right=right,
                )


def look_alike_brand(source: Source) -> Iterator[Diagnostic]:
    """A name that only looks like a known one: VNelD with a small L; swindlers use such names (L13)."""
    for holder, style, words, line in _learner_texts(source):
        for found in re.finditer(r"[\w.]+", words):
            for brand in style.brands:
                if found[0] != brand and _skeleton(found[0].rstrip(".")) == _skeleton(brand):
                    if found[0].rstrip(".") == brand:
                        continue
                    yield error(
                        Position(holder, line),
                        "look-alike-brand",
                        "«{found}» is not «{brand}»",
                        "type «{brand}» letter by letter",
                        found=found[0],
                        brand=brand,
                    )


def _skeleton(word: str) -> str:
    """Return ``word`` with letters that look alike made one."""
    return word.translate(str.maketrans("I1|lO0", "iiiioo")).casefold()


def unknown_address(source: Source) -> Iterator[Diagnostic]:
    """A word in braces that no audience's form of address has."""
    known = {w.lower() for a in source.curriculum.data.audiences.values() for w in a.address}
    known |= {w.lower() for s in source.styles.values() for w in s.address.words}
    for holder in source.holders:
        for words, line in texts(holder.nodes):
            for found in ADDRESS.finditer(words):
                if found[1].lower() not in known:
                    yield _unknown(
                        Position(holder.path, line),
                        "unknown-address",
                        "«{{{name}}}» is no word of address of this course",
                        found[1],
                        known,
                    )


def bare_address(source: Source) -> Iterator[Diagnostic]:
    """A bare «bác» in a lesson that serves two forms of address would be wrong for one of them."""
    forms = {tuple(sorted(a.address.items())) for a in source.curriculum.data.audiences.values()}
    if len(forms) < 2:
        return
    for holder, style, words, line in _learner_texts(source):
        rest = words
        for lookalike in style.address.lookalikes:
            rest = re.sub(re.escape(lookalike), "", rest, flags=re.IGNORECASE)
        rest = ADDRESS.sub("", rest)
        for word in style.address.words:
            if _whole(word).search(rest):
                yield warning(
                    Position(holder, line),
                    "bare-address",
                    "«{word}» without braces is the same for every audience",
                    "write «{{{word}}}» where the learner is meant",
                    word=word,
                )


# --- questions -------------------------------------------------------------------------------------


def too_few_choices(source: Source) -> Iterator[Diagnostic]:
    """A choice needs at least two options and one wrong one; a match or an order at least two rows."""
    for _, item in _items(source):
        rows = len(item.options) if item.options else len(item.pairs) if item.kind == "match" else len(item.entries)
        if item.kind in ("text", "numeric"):
            continue
        if rows < 2:
            yield error(
                item.position,
                "too-few-choices",
                "the question offers too little to choose from",
                "write at least two lines",
            )
        elif item.kind in ("choice", "multiple", "true-false") and all(o.correct for o in item.options):
            yield error(
                item.position,
                "too-few-choices",
                "every option is right",
                "add a wrong option that people really choose",
            )
        if rows > 26:
            yield error(item.position, "too-many-choices", "the question has more than 26 options", "split it")


def same_option_twice(source: Source) -> Iterator[Diagnostic]:
    """Two options, rows or entries of a question say the same."""
    for _, item in _items(source):
        rows = [o.content for o in item.options] or [left for left, _ in item.pairs if left] or list(item.entries)
        said = [fold(plain(r)) for r in rows]
        for n, words in enumerate(said):
            if words in said[:n]:
                where = item.options[n].position if item.options else item.position
                yield error(
                    where, "same-option-twice", "«{words}» stands here twice", "change one of the two", words=words
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
                        "add a line «  > …» under it",
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
    remedy = "did you mean «{near}»?" if near else "correct the name, or add it"
    return error(where, rule, message, remedy, name=name, near=near[0] if near else "")


def _items(source: Source) -> Iterator[tuple[str, ItemSource]]:
    for holder in source.holders:
        for item in holder.items:
            yield holder.path, item


def _walk(nodes: Iterable[Node], kind: str) -> Iterator[Node]:
    for root in nodes:
        for node in root.walk():
            if node.type == kind:
                yield node


def _links(source: Source) -> Iterator[tuple[str, Node]]:
    for holder in source.holders:
        for node in _walk(holder.nodes, "link"):
            yield holder.path, node


def _images(source: Source) -> Iterator[tuple[str, ImageSource]]:
    for holder in source.holders:
        for image in holder.images:
            yield holder.path, image


def _holder(source: Source, path: str) -> LessonSource | BankSource | None:
    return next((h for h in source.holders if h.path == path), None)


def _steps(lesson: LessonSource) -> Iterator[StepSource]:
    for section in lesson.sections:
        for task in section.tasks:
            yield from task.steps


def section_nodes(section: SectionSource) -> Iterator[Node]:
    """Yield the blocks of a section, those of its steps and the stems of its questions."""
    yield from section.nodes
    for task in section.tasks:
        for step in task.steps:
            yield from (*step.caution, *step.body)
    for item in section.items:
        yield from item.stem


def _paragraphs(nodes: Iterable[Node]) -> Iterator[tuple[str, int]]:
    for root in nodes:
        for node in root.walk():
            if node.type == "paragraph":
                words = plain(n for n in inlines(node))
                if words:
                    yield words, line_of(node)


def _learner_texts(source: Source) -> Iterator[tuple[str, StyleFile, str, int]]:
    """Yield path, style, words and line of everything learners read; fences and tutor's notes left out."""
    for lesson in source.lessons:
        style = source.style(lesson.language)
        hidden = _hidden_lines(lesson)
        for words, line in texts(lesson.nodes):
            if line not in hidden:
                yield lesson.path, style, words, line
    for bank in source.banks:
        style = source.style(source.curriculum.data.language)
        for words, line in texts(bank.nodes):
            yield bank.path, style, words, line


def _hidden_lines(lesson: LessonSource) -> frozenset[int]:
    starts = [s.position.line for s in lesson.sections] + [len(lesson.lines) + 1]
    return frozenset(
        line
        for n, s in enumerate(lesson.sections)
        if s.role in NOT_FOR_LEARNERS
        for line in range(starts[n], starts[n + 1])
    )


def _syllables(words: str) -> int:
    """Count syllables: in Vietnamese, runs of letters and digits between spaces."""
    return sum(1 for w in words.split() if _WORDLIKE.search(w))


def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])", 0 if word.isupper() else re.IGNORECASE)


RULES: tuple[Rule, ...] = (
    duplicate_identifier,
    item_without_id,
    released_id_missing,
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
    broken_link,
    missing_image,
    unusable_image,
    no_alternative_text,
    raw_html,
    foreign_markdown,
    skipped_heading,
    role_twice,
    empty_section,
    emphasis_in_italics,
    step_too_long,
    too_many_steps,
    step_without_picture,
    two_cautions,
    no_main_message,
    long_sentence,
    forbidden_word,
    wrong_verb,
    wrong_spelling,
    look_alike_brand,
    unknown_address,
    bare_address,
    too_few_choices,
    same_option_twice,
    option_without_feedback,
    long_question,
)
