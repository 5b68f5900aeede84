import pytest
from answer_builders import make_answer

from evals.answer_files import read_answers, write_answers
from knowledge.errors import DatasetError


def test_answers_are_read_as_they_were_written(tmp_path):
    answers = [make_answer("A DASH", id="1"), make_answer(id=2, status="no_evidence")]
    write_answers(answers, tmp_path / "a.jsonl")
    assert read_answers(tmp_path / "a.jsonl") == {"1": answers[0], "2": answers[1]}
    assert len((tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()) == 2


@pytest.mark.parametrize(
    ("line", "named"),
    [
        pytest.param("{not json", "JSON", id="no JSON"),
        pytest.param('{"id": "2"}', "question", id="no answer"),
        pytest.param(make_answer(id=None).model_dump_json(), "null", id="without an id"),
        pytest.param(make_answer(id="1").model_dump_json(), "twice", id="id repeated"),
    ],
)
def test_a_bad_line_is_refused_with_its_number(tmp_path, line, named):
    file = tmp_path / "a.jsonl"
    file.write_text(f"{make_answer(id=1).model_dump_json()}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(DatasetError, match="line 3") as raised:
        read_answers(file)
    assert named in str(raised.value)


def test_a_file_that_is_not_there_is_an_error_in_words(tmp_path):
    with pytest.raises(DatasetError, match="cannot be read"):
        read_answers(tmp_path / "nowhere.jsonl")
    with pytest.raises(DatasetError, match="cannot be written"):
        write_answers([], tmp_path / "nowhere" / "a.jsonl")
