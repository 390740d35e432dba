"""A page or style sheet is read for what it names, fetches, links to and runs."""

from generator.hypertext import Code, Page, Reference, css_references, css_urls, script_requests

PAGE = """<!DOCTYPE html>
<html lang="vi"><title>Gọi &amp; nghe</title><link rel="stylesheet" href="a.css"><link rel="license" href="l.html">
<meta http-equiv="refresh" content="5; url=next.html"><style>p { background: url('b.png') }</style>
<body id="top" style="background: url(c.png)"><img src="d.png" srcset="e.png 1x, f.png 2x" onerror="go()">
<a href="g.html#x">G</a><label for="q">Q</label><script type="module" src="h.js"></script>
<script>run("</p>")</script><script type="application/json">{"a": 1}</script>
<svg><title>Hình</title><use href="#i"/><a xlink:href="j.html"></a></svg><pre>{{ shown }}</pre></body></html>"""


def test_a_page_is_read() -> None:
    page = Page(PAGE)
    assert (page.language, page.title) == ("vi", "Gọi & nghe")
    assert [(r.url, r.line) for r in page.references if r.request] == [
        ("a.css", 2), ("next.html", 3), ("b.png", 3), ("c.png", 4), ("d.png", 4), ("e.png", 4), ("f.png", 4),
        ("h.js", 5), ("#i", 7),
    ]  # fmt: skip
    assert [r.url for r in page.references if not r.request] == ["g.html#x", "j.html"]
    assert page.modules == [Reference("h.js", 5, True)]
    assert page.handlers == [Code("go()", True, 4)]
    assert page.scripts == [Code('run("</p>")', True, 6), Code('{"a": 1}', False, 6)]
    assert (page.identifiers, page.named, page.known) == ([("top", 4)], [("q", 5)], frozenset({"top"}))
    assert not any("shown" in text for text, _ in page.texts)


def test_addresses_in_style_sheets_are_found() -> None:
    text = "/* url(no.png) */ a { b: url( \"c.png\" ) } @import 'd.css';\ne { f: url(g.png), url(data:,x) }"
    assert css_urls(text) == ["c.png", "d.css", "g.png", "data:,x"]
    assert [(r.url, r.line) for r in css_references("/*\n*/ a { b: url(c.png) }")] == [("c.png", 2)]
    assert css_urls("/* open url(c.png)") == []


def test_what_a_script_asks_the_network_for_is_found() -> None:
    text = "var a = 'https://no.example';\nfetch(\"https://a.example/x\"); i.src = '//b.example'; import('./local.js');"
    assert [(n, u.rpartition("/")[2]) for n, u in script_requests(text)] == [(1, "x"), (1, "b.example")]
