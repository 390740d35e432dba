"""Every rule of cmi5 packages finds what it is for, and a good package passes them all."""

import re
from collections.abc import Callable

import pytest

from generator.diagnostics import Position
from generator.integrity import verify
from generator.integrity_cmi5 import RULES, faults, is_package
from generator.targets import RenderContext
from generator.targets.cmi5 import TARGET, Cmi5Options
from generator.theme import PACKAGED, Theme
from tests.golden_bank import CURRICULUM, DAY

Files = dict[str, bytes]
Edit = Callable[[Files], object]


@pytest.fixture(scope="module")
def good() -> Files:
    """The track's package: blocks, lessons, a practice test, objectives."""
    job = [j for j in TARGET.jobs(CURRICULUM, Cmi5Options())][-1]
    return dict(job.render(job.subject, RenderContext(Theme((PACKAGED,)).only(job.theme), DAY)).files)


def change(old: str, new: str, count: int = 1) -> Edit:
    def edit(files: Files) -> None:
        assert old.encode() in files["cmi5.xml"], old
        files["cmi5.xml"] = files["cmi5.xml"].replace(old.encode(), new.encode(), count)

    return edit


def deeper(files: Files) -> None:
    files["khoa/cmi5.xml"] = files.pop("cmi5.xml")


def without_units(files: Files) -> None:
    files["cmi5.xml"] = re.sub(rb"<au .*?</au>", b"", files["cmi5.xml"], flags=re.DOTALL)


CANARIES: list[tuple[str, Edit]] = [
    ("cmi5-structure", deeper),
    ("cmi5-structure", without_units),
    ("cmi5-structure", change("/v1/CourseStructure.xsd", "/v2/CourseStructure.xsd")),
    ("cmi5-structure", change('lang="vi">', 'lang="vi"> </langstring><langstring>')),
    ("cmi5-structure", change(' lang="vi"', "")),
    ("cmi5-identifier", change('<au id="urn:hocvuso:vang:au:', '<au id="')),
    ("cmi5-identifier", change('<au id="urn:hocvuso:', '<au id="urn: hocvuso:')),
    ("cmi5-identifier", change('<course id="', '<course id="" old="')),
    ("cmi5-identifier", change('idref="urn:', 'idref="urn:x')),
    ("cmi5-launch", change(".html</url>", "-2.html</url>")),
    ("cmi5-launch", change("<url>", "<url>https://a.example/")),
    ("cmi5-launch", change(".html</url>", ".html?fetch=1</url>")),
    ("cmi5-launch", change(".html</url>", ".js</url>")),
    ("cmi5-score", change('masteryScore="0.', 'masteryScore="6.')),
    ("cmi5-score", change('masteryScore="0.', 'masteryScore="0.12345')),
    ("cmi5-score", change(' moveOn="Passed"', "")),
    ("cmi5-score", change('"AnyWindow"', '"SomeWindow"')),
    ("cmi5-unused", lambda f: f.update({"thua.svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>'})),
]


def found(files: Files) -> set[str]:
    return {d.rule for d in faults(files, Position)}


def test_a_good_package_passes(good: Files) -> None:
    assert is_package(good)
    assert [d.text("en") for d in verify("packages/cmi5/lop-cmi5.zip", good)] == []


@pytest.mark.parametrize(("rule", "edit"), CANARIES, ids=[f"{n}-{r}" for n, (r, _) in enumerate(CANARIES)])
def test_a_spoilt_package_is_found_out(rule: str, edit: Edit, good: Files) -> None:
    files = dict(good)
    edit(files)
    assert files != good
    assert rule in found(files)
    assert rule in {d.rule for d in verify("packages/cmi5/lop-cmi5.zip", files)}


def test_two_units_of_one_id_are_found_out(good: Files) -> None:
    files = dict(good)
    first = files["cmi5.xml"].split(b'<au id="')[1].split(b'"')[0]
    files["cmi5.xml"] = files["cmi5.xml"].replace(b'<course id="', b'<course id="' + first + b'" old="', 1)
    assert found(files) == {"cmi5-identifier"}


def test_every_rule_has_a_canary() -> None:
    assert {rule.__name__.replace("_", "-") for rule in RULES} == {rule for rule, _ in CANARIES}
