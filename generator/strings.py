"""The words that targets add to what authors wrote: ``theme/strings/<language>/<part>.yml``."""

from collections.abc import Mapping
from pathlib import Path

import yaml

from generator.theme import Theme


def strings(theme: Theme, language: str, part: str) -> Mapping[str, str]:
    """Return the words of ``part`` in ``language``; a word it lacks is given in English."""
    return {**_read(theme, "en", part), **(_read(theme, language, part) if language != "en" else {})}


def _read(theme: Theme, language: str, part: str) -> dict[str, str]:
    try:
        path: Path = theme.find(f"strings/{language}/{part}.yml")
    except FileNotFoundError:
        return {}
    table: dict[str, str] = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) or {}
    return table
