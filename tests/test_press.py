"""The engine of all papers reads nothing but the theme and the pictures it is given; what it writes is ours by name."""

import io
from pathlib import Path

import pikepdf
import pytest

from generator.diagnostics import TargetError
from generator.press import code, press, theme_file, written
from generator.theme import Theme, layered

MINIMAL = Path(__file__).parent / "curricula" / "minimal"
PAGE = "<!doctype html><html lang='vi'><title>Thử</title><h1>Thử</h1>{}</html>"


def test_a_link_does_not_lead_out_of_the_theme(tmp_path: Path) -> None:
    (tmp_path / "theme/booklet").mkdir(parents=True)
    (tmp_path / "secret.css").write_text("x", encoding="utf-8")
    (tmp_path / "theme/booklet/paper.css").symlink_to(tmp_path / "secret.css")
    theme = Theme((tmp_path / "theme",))
    with pytest.raises(PermissionError):
        theme_file(theme, "booklet/paper.css")
    with pytest.raises(PermissionError):
        theme_file(layered(MINIMAL), "booklet/../booklet/paper.css")


def test_a_code_is_a_drawing_with_its_quiet_zone() -> None:
    drawn = code("https://vi-du.example/a27.html")
    assert drawn.startswith(b"<svg")
    assert drawn != code("https://vi-du.example/a28.html")
    assert drawn == code("https://vi-du.example/a27.html")


@pytest.mark.pdf
def test_a_page_is_written_to_read_or_to_print() -> None:
    with press(layered(MINIMAL), {}, "x") as lay_out:
        document = lay_out(PAGE.format("<p>Chữ</p>"), ("paper", "so-tay-a5"))
        read, printed = written(document, tagged=True), written(document)
    for content, tagged in ((read, True), (printed, False)):
        with pikepdf.open(io.BytesIO(content)) as pdf:
            assert ("/StructTreeRoot" in pdf.Root) == tagged
            assert str(pdf.docinfo["/Producer"]) == "hocvuso"


@pytest.mark.pdf
@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://vi-du.example/x.svg", "asset:no.svg"])
def test_an_address_that_was_not_given_stops_the_press(address: str) -> None:
    with pytest.raises(TargetError, match="only pictures"), press(layered(MINIMAL), {}, "x") as lay_out:
        lay_out(PAGE.format(f"<img src='{address}' alt='x'>"), ("paper", "so-tay-a5"))


@pytest.mark.pdf
def test_what_the_engine_says_is_heard() -> None:
    with pytest.raises(TargetError, match="colour"), press(layered(MINIMAL), {}, "x") as lay_out:
        lay_out(PAGE.format("<p style='colour: red'>x</p>"), ("paper", "so-tay-a5"))
