"""What every product says of itself."""

from datetime import date

import pytest

from generator.imprint import Imprint, lines
from generator.strings import strings
from generator.theme import PACKAGED, Theme

ABOUT = Imprint("Khoá nhỏ", "1.2.0", "CC-BY-4.0", ("An", "Bình"), "xa@vi-du.example")


@pytest.mark.parametrize(("language", "day"), [("vi", "24/11/2026"), ("en", "2026-11-24")])
def test_it_names_version_date_authors_licence_and_whom_to_tell(language: str, day: str) -> None:
    said = " ".join(lines(ABOUT, date(2026, 11, 24), strings(Theme((PACKAGED,)), language, "imprint")))
    for words in ("Khoá nhỏ", "1.2.0", day, "An, Bình", "CC-BY-4.0", "xa@vi-du.example"):
        assert words in said


def test_nobody_to_tell_leaves_the_line_out() -> None:
    nobody = Imprint("A", "1.0.0", "CC0-1.0", ("B",), "")
    assert len(lines(nobody, date(2026, 1, 2), strings(Theme((PACKAGED,)), "vi", "imprint"))) == 2
