"""Moodle's importers and graders, written again from their documented rules, slow and simple.

Moodle XML, GIFT and Aiken are read into the same ``Asked``; ``fraction`` grades as Moodle's question engine does.
"""

import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from unicodedata import normalize
from xml.etree import ElementTree

from generator.credits import MOODLE_FRACTIONS
from generator.items import Item, MatchItem, OrderItem
from generator.judge import Response

LISTED = {float(f) / 100 for f in MOODLE_FRACTIONS} | {-float(f) / 100 for f in MOODLE_FRACTIONS}


@dataclass
class Asked:
    """A question in Moodle's bank; ``answers`` are text, fraction and tolerance, ``rows`` stem and right side."""

    kind: str
    name: str = ""
    text: str = ""
    category: str = ""
    idnumber: str = ""
    mark: float = 1.0
    single: bool = True
    answers: list[tuple[str, float, float]] = field(default_factory=list)
    rows: list[tuple[str, str]] = field(default_factory=list)
    feedback: list[str] = field(default_factory=list)
    general: str = ""
    hints: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


# --- Moodle XML -------------------------------------------------------------------------------------------------------


def read_xml(content: bytes) -> list[Asked]:
    """Return the questions of a file, as the importer takes them; fail where it would stop or complain."""
    category, made = "", []
    for node in ElementTree.fromstring(content).findall("question"):
        if node.get("type") == "category":
            category = (node.findtext("category/text") or "").strip()
            continue
        made.append(_question(node, category))
    return made


def _question(node: ElementTree.Element, category: str) -> Asked:
    asked = Asked(node.get("type") or "", category=category)
    asked.name = (node.findtext("name/text") or "").strip()
    assert 0 < len(asked.name) <= 255
    asked.text = _html(node.find("questiontext"), asked)
    asked.general = _html(node.find("generalfeedback"), asked)
    asked.idnumber = node.findtext("idnumber") or ""
    asked.mark = float(node.findtext("defaultgrade") or 1)
    asked.single = (node.findtext("single") or "true") == "true"
    asked.settings = {n.tag: n.text or "" for n in node if len(n) == 0}
    asked.hints = [_html(n, asked) for n in node.findall("hint")]
    asked.tags = [n.text or "" for n in node.findall("tags/tag/text")]
    for answer in node.findall("answer"):
        html = asked.kind in ("multichoice", "ordering")
        text = _html(answer, asked) if html else (answer.findtext("text") or "").strip()
        percent = float(answer.get("fraction") or 0)
        share = 1.0 if asked.kind == "ordering" else _listed(percent / 100)
        asked.answers.append((text, share, abs(float(answer.findtext("tolerance") or 0))))
        asked.feedback.append(_html(answer.find("feedback"), asked))
    for row in node.findall("subquestion"):
        asked.rows.append((_html(row, asked), (row.findtext("answer/text") or "").strip()))
    for kind in ("correct", "partiallycorrect", "incorrect"):
        _html(node.find(f"{kind}feedback"), asked)
    accepted(asked)
    return asked


def _html(node: ElementTree.Element | None, asked: Asked) -> str:
    """Return a text marked as HTML; its pictures are files beside it, and every file is shown."""
    if node is None:
        return ""
    assert node.get("format") == "html", (asked.idnumber, node.tag)
    text = (node.findtext("text") or "").strip()
    ElementTree.fromstring(f"<div>{text}</div>")
    shown = set(re.findall(r'src="@@PLUGINFILE@@/([^"]*)"', text))
    files = {f.get("name") or "": b64decode(f.text or "", validate=True) for f in node.findall("file")}
    assert set(files) == shown
    assert all(f.get("path") == "/" and f.get("encoding") == "base64" for f in node.findall("file"))
    asked.files |= files
    return text


def _listed(share: float) -> float:
    """Return Moodle's own value for a share; one that is not in its list stops the import."""
    near = [f for f in LISTED if abs(f - share) < 0.00001]
    assert near, share
    return round(near[0], 7)


def accepted(asked: Asked) -> None:
    """Fail where saving would print a notice, which ends Moodle's import at this question."""
    shares = [share for _, share, _ in asked.answers]
    match asked.kind:
        case "multichoice" if asked.single:
            assert max(shares) == 1
            assert len(shares) > 1
        case "multichoice":
            assert round(sum(s for s in shares if s > 0), 2) == 1
            assert len(shares) > 1
        case "shortanswer" | "numerical":
            assert max(shares) == 1
            assert all(text != "" for text, _, _ in asked.answers)
        case "ordering":
            assert len(asked.answers) > 1
        case "truefalse":
            assert sorted(text for text, _, _ in asked.answers) == ["false", "true"]
            assert sorted(shares) == [0, 1]
        case "matching":
            assert all(right for _, right in asked.rows)
            assert sum(1 for left, _ in asked.rows if left) > 1
        case kind:
            raise AssertionError(kind)


