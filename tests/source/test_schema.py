import pytest
from pydantic import BaseModel, ValidationError

from generator.source import schema
from generator.source.schema import CurriculumFile, FrontMatter, ItemMeta, StyleFile

FRONT = {"id": "B07", "short_title": "Gọi", "minutes": 8}


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("id", ["B07", "AB-1", "X1234567890A"], ["b07", "B", "7B", "B 07", "X1234567890AB"]),
        ("minutes", [1, 60], [0, 61, "8", 8.5, True]),
        ("competences", [[], ["digcomp-3.0:4.2"]], ["digcomp-3.0:4.2", ["4.2"], ["a:b c"]]),
        ("version", ["1.0.0", "10.2.33"], ["1.0", 1.0, "v1.0.0"]),
        ("reviewed", ["2026-11-24", None], ["24/11/2026", 20261124, "2026-02-30", "2026-11-24T00:00"]),
        ("devices", [["android"], ["ios", "android"]], [["windows"], "android"]),
    ],
)
def test_the_head_of_a_lesson(key: str, good: list[object], bad: list[object]) -> None:
    for value in good:
        FrontMatter.model_validate({**FRONT, key: value})
    for value in bad:
        with pytest.raises(ValidationError):
            FrontMatter.model_validate({**FRONT, key: value})


def test_every_authored_form_refuses_unknown_keys_and_change() -> None:
    models = [
        m for m in vars(schema).values() if isinstance(m, type) and issubclass(m, BaseModel) and m is not BaseModel
    ]
    assert len(models) > 15
    assert all(m.model_config.get("extra") == "forbid" and m.model_config.get("frozen") for m in models)


def test_a_course_needs_an_audience_and_lessons_in_its_modules() -> None:
    module = {"id": "mot", "title": "Một", "lessons": ["B07"]}
    course: dict[str, object] = {
        "schema": 1, "id": "thu", "title": "Thử", "language": "vi", "licence": "CC0-1.0", "version": "1.0.0",
        "date": "2026-11-24", "authors": ["A"], "audiences": {"ba-con": {"title": "Bà con"}},
        "modules": [module], "tracks": [],
    }  # fmt: skip
    CurriculumFile.model_validate(course)
    wrong: list[dict[str, object]] = [
        {"audiences": {}}, {"audiences": {"Bà con": {"title": "Bà con"}}}, {"modules": [{**module, "lessons": []}]},
        {"language": "tiếng Việt"}, {"schema": 2}, {"title": ""}, {"site_url": "vi-du.example"},
        {"accept": [{"rule": "italics", "place": "a.md", "reason": "b", "who": "c", "date": "2026-11-24"}]},
    ]  # fmt: skip
    for change in wrong:
        with pytest.raises(ValidationError):
            CurriculumFile.model_validate({**course, **change})


def test_a_style_may_name_headings_of_its_own() -> None:
    style = StyleFile.model_validate({"schema": 1, "language": "fr", "headings": {"steps": ["Les étapes"]}})
    assert [role.value for role in style.headings] == ["steps"]
    with pytest.raises(ValidationError):
        StyleFile.model_validate({"schema": 1, "language": "fr", "headings": {"stepps": ["Les étapes"]}})


def test_the_comment_of_a_question() -> None:
    assert ItemMeta.model_validate({"id": "b07-1"}).points == 1
    for wrong in ({"id": "B07"}, {"id": "7"}, {"points": -1}, {"points": 101}, {"kind": "essay"}):
        with pytest.raises(ValidationError):
            ItemMeta.model_validate(wrong)
