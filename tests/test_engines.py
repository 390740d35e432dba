"""The versions that shape the output are found, and what the machine lacks is named."""

from pathlib import Path

import pytest

from generator import engines
from generator.engines import ABSENT, LIBRARIES, PACKAGES, Library, missing, places, versions


def test_every_engine_is_named_with_a_version() -> None:
    found = versions()
    assert list(found) == sorted({"python", "zlib", *PACKAGES, *LIBRARIES})
    assert found["mkdocs"].startswith("1.6")
    assert all(v == ABSENT or v[0].isdigit() for v in found.values())


def test_what_the_machine_lacks_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "LIBRARIES", {"pango": Library(("libnosuch.so.9",), lambda library: "1")})
    monkeypatch.setattr(engines, "PACKAGES", ("mkdocs", "no-such-package-of-ours"))
    assert missing(("mkdocs", "pango", "no-such-package-of-ours", "python")) == ("pango", "no-such-package-of-ours")


def test_places_tell_of_another_version() -> None:
    versions()
    found = places()
    assert any(p.name == "site-packages" for p in found)
    if LIBRARIES["pango"].load() is not None and Path("/proc/self/maps").exists():
        assert any(p.name.startswith("libpango-1.0") for p in found)
    assert all(p.exists() for p in found)
