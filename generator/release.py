"""``hocvuso release``: write down what is handed out now, so that the next version can be compared with it.

``releases/<version>.json`` holds ids, revisions, hashes and facts; nothing is rendered and ``dist/`` is not needed.
``content/ids.lock`` gets every id; it is written first, so that a release that exists never names an id it lacks.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator.build import Course, package_name, resolved
from generator.diagnostics import ContentError, Diagnostics, GeneratorError, Position
from generator.fmt import lock
from generator.items import Item, html_of, shown_of
from generator.model import Assessment, Fact, Lesson, Track
from generator.player import revision
from generator.replacing import verdict
from generator.source import LOCK, Source, load
from generator.source.lock import Released as LockedId
from generator.source.lock import read_lock
from generator.source.released import (
    SCHEMA,
    Release,
    ReleasedFact,
    ReleasedItem,
    ReleasedLesson,
    ReleasedTest,
    order,
    place,
)
from generator.swap import replace as write
from generator.swap import sync
from generator.theme import Theme
from generator.writer import ADDRESS

MOST_PACKAGES = 4  # of one fate, named in the draft; the rest are counted
LONGEST_WORDS = 60  # characters of a question in the draft of the change log


class ReleaseError(GeneratorError):
    """The version cannot be released (exit code 1); ``message`` and ``remedy`` are msgids, ``values`` fills both."""

    def __init__(self, message: str, remedy: str, /, **values: object) -> None:
        super().__init__(message.format(**values))
        self.message = message
        self.remedy = remedy
        self.values = values


@dataclass(frozen=True, slots=True)
class Released:
    """What was written; ``before`` is the release it follows, if any; ``again``: it was there already, the same."""

    release: Release
    before: Release | None
    renamed: Mapping[str, tuple[str, ...]]
    again: bool = False


def publish(root: Path, theme: Theme, version: str, today: date, problems: Diagnostics) -> Released:
    """Check the course at ``root`` as of ``today`` and write its release ``version``.

    Raises ``ContentError`` when the course is wrong or a fact is stale, ``ReleaseError`` when the version cannot be.
    """
    source = load(root, problems)
    course = resolved(source, theme, problems, today, release=True) if source is not None else None
    if source is None or course is None or problems.errors:
        raise ContentError(problems)
    _right_version(source, version)
    locked = lock(source)
    made = describe(course, _words_released(source, course, read_lock(locked, LOCK)))
    content = as_json(made)
    path, before = root / place(version), source.baseline.release if source.baseline is not None else None
    if path.exists():
        if path.read_bytes() != content:
            raise ReleaseError(
                "version {version} was released with other content: {file}",
                "give this content a new version: «version:» in {place}",
                version=version,
                file=place(version),
                place=_place(source),
            )
        _write(root, locked, path, content)  # a killed run, or a hand, may have left the lock behind
        return Released(made, None, {}, again=True)
    if before is not None and order(version) <= order(before.version):
        raise ReleaseError(
            "version {version} is not newer than {newest}, which was released",
            "write a higher version at {place}, and name it again",
            version=version,
            newest=before.version,
            place=_place(source),
        )
    _write(root, locked, path, content)
    return Released(made, before, course.renamed)


def _words_released(source: Source, course: Course, locked: Iterable[LockedId]) -> dict[str, str]:
    """Return what a release says of every id: its words, but not of a question of an exam; the lock alone has those.

    Nobody can tell whether a question that is gone was one: of it the words are kept that the release before has.
    """
    curriculum = course.curriculum
    tests = [t.assessment for t in curriculum.tracks if t.assessment is not None]
    asked = [i for x in curriculum.lessons for i in x.items] + [i for t in tests if t.public for i in _all(t)]
    secret = {i.meta.id for b in source.banks if b.front.visibility == "exam" for i in b.items}
    secret |= {i.identifier for t in tests if not t.public for i in _all(t)}
    secret -= {i.identifier for i in asked}
    here = {i.meta.id for h in source.holders for i in h.items}
    before = source.baseline.release.ids if source.baseline is not None else {}
    known = {r.identifier: r.words if r.identifier in here else before.get(r.identifier, "") for r in locked}
    return {identifier: "" if identifier in secret else words for identifier, words in known.items()}


def _all(test: Assessment) -> tuple[Item, ...]:
    """Return every question that a test may ask, each once, by id."""
    items = {i.identifier: i for i in (*test.items, *test.bank)}
    return tuple(items[i] for i in sorted(items))


def _right_version(source: Source, version: str) -> None:
    written = source.curriculum.data.version
    if version != written:
        raise ReleaseError(
            "the course says that it is version {written}, not {version}",
            "write «version: {version}» at {place}, or release {written}",
            version=version,
            written=written,
            place=_place(source),
        )


def _place(source: Source) -> Position:
    return source.curriculum.document.position(("version",))


def _write(root: Path, locked: str, path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    for file, text in ((root / LOCK, locked.encode()), (path, content)):
        for left in sorted(file.parent.glob(f"{file.name}.*.tmp")):  # by a run that was killed
            left.unlink()
        if not file.exists() or file.read_bytes() != text:
            write(file, text)
            sync(file.parent)


# --- what is written --------------------------------------------------------------------------------


def describe(course: Course, ids: Mapping[str, str]) -> Release:
    """Return the release of ``course`` as it is now; ``ids`` is what ``content/ids.lock`` will hold."""
    curriculum = course.curriculum
    packages = {
        package_name(name, job): job.record.holding
        for name in course.enabled
        for job in course.targets[name].jobs(curriculum, course.options[name])
        if job.record is not None and job.record.holding is not None
    }
    return Release(
        schema=SCHEMA,
        version=curriculum.version,
        date=curriculum.date,
        course=curriculum.identifier,
        ids=ids,
        lessons=tuple(map(_lesson, curriculum.lessons)),
        tests=tuple(_test(t, t.assessment) for t in curriculum.tracks if t.assessment is not None),
        facts=tuple(map(_fact, curriculum.facts)),
        packages={name: packages[name] for name in sorted(packages)},
    )


def as_json(release: Release) -> bytes:
    """Return the file: the same bytes for the same course, whoever writes them."""
    data = release.model_dump(mode="json", by_alias=True)
    for holding in data["packages"].values():
        del holding["reads"]  # what a player can go on from is asked of the newer one
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _lesson(lesson: Lesson) -> ReleasedLesson:
    return ReleasedLesson(
        id=lesson.identifier,
        slug=lesson.slug,
        title=lesson.title,
        version=lesson.version,
        text=_digest(_words(lesson)),
        items=tuple(map(_item, lesson.items)),
    )


def _test(track: Track, test: Assessment) -> ReleasedTest:
    write = _item if test.public else _sealed
    return ReleasedTest(
        id=test.identifier,
        track=track.identifier,
        form=test.form,
        title=test.title,
        pass_mark=test.pass_mark,
        drawn=tuple(i.identifier for i in test.items),
        items=tuple(map(write, _all(test))),
    )


def _item(item: Item) -> ReleasedItem:
    said = (*html_of(item), str(item.points), *item.competences)
    return ReleasedItem(id=item.identifier, revision=revision(item), text=_digest(said))


def _sealed(item: Item) -> ReleasedItem:
    """Return a question of an exam without a hash of its answers: of the few there may be, it would tell which."""
    return ReleasedItem(id=item.identifier, revision="", text=_digest(shown_of(item)))


def _fact(fact: Fact) -> ReleasedFact:
    value, text = _digest((fact.value,)), _digest((fact.text, fact.source))
    return ReleasedFact(id=fact.identifier, value=value, text=text, seen=fact.seen, verify_by=fact.verify_by)


def _words(lesson: Lesson) -> Iterator[str]:
    """Yield all that a learner or a tutor reads of a lesson but its questions, which are told apart."""
    yield from (lesson.title, lesson.short_title, lesson.message)
    for section in lesson.sections:
        yield from (section.role.value, section.title, section.html)
        yield from (part for w in section.words for part in (w.word, w.say, w.meaning))
        for task in section.tasks:
            yield from (task.title, task.device)
            for step in task.steps:
                yield from (step.title, step.caution, step.body)
                if step.picture is not None:
                    yield from (step.picture.alternative, step.picture.caption)


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256(json.dumps(list(texts)).encode()).hexdigest()


# --- what has changed -------------------------------------------------------------------------------


def draft(released: Released, words: Mapping[str, str]) -> str:
    """Return the change log of a release in Markdown, for authors to edit; ``words`` is the part ``release``."""
    now, before = released.release, released.before
    day = words["date"].format(day=now.date.day, month=now.date.month, year=now.date.year)
    lines = ["## " + words["title"].format(version=now.version, date=day), ""]
    if before is None:
        lessons = len({x.id for x in now.lessons})
        counts = {"lessons": lessons, "questions": len(_questions(now)), "facts": len(now.facts)}
        return "\n".join((*lines, words["first"].format(**counts, packages=len(now.packages)), ""))
    parts = (
        ("lessons", _lessons_changed(before, now, words)),
        ("questions", _questions_changed(before, now, words)),
        ("tests", _tests_changed(before, now, words)),
        ("facts", _facts_changed(before, now, words)),
        ("packages", _packages_changed(before, released, words)),
    )
    told = [(words[title], list(said)) for title, said in parts]
    for title, said in told:
        if said:
            lines += [f"### {title}", "", *(f"- {line}" for line in said), ""]
    if not any(said for title, said in told if title != words["packages"]):
        lines.insert(2, words["nothing"].format(version=before.version) + "\n")
    return "\n".join(lines)


def _lessons_changed(before: Release, now: Release, words: Mapping[str, str]) -> Iterator[str]:
    old, new = ({x.id: x.title for x in reversed(r.lessons)} for r in (before, now))
    texts = {x.slug: (x.text, x.title) for x in before.lessons}
    reworded = {x.id for x in now.lessons if x.slug in texts and texts[x.slug] != (x.text, x.title)}
    yield from _line(words["new"], (f"{i} «{new[i]}»" for i in sorted(new.keys() - old.keys())))
    yield from _line(words["gone"], (f"{i} «{old[i]}»" for i in sorted(old.keys() - new.keys())))
    yield from _line(words["reworded"], (f"{i} «{new[i]}»" for i in sorted(reworded)))
    for was, is_ in _marks_of_lessons(before, now):
        yield words["mark"].format(name=words["lessons"], before=was, now=is_)


def _marks_of_lessons(before: Release, now: Release) -> list[tuple[int, int]]:
    """Return every change of a lesson's pass mark, each once; what packages hold of a lesson bears its slug."""
    slugs = {x.slug for x in now.lessons}
    old, new = (
        {u.name: u.pass_mark for p in r.packages.values() for u in p.units if u.name in slugs} for r in (before, now)
    )
    return sorted({(old[n], new[n]) for n in old.keys() & new.keys() if old[n] != new[n]})


