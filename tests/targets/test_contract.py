"""What every target promises, tested for every target there is."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from generator.fingerprint import fingerprint
from generator.items import ITEM_TYPES, Choice, ChoiceItem
from generator.model import Assessment, Curriculum, Pool
from generator.targets import Job, Package, RenderContext, Target, discover
from generator.theme import layered
from tests.courses import read_course

MINIMAL = Path(__file__).parent.parent / "curricula" / "minimal"
TARGETS = discover()
SCORED_BY_A_SERVER = sorted({"common_cartridge", "moodle", "olx", "qti"} & set(TARGETS))
LEGAL = re.compile(r"[a-z0-9][a-z0-9._/-]*")


@pytest.fixture(scope="module")
def curriculum() -> Curriculum:
    return read_course(MINIMAL)


@pytest.fixture(params=list(TARGETS.values()), ids=list(TARGETS))
def target(request: pytest.FixtureRequest) -> Target:
    found: Target = request.param
    return found


def jobs(target: Target, curriculum: Curriculum) -> list[Job]:
    return list(target.jobs(curriculum, target.Options()))


def rendered(job: Job, products: Mapping[str, object] | None = None) -> Package:
    assert products is None
    return job.render(job.subject, RenderContext(layered(MINIMAL).only(job.theme), date(2026, 11, 20)))


def test_names_are_those_of_the_contract() -> None:
    assert set(TARGETS) == {"booklet", "cmi5", "scorm12", "scorm2004", "site", *SCORED_BY_A_SERVER}


def test_a_job_has_a_name_of_its_own_and_says_what_it_makes(target: Target, curriculum: Curriculum) -> None:
    made = jobs(target, curriculum)
    assert len({j.name for j in made}) == len(made) > 0
    assert all(j.makes for j in made)
    assert target.item_types <= ITEM_TYPES


def test_a_job_is_known_by_what_it_is_made_of(target: Target, curriculum: Curriculum) -> None:
    """Other words give another subject; the same words from a second reading give the same."""
    first = [fingerprint(j.subject) for j in jobs(target, curriculum)]
    assert first == [fingerprint(j.subject) for j in jobs(target, curriculum)]
    changed = replace(curriculum, title=curriculum.title + "!")
    assert first != [fingerprint(j.subject) for j in jobs(target, changed)]


@pytest.mark.parametrize("what", ["exam", "undrawn"])
def test_secrets_leave_only_for_platforms_that_keep_them(what: str, target: Target, curriculum: Curriculum) -> None:
    """Whatever a learner can open tells its answers to whoever looks."""
    secret = ChoiceItem("thi-1", "Ngỗng Xanh 7719?", (Choice("A", "Một", True), Choice("B", "Hai")))
    test = Assessment("thi", "Thi", (), 60, pools=(Pool("khung:1.1", 1, (secret,)),))
    if what == "exam":
        test = replace(test, items=(secret,), visibility="exam")
    changed = replace(curriculum, tracks=tuple(replace(t, assessment=test) for t in curriculum.tracks))
    told = any("Ngỗng Xanh" in repr(j.subject) for j in jobs(target, changed))
    assert told is (target in [TARGETS[n] for n in SCORED_BY_A_SERVER])


@pytest.mark.pdf
def test_the_first_job_gives_the_same_bytes_twice(target: Target, curriculum: Curriculum) -> None:
    job = jobs(target, curriculum)[0]
    first, second = rendered(job), rendered(job)
    assert dict(first.files) == dict(second.files)
    assert first.files
    for path in first.files:
        assert LEGAL.fullmatch(path.lower())
        assert len(path.rsplit("/", 1)[-1]) <= 60
