"""HTML becomes tags and texts, in time linear in its length, whatever it is."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.htmltokens import EndTag, StartTag, Text, Token, tokens

SECONDS = 30  # of processor time for all hostile texts; a parser that takes squares of them needs ten minutes
LONG = 100_000
HOSTILE = (
    "<", "<!--", "&", "<![CDATA[", "</", "<script>", '<a b="', "<?", "<a ", "<!", "<!DOCTYPE [", "<a>", "<a></b>",
    "<a b=", "<a b='", "&#", "&a;", "<style>", "<a/", "a<b ", "<title>", "\n", "<svg><![CDATA[", "</script",
    "<script><!--", "&#9", "url(", 'url("', "<p style='a:url(", "/*", "//", '"', "import ", "window . ", "fetch(",
    '@import "',
)  # fmt: skip


def read(text: str) -> list[Token]:
    return list(tokens(text))


def start(name: str, line: int = 1, closed: bool = False, /, **attributes: str) -> StartTag:
    return StartTag(name, attributes, line, closed)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>a</p>", [start("p"), Text("a", 1), EndTag("p", 1)]),
        ("<P Class=a ID='b' x=\"c d\" y>", [start("p", class_="")]),
        ("a\n<br/>\n<hr />", [Text("a\n", 1), start("br", 2, True), Text("\n", 2), start("hr", 3, True)]),
        ("1 < 2 & 3 > 2", [Text("1 < 2 & 3 > 2", 1)]),
        ("a<!-- <p> -->b<!---->c<!-->d", [Text("a", 1), Text("b", 1), Text("c", 1), Text("d", 1)]),
        ("<!DOCTYPE html><?xml a?>b", [Text("b", 1)]),
        ("&lt;p&gt; &eacute; &#272;&#x1ED3;", [Text("<p> é Đồ", 1)]),
        ("<script>a < '</p>'</script>x", [start("script"), Text("a < '</p>'", 1), EndTag("script", 1), Text("x", 1)]),
        ("<style>a > b {}</STYLE>", [start("style"), Text("a > b {}", 1), EndTag("style", 1)]),
        ("<script>never ends", [start("script"), Text("never ends", 1)]),
        ("<script></script>", [start("script"), EndTag("script", 1)]),
        ("<svg><![CDATA[a<b]]></svg>", [start("svg"), Text("a<b", 1), EndTag("svg", 1)]),
        ("a<p b='", [Text("a", 1)]),
        ("a<p b", [Text("a", 1)]),
        ("a</p", [Text("a", 1)]),
        ("<a/b>c", [start("a", b="")  , Text("c", 1)]),
        ("&#99999999999999999999;&#x110000;", [Text("\ufffd\ufffd", 1)]),
        ("<p\n a=1\n b=2>\nc", [start("p", a="1", b="2"), Text("\nc", 3)]),
        ("<p a=1 a=2>", [start("p", a="1")]),
        ("", []),
    ],
)  # fmt: skip
def test_tags_and_texts(text: str, expected: list[Token]) -> None:
    if "Class=a" in text:
        expected = [StartTag("p", {"class": "a", "id": "b", "x": "c d", "y": ""}, 1, False)]
    assert read(text) == expected


@given(st.text(alphabet="<>/!-='\"& abc\n[]#;", max_size=80))
def test_any_text_is_read_to_its_end(text: str) -> None:
    lines = [t.line for t in read(text)]
    assert lines == sorted(lines)
    assert all(1 <= line <= text.count("\n") + 1 for line in lines)


CHILD = """
import resource, sys
from generator.hypertext import Page, css_references, script_requests
from generator.inspection.facts import SIGNS, without_comments
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[1]),) * 2)
for piece in eval(sys.argv[3]):
    text = piece * (int(sys.argv[2]) // len(piece))
    Page(text)
    list(css_references(text)), list(script_requests(text))
    code = without_comments(text)
    [list(pattern.finditer(code)) for pattern in SIGNS.values()]
    print("read")
"""


def test_hostile_texts_take_time_linear_in_their_length() -> None:
    """Pages, style sheets and scripts; a process of its own ends when it takes too much."""
    pieces = repr((*HOSTILE, " ", "url(" + " " * 50, "<a" + " " * 50))
    command = [sys.executable, "-c", CHILD, str(SECONDS), str(LONG), pieces]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[1])
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.count("read") == len(HOSTILE) + 3
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime > 0
