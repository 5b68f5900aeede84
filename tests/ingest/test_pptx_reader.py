"""PowerPoint files: boxes in the order in which they are read, bullets that are inherited, tables, links and notes."""

from __future__ import annotations

import io
import json
import random

import pytest
from fakes import SHARED
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml import parse_xml
from pptx.util import Inches, Pt

from ingest.lines import Role
from ingest.readers.pptx import PptxReader
from ingest.readers.pptx_shapes import Shape, reading_order
from knowledge.errors import EmptyDocumentError
from knowledge.types import Link

TITLE_AND_CONTENT, TITLE_ONLY, COMPARISON, BLANK = 1, 5, 4, 6
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cf500f00038101806bcf2fe50000000049454e44ae426082"
)


class Deck:
    """A PowerPoint file in the making."""

    def __init__(self, path):
        self.pptx = Presentation()
        self.path = path

    def slide(self, title=None, layout=TITLE_ONLY):
        slide = self.pptx.slides.add_slide(self.pptx.slide_layouts[layout if title else BLANK])
        if title:
            slide.shapes.title.text = title
        return slide

    def read(self):
        self.pptx.save(self.path)
        return PptxReader().read(self.path)


@pytest.fixture
def deck(tmp_path):
    return Deck(tmp_path / "briefing.pptx")


def box(shapes, left, top, *paragraphs, bold_first=False):
    made = shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(1))
    made.text_frame.text = paragraphs[0]
    for text in paragraphs[1:]:
        made.text_frame.add_paragraph().text = text
    made.text_frame.paragraphs[0].runs[0].font.bold = bold_first
    return made


def told(document):
    return [(line.role, line.level, line.text) for line in document.lines]


def texts(document):
    return [line.text for line in document.lines]


def test_a_slide_is_a_page_with_its_title_as_heading(deck):
    box(deck.slide("Findings").shapes, 1, 3, "Police shared concerns.")
    box(deck.slide("Learning").shapes, 1, 3, "Ask about fathers.")
    document = deck.read()
    assert [(line.page, line.level, line.text) for line in document.lines] == [
        (1, 1, "Findings"),
        (1, 0, "Police shared concerns."),
        (2, 1, "Learning"),
        (2, 0, "Ask about fathers."),
    ]
    assert document.page_labels == ("1", "2")


def test_a_slide_without_a_title_does_not_stand_under_that_of_another(deck):
    deck.slide("Worries")
    box(deck.slide().shapes, 1, 1, "Joint visits worked well.")
    assert texts(deck.read()) == ["Worries", "Slide 2", "Joint visits worked well."]


def test_content_placeholders_have_bullets_of_their_own(deck):
    body = deck.slide("Findings", TITLE_AND_CONTENT).placeholders[1].text_frame
    body.text = "first"
    for text, level in (("under it", 1), ("second", 0)):
        body.add_paragraph().text = text
        body.paragraphs[-1].level = level
    body.add_paragraph().text = "No bullet."
    body.paragraphs[-1]._p.get_or_add_pPr().insert(
        0, parse_xml('<a:buNone xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/>')
    )
    assert told(deck.read())[1:] == [
        (Role.LIST_ITEM, 1, "first"),
        (Role.LIST_ITEM, 2, "under it"),
        (Role.LIST_ITEM, 1, "second"),
        (Role.PARAGRAPH, 0, "No bullet."),
    ]


def test_a_layout_can_take_the_bullets_off(deck):
    slide = deck.slide("Findings", COMPARISON)
    slide.placeholders[1].text_frame.text = "Strengths"
    slide.placeholders[2].text_frame.text = "Joint visits"
    assert [line.role for line in deck.read().lines[1:]] == [Role.PARAGRAPH, Role.LIST_ITEM]


def test_the_first_line_of_a_box_that_stands_out_is_its_heading(deck):
    box(deck.slide("Audit").shapes, 1, 3, "Good practice", "Joint visits", bold_first=True)
    assert told(deck.read())[1:] == [(Role.HEADING, 2, "Good practice"), (Role.PARAGRAPH, 0, "Joint visits")]


def test_larger_letters_stand_out_too_and_alike_ones_do_not(deck):
    shapes = deck.slide("Audit").shapes
    large = box(shapes, 1, 3, "Good practice", "Joint visits").text_frame
    large.paragraphs[0].runs[0].font.size, large.paragraphs[1].runs[0].font.size = Pt(20), Pt(12)
    box(shapes, 5, 3, "One point", "Another point")
    assert [line.text for line in deck.read().lines if line.role is Role.HEADING] == ["Audit", "Good practice"]


def test_boxes_are_read_by_place_whatever_was_drawn_first(deck):
    shapes = deck.slide("Audit").shapes
    places = [(left, top) for left in (0.5, 3, 5.5) for top in (2, 3.5, 5)]
    drawn = list(enumerate(places))
    random.Random(7).shuffle(drawn)
    for number, (left, top) in drawn:
        box(shapes, left, top, f"Box {number}")
    assert texts(deck.read())[1:] == [f"Box {number}" for number in range(9)]


