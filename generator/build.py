"""Pass 4 to 6: run the targets' jobs, check what they made, put it into ``dist/`` as a whole.

A job's result is kept under the hash of everything it depends on; only what has no kept result runs, in worker
processes.
The new ``dist/`` is written beside the old one and exchanged with it; whatever happens before, the old one stands.
"""

import contextlib
import errno
import hashlib
import os
import sys
import time
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from generator import __version__, engines, start, state, swap
from generator.archive import ArchiveError, pack_as
from generator.cache import Cache, DamagedError, Made
from generator.diagnostics import (
    ContentError,
    Diagnostic,
    Diagnostics,
    GeneratorError,
    Position,
    TargetError,
    error,
    warning,
)
from generator.fingerprint import fingerprint
from generator.integrity import clashes, verify
from generator.items import Item
from generator.messages import translate
from generator.model import Curriculum
from generator.pool import DiedError, Pool, pool
from generator.replacing import verdict
from generator.source.released import Release
from generator.state import EPOCH, Request
from generator.stops import reached
from generator.strings import strings
from generator.summary import Line, Summary
from generator.targets import Job, Product, RenderContext, Target, discover
from generator.theme import Theme, layered

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from generator.source import Source

SCHEMA = 1  # of what a key covers; a change makes every kept result unknown
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EXDEV)


class Reporter(Protocol):
    """Told how a build goes on."""

    def waiting(self) -> None:
        """Another build holds the course."""
        ...

    def done(self, count: int, total: int, name: str) -> None:
        """``count`` of ``total`` jobs are done; ``name`` was the last."""
        ...


class Silent:
    """Tells nobody."""

    def waiting(self) -> None:
        """Say nothing."""

    def done(self, count: int, total: int, name: str) -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True)
class Course:
    """What the passes before give.

    The curriculum; every target with its options, the names of the targets in use, where options stand; how many
    warnings are accepted; the newest release, and the former ids of each question.
    """

    curriculum: Curriculum
    targets: Mapping[str, Target]
    options: Mapping[str, Any]
    enabled: tuple[str, ...]
    places: Mapping[str, Position] = field(default_factory=dict)
    accepted: int = 0
    release: Release | None = None
    renamed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Prepare(Protocol):
    """Reads the course at ``root``, or reports why it cannot be built and returns nothing."""

    def __call__(self, root: Path, theme: Theme, problems: Diagnostics) -> Course | None:
        """Return the course."""
        ...


