"""What packages hold: lessons, tests, modules and tracks, each file once, all at the root."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from generator.courseware import (
    Courseware,
    PlayerOptions,
    ScormOptions,
    assemble,
    courseware,
    holding,
    manifest,
    question,
    unit_data,
)
from generator.items import ChoiceItem
from generator.model import Asset, Curriculum
from generator.targets import RenderContext
from generator.theme import layered
from tests.courses import read_course

FULL = Path(__file__).parent / "curricula" / "minimal"


@pytest.fixture(scope="module")
def curriculum() -> Curriculum:
    return read_course(FULL)


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


def test_what_results_hang_on_is_written_down(curriculum: Curriculum) -> None:
    """The names of the manifest, the mark the platform judges by, and each question that is asked."""
    package = packed(curriculum, ScormOptions(tracks=True, miss="failed", keep="last"))["ba-con"]
    held = holding(package)
    made = manifest(package, assemble(package, RenderContext(layered(FULL), date(2026, 11, 20)), "scorm12")[1])
    leaves = [i for top in made.organization.items for i in (top.items or (top,))]
    assert (held.manner, held.identifier, held.keep) == ("resumes", made.identifier, "last")
    assert [(u.identifier, u.mastery) for u in held.units] == [(i.identifier, i.mastery) for i in leaves]
    asked = [[i.identifier for i in u.items] for u in package.units]
    assert [[q.identifier for q in u.questions] for u in held.units] == asked
    points = {q.identifier: q.points for u in held.units for q in u.questions}
    assert (points["t01-2"], points["t01-8"]) == (2, 0)  # a survey never scores


def test_what_the_player_draws_from_is_written_down(curriculum: Curriculum) -> None:
    """As many and of which questions, as the player is told; nothing where the build has drawn."""
    test = curriculum.tracks[0].assessment
    assert test is not None
    track = replace(curriculum.tracks[0], assessment=replace(test, draw="attempt"))
    package = packed(replace(curriculum, tracks=(track, *curriculum.tracks[1:])), PlayerOptions())["ba-con-cuoi"]
    played = unit_data(package.course, package.units[0], package.policy, RenderContext(layered(FULL), date(2026, 1, 1)))
    (unit,) = holding(package).units
    assert [{"n": d.count, "of": list(d.questions)} for d in unit.draws] == played["pools"]
    assert [q.identifier for q in unit.questions] == ["kho-1", "kho-2", "kho-3"]
    (built,) = holding(packed(curriculum, PlayerOptions())["ba-con-cuoi"]).units
    assert (built.draws, len(built.questions)) == ((), 2)


def test_a_question_is_held_by_what_its_answers_mean(curriculum: Curriculum) -> None:
    item = curriculum.lessons[0].items[0]
    assert isinstance(item, ChoiceItem)
    first, *rest = item.choices
    one, reworded = question(item), question(replace(item, stem="?"))
    swapped = question(replace(item, choices=(rest[0], first, *rest[1:])))
    rekeyed = question(replace(item, choices=(replace(first, correct=not first.correct), *rest)))
    assert one == reworded
    assert (one.content, one.revision) == (swapped.content, one.revision) != (swapped.content, swapped.revision)
    assert one.options == rekeyed.options != swapped.options
    assert one.content != rekeyed.content
    assert question(curriculum.lessons[0].items[3]).options == ""  # typed words


def test_the_state_is_the_one_that_the_player_writes(curriculum: Curriculum) -> None:
    script = layered(FULL).find("player/state.js").read_text(encoding="utf-8")
    (written,) = re.findall(r"const VERSION = '([^']+)'", script)
    held = holding(packed(curriculum, PlayerOptions())["t01"])
    assert held.state == written
    assert written in held.reads


def test_options_become_the_players_policy() -> None:
    policy = ScormOptions(attempts=2, keep="last", exit="suspend", shuffle=True).policy()
    assert (policy.attempts, policy.keep, policy.exit, policy.shuffle) == (2, "last", "suspend", True)
    assert PlayerOptions(miss="failed").policy().exit == ""


def test_a_test_drawn_by_the_player_brings_all_that_it_may_draw(curriculum: Curriculum) -> None:
    track = curriculum.tracks[0]
    test = track.assessment
    assert test is not None
    asked = {i.identifier for i in test.items}
    other = next(i for i in test.bank if i.identifier not in asked)
    picture = Asset("kho-hinh.svg", "image/svg+xml", b"<svg/>")
    shown = replace(other, stem='<img src="asset:kho-hinh.svg" alt="a" width="1" height="1">')
    pool = replace(
        test.pools[0],
        items=tuple(shown if i == other else i for i in test.pools[0].items),
        assets=(*test.pools[0].assets, picture),
    )

    def members(draw: str) -> dict[str, bytes]:
        changed = replace(test, draw=draw, pools=(pool, *test.pools[1:]))
        package = packed(
            replace(curriculum, tracks=(replace(track, assessment=changed), *curriculum.tracks[1:])), PlayerOptions()
        )["ba-con-cuoi"]
        assert len(package.units[0].items) == (len(test.bank) if draw == "attempt" else len(test.items))
        return assemble(package, RenderContext(layered(FULL), date(2026, 11, 20)), "scorm12")[0]

    built, drawn = members("build"), members("attempt")
    assert set(drawn) - set(built) == {"kho-hinh.svg"}
    assert b'"pools"' not in built["index.html"]
    assert other.identifier.encode() not in built["index.html"]
    assert f'"pools":[{{"n":{pool.count},"of":['.encode() in drawn["index.html"]
    assert b'src=\\"kho-hinh.svg\\"' in drawn["index.html"]


def test_an_exam_is_not_drawn_by_the_player_either(curriculum: Curriculum) -> None:
    test = curriculum.tracks[0].assessment
    assert test is not None
    track = replace(curriculum.tracks[0], assessment=replace(test, visibility="exam", draw="attempt"))
    assert "ba-con-cuoi" not in packed(replace(curriculum, tracks=(track,)), PlayerOptions())
