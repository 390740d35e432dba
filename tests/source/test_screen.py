"""Every mistake in a ``screen`` block is reported at its own line and column."""

from dataclasses import replace

import pytest

from generator.diagnostics import Position
from generator.screens import (
    BubbleElement,
    ButtonElement,
    CallElement,
    DialogElement,
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
from generator.source.screen import read_screen

NEWLINE = "\n"
FILE = Position("a.md")
HERE = Position("content/lessons/a.md", 10, 4)


def findings(text: str, position: Position = FILE) -> list[str]:
    """Return findings as ``line:column rule``, each with its message."""
    _, found = read_screen(text, position)
    return [f"{d.position.line}:{d.position.column} {d.severity.value} {d.rule}: {d.sentence('en')}" for d in found]


def read(text: str) -> Screen:
    screen, found = read_screen(text, HERE)
    assert found == []
    assert screen is not None
    return screen


def test_a_screen_is_read_whole() -> None:
    text = """\
title: VNeID
back: true
show:
  - text: Chào
  - field: Số định danh
    value: 001 0xx xxx xxx
    mark: 1
  - button: Xong
    target: tap
cut: bottom
caption: Màn hình đăng nhập
alternative: Đăng nhập VNeID.
drawn: 2026-11
"""
    assert read(text) == Screen(
        title="VNeID",
        back="true",
        show=(
            TextElement("Chào"),
            FieldElement("Số định danh", "001 0xx xxx xxx", mark=1),
            ButtonElement("Xong", target="tap"),
        ),
        cut="bottom",
        caption="Màn hình đăng nhập",
        alternative="Đăng nhập VNeID.",
        drawn="2026-11",
    )


@pytest.mark.parametrize(
    ("text", "element"),
    [
        ("text: 115\n  target: tap", TextElement("115", target="tap")),
        ("button: Gọi\n  shape: round\n  target: tap", ButtonElement("Gọi", round=True, target="tap")),
        ("switch: Wi-Fi\n  on: true\n  target: tap", SwitchElement("Wi-Fi", on=True, target="tap")),
        ("list: [Một]\n  target: hold", ListElement(("Một",), target="hold")),
        (
            "list: [Một, Hai]\n  icon: call\n  target: tap\n  at: Hai",
            ListElement(("Một", "Hai"), call=True, target="tap", at="Hai"),
        ),
        (
            "list: [Một, Hai]\n  shape: tiles\n  target: tap\n  at: Hai",
            ListElement(("Một", "Hai"), tiles=True, target="tap", at="Hai"),
        ),
        ("bubble: Vâng\n  from: me\n  target: tap", BubbleElement("Vâng", mine=True, target="tap")),
        ("bubble: a.vi-du\n  forbidden: true\n  target: tap", BubbleElement("a.vi-du", forbidden=True, target="tap")),
        ("call: Số lạ\n  target: tap", CallElement("Số lạ", target="tap")),
        (
            "dialog: Chặn?\n  buttons: [Huỷ, Chặn]\n  target: tap\n  at: Chặn",
            DialogElement("Chặn?", ("Huỷ", "Chặn"), target="tap", at="Chặn"),
        ),
        ("keyboard: số\n  target: type", KeyboardElement(letters=False, target="type")),
        ("keyboard: so\n  target: type", KeyboardElement(letters=False, target="type")),
        ("keyboard: letters\n  target: type", KeyboardElement(letters=True, target="type")),
        (
            "slider: Cỡ chữ\n  value: 75\n  target: swipe\n  direction: left",
            SliderElement("Cỡ chữ", 75, target="swipe", direction="left"),
        ),
        ("qr:\n  target: tap", QrElement("", target="tap")),
        ("image: trang đầu\n  target: tap", ImageElement("trang đầu", target="tap")),
    ],
)
def test_every_kind_of_element_is_read(text: str, element: object) -> None:
    assert read(f"show:\n  - {text.replace(NEWLINE, NEWLINE + '  ')}\ndrawn: 2026-11\n").show == (element,)


TAPPED = "show:\n  - button: Gọi\n    target: tap\n{}drawn: 2026-11\n"
SHOWN = "show:\n  - {}\ndrawn: 2026-11\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("show: [\n", "1:7 error yaml-syntax: what opens here is never closed"),
        ("", "1:1 error empty-file: there is nothing here"),
        ("- text: a\n", "1:1 error yaml-not-a-mapping: expected «key: value» lines"),
        (TAPPED.format("titel: a\n"), "4:1 error unknown-key: unknown key «titel»"),
        (TAPPED.format("    colour: a\n"), "4:5 error unknown-key: unknown key «colour»"),
        (
            TAPPED.format("title: [a]\n"),
            "4:8 error wrong-type: «title» cannot be read: a text is expected; put it in quotes",
        ),
        (TAPPED.format("cut: left\n"), "4:6 error wrong-type: «cut» cannot be read: expected one of: top, bottom"),
        (TAPPED.format("back: tapp\n"), "4:7 error wrong-type: «back» cannot be read: expected one of: true, tap"),
        (
            TAPPED.replace("2026-11", "11/2026").format(""),
            "4:8 error wrong-type: «drawn» cannot be read: a month is written 2026-11",
        ),
        ("show:\n  - text: a\n    target: tap\n", "1:1 error missing-key: the key «drawn» is missing"),
        ("drawn: 2026-11\n", "1:1 error missing-key: the key «show» is missing"),
        ("show: a\ndrawn: 2026-11\n", "1:7 error wrong-type: «show» cannot be read: a list is expected"),
        (SHOWN.format("a"), "2:5 error wrong-type: «show» cannot be read: «key: value» lines are expected"),
        (SHOWN.format("buton: Gọi"), "2:5 error screen-element: «buton» is no element of a screen"),
        (SHOWN.format("text: a\n    button: b"), "3:5 error screen-element: «text» and «button» stand in one element"),
        (
            SHOWN.format("button:\n    target: tap"),
            "2:12 error wrong-type: «button» cannot be read: a text is expected; put it in quotes",
        ),
        (
            SHOWN.format("switch: a\n    on: maybe\n    target: tap"),
            "3:9 error wrong-type: «on» cannot be read: true or false is expected",
        ),
        (
            SHOWN.format("slider: a\n    value: 101\n    target: swipe"),
            "3:12 error wrong-type: «value» cannot be read: a number from 0 to 100 is expected",
        ),
        (
            SHOWN.format("text: a\n    mark: 10\n    target: tap"),
            "3:11 error wrong-type: «mark» cannot be read: a number from 1 to 9 is expected",
        ),
        (SHOWN.format("keyboard: quat"), "2:15 error wrong-type: «keyboard» cannot be read: expected one of: so, chu"),
        (SHOWN.format("list: []"), "2:11 error wrong-type: «list» cannot be read: a list of 1 to 4 texts is expected"),
        (SHOWN.format("dialog: Chặn?"), "2:5 error missing-key: the key «buttons» is missing"),
        (
            SHOWN.format('text: "a\\u0007"\n    target: tap'),
            "2:11 error control-character: the line holds a sign that nobody sees (U+0007)",
        ),
        (
            SHOWN.format("text: " + "dài " * 80),
            "2:11 error wrong-type: «text» cannot be read: it is too long, or holds letters that cannot be printed",
        ),
        (
            SHOWN.format("button: a\n    target: press"),
            "3:13 error wrong-type: «target» cannot be read: expected one of: tap, hold, swipe, type",
        ),
        (SHOWN.format("button: a\n    target: type"), "3:5 error screen-target: nothing can be typed into «button»"),
        (SHOWN.format("keyboard: so\n    target: tap"), "3:5 error screen-target: a keyboard is typed on"),
        (
            SHOWN.format("button: a\n    target: tap\n    direction: up"),
            "4:5 error screen-target: «direction» is for «target: swipe»",
        ),
        (
            SHOWN.format("list: [Con Hoa, Số lạ]\n    target: tap"),
            "3:5 error screen-at: it is not said which one to touch",
        ),
        (
            SHOWN.format("list: [Con Hoa, Số lạ]\n    target: tap\n    at: Số là"),
            "4:5 error screen-at: «Số là» is not shown in this element",
        ),
        (SHOWN.format("button: a\n    target: tap\n    at: a"), "4:5 error screen-at: «at» is for lists and dialogs"),
        (
            SHOWN.format("button: a\n    target: tap\n  - button: b\n    target: hold"),
            "5:5 error screen-two-targets: a screen has one target, this is the second",
        ),
        (
            "back: tap\n" + TAPPED.format(""),
            "4:5 error screen-two-targets: a screen has one target, this is the second",
        ),
        (
            SHOWN.format("button: Gọi"),
            "1:1 warning screen-without-target: nothing on this screen is marked as what to touch",
        ),
        (
            SHOWN.format("button: Đăng nhập bằng vân tay\n    target: tap"),
            "2:13 warning screen-overflow: «Đăng nhập bằng vân tay»"
            " is too wide for the picture and is cut: 12 of its 22 letters fit",
        ),
        (
            TAPPED.format("title: Tài khoản ngân hàng\n"),
            "4:8 warning screen-overflow: «Tài khoản ngân hàng»"
            " is too wide for the picture and is cut: 15 of its 19 letters fit",
        ),
        (
            SHOWN.format("list: [Một, Nghiêngnghiêngnghiêng]\n    target: tap\n    at: Một"),
            "2:17 warning screen-overflow: «Nghiêngnghiêngnghiêng»"
            " is too wide for the picture and is cut: 13 of its 21 letters fit",
        ),
        (
            SHOWN.format("\n  - ".join(["text: a\n    target: tap", *["text: a"] * 6])),
            "9:5 error screen-too-full: there is no room for all of this on one screen, with the hand that points",
        ),
        (
            SHOWN.format("\n  - ".join(["button: a\n    target: tap", *["list: [a, b]"] * 3])),
            "5:5 error screen-too-full: there is no room for all of this on one screen, with the hand that points",
        ),
        (
            SHOWN.format('bubble: "001085001234"\n    target: tap'),
            "2:13 error personal-data: «001085001234» looks like a real identity number",
        ),
        (
            SHOWN.format("field: Máy\n    value: 0912 345 678\n    target: tap"),
            "3:12 error personal-data: «0912 345 678» looks like somebody's telephone number",
        ),
        (
            SHOWN.format("bubble: +84912345678\n    target: tap"),
            "2:13 error personal-data: «+84912345678» looks like somebody's telephone number",
        ),
        (
            SHOWN.format("list: [Một, 190 312 345]\n    target: tap\n    at: Một"),
            "2:17 error personal-data: «190 312 345» looks like a real account number",
        ),
        (
            SHOWN.format('text: "Chào {bác}"\n    target: tap'),
            "2:11 error screen-address: «{bác}» would be drawn as it stands: pictures are the same for everybody",
        ),
        (
            SHOWN.format("bubble: vneid-gov.com/x\n    target: tap"),
            "2:13 error real-address: «vneid-gov.com/x» may be a real address on the internet",
        ),
        (
            TAPPED.format("alternative: Vào https://zalo.me nhé\n"),
            "4:14 error real-address: «https://zalo.me» may be a real address on the internet",
        ),
    ],
)
def test_a_mistake_is_reported_where_it_is(text: str, expected: str) -> None:
    assert findings(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Gọi 19001234",
        "1900 1234 56",
        "18001567 miễn phí",
        "09xx xxx xxx",
        "001 0xx xxx xxx",
        "22.000 đồng",
        "1.000.000.000 đồng",
        "Mã 123 456",
        "vneid.vi-du…",
        "https://a.example/b",
        "Chào bác. Khoẻ không?",
    ],
)
def test_what_is_made_up_or_public_passes(text: str) -> None:
    assert findings(f'show:\n  - bubble: "{text}"\n    target: tap\ndrawn: 2026-11\n') == []


