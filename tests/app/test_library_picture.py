from __future__ import annotations

import html
import struct
import xml.etree.ElementTree as ElementTree
from datetime import date
from threading import Thread

import pytest
from fakes import in_month, make_report, on_day

from app.library_picture import MOST_REPORTS, MOST_THEMES, library_picture
from knowledge.theme_counts import Key, theme_labels
from knowledge.types import AuditDate, DatePrecision, FindingType

TODAY = date(2026, 11, 22)
COUNTS = {Key("neglect", FindingType.CONCERN): 4, Key("housing", FindingType.STATISTIC): 12}


def library(number, **fields):
    reports = [make_report(f"r{n}", audit_date=in_month(2001 + n // 12, 1 + n % 12), **fields) for n in range(number)]
    return reports, {report.report_id: COUNTS for report in reports}


def words_of(drawn):
    """The words of an SVG: its letters are drawn, each text with its words in a comment before it."""
    parser = ElementTree.XMLParser(target=ElementTree.TreeBuilder(insert_comments=True))
    tree = ElementTree.fromstring(drawn, parser)
    return [html.unescape(node.text or "").strip() for node in tree.iter() if node.tag is ElementTree.Comment]


def size_of(drawn):
    assert drawn.startswith(b"\x89PNG")
    return struct.unpack(">II", drawn[16:24])


def test_the_picture_names_themes_reports_counts_and_day():
    words = words_of(library_picture(*library(2, fictional=True), TODAY, "svg"))
    assert {"neglect", "housing", "▼4", "Audit r0", "January 2001, fictional"} <= set(words)
    assert "+12" not in words
    assert "2 reports, 2 themes. Oldest report first. Drawn on 22 November 2026." in words


@pytest.mark.parametrize("number", [0, 1, 7, MOST_REPORTS + 17])
def test_it_is_as_wide_as_a_slide_however_many_reports_there_are(number):
    wide, high = size_of(library_picture(*library(number), TODAY))
    assert wide / high == pytest.approx(16 / 9, abs=0.01)


def test_the_newest_reports_and_the_most_told_themes_are_drawn_and_it_says_so():
    reports, _counts = library(MOST_REPORTS + 17)
    themes = list(theme_labels())[: MOST_THEMES + 3]
    told = {Key(theme, FindingType.CONCERN): 90 - n for n, theme in enumerate(themes)}
    words = words_of(library_picture(reports, {report.report_id: told for report in reports}, TODAY, "svg"))
    said = f"{MOST_REPORTS} newest of {MOST_REPORTS + 17} reports, {MOST_THEMES} of {MOST_THEMES + 3} themes, the most "
    assert any(word.startswith(said) for word in words)
    assert "Audit r16" not in words
    assert {"Audit r17", f"Audit r{MOST_REPORTS + 16}"} <= set(words)
    assert theme_labels()[themes[MOST_THEMES - 1]] in words
    assert theme_labels()[themes[MOST_THEMES]] not in words


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"audit_date": on_day(2025, 12, 9)}, {"Harrowmere", "December 2025"}),
        ({"audit_date": AuditDate(date(2021, 1, 1), DatePrecision.YEAR)}, {"Harrowmere", "2021"}),
        ({}, {"Harrowmere", "not dated"}),
    ],
)
def test_a_report_is_named_by_its_partnership_and_month(fields, expected):
    report = make_report("r", partnership="Harrowmere Safeguarding Children Partnership", **fields)
    words = words_of(library_picture([report], {report.report_id: COUNTS}, TODAY, "svg"))
    assert expected <= set(words)
    assert "Audit r" not in words


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("$\\frac{1}{$", "$\\frac{1}{$"),
        ("costs $5 and $6", "costs $5 and $6"),
        ("<script>x</script> &amp;", "<script>x</script> &amp;"),
        ("two\nlines\x00\x0b", "two lines"),
        ("Audit 监护", "Audit □□"),
    ],
)
def test_any_title_is_drawn_as_it_stands(title, expected):
    reports, counts = library(1, title=title)
    assert expected in words_of(library_picture(reports, counts, TODAY, "svg"))
    size_of(library_picture(reports, counts, TODAY))


@pytest.mark.parametrize("number", [0, 1])
def test_a_library_without_themes_says_so(number):
    reports, _counts = library(number)
    words = words_of(library_picture(reports, {}, TODAY, "svg"))
    assert "No passage of these reports is labelled with a theme." in words
    assert any(word.startswith("1 report, 0 themes." if number else "0 reports, 0 themes.") for word in words)


def test_pictures_may_be_drawn_side_by_side():
    reports, counts = library(3)
    drawn = []
    threads = [Thread(target=lambda: drawn.append(library_picture(reports, counts, TODAY, "png"))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(drawn) == 3
    assert len({bytes(one) for one in drawn}) == 1
