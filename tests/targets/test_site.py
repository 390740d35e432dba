"""The site as MkDocs makes it: pages unchanged, nothing superfluous, the same bytes, nothing secret, no code run."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from mkdocs.utils.meta import get_data

from generator.archive import pack
from generator.diagnostics import TargetError
from generator.fingerprint import fingerprint
from generator.integrity import verify
from generator.targets import Product, RenderContext
from generator.targets.site import TARGET, SiteOptions, source
from generator.theme import PACKAGED, Theme
from generator.web.pages import FIXED, Page, Pages
from generator.web.searchable import unmarked
from generator.web.subject import site_of
from tests.web.small import DAY, LESSON, SECRET, build, curriculum, job_of, theme_in

ROOT = Path(__file__).parents[2]
PAPERS = {"print/bai/qr1-so-tay-a5-doc.pdf": b"%PDF one", "print/lop/lop-so-tay-a5-doc.pdf": b"%PDF all"}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return dict(build(curriculum(), tmp_path_factory.mktemp("course"), PAPERS).files)


@pytest.fixture(scope="module")
def pages() -> Pages:
    papers = {path: content for path, content in PAPERS.items()}
    return Pages(site_of(curriculum(), "so-tay-a5", ()), Theme((PACKAGED,)), DAY, papers)


def index_of(files: dict[str, bytes]) -> list[dict[str, str]]:
    script = files["site/search/search_index.js"].decode()
    docs: list[dict[str, str]] = json.loads(script.removeprefix("var __index=").removesuffix(";\n"))["docs"]
    return docs


# --- Markdown and MkDocs change nothing -------------------------------------------------------------------------------


def test_markdown_hands_every_block_back_as_it_is(pages: Pages) -> None:
    for page in pages.all:
        front, _, body = source(page, pages.html(page)).removeprefix("---\n").partition("\n---\n\n")
        assert json.loads(front)["title"] == page.title
        assert Markdown(extensions=["toc", "tables", "fenced_code"]).convert(body) == body.strip(), page.name


def test_the_finished_pages_hold_the_html_as_it_was_made(pages: Pages, files: dict[str, bytes]) -> None:
    for page in pages.all:
        html = unmarked(pages.html(page))
        assert html.startswith('<div class="body">')
        assert html in files[f"site/{page.name}.html"].decode(), page.name
    assert "<pre><code>một\n\n   \n\thai &lt;b&gt; **không đậm** [không](link)\n    thụt vào</code></pre>" in (
        files["site/qr1.html"].decode()
    )


@given(st.text())
def test_front_matter_carries_any_html_whole(html: str) -> None:
    page = Page("x", "lesson", html, "vi", "", indexed=False)
    text, meta = get_data(source(page, html))
    assert meta == {"title": html, "kind": "lesson", "html": html, "search": {"exclude": True}}
    assert text.strip() == ""


def test_a_page_that_mkdocs_changes_fails_the_target(tmp_path: Path) -> None:
    frame = tmp_path / "theme/site/main.html"
    frame.parent.mkdir(parents=True)
    text = (PACKAGED / "site/main.html").read_text(encoding="utf-8")
    frame.write_text(text.replace("{{ page.meta.html }}", "{{ page.meta.html | upper }}"), encoding="utf-8")
    with pytest.raises(TargetError, match=r"changed the pages index, lop, qr1"):
        build(curriculum(), tmp_path)


# --- what is there, and what is not -----------------------------------------------------------------------------------


def test_all_pages_stand_at_the_root_under_their_addresses(files: dict[str, bytes]) -> None:
    names = {n.removeprefix("site/").removesuffix(".html") for n in files if n.endswith(".html")}
    assert names == {*FIXED, "qr1", "may1", "qr0", "lop", "lop-thi", "tien", "may"}


def test_the_package_holds_together(files: dict[str, bytes]) -> None:
    assert [d.text("en") for d in verify("", files)] == []


def test_nothing_of_materials_look_is_carried_along(files: dict[str, bytes]) -> None:
    others = sorted(
        n for n in files if not n.endswith(".html") and not n.startswith(("site/assets/lessons/", "site/in/"))
    )
    own = [p.relative_to(PACKAGED / "site").as_posix() for p in (PACKAGED / "site/assets").rglob("*") if p.is_file()]
    player = ["base.css", "player.css", "judge.js", "state.js", "browser.js", "player.js"]
    assert others == sorted(
        [f"site/{n}" for n in own if not n.endswith(".license")]
        + [f"site/assets/player/{n}" for n in player]
        + ["site/search/search_index.js"]
    )


def test_papers_and_pictures_are_inside(files: dict[str, bytes]) -> None:
    assert files["site/in/qr1.pdf"] == b"%PDF one"
    assert files["site/in/lop-so-tay-a5-doc.pdf"] == b"%PDF all"
    assert {a.name for a in LESSON.assets} == {n.rpartition("/")[2] for n in files if "/assets/lessons/" in n}


def test_no_file_names_another_host(files: dict[str, bytes]) -> None:
    """Links that authors wrote, the names of XML vocabularies and the addresses in licences ask for nothing."""
    harmless = rb"http://www\.w3\.org/|https://vi-du\.example/"
    for name, content in files.items():
        if not name.endswith((".woff2", ".txt", ".pdf")):
            found = [
                u for u in re.findall(rb"(?:https?:)?//[\w.-]+\.\w+[^\s\"'<>)]*", content) if not re.match(harmless, u)
            ]
            assert found == [], name


def test_no_script_style_or_handler_stands_in_a_page(files: dict[str, bytes]) -> None:
    """So that a page works under ``default-src 'self'``."""
    for name, content in files.items():
        if name.endswith(".html"):
            html = content.decode()
            assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html), name
            for tag in re.findall(r"<script[^>]*>", html):
                assert "src=" in tag or 'type="application/json"' in tag, (name, tag)


def test_versions_and_places_of_the_builder_are_not_told(files: dict[str, bytes]) -> None:
    for name, content in files.items():
        assert not re.search(rb"mkdocs-\d|hocvuso-site-|/tmp/|name=\"generator\"", content), name


def test_the_frame_escapes_what_it_is_given(files: dict[str, bytes]) -> None:
    html = files["site/qr1.html"].decode()
    assert "<title>Trả tiền bằng mã QR – Khoá &lt;thử&gt; &amp; nghiệm</title>" in html
    assert "<thử>" not in html


def test_a_page_has_language_description_and_no_stray_scripts(files: dict[str, bytes]) -> None:
    html = files["site/qr1.html"].decode()
    assert '<html lang="vi"' in html
    assert '<meta name="description" content="Trả đúng người, đúng số tiền bằng mã QR.">' in html
    assert re.findall(r'<script src="([^"]*)"', html) == [
        "assets/js/first.js",
        "assets/js/site.js",
        *(f"assets/player/{n}.js" for n in ("judge", "state", "browser", "player")),
    ]
    assert re.findall(r'<script src="([^"]*)"', files["site/about.html"].decode()) == [
        "assets/js/first.js",
        "assets/js/site.js",
    ]


def test_a_site_map_is_made_only_where_the_address_is_known(files: dict[str, bytes], tmp_path: Path) -> None:
    assert "site/sitemap.xml" not in files
    assert b'rel="canonical"' not in files["site/qr1.html"]
    online = build(curriculum(site_url="https://vi-du.example/"), tmp_path).files
    assert b"https://vi-du.example/qr1.html" in online["site/sitemap.xml"]
    assert b'<link rel="canonical" href="https://vi-du.example/qr1.html">' in online["site/qr1.html"]
    assert b'<a class="site-name" href="index.html">' in online["site/404.html"]


# --- secrets ----------------------------------------------------------------------------------------------------------


def test_exams_and_tutors_pages_are_nowhere(tmp_path: Path) -> None:
    assert not [n for n, content in build(curriculum("exam"), tmp_path).files.items() if SECRET.encode() in content]


def test_search_knows_lessons_by_section_but_no_question(files: dict[str, bytes]) -> None:
    docs = index_of(files)
    found = {d["location"]: d for d in docs}
    assert found["qr1.html"]["title"] == "Trả tiền bằng mã QR"
    assert "Bác Na đi chợ mua mớ rau" in found["qr1.html#story"]["text"]
    assert "Chạm «Quét QR». Ở giữa màn hình." in found["qr1.html#steps"]["text"]
    assert "mã dùng một lần" in found["glossary.html"]["text"].lower()
    assert not any(re.search(r"</?(p|ul|ol|li|h\d|a)\b", value) for doc in docs for value in doc.values())
    text = json.dumps(docs, ensure_ascii=False)
    for words in ("Phải rồi. Có thể", "Bấm luôn cho nhanh", "Dừng lại, hỏi cô Mây", "Một câu để làm thử?", SECRET):
        assert words not in text
    assert not [d for d in docs if d["location"].split(".")[0] in ("index", "search", "print", "404")]


# --- the same input gives the same bytes ------------------------------------------------------------------------------

DIGEST = """
import hashlib, sys
from pathlib import Path
from tests.web.small import build, curriculum
made = build(curriculum(site_url="https://vi-du.example/"), Path(sys.argv[1])).files
total = hashlib.sha256()
for name in sorted(made):
    total.update(name.encode() + b"\\0" + hashlib.sha256(made[name]).digest())
