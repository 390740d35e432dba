"""How lessons fill volumes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from generator.diagnostics import Diagnostics
from generator.model import Lesson
from generator.paper.lesson import Layout, lesson_view
from generator.paper.presets import BOOKLET_A5, LARGE_A4, Settings
from generator.paper.volumes import lesson_pages, split, words_of
from generator.resolve import resolve
from generator.source import load
from generator.strings import strings
from generator.theme import layered

ROOT = Path(__file__).parent.parent.parent
MINIMAL = ROOT / "tests" / "curricula" / "minimal"


@pytest.fixture(scope="module")
def lesson() -> Callable[[int], Lesson]:
    source = load(MINIMAL, Diagnostics())
    assert source is not None
    first = next(x for x in resolve(source, layered(MINIMAL)).lessons if x.slug == "t01")
    return lambda n: replace(first, slug=f"t{n:02}", identifier=f"T{n:02}")


def test_every_lesson_is_in_one_volume_in_order(lesson: Callable[[int], Lesson]) -> None:
    lessons = tuple(lesson(n) for n in range(9))
    volumes = split(lessons, BOOKLET_A5, Settings())
    assert len(volumes) > 1
    assert tuple(x for v in volumes for x in v) == lessons
    sizes = [len(v) for v in volumes]
    assert max(sizes) - min(sizes) <= 1


def test_large_print_is_one_volume(lesson: Callable[[int], Lesson]) -> None:
    assert len(split(tuple(lesson(n) for n in range(9)), LARGE_A4, Settings())) == 1
    assert split((), BOOKLET_A5, Settings()) == ((),)


def test_words_are_explained_once(lesson: Callable[[int], Lesson]) -> None:
    assert [w.identifier for w in words_of((lesson(1), lesson(2)))] == ["otp"]


@pytest.mark.course
@pytest.mark.parametrize("web", [False, True], ids=["no address", "on the web"])
def test_every_lesson_of_the_course_keeps_to_its_pages(web: bool) -> None:
    """Two sheets, half a sheet more for each further task; an address on the web costs none."""
    source = load(ROOT, Diagnostics())
    assert source is not None
    layout = Layout(strings(layered(ROOT), "vi", "booklet"), lambda _: "", BOOKLET_A5, web=web)
    views = [lesson_view(x, layout) for x in resolve(source, layered(ROOT)).lessons]
    tasks = {v.code: sum(len(s.tasks) for s in v.sections) for v in views}
    assert {v.code: lesson_pages(v, BOOKLET_A5) for v in views} == {c: 8 + 2 * (n - 1) for c, n in tasks.items()}
