"""Tables of PDF pages: cells by their drawn lines, rows and headers over page breaks."""

from __future__ import annotations

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from ingest.blocks import Kind, join_lines
from ingest.lines import Role
from ingest.readers.pdf import PdfReader
from ingest.tables import head_rows

BODY = getSampleStyleSheet()["BodyText"]
HEADER = ["Ref", "Agency", "What the audit found"]
GRID = ("GRID", (0, 0), (-1, -1), 0.5, colors.black)
BOLD = ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold")
LONG = "Plans were shared with the school late and nobody had asked the father whom the child saw on most days."


@pytest.fixture
def rows(tmp_path):
    """Makes a PDF of tables with a sentence before each, and gives back its table rows as blocks."""

    def make(*tables):
        path = tmp_path / "made.pdf"
        story = [part for table in tables for part in (Paragraph("What stands before a table.", BODY), table)]
        SimpleDocTemplate(str(path), pagesize=A4).build(story)
        blocks = join_lines(PdfReader(ocr=False).read(path).lines, lambda text: False)
        head_rows(blocks)
        return [block for block in blocks if block.kind is Kind.TABLE_ROW]

    return make


def table(*body, style=(GRID, BOLD), header=(HEADER,), repeat=1, widths=(50, 80, 150)):
    cells = [[Paragraph(cell, BODY) if len(cell) > 30 else cell for cell in row] for row in body]
    return Table([*map(list, header), *cells], colWidths=widths, repeatRows=repeat, style=list(style))


def test_a_cell_over_several_lines_is_one(rows):
    found = rows(table(["F1", "Police", LONG], ["F2", "School", "Good"]))
    assert [row.text for row in found] == ["\t".join(HEADER), f"F1\tPolice\t{LONG}", "F2\tSchool\tGood"]
    assert [row.role for row in found] == [Role.TABLE_HEADER, Role.TABLE_ROW, Role.TABLE_ROW]
    assert {row.column_headings for row in found[1:]} == {tuple(HEADER)}


def test_only_the_first_row_of_a_table_has_a_gap_before_it(rows):
    found = rows(table(["F1", "Police", "Late"]), table(["F2", "School", "Good"]))
    assert [row.gap_before for row in found] == [True, False, True, False]


def test_a_table_over_two_pages_is_one_and_its_header_stands_once(rows):
    found = rows(table(*([f"F{number}", "Police", "Good"] for number in range(60))))
    assert [row.text for row in found] == ["\t".join(HEADER), *(f"F{n}\tPolice\tGood" for n in range(60))]
    assert {row.column_headings for row in found[1:]} == {tuple(HEADER)}
    assert sum(row.gap_before for row in found) == 1


def test_a_header_that_is_not_bold_is_told_by_standing_on_each_page(rows):
    found = rows(table(*([f"F{number}", "Police", "Good"] for number in range(60)), style=[GRID]))
    assert found[0].role is Role.TABLE_HEADER
    assert len(found) == 61


def test_a_row_that_goes_on_over_the_page_is_one(rows):
    sentence = " ".join(f"Record {number} was read." for number in range(120))
    body = Table(
        [HEADER, ["F1", "Police", Paragraph(sentence, BODY)]],
        colWidths=(50, 80, 150), splitInRow=1, style=[GRID, BOLD, ("VALIGN", (0, 0), (-1, -1), "TOP")],
    )  # fmt: skip
    found = rows(body)
    assert found[1].text == f"F1\tPolice\t{sentence}"
    assert len(found) == 2


def test_a_cell_merged_over_rows_names_their_group(rows):
    style = [GRID, BOLD, ("SPAN", (0, 1), (0, 2))]
    found = rows(table(["Health", "Seen", "7"], ["", "Asked", "3"], ["Police", "Seen", "4"], style=style))
    assert [row.text for row in found[1:]] == ["Health\tSeen\t7", "\tAsked\t3", "Police\tSeen\t4"]
    assert [row.row_group for row in found[1:]] == ["Health", "Health", "Police"]


def test_a_header_of_two_rows_names_columns_with_both(rows):
    style = [GRID, ("FONTNAME", (0, 0), (-1, 1), "Helvetica-Bold"), ("SPAN", (1, 0), (2, 0))]
    header = (["Agency", "Children seen", ""], ["", "In 2023", "In 2024"])
    found = rows(table(["Police", "7", "9"], header=header, style=style))
    assert found[2].column_headings == ("Agency", "Children seen In 2023", "Children seen In 2024")
    assert [row.heads_rows for row in found] == [True, True, False]


def test_boxes_edge_to_edge_are_no_table(rows):
    box = "<b>Strengths</b><br/>Police shared.<br/>Nurses asked.<br/>Plans were clear."
    boxes = Table([[Paragraph(box, BODY)] * 2] * 2, colWidths=(200, 200), style=[GRID])
    assert rows(boxes) == []


def test_a_frame_around_text_is_no_table(rows):
    assert rows(Table([[Paragraph(LONG, BODY)]], colWidths=(200,), style=[GRID])) == []


def test_a_link_over_the_lines_of_a_cell_is_one(rows):
    words = "the pathway for all those who work with children and families"
    cell = f'Use <a href="https://example.org/path">{words}</a> now.'
    found = rows(table(["F1", "Police", cell]))
    assert [(link.anchor, link.url) for link in found[1].links] == [(words, "https://example.org/path")]


@pytest.mark.real_reports
@pytest.mark.parametrize("name", ["report", "report_tagged"])
def test_the_tables_of_the_long_report(name):
    import json

    from fakes import SHARED

    truth = json.loads((SHARED / "samples" / "report.gt.json").read_text("utf-8"))
    blocks = join_lines(PdfReader(ocr=False).read(SHARED / "samples" / f"{name}.pdf").lines, lambda text: False)
    head_rows(blocks)
    found = {block.text.replace("’", "'"): block.column_headings for block in blocks if block.kind is Kind.TABLE_ROW}
    for header, *body in truth["tables"]:
        for row in body:
            assert found.get("\t".join(row).replace("’", "'").replace("–", "-")) == tuple(header)
