"""What learners do: steps, their pictures and cautions, and what a page says of its facts (P16 to P23, P30 to P35)."""

import re
from collections import Counter
from collections.abc import Iterator

from generator.printed.book import Book, Verdict, boxes_of, by_identifier, fault, judge, plain, short, syllables
from generator.printed.looks import Code, grey_of
from generator.printed.pages import MM, Box, Page, lines
from generator.printed.plan import Kind, Placed


def step_syllables(book: Book) -> Iterator[Verdict]:
    """A printed step, title and help together, is no longer than a learner can hold (P16)."""
    most = book.preset.step_syllables
    others = book.things(Kind.CAUTION, Kind.SCREEN, Kind.PICTURE)
    for step in book.things(Kind.STEP):
        page = book.page(step.page)
        if page is None:
            continue
        spans = [
            s
            for s in page.spans
            if step.box.holds(s.box)
            and not s.picture
            and s.text.strip() != step.label
            and not any(o.page == step.page and o.box.holds(s.box) for o in others)
        ]
        count = syllables(" ".join(line.text for line in lines(spans)))
        yield judge(
            0 < count <= most,
            step.page,
            "step {identifier} has {count} syllables, not 1 to {most}",
            position=step.position,
            identifier=step.identifier,
            count=count,
            most=most,
        )


def steps_per_task(book: Book) -> Iterator[Verdict]:
    """A task has three to seven steps, and no more than five on one spread (P17)."""
    fewest, spread, most = book.preset.steps
    for task, steps in _tasks(book).items():
        count = len({s.identifier for s in steps})
        place = steps[0] if steps else next(t for t in book.things(Kind.TASK) if t.identifier == task)
        if not fewest <= count <= most:
            yield fault(
                place.page,
                "task {identifier} has {count} steps, not {fewest} to {most}",
                position=place.position,
                identifier=task,
                count=count,
                fewest=fewest,
                most=most,
            )
        elif count > spread:
            yield fault(
                place.page,
                "task {identifier} has {count} steps, more than the {most} of one spread",
                "divide it into two parts",
                position=place.position,
                weak=True,
                identifier=task,
                count=count,
                most=spread,
            )
        else:
            yield None


def _tasks(book: Book) -> dict[str, list[Placed]]:
    tasks: dict[str, list[Placed]] = {t.identifier: [] for t in book.things(Kind.TASK)}
    for step in book.things(Kind.STEP):
        tasks.setdefault(step.of, []).append(step)
    return tasks


def picture_with_step(book: Book) -> Iterator[Verdict]:
    """Every step has its picture, drawn, beside its text, on its page; or it says that it needs none (P18)."""
    pictures = book.things(Kind.SCREEN, Kind.PICTURE)
    bare = {p.of for p in book.things(Kind.BARE)}
    for step in book.things(Kind.STEP):
        own = [p for p in pictures if p.of == step.identifier]
        if not own:
            yield judge(
                step.identifier in bare,
                step.page,
                "step {identifier} has no picture",
                "draw one, or say that it needs none",
                position=step.position,
                identifier=step.identifier,
            )
        for picture in own:
            yield _beside(book, step, picture)


def _beside(book: Book, step: Placed, picture: Placed) -> Verdict:
    page = book.page(picture.page)
    here = [p.page for p in book.things(Kind.STEP) if p.identifier == step.identifier]
    if page is None or picture.page not in here:
        return fault(
            picture.page,
            "the picture of step {identifier} is on page {page}, the step on page {other}",
            position=step.position,
            other=step.page,
            identifier=step.identifier,
        )
    if picture.page == step.page and not step.box.grown(24).meets(picture.box):
        return fault(
            picture.page,
            "page {page}: the picture of step {identifier} is far from it",
            position=step.position,
            identifier=step.identifier,
        )
    if not book.looks[picture.page - 1].inked(picture.box):
        return fault(
            picture.page,
            "page {page}: the picture of step {identifier} is empty",
            position=picture.position,
            identifier=step.identifier,
        )
    over = [s for s in page.spans if book.tagged and not s.picture and picture.box.holds(s.box)]
    if over:
        return fault(
            picture.page,
            "page {page}: «{text}» lies on the picture of step {identifier}",
            position=step.position,
            text=short(over[0].text),
            identifier=step.identifier,
        )
    return None


