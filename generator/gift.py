"""Questions as GIFT and as Aiken: plain text that teachers read, and that Moodle and other platforms import.

Both hold less than Moodle XML: ``gift_losses`` and ``aiken_losses`` say what of an item. Moodle reads them with
``question/format/gift``, whose weights have two digits, so that nothing but «=» may be worth 100 %, and with
``question/format/aiken``, for which a question, and an option, is one line.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import assert_never

from generator.credits import moodle_fractions
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
    html_of,
)
from generator.markup import plain
from generator.moodle_xml import (
    Category,
    Question,
    as_words,
    category_path,
    expressible,
    is_large,
    option_feedback,
    question_name,
    typed,
    without_pictures,
    words_only,
)
from generator.player import decimal, true_letter

Html = Callable[[str], str]

NO_ORDER = "the format has no question that asks for an order, so it is left out"
NO_SURVEY = "the format has no question without a right answer, so it is left out"
NO_SUCH_FRACTION = "more than ten right options have no fraction, so it is left out"
NO_ARROW = "an answer holds «->», which the format takes for a match, so it is left out"
NOT_ONE_OF_MANY = "the format asks only for one of several options, so it is left out"
NO_WORDS = "an option is a picture without words, so it is left out"
ONE_RIGHT = "with one right option it becomes a choice of one"
NO_PICTURES = "the text alternatives stand in place of its pictures"
NO_HINT = "its hint is lost"
NO_CLOSING = "the words after a right and a wrong answer are lost"
NO_FEEDBACK = "hint, feedback and explanation are lost"
NO_POINTS = "its points are lost, each question counts 1"
NO_LAYOUT = "tables, lists and bold words become plain text"

_SPECIAL = re.compile(r"[\\~=#{}:]")
_IMAGE = re.compile("<img ")
_LAID_OUT = re.compile("<(?:table|ul|ol|pre|strong|blockquote)[ >]")
_MISREAD = re.compile(r"[A-Z][).]|ANSWER:")


@dataclass(frozen=True, slots=True)
class Loss:
    """What a format cannot hold of a question, as a sentence; ``left_out`` when the question is not in the file."""

    reason: str
    left_out: bool = False


def kept(losses: Iterable[Loss]) -> bool:
    """Return whether a question with ``losses`` is in the file all the same."""
    return not any(x.left_out for x in losses)


# --- GIFT -------------------------------------------------------------------------------------------------------------


def gift(categories: Iterable[Category], html: Html, true_words: str, bare_number: str) -> str:
    """Return a GIFT file; ``html`` is as in ``moodle_xml.Manner``, and no picture reaches it."""
    return "\n".join(_gift_blocks(categories, _Gift(html, true_words, bare_number)))


def gift_losses(item: Item) -> Iterator[Loss]:
    """Yield what of ``item`` GIFT cannot hold."""
    match item:
        case OrderItem():
            yield Loss(NO_ORDER, True)
        case SurveyItem():
            yield Loss(NO_SURVEY, True)
        case MultipleResponseItem() if not expressible(item):
            yield Loss(NO_SUCH_FRACTION, True)
        case MultipleResponseItem() if sum(c.correct for c in item.choices) == 1:
            yield Loss(ONE_RIGHT)
        case TextEntryItem() if any("->" in answer for answer in typed(item)):
            yield Loss(NO_ARROW, True)
        case _:
            pass
    said = item.feedback
    if _IMAGE.search("\n".join(html_of(item))):
        yield Loss(NO_PICTURES)
    if said.hint:
        yield Loss(NO_HINT)
    if isinstance(item, MultipleResponseItem | MatchItem) and (said.right or said.wrong):
        yield Loss(NO_CLOSING)
    if item.points != 1 and not isinstance(item, SurveyItem):
        yield Loss(NO_POINTS)


def gift_text(text: str) -> str:
    """Return ``text`` so that Moodle's GIFT reader gives it back: one line, control characters escaped."""
    escaped = _SPECIAL.sub(lambda m: f"\\{m[0]}", text)
    return escaped.replace("\r", "").replace("\n", r"\n")


def _gift_blocks(categories: Iterable[Category], writer: "_Gift") -> Iterator[str]:
    for category in categories:
        yield f"$CATEGORY: {category_path(category.path)}\n"
        for question in category.questions:
            if kept(gift_losses(question.item)):
                yield writer.block(question)


