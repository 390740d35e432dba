"""One question as a QTI ``assessmentItem`` (QTI 2.1, 4 to 8), with the names of 2.1 and in no namespace."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import assert_never

from generator.items import (
    Choice,
    ChoiceItem,
    Item,
    MatchItem,
    MultipleResponseItem,
    NumericItem,
    OrderItem,
    SurveyItem,
    TextEntryItem,
    TrueFalseItem,
)
from generator.standards.qti.scoring import (
    RESPONSE,
    Key,
    Words,
    declarations,
    entries,
    key,
    processing,
    says,
    sides,
)
from generator.xmltree import Element, element

_BLOCKS = frozenset(("blockquote", "div", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"))
_SHORT, _LONG = 6, 60  # characters of the box that is typed into, at least and at most

Html = Callable[[str], Element]


@dataclass(frozen=True, slots=True)
class Style:
    """What is the same for all items of a package.

    ``html`` returns model HTML as an element that stands for the fragment. ``words`` are of the part ``qti`` of
    ``strings``. ``typed``: what compares typed words. ``shuffle``: options in an order of the platform's own.
    """

    html: Html
    words: Mapping[str, str]
    typed: Words = "pattern"
    shuffle: bool = False


def assessment_item(item: Item, title: str, language: str, style: Style) -> Element:
    """Return ``item``; its identifier is the authored one, ``title`` plain text."""
    root = element(
        None,
        "assessmentItem",
        None,
        {
            "identifier": item.identifier,
            "title": title,
            "label": item.identifier,
            "xml:lang": language,
            "adaptive": "false",
            "timeDependent": "false",
        },
    )
    scored, spoken = key(item, style.typed), says(item)
    declarations(root, item, scored, spoken)
    _body(root, item, scored, style)
    processing(root, item, scored, spoken)
    _feedback(root, item, style)
    return root


def _body(root: Element, item: Item, scored: Key, style: Style) -> None:
    """Add the stem, what stands under it, the interaction and the hint."""
    body = element(root, "itemBody")
    match item:
        case TextEntryItem() | NumericItem():
            _inline(element(body, "p"), item.stem, style)
            _blocks(body, item.material, style)
            _entry(body, item, scored, style)
        case _:
            if item.material:
                _inline(element(body, "p"), item.stem, style)
                _blocks(body, item.material, style)
            _interaction(body, item, "" if item.material else item.stem, style)
    if item.feedback.hint:
        hint = element(body, "rubricBlock", None, {"view": "candidate", "use": "instructions"})
        _labelled(hint, style.words["hint"], item.feedback.hint, style)


def _interaction(body: Element, item: Item, prompt: str, style: Style) -> None:
    """Add what is chosen from; ``prompt`` is empty when the stem stands above (QTI 2.1, 7.4)."""
    attributes = {"responseIdentifier": RESPONSE, "shuffle": "true" if style.shuffle else "false"}
    match item:
        case ChoiceItem() | TrueFalseItem() | SurveyItem():
            made = element(body, "choiceInteraction", None, attributes | {"maxChoices": "1"})
            _prompt(made, prompt, style)
            _choices(made, item.choices, style)
        case MultipleResponseItem():
            made = element(body, "choiceInteraction", None, attributes | {"maxChoices": "0"})
            _prompt(made, prompt, style)
            _choices(made, item.choices, style)
        case MatchItem():
            rows = len(item.pairs)
            made = element(body, "matchInteraction", None, attributes | {"maxAssociations": str(rows)})
            _prompt(made, prompt, style)
            lefts, rights = element(made, "simpleMatchSet"), element(made, "simpleMatchSet")
            for number, pair in enumerate(item.pairs, 1):
                _associable(lefts, f"L{number}", pair.left, 1, style)
            for words, letter in sides(item):
                _associable(rights, letter, words, rows, style)
        case OrderItem():
            made = element(body, "orderInteraction", None, attributes)
            _prompt(made, prompt, style)
            for letter, words in entries(item):
                _inline(element(made, "simpleChoice", None, {"identifier": letter}), words, style)
        case TextEntryItem() | NumericItem():
            raise TypeError(f"{item.identifier}: typed, not chosen")
        case _:
            assert_never(item)


def _entry(body: Element, item: TextEntryItem | NumericItem, scored: Key, style: Style) -> None:
    """Add a box to type into (QTI 2.1, 7.4.2); how a number is to be typed stands before it, its unit behind."""
    if isinstance(item, NumericItem):
        element(body, "p", style.words["number"])
        lengths = [len(value) for value in scored.right]
    else:
        lengths = [len(answer) for answer in item.answers]
    line = element(body, "p")
    width = min(_LONG, max(_SHORT, *(length + 2 for length in lengths)))
    box = element(line, "textEntryInteraction", None, {"responseIdentifier": RESPONSE, "expectedLength": str(width)})
    if isinstance(item, NumericItem) and item.unit:
        box.tail = f"\u00a0{item.unit}"


def _prompt(interaction: Element, html: str, style: Style) -> None:
    if html:
        _inline(element(interaction, "prompt"), html, style)


def _choices(interaction: Element, choices: tuple[Choice, ...], style: Style) -> None:
    for choice in choices:
        _inline(element(interaction, "simpleChoice", None, {"identifier": choice.letter}), choice.content, style)


def _associable(parent: Element, name: str, html: str, most: int, style: Style) -> None:
    made = element(parent, "simpleAssociableChoice", None, {"identifier": name, "matchMax": str(most)})
    _inline(made, html, style)


def _feedback(root: Element, item: Item, style: Style) -> None:
    """Add what is said after the answer: the words of the chosen options, of the verdict, and the reason (8.5)."""
    choices: tuple[Choice, ...] = getattr(item, "choices", ())
    for choice in choices:
        if choice.feedback:
            _blocks(_modal(root, "FEEDBACK", choice.letter), choice.feedback, style)
    words = item.feedback
    verdicts = {"right": words.right, "wrong": words.wrong}
    if isinstance(item, MultipleResponseItem | MatchItem):
        verdicts |= {"partly": words.wrong}
    elif isinstance(item, SurveyItem):
        verdicts.pop("wrong")
    for verdict, said in verdicts.items():
        if said or words.explanation:
            modal = _modal(root, "VERDICT", verdict)
            _blocks(modal, said, style)
            if words.explanation:
                _labelled(modal, style.words["explanation"], words.explanation, style)


def _modal(root: Element, outcome: str, value: str) -> Element:
    attributes = {"outcomeIdentifier": outcome, "showHide": "show", "identifier": value}
    return element(root, "modalFeedback", None, attributes)


def _inline(parent: Element, html: str, style: Style) -> None:
    """Put inline HTML into ``parent``, which is empty."""
    made = style.html(html)
    parent.text = made.text
    parent.extend(deepcopy(child) for child in made)


def _blocks(parent: Element, html: str, style: Style) -> None:
    """Add HTML to ``parent`` as blocks; a bare line becomes a paragraph."""
    if not html:
        return
    made = style.html(html)
    if all(child.tag in _BLOCKS for child in made) and not (made.text or "").strip():
        for child in made:
            child.tail = None
            parent.append(child)
    else:
        _inline(element(parent, "p"), html, style)


def _labelled(parent: Element, label: str, html: str, style: Style) -> None:
    """Add HTML as blocks whose first paragraph begins with ``label`` in bold."""
    before = len(parent)
    _blocks(parent, html, style)
    first = parent[before]
    if first.tag != "p":
        first = element(parent, "p")
        parent.insert(before, first)
    strong = element(first, "strong", label)
    strong.tail = f" {first.text or ''}"
    first.text = None
    first.insert(0, strong)
