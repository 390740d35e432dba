"""The ``screen`` block of a lesson: YAML in, a mock screen out, every mistake at its own line and column.

Rules: ``screen-element``, ``screen-two-targets``, ``screen-without-target``, ``screen-target``, ``screen-at``,
``screen-address``, ``screen-overflow``, ``screen-too-full``, ``personal-data``, ``real-address``, beside those of
``yamlfile``.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from generator.diagnostics import Diagnostic, Diagnostics, Position, error, warning
from generator.screens import (
    ADDRESS,
    DIRECTIONS,
    TARGETS,
    BubbleElement,
    ButtonElement,
    CallElement,
    DialogElement,
    Element,
    FieldElement,
    ImageElement,
    KeyboardElement,
    ListElement,
    QrElement,
    Screen,
    SliderElement,
    SwitchElement,
    TextElement,
    misfits,
)
from generator.source.yamlfile import Document, Path, read_yaml

_MOST = 6  # elements; the layout decides below that
_LONGEST = 300  # letters of one text; keeps a hostile file from costing time
_TOP = ("title", "back", "show", "cut", "caption", "alternative", "drawn")
_COMMON = ("target", "at", "direction", "mark")
_MODIFIERS: Mapping[str, tuple[str, ...]] = {
    "text": (),
    "field": ("value",),
    "button": ("shape",),
    "switch": ("on",),
    "list": ("icon", "shape"),
    "bubble": ("from", "forbidden"),
    "call": (),
    "dialog": ("buttons",),
    "keyboard": (),
    "slider": ("value",),
    "qr": (),
    "image": (),
}
# spelt with or without tone marks, in Vietnamese or in English
_KEYBOARDS = {"so": False, "number": False, "digits": False, "chu": True, "letters": True}

_DIGITS = re.compile(r"(?<![\w.,])\+?\d[\d .\-]{7,}\d(?![\w])")
_BRACED = re.compile(r"\{[^{}]*\}")
_MONEY = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_SERVICE = ("1800", "1900")
_INVENTED = ("vi-du", "example")  # parts of a host name that say it is made up


def read_screen(text: str, position: Position) -> tuple[Screen | None, list[Diagnostic]]:
    """Return the screen that ``text`` (the inside of the fence) describes, and what is wrong with it.

    ``position`` is the place of the first letter of ``text``; its column counts the indentation that a list
    takes off every line of the fence. The screen is ``None`` when it cannot be drawn.
    """
    problems = Diagnostics()
    document = read_yaml(text, Position(position.path, position.line), problems)
    screen = _Reader(document, problems, text.split("\n")).screen() if document else None
    indent = position.column - 1
    return screen, [replace(p, position=replace(p.position, column=p.position.column + indent)) for p in problems]


@dataclass(slots=True)
class _Reader:
    """Reads one document; ``broken`` once something is so wrong that nothing can be drawn."""

    document: Document
    problems: Diagnostics
    lines: list[str]
    broken: bool = False

    def screen(self) -> Screen | None:
        data = self.document.data
        self._known(data, (), _TOP)
        if not isinstance(data.get("show"), list) or not data["show"]:
            self._wrong(("show",), "show", "a list is expected", missing="show" not in data)
            return None
        if len(data["show"]) > _MOST:
            self._full(("show", _MOST))
            return None
        screen = Screen(
            title=self._text(("title",), data),
            back=self._choice(("back",), data, ("true", "tap")),
            show=tuple(
                e for n, entry in enumerate(data["show"]) if (e := self._element(entry, ("show", n))) is not None
            ),
            cut=self._choice(("cut",), data, ("top", "bottom")),
            caption=self._text(("caption",), data),
            alternative=self._text(("alternative",), data),
            drawn=self._month(data),
        )
        if self.broken or len(screen.show) != len(data["show"]):
            return None
        self._targets(screen)
        if not self.broken:
            self._room(screen)
        return screen

    # --- one element ---------------------------------------------------------------

    def _element(self, entry: Any, at: Path) -> Element | None:
        if not isinstance(entry, dict):
            self._wrong(at, "show", "«key: value» lines are expected")
            return None
        kinds = [k for k in entry if k in _MODIFIERS]
        if len(kinds) != 1:
            self._kinds(entry, kinds, at)
            return None
        kind = kinds[0]
        self._known(entry, at, (kind, *_MODIFIERS[kind], *_COMMON))
        target = self._choice((*at, "target"), entry, TARGETS)
        common = {
            "target": target,
            "at": self._text((*at, "at"), entry),
            "direction": self._choice((*at, "direction"), entry, DIRECTIONS),
            "mark": self._whole((*at, "mark"), entry, 0, 1, 9),
        }
        if target == "type" and kind not in ("field", "keyboard"):
            self._fail(
                (*at, "target"),
                "screen-target",
                "nothing can be typed into «{key}»",
                "write «target: tap», or put the target on a field or a keyboard",
                key=kind,
            )
        if kind == "keyboard" and target not in ("", "type"):
            self._fail((*at, "target"), "screen-target", "a keyboard is typed on", "write «target: type»")
        if common["direction"] and target != "swipe":
            self._fail((*at, "direction"), "screen-target", "«direction» is for «target: swipe»", "remove it")
        return self._made(kind, entry, at, common)

    def _made(self, kind: str, entry: dict[str, Any], at: Path, common: dict[str, Any]) -> Element | None:
        here = (*at, kind)
        if kind == "list":
            element: Element = ListElement(
                self._texts(here, entry, 1, 4),
                call=self._choice((*at, "icon"), entry, ("call",)) == "call",
                tiles=self._choice((*at, "shape"), entry, ("tiles",)) == "tiles",
                **common,
            )
            self._part(element.at, element.rows, common["target"], at) if isinstance(element, ListElement) else None
            return element
        if kind == "keyboard":
            spelt = self._text(here, entry, needed=True)
            if spelt and _plain(spelt) not in _KEYBOARDS:
                self._wrong(here, kind, "expected one of: {names}", names="so, chu")
                return None
            return KeyboardElement(_KEYBOARDS.get(_plain(spelt), False), **common)
        label = self._text(here, entry, needed=kind not in ("qr", "image"))
        if common["at"] and kind != "dialog":
            self._fail((*at, "at"), "screen-at", "«at» is for lists and dialogs", "remove it")
        if kind == "dialog":
            buttons = self._texts((*at, "buttons"), entry, 1, 2)
            self._part(common["at"], buttons, common["target"], at)
            return DialogElement(label, buttons, **common)
        make: Mapping[str, Callable[[], Element]] = {
            "text": lambda: TextElement(label, **common),
            "field": lambda: FieldElement(label, self._text((*at, "value"), entry), **common),
            "button": lambda: ButtonElement(
                label, round=self._choice((*at, "shape"), entry, ("round",)) == "round", **common
            ),
            "switch": lambda: SwitchElement(label, on=self._flag((*at, "on"), entry), **common),
            "bubble": lambda: BubbleElement(
                label,
                mine=self._choice((*at, "from"), entry, ("me", "them")) == "me",
                forbidden=self._flag((*at, "forbidden"), entry),
                **common,
            ),
            "call": lambda: CallElement(label, **common),
            "slider": lambda: SliderElement(label, self._whole((*at, "value"), entry, 50, 0, 100), **common),
            "qr": lambda: QrElement(label, **common),
            "image": lambda: ImageElement(label, **common),
        }
        return make[kind]()

    def _kinds(self, entry: dict[str, Any], kinds: list[str], at: Path) -> None:
        if len(kinds) > 1:
            self._fail(
                (*at, kinds[1]),
                "screen-element",
                "«{one}» and «{other}» stand in one element",
                "begin a new line with «- {other}:»",
                one=kinds[0],
                other=kinds[1],
            )
            return
        first = next(iter(entry), "")
        near = get_close_matches(first, list(_MODIFIERS), n=1, cutoff=0.5)
        self._fail(
            (*at, first),
            "screen-element",
            "«{key}» is no element of a screen",
            "did you mean «{near}»?" if near else "use one of: {names}",
            key=first,
            near=near[0] if near else "",
            names=", ".join(_MODIFIERS),
        )

    def _part(self, at: str, names: tuple[str, ...], target: str, path: Path) -> None:
        """Hold ``at`` to the names that are shown."""
        if at and at not in names:
            near = get_close_matches(at, names, n=1, cutoff=0.5)
            self._fail(
                (*path, "at"),
                "screen-at",
                "«{at}» is not shown in this element",
                "did you mean «{near}»?" if near else "write one of: {names}",
                at=at,
                near=near[0] if near else "",
                names=", ".join(names),
            )
        elif target in ("tap", "hold") and not at and len(names) > 1:
            self._fail(
                (*path, "target"),
                "screen-at",
                "it is not said which one to touch",
                "add a line «at: {names}»",
                names=" | ".join(names),
            )

    # --- the whole screen ------------------------------------------------------------

    def _targets(self, screen: Screen) -> None:
        places: list[Path] = [("show", n, "target") for n, e in enumerate(screen.show) if e.target]
        if screen.back == "tap":
            places.insert(0, ("back",))
        if not places and screen.back != "tap":
            self.problems.add(
                warning(
                    self.document.key(("show",)),
                    "screen-without-target",
                    "nothing on this screen is marked as what to touch",
                    "add «target: tap» to one element, unless the screen is only to be looked at",
                )
            )
        for place in places[1:]:
            self._fail(
                place,
                "screen-two-targets",
                "a screen has one target, this is the second",
                "keep one; draw a second screen for the other step",
            )

    def _room(self, screen: Screen) -> None:
        for misfit in misfits(screen):
            path: Path = ("title",) if misfit.index < 0 else ("show", misfit.index)
            if not misfit.key:
                self._full(path)
                continue
            if misfit.index >= 0:
                path = (*path, misfit.key)
            if misfit.key in ("list", "buttons"):
                path = (*path, misfit.part)
            self.problems.add(
                warning(
                    self.document.position(path),
                    "screen-overflow",
                    "«{text}» is too wide for the picture and is cut: {fitting} of its {count} letters fit",
                    "shorten it; words in pictures are never made smaller",
                    text=misfit.text,
                    fitting=misfit.fitting,
                    count=len(misfit.text),
                )
            )

    def _full(self, path: Path) -> None:
        self._fail(
            path,
            "screen-too-full",
            "there is no room for all of this on one screen, with the hand that points",
            "leave out what the step does not need, or use «cut: bottom»",
        )

    # --- values ------------------------------------------------------------------------

    def _text(self, path: Path, entry: Mapping[str, Any], needed: bool = False) -> str:
        key = str(path[-1])
        if key not in entry:
            return ""
        return self._words(entry[key], path, key, needed)

    def _words(self, value: Any, path: Path, key: str, needed: bool = False) -> str:
        if isinstance(value, bool | float) or not isinstance(value, str | int | None):
            self._wrong(path, key, "a text is expected; put it in quotes")
            return ""
        written = "" if value is None else self._number(value, path) if isinstance(value, int) else value
        text = " ".join(unicodedata.normalize("NFC", written).split())
        if not text and needed:
            self._wrong(path, key, "a text is expected; put it in quotes")
        if len(text) > _LONGEST or any(unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") for c in text):
            self._wrong(path, key, "it is too long, or holds letters that cannot be printed")
            return ""
        if braced := _BRACED.search(text):
            self.broken = True
            self.problems.add(
                error(
                    self.document.position(path),
                    "screen-address",
                    "«{word}» would be drawn as it stands: pictures are the same for everybody",
                    "leave the word out, or write one that suits everybody",
                    word=braced[0],
                )
            )
        for finding in _private(text, self.document.position(path)):
            self.problems.add(finding)
        return text

    def _number(self, value: int, path: Path) -> str:
        """Return a number as it was written; YAML takes its plus away."""
        where = self.document.position(path)
        row = self.lines[where.line - self.document.start.line]
        return f"+{value}" if row[where.column - 1 :].startswith("+") else str(value)

    def _texts(self, path: Path, entry: Mapping[str, Any], least: int, most: int) -> tuple[str, ...]:
        key = str(path[-1])
        value = entry.get(key)
        if not isinstance(value, list) or not least <= len(value) <= most:
            self._wrong(
                path, key, "a list of {least} to {most} texts is expected", key not in entry, least=least, most=most
            )
            return ("",)
        return tuple(self._words(v, (*path, n), key, needed=True) for n, v in enumerate(value))

    def _choice(self, path: Path, entry: Mapping[str, Any], names: tuple[str, ...]) -> str:
        key = str(path[-1])
        value = entry.get(key)
        if value is None or (value is False and "true" in names):
            return ""
        spelt = "true" if value is True else value
        if spelt in names:
            return str(spelt)
        self._wrong(path, key, "expected one of: {names}", names=", ".join(names))
        return ""

    def _flag(self, path: Path, entry: Mapping[str, Any]) -> bool:
        value = entry.get(str(path[-1]), False)
        if not isinstance(value, bool):
            self._wrong(path, str(path[-1]), "true or false is expected")
        return value is True

    def _whole(self, path: Path, entry: Mapping[str, Any], default: int, least: int, most: int) -> int:
        key = str(path[-1])
        value = entry.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or (key in entry and not least <= value <= most):
            self._wrong(path, key, "a number from {least} to {most} is expected", least=least, most=most)
            return default
        return value

    def _month(self, data: Mapping[str, Any]) -> str:
        value = data.get("drawn")
        if isinstance(value, str) and re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])(-[0-3]\d)?", value):
            return value
        self._wrong(("drawn",), "drawn", "a month is written 2026-11", missing="drawn" not in data)
        return ""

    # --- findings ------------------------------------------------------------------------

    def _known(self, entry: Mapping[str, Any], at: Path, names: tuple[str, ...]) -> None:
        for key in entry:
            if key not in names:
                near = get_close_matches(key, names, n=1, cutoff=0.6)
                self.problems.add(
                    error(
                        self.document.key((*at, key)),
                        "unknown-key",
                        "unknown key «{key}»",
                        "did you mean «{near}»?" if near else "use one of: {names}",
                        key=key,
                        near=near[0] if near else "",
                        names=", ".join(names),
                    )
                )

    def _wrong(self, path: Path, key: str, reason: str, missing: bool = False, **values: object) -> None:
        """Report a value that is not what its key takes, or a key that is missing."""
        self.broken = True
        if missing:
            self.problems.add(
                error(
                    self.document.position(path[:-1]),
                    "missing-key",
                    "the key «{key}» is missing",
                    "add a line «{key}: …»",
                    key=key,
                )
            )
            return
        self.problems.add(
            error(
                self.document.position(path),
                "wrong-type",
                "«{key}» cannot be read: {reason}",
                "see the example in the documentation",
                "",
                key=key,
                reason=reason,
                **values,
            )
        )

    def _fail(self, path: Path, rule: str, message: str, remedy: str, /, **values: str) -> None:
        self.broken = True
        self.problems.add(error(self.document.key(path), rule, message, remedy, **values))


def _plain(text: str) -> str:
    """Return ``text`` in small letters without tone marks."""
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))


def _private(text: str, where: Position) -> Iterator[Diagnostic]:
    """Yield what in ``text`` could be somebody's own number, or lead to a real page."""
    for found in _DIGITS.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        if len(digits) < 9 or digits.startswith(_SERVICE) or _MONEY.fullmatch(found[0]):
            continue
        telephone = len(digits) in (10, 11) and digits.startswith(("0", "84"))
        kind = "identity" if len(digits) == 12 else "telephone" if telephone else "account"
        yield error(where, "personal-data", *_KINDS[kind], number=found[0])
    for found in ADDRESS.finditer(text):
        host = re.sub(r"^https?://", "", found[0]).split("/")[0].rstrip("….")
        if not any(part in _INVENTED for part in re.split(r"[.:]", host)):
            yield error(
                where,
                "real-address",
                "«{address}» may be a real address on the internet",
                "write one that nobody has: «vi-du.example»",
                address=found[0],
            )


_KINDS = {
    "identity": ("«{number}» looks like a real identity number", "hide most of it: 001 0xx xxx xxx"),
    "telephone": ("«{number}» looks like somebody's telephone number", "hide most of it: 09xx xxx xxx"),
    "account": ("«{number}» looks like a real account number", "hide most of it: 12xx xxx xxx"),
}