@runtime_checkable
class Checking(Protocol):
    """A target that knows, without rendering, what of a curriculum it cannot express."""

    def check(self, curriculum: Curriculum, options: Any) -> Iterable[Diagnostic]:
        """Yield a finding at the author's line for each loss; one about an option has an empty position."""
        ...


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job made nothing; for a fault of ours also the traceback or the findings.

    ``message`` is an English format string (a msgid), ``values`` fills it; a value «reason» is itself a sentence.
    """

    target: str
    subject: str
    message: str
    values: tuple[tuple[str, str], ...] = ()
    trace: str = ""
    findings: tuple[Diagnostic, ...] = ()

    def sentence(self, language: str) -> str:
        """Return the reason in ``language``."""
        values = {k: translate(v, language) if k == "reason" else v for k, v in self.values}
        return translate(self.message, language).format(**values)


class BuildError(GeneratorError):
    """Targets failed (exit code 2); with ``summary`` what was replaced all the same, if anything."""

    def __init__(self, failures: Sequence[Failure], summary: Summary | None = None) -> None:
        super().__init__("; ".join(f"{f.target}: {f.subject}: {f.sentence('en')}" for f in failures))
        self.failures = tuple(failures)
        self.summary = summary


class UnknownNameError(GeneratorError):
    """No target, lesson or track is called so; carries the names that are near."""

    def __init__(self, name: str, near: Sequence[str]) -> None:
        super().__init__(name)
        self.name = name
        self.near = tuple(near)


class UnusableFolderError(GeneratorError):
    """The output folder holds what a build must not replace."""


# --- the passes before -----------------------------------------------------------------------


def prepare(
    root: Path, theme: Theme, problems: Diagnostics, today: date | None = None, release: bool = False
) -> Course | None:
    """Load, check and resolve the course at ``root``; report everything that is wrong with it or lost by a target.

    ``today`` and ``release`` are those of ``rules.check``.
    """
    from generator.source import load

    source = load(root, problems)
    return resolved(source, theme, problems, today, release) if source is not None else None


def resolved(
    source: "Source", theme: Theme, problems: Diagnostics, today: date | None = None, release: bool = False
) -> Course | None:
    """Check and resolve a course that was read; otherwise as ``prepare``."""
    from generator.resolve import resolve
    from generator.rules import accept, check, check_options

    targets = discover()
    options = check_options(source, {name: target.Options for name, target in targets.items()}, problems)
    check(source, problems, today, release)
    if problems.errors:
        accept(source, problems)
        return None
    named = sorted(source.curriculum.data.targets)
    places = {name: source.curriculum.document.key(("targets", name)) for name in named}
    course = Course(
        resolve(source, theme),
        targets,
        options,
        tuple(named) or tuple(targets),
        places,
        release=source.baseline.release if source.baseline is not None else None,
        renamed={i.meta.id: tuple(i.meta.formerly) for h in source.holders for i in h.items if i.meta.id},
    )
    problems.extend(losses(course, course.enabled))
    return replace(course, accepted=len(accept(source, problems)))


def losses(course: Course, names: Iterable[str]) -> Iterator[Diagnostic]:
    """Yield what the targets ``names`` cannot express, at the author's lines."""
    curriculum = course.curriculum
    tests = [t.assessment for t in curriculum.tracks if t.assessment is not None]
    items: list[Item] = [i for x in curriculum.lessons for i in x.items]
    items += [i for x in tests for i in (*x.items, *x.bank)]
    for name in names:
        target = course.targets[name]
        for item in items:
            if type(item) not in target.item_types:
                yield warning(
                    item.position,
                    "unsupported-item",
                    "«{target}» cannot ask a question of this kind and leaves it out",
                    "keep it for the other targets, or ask it as a choice",
                    target=name,
                )
        if isinstance(target, Checking):
            for found in target.check(curriculum, course.options[name]):
                where = found.position if found.position.path else course.places.get(name, found.position)
                yield replace(found, target=name, position=where)


def build_date(written: date) -> date:
    """Return the date on everything that is built: ``SOURCE_DATE_EPOCH``, else the curriculum's; never the clock's."""
    epoch = os.environ.get(EPOCH, "")
    if not epoch:
        return written
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError) as failure:
        raise TargetError(EPOCH, epoch, str(failure)) from failure


# --- the whole -------------------------------------------------------------------------------


def build(request: Request, reporter: Reporter | None = None, prepare: Prepare = prepare) -> Summary:
    """Bring ``request.out`` up to date and return what was done.

    Raises ``ContentError`` (authors), ``BuildError`` (targets; with ``keep_going`` after replacing the rest),
    ``TargetError`` (the machine: disk, folders), ``UnknownNameError`` and ``UnusableFolderError``;
    ``out`` is then as it was.
    """
    reporter = reporter or Silent()
    _usable(request)
    try:
        known = state.recall(request)
        if known is not None:
            return known
        with lock(request.root, reporter) as waited:
            reached("locked")
            known = state.recall(request) if waited else None
            return known or _Build(request, reporter, prepare).run()
    except DamagedError as failure:
        raise TargetError("cache", str(failure), "a kept file was damaged just now; build again") from failure
    except OSError as failure:
        reason = _machine(failure)
        if reason is None:
            raise
        raise TargetError("disk", str(failure.filename or request.out), reason) from failure


def _machine(failure: BaseException) -> str | None:
    """Return what the machine refuses, when that is what ``failure`` says."""
    if not isinstance(failure, OSError):
        return None
    return "the disk is full" if failure.errno in FULL else failure.strerror if failure.errno in REFUSED else None


