"""Questions as Moodle XML: what Moodle's importer (``question/format/xml``) reads, and its grader then does.

Every kind is worth in Moodle what ``judge`` says, within the precision of Moodle's fractions (``credits``):

* several right options: ``multichoice`` that adds up, a wrong option taking away what a right one gives;
* match: a part per row; the right sides are plain words there, so a picture is its text alternative;
* order: ``ordering``, all or nothing; part of Moodle since 4.4, before that a plug-in of the same name;
* words to type: ``shortanswer``, which ignores case and composition only, so every spelling that is expected is listed;
* numbers: ``numerical`` with a tolerance. It takes «45.000» for 45, so single numbers from a thousand up are compared
  as words, with all their spellings;
* a survey: a choice worth no marks, of which every option is right.

No attempt costs marks (penalty 0), as in the player. Moodle makes new questions at every import.
"""

import base64
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import assert_never

from generator.credits import MOST_RIGHT_IN_MOODLE, moodle_fractions
from generator.items import (
    Choice,
    ChoiceItem,
    Feedback,
    Item,
    MatchItem,
    MultipleResponseItem,
    NumericItem,
    OrderItem,
    SurveyItem,
    TextEntryItem,
    TrueFalseItem,
)
from generator.markup import plain
from generator.model import Asset
from generator.player import decimal, true_letter
from generator.spellings import only_points, spellings
from generator.xmltree import Element, element, serialise

FIRST_GROUPED = 1000  # numbers from here on are written with dots
LONGEST_NAME = 80
_PICTURE = re.compile(r'<img src="asset:[^"]*" alt="([^"]*)"[^>]*>')
_SHOWN = re.compile(r'<img src="asset:([^"]+)"')
_FOLDER = "@@PLUGINFILE@@"


@dataclass(frozen=True, slots=True)
class Question:
    """An item and the tags it carries in Moodle."""

    item: Item
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Category:
    """A category of a question bank: its path from the course's top and an id number.

    ``draw`` is how many of its questions a test takes at random, 0 when it is no pool of a test.
    """

    path: tuple[str, ...]
    identifier: str
    questions: tuple[Question, ...]
    draw: int = 0


@dataclass(frozen=True, slots=True)
class Manner:
    """How a file is written.

    ``html`` turns model HTML into a well-formed fragment whose pictures are still ``asset:NAME``;
    ``assets`` holds their bytes. ``true_words`` says which option of true and false is true.
    ``bare_number`` is the sentence that asks for a number without dots, ``draw`` the one for a pool of a test, with
    ``{count}`` in it.
    """

    html: Callable[[str], str]
    assets: Mapping[str, Asset]
    true_words: str
    bare_number: str
    draw: str
    shuffle: bool = False


def category_path(path: Iterable[str]) -> str:
    """Return ``path`` as one line; Moodle doubles a slash inside a name, and drops what looks like a tag."""
    names = [re.sub("[<>]", "", name).strip().replace("/", "//") for name in path]
    spaced = [f"{' ' * n.startswith('/')}{n}{' ' * n.endswith('/')}" for n in names]
    return "/".join(("$course$/top", *spaced))


def question_name(item: Item) -> str:
    """Return the id and the beginning of the stem, by which teachers find a question in their bank."""
    words = re.sub("[<>]", "", plain(without_pictures(item.stem))).strip()
    if len(words) > LONGEST_NAME:
        words = words[:LONGEST_NAME].rpartition(" ")[0] + "…"
    return f"{item.identifier}. {words}"


def without_pictures(html: str) -> str:
    """Return model HTML with the text alternatives in place of its pictures."""
    return _PICTURE.sub(r"\1", html)


def words_only(html: str) -> str:
    """Return model HTML as the plain words that Moodle shows in a list, its own escapes made."""
    return escape(plain(without_pictures(html)), quote=False)


def typed(item: TextEntryItem | NumericItem) -> tuple[str, ...]:
    """Return the answers to be typed for ``item`` as Moodle's patterns, where a bare asterisk is anything."""
    return tuple(answer.replace("*", r"\*") for answer in spellings(item))


