"""Sheets read as they are folded."""

import io
from itertools import pairwise

import pikepdf
import pytest

from generator.pdf import impose
from generator.printed import SO_TAY_A5_IN_2_MAT
from generator.printed.imposed import Folded, dots, fold, fold_ticks, staples
from generator.printed.pages import MM, read
from tests.printed.canaries import guide, turn_back
from tests.printed.paper import CLEAN, STYLE, edited, laid_out, made


def book(pages: int) -> bytes:
    """Return a plain booklet; each page says its number."""
    body = "".join(f"<section><p>Trang {n}</p></section>" for n in range(1, pages + 1))
    written: bytes = laid_out(body, STYLE).write_pdf(pdf_identifier=b"test")
    return written


def folded(data: bytes) -> Folded:
    return fold(read(data), SO_TAY_A5_IN_2_MAT)


@pytest.mark.pdf
@pytest.mark.parametrize("pages", [4, 8, 12, 24])
def test_pages_come_in_order(pages: int) -> None:
    found = folded(impose(book(pages), None))
    said = [next(s.text for s in page.spans if s.text.startswith("Trang")) for page in found.pages]
    assert said == [f"Trang {n}" for n in range(1, pages + 1)]
    assert [page.number for page in found.pages] == list(range(1, pages + 1))
    assert len(found.sides) == pages // 2
    assert found.guide == ()


@pytest.mark.pdf
def test_a_page_of_a_sheet_is_the_page_that_was_imposed() -> None:
    """Places, sizes and shapes are those of the file to read, within a thousandth of a point."""
    before = read(made(CLEAN).plain)
    after = folded(impose(made(CLEAN).plain, guide()))
    for one, two in zip(before.pages, after.pages, strict=True):
        assert (one.width, one.height) == pytest.approx((two.width, two.height), abs=0.001)
        for first, second in zip(one.spans, two.spans, strict=True):
            assert (first.text, first.depth) == (second.text, second.depth)
            numbers = [(s.box.left, s.box.top, s.baseline, s.size, s.glyphs[0].left) for s in (first, second)]
            assert numbers[0] == pytest.approx(numbers[1], abs=0.002)
        for shape, other in zip(one.graphics, two.graphics, strict=True):
            assert (shape.box.left, shape.box.bottom) == pytest.approx((other.box.left, other.box.bottom), abs=0.002)


@pytest.mark.pdf
def test_the_print_guide_comes_before_the_sheets() -> None:
    found = folded(impose(book(8), guide()))
    assert [len(page.spans) > 0 for page in found.guide] == [True, False]
    assert len(found.sides) == 4


@pytest.mark.pdf
def test_marks_are_known_from_pages() -> None:
    sides = folded(impose(book(12), None)).sides
    assert [len(fold_ticks(s)) for s in sides] == [2] * 6
    assert [len(dots(s)) for s in sides] == [1, 0, 2, 0, 3, 0]
    assert [len(staples(s)) for s in sides] == [2, 0, 0, 0, 0, 0]
    for side in sides:
        assert all(abs(g.box.left + g.box.right - side.width) < 1 for g in fold_ticks(side))


@pytest.mark.pdf
def test_turned_backs_are_known_and_put_upright() -> None:
    found = folded(edited(impose(made(CLEAN).plain, guide()), turn_back))
    assert [page.turned for page in found.pages] == [False, True, True, False]
    upright = [s for page in found.pages for s in page.spans if s.upright]
    assert len(upright) == sum(len(page.spans) for page in found.pages)
    heads = [min(page.spans, key=lambda s: s.baseline).text for page in found.pages]
    assert heads == ["A27 · Giả công an"] * 4


@pytest.mark.pdf
def test_halves_meet_at_the_fold() -> None:
    found = folded(impose(book(8), None))
    for page in found.pages:
        edge = page.frame.left if page.number % 2 else page.frame.right
        assert edge == pytest.approx(148.5 * MM)
    for left, right in pairwise(found.pages):
        assert (left.number % 2, right.number % 2) in ((1, 0), (0, 1))


@pytest.mark.pdf
def test_a_file_that_is_no_booklet_has_no_pages() -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(842, 595))
        out = io.BytesIO()
        pdf.save(out)
    assert folded(out.getvalue()).pages == ()


@pytest.mark.pdf
@pytest.mark.parametrize("pages", [48, 96])
def test_dots_keep_within_the_inner_margin(pages: int) -> None:
    sides = folded(impose(book(pages), None)).sides
    assert [len(dots(s)) for s in sides[::2]] == list(range(1, pages // 4 + 1))
    reach = max(d.box.right - s.width / 2 for s in sides for d in dots(s))
    assert reach < (SO_TAY_A5_IN_2_MAT.gutter - 1) * MM
    edge = min(s.height - d.box.bottom for s in sides for d in dots(s))
    assert edge >= SO_TAY_A5_IN_2_MAT.edge * MM
