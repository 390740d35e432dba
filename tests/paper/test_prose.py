"""Model HTML made ready for paper."""

from generator.model import Picture
from generator.paper.prose import drawing, fitted, paper, text, unlinked

WORDS = {"caution": "Cẩn thận", "note": "Ghi nhớ"}


def test_a_screen_keeps_its_size_and_stands_beside_its_words() -> None:
    made = drawing(Picture("a27-b1.svg", "Màn hình", 132, 144, screen=True))
    assert (made.width, made.height, made.wide, made.screen) == (132, 144, False, True)


def test_a_photograph_is_made_smaller_never_larger() -> None:
    assert fitted(50, 40, 140) == (50, 40)
    width, height = fitted(1200, 600, 300)
    assert (width, height) == (300, 150)
    assert drawing(Picture("x.jpg", "Ảnh", 1200, 600)).wide


def test_references_lose_their_links_on_paper() -> None:
    html = '<p>Gọi <a class="fact" href="fact:so-115">115</a>, xem <a class="lesson" href="lesson:B07">B07</a>.</p>'
    assert paper(html, WORDS, lambda _: "") == "<p>Gọi 115, xem B07.</p>"
    assert 'href="#b07"' in paper(html, WORDS, lambda i: f"#{i.lower()}")


def test_an_alert_says_its_name() -> None:
    assert "Cẩn thận" in paper('<div class="alert alert-warning"><p>Dừng.</p></div>', WORDS, lambda _: "")


def test_words_alone() -> None:
    assert text("<p>a<br>b</p><p>c</p>") == "a b c"
    assert unlinked('<a href="x">a</a> <b>b</b>') == "a <b>b</b>"
