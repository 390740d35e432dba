"""What is printed can be read: sizes, lines, words, fonts (P01 to P09, P20)."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from generator.printed.book import NEAR, Book, Verdict, boxes_of, fault, judge, short
from generator.printed.pages import MM, Box, Font, Graphic, Line, Page, Span, around, lines, paragraphs
from generator.printed.plan import Kind

CAPITALS = 3  # so many words in a row written in capitals shout


def sizes(book: Book) -> Iterator[Verdict]:
    """Nothing is printed smaller than the edition allows, and most of the text has the body size (P01)."""
    smallest, body = book.preset.smallest, book.preset.body
    for page in book.printed:
        for span in page.spans:
            if span.size >= smallest - NEAR:
                yield None
            else:
                yield fault(
                    page.number,
                    "page {page}: «{text}» is {size} pt, less than {smallest} pt",
                    "print it larger, or leave it out",
                    box=span.box,
                    text=short(span.text),
                    size=span.size,
                    smallest=smallest,
                )
    commonest = _commonest(book)
    if commonest:
        yield judge(
            abs(commonest - body) <= 0.1,
            1,
            "most of the text is {size} pt, not {body} pt",
            "print at 100 %",
            size=commonest,
            body=body,
        )


def _commonest(book: Book) -> float:
    """Return the size of most of the text, 0 when there is none."""
    counted: Counter[float] = Counter()
    for page in book.pages:
        for span in page.spans:
            if not span.picture:
                counted[round(span.size, 1)] += len(span.text)
    return counted.most_common(1)[0][0] if counted else 0


def headings(book: Book) -> Iterator[Verdict]:
    """Headings are large enough, have at most three levels, and skip none (P02)."""
    least = book.preset.headings
    last = 0
    for level, size, page, box, text in _headings(book):
        if level > len(least):
            yield fault(page, "page {page}: heading «{text}» has level {level}", box=box, text=text, level=level)
        elif level > last + 1:
            yield fault(
                page,
                "page {page}: heading «{text}» has level {level} after level {last}",
                box=box,
                text=text,
                level=level,
                last=last,
            )
        elif size < least[level - 1] - NEAR:
            yield fault(
                page,
                "page {page}: heading «{text}» of level {level} is {size} pt, less than {least} pt",
                box=box,
                text=text,
                level=level,
                size=size,
                least=least[level - 1],
            )
        else:
            yield None
        last = level


def _headings(book: Book) -> Iterator[tuple[int, float, int, Box, str]]:
    blocks: dict[int, list[tuple[Page, Span]]] = defaultdict(list)
    for page in book.pages:
        for span in page.spans:
            if re.fullmatch(r"H[1-6]", span.kind):
                blocks[span.block].append((page, span))
    for block in sorted(blocks):
        page, first = blocks[block][0]
        spans = [s for p, s in blocks[block] if p is page]
        text = short(" ".join("".join(s.text for s in spans).split()))
        yield int(first.kind[1]), max(s.size for s in spans), page.number, around([s.box for s in spans]), text


def line_height(book: Book) -> Iterator[Verdict]:
    """Lines are far enough apart, and no sign touches one of the next line, stacked tone marks included (P03)."""
    preset = book.preset
    for page in book.pages:
        for group in paragraphs(page):
            for above, below in pairwise(group):
                if above.picture or above.block < 0:  # without a structure nobody knows what runs on
                    continue
                size = max(above.size, below.size)
                ratio = (below.baseline - above.baseline) / size
                least = preset.leading if size <= preset.headings[1] + NEAR else preset.heading_leading
                yield judge(
                    ratio >= least - 0.01,
                    page.number,
                    "page {page}: the line under «{text}» is {ratio} times the size away, less than {least}",
                    box=below.box,
                    text=short(above.text),
                    ratio=ratio,
                    least=least,
                )
        yield from _collisions(page)


def _collisions(page: Page) -> Iterator[Verdict]:
    rows = lines(page.spans)
    for place, above in enumerate(rows):
        for below in rows[place + 1 :]:
            if below.baseline - above.baseline > 1.6 * max(above.size, below.size):
                break
            if below.baseline - above.baseline < 0.3:
                continue
            upper, lower = _clash(above, below) if above.box.meets(below.box) else ("", "")
            yield judge(
                not lower,
                page.number,
                "page {page}: «{upper}» in «{text}» touches «{lower}» in the line below",
                "set the lines further apart",
                box=below.box,
                text=short(above.text),
                upper=upper,
                lower=lower,
            )


def _clash(above: Line, below: Line) -> tuple[str, str]:
    """Return the two signs that touch, or two empty texts."""
    upper = [(g.text, g.box) for s in above.spans for g in s.glyphs if g.box]
    lower = [(g.text, g.box) for s in below.spans for g in s.glyphs if g.box]
    for first, box in upper:
        for second, other in lower:
            deep = box.bottom - other.top > 0.3 and min(box.right, other.right) - max(box.left, other.left) > 0.1
            if deep and box.top < other.top:
                return first or "?", second or "?"
    return "", ""


def paragraph_gap(book: Book) -> Iterator[Verdict]:
    """Paragraphs are set apart by half a line, and their first line is not indented (P04)."""
    steps = boxes_of(book, Kind.STEP)
    for page in book.pages:
        groups = [g for g in paragraphs(page) if g[0].spans[0].kind == "P" and not g[0].picture]
        groups = [g for g in groups if not any(b.holds(g[0].box) for b in steps[page.number])]
        for group in groups:
            after = [g for g in groups if g[0].baseline > group[-1].baseline and abs(g[0].left - group[0].left) < 1]
            if not after:
                continue
            following = min(after, key=lambda g: g[0].baseline)
            alike = abs(following[0].size - group[-1].size) < NEAR and _bold(following[0]) == _bold(group[-1])
            if not alike or following[0].block == group[0].block:
                continue
            leading = group[-1].baseline - group[-2].baseline if len(group) > 1 else book.preset.leading * group[0].size
            gap = (following[0].baseline - group[-1].baseline) / leading - 1
            yield judge(
                gap >= book.preset.paragraph_gap - 0.05,
                page.number,
                "page {page}: paragraph «{text}» is {gap} lines away from the one above, less than {least}",
                box=following[0].box,
                weak=True,
                text=short(following[0].text),
                gap=max(gap, 0.0),
                least=book.preset.paragraph_gap,
            )
        for first, second in _same_block(page):
            indent = first.left - second.left
            yield judge(
                indent < 1,
                page.number,
                "page {page}: the first line of «{text}» is indented",
                box=first.box,
                weak=True,
                text=short(first.text),
            )


def _same_block(page: Page) -> Iterator[tuple[Line, Line]]:
    """Yield the first two lines of each paragraph."""
    blocks: dict[int, list[Line]] = defaultdict(list)
    for line in lines(page.spans):
        if line.spans[0].kind == "P" and line.block >= 0:
            blocks[line.block].append(line)
    for group in blocks.values():
        if len(group) > 1 and group[1].baseline - group[0].baseline > 1:
            yield group[0], group[1]


def _bold(line: Line) -> bool:
    return all("Bold" in s.font.name for s in line.spans if s.text.strip())


def characters_per_line(book: Book) -> Iterator[Verdict]:
    """A line of body text takes a readable number of characters, in full measure and beside a picture (P05).

    Counted is how many characters of the text that stands there would fill the line.
    """
    steps, others = boxes_of(book, Kind.STEP), boxes_of(book, Kind.CAUTION)
    size = _commonest(book)
    full: list[tuple[Line, int]] = []
    column: list[float] = []
    for page in book.pages:
        body = [
            line
            for line in lines(page.spans)
            if abs(line.size - size) < 0.1
            and not line.picture
            and not line.spans[0].artifact
            and len(line.text) >= 12
            and not _bold(line)
            and not any(b.holds(line.box) for b in others[page.number])
        ]
        edge = min((line.left for line in body), default=0)
        for line in body:
            step = next((b for b in steps[page.number] if b.holds(line.box)), None)
            if step is not None:
                column.append(len(line.text) / (line.right - line.left) * (step.right - line.left))
            elif line.left - edge < 1:
                full.append((line, page.number))
    if full:
        measure = max(line.right - line.left for line, _ in full)
        yield _characters(book, "full", [len(i.text) / (i.right - i.left) * measure for i, _ in full], full[0][1])
    if column:
        yield _characters(book, "column", column, 1)


def _characters(book: Book, kind: str, counts: Sequence[float], page: int) -> Verdict:
    middle = sorted(counts)[len(counts) // 2]
    fewest, most = book.preset.characters if kind == "full" else book.preset.column_characters
    if fewest - 0.5 <= middle <= most + 0.5:
        return None
    message = (
        "a line of full measure takes {count} characters, not {fewest} to {most}"
        if kind == "full"
        else "a line beside a picture takes {count} characters, not {fewest} to {most}"
    )
    return fault(page, message, weak=True, count=round(middle), fewest=fewest, most=most)


def ragged_right(book: Book) -> Iterator[Verdict]:
    """Text is set flush left: word gaps keep their natural width, lines of a paragraph begin in one place (P06)."""
    for page in book.pages:
        for line in lines(page.spans):
            spreads = [_spread(s) for s in line.spans if not s.picture]
            known = [s for s in spreads if s is not None]
            if known:
                yield judge(
                    max(known) <= 0.05,
                    page.number,
                    "page {page}: the gaps between the words of «{text}» are stretched",
                    "set the text flush left, ragged right",
                    box=line.box,
                    text=short(line.text),
                )
        for group in _blocks(page):
            apart = max(line.left for line in group) - min(line.left for line in group)
            yield judge(
                apart < 1,
                page.number,
                "page {page}: the lines of «{text}» do not begin in one place",
                "set the text flush left, ragged right",
                box=group[0].box,
                text=short(group[0].text),
            )


def _spread(span: Span) -> float | None:
    """Return how far the word gaps of a span are from the width of its font's space, as a share."""
    glyphs = span.glyphs
    gaps = [
        (after.left - before.right) / (span.font.width(space.code) * span.size) - 1
        for before, space, after in zip(glyphs, glyphs[1:], glyphs[2:], strict=False)
        if space.text in (" ", "\u00a0") and before.box and after.box and span.font.width(space.code) and span.upright
    ]
    return max((abs(g) for g in gaps), default=None)


