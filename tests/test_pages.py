"""Templates: text is escaped, a missing name is an error, nothing outside their folder is read."""

from pathlib import Path

import pytest
from jinja2 import TemplateNotFound, UndefinedError
from jinja2.exceptions import SecurityError

from generator.pages import markup, page
from generator.theme import Theme


@pytest.fixture
def theme(tmp_path: Path) -> Theme:
    part = tmp_path / "part"
    part.mkdir()
    (part / "a.html").write_text("<p>{{ said }}</p>", encoding="utf-8")
    (part / "b.html").write_text("{% include 'a.html' %}!", encoding="utf-8")
    (part / "c.html").write_text("{{ said.__class__.__mro__ }}", encoding="utf-8")
    (tmp_path / "secret.html").write_text("secret", encoding="utf-8")
    (part / "d.html").write_text("{% include '../secret.html' %}", encoding="utf-8")
    return Theme((tmp_path,))


def test_text_is_escaped_unless_it_is_markup(theme: Theme) -> None:
    assert page(theme, "part", "a.html", said="<b>&") == "<p>&lt;b&gt;&amp;</p>"
    assert page(theme, "part", "b.html", said=markup("<b>á</b>")) == "<p><b>á</b></p>!"


def test_a_name_that_is_not_given_is_an_error(theme: Theme) -> None:
    with pytest.raises(UndefinedError):
        page(theme, "part", "a.html")


def test_a_template_reaches_nothing_but_what_it_is_given(theme: Theme) -> None:
    with pytest.raises(SecurityError):
        page(theme, "part", "c.html", said="x")
    with pytest.raises(TemplateNotFound):
        page(theme, "part", "d.html")
    with pytest.raises(TemplateNotFound):
        page(theme, "part", "none.html")
