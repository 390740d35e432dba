"""Pages made from the code are current."""

from pathlib import Path

import pytest

from generator.documentation import PAGES, page

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("language", PAGES)
def test_the_manual_of_rules_is_current(language: str) -> None:
    """Run ``python -m generator.documentation`` when this fails."""
    assert (ROOT / PAGES[language]).read_text(encoding="utf-8") == page(language)
