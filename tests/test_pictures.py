import io
from pathlib import Path

import pytest
from PIL import Image

from generator.pictures import LONGEST_SIDE, PictureError, clean

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40"><path d="M0 0h9"/></svg>'


def cleaned(tmp_path: Path, data: bytes | str, name: str = "a.svg"):  # type: ignore[no-untyped-def]
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return clean(path)


def raster(kind: str, size: tuple[int, int] = (30, 20), mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 0).save(out, kind, **options)
    return out.getvalue()


def test_a_drawing_is_written_anew_with_nothing_but_shapes(tmp_path: Path) -> None:
    data = '<?xml version="1.0"?><?xml-stylesheet href="http://a.example/x.css"?><!-- bí mật -->' + SVG
    made = cleaned(tmp_path, data)
    assert made.content == b'<svg viewBox="0 0 60 40" xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9" /></svg>'
    assert (made.suffix, made.media_type, made.width, made.height) == ("svg", "image/svg+xml", 60, 40)


@pytest.mark.parametrize(
    ("head", "size"),
    [
        ('viewBox="0 0 60 40"', (60, 40)),
        ('viewBox="0,0,60,40"', (60, 40)),
        ('viewBox=" 0 0 60.4 40.6 "', (60, 41)),
        ('width="60" height="40"', (60, 40)),
        ('width="60px" height="40pt"', (60, 40)),
    ],
)
def test_the_size_of_a_drawing(tmp_path: Path, head: str, size: tuple[int, int]) -> None:
    made = cleaned(tmp_path, SVG.replace('viewBox="0 0 60 40"', head))
    assert (made.width, made.height) == size


INSIDE = {
    "script": "<script>alert(1)</script>",
    "handler": '<path d="M0 0" onclick="alert(1)"/>',
    "handler in capitals": '<path d="M0 0" ONLOAD="alert(1)"/>',
    "foreign": '<foreignObject><b xmlns="http://www.w3.org/1999/xhtml">x</b></foreignObject>',
    "picture": '<image href="http://a.example/x.png"/>',
    "picture of its own": '<image href="data:image/png;base64,AA=="/>',
    "copies": '<g id="a"/><use href="#a"/>',
    "link": '<a href="http://a.example"><path d="M0 0"/></a>',
    "animation": '<path d="M0 0"><animate attributeName="href" to="javascript:alert(1)"/></path>',
    "style element": "<style>@import url(http://a.example/x.css);</style>",
    "style": '<path d="M0 0" style="fill:url(http://a.example/x)"/>',
    "class": '<path d="M0 0" class="x"/>',
    "outside paint": '<path d="M0 0" fill="url(http://a.example/x)"/>',
    "second outside paint": '<path d="M0 0" fill="url(#a) url(http://a.example/x)"/>',
    "quoted outside paint": '<path d="M0 0" fill="URL( \'http://a.example/x\' )"/>',
    "escaped paint": '<path d="M0 0" fill="u\\72l(http://a.example/x)"/>',
    "outside gradient": '<linearGradient href="http://a.example/x#a"/>',
    "base": '<g xml:base="http://a.example/"/>',
    "other namespace": '<x:g xmlns:x="http://a.example/"/>',
    "no namespace": '<g xmlns=""/>',
    "other attribute": '<g xmlns:x="http://a.example/" x:y="1"/>',
}


@pytest.mark.parametrize("inside", INSIDE.values(), ids=INSIDE)
def test_a_drawing_that_does_more_is_refused(tmp_path: Path, inside: str) -> None:
    with pytest.raises(PictureError):
        cleaned(tmp_path, SVG.replace("</svg>", f"{inside}</svg>"))