@contextlib.contextmanager
def lock(root: Path, reporter: Reporter) -> Iterator[bool]:
    """Hold the course for one build; give whether another had to be waited for."""
    folder = root / state.FOLDER
    folder.mkdir(exist_ok=True)
    with (folder / "build.lock").open("w") as file:
        waited = False
        if sys.platform != "win32":
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waited = True
                reporter.waiting()
                fcntl.flock(file, fcntl.LOCK_EX)
        yield waited


def _usable(request: Request) -> None:
    """Refuse to replace a folder that holds the course, or that no build has made."""
    root, out = request.root, request.out
    inside = [root / "content", root / "releases", root / "theme", root / state.FOLDER, state.CODE]
    if root.is_relative_to(out) or any(out.is_relative_to(p) or p.is_relative_to(out) for p in inside):
        raise UnusableFolderError(str(out))
    if out.exists() and not out.is_dir():
        raise UnusableFolderError(str(out))
    if out.is_dir() and any(out.iterdir()) and not ours(out):
        raise UnusableFolderError(str(out))


def ours(out: Path) -> bool:
    """Whether a build has made ``out``."""
    return (out / start.BUILD).is_file() and (out / start.CHECKSUMS).is_file()


@dataclass(frozen=True, slots=True)
class Planned:
    """A job of a target; ``name`` is unique in the course: ``scorm12:b07``."""

    name: str
    target: str
    job: Job


@dataclass(frozen=True, slots=True)
class Task:
    """All that a worker needs to do a job."""

    key: str
    target: str
    job: Job
    theme: Theme
    theme_digest: str
    date: date
    products: tuple[Made, ...]
    cache: Path


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a task: files in the cache, or a failure; seconds of work."""

    made: tuple[Made, ...] = ()
    failure: Failure | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of the old ``dist/`` that stays, and the job that made it."""

    path: str
    job: str


