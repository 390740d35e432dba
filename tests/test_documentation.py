from pathlib import Path

from generator.documentation import INSPECT_PAGES, PAGES, inspect_manual, inspect_page, main, manual, page
from generator.rules import RULES


def test_every_rule_has_its_sentence() -> None:
    assert {rule.__name__.replace("_", "-") for rule in RULES} <= set(manual())
    assert all(sentence.endswith(".") for sentence in manual().values())


def test_a_page_names_every_rule_once_and_in_its_language() -> None:
    english, vietnamese = page("en"), page("vi")
    for rule, sentence in manual().items():
        assert english.count(f"### {rule}\n") == vietnamese.count(f"### {rule}\n") == 1
        assert sentence.replace("``", "`") in english
        assert sentence.replace("``", "`") not in vietnamese


def test_the_pages_are_written(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    main(tmp_path)
    for pages, made in ((PAGES, page), (INSPECT_PAGES, inspect_page)):
        for language, name in pages.items():
            assert (tmp_path / name).read_text(encoding="utf-8") == made(language)


def test_the_manual_of_packages_names_every_rule_in_its_part_and_language() -> None:
    english, vietnamese = inspect_page("en"), inspect_page("vi")
    for title, rules in inspect_manual().items():
        assert rules, title
        for rule, sentence in rules.items():
            assert f"# {rule}\n\n{sentence.replace('``', '`')}\n" in english
            assert f"# {rule}\n" in vietnamese
            assert sentence.replace("``", "`") not in vietnamese
            assert sentence.endswith((".", "»"))