def test_rows_far_apart_are_read_row_by_row():
    places = [(x, y, x + 9, y + 1) for y in (0, 5) for x in (0, 10)]
    assert [shape.element for shape in reading_order([Shape(i, *place) for i, place in enumerate(places)])] == [
        0,
        1,
        2,
        3,
    ]


def test_grouped_shapes_are_read_where_they_show(deck):
    shapes = deck.slide("Audit").shapes
    box(shapes, 1, 2, "first")
    group = shapes.add_group_shape()
    box(group.shapes, 0, 0, "third")
    group.left, group.top = Inches(1), Inches(5)
    box(shapes, 1, 3.5, "second")
    assert texts(deck.read())[1:] == ["first", "second", "third"]


def test_tables(deck):
    made = deck.slide("Audit").shapes.add_table(4, 3, 0, Inches(2), Inches(6), Inches(2)).table
    cells = [["Agency", "Finding", "RAG"], ["Police", "Two\nlines", "Red"], ["School", "One", "Green"], ["", "", ""]]
    for row, values in zip(made.rows, cells, strict=True):
        for cell, text in zip(row.cells, values, strict=True):
            cell.text = text
    made.cell(1, 0).merge(made.cell(2, 0))
    lines = deck.read().lines[1:]
    assert [(line.role, line.gap_before, line.text) for line in lines] == [
        (Role.TABLE_HEADER, True, "Agency\tFinding\tRAG"),
        (Role.TABLE_ROW, False, "Police School\tTwo lines\tRed"),
        (Role.TABLE_ROW, False, "\tOne\tGreen"),
    ]


def test_links_on_words_and_on_a_whole_shape(deck):
    shapes = deck.slide("Audit").shapes
    words = box(shapes, 1, 2, "See ").text_frame.paragraphs[0].add_run()
    words.text, words.hyperlink.address = "the tool", "https://example.org/tool"
    button = shapes.add_shape(MSO_SHAPE.RECTANGLE, Inches(1), Inches(4), Inches(2), Inches(1))
    button.text_frame.text, button.click_action.hyperlink.address = "Open it", "file:///C:/Users/jane.doe/tool.docx"
    jump = shapes.add_shape(MSO_SHAPE.RECTANGLE, Inches(1), Inches(6), Inches(2), Inches(1))
    jump.text_frame.text, jump.click_action.target_slide = "Next", deck.slide("Last")
    links = [line.links for line in deck.read().lines]
    assert links == [(), (Link("the tool", "https://example.org/tool"),), (Link("Open it", None),), (), ()]


def test_speaker_notes_come_last_under_their_own_heading(deck):
    slide = deck.slide("Audit")
    slide.notes_slide.notes_text_frame.text = "Allow time.\nAsk each agency."
    box(slide.shapes, 1, 3, "Text.")
    assert told(deck.read()) == [
        (Role.HEADING, 1, "Audit"),
        (Role.PARAGRAPH, 0, "Text."),
        (Role.HEADING, 2, "Speaker notes"),
        (Role.PARAGRAPH, 0, "Allow time."),
        (Role.PARAGRAPH, 0, "Ask each agency."),
    ]


def test_what_is_not_read_is_told_with_its_slides(deck):
    deck.slide("One").shapes.add_picture(io.BytesIO(PICTURE), 0, 0)
    hidden = deck.slide("Two")
    hidden.element.set("show", "0")
    numbers = CategoryChartData()
    numbers.categories = ["2024"]
    numbers.add_series("Referrals", (5,))
    hidden.shapes.add_chart(XL_CHART_TYPE.PIE, 0, 0, Inches(2), Inches(2), numbers)
    document = deck.read()
    assert texts(document) == ["One", "Two"]
    assert document.warnings == (
        "Hidden in the slide show, but read: slide 2.",
        "Pictures are not read: slide 1.",
        "Charts are not read: slide 2.",
    )


def test_slide_numbers_and_footers_are_not_content(deck):
    slide = deck.slide("Audit")
    for placeholder in slide.slide_layout.placeholders:
        if placeholder.placeholder_format.idx >= 10:
            slide.shapes.clone_placeholder(placeholder)
            slide.placeholders[placeholder.placeholder_format.idx].text_frame.text = "OFFICIAL"
    assert texts(deck.read()) == ["Audit"]


def test_slides_without_words_are_empty(deck):
    deck.slide().shapes.add_picture(io.BytesIO(PICTURE), 0, 0)
    with pytest.raises(EmptyDocumentError, match="slide 1"):
        deck.read()


@pytest.mark.real_reports
def test_the_sample_briefing_is_read_in_order():
    truth = json.loads((SHARED / "samples" / "briefing.gt.json").read_text("utf-8"))
    document = PptxReader().read(SHARED / "samples" / "briefing.pptx")
    first = [line.text for line in document.lines if line.page == 1]
    assert first[1:26] == [text for heading, items in truth["boxes"] for text in (heading, *items)]
    headings = [line.text for line in document.lines if line.role is Role.HEADING and line.level == 2]
    assert headings == [*truth["order"], "Speaker notes"]
    rows = [line.text.split("\t") for line in document.lines if line.role in {Role.TABLE_HEADER, Role.TABLE_ROW}]
    assert rows == truth["table"]
    assert first[26] == "Speaker notes"
