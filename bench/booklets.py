"""What a page of a booklet costs, and how that compares with laying it out once.

    python -m bench.booklets COURSE RESULT

measures, in a process of its own, every volume of every track, on A5.
"""

import io
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Row, cost


def booklets(course: Path) -> Iterator[Row]:
    """Booklets to read (tagged, PDF/UA) and to print (imposed), in ms of processor time per page read."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        result = Path(name) / "result.json"
        cost([sys.executable, "-m", "bench.booklets", str(course), str(result)], Path(name))
        found = json.loads(result.read_text(encoding="utf-8"))
    pages, seconds, layout = found["pages"], found["seconds"], found["layout"]
    detail = f"{seconds:.1f} s for {pages} pages in {found['volumes']} volumes, to read (tagged) and to print (imposed)"
    yield Row("booklet, a page", 1000 * seconds / pages, " ms", None, detail)
    yield Row("booklet : layout alone", seconds / layout, "", 2.5, f"{seconds:.1f} s of {layout:.1f} s")


def _measure(course: Path) -> dict[str, float]:
    """Make every volume as a build does, then lay it out once more and write nothing."""
    import pypdfium2

    from generator.diagnostics import Diagnostics
    from generator.resolve import resolve
    from generator.source import load
    from generator.targets import RenderContext
    from generator.targets.booklet import TARGET, BookletOptions, page_plan
    from generator.theme import layered

    source = load(course, Diagnostics())
    if source is None:
        raise ValueError(f"{course} cannot be read; «hocvuso check» says why")
    theme = layered(course)
    made = resolve(source, theme)
    jobs = list(TARGET.jobs(made, BookletOptions(presets=("so-tay-a5",))))
    alone = next(job for job in jobs if job.name.startswith("bai/"))
    volumes = [job for job in jobs if not job.name.startswith("bai/")]
    alone.render(alone.subject, RenderContext(theme.only(alone.theme), made.date))  # the engine loads, fonts are found
    pages, seconds, layout = 0, 0.0, 0.0
    for job in volumes:
        context = RenderContext(theme.only(job.theme), made.date)
        started = time.process_time()
        files = job.render(job.subject, context).files
        seconds += time.process_time() - started
        pages += len(pypdfium2.PdfDocument(io.BytesIO(files[job.makes[0]])))
        started = time.process_time()
        page_plan(job.subject, context)
        layout += time.process_time() - started
    return {"pages": pages, "volumes": len(volumes), "seconds": seconds, "layout": layout}


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(json.dumps(_measure(Path(sys.argv[1]))), encoding="utf-8")
