"""The course structure of cmi5: its schema, its ids, its scores, titles that must survive."""

from dataclasses import replace
from pathlib import Path

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from generator.standards.cmi5 import (
    LESSON,
    NAMESPACE,
    AssignableUnit,
    Block,
    CourseStructure,
    Objective,
    course_structure,
    iri,
)
from tests.goldens import Golden

SCHEMA = Path(__file__).parents[2] / "generator" / "schemas" / "cmi5" / "CourseStructure.xsd"
BASE = "urn:hocvuso:nho:"
UNIT = AssignableUnit(
    identifier=f"{BASE}au:t01",
    title="Gọi cấp cứu",
    description="Gọi đúng số.",
    language="vi",
    url="t01.html",
    move_on="Passed",
    mastery=60,
    activity_type=LESSON,
    objectives=(f"{BASE}objective:khung:1.1",),
)
SURVEY = replace(
    UNIT, identifier=f"{BASE}au:t02", url="t02.html", move_on="Completed", mastery=None, language="en", objectives=()
)
COURSE = CourseStructure(
    identifier=f"{BASE}course:lop",
    title="Lớp nhỏ",
    description="Học chậm.",
    language="vi",
    objectives=(Objective(f"{BASE}objective:khung:1.1", "Năng lực một", "Miền một"),),
    children=(Block(f"{BASE}block:lop:mot", "Phần một", "Phần một", "vi", (UNIT,)), SURVEY),
)


def made(unit: AssignableUnit) -> bytes:
    return course_structure(replace(COURSE, children=(unit,)))


@pytest.fixture(scope="module")
def schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(SCHEMA), allow="local")


def test_the_structure_is_as_reviewed(golden: Golden) -> None:
    golden.check("cmi5.xml", course_structure(COURSE).decode())


def test_the_structure_is_valid_against_the_schema(schema: xmlschema.XMLSchema) -> None:
    for course in (COURSE, replace(COURSE, objectives=(), children=(SURVEY,))):
        assert [e.reason for e in schema.iter_errors(course_structure(course).decode())] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('masteryScore="0.6"', 'masteryScore="60"'),
        ('moveOn="Passed"', 'moveOn="Answered"'),
        ("<url>t01.html</url>", ""),
        (f' id="{BASE}au:t01"', ""),
    ],
)
def test_the_schema_is_really_applied(old: str, new: str, schema: xmlschema.XMLSchema) -> None:
    text = course_structure(COURSE).decode()
    assert old in text
    assert list(schema.iter_errors(text.replace(old, new)))


@pytest.mark.parametrize(
    ("mastery", "written"), [(0, "0"), (1, "0.01"), (60, "0.6"), (66, "0.66"), (100, "1"), (None, None)]
)
def test_a_pass_mark_is_a_decimal_of_one(mastery: int | None, written: str | None) -> None:
    unit = etree.fromstring(made(replace(UNIT, mastery=mastery))).find(f"{{{NAMESPACE}}}au")
    assert unit is not None
    assert unit.get("masteryScore") == written


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_any_title_survives_the_file(title: str) -> None:
    assert etree.fromstring(made(replace(UNIT, title=title))).findtext(".//{*}au/{*}title/{*}langstring") == title


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("urn:hocvuso:nho:", "urn:hocvuso:nho:objective:tt02-2025:4.2"),
        ("https://vi-du.example/hoc/", "https://vi-du.example/hoc/objective/tt02-2025/4.2"),
        ("https://vi-du.example/hoc#", "https://vi-du.example/hoc#objective/tt02-2025/4.2"),
    ],
)
def test_ids_stand_below_their_base(base: str, expected: str) -> None:
    assert iri(base, "objective", "TT02-2025", "4.2") == expected


def test_ids_are_addresses_whatever_a_code_looks_like() -> None:
    assert iri(BASE, "objective", "khung", "1 a/ă") == "urn:hocvuso:nho:objective:khung:1%20a%2F%C4%83"