class _Gift:
    """Writes questions as blocks without a blank line."""

    def __init__(self, html: Html, true_words: str, bare_number: str) -> None:
        self.html = html
        self.true_words = true_words
        self.bare_number = bare_number

    def block(self, question: Question) -> str:
        item = question.item
        tags = "".join(f" [tag:{tag}]" for tag in question.tags)
        number = isinstance(item, NumericItem) and is_large(item) and not as_words(item)
        asked = [f"<p>{item.stem}</p>", item.material, f"<p>{self.bare_number}</p>" if number else ""]
        lines = [
            f"// [id:{item.identifier}]{tags}",
            f"::{gift_text(question_name(item))}::{self._html(''.join(asked))}{{{self._opening(item)}",
            *(f"\t{line}" for line in self._answers(item)),
        ]
        if item.feedback.explanation:
            lines.append(f"\t####{self._html(item.feedback.explanation)}")
        return "\n".join((*lines, "}", ""))

    def _opening(self, item: Item) -> str:
        if isinstance(item, TrueFalseItem):
            yes = true_letter(item, self.true_words)
            right = next(c for c in item.choices if c.correct)
            wrong = next(c for c in item.choices if not c.correct)
            after = (self._html(option_feedback(c, item.feedback)) for c in (wrong, right))
            return f"{'TRUE' if right.letter == yes else 'FALSE'}#{'#'.join(after)}"
        return "#" if isinstance(item, NumericItem) and not as_words(item) else ""

    def _answers(self, item: Item) -> Iterator[str]:
        said = item.feedback
        match item:
            case ChoiceItem():
                for choice in item.choices:
                    yield self._option("=" if choice.correct else "~", choice, option_feedback(choice, said))
            case MultipleResponseItem() if sum(c.correct for c in item.choices) == 1:
                for choice in item.choices:
                    yield self._option("=" if choice.correct else "~", choice, choice.feedback)
            case MultipleResponseItem():
                worth = moodle_fractions(item)
                for choice in item.choices:
                    yield self._option(f"~%{worth[choice.letter]}%", choice, choice.feedback)
            case MatchItem():
                for pair in item.pairs:
                    yield f"={self._html(pair.left)} -> {gift_text(words_only(pair.right))}"
                for distractor in item.distractors:
                    yield f"= -> {gift_text(words_only(distractor))}"
            case NumericItem() if not as_words(item):
                for accepted in item.ranges:
                    middle, half = (accepted.low + accepted.high) / 2, (accepted.high - accepted.low) / 2
                    yield f"={decimal(middle)}:{decimal(half)}{self._after(said.right)}"
                if said.wrong:
                    yield f"~{self._after(said.wrong)}"
            case TextEntryItem() | NumericItem():
                yield from (f"=[plain]{gift_text(answer)}{self._after(said.right)}" for answer in typed(item))
                if said.wrong:
                    yield f"=%0%*{self._after(said.wrong)}"
            case TrueFalseItem() | OrderItem() | SurveyItem():
                return
            case _:
                assert_never(item)

    def _option(self, mark: str, choice: Choice, feedback: str) -> str:
        return f"{mark}{self._html(choice.content)}{self._after(feedback)}"

    def _after(self, html: str) -> str:
        return f"#{self._html(html)}" if html else ""

    def _html(self, html: str) -> str:
        return f"[html]{gift_text(self.html(without_pictures(html)))}" if html else ""


# --- Aiken ------------------------------------------------------------------------------------------------------------


def aiken(categories: Iterable[Category]) -> str:
    """Return an Aiken file: a question a line, an option a line, the letter of the right one."""
    items = (q.item for c in categories for q in c.questions)
    chosen = (i for i in items if isinstance(i, ChoiceItem | TrueFalseItem) and kept(aiken_losses(i)))
    return "\n".join(_aiken_block(i) for i in chosen)


def aiken_losses(item: Item) -> Iterator[Loss]:
    """Yield what of ``item`` Aiken cannot hold."""
    if not isinstance(item, ChoiceItem | TrueFalseItem):
        yield Loss(NOT_ONE_OF_MANY, True)
        return
    if not all(_line(c.content) for c in item.choices):
        yield Loss(NO_WORDS, True)
    shown = "\n".join((item.stem, item.material, *(c.content for c in item.choices)))
    if _IMAGE.search(shown):
        yield Loss(NO_PICTURES)
    if _LAID_OUT.search(shown):
        yield Loss(NO_LAYOUT)
    said = item.feedback
    if any((said.hint, said.right, said.wrong, said.explanation, *(c.feedback for c in item.choices))):
        yield Loss(NO_FEEDBACK)
    if item.points != 1:
        yield Loss(NO_POINTS)


def _aiken_block(item: ChoiceItem | TrueFalseItem) -> str:
    asked = _line(f"{item.stem} {item.material}")
    if _MISREAD.match(asked):
        asked = f"… {asked}"
    right = next(c.letter for c in item.choices if c.correct)
    options = (f"{c.letter}) {_line(c.content)}" for c in item.choices)
    return "\n".join((asked, *options, f"ANSWER: {right}", ""))


def _line(html: str) -> str:
    """Return model HTML as one line of plain words."""
    spaced = re.sub("</(?:p|li|tr|td|th|pre|blockquote|figcaption)>", " ", without_pictures(html))
    return " ".join(plain(spaced).split())
