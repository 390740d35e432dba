"""The papers: their names, their sizes, and what follows from them."""

from generator.paper.presets import BOOKLET_A5, LARGE_A4, PRESETS


def test_presets_are_known_by_their_public_names() -> None:
    assert sorted(PRESETS) == ["chu-lon-a4", "so-tay-a5"]


def test_type_is_large_enough() -> None:
    """P01, P03: 16 and 18 points, lines one and a half times as far apart."""
    assert (BOOKLET_A5.body.size, LARGE_A4.body.size) == (16, 18)
    assert min(BOOKLET_A5.small.size, LARGE_A4.small.size) >= 14
    assert all(p.body.lead / p.body.size >= 1.5 for p in PRESETS.values())


def test_words_have_room_beside_a_screen() -> None:
    for preset in PRESETS.values():
        assert 0 < preset.beside(132) < preset.measure - 132 * preset.scale
