"""The stock side says the same words, and none that learners must not see."""

from bench.sides import stock_lesson
from tests.web.small import LESSON, SECRET


def test_the_stock_lesson_has_the_same_words_and_no_secret() -> None:
    text = stock_lesson(LESSON)
    assert text.startswith("# Trả tiền bằng mã QR\n")
    assert "## Các bước" in text
    assert "### Chạm «Quét QR»." in text
    assert "Bác Na đi chợ mua mớ rau" in text
    assert SECRET not in text
