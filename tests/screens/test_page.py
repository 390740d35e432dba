"""A whole screen: nothing collides, nothing leaves the phone, the finger touches what it means."""

from itertools import combinations

import pytest

from generator.screens import HIGH, WIDE, Screen
from generator.screens.blocks import AIRS
from generator.screens.elements import (
    ButtonElement,
    DialogElement,
    FieldElement,
    ImageElement,
    KeyboardElement,
    ListElement,
    TextElement,
)
from generator.screens.page import Page, arrange
from generator.screens.shapes import Box, Shape
from tests.screens.specimens import LOOKS, SPECIMENS

PHONE = Box(0, 0, WIDE, HIGH)
PAGES = {name: arrange(screen, LOOKS) for name, screen in SPECIMENS.items()}


def lettering(page: Page) -> list[Shape]:
    return [s for s in page.shapes if s.words]


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_specimen_fits(page: Page) -> None:
    assert page.crowded is None


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_nothing_leaves_the_phone(page: Page) -> None:
    assert [s for s in page.shapes if not s.box.inside(PHONE)] == []
    assert [s.words for s in lettering(page) if not s.box.inside(PHONE.grown(-2.5))] == []


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_words_keep_apart(page: Page) -> None:
    for one, other in combinations(lettering(page), 2):
        # lines of one text may share the room of a mark above and a dot below
        assert not one.box.grown(-1.5).overlaps(other.box.grown(-1.5)), (one.words, other.words)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_hand_and_callouts_cover_no_word(page: Page) -> None:
    for cover in (*page.hand, *page.callouts):
        marks = [
            s.words
            for s in lettering(page)
            if s.box.overlaps(cover) and not any(s.box.inside(c) for c in page.callouts)
        ]
        assert marks == []
    assert all(not c.overlaps(h) for c in page.callouts for h in page.hand)


@pytest.mark.parametrize("name", [n for n, p in PAGES.items() if p.hand])
def test_the_finger_touches_the_target(name: str) -> None:
    page = PAGES[name]
    assert page.target is not None
    _, finger, *_ = page.hand
    assert page.target.box.grown(8).overlaps(finger)


def test_a_gesture_has_its_sign() -> None:
    def rings(name: str) -> int:
        return sum(s.name == "circle" and s.box.width < 30 for s in PAGES[name].shapes if s.box in PAGES[name].hand)

    assert [rings(n) for n in ("dialog", "hold-row", "swiped-row", "login")] == [1, 2, 0, 0]
    assert len(PAGES["swiped-row"].hand) == 4, "palm, finger, shaft and head of the arrow"
    assert PAGES["login"].hand == ()


def test_what_is_typed_has_its_caret() -> None:
    carets = [s for s in PAGES["login"].shapes if s.name == "line" and s.box.height > s.box.width]
    assert len(carets) == 1


def test_the_upper_part_hangs_and_the_lower_part_stands() -> None:
    def middle(cut: str) -> float:
        page = arrange(Screen(show=(TextElement("a"),), cut=cut), LOOKS)
        return lettering(page)[0].box.middle[1]

    assert middle("bottom") < middle("") < middle("top")


def test_a_keyboard_stands_at_the_foot() -> None:
    page = arrange(Screen(title="Passcode", show=(FieldElement("Passcode"), KeyboardElement())), LOOKS)
    zero = next(s for s in lettering(page) if s.words == "0")
    assert zero.box.bottom > HIGH - 15


def test_a_picture_takes_the_room_that_is_left() -> None:
    def high(*below: ButtonElement) -> float:
        page = arrange(Screen(show=(ImageElement("trang"), *below)), LOOKS)
        return max(s.box.height for s in page.shapes[1:])

    two = ButtonElement("Gọi"), ButtonElement("Xong")
    assert high() >= high(two[0]) > high(*two)


def test_grey_bars_make_room_for_the_hand() -> None:
    page = PAGES["hold-row"]
    bars = [s.box for s in page.shapes if s.loose and s.name == "rect"]
    assert len(bars) == 2
    assert not any(bar.overlaps(h) for bar in bars for h in page.hand)


def test_elements_that_find_no_room_are_left_out_and_named() -> None:
    dialogs = tuple(DialogElement("Một hai ba bốn năm sáu bảy?", ("Có", "Không")) for _ in range(3))
    target = ButtonElement("Gọi", target="tap")
    page = arrange(Screen(show=(*dialogs, target)), LOOKS)
    assert page.crowded in (0, 1, 2)
    assert "Gọi" in [s.words for s in lettering(page)], "what is acted on stays as long as anything does"
    assert [s for s in page.shapes if not s.box.inside(PHONE)] == []


def test_a_hand_without_room_is_reported() -> None:
    rows = ListElement(
        ("Tài khoản hưởng", "Tài khoản tiền", "Tài khoản khác", "Tài khoản riêng"), target="tap", at="Tài khoản hưởng"
    )
    assert arrange(Screen(title="Ngân hàng", show=(rows,)), LOOKS).crowded == 0


def test_the_target_is_black_in_every_density() -> None:
    assert len(AIRS) == 4
    for number in (1, 2, 3):
        show = (*(ButtonElement(f"Nút {n}") for n in range(number)), ButtonElement("Gọi", target="tap"))
        page = arrange(Screen(show=show), LOOKS)
        assert page.crowded is None
        assert sum(dict(s.attributes).get("fill") == "#000000" and s.name == "rect" for s in page.shapes) == 1