def test_columns_count_what_a_list_takes_off_every_line() -> None:
    _, found = read_screen("show:\n  - buton: a\ndrawn: 2026-11\n", HERE)
    assert [str(d.position) for d in found] == ["content/lessons/a.md:11:8"]


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        (TAPPED.format("titel: a\n"), "did you mean «title»?"),
        (SHOWN.format("buton: Gọi"), "did you mean «button»?"),
        (
            SHOWN.format("zzz: Gọi"),
            "use one of: text, field, button, switch, list, bubble, call, dialog, keyboard, slider, qr, image",
        ),
        (SHOWN.format("list: [Con Hoa, Số lạ]\n    target: tap\n    at: Số là"), "did you mean «Số lạ»?"),
        (SHOWN.format("list: [Con Hoa, Số lạ]\n    target: tap\n    at: xyz"), "write one of: Con Hoa, Số lạ"),
    ],
)
def test_the_remedy_knows_what_was_meant(text: str, advice: str) -> None:
    _, (finding,) = read_screen(text, HERE)
    assert finding.advice("en") == advice


def test_a_screen_that_is_only_cut_is_still_drawn() -> None:
    screen, found = read_screen(SHOWN.format("button: Đăng nhập bằng vân tay\n    target: tap"), HERE)
    assert screen is not None
    assert len(found) == 1


def test_decomposed_letters_and_spaces_are_tidied() -> None:
    screen = read('show:\n  - text: "Chặn  số\\nnày"\n    target: tap\ndrawn: 2026-11\n')
    assert screen.show == (TextElement("Chặn số này", target="tap"),)


def test_equal_blocks_are_equal_screens() -> None:
    first, second = (read_screen(TAPPED.format(""), p)[0] for p in (HERE, replace(HERE, line=99)))
    assert first == second
