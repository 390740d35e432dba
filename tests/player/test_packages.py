"""The packages of this repository's course, played from first page to last in a strict LMS."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics import Diagnostics
from generator.model import Curriculum
from generator.resolve import resolve
from generator.source import load
from generator.targets import Job, RenderContext
from generator.targets.scorm12 import TARGET, Scorm12Options
from generator.theme import layered
from tests.player.conftest import Learner, Lms, Server

pytestmark = [pytest.mark.browser, pytest.mark.course]

ROOT = Path(__file__).parents[2]
NAMES = sorted(p.name.split("-")[0] for p in (ROOT / "content" / "lessons").glob("*.md"))


@cache
def curriculum() -> Curriculum:
    """Return the course of this repository."""
    problems = Diagnostics()
    source = load(ROOT, problems)
    assert source is not None
    assert problems.errors == 0
    return resolve(source, layered(ROOT))


@cache
def jobs() -> dict[str, Job]:
    """Return the work of the target by name."""
    return {j.name: j for j in TARGET.jobs(curriculum(), Scorm12Options.model_validate({}))}


def right(item: dict[str, Any]) -> Any:
    """Return the right answer to an item of the player's data."""
    match item["kind"]:
        case "multiple":
            return [c["l"] for c in item["choices"] if "ok" in c]
        case "choice" | "truefalse":
            return next(c["l"] for c in item["choices"] if "ok" in c)
        case "survey":
            return item["choices"][0]["l"]
        case "text":
            return item["answers"][0]
        case "numeric":
            return item["ranges"][0][0].replace(".", ",")
        case "match":
            return list(range(len(item["lefts"])))
        case _:
            return list(range(len(item["entries"])))


def play(learner: Learner, data: dict[str, Any]) -> None:
    """Go through every page, look at it, and answer rightly; letters stand as wide as WCAG 1.4.12 asks for."""
    learner.frame.evaluate("document.documentElement.style.letterSpacing = '0.12em'")  # and wider than any font here
    for page in data["pages"]:
        assert f"player__body--{page['role']}" in str(learner.frame.get_attribute(".player__body", "class"))
        wide = learner.frame.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, page["key"]
        learner.frame.evaluate("Promise.all([...document.images].map((i) => i.decode()))")  # fails for a broken one
        assert learner.frame.evaluate("[...document.images].every((i) => i.naturalWidth > 0 && i.alt)"), page["key"]
        if "item" in page:
            assert learner.answer(right(page["item"])) in ("Đúng rồi!", "Cảm ơn bác đã cho ý kiến")
        learner.next()


@pytest.mark.parametrize("name", [*NAMES, "test"])
def test_package_is_passed_by_right_answers(name: str, lms: Lms, server: Server) -> None:
    job = jobs()[name] if name != "test" else next(j for n, j in jobs().items() if n not in NAMES)
    package = job.render(job.subject, RenderContext(layered(ROOT), curriculum().date))
    server.packages[name] = dict(package.files)
    html = package.files["index.html"].decode()
    found = re.search(r'id="hv-lesson">(.*?)</script>', html)
    assert found
    data = json.loads(found[1])
    lms.page.set_viewport_size({"width": 336, "height": 800})  # the frame leaves 320
    learner = lms.launch("strict", name, name, width="320")
    play(learner, data)
    assert learner.frame.inner_text(".player__heading") == "Đã lưu bài của bác."
    record = server.records[name]
    assert (record["cmi.core.score.raw"], record["cmi.core.lesson_status"]) == ("100", "passed")
    assert record["cmi.core.exit"] == ""
    assert lms.violations() == []
