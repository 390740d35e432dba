"""A lesson written by hand with every kind of question, and one whose steps differ by device."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from generator.items import (
    Choice,
    ChoiceItem,
    Feedback,
    Item,
    MatchItem,
    MultipleResponseItem,
    NumericItem,
    NumericRange,
    OrderItem,
    Pair,
    SurveyItem,
    TextEntryItem,
    TrueFalseItem,
)
from generator.model import Assessment, Asset, Fact, Hotline, Lesson, Picture, Role, Section, Step, Task, Word
from generator.player import Policy, assessment_data, lesson_data
from generator.strings import strings
from generator.theme import PACKAGED, Theme

THEME = Theme((PACKAGED,))
PASS_MARK = 60
DEFAULT = Policy()
HOTLINES = (Hotline("Cấp cứu", "115"), Hotline("Công an xã", ""), Hotline("Tổng đài", "1900 0000"))


def screen(title: str, words: str, target: str) -> bytes:
    """Draw a phone screen as simple as can be."""
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="132" height="144" viewBox="0 0 132 144">
<rect x="2" y="2" width="128" height="140" rx="12" fill="#fff" stroke="#000" stroke-width="3"/>
<path d="M2 30H130" stroke="#000"/><g font-family="sans-serif" font-size="14" text-anchor="middle">
<text x="66" y="22">{title}</text><text x="66" y="58">{words}</text>
<rect x="14" y="84" width="104" height="32" rx="6"/>
<text x="66" y="105" fill="#fff">{target}</text></g></svg>""".encode()


PICTURES = {
    "b1.svg": ("Ngân hàng", "Chào bác Na", "Quét QR"),
    "b2.svg": ("Quét QR", "Đưa mã vào khung", "Huỷ"),
    "b3.svg": ("Chuyển tiền", "TRAN THI MAY", "Tiếp tục"),
    "b4.svg": ("Kiểm tra lại", "45.000 đ", "Xác nhận"),
}
ASSETS = tuple(Asset(name, "image/svg+xml", screen(*words)) for name, words in PICTURES.items())


def picture(name: str, alternative: str) -> Picture:
    """Return the picture ``name`` of the demo."""
    return Picture(name, alternative, 132, 144, screen=True)


