"""Where lines end: words measured with the widths of our own letters, before any engine lays them out.

Pango breaks a Vietnamese line between any two syllables and balances nothing, so short things that are read at a
glance (titles, stems, what to do in a step) are broken here, at a comma where one is near the middle.
``widths.json`` is made from ``theme/fonts`` (advance widths, thousandths of an em); a test compares the two.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from html import unescape
from pathlib import Path

UNKNOWN = 650  # thousandths of an em, for a letter the table lacks: most are narrower
CLOSING = ".,:;!?…)»–"  # a line ends best after one of these
CARE = 1.003  # what the table does not know: kerning makes a line 1 % narrower to 0.8 % wider, mostly narrower
HANG = 1  # points that a closing full stop may stand in the margin
LOW = "wide low"  # the class of a long name that would run into the numeral beside it
_TOKEN = re.compile(r"<[^>]*>|[^<]+")
_PLAIN = re.compile(r"<(p|li)>((?:(?!</?(?:p|li|ul|ol|table|blockquote|figure|pre)\b).)*)</\1>", re.DOTALL)
_HELD = re.compile(r'<span class="nb">((?:(?!</?span).)*)</span>', re.DOTALL)
_NAME = re.compile(r'(?<!class="nb">)(«[^«»<>]*»[.,;:!?…]*)')
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"[ \t\n]+")


@dataclass(frozen=True, slots=True)
class Type:
    """How words are set: size and distance of lines in points."""

    size: float
    lead: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """What never breaks: HTML and width in points; ``ends`` says that a line must end after it."""

    html: str
    width: float
    ends: bool = False


def words(html: str, kind: Type) -> list[Word]:
    """Return the words of inline HTML; what stands in a span ``nb`` is one word."""
    made: list[Word] = []
    html_now, width, bold, held = "", 0.0, 0, 0
    opened: list[bool] = []  # for each open span, whether it is «nb»

    def flush(ends: bool = False) -> None:
        nonlocal html_now, width
        if html_now or ends:
            made.append(Word(html_now, width, ends))
        html_now, width = "", 0.0

    for token in _TOKEN.findall(html):
        if token.startswith("<"):
            name = token.strip("</>").split()[0] if token.strip("</>") else ""
            if name == "br":
                flush(ends=True)
                continue
            if name in ("strong", "em", "b"):
                bold += -1 if token.startswith("</") else 1
            elif name == "span":
                if token.startswith("</"):
                    held -= opened.pop() if opened else 0
                else:
                    opened.append('class="nb"' in token)
                    held += opened[-1]
            html_now += token
        elif held:
            html_now += token
            width += measure(unescape(token), kind.size, kind.bold or bool(bold))
        else:
            for n, piece in enumerate(_BREAK.split(token)):
                if n:
                    flush()
                html_now += piece
                width += measure(unescape(piece), kind.size, kind.bold or bool(bold))
    flush()
    return made


def measure(text: str, size: float, bold: bool = False) -> float:
    """Return the width of ``text`` in points."""
    return _ems(text, "bold" if bold else "regular") * size * CARE / 1000


def lines(html: str, kind: Type, width: float) -> int:
    """Return how many lines inline HTML takes in ``width`` points."""
    return len(list(_filled(words(html, kind), kind, width)))


def balanced(html: str, kind: Type, width: float) -> str:
    """Return inline HTML with ``<br>`` where its lines end: as few lines as fill ``width``, as even as can be.

    A line ends after a comma or a full stop rather than elsewhere; authored breaks stay.
    """
    parts: list[list[Word]] = [[]]
    for word in words(html, kind):
        parts[-1].append(word)
        if word.ends:
            parts.append([])
    return "<br>".join(_balanced(part, kind, width) for part in parts if part)


def phrased(html: str) -> int:
    """Return how many lines that were ended by hand end after a comma or another closing sign."""
    return sum(_closes(line.rstrip()) for line in html.split("<br>")[:-1])


def closed(html: str) -> str:
    """Return inline HTML whose last two words stay together, so that no line holds one short word alone."""
    stem, space, last = html.rstrip().rpartition(" ")
    if not space or ">" in last or "<" in last or len(last) > 6 or stem.count("<") != stem.count(">"):
        return html
    return f"{stem}\u00a0{last}"


def act(html: str, kind: Type, room: float, width: float) -> str:
    """Return the title of a step, ``room`` points wide beside its numeral and ``width`` below it.

    A name too long for the room stands on a line of its own below the numeral; one too long for that breaks.
    """
    html = loosened(_NAME.sub(r'<span class="nb">\1</span>', html), kind, width + HANG)
    found = words(html, kind)
    wide = next((n for n, w in enumerate(found) if w.width > room), None)
    if wide is None:
        return balanced(html, kind, room)
    before, after = (" ".join(w.html for w in part) for part in (found[:wide], found[wide + 1 :]))
    own = f'<span class="{LOW if lines(before, kind, room) < 2 else "wide"}">{found[wide].html}</span>'
    return " ".join(filter(None, (balanced(before, kind, room), own, balanced(after, kind, width))))


def loosened(html: str, kind: Type, width: float) -> str:
    """Return HTML in which what must not break, but is wider than ``width``, may break after all."""

    def loose(found: re.Match[str]) -> str:
        return found[1] if measure(unescape(_TAG.sub("", found[1])), kind.size, kind.bold) > width else found[0]

    return _HELD.sub(loose, html)


def shaped(html: str, kind: Type, width: float) -> str:
    """Return block HTML with every paragraph and entry that holds nothing but words balanced."""
    return _PLAIN.sub(lambda found: f"<{found[1]}>{balanced(found[2], kind, width)}</{found[1]}>", html)


def kept(html: str) -> str:
    """Return block HTML in which no paragraph or entry ends with a short word on a line of its own."""
    return _PLAIN.sub(lambda found: f"<{found[1]}>{closed(found[2])}</{found[1]}>", html)


def _balanced(part: list[Word], kind: Type, width: float) -> str:
    """Minimise the sum of squares of what is left free in each line over as many lines as are needed."""
    count = len(list(_filled(part, kind, width)))
    gap = measure(" ", kind.size, kind.bold)
    if count == 1:
        return " ".join(w.html for w in part)
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    ideal = (sum(w.width for w in part) + gap * (len(part) - 1)) / count
    for _ in range(count):
        step: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, ends) in best.items():
            used = -gap
            for end in range(start + 1, len(part) + 1):
                used += gap + part[end - 1].width
                if used > width and end > start + 1:
                    break
                last = end == len(part)
                after = 0.0 if last or _closes(part[end - 1].html) else (0.55 * ideal) ** 2
                candidate = (cost + (used - ideal) ** 2 + after, (*ends, end))
                step[end] = min(step.get(end, candidate), candidate)
        best = step
    ends = best[len(part)][1] if len(part) in best else ()
    if not ends:
        return " ".join(w.html for w in part)
    return " <br>".join(" ".join(w.html for w in part[a:b]) for a, b in zip((0, *ends), ends, strict=False))


def _closes(html: str) -> bool:
    return re.sub(r"<[^>]*>", "", html)[-1:] in CLOSING


def _filled(all_words: Iterable[Word], kind: Type, width: float) -> Iterator[list[Word]]:
    """Yield the words of each line when every line is filled, as the engine does."""
    gap = measure(" ", kind.size, kind.bold)
    line: list[Word] = []
    used = 0.0
    for word in all_words:
        if line and used + gap + word.width > width:
            yield line
            line, used = [], 0.0
        used += word.width + (gap if line else 0)
        line.append(word)
        if word.ends:
            yield line
            line, used = [], 0.0
    if line:
        yield line


@lru_cache(maxsize=1 << 14)
def _ems(text: str, weight: str) -> int:
    """Return the width of ``text`` in thousandths of an em."""
    table = _widths(weight)
    return sum(table.get(c, UNKNOWN) for c in text)


@cache
def _widths(weight: str) -> dict[str, int]:
    table = json.loads((Path(__file__).parent / "widths.json").read_text(encoding="utf-8"))[weight]
    return {letter: int(width) for width, letters in table.items() for letter in letters}
