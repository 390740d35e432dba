"""Drawings of mock screens as files: the same bytes, plain SVG, readable, nothing that a reader of codes finds."""

import io
import re
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from generator.diagnostics import Diagnostics, Position
from generator.screens import (
    DIRECTIONS,
    HIGH,
    WIDE,
    BubbleElement,
    ButtonElement,
    CallElement,
    DialogElement,
    Element,
    FieldElement,
    ImageElement,
    KeyboardElement,
    ListElement,
    Misfit,
    QrElement,
    Screen,
    SliderElement,
    SwitchElement,
    TextElement,
    draw,
    misfits,
)
from generator.screens.page import Page, arrange
from generator.screens.shapes import Box, Shape
from generator.source.screen import read_screen
from tests.goldens import FOLDER, Golden
from tests.screens.specimens import LOOKS, SPECIMENS, WORDS

VI = WORDS["vi"]
PHONE = Box(0, 0, WIDE, HIGH)
SVG = "{http://www.w3.org/2000/svg}"


def pretty(screen: Screen) -> str:
    return draw(screen, VI).svg.decode()


# --- the file -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["dialog.svg", "hold-row.svg", "login.svg"])
def test_drawing_is_as_reviewed(name: str, golden: Golden) -> None:
    golden.check(name, pretty(SPECIMENS[name.removesuffix(".svg")]))


@pytest.mark.parametrize("screen", SPECIMENS.values(), ids=SPECIMENS)
def test_drawing_is_plain_svg(screen: Screen) -> None:
    drawing = draw(screen, VI)
    root = etree.fromstring(drawing.svg)
    assert (drawing.width, drawing.height) == (132, 144)
    assert root.attrib["viewBox"] == "0 0 132 144"
    assert root.attrib["font-family"] == "Be Vietnam Pro, Noto Sans, Roboto, sans-serif"
    assert root.attrib["font-size"] == "14"
    assert root.findtext(f"{SVG}title") == drawing.alternative
    for element in root.iter():
        assert element.tag in {f"{SVG}{n}" for n in ("svg", "title", "rect", "circle", "line", "path", "text")}
        assert not {"id", "class", "style", "href", "font-size"} & set(element.attrib) - (
            {"font-size"} if element is root else set()
        )
        assert element.get("font-weight", "400") in ("400", "700")
        for key, value in element.attrib.items():
            assert "url(" not in value
            if key not in ("font-family", "viewBox"):
                assert not re.search(r"\d\.\d{3}", value), f"{key} has more than two decimals"
    assert drawing == draw(screen, VI), "the same bytes twice"


@pytest.mark.parametrize("screen", SPECIMENS.values(), ids=SPECIMENS)
def test_the_phone_is_opaque(screen: Screen) -> None:
    """A page may be dark."""
    first = etree.fromstring(draw(screen, VI).svg)[1]
    assert first.attrib["fill"] == "#ffffff"


# --- what can be read -----------------------------------------------------------------------


def brightness(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ground(page: Page, words: Shape) -> str:
    """Return the colour that lies under the middle of ``words``."""
    point = Box(*words.box.middle, 0, 0)
    below = [
        dict(s.attributes)["fill"]
        for s in page.shapes[: page.shapes.index(words)]
        if s.name != "line" and not s.words and point.inside(s.box)
    ]
    return next(str(c) for c in reversed(below) if c != "none")


@pytest.mark.parametrize("screen", SPECIMENS.values(), ids=SPECIMENS)
def test_words_stand_out_from_their_ground(screen: Screen) -> None:
    page = arrange(screen, LOOKS)
    for words in (s for s in page.shapes if s.words):
        ink = str(dict(words.attributes)["fill"])
        assert contrast(ink, ground(page, words)) >= 7, words.words


def test_contrast_is_what_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#595959", "#ffffff") >= 7 > contrast("#595959", "#e8e8e8")


# --- what cannot be shown ---------------------------------------------------------------------


def test_what_is_cut_is_named_with_the_letters_that_fit() -> None:
    show = (ButtonElement("Đăng nhập bằng vân tay"), ListElement(("Một", "Nghiêngnghiêngnghiêngnghiêng")))
    title = "Tài khoản ngân hàng của tôi"
    assert misfits(Screen(title=title, show=show)) == (
        Misfit(-1, "title", 0, title, 15),
        Misfit(0, "button", 0, "Đăng nhập bằng vân tay", 12),
        Misfit(1, "list", 1, "Nghiêngnghiêngnghiêngnghiêng", 13),
    )


def test_what_finds_no_room_is_named() -> None:
    show = tuple(FieldElement(f"Ô {n}", "a") for n in range(4))
    assert misfits(Screen(title="Nhiều", show=show)) == (Misfit(2),), "the first of those without room"


def test_portraits_may_not_decide_whether_a_screen_fits() -> None:
    """Whoever reads a lesson does not know the language of the theme yet."""
    for screen in SPECIMENS.values():
        assert misfits(screen) == ()
        assert {arrange(screen, looks).crowded for looks in (LOOKS, type(LOOKS)({}))} == {None}


# --- any screen ---------------------------------------------------------------------------------

SYLLABLES = (
    "Ấm",
    "Ngữ",
    "con",
    "Hoa",
    "khoẻ",
    "nghiêng",
    "115",
    "VNeID",
    "a",
    "vi-du.example",
    "«Xong»",
    "& <b>",
    "Số",
    "lạ",
)
labels = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=4).map(" ".join)
rows = st.lists(labels, min_size=1, max_size=4, unique=True).map(tuple)
gestures = st.sampled_from(("tap", "hold", "swipe"))


