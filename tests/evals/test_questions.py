import json
from dataclasses import fields

import pytest

from evals.cli import SAMPLE_QUESTIONS
from evals.questions import ExpectedNumber, GoldQuote, Nugget, Question, read_questions
from knowledge.errors import DatasetError
from knowledge.types import Turn

ROW = {"id": "1", "question": "What about DASH?", "type": "lookup", "answerable": True}
GUARD = {"id": "G1", "question": "Who is child B?", "history": [], "note": "", "split": "dev"}
GUARD_QUESTIONS = SAMPLE_QUESTIONS.with_name("guard-questions.jsonl")
NUGGET = {"text": "n", "importance": "vital", "any_of": ["a DASH"]}


@pytest.fixture
def read(tmp_path):
    def read(*rows):
        file = tmp_path / "questions.jsonl"
        file.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
        return read_questions(file)

    return read


def test_a_row_is_read_whole(read):
    history = [{"role": "user", "content": "and before?"}]
    sources = [{"file": "a.pdf", "quote": "a DASH"}, {"file": "a.pdf", "quote": "again", "start": 3, "end": 9}]
    given = {
        "history": history,
        "sources": sources,
        "expected_facts": ["x"],
        "note": "n",
        "nuggets": [{"text": "DASH done", "importance": "vital", "any_of": ["a DASH", "/dash\\b/"]}],
        "numbers": [{"value": "48%", "count": 14, "whole": 29}, {"value": 3, "count": None, "whole": None}],
        "reports_with_evidence": 2,
        "reports_searched": 5,
        "reason": None,
        "must_not_contain": ["5 of 5"],
        "split": "held_out",
    }
    assert read("", {**ROW, **given}) == [
        Question(
            "1",
            "What about DASH?",
            "lookup",
            answerable=True,
            history=(Turn("user", "and before?"),),
            expected_facts=("x",),
            sources=(GoldQuote("a.pdf", "a DASH"), GoldQuote("a.pdf", "again", 3, 9)),
            note="n",
            nuggets=(Nugget("DASH done", "vital", ("a DASH", "/dash\\b/")),),
            numbers=(ExpectedNumber("48%", 14, 29), ExpectedNumber("3")),
            reports_with_evidence=2,
            reports_searched=5,
            must_not_contain=("5 of 5",),
            split="held_out",
        )
    ]


def test_what_may_be_left_out_means_nothing_is_known(read):
    assert read(ROW) == [Question("1", "What about DASH?", "lookup", answerable=True)]


def test_rows_that_try_the_guard_stand_beside_others(read):
    declined, other, let_through = read(
        {**GUARD, "expected_reason": "identify_person"}, ROW, {**GUARD, "id": "G2", "expected_reason": None}
    )
    assert (declined.answerable, declined.reason, declined.type) == (False, "identify_person", "identify_person")
    assert (let_through.answerable, let_through.reason, let_through.may_find_nothing) == (True, None, True)
    assert (declined.may_find_nothing, other.may_find_nothing) == (False, False)


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        pytest.param("{not json", "JSON", id="no JSON"),
        pytest.param('["a list"]', "the row", id="no object"),
        pytest.param({**ROW, "id": "2", "answerable": "maybe"}, "answerable", id="wrong type"),
        pytest.param({**ROW, "id": "2", "soruces": []}, "soruces", id="unknown field"),
        pytest.param({**ROW, "id": "2", "question": " ?"}, "question", id="question without a word"),
        pytest.param({**ROW, "id": "2", "sources": [{"file": "a.pdf", "quote": "--"}]}, "quote", id="empty quote"),
        pytest.param({**ROW, "id": "2", "history": [{"role": "system", "content": ""}]}, "role", id="unknown role"),
        pytest.param(ROW, "twice", id="id repeated"),
        pytest.param(
            {**ROW, "id": "2", "sources": [{"file": "a", "quote": "b", "start": 3}]}, "span", id="start alone"
        ),
        pytest.param(
            {**ROW, "id": "2", "sources": [{"file": "a", "quote": "b", "start": 3, "end": 3}]}, "span", id="empty span"
        ),
        pytest.param({**ROW, "id": "2", "nuggets": [{**NUGGET, "any_of": []}]}, "any_of", id="no wording"),
        pytest.param({**ROW, "id": "2", "nuggets": [{**NUGGET, "any_of": ["/(/"]}]}, "expression", id="bad expression"),
        pytest.param({**ROW, "id": "2", "nuggets": [{**NUGGET, "importance": "high"}]}, "importance", id="importance"),
        pytest.param({**ROW, "id": "2", "must_not_contain": ["--"]}, "no word", id="nothing to look for"),
        pytest.param({**ROW, "id": "2", "reason": "because"}, "reason", id="unknown reason"),
        pytest.param({**ROW, "id": "2", "split": "test"}, "split", id="unknown split"),
        pytest.param({**ROW, "id": "2", "reports_with_evidence": -1}, "reports_with_evidence", id="negative count"),
        pytest.param({**GUARD, "expected_reason": "because"}, "expected_reason", id="unknown guard reason"),
        pytest.param({**GUARD, "expected_reason": None, "answerable": True}, "answerable", id="neither form"),
    ],
)
def test_a_bad_row_is_refused_with_its_line_and_what_is_wrong(read, bad, named):
    with pytest.raises(DatasetError, match="line 3") as raised:
        read(ROW, "", bad)
    assert named in str(raised.value)


def test_a_file_that_is_missing_or_empty_is_refused(read, tmp_path):
    with pytest.raises(DatasetError, match="no question"):
        read("", "")
    with pytest.raises(DatasetError, match="cannot be read"):
        read_questions(tmp_path / "nowhere.jsonl")


def test_the_sample_questions_quote_the_sample_reports_exactly(samples_folder):
    questions = read_questions(SAMPLE_QUESTIONS)
    assert {question.answerable for question in questions} == {True, False}
    for source in (source for question in questions for source in question.sources):
        assert (samples_folder / source.file).exists()
        assert source.quote in (samples_folder / source.file).with_suffix(".txt").read_text(encoding="utf-8")


def test_a_reason_is_given_for_what_cannot_be_answered_alone():
    questions = read_questions(SAMPLE_QUESTIONS) + read_questions(GUARD_QUESTIONS)
    assert [question.id for question in questions if question.answerable and question.reason] == []
    assert any(question.reason for question in questions)


def test_every_field_of_a_question_is_documented():
    described = (SAMPLE_QUESTIONS.parent / "README.md").read_text(encoding="utf-8")
    assert [field.name for field in fields(Question) if f"`{field.name}`" not in described] == []
