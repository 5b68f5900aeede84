import math

import pytest
from answer_builders import Reports, make_answer, make_citation, make_figure, make_question

from app.answer_json import CoverageJson
from evals.answer_scores import grouped, score, score_reply
from evals.answers import (
    Shown,
    first_words,
    generate,
    generate_baseline,
    gold_share,
    quote_recall,
    replies_of,
    reply_of,
)
from evals.baseline.tutorial import TutorialRag
from evals.library import StoredReports
from evals.questions import ExpectedNumber, GoldQuote, Nugget
from knowledge.errors import QuestionError
from knowledge.types import Status

FIRST = "A DASH was completed for two children."
SECOND = "Fathers were left out of 3 of 9 plans."
QUESTION = make_question(sources=(GoldQuote("r.txt", "dash was completed"),))


def row(answer, question=QUESTION, reports=None):
    return score_reply(reply_of(question, answer), reports or Reports())


def test_a_quote_of_the_right_file_is_found_and_of_another_file_is_not():
    assert quote_recall(QUESTION.sources, [Shown("r.txt", FIRST)]) == 1
    assert quote_recall(QUESTION.sources, [Shown("other.txt", FIRST)]) == 0


def test_recall_is_the_share_of_quotes_and_undefined_without_any():
    two = (*QUESTION.sources, GoldQuote("r.txt", "never said"))
    assert quote_recall(two, [Shown("r.txt", FIRST)]) == 0.5
    assert math.isnan(quote_recall((), [Shown("r.txt", FIRST)]))


@pytest.mark.parametrize(
    ("start", "expected"),
    [pytest.param(0, 1, id="there"), pytest.param(30, 1, id="overlapping"), pytest.param(500, 0, id="elsewhere")],
)
def test_a_quote_with_a_place_is_found_at_that_place_alone(start, expected):
    gold = [GoldQuote("r.txt", "dash was completed", 2, 40)]
    assert quote_recall(gold, [Shown("r.txt", FIRST, start, start + len(FIRST))]) == expected
    assert quote_recall(gold, [Shown("r.txt", FIRST)]) == 1


def test_only_the_first_words_are_read():
    kept = first_words([Shown("a", "one two"), Shown("b", "three four"), Shown("c", "five")], 3)
    assert [text.text for text in kept] == ["one two", "three", ""]


def test_the_gold_share_is_of_what_was_shown():
    assert gold_share(QUESTION.sources, [Shown("r.txt", FIRST), Shown("r.txt", SECOND)]) == 0.5
    assert math.isnan(gold_share(QUESTION.sources, []))
    assert math.isnan(gold_share((), [Shown("r.txt", FIRST)]))


@pytest.mark.parametrize(
    ("cited", "expected"),
    [
        pytest.param(make_citation(FIRST), (1, 1), id="true"),
        pytest.param(make_citation("No DASH was ever completed.", 1, 0), (0, 0), id="made up"),
        pytest.param(make_citation("DASH", 1, 3), (0, 1), id="wrong offsets"),
        pytest.param(make_citation("A DASH was  completed", 1, 0, end=20), (0, 1), id="not to the character"),
    ],
)
def test_a_citation_is_checked_at_its_offsets_and_in_the_file(cited, expected, tmp_path):
    file = tmp_path / "r.txt"
    file.write_text(FIRST, encoding="utf-8")
    found = row(make_answer(cited), reports=Reports(source_path=str(file)))
    assert (found.at_offsets, found.in_source) == expected
    assert found.unconfirmed == (() if expected[1] else (cited.quote,))


def test_a_file_that_nobody_else_can_read_is_not_counted_as_checked():
    scores = score([reply_of(QUESTION, make_answer(FIRST))], Reports(source_path="gone.txt"))
    assert (scores.in_source.whole, scores.at_offsets.whole) == (0, 1)
    assert math.isnan(scores.in_source.value)


def test_the_first_three_citations_hold_a_gold_quote_or_not():
    others = [make_citation("Fathers were left out", number) for number in (1, 2, 3)]
    assert row(make_answer(*others[:2], make_citation(FIRST, 3))).first_three == 1
    assert row(make_answer(*others, make_citation(FIRST, 4))).first_three == 0
    assert math.isnan(row(make_answer(FIRST), make_question()).first_three)


@pytest.mark.parametrize(
    ("expected", "counted", "exact"),
    [((3, 5), (3, 5), 1), ((3, 5), (4, 5), 0), ((3, 5), (3, 6), 0), ((3, None), (3, 6), 1), ((0, None), (0, 5), 1)],
)
def test_reports_are_counted_as_they_are(expected, counted, exact):
    question = make_question(reports_with_evidence=expected[0], reports_searched=expected[1])
    assert row(make_answer(coverage=counted), question).counts == exact


