"""Which way a question goes, and what is said where there is no answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import in_month, sample_of
from inquiries import findings_of, inquiry_of, only, sources_of, texts, theme

from app.answering.answer import Answering
from app.answering.inquiry import Order
from knowledge.types import Filters, FindingType, Label, LabelKind, Span, Status

CONCERN, GOOD, METHOD, STATISTIC = (
    FindingType.CONCERN,
    FindingType.GOOD_PRACTICE,
    FindingType.METHOD,
    FindingType.STATISTIC,
)


@pytest.fixture
def library(product):
    product.knowledge_base.add(
        findings_of(
            "old",
            ("Fathers were not invited to meetings.", CONCERN, {"heading_path": ("Working with fathers",)}),
            ("Case B: the father was seen at home.", FindingType.CASE_EXAMPLE, {"case_letter": "B"}),
            ("The house was cold and the cupboards bare.", CONCERN, {"labels": theme("neglect")}),
            ("Fathers were named in 48% (14 of 29) of returns.", STATISTIC),
            title="First look",
            partnership="Harrowmere Partnership",
            audit_date=in_month(2016, 11),
            sample=replace(sample_of(9), span=Span(0, 7)),
        )
    )
    product.knowledge_base.add(
        findings_of(
            "new",
            ("Fathers were named in each plan.", GOOD),
            ("Supervision notes were missing.", CONCERN),
            title="Second look",
            partnership="Walsall Partnership",
            audit_date=in_month(2024, 7),
            sample=sample_of(12),
        )
    )
    product.knowledge_base.add(findings_of("none", ("Interpreters were booked.", GOOD), title="Notes"))
    return product


@pytest.fixture
def answer(library):
    """The evidence for a question, with everything that a person chose and the question names."""

    def answered(question, filters=None):
        held = {report.report_id: report for report in library.knowledge_base.catalogue.open_reports()}
        inquiry = inquiry_of(library, question, filters=filters)
        return Answering(sources_of(library), held, filters or Filters()).evidence(inquiry)

    return answered


class TestFindings:
    def test_the_opening_counts_the_reports_with_evidence(self, answer):
        told = answer("What about fathers?")
        assert (told.status, told.concerned) == (Status.ANSWERED, 2)
        assert told.opening.startswith("**2 of 3 reports** have findings on this")

    def test_one_report_asked_about_is_named_instead_of_counted(self, answer):
        told = answer("What did Harrowmere say about fathers?")
        assert told.opening == "From First look (Harrowmere Partnership; November 2016; sample of 9 children):"

    def test_a_label_counts_as_a_word_does(self, answer):
        told = answer("What about neglect?")
        assert (told.status, told.concerned) == (Status.ANSWERED, 1)
        assert "The house was cold and the cupboards bare." in texts(told)

    def test_what_only_comes_near_is_a_part_of_an_answer_and_says_so(self, answer):
        told = answer("Were supervision interpreters fathers booked notes invited?")
        assert told.status in {Status.PARTIAL, Status.ANSWERED}
        if told.concerned == 0:
            assert told.status is Status.PARTIAL
            assert told.opening.startswith("None of the 3 reports searched names all of this")


class TestWays:
    def test_a_number_is_given_with_its_numbers(self, answer):
        told = answer("What percentage of returns named fathers?")
        assert "48% (14 of 29" in told.opening
        assert [figure.value for figure in told.figures] == ["48%"]

    @pytest.mark.parametrize(("place", "sample"), [("Harrowmere", "9 children"), ("Walsall", "12 children")])
    def test_a_sample_is_told_from_the_description_whether_the_report_states_it_or_a_person_did(
        self, answer, place, sample
    ):
        assert f"**{sample}**" in answer(f"How many children were in the {place} sample?").opening

    def test_a_comparison_stands_report_by_report(self, answer):
        told = answer("Compare Harrowmere and Walsall on fathers")
        assert told.order is Order.BY_REPORT
        assert told.chosen[0].passage.report_id == "old"

    def test_a_kind_that_leads_nowhere_is_answered_from_findings(self, answer):
        told = answer("Any toolkit about supervision?")
        assert "Supervision notes were missing." in texts(told)


class TestSilence:
    def test_it_names_what_was_searched_and_the_word_that_no_report_has(self, answer):
        told = answer("What about zebras?")
        assert (told.status, told.reason) == (Status.NO_EVIDENCE, "not_in_library")
        assert "3 reports" in told.opening
        assert "“zebras”" in told.opening
        assert texts(told) == []
        assert told.concerned == 0

    def test_one_report_that_was_searched_is_named(self, answer):
        told = answer("What about zebras?", only("old"))
        assert "First look (Harrowmere Partnership; November 2016; sample of 9 children)" in told.opening

    def test_filters_that_allow_nothing_are_said_to_be_why(self, library):
        answer = library.assistant.ask("What about fathers?", (), Filters(years=frozenset({1999})))
        assert (answer.status, answer.coverage.reports_searched) == (Status.NO_EVIDENCE, 0)
        assert "none fits the filters" in answer.lead_in.casefold()

    @pytest.mark.parametrize("topic", ["modern slavery", "county lines", "female genital mutilation"])
    def test_a_named_topic_that_no_passage_has_is_no_evidence_whatever_else_is_asked(self, answer, topic):
        told = answer(f"What did audits find about {topic}?")
        assert (told.status, told.reason) == (Status.NO_EVIDENCE, "not_in_library")
        assert f"“{topic}”" in told.opening

    def test_how_people_talk_does_not_silence_a_topic_that_is_there(self, answer):
        assert answer("why were fathers so gloomily ignored tho lol").status is Status.ANSWERED

    def test_nearest_sections_and_themes_are_offered(self, product):
        labels = (Label(LabelKind.THEME, "neglect", "wording"),)
        under = {"heading_path": ("Cold homes",), "labels": labels}
        product.knowledge_base.add(findings_of("a", ("What about the cold house of the family?", CONCERN, under)))
        answer = product.assistant.ask("What about the modern slavery of the family?")
        assert answer.status is Status.NO_EVIDENCE
        assert "“Cold homes”" in answer.lead_in
        assert any("neglect" in suggestion.casefold() for suggestion in answer.suggestions)


class TestPremise:
    def test_a_place_that_is_not_held_is_said_and_what_is_held_named(self, answer):
        told = answer("What did Leeds find about fathers?")
        assert (told.status, told.reason) == (Status.NO_EVIDENCE, "not_in_library")
        assert "No report of Leeds is in the library for answers. It has reports from" in told.opening
        assert "Walsall Partnership" in told.opening

    def test_a_year_of_a_place_that_is_not_held_is_a_false_premise(self, answer):
        told = answer("What did Harrowmere find about fathers in 2019?")
        assert (told.status, told.reason) == (Status.NO_EVIDENCE, "false_premise")
        assert "2019" in told.opening
        assert "First look" in told.opening

    def test_what_changed_since_a_year_is_no_claim_that_a_report_is_of_it(self, answer):
        assert answer("What has been said of fathers since 2018?").status is Status.ANSWERED

    def test_a_case_that_is_not_there_is_said_with_those_that_are(self, answer):
        told = answer("What happened in case K?")
        assert (told.status, told.reason) == (Status.NO_EVIDENCE, "false_premise")
        assert "no Case K" in told.opening
        assert "described are B" in told.opening

    def test_a_number_that_no_report_gives_is_corrected_by_what_they_give(self, answer):
        told = answer("Why did 75% of returns name fathers?")
        assert told.reason == "false_premise"
        assert "75%" in told.opening
        assert "48% (14 of 29" in told.opening

    def test_what_the_reports_do_say_stands_beside_the_correction(self, answer):
        told = answer("Why did 75% of returns name fathers?")
        assert texts(told)
        assert "What the reports do say on this:" in told.opening


def test_that_there_is_no_report_says_where_to_add_one_on_a_page_and_in_a_terminal(product):
    told = product.assistant.ask("What about fathers?")
    assert (told.status, told.reason) == (Status.NO_EVIDENCE, "not_in_library")
    assert "on the Library page, or with audit-learning ingest" in told.lead_in
    assert "`" not in told.lead_in


def test_held_reports_are_neither_searched_nor_counted(library):
    library.knowledge_base.hold("new")
    answer = library.assistant.ask("What about fathers?")
    assert {citation.report.report_id for citation in answer.citations} == {"old"}
    assert answer.coverage.reports_searched == 2
    assert any("1 report is held back" in notice for notice in answer.notices)