def _blocks(page: Page) -> Iterator[list[Line]]:
    """Yield the lines after the first of each paragraph and heading of three lines or more."""
    blocks: dict[int, list[Line]] = defaultdict(list)
    for line in lines(page.spans):
        if re.fullmatch(r"P|H[1-6]", line.spans[0].kind) and line.block >= 0:
            blocks[line.block].append(line)
    for group in blocks.values():
        if len(group) > 2 and all(b.baseline - a.baseline > 1 for a, b in pairwise(group)):
            yield group[1:]


def unbroken_words(book: Book) -> Iterator[Verdict]:
    """Telephone numbers, dates, numbers with their unit, button names, addresses and «Bước 3» stay on one line (P07).

    No word is hyphenated or cut.
    """
    patterns = _unbreakable(book)
    for page in book.pages:
        for group in paragraphs(page):
            for above, below in pairwise(group):
                if above.picture:
                    continue
                broken = _broken(_raw(above), _raw(below), patterns)
                yield judge(
                    broken is None,
                    page.number,
                    "page {page}: «{text}» is broken over two lines",
                    "keep it together with no-break spaces",
                    box=above.box,
                    text=broken,
                )


def _unbreakable(book: Book) -> tuple[re.Pattern[str], ...]:
    """Return what must stay together although it holds a space."""
    words = book.plan.words
    found = [
        r"(?<![\w.])(?:\+84[ .]?|0)\d{2,3}[ .]?\d{3}[ .]?\d{3,4}(?!\d)",
        r"(?<!\d)1[89]00[ .]?\d{2,4}(?:[ .]?\d{2,4})?(?!\d)",
        r"(?<!\w)0\dxx xxx xxx",
        r"«[^«»]{0,19}[^«»,.!…]»",  # what ends like a sentence is one that somebody says
        r"\d %",
    ]
    if words.numbered:
        found.append(rf"(?<!\w)(?:{'|'.join(map(re.escape, words.numbered))}) \d+")
    if words.units:
        found.append(rf"\d (?:{'|'.join(map(re.escape, words.units))})(?!\w)")
    return tuple(re.compile(p) for p in found)


