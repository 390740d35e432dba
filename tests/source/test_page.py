from generator.diagnostics import Position, Severity
from generator.source.locale import words
from generator.source.markdown import parse
from generator.source.page import Page


def test_a_page_gathers_findings_at_its_nodes() -> None:
    page = Page("a.md", words("vi"))
    _, second = parse("# A\n\n  b\n")
    page.error(second, "no-title", "the lesson has no title", "")
    page.warning(Position("a.md", 9), "second-title", "unknown key «{key}»", "", key="x")
    assert [(str(d.position), d.severity) for d in page.found] == [
        ("a.md:3:3", Severity.ERROR),
        ("a.md:9:1", Severity.WARNING),
    ]
    assert page.found[1].sentence("en") == "unknown key «x»"