class _Build:
    """One run; holds what its steps share."""

    def __init__(self, request: Request, reporter: Reporter, prepare: Prepare) -> None:
        self.request = request
        self.reporter = reporter
        self.prepare = prepare
        self.root = request.root
        self.out = request.out
        self.cache = Cache(request.root / state.FOLDER / "cache")
        self.theme = layered(request.root)
        self.versions = engines.versions()
        self.keys: set[str] = set()
        self.kept: set[str] = set()
        self.outcomes: dict[str, Outcome] = {}

    def run(self) -> Summary:
        swap.recover(self.out)
        state.note_output(self.root, self.out)
        files = state.inputs(self.root, engines.places())
        self.seen = state.look(files, state.last_inputs(self.root, self.out), state.now(self.root))
        course = self.read()
        reached("loaded")
        chosen, jobs = self.plan(course)
        reached("planned")
        self.execute(chosen, jobs)
        reached("rendered")
        failures = [o.failure for o in self.outcomes.values() if o.failure is not None]
        made_some = any(self.outcomes[n].failure is None for n in chosen)
        if failures and not (self.request.keep_going and made_some):
            raise BuildError(failures)
        summary = self.replace(course, chosen, jobs)
        if failures:
            raise BuildError(failures, summary)
        return summary

    # --- what is asked for ---------------------------------------------------------------

    def read(self) -> Course:
        problems = Diagnostics()
        course = self.prepare(self.root, self.theme, problems)
        if course is None:
            raise ContentError(problems)
        course = replace(course, curriculum=replace(course.curriculum, date=build_date(course.curriculum.date)))
        for name in self.request.targets:
            _known(name, course.targets)
        self.date = course.curriculum.date
        self.names = self.request.targets or course.enabled
        self.engines = {name: target.engines for name, target in course.targets.items()}
        problems.found[:] = [d for d in problems if d.target in ("", *self.names)]
        problems.extend(losses(course, [n for n in self.names if n not in course.enabled]))
        if problems.errors:
            raise ContentError(problems)
        self.findings = tuple(problems)
        return course

    def plan(self, course: Course) -> tuple[list[str], dict[str, Planned]]:
        """Return the names of the jobs asked for, and every job that may be needed, in order."""
        jobs: dict[str, Planned] = {}
        for target in dict.fromkeys((*self.names, *course.enabled)):
            for job in course.targets[target].jobs(course.curriculum, course.options[target]):
                name = f"{target}:{job.name}"
                if name in jobs:
                    raise ValueError(f"two jobs are called {name}")
                jobs[name] = Planned(name, target, job)
        about = {a.casefold(): a for p in jobs.values() for a in p.job.about}
        for given in (*self.request.lessons, *self.request.tracks):
            if given.casefold() not in about:
                _known(given, sorted(about.values()))
        return [p.name for p in jobs.values() if p.target in self.names and self.asked(p)], jobs

    def asked(self, planned: Planned) -> bool:
        """Whether a job is about what is asked for; one about everything is, when its target was named."""
        wanted = [n.casefold() for n in (*self.request.lessons, *self.request.tracks)]
        about = planned.job.about
        return not wanted or any(a.casefold() in wanted for a in about) or (not about and bool(self.request.targets))

    # --- doing it ------------------------------------------------------------------------

    def execute(self, chosen: Sequence[str], jobs: Mapping[str, Planned]) -> None:
        """Do every chosen job and what it needs; what is in the cache is not done again."""
        before = {name: _needed(p, jobs.values()) for name, p in jobs.items()}
        todo = _closure(chosen, before)
        total, digests = len(todo), _Digests(self.theme, self.seen, self.date)
        workers = self.request.workers or os.cpu_count() or 1
        with pool(workers, perform, _environment()) as workshop:
            tasks: dict[str, Task] = {}
            while todo or workshop.running:
                todo = self.begin(todo, jobs, before, workshop, tasks, digests, total)
                if workshop.running:
                    for name, answer in workshop.wait():
                        self.note(name, _outcome(tasks[name], answer), total)
                elif todo and not any(before[n] <= self.outcomes.keys() for n in todo):
                    raise ValueError(f"jobs need one another: {', '.join(todo)}")

    def begin(
        self,
        todo: list[str],
        jobs: Mapping[str, Planned],
        before: Mapping[str, frozenset[str]],
        workshop: "Pool[Task, Outcome]",
        tasks: dict[str, Task],
        digests: "_Digests",
        total: int,
    ) -> list[str]:
        """Start what can start; return what is left to start."""
        left = []
        for name in todo:
            if not before[name] <= self.outcomes.keys() or not workshop.free:
                left.append(name)
                continue
            planned = jobs[name]
            hopeless = self.hopeless(planned, before[name])
            if hopeless is not None:
                self.note(name, Outcome(failure=hopeless), total)
                continue
            task = self.task(planned, before[name], digests)
            self.keys.add(task.key)
            made = self.cache.get(task.key)
            if made is not None:
                self.kept.add(name)
                self.note(name, Outcome(made), total)
                continue
            tasks[name] = task
            workshop.start(name, task)
        return left

    def hopeless(self, planned: Planned, needed: Iterable[str]) -> Failure | None:
        """Return why the job cannot be done, if so."""
        target, subject = planned.target, planned.job.name
        broken = [n for n in sorted(needed) if self.outcomes[n].failure is not None]
        if broken:
            return Failure(target, subject, "it needs {job}, which failed", (("job", broken[0]),))
        lacking = [n for n in self.engines[target] if self.versions.get(n, engines.ABSENT) == engines.ABSENT]
        if lacking:
            message = "this machine lacks {engines}; «hocvuso doctor» tells more"
            return Failure(target, subject, message, (("engines", ", ".join(lacking)),))
        return None

    def task(self, planned: Planned, needed: frozenset[str], digests: "_Digests") -> Task:
        job = planned.job
        files = sorted((m for n in needed for m in self.outcomes[n].made), key=lambda m: m.path)
        products = tuple(m for m in files if any(_answers(m.path, need) for need in job.needs))
        theme_digest = digests.theme(job.theme)
        key = fingerprint(
            (
                SCHEMA,
                (job.render.__module__, job.render.__qualname__),
                job.subject,
                job.makes,
                (job.theme, theme_digest),
                digests.code(planned.target),
                self.versions,
                digests.date,
                tuple((m.path, m.sha256) for m in products),
            )
        )
        return Task(key, planned.target, job, self.theme, theme_digest, digests.date, products, self.cache.folder)

    def note(self, name: str, outcome: Outcome, total: int) -> None:
        self.outcomes[name] = outcome
        self.reporter.done(len(self.outcomes), total, name)

    # --- putting it in place -------------------------------------------------------------

    def replace(self, course: Course, chosen: Sequence[str], jobs: Mapping[str, Planned]) -> Summary:
        """Write the new tree beside the old one, exchange them, remember what was seen."""
        done = [n for n in chosen if self.outcomes[n].failure is None]
        kept = self.staying(set(done))
        fresh = {m.path: m for n in done for m in self.outcomes[n].made}
        self.distinct(done, kept, fresh)
        made_by = {n: [m.path for m in self.outcomes[n].made] for n in done}
        for file in kept:
            made_by.setdefault(file.job, []).append(file.path)
        with swap.stage(self.out) as new:
            tree = _Tree(new, len(fresh) + len(kept))
            for path in sorted((*fresh, *(k.path for k in kept))):
                tree.write(path, self.cache.read(fresh[path]) if path in fresh else (self.out / path).read_bytes())
            rows = [*self.rows(course, done, jobs), *self.old_rows(course, kept, tree.files)]
            if rows:
                tree.write(start.PACKAGES, start.packages_csv(rows))
            tree.write(
                start.BUILD, start.build_json(course.curriculum, __version__, self.versions, made_by, _version(course))
            )
            titles = {name: target.title for name, target in course.targets.items()}
            for path, content in start.index(course.curriculum, self.theme, titles, tree.made(), rows).items():
                tree.write(path, content)
            reached("staged")
            tree.write(start.CHECKSUMS, start.checksums(tree.made()))
            reached("summed")
            tree.settle()
            swap.commit(new, self.out)
        reached("finished")
        return self.remember(course, chosen, jobs, tree)

    def remember(self, course: Course, chosen: Sequence[str], jobs: Mapping[str, Planned], tree: "_Tree") -> Summary:
        lines = []
        for name in self.names:
            mine = [n for n in chosen if jobs[n].target == name]
            files = [m for n in mine for m in self.outcomes[n].made]
            lines.append(
                Line(
                    target=name,
                    title=course.targets[name].title,
                    files=len(files),
                    size=sum(m.size for m in files),
                    made=sum(1 for n in mine if n not in self.kept and self.outcomes[n].failure is None),
                    kept=sum(1 for n in mine if n in self.kept),
                    lost=sum(1 for d in self.findings if d.target == name),
                    seconds=sum(self.outcomes[n].seconds for n in mine),
                )
            )
        whole = tree.made()
        summary = Summary(tuple(lines), len(whole), sum(m.size for m in whole), self.findings, course.accepted)
        if all(self.outcomes[n].failure is None for n in chosen):
            outputs = state.look(dict(state.walk(self.out)), {}, state.now(self.root))
            state.remember(self.request, self.seen, outputs, summary)
        reached("remembered")
        self.cache.tidy(self.keys)
        return summary

    def staying(self, done: set[str]) -> tuple[Kept, ...]:
        """Return the files of the old tree that are not replaced: a part was asked for, or a job failed."""
        failed = {n for n, o in self.outcomes.items() if o.failure is not None}
        if (self.request.whole and not failed) or not ours(self.out):
            return ()
        jobs = start.read_build_json((self.out / start.BUILD).read_bytes())
        present = {name for name, _ in state.walk(self.out)}
        return tuple(
            Kept(path, name)
            for name, paths in jobs.items()
            if name not in done and (name in failed or not self.request.whole)
            for path in paths
            if path in present
        )

    def distinct(self, done: Sequence[str], kept: Sequence[Kept], fresh: Mapping[str, Made]) -> None:
        """Refuse two files of one name, or names that some file system cannot hold side by side."""
        paths = [m.path for n in done for m in self.outcomes[n].made]
        twice = sorted({p for p in paths if paths.count(p) > 1}) if len(set(paths)) < len(paths) else []
        found = [*clashes({*fresh, *(k.path for k in kept)} - {""})]
        found += [
            error(Position(p), "clashing-names", "«{name}» and «{other}» clash", "", name=p, other=p) for p in twice
        ]
        if found:
            first = found[0].position.path
            raise BuildError([Failure("dist", first, "two files have the same name", findings=tuple(found))])

    def rows(self, course: Course, done: Sequence[str], jobs: Mapping[str, Planned]) -> Iterator[start.Row]:
        words = strings(self.theme, course.curriculum.language, "release")
        for name in done:
            record = jobs[name].job.record
            if record is not None:
                (file,) = self.outcomes[name].made
                yield start.Row(record, file, replacing(course, jobs[name].target, jobs[name].job, words))

    def old_rows(self, course: Course, kept: Sequence[Kept], files: Mapping[str, Made]) -> Iterator[start.Row]:
        """Yield the rows of packages that stay; what was said of replacing them counts for the release of then."""
        names = {k.path for k in kept}
        path = self.out / start.PACKAGES
        if names and path.is_file():
            same = start.read_release((self.out / start.BUILD).read_bytes()) == _version(course)
            for row in start.read_packages_csv(path.read_bytes()):
                if row.file.path in names:
                    yield start.Row(row.record, files[row.file.path], row.replacing if same else "")