TIGHT = (  # what is written without a space: dates, amounts, web addresses
    re.compile(r"(?<!\d)\d{1,2}/(?:\d{1,2}/)?\d{4}(?!\d)"),
    re.compile(r"\d{1,3}(?:\.\d{3})+(?!\d)"),
    re.compile(r"\d+,\d+"),
    re.compile(r"(?:https?://|www\.)\S+[./-]\S*"),
)
ADDRESS = re.compile(r"(?:[\w-]+\.)+[a-z-]{2,}(?:/\S*)?[/.-]?$")


def _broken(above: str, below: str, patterns: Sequence[re.Pattern[str]]) -> str | None:
    """Return what the turn from one line to the next cuts in two; a space there is not in the file."""
    above, below = above.rstrip().replace("\u00a0", " "), below.lstrip().replace("\u00a0", " ")
    for joined, gap, tried in ((f"{above} {below}", 1, patterns), (above + below, 0, TIGHT)):
        for pattern in tried:
            for match in pattern.finditer(joined):
                if match.start() < len(above) and match.end() > len(above) + gap:
                    return match.group()
    last, first = above.split(" ")[-1], below.split(" ")[0]
    hyphen = re.search(r"\w[-\u2010\u00ad]$", last) and re.match(r"\w", first)
    address = ADDRESS.search(last) and (last[-1] in "/-" or re.search(r"\w[/.]\w|^[./]\w", first))
    return f"{last}{first}" if hyphen or address else None