ENTITIES = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "data",
    [
        "", "<svg", "<html/>", '<svg viewBox="0 0 1 1"/>', SVG.replace('viewBox="0 0 60 40"', ""),
        SVG.replace("60 40", "0 0"), SVG.replace("60 40", "1e9 1e9"), SVG.replace("60 40", "-1 5"),
        ENTITIES + SVG.replace("<path", "<title>&b;</title><path"),
        EXTERNAL + SVG.replace("<path", "<title>&a;</title><path"),
        SVG.replace('<path d="M0 0h9"/>', "<g/>" * 6000), '<?xml version="1.0" encoding="xyz"?>' + SVG,
    ],
)  # fmt: skip
def test_what_is_no_drawing_is_refused(tmp_path: Path, data: str) -> None:
    with pytest.raises(PictureError):
        cleaned(tmp_path, data)


def test_gradients_and_clips_of_its_own_are_kept(tmp_path: Path) -> None:
    inside = '<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs><path d="M0 0" fill="url(#a)"/>'
    made = cleaned(tmp_path, SVG.replace("</svg>", f"{inside}</svg>"))
    assert b'fill="url(#a)"' in made.content


@pytest.mark.parametrize(("kind", "suffix"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "png")])
def test_photographs_are_encoded_anew(tmp_path: Path, kind: str, suffix: str) -> None:
    made = cleaned(tmp_path, raster(kind), f"a.{kind.lower()}")
    assert (made.suffix, made.width, made.height) == (suffix, 30, 20)
    assert made.content == cleaned(tmp_path, raster(kind), f"a.{kind.lower()}").content


def test_no_place_and_no_camera_is_kept_and_the_picture_stands_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lying on its side
    exif[0x010F] = "Máy ảnh của bà Tư".encode().decode("latin-1")
    exif[0x8825] = {1: "N", 2: (21.0, 1.0, 42.0)}
    made = cleaned(tmp_path, raster("JPEG", exif=exif), "a.jpg")
    assert (made.width, made.height) == (20, 30)
    assert b"Exif" not in made.content
    assert b"M\xc3\xa1y" not in made.content


def test_a_large_picture_is_made_smaller(tmp_path: Path) -> None:
    made = cleaned(tmp_path, raster("PNG", (3000, 1500)), "a.png")
    assert (made.width, made.height) == (LONGEST_SIDE, LONGEST_SIDE // 2)


def test_transparency_is_kept(tmp_path: Path) -> None:
    for data in (raster("PNG", mode="RGBA"), raster("PNG", mode="P", transparency=0)):
        with Image.open(io.BytesIO(cleaned(tmp_path, data, "a.png").content)) as opened:
            assert opened.mode == "RGBA"
            assert opened.getpixel((1, 1)) == (0, 0, 0, 0)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "I;16", "CMYK"])
def test_every_way_of_storing_colours_is_understood(tmp_path: Path, mode: str) -> None:
    data = raster("JPEG" if mode == "CMYK" else "PNG", mode=mode)
    assert cleaned(tmp_path, data, "a.png").width == 30


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        raster("PNG")[:45],
        raster("JPEG")[:300],
        b"GIF89a",
        raster("GIF"),
        raster("BMP"),
        b"%PDF-1.7",
    ],
    ids=["nothing", "head", "cut png", "cut jpeg", "gif head", "gif", "bmp", "pdf"],
)
def test_what_is_no_picture_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(PictureError):
        cleaned(tmp_path, data, "a.png")


def test_a_cut_picture_is_refused_whatever_else_the_process_has_done(tmp_path: Path) -> None:
    import weasyprint.images  # noqa: F401 — tells Pillow to let such pictures pass

    with pytest.raises(PictureError):
        cleaned(tmp_path, raster("PNG")[:45], "a.png")


def test_a_flood_of_pixels_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = bytearray(raster("PNG", (10, 10), "1"))
    bomb[16:24] = (20_000).to_bytes(4, "big") * 2
    import zlib

    bomb[29:33] = zlib.crc32(bytes(bomb[12:29])).to_bytes(4, "big")
    with pytest.raises(PictureError, match="too many pixels"):
        cleaned(tmp_path, bytes(bomb), "a.png")