@st.composite
def acted(draw: st.DrawFn, element: Element) -> Element:
    """Return ``element`` with a gesture, a direction or a number of its own."""
    kind = "type" if isinstance(element, KeyboardElement) else draw(gestures)
    fields = {name: getattr(element, name) for name in element.__match_args__}
    parts = element.rows if isinstance(element, ListElement) else getattr(element, "buttons", ("",))
    direction = draw(st.sampled_from(("", *DIRECTIONS))) if kind == "swipe" else ""
    made: Element = type(element)(**fields, target=kind, at=draw(st.sampled_from(parts)), direction=direction)
    return made


elements = st.one_of(
    labels.map(TextElement),
    st.builds(FieldElement, labels, st.one_of(st.just(""), labels)),
    st.builds(ButtonElement, labels, st.booleans()),
    st.builds(SwitchElement, labels, st.booleans()),
    st.builds(ListElement, rows, st.booleans(), st.booleans()),
    st.builds(BubbleElement, labels, st.booleans(), st.booleans()),
    labels.map(CallElement),
    st.builds(DialogElement, labels, st.lists(labels, min_size=1, max_size=2, unique=True).map(tuple)),
    st.booleans().map(lambda letters: KeyboardElement(letters=letters)),
    st.builds(SliderElement, labels, st.integers(0, 100)),
    st.one_of(st.just(""), labels).map(QrElement),
    st.one_of(st.sampled_from(("phone", "map")), labels).map(ImageElement),
)


@st.composite
def screens(draw: st.DrawFn) -> Screen:
    show = draw(st.lists(elements, min_size=1, max_size=5))
    back = draw(st.sampled_from(("", "true", "tap")))
    if back != "tap" and draw(st.booleans()):
        index = draw(st.integers(0, len(show) - 1))
        show[index] = draw(acted(show[index]))
    title = draw(st.one_of(st.just(""), labels))
    return Screen(title, back, tuple(show), draw(st.sampled_from(("", "top", "bottom"))))


@settings(max_examples=40)
@given(screens())
def test_any_screen_is_drawn_inside_its_frame(screen: Screen) -> None:
    drawing = draw(screen, VI)
    assert etree.fromstring(drawing.svg).findtext(f"{SVG}title") == drawing.alternative
    page = arrange(screen, LOOKS)
    assert [s for s in page.shapes if not s.box.inside(PHONE)] == []
    assert [s.words for s in page.shapes if s.words and not s.box.inside(PHONE.grown(-2))] == []


@settings(max_examples=40)
@given(screens())
def test_nothing_collides_in_a_screen_that_fits(screen: Screen) -> None:
    page = arrange(screen, LOOKS)
    if page.crowded is None:
        words = [s for s in page.shapes if s.words]
        for one, other in combinations(words, 2):
            assert not one.box.grown(-2).overlaps(other.box.grown(-2)), (one.words, other.words)
        for cover in page.hand:
            assert [s.words for s in words if s.box.overlaps(cover)] == []
        gesture = next((e.target for e in screen.show if e.target), "tap" if screen.back == "tap" else "")
        assert bool(page.hand) == (gesture in ("tap", "hold", "swipe"))


# --- codes ----------------------------------------------------------------------------------------


def codes_in(svg: bytes) -> list[str]:
    """Return what is read from a print at 300 dots per inch."""
    import base64

    import pypdfium2
    import weasyprint
    import zxingcpp

    picture = f'<img src="data:image/svg+xml;base64,{base64.b64encode(svg).decode()}">'
    page = weasyprint.HTML(string=f"<style>@page {{ size: 240pt; margin: 20pt }}</style>{picture}").write_pdf()
    assert page is not None
    document = pypdfium2.PdfDocument(page)
    image = document[0].render(scale=300 / 72).to_pil()
    document.close()
    return [found.text for found in zxingcpp.read_barcodes(image)]


@pytest.mark.pdf
@pytest.mark.parametrize("name", ["qr", "tapped-qr"])
def test_a_drawn_code_says_nothing(name: str) -> None:
    assert codes_in(draw(SPECIMENS[name], VI).svg) == []


@pytest.mark.pdf
def test_a_real_code_would_be_read() -> None:
    import segno

    out = io.BytesIO()
    segno.make("vi-du").save(out, kind="svg", scale=4, border=4)
    assert codes_in(out.getvalue()) == ["vi-du"]


# --- the lessons of this repository -------------------------------------------------------------------


@pytest.mark.course
def test_every_authored_screen_fits() -> None:
    lessons = FOLDER.parent.parent / "content" / "lessons"
    problems = Diagnostics()
    count = 0
    for path in sorted(lessons.glob("*.md")):
        lines = path.read_text(encoding="utf-8").split("\n")
        for start in (n for n, line in enumerate(lines) if line.strip() == "```screen"):
            end = next(n for n, line in enumerate(lines) if n > start and line.strip() == "```")
            screen, found = read_screen("\n".join(lines[start + 1 : end]) + "\n", Position(path.name, start + 2))
            problems.extend(found)
            count += screen is not None
    assert [d.text("en") for d in problems] == []
    assert count > 20
