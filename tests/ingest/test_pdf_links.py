"""Links of PDF pages: their words, their targets, and those that were lost."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.blocks import join_lines
from ingest.readers.pdf import PdfReader
from knowledge.types import Link


@pytest.fixture
def links(tmp_path):
    """The links of a page with two lines, 70 points from the left, given as (uri, from x, to x, line)."""

    def read(*areas):
        path = tmp_path / "made.pdf"
        canvas = Canvas(str(path))
        canvas.setFont("Courier", 10)  # 6 points to a letter
        canvas.drawString(70, 700, "Read the practice toolkit that goes on over the end of its line and")
        canvas.drawString(70, 688, "further on before you meet.")
        for uri, start, end, line in areas:
            canvas.linkURL(uri, (70 + 6 * start, 697 - 12 * line, 70 + 6 * end, 708 - 12 * line))
        canvas.save()
        (block,) = join_lines(PdfReader(ocr=False).read(path).lines, lambda text: False)
        return block.links

    return read


def test_a_link_has_the_words_that_it_covers(links):
    assert links(("https://example.org/t", 9, 25, 0)) == [Link("practice toolkit", "https://example.org/t")]


def test_two_areas_of_one_target_next_to_each_other_are_one_link(links):
    areas = [("https://example.org/t", 9, 17, 0), ("https://example.org/t", 18, 25, 0)]
    assert links(*areas) == [Link("practice toolkit", "https://example.org/t")]


def test_a_link_over_two_lines_is_one(links):
    areas = [("https://example.org/t", 64, 68, 0), ("https://example.org/t", 0, 10, 1)]
    assert links(*areas) == [Link("and further on", "https://example.org/t")]


def test_links_of_two_targets_stay_apart(links):
    areas = [("https://example.org/t", 9, 17, 0), ("https://example.org/u", 18, 25, 0)]
    assert [link.anchor for link in links(*areas)] == ["practice", "toolkit"]


def test_a_lost_target_keeps_its_words_and_no_path(links):
    assert links(("file:///C:/Users/jo.bloggs/toolkit.docx", 9, 25, 0)) == [Link("practice toolkit", None)]


def test_a_link_inside_the_file_is_none(tmp_path):
    path = tmp_path / "made.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(70, 700, "See part two.")
    canvas.bookmarkPage("two")
    canvas.linkRect("", "two", (70, 695, 200, 715))
    canvas.save()
    (line,) = PdfReader(ocr=False).read(path).lines
    assert line.links == ()
