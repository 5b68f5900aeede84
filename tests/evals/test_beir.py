import json

import pytest

from evals.beir import read_beir
from evals.beir_scores import score_beir
from knowledge.errors import DatasetError

DOCUMENTS = {
    "d1": "Workers completed a DASH checklist with the mother.",
    "d2": "Fathers were missing from assessments.",
    "d3": "Workers completed a DASH checklist with the mother!",
    "d4": "Neglect was measured twice by health visitors.",
}
QUERIES = {"q1": "DASH checklist", "q2": "fathers missing", "q9": "never judged"}


@pytest.fixture
def folder(tmp_path):
    corpus = [{"_id": key, "title": "", "text": text} for key, text in DOCUMENTS.items()]
    queries = [{"_id": key, "text": text} for key, text in QUERIES.items()]
    for name, rows in (("corpus", corpus), ("queries", queries)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "dev.tsv").write_text("query-id\tcorpus-id\tscore\nq9\td4\t1\n", encoding="utf-8")
    judged = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td3\t1\nq1\td2\t0\nq2\td2\t1\nq2\tgone\t1\nq7\td1\t1\n"
    (tmp_path / "qrels" / "test.tsv").write_text(judged, encoding="utf-8")
    return tmp_path


def test_the_test_judgements_are_read_with_their_grades(folder):
    beir = read_beir(folder)
    assert beir.queries == {"q1": "DASH checklist", "q2": "fathers missing"}
    assert beir.relevant["q1"] == {"d1": 2, "d3": 1, "d2": 0}
    assert beir.unknown_queries == 1


@pytest.mark.parametrize(
    ("file", "text", "named"),
    [
        ("corpus.jsonl", '{"_id": "d1", "text": "x"}\n{oops', "line 2"),
        ("corpus.jsonl", '{"_id": "d1"}', "text"),
        ("corpus.jsonl", '{"_id": "d1", "text": "x"}\n' * 2, "twice"),
        ("queries.jsonl", '{"_id": "q1", "text": ""}', "text"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\tmuch\n", "line 2"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\tnone\t1\n", "names no query and document"),
        ("qrels/test.tsv", "", "names no query and document"),
    ],
)
def test_a_wrong_file_is_refused_with_what_is_wrong(folder, file, text, named):
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError, match=named):
        read_beir(folder)


@pytest.mark.parametrize("missing", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_a_missing_file_is_refused(folder, missing):
    (folder / "qrels" / "dev.tsv").unlink()
    (folder / missing).unlink()
    with pytest.raises(DatasetError, match=r"cannot be read|no \.tsv"):
        read_beir(folder)


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(DatasetError, match="no folder"):
        read_beir(tmp_path / "nowhere")


def test_numbers_as_ids_and_files_without_a_header_or_title_are_read(folder):
    (folder / "corpus.jsonl").write_text('{"_id": 1, "text": "a", "metadata": {}}\n', encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text("q1\t0\t1\t1\r\n", encoding="utf-8")
    assert read_beir(folder).relevant == {"q1": {"1": 1}}


def test_the_product_search_is_scored_beside_its_halves_and_plain_bm25(folder, settings, embedder):
    scores = {found.system: found for found in score_beir(read_beir(folder), settings, embedder, lambda words: None)}
    assert list(scores) == ["ours", "meaning only", "words only", "plain BM25"]
    for found in scores.values():
        assert found.measures["RR@10"].n == 2
        assert found.rows["q2"]["R@10"] == 0.5  # the other one is not in the corpus
        assert found.rows["q1"]["R@5"] == 1  # also the document that repeats another
