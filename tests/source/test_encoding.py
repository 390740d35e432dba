import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Diagnostics
from generator.source.encoding import decode

VIETNAMESE = "Bác chạm nút «Gọi», chờ người ở đầu dây trả lời rồi nói rõ địa chỉ nhà mình."
TCVN3 = "B¸c ch¹m nót «Gäi», chê ng\xadêi ë ®Çu d©y tr¶ lêi råi nãi râ ®Þa chØ nhµ m×nh."
VNI = "Baùc chaïm nuùt «Goïi», chôø ngöôøi ôû ñaàu daây traû lôøi roài noùi roõ ñòa chæ nhaø mình."


def windows_1258(text: str) -> bytes:
    """Return ``text`` as Windows wrote it: the tones apart, as combining bytes."""
    out = ""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tones = [c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323"]
        out += unicodedata.normalize("NFC", "".join(c for c in parts if c not in tones)) + "".join(tones)
    return out.encode("cp1258")


def read(data: bytes) -> tuple[str | None, list[str]]:
    problems = Diagnostics()
    text = decode(data, "a.md", problems)
    return text, [
        f"{d.position.line}:{d.position.column} {d.rule} {dict(d.values).get('encoding', '')}".strip() for d in problems
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (windows_1258("# A\n\n" + VIETNAMESE), "3:3 not-utf-8 windows-1258"),
        (TCVN3.encode("latin-1"), "1:2 not-utf-8 TCVN3 (.VnTime)"),
        (VNI.encode("latin-1"), "1:3 not-utf-8 VNI"),
        (VIETNAMESE.encode("utf-16"), "1:1 not-utf-8 UTF-16"),
        ("déjà vu".encode("latin-1"), "1:2 not-utf-8 Latin-1"),
        (("A\n" + TCVN3).encode(), "2:1 font-encoding TCVN3 (.VnTime)"),
        (("A\n" + VNI).encode(), "2:1 font-encoding VNI"),
        ("đúng \u200bvậy".encode(), "1:6 control-character"),
        (b"a\x00b", "1:2 control-character"),
        ("a\u202eb".encode(), "1:2 control-character"),
        ("a\uffffb".encode(), "1:2 control-character"),  # no XML can hold it
        (b"a &amp; b &#12; c", "1:11 control-character"),
        (b"a&shy;b", "1:2 control-character"),
        (b"&#xFFFF;", "1:1 control-character"),
    ],
)
def test_what_is_no_utf_8_is_named_and_placed(data: bytes, expected: str) -> None:
    assert read(data) == (None, [expected])


@pytest.mark.parametrize(
    "text",
    [
        VIETNAMESE,
        "toà nhà, quý báu, hoà thuận, thuỷ, uỷ ban, huỷ bỏ, loè, khoẻ, xoè",
        "Où es-tu ? C'est août à Orléans, où l'été est là.",
        "Größe über Öl, schön für Überraschung, Äpfel",
        "El niño mañana; señor, año, piñata",
        "«Câu 1» · x ± 2 © ®",
        "Gia đình 👨\u200d👩\u200d👧 và tab\tở đây",
        "Cô Na bê bé, bà có đò.",
        "",
    ],
)
def test_honest_text_passes(text: str) -> None:
    assert read(text.encode()) == (text, [])


def test_byte_order_mark_line_ends_and_nfd_pass_silently() -> None:
    data = b"\xef\xbb\xbf" + unicodedata.normalize("NFD", "một\nhai\n").replace("\n", "\r\n").encode()
    assert read(data) == ("một\nhai\n", [])


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_reported(data: bytes) -> None:
    text, found = read(data)
    assert (text is None) == bool(found)
