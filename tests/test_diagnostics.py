import pytest

from generator.diagnostics import ContentError, Diagnostic, Diagnostics, Position, Severity, TargetError, error, warning

PLACE = Position("content/a.md", 4, 3)


def test_a_place_prints_as_editors_read_it() -> None:
    assert str(PLACE) == "content/a.md:4:3"
    assert PLACE.at(1, 5) == Position("content/a.md", 4, 7)
    assert PLACE.at(3, 5) == Position("content/a.md", 6, 5)


def test_a_finding_speaks_both_languages() -> None:
    finding = error(PLACE, "unknown-key", "unknown key «{key}»", "did you mean «{near}»?", key="titel", near="title")
    assert finding.text("en") == "content/a.md:4:3: error: unknown key «titel» [unknown-key]\n    did you mean «title»?"
    assert finding.text("vi") == (
        "content/a.md:4:3: lỗi: không có mục nào tên «titel» [unknown-key]\n    có phải là «title» không?"
    )


def test_a_finding_without_advice_takes_one_line() -> None:
    assert warning(PLACE, "italics", "italics: «{text}»", text="a").text("en") == (
        "content/a.md:4:3: warning: italics: «a» [italics]"
    )


def test_values_with_braces_pass_untouched() -> None:
    assert error(PLACE, "unknown-key", "unknown key «{key}»", key="{bác}").sentence("en") == "unknown key «{bác}»"


def test_a_reason_is_said_in_the_same_language() -> None:
    finding = error(
        PLACE,
        "wrong-type",
        "«{key}» cannot be read: {reason}",
        key="show",
        reason="expected one of: {names}",
        names="a",
    )
    assert finding.sentence("en") == "«show» cannot be read: expected one of: a"
    assert finding.sentence("vi") == "không đọc được «show»: chỉ nhận một trong các từ: a"


def test_the_target_that_would_break_may_be_named() -> None:
    message = "«{target}» cannot ask a question of this kind and leaves it out"
    finding = warning(PLACE, "unsupported-item", message, target="qti")
    assert (finding.target, finding.sentence("en")) == ("qti", message.format(target="qti"))


def test_findings_come_by_place_and_once() -> None:
    later = error(Position("b.md", 1), "x", "a list is expected")
    first = warning(Position("a.md", 9), "x", "a list is expected")
    problems = Diagnostics()
    problems.extend([later, first, later])
    assert list(problems) == [first, later]
    assert (problems.errors, problems.warnings) == (1, 1)


def test_positions_take_part_in_what_a_finding_is() -> None:
    assert Diagnostic(PLACE, "x", "y") != Diagnostic(Position("content/a.md", 5), "x", "y")
    assert Diagnostic(PLACE, "x", "y").severity is Severity.ERROR


def test_what_ends_a_command_says_so_without_a_traceback() -> None:
    problems = Diagnostics([error(PLACE, "x", "a list is expected")])
    with pytest.raises(ContentError, match="1 errors"):
        raise ContentError(problems)
    failure = TargetError("site", "B07", "đầy đĩa")
    assert str(failure) == "site: B07: đầy đĩa"
