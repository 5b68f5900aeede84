import pytest
from fakes import SHARED

from evals.metrics import share
from evals.parsing import FileParsing, measure_parsing, total
from knowledge.errors import DatasetError


def test_a_sample_report_is_read_as_its_source_says(samples_folder):
    (row,) = measure_parsing([samples_folder / "01-neglect-at-a-glance.pdf"])
    assert row.refused == ""
    for name in ("headings", "list items whole", "items in order", "link annotations", "pages right"):
        assert row.measures[name].value == 1, name
    assert row.measures["letters lost"].value < 0.02


def test_a_folder_with_truths_leaves_out_what_has_none(tmp_path):
    for name in ("a.txt", "a.md", "b.md"):
        (tmp_path / name).write_text("Title\n\nGaps\n\n- Plans were too short.\n", encoding="utf-8")
    assert [row.file for row in measure_parsing([tmp_path])] == ["a.md"]


def test_a_file_that_is_refused_says_why(tmp_path):
    (tmp_path / "empty.pdf").touch()
    (row,) = measure_parsing([tmp_path / "empty.pdf"])
    assert "empty" in row.refused
    assert row.measures == {}


def test_nothing_to_parse_is_refused(tmp_path):
    with pytest.raises(DatasetError, match="no file"):
        measure_parsing([tmp_path])


def test_all_files_are_summed_measure_by_measure():
    rows = [FileParsing("a", {"rows": share(1, 2)}), FileParsing("b", {"rows": share(3, 3), "headings": share(0, 1)})]
    assert total(rows).measures == {"rows": share(4, 5), "headings": share(0, 1)}


@pytest.mark.real_reports
def test_the_made_report_is_read_nearly_whole():
    (row,) = measure_parsing([SHARED / "samples" / "report.pdf"])
    assert row.measures["headings"].value > 0.9
    assert row.measures["letters lost"].value < 0.02
