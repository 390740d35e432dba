"""A small curriculum written by hand: every kind of question, two kinds of phone, secrets that no page may tell."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from generator.items import Choice, ChoiceItem
from generator.model import (
    Assessment,
    Audience,
    Curriculum,
    Edition,
    Fact,
    Framework,
    Hotline,
    Lesson,
    Module,
    Role,
    Section,
    Task,
    Track,
    Word,
)
from generator.targets import Job, Package, Product, RenderContext
from generator.targets.site import TARGET, SiteOptions
from generator.theme import PACKAGED, Theme
from tests.player import demo

SECRET = "Ngỗng Xanh 7719"  # stands in everything that learners must not see
DAY = date(2026, 11, 24)
QR = Word("qr", "QR", "hình vuông đen trắng", "quy rờ")
FACT = Fact("so-115", "Gọi 115 khi có người bệnh nặng.", "115", "một tờ báo", date(2026, 11, 15), "V2", "T2")
FRAMEWORK = Framework(
    "khung",
    "Khung thử",
    "Nơi ban hành",
    "Văn bản 1",
    "CC0",
    "partial",
    "Mới đọc mục lục.",
    ("https://vi-du.example/",),
    (),
)
TRICKY = (
    '<p>Xem <a class="lesson" href="lesson:MAY1">bài kia</a>, gọi <a class="fact" href="fact:so-115">115</a>, '
    '<a class="word" href="word:qr">QR</a>, <a class="word" href="word:otp">OTP</a>.</p>\n'
    "<pre><code>một\n\n   \n\thai &lt;b&gt; **không đậm** [không](link)\n    thụt vào</code></pre>\n"
    "<ul>\n<li><p>một</p>\n<ul>\n<li>trong một</li>\n</ul>\n</li>\n</ul>\n"
    '<table><thead><tr><th scope="col">A</th></tr></thead><tbody><tr><td>1 &amp; 2</td></tr></tbody></table>\n'
    '<figure class="picture"><img src="asset:b1.svg" alt="một &quot;hình&quot;" width="132" height="144"></figure>\n'
    '<div class="alert alert-warning"><p>Coi chừng *sao*.</p></div>'
)


def _lesson() -> Lesson:
    listen = Section("QR1/listen", Role.LISTEN, "Nghe và chạm", "<p>Chạm hai lần để nghe.</p>")
    other = Section("QR1/them", Role.OTHER, "Đọc thêm", TRICKY)
    caution = Section("QR1/caution", Role.CAUTION, "Cẩn thận", "<p>Không đưa mã cho ai.</p>")
    shown = tuple(
        replace(s, html=f"<p>{SECRET}</p>") if s.role is Role.TUTOR else replace(s, words=(QR,)) if s.words else s
        for s in demo.LESSON.sections
    )
    named = tuple(replace(s, tasks=tuple(_named(t) for t in s.tasks)) for s in (*shown, other, caution, listen))
    return replace(demo.LESSON, sections=named, facts=(FACT,), formerly=("QR0",))


def _named(task: Task) -> Task:
    """Give steps the identifiers that lessons give them."""
    return replace(task, steps=tuple(replace(s, identifier=f"QR1-b{s.number}") for s in task.steps))


LESSON = _lesson()
OTHER = replace(demo.DEVICES, assets=demo.ASSETS, facts=())


def final(visibility: str) -> Assessment:
    """Return a final test whose one question is a secret when it is an exam."""
    stem = SECRET if visibility == "exam" else "Một câu để làm thử?"
    question = ChoiceItem("thi-1", stem, (Choice("A", "Một", True), Choice("B", "Hai")))
    return Assessment("thi", "Bài làm cuối", (question,), 60, visibility=visibility)


def curriculum(visibility: str = "practice", **changes: Any) -> Curriculum:
    """Return the curriculum; ``changes`` are laid over it."""
    people = Audience("nguoi", "Người lớn tuổi", (("bác", "bác"),))
    lessons = (LESSON, OTHER)
    track = Track("lop", "Lớp thử", "Học chậm.", people, lessons, final(visibility), "vi")
    made = Curriculum(
        identifier="thu",
        title="Khoá <thử> & nghiệm",
        summary="Không mất tiền.",
        language="vi",
        licence="CC-BY-4.0",
        version="1.2.3",
        date=DAY,
        authors=("Nhóm thử",),
        site_url="",
        pass_mark=60,
        frameworks=(FRAMEWORK,),
        modules=(Module("tien", "Tiền", (LESSON,), "Trả tiền."), Module("may", "Máy", (OTHER,))),
        tracks=(track,),
        lessons=tuple(sorted(lessons, key=lambda x: x.slug)),
        words=(Word("otp", "OTP", "mã dùng một lần", "ô tê pê"), QR),
        facts=(FACT,),
        edition=Edition("mac-dinh", "", (Hotline("Cấp cứu", "115"),), (Hotline("Công an xã", ""),), ""),
    )
    return replace(made, **changes)


def theme_in(folder: Path, base: str = "theme:\n  name: material\n") -> Theme:
    """Return the packaged theme under a course's own mkdocs.yml."""
    (folder / "theme").mkdir(parents=True, exist_ok=True)
    (folder / "mkdocs.yml").write_text(base, encoding="utf-8")
    return Theme((folder / "theme", PACKAGED))


def job_of(made: Curriculum, **options: Any) -> Job:
    """Return the site's job."""
    job, _ = TARGET.jobs(made, SiteOptions(**options))
    return job


def build(
    made: Curriculum, folder: Path, products: Mapping[str, bytes] | None = None, base: str = "", **options: Any
) -> Package:
    """Return the site of ``made`` as the driver would have it made."""
    job = job_of(made, **options)
    theme = theme_in(folder, base) if base else theme_in(folder)
    given = {path: Product(path, content) for path, content in (products or {}).items()}
    return job.render(job.subject, RenderContext(theme.only(job.theme), made.date, given))
