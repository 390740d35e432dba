from generator.diagnostics import Position
from generator.source.lock import Released, read_lock, same_question, write_lock


def test_a_lock_holds_ids_and_the_words_they_were_released_for() -> None:
    text = "# ghi chú\n\nB07\nb07-1  Gọi được 115, bác nói gì trước?\n"
    assert read_lock(text, "ids.lock") == (
        Released("B07", "", Position("ids.lock", 3)),
        Released("b07-1", "Gọi được 115, bác nói gì trước?", Position("ids.lock", 4)),
    )


def test_a_lock_is_written_sorted_and_read_back() -> None:
    rows = [("b07-2", "Gọi số nào?"), ("B07", ""), ("b07-1", "Nói gì?"), ("b07-1", "Nói gì trước?")]
    text = write_lock(rows)
    assert text == "B07\nb07-1 Nói gì trước?\nb07-2 Gọi số nào?\n"
    assert write_lock((r.identifier, r.words) for r in read_lock(text, "x")) == text


def test_a_reworded_question_is_the_same_and_another_is_not() -> None:
    before = "Có người gọi xưng công an, bảo đọc mã OTP. {Bác} làm gì?"
    assert same_question(before, before)
    assert same_question(before, "Người lạ gọi xưng công an, xin mã OTP. {Bác} làm gì trước?")
    assert same_question("", "Câu nào cũng được?")
    assert not same_question(before, "Máy hết pin giữa đường. {Bác} làm gì?")
    assert not same_question("Ai được biết mã?", "Nhà cháy thì gọi số nào?")
