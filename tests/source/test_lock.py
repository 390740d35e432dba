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


def test_notes_stay_where_they_stood() -> None:
    """At the head, above their entry, at the end; whoever writes again changes nothing."""
    before = (
        "# Mã đã phát hành.\r\n\r\nB07\r\n# hỏi lại cô Lan\r\nb07-2 Gọi số nào?\r\n\r\n  # cũ\r\nb07-0 Cũ?\r\n# hết\r\n"
    )
    rows = [(r.identifier, r.words) for r in read_lock(before, "x")]
    text = write_lock([*rows, ("A01", ""), ("b07-1", "Nói gì?")], before)
    assert text == (
        "# Mã đã phát hành.\n\nA01\nB07\n\n  # cũ\nb07-0 Cũ?\nb07-1 Nói gì?\n"
        "# hỏi lại cô Lan\nb07-2 Gọi số nào?\n# hết\n"
    )
    assert write_lock([(r.identifier, r.words) for r in read_lock(text, "x")], text) == text


def test_no_note_is_lost() -> None:
    """Also of an entry that is gone, of one that stands twice, and where there is no entry yet."""
    assert write_lock([("B07", "")], "# một\n\n# hai\n") == "# một\n\n# hai\nB07\n"
    assert write_lock([("B07", "")], "B07\n# ba\nB08\n# bốn\nB07\n") == "# bốn\nB07\n# ba\n"
    assert write_lock([("B07", "")], "# không xuống dòng") == "# không xuống dòng\nB07\n"
    assert write_lock([], "") == ""


def test_a_reworded_question_is_the_same_and_another_is_not() -> None:
    before = "Có người gọi xưng công an, bảo đọc mã OTP. {Bác} làm gì?"
    assert same_question(before, before)
    assert same_question(before, "Người lạ gọi xưng công an, xin mã OTP. {Bác} làm gì trước?")
    assert same_question("", "Câu nào cũng được?")
    assert not same_question(before, "Máy hết pin giữa đường. {Bác} làm gì?")
    assert not same_question("Ai được biết mã?", "Nhà cháy thì gọi số nào?")
