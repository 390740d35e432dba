"""The words to read instead of a screen say what it shows, what to do, and where."""

import string

import pytest

from generator.screens import Screen, draw
from generator.screens.elements import ImageElement, KeyboardElement, ListElement, SwitchElement, TextElement
from tests.screens.specimens import LANGUAGES, SPECIMENS, WORDS

EXPECTED = {
    "hang-up": "Phần dưới màn hình: cuộc gọi «Số lạ», nút tròn hình ống nghe «Kết thúc»;"
    " bàn tay chạm nút tròn hình ống nghe «Kết thúc», phần cuối màn hình.",
    "back": "Phần trên màn hình «Số lạ»: tin nhắn «Nộp phí ngay: vneid.vi-du…» bị gạch chéo;"
    " bàn tay chạm mũi tên quay lại, góc trên, bên trái.",
    "hold-row": "Phần trên màn hình «Tin nhắn»: các dòng «Con Hoa», «Số lạ»;"
    " bàn tay chạm giữ dòng «Số lạ», dòng thứ 2 từ trên xuống.",
    "call-row": "Phần trên màn hình «Danh bạ»: các dòng «Cháu Tí», «Con Hoa», cuối mỗi dòng có hình ống nghe;"
    " bàn tay chạm hình ống nghe ở dòng «Cháu Tí», dòng đầu tiên.",
    "dialog": "Màn hình: bảng hỏi «Chặn số này?» có nút «Huỷ», «Chặn»;"
    " bàn tay chạm nút «Chặn», giữa màn hình, bên phải.",
    "four-tiles": "Màn hình «Ứng dụng»: các hình «Máy ảnh», «Bản đồ», «Gmail», «Chrome»;"
    " bàn tay chạm giữ hình «Chrome», phần cuối màn hình, bên phải.",
    "slider": "Màn hình «Cỡ chữ»: chữ «Đọc thử dòng này», thanh kéo «Cỡ chữ»;"
    " bàn tay kéo thanh kéo «Cỡ chữ» sang phải, phần cuối màn hình.",
    "login": "Màn hình «VNeID»: ô «Số định danh» đã ghi «001 0xx xxx xxx», ô «Mật khẩu», nút «Đăng nhập»;"
    " gõ vào ô «Mật khẩu», giữa màn hình.",
    "marks": "Màn hình «VNeID»: số 1: ô «Số định danh» đã ghi «001 0xx xxx xxx», số 2: ô «Mật khẩu».",
    "switches": "Màn hình «Cài đặt»: mũi tên quay lại, nút gạt «Chữ to» đang bật, nút gạt «Định vị» đang tắt,"
    " nút gạt «Tự động khoá» đang tắt; bàn tay chạm nút gạt «Chữ to», phần trên màn hình, bên phải.",
    "known-image": "Màn hình: hình bản đồ, số 1: chữ «Bản đồ»; bàn tay chạm hình bản đồ, giữa màn hình.",
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_screen_is_told(name: str) -> None:
    assert draw(SPECIMENS[name], WORDS["vi"]).alternative == EXPECTED[name]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SPECIMENS.values(), ids=SPECIMENS)
def test_every_specimen_can_be_told_in_every_language(screen: Screen, language: str) -> None:
    told = draw(screen, WORDS[language]).alternative
    assert told.endswith(".")
    assert "{" not in told


def test_an_author_may_tell_it_differently() -> None:
    assert draw(Screen(show=(TextElement("a"),), alternative="Một chữ a."), WORDS["vi"]).alternative == "Một chữ a."


def test_one_row_is_told_as_one() -> None:
    def told(*show: ListElement | ImageElement | SwitchElement | KeyboardElement) -> str:
        return draw(Screen(show=show), WORDS["vi"]).alternative

    assert told(ListElement(("Cỡ chữ",))) == "Màn hình: dòng «Cỡ chữ»."
    assert told(ListElement(("Zalo",), tiles=True)) == "Màn hình: hình «Zalo»."
    assert told(ListElement(("Con Hoa",), call=True)) == "Màn hình: dòng «Con Hoa»."
    assert told(ImageElement("")) == "Màn hình: một tấm hình."
    assert told(KeyboardElement(), KeyboardElement(letters=True)) == "Màn hình: bàn phím số, bàn phím chữ."


def test_the_languages_have_the_same_words_with_the_same_places() -> None:
    def places(text: str) -> list[str]:
        return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)

    meanings = ("app_", "image_")
    words = {
        language: {k: places(v) for k, v in table.items() if not k.startswith(meanings)}
        for language, table in WORDS.items()
    }
    assert words["vi"] == words["en"]
