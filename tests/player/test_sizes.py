"""What packages with a player weigh, and what their files are served as: all of this repository's course."""

import mimetypes
from pathlib import Path
from typing import Any

import pytest

from generator.archive import pack
from generator.courseware import Courseware, PlayerOptions
from generator.targets import RenderContext, discover
from generator.theme import layered
from tests.courses import read_course

pytestmark = pytest.mark.course

ROOT = Path(__file__).parents[2]
MOST = 100_000
PICTURES = (".svg", ".png", ".jpg")
TARGETS = {n: t for n, t in discover().items() if issubclass(t.Options, PlayerOptions)}


def unserved(names: Any) -> list[str]:
    """Return the files whose type a server without a list of its own does not know."""
    bare = mimetypes.MimeTypes(filenames=())
    return [name for name in names if bare.guess_type(name)[0] is None]


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_packages_are_small_and_every_server_knows_their_files(name: str, capsys: Any) -> None:
    target = TARGETS[name]
    sizes, count = [], 0
    for job in target.jobs(read_course(ROOT), target.Options.model_validate({})):
        held = getattr(job.subject, "courseware", job.subject)  # a target may add something of its own
        if not isinstance(held, Courseware):
            continue
        files = job.render(job.subject, RenderContext(layered(ROOT), read_course(ROOT).date)).files
        assert unserved(files) == []
        count += len(files)
        if len(held.units) == 1:
            sizes.append((len(pack({n: c for n, c in files.items() if not n.endswith(PICTURES)})), job.name))
    with capsys.disabled():
        largest, where = max(sizes)
        print(f"\n  {name}: {len(sizes)} packages, {count} files, without pictures at most {largest} bytes ({where})")
    assert max(sizes)[0] <= MOST
    assert len(sizes) > 10


def test_a_file_that_servers_do_not_know_would_be_seen() -> None:
    names = ("font.woff2", "picture.webp", "data.json5", "index.html", "a.js", "a.css", "a.svg", "manifest.xml")
    assert unserved(names) == ["font.woff2", "picture.webp", "data.json5"]


def test_the_course_has_a_target_with_a_player() -> None:
    assert "scorm12" in TARGETS
