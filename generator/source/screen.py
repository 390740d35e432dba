"""A ``screen`` fence: YAML to a ``Screen``, every mistake at its own line and column."""

import re
from difflib import get_close_matches
from typing import Any

from generator.diagnostics import Diagnostic, Diagnostics, Position, error, warning
from generator.screens import (
    Act,
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
    excesses,
)
from generator.source.yamlfile import Document, read_yaml

Place = tuple[str | int, ...]
_TOP: dict[str, type | tuple[type, ...]] = {"title": str, "back": (bool, str), "show": list, "cut": str, "caption": str, "alt": str, "drawn": str}
_EXTRA: dict[str, tuple[str, ...]] = {
    "text": (),
    "field": ("value",),
    "button": ("shape",),
    "switch": ("on",),
    "list": ("shape", "icon"),
    "bubble": ("from", "forbidden"),
    "call": (),
    "dialog": ("buttons",),
    "keyboard": (),
    "slider": ("value",),
    "qr": (),
    "image": (),
}
_ACT = ("target", "at", "mark")
_WORDS: dict[str, tuple[str, ...]] = {
    "target": ("tap", "hold", "swipe", "type"),
    "shape": ("round", "tiles"),
    "icon": ("call",),
    "from": ("me", "them"),
    "cut": ("top", "bottom"),
}
_MOST = 5
_CARD = re.compile(r"(?<![\dx])\d{12}(?![\dx])")
_PHONE = re.compile(r"(?<![\dx])0\d{2}[ .]?\d{3}[ .]?\d{3,4}(?![\dx])")
_WEB = re.compile(r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)+")


def read_screen(text: str, position: Position) -> tuple[Screen | None, list[Diagnostic]]:
    """Return the screen that ``text``, the inside of a fence beginning at ``position``, describes.

    Nothing is returned when it cannot be drawn; the findings say why.
    """
    problems = Diagnostics()
    document = read_yaml(text, Position(position.path, position.line), problems)
    reader = _Reader(document, position.column - 1, problems) if document else None
    screen = reader.screen() if reader else None
    return (screen if not problems.errors else None), list(problems)


