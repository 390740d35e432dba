"""The report: words for administrators in both languages, and data of a shape that stays."""

import json
import re
from pathlib import Path

import pytest

from generator.documentation import inspect_manual
from generator.inspection.facts import Kind
from generator.inspection.opening import UnreadableError
from generator.inspection.report import MUTES, TITLES, WORDS, as_json, as_text, refusal_as_json
from generator.inspection.verdict import Inspection, Verdict, inspected
from generator.profiles import discover
from tests.goldens import Golden
from tests.inspection.bad_packages import BY_NAME, GOOD
from tests.profiles.parcels import zipped


@pytest.fixture
def broken(tmp_path: Path) -> Inspection:
    path = tmp_path / "goi.zip"
    path.write_bytes(BY_NAME["prefixes on everything"].make())
    return inspected(path)


@pytest.mark.parametrize(("language", "name"), [("vi", "one.vi.txt"), ("en", "one.en.txt")])
def test_the_report_of_one_platform(language: str, name: str, tmp_path: Path, golden: Golden) -> None:
    path = tmp_path / "bai-1.zip"
    path.write_bytes(BY_NAME["a file that nothing shows"].make())
    found = inspected(path, "moodle")
    golden.check(name, as_text(found, language).replace(found.sha256, "…"))


def test_of_all_platforms_there_is_a_table_with_the_first_reason(broken: Inspection) -> None:
    text = as_text(broken, "en")
    assert "To be noted about the package itself:" in text
    for judgement in broken.profiles:
        assert f"  {judgement.title} " in text
        assert WORDS[judgement.verdict] in text
        assert all(f.sentence("en") in text for f in judgement.findings[:1])
    assert all(name in text for name in discover())


@pytest.mark.parametrize(
    ("name", "head", "word"),
    [
        ("a file that nothing shows", "To be noted about the package itself:", "works"),
        ("a lesson that never speaks", "What is wrong with the package itself:", "opens, and reports no result"),
        ("a listed file that is missing", "What is wrong with the package itself:", "does not work"),
    ],
)
def test_the_words_weigh_what_was_found(name: str, head: str, word: str, tmp_path: Path) -> None:
    path = tmp_path / "goi.zip"
    path.write_bytes(BY_NAME[name].make())
    text = as_text(inspected(path, "moodle"), "en")
    assert head in text
    assert f"Moodle: {word}." in text
    assert f"Moodle    {word}\n" in re.sub(r"  Moodle +", "  Moodle    ", as_text(inspected(path), "en"))


def test_what_only_reports_nothing_is_named_by_rules_that_exist() -> None:
    rules = {rule for part in inspect_manual().values() for rule in part}
    assert set(MUTES) <= rules
    assert len(MUTES) > 0


def test_a_platform_that_does_not_take_the_kind_says_what_it_takes(tmp_path: Path) -> None:
    path = tmp_path / "goi.zip"
    path.write_bytes(zipped(GOOD["html5"]()))
    text = as_text(inspected(path, "chamilo"), "en")
    assert "Chamilo: does not take this kind of file.\nIt takes: SCORM 1.2" in text
    assert "It takes" not in as_text(inspected(path, "kolibri"), "en")


def test_many_findings_of_a_rule_are_counted(tmp_path: Path) -> None:
    files = GOOD["scorm12"]()
    files["index.html"] += b"".join(b'<img src="%d.png" alt="">' % n for n in range(12))
    path = tmp_path / "goi.zip"
    path.write_bytes(zipped(files))
    text = as_text(inspected(path, "moodle"), "en")
    assert text.count("[missing-target]") == 5
    assert "… and 7 more like this" in text


def test_the_data_has_its_shape(broken: Inspection) -> None:
    data = json.loads(as_json(broken, "vi"))
    assert list(data) == ["file", "sha256", "size", "kind", "edition", "findings", "profiles"]
    assert (data["file"], data["kind"], data["edition"]) == ("goi.zip", "scorm12", "1.2")
    assert set(data["profiles"]) == set(discover())
    rows = [*data["findings"], *(f for p in data["profiles"].values() for f in p["findings"])]
    assert rows
    assert all(list(row) == ["rule", "severity", "member", "line", "message", "remedy"] for row in rows)
    assert {p["verdict"] for p in data["profiles"].values()} <= {v.value for v in Verdict}
    assert {row["severity"] for row in rows} <= {"error", "warning"}


def test_a_refusal_has_the_same_shape(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"Rar!....")
    with pytest.raises(UnreadableError) as caught:
        inspected(path)
    data = json.loads(refusal_as_json("a.zip", caught.value, "vi"))
    assert (data["file"], data["kind"], data["profiles"]) == ("a.zip", "unreadable", {})
    assert [row["rule"] for row in data["findings"]] == ["not-an-archive"]
    assert "RAR" in data["findings"][0]["message"]


def test_every_kind_and_verdict_has_its_words() -> None:
    assert set(TITLES) == set(Kind) - {Kind.UNKNOWN}
    assert set(WORDS) == set(Verdict)