def one_task_per_spread(book: Book) -> Iterator[Verdict]:
    """A task is seen whole: it starts a left page and ends on the facing one, or starts a page (P21).

    No step breaks over a page turn.
    """
    for step, pages in by_identifier(book.things(Kind.STEP)).items():
        yield judge(
            len(pages) == 1,
            pages[0].page,
            "step {identifier} breaks over the turn from page {page} to page {other}",
            position=pages[0].position,
            identifier=step,
            other=pages[-1].page,
        )
    starts = by_identifier(book.things(Kind.TASK))
    for task, steps in _tasks(book).items():
        used = sorted({p.page for p in (*starts.get(task, ()), *steps)})
        if not used:
            continue
        first, last = used[0], used[-1]
        whole = last - first <= 1 and (not book.preset.facing or first == last or first % 2 == 0)
        place = starts[task][0] if task in starts else steps[0]
        top = (book.preset.head + 20) * MM
        if not whole:
            yield fault(
                first,
                "task {identifier} runs from page {page} to page {other}, which do not lie side by side",
                position=place.position,
                identifier=task,
                other=last,
            )
        elif place.box.top > top and first != last:
            yield fault(
                first,
                "page {page}: task {identifier} does not start a page",
                position=place.position,
                identifier=task,
            )
        else:
            yield None


def step_numbers(book: Book) -> Iterator[Verdict]:
    """Steps are numbered from 1 in each task, and the numeral is printed at the step (P22)."""
    for steps in _tasks(book).values():
        for number, (step, placed) in enumerate(by_identifier(steps).items(), 1):
            first = placed[0]
            page = book.page(first.page)
            shown = {s.text.strip() for s in page.spans if first.box.holds(s.box)} if page else set()
            right = first.label == str(number) and first.label in shown
            yield judge(
                right,
                first.page,
                "step {identifier} is number {number}, but that is not printed",
                position=first.position,
                identifier=step,
                number=number,
            )


def cautions(book: Book) -> Iterator[Verdict]:
    """A caution has its word and its frame, stands before the step it concerns, and alone on its page (P23)."""
    things = book.things(Kind.CAUTION)
    for caution in things:
        yield _caution(book, caution)
    for page, count in sorted(Counter(c.page for c in things).items()):
        yield judge(count == 1, page, "page {page} has {count} cautions", weak=True, count=count)


def _caution(book: Book, caution: Placed) -> Verdict:
    page = book.page(caution.page)
    if page is None:
        return fault(caution.page, "page {page} is missing", position=caution.position)
    text = " ".join(line.text for line in lines(page.spans) if caution.box.holds(line.box))
    if caution.label not in text:
        return fault(
            caution.page,
            "page {page}: caution {identifier} lacks its word «{word}»",
            position=caution.position,
            word=caution.label,
            identifier=caution.identifier,
        )
    framed = [
        g
        for g in page.graphics
        if g.thickness >= book.preset.frame - 0.03
        and g.colour is not None
        and grey_of(g.colour) < 128
        and abs(g.box.width - caution.box.width) < 4
        and abs(g.box.height - caution.box.height) < 4
        and caution.box.grown(3).meets(g.box)
    ]
    if not framed:
        return fault(
            caution.page,
            "page {page}: caution {identifier} lacks a frame of {least} pt",
            position=caution.position,
            least=book.preset.frame,
            identifier=caution.identifier,
        )
    step = next((s for s in book.things(Kind.STEP) if s.identifier == caution.of), None)
    if step is None:
        return None
    turned = book.preset.facing and caution.page != step.page and caution.page % 2 == 1
    after = caution.page > step.page or (
        caution.page == step.page and any(b.top < caution.box.bottom - 2 for b in _step_text(book, step, caution))
    )
    return judge(
        not after and not turned,
        caution.page,
        "page {page}: caution {identifier} does not stand before its step",
        position=caution.position,
        identifier=caution.identifier,
    )


def _step_text(book: Book, step: Placed, caution: Placed) -> Iterator[Box]:
    page = book.page(step.page)
    for span in page.spans if page else ():
        if step.box.holds(span.box) and not span.picture and not caution.box.grown(1).holds(span.box):
            yield span.box


