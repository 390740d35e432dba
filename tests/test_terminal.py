"""What is printed: aligned, coloured only on a terminal, quiet when asked."""

import io
import sys

import pytest

from generator.diagnostics import Position, error, warning
from generator.summary import Line, Summary
from generator.terminal import Bar, Terminal, colours, table

FOUND = (error(Position("a.md"), "wrong", "wrong"), warning(Position("b.md"), "long", "long", "cut it"))
Capture = pytest.CaptureFixture[str]


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    return Screen()


def test_columns_are_aligned() -> None:
    assert table([("target", "files"), ("Trang web", "1234")], left=1) == "target     files\nTrang web   1234"


def test_findings_are_coloured_only_on_a_terminal(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = io.StringIO()
    Terminal("en").findings(FOUND, plain)
    assert plain.getvalue() == "a.md:1:1: error: wrong [wrong]\nb.md:1:1: warning: long [long]\n    cut it\n"
    Terminal("en").findings(FOUND, screen)
    assert screen.getvalue().count("\033[") == 4
    monkeypatch.setenv("NO_COLOR", "1")
    assert not colours(screen)


def test_quiet_leaves_errors(capsys: Capture) -> None:
    out = io.StringIO()
    terminal = Terminal("en", quiet=True)
    terminal.findings(FOUND, out)
    terminal.say("hello")
    terminal.summary(Summary((), 0, 0, ()), "dist", 1)
    assert out.getvalue() == "a.md:1:1: error: wrong [wrong]\n"
    assert capsys.readouterr().out == ""
    terminal.warn("{what} failed", what="x")
    assert capsys.readouterr().err == "x failed\n"


def test_the_closing_table_counts_what_was_lost(capsys: Capture) -> None:
    lines = (
        Line("site", "Website", 12, 3_400_000, 1, 0, 2, 4.25),
        Line("scorm12", "SCORM 1.2", 13, 900_000, 0, 13, 0, 0),
    )
    Terminal("en").summary(Summary(lines, 30, 4_400_000, (), accepted=3), "dist", 12.3)
    assert capsys.readouterr().out.splitlines() == [
        "target     files    size  made  kept  seconds  not expressed",
        "Website       12  3.4 MB     1     0      4.2              2",
        "SCORM 1.2     13  900 KB     0    13        –              –",
        "",
        "dist: 30 files, 4.4 MB, in 12.3 s. Start with dist/index.html.",
        "2 things were not expressed by every target; each is a warning above.",
        "Accepted warnings, by «accept:» of curriculum.yml: 3.",
    ]


def test_the_bar_is_drawn_on_a_terminal_only(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", screen)
    with Bar(Terminal("en")) as bar:
        bar.done(1, 2, "site:site [x]")
        bar.done(2, 2, "scorm12:b07")
    assert "1/2" in screen.getvalue() or "2/2" in screen.getvalue()
    for quiet, stream in ((True, Screen()), (False, io.StringIO())):
        monkeypatch.setattr(sys, "stderr", stream)
        with Bar(Terminal("en", quiet)) as bar:
            bar.done(1, 1, "site:site")
        assert stream.getvalue() == ""


def test_waiting_is_said_unless_quiet(capsys: Capture) -> None:
    Bar(Terminal("en")).waiting()
    assert "waiting for it" in capsys.readouterr().err
    Bar(Terminal("en", quiet=True)).waiting()
    assert capsys.readouterr().err == ""
