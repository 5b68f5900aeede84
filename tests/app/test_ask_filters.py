"""Answers under filters by theme and agency, from the assistant and from the command line."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from fakes import in_month, sample_of
from inquiries import agency, findings_of, theme

from app.cli.main import cli
from app.found import LEFT_OUT
from evals.cli import SAMPLE_QUESTIONS
from evals.questions import read_questions
from knowledge.errors import ConfigError
from knowledge.types import Filters, FindingType, ReportId, Span, Status

CONCERN, GOOD, METHOD, STATISTIC = (
    FindingType.CONCERN,
    FindingType.GOOD_PRACTICE,
    FindingType.METHOD,
    FindingType.STATISTIC,
)
NEGLECT = Filters(themes=frozenset({"neglect"}))
POLICE = Filters(agencies=frozenset({"police"}))
TABLE = {"column_headings": ("Measure", "Share"), "labels": theme("smart_plans")}


@pytest.fixture
def library(product):
    base = product.knowledge_base
    base.add(
        findings_of(
            "old",
            ("Nine children were in the sample of this audit.", METHOD),
            ("Fathers were missing where the house was cold.", CONCERN, {"labels": theme("neglect")}),
            ("Fathers were told by officers.", GOOD, {"labels": agency("police")}),
            ("Chronologies of fathers were in place\t48% (14 of 29)", STATISTIC, TABLE),
            ("Risk was named\t90% (26 of 29)", STATISTIC, {**TABLE, "labels": theme("neglect")}),
            title="Neglect in Harrowmere",
            partnership="Harrowmere Partnership",
            audit_date=in_month(2021, 3),
            sample=replace(sample_of(9), span=Span(0, 4)),
        )
    )
    base.add(
        findings_of(
            "new",
            ("Fathers were named in each plan.", GOOD, {"labels": theme("smart_plans")}),
            ("Case B: the father was seen.", CONCERN, {"case_letter": "B", "labels": theme("smart_plans")}),
            title="Second look",
            partnership="Walsall Partnership",
            audit_date=in_month(2024, 7),
        )
    )
    return product


@pytest.fixture
def ask(library):
    def asked(question, filters=None):
        answer = library.assistant.ask(question, (), filters)
        cited = [citation.passage_id for citation in answer.citations]
        allowed = {passage.passage_id for passage in library.knowledge_base.catalogue.passages(filters or Filters())}
        assert set(cited) <= allowed
        return answer

    return asked


def texts(answer):
    return [statement.text for statement in answer.statements]


class TestFound:
    def test_a_theme_leaves_the_findings_that_carry_it(self, ask):
        assert texts(ask("What about fathers?", NEGLECT)) == ["Fathers were missing where the house was cold."]

    def test_an_agency_leaves_the_findings_that_speak_of_it(self, ask):
        assert texts(ask("What about fathers?", POLICE)) == ["Fathers were told by officers."]

    def test_the_count_says_that_it_is_of_what_the_filters_leave(self, ask):
        answer = ask("What about fathers?", NEGLECT)
        assert (answer.coverage.reports_with_evidence, answer.coverage.reports_searched) == (1, 2)
        assert answer.lead_in.startswith("**1 of 2 reports** has findings on this within your filters")
        assert "within your filters" not in ask("What about fathers?").lead_in

    def test_a_report_called_by_its_aim_is_found_though_its_aim_is_filtered_out(self, ask, library):
        aim = "This audit looked at bruises of babies under one year."
        said = ("Fathers of babies were not asked.", CONCERN, {"labels": theme("neglect")})
        library.knowledge_base.add(findings_of("babies", (aim, FindingType.AUDIT_QUESTION), said, title="Deep dive"))
        answer = ask("What did the audit of bruises of babies find about fathers?", NEGLECT)
        assert {citation.report.report_id for citation in answer.citations} == {"babies"}

    def test_a_report_named_is_found_though_its_title_page_is_filtered_out(self, ask):
        answer = ask("What did Walsall find about fathers?", Filters(themes=frozenset({"smart_plans"})))
        assert {citation.report.report_id for citation in answer.citations} == {"new"}


class TestLeftOut:
    def test_an_answer_that_only_the_filters_keep_away_is_said(self, ask):
        answer = ask("What about chronologies?", POLICE)
        assert answer.status is Status.NO_EVIDENCE
        assert f"{LEFT_OUT} (police): ask again without them." in answer.notices

    def test_what_no_report_says_is_not_blamed_on_the_filters(self, ask):
        answer = ask("What about zebras?", POLICE)
        assert answer.status is Status.NO_EVIDENCE
        assert not any(notice.startswith(LEFT_OUT) for notice in answer.notices)

    def test_years_without_reports_are_said_too(self, ask):
        answer = ask("What about fathers?", Filters(years=frozenset({1999})))
        assert f"{LEFT_OUT} (audits of 1999): ask again without them." in answer.notices

    def test_an_answer_has_no_such_notice(self, ask):
        assert not any(notice.startswith(LEFT_OUT) for notice in ask("What about fathers?", NEGLECT).notices)


class TestOtherWays:
    def test_a_fact_on_a_title_page_is_left_out_with_it(self, ask):
        free = ask("How many children were in the Harrowmere sample?")
        assert "**9 children**" in free.lead_in
        limited = ask("How many children were in the Harrowmere sample?", POLICE)
        assert limited.status is Status.NO_EVIDENCE
        assert any(notice.startswith(LEFT_OUT) for notice in limited.notices)

    def test_a_case_that_the_filters_leave_out_does_not_become_another(self, ask):
        answer = ask("Where were the fathers in case B?", NEGLECT)
        assert answer.status is Status.NO_EVIDENCE
        assert texts(answer) == []
        assert "no Case B" not in answer.lead_in

    def test_a_number_that_the_filters_leave_out_is_not_denied(self, ask):
        answer = ask("Why were chronologies in place in 48%?", POLICE)
        assert "No report that was searched gives" not in answer.lead_in

    def test_rows_are_counted_of_those_that_the_filters_leave_and_that_is_said(self, ask):
        answer = ask("Which measures are above 40%?", NEGLECT)
        assert "**1 of 1 measure** is" in answer.lead_in
        assert any("Only findings that fit your filters (theme: neglect)" in notice for notice in answer.notices)

    def test_other_reports_are_not_told_of_where_one_was_chosen(self, ask):
        chosen = Filters(report_ids=frozenset({ReportId("new")}))
        answer = ask("What percentage of fathers had chronologies in the Walsall report?", chosen)
        assert {citation.report.report_id for citation in answer.citations} <= {"new"}

    @pytest.mark.parametrize("kind", [CONCERN, GOOD])
    def test_an_overview_keeps_to_the_finding_types_chosen(self, ask, kind):
        answer = ask("What did the Harrowmere audit find?", Filters(finding_types=frozenset({kind})))
        assert {statement.finding_type for statement in answer.statements} == {kind}


EVERY = 24
LIMITS = {
    "theme": lambda passages: Filters(themes=frozenset(passages[0].themes[:1])),
    "agency": lambda passages: Filters(agencies=frozenset(passages[-1].agencies[:1])),
    "type": lambda passages: Filters(finding_types=frozenset({passages[-1].finding_type})),
    "another theme": lambda _passages: Filters(themes=frozenset({"information_sharing"})),
}


@pytest.mark.parametrize("limit", LIMITS.values(), ids=LIMITS)
def test_every_passage_cited_from_the_samples_fits_the_filters(samples, limit):
    catalogue = samples.knowledge_base.catalogue
    for question in [row for row in read_questions(SAMPLE_QUESTIONS) if row.answerable][::EVERY]:
        free = samples.assistant.ask(question.question, question.history)
        cited = list(catalogue.passages_by_id([citation.passage_id for citation in free.citations]).values())
        filters = limit(cited) if cited else NEGLECT
        answer = samples.assistant.ask(question.question, question.history, filters)
        found = catalogue.passages_by_id([citation.passage_id for citation in answer.citations]).values()
        assert all(filters.allow(passage) for passage in found), question.question


class TestCommandLine:
    pytestmark = pytest.mark.usefixtures("home_with_samples")

    def run(self, *words):
        return CliRunner().invoke(cli, ["ask", *words])

    def test_a_theme_and_an_agency_limit_the_answer(self):
        free = json.loads(self.run("How were fathers involved?", "--json").stdout)
        limited = json.loads(self.run("How were fathers involved?", "--json", "--agency", "health visiting").stdout)
        quotes = {citation["quote"] for citation in limited["citations"]}
        assert len(quotes) < len(free["citations"])

    @pytest.mark.parametrize("name", ["smart_plans", "The quality of plans"])
    def test_a_theme_is_known_by_its_id_and_its_name(self, name):
        result = self.run("What about plans?", "--theme", name, "--theme", "neglect", "--json")
        assert (result.exit_code, json.loads(result.stdout)["status"]) == (0, "answered")

    @pytest.mark.parametrize(
        ("option", "typed", "offered"),
        [("--theme", "neglct", "neglect"), ("--agency", "polise", "police"), ("--theme", "zzz", "for example")],
    )
    def test_an_unknown_name_is_refused_with_names_that_are_near(self, option, typed, offered):
        error = self.run("fathers", option, typed).exception
        assert isinstance(error, ConfigError)
        assert typed in str(error)
        assert offered in error.help_message

    def test_both_are_in_the_help(self):
        told = CliRunner().invoke(cli, ["ask", "--help"]).stdout
        assert "--theme" in told
        assert "--agency" in told
