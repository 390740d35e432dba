"""QTI 1.2.1 as Common Cartridge profiles it: items, assessments, question banks.

The profile (``ccv1p1_qtiasiv1p2p1``; 1.2 and 1.3 of Common Cartridge keep it) knows five kinds of question that a
machine scores, one score «SCORE» that is only ever set, and conditions made of ``and``, ``not`` and ``other``.
What it says and how Moodle, Canvas and cc2olx read it agree in these points, each of which a test holds:

* The right option of a single choice, and the full score of a multiple response, come first among the conditions that
  end the processing: cc2olx looks no further.
* One condition per option, with one feedback: Canvas takes the first, Moodle joins all.
* A multiple response names only right options outside ``not``: Canvas takes whatever is named as right.
* What is always shown hangs on one condition that goes on (``continue="Yes"``): Moodle's general feedback.
* The two options of true or false are called ``true`` and ``false``: Moodle stops at any other name.
* The stem is ASCII with numeric references: PHP's HTML parser, which Moodle hands it to, takes UTF-8 for Latin-1.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from html import unescape
from itertools import combinations
from math import comb
from typing import Literal, TypeAlias

from generator.items import Choice, ChoiceItem, Item, MultipleResponseItem, NumericItem, TextEntryItem, TrueFalseItem
from generator.xmltree import Element, element, serialise

NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
RESPONSE = "response1"
ITEM_TYPES = (ChoiceItem, MultipleResponseItem, TrueFalseItem, TextEntryItem, NumericItem)
HEAVIEST = 99  # cc_weighting, rule 2c of the profile
MOST_ATTEMPTS = 5  # cc_maxattempts, rule 1i
MOST_CONDITIONS = 500  # about as many as ten options need
PLACES = 8  # decimals of a score in percent; rounded up, so that a pass mark is met as it is by the judge
_TAG = re.compile(r"<[a-z/]")

Problem = Literal["", "kind", "weight", "options", "answers"]
Spellings: TypeAlias = Callable[[TextEntryItem | NumericItem], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Writer:
    """What the questions of one file have in common.

    ``html`` turns model HTML into a well-formed fragment with the cartridge's addresses.
    ``spellings`` lists what may be typed; ``true_letter`` tells which of two options says that a statement is right.
    """

    language: str
    html: Callable[[str], str]
    spellings: Spellings
    true_letter: Callable[[TrueFalseItem], str]
    shuffle: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """An item in a file; ``category`` names the pool that it belongs to."""

    item: Item
    category: str = ""


def problem(item: Item, spellings: Spellings) -> Problem:
    """Return why the profile cannot hold ``item``, or nothing."""
    if not isinstance(item, ITEM_TYPES):
        return "kind"
    if not 1 <= item.points <= HEAVIEST:
        return "weight"
    if isinstance(item, MultipleResponseItem) and _size(item) > MOST_CONDITIONS:
        return "options"
    if isinstance(item, TextEntryItem | NumericItem) and not spellings(item):
        return "answers"
    return ""


def assessment(
    writer: Writer, identifier: str, title: str, questions: Iterable[Question], attempts: int = 0, rubric: str = ""
) -> bytes:
    """Return a test: ``attempts`` 0 means as many as wanted, ``rubric`` (plain text) is what to know before it.

    Questions that have a ``problem`` are left out; at least one must remain.
    """
    root = _root()
    test = element(root, "assessment", None, {"ident": identifier, "title": title, "xml:lang": writer.language})
    often = str(min(attempts, MOST_ATTEMPTS)) if attempts else "unlimited"
    _metadata(
        test,
        {
            "cc_profile": "cc.exam.v0p1",
            "qmd_assessmenttype": "Examination",
            "qmd_scoretype": "Percentage",
            "qmd_feedbackpermitted": "Yes",
            "qmd_hintspermitted": "Yes",
            "qmd_solutionspermitted": "Yes",
            "cc_maxattempts": often,
        },
    )
    if rubric:
        _plain(element(element(test, "rubric"), "material"), rubric)
    section = element(test, "section", None, {"ident": "root_section"})
    _items(section, writer, questions)
    return serialise(root)


def bank(writer: Writer, identifier: str, questions: Iterable[Question]) -> bytes:
    """Return a question bank; at least one question must have no ``problem``."""
    root = _root()
    _items(element(root, "objectbank", None, {"ident": identifier}), writer, questions)
    return serialise(root)


def _root() -> Element:
    return element(None, "questestinterop", None, None, {None: NAMESPACE})


def _items(parent: Element, writer: Writer, questions: Iterable[Question]) -> None:
    for question in questions:
        if not problem(question.item, writer.spellings):
            _item(parent, writer, question)


def _item(parent: Element, writer: Writer, question: Question) -> None:
    item = question.item
    node = element(parent, "item", None, {"ident": item.identifier, "title": item.identifier})
    fields = {
        "cc_profile": _profile(item),
        "cc_question_category": question.category,
        "cc_weighting": str(item.points),
        "qmd_scoringpermitted": "Yes",
        "qmd_computerscored": "Yes",
    }
    _metadata(element(node, "itemmetadata"), {k: v for k, v in fields.items() if v})
    presentation = element(node, "presentation")
    stem = "\n".join(filter(None, (f"<p>{writer.html(item.stem)}</p>", item.material and writer.html(item.material))))
    _html(element(presentation, "material"), stem.encode("ascii", "xmlcharrefreplace").decode())
    processing = _Processing(node)
    told = writer.html(item.feedback.explanation) if item.feedback.explanation else ""
    match item:
        case ChoiceItem() | TrueFalseItem():
            _choices(presentation, writer, item.choices, _names(item, writer), "Single")
            processing.always(told)
            _single(processing, writer, item)
        case MultipleResponseItem():
            _choices(presentation, writer, item.choices, _names(item, writer), "Multiple")
            processing.always(told + _by_option(writer, item))
            _multiple(processing, writer, item)
        case TextEntryItem() | NumericItem():
            field = element(presentation, "response_str", None, {"ident": RESPONSE, "rcardinality": "Single"})
            element(field, "render_fib", None, {"prompt": "Box", "fibtype": "String"})
            processing.always(told)
            _typed(processing, writer, item)
        case _:
            raise AssertionError(item)  # problem() has left it out
    processing.close()


def _profile(item: Item) -> str:
    names: dict[type[Item], str] = {
        ChoiceItem: "cc.multiple_choice.v0p1",
        TrueFalseItem: "cc.true_false.v0p1",
        MultipleResponseItem: "cc.multiple_response.v0p1",
    }
    return names.get(type(item), "cc.fib.v0p1")


def _names(item: ChoiceItem | TrueFalseItem | MultipleResponseItem, writer: Writer) -> dict[str, str]:
    """Return what each letter is called in the file: itself, or true and false."""
    if not isinstance(item, TrueFalseItem):
        return {c.letter: c.letter for c in item.choices}
    true = writer.true_letter(item)
    return {c.letter: "true" if c.letter == true else "false" for c in item.choices}


def _choices(
    parent: Element, writer: Writer, choices: tuple[Choice, ...], names: dict[str, str], cardinality: str
) -> None:
    asked = element(parent, "response_lid", None, {"ident": RESPONSE, "rcardinality": cardinality})
    shown = element(asked, "render_choice", None, {"shuffle": "Yes" if writer.shuffle else "No"})
    for choice in choices:
        label = element(shown, "response_label", None, {"ident": names[choice.letter]})
        _text(element(label, "material"), writer.html(choice.content))


# --- response processing ----------------------------------------------------------------------------------------------


class _Processing:
    """The conditions of an item, and below them the feedback that they show."""

    def __init__(self, item: Element) -> None:
        self.item = item
        self.root = element(item, "resprocessing")
        score = {"varname": "SCORE", "vartype": "Decimal", "minvalue": "0", "maxvalue": "100"}
        element(element(self.root, "outcomes"), "decvar", None, score)
        self.texts: dict[str, str] = {}
        self.hint = ""

    def always(self, html: str) -> None:
        """Show ``html`` whatever was answered."""
        if html:
            condition = element(self.root, "respcondition", None, {"continue": "Yes"})
            element(element(condition, "conditionvar"), "other")
            self._show(condition, "general_fb", html)

    def on(self, score: str, name: str, html: str, hint: str = "") -> Element:
        """Add a condition that sets ``score``, shows ``html`` and ``hint``, and ends the processing.

        Return where its test is to be written.
        """
        condition = element(self.root, "respcondition", None, {"continue": "No"})
        tested = element(condition, "conditionvar")
        element(condition, "setvar", score, {"varname": "SCORE", "action": "Set"})
        if html:
            self._show(condition, name, html)
        if hint:
            self.hint = hint
            element(condition, "displayfeedback", None, {"feedbacktype": "Hint", "linkrefid": "hint"})
        return tested

    def close(self) -> None:
        """Write the feedback, in the order in which it was first shown."""
        for name, html in self.texts.items():
            shown = element(self.item, "itemfeedback", None, {"ident": name})
            _html(element(element(shown, "flow_mat"), "material"), html)
        if self.hint:
            shown = element(element(self.item, "itemfeedback", None, {"ident": "hint"}), "hint")
            _html(element(element(element(shown, "hintmaterial"), "flow_mat"), "material"), self.hint)

    def _show(self, condition: Element, name: str, html: str) -> None:
        self.texts[name] = html
        element(condition, "displayfeedback", None, {"feedbacktype": "Response", "linkrefid": name})


def _single(processing: _Processing, writer: Writer, item: ChoiceItem | TrueFalseItem) -> None:
    names, said = _names(item, writer), item.feedback
    for choice in sorted(item.choices, key=lambda c: not c.correct):
        own = (said.right if choice.correct else said.wrong, choice.feedback)
        html = "<br/>".join(writer.html(part) for part in own if part)
        name = names[choice.letter]
        hint = writer.html(said.hint) if said.hint and not choice.correct else ""
        _chosen(processing.on("100" if choice.correct else "0", f"{name}_fb", html, hint), name)


def _multiple(processing: _Processing, writer: Writer, item: MultipleResponseItem) -> None:
    right, wrong = _sides(item)
    said = item.feedback
    for hits, must, must_not in steps(right, wrong):
        whole = hits == len(right)
        shown = (said.right, "correct_fb") if whole else (said.wrong, "general_incorrect_fb")
        hint = "" if whole else said.hint
        tested = processing.on(percent(hits, len(right)), shown[1], writer.html(shown[0]), writer.html(hint))
        both = element(tested, "and")
        for letter in must:
            _chosen(both, letter)
        for letter in must_not:
            _chosen(element(both, "not"), letter)
    element(processing.on("0", "general_incorrect_fb", writer.html(said.wrong), writer.html(said.hint)), "other")


def _typed(processing: _Processing, writer: Writer, item: TextEntryItem | NumericItem) -> None:
    said = item.feedback
    tested = processing.on("100", "correct_fb", writer.html(said.right))
    for spelling in writer.spellings(item):
        element(tested, "varequal", spelling, {"respident": RESPONSE, "case": "No"})
    element(processing.on("0", "general_incorrect_fb", writer.html(said.wrong), writer.html(said.hint)), "other")


def steps(right: tuple[str, ...], wrong: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...], tuple[str, ...]]]:
    """Yield what earns the most first: hits less wrong ones, the letters that must be chosen, those that must not be.

    The first that holds is worth as much as the answer: it asks for as many right options as are there beyond the
    wrong ones that it lets pass. No wrong option is ever asked for.
    """
    for worth in range(len(right), 0, -1):
        for passed in range(min(len(right) - worth, len(wrong)) + 1):
            for must in combinations(right, worth + passed):
                for let in combinations(wrong, passed):
                    yield worth, must, tuple(w for w in wrong if w not in let)


def percent(hits: int, of: int) -> str:
    """Return a share of 100 as written in the file: as few decimals as it takes, at most ``PLACES``, rounded up."""
    exact = (Decimal(100 * hits) / of).quantize(Decimal(1).scaleb(-PLACES), ROUND_CEILING)
    return f"{exact.normalize():f}"


def _sides(item: MultipleResponseItem) -> tuple[tuple[str, ...], tuple[str, ...]]:
    right = tuple(c.letter for c in item.choices if c.correct)
    return right, tuple(c.letter for c in item.choices if not c.correct)


def _size(item: MultipleResponseItem) -> int:
    """Return how many conditions partial credit takes."""
    right, wrong = (len(side) for side in _sides(item))
    pairs = ((hits, let) for hits in range(1, right + 1) for let in range(min(hits, wrong + 1)))
    return sum(comb(right, hits) * comb(wrong, let) for hits, let in pairs)


def _chosen(parent: Element, name: str) -> None:
    element(parent, "varequal", name, {"respident": RESPONSE, "case": "Yes"})


def _by_option(writer: Writer, item: MultipleResponseItem) -> str:
    """Return the feedback of every option as a list: an answer may hold many, and the profile shows one."""
    rows = [(c.content, c.feedback) for c in item.choices if c.feedback]
    told = "".join(f"<li><strong>{writer.html(said)}</strong>: {writer.html(why)}</li>" for said, why in rows)
    return f"<ul>{told}</ul>" if told else ""


# --- material ---------------------------------------------------------------------------------------------------------


def _metadata(parent: Element, fields: dict[str, str]) -> None:
    data = element(parent, "qtimetadata")
    for label, entry in fields.items():
        field = element(data, "qtimetadatafield")
        element(field, "fieldlabel", label)
        element(field, "fieldentry", entry)


def _text(material: Element, html: str) -> None:
    """Write ``html`` as plain text where it is nothing else, since some readers show an option as it stands."""
    if _TAG.search(html):
        _html(material, html)
    else:
        _plain(material, unescape(html))


def _html(material: Element, html: str) -> None:
    element(material, "mattext", html, {"texttype": "text/html"})


def _plain(material: Element, text: str) -> None:
    element(material, "mattext", text, {"texttype": "text/plain"})
