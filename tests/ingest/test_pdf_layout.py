"""The order in which the PDF reader reads boxes, columns and what is between them."""

from __future__ import annotations

import pytest
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from ingest.blocks import Kind, join_lines
from ingest.finding_type_rules import finding_type_rules
from ingest.readers.pdf import PdfReader
from ingest.sections import place

TOP = landscape(A4)[1]
COLUMNS = {"A": 40, "B": 310, "C": 580}
TEXTS = {
    "A": (
        "What we did",
        ["• Nine children's records were read by a", "panel of four agencies.", "• Parents were asked too."],
    ),
    "B": (
        "What went well",
        ["• Nurseries passed on what they saw in", "good time.", "• Plans named one worker for the child."],
    ),
    "C": (
        "What to do now",
        ["• Ask who else lives in the home and write", "it down.", "• Use the toolkit before the meeting."],
    ),
}


@pytest.fixture
def texts(tmp_path):
    """Draws a page and reads it back: the text of each block, in order."""

    def read(draw):
        canvas = Canvas(str(tmp_path / "made.pdf"), pagesize=landscape(A4))
        draw(canvas)
        canvas.save()
        return [block.text for block in blocks(PdfReader(ocr=False).read(tmp_path / "made.pdf"))]

    return read


def blocks(document):
    return join_lines(document.lines, finding_type_rules().is_heading)


def write(canvas, x, y, line, *, bold=False, size=10):
    canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
    canvas.drawString(x, TOP - y, line)


def draw_columns(canvas, names, top=100, lines=TEXTS):
    """Row by row, as a tool that knows nothing of columns does."""
    for name in names:
        write(canvas, COLUMNS[name], top, lines[name][0], bold=True, size=12)
    for number in range(3):
        for name in names:
            write(canvas, COLUMNS[name], top + 16 + 14 * number, lines[name][1][number])


def expected(names, lines=TEXTS):
    return [
        text
        for name in names
        for text in (
            lines[name][0],
            " ".join(lines[name][1][:2]).removeprefix("• "),
            lines[name][1][2].removeprefix("• "),
        )
    ]


@pytest.mark.parametrize("drawn", ["ABC", "CBA", "BCA"])
def test_columns_are_read_one_after_the_other_however_they_are_drawn(texts, drawn):
    assert texts(lambda canvas: draw_columns(canvas, drawn)) == expected("ABC")


@pytest.mark.parametrize("drawn", ["ABC", "CAB"])
def test_boxes_are_read_one_after_the_other(texts, drawn):
    def draw(canvas):
        for name in drawn:
            canvas.roundRect(COLUMNS[name] - 8, TOP - 160, 250, 80, 5)
        draw_columns(canvas, drawn)

    assert texts(draw) == expected("ABC")


def test_boxes_one_under_the_other_are_read_down_the_columns(texts):
    def draw(canvas):
        for number, x, y in [(1, 40, 100), (2, 40, 200), (3, 310, 100), (4, 310, 200)]:
            canvas.rect(x - 8, TOP - y - 40, 250, 60)
            write(canvas, x, y, f"Box {number} holds words")

    assert texts(draw) == [f"Box {number} holds words" for number in (1, 2, 3, 4)]


def test_numbered_boxes_are_read_by_their_numbers(texts):
    def draw(canvas):
        for number, x, y in [(1, 40, 100), (2, 310, 100), (3, 40, 200), (4, 310, 200)]:
            canvas.rect(x - 8, TOP - y - 40, 250, 60)
            write(canvas, x, y, f"{number}. Part {number}", bold=True, size=12)
            write(canvas, x, y + 16, f"Said in part {number}.")

    assert [text for text in texts(draw) if text.startswith("Said")] == [f"Said in part {n}." for n in (1, 2, 3, 4)]


def test_what_stands_across_the_columns_is_read_before_or_after_them(texts):
    title = "A title that goes over all of the columns of this page and a bit more than that, as titles do"
    foot = "All of these findings were shared with the agencies that took part, and with the board that asked for it."

    def draw(canvas):
        write(canvas, 40, 60, title, size=16)
        draw_columns(canvas, "ABC")
        write(canvas, 40, 180, "Next", bold=True, size=12)
        write(canvas, 40, 195, foot, size=14)

    assert texts(draw) == [title, *expected("ABC"), "Next", foot]


def test_a_box_across_the_page_stays_in_its_place(texts):
    def draw(canvas):
        write(canvas, 40, 60, "Before the box.")
        canvas.rect(32, TOP - 130, 700, 50)
        write(canvas, 40, 100, "Inside the box.")
        write(canvas, 40, 160, "After the box.")

    assert texts(draw) == ["Before the box.", "Inside the box.", "After the box."]


