"""What is printed can be seen: contrast, grey, tints, toner, line weights (P10 to P14)."""

from collections.abc import Iterator

from generator.printed.book import Book, Verdict, fault, judge, short
from generator.printed.looks import HIDDEN, WHITE, contrast, grey_of
from generator.printed.pages import MM, Box, Colour, Graphic, Page

AREA = 6  # a fill thicker than this (points, see ``Graphic.thickness``) is an area and no line
NEARLY = 0.1  # of a contrast: the middle of a thin stroke may miss its full grey
GREEKED = 0xC4  # text in a picture that nobody has to read, and hairlines there


def text_contrast(book: Book) -> Iterator[Verdict]:
    """On the page rendered in grey, text stands out 7 : 1 and lines and icons 3 : 1 from their ground (P10).

    Text outside pictures is black, or white on black.
    """
    preset = book.preset
    for page, look in zip(book.printed, book.looks, strict=True):
        for span, seen in zip(page.spans, look.texts, strict=True):
            if seen.contrast < preset.text_contrast - NEARLY:
                yield fault(
                    page.number,
                    "page {page}: «{text}» has contrast {ratio}, less than {least}",
                    box=span.box,
                    text=short(span.text),
                    ratio=seen.contrast,
                    least=preset.text_contrast,
                )
            elif book.knows_pictures and not span.picture and 3 < grey_of(span.colour) < WHITE:
                yield fault(
                    page.number,
                    "page {page}: «{text}» is grey; text is black",
                    box=span.box,
                    text=short(span.text),
                )
            else:
                yield None
        for graphic, ground in zip(page.graphics, look.grounds, strict=True):
            if graphic.colour is None or ground == HIDDEN or _exempt(book, page, graphic):
                continue
            ratio = contrast(grey_of(graphic.colour), ground)
            yield judge(
                ratio >= preset.line_contrast - NEARLY,
                page.number,
                "page {page}: a line or icon has contrast {ratio}, less than {least}",
                box=graphic.box,
                ratio=ratio,
                least=preset.line_contrast,
            )


def _exempt(book: Book, page: Page, graphic: Graphic) -> bool:
    """White lies on black, tints are judged by the text on them, and in pictures what nobody reads is light."""
    assert graphic.colour is not None
    grey = grey_of(graphic.colour)
    area = not graphic.stroke and graphic.thickness > AREA
    tint = grey >= 255 * (1 - book.preset.tint) - 1 or any(graphic.box.holds(s.box) for s in page.spans)
    return (
        grey >= WHITE
        or (area and (page.number == 0 or tint))
        or (abs(grey - GREEKED) < 2 and (graphic.picture or not book.knows_pictures))
    )


def no_colour(book: Book) -> Iterator[Verdict]:
    """Every page keeps its meaning in grey, because it has no colour (P11)."""
    for page, look in zip(book.printed, book.looks, strict=True):
        coloured: list[Box] = [s.box for s in page.spans if _hue(s.colour)]
        coloured += [g.box for g in page.graphics if g.colour is not None and _hue(g.colour)]
        yield judge(
            not coloured and look.colour <= 3,
            page.number,
            "page {page} is coloured",
            "use black, white and grey",
            box=next(iter(coloured), None),
        )


def _hue(colour: Colour) -> bool:
    return max(colour) - min(colour) > 0.012


def tint(book: Book) -> Iterator[Verdict]:
    """Behind text there is white paper, a tint of at most 10 % or solid black, and never a picture (P12)."""
    lightest = 255 * (1 - book.preset.tint) - 1
    for page, look in zip(book.printed, book.looks, strict=True):
        images = [g.box for g in page.graphics if g.image or g.colour is None]
        for span, seen in zip(page.spans, look.texts, strict=True):
            dark_text = grey_of(span.colour) < 128
            if any(box.holds(span.box) for box in images):
                yield fault(page.number, "page {page}: «{text}» lies on a picture", box=span.box, text=short(span.text))
            elif dark_text and seen.darkest < lightest:
                yield fault(
                    page.number,
                    "page {page}: «{text}» lies on a tint of {share} %, more than {most} %",
                    box=span.box,
                    text=short(span.text),
                    share=round(100 - seen.darkest / 2.55),
                    most=round(book.preset.tint * 100),
                )
            elif not dark_text and seen.lightest > 25 and seen.contrast > 1.1:  # else it is not seen at all, see P10
                yield fault(
                    page.number, "page {page}: «{text}» is white, but not on black", box=span.box, text=short(span.text)
                )
            else:
                yield None


def ink(book: Book) -> Iterator[Verdict]:
    """Toner is spent sparingly: page and booklet keep under a mean blackness, no black area is large (P13)."""
    preset = book.preset
    shares = [look.ink for look in book.looks[: len(book.pages)]]
    for page, share in zip(book.pages, shares, strict=True):
        yield judge(
            share <= preset.page_ink,
            page.number,
            "page {page} is {share} % black, more than {most} %",
            weak=True,
            share=share * 100,
            most=preset.page_ink * 100,
        )
        for graphic in page.graphics:
            if graphic.colour is None or grey_of(graphic.colour) > 128 or graphic.stroke:
                continue
            centimetres = graphic.area / (10 * MM) ** 2
            yield judge(
                centimetres <= preset.solid,
                page.number,
                "page {page}: a black area has {size} cm², more than {most} cm²",
                box=graphic.box,
                weak=True,
                size=centimetres,
                most=preset.solid,
            )
    mean = sum(shares) / len(shares) if shares else 0
    yield judge(
        mean <= preset.book_ink,
        1,
        "the pages are {share} % black on average, more than {most} %",
        weak=True,
        share=mean * 100,
        most=preset.book_ink * 100,
    )


def line_weight(book: Book) -> Iterator[Verdict]:
    """No line is thinner than an office printer and a copier can keep (P14)."""
    least = book.preset.line
    for page in book.printed:
        for graphic in page.graphics:
            if not visible(graphic):
                continue
            line = graphic.stroke or max(graphic.box.width, graphic.box.height) > 12 * graphic.thickness
            yield judge(
                not line or graphic.thickness >= least - 0.03,
                page.number,
                "page {page}: a line is {weight} pt thick, less than {least} pt",
                box=graphic.box,
                weak=True,
                weight=graphic.thickness,
                least=least,
            )


def visible(graphic: Graphic) -> bool:
    """Tell whether a shape is a drawn one that paper does not swallow."""
    return graphic.colour is not None and grey_of(graphic.colour) < WHITE
