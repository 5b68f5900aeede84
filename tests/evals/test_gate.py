import json
import math
from dataclasses import replace

import pytest
from answer_builders import Reports, make_answer, make_citation, make_question
from click.testing import CliRunner

from app.wiring import default_embedder
from evals.answer_scores import score
from evals.answers import reply_of
from evals.cli import SAMPLE_QUESTIONS, eval_group
from evals.cli_answers import GATE
from evals.gate import Baseline, Thresholds, check, read_baseline, write_baseline
from evals.gate_run import gate_over, gate_run, run_gate
from evals.library import EvalLibrary, StoredReports
from evals.questions import ExpectedNumber, GoldQuote, read_questions
from evals.report import markdown
from evals.runs import Setup
from knowledge.errors import DatasetError

FIRST = "A DASH was completed for two children."
SECOND = "Fathers were left out of 3 of 9 plans."
STRICT = Thresholds(
    recall=1, first_three=1, numbers_exact=1, counts_exact=1, refusals_right=1, wrong_refusals=0, recall_drop=0.03
)
GOOD = make_question(
    sources=(GoldQuote("r.txt", "dash was completed"),),
    numbers=(ExpectedNumber("3", 3, 9),),
    reports_with_evidence=1,
    must_not_contain=("5 of 5 audits",),
)
CANNOT = make_question("2", answerable=False)
ANSWER = make_answer(FIRST, SECOND)
REFUSAL = make_answer(id="2", status="declined", reason="harmful", coverage=(0, 1))


def broken(answer=ANSWER, refusal=REFUSAL, recalls=None, thresholds=STRICT):
    scores = score([reply_of(GOOD, answer), reply_of(CANNOT, refusal)], Reports())
    gated = check(scores, Baseline(thresholds=thresholds, recalls=recalls or {}))
    assert gated.passed == (not [one for one in gated.checks if not one.passed])
    return {one.name: one.questions for one in gated.checks if not one.passed}


def test_a_gate_is_open_where_all_holds():
    assert broken() == {}
    assert broken(recalls={"1": 1.0}) == {}


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        pytest.param(
            make_answer(make_citation(FIRST, 1, 1), SECOND), "every quote stands at its offsets", id="wrong offsets"
        ),
        pytest.param(
            make_answer(FIRST, SECOND, markdown=f"{FIRST} {SECOND} [3]"), "every citation number resolves", id="marker"
        ),
        pytest.param(
            make_answer(FIRST, SECOND, notices=["5 of 5 audits"]), "no words that must not be shown", id="words"
        ),
        pytest.param(make_answer(FIRST, make_citation("Fathers were left out", 2)), "numbers exact", id="number"),
        pytest.param(make_answer(FIRST, SECOND, coverage=(2, 2)), "counts of reports exact", id="count"),
        pytest.param(
            make_answer(*[make_citation(SECOND, number) for number in (1, 2, 3)], make_citation(FIRST, 4)),
            "gold quote in the first three citations",
            id="order",
        ),
    ],
)
def test_what_breaks_shuts_the_gate_and_is_named_with_its_question(answer, name):
    assert broken(answer) == {name: ("1",)}


def test_lost_quotes_shut_the_gate():
    assert broken(make_answer(SECOND)).keys() == {"recall of gold quotes", "gold quote in the first three citations"}


def test_wrong_refusals_shut_the_gate_beyond_what_is_let_through():
    refused = make_answer(FIRST, SECOND, status="no_evidence")
    assert broken(refused) == {"answerable questions not answered": ("1",)}
    assert broken(refused, thresholds=STRICT.model_copy(update={"wrong_refusals": 1.0})) == {}


def test_what_cannot_be_answered_must_be_refused_and_nothing_may_fail():
    assert broken(refusal=make_answer(id="2")) == {"unanswerable questions refused": ("2",)}
    failed = make_answer(id="2", status="failed")
    assert broken(refusal=failed) == {"unanswerable questions refused": ("2",), "no question failed": ("2",)}


def many(recalls):
    """Scores of questions whose recall is given."""
    one = score([reply_of(GOOD, ANSWER)], Reports())
    rows = tuple(replace(one.rows[0], id=str(number), recall=recall) for number, recall in enumerate(recalls))
    return replace(one, rows=rows)


def drop(now, before, **limits):
    baseline = Baseline(thresholds=Thresholds(**limits), recalls={str(key): value for key, value in enumerate(before)})
    return check(many(now), baseline).checks[-1]


def test_a_drop_beside_the_baseline_shuts_the_gate_and_a_gain_does_not():
    half = [1.0] * 20 + [0.0] * 20
    assert not drop([0.9] * 40, [1.0] * 40).passed
    assert drop([1.0] * 40, [0.9] * 40).passed
    assert drop(half, half).passed
    assert drop([0.98] * 40, [1.0] * 40).passed
    assert not drop([0.98] * 40, [1.0] * 40, recall_drop=0.01).passed


