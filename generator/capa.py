"""Questions as Open edX problems: the XML of its learning capa problems, as its response types grade it.

Only response types that need no sandbox for Python. A typed answer (text, number, order) is compared with a regular
expression, which decides as the judge does; the platform would show learners that expression as the answer, so these
problems have no «show answer» and say their explanation after a right answer.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Protocol, assert_never

from lxml import etree

from generator.diagnostics import Diagnostic, warning
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
from generator.markup import plain
from generator.patterns import number_pattern, order_pattern, text_pattern
from generator.shuffled import shuffled
from generator.xmltree import Element, element

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LONGEST_OPTION = 60  # characters that a drop-down shows on a phone
_SPLITS_OPTION = frozenset("'\\$&")  # capa puts options into a list between quotes, and fills in $names
_HALVES_RIGHT, _HALVES_FROM, _HALVES_TO = 2, 3, 4  # where «halves» grades as the judge does


class Html(Protocol):
    """Turns model HTML into a well-formed fragment with the platform's addresses."""

    def __call__(self, html: str) -> str:
        """Return the fragment."""
        ...


@dataclass(frozen=True, slots=True)
class Conditions:
    """How a problem may be answered: ``attempts`` 0 for as often as wanted; ``exam`` shows no answers."""

    attempts: int = 0
    shuffle: bool = False
    exam: bool = False


def problem(item: Item, title: str, conditions: Conditions, html: Html, words: Mapping[str, str]) -> Element:
    """Return the ``problem`` of ``item``; ``words`` is the part ``olx`` of the strings, already addressed.

    Raises ``ValueError`` for a survey, which no problem can ask.
    """
    return _Writer(item, conditions, html, words).problem(title)


def losses(item: Item) -> Iterator[Diagnostic]:
    """Yield what of ``item`` no problem can express."""
    if isinstance(item, MultipleResponseItem) and not _graded_alike(item):
        yield warning(
            item.position,
            "olx-loss",
            "Open edX gives half the points for one slip and a quarter for two, ours are a share for each right option",
            "with two right options among three or four the points are the same",
        )
    if isinstance(item, MultipleResponseItem | MatchItem) and (item.feedback.right or item.feedback.wrong):
        yield warning(
            item.position,
            "olx-loss",
            "Open edX cannot say a word of its own after a right or a wrong answer here",
            "say it in the explanation, or under the options",
        )


def _graded_alike(item: MultipleResponseItem) -> bool:
    right = sum(c.correct for c in item.choices)
    return right == 1 or (right == _HALVES_RIGHT and _HALVES_FROM <= len(item.choices) <= _HALVES_TO)


