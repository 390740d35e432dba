"""The key of a cached result: equal for equal content, different for any difference."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from generator.fingerprint import fingerprint


@dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int
    note: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Other:
    x: int
    y: int


class Colour(Enum):
    RED = 1
    BLUE = 2


class Choices(BaseModel):
    paper: str = "a5"
    size: int = 16


DIFFERENT: tuple[object, ...] = (
    None, True, False, 0, 1, -1, 0.5, "", "1", "None", b"", b"1", "a", "ab", (), ("a",), ("a", "b"), (("a",), "b"),
    ("ab",), (("a", "b"),), ((), ()), date(2026, 11, 24), datetime(2026, 11, 24), "2026-11-24", Fraction(1, 2),
    Fraction(1, 3), Colour.RED, Colour.BLUE, Point(1, 2), Point(2, 1), Other(1, 2), (1, 2), {"x": 1, "y": 2}, {"x": 1},
    {"x": "1"}, {1: "x"}, frozenset(("a", "b")), frozenset(("a",)), int, Point, Choices(), Choices(size=18),
    {}, "\ud800", "e\u0301", "é", (1, (2, 3)), ((1, 2), 3),
)  # fmt: skip


def test_different_values_have_different_keys() -> None:
    same = [(a, b) for a, b in combinations(DIFFERENT, 2) if fingerprint(a) == fingerprint(b)]
    assert same == []


def test_equal_values_have_equal_keys() -> None:
    assert fingerprint({"a": 1, "b": 2}) == fingerprint(MappingProxyType({"b": 2, "a": 1}))
    assert fingerprint({"a", "b", "c"}) == fingerprint(frozenset(("c", "b", "a")))
    assert fingerprint([1, 2]) == fingerprint((1, 2))


def test_what_takes_no_part_in_equality_takes_no_part_in_the_key() -> None:
    assert fingerprint(Point(1, 2, "line 3")) == fingerprint(Point(1, 2, "line 40"))


@pytest.mark.parametrize(
    "value", [object(), Path("a"), lambda: None, (1, [object()])], ids=["object", "path", "function", "deep"]
)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no canonical form"):
        fingerprint(value)


def test_key_does_not_depend_on_hash_seed_or_folder(tmp_path: Path) -> None:
    code = "from generator.fingerprint import fingerprint as f; print(f({'b': {'x','y','z'}, 'a': ('é', 1.5, b'q')}))"
    root = Path(__file__).parent.parent
    keys = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=folder,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root), "LC_ALL": "C"},
            capture_output=True,
            check=True,
        ).stdout
        for seed, folder in (("0", tmp_path), ("1", root), ("77", tmp_path))
    }
    assert len(keys) == 1


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary() | st.dates(),
    lambda inner: st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


def _typed(value: object) -> object:
    """Python calls 1 and True equal; the key must not."""
    if isinstance(value, tuple):
        return ("t", *map(_typed, value))
    if isinstance(value, dict):
        return ("m", frozenset((k, _typed(v)) for k, v in value.items()))
    return (type(value).__name__, value)


@given(PLAIN, PLAIN)
def test_keys_are_equal_exactly_when_values_are(one: object, two: object) -> None:
    assert (fingerprint(one) == fingerprint(two)) == (_typed(one) == _typed(two))


@pytest.mark.parametrize("canary", [str, repr, lambda v: type(v).__name__], ids=["str", "repr", "type"])
def test_a_careless_key_would_be_caught(canary: Callable[[object], str]) -> None:
    """The table above tells a text from what it looks like; keys made by ``str`` or ``repr`` fail it."""
    pairs = [*combinations(DIFFERENT, 2), (Point(1, 2, "a"), Point(1, 2, "b"))]
    wrong = [(a, b) for a, b in pairs if (canary(a) == canary(b)) != (fingerprint(a) == fingerprint(b))]
    assert wrong