def test_questions_are_paired_so_that_their_own_spread_does_not_count():
    """The means lie 0.02 apart; each mean alone has an interval some 0.3 wide."""
    before = [1.0] * 20 + [0.1] * 20
    assert drop([value - 0.02 for value in before], before).passed
    assert not drop([value - 0.04 for value in before], before).passed


def test_a_few_lost_questions_shut_the_gate_by_the_lower_end_of_the_interval():
    """The mean drop of 0.025 would do; its lower end does not."""
    found = drop([0.0] + [1.0] * 39, [1.0] * 40)
    assert not found.passed
    assert found.questions == ("0",)


def test_questions_without_a_partner_are_left_out_and_counted():
    found = drop([1.0, 0.0], [1.0])
    assert found.passed
    assert "1 without a partner left out" in found.found
    assert drop([1.0], []).found == "no baseline"


def test_a_written_baseline_keeps_the_thresholds_and_has_the_recalls(tmp_path):
    scores = score([reply_of(GOOD, ANSWER), reply_of(CANNOT, REFUSAL)], Reports())
    written = write_baseline(tmp_path / "gate.json", scores, STRICT)
    assert read_baseline(tmp_path / "gate.json") == written == Baseline(thresholds=STRICT, recalls={"1": 1.0})
    assert not math.isnan(written.recalls["1"])
    with pytest.raises(DatasetError, match="cannot be written"):
        write_baseline(tmp_path / "nowhere" / "gate.json", scores, STRICT)


@pytest.mark.parametrize(
    ("text", "named"),
    [("{", "JSON"), ('{"thresholds": {"recal": 1}}', "recal"), ('{"thresholds": {"recall": 70}}', "thresholds.recall")],
)
def test_a_baseline_that_is_none_is_refused(tmp_path, text, named):
    file = tmp_path / "gate.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError, match=named):
        read_baseline(file)
    with pytest.raises(DatasetError, match="cannot be read"):
        read_baseline(tmp_path / "nowhere.json")


def test_the_table_has_what_broke_first_with_its_questions():
    scores = score([reply_of(GOOD, make_answer(FIRST, SECOND, coverage=(2, 2)))], Reports())
    lines = markdown(gate_run(check(scores, Baseline(thresholds=STRICT)))).splitlines()
    assert lines[0] == "**The gate is shut: 1 of 11 broke**"
    assert lines[4].startswith("| counts of reports exact | BROKEN | 0.000 | at least 1.000 | 1 |")


@pytest.mark.parametrize(("least", "status"), [(0.0, 0), (1.0, 1)])
def test_the_command_fails_where_the_gate_is_shut_and_uses_a_library_of_its_own(
    settings, tmp_path, write_report, least, status
):
    report = write_report("r.txt", f"Audit of DASH\n\nWhat we found\n\n- {FIRST}\n- {SECOND}\n")
    questions, baseline = tmp_path / "q.jsonl", tmp_path / "gate.json"
    row = {"id": "1", "question": "What about DASH?", "type": "x", "answerable": True}
    sources = [{"file": "r.txt", "quote": quote} for quote in ("A DASH was completed", "this was never said")]
    questions.write_text(json.dumps({**row, "sources": sources}), encoding="utf-8")
    baseline.write_text(json.dumps({"thresholds": {"recall": least}}), encoding="utf-8")
    asked = ["gate", "--questions", str(questions), "--reports", str(report), "--baseline", str(baseline)]
    result = CliRunner().invoke(eval_group, asked, obj=settings, catch_exceptions=False)
    assert result.exit_code == status
    assert ("| recall of gold quotes | BROKEN | 0.500 | at least 1.000 | 1 |" in result.stdout) == bool(status)
    assert not settings.home.exists()
    assert read_baseline(baseline).recalls == {}
    CliRunner().invoke(eval_group, [*asked, "--write-baseline"], obj=settings, catch_exceptions=False)
    assert read_baseline(baseline) == Baseline(thresholds=Thresholds(recall=least), recalls={"1": 0.5})


def test_without_reports_the_gate_makes_a_library_of_the_samples(settings, embedder, tmp_path):
    questions = tmp_path / "q.jsonl"
    rows = SAMPLE_QUESTIONS.read_text(encoding="utf-8").splitlines()[:2]
    questions.write_text("\n".join(rows), encoding="utf-8")
    gated = run_gate(Setup(settings, print, questions, embedder=embedder), tmp_path / "gate.json", write=True)
    assert gated.rows[0].at_offsets == gated.rows[0].citations > 0
    assert not settings.home.exists()


def test_the_sample_questions_pass_the_gate_over_the_sample_reports(samples):
    """The gate itself, with the real embedder: what `audit-learning eval gate` runs."""
    library = EvalLibrary(samples, default_embedder(), StoredReports(samples.knowledge_base.catalogue))
    gated = gate_over(library, read_questions(SAMPLE_QUESTIONS), read_baseline(GATE))
    assert gated.passed, markdown(gate_run(gated))
