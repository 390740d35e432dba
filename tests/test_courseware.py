"""What packages hold: lessons, tests, modules and tracks, each file once, all at the root."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from generator.courseware import Courseware, PlayerOptions, ScormOptions, assemble, courseware, manifest
from generator.diagnostics import Diagnostics
from generator.model import Curriculum
from generator.resolve import resolve
from generator.source import load
from generator.targets import RenderContext
from generator.theme import layered

FULL = Path(__file__).parent / "curricula" / "minimal"


@pytest.fixture(scope="module")
def curriculum() -> Curriculum:
    problems = Diagnostics()
    source = load(FULL, problems)
    assert source is not None
    assert not problems.errors
    return resolve(source, layered(FULL))


def packed(curriculum: Curriculum, options: PlayerOptions) -> dict[str, Courseware]:
    return {package.name: package for package, _ in courseware(curriculum, options)}


@pytest.mark.pitfall(8)
def test_lessons_and_tests_are_always_packed(curriculum: Curriculum) -> None:
    assert sorted(packed(curriculum, PlayerOptions())) == ["ba-con-cuoi", "t01", "t02", "t02--hoc-sinh"]


def test_modules_and_tracks_are_packed_when_asked(curriculum: Curriculum) -> None:
    more = packed(curriculum, PlayerOptions(modules=True, tracks=True))
    assert {n: [u.name for u in p.units] for n, p in more.items() if len(p.units) > 1} == {
        **{m.identifier: [x.slug for x in m.lessons] for m in curriculum.modules},
        "ba-con": ["t01", "t02", "ba-con-cuoi"],
    }


def test_a_track_names_its_modules_in_its_own_order(curriculum: Curriculum) -> None:
    track = packed(curriculum, PlayerOptions(tracks=True))["ba-con"]
    modules = {x.slug: m.identifier for m in curriculum.modules for x in m.lessons}
    assert [(g.identifier, [u.name for u in g.units]) for g in track.groups if g.identifier] == [
        (modules["t01"], ["t01", "t02"])
    ]


def test_a_module_that_a_track_comes_back_to_has_two_headings(curriculum: Curriculum) -> None:
    track = curriculum.tracks[0]
    one, two = track.lessons[:2]
    first, second = (
        replace(curriculum.modules[0], identifier="mot", lessons=(one,)),
        replace(curriculum.modules[0], identifier="hai", lessons=(two,)),
    )
    changed = replace(
        curriculum, modules=(first, second), tracks=(replace(track, lessons=(one, two, one), assessment=None),)
    )
    made = [p for p, _ in courseware(changed, PlayerOptions(tracks=True)) if len(p.units) == 3]
    assert [g.identifier for g in made[0].groups] == ["mot", "hai", "mot-2"]


def test_an_exam_is_never_packed(curriculum: Curriculum) -> None:
    test = curriculum.tracks[0].assessment
    assert test is not None
    track = replace(curriculum.tracks[0], assessment=replace(test, visibility="exam"))
    changed = replace(curriculum, tracks=(track,))
    names = [u.name for p in packed(changed, PlayerOptions(tracks=True)).values() for u in p.units]
    assert "ba-con-cuoi" not in names


def test_every_launch_names_every_file_it_needs(curriculum: Curriculum) -> None:
    for package in packed(curriculum, PlayerOptions(modules=True, tracks=True)).values():
        members, launches = assemble(package, RenderContext(layered(FULL), date(2026, 11, 20)), "scorm12")
        assert {f for x in launches for f in x.files} == set(members)
        assert [x.href for x in launches] == [
            "index.html" if len(launches) == 1 else f"{u.name}.html" for u in package.units
        ]
        assert not [n for n in members if "/" in n]


def test_the_adapter_is_told_more_of_a_unit_when_it_asks(curriculum: Curriculum) -> None:
    package = packed(curriculum, PlayerOptions(tracks=True))["ba-con"]
    context = RenderContext(layered(FULL), date(2026, 11, 20))
    plain, _ = assemble(package, context, "scorm12")
    told, launches = assemble(package, context, "scorm12", lambda unit: {"most": len(unit.name)})
    for launch in launches:
        assert f'"most":{len(launch.unit.name)}'.encode() in told[launch.href]
        assert b'"most"' not in plain[launch.href]


def test_a_package_describes_itself_and_its_units(curriculum: Curriculum) -> None:
    package = packed(curriculum, PlayerOptions(tracks=True))["ba-con"]
    whole, unit = package.metadata(), package.metadata(package.units[0])
    assert (whole.identifier, whole.title) == (f"{curriculum.identifier}/ba-con", package.title)
    assert (unit.identifier, unit.minutes) == (f"{curriculum.identifier}/t01", package.units[0].minutes)
    assert whole.minutes == sum(u.minutes for u in package.units)


def test_a_manifest_names_each_unit_once(curriculum: Curriculum) -> None:
    package = packed(curriculum, ScormOptions(tracks=True, miss="failed"))["ba-con"]
    _, launches = assemble(package, RenderContext(layered(FULL), date(2026, 11, 20)), "scorm12")
    made = manifest(package, launches)
    leaves = [i for top in made.organization.items for i in (top.items or (top,))]
    assert [i.resource for i in leaves] == [r.identifier for r in made.resources]
    assert len({i.identifier for i in leaves}) == len(leaves)
    assert [i.mastery for i in leaves] == [u.pass_mark if u.graded else None for u in package.units]
    assert len(made.organization.items) == 2


def test_options_become_the_players_policy() -> None:
    policy = ScormOptions(attempts=2, keep="last", exit="suspend", shuffle=True).policy()
    assert (policy.attempts, policy.keep, policy.exit, policy.shuffle) == (2, "last", "suspend", True)
    assert PlayerOptions(miss="failed").policy().exit == ""
