"""The command line: parses, calls, prints. Everything slow is imported only by the command that needs it."""

import contextlib
import gettext
import hashlib
import json
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from generator import __version__
from generator.diagnostics import ContentError, Diagnostics, GeneratorError, Severity, TargetError
from generator.messages import DOMAIN, LANGUAGES, LOCALE, translate
from generator.terminal import Bar, Terminal, table

if TYPE_CHECKING:
    from generator.build import BuildError
    from generator.state import Request
    from generator.summary import Summary
    from generator.targets import Target

FINE, AUTHORS, TOOLS, BUG, STOPPED = 0, 1, 2, 70, 130
CURRICULUM = "curriculum.yml"

F = TypeVar("F", bound=Callable[..., Any])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code: 0 fine, 1 authors, 2 tools, 70 a bug, 130 and 143 stopped."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    language = language_of(given)
    _speak(language)
    terminal = Terminal(language)
    try:
        return int(program(language).main(given, prog_name="hocvuso", standalone_mode=False) or FINE)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as mistake:
        mistake.show()
        return mistake.exit_code
    except (KeyboardInterrupt, click.Abort):
        terminal.warn("Stopped. The folder of results is as it was.")
        return STOPPED
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 — the reader is gone; nothing more can be said
        return FINE
    except GeneratorError as failure:
        return _told(failure, terminal)
    except Exception:
        return _bug(given, terminal)


def language_of(arguments: Sequence[str]) -> str:
    """Return the language of all messages: ``--lang``, else ``HOCVUSO_LANG``, else Vietnamese."""
    given = os.environ.get("HOCVUSO_LANG", "")
    for number, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == "--lang":
            given = "".join(arguments[number + 1 : number + 2])
        elif argument.startswith("--lang="):
            given = argument.removeprefix("--lang=")
    return given if given in LANGUAGES else LANGUAGES[0]