def _questions_changed(before: Release, now: Release, words: Mapping[str, str]) -> Iterator[str]:
    old, new = _questions(before), _questions(now)
    answers, reworded = set(), set()
    for identifier in old.keys() & new.keys():
        for where in old[identifier].keys() & new[identifier].keys():
            was, is_ = old[identifier][where], new[identifier][where]
            if bool(was.revision) != bool(is_.revision):  # an exam now, or no more: hashes of different things
                continue
            if was.revision != is_.revision:
                answers.add(identifier)
            elif was.text != is_.text:
                reworded.add(identifier)
    for key, found, ids in (
        ("new", new.keys() - old.keys(), now.ids),
        ("gone", old.keys() - new.keys(), before.ids),
        ("answers", answers, now.ids),
        ("reworded", reworded - answers, now.ids),
    ):
        yield from _line(words[key], (_called(i, ids.get(i, "")) for i in sorted(found)))


def _tests_changed(before: Release, now: Release, words: Mapping[str, str]) -> Iterator[str]:
    old, new = ({(t.track, t.id, t.form): t for t in r.tests} for r in (before, now))
    both = sorted(old.keys() & new.keys())
    yield from _line(words["new"], (new[k].title for k in sorted(new.keys() - old.keys())))
    yield from _line(words["gone"], (old[k].title for k in sorted(old.keys() - new.keys())))
    yield from _line(words["drawn"], (new[k].title for k in both if set(old[k].drawn) != set(new[k].drawn)))
    for key in both:
        if old[key].pass_mark != new[key].pass_mark:
            yield words["mark"].format(name=new[key].title, before=old[key].pass_mark, now=new[key].pass_mark)


