"""The course's website, through MkDocs with Material for MkDocs.

The generator makes every page whole, as HTML, from the templates in ``theme/site/pages`` (``generator/web``).
MkDocs is given its title, that HTML and the words to search for; it adds the frame (``theme/site/main.html``),
the search index and its offline copy. No plug-in or hook of ours takes part, so another builder can take MkDocs' place.
Reading a page needs no network, no server and no script.
"""

import json
import logging
import os
import re
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from generator.diagnostics import Diagnostic, Position, TargetError, error
from generator.items import ITEM_TYPES, Item
from generator.markup import plain
from generator.model import Curriculum
from generator.player import script_json, scripts
from generator.targets import Job, Package, RenderContext
from generator.theme import SITE_BASE
from generator.web.pages import ADAPTER, FIXED, Page, Pages
from generator.web.papers import needs
from generator.web.searchable import searchable, unmarked
from generator.web.subject import Site, addresses, site_of

_THEME = ("site", "player", "strings", SITE_BASE)
_FOLDER, _ARCHIVE = "site/", "site.zip"
_INDEX = "search/search_index"
_NO_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")  # right in JSON, refused or folded by YAML


class SiteOptions(BaseModel):
    """What a course may choose (``targets: site:`` of curriculum.yml)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    handout: str = Field(default="so-tay-a5", description="The booklet preset of each lesson's handout.")
    listen: tuple[str, ...] = Field(
        default=(), description="Tracks for users of screen readers; their lessons show the section «listen»."
    )


@dataclass(frozen=True)
class SiteTarget:
    """A job for the whole site, because menus and the search index see every lesson, and one that packs it."""

    title: str = "Website"
    engines: tuple[str, ...] = ()
    item_types: frozenset[type[Item]] = ITEM_TYPES
    Options: type[BaseModel] = SiteOptions

    def jobs(self, curriculum: Curriculum, options: SiteOptions) -> Iterable[Job]:
        """Yield both jobs."""
        site = site_of(curriculum, options.handout, options.listen)
        about = (*dict.fromkeys(x.identifier for x in site.lessons), *(x.identifier for x in site.tracks))
        yield Job(
            name="site",
            render=render,
            subject=site,
            theme=_THEME,
            makes=(_FOLDER,),
            needs=needs(site),
            about=about,
        )
        yield Job(
            name="zip", render=packed, subject=_ARCHIVE, theme=(), makes=(_ARCHIVE,), needs=(_FOLDER,), about=about
        )

    def check(self, curriculum: Curriculum, options: SiteOptions) -> Iterator[Diagnostic]:
        """Report addresses that two pages would share, and tracks named in the options that do not exist."""
        yield from _shared_addresses(curriculum)
        known = {t.identifier for t in curriculum.tracks}
        for name in options.listen:
            if name not in known:
                yield error(
                    Position(""),
                    "unknown-track",
                    "«targets: site: listen» names no track: «{name}»",
                    "the tracks are {known}",
                    target="site",
                    name=name,
                    known=", ".join(sorted(known)),
                )


def _shared_addresses(curriculum: Curriculum) -> Iterator[Diagnostic]:
    taken = {name: "site" for name in FIXED}
    for name, position, owner in addresses(curriculum):
        if name in taken:
            yield error(
                position,
                "page-address-taken",
                "the address «{page}» of {owner} is already the address of {other}",
                "give one of them another id; a page that was printed keeps its address",
                target="site",
                page=f"{name}.html",
                owner=owner,
                other=taken[name],
            )
        taken.setdefault(name, owner)


def render(site: Site, context: RenderContext) -> Package:
    """Return the site's files, named below ``dist/``: ``site/index.html`` …"""
    papers = {path: product.content for path, product in context.products.items()}
    pages = Pages(site, context.theme, context.date, papers)
    made = _mkdocs(site, context, pages) | pages.beside()
    return Package({f"site/{name}": made[name] for name in sorted(made)})


def packed(subject: str, context: RenderContext) -> Package:
    """Return the archive ``subject`` of the site, whose home page lies at its root."""
    return Package({p.removeprefix(_FOLDER): x.content for p, x in sorted(context.products.items())}, subject)


def source(page: Page, html: str) -> str:
    """Return what MkDocs reads of ``page``: front matter with the finished ``html``, then what its search should know.

    The HTML is not put through Markdown: it would come out as it went in, three parsers later.
    """
    meta: dict[str, Any] = {"title": page.title, "kind": page.kind, "html": unmarked(html)}
    if page.description:
        meta["description"] = page.description
    if page.quiz:
        meta["quiz"] = True
    if not page.indexed:
        meta["search"] = {"exclude": True}
    front = _NO_YAML.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(meta, ensure_ascii=False))
    return f"---\n{front}\n---\n\n{searchable(html) if page.indexed else ''}\n"


def _frame(site: Site, pages: Pages) -> dict[str, Any]:
    """Return what the frame of every page says."""
    hotlines = [
        {"label": x.label, "number": x.number, "dial": re.sub(r"[^0-9+]", "", x.number)}
        for x in (*site.emergency, *site.help)
        if x.number
    ]
    return {
        "words": pages.words.all(),
        "hotlines": hotlines,
        "imprint": pages.imprint(),
        "player": list(scripts(ADAPTER)),
    }


