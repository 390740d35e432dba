"""Shapes know their area, and are written as plain SVG."""

from lxml import etree

from generator.screens.shapes import (
    Box,
    circle,
    moved,
    number,
    path,
    rect,
    segment,
    text,
    write,
)


def test_boxes() -> None:
    box = Box(1, 2, 10, 20)
    assert (box.right, box.bottom, box.middle) == (11, 22, (6, 12))
    assert box.overlaps(Box(11.5, 2, 1, 1), gap=1)
    assert not box.overlaps(Box(11, 2, 1, 1))
    assert Box(1, 2, 1, 1).inside(box)
    assert not box.inside(Box(1, 2, 1, 1))
    assert box.moved(1, 1).grown(1) == Box(1, 2, 12, 22)


def test_words_have_an_area_wherever_they_are_anchored() -> None:
    start, middle, end = (text(50, 20, "Chặn", anchor=a).box for a in ("start", "middle", "end"))
    assert start.x == 50
    assert middle.middle[0] == 50
    assert end.right == 50
    assert start.y < 20 < start.bottom, "«ặ» has a dot below"


def test_a_moved_shape_takes_its_area_along() -> None:
    drawn = (
        text(1, 2, "a"),
        rect(Box(1, 2, 3, 4)),
        circle(5, 5, 2),
        segment(0, 0, 4, 4),
        path("M0 0", 1, 1, Box(0, 0, 1, 1)),
    )
    for before, after in zip(drawn, moved(drawn, 10, 20), strict=True):
        assert after.box == before.box.moved(10, 20)
        places = {"x": 10, "y": 20, "cx": 10, "cy": 20, "x1": 10, "x2": 10, "y1": 20, "y2": 20}
        for (key, old), (_, new) in zip(before.attributes, after.attributes, strict=True):
            assert new == (old + places[key] if key in places and not isinstance(old, str) else old)


def test_numbers_have_two_decimals_at_most() -> None:
    assert [number(n) for n in (1, 1.5, 1.256, -0.001, 0, 100)] == ["1", "1.5", "1.26", "0", "0", "100"]


def test_words_are_escaped_and_paths_placed() -> None:
    svg = write((text(1, 2, "a < b & c"), path("M0 0L1 1", 3, 4, Box(0, 0, 1, 1), scale=2, turn=45)), 10, 20, "«a»")
    root = etree.fromstring(svg)
    assert root.attrib["viewBox"] == "0 0 10 20"
    assert root[0].text == "«a»"
    assert root[1].text == "a < b & c"
    assert root[2].attrib["transform"] == "translate(3 4) rotate(45) scale(2)"
    assert root[2].attrib["stroke-width"] == "1"
