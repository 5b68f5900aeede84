"""The request path end to end, with the real embedder, over the sample reports."""

from __future__ import annotations

import pytest

from app.answer_json import answer_json
from knowledge.errors import QuestionError
from knowledge.types import Filters, FindingType, Preferences, ReportId, Status, Turn

QUESTIONS = [
    "What did audits find about DASH?",
    "What do the audits say about fathers?",
    "What worked well with schools?",
    "Was the GCP2 repeated?",
    "What percentage of returns had a contingency plan?",
    "List all recommendations of the neglect audit",
    "How was supervision recorded in case F?",
]


@pytest.fixture(scope="session", params=QUESTIONS)
def answered(request, samples):
    return samples.assistant.ask(request.param)


def test_every_quote_stands_in_its_report_at_its_offsets(answered, samples):
    assert answered.status is Status.ANSWERED
    for citation in answered.citations:
        text = samples.knowledge_base.catalogue.canonical_text(citation.report.report_id)
        assert text[citation.start : citation.end] == citation.quote


def test_every_statement_is_cited_and_every_citation_used(answered):
    assert all(statement.citations for statement in answered.statements)
    used = [number for statement in answered.statements for number in statement.citations]
    assert used == [citation.number for citation in answered.citations]
    assert used == list(range(1, len(used) + 1))


def test_pages_are_those_of_the_stored_offsets(answered):
    for citation in answered.citations:
        starts = [start for start in citation.report.pages if start.offset <= citation.start]
        assert citation.page == starts[-1].page


def test_counts_stand_between_what_is_shown_and_what_is_searched(answered, samples):
    shown = len({citation.report.report_id for citation in answered.citations})
    coverage = answered.coverage
    assert shown >= 1
    assert coverage.reports_with_evidence <= coverage.reports_searched <= 7
    assert min(shown, coverage.reports_searched) <= max(coverage.reports_with_evidence, shown)


def test_answers_keep_to_their_budget(answered):
    assert len(answered.statements) <= 12
    assert answered.elapsed_ms > 0


def test_samples_are_said_to_be_fictional(answered):
    assert any("fictional" in notice for notice in answered.notices)


def test_the_count_of_reports_that_name_dash_is_that_of_the_reports_that_hold_the_word(samples):
    answer = samples.assistant.ask("What did audits find about DASH?")
    catalogue = samples.knowledge_base.catalogue
    holding = {
        report.report_id
        for report in catalogue.reports()
        if any("DASH" in p.text for p in catalogue.passages(Filters(report_ids=frozenset({report.report_id}))))
    }
    assert answer.coverage.reports_with_evidence == len(holding)
    assert answer.coverage.reports_searched == 7
    assert f"{len(holding)} of 7 reports" in answer.lead_in


@pytest.mark.parametrize(
    "question",
    [
        "how do I bake bread",
        "female genital mutilation",
        "Which unaccompanied asylum-seeking children were seen?",
    ],
)
def test_an_absent_topic_gets_an_honest_silence(samples, question):
    answer = samples.assistant.ask(question)
    assert answer.status is Status.NO_EVIDENCE
    assert answer.reason == "not_in_library"
    assert answer.statements == answer.citations == ()
    assert answer.coverage.reports_with_evidence == 0
    assert answer.coverage.reports_searched == 7
    assert "7 reports" in answer.lead_in


def test_county_lines_are_answered_from_what_is_said_of_exploitation_or_not_at_all(samples):
    answer = samples.assistant.ask("What did audits find about county lines?")
    assert [s.text for s in answer.statements if "exploit" not in s.text] == []


@pytest.mark.parametrize("question", ["How were fathers involved?", "Were fathers included?", "What about fathers?"])
def test_a_topic_of_every_report_is_answered_however_it_is_asked(samples, question):
    assert samples.assistant.ask(question).status is Status.ANSWERED


def test_a_silence_names_the_words_that_no_report_has(samples):
    assert "“zebras”" in samples.assistant.ask("What about zebras?").lead_in


@pytest.mark.parametrize("question", ["", "   ", "?!", "\n", "…"])
def test_an_empty_question_is_refused(samples, question):
    with pytest.raises(QuestionError, match="empty"):
        samples.assistant.ask(question)


