"""Where lines end."""

import re

from generator.paper.presets import BOOKLET_A5
from generator.paper.typeset import Type, balanced, lines, measure, words

BODY = Type(16, 24)


def test_bold_and_larger_words_are_wider() -> None:
    assert measure("Chạm nút", 16) < measure("Chạm nút", 16, bold=True) < measure("Chạm nút", 20, bold=True)


def test_what_must_not_break_is_one_word() -> None:
    assert len(words('Chạm <span class="nb">«Kết thúc».</span>', BODY)) == 2


def test_a_narrower_column_takes_more_lines() -> None:
    text = "Nút tròn, cuối màn hình. Không cần chào, không cần giải thích."
    assert lines(text, BODY, BOOKLET_A5.measure) < lines(text, BODY, 150)


def test_balancing_keeps_every_word_and_the_number_of_lines() -> None:
    text = "Sổ tay điện thoại an toàn cho lớp người cao tuổi"
    made = balanced(text, BODY, 200)
    assert " ".join(re.sub(r"<br>", " ", made).split()) == text
    assert made.count("<br>") + 1 == lines(text, BODY, 200)
