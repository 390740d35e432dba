"""Files that break one print rule each, and the clean ones they were made from."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

from generator.pdf import impose
from generator.printed import SO_TAY_A5_IN_2_MAT, Preset, Report, measure
from tests.printed.paper import (
    CAUTION,
    CLEAN,
    NOTES,
    OPENER,
    PRESET,
    SCREEN,
    STEP,
    Sample,
    code,
    edited,
    laid_out,
    made,
    report,
)

SHEETS = replace(SO_TAY_A5_IN_2_MAT, lesson_pages=4)
GUIDE = """<html lang="vi"><body><p>Chữ trong sổ to thế này.</p><p class="rule"></p>
<b style="background:#000"></b><b style="background:#8c8c8c"></b><b style="background:#c4c4c4"></b>
<b style="background:#ededed"></b></body></html>"""
GUIDE_STYLE = """@page { size: 297mm 210mm; margin: 15mm } html { font: 16pt/24pt "Be Vietnam Pro" }
.rule { width: 100mm; height: 5mm; border-bottom: 1pt solid #000 }
b { display: block; width: 12mm; height: 12mm }"""


@dataclass(frozen=True, slots=True)
class Canary:
    """A way to break ``rule`` and no other."""

    rule: str
    name: str
    make: Callable[[], Report]


def sample(rule: str, name: str, broken: Sample, preset: Preset = PRESET) -> Canary:
    """Return a canary that is a sample laid out otherwise."""
    return Canary(rule, name, lambda: report(broken, preset))


def edit(rule: str, name: str, change: Callable[[pikepdf.Pdf], object], of: Sample = CLEAN) -> Canary:
    """Return a canary that is a sample's file changed afterwards."""
    return Canary(rule, name, lambda: measure(edited(made(of).tagged, change), PRESET, made(of).plan))


def notes(old: str, new: str) -> Sample:
    """Return the sample with something else on its last page."""
    assert old in NOTES
    return replace(CLEAN, notes=NOTES.replace(old, new))


def steps(old: str, new: str) -> Sample:
    """Return the sample with another third step."""
    assert old in STEP
    return replace(CLEAN, steps=(STEP, STEP, STEP.replace(old, new)))


def coded(drawn: str, address: str = "vi-du.example/a27.html") -> Sample:
    """Return the sample with a QR code and its address on the last page."""
    return notes('<p class="stamp"', f'{drawn}<p><span style="white-space:nowrap">{address}</span></p><p class="stamp"')


CODED = coded(code())


@cache
def guide() -> bytes:
    """Return a sheet that says how to print."""
    written: bytes = laid_out(GUIDE, GUIDE_STYLE).write_pdf(pdf_identifier=b"guide")
    return written


def imposed(
    change: Callable[[pikepdf.Pdf], object] = lambda pdf: None, cover: Callable[[], bytes | None] = guide
) -> Report:
    """Measure the sample's imposed file after ``change``."""
    done = made(CLEAN)
    return measure(edited(impose(done.plain, cover()), change), SHEETS, done.plan)


# --- what is done to a finished file --------------------------------------------------------------------------------


def shown(pdf: pikepdf.Pdf, page: int, change: Callable[[list[Any], str], list[Any]]) -> None:
    """Rewrite the operands of a page."""
    target = pdf.pages[page]
    rewritten = [(change(list(i.operands), str(i.operator)), i.operator) for i in pikepdf.parse_content_stream(target)]
    target.Contents = pdf.make_stream(pikepdf.unparse_content_stream(rewritten))


def lean(pdf: pikepdf.Pdf) -> None:
    """Shear the text of the last page."""
    shown(pdf, 3, lambda n, op: [n[0], n[1], pikepdf.Object.parse(b"0.3"), *n[3:]] if op == "Tm" else n)


def fonts_of(pdf: pikepdf.Pdf) -> Any:
    """Return the resources of all fonts of the first page."""
    return [font for _, font in sorted(pdf.pages[0].obj.Resources.Font.items())]


def rename(pdf: pikepdf.Pdf) -> None:
    """Give the fonts the name of another family."""
    for font in fonts_of(pdf):
        font.BaseFont = pikepdf.Name("/ABCDEF+Comic-Serif")
        font.DescendantFonts[0].BaseFont = font.BaseFont


def mute(pdf: pikepdf.Pdf) -> None:
    """Let one letter say that nobody knows what it says."""
    for font in fonts_of(pdf):
        font.ToUnicode.write(font.ToUnicode.read_bytes().replace(b"<0111>", b"<fffd>"))


def decompose(pdf: pikepdf.Pdf) -> None:
    """Let a letter with its tone mark be copied out as two signs."""
    for font in fonts_of(pdf):
        font.ToUnicode.write(font.ToUnicode.read_bytes().replace(b"<00f4>", b"<006f0302>"))


def hollow(pdf: pikepdf.Pdf) -> None:
    """Take the shape of one letter out of the fonts; it can still be copied out."""
    for font in fonts_of(pdf):
        found = re.search(rb"<(\w{4})> <0111>", font.ToUnicode.read_bytes())
        stream = font.DescendantFonts[0].FontDescriptor.FontFile2
        program = TTFont(io.BytesIO(stream.read_bytes()))
        if found:
            program["glyf"][program.getGlyphName(int(found[1], 16))] = Glyph()
        out = io.BytesIO()
        program.save(out)
        stream.write(out.getvalue())


def strip(pdf: pikepdf.Pdf) -> None:
    """Leave the fonts out of the file."""
    for font in fonts_of(pdf):
        del font.DescendantFonts[0].FontDescriptor["/FontFile2"]


def turn_back(pdf: pikepdf.Pdf) -> None:
    """Turn the backs of the sheets, as for a flip on the long edge."""
    for page in list(pdf.pages)[3::2]:
        page.Contents = pdf.make_stream(b"q -1 0 0 -1 841.89 595.276 cm\n" + page.Contents.read_bytes() + b"\nQ")


def swap_halves(pdf: pikepdf.Pdf) -> None:
    """Print the left page of a back on the right."""
    forms = pdf.pages[3].obj.Resources.XObject
    forms["/P0"], forms["/P1"] = forms["/P1"], forms["/P0"]


def enlarge(pdf: pikepdf.Pdf) -> None:
    """Print the pages a little larger than they are."""
    for page in list(pdf.pages)[2:]:
        page.Contents = pdf.make_stream(
            re.sub(rb"1 0 0 1 (\S+ \S+) cm", rb"1.002 0 0 1.002 \1 cm", page.Contents.read_bytes())
        )


def drop_marks(pdf: pikepdf.Pdf) -> None:
    """Leave out the dot of the first sheet."""
    page = pdf.pages[2]
    page.Contents = pdf.make_stream(re.sub(rb"[^\n]+ re f", b"", page.Contents.read_bytes()))


def set_mark_on_words(pdf: pikepdf.Pdf) -> None:
    """Set the dot of the first sheet on the number of its right page."""
    page = pdf.pages[2]
    page.Contents = pdf.make_stream(re.sub(rb"\S+ \S+ (\S+ \S+ re f)", rb"791 37 \1", page.Contents.read_bytes()))


def wish_nothing(pdf: pikepdf.Pdf) -> None:
    """Do not say how the file is to be printed."""
    del pdf.Root.ViewerPreferences


def stray(pdf: pikepdf.Pdf) -> None:
    """Mark something with a number that the structure does not know."""
    page = pdf.pages[0]
    page.contents_add(b"/Span << /MCID 999 >> BDC EMC")


def guide_with(old: str, new: str) -> Callable[[], bytes]:
    """Return the print guide with something else in it."""
    assert old in GUIDE
    written: bytes = laid_out(GUIDE.replace(old, new), GUIDE_STYLE).write_pdf(pdf_identifier=b"guide")
    return lambda: written


def reduced() -> bytes:
    """Return the sheets as a driver prints them that makes pages smaller to get two on a sheet."""

    def shrink(pdf: pikepdf.Pdf) -> None:
        for page in list(pdf.pages)[2:]:
            page.Contents = pdf.make_stream(
                re.sub(rb"1 0 0 1 (\S+ \S+) cm", rb"0.70711 0 0 0.70711 \1 cm", page.Contents.read_bytes())
            )

    return edited(impose(made(CLEAN).plain, guide()), shrink)


LONG = " ".join(["rất"] * 40)
EMPTY = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 132 144"><rect width="132" height="144" fill="#fff"/></svg>'
)
IMAGE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg=="
)