def test_a_question_that_expects_no_count_number_or_nugget_is_not_measured_by_them():
    found = row(make_answer(FIRST))
    assert all(math.isnan(value) for value in (found.counts, found.numbers, found.nuggets, found.vital_nuggets))
    scores = score([reply_of(QUESTION, make_answer(FIRST))], Reports())
    assert (scores.numbers.n, scores.numbers.undefined, scores.forbidden.whole) == (0, 0, 0)


def test_numbers_and_nuggets_are_looked_for_in_what_the_answer_says_and_not_in_its_citation_numbers():
    question = make_question(
        numbers=(ExpectedNumber("3", 3, 9),),
        nuggets=(Nugget("DASH done", "vital", ("dash was completed",)), Nugget("one", "okay", ("/\\b1\\b/",))),
    )
    found = row(make_answer(FIRST, SECOND), question)
    assert (found.numbers, found.vital_nuggets, found.nuggets) == (1, 1, 0.5)
    assert (found.missed_numbers, found.missed_nuggets) == ((), ("one",))
    alone = row(make_answer(FIRST), question)
    assert (alone.numbers, alone.missed_numbers) == (0, ("3 (3 of 9)",))
    assert row(make_answer(FIRST, figures=[make_figure("3", 3, 9)]), question).numbers == 1


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(make_answer(FIRST, markdown="All \\[of\\] it: 5 of 5 audits"), id="said"),
        pytest.param(make_answer(FIRST, notices=["5 of 5 audits"]), id="a notice"),
        pytest.param(make_answer(FIRST, suggestions=["What do 5 of 5 audits say?"]), id="a suggestion"),
    ],
)
def test_words_that_must_not_be_shown_are_found_wherever_a_person_sees_them(answer):
    question = make_question(must_not_contain=("5 of 5 audits", "made up"))
    assert row(answer, question).forbidden == ("5 of 5 audits",)
    scores = score([reply_of(question, answer), reply_of(QUESTION, make_answer(FIRST))], Reports())
    assert (scores.forbidden.part, scores.forbidden.whole) == (1, 1)


def test_refusals_are_counted_against_what_can_be_answered():
    cannot = make_question(answerable=False)
    given = [("answered", QUESTION), ("no_evidence", QUESTION), ("answered", cannot), ("declined", cannot)]
    replies = [reply_of(question, make_answer(status=status)) for status, question in (*given, ("failed", cannot))]
    scores = score(replies, Reports())
    assert (scores.answered.part, scores.answered.whole) == (1, 2)
    assert (scores.refused.part, scores.refused.whole, scores.failed) == (1, 3, 1)


def test_a_question_without_an_answer_counts_as_failed():
    replies = replies_of([make_question("1"), make_question("2")], {"2": make_answer(FIRST)})
    assert [reply.status for reply in replies] == [Status.FAILED, Status.ANSWERED]
    assert (replies[0].words, replies[1].words) == (0, 9)


def test_groups_are_scored_apart_and_rows_without_one_left_out():
    rows = [row(make_answer(FIRST), make_question(split=split)) for split in ("dev", None, "dev")]
    assert {name: len(found.rows) for name, found in grouped(rows, lambda one: one.split).items()} == {"dev": 2}


class Refusing:
    def ask(self, question, history=(), filters=None):
        raise QuestionError("The question is empty.")


def test_a_question_that_fails_is_written_as_failed_and_not_as_nothing_found():
    replies = generate(Refusing(), [QUESTION])
    assert replies[0].status is Status.FAILED
    assert replies[0].answer.id == "1"
    assert replies[0].answer.coverage == CoverageJson(reports_with_evidence=0, reports_searched=0)


def test_the_product_and_the_baseline_are_scored_alike(product, write_report, tmp_path, embedder):
    file = write_report("r.txt", f"Audit of DASH, May 2024\n\nWhat we found\n\n- {FIRST}\n- {SECOND}\n")
    list(product.pipeline.ingest([file]))
    baseline = TutorialRag(embedder, tmp_path / "baseline")
    baseline.add(file)
    reports = StoredReports(product.knowledge_base.catalogue)
    for replies in (generate(product.assistant, [QUESTION]), generate_baseline(baseline, [QUESTION])):
        scores = score(replies, reports)
        assert scores.recall.mean == scores.first_three.mean == 1
        assert scores.at_offsets.part == scores.in_source.part == scores.at_offsets.whole
        assert scores.median_words > 5
