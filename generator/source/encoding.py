"""Bytes of authored files to text: UTF-8, and a clear word about the older Vietnamese encodings."""

import re

from generator.diagnostics import Diagnostics, Position, error
from generator.source.markdown import normalise

# Letters that the two old font encodings put where Latin-1 readers see these signs.
_TCVN3 = re.compile(r"[µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ]")
# only marks that no Unicode Vietnamese word has after a vowel («toà», «quý» are honest)
_VNI = re.compile(r"[aeouyAEOUY][øùûõïåäëüöæØÙÛÕÏÅÄËÜÖÆ]|[öôÖÔ][ùøûõï]|ñ[aeiouy]")
_VIETNAMESE = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)


def decode(data: bytes, path: str, problems: Diagnostics) -> str | None:
    """Return the normalised text of ``data``; bytes in another encoding are reported with their line, never guessed."""
    try:
        text = normalise(data.decode("utf-8"))
    except UnicodeDecodeError as failure:
        problems.add(
            error(
                Position(path, data.count(b"\n", 0, failure.start) + 1),
                "not-utf-8",
                "the file is not UTF-8; it looks like {encoding}",
                "open it in Notepad, choose Save as, Encoding: UTF-8",
                encoding=_guess(data),
            )
        )
        return None
    for number, line in enumerate(text.split("\n"), 1):
        name = _font_encoding(line)
        if name:
            problems.add(
                error(
                    Position(path, number),
                    "font-encoding",
                    "this line is written in {encoding}, not in Unicode",
                    "convert the text to Unicode with UniKey (Ctrl+Shift+F6) and paste it again",
                    encoding=name,
                )
            )
            return None
        if "\x00" in line or any(ord(c) < 32 and c != "\t" for c in line):
            problems.add(
                error(
                    Position(path, number),
                    "control-character",
                    "the line holds an invisible control character",
                    "delete it",
                )
            )
            return None
    return text


def _guess(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    if len(re.findall(rb"[\xcc\xec\xde\xd2\xf2]", data)) * 4 > len(re.findall(rb"[\x80-\xff]", data)):
        return "windows-1258"
    return "TCVN3 (.VnTime)" if len(_TCVN3.findall(data.decode("latin-1"))) > len(data) / 20 else "windows-1258"


def _font_encoding(line: str) -> str:
    """Return the name of the font encoding a line was typed in, empty for honest Unicode."""
    if _VIETNAMESE.search(line) or len(line) < 8:
        return ""
    words = line.split()
    if sum(1 for w in words if _VNI.search(w)) * 3 >= len(words):
        return "VNI"
    if sum(1 for w in words if re.search(r"[µ¸¶·¹®©¬\xad¾¼½¨]", w)) * 4 >= len(words):
        return "TCVN3"
    return ""
