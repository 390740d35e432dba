"""Every rule of integrity finds what it is for, and a good package passes them all."""

import io
import zipfile
from collections.abc import Callable

import pytest

from generator.archive import pack
from generator.integrity import RULES, archive_hygiene, clashes, verify

MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="id-m" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="id-o"><organization identifier="id-o"><title>Bài A27</title>
    <item identifier="id-i" identifierref="id-r" isvisible="true"><title>Bài A27</title></item>
  </organization></organizations>
  <resources><resource identifier="id-r" type="webcontent" adlcp:scormtype="sco" href="index.html">
    <file href="index.html"/><file href="player.css"/><file href="player.js"/><file href="a27-h-1.svg"/>
    <file href="cau-hoi.xml"/>
  </resource></resources>
</manifest>
"""
PAGE = """<!DOCTYPE html>
<html lang="vi">
<head><meta charset="utf-8"><title>Công an giả</title><link rel="stylesheet" href="player.css">
<link rel="canonical" href="https://vi-du.example/a27.html"></head>
<body>
<h1 id="dau">Công an giả</h1>
<p>Xem <a href="#dau">đầu bài</a>, <a href="index.html#cuoi">cuối bài</a>, gọi <a href="tel:113">113</a>.</p>
<p><a href="https://vneid.gov.vn">Trang chính thức</a> <code>{x}</code></p>
<img src="a27-h-1.svg" alt="Điện thoại" width="10" height="10">
<label for="ten" id="cuoi">Tên</label><br><input id="ten" aria-describedby="dau">
<script type="application/json">{"html": "<p>Câu {n}: <a href=\\"#dau\\">xem</a>", "d": "from 'https://x.vn'"}</script>
<script src="player.js"></script>
</body></html>
"""
QUIZ = """<quiz>
  <question type="multichoice"><idnumber>kho-1</idnumber><single>false</single>
    <questiontext format="html"><text>&lt;p&gt;Xem &lt;img src="@@PLUGINFILE@@/nut.svg" alt="Nút"/&gt; ở
      &lt;a href="https://vi-du.example/"&gt;trang&lt;/a&gt; { x }&lt;/p&gt;</text>
      <file name="nut.svg" path="/" encoding="base64">PHN2Zy8+</file></questiontext>
    <answer fraction="33.33333" format="html"><text>một</text></answer>
    <answer fraction="33.33333" format="html"><text>hai</text></answer>
    <answer fraction="33.33333" format="html"><text>ba</text></answer>
    <answer fraction="-33.33333" format="html"><text>bốn</text></answer>
  </question>
  <question type="ordering"><answer fraction="1" format="html"><text>a</text></answer></question>
  <question type="numerical"><answer fraction="100" format="plain_text"><text>5</text></answer></question>
</quiz>
"""
GOOD = {
    "imsmanifest.xml": MANIFEST,
    "index.html": PAGE,
    "player.css": "/* url(https://a.example/x.png) */\nbody { background: url('a27-h-1.svg#a') }",
    "player.js": 'document.title = "http://www.w3.org/2000/svg";',
    "cau-hoi.xml": QUIZ,
    "a27-h-1.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><use href="#a"/></svg>',
}
Edit = Callable[[dict[str, str]], object]


def found(files: dict[str, str | bytes], path: str = "packages/scorm12/a27-scorm12.zip") -> list[str]:
    raw = {n: t if isinstance(t, bytes) else t.encode() for n, t in files.items()}
    return [str(d.rule) for d in verify(path, raw, pack(raw))]


def page(old: str, new: str) -> Edit:
    assert old in PAGE
    return lambda files: files.update({"index.html": PAGE.replace(old, new)})


def manifest(old: str, new: str) -> Edit:
    assert old in MANIFEST
    return lambda files: files.update({"imsmanifest.xml": MANIFEST.replace(old, new)})


def quiz(old: str, new: str) -> Edit:
    assert old in QUIZ
    return lambda files: files.update({"cau-hoi.xml": QUIZ.replace(old, new)})


def rename(old: str, new: str) -> Edit:
    def edit(files: dict[str, str]) -> None:
        files[new] = files.pop(old)
        for name in ("imsmanifest.xml", "index.html", "player.css"):
            files[name] = files[name].replace(old, new)

    return edit


def add(name: str, text: str) -> Edit:
    def edit(files: dict[str, str]) -> None:
        files[name] = text
        files["imsmanifest.xml"] = files["imsmanifest.xml"].replace(
            '<file href="index.html"/>', f'<file href="index.html"/><file href="{name}"/>'
        )

    return edit


CANARIES: list[tuple[str, Edit]] = [
    ("illegal-name", rename("player.js", "Player.js")),
    ("illegal-name", rename("player.js", "ph\u00e1t.js")),
    ("illegal-name", rename("player.js", "phat am.js")),
    ("illegal-name", rename("player.js", ".player.js")),
    ("illegal-name", rename("player.js", "p" * 58 + ".js")),
    ("clashing-names", add("index.html/b.txt", "x")),
    ("not-well-formed", add("a.json", "{")),
    ("not-well-formed", add("a.xml", "<a>")),
    ("empty-file", add("a.txt", "")),
    ("dangling-reference", page("index.html#cuoi", "index.html#giua")),
    ("dangling-reference", page("#dau", "#giua")),
    ("dangling-reference", page('"a27-h-1.svg"', '"a27-h-2.svg"')),
    ("dangling-reference", page('"player.css"', '"/player.css"')),
    ("dangling-reference", page('"player.css"', '"../player.css"')),
    ("dangling-reference", page("index.html#cuoi", "./")),
    ("dangling-reference", page("<br>", '<img alt="" srcset="a27-h-1.svg 1x, lon.svg 2x">')),
    ("dangling-reference", lambda f: f.update({"player.css": "a { b: url(c.svg) }"})),
    ("external-request", page('"player.css"', '"https://fonts.example/a.css"')),
    ("external-request", page('"player.js"', '"//cdn.example/a.js"')),
    ("external-request", page("<br>", '<iframe src="http://a.example/"></iframe>')),
    ("external-request", page("<br>", '<p style="background: url(https://a.example/b.png)"></p>')),
    ("external-request", page("<br>", "<style>@import 'https://a.example/b.css';</style>")),
    ("external-request", page("<br>", '<meta http-equiv="refresh" content="0; url=https://a.example/">')),
    ("external-request", page("<br>", '<script>fetch("https://a.example/x")</script>')),
    ("external-request", lambda f: f.update({"player.js": 'var a;\nr.open("GET", "https://a.example");'})),
    ("external-request", lambda f: f.update({"player.css": '@import "https://a.example/b.css";'})),
    ("external-request", lambda f: f.update({"a27-h-1.svg": '<svg><image href="https://a.example/b.png"/></svg>'})),
    ("inline-handler", page("<br>", '<p onclick="x()">')),
    ("inline-handler", page('"#dau"', '"javascript:x()"')),
    ("leftover", page('"a27-h-1.svg"', '"asset:a27-h-1.svg"')),
    ("leftover", page('"#dau"', '"word:otp"')),
    ("leftover", page('\\"#dau', '\\"fact:so-113')),
    ("leftover", page("Xem", "Xem {bác}")),
    ("leftover", page("Xem", "Xem {anh chị}")),
    ("leftover", page("Xem", "{{ title }}")),
    ("leftover", page("Điện thoại", "Điện thoại của {bác}")),
    ("leftover", page(">113<", ">undefined<")),
    ("leftover", page("https://vneid.gov.vn", "https://vneid.gov.vn/undefined")),
    ("leftover", manifest("<title>Bài A27", "<title>Bài {bác}")),
    ("duplicate-id", page("<br>", '<p id="dau">')),
    ("dangling-id", page('for="ten"', 'for="tuoi"')),
    ("dangling-id", page('aria-describedby="dau"', 'aria-describedby="dau giua"')),
    ("page-without-head", page(' lang="vi"', "")),
    ("page-without-head", page("<title>Công an giả</title>", "<title> </title>")),
    ("manifest-mismatch", manifest('<file href="player.js"/>', "")),
    ("manifest-mismatch", manifest('<file href="player.js"/>', '<file href="player.js"/><file href="b.js"/>')),
    ("manifest-identifiers", manifest('identifierref="id-r"', 'identifierref="id-s"')),
    ("manifest-identifiers", manifest('default="id-o"', 'default="id-p"')),
    ("manifest-identifiers", manifest('identifier="id-i"', 'identifier="27 i"')),
    ("manifest-identifiers", manifest('identifier="id-i"', 'identifier="id-o"')),
    ("file-beside-text", quiz('name="nut.svg"', 'name="lon.svg"')),
    ("file-beside-text", quiz('<file name="nut.svg" path="/" encoding="base64">PHN2Zy8+</file>', "")),
    ("file-beside-text", quiz("@@PLUGINFILE@@/nut.svg", "@@PLUGINFILE@@/nut-2.svg")),
    ("leftover", quiz("Xem &lt;img", "Xem {bác} &lt;img")),
    ("leftover", quiz("https://vi-du.example/", "https://vi-du.example/undefined")),
    ("leftover", quiz("<text>hai</text>", "<text>undefined</text>")),
    ("leftover", quiz("https://vi-du.example/", "fact:so-115")),
    (
        "external-request",
        quiz('&lt;a href="https://vi-du.example/"&gt;', '&lt;iframe src="https://vi-du.example/"&gt;'),
    ),
    ("inline-handler", quiz("&lt;p&gt;Xem", '&lt;p onclick="x()"&gt;Xem')),
    ("full-marks", quiz('fraction="33.33333" format="html"><text>hai', 'fraction="33.34" format="html"><text>hai')),
    ("full-marks", quiz('fraction="33.33333" format="html"><text>hai', 'fraction="50" format="html"><text>hai')),
    ("full-marks", quiz('fraction="100"', 'fraction="50"')),
    ("full-marks", quiz("<single>false</single>", "<single>true</single>")),
    ("same-base-name", add("more/player.js", "x")),
]


def test_a_good_package_passes() -> None:
    assert found(dict(GOOD)) == []


@pytest.mark.parametrize(("rule", "edit"), CANARIES, ids=[f"{n}-{r}" for n, (r, _) in enumerate(CANARIES)])
@pytest.mark.pitfall(2, 3, 5, 20, 22)
def test_a_spoilt_package_is_found_out(rule: str, edit: Edit) -> None:
    files: dict[str, str] = dict(GOOD)
    edit(files)
    assert set(found({**files})) == {rule}


def test_bytes_that_are_no_text_are_found_out() -> None:
    assert set(found({**GOOD, "player.js": b"\xff\xfe"})) == {"not-well-formed"}


def test_every_rule_has_a_canary() -> None:
    named = {rule.replace("-", "_") for rule, _ in CANARIES}
    assert {rule.__name__ for rule in RULES} == named


def test_a_finding_says_where() -> None:
    files = {n: t.encode() for n, t in GOOD.items()} | {"index.html": PAGE.replace('for="ten"', 'for="x"').encode()}
    (finding,) = verify("packages/a.zip", files)
    assert (
        finding.text("en") == "packages/a.zip!index.html:10:1: error: nothing on the page has the id «x» [dangling-id]"
    )


def test_loose_files_are_checked_under_their_own_names() -> None:
    (finding,) = verify("", {"site/A.txt": b"x"})
    assert str(finding.position) == "site/A.txt:1:1"


def test_the_name_of_the_archive_is_checked() -> None:
    assert found(dict(GOOD), "packages/A27.zip") == ["illegal-name"]


@pytest.mark.parametrize(
    "names", [("a/b", "a/B"), ("bài", "ba\u0300i"), ("a", "a/b")], ids=["case", "composition", "folder"]
)
@pytest.mark.pitfall(2)
def test_names_that_clash(names: tuple[str, ...]) -> None:
    assert [d.rule for d in clashes(names)] == ["clashing-names"]
    assert list(clashes(("a/b", "a/c", "b", "ab"))) == []


def unclean(**changes: object) -> bytes:
    entry = zipfile.ZipInfo("a.txt", (1980, 1, 1, 0, 0, 0))
    entry.external_attr, entry.create_system = 0o100644 << 16, 3
    for key, value in changes.items():
        setattr(entry, key, value)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(entry, b"x")
    return out.getvalue()


def test_a_clean_archive_passes() -> None:
    assert list(archive_hygiene("a.zip", unclean(), {"a.txt": b"x"})) == []


@pytest.mark.parametrize(
    "data",
    [
        unclean(date_time=(2026, 11, 24, 0, 0, 0)),
        unclean(create_system=0),
        unclean(external_attr=0o100755 << 16),
        unclean(comment=b"made by"),
        unclean(extra=b"\x01\x00\x00\x00"),
        unclean(filename="b.txt"),
        unclean()[:-30],
        b"",
        pack({"a.txt": b"y"}),
        pack({"a.txt": b"x", "b.txt": b"x"}),
    ],
    ids=["date", "system", "mode", "comment", "extra", "name", "torn", "empty", "content", "more"],
)
@pytest.mark.pitfall(2)
def test_an_unclean_archive_is_found_out(data: bytes) -> None:
    assert {d.rule for d in archive_hygiene("a.zip", data, {"a.txt": b"x"})} == {"archive-hygiene"}
