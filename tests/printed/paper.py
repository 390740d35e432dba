"""A booklet of four pages that keeps every print rule, to be broken one rule at a time."""

import base64
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache

import pikepdf
import segno
import weasyprint
from weasyprint.text.fonts import FontConfiguration

from generator.diagnostics import Position
from generator.pdf import margin_boxes_to_artifacts
from generator.printed import SO_TAY_A5, Kind, PagePlan, Placed, Preset, Report, Words, measure, placed
from generator.theme import PACKAGED

ADDRESS = "https://vi-du.example/a27.html"
PRESET = replace(SO_TAY_A5, lesson_pages=4)
WORDS = Words(("Bước", "Câu"), ("đồng", "phút"))
NOTE = "Hình minh hoạ, máy thật có thể khác."
LESSON = Position("content/lessons/a27.md", 1)

FACES = "".join(
    f'@font-face {{ font-family: "Be Vietnam Pro"; font-weight: {weight};'
    f" src: url({(PACKAGED / 'fonts' / f'BeVietnamPro-{name}.ttf').as_uri()}) }}"
    for weight, name in ((400, "Regular"), (700, "Bold"))
)
STYLE = """
html { font: 16pt/24pt "Be Vietnam Pro"; color: #000; hyphens: manual }
body, h1, h2, h3, p, ol, li { margin: 0; padding: 0; list-style: none }
h1, h2, h3 { font-weight: 700; font-size: 16pt }
h1 { font-size: 28pt; line-height: 36pt } h2 { font-size: 20pt; line-height: 30pt }
p + p { margin-top: 12pt }
@page { size: 148mm 210mm; margin: 22mm 15mm 18.6mm 18mm }
@page :right { @top-right { content: "A27 · Giả công an"; font: 700 14pt/18pt "Be Vietnam Pro";
  vertical-align: bottom; padding-bottom: 14pt; text-align: right; width: 100% }
  @bottom-right { content: counter(page); font: 700 18pt/20pt "Be Vietnam Pro";
  vertical-align: top; padding-top: 3pt } }
@page :left { margin: 22mm 18mm 18.6mm 15mm;
  @top-left { content: "A27 · Giả công an"; font: 700 14pt/18pt "Be Vietnam Pro"; vertical-align: bottom;
  padding-bottom: 14pt; text-align: left; width: 100% }
  @bottom-left { content: counter(page); font: 700 18pt/20pt "Be Vietnam Pro";
  vertical-align: top; padding-top: 3pt } }
section + section { break-before: page }
.step { position: relative; min-height: 150pt; break-inside: avoid }
.step img { position: absolute; left: 0; top: 0; width: 132pt; height: 144pt }
.step .said { margin-left: 143pt }
.step b { display: block; font-size: 25pt; line-height: 30pt }
.said p + p { margin-top: 0 }
.caution { border: 2.5pt solid #000; padding: 6pt 12pt; margin: 6pt 0 }
.ruled { border-bottom: .75pt solid #595959; height: 10mm }
.code { width: 40mm; display: block }
.stamp { font-size: 14pt; line-height: 21.6pt }
"""
OPENER = """<section><h1>Giả công an, giả VNeID</h1>
<p class="mo">Có người xưng công an gọi bác Năm, giục nộp phí đổi ứng dụng.
Bác Năm tắt máy, ra công an xã hỏi lại cho rõ.
Công an xã nói: không có chuyện đó, bác làm thế là đúng.</p>
<p>Công an không làm việc qua điện thoại.
Ai giục bác chuyển tiền qua điện thoại đều là kẻ lừa đảo.</p></section>"""
STEP = """<li class="step" id="s{n}"><img id="i{n}" src="{src}" alt="Bàn tay chạm nút Chặn.">
<div class="said"><b>{n}</b><p><strong>Chạm nút «Chặn».</strong></p>
<p class="them">Nút đậm, ở bên phải màn hình.</p></div></li>"""
CAUTION = """<div class="caution" id="c2"><h3>Cẩn thận</h3><p>Không chạm đường dẫn họ gửi.</p></div>"""
TASK = """<section id="t1"><h2>Khi người lạ gọi</h2>
<ol>{one}</ol>{caution}<ol>{two}</ol><p class="note">{note}</p></section>
<section id="t1b"><ol>{three}</ol><p class="note">{note}</p></section>"""
NOTES = """<section class="notes"><h2>Nhớ ba điều</h2>
<p>Họ giục, họ doạ: bác cứ tắt máy, rồi ra công an xã hỏi lại cho rõ.</p>
<div class="ruled"></div><div class="ruled"></div><div class="ruled"></div>
<div class="ruled"></div><div class="ruled"></div>
<p class="stamp" id="k">Kiểm tra ngày 15/11/2026, hỏi lại sau 12/2026.</p></section>"""
SCREEN = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 132 144" font-family="Be Vietnam Pro" font-size="14">
<rect x="1.25" y="1.25" width="129.5" height="141.5" fill="#fff" stroke="#595959" stroke-width="2.5"/>
<text x="14" y="40" fill="#595959">09xx xxx xxx</text>
<text x="14" y="100" font-weight="700">Chặn</text></svg>"""


def picture(svg: str) -> str:
    """Return the address of a drawing."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def code(address: str = ADDRESS, level: str = "m", border: int = 4) -> str:
    """Return a QR code as it stands in a page."""
    drawn = segno.make(address, error=level, micro=False, boost_error=False).svg_inline(border=border)
    return f'<img class="code" id="q" src="{picture(drawn)}" alt="Mã dẫn đến trang của bài.">'


