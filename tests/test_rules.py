"""Every rule has a broken course, and the whole of what a check says of it is expected, in both languages."""

from datetime import date
from pathlib import Path
from time import process_time

import pytest
from pydantic import BaseModel, ConfigDict

from generator.diagnostics import Diagnostics, Severity
from generator.documentation import manual
from generator.rules import _sentences, accept, check, check_options
from generator.source import load
from tests.checking import BARE, BROKEN, checked, laid, lesson, printed

FOLDERS = sorted(p.name for p in BROKEN.iterdir())


@pytest.mark.parametrize("rule", FOLDERS)
def test_a_broken_course_is_told_so(rule: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    _, problems = checked(laid(BROKEN / rule, tmp_path / "khoa"))
    assert rule in {p.rule for p in problems}
    for name, language in (("expected.txt", "vi"), ("expected.en.txt", "en")):
        file = BROKEN / rule / name
        if request.config.getoption("--update-golden"):
            file.write_text(printed(problems, language), encoding="utf-8")
        assert printed(problems, language) == file.read_text(encoding="utf-8")


def test_every_rule_has_its_broken_course() -> None:
    assert set(FOLDERS) == set(manual())


def test_the_course_under_them_is_sound() -> None:
    assert printed(checked(BARE)[1], "en") == ""


# --- what is not broken ---------------------------------------------------------------------------


def test_a_lesson_that_comes_near_every_rule_is_left_alone(tmp_path: Path) -> None:
    """Honest words that look like what the rules look for."""
    root = laid(tmp_path / "nothing", tmp_path / "khoa")
    text = """
Bà Tư gọi bác sĩ Hoa. Bà dùng VNeID và App Store. Trang dichvucong.gov.vn.

Giá 45.000 đồng, ngày 24/11/2026. Gọi 09xx xxx xxx, số thẻ 001 0xx xxx xxx.

Ô số 1.234.567.890.123. Thế kỷ XXI. Bài T01.

Xem [bài này](t01-thu.md#câu-chuyện), [nơi này](https://dichvucong.gov.vn/), [gọi](tel:115).

`<b>` là mã. {Bác} và {bác}. 2 * 3 * 4.

Appendix, sapp, apple. Bà bấmm. Bà chạm.
"""
    lesson(root).write_text(lesson(root).read_text(encoding="utf-8") + text, encoding="utf-8")
    assert printed(checked(root)[1], "en") == ""


def test_brands_shield_the_words_in_them_only(tmp_path: Path) -> None:
    root = laid(tmp_path / "nothing", tmp_path / "khoa")
    lesson(root).write_text(lesson(root).read_text(encoding="utf-8") + "\nApp Store có app.\n", encoding="utf-8")
    assert [(d.rule, d.position.column) for d in checked(root)[1]] == [("forbidden-word", 14)]


@pytest.mark.parametrize(
    ("word", "wrong"),
    [
        ("VNeID", False),
        ("VNelD", True),
        ("VNeІD", True),
        ("vneid", True),
        ("VNEID", True),
        ("VNeIDs", False),
        ("VNe1D.", True),
    ],
)
def test_names_that_look_alike(word: str, wrong: bool, tmp_path: Path) -> None:
    root = laid(tmp_path / "nothing", tmp_path / "khoa")
    lesson(root).write_text(lesson(root).read_text(encoding="utf-8") + f"\nMở {word}\n", encoding="utf-8")
    assert ("look-alike-brand" in {d.rule for d in checked(root)[1]}) is wrong


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        ("Một. Hai. Ba.", 3),
        ("«Đừng kể ai!» Bà xoè tay.", 2),
        ("«Đừng!» rồi bà tắt máy.", 1),
        ("Vào vi-du.example rồi đợi.", 1),
        ("Giá 10.000 đồng. 5 người.", 2),
        ("Chào {bác}. {Bác} khoẻ không?", 2),
        ("Khoẻ… Còn tốt? (Tốt.) Ừ!", 4),
        ("", 0),
    ],
)
def test_sentences_end_where_a_new_one_begins(words: str, sentences: int) -> None:
    assert len(list(_sentences(words))) == sentences


# --- dates, releases, acceptance ------------------------------------------------------------------


