import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given

from generator.model import Picture
from generator.source.markdown import inlines, normalise, parse
from generator.writer import LONGEST_NAME, Writer, image
from tests.scraps import texts

PICTURE = Picture("t01-h-nut.svg", 'Nút «Gọi» "to" & <đỏ> của {bác}', 60, 40)
SCREEN = Picture("t01-b1.svg", "Màn hình", 132, 144, True, "Hình của {bác}")
WRITER = Writer(
    address={"bác": "anh chị", "cháu": "chúng tôi"},
    screens={1: SCREEN},
    images={"t01/nut.svg": PICTURE, "Ảnh 1.png": PICTURE},
    lessons={"b07-goi.md": "B07"},
    units=("đồng", "phút"),
    numbered=("Bước",),
)
ALLOWED = {
    "a": {"class", "href"}, "img": {"src", "alt", "width", "height"}, "figure": {"class"}, "span": {"class"},
    "div": {"class"}, "ul": {"class"}, "ol": {"start"}, "th": {"scope"}, "p": set(), "strong": set(), "em": set(),
    "li": set(), "table": set(), "thead": set(), "tbody": set(), "tr": set(), "td": set(), "blockquote": set(),
    "br": set(), "figcaption": set(), "code": set(), "pre": set(), "h3": set(), "h4": set(), "h5": set(), "h6": set(),
}  # fmt: skip
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
SAFE = re.compile(r"(?:asset|lesson|word|fact|https?|mailto|tel):", re.IGNORECASE)


def html(text: str) -> str:
    return WRITER.blocks(parse(normalise(text)))


def inline(text: str) -> str:
    return WRITER.inline(inlines(parse(text)[0]))