def _config(site: Site, pages: Pages, work: Path, base: Path) -> dict[str, Any]:
    """Return the whole configuration; the root's mkdocs.yml (``base``) only adds what is not named here.

    Lists of the child replace those of the base, so every list that could add a plug-in or a script is written.
    """
    return {
        "INHERIT": str(base),
        "site_name": site.title,
        "site_url": site.site_url,
        "site_description": site.summary,
        "site_author": "",
        "repo_url": "",
        "edit_uri": "",
        "copyright": "",
        "docs_dir": str(work / "docs"),
        "site_dir": str(work / "site"),
        "use_directory_urls": False,
        "strict": True,
        "theme": {
            "name": "material",
            "custom_dir": str(work / "theme"),
            "language": site.language,
            "font": False,
            "favicon": "assets/images/favicon.svg",
            "features": ["navigation.prune", "navigation.indexes"],
        },
        "plugins": [
            {"search": {"lang": ["en"], "separator": " ", "pipeline": []}},
            {"offline": {"enabled": True}},
        ],
        "markdown_extensions": [],
        "hooks": [],
        "extra_css": [],
        "extra_javascript": [],
        "extra_templates": [],
        "watch": [],
        "validation": {"nav": {"omitted_files": "warn"}},
        "nav": _nav(pages.all),
        "extra": _frame(site, pages),
    }


def _nav(pages: Sequence[Page]) -> list[Any]:
    """Return the menu: a track or a module is a section whose first page is its own."""
    menu: list[Any] = []
    section: list[str] = []
    for page in pages:
        if page.kind in ("track", "module"):
            section = [f"{page.name}.md"]
            menu.append({page.title: section})
        elif page.kind in ("lesson", "test"):
            section.append(f"{page.name}.md")
        else:
            menu.append(f"{page.name}.md")
    return menu


def _mkdocs(site: Site, context: RenderContext, pages: Pages) -> dict[str, bytes]:
    """Run MkDocs in a folder of its own and return what it made, without what no page uses."""
    base = context.theme.find(SITE_BASE)
    _refuse_code(base)
    with tempfile.TemporaryDirectory(prefix="hocvuso-site-") as folder, _quiet(context.date) as heard:
        work = Path(folder).resolve()
        own = {name.removeprefix("site/"): path for name, path in context.theme.files("site").items()}
        for name, path in own.items():
            _write(work / "theme" / name, path.read_bytes())
        finished = {page.name: pages.html(page) for page in pages.all}
        for page in pages.all:
            _write(work / "docs" / f"{page.name}.md", source(page, finished[page.name]).encode())
        config = work / "mkdocs.yml"
        _write(config, json.dumps(_config(site, pages, work, base), ensure_ascii=False).encode())
        try:
            _run(config)
        except (Exception, SystemExit) as failure:
            raise TargetError("site", "MkDocs", "; ".join((*heard, str(failure))).replace(folder, "")) from failure
        if heard:
            raise TargetError("site", "MkDocs", "; ".join(heard).replace(folder, ""))
        made = {p.relative_to(work / "site").as_posix(): p.read_bytes() for p in _files(work / "site")}
    lost = [name for name, html in finished.items() if unmarked(html).encode() not in made[f"{name}.html"]]
    if lost:
        raise TargetError("site", "MkDocs", f"changed the pages {', '.join(lost)}")
    kept = {name: content for name, content in made.items() if _used(name, own, site)}
    return kept | {f"{_INDEX}.js": _index(kept[f"{_INDEX}.js"])}


def _run(config: Path) -> None:
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    settings = load_config(str(config))
    settings.plugins.on_startup(command="build", dirty=False)
    build(settings)
    settings.plugins.on_shutdown()


def _refuse_code(base: Path) -> None:
    """Stop at a base configuration that could run code or read another file: MkDocs loads YAML with every tag on."""
    try:
        table = yaml.load(base.read_text(encoding="utf-8"), yaml.CSafeLoader) or {}
    except yaml.YAMLError as failure:
        raise TargetError("site", SITE_BASE, f"only plain YAML: {failure}") from failure
    if not isinstance(table, dict) or "INHERIT" in table:
        raise TargetError("site", SITE_BASE, "a mapping without INHERIT is needed")


@contextmanager
def _quiet(day: date) -> Iterator[list[str]]:
    """Collect what MkDocs warns of instead of printing it; give it the course's date for a clock."""
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record.getMessage())

    logger, ear = logging.getLogger("mkdocs"), Ear(logging.WARNING)
    epoch = str(int(datetime.combine(day, time(), UTC).timestamp()))
    before = {name: os.environ.get(name) for name in ("SOURCE_DATE_EPOCH", "NO_MKDOCS_2_WARNING")}
    propagates = logger.propagate
    logger.addHandler(ear)
    logger.propagate = False
    os.environ |= {"SOURCE_DATE_EPOCH": epoch, "NO_MKDOCS_2_WARNING": "1"}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield heard
    finally:
        logger.propagate = propagates
        logger.removeHandler(ear)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _used(name: str, own: Mapping[str, Path], site: Site) -> bool:
    """Say whether a page of the site needs the file; Material brings much that only its own look uses."""
    if name in own:
        return not name.endswith(".license")
    if name.startswith("sitemap."):
        return bool(site.site_url)
    return not name.startswith("assets/") and name != f"{_INDEX}.json"


def _index(script: bytes) -> bytes:
    """Return the search index as the site's own script reads it: the words alone, in UTF-8."""
    table = json.loads(script.decode().removeprefix("var __index = "))
    docs = [
        {"location": doc["location"], "title": plain(doc["title"]), "text": plain(doc["text"].replace("<", " <"))}
        for doc in table["docs"]
    ]
    return f"var __index={script_json({'docs': docs})};\n".encode()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file())


TARGET = SiteTarget()
