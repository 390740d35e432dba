"""The print rules P01 to P35, measured on produced PDF files: reading editions and imposed sheets alike."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from generator.diagnostics import Diagnostic, Severity
from generator.printed.book import Book
from generator.printed.imposed import fold
from generator.printed.looks import look_at
from generator.printed.pages import Box, Page, read
from generator.printed.plan import Kind, PagePlan, Placed, Words, placed, words
from generator.printed.presets import CHU_LON_A4, PRESETS, SO_TAY_A5, SO_TAY_A5_IN_2_MAT, Preset
from generator.printed.rules import RULES, run

__all__ = [
    "CHU_LON_A4",
    "PRESETS",
    "RULES",
    "SO_TAY_A5",
    "SO_TAY_A5_IN_2_MAT",
    "Box",
    "Kind",
    "PagePlan",
    "Placed",
    "Preset",
    "Report",
    "Words",
    "measure",
    "placed",
    "words",
]


@dataclass(frozen=True, slots=True)
class Report:
    """How many things each rule measured in one file, and everything it found."""

    measured: Mapping[str, int]
    findings: tuple[Diagnostic, ...]

    @property
    def passed(self) -> bool:
        """Tell whether something was measured and nothing is wrong; warnings do not count."""
        return any(self.measured.values()) and all(d.severity is not Severity.ERROR for d in self.findings)


def measure(pdf: bytes, preset: Preset, plan: PagePlan | None = None) -> Report:
    """Measure a PDF file against ``preset``.

    ``plan`` tells where the layout put things, so that findings name the author's line and the rules about
    steps, pictures and cautions can be measured; without it, a finding's position is the page of the file.
    """
    document = read(pdf)
    folded = fold(document, preset) if preset.imposed else None
    pages = folded.pages if folded else document.pages
    if plan is not None and not document.tagged:
        pages = tuple(_pictured(page, plan) for page in pages)
    guide = tuple(replace(page, number=0) for page in folded.guide if page.spans) if folded else ()
    printed = (*pages, *guide)
    book = Book(
        data=pdf,
        preset=preset,
        plan=plan or PagePlan(),
        planned=plan is not None,
        document=document,
        pages=pages,
        printed=printed,
        looks=look_at(pdf, printed),
        folded=folded,
    )
    return Report(*run(book))


def _pictured(page: Page, plan: PagePlan) -> Page:
    """Return a page of a file without tags, with what lies in the plan's pictures known as such."""
    boxes = [p.box for p in plan.placed if p.page == page.number and p.kind in (Kind.SCREEN, Kind.PICTURE)]
    return replace(
        page,
        spans=tuple(replace(s, picture=any(b.holds(s.box) for b in boxes)) for s in page.spans),
        graphics=tuple(replace(g, picture=any(b.holds(g.box) for b in boxes)) for g in page.graphics),
    )