def as_words(item: NumericItem) -> bool:
    """Return whether a number is compared as words: single, and large enough to be written with dots."""
    return only_points(item) and is_large(item)


def is_large(item: NumericItem) -> bool:
    """Return whether people write a right number with dots between thousands."""
    return any(max(abs(r.low), abs(r.high)) >= FIRST_GROUPED for r in item.ranges)


def expressible(item: Item) -> bool:
    """Return whether Moodle can ask ``item``."""
    return not isinstance(item, MultipleResponseItem) or sum(c.correct for c in item.choices) <= MOST_RIGHT_IN_MOODLE


def option_feedback(choice: Choice, said: Feedback) -> str:
    """Return what is said to whoever chose ``choice``, where there is no word after the whole question."""
    return "\n".join(_block(html) for html in (choice.feedback, said.right if choice.correct else said.wrong) if html)


def _block(html: str) -> str:
    return html if html.startswith("<p>") else f"<p>{html}</p>"


def quiz(categories: Iterable[Category], manner: Manner) -> bytes:
    """Return a file of questions, category by category; what Moodle cannot ask is left out."""
    root = element(None, "quiz")
    for category in categories:
        node = element(root, "question", attributes={"type": "category"})
        element(element(node, "category"), "text", category_path(category.path))
        note = f"<p>{escape(manner.draw.format(count=category.draw), quote=False)}</p>" if category.draw else ""
        element(element(node, "info", attributes={"format": "html"}), "text", note)
        element(node, "idnumber", category.identifier)
        for question in category.questions:
            if expressible(question.item):
                _Writer(root, question, manner).write()
    return serialise(root)


