from __future__ import annotations

import html
import struct
import xml.etree.ElementTree as ElementTree
from datetime import date
from threading import Thread

import pytest
from fakes import in_month, make_report

from app.library_picture import MOST_REPORTS, library_picture
from knowledge.theme_counts import Key
from knowledge.types import FindingType

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
    assert {"neglect", "housing", "▼4", "+12", "Audit r0", "2001-01, fictional"} <= set(words)
    assert "2 reports, oldest first. Drawn on 22 November 2026." in words


def test_more_reports_make_it_wider_until_the_oldest_are_left_out():
    few, many, most = (
        size_of(library_picture(*library(number), TODAY)) for number in (7, MOST_REPORTS, MOST_REPORTS + 7)
    )
    assert few[0] < many[0] == most[0]
    words = words_of(library_picture(*library(MOST_REPORTS + 7), TODAY, "svg"))
    assert f"The {MOST_REPORTS} newest of {MOST_REPORTS + 7} reports, oldest first. Drawn on 22 November 2026." in words
    assert "Audit r0" not in words
    assert f"Audit r{MOST_REPORTS + 6}" in words


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
    assert any(word.startswith("1 report," if number else "0 reports,") for word in words)


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