def _raw(line: Line) -> str:
    return "".join(s.text for s in line.spans)


def emphasis(book: Book) -> Iterator[Verdict]:
    """Emphasis is bold: no italics, no underlining, no run of words in capitals (P08)."""
    body = book.preset.body - NEAR
    for page in book.pages:
        rules = [g for g in page.graphics if g.box.height < 3 and g.box.width > 6 and not g.picture]
        for span in page.spans:
            if span.slanted or re.search(r"Italic|Oblique", span.font.name):
                yield fault(page.number, "page {page}: «{text}» is in italics", box=span.box, text=short(span.text))
            elif (book.knows_pictures or span.size >= body) and not span.picture and _underlined(span, rules):
                yield fault(page.number, "page {page}: «{text}» is underlined", box=span.box, text=short(span.text))
            else:
                yield None
        for line in lines(page.spans):
            shouted = _capitals(line.text)
            yield judge(
                not shouted, page.number, "page {page}: «{text}» is in capitals", box=line.box, text=short(shouted)
            )


def _underlined(span: Span, rules: Iterable[Graphic]) -> bool:
    """Tell whether a line runs just below the baseline from the start of a glyph to the end of another."""
    if not span.upright or not span.glyphs:
        return False
    return any(
        0 < (rule.box.top + rule.box.bottom) / 2 - span.baseline < 0.3 * span.size
        and any(abs(rule.box.left - g.left) < 1.5 for g in span.glyphs)
        and any(abs(rule.box.right - g.right) < 1.5 for g in span.glyphs)
        for rule in rules
    )


