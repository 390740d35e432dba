"""The packages that our own targets make of a course, as facts."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path, PurePosixPath

from generator.archive import pack_as
from generator.inspection.facts import PackageFacts, facts_of
from generator.inspection.opening import read_package
from generator.targets import RenderContext, discover
from generator.theme import layered
from tests.courses import read_course

ROOT = Path(__file__).parents[2]
MINIMAL = ROOT / "tests" / "curricula" / "minimal"
SUFFIXES = (".zip", ".imscc", ".tar.gz")


def own(root: Path = MINIMAL) -> Iterator[tuple[str, PackageFacts]]:
    """Yield every archive under ``packages/`` of the course at ``root``, with the name of its file."""
    curriculum = read_course(root)
    for target in discover().values():
        for job in target.jobs(curriculum, target.Options()):
            if job.makes and all(m.startswith("packages/") and m.endswith(SUFFIXES) for m in job.makes):
                package = job.render(job.subject, RenderContext(layered(root).only(job.theme), date(2026, 11, 20)))
                name = PurePosixPath(package.path).name
                content = pack_as(package.path, package.files)
                yield name, facts_of(read_package(name, io.BytesIO(content)))
