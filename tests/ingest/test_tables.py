from __future__ import annotations

import pytest

from ingest.blocks import Block, Kind
from ingest.lines import Role
from ingest.tables import head_rows


def rows(*texts):
    blocks = [Block(Kind.PARAGRAPH if text == "Text." else Kind.TABLE_ROW, text) for text in texts]
    head_rows(blocks)
    return blocks


def test_each_row_carries_the_header():
    blocks = rows("Measure\tYes\tNo", "Seen alone\t7\t2", "Plan shared\t9\t3")
    assert [block.column_headings for block in blocks] == [(), ("Measure", "Yes", "No"), ("Measure", "Yes", "No")]


def test_a_row_longer_than_the_header_has_nameless_cells():
    assert rows("Measure\tYes", "Seen alone\t7\tsee note")[1].column_headings == ("Measure", "Yes", "")


def test_two_tables_with_text_between_them_have_their_own_headers():
    blocks = rows("Measure\tYes", "Seen\t7", "Text.", "Source\tNumber", "School\t3")
    assert [block.column_headings for block in blocks if block.column_headings] == [
        ("Measure", "Yes"),
        ("Source", "Number"),
    ]


def test_a_second_header_of_another_width_begins_a_second_table():
    blocks = rows("Measure\tYes\tNo", "Seen\t7\t2", "Source\tNumber", "School\t3")
    assert blocks[3].column_headings == ("Source", "Number")


def test_a_cell_merged_over_rows_groups_them():
    blocks = rows("Agency\tMeasure\tYes", "Health\tSeen\t7", "\tPlan\t9", "Police\tSeen\t3", "\tPlan\t2")
    assert [block.row_group for block in blocks[1:]] == ["Health", "Health", "Police", "Police"]


def test_rows_without_a_merged_cell_have_no_group():
    assert {block.row_group for block in rows("Measure\tYes", "Seen\t7")} == {""}


def test_a_table_that_begins_with_numbers_has_no_header():
    assert {block.column_headings for block in rows("Seen\t7", "Plan\t9")} == {()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Measure\tYes", True),
        ("Seen\t7", False),
        ("Alone\t", False),
        ("One two three four five six seven eight nine\tb", False),
    ],
    ids=["short words", "a number", "one cell", "a long cell"],
)
def test_what_reads_as_a_header(text, expected):
    assert rows(text, "Plan\t9")[0].heads_rows is expected


def test_labels_and_values_are_not_taken_for_a_table_with_a_header():
    assert {block.column_headings for block in rows("Lead agency\tGrade", "Police\tInadequate")} == {()}


def test_a_short_row_under_a_header_is_no_second_header():
    blocks = rows("Theme\tGrade\tComment", "Neglect\tGood\tClear", "Exploitation\tInadequate", "Health\tGood\tFull")
    assert {block.column_headings for block in blocks[1:]} == {("Theme", "Grade", "Comment")}


def declared(*texts):
    """Rows of one table by what the format says of them: `# ` before a header."""
    roles = [Role.TABLE_HEADER if text.startswith("# ") else Role.TABLE_ROW for text in texts]
    blocks = [
        Block(Kind.TABLE_ROW, text.removeprefix("# "), role=role, gap_before=index == 0)
        for index, (text, role) in enumerate(zip(texts, roles, strict=True))
    ]
    head_rows(blocks)
    return blocks


def test_two_header_rows_name_the_columns_together():
    blocks = declared("# Agency\tSeen\t\tNotes", "# \t2023\t2024\t", "Police\t7\t9\tLate")
    assert blocks[2].column_headings == ("Agency", "Seen 2023", "Seen 2024", "Notes")
    assert [block.heads_rows for block in blocks] == [True, True, False]


def test_a_header_after_rows_heads_those_under_it_only():
    blocks = declared("# Agency\tSeen", "Police\t7", "# Theme\tGrade", "Neglect\tGood")
    assert [block.column_headings for block in blocks if not block.heads_rows] == [
        ("Agency", "Seen"),
        ("Theme", "Grade"),
    ]


def test_a_cell_across_the_table_names_the_rows_under_it():
    blocks = declared("# Ref\tFinding", "Health", "F1\tGood", "F2\tLate", "Police", "F3\tLate")
    assert [block.row_group for block in blocks if block.column_headings] == ["Health", "Health", "Police"]
    assert [block.heads_rows for block in blocks] == [True, True, False, False, True, False]


def test_a_sentence_across_the_table_is_no_name():
    blocks = declared("# Ref\tFinding", "Health did not send a return.", "F1\tGood")
    assert not blocks[1].heads_rows
