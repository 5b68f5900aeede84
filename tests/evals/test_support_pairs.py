from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import evals
from evals.cli import eval_group
from evals.support_pairs import read_pairs, run_pairs
from knowledge.errors import DatasetError

FILE = "01-neglect-at-a-glance.pdf"
PASSAGE = "Fathers living elsewhere were missing from 5 of the 9 assessments."


def pair(key, label, sentence, source="", text=PASSAGE, file=FILE):
    passages = [{"file": file, "text": text}]
    return {"id": key, "label": label, "source_id": source, "sentence": sentence, "passages": passages, "note": ""}


ROWS = [
    row
    for number in range(8)
    for row in (
        pair(f"f{number}", "faithful", "Five of nine assessments left out fathers living elsewhere.", f"f{number}"),
        pair(f"w{number}", "wrong_number", "Six of nine assessments left out fathers living elsewhere.", f"f{number}"),
        pair(f"m{number}", "far_miscite", "A cousin interpreted at appointments about medicine.", f"f{number}"),
    )
]


@pytest.fixture
def write(tmp_path):
    def write(*rows):
        path = tmp_path / "pairs.jsonl"
        path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        return path

    return write


def test_each_label_is_told_by_half_with_what_was_flagged(write, settings, embedder):
    run = run_pairs(write(*ROWS), settings, lambda words: None, embedder)
    of = {name: figures["held out: flagged"] for name, figures in run.systems.items()}
    tuned = {name: figures["tuned on: flagged"] for name, figures in run.systems.items()}
    assert of["faithful"].whole + tuned["faithful"].whole == 8
    assert of["faithful"].part == tuned["faithful"].part == 0
    assert of["wrong_number"].value == of["miscited, near and far"].value == 1
    assert of["all that is not faithful"].whole == 2 * of["faithful"].whole
    assert run.more[0].systems["number"]["wrong number"] == 8
    assert {row["id"] for row in run.rows if row["ok"]} == {f"f{number}" for number in range(8)}


def test_sentences_made_from_one_another_are_in_the_same_half(write):
    by_source = {}
    for found in read_pairs(write(*ROWS)):
        by_source.setdefault(found.source_id, set()).add(found.half)
    assert all(len(halves) == 1 for halves in by_source.values())


def test_a_pair_that_cites_what_no_sample_has_is_named(write, settings, embedder):
    path = write(pair("x", "faithful", "Cats sleep.", text="Cats sleep."))
    with pytest.raises(DatasetError, match="Pair x"):
        run_pairs(path, settings, lambda words: None, embedder)


@pytest.mark.parametrize("lines", ["", "{}", json.dumps(pair("x", "untrue", "Cats sleep."))])
def test_a_file_that_holds_no_pairs_is_refused_with_its_line(tmp_path, lines):
    path = tmp_path / "pairs.jsonl"
    path.write_text(lines, encoding="utf-8")
    with pytest.raises(DatasetError, match="pair"):
        read_pairs(path)


def test_the_command_prints_the_shares_as_markdown_or_json(write, settings, tmp_path):
    path, out = write(*ROWS[:6]), tmp_path / "rows.jsonl"
    asked = ["support", "--pairs", str(path), "--no-embedder"]
    shown = CliRunner().invoke(eval_group, [*asked, "--out", str(out)], obj=settings)
    assert shown.exit_code == 0, shown.output
    assert "| wrong_number |" in shown.output
    assert len(out.read_text(encoding="utf-8").splitlines()) == 6
    printed = CliRunner().invoke(eval_group, [*asked, "--json"], obj=settings)
    assert json.loads(printed.stdout)["systems"]["faithful"]


def test_the_command_takes_one_dataset(write, settings):
    path = str(write(*ROWS[:3]))
    found = CliRunner().invoke(eval_group, ["support", "--pairs", path, "--wice", path], obj=settings)
    assert found.exit_code == 2
    assert "not both" in found.output


MOST_FALSE_ALARMS, LEAST_CAUGHT = 0.10, 0.85
DATASETS = Path(evals.__file__).parent / "datasets"


@pytest.mark.parametrize("name", ["support-pairs.jsonl", "support-pairs-test.jsonl"])
def test_the_committed_pairs_are_told_apart_as_well_as_the_documentation_says(name, settings):
    """Without the similarity, which takes most of the time and changes little."""
    found = run_pairs(DATASETS / name, settings, lambda words: None, None).systems

    def flagged(label):
        halves = found[label].values()
        return sum(half.part for half in halves) / sum(half.whole for half in halves)

    assert flagged("faithful") <= MOST_FALSE_ALARMS
    for label in ("wrong_number", "wrong_agency", "wrong_person", "wrong_case", "miscited, near and far"):
        assert flagged(label) >= LEAST_CAUGHT, label
