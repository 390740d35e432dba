"""Papers on the site: which there are, what they are called, in which order."""

import pytest

from generator.strings import strings
from generator.theme import PACKAGED, Theme
from generator.web.papers import booklets, handouts, needs
from generator.web.subject import site_of
from generator.web.words import Words
from tests.web.small import curriculum

WORDS = Words(strings(Theme((PACKAGED,)), "vi", "site"), "bác")
SITE = site_of(curriculum(), "so-tay-a5", ())


def test_the_site_asks_for_each_lessons_paper_and_each_tracks_booklets() -> None:
    assert needs(SITE) == ("print/bai/may1-so-tay-a5-doc.pdf", "print/bai/qr1-so-tay-a5-doc.pdf", "print/lop/")


def test_a_lesson_has_the_paper_that_was_printed() -> None:
    (paper,) = handouts(SITE, {"print/bai/qr1-so-tay-a5-doc.pdf": b"x" * 1500, "print/bai/qr1-khac.pdf": b""}, WORDS)
    assert (paper.url, paper.title, paper.note.replace("\u00a0", " ")) == (
        "in/qr1.pdf",
        "Trả tiền bằng mã QR",
        "PDF, 2 KB",
    )
    assert paper.content == b"x" * 1500


@pytest.mark.parametrize(
    ("name", "family", "title"),
    [
        ("lop-so-tay-a5-doc.pdf", "Sổ tay khổ A5, chữ 16", "để đọc, để in"),
        ("lop-so-tay-a5-tap-1-doc.pdf", "Sổ tay khổ A5, chữ 16", "tập 1, để đọc, để in"),
        ("lop-so-tay-a5-tap-2-in-2-mat.pdf", "Sổ tay khổ A5, chữ 16", "tập 2, để in hai mặt"),
        ("lop-la-lam-in-mat-chan.pdf", "la-lam", "trang chẵn"),
        ("lop-gi-day.pdf", "lop-gi-day.pdf", "lop-gi-day.pdf"),
    ],
)
def test_a_booklet_is_called_by_what_it_is_for(name: str, family: str, title: str) -> None:
    (paper,) = booklets("lop", {f"print/lop/{name}": b"%PDF"}, WORDS)
    assert (paper.url, paper.family, paper.title) == (f"in/{name}", family, title)


def test_a_paper_that_is_also_imposed_is_for_reading_alone() -> None:
    names = ("lop-so-tay-a5-doc.pdf", "lop-so-tay-a5-in-2-mat.pdf")
    found = booklets("lop", {f"print/lop/{n}": b"" for n in names}, WORDS)
    assert [(p.title, p.use) for p in found] == [("để đọc", "doc"), ("để in hai mặt", "in-2-mat")]


def test_booklets_stand_by_set_volume_and_use() -> None:
    names = [f"lop-so-tay-a5-tap-{n}-{use}.pdf" for n in (10, 2) for use in ("in-mat-chan", "in-mat-le", "doc")]
    found = [p.url for p in booklets("lop", {f"print/lop/{n}": b"" for n in [*names, "lop-chu-lon-a4-doc.pdf"]}, WORDS)]
    assert found == [
        "in/lop-chu-lon-a4-doc.pdf",
        *(f"in/lop-so-tay-a5-tap-{n}-{use}.pdf" for n in (2, 10) for use in ("doc", "in-mat-le", "in-mat-chan")),
    ]


def test_other_tracks_and_other_files_are_left_alone() -> None:
    assert booklets("lop", {"print/lop-2/lop-2-so-tay-a5-doc.pdf": b"", "print/lop/ghi.txt": b""}, WORDS) == []
