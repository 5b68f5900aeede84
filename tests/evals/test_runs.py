import json
from dataclasses import replace

import pytest

from evals.cli import SAMPLE_QUESTIONS
from evals.questions import GoldQuote
from evals.runs import BASELINE, OURS, Setup, run_answers, run_latency, run_retrieval
from knowledge.errors import DatasetError

REPORT = "Audit of DASH\n\nWhat we found\n\n- A DASH was completed for two children.\n- Fathers were left out.\n"


@pytest.fixture
def setup(settings, embedder, write_report, tmp_path):
    def setup(quoted="dash.txt", **given):
        source = GoldQuote(quoted, "A DASH was completed")
        row = {"id": "1", "question": "What about DASH?", "type": "x", "answerable": True}
        row["sources"] = [{"file": source.file, "quote": source.quote}]
        questions = tmp_path / "questions.jsonl"
        questions.write_text(json.dumps(row), encoding="utf-8")
        reports = [write_report("dash.txt", REPORT)]
        said = given.pop("said", [])
        return Setup(settings, said.append, questions, reports, embedder=embedder, **given)

    return setup


def test_answers_are_scored_for_both_on_a_temporary_library(setup, settings):
    run = run_answers(setup())
    assert {name: figures["recall of gold quotes"].mean for name, figures in run.systems.items()} == {
        OURS: 1.0,
        BASELINE: 1.0,
    }
    assert [(row["system"], row["id"]) for row in run.rows] == [(OURS, "1"), (BASELINE, "1")]
    assert not settings.home.exists()


@pytest.mark.parametrize("run", [run_answers, run_retrieval, run_latency])
def test_the_baseline_can_be_left_out(setup, run):
    assert list(run(setup(with_baseline=False)).systems) == [OURS]


def test_questions_on_other_reports_are_refused(setup):
    with pytest.raises(DatasetError, match=r"none of the 1 files.*other\.pdf"):
        run_retrieval(setup(quoted="other.pdf"))


def test_reports_that_are_all_refused_leave_nothing_to_evaluate(setup, tmp_path):
    said = []
    asked = replace(setup(said=said), reports=[tmp_path / "nowhere.pdf"])
    with pytest.raises(DatasetError, match="no report"):
        run_answers(asked)
    assert "nowhere.pdf was refused" in said[0]


def test_a_new_home_is_evaluated_on_the_samples(setup):
    asked = replace(setup(with_baseline=False), reports=(), questions_file=SAMPLE_QUESTIONS)
    ours = run_answers(asked).systems[OURS]
    assert ours["answerable questions answered"].whole == 20
    assert ours["citations at their offsets"].value == 1
