"""What the author is told of the layout."""

from generator.diagnostics import Position
from generator.paper.plan import Edges, Part, PartKind, Piece, findings

AREA = Edges(50, 50, 350, 500)
WHERE = Position("content/lessons/a.md", 20)


def piece(page: int, box: Edges, pages: int = 0, kind: PartKind = PartKind.SECTION) -> Piece:
    return Piece(Part(kind, "a-1", WHERE, name="Câu chuyện", lesson="A27", pages=pages), page, box, box, AREA)


def test_what_fits_is_not_mentioned() -> None:
    assert findings([piece(3, AREA, 1)]) == ()


def test_a_section_over_its_pages_is_told_at_its_line() -> None:
    found = findings([piece(3, AREA, 1), piece(4, AREA, 1)])
    assert [(d.position, d.rule) for d in found] == [(WHERE, "print-layout")]
    assert "2" in found[0].sentence("en")


def test_what_sticks_out_is_told() -> None:
    found = findings([piece(3, Edges(50, 50, 400, 100), 1)])
    assert "50" in found[0].sentence("en")
    assert AREA.joined(Edges(0, 60, 10, 70)) == Edges(0, 50, 350, 500)


def test_what_sticks_out_is_named_in_the_language_of_the_message() -> None:
    for kind in PartKind:
        said = findings([piece(3, Edges(50, 50, 400, 100), kind=kind)])[0]
        english, vietnamese = said.sentence("en"), said.sentence("vi")
        assert "A27" in english
        assert "thò ra ngoài trang 50 point" in vietnamese
        assert not any(word in vietnamese for word in (kind.value, "picture", "text", "of lesson"))