def _speak(language: str) -> None:
    """Make click's own messages come from our catalogue, and any terminal bear our letters."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, os.fspath(LOCALE))
    gettext.textdomain(DOMAIN)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


# --- commands --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """The course a command works on, and how it speaks."""

    root: Path
    terminal: Terminal


def program(language: str) -> click.Group:
    """Return the command ``hocvuso``, its help in ``language``."""

    def t(message: str) -> str:
        return translate(message, language)

    def command(name: str, text: str, example: str, within: click.Group | None = None) -> Callable[[F], click.Command]:
        help_text = f"{t(text)}\n\n\b\n{t('Example:')}\n  {example}"
        parent = within or group
        shown = t(text).split(". ")[0].rstrip(".")
        return parent.command(name, help=help_text, short_help=shown, **shared)

    def option(*names: str, text: str, **more: Any) -> Callable[[F], F]:
        return click.option(*names, help=t(text), **more)

    def common(f: F) -> F:
        for decorate in (
            option("--quiet", "-q", is_flag=True, text="Say only what is wrong."),
            option("--lang", type=click.Choice(LANGUAGES), expose_value=False, text="Language of all messages."),
            option(
                "--root", metavar="DIR", text="The course's folder; otherwise the nearest one up with curriculum.yml."
            ),
        ):
            f = decorate(f)
        return f

    def out(f: F) -> F:
        return option("--out", metavar="DIR", text="The folder of results; otherwise dist in the course's folder.")(f)

    shared: dict[str, Any] = {"options_metavar": t("[OPTIONS]"), "context_settings": {"max_content_width": 100}}

    more = {**shared, "subcommand_metavar": t("COMMAND")}
    spoken = click.Option(
        ["--lang"], type=click.Choice(LANGUAGES), expose_value=False, help=t("Language of all messages.")
    )
    version = click.Option(
        ["--version"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_version,
        help=t("Show the version and exit."),
    )
    about = t("Make a website, booklets and learning packages from one course.")
    group = click.Group(help=about, params=[spoken, version], **more)

    @command("check", "Read the course and report everything that is wrong with it.", "hocvuso check --strict")
    @common
    @option("--json", "form", flag_value="json", text="Findings as JSON.")
    @option("--sarif", "form", flag_value="sarif", text="Findings as SARIF 2.1.0, for editors and code hosts.")
    @option("--strict", is_flag=True, text="A warning counts as an error.")
    @option("--release", is_flag=True, text="A fact that had to be checked by now is an error.")
    @option(
        "--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", text="Compare facts with this day (2026-11-24)."
    )
    def check(root: str | None, quiet: bool, form: str | None, strict: bool, release: bool, today: Any) -> int:
        place = _place(root, quiet, language)
        return _check(place, form, strict, release, today.date() if today else date.today())

    @command(
        "build", "Make everything, or the named targets; what is not concerned is left alone.", "hocvuso build site"
    )
    @click.argument("targets", nargs=-1, metavar=t("[TARGET]..."))
    @common
    @out
    @option("--lesson", "lessons", multiple=True, metavar="ID", text="Only what is about this lesson; may be repeated.")
    @option("--track", "tracks", multiple=True, metavar="ID", text="Only what is about this track; may be repeated.")
    @option("--keep-going", is_flag=True, text="If a target fails, still replace what succeeded.")
    @option("--jobs", "workers", type=click.IntRange(1), metavar="N", text="How many processes work at once.")
    def build(root: str | None, quiet: bool, out: str | None, workers: int | None, **asked: Any) -> int:
        place = _place(root, quiet, language)
        return _build(place, _out(place, out), workers or 0, asked)

    @command(
        "inspect",
        "Check a learning package, whoever made it, and say what platforms would make of it. Exit code 0: nothing is"
        " wrong; 1: the package is faulty, or the platform asked for does not take it; 2: the file cannot be read.",
        "hocvuso inspect goi-cua-ho.zip --profile moodle",
    )
    @click.argument("file", metavar=t("FILE"))
    @option("--profile", metavar="NAME", text="Only this platform, in detail: moodle, open-edx, canvas …")
    @option("--json", "form", flag_value="json", text="As JSON.")
    @option("--lang", type=click.Choice(LANGUAGES), expose_value=False, text="Language of all messages.")
    def inspect(file: str, profile: str | None, form: str | None) -> int:
        return _inspect(Path(file), profile or "", form, Terminal(language))

    @command("targets", "List the targets with their options and limits.", "hocvuso targets")
    @common
    @option("--json", "form", flag_value="json", text="As JSON.")
    def targets(root: str | None, quiet: bool, form: str | None) -> int:
        del quiet
        _complete(_found_root(root))
        return _targets(Terminal(language), form)

    @command("fmt", "Write missing ids into the course's files.", "hocvuso fmt")
    @common
    @option("--check", "only_look", is_flag=True, text="Write nothing; exit with 1 if something is missing.")
    def fmt(root: str | None, quiet: bool, only_look: bool) -> int:
        return _fmt(_place(root, quiet, language), only_look)

    @command(
        "release",
        "Write down what is handed out, so that the next version can tell which packages are safe to replace. Says what"
        " has changed.",
        "hocvuso release 1.1.0",
    )
    @click.argument("version", metavar=t("VERSION"))
    @common
    def release(root: str | None, quiet: bool, version: str) -> int:
        return _release(_place(root, quiet, language), version, date.today())

    @command("clean", "Remove the folder of results and the cache.", "hocvuso clean")
    @common
    @out
    def clean(root: str | None, quiet: bool, out: str | None) -> int:
        place = _place(root, quiet, language)
        return _clean(place, _out(place, out))

    @command("doctor", "Tell what this machine lacks, and which targets that disables.", "hocvuso doctor")
    @common
    def doctor(root: str | None, quiet: bool) -> int:
        return _doctor(root, Terminal(language, quiet))

    report = click.Group("report", help=t("Measure the course and what was made from it."), params=[spoken], **more)
    group.add_command(report)

    @command(
        "print", "Measure the printed pages against the print rules.", "hocvuso report print --html in.html", report
    )
    @common
    @out
    @option("--html", "html", metavar="FILE", text="Also as a page.")
    @option("--csv", "csv", metavar="FILE", text="Also as a table.")
    @option("--json", "form", flag_value="json", text="As JSON.")
    def report_print(root: str | None, quiet: bool, out: str | None, form: str | None, **files: str | None) -> int:
        place = _place(root, quiet, language)
        return _report_print(place, _out(place, out), form, files)

    return group


def _version(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    del parameter
    if wanted:
        print(f"hocvuso {__version__}")
        context.exit()


def _check(place: Place, form: str | None, strict: bool, release: bool, today: date) -> int:
    from generator.build import prepare
    from generator.findings import as_json, as_sarif
    from generator.theme import layered

    problems = Diagnostics()
    course = prepare(place.root, layered(place.root), problems, today, release)
    found = list(problems)
    errors = sum(1 for d in found if d.severity is Severity.ERROR)
    if form is not None:
        language = place.terminal.language
        print(as_json(found, language) if form == "json" else as_sarif(found, language, __version__))
    else:
        place.terminal.findings(found, sys.stdout)
        place.terminal.say("Errors: {errors}, warnings: {warnings}.", errors=errors, warnings=len(found) - errors)
        place.terminal.accepted(course.accepted if course is not None else 0)
    return AUTHORS if errors or (strict and found) else FINE


def _build(place: Place, out: Path, workers: int, asked: dict[str, Any]) -> int:
    from generator import state

    started = time.perf_counter()
    request = state.Request(place.root, out, workers=workers, **asked)
    summary = state.recall(request)
    failure: BuildError | None = None
    if summary is None:
        summary, failure = _built(request, place.terminal)
    if summary is not None:
        place.terminal.findings(summary.findings, sys.stderr)
        place.terminal.summary(summary, _shown(out), time.perf_counter() - started)
    return FINE if failure is None else _failed(failure, place, request)


def _built(request: "Request", terminal: Terminal) -> "tuple[Summary | None, BuildError | None]":
    """Do the work; return what was replaced, if anything, and what failed."""
    from generator.build import BuildError, build

    try:
        with _ending_well(), Bar(terminal) as bar:
            return build(request, bar), None
    except BuildError as failure:
        return failure.summary, failure


def _failed(failure: "BuildError", place: Place, request: "Request") -> int:
    terminal = place.terminal
    for one in failure.failures:
        reason = one.sentence(terminal.language)
        terminal.warn("{target}: {subject}: {reason}", target=one.target, subject=one.subject, reason=reason)
        terminal.findings(one.findings, sys.stderr)
    traces = [f"{f.target}: {f.subject}\n{f.trace}" for f in failure.failures if f.trace]
    if traces:
        path = _saved("\n\n".join(traces), place.root)
        terminal.warn("The details are in {file}; please send it to whoever looks after hocvuso.", file=path)
    if failure.summary is None:
        terminal.warn("Nothing was replaced: {out} is as it was.", out=_shown(request.out))
    else:
        terminal.warn("What failed was left as it was in {out}.", out=_shown(request.out))
    return TOOLS


def _targets(terminal: Terminal, form: str | None) -> int:
    from generator.items import ITEM_TYPES
    from generator.targets import discover

    found = [(name, target, _options(target)) for name, target in discover().items()]
    left_out = {name: sorted(k.__name__ for k in ITEM_TYPES - target.item_types) for name, target, _ in found}
    if form == "json":
        data = [
            {"name": n, "title": t.title, "options": o, "engines": list(t.engines), "leaves_out": left_out[n]}
            for n, t, o in found
        ]
        print(json.dumps(data, ensure_ascii=False, indent=1))
        return FINE
    for name, target, options in found:
        print(f"{name}: {terminal.text(target.title)}")
        if left_out[name]:
            print("  " + terminal.text("leaves out: {kinds}", kinds=", ".join(left_out[name])))
        if options:
            rows = [(f"  {o['name']}", str(o["default"]), terminal.text(o["description"])) for o in options]
            print(table([*rows], left=3))
    return FINE


def _options(target: "Target") -> list[dict[str, Any]]:
    schema = target.Options.model_json_schema()
    return [
        {"name": name, "default": json.dumps(field.get("default")), "description": field.get("description", "")}
        for name, field in sorted(schema.get("properties", {}).items())
    ]


def _inspect(path: Path, profile: str, form: str | None, terminal: Terminal) -> int:
    from difflib import get_close_matches

    from generator import profiles
    from generator.inspection import report
    from generator.inspection.opening import UnreadableError
    from generator.inspection.verdict import inspected

    known = sorted(profiles.discover())
    if profile and profile not in known:
        near = ", ".join(get_close_matches(profile, known)) or ", ".join(known)
        raise click.UsageError(terminal.text("There is no «{name}». Did you mean {near}?", name=profile, near=near))
    try:
        found = inspected(path, profile)
    except UnreadableError as refusal:
        if form == "json":
            print(report.refusal_as_json(path.name, refusal, terminal.language), end="")
        else:
            terminal.findings((refusal.finding,), sys.stdout)
        return TOOLS
    except OSError as failure:
        reason = terminal.text(failure.strerror or type(failure).__name__)
        terminal.warn("«{path}» cannot be read: {reason}", path=_shown(path), reason=reason)
        return TOOLS
    write = report.as_json if form == "json" else report.as_text
    print(write(found, terminal.language), end="")
    return AUTHORS if found.faulty else FINE


def _fmt(place: Place, only_look: bool) -> int:
    from generator.fmt import edits
    from generator.source import load
    from generator.swap import replace

    problems = Diagnostics()
    source = load(place.root, problems)
    if source is None or problems.errors:
        raise ContentError(problems)
    made = edits(source)
    for edit in made:
        if not only_look:
            replace(place.root / edit.path, edit.text.encode("utf-8"))
        place.terminal.say("{file}: {ids}", file=edit.path, ids=", ".join(edit.added))
    if not made:
        place.terminal.say("Nothing is missing.")
    return AUTHORS if only_look and made else FINE


def _release(place: Place, version: str, today: date) -> int:
    from generator.build import lock
    from generator.release import draft, publish
    from generator.source.released import place as file_of
    from generator.strings import strings
    from generator.theme import layered

    problems, theme = Diagnostics(), layered(place.root)
    with lock(place.root, Bar(place.terminal)):
        done = publish(place.root, theme, version, today, problems)
    place.terminal.findings(problems, sys.stderr)
    file = _shown(place.root / file_of(version))
    if done.again:
        place.terminal.say(
            "Version {version} is released already, with the same content: {file}.", version=version, file=file
        )
        return FINE
    if not place.terminal.quiet:
        print(draft(done, strings(theme, place.terminal.language, "release")))
    place.terminal.say("Written: {file}. Keep it, and content/ids.lock, with the course.", file=file)
    return FINE


def _clean(place: Place, out: Path) -> int:
    from generator import state
    from generator.build import UnusableFolderError, lock, ours
    from generator.swap import recover, tidy

    if out.exists() and not ours(out):
        raise UnusableFolderError(str(out))
    removed = [out] if out.exists() else []
    with lock(place.root, Bar(place.terminal)):
        recover(out)
        if out.parent.is_dir():
            tidy(out)
        folder = place.root / state.FOLDER
        removed += [p for p in (folder / "cache", folder / "state") if p.exists()]
        removed += sorted(folder.glob("bug-*.txt"))
        for path in removed:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in removed:
        place.terminal.say("removed: {path}", path=_shown(path))
    return FINE


def _doctor(root: str | None, terminal: Terminal) -> int:
    from generator import engines
    from generator.targets import discover

    versions = engines.versions()
    rows = [
        (name, version if version != engines.ABSENT else terminal.text("missing")) for name, version in versions.items()
    ]
    if not terminal.quiet:
        print(table([("hocvuso", __version__), *rows], left=2))
    lacking = False
    for name, target in discover().items():
        missing = [e for e in target.engines if versions.get(e, engines.ABSENT) == engines.ABSENT]
        if missing:
            lacking = True
            terminal.warn("«{target}» cannot be made here: {engines} missing.", target=name, engines=", ".join(missing))
    if lacking:
        terminal.warn(
            "On Debian and Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. On macOS: brew"
            " install pango."
        )
    found = _found_root(root)
    _complete(found)
    if found is not None and not os.access(found, os.W_OK):
        lacking = True
        terminal.warn("{path} cannot be written to.", path=_shown(found))
    if not lacking:
        terminal.say("Every target can be made here.")
    return TOOLS if lacking else FINE


def _report_print(place: Place, out: Path, form: str | None, files: dict[str, str | None]) -> int:
    from generator.measure import measured
    from generator.printed import report
    from generator.state import Request

    with Bar(place.terminal) as bar:
        reports = measured(Request(place.root, out), bar)
    language = place.terminal.language
    for name, write in (("html", report.as_html), ("csv", report.as_csv)):
        if files[name] is not None:
            Path(str(files[name])).write_text(write(reports, language), encoding="utf-8")
    print(report.as_json(reports, language) if form == "json" else report.as_text(reports, language), end="")
    return FINE if all(r.passed for r in reports.values()) else AUTHORS


# --- places ----------------------------------------------------------------------------------


def _found_root(given: str | None) -> Path | None:
    """Return the folder of the course: the one given, else the nearest one up with ``curriculum.yml``.

    Outside every course it is the one beside the launcher, which says in ``HOCVUSO_HOME`` where it lies.
    """
    start = Path(given or ".").resolve()
    home = os.environ.get("HOCVUSO_HOME")
    places = [start] if given else [start, *start.parents, *([Path(home)] if home else [])]
    return next((p for p in places if (p / CURRICULUM).is_file()), None)


def _place(given: str | None, quiet: bool, language: str) -> Place:
    """Return where and how to work; what a killed build has left half done is completed first."""
    terminal = Terminal(language, quiet)
    root = _found_root(given)
    if root is None:
        raise click.UsageError(
            terminal.text("there is no curriculum.yml in «{path}»", path=given)
            if given
            else terminal.text("there is no curriculum.yml here or in a folder above; give --root")
        )
    _complete(root)
    return Place(root, terminal)


def _complete(root: Path | None) -> None:
    """Complete the exchange of a folder of results that a killed build has begun."""
    from generator import state, swap

    if root is not None:
        for out in dict.fromkeys((root / "dist", *state.known_outputs(root))):
            swap.recover(out)


def _out(place: Place, given: str | None) -> Path:
    return Path(os.path.realpath(given or place.root / "dist"))


def _shown(path: Path) -> str:
    """Return ``path`` as seen from here when it lies below, else whole."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path != here and path.is_relative_to(here) else str(path)