# --- the engine -------------------------------------------------------------------------------------------------------


def fraction(asked: Asked, item: Item, response: Response) -> float:
    """Return what Moodle gives for ``response``, from 0 to 1, as deferred feedback does."""
    shares = [share for _, share, _ in asked.answers]
    match asked.kind:
        case "multichoice" | "truefalse":
            letters = [c.letter for c in getattr(item, "choices", ())]
            if asked.kind == "truefalse":
                yes = next(c.letter for c in getattr(item, "choices", ()) if c.content in ("Đúng", "True"))
                letters = [yes if text == "true" else (set(letters) - {yes}).pop() for text, _, _ in asked.answers]
            chosen = response if isinstance(response, frozenset) else {response}
            total = sum(s for letter, s in zip(letters, shares, strict=True) if letter in chosen)
            return min(1.0, max(0.0, total))
        case "shortanswer":
            return next((s for text, s, _ in asked.answers if _same(str(response), text)), 0.0)
        case "numerical":
            value = _number(str(response))
            return next((s for text, s, near in asked.answers if _within(value, text, near)), 0.0)
        case "matching":
            assert isinstance(item, MatchItem)
            assert isinstance(response, tuple)
            stems = [(left, right) for left, right in asked.rows if left]
            rights = [right for _, right in asked.rows]
            good = sum(rights[i] == right for i, (_, right) in zip(response, stems, strict=True))
            return good / len(stems)
        case "ordering":
            assert isinstance(item, OrderItem)
            assert asked.settings["gradingtype"] == "ALL_OR_NOTHING"
            assert asked.settings["selecttype"] == "ALL"
            return float(response == tuple(range(len(asked.answers))))
        case kind:
            raise AssertionError(kind)


def word(share: float) -> str:
    """Return the state of an answer: question_state::graded_state_for_fraction."""
    return "wrong" if share < 0.000001 else "right" if share > 0.999999 else "partly"


def _same(said: str, pattern: str) -> bool:
    """Compare without case; a bare asterisk is anything, «\\*» an asterisk."""
    parts = re.split(r"(?<!\\)\*+", normalize("NFC", pattern))
    regex = ".*".join(re.escape(part.replace(r"\*", "*")) for part in parts)
    return re.fullmatch(regex, normalize("NFC", said).strip(" \t\n\r\0\x0b"), re.IGNORECASE | re.DOTALL) is not None


