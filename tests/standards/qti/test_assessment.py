"""Sections, drawing, and the pass mark of a test."""

from generator.standards.qti.assessment import AssessmentTest, Section, assessment_test
from generator.xmltree import Element

WORDS = {"passed": "Đạt.", "failed": "Chưa đạt."}
FILES = {"a": "items/a.xml", "b": "items/b.xml"}


def made(*sections: Section, attempts: int = 0, exam: bool = False) -> Element:
    return assessment_test(AssessmentTest("t", "Bài", sections, 70, attempts, exam, FILES), WORDS)


def test_sections_hold_sections_and_references() -> None:
    tree = made(Section("m", "Phần", sections=(Section("l", "Bài", ("a", "b")),)))
    assert [s.get("identifier") for s in tree.iter("assessmentSection")] == ["m", "l"]
    assert [(r.get("identifier"), r.get("href")) for r in tree.iter("assessmentItemRef")] == list(FILES.items())


def test_only_fewer_than_all_are_drawn() -> None:
    assert [s.get("select") for s in made(Section("s", "x", ("a", "b"), select=1)).iter("selection")] == ["1"]
    assert list(made(Section("s", "x", ("a", "b"), select=2)).iter("selection")) == []
    assert [o.get("shuffle") for o in made(Section("s", "x", ("a",), shuffle=True)).iter("ordering")] == ["true"]


def test_practice_and_exam() -> None:
    control = next(made(attempts=2).iter("itemSessionControl"))
    assert (control.get("maxAttempts"), control.get("showFeedback")) == ("2", "true")
    tree = made(attempts=2, exam=True)
    control = next(tree.iter("itemSessionControl"))
    assert (control.get("maxAttempts"), control.get("showFeedback")) == ("1", "false")
    assert next(tree.iter("testPart")).get("submissionMode") == "simultaneous"


def test_the_pass_mark_is_in_the_rules() -> None:
    values = [v.text for v in made().iter("baseValue")]
    assert "70" in values
    assert [f.get("identifier") for f in made().iter("testFeedback")] == ["passed", "failed"]
