"""A test as a QTI ``assessmentTest`` (QTI 2.1, 10 and 12), with the names of 2.1 and in no namespace."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.xmltree import Element, element

_TRACE = "0.000001"  # what sums of floating-point shares may lack at the pass mark, times 100


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a test under one title: sections and then items by their identifiers.

    ``select`` of its items are drawn, all when 0; ``shuffle``: in an order of the platform's own.
    """

    identifier: str
    title: str
    items: tuple[str, ...] = ()
    sections: tuple["Section", ...] = ()
    select: int = 0
    shuffle: bool = False


@dataclass(frozen=True, slots=True)
class AssessmentTest:
    """A test: its parts, the mark in percent from which it is passed, and its rules.

    ``attempts`` are those of a question, 0 for as many as wanted. ``exam``: all is handed in at once and nothing
    is said until then.
    """

    identifier: str
    title: str
    sections: tuple[Section, ...]
    pass_mark: int
    attempts: int = 0
    exam: bool = False
    files: Mapping[str, str] = field(default_factory=dict)


def assessment_test(test: AssessmentTest, words: Mapping[str, str]) -> Element:
    """Return ``test``; ``files`` gives the file of each item, ``words`` are of the part ``qti`` of ``strings``."""
    root = element(None, "assessmentTest", None, {"identifier": test.identifier, "title": test.title})
    for name, base in (("SCORE", "float"), ("MAXSCORE", "float"), ("RESULT", "identifier")):
        made = element(
            root, "outcomeDeclaration", None, {"identifier": name, "cardinality": "single", "baseType": base}
        )
        if base == "float":
            element(element(made, "defaultValue"), "value", "0")
    submission = "simultaneous" if test.exam else "individual"
    modes = {"navigationMode": "nonlinear", "submissionMode": submission}
    part = element(root, "testPart", None, {"identifier": "part-1"} | modes)
    control = {
        "maxAttempts": "1" if test.exam else str(test.attempts),
        "showFeedback": _said(not test.exam),
        "allowReview": "true",
        "showSolution": "false",
        "allowSkipping": "true",
    }
    element(part, "itemSessionControl", None, control)
    for section in test.sections:
        _section(part, section, test)
    _outcomes(root, test)
    for result in ("passed", "failed"):
        said = {"access": "atEnd", "outcomeIdentifier": "RESULT", "showHide": "show", "identifier": result}
        element(element(root, "testFeedback", None, said), "p", words[result])
    return root


def _section(parent: Element, section: Section, test: AssessmentTest) -> None:
    """QTI 2.1, 10.4: selection, ordering, then parts."""
    made = element(
        parent,
        "assessmentSection",
        None,
        {"identifier": section.identifier, "title": section.title, "visible": "true"},
    )
    if 0 < section.select < len(section.items):
        element(made, "selection", None, {"select": str(section.select)})
    if section.shuffle:
        element(made, "ordering", None, {"shuffle": "true"})
    for child in section.sections:
        _section(made, child, test)
    for identifier in section.items:
        element(made, "assessmentItemRef", None, {"identifier": identifier, "href": test.files[identifier]})


def _outcomes(root: Element, test: AssessmentTest) -> None:
    """Add up the points, and compare them with the pass mark: 100 × SCORE ≥ pass mark × MAXSCORE."""
    rules = element(root, "outcomeProcessing")
    for name in ("SCORE", "MAXSCORE"):
        total = element(element(rules, "setOutcomeValue", None, {"identifier": name}), "sum")
        element(total, "testVariables", None, {"variableIdentifier": name})
    condition = element(rules, "outcomeCondition")
    passed = element(condition, "outcomeIf")
    both = element(passed, "and")
    some = element(both, "gt")
    element(some, "variable", None, {"identifier": "MAXSCORE"})
    element(some, "baseValue", "0", {"baseType": "float"})
    enough = element(both, "gte")
    reached = element(enough, "sum")
    _times(reached, "SCORE", 100)
    element(reached, "baseValue", _TRACE, {"baseType": "float"})
    _times(enough, "MAXSCORE", test.pass_mark)
    _result(passed, "passed")
    _result(element(condition, "outcomeElse"), "failed")


def _times(parent: Element, variable: str, factor: int) -> None:
    product = element(parent, "product")
    element(product, "variable", None, {"identifier": variable})
    element(product, "baseValue", str(factor), {"baseType": "float"})


def _result(parent: Element, value: str) -> None:
    made = element(parent, "setOutcomeValue", None, {"identifier": "RESULT"})
    element(made, "baseValue", value, {"baseType": "identifier"})


def _said(value: bool) -> str:
    return "true" if value else "false"
