"""What counts as text, line or tint: the cases beside the canaries."""

from dataclasses import replace

import pytest

from generator.printed import Report
from tests.printed.canaries import CODED, notes
from tests.printed.paper import CLEAN, SCREEN, broken, report, said

pytestmark = pytest.mark.pdf


def screen(inside: str) -> Report:
    """Measure the sample with more in its pictures."""
    return report(replace(CLEAN, screen=SCREEN.replace("</svg>", f"{inside}</svg>")))


def test_text_that_nobody_has_to_read_may_be_pale_in_pictures() -> None:
    assert said(screen('<rect x="14" y="60" width="80" height="5" fill="#c4c4c4"/>')) == []


def test_only_in_pictures_and_only_in_that_grey() -> None:
    assert broken(screen('<rect x="14" y="60" width="80" height="5" fill="#d4d4d4"/>')) == {"print-P10"}
    bar = '<div style="width: 50mm; height: 5pt; background: #c4c4c4"></div><p class="stamp"'
    assert broken(report(notes('<p class="stamp"', bar))) == {"print-P10"}


def test_a_tint_is_no_icon() -> None:
    assert said(report(replace(CLEAN, style=".mo { background: #ededed }"))) == []


def test_a_pale_icon_is_found() -> None:
    icon = '<div style="width: 9pt; height: 9pt; background: #bbb"></div><p class="stamp"'
    assert broken(report(notes('<p class="stamp"', icon))) == {"print-P10"}


def test_white_on_black_is_read() -> None:
    badge = '<p style="background: #000; color: #fff; padding: 0 4pt">A27</p><p class="stamp"'
    assert said(report(notes('<p class="stamp"', badge))) == []


def test_white_on_grey_is_not() -> None:
    badge = '<p style="background: #555; color: #fff; padding: 0 4pt">A27</p><p class="stamp"'
    assert broken(report(notes('<p class="stamp"', badge))) == {"print-P12"}


def test_lines_that_cross_in_a_drawing_are_judged_against_the_paper() -> None:
    cross = '<path d="M20 60 L60 100 M60 60 L20 100" stroke="#000" stroke-width="3.5"/>'
    assert said(screen(cross)) == []


def test_a_grey_key_on_a_tint_is_too_pale() -> None:
    keys = '<rect x="10" y="52" width="60" height="30" fill="#e8e8e8"/>'
    key = '<rect x="20" y="58" width="20" height="18" fill="#fff" stroke="#8c8c8c"/>'
    assert broken(screen(keys + key)) == {"print-P10"}


def test_a_code_is_no_black_area() -> None:
    assert said(report(CODED)) == []
