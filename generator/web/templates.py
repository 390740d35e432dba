"""The templates of ``theme/site/pages``: what they may call."""

import re
from collections.abc import Iterable
from html import escape
from typing import Any, assert_never

from jinja2 import Environment, FunctionLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from generator.items import (
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
from generator.markup import address
from generator.model import Fact, Framework, Picture, Section, Step, Task
from generator.player import script_json
from generator.shuffled import shuffled
from generator.theme import Theme
from generator.web.words import Words

LONG = 16  # letters without a space, more than half a line of a small phone
PIXELS_PER_UNIT = 1.8  # pictures are measured in points of an A5 page; letters of 14 units become 25 px
_SIZE = re.compile(r'width="(\d+)" height="(\d+)"')
_GAPS = re.compile(r"\n\s*\n")
_SPACES = re.compile(r"(\s+)")
_SIGN = re.compile(r"(?<=[/.\-_=&?])(?=.)")
_PRE = re.compile(r"(<pre>.*?</pre>)", re.DOTALL)


def environment(theme: Theme) -> Environment:
    """Return what renders the templates; anything undefined is an error, everything is escaped."""

    def load(name: str) -> str:
        return theme.find(f"site/{name}").read_text(encoding="utf-8")

    made = Environment(
        loader=FunctionLoader(load), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters |= {
        "anchor": _anchor,
        "breakable": _breakable,
        "day": pass_context(lambda context, day: _words(context).day(day)),
        "device_name": _device_name,
        "dial": lambda number: re.sub(r"[^0-9+]", "", number),
        "figure": _figure,
        "has_screens": _has_screens,
        "kind": _kind,
        "level": _level,
        "mixed": _mixed,
        "model": _model,
        "rights": _rights,
        "script_json": script_json,
        "sentence": _sentence,
        "verified": _verified,
    }
    return made


def asset_url(name: str) -> str:
    """Return the address of a lesson's picture."""
    return f"assets/lessons/{name}"


def tidy(html: str) -> str:
    """Return ``html`` without the empty lines that templates leave; those inside ``pre`` are the author's."""
    parts = _PRE.split(html)
    parts[::2] = [_GAPS.sub("\n", part) for part in parts[::2]]
    return "".join(parts).strip()


def _words(context: Context) -> Words:
    words: Words = context["t"]
    return words


@pass_context
def _model(context: Context, html: str) -> str:
    """Put the site's addresses into HTML of the model, which is safe by construction."""
    if "<" not in html:  # most choices and titles are words alone
        return html
    return _SIZE.sub(_pixels, address(html, asset_url, context["link"]))


def _figure(picture: Picture) -> str:
    size = _SIZE.sub(_pixels, f'width="{picture.width}" height="{picture.height}"')
    image = f'<img src="{asset_url(picture.asset)}" alt="{escape(picture.alternative)}" {size}>'
    caption = f"<figcaption>{escape(picture.caption)}</figcaption>" if picture.caption else ""
    return f'<figure class="{"screen" if picture.screen else "picture"}">{image}{caption}</figure>'


def _pixels(found: re.Match[str]) -> str:
    width, height = (round(int(n) * PIXELS_PER_UNIT) for n in found.groups())
    return f'width="{width}" height="{height}"'


@pass_context
def _anchor(context: Context, part: Section | Step) -> str:
    """Return the id of a section or step within its page: «A27/steps» is «steps», «A27-b3» is «b3»."""
    identifier: str = part.identifier
    return identifier.removeprefix(context["lesson"].identifier).lstrip("/-").lower()


def _breakable(text: str) -> str:
    """Return ``text`` as HTML in which a long address may break after its signs, not within its words."""
    words = (_SIGN.split(word) if len(word) >= LONG else [word] for word in _SPACES.split(text))
    return "".join("<wbr>".join(map(escape, parts)) for parts in words)


@pass_context
def _device_name(context: Context, task: Task) -> str:
    return _words(context).or_else(f"device_{task.device}", task.title)


@pass_context
def _level(context: Context, fact: Fact) -> str:
    return _words(context).or_else(f"level_{fact.level}", fact.level)


@pass_context
def _verified(context: Context, framework: Framework) -> str:
    return _words(context).or_else(f"verified_{framework.verified}", framework.verified)


def _has_screens(section: Section) -> bool:
    return any(step.picture and step.picture.screen for task in section.tasks for step in task.steps)


def _sentence(text: str) -> str:
    """Return a meaning, written without capital and full stop in the glossary, as a sentence."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?", "…")) else ".")


def _kind(item: Item) -> str:
    match item:
        case ChoiceItem():
            return "choice"
        case MultipleResponseItem():
            return "multiple"
        case TrueFalseItem():
            return "truefalse"
        case SurveyItem():
            return "survey"
        case TextEntryItem():
            return "text"
        case NumericItem():
            return "numeric"
        case MatchItem():
            return "match"
        case OrderItem():
            return "order"
        case _:
            assert_never(item)


def _rights(item: MatchItem) -> tuple[str, ...]:
    return (*(pair.right for pair in item.pairs), *item.distractors)


def _mixed(entries: Iterable[Any], item: Item) -> list[Any]:
    """Return ``entries``, each once, in the order in which paper and player show them."""
    given = list(entries)
    return list(dict.fromkeys(given[n] for n in shuffled(len(given), item.identifier)))