print(total.hexdigest())
"""


def test_the_same_bytes_in_another_folder_zone_locale_and_hash_seed(tmp_path: Path) -> None:
    digests = set()
    for seed, zone, name in (("0", "UTC", "a"), ("77", "Asia/Ho_Chi_Minh", "thư mục có dấu")):
        folder = tmp_path / name
        folder.mkdir()
        around = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C", "TMPDIR": str(folder), "PYTHONPATH": str(ROOT)}
        run = subprocess.run(
            [sys.executable, "-c", DIGEST, str(folder)],
            cwd=folder, env={**os.environ, **around}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert run.returncode == 0, run.stderr
        assert run.stderr == ""
        digests.add(run.stdout)
    assert len(digests) == 1


def test_the_environment_is_left_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "123")
    monkeypatch.delenv("NO_MKDOCS_2_WARNING", raising=False)
    build(curriculum(), tmp_path)
    assert os.environ["SOURCE_DATE_EPOCH"] == "123"
    assert "NO_MKDOCS_2_WARNING" not in os.environ


# --- failures ---------------------------------------------------------------------------------------------------------


def test_what_mkdocs_warns_of_fails_the_target_and_names_no_folder(tmp_path: Path) -> None:
    page = tmp_path / "theme/site/main.html"
    page.parent.mkdir(parents=True)
    page.write_text("{% extends 'nowhere.html' %}", encoding="utf-8")
    with pytest.raises(TargetError, match=r"site: MkDocs: .*nowhere") as caught:
        build(curriculum(), tmp_path)
    assert str(tmp_path) not in str(caught.value)
    assert "hocvuso-site-" not in str(caught.value)


@pytest.mark.parametrize(
    "base",
    [
        "theme: !!python/object/apply:os.system ['touch ran']",
        "site_author: !ENV HOME",
        "INHERIT: other.yml",
        "- a list",
        "theme: [",
    ],
)
def test_a_base_configuration_that_could_run_code_is_refused(
    base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TargetError, match=r"site: mkdocs\.yml"):
        build(curriculum(), tmp_path, base=base)
    assert not (tmp_path / "ran").exists()


def test_plugins_hooks_and_scripts_of_the_base_do_not_count(tmp_path: Path, files: dict[str, bytes]) -> None:
    (tmp_path / "hook.py").write_text("raise SystemExit('the hook ran')", encoding="utf-8")
    base = (
        "hooks: [hook.py]\nplugins: [social, tags]\nextra_javascript: ['https://vi-du.example/x.js']\n"
        "extra_css: ['https://vi-du.example/x.css']\nmarkdown_extensions: [admonition, attr_list]\n"
        "theme:\n  name: mkdocs\n  features: [navigation.instant]\ncopyright: <b>khác</b>\n"
    )
    assert dict(build(curriculum(), tmp_path, PAPERS, base=base).files) == files


def test_a_course_lays_its_own_files_over_the_theme(tmp_path: Path) -> None:
    style = tmp_path / "theme/site/assets/css/site.css"
    style.parent.mkdir(parents=True)
    style.write_text("/* của xã */", encoding="utf-8")
    words = tmp_path / "theme/strings/vi/site.yml"
    words.parent.mkdir(parents=True)
    words.write_text(
        (PACKAGED / "strings/vi/site.yml").read_text(encoding="utf-8").replace("Tìm bài", "Tìm việc"), "utf-8"
    )
    made = build(curriculum(), tmp_path).files
    assert made["site/assets/css/site.css"] == "/* của xã */".encode()
    assert "Tìm việc" in made["site/index.html"].decode()


# --- the job ----------------------------------------------------------------------------------------------------------


def test_there_is_one_job_that_holds_all_it_reads() -> None:
    job = job_of(curriculum("exam"))
    assert (job.name, job.makes, job.theme) == ("site", ("site/",), ("site", "player", "strings", "mkdocs.yml"))
    assert job.needs == ("print/bai/may1-so-tay-a5-doc.pdf", "print/bai/qr1-so-tay-a5-doc.pdf", "print/lop/")
    assert job.about == ("MAY1", "QR1", "lop")
    assert len(fingerprint(job.subject)) == 64
    assert SECRET not in repr(job.subject)


@pytest.mark.parametrize(
    ("changes", "page"),
    [
        ({"tracks": "qr1"}, "qr1.html"),
        ({"modules": "lop"}, "lop.html"),
        ({"modules": "qr0"}, "qr0.html"),
        ({"modules": "search"}, "search.html"),
        ({"modules": "lop-thi"}, "lop-thi.html"),
    ],
)
def test_an_address_belongs_to_one_page(changes: dict[str, str], page: str) -> None:
    made = curriculum()
    if "tracks" in changes:
        made = replace(made, tracks=(replace(made.tracks[0], identifier=changes["tracks"]),))
    else:
        made = replace(made, modules=(replace(made.modules[0], identifier=changes["modules"]), made.modules[1]))
    found = list(TARGET.check(made, SiteOptions()))
    assert [d.rule for d in found] == ["page-address-taken"]
    assert f"«{page}»" in found[0].sentence("en")


def test_the_small_course_has_no_findings_and_an_unknown_track_is_one() -> None:
    assert list(TARGET.check(curriculum(), SiteOptions(listen=("lop",)))) == []
    (finding,) = TARGET.check(curriculum(), SiteOptions(listen=("khac",)))
    assert finding.text("en") == (
        ":1:1: error: «targets: site: listen» names no track: «khac» [unknown-track]\n    the tracks are lop"
    )


def test_options_are_described_and_nothing_else_is_taken() -> None:
    assert all(f.description for f in SiteOptions.model_fields.values())
    with pytest.raises(ValueError, match="extra"):
        SiteOptions.model_validate({"builder": "khac"})


def test_rendering_reads_only_the_parts_of_the_theme_it_names(tmp_path: Path) -> None:
    """``Theme.only`` raises at anything else; ``build`` uses it, so this canary takes a part away."""
    job = job_of(curriculum())
    theme = Theme((PACKAGED,)).only(("site", "strings"))
    with pytest.raises(LookupError):
        job.render(job.subject, RenderContext(theme, DAY))


def test_the_archive_holds_the_site_with_the_home_page_at_its_root(files: dict[str, bytes], tmp_path: Path) -> None:
    _, job = TARGET.jobs(curriculum(), SiteOptions())
    assert (job.needs, job.makes) == (("site/",), ("site.zip",))
    context = RenderContext(theme_in(tmp_path).only(job.theme), DAY, {p: Product(p, b) for p, b in files.items()})
    package = job.render(job.subject, context)
    assert package.path == "site.zip"
    assert package.files == {p.removeprefix("site/"): b for p, b in files.items()}
    assert "index.html" in package.files
    assert verify(package.path, package.files, pack(package.files)) == ()
