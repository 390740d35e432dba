from pathlib import Path

from generator.documentation import main, manual, page
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
    assert (tmp_path / "docs" / "diagnostics.md").read_text(encoding="utf-8") == page("vi")
