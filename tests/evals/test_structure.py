import json

import pytest

from evals.structure import Item, TableRow, read_sample_source, read_truth, structure_of, truth_file
from ingest.blocks import Block, Kind
from ingest.sections import Placed
from knowledge.errors import DatasetError
from knowledge.types import Link

SOURCE = """Neglect at a glance
A partnership, 2022

Strengths

- Plans were short.
See also: the DASH form (https://example.org/dash).

Agency\tYes
Police\t4
School\t5

What next:

A sentence that stands alone.

- A link (https://example.org/a)

Case\tGrade
A\tGood
"""


def test_a_sample_source_is_read_by_its_own_rules():
    read = read_sample_source(SOURCE)
    assert read.titles == ("Neglect at a glance",)
    assert read.headings == ("Strengths", "What next:")
    assert read.bullets == ("Plans were short.", "A link")
    header = ("Agency", "Yes")
    grade = TableRow(("A", "Good"), ("Case", "Grade"))
    assert read.rows == (TableRow(("Police", "4"), header), TableRow(("School", "5"), header), grade)
    assert read.links == (Link("the DASH form", "https://example.org/dash"), Link("A link", "https://example.org/a"))
    assert read.items == (
        Item("", "A partnership, 2022"),
        Item("Strengths", "Plans were short."),
        Item("Strengths", "See also: the DASH form."),
        Item("What next", "A sentence that stands alone."),
        Item("What next", "A link"),
    )


def test_what_we_read_is_taken_from_placed_blocks():
    blocks = [
        Placed(Block(Kind.HEADING, "Audit", rank=0), ()),
        Placed(Block(Kind.HEADING, "Strengths", rank=1), ()),
        Placed(Block(Kind.LIST_ITEM, "Plans were short."), ("Strengths",)),
        Placed(Block(Kind.TABLE_ROW, "Agency\tYes", heads_rows=True), ()),
        Placed(Block(Kind.TABLE_ROW, "Police\t4", column_headings=("Agency", "Yes")), ()),
    ]
    read = structure_of(blocks)
    assert (read.titles, read.headings, read.bullets) == (("Audit",), ("Strengths",), ("Plans were short.",))
    assert read.rows == (TableRow(("Police", "4"), ("Agency", "Yes")),)
    assert read.items[0] == Item("Strengths", "Plans were short.")


REPORT = {
    "headings": [["Audit", 0], ["Gaps", 1]],
    "fake_headings": ["Bold"],
    "bullets": [["One", 1]],
    "tables": [[["A", "B"], ["1", "2"]]],
    "links": [["here", "https://example.org"]],
}
BOXES = {"boxes": [["Why", ["One", "Two"]], ["What", ["Three"]]], "table": [["A"], ["1"]]}


@pytest.mark.parametrize(
    ("told", "name", "rows", "complete"),
    [
        pytest.param(REPORT, "report.docx", 1, True, id="a report"),
        pytest.param(BOXES, "briefing.pdf", 1, False, id="a briefing"),
        pytest.param(BOXES, "glance_rows.pdf", 0, False, id="its boxes alone"),
    ],
)
def test_truths_in_json(told, name, rows, complete, tmp_path):
    truth = tmp_path / "x.gt.json"
    truth.write_text(json.dumps(told), encoding="utf-8")
    read = read_truth(truth, tmp_path / name)
    assert (len(read.headings), len(read.rows), read.complete) == (2, rows, complete)


@pytest.mark.parametrize("told", ["no JSON", "[]", '{"boxes": 1}', '{"headings": []}'])
def test_a_truth_that_is_none_is_refused(told, tmp_path):
    truth = tmp_path / "x.gt.json"
    truth.write_text(told, encoding="utf-8")
    with pytest.raises(DatasetError, match="no truth"):
        read_truth(truth, tmp_path / "x.pdf")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("report.pdf", "report.gt.json"),
        ("report_tagged.pdf", "report.gt.json"),
        ("glance_rows.pdf", "briefing.gt.json"),
        ("sample.pdf", "sample.txt"),
        ("sample.txt", None),
        ("other.pdf", None),
    ],
)
def test_where_the_truth_of_a_file_is(name, expected, tmp_path):
    for existing in ("report.gt.json", "briefing.gt.json", "sample.txt"):
        (tmp_path / existing).touch()
    assert truth_file(tmp_path / name, tmp_path) == (expected and tmp_path / expected)
