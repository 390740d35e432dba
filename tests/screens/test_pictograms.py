"""Small pictures stay in their square; a hand touches where it is told to."""

import pytest

from generator.screens.pictograms import PICTOGRAMS, arrow, hand, hand_boxes, pictogram
from generator.screens.shapes import Box


@pytest.mark.parametrize("name", sorted(PICTOGRAMS))
def test_a_pictogram_is_drawn_around_its_middle(name: str) -> None:
    drawn = pictogram(name, 50, 60, 24)
    assert drawn
    assert {s.box for s in drawn} == {Box(38, 48, 24, 24)}


def test_a_turned_pictogram_stays_where_it_is() -> None:
    """Turned half way round, the corner it is drawn from is the opposite one."""
    places = [dict(pictogram("phone", 50, 60, 24, turn=turn)[0].attributes) for turn in (0, 180)]
    assert [(round(float(p["x"])), round(float(p["y"]))) for p in places] == [(38, 48), (62, 72)]


def test_a_hand_ends_in_its_fingertip() -> None:
    finger, palm = hand_boxes(50, 60, 1.5)
    assert finger.x < 50 < finger.right
    assert finger.y < 60 < palm.y
    assert finger.inside(hand(50, 60, 1.5).box.grown(1))
    assert palm.inside(hand(50, 60, 1.5).box.grown(1))


@pytest.mark.parametrize(("x", "y"), [(90, 50), (10, 50), (50, 90), (50, 10)])
def test_an_arrow_points_to_its_end(x: float, y: float) -> None:
    shaft, head = arrow(50, 50, x, y)
    assert head.box.inside(Box(min(x, 50) - 5, min(y, 50) - 5, abs(x - 50) + 10, abs(y - 50) + 10))
    assert head.box.x - 0.01 <= x <= head.box.right + 0.01
    assert head.box.y - 0.01 <= y <= head.box.bottom + 0.01
    assert not shaft.box.overlaps(Box(x, y, 0, 0)), "the head ends in a point"
