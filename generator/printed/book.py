"""A file under measurement: its pages, what they look like, what the layout knows, and how findings are made."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from generator.diagnostics import Position
from generator.printed.imposed import Folded
from generator.printed.looks import Look
from generator.printed.pages import MM, Box, Document, Line, Page, lines
from generator.printed.plan import Kind, PagePlan, Placed
from generator.printed.presets import Preset

NEAR = 0.05  # points; layout engines round sizes


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it should be; ``page`` counts from 1, 0 is the sheet that says how to print."""

    page: int
    message: str
    remedy: str
    box: Box | None
    weak: bool
    position: Position | None
    values: tuple[tuple[str, str], ...]


Verdict: TypeAlias = Fault | None


def fault(
    page: int,
    message: str,
    remedy: str = "",
    /,
    *,
    box: Box | None = None,
    weak: bool = False,
    position: Position | None = None,
    **values: object,
) -> Fault:
    """Return a finding about ``page``; ``weak`` ones are warnings."""
    said = tuple((k, f"{v:.4g}" if isinstance(v, float) else str(v)) for k, v in values.items())
    return Fault(page, message, remedy, box, weak, position, (("page", str(page)), *said))


def judge(
    right: object,
    page: int,
    message: str,
    remedy: str = "",
    /,
    *,
    box: Box | None = None,
    weak: bool = False,
    position: Position | None = None,
    **values: object,
) -> Verdict:
    """Return nothing when it is ``right``, otherwise the finding."""
    if right:
        return None
    return fault(page, message, remedy, box=box, weak=weak, position=position, **values)


@dataclass(frozen=True, slots=True)
class Book:
    """What the rules look at: the pages in reading order, what they look like, what the layout knows.

    ``printed`` are the pages and then the sheet that says how to print; ``looks`` goes with them.
    """

    data: bytes
    preset: Preset
    plan: PagePlan
    planned: bool
    document: Document
    pages: tuple[Page, ...]
    printed: tuple[Page, ...]
    looks: tuple[Look, ...]
    folded: Folded | None

    @property
    def tagged(self) -> bool:
        """Tell whether the file has a structure, so that pictures and headings can be told apart."""
        return self.document.tagged

    @property
    def knows_pictures(self) -> bool:
        """Tell whether the words of pictures can be told from the text."""
        return self.tagged or bool(self.things(Kind.SCREEN, Kind.PICTURE))

    def things(self, *kinds: Kind) -> tuple[Placed, ...]:
        """Return what the plan places, of these kinds."""
        return tuple(p for p in self.plan.placed if p.kind in kinds)

    def page(self, number: int) -> Page | None:
        """Return the page with this number, from 1."""
        return self.pages[number - 1] if 0 < number <= len(self.pages) else None

    def left(self, page: Page) -> bool:
        """Tell whether a page lies on the left of the fold."""
        return self.preset.facing and page.number % 2 == 0

    def cover(self, page: Page) -> bool:
        """Tell whether a page needs no running head and number."""
        if self.planned:
            return page.number in self.plan.covers
        return page.number in (1, len(self.pages)) and not self.head(page) and self.number(page) is None

    def head(self, page: Page) -> Line | None:
        """Return the running head of a page."""
        return next((line for line in lines(page.spans) if self.in_head(page, line)), None)

    def number(self, page: Page) -> Line | None:
        """Return the page number as it is printed."""
        return next((i for i in lines(page.spans) if self.in_foot(page, i) and i.text.isdigit()), None)

    def in_head(self, page: Page, line: Line) -> bool:
        """Tell whether a line stands in the upper margin."""
        return line.baseline < self.preset.head * MM and line.block < 0

    def in_foot(self, page: Page, line: Line) -> bool:
        """Tell whether a line stands in the lower margin."""
        return line.box.top > page.height - self.preset.foot * MM and line.block < 0

    def type_area(self, page: Page) -> Box:
        """Return what lies between the margins of a page."""
        edge = self.preset.margin * MM
        top, bottom = (0.0, 0.0) if self.cover(page) else (self.preset.head * MM, self.preset.foot * MM)
        return Box(edge, top, page.width - edge, page.height - bottom)

    def where(self, page: int, box: Box | None) -> Position:
        """Return the author's line for a place on a page; a line of the file's page when nobody wrote it."""
        here = [p for p in self.plan.placed if p.page == page and p.position.path]
        inside = [p for p in here if box is not None and p.box.holds(box)]
        if inside:
            return min(inside, key=lambda p: p.box.width * p.box.height).position
        lesson = next((p for p in here if p.kind is Kind.LESSON), None)
        return lesson.position if lesson else Position(f"{self.preset.identifier}.pdf", max(page, 1))


def by_identifier(things: Iterable[Placed]) -> dict[str, list[Placed]]:
    """Group things that were placed on more than one page."""
    found: dict[str, list[Placed]] = {}
    for thing in things:
        found.setdefault(thing.identifier, []).append(thing)
    return found


def boxes_of(book: Book, kind: Kind) -> defaultdict[int, list[Box]]:
    """Return the boxes of all things of a kind by page."""
    found: defaultdict[int, list[Box]] = defaultdict(list)
    for thing in book.things(kind):
        found[thing.page].append(thing.box)
    return found


def syllables(text: str) -> int:
    """Count what stands between spaces and holds a letter or digit."""
    return sum(1 for word in text.split() if any(c.isalnum() for c in word))


def short(text: str) -> str:
    """Return a text as a finding quotes it."""
    text = plain(text)
    return text if len(text) <= 40 else f"{text[:38]} …"


def plain(text: str) -> str:
    """Return a text with single spaces, whatever their kind."""
    return " ".join(text.split())