def _version(course: Course) -> str:
    return course.release.version if course.release is not None else ""


def replacing(course: Course, target: str, job: Job, words: Mapping[str, str]) -> str:
    """Return in words what putting the job's package in the place of the released one does to learners.

    Empty without a release, and for a package that the release has not.
    """
    released = course.release.packages if course.release is not None else {}
    before, record = released.get(package_name(target, job)), job.record
    if before is None or record is None or record.holding is None:
        return ""
    return verdict(before, record.holding, course.renamed, words)


def package_name(target: str, job: Job) -> str:
    """Return the name of a job's package in a release."""
    return f"{target}/{job.name}"


class _Tree:
    """The new ``dist/`` while it is written: real files, never links into the cache."""

    def __init__(self, folder: Path, expected: int) -> None:
        self.folder = folder
        self.half = expected // 2
        self.files: dict[str, Made] = {}

    def write(self, path: str, content: bytes) -> None:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        swap.write(place, content)
        self.files[path] = Made(path, hashlib.sha256(content).hexdigest(), len(content))
        if len(self.files) == self.half:
            reached("staging")

    def made(self) -> tuple[Made, ...]:
        return tuple(self.files[p] for p in sorted(self.files))

    def settle(self) -> None:
        """See every folder's names to the disk."""
        for folder in sorted({(self.folder / p).parent for p in self.files}):
            swap.sync(folder)


