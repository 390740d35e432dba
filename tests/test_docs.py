"""Pages made from the code are current; those about platforms are there, honest and linked."""

import re
from pathlib import Path

import pytest

from generator.documentation import INSPECT_PAGES, PAGES, inspect_page, page
from generator.profiles import discover

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("language", PAGES)
def test_the_manual_of_rules_is_current(language: str) -> None:
    """Run ``python -m generator.documentation`` when this fails."""
    assert (ROOT / PAGES[language]).read_text(encoding="utf-8") == page(language)
    assert (ROOT / INSPECT_PAGES[language]).read_text(encoding="utf-8") == inspect_page(language)


PLATFORMS = ROOT / "docs" / "platforms"
OVERVIEW = ROOT / "docs" / "nen-tang.md"


@pytest.mark.parametrize("profile", discover())
def test_every_profile_has_its_page(profile: str) -> None:
    """For administrators: how to ask beforehand, and that nobody has tried it on a real installation."""
    page = PLATFORMS / f"{'scorm-12' if profile == 'generic12' else profile}.md"
    text = page.read_text(encoding="utf-8")
    assert f"--profile {profile}" in text
    assert "chưa thử trên máy thật" in text.lower()
    assert f"platforms/{page.name}" in OVERVIEW.read_text(encoding="utf-8")


def test_every_page_about_a_platform_is_linked() -> None:
    overview = OVERVIEW.read_text(encoding="utf-8")
    assert [p.name for p in sorted(PLATFORMS.glob("*.md")) if f"(platforms/{p.name})" not in overview] == []


@pytest.mark.parametrize("page", [OVERVIEW, *sorted(PLATFORMS.glob("*.md"))], ids=lambda p: p.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [t for t in targets if not (page.parent / t).exists()] == []
