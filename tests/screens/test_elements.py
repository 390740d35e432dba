"""What is acted on is one part of an element, or all of it."""

from generator.screens.elements import ButtonElement, ListElement, acted_on


def test_only_the_named_part_is_acted_on() -> None:
    rows = ListElement(("Con Hoa", "Số lạ"), target="tap", at="Số lạ")
    assert [acted_on(rows, r) for r in rows.rows] == [False, True]


def test_without_a_name_all_of_it_is() -> None:
    assert acted_on(ButtonElement("Gọi", target="tap"), "")
    assert not acted_on(ButtonElement("Gọi"), "")