def _number(said: str) -> float | None:
    """Read a number as the answer processor does: a comma groups where there is a point, or several commas."""
    bare = said.replace(" ", "")
    groups = "." in bare or bare.count(",") > 1
    bare = bare.replace(",", "" if groups else ".")
    found = re.match(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?", bare)
    return float(found[0]) if found else None


def _within(value: float | None, text: str, near: float) -> bool:
    if text == "*":
        return True
    if value is None:
        return False
    allowed = near + 1e-14 * max(1.0, abs(float(text)))
    return float(text) - allowed <= value <= float(text) + allowed


# --- GIFT -------------------------------------------------------------------------------------------------------------

_ESCAPES = {":": "058", "#": "035", "=": "061", "{": "123", "}": "125", "~": "126", "n": "010"}


def read_gift(content: str) -> list[Asked]:
    """Return the questions of a GIFT file; blocks stand between blank lines."""
    category, made = "", []
    for block in _blocks(content):
        if block.startswith("$CATEGORY:"):
            category = block.removeprefix("$CATEGORY:").strip()
        else:
            made.append(_gift_question(block, category))
    return made


def _blocks(content: str) -> Iterator[str]:
    lines: list[str] = []
    for line in [*content.split("\n"), ""]:
        if line.strip():
            lines.append(line.strip())
        elif lines:
            yield "\n".join(lines)
            lines = []


def hidden(text: str) -> str:
    """Return ``text`` with its escaped characters behind placeholders."""
    text = text.replace("\\\\", "&&092;")
    for letter, code in _ESCAPES.items():
        text = text.replace(f"\\{letter}", f"&&{code};")
    return text.replace("&&092;", "\\")


def shown(text: str) -> str:
    """Return ``text`` with what stood behind placeholders."""
    for letter, code in _ESCAPES.items():
        text = text.replace(f"&&{code};", "\n" if letter == "n" else letter)
    return text


def _gift_question(block: str, category: str) -> Asked:
    comments = [x for x in block.split("\n") if x.startswith("//")]
    text = hidden("\n".join(" " if x.startswith("//") else x for x in block.split("\n")).strip())
    asked = Asked("", category=category)
    for comment in comments:
        asked.idnumber = (re.findall(r"\[id:(.+?)\]", comment) or [""])[0]
        asked.tags = re.findall(r"\[tag:(.+?)\]", comment)
    if text.startswith("::"):
        name, _, text = text[2:].partition("::")
        asked.name, text = shown(name), text.strip()
    before, _, rest = text.partition("{")
    inside, brace, after = rest.partition("}")
    assert brace
    assert after == ""
    asked.text = _formatted(before)
    answers, mark, general = inside.strip().rpartition("####")
    answers = (answers if mark else general).strip()
    asked.general = _formatted(general) if mark else ""
    assert answers, "an essay"
    _gift_answers(asked, answers)
    accepted(asked)
    return asked


def _gift_answers(asked: Asked, text: str) -> None:
    first = text.split("#")[0].strip()
    if text.startswith("#"):
        asked.kind = "numerical"
        right, tilde, wrong = text[1:].partition("~")
        for piece in _pieces(right, "="):
            said, _, after = piece.partition("#")
            middle, _, near = said.partition(":")
            asked.answers.append((middle.strip(), 1.0, float(near or 0)))
            asked.feedback.append(_formatted(after))
        if tilde:
            asked.answers.append(("*", 0.0, 0.0))
            asked.feedback.append(_formatted(wrong.partition("#")[2]))
    elif "~" in text:
        asked.kind, asked.single = "multichoice", "=" in text
        for piece in _pieces(text.replace("=", "~="), "~"):
            share, rest = (1.0, piece[1:]) if piece.startswith("=") else _weighed(piece, 0.0)
            _add(asked, share, rest)
    elif "=" in text and "->" in text:
        asked.kind = "matching"
        for piece in _pieces(text, "="):
            left, arrow, right = piece.partition("->")
            assert arrow
            asked.rows.append((_formatted(left), shown(right).strip()))
    elif first in ("T", "TRUE", "F", "FALSE"):
        asked.kind = "truefalse"
        spoken = [_formatted(part) for part in [*text.split("#", 2), "", ""][2:0:-1]]
        true = first in ("T", "TRUE")
        asked.answers = [("true", float(true), 0.0), ("false", float(not true), 0.0)]
        asked.feedback = spoken if true else spoken[::-1]
    else:
        asked.kind = "shortanswer"
        for piece in _pieces(text, "="):
            _add(asked, *_weighed(piece, 1.0))


def _pieces(text: str, mark: str) -> list[str]:
    pieces = [p.strip() for p in text.split(mark)]
    return pieces if pieces[0] else pieces[1:]


def _weighed(piece: str, otherwise: float) -> tuple[float, str]:
    """Return the weight of an answer, of two digits before its point at most, and the rest."""
    found = re.match(r"%(-*[0-9]{1,2}\.?[0-9]*)%", piece)
    return (_listed(float(found[1]) / 100), piece[found.end() :]) if found else (otherwise, piece)


def _add(asked: Asked, share: float, rest: str) -> None:
    text, _, feedback = rest.partition("#")
    asked.answers.append((_formatted(text), share, 0.0))
    asked.feedback.append(_formatted(feedback))


def _formatted(text: str) -> str:
    text = text.strip()
    if text.startswith("["):
        name, _, rest = text[1:].partition("]")
        if name in ("html", "plain", "moodle", "markdown"):
            text = rest
    return shown(text).strip()


# --- Aiken ------------------------------------------------------------------------------------------------------------


def read_aiken(content: str) -> list[Asked]:
    """Return the questions of an Aiken file, line by line."""
    made: list[Asked] = []
    asked: Asked | None = None
    for line in (x.strip() for x in content.split("\n")):
        if len(line.encode()) < 2:
            continue
        if re.match(r"[A-Z][).][ \t]?", line):
            assert asked is not None
            asked.answers.append((line[2:].strip(), 0.0, 0.0))
        elif line.startswith("ANSWER:"):
            assert asked is not None
            right = ord(line[7:].strip()[0]) - ord("A")
            asked.answers = [(t, float(n == right), 0.0) for n, (t, _, _) in enumerate(asked.answers)]
            accepted(asked)
            made.append(asked)
            asked = None
        else:
            assert asked is None, line
            asked = Asked("multichoice", text=line, name=line[:80])
    assert asked is None
    return made
