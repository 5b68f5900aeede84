import math
from dataclasses import replace

import pytest
from fakes import make_report

from evals.answers import Reply, Shown, first_words, generate, generate_baseline, quote_recall, score
from evals.baseline.tutorial import TutorialRag
from evals.questions import GoldQuote, Question
from evals.source_text import folded_source
from knowledge.types import Citation, FindingType, Match, PassageId, Status

TEXT = "A DASH was completed for two children."
QUESTION = Question(
    "1", "What about DASH?", "lookup", answerable=True, sources=(GoldQuote("r.txt", "dash was completed"),)
)


def citation(quote=TEXT, start=0, report=None):
    report = report or make_report()
    return Citation(1, PassageId("r#0"), report, quote, start, start + len(quote), Match.EXACT, FindingType.CONCERN)


def reply(question=QUESTION, status=Status.ANSWERED, citations=(), words=10):
    shown = tuple(Shown(each.report.source_file, each.quote) for each in citations)
    return Reply(question, status, shown, words, tuple(citations))


def scored(*replies, source="a dash was completed for two children"):
    return score(replies, lambda report_id: TEXT, lambda report: source)


def test_a_quote_of_the_right_file_is_found_and_of_another_file_is_not():
    assert quote_recall(QUESTION.sources, [Shown("r.txt", TEXT)]) == 1
    assert quote_recall(QUESTION.sources, [Shown("other.txt", TEXT)]) == 0


def test_recall_is_the_share_of_quotes_and_undefined_without_any():
    two = (*QUESTION.sources, GoldQuote("r.txt", "never said"))
    assert quote_recall(two, [Shown("r.txt", TEXT)]) == 0.5
    assert math.isnan(quote_recall((), [Shown("r.txt", TEXT)]))


def test_only_the_first_words_are_read():
    kept = first_words([Shown("a", "one two"), Shown("b", "three four"), Shown("c", "five")], 3)
    assert [text.text for text in kept] == ["one two", "three", ""]


@pytest.mark.parametrize(
    ("cited", "expected"),
    [
        pytest.param(citation(), (1, 1), id="true"),
        pytest.param(citation(quote="No DASH was ever completed."), (0, 0), id="made up"),
        pytest.param(citation(quote="DASH", start=3), (0, 1), id="wrong offsets"),
    ],
)
def test_a_citation_is_checked_at_its_offsets_and_in_the_file(cited, expected):
    scores = scored(reply(citations=[cited]))
    assert (scores.at_offsets.part, scores.in_source.part) == expected
    assert scores.rows[0].unconfirmed == (() if expected[1] else (cited.quote,))


def test_a_file_that_nobody_else_can_read_is_not_counted_as_checked():
    scores = scored(reply(citations=[citation()]), source=None)
    assert (scores.in_source.whole, scores.at_offsets.whole) == (0, 1)
    assert math.isnan(scores.in_source.value)


def test_refusals_are_counted_against_what_can_be_answered():
    unanswerable = replace(QUESTION, answerable=False, sources=())
    scores = scored(
        reply(),
        reply(status=Status.NO_EVIDENCE),
        reply(unanswerable),
        reply(unanswerable, Status.DECLINED),
        reply(unanswerable, Status.FAILED),
    )
    assert (scores.answered.part, scores.answered.whole) == (1, 2)
    assert (scores.refused.part, scores.refused.whole, scores.failed) == (1, 3, 1)


def test_the_product_and_the_baseline_are_scored_alike(product, write_report, tmp_path, embedder):
    file = write_report("r.txt", f"Audit of DASH, May 2024\n\nWhat we found\n\n- {TEXT}\n- Fathers were left out.\n")
    list(product.pipeline.ingest([file]))
    baseline = TutorialRag(embedder, tmp_path / "baseline")
    baseline.add(file)
    canonical_text = product.knowledge_base.catalogue.canonical_text
    for replies in (generate(product.assistant, [QUESTION]), generate_baseline(baseline, [QUESTION])):
        scores = score(replies, canonical_text, folded_source)
        assert scores.recall.mean == 1
        assert scores.at_offsets.part == scores.in_source.part == scores.at_offsets.whole
        assert scores.median_words > 5