def _capitals(text: str) -> str:
    run: list[str] = []
    for word in [*text.split(), ""]:
        letters = [c for c in word if c.isalpha()]
        if len(letters) > 1 and word.strip(".!?").isupper():
            run.append(word)
            if word[-1] not in ",;:/":  # a list of abbreviations is no shouting
                continue
        if len(run) >= CAPITALS:
            return " ".join(run)
        run = []
    return ""


def typeface(book: Book) -> Iterator[Verdict]:
    """All fonts are ours and embedded; each sign has a shape there, and can be copied out as NFC text (P09).

    Shapes that are easily confused (I l 1, O 0) differ.
    """
    used: dict[int, tuple[Font, dict[int, tuple[int, Box]]]] = {}
    for page in book.printed:
        for span in page.spans:
            _, codes = used.setdefault(id(span.font), (span.font, {}))
            for glyph in span.glyphs:
                codes.setdefault(glyph.code, (page.number, glyph.box or span.box))
        for line in lines(page.spans):
            yield judge(
                unicodedata.is_normalized("NFC", line.text),
                page.number,
                "page {page}: «{text}» is not NFC text",
                box=line.box,
                text=short(line.text),
            )
    for font, codes in used.values():
        page_number, box = next(iter(codes.values()))
        if not font.embedded:
            yield fault(page_number, "font {name} is not embedded", box=box, name=font.name)
            continue
        yield judge(
            _ours(font.name, book.preset.families),
            page_number,
            "page {page}: font {name} is not one of ours",
            box=box,
            name=font.name,
        )
        yield from _signs(font, codes)
        yield from _twins(font, codes)


def _signs(font: Font, codes: Mapping[int, tuple[int, Box]]) -> Iterator[Verdict]:
    for code, (page, box) in sorted(codes.items()):
        text = font.characters.get(code, "")
        if not text or "\ufffd" in text:
            yield fault(
                page, "page {page}: sign {code} of font {name} says nothing", box=box, code=code, name=font.name
            )
        elif not text.isspace() and font.bounds(code) is None:
            yield fault(
                page,
                "page {page}: font {name} has no shape for «{text}»",
                "use another word, or a font that has the sign",
                box=box,
                text=text,
                name=font.name,
            )
        else:
            yield None


def _ours(name: str, families: Sequence[str]) -> bool:
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    return any(
        plain in (family + weight for weight in ("", "regular", "bold"))
        for family in (re.sub(r"[^a-z0-9]", "", f.lower()) for f in families)
    )


def _twins(font: Font, codes: Mapping[int, tuple[int, Box]]) -> Iterator[Verdict]:
    shapes: dict[str, tuple[object, int]] = {}
    for code, (page, _) in sorted(codes.items()):
        text = font.characters.get(code, "")
        if text in tuple("Il1O0") and font.bounds(code) is not None:
            shapes[text] = (font.bounds(code), page)
    for first, second in (("I", "l"), ("I", "1"), ("l", "1"), ("O", "0")):
        if first in shapes and second in shapes:
            yield judge(
                shapes[first][0] != shapes[second][0],
                shapes[first][1],
                "in font {name}, «{first}» and «{second}» look alike",
                name=font.name,
                first=first,
                second=second,
            )


def readable_pictures(book: Book) -> Iterator[Verdict]:
    """Words in pictures are large enough to be read: x-height 2 mm (P20)."""
    for page in book.pages:
        for span in page.spans:
            height = _x_height(span) if span.picture else None
            if height is None:
                continue
            yield judge(
                height >= book.preset.x_height - 0.02,
                page.number,
                "page {page}: the letters of «{text}» in a picture are {height} mm high, less than {least} mm",
                box=span.box,
                weak=True,
                text=short(span.text),
                height=height,
                least=book.preset.x_height,
            )


def _x_height(span: Span) -> float | None:
    for code, text in span.font.characters.items():
        bounds = span.font.bounds(code) if text in ("x", "z", "v", "u", "n", "m", "r") else None
        if bounds is not None:
            return bounds[3] * span.size / MM
    return None
