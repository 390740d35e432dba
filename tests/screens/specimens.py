"""Screens with every kind of element and gesture, and ways to look at a drawing."""

from generator.screens import (
    BubbleElement,
    ButtonElement,
    CallElement,
    DialogElement,
    FieldElement,
    ImageElement,
    KeyboardElement,
    ListElement,
    QrElement,
    Screen,
    SliderElement,
    SwitchElement,
    TextElement,
)
from generator.screens.lettering import Looks
from generator.strings import strings
from generator.theme import PACKAGED, Theme

LANGUAGES = ("en", "vi")
WORDS = {language: strings(Theme((PACKAGED,)), language, "screen") for language in LANGUAGES}
LOOKS = Looks(WORDS["vi"])

SPECIMENS = {
    "hang-up": Screen(show=(CallElement("Số lạ"), ButtonElement("Kết thúc", round=True, target="tap")), cut="top"),
    "two-round": Screen(
        show=(
            CallElement("Con Hoa"),
            ButtonElement("Từ chối", round=True),
            ButtonElement("Nghe", round=True, target="tap"),
        )
    ),
    "back": Screen(
        title="Số lạ",
        back="tap",
        show=(BubbleElement("Nộp phí ngay: vneid.vi-du…", forbidden=True),),
        cut="bottom",
    ),
    "hold-row": Screen(
        title="Tin nhắn",
        show=(ListElement(("Con Hoa", "Số lạ"), target="hold", at="Số lạ"),),
        cut="bottom",
    ),
    "dialog": Screen(show=(DialogElement("Chặn số này?", ("Huỷ", "Chặn"), target="tap", at="Chặn"),)),
    "long-dialog": Screen(
        show=(DialogElement("Cho phép dùng vị trí của máy?", ("Để sau", "Cho phép luôn"), target="tap", at="Để sau"),)
    ),
    "call-row": Screen(
        title="Danh bạ",
        show=(ListElement(("Cháu Tí", "Con Hoa"), call=True, target="tap", at="Cháu Tí"),),
        cut="bottom",
    ),
    "tiles": Screen(show=(ListElement(("Tin nhắn", "Điện thoại"), tiles=True, target="tap", at="Điện thoại"),)),
    "four-tiles": Screen(
        title="Ứng dụng",
        show=(ListElement(("Máy ảnh", "Bản đồ", "Gmail", "Chrome"), tiles=True, target="hold", at="Chrome"),),
    ),
    "swiped-row": Screen(
        title="Tin nhắn",
        show=(ListElement(("Con Hoa", "Số lạ"), target="swipe", direction="left", at="Số lạ"),),
        cut="bottom",
    ),
    "slider": Screen(
        title="Cỡ chữ",
        show=(TextElement("Đọc thử dòng này"), SliderElement("Cỡ chữ", 75, target="swipe")),
    ),
    "slider-left": Screen(title="Chuông", show=(SliderElement("Chuông", 5, target="swipe", direction="left"),)),
    "swiped-text": Screen(show=(TextElement("Vuốt lên để mở khoá", target="swipe"),)),
    "login": Screen(
        title="VNeID",
        show=(
            FieldElement("Số định danh", "001 0xx xxx xxx"),
            FieldElement("Mật khẩu", target="type"),
            ButtonElement("Đăng nhập"),
        ),
    ),
    "marks": Screen(
        title="VNeID",
        show=(FieldElement("Số định danh", "001 0xx xxx xxx", mark=1), FieldElement("Mật khẩu", mark=2)),
    ),
    "digits": Screen(show=(TextElement("115"), KeyboardElement(target="type"))),
    "letters": Screen(
        show=(FieldElement("Tin nhắn", "Mẹ khoẻ!", target="type"), KeyboardElement(letters=True)), cut="top"
    ),
    "framed-keys": Screen(show=(KeyboardElement(letters=True, target="type"),)),
    "switches": Screen(
        title="Cài đặt",
        back="true",
        show=(SwitchElement("Chữ to", on=True, target="tap"), SwitchElement("Định vị"), SwitchElement("Tự động khoá")),
    ),
    "talk": Screen(show=(BubbleElement("Mẹ ăn cơm chưa?"), BubbleElement("Rồi con!", mine=True))),
    "held-bubble": Screen(title="Tin nhắn", show=(BubbleElement("Mã của bạn là 123 456", target="hold"),)),
    "qr": Screen(title="Quét mã", show=(QrElement("Mã ví dụ"),)),
    "tapped-qr": Screen(show=(QrElement("", target="tap"), ButtonElement("Chụp"))),
    "image": Screen(show=(ImageElement("trang đầu"), ButtonElement("Ví giấy tờ", target="tap")), cut="top"),
    "known-image": Screen(show=(ImageElement("map", target="tap"), TextElement("Bản đồ", mark=1))),
    "called": Screen(show=(CallElement("Con Hoa", target="tap"),)),
    "tapped-field": Screen(
        show=(TextElement("Mã OTP gửi tới máy"), FieldElement("Mã OTP", target="tap"), ButtonElement("Xong", mark=1))
    ),
}
