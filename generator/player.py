"""What the player plays: a lesson or a test as data, the files beside it, the longest state it can keep.

``theme/player/types.d.ts`` is the contract of the data.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from html import escape
from typing import Any, Literal, assert_never

from jinja2 import Environment, StrictUndefined

from generator.diagnostics import Diagnostic, Position, error
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
from generator.judge import LONGEST_NUMBER, fold
from generator.markup import address, plain
from generator.model import Assessment, Hotline, Lesson, Picture, Role, Section, Step, Task, Word
from generator.theme import Theme

STYLES = ("base.css", "player.css")
SCRIPTS = ("judge.js", "state.js", "player.js")
_SHARED = {"scorm12": ("scorm.js",), "scorm2004": ("scorm.js",)}  # what an adapter is built on
LONGEST_STATE = 4000
_LONGEST_TEXT, _LONGEST_TRIES, _CHECK, _KEY = 60, 2, 4, 3  # of theme/player/state.js
_SEED, _LONGEST_ATTEMPT, _LONGEST_EARLIER = 6, 2, 3
STATE, READABLE_STATES = "3", ("3",)  # of theme/player/state.js: the version it writes, those it goes on from
_COMMENT = re.compile(rb"/\*.*?\*/[ \t]*\n?", re.DOTALL)
_JOINS = {Role.NEED: ("goal",), Role.WORDS: ("homework", "help"), Role.HELP: ("homework", "words")}  # share a page

AssetAddress = Callable[[str], str]
LinkAddress = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Policy:
    """The author's choices of how a lesson is scored and when it is complete.

    ``attempts``: answers allowed per question, 0 for as many as wanted.
    ``keep``: which of them counts, and which attempt at a test.
    ``miss``: what a completed lesson below the pass mark reports.
    ``complete``: when every question is answered, or already when every page was seen.
    ``exit``: what an LMS is told on leaving a complete lesson (cmi.core.exit).
    ``shuffle``: options in an order of the learner's own, kept in the state.
    """

    attempts: int = 0
    keep: Literal["best", "first", "last"] = "best"
    miss: Literal["incomplete", "failed"] = "incomplete"
    complete: Literal["answered", "seen"] = "answered"
    exit: Literal["", "suspend"] = ""
    shuffle: bool = False


def no_link(_scheme: str, _identifier: str) -> str:
    """Leave the words of a reference without a link."""
    return ""


def lesson_data(
    lesson: Lesson,
    pass_mark: int,
    *,
    embedded: bool,
    asset: AssetAddress,
    strings: Mapping[str, str],
    link: LinkAddress = no_link,
    policy: Policy = Policy(),
    hotlines: tuple[Hotline, ...] = (),
    about: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Return ``lesson`` as the player's data; ``embedded`` keeps the questions only.

    ``pass_mark`` is in percent. ``asset`` and ``link`` address pictures and references as in
    ``markup.address``. ``hotlines`` fill the section of help; those without a number are left out, a
    screen has no line to write on. ``about`` is small print for the last page, a paragraph each.

    Pages follow the authored order. What the learner needs joins the goal; words and help join the
    homework. Steps have a page each, a caution a page before its step. Where steps differ by device,
    one page asks for the device and the pages of the others are left out; without an answer all are
    shown, each naming its device. The result stands after the last question.
    """
    words = _addressed(strings, lesson.you)
    pages = _Pages(asset, link, words, hotlines)
    if embedded:
        pages.questions(lesson.items)
    else:
        for section in lesson.sections:
            pages.section(section)
        pages.open_with(lesson.title, lesson.message)
        pages.small_print((*_checked(lesson, words), *about))
    return _data(lesson.identifier, lesson.title, lesson.language, pass_mark, embedded, policy, pages, words)


