"""The engine behind every paper: HTML with style sheets of the theme to pages, pages to PDF (WeasyPrint).

The only module that imports weasyprint, and only while something is printed: it is slow to load and needs Pango.
"""

import io
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias
from urllib.parse import unquote

from generator.diagnostics import TargetError
from generator.theme import Theme
from generator.xmltree import element, serialise

NAME = "booklet"  # the folder of the theme that holds the papers
PRODUCER = "hocvuso"  # versions of tools stand in build.json and nowhere else

LayOut: TypeAlias = Callable[[str, tuple[str, ...]], Any]


def code(address: str) -> bytes:
    """Return a QR code of ``address`` as SVG, with the quiet zone of four modules (ISO/IEC 18004, 9.1)."""
    import segno

    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=4, xmldecl=False, svgns=True)
    return out.getvalue()


def written(document: Any, tagged: bool = False) -> bytes:
    """Return laid-out pages as PDF; ``tagged`` ones are PDF/UA-1, to read, the others to print."""
    options = {"pdf_variant": "pdf/ua-1"} if tagged else {}
    written: bytes = document.write_pdf(finisher=_finished, pdf_identifier=PRODUCER.encode(), **options)
    return written


def _finished(document: Any, pdf: Any) -> None:
    """Number the pages for the viewer as on paper, and name us as the maker."""
    import pydyf

    pdf.info["Producer"] = pydyf.String(PRODUCER)
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array([0, pydyf.Dictionary({"S": "/D"})])})
    for thing in pdf.objects:
        if isinstance(thing, pydyf.Stream) and thing.extra.get("Type") == "/Metadata":
            from weasyprint import VERSION

            thing.stream = [part.replace(f"WeasyPrint {VERSION}".encode(), PRODUCER.encode()) for part in thing.stream]


@contextmanager
def press(theme: Theme, pictures: Mapping[str, tuple[str, bytes]], making: str) -> Iterator[LayOut]:
    """Give what lays HTML out with sheets of ``theme/booklet``; documents are written while it is open.

    Whatever the engine complains of is our bug, or that of a course's own theme: ``TargetError``.
    """
    with TemporaryDirectory(prefix="hocvuso-") as folder, _fonts(theme, Path(folder)):
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError

        fetcher = _fetcher(theme, pictures)

        def lay_out(html: str, sheets: tuple[str, ...]) -> Any:
            fonts = FontConfiguration()
            css = [
                CSS(string=_text(theme, f"booklet/{name}.css"), url_fetcher=fetcher, font_config=fonts)
                for name in sheets
            ]
            try:
                return HTML(string=html, url_fetcher=fetcher).render(stylesheets=css, font_config=fonts)
            except Exception as failure:  # a course's own style sheet can bring the engine down
                raise TargetError(NAME, making, f"the engine failed: {failure!r}") from failure

        with _complaints() as complaints:
            try:
                yield lay_out
            except FatalURLFetchingError as failure:
                raise TargetError(NAME, making, f"{failure}: {failure.__cause__}") from failure
        if complaints:
            raise TargetError(NAME, making, "; ".join(dict.fromkeys(complaints)))


@contextmanager
def _fonts(theme: Theme, folder: Path) -> Iterator[None]:
    """Let fontconfig see the theme's fonts and no others."""
    fonts = folder / "fonts"
    fonts.mkdir()
    for name, path in theme.files("fonts").items():
        if path.suffix == ".ttf":
            (fonts / Path(name).name).write_bytes(path.read_bytes())
    root = element(None, "fontconfig")
    element(root, "dir", str(fonts))
    element(root, "cachedir", str(folder / "cache"))
    file = folder / "fonts.conf"
    file.write_bytes(serialise(root))
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(file)
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """Collect what the engine logs, instead of printing it."""
    told: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(record.getMessage())

    logger, listener = logging.getLogger("weasyprint"), Listener(logging.WARNING)
    propagated, logger.propagate = logger.propagate, False
    logger.addHandler(listener)
    try:
        yield told
    finally:
        logger.removeHandler(listener)
        logger.propagate = propagated


def _fetcher(theme: Theme, pictures: Mapping[str, tuple[str, bytes]]) -> Any:
    """Return what fetches for the engine: pictures of the subject, files of ``theme/``; anything else stops the job."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc] # the engine is untyped
        """Never opens an address: neither ``file:`` nor ``http:`` nor ``data:`` gets past ``fetch``."""

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            if url in pictures:
                media_type, content = pictures[url]
                return URLFetcherResponse(url, content, {"Content-Type": media_type})
            scheme, _, name = url.partition(":")
            if scheme != "theme":
                raise PermissionError(f"only pictures of the lesson and files of the theme are read, not {url[:80]}")
            kind = {".svg": "image/svg+xml", ".png": "image/png", ".css": "text/css"}[Path(name).suffix]
            return URLFetcherResponse(url, theme_file(theme, unquote(name)).read_bytes(), {"Content-Type": kind})

    return Fetcher(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)


def theme_file(theme: Theme, name: str) -> Path:
    """Return a file of the theme; ``PermissionError`` when ``name`` or a link leads out of its folders."""
    path = theme.find(name).resolve()
    if ".." in name.split("/") or not any(path.is_relative_to(f.resolve()) for f in theme.folders):
        raise PermissionError(f"{name} is not below the theme's folders")
    return path


def _text(theme: Theme, name: str) -> str:
    return theme_file(theme, name).read_text(encoding="utf-8")
