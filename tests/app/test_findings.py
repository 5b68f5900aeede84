"""Answers from findings: what fits best, whole lists, overviews, reports side by side, material for a session."""

from __future__ import annotations

import re

import pytest
from fakes import in_month, on_day
from inquiries import agency, findings_of, headed, inquiry_of, sources_of, texts

from app.answering.findings import findings, session
from app.answering.inquiry import Order
from app.evidence import Budget
from knowledge.types import FindingType, QuestionKind

CONCERN, GOOD, METHOD = FindingType.CONCERN, FindingType.GOOD_PRACTICE, FindingType.METHOD
RECOMMENDATION, REFLECTIVE = FindingType.RECOMMENDATION, FindingType.REFLECTIVE_QUESTION
OLD = findings_of(
    "old",
    ("Fathers were not invited to meetings.", CONCERN),
    ("Fathers were named in each plan.", GOOD, {"labels": headed(GOOD)}),
    ("Invite fathers to every meeting.", RECOMMENDATION),
    ("Write the chronology together.", RECOMMENDATION),
    ("Police shared what they knew of fathers.", GOOD, {"labels": agency("police")}),
    ("Who in your team speaks with fathers?", REFLECTIVE),
    ("Files that name fathers were read by four auditors.", METHOD),
    title="Learning from practice",
    partnership="Harrowmere Partnership",
    audit_date=in_month(2016, 11),
)
NEW = findings_of(
    "new",
    ("Fathers were absent from assessments.", CONCERN),
    ("4 of 9 fathers had been asked for their views.", FindingType.STATISTIC),
    ("The voice of the child was clear.", GOOD),
    title="Second look",
    partnership="Walsall Partnership",
    audit_date=on_day(2024, 7, 1),
)
UNDATED = findings_of(
    "undated", ("Fathers came to the core group.", GOOD), ("Interpreters were booked.", GOOD), title="Notes"
)


@pytest.fixture
def library(product):
    for parsed in (NEW, UNDATED, OLD):
        product.knowledge_base.add(parsed)
    return product


@pytest.fixture
def ask(library):
    return lambda question, **more: findings(inquiry_of(library, question, **more), sources_of(library))


def reports(evidence):
    return list(dict.fromkeys(hit.passage.report_id for hit in evidence.chosen))


def kinds(evidence):
    return {hit.passage.finding_type for hit in evidence.chosen}


class TestBestFindings:
    def test_what_names_the_topic_comes_before_what_does_not(self, ask):
        shown = texts(ask("What about fathers?"))
        named = ["ather" in text for text in shown]
        assert any(named)
        assert named == sorted(named, reverse=True)

    def test_reports_take_turns(self, ask):
        assert len({hit.passage.report_id for hit in ask("What about fathers?").chosen[:3]}) == 3

    def test_no_more_is_shown_than_the_budget_holds(self, ask):
        assert len(texts(ask("What about fathers?", budget=Budget(340, 2)))) == 2

    def test_what_speaks_of_the_agency_named_comes_first(self, ask):
        assert texts(ask("What did the police do about fathers?"))[0] == "Police shared what they knew of fathers."

    def test_the_type_asked_for_is_shown_though_others_say_more_of_the_topic(self, ask):
        assert "Invite fathers to every meeting." in texts(ask("recommendations about fathers"))

    def test_how_the_audit_was_made_comes_last(self, ask):
        shown = [hit.passage.finding_type for hit in ask("What about fathers?").chosen]
        assert METHOD not in shown[:-1]

    def test_a_topic_that_nothing_comes_near_chooses_nothing(self, ask):
        assert texts(ask("What about zebras in Leeds zoo?")) == []

    def test_a_question_of_one_report_is_answered_from_it_alone(self, ask):
        assert reports(ask("What did Harrowmere find about fathers?")) == ["old"]


