"""Canvas's rules: what passes, what is named, and that they see what Canvas's own detection sees."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.inspection.facts import PackageFacts
from generator.profiles.canvas import PROFILE
from tests.profiles.parcels import (
    Files,
    Spoil,
    asked,
    cartridge,
    changed,
    errors,
    facts,
    manifest_with,
    names,
    qti,
    rules,
    scorm_12,
    scorm_2004,
)


def in_utc() -> PackageFacts:
    stamp = 'set("cmi.interactions.0.timestamp", new Date().toISOString()); api.Terminate'
    return facts(changed(scorm_2004(), "player.js", "api.Terminate", stamp))


SPOILED: dict[str, tuple[Spoil, ...]] = {
    "manifest-in-a-folder": (lambda: facts({f"bai/{n}": c for n, c in cartridge().items()}),),
    "cartridge-version": (
        lambda: manifest_with(cartridge(), "1.1.0", "1.1"),
        lambda: manifest_with(cartridge(), "IMS Common Cartridge", "IMS Cartridge"),
    ),
    "taken-for-another": (
        lambda: facts({**cartridge(), "moodle.xml": b"<quiz/>"}),
        lambda: facts({**qti(), "AngelManifest.xml": b"<a/>"}),
    ),
    "utc-timestamps": (in_utc,),
}


@pytest.mark.parametrize("make", [scorm_12, scorm_2004, cartridge, qti])
def test_a_good_package_passes(make: Callable[[], Files]) -> None:
    assert asked(PROFILE, facts(make())) == []


def test_every_rule_has_a_package_that_it_names() -> None:
    assert set(SPOILED) == rules(PROFILE)


@pytest.mark.parametrize(("rule", "spoil"), [(r, s) for r, spoils in SPOILED.items() for s in spoils])
def test_a_spoiled_package_is_named_by_its_rule_alone(rule: str, spoil: Spoil) -> None:
    assert names(asked(PROFILE, spoil())) == {rule}


_SCHEMAS = st.sampled_from(
    ("IMS Common Cartridge", "IMS Thin Common Cartridge", "ims common cartridge", "IMS Cartridge")
)
_VERSIONS = st.sampled_from(("1.0.0", "1.1.0", "1.2.0", "1.3.0", "1.1", "1.4.0", "1.3.0.0"))


@given(_SCHEMAS, _VERSIONS)
def test_the_rule_sees_what_canvas_identifies(schema: str, version: str) -> None:
    """Written anew from lib/canvas/migration/package_identifier.rb."""
    files = changed(
        changed(cartridge(), "imsmanifest.xml", "IMS Common Cartridge", schema), "imsmanifest.xml", "1.1.0", version
    )
    known = re.search(r"IMS(?: Thin)? Common Cartridge", schema, re.IGNORECASE) is not None
    taken = known and version in ("1.0.0", "1.1.0", "1.2.0", "1.3.0")
    assert ("cartridge-version" not in errors(asked(PROFILE, facts(files)))) is taken