ITEMS: tuple[Item, ...] = (
    ChoiceItem(
        "qr-1",
        "Bác quét mã ở sạp cô Mây nhưng máy hiện tên một người lạ. Bác làm gì?",
        (
            Choice("A", "Bấm luôn cho nhanh", feedback="Tiền sẽ về người lạ. Ta dừng lại, hỏi cô Mây đã."),
            Choice("B", "Dừng lại, hỏi cô Mây", True, "Phải rồi. Có thể ai đó đã dán đè mã khác."),
            Choice("C", "Quét lại nhiều lần cho tới khi được", feedback="Mã vẫn là mã ấy, quét lại vẫn ra tên lạ."),
        ),
        feedback=Feedback(hint="Mã dán ở sạp có thể bị thay.", explanation="Tên người nhận là chỗ kiểm tra lần cuối."),
    ),
    MultipleResponseItem(
        "qr-2",
        "Trước khi chạm «Xác nhận», bác đọc to những gì? Chọn mọi việc đúng.",
        (
            Choice("A", "Tên người nhận", True),
            Choice("B", "Số tiền", True),
            Choice("C", "Mật khẩu của bác", feedback="Mật khẩu thì không đọc cho ai nghe."),
        ),
        points=2,
        feedback=Feedback(wrong="Bác đọc lại bước 3 nhé.", explanation="Đọc to tên và số tiền, giữ kín mật khẩu."),
    ),
    TrueFalseItem(
        "qr-3",
        "Người bán nói: «Bác đọc mã OTP cho cháu để cháu nhận tiền». Làm theo là đúng hay sai?",
        (
            Choice("A", "Đúng", feedback="Nhận tiền không bao giờ cần mã OTP của người trả."),
            Choice("B", "Sai", True, "Mã OTP như chìa khoá nhà, không đưa cho ai."),
        ),
    ),
    TextEntryItem(
        "qr-4",
        "Tên cái nút để mở máy quét mã trong ứng dụng là gì?",
        ("Quét QR", "quét mã QR", "quét mã"),
        feedback=Feedback(explanation="Nút ấy thường ghi «Quét QR»."),
    ),
    NumericItem(
        "qr-5",
        "Mớ rau 15 nghìn, cân cá 30 nghìn. Bác gõ số tiền bao nhiêu?",
        (NumericRange(Fraction(45000), Fraction(45000)),),
        "đồng",
        feedback=Feedback(explanation="15.000 + 30.000 = 45.000 đồng."),
        material="<table><tr><td>Rau</td><td>15.000 đ</td></tr><tr><td>Cá</td><td>30.000 đ</td></tr></table>",
    ),
    MatchItem(
        "qr-6",
        "Ghép mỗi nút với việc nó làm.",
        (
            Pair("Quét QR", "Mở máy ảnh để đọc mã"),
            Pair("Quay lại", "Dừng, chưa trả tiền"),
            Pair("Xác nhận", "Trả tiền thật"),
        ),
        ("Tắt máy",),
        points=3,
        feedback=Feedback(explanation="«Xác nhận» là nút cuối cùng."),
    ),
    OrderItem(
        "qr-7",
        "Xếp các việc theo đúng thứ tự.",
        ("Quét mã", "Đọc to tên người nhận", "Gõ số tiền", "Chạm «Xác nhận»"),
        feedback=Feedback(explanation="Luôn đọc tên trước khi gõ tiền."),
    ),
    SurveyItem(
        "qr-8", "Bác thấy bài này thế nào?", (Choice("A", "Dễ hiểu"), Choice("B", "Tạm được"), Choice("C", "Khó"))
    ),
)
STEPS = (
    Step(
        "QR-b1",
        1,
        "Chạm «Quét QR».",
        "<p>Ở giữa màn hình. Máy khác: tìm hình ô vuông.</p>",
        picture=picture("b1.svg", "Nút «Quét QR» ở giữa."),
    ),
    Step(
        "QR-b2",
        2,
        "Đưa máy vào mã.",
        "<p>Giữ máy cách mã chừng một gang tay.</p>",
        picture=picture("b2.svg", "Khung vuông để đưa mã vào."),
    ),
    Step(
        "QR-b3",
        3,
        "Đọc to tên người nhận.",
        "<p>Tên lạ: chạm «Quay lại», hỏi người bán.</p>",
        picture=picture("b3.svg", "Tên TRAN THI MAY ở trên nút «Tiếp tục»."),
    ),
    Step(
        "QR-b4",
        4,
        "Chạm «Xác nhận».",
        "<p>Chờ chữ «Thành công», cho người bán xem.</p>",
        "<p>Tên lạ hiện ra thì <strong>dừng lại</strong>, hỏi người bán.</p>",
        picture("b4.svg", "Nút đen «Xác nhận» ở cuối."),
    ),
)
LESSON = Lesson(
    identifier="QR1",
    slug="qr1",
    title="Trả tiền bằng mã QR",
    short_title="Trả tiền bằng mã QR",
    language="vi",
    minutes=12,
    message="<p>Đọc to tên người nhận rồi mới trả tiền.</p>",
    sections=(
        Section(
            "QR1/goal",
            Role.GOAL,
            "Bài này giúp bác",
            '<p>Trả đúng người, đúng số tiền bằng <a class="word" href="word:qr">mã QR</a>.</p>',
        ),
        Section(
            "QR1/need",
            Role.NEED,
            "Bác cần có",
            "<ul><li>Điện thoại có ứng dụng ngân hàng</li><li>Mạng Wi-Fi hoặc 4G</li></ul>",
        ),
        Section(
            "QR1/story",
            Role.STORY,
            "Câu chuyện",
            "<p>Bác Na đi chợ mua mớ rau, cân cá. Sạp cô Mây dán mã QR.</p><p>Nhờ đọc tên, bác dừng kịp.</p>",
        ),
        Section("QR1/steps", Role.STEPS, "Các bước", tasks=(Task("", STEPS),)),
        Section(
            "QR1/practice",
            Role.PRACTICE,
            "Làm thử",
            '<p>Rồi đánh dấu:</p><ul class="ticks"><li>Tôi đọc to tên.</li><li>Tôi che tay khi gõ.</li></ul>',
        ),
        Section(
            "QR1/remember",
            Role.REMEMBER,
            "Nhớ ba điều",
            "<ol><li>Đọc to tên trước khi trả.</li><li>Đếm số không.</li><li>Tên lạ thì dừng, hỏi lại.</li></ol>",
        ),
        Section("QR1/questions", Role.QUESTIONS, "Câu hỏi vui", items=ITEMS),
        Section(
            "QR1/homework",
            Role.HOMEWORK,
            "Về nhà làm cùng con cháu",
            "<p>Nhờ con cháu làm người bán. Bác quét mã rồi chạm «Quay lại».</p>",
        ),
        Section(
            "QR1/words",
            Role.WORDS,
            "Từ mới",
            words=(Word("qr", "Mã QR", "Ô vuông có nhiều chấm đen, máy quét vào để đọc.", "kiu-a"),),
        ),
        Section(
            "QR1/help",
            Role.HELP,
            "Khi cần giúp",
            '<p>Trả nhầm: gọi ngân hàng. Xem thêm <a href="https://vi-du.example/">trang ví dụ</a>.</p>',
        ),
        Section("QR1/tutor", Role.TUTOR, "Dành cho giảng viên", "<p>Không bao giờ cho học viên xem.</p>"),
    ),
    assets=ASSETS,
    competences=(),
    facts=(Fact("f", "Một điều", "một", "nguồn", date(2026, 11, 15), "A", "slow"),),
    devices=("android", "ios"),
    version="1.0.0",
    authors=("Nhóm biên soạn",),
    reviewers=(),
    reviewed=None,
    formerly=(),
    you="bác",
)
DEVICES = replace(
    LESSON,
    identifier="MAY1",
    slug="may1",
    title="Chữ to trên điện thoại",
    sections=(
        LESSON.sections[0],
        Section(
            "MAY1/steps",
            Role.STEPS,
            "Các bước",
            "<p>Hai loại máy làm khác nhau.</p>",
            tasks=(
                Task("Android", tuple(replace(s, identifier=f"MAY1-p1-b{s.number}") for s in STEPS[:2]), "android"),
                Task("iPhone", tuple(replace(s, identifier=f"MAY1-p2-b{s.number}") for s in STEPS[:3]), "ios"),
            ),
        ),
        Section("MAY1/questions", Role.QUESTIONS, "Câu hỏi vui", items=ITEMS[:1]),
    ),
)


