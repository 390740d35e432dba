"""PDF files after the layout engine: artifacts, sheets to fold, the structure tree."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name

from generator.pdf import (
    impose,
    margin_boxes_to_artifacts,
    one_sided,
    saddle_order,
    structure_findings,
    tagged_content,
)
from tests.printed.canaries import guide
from tests.printed.paper import CLEAN, STYLE, edited, laid_out, made

HTML = """<html lang="vi"><head><title>Thử</title></head><body><h1>Một</h1><p>Hai <a href="#x" title="Ba">ba</a>.</p>
<h2 style="break-before: page" id="x">Bốn</h2><p>Năm</p></body></html>"""


def raw() -> bytes:
    """Return a tagged file as the engine writes it."""
    written: bytes = laid_out(HTML, STYLE).write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=b"test")
    return written


@pytest.fixture(scope="module")
def tagged() -> bytes:
    return margin_boxes_to_artifacts(raw())


def artifacts(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return sum(p.Contents.read_bytes().count(b"/Type /Pagination") for p in pdf.pages)


def text(data: bytes, page: int) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        contents: bytes = pdf.pages[page].Contents.read_bytes()
        return contents


# --- artifacts --------------------------------------------------------------------------------------------------------


@pytest.mark.pdf
def test_margin_boxes_become_artifacts() -> None:
    before = raw()
    after = margin_boxes_to_artifacts(before)
    assert (artifacts(before), artifacts(after)) == (0, 4), "a head and a number on each of two pages"
    assert margin_boxes_to_artifacts(after) == after
    assert after == margin_boxes_to_artifacts(before)
    said = {d.message for d in structure_findings(before)}
    assert said == {"marked content {mcid} is neither in the structure nor an artifact"}
    assert structure_findings(after) == ()


@pytest.mark.pdf
def test_what_is_in_the_structure_stays_there(tagged: bytes) -> None:
    with pikepdf.open(io.BytesIO(raw())) as one, pikepdf.open(io.BytesIO(tagged)) as two:
        assert [(m.page, m.mcid, m.path) for m in tagged_content(one)] == [
            (m.page, m.mcid, m.path) for m in tagged_content(two)
        ]


@pytest.mark.pdf
def test_a_file_without_tags_is_refused() -> None:
    with pytest.raises(ValueError, match="not tagged"):
        margin_boxes_to_artifacts(made(CLEAN).plain)


# --- structure --------------------------------------------------------------------------------------------------------


def same_key(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.StructParents = pdf.pages[0].obj.StructParents


def no_key(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[1].obj.StructParents


def no_entry(pdf: pikepdf.Pdf) -> None:
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    numbers[1][0] = None


def elements(root: Any, *kinds: str) -> list[Any]:
    """Return the elements of ``kinds`` below ``root``, in reading order."""
    kids = root.get("/K", [])
    found = []
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary):
            found += [kid] if str(kid.get("/S", ""))[1:] in kinds else []
            found += elements(kid, *kinds)
    return found


def tree(pdf: pikepdf.Pdf) -> Any:
    return pdf.Root.StructTreeRoot


def other_page(pdf: pikepdf.Pdf) -> None:
    """The heading of page 2 claims to be on page 1."""
    heading = elements(tree(pdf), "H2")[0]
    for element in (heading, *elements(heading, "Span")):
        element.Pg = pdf.pages[0].obj


def no_such_number(pdf: pikepdf.Pdf) -> None:
    elements(elements(tree(pdf), "H1")[0], "Span")[0].K = Array([99])


def twice(pdf: pikepdf.Pdf) -> None:
    paragraph = elements(tree(pdf), "P")[0]
    paragraph.K.append(elements(tree(pdf), "H1")[0].K[0])


def loose(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"0 0 10 10 re f")


def lost_link(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0].obj.Annots[0].StructParent


def backwards(pdf: pikepdf.Pdf) -> None:
    root = elements(tree(pdf), "Document")[0]
    root.K = Array(list(reversed(list(root.K))))


def untagged(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot


@pytest.mark.pdf
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (untagged, "the file has no structure tree"),
        (same_key, "the page shares its parent-tree key with page {before}"),
        (no_key, "the page has marked content but no key into the parent tree"),
        (no_entry, "the parent tree does not lead from marked content {mcid} to its element"),
        (other_page, "marked content {mcid} is neither in the structure nor an artifact"),
        (no_such_number, "an element lists marked content {mcid}, which its page does not have"),
        (twice, "marked content {mcid} is listed {times} times in the structure"),
        (loose, "{times} things are painted outside marked content"),
        (lost_link, "a link is not in the structure"),
        (backwards, "the reading order returns from page {before} to page {page}"),
    ],
)
def test_a_broken_structure_is_found(tagged: bytes, change: Callable[[pikepdf.Pdf], None], message: str) -> None:
    found = structure_findings(edited(tagged, change), "so.pdf")
    assert message in {d.message for d in found}, [d.text("en") for d in found]
    assert {d.position.path for d in found} == {"so.pdf"}
    assert {d.rule for d in found} == {"print-structure"}


# --- sheets -----------------------------------------------------------------------------------------------------------


def folded(order: tuple[tuple[int, int], ...]) -> list[int]:
    """Fold real sheets: a naive second opinion, leaf by leaf."""
    leaves = []
    for front, back in zip(order[::2], order[1::2], strict=True):
        leaves.append(((front[1], back[0]), (back[1], front[0])))
    outer = [page for first, _ in leaves for page in first]
    inner = [page for _, second in reversed(leaves) for page in second]
    return outer + inner


@given(st.integers(1, 30).map(lambda n: 4 * n))
def test_sheets_fold_to_pages_in_order(pages: int) -> None:
    assert folded(saddle_order(pages)) == list(range(pages))


@pytest.mark.parametrize("pages", [0, 1, 2, 3, 5, 6, 17])
def test_pages_that_fill_no_sheets_are_refused(pages: int) -> None:
    with pytest.raises(ValueError, match="do not fill sheets of four"):
        saddle_order(pages)


@pytest.mark.pdf
def test_imposed_pages_keep_their_size_and_meet_at_the_fold() -> None:
    sheets = impose(made(CLEAN).plain, guide())
    assert sheets == impose(made(CLEAN).plain, guide())
    with pikepdf.open(io.BytesIO(sheets)) as pdf:
        assert len(pdf.pages) == 4, "the guide, its empty back, one sheet"
        assert {tuple(round(float(n)) for n in p.mediabox) for p in pdf.pages} == {(0, 0, 842, 595)}
        assert pdf.Root.ViewerPreferences.Duplex == Name.DuplexFlipShortEdge
        assert pdf.Root.ViewerPreferences.PrintScaling == Name("/None")
        assert pdf.docinfo["/Title"] == "A27"
        assert pdf.Root.Lang == "vi"
    drawn = text(sheets, 2).split(b"\n")
    assert drawn[:2] == [b"q 1 0 0 1 1.417 0.000 cm /P0 Do Q", b"q 1 0 0 1 420.945 0.000 cm /P1 Do Q"]
    assert abs(1.417 + 419.528 - 420.945) < 0.001, "the left page ends where the right one begins"


@pytest.mark.pdf
def test_marks_count_the_sheets_from_the_outside() -> None:
    plain = made(CLEAN).plain
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        for _ in range(2):
            pdf.pages.extend(pdf.pages[:4])
        out = io.BytesIO()
        pdf.save(out)
    sheets = impose(out.getvalue(), None)
    counted = [(text(sheets, side).count(b"re f"), text(sheets, side).count(b"2.5 w")) for side in range(6)]
    assert counted == [(1, 2), (0, 0), (2, 0), (0, 0), (3, 0), (0, 0)]


@pytest.mark.pdf
def test_fonts_are_kept_once() -> None:
    with pikepdf.open(io.BytesIO(impose(made(CLEAN).plain, None))) as pdf:
        programs = {o.FontFile2.objgen for o in pdf.objects if isinstance(o, Dictionary) and "/FontFile2" in o}
    assert len(programs) == 2


@pytest.mark.pdf
def test_what_cannot_be_imposed_is_refused() -> None:
    done = made(CLEAN)
    with pytest.raises(ValueError, match="tagged"):
        impose(done.tagged, None)
    with pytest.raises(ValueError, match="tagged"):
        impose(done.plain, done.tagged)
    with pytest.raises(ValueError, match="cover sheet has 4 pages"):
        impose(done.plain, done.plain)
    with pytest.raises(ValueError, match="sheets of four"):
        impose(guide(), None)


@pytest.mark.pdf
def test_a_cover_sheet_with_a_back_gets_no_other() -> None:
    cover = edited(guide(), lambda pdf: pdf.pages.append(pdf.pages[0]))
    with pikepdf.open(io.BytesIO(impose(made(CLEAN).plain, cover))) as pdf:
        assert len(pdf.pages) == 4


@pytest.mark.pdf
def test_one_sided_printers_get_the_sides_apart() -> None:
    sheets = impose(made(CLEAN).plain, guide())
    odd, even = one_sided(sheets)
    assert (odd, even) == one_sided(sheets)
    assert [text(odd, 1), text(even, 1)] == [text(sheets, 2), text(sheets, 3)]
    with pikepdf.open(io.BytesIO(even)) as pdf:
        assert len(pdf.pages) == 2
        assert pdf.Root.ViewerPreferences.Duplex == Name.Simplex