class Checker(HTMLParser):
    """Collects what no model HTML may hold."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name not in ALLOWED.get(tag, set()):
                self.wrong.append(f"{tag} {name}")
            if name in ("href", "src") and not SAFE.match(value or ""):
                self.wrong.append(f"{tag} {name}={value}")
        if tag not in ALLOWED:
            self.wrong.append(tag)

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append(f"declaration {decl}")


def check(made: str) -> None:
    """Fail unless ``made`` is well-formed and holds only what it may."""
    checker = Checker()
    checker.feed(made)
    checker.close()
    assert checker.wrong == []
    closed = re.sub(r"<(br|img)\b([^>]*)>", r"<\1\2/>", made)
    bare = CONTROL.sub("", closed)  # XML knows no control characters; they never pass the reading of a file
    try:
        ElementTree.fromstring(f"<div>{bare}</div>")
    except ElementTree.ParseError as failure:
        pytest.fail(f"{failure}: {made}")


@given(texts)
def test_html_of_any_text_is_well_formed_and_safe(text: str) -> None:
    check(html(text))


ATTACKS = (
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example/x)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,AA==)",
    "![x](t01/nut.svg\"onerror=\"alert(1))",
    "[x](https://a.example/\"onclick=\"alert(1))",
    "[x](https://a.example/'%22><script>alert(1)</script>)",
    "[x](fact:\"><script>alert(1)</script>)",
    "[x](fact:a%22%20onclick=%22b)",
    "[x](tu:'><img src=x onerror=alert(1)>)",
    '[x](https://a.example "title\\" onmouseover=\\"alert(1)")',
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a <b onclick=alert(1)>b</b>",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php x ?>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "`<script>`",
    "```html\n<script>alert(1)</script>\n```",
    "```\"><script>\nx\n```",
    "    <script>alert(1)</script>",
    "«<script>»",
    "«**a»**",
    "**«a** b»",
    "«a **b» c**",
    "*«a* b»",
    "«[a»](tu:b)",
    "![a](t01/nut.svg) «b»",
    "[![a](t01/nut.svg)](https://a.example)",
    "| <script> | b |\n| :-- | --: |\n| «**x»** | y |",
    "{<script>} {bác\"onclick} {\"}",
    "asset:x\" src=\"asset:y\"",
    "3. a\n4. b",
    "- [ ] **a\n- [x] b**",
    "> [!WARNING]<script>\n> x",
    "[a][b]\n\n[b]: javascript:alert(1)",
)  # fmt: skip


@pytest.mark.parametrize("text", ATTACKS)
def test_attacks_come_to_nothing(text: str) -> None:
    made = html(text)
    check(made)
    assert not re.search(r"<script|\son\w+=|href=\"(?:java|vb|data|file)", made, re.IGNORECASE)
    check(inline(text) if parse(text)[0].type in ("paragraph", "heading") else "")


PROBES = (
    "[" * 100_000, "![](" * 5_000, "«" * 20_000, "«" + "a" * 50_000, "«<" * 10_000, "{" * 20_000, "{a " * 10_000,
    "**«" * 5_000, "1 " * 20_000, "0123 456 " * 5_000, "&" * 20_000, "`" * 20_000, "<a " * 10_000, "a " * 30_000,
    "\\" * 20_000, "[a](" * 5_000, "<!--" * 5_000, "Bước " * 10_000, "- [ ] " * 500, "](" * 10_000, "*_" * 10_000,
)  # fmt: skip


@pytest.mark.parametrize("text", PROBES, ids=range(len(PROBES)))
def test_no_text_takes_long(text: str) -> None:
    made = html(text)
    assert len(made) < 12 * len(text) + 100


@pytest.mark.pitfall(24)
def test_blocks_are_written_in_the_agreed_subset() -> None:
    text = (
        "Một *hai* **ba** `bốn <5>`  \nsáu\n\n- a\n- b\n  1. c\n\n> trích\n\n> [!WARNING]\n> Đừng.\n>\n> Nhớ.\n\n"
        "- [ ] Tôi làm\n- [x] Tôi nói\n\n| A | B |\n| --- | --- |\n| c | d |\n\n"
        "#### Nhỏ\n\n```\n<x>\n```\n\n<!-- ghi -->\n"
    )
    assert html(text) == "\n".join(
        (
            "<p>Một <em>hai</em> <strong>ba</strong> <code>bốn &lt;5&gt;</code><br>sáu</p>",
            "<ul>\n<li>a</li>\n<li>b\n<ol>\n<li>c</li>\n</ol></li>\n</ul>",
            "<blockquote><p>trích</p></blockquote>",
            '<div class="alert alert-warning"><p>Đừng.</p>\n<p>Nhớ.</p></div>',
            '<ul class="ticks">\n<li>Tôi làm</li>\n<li>Tôi nói</li>\n</ul>',
            '<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'
            "<tbody><tr><td>c</td><td>d</td></tr></tbody></table>",
            "<h4>Nhỏ</h4>",
            "<pre><code>&lt;x&gt;\n</code></pre>",
        )
    )


def test_links_become_references() -> None:
    made = inline(
        "[115](fact:so-115) [OTP](tu:otp) [bài](b07-goi.md#steps) [nơi](https://a.example/?a=1&b=2) [mất](x.md)"
    )
    assert made == (
        '<a class="fact" href="fact:so-115">115</a> <a class="word" href="word:otp">OTP</a> '
        '<a class="lesson" href="lesson:B07">bài</a> <a href="https://a.example/?a=1&amp;b=2">nơi</a> mất'
    )


def test_pictures_carry_their_words_and_size() -> None:
    alternative = "Nút «Gọi» &quot;to&quot; &amp; &lt;đỏ&gt; của anh chị"
    tag = f'<img src="asset:t01-h-nut.svg" alt="{alternative}" width="60" height="40">'
    assert html("![Nút](t01/nut.svg)") == f'<figure class="picture">{tag}</figure>'
    assert html("![Nút](%E1%BA%A2nh%201.png)") == f'<figure class="picture">{tag}</figure>'
    assert inline("xem ![Nút](t01/nut.svg) đây") == f"xem {tag} đây"
    assert html("```screen\nshow: []\n```") == (
        '<figure class="screen"><img src="asset:t01-b1.svg" alt="Màn hình" width="132" height="144">'
        "<figcaption>Hình của anh chị</figcaption></figure>"
    )
    assert image(SCREEN).startswith('<img src="asset:t01-b1.svg"')


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("{bác} {Bác} {cháu} {Cháu}", "anh chị Anh chị chúng tôi Chúng tôi"),
        ("{không có} {} { bác}", "{không có} {} { bác}"),
        ("{BÁC}", "Anh chị"),
    ],
)
def test_the_form_of_address_is_put_in(text: str, made: str) -> None:
    assert inline(text) == made
    assert WRITER.text(text) == made


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("chạm «Gọi».", 'chạm <span class="nb">«Gọi».</span>'),
        ("**Chạm «Gọi»**!", '<strong>Chạm <span class="nb">«Gọi»</span></strong>!'),
        ("«**Gọi**»", '<span class="nb">«<strong>Gọi</strong>»</span>'),
        (f"«{'a' * LONGEST_NAME}»", f"«{'a' * LONGEST_NAME}»"),
        ("«a &amp; b»", '<span class="nb">«a &amp; b»</span>'),
        ("«**a»** b", "«<strong>a»</strong> b"),
        ("10 phút, 5 phútt", "10\u00a0phút, 5 phútt"),
        ("Bước 3 rồi bước 4", "Bước\u00a03 rồi bước 4"),
        ("gọi 0912 345 678 nhé", "gọi 0912\u00a0345\u00a0678 nhé"),
    ],
)
def test_what_belongs_together_stays_on_one_line(text: str, made: str) -> None:
    assert inline(text) == made


def test_a_list_item_keeps_all_its_blocks() -> None:
    """Every block within a list item is written, in its order."""
    made = html(
        "1. Một\n\n   ![Nút](t01/nut.svg)\n\n   Hai\n\n   - a\n     - b\n\n"
        "   > [!WARNING]\n   > Dừng\n\n   ```\n   mã\n   ```\n"
    )
    order = [made.index(part) for part in ("Một", "<figure", "Hai", "<li>a", "<li>b", "alert-warning", "<pre>")]
    assert order == sorted(order)
