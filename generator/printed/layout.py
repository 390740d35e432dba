"""Where things stand: margins, white space, heads and numbers, sheets that fold (P15, P24 to P29)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from PIL import ImageDraw

from generator.printed.book import NEAR, Book, Verdict, by_identifier, fault, judge, plain, short, syllables
from generator.printed.imposed import dots, fold_ticks, staples
from generator.printed.ink import AREA
from generator.printed.looks import WHITE, Look, grey_of
from generator.printed.pages import MM, Box, Line, Page, around, lines
from generator.printed.plan import Kind


def margins(book: Book) -> Iterator[Verdict]:
    """Text keeps the margins, wider at the fold of a thick booklet; nothing is printed near the edge (P15)."""
    preset = book.preset
    for page in book.printed:
        shown = [s.box for s in page.spans if s.text.strip()]
        shown += [g.box for g in page.graphics if g.colour is None or grey_of(g.colour) < WHITE]
        inner = "" if not preset.facing or page.number == 0 else "right" if book.left(page) else "left"
        yield _nearest(page, shown, preset.edge, "", "page {page}: something is printed {gap} mm from the edge")
        if page.number == 0:
            continue
        text = [line.box for line in lines(page.spans) if not book.in_head(page, line) and not book.in_foot(page, line)]
        yield _nearest(
            page,
            text,
            preset.margin,
            f"{inner} top bottom",
            "page {page}: text is {gap} mm from the edge",
            preset.margin,
        )
        if inner:
            gutter = preset.gutter if len(book.pages) > preset.thick else preset.margin
            other = "left top bottom" if inner == "right" else "right top bottom"
            yield _nearest(page, text, gutter, other, "page {page}: text is {gap} mm from the fold", gutter)


def _nearest(
    page: Page, boxes: Iterable[Box], least: float, without: str, message: str, needed: float | None = None
) -> Verdict:
    """Judge what comes nearest to an edge (``without`` names edges that do not count)."""
    worst: tuple[float, Box] | None = None
    for box in boxes:
        gaps = {
            "left": box.left,
            "top": box.top,
            "right": page.width - box.right,
            "bottom": page.height - box.bottom,
        }
        gap = min(g for edge, g in gaps.items() if edge not in without.split()) / MM
        if worst is None or gap < worst[0]:
            worst = gap, box
    if worst is None or worst[0] >= least - 0.25:
        return None
    return fault(page.number, message, box=worst[1], gap=worst[0], least=needed or least)


def white_space(book: Book) -> Iterator[Verdict]:
    """Pages are not crammed, and each lesson leaves ruled lines to write on (P24)."""
    preset = book.preset
    for page, look in zip(book.pages, book.looks, strict=False):
        share = _filled(book, page, look)
        yield judge(
            share <= preset.filled,
            page.number,
            "page {page}: text and pictures fill {share} % of the type area, more than {most} %",
            weak=True,
            share=round(share * 100),
            most=round(preset.filled * 100),
        )
    for lesson, places in by_identifier(book.things(Kind.LESSON)).items():
        most = max((_ruled(p, preset.ruled_gap) for n in places if (p := book.page(n.page))), default=0)
        yield judge(
            most >= preset.ruled,
            places[0].page,
            "lesson {identifier} has {count} ruled lines {gap} mm apart, fewer than {least}",
            position=places[0].position,
            weak=True,
            identifier=lesson,
            count=most,
            gap=preset.ruled_gap,
            least=preset.ruled,
        )


def _filled(book: Book, page: Page, look: Look) -> float:
    """Return the share of the type area that lines of text and figures take up."""
    area = book.type_area(page)
    picture = look.coarse.copy()
    picture.paste(0, (0, 0, picture.width, picture.height))
    draw = ImageDraw.Draw(picture)
    boxes = [line.box for line in lines(page.spans) if not line.picture]
    boxes += [around(g) for g in _pictures(page)]
    boxes += [p.box for p in book.things(Kind.SCREEN, Kind.PICTURE) if p.page == page.number]
    scale = picture.width / page.width
    for box in (b.common(area) for b in boxes):
        if box.width > 0 and box.height > 0:
            draw.rectangle([box.left * scale, box.top * scale, box.right * scale, box.bottom * scale], fill=255)
    filled = picture.histogram()[255] / scale**2
    return filled / (area.width * area.height)


def _pictures(page: Page) -> Iterator[list[Box]]:
    """Group the shapes of pictures that touch one another."""
    groups: list[list[Box]] = []
    for graphic in page.graphics:
        if graphic.picture:
            near = next((g for g in groups if around(g).grown(2).meets(graphic.box)), None)
            if near is None:
                groups.append([graphic.box])
            else:
                near.append(graphic.box)
    yield from groups


def _ruled(page: Page, gap: float) -> int:
    """Count the longest row of level lines that are at least ``gap`` millimetres apart."""
    heights = sorted({round(g.box.top, 1) for g in page.graphics if g.box.height < 3 and g.box.width > page.width / 2})
    best = run = 0
    for above, below in pairwise([-1e3, *heights]):
        run = run + 1 if gap * MM - 1 < below - above < gap * MM * 1.3 else 1
        best = max(best, run)
    return best


def wayfinding(book: Book) -> Iterator[Verdict]:
    """Every page has the running head in one place and its number, large, in the outer lower corner (P25)."""
    pages = [p for p in book.pages if not book.cover(p)]
    numbers = {p.number: book.number(p) for p in pages}
    heads = {p.number: book.head(p) for p in pages}
    usual = _usual(book, pages, numbers)
    usual_heads = _usual(book, pages, heads)
    for page in pages:
        yield _judge_number(book, page, numbers[page.number], usual.get(page.number % 2))
        yield _judge_head(book, page, heads[page.number], usual_heads.get(page.number % 2))
    for lesson in book.things(Kind.LESSON):
        head = heads.get(lesson.page)
        if head is not None:
            yield judge(
                plain(lesson.label) in plain(head.text),
                lesson.page,
                "page {page}: the running head «{text}» does not name «{word}»",
                position=lesson.position,
                text=short(head.text),
                word=lesson.label,
            )


def _usual(book: Book, pages: Sequence[Page], found: Mapping[int, Line | None]) -> dict[int, tuple[float, float]]:
    """Return where left (0) and right (1) pages usually have a line: its outer edge and its baseline."""
    places: dict[int, Counter[tuple[float, float]]] = {0: Counter(), 1: Counter()}
    for page in pages:
        line = found[page.number]
        if line is not None:
            places[page.number % 2][_place(book, page, line)] += 1
    return {side: counted.most_common(1)[0][0] for side, counted in places.items() if counted}


def _place(book: Book, page: Page, line: Line) -> tuple[float, float]:
    """Return where a line ends on the side that stays put, and its baseline."""
    number = line.text.isdigit()
    outer = line.left if book.left(page) or not (number or book.preset.facing) else line.right
    return round(outer), round(line.baseline)


def _judge_number(book: Book, page: Page, line: Line | None, usual: tuple[float, float] | None) -> Verdict:
    expected = page.number - 1 + book.plan.first
    if line is None:
        return fault(page.number, "page {page} has no page number")
    if line.text != str(expected):
        return fault(page.number, "page {page} bears the number {text}", box=line.box, text=line.text)
    if line.size < book.preset.body - NEAR:
        return fault(
            page.number, "page {page}: the page number is {size} pt, less than the text", box=line.box, size=line.size
        )
    middle = (line.left + line.right) / 2
    outer = middle < page.width / 3 if book.left(page) else middle > page.width * 2 / 3
    if not outer:
        return fault(page.number, "page {page}: the page number is not in the outer corner", box=line.box)
    return _moved_line(book, page, line, usual, "page {page}: the page number is not where it is on other pages")


def _judge_head(book: Book, page: Page, line: Line | None, usual: tuple[float, float] | None) -> Verdict:
    if line is None:
        return fault(page.number, "page {page} has no running head")
    return _moved_line(book, page, line, usual, "page {page}: the running head is not where it is on other pages")


def _moved_line(book: Book, page: Page, line: Line, usual: tuple[float, float] | None, message: str) -> Verdict:
    edge, baseline = _place(book, page, line)
    if usual is None or (abs(edge - usual[0]) <= 2 and abs(baseline - usual[1]) <= 1):
        return None
    return fault(page.number, message, box=line.box)


def lesson_length(book: Book) -> Iterator[Verdict]:
    """A lesson takes its pages, one spread more for each further task, and starts on a right page (P26).

    It is not overfull with words.
    """
    preset = book.preset
    for lesson, places in by_identifier(book.things(Kind.LESSON)).items():
        first, numbers = places[0], sorted({p.page for p in places})
        count = numbers[-1] - numbers[0] + 1
        tasks = len({t.identifier for t in book.things(Kind.TASK) if t.of == lesson})
        if preset.lesson_pages:
            needed = preset.lesson_pages + 2 * max(0, tasks - 1)
            yield judge(
                count == needed,
                first.page,
                "lesson {identifier} takes {count} pages, not {needed}",
                position=first.position,
                weak=True,
                count=count,
                needed=needed,
                identifier=lesson,
            )
            yield judge(
                numbers[0] % 2,
                first.page,
                "lesson {identifier} starts on a left page",
                position=first.position,
                identifier=lesson,
            )
        spans = [s for n in numbers if (p := book.page(n)) for s in p.spans if not s.picture and not s.artifact]
        count = syllables(" ".join(s.text for s in spans))
        yield judge(
            count <= preset.lesson_syllables,
            first.page,
            "lesson {identifier} has {count} syllables, more than {most}",
            position=first.position,
            weak=True,
            count=count,
            most=preset.lesson_syllables,
            identifier=lesson,
        )


def page_count(book: Book) -> Iterator[Verdict]:
    """The pages fill whole sheets, fit one staple, and none is blank (P27)."""
    count = len(book.pages)
    if book.preset.facing:
        yield judge(count % 4 == 0 and count, 1, "{count} pages do not fill sheets of four", count=count)
        most = book.preset.most_pages
        yield judge(
            not most or count <= most, 1, "{count} pages are more than a staple holds ({most})", count=count, most=most
        )
    for page, look in zip(book.pages, book.looks, strict=False):
        yield judge(look.inked(book.type_area(page)), page.number, "page {page} is blank")


def imposition(book: Book) -> Iterator[Verdict]:
    """Printed on both sides, flipped on the short edge and folded, the sheets give the pages in order (P28).

    Sheets are A4 landscape and hold the pages at 100 %; the file asks the viewer to print it so.
    Ticks mark the fold, dots count the sheets, bars on the outermost show the staples.
    """
    folded = book.folded
    if folded is None:
        return
    wishes = book.document.wishes
    asked = wishes.get("/Duplex") == "DuplexFlipShortEdge" and wishes.get("/PrintScaling") == "None"
    yield judge(asked, 1, "the file does not ask to be printed at 100 %, flipped on the short edge")
    for place, side in enumerate(folded.sides):
        yield from _judge_side(place, side)
    for page in folded.pages:
        yield judge(not page.turned, page.number, "page {page} stands on its head once folded")
    yield from _folded_order(book)


def misfolded(book: Book) -> bool:
    """Tell whether the sheets do not give the pages, so that nothing else can be said about those."""
    if book.folded is None:
        return False
    return any(page.turned for page in book.pages) or any(_folded_order(book))


def _judge_side(place: int, side: Page) -> Iterator[Verdict]:
    number = place + 1
    landscape = abs(side.width - 297 * MM) < 1 and abs(side.height - 210 * MM) < 1
    yield judge(landscape, 0, "side {side} is not A4 landscape", side=number)
    for form in side.forms:
        a, b, c, d, _, _ = form.matrix
        whole = abs(abs(a * d - b * c) - 1) < 1e-3 and abs(b) < 1e-3 and abs(c) < 1e-3
        yield judge(whole, 0, "side {side} does not hold its pages at 100 %", side=number)
    yield judge(len(fold_ticks(side)) == 2, 0, "side {side} lacks its fold ticks", side=number)
    wanted = 0 if place % 2 else place // 2 + 1
    marks = dots(side)
    touched = next((s for s in side.spans if any(m.box.grown(MM / 2).meets(s.box) for m in marks)), None)
    yield judge(
        touched is None,
        0,
        "side {side}: a dot that counts the sheets touches «{text}»",
        side=number,
        text=short(touched.text) if touched else "",
    )
    count = len(marks)
    yield judge(
        count == wanted, 0, "side {side} bears {count} dots, not {wanted}", side=number, count=count, wanted=wanted
    )
    bars = 2 if place == 0 else 0
    yield judge(
        len(staples(side)) == bars,
        0,
        "side {side} bears {count} staple marks, not {wanted}",
        side=number,
        count=len(staples(side)),
        wanted=bars,
    )


def _folded_order(book: Book) -> Iterator[Verdict]:
    numbered = 0
    for page in book.pages:
        line = book.number(page)
        if line is None:
            continue
        numbered += 1
        expected = page.number - 1 + book.plan.first
        yield judge(
            line.text == str(expected),
            page.number,
            "once folded, page {page} bears the number {text}",
            "impose the pages again",
            text=line.text,
        )
    yield judge(
        numbered * 2 >= len(book.pages),
        1,
        "only {count} of {all} folded pages bear a number",
        count=numbered,
        all=len(book.pages),
    )


def print_guide(book: Book) -> Iterator[Verdict]:
    """The sheet that says how to print has a 100 mm rule, five greys and a line of the body size (P29)."""
    if book.folded is None:
        return
    guide = book.printed[len(book.pages) :]
    if not guide:
        yield fault(0, "the sheet that says how to print is missing", weak=True)
        return
    graphics = [g for page in guide for g in page.graphics]
    rule = any(abs(g.box.width / MM - 100) < 0.6 and g.box.height < 20 for g in graphics)
    yield judge(rule, 0, "the print guide has no rule of 100 mm", weak=True)
    areas = [g for g in graphics if g.colour is not None and not g.stroke and g.thickness > AREA]
    greys = {round(grey_of(g.colour)) for g in areas if g.colour is not None}
    yield judge(len(greys | {255}) >= 5, 0, "the print guide does not show five greys", weak=True)
    sample = any(abs(s.size - book.preset.body) < 0.1 for page in guide for s in page.spans)
    yield judge(sample, 0, "the print guide shows no line of {body} pt", weak=True, body=book.preset.body)
