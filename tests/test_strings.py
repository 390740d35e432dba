from pathlib import Path

from generator.strings import strings
from generator.theme import Theme, layered


def laid(folder: Path, **files: str) -> Theme:
    for name, text in files.items():
        path = folder / "strings" / name / "site.yml"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return Theme((folder,))


def test_a_word_is_said_in_the_language_asked_for_else_in_english(tmp_path: Path) -> None:
    theme = laid(tmp_path, en="next: Next\nback: Back\n", vi="next: Tiếp\n")
    assert strings(theme, "vi", "site") == {"next": "Tiếp", "back": "Back"}
    assert strings(theme, "en", "site") == {"next": "Next", "back": "Back"}
    assert strings(theme, "fr", "site") == {"next": "Next", "back": "Back"}


def test_an_unknown_part_has_no_words(tmp_path: Path) -> None:
    assert strings(laid(tmp_path, en=""), "vi", "site") == {}
    assert strings(Theme((tmp_path,)), "vi", "nothing") == {}


def test_both_languages_of_the_theme_say_the_same_things() -> None:
    theme = layered(Path("/nowhere"))
    parts = {Path(n).stem for n in theme.files("strings/en")}
    assert parts == {Path(n).stem for n in theme.files("strings/vi")}
    for part in sorted(parts):
        english, vietnamese = strings(theme, "en", part), strings(theme, "vi", part)
        own = strings(theme.only(("strings",)), "vi", part)
        assert own == vietnamese
        assert set(english) == set(vietnamese), part
