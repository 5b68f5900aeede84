import json
from dataclasses import replace

import pytest

from evals.answer_files import read_answers, write_answers
from evals.answer_runs import run_abstention, run_citations, run_generate, run_score
from evals.cli import SAMPLE_QUESTIONS
from evals.library import StoredReports, check_spans
from evals.questions import GoldQuote, Question
from evals.runs import BASELINE, OURS, Setup, run_answers, run_latency, run_retrieval
from knowledge.errors import DatasetError

REPORT = "Audit of DASH\n\nWhat we found\n\n- A DASH was completed for two children.\n- Fathers were left out.\n"


@pytest.fixture
def setup(settings, embedder, write_report, tmp_path):
    def setup(quoted="dash.txt", place=None, **given):
        source = GoldQuote(quoted, "A DASH was completed")
        row = {"id": "1", "question": "What about DASH?", "type": "x", "answerable": True}
        row["sources"] = [{"file": source.file, "quote": source.quote, **(place or {})}]
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


def test_a_new_home_is_evaluated_on_the_samples(setup, tmp_path):
    few = tmp_path / "few.jsonl"
    few.write_text(
        "".join(SAMPLE_QUESTIONS.read_text(encoding="utf-8").splitlines(keepends=True)[:5]), encoding="utf-8"
    )
    asked = replace(setup(with_baseline=False), reports=(), questions_file=few)
    ours = run_answers(asked).systems[OURS]
    assert ours["answerable questions answered"].whole == 5
    assert ours["citations at their offsets"].value == 1


def test_answers_made_now_and_answers_of_a_file_are_scored_alike(setup, tmp_path):
    asked = setup(with_baseline=False)
    assert run_generate(asked, tmp_path / "answers.jsonl") == 1
    scored = run_score(asked, tmp_path / "answers.jsonl")
    assert scored == run_answers(asked)
    assert scored.systems[OURS]["recall of gold quotes"].mean == 1


def test_answers_of_elsewhere_are_scored_without_asking_anything(setup, tmp_path):
    asked = setup(with_baseline=False, said=(said := []))
    file = tmp_path / "answers.jsonl"
    run_generate(asked, file)
    answer = read_answers(file)["1"]
    edited = answer.model_copy(
        update={"citations": [], "answer_markdown": "As I recall, a DASH was done [1].", "id": "1"}
    )
    write_answers([edited, answer.model_copy(update={"id": "other"})], file)
    figures = run_score(asked, file).systems[OURS]
    assert figures["recall of gold quotes"].mean == 0
    assert figures["citation numbers that resolve"].part == 0
    assert "1 answers are to none of the questions" in said[-1]
    write_answers([], file)
    assert run_score(asked, file).systems[OURS]["questions failed"] == 1


def test_citations_and_refusals_have_tables_of_their_own(setup):
    asked = setup(with_baseline=False)
    cited = run_citations(asked)
    assert cited.systems[OURS]["statements in the words of their citations"].value == 1
    assert cited.systems[OURS]["pages right, of quotes on one page"].whole == 0
    assert cited.rows[0]["citations"][0]["match"] == "exact"
    refused = run_abstention(asked)
    assert refused.systems[OURS]["answerable questions wrongly refused"].part == 0
    assert list(refused.more[0].systems) == ["x"]


def test_a_file_that_cannot_be_written_is_known_before_anything_is_asked(setup, tmp_path):
    with pytest.raises(DatasetError, match="cannot be written"):
        run_generate(setup(with_baseline=False), tmp_path / "nowhere" / "answers.jsonl")


def test_answers_are_shown_by_type_and_by_split(setup, tmp_path):
    asked = setup(with_baseline=False)
    rows = [json.loads(asked.questions_file.read_text(encoding="utf-8"))]
    rows.append({**rows[0], "id": "2", "type": "y", "split": "dev"})
    asked.questions_file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    tables = {table.title: list(table.systems) for table in run_answers(asked).more}
    assert tables == {"By type of question, ours": ["x", "y"], "By split, ours": ["dev"]}


def test_a_quote_must_stand_where_it_says(product, write_report):
    list(product.pipeline.ingest([write_report("dash.txt", REPORT)]))
    reports = StoredReports(product.knowledge_base.catalogue)
    quote = "A DASH was completed"
    report_id = reports.of_file("dash.txt")[0].report_id
    start = reports.canonical_text(report_id).index(quote)
    assert f"{quote} for two children." in reports.reading_texts(report_id).values()

    def question(start, end, file="dash.txt"):
        return Question("7", "DASH?", "x", answerable=True, sources=(GoldQuote(file, quote, start, end),))

    check_spans(reports, [question(start, start + len(quote)), question(None, None), question(0, 1, "other.txt")])
    for wrong in (question(start + 1, start + len(quote)), question(10_000, 10_001)):
        with pytest.raises(DatasetError, match=r"Question 7: .* does not stand at"):
            check_spans(reports, [wrong])


def test_a_quote_at_another_place_stops_the_run(setup):
    with pytest.raises(DatasetError, match="does not stand at 0-5"):
        run_answers(setup(place={"start": 0, "end": 5}))


def test_what_is_of_no_report_is_nowhere(product):
    reports = StoredReports(product.knowledge_base.catalogue)
    assert (reports.report("x"), reports.canonical_text("x"), reports.reading_texts("x"), reports.files) == (
        None,
        "",
        {},
        (),
    )
