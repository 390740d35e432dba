"""What can be seen of a page: contrast, blackness, codes."""

from dataclasses import replace

import pytest

from generator.printed.looks import HIDDEN, Look, contrast, grey_of, look_at
from generator.printed.pages import Box, read
from tests.printed.canaries import CODED, coded
from tests.printed.paper import ADDRESS, code, laid_out, made

PLAIN = """html { font: 16pt/24pt "Be Vietnam Pro" } body, p { margin: 0 }
@page { size: 148mm 210mm; margin: 20mm }"""


def seen(body: str, style: str = "") -> tuple[Look, list[str]]:
    """Return what a page looks like, and its texts in the order of ``texts``."""
    written = laid_out(body, PLAIN + style).write_pdf()
    pages = read(written).pages
    return look_at(written, pages)[0], [s.text for s in pages[0].spans]


@pytest.mark.parametrize(
    ("ink", "ground", "ratio"),
    [(0, 255, 21), (255, 0, 21), (0x59, 255, 7.0), (0x8C, 255, 3.36), (0xC4, 255, 1.74), (128, 128, 1)],
)
def test_contrast_is_that_of_wcag(ink: int, ground: int, ratio: float) -> None:
    assert contrast(ink, ground) == pytest.approx(ratio, abs=0.01)


def test_grey_weighs_colours_as_copiers_do() -> None:
    assert [round(grey_of(c)) for c in ((1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1))] == [76, 150, 29, 255]


@pytest.mark.pdf
@pytest.mark.parametrize(
    ("style", "ink", "ground"),
    [
        ("", 0, 255),
        ("p { color: #595959 }", 0x59, 255),
        ("p { background: #ededed }", 0, 0xED),
        ("p { background: #000; color: #fff }", 255, 0),
        ("html { background: #ddd }", 0, 0xDD),
        ("p { color: rgb(0 0 0 / 50%) }", 127, 255),
    ],
)
def test_ink_and_ground_are_those_that_are_printed(style: str, ink: int, ground: int) -> None:
    look, _ = seen("<p>Chạm nút.</p>", style)
    (text,) = look.texts
    assert abs(text.ink - ink) < 3
    assert (text.darkest, text.lightest) == (ground, ground)
    assert text.unseen == 0


@pytest.mark.pdf
def test_a_ground_of_two_greys_counts_with_both() -> None:
    look, _ = seen(
        "<p>Chạm nút này nhé.</p>", "p { background: linear-gradient(to right, #ccc 50%, #fff 50%); width: 150pt }"
    )
    (text,) = look.texts
    assert (text.darkest, text.lightest) == (0xCC, 255)


@pytest.mark.pdf
def test_letters_that_something_covers_are_not_seen() -> None:
    look, texts = seen(
        "<p>Chạm</p><div></div>",
        "div { position: relative; margin-top: -24pt; width: 20pt; height: 30pt; background: #fff }",
    )
    assert texts == ["Chạm"]
    assert look.texts[0].unseen in (1, 2)
    assert look.texts[0].contrast == 1


@pytest.mark.pdf
def test_a_shape_is_held_against_what_is_around_it() -> None:
    look, _ = seen(
        "<div><b></b></div>",
        "div { background: #ccc; padding: 20pt } b { display: block; height: 9pt; background: #000 }",
    )
    assert look.grounds == (255, 0xCC)


@pytest.mark.pdf
def test_parts_of_one_drawing_are_not_held_against_one_another() -> None:
    look, _ = seen(
        "<div><b></b></div>",
        "div { background: #000; padding: 20pt } b { display: block; height: 9pt; background: #000 }",
    )
    assert look.grounds == (255, HIDDEN)


@pytest.mark.pdf
def test_blackness_and_colour() -> None:
    half, _ = seen("<div></div>", "@page { margin: 0 } div { height: 105mm; background: #000 }")
    assert half.ink == pytest.approx(0.5, abs=0.01)
    assert half.colour == 0
    green, _ = seen("<div></div>", "div { height: 10mm; background: #0a0 }")
    assert green.colour == 170


@pytest.mark.pdf
def test_where_something_is_printed() -> None:
    look, _ = seen("<div></div>", "@page { margin: 0 } div { width: 50mm; height: 50mm; background: #eee }")
    assert look.inked(Box(0, 0, 100, 100))
    assert look.inked(Box(100, 100, 300, 300))
    assert not look.inked(Box(200, 200, 300, 300))
    assert not look.inked(Box(10, 10, 11, 11)), "too small to tell"


@pytest.mark.pdf
def test_codes_are_read() -> None:
    page = read(made(CODED).tagged).pages[3]
    (found,) = look_at(made(CODED).tagged, [page])[0].codes
    assert (found.text, found.level, found.quiet, found.black_and_white) == (ADDRESS, "M", True, True)
    assert found.box.width == pytest.approx(113.4 * 29 / 37, abs=2), "29 modules of the 37 that are 40 mm wide"


@pytest.mark.pdf
def test_a_code_without_its_border_is_not_quiet() -> None:
    sample = replace(coded(code(border=1)), style=".code { border: 2pt solid #000 }")
    (found,) = look_at(made(sample).tagged, [read(made(sample).tagged).pages[3]])[0].codes
    assert not found.quiet
