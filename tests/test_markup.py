import pytest

from generator.markup import address, plain

MADE = (
    '<a class="fact" href="fact:so-115">115</a> <a class="word" href="word:otp">OTP</a> '
    '<a class="lesson" href="lesson:B07">bài</a> <a href="https://a.example/?a=1&amp;b=2">nơi</a> mất'
)


def test_references_are_given_the_addresses_of_a_target() -> None:
    urls = {("lesson", "B07"): "b07.html", ("word", "otp"): "tu.html#otp"}
    assert address(MADE, str, lambda scheme, name: urls.get((scheme, name), "")) == (
        '115 <a class="word" href="tu.html#otp">OTP</a> <a class="lesson" href="b07.html">bài</a> '
        '<a href="https://a.example/?a=1&amp;b=2">nơi</a> mất'
    )


def test_addresses_are_escaped() -> None:
    made = address('<a class="word" href="word:a">x</a><img src="asset:b" alt="">', lambda n: f'"{n}', lambda s, n: '"')
    assert made == '<a class="word" href="&quot;">x</a><img src="&quot;b" alt="">'


def test_pictures_are_given_the_addresses_of_a_target() -> None:
    tag = '<img src="asset:t01-h-nut.svg" alt="a" width="60" height="40">'
    assert address(tag, lambda name: f"p/{name}", lambda scheme, name: "").startswith('<img src="p/t01-h-nut.svg" alt')


def test_plain_words_of_html() -> None:
    assert plain("<p>a<br>b &amp; <strong>c</strong></p>\n <p>d\u00a0e</p>") == "a b & c d\u00a0e"


@pytest.mark.parametrize(
    "text", ["<a " * 10_000, '<a class="word" href="word:' * 5_000, "&" * 20_000, "\n" * 50_000, "<" * 50_000]
)
def test_no_text_takes_long(text: str) -> None:
    assert len(address(text, str, lambda scheme, name: "")) <= len(text)
    plain(text)
