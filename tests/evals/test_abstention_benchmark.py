import json

import pytest

from evals.abstention_benchmark import AskedScores, abstain_run, read_asked, run_abstain
from evals.detection import half_of
from knowledge.errors import DatasetError

OTTERS = "Otters live by rivers. They eat fish and crabs. A group of otters is called a raft."
BRIDGE = "The bridge opened in 1901. It has four stone arches and carries two roads."


def row(key, context, question, answerable):
    return {"id": key, "title": f"T_{key}", "context": context, "question": question, "answerable": answerable}


@pytest.fixture
def write(tmp_path):
    def write(*rows):
        path = tmp_path / "asked.jsonl"
        path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        return path

    return write


def test_each_question_is_asked_of_its_own_paragraph_only(write, settings, embedder):
    said = []
    path = write(
        row("1", OTTERS, "What do otters eat?", True),
        row("2", BRIDGE, "How many stone arches has the bridge?", True),
        row("3", BRIDGE, "What do otters eat?", False),
    )
    run = run_abstain(path, settings, said.append, embedder)
    assert [found["refused"] for found in run.rows] == [False, False, True]
    assert run.systems["ours (is_answerable)"]["refusal recall"].mean == 1
    assert run.systems["never refuse"]["refusal recall"].mean == 0
    assert said == []
    assert not settings.home.exists()


def scores(key, answerable, level):
    return AskedScores(key, key, answerable, level < 0.5, level, level, level, 1 - level)


def test_scores_are_ranked_and_thresholds_come_from_the_other_half():
    rows = [scores(str(number), number % 2 == 0, 0.9 if number % 2 == 0 else 0.1) for number in range(40)]
    run = abstain_run(rows)
    ranking = run.more[0].systems
    assert ranking["similarity"]["AUROC"].mean == 1
    assert ranking["words_by_weight"]["AUROC"].mean == 0
    assert run.systems["similarity below a threshold from the other half"]["balanced accuracy"].mean == 1
    assert run.systems["always refuse"]["answerable questions refused"].mean == 1


def test_a_threshold_that_fits_one_half_only_earns_nothing_there():
    levels = {(0, True): 0.9, (0, False): 0.8, (1, True): 0.3, (1, False): 0.2}
    rows = [scores(str(number), number % 2 == 0, levels[half_of(str(number)), number % 2 == 0]) for number in range(80)]
    found = abstain_run(rows).systems["similarity below a threshold from the other half"]
    assert found["balanced accuracy"].mean < 0.6


def test_a_wrong_row_is_named(write):
    with pytest.raises(DatasetError, match="line 2"):
        read_asked(write(row("1", OTTERS, "Who?", True), {"id": "2"}))
    with pytest.raises(DatasetError, match="no question"):
        read_asked(write())