def codes(book: Book) -> Iterator[Verdict]:
    """A QR code is read off a black-and-white copy at 150 dpi, is large, and has its address beside it (P30)."""
    read = [(page, code) for page, look in zip(book.pages, book.looks, strict=False) for code in look.codes]
    for wanted in book.things(Kind.CODE):
        yield judge(
            any(p.number == wanted.page and c.text == wanted.label for p, c in read),
            wanted.page,
            "page {page}: the QR code of {address} cannot be read",
            position=wanted.position,
            address=wanted.label,
        )
    for page, code in read:
        yield _judge_code(book, page, code)


def _judge_code(book: Book, page: Page, code: Code) -> Verdict:
    box = code.box
    if not code.black_and_white:
        return fault(page.number, "page {page}: the QR code is not readable in black and white", box=box)
    size = min(box.width, box.height) / MM
    if size < book.preset.code - 0.5:
        return fault(
            page.number,
            "page {page}: the QR code is {size} mm wide, less than {least} mm",
            box=box,
            size=size,
            least=book.preset.code,
        )
    if not code.quiet:
        return fault(page.number, "page {page}: the QR code lacks its white border of four modules", box=box)
    if code.level == "L":
        return fault(page.number, "page {page}: the QR code has error correction L, less than M", box=box)
    address = re.sub(r"^https?://", "", code.text).rstrip("/")
    beside = box.grown(25 * MM)
    words = "".join(line.text for line in lines(page.spans) if beside.meets(line.box))
    if address not in words.replace(" ", ""):
        return fault(
            page.number, "page {page}: the address {text} is not written beside its QR code", box=box, text=address
        )
    if len(address) > 30:
        return fault(page.number, "page {page}: the address {text} is longer than 30 characters", box=box, text=address)
    return None


def stale_stamp(book: Book) -> Iterator[Verdict]:
    """Where facts go stale, the day they were checked and the month to ask again are printed (P33)."""
    stamps = book.things(Kind.STAMP)
    for volatile in book.plan.volatile:
        yield judge(
            any(s.of == volatile for s in stamps),
            1,
            "{identifier} has facts that go stale, but no date of checking",
            identifier=volatile,
        )
    for stamp in stamps:
        page = book.page(stamp.page)
        text = " ".join(i.text for i in lines(page.spans) if stamp.box.grown(2).holds(i.box)) if page else ""
        checked = re.search(r"(?<!\d)\d{2}/\d{2}/\d{4}(?!\d)", text)
        again = re.search(r"(?<![\d/])\d{2}/\d{4}(?!\d)", text)
        yield judge(
            checked and again,
            stamp.page,
            "page {page}: the stamp «{text}» lacks a date",
            position=stamp.position,
            text=short(text),
        )


def personal_data(book: Book) -> Iterator[Verdict]:
    """Pictures show no telephone, account or identity number in full, and no QR code that works (P34)."""
    pictures = boxes_of(book, Kind.SCREEN)
    for page, look in zip(book.pages, book.looks, strict=False):
        for line in lines(page.spans):
            if not line.picture:
                continue
            number = re.search(r"(?<![\d.])0\d{1,3}(?:[ .]?\d{3,4}){2}(?!\d)|(?<!\d)\d{9,}(?!\d)", line.text)
            yield judge(
                number is None,
                page.number,
                "page {page}: the picture shows the number {text} in full",
                "write it with x, as in 09xx xxx xxx",
                box=line.box,
                text=number.group() if number else "",
            )
        for code in look.codes:
            yield judge(
                not any(b.holds(code.box) for b in pictures[page.number]),
                page.number,
                "page {page}: a QR code in a picture can be read",
                box=code.box,
            )


def illustration_note(book: Book) -> Iterator[Verdict]:
    """A page with a mock screen says that the real one may differ (P35)."""
    for screen in book.things(Kind.SCREEN):
        page = book.page(screen.page)
        text = " ".join(line.text for line in lines(page.spans)) if page else ""
        yield judge(
            screen.label and plain(screen.label) in plain(text),
            screen.page,
            "page {page}: a mock screen without the note «{text}»",
            position=screen.position,
            text=screen.label,
        )
