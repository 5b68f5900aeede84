import pytest

from evals.answers import Shown
from evals.questions import GoldQuote, Question
from evals.retrieval import Retrieved, Unit, our_search, our_units, score_retrieval

UNITS = [
    Unit("a#0", "a.txt", "Fathers were seen."),
    Unit("a#1", "a.txt", "A DASH was done."),
    Unit("b#0", "b.txt", "A DASH was done."),
]
QUESTION = Question("1", "DASH?", "lookup", answerable=True, sources=(GoldQuote("a.txt", "dash was done"),))


def ranked(*keys):
    shown = tuple(Shown(unit.source_file, unit.text) for key in keys for unit in UNITS if unit.key == key)
    return lambda question: Retrieved(keys, shown)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param(("a#1", "a#0"), 1.0, id="first"),
        pytest.param(("a#0", "a#1"), 0.5, id="second"),
        pytest.param(("b#0",), 0.0, id="the same words in another file"),
        pytest.param((), 0.0, id="nothing"),
    ],
)
def test_a_unit_is_relevant_where_its_file_and_words_are_the_quotes(keys, expected):
    scores = score_retrieval("ours", [QUESTION], UNITS, ranked(*keys))
    assert scores.measures["RR@10"].mean == expected
    assert scores.measures["R@250w"].mean == float(expected > 0)


def test_a_quote_that_no_unit_holds_counts_as_never_found():
    cut = Question("2", "?", "lookup", answerable=True, sources=(*QUESTION.sources, GoldQuote("a.txt", "seen. A DASH")))
    scores = score_retrieval("ours", [cut], UNITS, ranked("a#1", "a#0"))
    assert scores.unreachable == 1
    assert scores.measures["R@10"].mean == 0.5


def test_a_question_without_an_answer_or_a_quote_is_not_asked():
    others = [
        Question("3", "?", "x", answerable=False, sources=QUESTION.sources),
        Question("4", "?", "x", answerable=True),
    ]
    assert [row.id for row in score_retrieval("ours", [*others, QUESTION], UNITS, ranked("a#1")).rows] == ["1"]


def test_our_search_finds_the_passage_and_its_repeat_behind_it(product, write_report):
    said = "- A DASH was completed for two of the children.\n"
    list(
        product.pipeline.ingest(
            [write_report("a.txt", f"Audit\n\nSummary\n\n{said}\nFindings\n\n{said}- Fathers came.\n")]
        )
    )
    units = our_units(product.knowledge_base)
    found = our_search(product.search, units)("Was a DASH completed?")
    texts = {unit.key: unit.text for unit in units}
    assert [texts[key].startswith("A DASH") for key in found.ranking] == [True, True, False]
    assert len(found.read) == 2
