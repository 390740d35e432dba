"""A screen in words, for those who hear it instead of seeing it."""

from collections.abc import Mapping, Sequence
from typing import assert_never

from generator.screens.blocks import Aim
from generator.screens.elements import (
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
)
from generator.screens.lettering import HIGH, WIDE, Looks


def describe(screen: Screen, words: Mapping[str, str], aim: Aim | None) -> str:
    """Return what is on the screen from top to bottom, then what to do and where."""
    part = {"top": "lower_part", "bottom": "upper_part"}.get(screen.cut, "whole")
    name = words[f"{part}_named" if screen.title else part].format(title=screen.title)
    things = [words["back"]] if screen.back == "true" else []
    for element in screen.show:
        thing = _named(element, words)
        things.append(words["marked"].format(number=element.mark, thing=thing) if element.mark else thing)
    content = ", ".join(things)
    action = _action(screen, words, aim)
    return words["sentence"].format(screen=name, content=content, action=f"; {action}" if action else "")


def _quoted(names: Sequence[str], words: Mapping[str, str]) -> str:
    return ", ".join(words["quoted"].format(name=n) for n in names)


def _named(element: Element, words: Mapping[str, str]) -> str:
    match element:
        case FieldElement():
            key = "field_filled" if element.value else "field"
            return words[key].format(name=element.label, value=element.value)
        case ButtonElement():
            return words["round_button" if element.round else "button"].format(name=element.label)
        case SwitchElement():
            return words["switch_on" if element.on else "switch_off"].format(name=element.label)
        case ListElement():
            key = "tile" if element.tiles else "row"
            if len(element.rows) == 1:
                return words[key].format(name=element.rows[0])
            key = "rows_call" if element.call else f"{key}s"
            return words[key].format(names=_quoted(element.rows, words))
        case BubbleElement():
            thing = words["bubble_mine" if element.mine else "bubble"].format(name=element.label)
            return words["forbidden"].format(thing=thing) if element.forbidden else thing
        case DialogElement():
            return words["dialog"].format(name=element.label, names=_quoted(element.buttons, words))
        case KeyboardElement():
            return words["keyboard_letters" if element.letters else "keyboard_digits"]
        case QrElement():
            return words["qr_named" if element.label else "qr"].format(name=element.label)
        case ImageElement():
            key = Looks(words).pictogram(element.label, "image")
            name = words.get(f"image_{key}", "").split(",")[0] if key else ""
            return words["image"].format(name=name or element.label) if element.label else words["picture"]
        case TextElement() | CallElement() | SliderElement():
            return words[_key(element)].format(name=element.label)
        case _:
            assert_never(element)


def _key(element: TextElement | CallElement | SliderElement) -> str:
    match element:
        case TextElement():
            return "text"
        case CallElement():
            return "call"
        case SliderElement():
            return "slider"
        case _:
            assert_never(element)


def _action(screen: Screen, words: Mapping[str, str], aim: Aim | None) -> str:
    if screen.back == "tap":
        return words["do_tap"].format(thing=words["back"], place=words["place_back"])
    element = next((e for e in screen.show if e.target), None)
    if element is None or aim is None:
        return ""
    place = _place(screen, element, words, aim)
    gesture = element.target
    if gesture == "swipe":
        default = "right" if isinstance(element, SliderElement) else "up"
        gesture = f"{'drag' if isinstance(element, SliderElement) else 'swipe'}_{element.direction or default}"
    return words[f"do_{gesture}"].format(thing=_part(element, words), place=place)


def _part(element: Element, words: Mapping[str, str]) -> str:
    """Return the name of what is acted on, without what stands in it."""
    match element:
        case ListElement() if element.at:
            key = "tile" if element.tiles else "row_call" if element.call else "row"
            return words[key].format(name=element.at)
        case DialogElement() if element.at:
            return words["button"].format(name=element.at)
        case FieldElement():
            return words["field"].format(name=element.label)
        case SwitchElement():
            return words["switch"].format(name=element.label)
        case _:
            return _named(element, words)


def _place(screen: Screen, element: Element, words: Mapping[str, str], aim: Aim) -> str:
    """Return where on the phone it is; of a row, which one from the top."""
    if isinstance(element, ListElement) and aim.row and not element.tiles and len(element.rows) > 1:
        return words["place_row" if aim.row > 1 else "place_first_row"].format(number=aim.row)
    x, y = aim.box.middle
    side = (
        ""
        if isinstance(element, SliderElement) or aim.box.width > WIDE / 2 or abs(x - WIDE / 2) < 16
        else "right"
        if x > WIDE / 2
        else "left"
    )
    upper, lower = {"bottom": (WIDE * 9, 0.0), "top": (0.0, WIDE * 9)}.get(screen.cut, (HIGH * 0.36, HIGH * 0.64))
    height = "top" if y < upper else "bottom" if y > lower or screen.cut == "top" else "middle"
    return words[f"place_{height}"] + (words[f"place_{side}"] if side else "")
