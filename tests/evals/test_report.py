import json
import math

import pytest

from evals.metrics import estimate, proportion, share
from evals.report import as_json, cell, markdown, print_table, short_cell, write_rows
from evals.runs import Run
from knowledge.errors import DatasetError

RUN = Run(
    "A title",
    {
        "ours": {"recall": estimate([1.0, 0.0]), "refused": share(1, 2), "ms": 3.14159},
        "other": {"recall": estimate([])},
    },
    [{"id": "1", "recall": math.nan}],
)


def test_json_has_figures_and_settings_and_null_for_what_is_undefined(settings):
    found = json.loads(as_json(RUN, settings), parse_constant=pytest.fail)
    assert found["systems"]["ours"]["recall"]["mean"] == 0.5
    assert found["systems"]["ours"]["refused"] == {"part": 1, "whole": 2, "value": 0.5}
    assert found["systems"]["other"]["recall"]["mean"] is None
    assert found["settings"]["dense_weight"] == settings.dense_weight


def test_rows_are_written_one_to_a_line(tmp_path):
    write_rows(RUN, tmp_path / "rows.jsonl")
    assert (tmp_path / "rows.jsonl").read_text(encoding="utf-8") == '{"id": "1", "recall": null}\n'
    with pytest.raises(DatasetError):
        write_rows(RUN, tmp_path / "nowhere" / "rows.jsonl")


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (share(7, 8), "7 of 8"),
        (1234, "1,234"),
        (3.14159, "3.14"),
        (None, "-"),
        (math.nan, "-"),
        (estimate([]), "-"),
        (proportion(0, 0), "-"),
        (proportion(10, 10), "1.000 [0.722-1.000] n=10"),
        ("refused", "refused"),
        ("", "-"),
        (estimate([1.0, math.nan]), "1.000 [1.000-1.000] n=1, 1 undefined"),
    ],
)
def test_a_figure_never_stands_without_its_number(figure, expected):
    assert cell(figure) == expected


def test_the_table_has_a_column_for_each_system(capsys):
    print_table(RUN)
    printed = capsys.readouterr().out
    assert "ours" in printed
    assert "other" in printed
    assert "1 of 2" in printed


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (estimate([1.0, 0.0, math.nan]), "0.50 n=2"),
        (estimate([]), "-"),
        (share(7, 8), "7 of 8"),
        (share(0, 0), "-"),
        (proportion(1, 2), "1 of 2"),
        (177.5, "178"),
        (math.nan, "-"),
        (3, "3"),
        (None, "-"),
    ],
)
def test_a_figure_of_a_group_has_no_interval_but_its_number(figure, expected):
    assert short_cell(figure) == expected


SECOND = Run("Further", {"a|b": {"found": share(1200, 1300), "never": share(0, 0)}}, [{"id": "2"}])
BOTH = Run(RUN.title, RUN.systems, RUN.rows, [SECOND])


def test_markdown_has_a_row_for_each_system_and_no_empty_column():
    assert markdown(SECOND).splitlines() == [
        "**Further**",
        "",
        "| | found |",
        "| --- | --- |",
        r"| a\|b | 1,200 / 1,300 |",
    ]


def test_a_further_table_has_a_row_for_each_group(capsys):
    print_table(BOTH)
    lines = capsys.readouterr().out.splitlines()
    row = next(line for line in lines if "a|b" in line)
    assert "1200 of 1300" in row
    assert not any("never" in line for line in lines)


def test_further_tables_are_shown_and_written_too(settings, tmp_path):
    assert markdown(BOTH).endswith(markdown(SECOND))
    assert json.loads(as_json(BOTH, settings))["more"][0]["title"] == "Further"
    write_rows(BOTH, tmp_path / "rows.jsonl")
    assert len((tmp_path / "rows.jsonl").read_text(encoding="utf-8").splitlines()) == 2
