"""One element at a time: as high as it says, with its words and what a finger touches inside."""

import pytest

from generator.screens.blocks import AIRS, Air, Block, build, build_rounds
from generator.screens.elements import (
    BubbleElement,
    ButtonElement,
    DialogElement,
    Element,
    FieldElement,
    KeyboardElement,
    ListElement,
    SliderElement,
    SwitchElement,
)
from generator.screens.lettering import Looks
from generator.screens.shapes import BLACK, LINE, WHITE, WORD
from tests.screens.specimens import LOOKS, SPECIMENS, WORDS

ROOMY, *_, TIGHT = AIRS
ELEMENTS = {f"{name}-{n}": e for name, screen in SPECIMENS.items() for n, e in enumerate(screen.show)}


def words(block: Block) -> list[str]:
    return [s.words for s in block.shapes if s.words]


def inks(block: Block) -> dict[str, object]:
    return {s.words: dict(s.attributes)["fill"] for s in block.shapes if s.words}


@pytest.mark.parametrize("air", AIRS, ids=range(len(AIRS)))
@pytest.mark.parametrize("element", ELEMENTS.values(), ids=ELEMENTS)
def test_a_block_is_as_high_as_what_it_draws(element: Element, air: Air) -> None:
    block = build(element, air, LOOKS)
    for shape in block.shapes:
        over = 4 if shape.words else 1.5  # marks on capitals, dots below, half a line
        assert shape.box.y >= -over
        assert shape.box.bottom <= block.height + over
    assert (block.aim is not None) == bool(element.target)


@pytest.mark.parametrize("element", ELEMENTS.values(), ids=ELEMENTS)
def test_tighter_is_not_higher(element: Element) -> None:
    heights = [build(element, air, LOOKS).height for air in AIRS]
    assert heights == sorted(heights, reverse=True)


def test_only_what_is_acted_on_is_black() -> None:
    block = build(ListElement(("Con Hoa", "Số lạ"), target="tap", at="Số lạ"), ROOMY, LOOKS)
    assert inks(block) == {"Con Hoa": WORD, "Số lạ": BLACK}
    assert inks(build(ButtonElement("Gọi", target="tap"), ROOMY, LOOKS)) == {"Gọi": WHITE}
    assert inks(build(ButtonElement("Gọi"), ROOMY, LOOKS)) == {"Gọi": WORD}


def test_a_switch_says_its_state_in_words() -> None:
    for language, states in (("vi", ["Bật", "Tắt"]), ("en", ["On", "Off"])):
        looks = Looks(WORDS[language])
        assert [words(build(SwitchElement("Wi-Fi", on=o), ROOMY, looks))[1] for o in (True, False)] == states


def test_a_long_name_of_a_switch_has_a_line_of_its_own() -> None:
    short, long = (build(SwitchElement(n), ROOMY, LOOKS) for n in ("Wi-Fi", "Tự động khoá"))
    assert [s.box.middle[1] // 10 for s in short.shapes[:2]] == [1, 1]
    name, state = long.shapes[:2]
    assert name.box.bottom < state.box.middle[1]


def test_an_empty_field_holds_its_own_name_when_it_is_tight() -> None:
    roomy, tight = (build(FieldElement("Mật khẩu", target="type"), air, LOOKS) for air in (ROOMY, TIGHT))
    assert words(roomy) == words(tight) == ["Mật khẩu"]
    frame = next(s for s in tight.shapes if s.name == "rect")
    assert next(s for s in tight.shapes if s.words).box.inside(frame.box)
    assert not next(s for s in roomy.shapes if s.words).box.inside(
        next(s for s in roomy.shapes if s.name == "rect").box
    )


def test_people_have_portraits_and_settings_do_not() -> None:
    def disks(row: str) -> int:
        return sum(s.name == "circle" for s in build(ListElement((row,)), ROOMY, LOOKS).shapes)

    assert [disks(r) for r in ("Con Hoa", "Màn hình", "Con Hoa Nguyễn Thị")] == [1, 0, 0]


def test_the_receiver_is_down_when_the_button_hangs_up() -> None:
    def turns(name: str) -> set[str | float | None]:
        return {dict(s.attributes).get("turn") for s in build_rounds((ButtonElement(name),), ROOMY, LOOKS).shapes} - {
            None
        }

    assert (turns("Kết thúc"), turns("Gọi")) == ({135}, {0})


def test_round_buttons_stand_beside_one_another() -> None:
    left, right = build_rounds((ButtonElement("Từ chối"), ButtonElement("Nghe", target="tap")), ROOMY, LOOKS).boxes
    assert left.right <= right.x
    assert left.y == right.y


def test_buttons_of_a_dialog_stand_beside_or_below_one_another() -> None:
    def heights(*names: str) -> list[float]:
        block = build(DialogElement("Chặn?", names), ROOMY, LOOKS)
        return [next(s for s in block.shapes if s.words == n).box.y for n in names]

    assert len(set(heights("Có", "Có lẽ"))) == 1 or abs(heights("Có", "Có lẽ")[0] - heights("Có", "Có lẽ")[1]) < 5
    first, second = heights("Không bao giờ", "Cho phép luôn")
    assert second - first > 20


def test_addresses_are_underlined_and_a_forbidden_bubble_is_crossed_out() -> None:
    plain = build(BubbleElement("Nộp phí ngay: a.vi-du"), ROOMY, LOOKS)
    crossed = build(BubbleElement("Nộp phí ngay: a.vi-du", forbidden=True), ROOMY, LOOKS)
    assert words(plain) == ["Nộp phí ngay:", "a.vi-du"]
    assert sum(s.name == "line" for s in plain.shapes) == 1
    assert len(crossed.shapes) == len(plain.shapes) + 2
    assert crossed.height > plain.height


def test_keys_to_press_are_black() -> None:
    pressed = inks(build(KeyboardElement(target="type"), Air(9, 30, 20, 32, 30, 38, 20, False, keys="15"), LOOKS))
    assert [k for k, ink in pressed.items() if ink == WHITE] == ["1", "5"]
    framed = inks(build(KeyboardElement(target="type"), ROOMY, LOOKS))
    assert set(framed.values()) == {BLACK}
    assert words(build(KeyboardElement(letters=True), ROOMY, LOOKS)) == []


@pytest.mark.parametrize("value", range(0, 101, 20))
@pytest.mark.parametrize("direction", ["", "left", "right"])
def test_a_dragged_knob_has_come_some_way(value: int, direction: str) -> None:
    block = build(SliderElement("Âm lượng", value, target="swipe", direction=direction), ROOMY, LOOKS)
    origin, knob = (s for s in block.shapes if s.name == "circle")
    assert dict(origin.attributes)["stroke"] == LINE
    step = knob.box.middle[0] - origin.box.middle[0]
    assert abs(step) >= 26
    assert (step < 0) == (direction == "left")