def _facts_changed(before: Release, now: Release, words: Mapping[str, str]) -> Iterator[str]:
    old, new = ({f.id: f for f in r.facts} for r in (before, now))
    both = sorted(old.keys() & new.keys())
    changed = [i for i in both if (old[i].value, old[i].text) != (new[i].value, new[i].text)]
    yield from _line(words["new"], sorted(new.keys() - old.keys()))
    yield from _line(words["gone"], sorted(old.keys() - new.keys()))
    yield from _line(words["fact"], changed)
    yield from _line(words["checked"], (i for i in both if i not in changed and old[i].seen != new[i].seen))


def _packages_changed(before: Release, released: Released, words: Mapping[str, str]) -> Iterator[str]:
    old, new = before.packages, released.release.packages
    yield from _line(words["new"], sorted(new.keys() - old.keys()))
    yield from _line(words["gone"], sorted(old.keys() - new.keys()))
    said: dict[str, list[str]] = {}
    for name in sorted(old.keys() & new.keys()):
        said.setdefault(verdict(old[name], new[name], released.renamed, words), []).append(name)
    for text in sorted(said):
        names = said[text][:MOST_PACKAGES]
        more = len(said[text]) - len(names)
        yield f"{', '.join(names)}{' ' + words['more_packages'].format(n=more) if more else ''}: {text}"


def _questions(release: Release) -> dict[str, dict[str, ReleasedItem]]:
    """Return every question by its id: by where it stands, what it was there."""
    found: dict[str, dict[str, ReleasedItem]] = {}
    for lesson in release.lessons:
        for item in lesson.items:
            found.setdefault(item.id, {})[lesson.slug] = item
    for test in release.tests:
        for item in test.items:
            found.setdefault(item.id, {})[f"{test.track}/{test.id}"] = item
    return found


def _called(identifier: str, words: str) -> str:
    words = ADDRESS.sub(r"\1", words)
    shown = words if len(words) <= LONGEST_WORDS else words[: LONGEST_WORDS - 1].rstrip() + "…"
    return f"{identifier} «{shown}»" if shown else identifier


def _line(words: str, names: Iterable[str]) -> Iterator[str]:
    """Yield one line that names something, or none when there is nothing."""
    found = "; ".join(names)
    if found:
        yield words.format(names=found)
