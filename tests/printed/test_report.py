"""Measured files told."""

import csv
import io
import json
from xml.etree import ElementTree as ET

import pytest

from generator.diagnostics import Position, error, warning
from generator.printed import Report
from generator.printed.report import COLUMNS, FORMATS, as_csv, as_html, as_json, as_text, title
from generator.printed.rules import RULES

PLACE = Position("content/lessons/a27.md", 12)
REPORTS = {
    "a27.pdf": Report(
        {"print-P01": 3, "print-P13": 2},
        (
            error(PLACE, "print-P01", "page {page}: «{text}» is {size} pt, less than {smallest} pt",
                  "print it larger, or leave it out", page=2, text="<b>", size=12, smallest=14),
            warning(PLACE, "print-P13", "page {page} is coloured", page=2),
        ),
    ),
    "b07.pdf": Report({"print-P01": 1}, ()),
}  # fmt: skip


def test_text() -> None:
    assert as_text(REPORTS, "en").splitlines() == [
        "a27.pdf: 2 rules, 5 things measured; 1 errors, 1 warnings",
        "  print-P01             3  Nothing is printed smaller than the edition allows, and most of the text has"
        " the body size (P01).",
        "  print-P13             2  Toner is spent sparingly: page and booklet keep under a mean blackness, no black"
        " area is large (P13).",
        "content/lessons/a27.md:12:1: error: page 2: «<b>» is 12 pt, less than 14 pt [print-P01]",
        "    print it larger, or leave it out",
        "content/lessons/a27.md:12:1: warning: page 2 is coloured [print-P13]",
        "b07.pdf: 1 rules, 1 things measured; 0 errors, 0 warnings",
        "  print-P01             1  Nothing is printed smaller than the edition allows, and most of the text has"
        " the body size (P01).",
    ]


def test_table_has_a_row_for_what_is_fine() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(REPORTS, "en"))))
    assert tuple(rows[0]) == COLUMNS
    assert [row[:5] for row in rows[1:]] == [
        ["a27.pdf", "print-P01", "3", "error", "content/lessons/a27.md"],
        ["a27.pdf", "print-P13", "2", "warning", "content/lessons/a27.md"],
        ["b07.pdf", "print-P01", "1", "", ""],
    ]
    assert all(len(row) == len(COLUMNS) for row in rows)


def test_data() -> None:
    first, second = json.loads(as_json(REPORTS, "vi"))["files"]
    assert (first["file"], first["passed"], second["passed"]) == ("a27.pdf", False, True)
    assert first["measured"] == {"print-P01": 3, "print-P13": 2}
    assert first["findings"][0]["line"] == 12


def test_page_is_well_formed_and_shows_authors_words_as_they_are() -> None:
    page = as_html(REPORTS, "en")
    root = ET.fromstring(page.replace("<!DOCTYPE html>", "").replace('<meta charset="utf-8">', "").replace("<br>", ""))
    assert "«<b>» is 12 pt" in "".join(root.itertext())
    assert len(root.findall(".//tbody/tr")) == 3
    assert "style=" not in page
    assert "<script" not in page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_rule_has_a_title(language: str) -> None:
    titles = [title(rule.identifier, language) for rule in RULES]
    assert all(titles)
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("name", FORMATS)
def test_every_form_tells_every_finding(name: str) -> None:
    told = FORMATS[name](REPORTS, "en")
    assert "page 2 is coloured" in told
    assert told == FORMATS[name](REPORTS, "en")
    assert told.endswith("\n")