class _Reader:
    def __init__(self, document: Document, indent: int, problems: Diagnostics) -> None:
        self.document = document
        self.indent = indent
        self.problems = problems
        self.targets: list[Position] = []

    def screen(self) -> Screen:
        data: dict[str, Any] = self.document.data
        for key, value in data.items():
            if key not in _TOP:
                self.unknown(key, (key,), _TOP)
            elif not isinstance(value, _TOP[key]):
                self.wrong((key,), key)
        shown = data.get("show") if isinstance(data.get("show"), list) else []
        elements = tuple(
            e for n, entry in enumerate(shown or []) if (e := self.element(entry, ("show", n))) is not None
        )
        back = {True: "shown", "tap": "tap"}.get(data.get("back"), "")
        if back == "tap":
            self.targets.append(self.at(("back",)))
        self.choice(data, ("cut",), "cut")
        if not elements:
            self.add("screen-empty", (), "the screen shows nothing", "write «show:» and at least one element under it")
        if "drawn" not in data:
            self.add("screen-undated", (), "the screen does not say when it was drawn", "add a line «drawn: 2026-11»")
        screen = Screen(
            title=str(data.get("title") or ""),
            back=back,
            show=elements,
            cut=str(data.get("cut") or ""),
            caption=str(data.get("caption") or ""),
            alternative=str(data.get("alt") or ""),
            drawn=str(data.get("drawn") or ""),
        )
        self.actions()
        self.fit(screen)
        return screen

    def element(self, entry: Any, path: Place) -> Element | None:
        if not isinstance(entry, dict):
            self.wrong(path, "show")
            return None
        kinds = [k for k in entry if k in _EXTRA]
        if len(kinds) != 1:
            known = {*_EXTRA, *_ACT}
            first = next((k for k in entry if k not in known), None)
            if first is not None:
                self.unknown(first, (*path, first), known)
            else:
                self.add("screen-element", path, "one element has one kind", "begin each element with «- button: …»")
            return None
        kind = kinds[0]
        allowed = (kind, *_EXTRA[kind], *_ACT)
        for key in entry:
            if key not in allowed:
                self.unknown(key, (*path, key), allowed)
            elif key in _WORDS:
                self.choice(entry, (*path, key), key)
        act = self.act(entry, path, kind)
        for value in self.strings(entry):
            self.personal(value, path)
        return self.made(kind, entry, path, act)

    def act(self, entry: dict[str, Any], path: Place, kind: str) -> Act:
        target, at = str(entry.get("target") or ""), str(entry.get("at") or "")
        if target:
            self.targets.append(self.at((*path, "target")))
        parts = entry.get("list") if kind == "list" else entry.get("buttons") if kind == "dialog" else None
        if target and isinstance(parts, list):
            names = [str(p) for p in parts]
            if not at:
                self.add(
                    "screen-at", (*path, "target"), "which of the rows is meant?", "add a line «at: …» with its words"
                )
            elif at not in names:
                near = get_close_matches(at, names, n=1, cutoff=0.4)
                remedy = "did you mean «{near}»?" if near else "write one of the rows exactly"
                self.add(
                    "screen-at",
                    (*path, "at"),
                    "the screen shows no «{name}»",
                    remedy,
                    name=at,
                    near=near[0] if near else "",
                )
        mark = entry.get("mark")
        if mark is not None and mark not in (1, 2):
            self.wrong((*path, "mark"), "mark")
        return Act(target, at, mark if mark in (1, 2) else 0)

    def made(self, kind: str, entry: dict[str, Any], path: Place, act: Act) -> Element | None:
        value = entry[kind]
        if kind == "list":
            if not isinstance(value, list) or not value:
                self.wrong((*path, kind), kind)
                return None
            rows = tuple(str(v) for v in value)
            return ListElement(rows, entry.get("shape") == "tiles", entry.get("icon") == "call", act)
        if not isinstance(value, str):
            self.wrong((*path, kind), kind)
            return None
        match kind:
            case "text":
                return TextElement(value, act)
            case "field":
                return FieldElement(value, str(entry.get("value") or ""), act)
            case "button":
                return ButtonElement(value, entry.get("shape") == "round", act)
            case "switch":
                return SwitchElement(value, entry.get("on") is True, act)
            case "bubble":
                return BubbleElement(value, entry.get("from") == "me", entry.get("forbidden") is True, act)
            case "call":
                return CallElement(value, act)
            case "dialog":
                buttons = entry.get("buttons")
                return DialogElement(value, tuple(map(str, buttons)) if isinstance(buttons, list) else (), act)
            case "keyboard":
                return KeyboardElement(value in ("so", "digits"), act)
            case "slider":
                share = entry.get("value", 50)
                if not isinstance(share, int) or not 0 <= share <= 100:
                    self.wrong((*path, "value"), "value")
                    share = 50
                return SliderElement(value, share, act)
            case "qr":
                return QrElement(value, act)
            case _:
                return ImageElement(value, act)

    def actions(self) -> None:
        if len(self.targets) > 1:
            self.problems.add(
                error(
                    self.targets[1],
                    "screen-two-targets",
                    "the screen has two things to act on",
                    "keep one «target:»; use «mark: 1», «mark: 2» to name two things",
                )
            )
        elif not self.targets and not any(
            "mark" in e for e in self.document.data.get("show") or [] if isinstance(e, dict)
        ):
            self.problems.add(
                warning(
                    self.document.start,
                    "screen-without-target",
                    "the screen does not show what to act on",
                    "add «target: tap» under the element to touch",
                )
            )

    def fit(self, screen: Screen) -> None:
        if len(screen.show) > _MOST:
            self.add("screen-overflow", ("show",), "the screen shows too much", "keep at most four elements")
        for excess in excesses(screen):
            if not excess.text:
                self.add(
                    "screen-overflow", ("show",), "the screen shows too much", "take an element away, or use «cut:»"
                )
            else:
                self.add(
                    "screen-overflow",
                    self.where(excess.text),
                    "«{text}» is too long for the screen",
                    "about {most} characters fit; shorten it",
                    text=excess.text,
                    most=str(excess.characters),
                )

    def personal(self, value: str, path: Place) -> None:
        found = _CARD.search(value) or _PHONE.search(value)
        if found:
            self.add(
                "personal-data",
                path,
                "«{text}» looks like a real number",
                "mask it: 09xx xxx xxx, 001 0xx xxx xxx",
                text=found[0],
            )
        for address in _WEB.findall(value):
            if "vi-du" not in address and ".example" not in address and re.search(r"\.[a-z]{2,}", address):
                self.add("personal-data", path, "«{text}» may be a real address", "use vi-du.example", text=address)

    # --- helpers -----------------------------------------------------------------------

    def strings(self, entry: dict[str, Any]) -> list[str]:
        out: list[str] = []
        for value in entry.values():
            out += [v for v in value if isinstance(v, str)] if isinstance(value, list) else []
            out += [value] if isinstance(value, str) else []
        return out

    def where(self, text: str) -> Place:
        data = self.document.data
        if data.get("title") == text:
            return ("title",)
        for n, entry in enumerate(data.get("show") or []):
            if isinstance(entry, dict) and text in self.strings(entry):
                return ("show", n)
        return ("show",)

    def choice(self, data: dict[str, Any], path: Place, key: str) -> None:
        value = data.get(key)
        if value is not None and value not in _WORDS[key]:
            near = get_close_matches(str(value), _WORDS[key], n=1)
            self.add(
                "wrong-type",
                path,
                "«{key}» cannot be read: {reason}",
                "did you mean «{near}»?" if near else "see the example in the documentation",
                key=key,
                reason=f"expected {', '.join(_WORDS[key])}",
                near=near[0] if near else "",
            )

    def unknown(self, key: str, path: Place, known: Any) -> None:
        near = get_close_matches(key, list(known), n=1, cutoff=0.6)
        remedy = "did you mean «{near}»?" if near else "remove it, or see the list of keys in the documentation"
        self.problems.add(
            error(
                self.moved(self.document.key(path)),
                "unknown-key",
                "unknown key «{key}»",
                remedy,
                key=key,
                near=near[0] if near else "",
            )
        )

    def wrong(self, path: Place, key: str) -> None:
        self.add(
            "wrong-type",
            path,
            "«{key}» cannot be read: {reason}",
            "see the example in the documentation",
            key=key,
            reason="a text is expected; put it in quotes",
        )

    def add(self, rule: str, path: Place, message: str, remedy: str, **values: str) -> None:
        self.problems.add(error(self.at(path), rule, message, remedy, **values))

    def at(self, path: Place) -> Position:
        return self.moved(self.document.position(path))

    def moved(self, where: Position) -> Position:
        """Count the columns that the list item takes off each line of the fence."""
        return Position(where.path, where.line, where.column + self.indent)
