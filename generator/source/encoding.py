"""Bytes of authored files to text: UTF-8, and a clear word about the older Vietnamese encodings."""

import re
from html import unescape

from generator.diagnostics import Diagnostic, Diagnostics, Position, error
from generator.source.markdown import normalise

# Letters that the two old font encodings put where Latin-1 readers see these signs.
# Only what no Unicode Vietnamese word has: «toà», «quý» are honest.
_TCVN3 = re.compile(r"[µ¸¶·¹®©¬\xad¾¼½¨§¤¥¦¡]")
_VNI = re.compile(r"[aeouyAEOUY][øùûõïåäëüöæØÙÛÕÏÅÄËÜÖÆâêéèáàãÂÊÉÈÁÀÃ]|[öôÖÔ][ùøûõïÙØÛÕÏ]|\bñ[aeiouyöô]")
_VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
# windows-1258 writes most tones as a combining byte behind the vowel, and đ, ơ, ư as single bytes
_1258_TONES = re.compile(rb"[AEIOUYaeiouy\xc2\xc3\xca\xd4\xd5\xdd\xe2\xe3\xea\xf4\xf5\xfd][\xcc\xec\xde\xd2\xf2]")
_1258_LETTERS = re.compile(rb"[\xd0\xf0\xd5\xf5\xdd\xfd\xc3\xe3]")
# nobody sees these; some make a false name look true
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd-\uffff]"
)
_ENTITY = re.compile(r"&#?\w+;")  # what HTML and Markdown write for a sign


def decode(data: bytes, path: str, problems: Diagnostics) -> str | None:
    """Return the normalised text of ``data``; bytes in another encoding are reported with their line, never guessed."""
    try:
        text = normalise(data.decode("utf-8"))
    except UnicodeDecodeError as failure:
        line_start = data.rfind(b"\n", 0, failure.start) + 1
        column = len(data[line_start : failure.start].decode("utf-8", "replace")) + 1
        problems.add(
            error(
                Position(path, data.count(b"\n", 0, failure.start) + 1, column),
                "not-utf-8",
                "the file is not UTF-8; it looks like {encoding}",
                "open it in Notepad, choose Save as, and in the box Encoding choose UTF-8",
                encoding=_guess(data),
            )
        )
        return None
    before = len(problems.found)
    for number, line in enumerate(text.split("\n"), 1):
        _line(Position(path, number), line, problems)
    return text if len(problems.found) == before else None


def unseen(where: Position, text: str) -> Diagnostic | None:
    """Return what is wrong with ``text`` when it holds a sign that nobody sees, or that no XML can hold."""
    found = _INVISIBLE.search(text)
    if found is None:
        return None
    return error(
        where.at(1, found.start() + 1),
        "control-character",
        "the line holds a sign that nobody sees ({code})",
        "delete it and type the words beside it again",
        code=f"U+{ord(found[0]):04X}",
    )


def _line(start: Position, line: str, problems: Diagnostics) -> None:
    for entity in _ENTITY.finditer(line):
        # HTML has no sign for what it forbids
        problem = unseen(start.at(1, entity.start() + 1), unescape(entity[0]) or "\ufffd")
        if problem is not None:
            problems.add(problem)
            return
    if line.isascii() and line.isprintable():
        return
    name, column = _font_encoding(line)
    if name:
        problems.add(
            error(
                start.at(1, column),
                "font-encoding",
                "this line is written in {encoding}, not in Unicode",
                "convert the text to Unicode with UniKey (Ctrl+Shift+F6) and paste it again",
                encoding=name,
            )
        )
        return
    problem = unseen(start, line)
    if problem is not None:
        problems.add(problem)


def _guess(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    high = sum(1 for b in data if b > 127)
    tones, letters = len(_1258_TONES.findall(data)), len(_1258_LETTERS.findall(data))
    if tones * 4 >= high:
        return "windows-1258"
    latin = data.decode("latin-1")
    if len(_TCVN3.findall(latin)) * 5 >= high:
        return "TCVN3 (.VnTime)"
    if len(_VNI.findall(latin)) * 3 >= high:
        return "VNI"
    return "windows-1258" if tones or letters else "Latin-1"


def _font_encoding(line: str) -> tuple[str, int]:
    """Return the font encoding a line was typed in, and the column where it shows; empty for honest Unicode."""
    if _VIETNAMESE.search(line):
        return "", 0
    written = list(re.finditer(r"\S+", line))
    for name, pattern in (("VNI", _VNI), ("TCVN3 (.VnTime)", _TCVN3)):
        hits = [w for w in written if pattern.search(w[0]) and any(c.isascii() and c.isalpha() for c in w[0])]
        if len(hits) >= 2 and len(hits) * 3 >= len(written):
            return name, hits[0].start() + 1
    return "", 0
