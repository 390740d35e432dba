"""Questions as authors write them: heading, comment, stem, answer block, closing quote.

The syntax is described in docs; it previews on any Markdown viewer.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from markdown_it.tree import SyntaxTreeNode as Node
from pydantic import ValidationError

from generator.diagnostics import Diagnostic, Position, error
from generator.source.locale import Words
from generator.source.markdown import comment, fold, inlines, line_of, plain, rewrite
from generator.source.schema import ItemMeta

_MARKER = re.compile(r"^\[([ xX=])\](\s+|$)")
_BARE = re.compile(r"^\[[xX ]?\]\(|^\[[xX]\]\S")
_RANGE = re.compile(r"^(-?[\d.,]+)\s*\.\.\s*(-?[\d.,]+)$")
_TOLERANCE = re.compile(r"^(-?[\d.,]+)\s*(?:±|\+/-|\+-)\s*([\d.,]+)$")


@dataclass(frozen=True, slots=True)
class OptionSource:
    """One option: its words, whether it is ticked, and the quote under it."""

    content: tuple[Node, ...]
    correct: bool
    feedback: tuple[Node, ...]
    position: Position


@dataclass(frozen=True, slots=True)
class ItemSource:
    """One question as authored; only the fields of its ``kind`` are filled."""

    position: Position
    heading: tuple[Node, ...]
    meta: ItemMeta
    meta_position: Position | None
    kind: str
    stem: tuple[Node, ...] = ()
    options: tuple[OptionSource, ...] = ()
    answers: tuple[str, ...] = ()
    ranges: tuple[tuple[Fraction, Fraction], ...] = ()
    pairs: tuple[tuple[tuple[Node, ...], tuple[Node, ...]], ...] = ()
    entries: tuple[tuple[Node, ...], ...] = ()
    closing: tuple[tuple[str, tuple[tuple[Node, ...], ...]], ...] = ()
    lines: tuple[int, int] = (1, 1)


@dataclass(slots=True)
class _Parts:
    """The blocks of a question, told apart."""

    stem: list[Node] = field(default_factory=list)
    answer: Node | None = None
    closing: list[Node] = field(default_factory=list)


def is_question(heading: Node, words: Words, following: Node | None) -> bool:
    """Return whether ``heading`` opens a question: it says so, or a comment with an id follows."""
    text = fold(plain(inlines(heading)))
    named = any(re.match(rf"{re.escape(w)}\s+\d+\b", text) for w in words.question)
    note = comment(following) if following is not None else None
    return named or (note is not None and re.match(r"id\s*:", note) is not None and heading.tag in ("h3", "h4"))


def read_item(
    heading: Node, blocks: Sequence[Node], words: Words, path: str, found: list[Diagnostic]
) -> ItemSource | None:
    """Return the question that ``heading`` opens, or report why it is none."""
    where = Position(path, line_of(heading))
    rest = list(blocks)
    meta, meta_position = ItemMeta(), None
    if rest and (note := comment(rest[0])) is not None:
        meta_position = Position(path, line_of(rest[0]))
        meta = _meta(note, words, meta_position, found) or meta
        rest = rest[1:]
    parts = _split(rest)
    base = ItemSource(
        position=where,
        heading=_without_number(tuple(inlines(heading)), words),
        meta=meta,
        meta_position=meta_position,
        kind="",
        stem=tuple(parts.stem),
        closing=tuple(_closing(parts.closing, words, path, found, "right" if meta.kind == "survey" else "")),
        lines=(where.line, max((n.map[1] for n in blocks if n.map), default=where.line)),
    )
    found.extend(_split_options(parts.stem, path))
    return _answered(base, parts.answer, words, path, found)


def _answered(
    base: ItemSource, answer: Node | None, words: Words, path: str, found: list[Diagnostic]
) -> ItemSource | None:
    where, meta = base.position, base.meta
    if answer is None:
        found.append(
            error(
                where,
                "question-without-answers",
                "the question has no answers",
                "write a list of «- [ ] …» lines under it",
            )
        )
        return None
    if answer.type == "table":
        return replace(base, kind="match", pairs=tuple(_pairs(answer)))
    if answer.type == "ordered_list":
        entries = tuple(tuple(inlines(item.children[0])) for item in answer.children if item.children)
        return replace(base, kind="order", entries=entries)
    options = list(_options(answer, path, found))
    if not options:
        return None
    if any(mark == "=" for mark, _ in options):
        return _typed(base, [option for _, option in options], path, found)
    choices = tuple(option for _, option in options)
    right = sum(o.correct for o in choices)
    if meta.kind == "survey":
        return replace(base, kind="survey", options=choices)
    if right == 0:
        found.append(
            error(
                where,
                "no-correct-choice",
                "the question has no right answer",
                "change one «- [ ]» to «- [x]», or write «kind: survey» in the comment",
            )
        )
        return None
    said = {fold(plain(o.content)) for o in choices}
    if len(choices) == 2 and said & words.true and said & words.false:
        return replace(base, kind="true-false", options=choices)
    return replace(base, kind="multiple" if right > 1 or meta.kind == "multiple" else "choice", options=choices)


def _typed(base: ItemSource, options: list[OptionSource], path: str, found: list[Diagnostic]) -> ItemSource | None:
    said = [plain(o.content) for o in options]
    ranges = [numeric_range(s, base.meta.kind == "numeric") for s in said]
    if base.meta.kind != "numeric" and any(r is None for r in ranges):
        return replace(base, kind="text", answers=tuple(said))
    for option, text, numbers in zip(options, said, ranges, strict=True):
        if numbers is None:
            found.append(
                error(
                    option.position,
                    "not-a-number",
                    "«{text}» is not a number",
                    "write 12, 10,5 ± 0,5 or 3..5",
                    text=text,
                )
            )
    kept = tuple(r for r in ranges if r is not None)
    return replace(base, kind="numeric", ranges=kept) if kept else None


def _split_options(stem: Sequence[Node], path: str) -> Iterator[Diagnostic]:
    for block in stem:
        if block.type == "bullet_list" and any(
            item.children and item.children[0].children and _MARKER.match(item.children[0].children[0].content)
            for item in block.children
        ):
            yield error(
                Position(path, line_of(block)),
                "options-in-two-lists",
                "the options are in two lists",
                "indent the «>» feedback under its option, so that the list goes on",
            )


def numeric_range(text: str, bare: bool) -> tuple[Fraction, Fraction] | None:
    """Return the numbers that ``text`` accepts (``3..5``, ``10,5 ± 0,5``; a bare number only when ``bare``)."""
    if found := _RANGE.match(text):
        low, high = number(found[1]), number(found[2])
        return (low, high) if low is not None and high is not None and low <= high else None
    if found := _TOLERANCE.match(text):
        middle, spread = number(found[1]), number(found[2])
        return (middle - spread, middle + spread) if middle is not None and spread is not None else None
    value = number(text) if bare else None
    return (value, value) if value is not None else None


def number(text: str) -> Fraction | None:
    """Return the number ``text`` writes the Vietnamese or the English way; «45.000» is forty-five thousand."""
    text = re.sub(r"\s", "", text)
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", text):
        text = text.replace(".", "")
    text = text.replace(",", ".")
    return Fraction(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


def _split(blocks: Sequence[Node]) -> _Parts:
    """The last list or table before the closing quotes is the answer; all above it is the stem."""
    end = len(blocks)
    while end and (blocks[end - 1].type == "blockquote" or comment(blocks[end - 1]) is not None):
        end -= 1
    body, closing = list(blocks[:end]), [b for b in blocks[end:] if b.type == "blockquote"]
    if body and body[-1].type in ("bullet_list", "ordered_list", "table"):
        return _Parts(body[:-1], body[-1], closing)
    return _Parts(body, None, closing)


def _options(answer: Node, path: str, found: list[Diagnostic]) -> Iterator[tuple[str, OptionSource]]:
    for item in answer.children:
        where = Position(path, line_of(item))
        if not item.children or item.children[0].type != "paragraph":
            found.append(
                error(where, "empty-option", "the option is empty", "write the words of the option after «- [ ]»")
            )
            continue
        first = item.children[0]
        raw: str = first.children[0].content
        marker = _MARKER.match(raw)
        if marker is None:
            remedy = (
                "put a space after the bracket: «- [x] …»"
                if _BARE.match(raw)
                else "begin the line with «- [ ]» or «- [x]»"
            )
            found.append(error(where, "option-without-box", "the option does not begin with a tick box", remedy))
            continue
        content = _without_marker(inlines(first), marker.end())
        if not content:
            found.append(
                error(where, "empty-option", "the option is empty", "write the words of the option after «- [ ]»")
            )
            continue
        feedback: list[Node] = []
        for block in item.children[1:]:
            if block.type == "blockquote":
                feedback.extend(block.children)
            else:
                found.append(
                    error(
                        Position(path, line_of(block)),
                        "block-in-option",
                        "an option holds one paragraph and then only a «>» feedback",
                        "move the list, table or code into the stem above the options",
                    )
                )
        yield marker[1].lower(), OptionSource(tuple(content), marker[1] in "xX", tuple(feedback), where)


def _without_marker(nodes: Sequence[Node], length: int) -> list[Node]:
    """Return ``nodes`` without the first ``length`` characters of their text (the tick box)."""
    kept = list(nodes)
    while kept and length > 0 and kept[0].type == "text":
        text = kept[0].content
        if len(text) > length:
            rewrite(kept[0], text[length:])
            length = 0
        else:
            length -= len(text)
            kept.pop(0)
    return kept


def _without_number(nodes: tuple[Node, ...], words: Words) -> tuple[Node, ...]:
    """Drop «Câu 1.»: the number is decoration."""
    if nodes and nodes[0].type == "text":
        pattern = "|".join(re.escape(w) for w in words.question)
        text: str = nodes[0].content
        rewrite(nodes[0], re.sub(rf"^(?:{pattern})\s+\d+\s*[.:)]?\s*", "", text, flags=re.IGNORECASE))
    return nodes


def _pairs(table: Node) -> Iterator[tuple[tuple[Node, ...], tuple[Node, ...]]]:
    for part in table.children:
        if part.type == "tbody":
            for row in part.children:
                cells = [tuple(inlines(c)) for c in row.children]
                yield cells[0], cells[1] if len(cells) > 1 else ()


def _meta(note: str, words: Words, where: Position, found: list[Diagnostic]) -> ItemMeta | None:
    data: dict[str, object] = {}
    for part in filter(None, (p.strip() for p in note.split(";"))):
        name, colon, value = (s.strip() for s in part.partition(":"))
        key = words.keys.get(fold(name))
        if not colon or key is None:
            found.append(
                error(
                    where, "unknown-key", "unknown key «{key}»", "keys: id, points, competences, kind, unit", key=name
                )
            )
            continue
        data[key] = _meta_value(key, value, words)
    try:
        return ItemMeta.model_validate(data)
    except ValidationError as failure:
        for detail in failure.errors(include_url=False):
            name = str(detail["loc"][0]) if detail["loc"] else ""
            found.append(
                error(
                    where,
                    "wrong-question-comment",
                    "«{key}» in the comment cannot be read: {value}",
                    "write it like this: <!-- id: b07-1; points: 2; competences: tt02-2025:4.2 -->",
                    key=name,
                    value=detail.get("input", ""),
                )
            )
        return None


def _meta_value(key: str, value: str, words: Words) -> object:
    match key:
        case "points":
            return int(value) if re.fullmatch(r"-?\d+", value) else value
        case "competences" | "formerly":
            return [v.strip() for v in value.split(",") if v.strip()]
        case "tone_marks" | "retired":
            return True if fold(value) in words.yes else False if fold(value) in words.no else value
        case "kind":
            return words.kinds.get(fold(value), value)
        case _:
            return value


def _closing(
    quotes: Iterable[Node], words: Words, path: str, found: list[Diagnostic], label: str
) -> Iterator[tuple[str, tuple[tuple[Node, ...], ...]]]:
    """Yield the labelled parts of the closing quotes; a line that begins with a bold label opens one.

    ``label`` is the part that words before the first label belong to, "" when there may be none.
    """
    parts: dict[str, list[tuple[Node, ...]]] = {}
    for quote in quotes:
        for block in quote.children:
            if block.type != "paragraph":
                found.append(
                    error(
                        Position(path, line_of(block)),
                        "block-in-closing-quote",
                        "the closing quote holds only paragraphs",
                        "write plain sentences after **Gợi ý:**, **Đúng:**, **Sai:** or **Giải thích:**",
                    )
                )
                continue
            for written in _lines(inlines(block)):
                opened = words.labels.get(fold(plain(written[:1]))) if written and written[0].type == "strong" else None
                label = opened or label
                line = _trimmed(written[1:]) if opened else written
                if not label:
                    found.append(
                        error(
                            Position(path, line_of(block)),
                            "feedback-outside-option",
                            "this quote belongs to no option",
                            "indent it under its option, or begin it with a bold label such as **Giải thích:**",
                        )
                    )
                    break
                parts.setdefault(label, []).append(tuple(line))
    for name, lines in parts.items():
        yield name, tuple(lines)


def _lines(nodes: Sequence[Node]) -> Iterator[list[Node]]:
    line: list[Node] = []
    for node in nodes:
        if node.type in ("softbreak", "hardbreak"):
            yield line
            line = []
        else:
            line.append(node)
    if line:
        yield line


def _trimmed(nodes: list[Node]) -> list[Node]:
    if nodes and nodes[0].type == "text":
        rewrite(nodes[0], nodes[0].content.lstrip(" :"))
    return nodes