# --- what went wrong -------------------------------------------------------------------------


def _told(failure: GeneratorError, terminal: Terminal) -> int:
    """Print an error that has a sentence of its own; return the exit code."""
    from generator.build import UnknownNameError, UnusableFolderError
    from generator.release import ReleaseError

    match failure:
        case ReleaseError():
            terminal.warn(failure.message, **failure.values)
            terminal.warn(failure.remedy, **failure.values)
            return AUTHORS
        case ContentError():
            found = failure.diagnostics
            terminal.findings(found, sys.stderr)
            terminal.warn("Errors: {errors}, warnings: {warnings}.", errors=found.errors, warnings=found.warnings)
            return AUTHORS
        case UnknownNameError() if failure.near:
            near = ", ".join(failure.near)
            terminal.warn("There is no «{name}». Did you mean {near}?", name=failure.name, near=near)
        case UnknownNameError():
            terminal.warn("There is no «{name}».", name=failure.name)
        case UnusableFolderError():
            terminal.warn("«{path}» holds other things; name an empty or new folder with --out.", path=failure)
        case TargetError():
            subject, reason = failure.subject, translate(failure.reason, terminal.language)
            terminal.warn("{target}: {subject}: {reason}", target=failure.target, subject=subject, reason=reason)
        case _:
            terminal.warn("{reason}", reason=failure)
    return TOOLS


def _bug(arguments: Sequence[str], terminal: Terminal) -> int:
    """Save the traceback, say where."""
    trace = traceback.format_exc()
    text = f"hocvuso {__version__}, Python {sys.version}, {sys.platform}\nhocvuso {' '.join(arguments)}\n\n{trace}"
    path = _saved(text, _found_root(None))
    terminal.warn("This is a fault of hocvuso, not of your course: {what}", what=trace.strip().splitlines()[-1])
    terminal.warn("The details are in {file}; please send it to whoever looks after hocvuso.", file=path)
    return BUG


def _saved(text: str, root: Path | None) -> Path:
    """Write a report named by its content into ``.hocvuso/``, or where temporary files go."""
    name = f"bug-{hashlib.sha256(text.encode()).hexdigest()[:8]}.txt"
    for folder in ([root / ".hocvuso"] if root else []) + [Path(tempfile.gettempdir())]:
        try:
            folder.mkdir(exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        except OSError:
            continue
        return folder / name
    return Path(name)


@contextlib.contextmanager
def _ending_well() -> Iterator[None]:
    """Let SIGTERM end the work within as Ctrl-C does, so that what was begun is put away."""

    def ended(number: int, frame: object) -> NoReturn:
        del frame
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, ended)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
