"""Words are set in the room they have; what does not fit is cut."""

import pytest

from generator.screens.elements import DialogElement, ListElement, Screen, TextElement
from generator.screens.lettering import ADDRESS, Looks, Slot, texts_of, title_of, wrap
from generator.textwidth import width


def test_lines_are_about_equally_long() -> None:
    lines, shown = wrap("Cho phép dùng vị trí của máy?", 110, True, 3)
    assert lines == ("Cho phép dùng", "vị trí của máy?")
    assert shown == len("Cho phép dùng vị trí của máy?")


@pytest.mark.parametrize(
    "text", ["Tài khoản ngân hàng của tôi", "Nghiêngnghiêngnghiêng", "a b c d e f g h i j k l m n"]
)
def test_what_does_not_fit_is_cut_and_counted(text: str) -> None:
    (line,), shown = wrap(text, 60, False, 1)
    assert line.endswith("…")
    assert width(line, 14) <= 60
    assert 0 < shown < len(text)


def test_messages_flow_as_on_a_phone() -> None:
    """Their first line is full, and a long address goes on below."""
    assert wrap("Nộp phí ngay: a.vi-du", 100, False, 3, flowing=True)[0] == ("Nộp phí ngay:", "a.vi-du")
    lines, shown = wrap("https://a.example/bbbbbb", 100, False, 3, flowing=True)
    assert ("".join(lines), shown) == ("https://a.example/bbbbbb", 24)
    assert len(lines) == 2


def test_a_long_word_after_a_short_one_is_cut_in_its_line() -> None:
    lines, shown = wrap("a nghiêngnghiêngnghiêngnghiêng", 60, False, 3)
    assert all(width(line, 14) <= 60 for line in lines)
    assert shown < 30


def test_slots_say_how_much_is_shown() -> None:
    assert Slot("title", "Danh bạ", 112, bold=True).fitting() == 7
    assert Slot("title", "Danh bạ", 20, bold=True).fitting() < 7


def test_a_title_has_less_room_beside_an_arrow() -> None:
    bare, arrowed = (title_of(Screen(title="Ngân hàng", back=b))[0].room for b in ("", "true"))
    assert arrowed < bare
    assert title_of(Screen()) == ()


def test_every_text_of_an_element_has_its_room() -> None:
    keys = [(s.key, s.part) for s in texts_of(DialogElement("Chặn?", ("Huỷ", "Chặn")))]
    assert keys == [("dialog", 0), ("buttons", 0), ("buttons", 1)]
    assert texts_of(TextElement("a"))[0].lines == 3


def test_of_two_long_names_of_apps_the_longer_takes_two_lines() -> None:
    wide = ListElement(("Tin nhắn", "Điện thoại"), tiles=True, target="tap", at="Điện thoại")
    assert [len(s.set()) for s in texts_of(wide)] == [1, 2]
    narrow = ListElement(("Danh bạ", "Zalo"), tiles=True)
    assert [len(s.set()) for s in texts_of(narrow)] == [1, 1]


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("Nộp phí ngay: vneid.vi-du…", ["vneid.vi-du…"]),
        ("xem https://a.example/x?y nhé", ["https://a.example/x?y"]),
        ("giá 22.000 đồng, v.v.", []),
        ("Chặn số này?", []),
    ],
)
def test_addresses_are_found_in_words(text: str, addresses: list[str]) -> None:
    assert [m[0] for m in ADDRESS.finditer(text)] == addresses


def test_looks_come_from_the_language() -> None:
    looks = Looks({"people": "con, số lạ", "hang_up": "tắt máy", "app_clock": "đồng hồ", "image_map": "bản đồ"})
    assert [looks.person(n) for n in ("Con Hoa", "Số lạ", "Số tài khoản", "Cơm", "con?")] == [
        True,
        True,
        False,
        False,
        True,
    ]
    assert looks.hangs_up("Tắt máy")
    assert not looks.hangs_up("Gọi")
    assert (looks.pictogram("Đồng hồ", "app"), looks.pictogram("Bản đồ", "image")) == ("clock", "map")
    assert (looks.pictogram("Zalo", "app"), looks.pictogram("map", "app")) == ("", "")
    assert looks.state(True) == ""
