import json
import math

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from evals.cli_more import compare as command
from evals.compare import compare, paired_p, run_compare
from knowledge.errors import DatasetError


@pytest.fixture
def write(tmp_path):
    def write(name, *rows):
        path = tmp_path / name
        path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        return path

    return write


def rows(*values, system="ours", **more):
    return [{"system": system, "id": str(number), "recall": value, **more} for number, value in enumerate(values)]


def test_the_p_of_few_pairs_is_exact():
    assert paired_p([1.0] * 5) == pytest.approx(2 / 32)
    assert paired_p([1.0, -1.0]) == 1
    assert paired_p([0.0, 0.0]) == 1
    assert math.isnan(paired_p([]))


@given(st.lists(st.floats(-1, 1, width=16), min_size=2, max_size=9))
def test_the_p_does_not_depend_on_which_run_comes_first(differences):
    assert paired_p(differences) == pytest.approx(paired_p([-value for value in differences]))
    assert 0 < paired_p(differences) <= 1


def test_many_pairs_are_flipped_at_random_the_same_way_each_time():
    values = [0.1] * 30 + [-0.1] * 10
    assert paired_p(values) == paired_p(values)
    assert 0.0001 < paired_p(values) < 0.02


def test_a_consistent_small_gain_is_seen_though_the_two_intervals_overlap():
    before = {str(number): number / 40 for number in range(38)}
    found = compare(before, {key: value + 0.05 for key, value in before.items()}, "recall")
    assert found.difference.mean == pytest.approx(0.05)
    assert found.difference.low > 0
    assert found.p < 0.001
    assert (found.higher, found.lower) == (38, 0)


def test_questions_without_a_value_are_counted_and_left_out():
    found = compare({"a": 0.0, "b": None, "c": 1.0}, {"a": 1.0, "b": 1.0, "c": None}, "recall")
    assert (found.undefined, found.difference.n, found.after) == (2, 1, 1.0)


def test_rows_are_paired_by_id_within_one_system(write):
    first = write("a.jsonl", *rows(0.0, 0.5), *rows(1.0, 1.0, system="baseline"))
    second = write("b.jsonl", *rows(1.0, 0.5, 0.9))
    run = run_compare(first, second, ["recall"])
    assert run.systems["recall"]["B - A, paired"].mean == 0.5
    assert run.more[0].systems["only in B"] == {"questions": 1, "ids": "2"}
    assert [row["recall_b"] for row in run.rows] == [1.0, 0.5]


def test_rows_without_a_system_are_compared_too(write):
    bare = write("a.jsonl", {"id": "1", "refused": False}), write("b.jsonl", {"id": "1", "refused": True})
    assert run_compare(*bare, ["refused"]).systems["refused"]["B"] == "1.000"


@pytest.mark.parametrize(
    ("second", "metric", "words"),
    [
        ([{"id": "9", "recall": 1}], "recall", "no question in common"),
        (rows(1.0), "recal", "There are: recall"),
        (rows(1.0) * 2, "recall", "stands twice"),
        ([{"recall": 1}], "recall", "no id"),
        (rows(1.0, system="other"), "recall", "--system"),
    ],
    ids=["other questions", "no such metric", "twice", "no id", "no such system"],
)
def test_what_cannot_be_compared_is_said(write, second, metric, words):
    with pytest.raises(DatasetError, match=words):
        run_compare(write("a.jsonl", *rows(1.0)), write("b.jsonl", *second), [metric])


@pytest.mark.parametrize("text", ["", "[1]", "{", "\n"])
def test_what_are_no_rows_is_refused(tmp_path, text):
    path = tmp_path / "bad.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError, match=r"bad\.jsonl"):
        run_compare(path, path, ["recall"])


def test_the_command_prints_a_table_or_json(write, settings):
    files = [str(write("a.jsonl", *rows(0.0, 0.5))), str(write("b.jsonl", *rows(1.0, 0.5)))]
    table = CliRunner().invoke(command, files, obj=settings, catch_exceptions=False)
    assert "| recall | 0.250 | 0.750 | 0.500" in table.stdout
    printed = CliRunner().invoke(command, [*files, "--json"], obj=settings, catch_exceptions=False)
    assert json.loads(printed.stdout)["systems"]["recall"]["p"] == "1.0000"
