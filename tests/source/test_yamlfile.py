import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from generator.diagnostics import Diagnostics, Position
from generator.source.schema import CurriculumFile, FactsFile
from generator.source.yamlfile import read_yaml, validate

scraps = st.lists(
    st.one_of(
        st.sampled_from(
            ("a: 1", "b:", "  - c", "- d", "? e", "<<: {a: 1}", "&x y", "*x", "!t z", "{", "}", "[", "]", "'", '"', "|",
             "  x: y", "\t", "#", "---", "...", "%YAML 1.1", "no", "0x1f", "1:30", "9" * 50, "1e999", "schema: 1")
        ),
        st.text(max_size=20),
    ),
    max_size=30,
).map("\n".join)  # fmt: skip


def found(text: str, schema: type[BaseModel] | None = None) -> list[str]:
    problems = Diagnostics()
    document = read_yaml(text, Position("a.yml"), problems)
    if document is not None and schema is not None:
        validate(document, schema, problems)
    return [f"{d.position.line}:{d.position.column} {d.rule}" for d in problems]


@given(st.one_of(scraps, st.text(max_size=200)))
def test_any_text_is_read_or_reported_where_it_stands(text: str) -> None:
    problems = Diagnostics()
    document = read_yaml(text, Position("a.yml"), problems)
    if document is not None:
        validate(document, CurriculumFile, problems)
        validate(document, FactsFile, problems)
    for finding in problems:
        assert finding.text("vi")
        assert finding.position.line <= len(text.replace("\r\n", "\n").splitlines()) + 1


@pytest.mark.parametrize(
    "text", ["a: " + "[" * 100_000, "- " * 100_000, "a: " + "{b: " * 60 + "1" + "}" * 60, "? " * 5000]
)
def test_nesting_without_end_is_refused(text: str) -> None:
    (finding,) = found(text)
    assert finding.endswith(("yaml-syntax", "yaml-alias", "yaml-not-a-mapping"))


def test_a_flood_of_references_is_refused() -> None:
    rows = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 30)]
    assert found("\n".join(rows))[0] == "1:5 yaml-alias"  # where the first was named


def test_only_the_core_schema_of_yaml_1_2_is_read() -> None:
    text = (
        "a: no\nb: 010\nc: 1:30\nd: 2026-11-24\ne: 1_000\nf: 12\ng: -0.5\nh: true\ni: ~\nj:\nk: 0o14\nl: .5\nm: 1e3\n"
    )
    document = read_yaml(text, Position("a.yml"), Diagnostics())
    assert document is not None
    assert document.data == {
        "a": "no", "b": "010", "c": "1:30", "d": "2026-11-24", "e": "1_000", "f": 12, "g": -0.5, "h": True,
        "i": None, "j": None, "k": "0o14", "l": ".5", "m": "1e3",
    }  # fmt: skip


def test_what_yaml_1_1_reads_otherwise_is_reported_unless_quoted() -> None:
    text = 'a: no\nb: "no"\nc: 010\nd: 1:30\ne: On\nf: 0912345678\ng: “x”\nh: x “y”\ni: normal\n'
    assert found(text) == [f"{n}:4 yaml-surprise" for n in (1, 3, 4, 5, 6, 7)]


def test_every_value_and_key_has_its_place() -> None:
    document = read_yaml("a:\n  - b: 1\n    ç: {d: x}\n", Position("l.md", 2), Diagnostics())
    assert document is not None
    assert document.position(("a", 0, "b")) == Position("l.md", 3, 8)
    assert document.position(("a", 0, "ç", "d")) == Position("l.md", 4, 12)
    assert document.key(("a", 0, "ç")) == Position("l.md", 4, 5)
    assert document.position(("a", 7, "zz")) == Position("l.md", 3, 3)  # the nearest that is there
    assert document.position(("zz",)) == Position("l.md", 2, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1:1 empty-file"),
        ("# chỉ có lời ghi\n", "1:1 empty-file"),
        ("- a\n", "1:1 yaml-not-a-mapping"),
        ("một dòng chữ\n", "1:1 yaml-not-a-mapping"),
        ("a: 1\nb: 2\na: 3\n", "3:1 duplicate-key"),
        ("a: b: c\n", "1:5 yaml-syntax"),
        ("a: 1\nb [c]\nd: 2\n", "2:1 yaml-syntax"),
        ("a: 1\n\tb: 2\n", "2:1 yaml-syntax"),
        ("a: `x`\n", "1:4 yaml-syntax"),
        ("a: [1, 2\n\nb: 3\n", "1:4 yaml-syntax"),
        ('a: "x\nb: 3\n', "1:4 yaml-syntax"),
        ("a: 'it's'\n", "1:8 yaml-syntax"),
        ("b: 1\na: [\n", "2:4 yaml-syntax"),
        ("a: 1\n---\nb: 2\n", "2:1 yaml-syntax"),
        ("a: !x y\n", "1:4 yaml-alias"),
        ("a: !x {}\n", "1:4 yaml-alias"),
        ('a: "x\\x07y"\n', "1:4 control-character"),
        ('a: [b, "\\uFFFF"]\n', "1:8 control-character"),
    ],
)
def test_a_mistake_is_reported_where_the_author_made_it(text: str, expected: str) -> None:
    assert found(text)[:1] == [expected]


FACT = (
    "schema: 1\nfacts:\n  so-1:\n    text: A\n    value: '1'\n    source: B\n    seen: 2026-11-01\n"
    "    level: V1\n    class: T0\n"
)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("value: '1'", "value: 1", "5:12 wrong-type"),
        ("seen: 2026-11-01", "seen: 2026-13-01", "7:11 wrong-value"),
        ("seen: 2026-11-01", "seen: 20261101", "7:11 wrong-value"),
        ("level: V1", "level: v1", "8:12 wrong-value"),
        ("    text: A\n", "", "4:5 missing-key"),
        ("class: T0", "clas: T0", "9:5 unknown-key"),
        ("schema: 1", "schema: 2", "1:9 wrong-value"),
        ("so-1:", "Số 1:", "3:3 wrong-value"),
        ("text: A", "text: ''", "4:11 wrong-value"),
        ("text: A", "text: [A]", "4:11 wrong-type"),
    ],
)
def test_a_value_of_the_wrong_kind_is_reported_at_its_place(old: str, new: str, expected: str) -> None:
    assert found(FACT, FactsFile) == []
    assert expected in found(FACT.replace(old, new), FactsFile)