class _Writer:
    """Writes one question."""

    def __init__(self, root: Element, question: Question, manner: Manner) -> None:
        self.root = root
        self.question = question
        self.item = question.item
        self.manner = manner

    def write(self) -> None:
        item = self.item
        match item:
            case ChoiceItem():
                node = self._begin("multichoice")
                self._options(node, item.choices, {c.letter: "100" if c.correct else "0" for c in item.choices}, True)
            case MultipleResponseItem():
                node = self._begin("multichoice")
                self._options(node, item.choices, moodle_fractions(item), False)
            case SurveyItem():
                node = self._begin("multichoice")
                self._options(node, item.choices, {c.letter: "100" for c in item.choices}, True)
            case TrueFalseItem():
                node = self._begin("truefalse")
                self._true_false(node, item)
            case TextEntryItem():
                node = self._begin("shortanswer")
                self._words(node, item)
            case NumericItem() if as_words(item):
                node = self._begin("shortanswer")
                self._words(node, item)
            case NumericItem():
                node = self._begin("numerical")
                self._numbers(node, item)
            case MatchItem():
                node = self._begin("matching")
                self._match(node, item)
            case OrderItem():
                node = self._begin("ordering")
                self._order(node, item)
            case _:
                assert_never(item)
        self._end(node)

    def _begin(self, kind: str) -> Element:
        item = self.item
        node = element(self.root, "question", attributes={"type": kind})
        element(element(node, "name"), "text", question_name(item))
        asked = [f"<p>{item.stem}</p>", item.material]
        if kind == "numerical" and isinstance(item, NumericItem) and is_large(item):
            asked.append(f"<p>{escape(self.manner.bare_number, quote=False)}</p>")
        self._html(element(node, "questiontext"), "\n".join(filter(None, asked)))
        self._html(element(node, "generalfeedback"), item.feedback.explanation)
        element(node, "defaultgrade", str(item.points))
        element(node, "penalty", "0")
        element(node, "hidden", "0")
        element(node, "idnumber", item.identifier)
        return node

    def _end(self, node: Element) -> None:
        if self.item.feedback.hint:
            self._html(element(node, "hint"), self.item.feedback.hint)
        tags = element(node, "tags")
        for tag in self.question.tags:
            element(element(tags, "tag"), "text", tag)

    def _options(self, node: Element, choices: tuple[Choice, ...], worth: Mapping[str, str], single: bool) -> None:
        element(node, "single", str(single).lower())
        element(node, "shuffleanswers", str(self.manner.shuffle).lower())
        element(node, "answernumbering", "ABCD")
        element(node, "showstandardinstruction", "1")
        self._combined(node)
        for choice in choices:
            answer = element(node, "answer", attributes={"fraction": worth[choice.letter]})
            self._html(answer, choice.content)
            self._html(element(answer, "feedback"), choice.feedback)

    def _true_false(self, node: Element, item: TrueFalseItem) -> None:
        yes = true_letter(item, self.manner.true_words)
        for choice in sorted(item.choices, key=lambda c: c.letter != yes):
            worth = {"fraction": "100" if choice.correct else "0", "format": "plain_text"}
            answer = element(node, "answer", attributes=worth)
            element(answer, "text", "true" if choice.letter == yes else "false")
            self._html(element(answer, "feedback"), option_feedback(choice, item.feedback))

    def _words(self, node: Element, item: TextEntryItem | NumericItem) -> None:
        element(node, "usecase", "0")
        for pattern in typed(item):
            self._typed(node, pattern, "100", item.feedback.right)
        if item.feedback.wrong:
            self._typed(node, "*", "0", item.feedback.wrong)

    def _numbers(self, node: Element, item: NumericItem) -> None:
        for accepted in item.ranges:
            answer = self._typed(node, decimal((accepted.low + accepted.high) / 2), "100", item.feedback.right)
            element(answer, "tolerance", decimal((accepted.high - accepted.low) / 2))
        if item.feedback.wrong:
            element(self._typed(node, "*", "0", item.feedback.wrong), "tolerance", "0")
        if item.unit:
            unit = element(element(node, "units"), "unit")
            element(unit, "multiplier", "1")
            element(unit, "unit_name", item.unit)
        element(node, "unitgradingtype", "0")
        element(node, "unitpenalty", "0")
        element(node, "showunits", "0" if item.unit else "3")  # typed with the number if at all; none
        element(node, "unitsleft", "0")

    def _typed(self, node: Element, text: str, fraction: str, feedback: str) -> Element:
        answer = element(node, "answer", attributes={"fraction": fraction, "format": "plain_text"})
        element(answer, "text", text)
        self._html(element(answer, "feedback"), feedback)
        return answer

    def _match(self, node: Element, item: MatchItem) -> None:
        element(node, "shuffleanswers", str(self.manner.shuffle).lower())
        self._combined(node)
        for left, right in [*((p.left, p.right) for p in item.pairs), *(("", d) for d in item.distractors)]:
            row = element(node, "subquestion")
            self._html(row, left)
            element(element(row, "answer"), "text", words_only(right))

    def _order(self, node: Element, item: OrderItem) -> None:
        settings = (
            ("layouttype", "VERTICAL"),
            ("selecttype", "ALL"),
            ("selectcount", "0"),
            ("gradingtype", "ALL_OR_NOTHING"),
            ("showgrading", "HIDE"),
            ("numberingstyle", "none"),
        )
        for name, value in settings:
            element(node, name, value)
        self._combined(node)
        for place, entry in enumerate(item.entries, 1):
            answer = element(node, "answer", attributes={"fraction": str(place)})  # here the place, not a share
            self._html(answer, entry)

    def _combined(self, node: Element) -> None:
        said = self.item.feedback
        for name, html in (("correct", said.right), ("partiallycorrect", said.wrong), ("incorrect", said.wrong)):
            self._html(element(node, f"{name}feedback"), html)

    def _html(self, node: Element, html: str) -> None:
        """Put model HTML into ``node``, and the pictures it shows."""
        node.set("format", "html")
        written = self.manner.html(html) if html else ""
        names = dict.fromkeys(_SHOWN.findall(written))
        written = written.replace(_FOLDER, f"@&#64;{_FOLDER[2:]}")  # as an author's word it is no address
        element(node, "text", _SHOWN.sub(rf'<img src="{_FOLDER}/\1"', written))
        for name in names:
            content = base64.b64encode(self.manner.assets[name].content).decode()
            element(node, "file", content, {"name": name, "path": "/", "encoding": "base64"})