class _Digests:
    """Hashes of what jobs share, each made once per build."""

    def __init__(self, theme: Theme, seen: Mapping[str, state.Seen], date: date) -> None:
        self.date = date
        self._theme = theme
        self._seen = {label.removeprefix("code/"): sha for label, (_, sha) in seen.items() if label.startswith("code/")}
        self._known: dict[tuple[str, ...], str] = {}
        self._code: dict[str, str] = {}

    def theme(self, parts: tuple[str, ...]) -> str:
        if parts not in self._known:
            self._known[parts] = self._theme.digest(parts)
        return self._known[parts]

    def code(self, target: str) -> str:
        """Return the hash of our code without the other targets, which never import one another."""
        if target not in self._code:
            mine = ("targets/__init__.py", f"targets/{target}.py", f"targets/{target}/")
            labels = [n for n in sorted(self._seen) if not n.startswith("targets/") or n.startswith(mine)]
            self._code[target] = fingerprint(tuple((n, self._seen[n]) for n in labels))
        return self._code[target]


# --- in a worker -----------------------------------------------------------------------------


def perform(task: Task) -> Outcome:
    """Do a job, check what it made, keep it in the cache; never raises."""
    before = time.perf_counter()
    job = task.job
    try:
        cache = Cache(task.cache)
        products = {m.path: Product(m.path, cache.read(m)) for m in task.products}
        package = job.render(job.subject, RenderContext(task.theme.only(job.theme), task.date, products))
        archive = pack_as(package.path, package.files) if package.path else None
        files = {package.path: archive} if archive is not None else package.files
        findings = verify(package.path, package.files, archive)
        if findings:
            message = "what it made does not hold together"
            return Outcome(failure=Failure(task.target, job.name, message, findings=findings))
        broken = [m for m in job.makes if not any(_answers(path, m) for path in files)]
        if broken:
            message = "it promised {file} and did not make it"
            return Outcome(failure=Failure(task.target, job.name, message, (("file", broken[0]),)))
        if task.theme.digest(job.theme) != task.theme_digest:
            message = "the theme was changed during the build; build again"
            return Outcome(failure=Failure(task.target, job.name, message))
        return Outcome(cache.put(task.key, files), seconds=time.perf_counter() - before)
    except TargetError as failure:
        return Outcome(failure=_because(task, failure.reason, failure.subject))
    except (DamagedError, ArchiveError) as failure:
        return Outcome(failure=_because(task, f"{type(failure).__name__}: {failure}"))
    except BaseException as failure:  # an engine's error may be no Exception; the build must hear of it
        refused = _machine(failure)
        if refused is not None:
            return Outcome(failure=_because(task, refused))
        reason = f"{type(failure).__name__}: {failure}"
        return Outcome(failure=replace(_because(task, reason), trace=traceback.format_exc()))


