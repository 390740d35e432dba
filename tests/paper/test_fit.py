"""On which page each block comes to stand."""

import pytest

from generator.paper.fit import Block, pages, prose_height
from generator.paper.presets import BOOKLET_A5


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([Block(40), Block(40), Block(40)], (1, 1, 2)),
        ([Block(40), Block(10, start="page")], (1, 2)),
        ([Block(40), Block(10, start="left")], (1, 2)),
        ([Block(40), Block(10, start="right")], (1, 3)),
        ([Block(80), Block(10, keep=True), Block(20)], (1, 2, 2)),
        ([Block(60), Block(40, above=10)], (1, 2)),
        ([Block(250), Block(10)], (1, 3)),
    ],
)
def test_blocks_fill_pages_of_a_hundred_points(blocks: list[Block], expected: tuple[int, ...]) -> None:
    assert pages(blocks, 100) == expected


def test_more_words_are_higher() -> None:
    one, two = prose_height("<p>Chạm nút.</p>", BOOKLET_A5), prose_height("<p>Chạm.</p><p>Gõ.</p>", BOOKLET_A5)
    assert one == BOOKLET_A5.body.lead
    assert two > 2 * one
    assert prose_height("", BOOKLET_A5) == 0
