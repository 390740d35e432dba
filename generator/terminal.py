"""What is printed: findings, the closing table, the progress bar. Plain text; colour only on a terminal."""

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from generator.diagnostics import Diagnostic, Severity
from generator.messages import translate
from generator.summary import Summary, size

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33"}


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where messages go, in which language; ``quiet`` leaves only what went wrong."""

    language: str
    quiet: bool = False

    def say(self, message: str, /, **values: object) -> None:
        """Print a sentence of ours on standard output, unless quiet."""
        if not self.quiet:
            print(self.text(message, **values))

    def warn(self, message: str, /, **values: object) -> None:
        """Print a sentence of ours on standard error."""
        print(self.text(message, **values), file=sys.stderr)

    def text(self, message: str, /, **values: object) -> str:
        """Return a sentence of ours in the user's language."""
        return translate(message, self.language).format(**values)

    def findings(self, found: Iterable[Diagnostic], to: TextIO) -> None:
        """Print findings, one after the other; of a quiet run, only the errors."""
        coloured = colours(to)
        for finding in found:
            if self.quiet and finding.severity is not Severity.ERROR:
                continue
            text = finding.text(self.language)
            if coloured:
                word = translate(finding.severity.value, self.language)
                text = text.replace(f": {word}: ", f": \033[1;{_COLOURS[finding.severity]}m{word}\033[0m: ", 1)
            print(text, file=to)

    def size(self, count: int) -> str:
        """Return a number of bytes as people read them."""
        return size(count, translate(".", self.language))

    def summary(self, summary: Summary, out: str, seconds: float) -> None:
        """Print what a build did: a line for each target, then the whole."""
        if self.quiet:
            return
        lost = sum(x.lost for x in summary.lines)
        heads = ("target", "files", "size", "made", "kept", "seconds", "not expressed")
        rows = [[self.text(h) for h in heads]]
        for line in summary.lines:
            took = f"{line.seconds:.1f}".replace(".", self.text("."))
            cells = (
                line.files,
                self.size(line.size),
                line.made,
                line.kept,
                took if line.made else "–",
                line.lost or "–",
            )
            rows.append([self.text(line.title), *map(str, cells)])
        print(table(rows, left=1))
        print()
        took = f"{seconds:.1f}".replace(".", self.text("."))
        shared = {"out": out, "files": summary.files, "size": self.size(summary.size), "seconds": took}
        if summary.changed:
            self.say("{out}: {files} files, {size}, in {seconds} s. Start with {out}/index.html.", **shared)
        else:
            self.say("{out}: nothing to do, {files} files, {size}. Start with {out}/index.html.", **shared)
        if lost:
            self.say("{count} things were not expressed by every target; each is a warning above.", count=lost)
        self.accepted(summary.accepted)

    def accepted(self, count: int) -> None:
        """Say how many warnings the curriculum's ``accept:`` takes off the list, if any."""
        if count:
            self.say("Accepted warnings, by «accept:» of curriculum.yml: {count}.", count=count)


def table(rows: Sequence[Sequence[str]], left: int) -> str:
    """Return rows of cells in columns; the first ``left`` are aligned left, the others right."""
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = (
        "  ".join(
            cell.ljust(w) if n < left else cell.rjust(w) for n, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def colours(stream: TextIO) -> bool:
    """Whether to colour what goes to ``stream``: a terminal, and nobody set ``NO_COLOR``."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Bar:
    """A progress bar on standard error while a build runs; nothing where that is no terminal."""

    def __init__(self, terminal: Terminal) -> None:
        """Draw nothing yet."""
        self._terminal = terminal
        self._shown = sys.stderr.isatty() and not terminal.quiet
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> "Bar":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def waiting(self) -> None:
        """Say that another build holds the course."""
        if not self._terminal.quiet:
            self._terminal.warn("Another build of this course is running; waiting for it.")

    def done(self, count: int, total: int, name: str) -> None:
        """Move the bar."""
        if not self._shown:
            return
        if self._progress is None:
            self._start(total)
        assert self._progress is not None
        assert self._task is not None
        self._progress.update(self._task, completed=count, description=name)

    def _start(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        console = Console(stderr=True, no_color=not colours(sys.stderr))
        columns = (
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False),
        )
        self._progress = Progress(*columns, console=console, transient=True)
        self._task = self._progress.add_task("", total=total)
        self._progress.start()
