"""The catalogues of what the tool says: English in the code, other languages from gettext."""

import gettext
from functools import cache
from pathlib import Path

DOMAIN = "hocvuso"
LOCALE = Path(__file__).parent / "locale"
LANGUAGES = ("vi", "en")


def translate(message: str, language: str) -> str:
    """Return ``message`` (an English msgid) in ``language``; English itself when the catalogue lacks it."""
    return _catalogue(language).gettext(message) if message else ""


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE, languages=[language], fallback=True)
