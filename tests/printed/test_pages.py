"""Content streams read as a printer draws them."""

import io
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from generator.printed.pages import (
    Box,
    Document,
    Graphic,
    _characters,
    _composite_widths,
    around,
    lines,
    multiply,
    paragraphs,
    read,
    without_text,
)
from tests.printed.paper import CLEAN, STYLE, laid_out, made, picture


def drawn(content: str, **resources: Any) -> Document:
    """Read a page of 200 by 100 points with this content."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 100))
        page.Contents = pdf.make_stream(content.encode())
        page.Resources = Dictionary()
        for name, value in resources.items():
            page.Resources[f"/{name}"] = value(pdf) if callable(value) else value
        out = io.BytesIO()
        pdf.save(out)
    return read(out.getvalue())


def shapes(content: str, **resources: Any) -> tuple[Graphic, ...]:
    return drawn(content, **resources).pages[0].graphics


def corners(box: Box) -> tuple[float, ...]:
    return tuple(round(n, 2) for n in (box.left, box.top, box.right, box.bottom))


def helvetica(pdf: pikepdf.Pdf) -> Dictionary:
    said = pdf.make_stream(b"2 beginbfchar <41> <0041> <42> <1EA1> endbfchar")
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/ABCDEF+Sample-Bold"), ToUnicode=said)
    font.FirstChar, font.Widths = 65, Array([500, 600])
    return Dictionary(F=font)


# --- shapes -----------------------------------------------------------------------------------------------------------


def test_places_are_counted_from_the_top_left() -> None:
    (shape,) = shapes("10 20 30 40 re f")
    assert corners(shape.box) == (10, 40, 40, 80)
    assert shape.area == pytest.approx(1200)
    assert shape.colour == (0, 0, 0)


def test_matrices_apply_from_the_inside_out() -> None:
    assert multiply((2, 0, 0, 2, 0, 0), (1, 0, 0, 1, 5, 7)) == (2, 0, 0, 2, 5, 7)
    (shape,) = shapes("q 1 0 0 1 100 0 cm 2 0 0 2 0 0 cm 0 0 10 10 re f Q")
    assert corners(shape.box) == (100, 80, 120, 100)


def test_a_lines_weight_grows_with_what_is_around_it() -> None:
    (line,) = shapes("2 0 0 2 0 0 cm .5 w 10 10 m 60 10 l S")
    assert (line.stroke, line.thickness) == (True, 1)
    assert corners(line.box) == (19.5, 79.5, 120.5, 80.5)


@pytest.mark.parametrize(
    ("content", "thickness"),
    [
        ("10 10 100 .75 re f", 0.74),  # a line drawn as an area
        ("10 10 100 60 re 12.5 12.5 95 55 re f*", 2.5),  # a frame: one rectangle in another
        ("0 0 m 200 0 l 200 100 l 0 100 l h W n -1 -1 202 102 re 1 1 198 98 re f*", 2),  # cut off
        ("10 50 m 110 50 l 110 51 l 10 51 l h W n 0 0 200 100 re f", 0.99),  # a border seen through its clip
        ("10 10 20 20 re f", 10),  # half a side: an area
    ],
)
def test_areas_that_are_lines_have_a_thickness(content: str, thickness: float) -> None:
    (shape,) = shapes(content)
    assert shape.thickness == pytest.approx(thickness, abs=0.01)


def test_a_disc_seen_through_a_clip_is_a_disc() -> None:
    arcs = "20 10 m 20 15.5 15.5 20 10 20 c 4.5 20 0 15.5 0 10 c 0 4.5 4.5 0 10 0 c 15.5 0 20 4.5 20 10 c W n"
    (shape,) = shapes(f"{arcs} 0 0 20 20 re f")
    assert shape.area == pytest.approx(314, rel=0.05)


def test_colours_become_red_green_and_blue() -> None:
    content = "0.5 g 0 0 9 9 re f 1 0 0 rg 0 0 9 9 re f 0 0 0 0.25 k 0 0 9 9 re f"
    assert [s.colour for s in shapes(content)] == [(0.5, 0.5, 0.5), (1, 0, 0), (0.75, 0.75, 0.75)]
    assert shapes("/Pattern cs /P scn 0 0 9 9 re f")[0].colour is None


def test_what_is_half_transparent_looks_paler() -> None:
    half = Dictionary(A=Dictionary(ca=0.5, CA=0))
    (shape,) = shapes("/A gs 0 0 9 9 re B", ExtGState=half)
    assert shape.colour == (0.5, 0.5, 0.5)


def test_an_outline_of_its_own_colour_is_no_line() -> None:
    assert len(shapes("0 g 0 G .1 w 0 0 9 9 re B")) == 1
    assert len(shapes("1 g 0 G .1 w 0 0 9 9 re B")) == 2
    assert [s.stroke for s in shapes("0 g 0 G 1 w 0 0 m 50 50 l B")] == [True], "an open line has no area"


def test_nothing_is_drawn_outside_the_clip() -> None:
    assert shapes("0 0 10 10 re W n 50 50 10 10 re f") == ()


def test_state_is_saved_and_restored() -> None:
    first, second = shapes("q 1 g 5 0 0 5 0 0 cm 0 0 2 2 re f Q 0 0 2 2 re f")
    assert (first.colour, second.colour) == ((1, 1, 1), (0, 0, 0))
    assert second.area == pytest.approx(4)


def test_forms_are_drawn_where_they_are_placed() -> None:
    def form(pdf: pikepdf.Pdf) -> Dictionary:
        inner = pdf.make_stream(b"0 0 5 5 re f 50 50 5 5 re f")
        inner.update({"/Subtype": Name.Form, "/BBox": [0, 0, 10, 10], "/Matrix": [2, 0, 0, 2, 0, 0]})
        return Dictionary(X=inner)

    page = drawn("q 1 0 0 1 100 0 cm /X Do Q", XObject=form).pages[0]
    (shape,) = page.graphics
    assert (corners(shape.box), shape.depth) == ((100, 90, 110, 100), 1), "the second lies outside the form's box"
    assert [(f.matrix, corners(f.box)) for f in page.forms] == [((2, 0, 0, 2, 100, 0), (100, 80, 120, 100))]


def test_images_are_areas_without_a_colour() -> None:
    def image(pdf: pikepdf.Pdf) -> Dictionary:
        inner = pdf.make_stream(b"\xff")
        inner.update({"/Subtype": Name.Image, "/Width": 1, "/Height": 1, "/BitsPerComponent": 8,
                      "/ColorSpace": Name.DeviceGray})  # fmt: skip
        return Dictionary(I=inner)

    (shape,) = shapes("40 0 0 20 10 10 cm /I Do", XObject=image)
    assert (shape.image, shape.colour, corners(shape.box)) == (True, None, (10, 70, 50, 90))


# --- text -------------------------------------------------------------------------------------------------------------


def test_text_has_its_printed_size_and_place() -> None:
    (span,) = drawn("2 0 0 2 0 0 cm BT /F 8 Tf 1 0 0 1 10 20 Tm [(A) -1000 (B)] TJ ET", Font=helvetica).pages[0].spans
    assert (span.text, span.size, span.baseline) == ("Aạ", 16, 60)
    assert [round(g.left, 2) for g in span.glyphs] == [20, 44], "half an em for A and one em of kerning"
    assert (span.font.name, span.font.embedded, span.upright, span.slanted) == ("Sample-Bold", False, True, False)


@pytest.mark.parametrize(
    ("matrix", "size", "angle", "slanted"),
    [
        ("0 1 -1 0 50 50", 8, 90, False),
        ("-1 0 0 -1 50 50", 8, 180, False),
        ("1 0 .2 1 50 50", 8, 0, True),
        ("1.5 0 0 3 50 50", 24, 0, False),
    ],
)
def test_turned_and_leaning_text(matrix: str, size: float, angle: float, slanted: bool) -> None:
    (span,) = drawn(f"BT /F 8 Tf {matrix} Tm (A) Tj ET", Font=helvetica).pages[0].spans
    assert (round(span.size, 3), round(abs(span.angle)), span.slanted) == (size, angle, slanted)


def test_lines_move_as_the_operators_say() -> None:
    content = "BT /F 8 Tf 10 TL 10 90 Td (A) Tj T* (A) Tj 5 -20 TD (B) Tj (A) ' 1 2 (B) \" 3 Tr (A) Tj ET"
    page = drawn(content, Font=helvetica).pages[0]
    places = [(round(s.glyphs[0].left), round(s.baseline)) for s in page.spans]
    assert places == [(10, 10), (10, 20), (15, 40), (15, 60), (15, 80)], "invisible text is not printed"


def test_glyphs_placed_one_by_one_are_a_word() -> None:
    apart = "".join(f"1 0 0 1 {10 + 4 * n + (3 if n > 2 else 0)} 50 Tm (A) Tj " for n in range(5))
    (span,) = drawn(f"BT /F 8 Tf {apart} ET", Font=helvetica).pages[0].spans
    assert span.text == "AAA AA"


def test_widths_and_characters_of_composite_fonts() -> None:
    table = Array([1, Array([500, 600]), 10, 12, 700])
    assert _composite_widths(table) == {1: 500, 2: 600, 10: 700, 11: 700, 12: 700}
    with pikepdf.new() as pdf:
        said = b"1 beginbfchar <0001> <0041 0302> endbfchar"
        said += b" 2 beginbfrange <0005> <0007> <0061> <0008> <0009> [<0078> <0079>] endbfrange"
        assert _characters(Dictionary(ToUnicode=pdf.make_stream(said))) == {
            1: "A\u0302", 5: "a", 6: "b", 7: "c", 8: "x", 9: "y",
        }  # fmt: skip


# --- a file of the layout engine --------------------------------------------------------------------------------------


@pytest.mark.pdf
def test_a_laid_out_page_is_read_as_it_looks() -> None:
    page = read(made(CLEAN).tagged).pages[1]
    said = [line.text for line in lines(page.spans)]
    assert said[:6] == [
        "A27 · Giả công an",
        "Khi người lạ gọi",
        "1",
        "09xx xxx xxx",
        "Chạm nút «Chặn».",
        "Nút đậm, ở bên phải",
    ]
    assert {s.kind for s in page.spans if not s.artifact} == {"Div", "Figure", "H2", "H3", "P"}
    assert {round(s.size, 1) for s in page.spans} == {14, 16, 18, 20, 25}
    assert [s.text for s in page.spans if s.artifact] == ["A27 · Giả công an", "2"]
    assert {s.text for s in page.spans if s.picture} == {"09xx xxx xxx", "Chặn"}
    assert all(g.picture or g.artifact for g in page.graphics)


@pytest.mark.pdf
def test_outlines_are_those_of_the_embedded_font() -> None:
    page = read(laid_out("<p style='font-size: 100px'>Ổg.</p>", STYLE).write_pdf()).pages[0]
    tall, deep, dot = (g.box for s in page.spans for g in s.glyphs if g.box and s.text == "Ổg.")
    baseline = page.spans[0].baseline
    assert tall.top < baseline - 75 * 1.0, "the tone mark stands above an em"
    assert deep.bottom > baseline + 10
    assert dot.height < 12


@pytest.mark.pdf
def test_lines_of_a_paragraph_belong_together() -> None:
    page = read(made(CLEAN).tagged).pages[0]
    groups = [[line.text for line in g] for g in paragraphs(page)]
    assert [len(g) for g in groups] == [1, 1, 5, 3, 1], groups
    plain = read(made(CLEAN).plain).pages[0]
    assert [[line.text for line in g] for g in paragraphs(plain)] == groups


@pytest.mark.pdf
def test_without_text_only_text_is_missing() -> None:
    before = read(made(CLEAN).tagged)
    after = read(without_text(made(CLEAN).tagged))
    assert [p.graphics for p in after.pages] == [p.graphics for p in before.pages]
    assert [p.spans for p in after.pages] == [()] * 4


@pytest.mark.pdf
def test_words_in_forms_and_on_a_slope_are_found() -> None:
    svg = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" font-family="Be Vietnam Pro" font-size="10">
<text x="10" y="40">Đây</text><g transform="rotate(30)"><text x="50" y="10">kia</text></g></svg>"""
    html = f"<p><img src='{picture(svg)}' alt='x' style='width: 200pt'></p>"
    spans = read(laid_out(html, STYLE).write_pdf()).pages[0].spans
    level = "".join(s.text for s in spans if s.upright and s.size > 19)
    sloping = [s for s in spans if not s.upright]
    assert level == "Đây"
    assert "".join(s.text for s in sloping) == "kia"
    assert {round(s.angle) for s in sloping} == {-30}
    assert {round(s.size) for s in sloping} == {20}


def test_boxes() -> None:
    box = Box(0, 0, 10, 20)
    assert (box.width, box.height) == (10, 20)
    assert box.grown(1) == Box(-1, -1, 11, 21)
    assert box.meets(Box(9, 19, 30, 30))
    assert not box.meets(Box(10, 0, 20, 20))
    assert box.holds(Box(4, 4, 100, 6)) is False
    assert box.common(Box(20, 20, 30, 30)) == Box(20, 20, 20, 20)
    assert around([box, Box(-5, 3, 1, 4)]) == Box(-5, 0, 10, 20)