def assessment_data(
    assessment: Assessment,
    *,
    language: str,
    you: str,
    embedded: bool,
    asset: AssetAddress,
    strings: Mapping[str, str],
    link: LinkAddress = no_link,
    policy: Policy = Policy(),
    about: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Return a test as the player's data: a page that says how long it is, its questions, the result.

    Where ``draw`` is ``attempt`` the player draws from the pools; otherwise it asks ``items``.
    A test whose attempts are limited takes one answer to a question in each; otherwise ``policy`` says how many.
    """
    words = _addressed(strings, you)
    pages = _Pages(asset, link, words)
    parted = assessment.parted if assessment.draw == "attempt" else ()
    pools = [{"n": min(pool.count, len(own)), "of": [i.identifier for i in own]} for pool, own in parted]
    pages.questions(assessment.bank if pools else assessment.items)
    length = sum(min(pool.count, len(own)) for pool, own in parted) or len(assessment.items)
    if not embedded:
        pages.open_with(assessment.title, f"<p>{words['testLength'].replace('{n}', str(length))}</p>")
        pages.small_print(about)
    policy = replace(
        policy,
        attempts=1 if assessment.attempts else policy.attempts,
        shuffle=policy.shuffle or assessment.shuffle,
    )
    made = _data(
        assessment.identifier, assessment.title, language, assessment.pass_mark, embedded, policy, pages, words
    )
    made |= {"runs": assessment.attempts}
    made |= {"mix": 1} if assessment.shuffle else {}
    return made | ({"pools": pools} if pools else {})


def script_json(data: Mapping[str, Any]) -> str:
    """Return ``data`` as JSON that may stand inside a ``script`` element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def page(theme: Theme, data: Mapping[str, Any], adapter: str) -> bytes:
    """Return the page of a package that plays ``data`` with ``adapter`` (``scorm12``, ``scorm2004`` …)."""
    template = theme.find("player/index.html").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    environment.filters["script_json"] = script_json
    html = environment.from_string(template).render(data=data, adapter=adapter, styles=STYLES, scripts=scripts(adapter))
    return html.encode()


def scripts(adapter: str) -> tuple[str, ...]:
    """Return the names of the scripts in the order in which they are loaded."""
    return (*SCRIPTS[:-1], *_SHARED.get(adapter, ()), f"{adapter}.js", SCRIPTS[-1])


def files(theme: Theme, adapter: str) -> dict[str, bytes]:
    """Return the files that ``page`` loads, by name; comments stay behind, packages count bytes."""
    return {name: _COMMENT.sub(b"", theme.find(f"player/{name}").read_bytes()) for name in (*STYLES, *scripts(adapter))}


def suspend_size(data: Mapping[str, Any]) -> int:
    """Return the length of the longest state string that the player can write for ``data``, whatever it draws."""
    pages = data["pages"]
    sizes = {p["item"]["id"]: _record_size(p["item"]) for p in pages if "item" in p}
    pools: list[dict[str, Any]] = data.get("pools", [{"n": len(sizes), "of": list(sizes)}])
    longest = [size for p in pools for size in sorted((sizes[i] for i in p["of"]), reverse=True)[: p["n"]]]
    devices = max((len(p.get("device", "")) for p in pages), default=0)
    seed = _SEED if {"shuffle", "mix", "pools"} & set(data) else 0
    attempts = _LONGEST_ATTEMPT + _LONGEST_EARLIER if "runs" in data else 0
    status, best, bars = 1, len("10000"), 12
    head = len("3") + len(data["id"]) + _KEY + status + best + _CHECK
    rest = devices + seed + attempts + _KEY * (len(pages) - len(sizes) + len(longest)) + _CHECK
    return head + rest + bars + sum(longest)


def state_overflow(
    data: Mapping[str, Any],
    position: Position,
    rule: str,
    *,
    target: str = "scorm12",
    keeper: str = "SCORM 1.2",
    most: int = LONGEST_STATE,
) -> Diagnostic | None:
    """A quiz whose answers do not fit into the ``most`` characters that ``keeper`` keeps for a lesson.

    SCORM 1.2 and SCORM 2004 3rd Edition keep 4,000, the 4th Edition 64,000;.
    """
    size = suspend_size(data)
    if size <= most:
        return None
    return error(
        position,
        rule,
        "the answers of «{lesson}» need up to {size} characters, {keeper} keeps {most}",
        "split the questions over two lessons",
        target=target,
        lesson=data["id"],
        size=size,
        keeper=keeper,
        most=most,
    )


def item_data(item: Item, *, asset: AssetAddress, link: LinkAddress = no_link, true_words: str = "") -> dict[str, Any]:
    """Return a question as the player's data; ``true_words`` says which option of true and false is true."""

    def html(text: str) -> str:
        return address(text, asset, link)

    said = item.feedback
    texts = (
        ("material", item.material),
        ("hint", said.hint),
        ("right", said.right),
        ("wrong", said.wrong),
        ("why", said.explanation),
    )
    made: dict[str, Any] = {
        "id": item.identifier,
        "rev": revision(item),
        "points": item.points,
        "stem": html(item.stem),
    }
    made |= {name: html(text) for name, text in texts if text}
    match item:
        case ChoiceItem():
            made |= {"kind": "choice", "choices": _choices(item.choices, html)}
        case MultipleResponseItem():
            made |= {"kind": "multiple", "choices": _choices(item.choices, html)}
        case SurveyItem():
            made |= {"kind": "survey", "choices": _choices(item.choices, html)}
        case TrueFalseItem():
            made |= {"kind": "truefalse", "choices": _choices(item.choices, html), "yes": true_letter(item, true_words)}
        case TextEntryItem():
            made |= {"kind": "text", "answers": list(item.answers)} | ({"marks": 1} if item.tone_marks else {})
        case NumericItem():
            ranges = [[decimal(r.low), decimal(r.high)] for r in item.ranges]
            made |= {"kind": "numeric", "ranges": ranges} | ({"unit": item.unit} if item.unit else {})
        case MatchItem():
            rights = [*(p.right for p in item.pairs), *item.distractors]
            made |= {"kind": "match", "lefts": [html(p.left) for p in item.pairs], "rights": [html(r) for r in rights]}
        case OrderItem():
            made |= {"kind": "order", "entries": [html(e) for e in item.entries]}
        case _:
            assert_never(item)
    return made


class _Pages:
    """The pages of a lesson, in order; every key is used once."""

    def __init__(
        self,
        asset: AssetAddress,
        link: LinkAddress,
        strings: Mapping[str, str],
        hotlines: tuple[Hotline, ...] = (),
    ) -> None:
        self.asset = asset
        self.link = link
        self.strings = strings
        self.hotlines = hotlines
        self.made: list[dict[str, Any]] = []

    def section(self, section: Section) -> None:
        """Add the pages of ``section``."""
        if section.role is Role.TUTOR:
            return
        html = self._html(section.html) + _definitions(section.words)
        if section.role is Role.HELP:
            html += _numbers(self.hotlines)
        title = escape(section.title, quote=False)
        if html and self.made and self.made[-1]["role"] in _JOINS.get(section.role, ()):
            self.made[-1]["html"] += f"<h3>{title}</h3>{html}"
        elif html:
            role = "other" if section.role in (Role.STEPS, Role.QUESTIONS) else section.role.value
            self._add(role, section.identifier, title=title, html=html)
        self._tasks(section)
        if section.items:
            self.questions(section.items)

    def questions(self, items: tuple[Item, ...]) -> None:
        """Add a page for each question, and the result after the last."""
        self.made = [p for p in self.made if p["role"] != "result"]
        for item in items:
            data = item_data(item, asset=self.asset, link=self.link, true_words=self.strings["trueWords"])
            self._add("question", item.identifier, item=data)
        if items:
            self._add("result", "result")

    def open_with(self, title: str, message: str) -> None:
        """Put ``message`` on the first page, and make one where the first page is a step or a question."""
        if not self.made or "html" not in self.made[0] or self.made[0]["role"] in ("step", "caution"):
            self._add("goal", "opening", title=escape(title, quote=False), html="")
            self.made.insert(0, self.made.pop())
        if message:
            self.made[0]["message"] = self._html(message)

    def small_print(self, lines: tuple[str, ...]) -> None:
        """Put ``lines`` on the last page that is read."""
        readable = [p for p in self.made if "item" not in p and p["role"] != "result"]
        if lines and readable:
            readable[-1]["about"] = list(lines)

    def _tasks(self, section: Section) -> None:
        devices = dict.fromkeys(t.device for t in section.tasks if t.device)
        names = {d: self.strings.get(f"device_{d}", d) for d in devices}
        if len(devices) > 1:
            choice = [{"id": d, "name": names[d]} for d in devices]
            self._add(
                "device",
                f"{section.identifier}/device",
                title=escape(self.strings["deviceTitle"], quote=False),
                devices=choice,
            )
        for task in section.tasks:
            for step in task.steps:
                self._step(step, task, len(section.tasks) > 1, len(devices) > 1)

    def _step(self, step: Step, task: Task, named: bool, optional: bool) -> None:
        extra: dict[str, Any] = {"device": task.device} if optional and task.device else {}
        if step.caution:
            self._add(
                "caution",
                f"{step.identifier}/caution",
                title=escape(self.strings["cautionTitle"], quote=False),
                html=self._html(step.caution),
                **extra,
            )
        if task.title and (named or task.device):
            extra["task"] = task.title
        if step.picture:
            extra["picture"] = self._picture(step.picture)
        self._add(
            "step",
            step.identifier,
            title=self._html(step.title),
            html=self._html(step.body),
            no=step.number,
            of=len(task.steps),
            **extra,
        )

    def _picture(self, picture: Picture) -> dict[str, Any]:
        made: dict[str, Any] = {
            "src": self.asset(picture.asset),
            "alt": picture.alternative,
            "w": picture.width,
            "h": picture.height,
        }
        if picture.screen:
            made["screen"] = 1
        if picture.caption:
            made["caption"] = picture.caption
        return made

    def _html(self, html: str) -> str:
        return address(html, self.asset, self.link)

    def _add(self, role: str, identifier: str, **content: Any) -> None:
        taken = {p["key"] for p in self.made}
        key = next(k for k in _keys(f"{role}/{identifier}") if k not in taken)
        self.made.append({"role": role, "key": key, **content})


def _data(
    identifier: str,
    title: str,
    language: str,
    pass_mark: int,
    embedded: bool,
    policy: Policy,
    pages: _Pages,
    words: dict[str, str],
) -> dict[str, Any]:
    return {
        "id": identifier,
        "title": title,
        "lang": language,
        **({"embedded": 1} if embedded else {}),
        "pass": pass_mark,
        "attempts": policy.attempts,
        "keep": policy.keep,
        "miss": policy.miss,
        "complete": policy.complete,
        "exit": policy.exit,
        **({"shuffle": 1} if policy.shuffle else {}),
        "pages": pages.made,
        "strings": words,
    }


def _addressed(strings: Mapping[str, str], you: str) -> dict[str, str]:
    """Put the form of address into every word of the player; a word that is not given is empty."""
    capital = you[:1].upper() + you[1:]
    return defaultdict(str, {n: text.replace("{you}", you).replace("{You}", capital) for n, text in strings.items()})


def _checked(lesson: Lesson, strings: Mapping[str, str]) -> Iterator[str]:
    """Say when the oldest of the lesson's facts was checked."""
    if lesson.facts:
        seen = min(f.seen for f in lesson.facts)
        day = strings["date"].format(day=seen.day, month=seen.month, year=seen.year)
        yield strings["checked"].replace("{date}", day)


def _definitions(words: tuple[Word, ...]) -> str:
    """Return glossary words as a definition list."""
    entries = "".join(
        f"<dt>{escape(w.word)}{f' ({escape(w.say)})' if w.say not in ('', w.word) else ''}</dt>"
        f"<dd>{escape(w.meaning)}</dd>"
        for w in words
    )
    return f'<dl class="words">{entries}</dl>' if entries else ""


def _numbers(hotlines: tuple[Hotline, ...]) -> str:
    """Return the numbers to call, each of which a phone dials when touched."""
    known = [(escape(h.label), escape(h.number), re.sub(r"[^0-9+*#]", "", h.number)) for h in hotlines if h.number]
    rows = "".join(f'<li>{label}: <a href="tel:{digits}">{number}</a></li>' for label, number, digits in known)
    return f'<ul class="hotlines">{rows}</ul>' if rows else ""


def _choices(choices: tuple[Choice, ...], html: Callable[[str], str]) -> list[dict[str, Any]]:
    return [
        {"l": c.letter, "t": html(c.content)}
        | ({"ok": 1} if c.correct else {})
        | ({"fb": html(c.feedback)} if c.feedback else {})
        for c in choices
    ]


def true_letter(item: TrueFalseItem, true_words: str) -> str:
    """Return the letter of the option that says «true», the first unless the strings know better."""
    known = {fold(w, True) for w in true_words.split(",")}
    said = [c.letter for c in item.choices if fold(plain(c.content), True) in known]
    return (said or [item.choices[0].letter])[0]


def revision(item: Item) -> str:
    """Return four letters that change with everything a stored answer refers to, and with nothing else."""
    match item:
        case ChoiceItem() | MultipleResponseItem() | TrueFalseItem() | SurveyItem():
            meaning: list[Any] = [[c.letter, c.content, c.correct] for c in item.choices]
        case TextEntryItem():
            meaning = [item.answers, item.tone_marks]
        case NumericItem():
            meaning = [[str(r.low), str(r.high)] for r in item.ranges]
        case MatchItem():
            meaning = [[[p.left, p.right] for p in item.pairs], item.distractors]
        case OrderItem():
            meaning = list(item.entries)
        case _:
            assert_never(item)
    return next(_keys(json.dumps([type(item).__name__, meaning]), _CHECK))


def _keys(text: str, length: int = _KEY) -> Iterator[str]:
    """Yield names of ``length`` letters for ``text``, one after another: the first nearly always serves."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    for turn in range(36**length):
        value = int.from_bytes(hashlib.sha256(f"{text}/{turn}".encode()).digest()[:8], "big")
        yield "".join(digits[value // 36**place % 36] for place in range(length))


def decimal(value: Fraction) -> str:
    """Return ``value`` as ``-45000.5``; authored numbers are decimals, so it ends."""
    places = next((n for n in range(LONGEST_NUMBER) if (value * 10**n).denominator == 1), LONGEST_NUMBER)
    digits = str(abs(int(value * 10**places))).rjust(places + 1, "0")
    text = digits[:-places] + "." + digits[-places:] if places else digits
    return f"-{text}" if value < 0 else text


def _record_size(item: Mapping[str, Any]) -> int:
    longest: int = {
        "choice": 1,
        "truefalse": 1,
        "survey": 1,
        "multiple": len(item.get("choices", ())),
        "text": _LONGEST_TEXT,
        "numeric": _LONGEST_TEXT,
        "match": len(item.get("lefts", ())),
        "order": len(item.get("entries", ())),
    }[item["kind"]]
    hits = 2 if longest > 35 and item["kind"] in ("multiple", "match") else 1
    return len(item["id"]) + _LONGEST_TRIES + hits + longest + _CHECK + len("::::;")