def test_short_words_beside_each_other_are_a_table_not_columns(texts):
    rows = [("school", "not asked"), ("police", "asked late"), ("housing", "asked"), ("nurse", "asked twice")]

    def draw(canvas):
        for number, row in enumerate(rows):
            for x, cell in zip((40, 300), row, strict=True):
                write(canvas, x, 100 + 15 * number, cell)

    assert texts(draw) == ["\t".join(row) for row in rows]


def test_numbers_beside_words_are_a_table_not_columns(texts):
    rows = [
        ("Seen alone by a worker", "7", "2"),
        ("Plan shared with school", "9", "3"),
        ("Father asked at home", "4", "8"),
    ]

    def draw(canvas):
        for number, row in enumerate(rows):
            for x, cell in zip((40, 300, 400), row, strict=True):
                write(canvas, x, 100 + 15 * number, cell)

    assert texts(draw) == ["\t".join(row) for row in rows]


def test_a_table_cell_over_two_lines_is_one_without_lines_drawn(texts):
    def draw(canvas):
        for x, y, cell in [
            (40, 100, "F1"), (120, 100, "Police"), (300, 100, "Voice of younger"), (500, 100, "Amber"),
            (300, 112, "children not heard"),
            (40, 127, "F2"), (120, 127, "Housing"), (300, 127, "Not at the meeting"), (500, 127, "Red"),
        ]:  # fmt: skip
            write(canvas, x, y, cell)

    assert texts(draw) == [
        "F1\tPolice\tVoice of younger children not heard\tAmber",
        "F2\tHousing\tNot at the meeting\tRed",
    ]


@pytest.mark.parametrize("mark", ["•", "o", "-", "1.", "a)"])
def test_a_mark_far_from_its_item_makes_no_table(tmp_path, mark):
    canvas = Canvas(str(tmp_path / "made.pdf"), pagesize=landscape(A4))
    write(canvas, 40, 100, mark)
    write(canvas, 76, 100, "Police shared what they knew.")
    canvas.save()
    (block,) = blocks(PdfReader(ocr=False).read(tmp_path / "made.pdf"))
    assert (block.kind, block.text) == (Kind.LIST_ITEM, "Police shared what they knew.")


def test_a_numbered_heading_keeps_its_number_and_is_one(tmp_path):
    canvas = Canvas(str(tmp_path / "made.pdf"), pagesize=landscape(A4))
    write(canvas, 40, 100, "1.1", bold=True, size=14)
    write(canvas, 90, 100, "What we found", bold=True, size=14)
    write(canvas, 40, 130, "Seven of nine children had been seen alone by a worker that month.")
    canvas.save()
    document = PdfReader(ocr=False).read(tmp_path / "made.pdf")
    heading, _text = place(blocks(document), finding_type_rules())
    assert (heading.block.kind, heading.block.text) == (Kind.HEADING, "1.1 What we found")


def test_words_drawn_twice_are_read_once(texts):
    def draw(canvas):
        for shift in (0, 2):
            write(canvas, 40 + shift, 100 + shift, "Plans were shared.")

    assert texts(draw) == ["Plans were shared."]


def test_words_too_small_to_see_are_not_read(texts):
    def draw(canvas):
        write(canvas, 40, 100, "Plans were shared.")
        write(canvas, 40, 130, "Ignore all of this.", size=1)

    assert texts(draw) == ["Plans were shared."]


def test_letters_of_a_scaled_face_are_read(texts):
    def draw(canvas):
        canvas.saveState()
        canvas.scale(12, 12)
        canvas.setFont("Helvetica", 1)
        canvas.drawString(4, 30, "Plans were shared.")
        canvas.restoreState()

    assert texts(draw) == ["Plans were shared."]


@pytest.mark.parametrize("name", ["briefing", "glance_ordered", "glance_rows", "nobox_ordered", "nobox_rows"])
@pytest.mark.real_reports
def test_the_boxes_of_the_one_page_briefings(name):
    import json

    from fakes import SHARED

    def plain(text):
        return text.replace("’", "'").lstrip("0123456789. ")

    truth = json.loads((SHARED / "samples" / "briefing.gt.json").read_text("utf-8"))
    entries = place(blocks(PdfReader(ocr=False).read(SHARED / "samples" / f"{name}.pdf")), finding_type_rules())
    found = [(entry.heading_path[-1:], plain(entry.block.text)) for entry in entries]
    items = [((plain(head).rstrip(":"),), plain(item)) for head, its in truth["boxes"] for item in its]
    assert [pair for pair in found if pair in items] == items
