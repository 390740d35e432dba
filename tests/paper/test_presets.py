"""The papers: their names, their sizes, and what follows from them."""

import re
from pathlib import Path

import pytest

from generator.paper.presets import BOOKLET_A5, LARGE_A4, PRESETS, Preset
from generator.theme import layered

MM = 72 / 25.4
TOKEN = re.compile(r"--([\w-]+): ([\d.]+)(pt|mm|)(?=;)")


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


@pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))
def test_the_style_sheet_says_the_same(preset: Preset) -> None:
    sheet = layered(Path("/nowhere")).find(f"booklet/{preset.name}.css").read_text(encoding="utf-8")
    said = {k: float(n) * (MM if unit == "mm" else 1) for k, n, unit in TOKEN.findall(sheet)}
    ours = {
        "body": preset.body.size,
        "lead": preset.body.lead,
        "small": preset.small.size,
        "h1": preset.title.size,
        "h2": preset.heading.size,
        "pic": preset.scale,
        "gap": preset.gap,
        "tick": preset.tick,
        "ring": preset.ring,
        "cover": preset.cover_room,
    }
    assert {k: round(said[k], 1) for k in ours} == {k: round(v, 1) for k, v in ours.items()}
