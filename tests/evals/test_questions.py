import json
from collections import Counter
from dataclasses import fields

import pytest

from evals.cli import SAMPLE_QUESTIONS
from evals.questions import GoldQuote, Question, read_questions
from knowledge.errors import DatasetError
from knowledge.types import Turn

ROW = {"id": "1", "question": "What about DASH?", "type": "lookup", "answerable": True}


@pytest.fixture
def read(tmp_path):
    def read(*rows):
        file = tmp_path / "questions.jsonl"
        file.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
        return read_questions(file)

    return read


def test_a_row_is_read_whole(read):
    history = [{"role": "user", "content": "and before?"}]
    sources = [{"file": "a.pdf", "quote": "a DASH"}]
    assert read("", {**ROW, "history": history, "sources": sources, "expected_facts": ["x"], "note": "n"}) == [
        Question(
            "1",
            "What about DASH?",
            "lookup",
            answerable=True,
            history=(Turn("user", "and before?"),),
            expected_facts=("x",),
            sources=(GoldQuote("a.pdf", "a DASH"),),
            note="n",
        )
    ]


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
    assert Counter(question.answerable for question in questions) == {True: 20, False: 4}
    for source in (source for question in questions for source in question.sources):
        assert (samples_folder / source.file).exists()
        assert source.quote in (samples_folder / source.file).with_suffix(".txt").read_text(encoding="utf-8")


def test_every_field_of_a_question_is_documented():
    described = (SAMPLE_QUESTIONS.parent / "README.md").read_text(encoding="utf-8")
    assert [field.name for field in fields(Question) if f"| `{field.name}` |" not in described] == []
