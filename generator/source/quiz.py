"""Questions as authors write them: heading, comment, stem, answer block, closing quote.

The syntax is described in docs; it previews on any Markdown viewer.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from markdown_it.tree import SyntaxTreeNode as Node
from pydantic import ValidationError

from generator.diagnostics import Position
from generator.source.locale import Words
from generator.source.markdown import comment, first_words, fold, inlines, plain, rewrite
from generator.source.page import Page
from generator.source.schema import ItemMeta

_MARKER = re.compile(r"^\[([ xX=])\](\s+|$)")
_BARE = re.compile(r"^\[[xX=]\](?=\S)|^\[\](?=\s|$)")
_RANGE = re.compile(r"^([-+\u2212]?[\d.,]+)\s*(?:\.\.|…)\s*([-+\u2212]?[\d.,]+)$")
_TOLERANCE = re.compile(r"^([-+\u2212]?[\d.,]+)\s*(?:±|\+/-|\+-)\s*([\d.,]+)$")
_GROUPED = re.compile(r"-?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_NUMBER = re.compile(r"-?\d{1,40}(?:\.\d{1,40})?")
_HEADING_ID = re.compile(r"\s*\{#([A-Za-z0-9-]+)\}\s*$")
_WIDEST = 200  # characters of a number or a range; longer text is none


@dataclass(frozen=True, slots=True)
class OptionSource:
    """One option: its words, whether it is ticked, and the quote under it."""

    content: tuple[Node, ...]
    correct: bool
    feedback: tuple[Node, ...]
    position: Position


@dataclass(frozen=True, slots=True)
class ItemSource:
    """One question as authored; only the fields of its ``kind`` are filled.

    ``meta_position`` is where its comment begins, ``places`` where the comment gives the value of each key.
    ``answer`` is where the answer block begins, ``rows`` how many lines it has, readable or not;
    ``heading_end`` is the heading's last line.
    """

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
    places: Mapping[str, Position] = field(default_factory=dict)
    answer: Position = field(default=Position(""))
    rows: int = 0
    heading_end: int = 1

    def place(self, key: str) -> Position:
        """Return where the comment gives ``key``; the comment, or the question, when it does not."""
        return self.places.get(key) or self.meta_position or self.position


@dataclass(slots=True)
class _Parts:
    """The blocks of a question, told apart."""

    stem: list[Node] = field(default_factory=list)
    answer: Node | None = None
    closing: list[Node] = field(default_factory=list)


def is_question(heading: Node, words: Words, following: Node | None) -> bool:
    """Return whether ``heading`` opens a question: it says so, or a comment with an id follows."""
    named = words.numbered.match(plain(inlines(heading))) is not None
    note = comment(following) if following is not None else None
    return named or (note is not None and re.match(r"id\s*:", note) is not None and heading.tag in ("h3", "h4"))


def read_item(heading: Node, blocks: Sequence[Node], page: Page) -> ItemSource | None:
    """Return the question that ``heading`` opens, or report why it is none."""
    rest = list(blocks)
    meta, meta_position, places = ItemMeta(), None, {}
    if rest and (note := comment(rest[0])) is not None and ":" in note:
        meta_position = page.at(rest[0])
        places = _places(rest[0], page)
        meta = _meta(note, places, meta_position, page) or meta
        rest = rest[1:]
    title = _without_number(tuple(inlines(heading)), page.words)
    named = _heading_id(title)
    if named and meta.id is None:
        meta = meta.model_copy(update={"id": named})
    parts = _split(rest)
    base = ItemSource(
        position=page.at(heading),
        heading=title,
        meta=meta,
        meta_position=meta_position,
        kind="",
        stem=tuple(parts.stem),
        closing=tuple(_closing(parts.closing, page, "right" if meta.kind == "survey" else "")),
        places=places,
        answer=page.at(parts.answer) if parts.answer is not None else page.at(heading),
        rows=len(parts.answer.children) if parts.answer is not None else 0,
        heading_end=heading.map[1] if heading.map else page.at(heading).line,
    )
    if not title and not parts.stem:
        page.error(heading, "question-without-stem", "the question asks nothing", "write the question after its number")
    _split_options(parts.stem, page)
    return _answered(base, parts.answer, page)


def _answered(base: ItemSource, answer: Node | None, page: Page) -> ItemSource | None:
    if answer is None:
        page.error(
            base.position,
            "question-without-answers",
            "the question has no answers",
            "write a list of «- [ ] …» lines under it",
        )
        return None
    if answer.type == "table":
        pairs = _pairs(answer, page)
        return None if pairs is None else _of_kind(replace(base, kind="match", pairs=pairs), page)
    if answer.type == "ordered_list":
        return _ordered(base, answer, page)
    options = list(_options(answer, page))
    if not options:
        return None
    marks = {mark for mark, _ in options}
    if "=" in marks:
        if marks != {"="}:
            odd = next(option for mark, option in options if mark != "=")
            page.error(
                odd.position,
                "mixed-answers",
                "«[ ]» and «[=]» stand in one question",
                "tick boxes «[ ]», «[x]» for options to choose, «[=]» for words to type: use one sort only",
            )
            return None
        return _typed(base, [option for _, option in options], page)
    choices = tuple(option for _, option in options)
    right = sum(o.correct for o in choices)
    if base.meta.kind == "survey":
        if right:
            ticked = next(o for o in choices if o.correct)
            page.error(
                ticked.position,
                "kind-contradicted",
                "a survey has no right answer, yet this one is ticked",
                "write «- [ ]» for every option, or remove «kind: survey»",
            )
        return replace(base, kind="survey", options=choices)
    if right == 0:
        page.error(
            base.answer,
            "no-correct-choice",
            "the question has no right answer",
            "change one «- [ ]» to «- [x]», or write «kind: survey» in the comment",
        )
        return None
    said = {fold(plain(o.content)) for o in choices}
    if len(choices) == 2 and right == 1 and said & page.words.true and said & page.words.false:
        return _of_kind(replace(base, kind="true-false", options=choices), page)
    several = right > 1 or base.meta.kind == "multiple"
    return _of_kind(replace(base, kind="multiple" if several else "choice", options=choices), page)


def _of_kind(item: ItemSource, page: Page) -> ItemSource:
    """Report a comment that says another kind than the answers are."""
    said = item.meta.kind
    if said and said != item.kind and (said, item.kind) != ("choice", "true-false"):
        page.error(
            item.place("kind"),
            "kind-contradicted",
            "the comment says «{said}», the answers make it «{kind}»",
            "remove «kind:» from the comment, or write the answers of that kind",
            said=said,
            kind=item.kind,
        )
    return item


def _ordered(base: ItemSource, answer: Node, page: Page) -> ItemSource | None:
    entries: list[tuple[Node, ...]] = []
    for row in answer.children:
        words = first_words(row)
        if _MARKER.match(words) or _BARE.match(words):
            page.error(
                row,
                "numbered-options",
                "options to tick stand in a numbered list",
                "begin each line with «- [ ]» or «- [x]», without a number",
            )
            return None
        content = tuple(inlines(row.children[0])) if row.children else ()
        if not content:
            page.error(row, "empty-option", "this line says nothing", "write what belongs here, or delete the line")
        for block in row.children[1:]:
            _not_in_option(block, page)
        entries.append(content)
    return _of_kind(replace(base, kind="order", entries=tuple(e for e in entries if e)), page)


def _typed(base: ItemSource, options: list[OptionSource], page: Page) -> ItemSource | None:
    said = [plain(o.content) for o in options]
    for option in options:
        if option.feedback:
            page.error(
                option.position,
                "feedback-on-typed-answer",
                "words to type have no feedback of their own",
                "write it once at the end of the question: > **{label}** …",
                label=_label("explanation", page.words),
            )
    kind = base.meta.kind
    ranges = [numeric_range(s, kind == "numeric") for s in said]
    numeric = kind == "numeric" or (
        kind != "text" and any(r or _numberish(s) for r, s in zip(ranges, said, strict=True))
    )
    if not numeric:
        return _of_kind(replace(base, kind="text", answers=tuple(said)), page)
    for option, text, numbers in zip(options, said, ranges, strict=True):
        if numbers is None:
            page.error(
                option.position,
                "not-a-number",
                "«{text}» is not a number or a range of numbers",
                "write for example 12, or 10,5 ± 0,5, or 3..5 (the smaller one first)",
                text=text[:40],
            )
    kept = tuple(r for r in ranges if r is not None)
    return _of_kind(replace(base, kind="numeric", ranges=kept), page) if kept else None


def _numberish(text: str) -> bool:
    """Return whether ``text`` was meant for a range or a tolerance, well written or not."""
    return len(text) <= _WIDEST and bool(_RANGE.match(text) or _TOLERANCE.match(text))


def _label(part: str, words: Words) -> str:
    """Return the label that opens ``part`` of a closing quote, in the language of the file."""
    return [w for w, p in words.labels.items() if p == part][-1].capitalize() + ":"


def _split_options(stem: Sequence[Node], page: Page) -> None:
    for block in stem:
        if block.type == "bullet_list" and any(_MARKER.match(first_words(item)) for item in block.children):
            page.error(
                block,
                "options-in-two-lists",
                "the options are in two lists",
                "indent the «>» feedback by two spaces under its option, so that the list goes on",
            )


def numeric_range(text: str, bare: bool) -> tuple[Fraction, Fraction] | None:
    """Return the numbers that ``text`` accepts (``3..5``, ``10,5 ± 0,5``; a bare number only when ``bare``)."""
    if len(text) > _WIDEST:
        return None
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
    text = re.sub(r"\s", "", text[:_WIDEST]).replace("\u2212", "-").removeprefix("+")
    if _GROUPED.fullmatch(text):
        text = text.replace(".", "")
    text = text.replace(",", ".")
    return Fraction(text) if _NUMBER.fullmatch(text) and text.isascii() else None


def _split(blocks: Sequence[Node]) -> _Parts:
    """The last list or table before the closing quotes is the answer; all above it is the stem."""
    end = len(blocks)
    while end and (blocks[end - 1].type in ("blockquote", "hr") or comment(blocks[end - 1]) is not None):
        end -= 1
    body, closing = list(blocks[:end]), [b for b in blocks[end:] if b.type == "blockquote"]
    if body and body[-1].type in ("bullet_list", "ordered_list", "table"):
        return _Parts(body[:-1], body[-1], closing)
    return _Parts(body, None, closing)


def _options(answer: Node, page: Page) -> Iterator[tuple[str, OptionSource]]:
    for item in answer.children:
        raw = first_words(item)
        marker = _MARKER.match(raw)
        if marker is None and (item.children or raw):
            _no_box(item, raw, page)
            continue
        content = _without_marker(inlines(item.children[0]), marker.end()) if marker else []
        if marker is None or not content:
            page.error(item, "empty-option", "the option is empty", "write the words of the option after «- [ ]»")
            continue
        feedback: list[Node] = []
        for block in item.children[1:]:
            if block.type == "blockquote":
                feedback.extend(block.children)
            elif comment(block) is None:
                _not_in_option(block, page)
        yield marker[1].lower(), OptionSource(tuple(content), marker[1] in "xX", tuple(feedback), page.at(item))


def _no_box(item: Node, raw: str, page: Page) -> None:
    where = item.children[0] if raw else item
    if bare := _BARE.match(raw):
        page.error(
            where,
            "option-without-box",
            "«{box}» is no tick box here",
            "leave one space in it or behind it: «- [ ] …», «- [x] …»",
            box=bare[0],
        )
    else:
        page.error(
            where,
            "option-without-box",
            "the option does not begin with a tick box",
            "begin the line with «- [ ]» for a wrong option, «- [x]» for a right one",
        )


def _not_in_option(block: Node, page: Page) -> None:
    page.error(
        block,
        "block-in-option",
        "an option holds one paragraph, and then only a «>» feedback",
        "move this into the question, above the options",
    )


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
        opened = words.numbered.match(nodes[0].content)
        if opened:
            rewrite(nodes[0], nodes[0].content[opened.end() :])
    return tuple(n for n in nodes if n.type != "text" or n.content)


def _heading_id(nodes: tuple[Node, ...]) -> str:
    """Take ``{#otp-01}`` off the end of a heading, as other tools write an id."""
    last = nodes[-1] if nodes else None
    if last is None or last.type != "text" or (found := _HEADING_ID.search(last.content[-60:])) is None:
        return ""
    rest = last.content[: len(last.content) - len(found[0])]
    assert last.token is not None
    last.token.content = rest
    return found[1]


def _pairs(table: Node, page: Page) -> tuple[tuple[tuple[Node, ...], tuple[Node, ...]], ...] | None:
    rows = [row for part in table.children if part.type == "tbody" for row in part.children]
    wide = max((len(row.children) for row in (*table.children[0].children, *rows)), default=0)
    if wide != 2:
        page.error(
            table,
            "match-columns",
            "the table of a matching question has {count} columns",
            "write two: the left side, and what belongs to it",
            count=wide,
        )
        return None
    pairs = []
    for row in rows:
        left, right = (tuple(inlines(cell)) for cell in row.children)
        if not right:
            page.error(
                row,
                "match-columns",
                "this row has nothing on the right side",
                "write what belongs to it; a row with nothing on the left is a distractor",
            )
            continue
        pairs.append((left, right))
    return tuple(pairs)


def _places(node: Node, page: Page) -> dict[str, Position]:
    """Return where each key of a question's comment has its value."""
    places: dict[str, Position] = {}
    start = page.at(node)
    end = node.map[1] if node.map else start.line
    for number in range(start.line, end + 1):
        line = page.lines[number - 1] if number <= len(page.lines) else ""
        for part in re.finditer(r"(?:<!--|;|^)\s*([^:;<>]{1,40}?)\s*:[ \t]*", line):
            key = page.words.keys.get(fold(part[1]))
            if key is not None:
                again = f"+{key}" if key in places else key
                places.setdefault(again, Position(page.path, number, part.end() + 1))
            places.setdefault(f"?{part[1].strip()}", Position(page.path, number, part.start(1) + 1))
    return places


def _meta(note: str, places: Mapping[str, Position], start: Position, page: Page) -> ItemMeta | None:
    data: dict[str, object] = {}
    for part in filter(None, (p.strip() for p in re.split(r"[;\n]", note))):
        name, colon, value = (s.strip() for s in part.partition(":"))
        key = page.words.keys.get(fold(name))
        where = places.get(f"?{name}", start)
        if not colon or key is None:
            page.error(
                where,
                "unknown-key",
                "unknown key «{key}»",
                "remove it; the keys here are: {known}",
                key=name[:40],
                known=", ".join(ItemMeta.model_fields),
            )
        elif key in data:
            page.error(
                places.get(f"+{key}", start),
                "duplicate-key",
                "the key «{key}» is given twice; the first is on line {line}",
                "keep one of the two",
                key=name,
                line=places.get(key, start).line,
            )
        else:
            data[key] = _meta_value(key, value, page.words)
    try:
        return ItemMeta.model_validate(data)
    except ValidationError as failure:
        for detail in failure.errors(include_url=False):
            name = str(detail["loc"][0]) if detail["loc"] else ""
            page.error(
                places.get(name, start),
                "wrong-question-comment",
                "«{key}: {value}» in the comment cannot be read",
                "write it like this: <!-- id: b07-1; points: 2; competences: digcomp-3.0:4.2 -->",
                key=name,
                value=str(detail.get("input", ""))[:40],
            )
        return None


def _meta_value(key: str, value: str, words: Words) -> object:
    match key:
        case "points":
            return int(value) if re.fullmatch(r"-?[0-9]{1,6}", value) else value
        case "competences" | "formerly":
            return [v.strip() for v in value.split(",") if v.strip()]
        case "tone_marks" | "retired":
            return True if fold(value) in words.yes else False if fold(value) in words.no else value
        case "kind":
            return words.kinds.get(fold(value), value)
        case _:
            return value


def _closing(quotes: Iterable[Node], page: Page, label: str) -> Iterator[tuple[str, tuple[tuple[Node, ...], ...]]]:
    """Yield the labelled parts of the closing quotes; a line that begins with a bold label opens one.

    ``label`` is the part that words before the first label belong to, "" when there may be none.
    """
    parts: dict[str, list[tuple[Node, ...]]] = {}
    for quote in quotes:
        for block in quote.children:
            if block.type != "paragraph":
                page.error(
                    block,
                    "block-in-closing-quote",
                    "the closing quote holds only paragraphs",
                    "write plain sentences, or move this into the question, above the options",
                )
                continue
            for written in _lines(inlines(block)):
                opens = bool(written) and written[0].type == "strong"
                opened = page.words.labels.get(fold(plain(written[:1]))) if opens else None
                label = opened or label
                if not label:
                    page.error(
                        written[0] if written else block,
                        "feedback-outside-option",
                        "this quote belongs to no option",
                        "indent it by two spaces under its option, or begin it with a bold label: **{label}**",
                        label=_label("explanation", page.words),
                    )
                    break
                parts.setdefault(label, []).append(tuple(_trimmed(written[1:]) if opened else written))
    for name, lines in parts.items():
        yield name, tuple(line for line in lines if line)


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