CANARIES = (
    sample("print-P01", "small help", replace(CLEAN, style=".them { font-size: 12pt }")),
    sample("print-P01", "body of another size", replace(CLEAN, style="html { font: 17pt/25.5pt 'Be Vietnam Pro' }")),
    sample("print-P02", "small heading", replace(CLEAN, style="h2 { font-size: 18pt }")),
    sample("print-P02", "heading of level 4", notes("<h2>Nhớ", "<h2>Ghi</h2><h3>Một</h3><h4>Hai</h4><h2>Nhớ")),
    sample("print-P03", "tight lines", replace(CLEAN, style=".mo { line-height: 22pt }")),
    sample(
        "print-P03",
        "tone marks touch",
        replace(
            CLEAN, opener=OPENER.replace("Giả công an, giả", "Gọi gì vậy<br>Ổn Ẩn"), style="h1 { line-height: 35pt }"
        ),
        replace(PRESET, heading_leading=1),
    ),
    sample("print-P04", "no gap", replace(CLEAN, style="p + p { margin-top: 0 }")),
    sample("print-P04", "indented", replace(CLEAN, style=".mo { text-indent: 12pt }")),
    sample(
        "print-P05",
        "narrow page",
        replace(
            CLEAN,
            style="@page { margin: 22mm 32mm 18.6mm 34mm } @page :left { margin: 22mm 34mm 18.6mm 32mm }",
        ),
    ),
    sample("print-P06", "justified", replace(CLEAN, style=".mo { text-align: justify }")),
    sample("print-P06", "centred", replace(CLEAN, style=".mo { text-align: center }")),
    sample("print-P07", "telephone number", notes("Họ giục,", "Họ gọi 0900<br>000 000,")),
    sample("print-P07", "button", notes("Họ giục,", "Chạm nút «Kết<br>thúc»,")),
    edit("print-P08", "slanted", lean),
    sample("print-P08", "underlined", notes("Họ giục", "<u>Họ giục</u>")),
    sample("print-P08", "capitals", notes("Họ giục", "TUYỆT ĐỐI KHÔNG")),
    edit("print-P09", "another family", rename),
    edit("print-P09", "a letter that says nothing", mute),
    edit("print-P09", "a letter without a shape", hollow),
    edit("print-P09", "text that is not NFC", decompose),
    sample("print-P09", "sign of another font", notes("Họ giục", "Họ ☎ giục")),
    sample("print-P10", "pale text", replace(CLEAN, style=".them { color: #767676 }")),
    sample("print-P10", "grey text", replace(CLEAN, style=".them { color: #555 }")),
    sample("print-P10", "pale line", replace(CLEAN, style=".ruled { border-color: #ccc }")),
    sample("print-P10", "text on its own colour", replace(CLEAN, style=".them { color: #fff }")),
    sample("print-P11", "green line", replace(CLEAN, style=".ruled { border-color: #030 }")),
    sample("print-P12", "dark tint", replace(CLEAN, style=".mo { background: #ccc }")),
    sample(
        "print-P12", "text on a picture", replace(CLEAN, style=f".mo {{ background: url({IMAGE}) 0 0 / 100% 100% }}")
    ),
    sample(
        "print-P13",
        "black block",
        notes('<p class="stamp"', '<div style="height:60mm;background:#000"></div><p class="stamp"'),
    ),
    sample("print-P14", "thin line", replace(CLEAN, style=".ruled { border-bottom-width: .25pt }")),
    sample("print-P15", "text in the margin", replace(CLEAN, style=".mo { margin-right: -9mm }")),
    sample("print-P15", "frame near the edge", replace(CLEAN, style=".caution { margin-left: -10mm }")),
    sample("print-P15", "narrow fold", CLEAN, replace(PRESET, thick=2, gutter=20)),
    sample("print-P16", "long step", steps("Nút đậm", f"{LONG} Nút đậm")),
    sample("print-P17", "two steps", replace(CLEAN, steps=(STEP, STEP))),
    sample("print-P17", "six steps", CLEAN, replace(PRESET, steps=(1, 2, 7))),
    sample("print-P18", "no picture", steps('id="i{n}"', "")),
    sample("print-P18", "empty picture", replace(CLEAN, screen=EMPTY)),
    sample(
        "print-P18",
        "text on the picture",
        steps('class="them"', 'class="them" style="margin: -6pt 0 0 -143pt; position: relative"'),
    ),
    sample(
        "print-P20",
        "small words in a picture",
        replace(CLEAN, screen=SCREEN.replace('font-size="14"', 'font-size="8"')),
        replace(PRESET, smallest=8),
    ),
    sample("print-P21", "task starts on a right page", replace(CLEAN, order="{opener}{notes}{task}")),
    sample("print-P22", "another numeral", steps("<b>{n}", "<b>4")),
    sample("print-P23", "thin frame", replace(CLEAN, style=".caution { border-width: .75pt }")),
    sample("print-P23", "no word", replace(CLEAN, caution=CAUTION.replace("Cẩn thận", "Chú ý"))),
    sample(
        "print-P23",
        "after its step",
        replace(
            CLEAN,
            steps=(
                STEP,
                STEP.replace("</li>", CAUTION.replace("<div", '<div style="margin-left:143pt"') + "</li>"),
                STEP,
            ),
            caution="",
        ),
    ),
    sample("print-P24", "few ruled lines", notes('<div class="ruled"></div><div class="ruled"></div>\n', "")),
    sample("print-P24", "crammed page", CLEAN, replace(PRESET, filled=0.2)),
    sample("print-P25", "small number", replace(CLEAN, style="@page :left { @bottom-left { font-size: 14pt } }")),
    sample("print-P25", "no head", replace(CLEAN, style="@page :left { @top-left { content: none } }")),
    sample("print-P25", "head of another lesson", replace(CLEAN, style='@page :left { @top-left { content: "B07" } }')),
    sample("print-P25", "moved head", replace(CLEAN, style="@page :nth(4) { @top-left { padding-left: 20pt } }")),
    sample(
        "print-P25",
        "inner number",
        replace(CLEAN, style="@page :nth(4) { @bottom-left { text-align: right; width: 100% } }"),
    ),
    sample("print-P26", "another length", CLEAN, replace(PRESET, lesson_pages=8)),
    sample("print-P26", "too many words", CLEAN, replace(PRESET, lesson_syllables=20)),
    sample(
        "print-P27", "five pages", replace(CLEAN, extra='<section style="break-before: page"><p>Hết.</p></section>')
    ),
    sample("print-P27", "too thick", CLEAN, replace(PRESET, most_pages=3)),
    sample(
        "print-P27",
        "blank page",
        replace(CLEAN, extra='<section style="break-before: page"><p>&nbsp;</p></section>' * 4),
    ),
    Canary("print-P28", "backs turned", lambda: imposed(turn_back)),
    Canary("print-P28", "halves swapped", lambda: imposed(swap_halves)),
    Canary("print-P28", "100.2 %", lambda: imposed(enlarge)),
    Canary("print-P28", "dots missing", lambda: imposed(drop_marks)),
    Canary("print-P28", "a dot on words", lambda: imposed(set_mark_on_words)),
    Canary("print-P28", "no wish", lambda: imposed(wish_nothing)),
    Canary("print-P29", "no guide", lambda: imposed(cover=lambda: None)),
    Canary("print-P29", "four greys", lambda: imposed(cover=guide_with("#8c8c8c", "#000"))),
    sample("print-P30", "small", replace(CODED, style=".code { width: 20mm }")),
    sample("print-P30", "not this address", coded(code("https://vi-du.example/b07.html"), "vi-du.example/b07.html")),
    sample("print-P30", "level L", coded(code(level="l"))),
    sample("print-P30", "no border", replace(coded(code(border=0)), style=".code { border: 2pt solid #000 }")),
    sample("print-P30", "address not written", coded(code(), "xem trên mạng")),
    sample("print-P33", "no date", notes("15/11/2026", "hôm nay")),
    sample("print-P33", "no stamp", notes('id="k"', "")),
    sample("print-P34", "telephone number", replace(CLEAN, screen=SCREEN.replace("09xx xxx xxx", "0912 345 678"))),
    sample("print-P35", "no note", replace(CLEAN, note="Hết bước.")),
    edit("print-structure", "unknown content", stray),
    sample("print-ua1", "no language", replace(CLEAN, language="")),
)
