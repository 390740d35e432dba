"""Words of the site: the form of address, lists, dates, sizes."""

from datetime import date

import pytest

from generator.web.words import Words

TABLE = {
    "you": "bạn",
    "date": "{day:02}/{month:02}/{year}",
    "decimal": ",",
    "hello": "{You} chào {you}, có {n} bài",
    "can_1": "một",
    "can_2": "hai {you}",
    "canny": "khác",
}


@pytest.mark.parametrize(("you", "expected"), [("bác", "Bác chào bác, có 3 bài"), ("", "Bạn chào bạn, có 3 bài")])
def test_the_learner_is_addressed_in_her_own_form(you: str, expected: str) -> None:
    assert Words(TABLE, you)("hello", n=3) == expected


def test_a_missing_word_is_an_error_unless_one_is_offered() -> None:
    words = Words(TABLE)
    assert words.or_else("nothing", "thay") == "thay"
    with pytest.raises(KeyError):
        words("nothing")


def test_numbered_words_are_a_list() -> None:
    assert Words(TABLE, "bác").lines("can") == ["một", "hai bác"]


def test_a_date_is_written_as_readers_write_it() -> None:
    assert Words(TABLE).day(date(2026, 1, 9)) == "09/01/2026"


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "0 KB"), (1, "1 KB"), (183_001, "184 KB"), (999_000, "999 KB"), (999_001, "1,0 MB"), (2_310_000, "2,4 MB")],
)
def test_a_size_is_never_less_than_it_is(count: int, expected: str) -> None:
    assert Words(TABLE).size(count).replace("\u00a0", " ") == expected
