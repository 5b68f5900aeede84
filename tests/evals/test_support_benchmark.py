import json

import pytest

from evals.support_benchmark import EVERYTHING, GOLD, check_claims, read_claims, run_support
from knowledge.errors import DatasetError


def claim(text, label, evidence, supporting, title="t"):
    return {
        "claim": text,
        "label": label,
        "evidence": evidence,
        "supporting_sentences": supporting,
        "meta": {"id": text, "claim_title": title},
    }


FACTS = ["The bridge opened in 1901.", "It has four arches.", "A fair is held in May."]
ROWS = [
    row
    for number in range(12)
    for row in (
        claim(f"The bridge opened in 1901 {number}.", "not_supported", FACTS, [[]], f"a{number}"),
        claim("The bridge has four arches.", "supported", FACTS, [[0, 1]], f"b{number}"),
        claim("The bridge has five arches.", "partially_supported", FACTS, [[1], [0, 1]], f"c{number}"),
    )
]


@pytest.fixture
def write(tmp_path):
    def write(*rows):
        path = tmp_path / "claims.jsonl"
        path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        return path

    return write


def test_claims_are_checked_against_what_people_named_and_against_everything(write):
    claims = read_claims(write(*ROWS[:3]))
    assert [c.supporting for c in claims] == [(), (FACTS[0], FACTS[1]), (FACTS[0], FACTS[1])]
    assert [found.ok for found in check_claims(claims, GOLD, None)] == [True, False]
    everything = check_claims(claims, EVERYTHING, None)
    assert [found.ok for found in everything] == [False, True, False]
    assert everything[2].kinds == ("number",)


def test_the_run_reports_the_other_half_beside_trivial_systems(write, embedder):
    run = run_support(write(*ROWS), embedder)
    names = list(run.systems)
    assert names[:2] == ["nothing is flagged", "everything is flagged"]
    assert run.systems["nothing is flagged"]["balanced accuracy"].mean == 0.5
    shipped = next(name for name in names if "no cosine" in name)
    assert run.systems[shipped]["balanced accuracy"].mean == 1
    assert run.systems[shipped]["recall"].n < 24
    kinds = {table.title: table.systems for table in run.more}[
        "What flags a claim, against all evidence, as shipped (both halves)"
    ]
    assert kinds["number"]["partially supported"].part == 12
    assert kinds["number"]["supported"].part == 0
    assert {row["view"] for row in run.rows} == {GOLD, EVERYTHING}


def test_without_an_embedder_there_is_no_similarity(write):
    assert not any("cosine < " in name for name in run_support(write(*ROWS), None).systems)


@pytest.mark.parametrize(
    "row",
    [
        {"claim": "x"},
        claim("x", "maybe", [], []),
        claim("x", "supported", ["one"], [[3]]),
        claim(" ", "supported", [], []),
    ],
    ids=["fields missing", "unknown label", "no such sentence", "no word"],
)
def test_a_wrong_row_is_named(write, row):
    with pytest.raises(DatasetError, match="line 1"):
        read_claims(write(row))


def test_a_file_without_claims_is_refused(write, tmp_path):
    with pytest.raises(DatasetError, match="no claim"):
        read_claims(write())
    with pytest.raises(DatasetError, match="cannot be read"):
        read_claims(tmp_path / "absent.jsonl")
