import json

import pytest

from evals.ablations import ALL, PARTS, ablations_run, make_assistant, run_ablations
from evals.runs import Setup
from knowledge.types import Answer, Status

REPORT = "Audit of DASH\n\nWhat we found\n\n- A DASH was completed for two children.\n- Fathers were left out.\n"


class WithoutRouter:
    """Answers as the product does, but finds nothing where the router is off."""

    def __init__(self, assistant, off):
        self._assistant, self._off = assistant, off

    def ask(self, question, history=(), filters=None):
        if "router" in self._off:
            return Answer(question, question, Status.NO_EVIDENCE, reason="not_in_library")
        return self._assistant.ask(question, history, filters)


def test_every_part_is_switched_off_once_over_one_library(settings, embedder, write_report, tmp_path):
    row = {"id": "1", "question": "What about DASH?", "type": "x", "answerable": True}
    row["sources"] = [{"file": "dash.txt", "quote": "A DASH was completed"}]
    questions = tmp_path / "questions.jsonl"
    questions.write_text(json.dumps(row), encoding="utf-8")
    setup = Setup(
        settings, print, questions, [write_report("dash.txt", REPORT)], with_baseline=False, embedder=embedder
    )
    run = run_ablations(setup, lambda product: lambda off: WithoutRouter(product.assistant, off))
    assert list(run.systems) == [ALL, *(f"no {part}" for part in PARTS)]
    recall = run.more[0].systems
    assert recall["no router"]["difference"].mean == -1
    assert recall["no labels"]["difference"].mean == 0
    wrongly = next(table for table in run.more if table.title.startswith("refused wrongly")).systems
    assert wrongly["no router"]["difference"].mean == 1
    assert len(run.rows) == 1 + len(PARTS)


def rows(*recalls):
    return [
        {
            "id": str(number),
            "recall": recall,
            "first_three": 1.0,
            "refused_wrongly": 0.0,
            "refused_rightly": float("nan"),
        }
        for number, recall in enumerate(recalls)
    ]


def test_what_a_part_adds_is_compared_in_pairs():
    run = ablations_run({ALL: rows(*[1.0] * 12), "no labels": rows(*[0.5] * 12), "no guard": rows(*[1.0] * 12)})
    found = run.more[0].systems
    assert found["no labels"]["difference"].mean == -0.5
    assert found["no labels"]["lower"] == 12
    assert found["no labels"]["p"] == "0.0005"
    assert found["no guard"]["p"] == "1.0000"
    assert run.systems[ALL]["refused rightly"] == "-"


@pytest.mark.parametrize("metric", ["recall", "first three", "refused wrongly", "refused rightly"])
def test_each_metric_has_its_table(metric):
    assert any(table.title.startswith(f"{metric}:") for table in ablations_run({ALL: rows(1.0)}).more)


def test_the_products_own_parts_can_each_be_switched_off(product):
    make = make_assistant(product)
    for off in (frozenset(), *(frozenset({part}) for part in PARTS)):
        assert make(off).ask("What about DASH?").status is Status.NO_EVIDENCE
