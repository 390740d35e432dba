"""Reviewed texts under tests/golden/, which a run with --update-golden rewrites."""

from dataclasses import dataclass
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "golden"


@dataclass(frozen=True)
class Golden:
    """Compares what a test made with a file of ``folder``."""

    folder: Path
    update: bool

    def check(self, name: str, text: str) -> None:
        """Fail unless the file ``name`` holds exactly ``text``; rewrite it instead when asked to."""
        path = self.folder / name
        if self.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        if not path.is_file():
            pytest.fail(f"{path.name} does not exist: look at the text, then run again with --update-golden")
        assert text == path.read_text(encoding="utf-8")


def place(module: Path) -> Path:
    """Return the folder of the goldens of the test file ``module``: tests/x/test_y.py has tests/golden/x/y/."""
    below = module.relative_to(FOLDER.parent)
    return FOLDER / below.parent / below.stem.removeprefix("test_")