class _Writer:
    def __init__(self, item: Item, conditions: Conditions, html: Html, words: Mapping[str, str]) -> None:
        self.item = item
        self.conditions = conditions
        self.html = html
        self.words = words

    def problem(self, title: str) -> Element:
        item, given = self.item, {"display_name": title, "rerandomize": "never", "weight": str(self.item.points)}
        typed = isinstance(item, TextEntryItem | NumericItem | OrderItem)
        if self.conditions.attempts:
            given["max_attempts"] = str(self.conditions.attempts)
        if typed or self.conditions.exam:
            given["showanswer"] = "never"
        root = element(None, "problem", attributes=given)
        self._asked(root)
        if item.feedback.explanation and not typed:
            solution = element(element(root, "solution"), "div", attributes={"class": "detailed-solution"})
            element(solution, "p", self.words["explanation"])
            _graft(solution, "div", self.html(item.feedback.explanation))
        if item.feedback.hint:
            _graft(element(root, "demandhint"), "hint", self.html(item.feedback.hint))
        return root

    def _asked(self, root: Element) -> None:
        match self.item:
            case ChoiceItem():
                self._one_of(self.item, self.item.choices, root, "choice", self.conditions.shuffle)
            case TrueFalseItem():
                self._one_of(self.item, self.item.choices, root, "truefalse", False)
            case MultipleResponseItem():
                self._several(self.item, root)
            case TextEntryItem():
                self._typed(self._labelled(root, "stringresponse", "text"), text_pattern(self.item))
            case NumericItem():
                self._typed(
                    self._labelled(root, "stringresponse", "numeric"), number_pattern(self.item), self.item.unit
                )
            case MatchItem():
                self._match(self.item, root)
            case OrderItem():
                self._order(self.item, root)
            case SurveyItem():
                raise ValueError(f"{self.item.identifier} is a survey")
            case _:
                assert_never(self.item)

    def _labelled(self, root: Element, kind: str, how: str) -> Element:
        """Return the response: its label is the stem, or what to do when something stands between the two."""
        if self.item.material:
            self._stem(root)
            response = element(root, kind)
            element(response, "label", self.words[how])
        else:
            response = element(root, kind)
            _kept_text(_graft(response, "label", self.html(self.item.stem)))
            element(response, "description", self.words[how])
        return response

    def _stem(self, root: Element) -> None:
        _graft(root, "p", self.html(self.item.stem))
        if self.item.material:
            _graft(root, "div", self.html(self.item.material))

    def _one_of(
        self, item: ChoiceItem | TrueFalseItem, choices: Iterable[Choice], root: Element, how: str, shuffle: bool
    ) -> None:
        response = self._labelled(root, "multiplechoiceresponse", how)
        mixed = {"shuffle": "true"} if shuffle else {}
        group = element(response, "choicegroup", attributes={"type": "MultipleChoice", **mixed})
        for choice in choices:
            said = (choice.feedback, item.feedback.right if choice.correct else item.feedback.wrong)
            given = {"correct": _truth(choice.correct), "name": choice.letter}
            self._choice(group, choice, given, {}, said)

    def _several(self, item: MultipleResponseItem, root: Element) -> None:
        response = self._labelled(root, "choiceresponse", "multiple")
        if sum(c.correct for c in item.choices) > 1:
            response.set("partial_credit", "halves")
        group = element(response, "checkboxgroup")
        for choice in item.choices:
            given = {"correct": _truth(choice.correct), "id": choice.letter}
            self._choice(group, choice, given, {"selected": "true"}, (choice.feedback,))

    def _choice(
        self, group: Element, choice: Choice, given: dict[str, str], when: dict[str, str], said: Iterable[str]
    ) -> None:
        node = _kept_text(_graft(group, "choice", self.html(choice.content), given))
        words = self._joined(said)
        if words:
            _graft(node, "choicehint", words, when)

    def _typed(self, response: Element, pattern: str, unit: str = "") -> None:
        said = self.item.feedback
        response.set("answer", pattern)
        response.set("type", "regexp")
        right = self._joined((said.right, said.explanation))
        wrong = self._joined((said.wrong, said.explanation if self.conditions.attempts == 1 else ""))
        if right:
            _graft(response, "correcthint", right)
        if wrong:
            _graft(response, "regexphint", wrong, {"answer": ".*"})
        element(response, "textline", attributes={"size": "20", **({"trailing_text": unit} if unit else {})})

    def _match(self, item: MatchItem, root: Element) -> None:
        self._stem(root)
        sides = list(dict.fromkeys((*(p.right for p in item.pairs), *item.distractors)))
        shown = [sides[n] for n in shuffled(len(sides), item.identifier)]
        names = {side: plain(side) for side in shown}
        if not _fit_for_menu(shown, names):
            names = {side: LETTERS[n] if len(shown) <= len(LETTERS) else str(n + 1) for n, side in enumerate(shown)}
            element(root, "p", self.words["match_letters"])
            for side in shown:
                _graft(root, "p", f"{names[side]}. {self.html(side)}")
        else:
            element(root, "p", self.words["match"])
        for pair in item.pairs:
            response = element(root, "optionresponse")
            _kept_text(_graft(response, "label", self.html(pair.left)))
            menu = element(response, "optioninput")
            for side in shown:
                element(menu, "option", names[side], {"correct": _truth(side == pair.right)})

    def _order(self, item: OrderItem, root: Element) -> None:
        self._stem(root)
        shown = shuffled(len(item.entries), item.identifier)
        for place, index in enumerate(shown, 1):
            _graft(root, "p", f"{place}. {self.html(item.entries[index])}")
        response = element(root, "stringresponse")
        element(response, "label", self.words["order"])
        self._typed(response, order_pattern(item, shown))

    def _joined(self, said: Iterable[str]) -> str:
        """Return feedback as one fragment: blocks as they are, bare words in paragraphs where there are several."""
        found = [self.html(words) for words in said if words]
        return found[0] if len(found) == 1 else "".join(f"<div>{words}</div>" for words in found)


def _fit_for_menu(sides: list[str], names: Mapping[str, str]) -> bool:
    """Whether every side can be an option of a drop-down: plain words, short, each different."""
    simple = all(escape(names[s], quote=False) == s and not _SPLITS_OPTION & set(names[s]) for s in sides)
    short = all(0 < len(names[s]) <= _LONGEST_OPTION for s in sides)
    return simple and short and len({n.strip() for n in names.values()}) == len(sides)


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _graft(parent: Element, name: str, html: str, attributes: Mapping[str, str] | None = None) -> Element:
    """Add an element whose content is the well-formed fragment ``html``."""
    node = element(parent, name, attributes=attributes)
    content = etree.fromstring(f"<x>{html}</x>")
    node.text = content.text
    node.extend(content)
    return node


def _kept_text(node: Element) -> Element:
    """Put text that looks like markup into a ``span``: capa writes the bare text of a label or option unescaped.

    Other text stays bare, since the platform's reports of answers name an option by it.
    """
    if set(node.text or "") & set("<>&"):
        content = etree.Element("span")
        content.text, node.text = node.text, None
        content.extend(node)
        node.append(content)
    return node