def data(
    lesson: Lesson = LESSON, policy: Policy = DEFAULT, embedded: bool = False, pass_mark: int = PASS_MARK
) -> dict[str, Any]:
    """Return ``lesson`` as the player's data, pictures beside the page."""
    return lesson_data(
        lesson,
        pass_mark,
        embedded=embedded,
        asset=str,
        strings=strings(THEME, lesson.language, "player"),
        policy=policy,
        hotlines=HOTLINES,
        about=("Phiên bản 1.0.0. Tài liệu không chính thức.",),
    )


def questions(*identifiers: str, lesson: Lesson = LESSON) -> Lesson:
    """Return ``lesson`` with only the questions named, in this order, and without steps."""
    chosen = tuple(next(i for i in ITEMS if i.identifier == name) for name in identifiers)
    kept = tuple(s for s in lesson.sections if s.role in (Role.GOAL, Role.HOMEWORK))
    return replace(
        lesson, sections=(kept[0], Section("QR1/questions", Role.QUESTIONS, "Câu hỏi vui", items=chosen), *kept[1:])
    )


def quiz(policy: Policy = DEFAULT, questions: int = 4, **changes: Any) -> dict[str, Any]:
    """Return a test of typed answers, all of them «x»; ``changes`` are fields of the assessment."""
    items = tuple(TextEntryItem(f"i-{n}", f"Câu {n}?", ("x",)) for n in range(questions))
    test = replace(Assessment("thi", "Bài làm thử", items, PASS_MARK), **changes)
    words = strings(THEME, "vi", "player")
    return assessment_data(test, language="vi", you="bác", embedded=False, asset=str, strings=words, policy=policy)


def number_item(low: Fraction, high: Fraction) -> NumericItem:
    """Return a question whose answer lies between ``low`` and ``high``."""
    return NumericItem("number-1", "?", (NumericRange(low, high),))
