"""The values of the editions, against what the print design fixes."""

from dataclasses import replace

from generator.printed.presets import CHU_LON_A4, PRESETS, SO_TAY_A5, SO_TAY_A5_IN_2_MAT


def test_the_booklet() -> None:
    p = SO_TAY_A5
    assert (p.page, p.body, p.smallest, p.leading) == ((148, 210), 16, 14, 1.5)
    assert (p.characters, p.column_characters) == ((35, 50), (20, 36))
    assert (p.margin, p.gutter, p.edge) == (15, 18, 8)
    assert (p.page_ink, p.book_ink, p.tint) == (0.1, 0.06, 0.1)
    assert (p.text_contrast, p.line_contrast) == (7, 3)
    assert (p.lesson_pages, p.most_pages, p.steps) == (8, 48, (3, 5, 7))
    assert p.facing
    assert not p.imposed


def test_large_print() -> None:
    p = CHU_LON_A4
    assert (p.page, p.body, p.smallest, p.characters) == ((210, 297), 18, 18, (45, 62))
    assert not p.facing
    assert min(p.headings) >= p.body


def test_the_sheets_hold_the_booklet_and_nothing_else() -> None:
    assert replace(SO_TAY_A5_IN_2_MAT, identifier=SO_TAY_A5.identifier, imposed=False) == SO_TAY_A5


def test_presets_are_found_by_name() -> None:
    assert {name: p.identifier for name, p in PRESETS.items()} == {name: name for name in PRESETS}
    assert set(PRESETS) == {"so-tay-a5", "so-tay-a5-in-2-mat", "chu-lon-a4"}
