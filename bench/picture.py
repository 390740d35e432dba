"""Make the picture of the three products for the README: ``python -m bench.picture DIST PICTURE``.

One lesson as a web page, as a booklet's spread and as a package, side by side, from a finished ``dist/``.
Needs Chromium.
"""

import io
import sys
import tempfile
import zipfile
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw
from playwright.sync_api import Page, sync_playwright

LESSON = "a27"
HEIGHT, GAP, PAPER, EDGE = 900, 36, "#e9e4d8", "#6f6a5e"
CHROMIUM = "/usr/bin/chromium"
STEPS_SPREAD = (1, 2)  # pages of a handout, from 0


def main(dist: Path, picture: Path) -> None:
    """Write the picture."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as work:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        site = _site(browser.new_page(viewport={"width": 760, "height": HEIGHT}), dist)
        package = _package(browser.new_page(viewport={"width": 420, "height": HEIGHT}), dist, Path(work))
        browser.close()
    parts = [site, _spread(dist), package]
    width = sum(p.width for p in parts) + GAP * (len(parts) + 1)
    whole = Image.new("RGB", (width, HEIGHT + 2 * GAP), PAPER)
    left = GAP
    for part in parts:
        whole.paste(part, (left, GAP + (HEIGHT - part.height) // 2))
        box = (left - 1, GAP + (HEIGHT - part.height) // 2 - 1, left + part.width, GAP + (HEIGHT + part.height) // 2)
        ImageDraw.Draw(whole).rectangle(box, outline=EDGE)
        left += part.width + GAP
    picture.parent.mkdir(parents=True, exist_ok=True)
    whole.quantize(128).save(picture, optimize=True)


def _site(page: Page, dist: Path) -> Image.Image:
    page.goto((dist / "site" / f"{LESSON}.html").resolve().as_uri())
    page.evaluate("document.querySelector('#buoc-1, .step, .steps')?.scrollIntoView()")
    return _shot(page)


def _package(page: Page, dist: Path, work: Path) -> Image.Image:
    """Play the package as far as its first step; without an LMS it plays all the same."""
    with zipfile.ZipFile(dist / "packages" / "scorm12" / f"{LESSON}-scorm12.zip") as archive:
        archive.extractall(work)
    page.goto((work / "index.html").as_uri())
    while not page.title().startswith(("Bước 1", "Step 1")):
        page.locator(".player__foot button").last.click()
    return _shot(page)


def _shot(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def _spread(dist: Path) -> Image.Image:
    """The two facing pages of the steps."""
    with pypdfium2.PdfDocument(dist / "print" / "bai" / f"{LESSON}-so-tay-a5-doc.pdf") as document:
        pages = [document[n].render(scale=1.36).to_pil().convert("RGB") for n in STEPS_SPREAD]
    whole = Image.new("RGB", (sum(p.width for p in pages), pages[0].height), "#fff")
    whole.paste(pages[0], (0, 0))
    whole.paste(pages[1], (pages[0].width, 0))
    ImageDraw.Draw(whole).line((pages[0].width, 0, pages[0].width, whole.height), fill=EDGE)
    return whole


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
