from __future__ import annotations

import pytest
from fakes import make_passage, make_report

from app.report_links import is_on_picture, link_to, link_to_text
from knowledge.types import Span

PASSAGE = make_passage(1, "a b/c", "Words.", page=4)


def report_of(source_file):
    return make_report("a b/c", source_file=source_file)


def test_a_link_leads_to_the_page_of_a_pdf():
    assert link_to(PASSAGE, report_of("x.PDF")) == "/reports/a%20b%2Fc/pages/4?quote=1000-1006#quote"
    assert link_to(PASSAGE, report_of("x.pptx")) == "/reports/a%20b%2Fc/text?quote=1000-1006#quote"


def test_a_link_to_the_text_leads_there_whatever_the_format():
    assert link_to_text(report_of("x.pdf"), Span(3, 9)) == "/reports/a%20b%2Fc/text?quote=3-9#quote"


def test_a_link_carries_the_check_of_the_words():
    assert link_to(PASSAGE, report_of("x.pdf"), "0a1b").endswith("/pages/4?quote=1000-1006&check=0a1b#quote")


@pytest.mark.parametrize(
    ("file", "page", "expected"), [("x.pdf", 1, True), ("x.pdf", None, False), ("x.docx", 1, False)]
)
def test_only_a_page_of_a_pdf_has_a_picture(file, page, expected):
    assert is_on_picture(make_passage(1, "a b/c", page=page), report_of(file)) is expected