def _because(task: Task, reason: str, subject: str = "") -> Failure:
    return Failure(task.target, subject or task.job.name, "{reason}", (("reason", reason),))


def _outcome(task: Task, answer: Outcome | DiedError) -> Outcome:
    if isinstance(answer, Outcome):
        return answer
    message = "its process died ({code}); is there enough memory?"
    return Outcome(failure=Failure(task.target, task.job.name, message, (("code", str(answer)),)))


def _environment() -> tuple[tuple[str, str], ...]:
    """Return what workers see instead of the user's settings, which must not reach the output."""
    return (("TZ", "UTC"), ("LC_ALL", "C.UTF-8"), ("LANG", "C.UTF-8"), ("LANGUAGE", ""))


# --- names -----------------------------------------------------------------------------------


def _known(name: str, names: Iterable[str]) -> None:
    known = list(names)
    if name not in known:
        raise UnknownNameError(name, get_close_matches(name, known, n=3))


def _answers(path: str, need: str) -> bool:
    """Whether ``path`` is the file ``need``, or lies in the folder ``need`` (which ends in «/»)."""
    return path == need or (need.endswith("/") and path.startswith(need))


def _needed(planned: Planned, jobs: Iterable[Planned]) -> frozenset[str]:
    """Return the names of the jobs that make what ``planned`` needs."""
    found: set[str] = set()
    for need in planned.job.needs:
        found |= {p.name for p in jobs if any(_answers(need, m) or _answers(m, need) for m in p.job.makes)}
    return frozenset(found - {planned.name})


def _closure(chosen: Iterable[str], before: Mapping[str, frozenset[str]]) -> list[str]:
    """Return the chosen jobs and all they need, each after what it needs."""
    found: dict[str, None] = {}
    open_: set[str] = set()

    def visit(name: str) -> None:
        if name in found or name in open_:
            return
        open_.add(name)
        for other in sorted(before[name]):
            visit(other)
        found[name] = None

    for name in chosen:
        visit(name)
    return list(found)