class TestLists:
    def test_every_finding_of_the_type_is_listed_and_nothing_else(self, ask):
        listed = ask("List all recommendations of Harrowmere")
        assert texts(listed) == ["Invite fathers to every meeting.", "Write the chronology together."]
        assert listed.notices == ()

    def test_one_type_of_several_reports_is_listed(self, ask):
        listed = ask("List all good practice on fathers")
        assert kinds(listed) == {GOOD}
        assert set(reports(listed)) >= {"old", "undated"}

    def test_what_stands_under_a_heading_of_its_type_comes_first(self, ask):
        assert texts(ask("All the good practice of Harrowmere"))[0] == "Fathers were named in each plan."

    def test_reflective_questions_are_listed(self, ask):
        listed = ask("Reflective questions about fathers?")
        assert texts(listed) == ["Who in your team speaks with fathers?"]

    def test_a_topic_that_no_finding_of_the_type_names_is_no_list(self, ask):
        listed = ask("List every recommendation about zebras")
        assert not [text for text in texts(listed) if "zebra" not in text and "nvite" in text]

    def test_a_list_that_goes_on_says_how_much_of_it_is_shown(self, product):
        many = [(f"Agency {n} must write plan number {n} with the family.", RECOMMENDATION) for n in range(25)]
        product.knowledge_base.add(findings_of("long", *many, partnership="Harrowmere Partnership"))
        inquiry = inquiry_of(product, "List all recommendations of Harrowmere", budget=Budget(50, 14))
        listed = findings(inquiry, sources_of(product))
        (notice,) = listed.notices
        shown, of = map(int, re.match(r"(\d+) of (\d+) such findings are shown", notice).groups())
        assert (shown, of) == (len(listed.chosen), len(listed.found))
        assert 1 <= shown < of

    def test_a_list_keeps_to_reading_order(self, product):
        many = [(f"Write {word} into the plan.", RECOMMENDATION) for word in ("dates", "names", "risks", "hopes")]
        product.knowledge_base.add(findings_of("long", *many, partnership="Harrowmere Partnership"))
        listed = findings(inquiry_of(product, "List all recommendations of Harrowmere"), sources_of(product))
        assert texts(listed) == [text for text, _kind in many]


class TestOverview:
    def test_types_take_turns(self, ask):
        told = ask("What did Harrowmere find?")
        assert [hit.passage.finding_type for hit in told.chosen][:3] == [CONCERN, GOOD, RECOMMENDATION]
        assert METHOD not in kinds(told)

    @pytest.mark.parametrize(
        "question", ["summary of Harrowmere", "key messages from Harrowmere", "Harrowmere in a nutshell"]
    )
    def test_however_it_is_asked_for(self, ask, question):
        told = ask(question)
        assert reports(told) == ["old"]
        assert kinds(told) >= {CONCERN, GOOD, RECOMMENDATION}

    def test_a_topic_is_no_overview(self, ask):
        told = ask("What did Harrowmere find about the chronology?")
        assert texts(told)[0] == "Write the chronology together."

    def test_a_reports_own_summary_comes_first(self, product):
        product.knowledge_base.add(
            findings_of(
                "summed",
                ("Meetings were late.", CONCERN),
                ("Plans were kept well.", GOOD),
                ("In all, practice was sound.", FindingType.FINDING, {"heading_path": ("Summary",)}),
                partnership="Harrowmere Partnership",
            )
        )
        told = findings(inquiry_of(product, "overview of Harrowmere"), sources_of(product))
        assert texts(told)[0] == "In all, practice was sound."


class TestComparison:
    def test_reports_stand_side_by_side_oldest_first(self, ask):
        compared = ask("Compare Walsall and Harrowmere on fathers")
        assert compared.order is Order.BY_REPORT
        assert compared.is_by_report
        assert reports(compared) == ["old", "new"]

    def test_each_report_stands_in_one_block(self, ask):
        ids = [hit.passage.report_id for hit in ask("How do the audits compare on fathers?").chosen]
        assert ids == sorted(ids, key=reports_in(ids).index)

    def test_a_report_without_a_date_stands_after_those_with_one(self, ask):
        assert reports(ask("How do the audits compare on fathers?")) == ["old", "new", "undated"]

    def test_no_trend_is_claimed(self, ask):
        (notice,) = ask("Has the work with fathers improved between 2016 and 2024?").notices
        assert "cannot show whether things got better or worse" in notice

    def test_both_sides_of_a_report_are_shown(self, ask):
        compared = ask("Compare Walsall and Harrowmere on fathers")
        of_old = {hit.passage.finding_type for hit in compared.chosen if hit.passage.report_id == "old"}
        assert {CONCERN, GOOD} <= of_old

    def test_a_report_that_says_nothing_of_the_topic_is_left_out(self, ask):
        assert "new" not in reports(ask("Compare the audits on the chronology"))

    def test_one_report_alone_is_not_compared(self, ask):
        told = ask("Compare fathers and mothers in Harrowmere")
        assert told.order is Order.BY_TYPE
        assert told.notices == ()


class TestSession:
    def test_it_has_reflective_questions_recommendations_concerns_and_good_practice(self, library):
        inquiry = inquiry_of(library, "Make me a session on fathers")
        assert inquiry.kind is QuestionKind.SESSION
        made = session(inquiry, sources_of(library))
        assert kinds(made) >= {REFLECTIVE, RECOMMENDATION, CONCERN, GOOD}
        assert METHOD not in kinds(made)

    def test_reflective_questions_are_about_the_topic(self, library):
        made = session(inquiry_of(library, "Make me a session on fathers"), sources_of(library))
        assert "Who in your team speaks with fathers?" in texts(made)

    def test_nothing_on_the_topic_makes_no_session(self, library):
        assert texts(session(inquiry_of(library, "Make me a session on zoology"), sources_of(library))) == []


def reports_in(ids):
    return list(dict.fromkeys(ids))
