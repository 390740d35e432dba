"""Kolibri's rules: what passes, and what is named."""

from collections.abc import Callable

import pytest

from generator.inspection.facts import PackageFacts
from generator.profiles.kolibri import PROFILE
from tests.profiles.parcels import (
    Files,
    Spoil,
    asked,
    changed,
    facts,
    html5,
    names,
    qti,
    rules,
    scorm_12,
    scorm_2004,
    two_lessons,
)


def launched_elsewhere() -> PackageFacts:
    files = changed(scorm_12(), "imsmanifest.xml", ' href="index.html">', ' href="mo.html">')
    return facts({**files, "mo.html": files["index.html"]})


def without_index() -> PackageFacts:
    files = changed(scorm_12(), "imsmanifest.xml", ' href="index.html">', ' href="mo.html">')
    return facts({n if n != "index.html" else "mo.html": c for n, c in files.items()})


SPOILED: dict[str, tuple[Spoil, ...]] = {
    "no-index-page": (without_index, lambda: facts({f"bai/{n}": c for n, c in html5().items()})),
    "other-lessons-unseen": (lambda: facts(two_lessons(scorm_12())), launched_elsewhere),
    "needs-the-network": (lambda: facts(changed(html5(), "index.html", "player.js", "https://example.org/player.js")),),
    "storage-in-preview": (lambda: facts({**html5(), "player.js": b'localStorage.getItem("a")'}),),
    "no-downloads": (lambda: facts(changed(html5(), "index.html", "<p>", '<a href="so.epub">Tải</a><p>')),),
    "no-interface": (lambda: facts({**html5(), "player.js": scorm_2004()["player.js"]}),),
    "all-answers-right": (lambda: facts(qti()),),
}


@pytest.mark.parametrize("make", [html5, scorm_12])
def test_a_good_package_passes(make: Callable[[], Files]) -> None:
    assert asked(PROFILE, facts(make())) == []


def test_a_script_that_expects_storage_to_fail_passes() -> None:
    guarded = b'try { localStorage.getItem("a") } catch (e) { }'
    assert asked(PROFILE, facts({**html5(), "player.js": guarded})) == []


def test_every_rule_has_a_package_that_it_names() -> None:
    assert set(SPOILED) == rules(PROFILE)


@pytest.mark.parametrize(("rule", "spoil"), [(r, s) for r, spoils in SPOILED.items() for s in spoils])
def test_a_spoiled_package_is_named_by_its_rule_alone(rule: str, spoil: Spoil) -> None:
    assert names(asked(PROFILE, spoil())) == {rule}