@dataclass(frozen=True, slots=True)
class Sample:
    """The parts of the booklet; ``extra`` are pages after the lesson, ``pages`` the order of its three parts."""

    opener: str = OPENER
    steps: tuple[str, ...] = (STEP, STEP, STEP)
    caution: str = CAUTION
    note: str = NOTE
    notes: str = NOTES
    extra: str = ""
    screen: str = SCREEN
    style: str = ""
    order: str = "{opener}{task}{notes}"
    language: str = "vi"

    def html(self) -> str:
        """Return the document."""
        drawn = [step.format(n=n, src=picture(self.screen)) for n, step in enumerate(self.steps, 1)]
        one, two, *rest = (*drawn, "", "")
        task = TASK.format(one=one, two=two, three="".join(rest), caution=self.caution, note=self.note)
        body = self.order.format(opener=self.opener, task=task, notes=self.notes)
        return (
            f'<!DOCTYPE html><html lang="{self.language}"><head><title>A27</title></head>'
            f'<body><article id="l">{body}</article>{self.extra}</body></html>'
        )


CLEAN = Sample()


@cache
def fonts() -> tuple[FontConfiguration, weasyprint.CSS]:
    """Return the only font configuration of the tests."""
    configuration = FontConfiguration()
    return configuration, weasyprint.CSS(string=FACES, font_config=configuration)


def laid_out(html: str, style: str) -> weasyprint.Document:
    """Return a document set in our fonts."""
    configuration, faces = fonts()
    sheets = [faces, weasyprint.CSS(string=style, font_config=configuration)]
    return weasyprint.HTML(string=html).render(stylesheets=sheets, font_config=configuration)


@dataclass(frozen=True, slots=True)
class Made:
    """A sample laid out: the file for reading, the plain one, and where things came to stand."""

    tagged: bytes
    plain: bytes
    plan: PagePlan


@cache
def made(sample: Sample) -> Made:
    """Lay a sample out and write it both ways."""
    document = laid_out(sample.html(), STYLE + sample.style)
    tagged = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=b"test")
    anchors = [page.anchors for page in document.pages]
    things: list[Placed] = []

    def place(kind: Kind, name: str, line: int, of: str = "", label: str = "") -> None:
        if any(name in page for page in anchors):
            things.extend(placed(kind, name, name, anchors, Position(LESSON.path, line), of, label))

    place(Kind.LESSON, "l", 1, label="A27")
    place(Kind.TASK, "t1", 10, "l")
    for n in range(1, 9):
        place(Kind.STEP, f"s{n}", 10 + n, "t1", str(n))
        place(Kind.SCREEN, f"i{n}", 20 + n, f"s{n}", NOTE)
    place(Kind.CAUTION, "c2", 30, "s2", "Cẩn thận")
    place(Kind.CODE, "q", 40, label=ADDRESS)
    place(Kind.STAMP, "k", 50, "l")
    plan = PagePlan(tuple(things), volatile=("l",), words=WORDS)
    return Made(margin_boxes_to_artifacts(tagged), document.write_pdf(pdf_identifier=b"test"), plan)


def edited(data: bytes, edit: Callable[[pikepdf.Pdf], object]) -> bytes:
    """Return a file after ``edit``."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        edit(pdf)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def report(sample: Sample, preset: Preset = PRESET) -> Report:
    """Measure a sample's reading file."""
    done = made(sample)
    return measure(done.tagged, preset, done.plan)


def broken(found: Report) -> set[str]:
    """Return the names of the rules that found something."""
    return {d.rule for d in found.findings}


def said(found: Report) -> Iterable[str]:
    """Return what was found, in English."""
    return [d.text("en").splitlines()[0] for d in found.findings]
