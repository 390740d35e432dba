"""Archives as of 500 lessons: our writer against ``zipfile``."""

import io
import random
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bench.measure import Row
from generator import archive


def zips(course: Path) -> Iterator[Row]:
    """Archives as of 500 lessons, 60 % of each the same player and pictures: our writer against ``zipfile``."""
    del course
    rounds = [_packages(500, seed) for seed in (1, 2)]  # others each time: what was written is remembered
    naive, naive_size = min(_timed(_with_zipfile, packages) for packages in rounds)
    ours, size = min(_timed(archive.pack, packages) for packages in rounds)
    yield Row(
        "zip writing : zipfile", ours / naive, "", 0.1, f"{ours:.2f} s of {naive:.2f} s for {len(rounds[0])} archives"
    )
    yield Row("zip bytes : zipfile", size / naive_size, "", 1.02, f"{size / 1e6:.1f} MB of {naive_size / 1e6:.1f} MB")


def _timed(write: Callable[[Mapping[str, bytes]], bytes], packages: list[dict[str, bytes]]) -> tuple[float, int]:
    started = time.process_time()
    size = sum(len(write(files)) for files in packages)
    return time.process_time() - started, size


def _with_zipfile(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return out.getvalue()


def _packages(count: int, seed: int = 1) -> list[dict[str, bytes]]:
    """Return made-up packages: text that deflates as prose does, pictures that do not deflate."""
    chance = random.Random(seed)
    words = ["".join(chance.choices("aăâbcdđeêghiklmnoôơpqrstuưvxy", k=chance.randint(1, 6))) for _ in range(3000)]

    def prose(size: int) -> bytes:
        return " ".join(chance.choices(words, k=size // 5)).encode()[:size]

    shared = {"player.js": prose(60_000), "player.css": prose(20_000), "sprite.png": chance.randbytes(60_000)}
    shared |= {f"common-{n}.svg": prose(10_000) for n in range(8)}
    return [
        {**shared, "index.html": prose(15_000), "imsmanifest.xml": prose(5_000)}
        | {f"hinh-{n}.png": chance.randbytes(40_000) for n in range(2)}
        for _ in range(count)
    ]
