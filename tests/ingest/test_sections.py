from __future__ import annotations

import pytest

from ingest.blocks import Block, Kind, join_lines
from ingest.finding_type_rules import finding_type_rules
from ingest.lines import Line, Role
from ingest.sections import place


def placed(*texts, **looks):
    """Blocks with a gap above each; `- ` marks a list item."""
    blocks = [
        Block(Kind.LIST_ITEM, text[2:], gap_before=True)
        if text.startswith("- ")
        else Block(Kind.PARAGRAPH, text, gap_before=True, **looks)
        for text in texts
    ]
    return {entry.block.text: entry for entry in place(blocks, finding_type_rules())}


def path(found, text):
    return found[text].heading_path


def test_a_heading_heads_what_is_under_it():
    found = placed("Waiting For Help", "- Waits were long.")
    assert found["Waiting For Help"].block.kind is Kind.HEADING
    assert path(found, "Waits were long.") == ("Waiting For Help",)


def test_a_heading_without_content_stays_content():
    found = placed("Strengths", "- Police shared concerns.", "Waiting For Help")
    assert found["Waiting For Help"].block.kind is Kind.PARAGRAPH


@pytest.mark.parametrize("heading", ["Case A", "Child B", "Young person C", "Case study 2", "Family 1:"])
def test_case_headings(heading):
    found = placed("Case summaries", heading, "The midwife asked early.")
    assert path(found, "The midwife asked early.")[-1] == heading.rstrip(":")


def test_signal_headings_stand_inside_a_case():
    found = placed("Case A", "Strengths:", "- Police shared concerns.", "Case B", "- Nobody asked.")
    assert path(found, "Police shared concerns.") == ("Case A", "Strengths")
    assert path(found, "Nobody asked.") == ("Case B",)


def test_a_signal_heading_ends_the_one_before():
    found = placed("Strengths", "- Police shared.", "Areas for improvement", "- Nobody asked.")
    assert path(found, "Nobody asked.") == ("Areas for improvement",)


def test_a_label_stands_inside_a_signal_heading():
    found = placed("Areas for improvement", "Specific to schools:", "- Nobody asked.")
    assert path(found, "Nobody asked.") == ("Areas for improvement", "Specific to schools")


def test_parts_reset_what_is_above():
    found = placed("Strengths", "- Police shared.", "Appendix 1", "- The tool.")
    assert path(found, "The tool.") == ("Appendix 1",)


@pytest.mark.parametrize(
    "text",
    [
        "The plan was shared with the family.",
        "police shared what they knew",
        "What was it like to be this child?",
        "Ensure that the plan is shared",
        "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen",
    ],
    ids=["sentence", "lower case", "question", "instruction", "too long"],
)
def test_what_is_no_heading_stays_content(text):
    found = placed(text, "- Police shared concerns.")
    assert found[text].block.kind is not Kind.HEADING


def test_a_numbered_heading_that_announces_a_type_is_a_heading():
    blocks = [
        Block(Kind.LIST_ITEM, "What are we worried about?", gap_before=True),
        Block(Kind.LIST_ITEM, "Nobody asked.", gap_before=True),
    ]
    assert place(blocks, finding_type_rules())[1].heading_path == ("What are we worried about?",)


def test_larger_letters_make_headings_by_their_size():
    blocks = [
        Block(Kind.PARAGRAPH, "Neglect audit", size=24),
        Block(Kind.PARAGRAPH, "What we found", size=16),
        Block(Kind.PARAGRAPH, "Seen alone", size=13, bold=True),
        Block(Kind.PARAGRAPH, "Seven of nine children had been seen alone by a worker.", size=11),
        Block(Kind.PARAGRAPH, "Next steps", size=16),
        Block(Kind.PARAGRAPH, "Teams will check their records again before the summer.", size=11),
    ]
    entries = place(blocks, finding_type_rules())
    assert [entry.heading_path for entry in entries][3] == ("What we found", "Seen alone")
    assert entries[5].heading_path == ("Next steps",)


def test_every_block_is_placed_once_in_order():
    texts = ["Strengths", "- One thing.", "Some Heading", "Text under it.", "- Another thing."]
    assert list(placed(*texts)) == [text.removeprefix("- ") for text in texts]


BODY = Block(Kind.PARAGRAPH, "Seven of nine children had been seen alone by a worker in the month before.", size=11)


def kinds(*blocks):
    return [entry.block.kind for entry in place([*blocks, BODY], finding_type_rules())][:-1]


def test_bold_list_items_next_to_each_other_are_no_headings():
    items = [Block(Kind.LIST_ITEM, f"Ensure that plan {number} is shared", size=11, bold=True) for number in (1, 2)]
    assert kinds(BODY, *items) == [Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.LIST_ITEM]


def test_a_bold_numbered_line_over_text_is_a_heading():
    assert kinds(BODY, Block(Kind.LIST_ITEM, "What we found", size=11, bold=True)) == [Kind.PARAGRAPH, Kind.HEADING]


def test_a_bold_sentence_is_no_heading():
    sentence = Block(Kind.PARAGRAPH, "Nobody had asked the father what he saw.", size=11, bold=True)
    assert kinds(BODY, sentence) == [Kind.PARAGRAPH, Kind.PARAGRAPH]


def test_on_a_page_without_sizes_the_wording_tells_headings():
    heading = Block(Kind.PARAGRAPH, "What are we worried about?", gap_before=True)
    assert kinds(BODY, heading) == [Kind.PARAGRAPH, Kind.HEADING]


class TestBoxes:
    """Headings in a box speak for what is in it."""

    def test_what_follows_a_box_stands_under_the_heading_before_it(self, paths):
        assert paths(
            heading("Findings", 1),
            item("Before."),
            heading("Good practice", 2, box=1),
            item("In the box.", box=1),
            item("After."),
        ) == {"Before.": ["Findings"], "In the box.": ["Findings", "Good practice"], "After.": ["Findings"]}

    def test_a_box_beside_one_with_a_heading_is_not_under_it(self, paths):
        found = paths(heading("Slide", 1), heading("Strengths", 2, box=1), item("One.", box=1), item("Two.", box=2))
        assert found == {"One.": ["Slide", "Strengths"], "Two.": ["Slide"]}

    def test_a_box_with_only_a_heading_heads_the_next(self, paths):
        found = paths(heading("Slide", 1), heading("Strengths", 2, box=1), item("One.", box=2))
        assert found == {"One.": ["Slide", "Strengths"]}


@pytest.fixture
def paths():
    def run(*lines):
        placed = place(join_lines([heading("Audit", 0), *lines], lambda text: False), finding_type_rules())
        return {p.block.text: list(p.heading_path) for p in placed if p.block.kind is not Kind.HEADING}

    return run


def heading(text, level, box=0):
    return Line(text, role=Role.HEADING, level=level, box=box)


def item(text, box=0):
    return Line(text, role=Role.LIST_ITEM, level=1, box=box)
