"""The print rules: which there are, when each applies, and what is done with their verdicts.

Each rule is a generator that yields one verdict for every thing it measures, nothing when that is as it should be.
Its docstring is the rule's manual.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from generator.diagnostics import Diagnostic, Severity
from generator.pdf import structure_findings
from generator.printed import ink, layout, lettering, steps
from generator.printed.book import Book, Fault, Verdict, fault
from generator.printed.plan import Kind

VALIDATOR = "page"  # of page-validation, which tests have and builds need not


def structure(book: Book) -> Iterator[Verdict]:
    """Everything printed is in the structure or an artifact, in reading order (our own check of PDF/UA-1)."""
    found = structure_findings(book.data)
    for finding in found:
        yield Fault(finding.position.line, finding.message, "", None, False, None, finding.values)
    wrong = {finding.position.line for finding in found}
    yield from (None for page in book.pages if page.number not in wrong)


def pdf_ua(book: Book) -> Iterator[Verdict]:
    """The file conforms to PDF/UA-1 as page-validation tests it, where that is installed."""
    result = import_module(VALIDATOR).validate_pdf_bytes(book.data, profile="ua1")
    for failure in result.failures:
        number = re.search(r"\bpage (\d+)", failure.message)
        yield fault(int(number.group(1)) if number else 1, "{code}: {text}", code=failure.rule_id, text=failure.message)
    yield from (None for _ in range(result.rules.passed))


def _always(book: Book) -> bool:
    return True


def _tagged(book: Book) -> bool:
    return book.tagged


def _planned(book: Book) -> bool:
    return book.planned


def _imposed(book: Book) -> bool:
    return book.folded is not None


def _lessons(book: Book) -> bool:
    return bool(book.things(Kind.LESSON))


def _has(*kinds: Kind) -> Callable[[Book], bool]:
    return lambda book: bool(book.things(*kinds))


def _coded(book: Book) -> bool:
    return bool(book.things(Kind.CODE)) or any(look.codes for look in book.looks)


def _pictured(book: Book) -> bool:
    return book.knows_pictures and any(s.picture for page in book.pages for s in page.spans)


def _drawn(book: Book) -> bool:
    return any(ink.visible(g) for page in book.pages for g in page.graphics)


def _stamped(book: Book) -> bool:
    return bool(book.plan.volatile or book.things(Kind.STAMP))


def _validated(book: Book) -> bool:
    known = find_spec(VALIDATOR) is not None and hasattr(import_module(VALIDATOR), "validate_pdf_bytes")
    return book.tagged and known


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's public name, its function, and when there must be something to measure."""

    identifier: str
    check: Callable[[Book], Iterator[Verdict]]
    applies: Callable[[Book], bool] = _always


RULES = (
    Rule("print-P01", lettering.sizes),
    Rule("print-P02", lettering.headings, _tagged),
    Rule("print-P03", lettering.line_height),
    Rule("print-P04", lettering.paragraph_gap, _tagged),
    Rule("print-P05", lettering.characters_per_line, _tagged),
    Rule("print-P06", lettering.ragged_right),
    Rule("print-P07", lettering.unbroken_words),
    Rule("print-P08", lettering.emphasis),
    Rule("print-P09", lettering.typeface),
    Rule("print-P10", ink.text_contrast),
    Rule("print-P11", ink.no_colour),
    Rule("print-P12", ink.tint),
    Rule("print-P13", ink.ink),
    Rule("print-P14", ink.line_weight, _drawn),
    Rule("print-P15", layout.margins),
    Rule("print-P16", steps.step_syllables, _planned),
    Rule("print-P17", steps.steps_per_task, _planned),
    Rule("print-P18", steps.picture_with_step, _planned),
    Rule("print-P20", lettering.readable_pictures, _pictured),
    Rule("print-P21", steps.one_task_per_spread, _planned),
    Rule("print-P22", steps.step_numbers, _planned),
    Rule("print-P23", steps.cautions, _has(Kind.CAUTION)),
    Rule("print-P24", layout.white_space),
    Rule("print-P25", layout.wayfinding),
    Rule("print-P26", layout.lesson_length, _lessons),
    Rule("print-P27", layout.page_count),
    Rule("print-P28", layout.imposition, _imposed),
    Rule("print-P29", layout.print_guide, _imposed),
    Rule("print-P30", steps.codes, _coded),
    Rule("print-P33", steps.stale_stamp, _stamped),
    Rule("print-P34", steps.personal_data, lambda book: _pictured(book) or _coded(book)),
    Rule("print-P35", steps.illustration_note, _has(Kind.SCREEN)),
    Rule("print-structure", structure, _tagged),
    Rule("print-ua1", pdf_ua, _validated),
)


def run(book: Book) -> tuple[dict[str, int], tuple[Diagnostic, ...]]:
    """Apply every rule that applies: how many things each measured, and what is wrong.

    A rule that finds nothing to measure where it must is itself a finding.
    Of sheets that cannot be folded to pages, only that is said.
    """
    measured: dict[str, int] = {}
    found: list[Diagnostic] = []
    only = (layout.imposition,) if layout.misfolded(book) else None
    for rule in RULES:
        if not rule.applies(book) or (only and rule.check not in only):
            continue
        verdicts = tuple(rule.check(book))
        measured[rule.identifier] = len(verdicts)
        if not verdicts:
            verdicts = (fault(1, "nothing was found to measure"),)
        found += [_diagnostic(book, rule, v) for v in verdicts if v is not None]
    return measured, tuple(dict.fromkeys(found))


def _diagnostic(book: Book, rule: Rule, found: Fault) -> Diagnostic:
    place = found.position if found.position and found.position.path else book.where(found.page, found.box)
    severity = Severity.WARNING if found.weak else Severity.ERROR
    return Diagnostic(place, rule.identifier, found.message, found.remedy, severity, found.values, "booklet")