def test_facts_go_stale_by_the_day_that_is_asked_about() -> None:
    def rules(today: date | None, release: bool = False) -> list[tuple[str, str]]:
        return [(d.rule, d.severity.value) for d in checked(BARE, today, release)[1]]

    assert rules(None) == []
    assert rules(date(2027, 1, 2)) == []
    assert rules(date(2027, 1, 3)) == rules(date(2027, 2, 1)) == [("stale-fact", "warning")]
    assert rules(date(2027, 2, 2)) == [("stale-fact", "warning")]
    assert rules(date(2027, 2, 2), release=True) == [("stale-fact", "error")]
    assert rules(date(2027, 1, 3), release=True) == [("stale-fact", "warning")]


def accepting(
    root: Path, rule: str, text: str, place: str = "content/lessons/t01-thu.md"
) -> tuple[list[str], list[str]]:
    """Return what is found and what was accepted when ``curriculum.yml`` accepts ``rule`` on the line ``text``."""
    entry = f"accept:\n  - {{rule: {rule}, place: {place}, text: '{text}', reason: a, who: b, date: 2026-11-24}}\n"
    file = root / "curriculum.yml"
    file.write_text(file.read_text(encoding="utf-8").split("accept:")[0] + entry, encoding="utf-8")
    problems = Diagnostics()
    source = load(root, problems)
    assert source is not None
    check(source, problems)
    accepted = accept(source, problems)
    return [d.rule for d in problems], [d.rule for d in accepted]


def test_an_accepted_warning_is_gone_and_counted(tmp_path: Path) -> None:
    root = laid(BROKEN / "italics", tmp_path / "khoa")
    assert accepting(root, "italics", "Bà Tư *thử* một lần.") == ([], ["italics"])
    assert accepting(root, "italics", "Bà  Tư *thử*   một lần. ") == ([], ["italics"])


def test_an_acceptance_is_void_when_text_rule_or_place_differ(tmp_path: Path) -> None:
    root = laid(BROKEN / "italics", tmp_path / "khoa")
    for given in (
        ("italics", "Bà Tư *thử* hai lần."),
        ("long-sentence", "Bà Tư *thử* một lần."),
        ("italics", "Bà Tư *thử* một lần.", "content/lessons/khac.md"),
    ):
        assert accepting(root, *given) == (["italics", "void-acceptance"], [])


def test_an_error_cannot_be_accepted(tmp_path: Path) -> None:
    root = laid(BROKEN / "wrong-verb", tmp_path / "khoa")
    assert accepting(root, "wrong-verb", "Bà bấm nút gọi.") == (["wrong-verb", "void-acceptance"], [])


def test_warnings_of_yaml_files_are_accepted_too(tmp_path: Path) -> None:
    root = laid(BROKEN / "yaml-surprise", tmp_path / "khoa")
    found, accepted = accepting(root, "yaml-surprise", "value: 0115", "content/facts.yml")
    assert (found, accepted) == (["yaml-surprise", "yaml-surprise"], ["yaml-surprise"])


# --- options of targets ---------------------------------------------------------------------------


class Options(BaseModel):
    """A target's options."""

    model_config = ConfigDict(extra="forbid")

    size: int = 16


def test_options_are_read_with_their_defaults_and_checked_at_their_place(tmp_path: Path) -> None:
    root = laid(tmp_path / "nothing", tmp_path / "khoa")
    file = root / "curriculum.yml"
    bare = file.read_text(encoding="utf-8")

    def options(text: str) -> tuple[dict[str, BaseModel], list[str]]:
        file.write_text(bare + text, encoding="utf-8")
        problems = Diagnostics()
        source = load(root, problems)
        assert source is not None
        found = check_options(source, {"print": Options, "web": Options}, problems)
        return found, [f"{d.position.line}:{d.position.column} {d.rule}" for d in problems]

    assert options("") == ({"print": Options(), "web": Options()}, [])
    assert options("targets:\n  print: {size: 18}\n") == ({"print": Options(size=18), "web": Options()}, [])
    assert options("targets:\n  prin: {size: 18}\n")[1] == ["17:3 unknown-target"]
    assert options("targets:\n  print: {siz: 18}\n")[1] == ["17:11 unknown-key"]
    assert options("targets:\n  print: {size: big}\n") == ({"web": Options()}, ["17:17 wrong-type"])


# --- the whole course -----------------------------------------------------------------------------


@pytest.mark.course
def test_the_course_of_this_repository_is_sound_and_quickly_checked() -> None:
    root = Path(__file__).parent.parent
    started = process_time()
    source, problems = checked(root)
    assert process_time() - started < 2
    assert source is not None
    assert len(source.lessons) >= 13
    assert [d.text("en") for d in problems if d.severity is Severity.ERROR] == []