def test_a_question_of_the_longest_length_is_asked_and_a_longer_one_refused(samples):
    longest = "DASH " * 400
    assert samples.assistant.ask(longest).question == longest
    with pytest.raises(QuestionError, match="2,001"):
        samples.assistant.ask(longest + "s")


@pytest.mark.parametrize(
    "filters",
    [
        Filters(report_ids=frozenset({ReportId("05-repeat-plans-deep-dive")})),
        Filters(years=frozenset({2022, 2023})),
        Filters(finding_types=frozenset({FindingType.GOOD_PRACTICE})),
        Filters(partnership="harrowmere"),
    ],
    ids=["report", "years", "type", "partnership"],
)
def test_filters_are_respected(samples, filters):
    answer = samples.assistant.ask("What about fathers?", (), filters)
    allowed = {p.passage_id for p in samples.knowledge_base.catalogue.passages(filters)}
    assert answer.citations
    assert {citation.passage_id for citation in answer.citations} <= allowed


def test_a_question_that_names_another_report_does_not_undo_the_filters(samples):
    chosen = frozenset({ReportId("05-repeat-plans-deep-dive")})
    question = "What did the audit of 11 February 2025 say on fathers?"
    answer = samples.assistant.ask(question, (), Filters(report_ids=chosen))
    assert {citation.report.report_id for citation in answer.citations} <= chosen
    assert answer.coverage.reports_searched <= 1


def test_both_reports_that_a_question_compares_are_searched(samples):
    answer = samples.assistant.ask("Compare what October 2022 and July 2024 say about GCP2")
    assert {citation.report.report_id[:2] for citation in answer.citations} == {"01", "05"}


def test_filters_that_allow_nothing_search_nothing(samples):
    answer = samples.assistant.ask("What about DASH?", (), Filters(years=frozenset({1999})))
    assert answer.status is Status.NO_EVIDENCE
    assert answer.coverage.reports_searched == 0
    assert "none fits the filters" in answer.lead_in


def test_a_report_named_by_its_date_is_the_one_searched(samples):
    answer = samples.assistant.ask("What did the audit of 11 February 2025 find about fathers?")
    assert {citation.report.report_id for citation in answer.citations} == {
        "06-parental-mental-health-learning-summary"
    }
    assert answer.coverage.reports_searched == 1


def test_a_case_that_is_named_is_the_one_answered_about(samples):
    answer = samples.assistant.ask("What happened in case C about the father?")
    assert all("Case C" in citation.heading_path for citation in answer.citations)


def test_a_whole_list_is_given_whole(samples):
    answer = samples.assistant.ask("List all reflective questions of the deep dive into repeat plans")
    assert {statement.finding_type for statement in answer.statements} == {FindingType.REFLECTIVE_QUESTION}
    assert len(answer.statements) == 5


def test_a_follow_up_keeps_the_topic(samples):
    history = [Turn("user", "What did audits find about DASH?"), Turn("assistant", "...")]
    answer = samples.assistant.ask("And in the exploitation briefing?", history)
    assert answer.standalone_question.startswith("What did audits find about DASH:")
    assert any("DASH" in citation.quote for citation in answer.citations)


def test_links_of_cited_passages_are_offered(samples):
    answer = samples.assistant.ask("Where is further reading on disguised compliance?")
    assert any("disguised-compliance" in (resource.url or "") for resource in answer.resources)
    numbers = {citation.number for citation in answer.citations}
    assert all(set(resource.cited_by) <= numbers for resource in answer.resources)


def test_markdown_shows_every_statement_with_its_numbers(answered):
    text = answer_json(answered).answer_markdown
    assert all(f"- {statement.text} [{statement.citations[0]}]" in text for statement in answered.statements)


def test_asking_twice_gives_the_same(samples):
    first, second = (samples.assistant.ask(QUESTIONS[0]) for _time in range(2))
    assert (first.statements, first.citations) == (second.statements, second.citations)


def test_a_library_without_reports_has_no_evidence(product):
    answer = product.assistant.ask("What about DASH?")
    assert answer.status is Status.NO_EVIDENCE
    assert answer.coverage.reports_searched == 0


def test_real_search_finds_meaning_without_the_words(samples):
    hits = samples.search.search("dads left out", Filters(), Preferences(), 5)
    assert any("ather" in hit.passage.text for hit in hits[:3])
