"""Answers to `what is GCP2?`: the glossary's words are never taken for a report's."""

from __future__ import annotations

import pytest
from inquiries import findings_of, inquiry_of, only, sources_of, texts

from app.answering.definitions import definition, glossary_term
from app.answering.inquiry import Order
from knowledge.types import FindingType, Status

CONCERN, METHOD = FindingType.CONCERN, FindingType.METHOD


@pytest.fixture
def library(product):
    product.knowledge_base.add(
        findings_of(
            "a",
            ("How DASH forms were chosen for this audit.", METHOD),
            ("A DASH was completed by the police.", CONCERN),
            ("The Brackenfold Early Support Team (BEST) visited.", CONCERN),
            ("BEST came late.", CONCERN),
            ("Fathers were absent.", CONCERN),
        )
    )
    product.knowledge_base.add(findings_of("b", ("Supervision was recorded.", CONCERN)))
    return product


@pytest.fixture
def define(library):
    def asked(name, **more):
        inquiry = inquiry_of(library, f"What is {name}?", **more)
        return definition(inquiry, sources_of(library), name)

    return asked


@pytest.mark.parametrize(
    ("name", "term"),
    [
        ("DASH", "DASH"),
        ("dash", "DASH"),
        ("MARACs", "MARAC"),
        ("IDVA", "IDVA"),
        ("Independent Sexual Violence Adviser", "ISVA"),
        ("DASH RIC", "DASH RIC"),
    ],
)
def test_a_term_is_found_by_any_of_its_names(name, term):
    assert glossary_term(name).name == term


@pytest.mark.parametrize("name", ["banana", "", "s"])
def test_what_is_no_term_is_none(name):
    assert glossary_term(name) is None


def test_the_meaning_is_said_to_be_the_glossarys(define):
    told = define("DASH")
    assert told.opening.startswith("**DASH** (Domestic Abuse, Stalking")
    assert "from the program's glossary, not from a report" in told.opening


def test_where_reports_use_the_term_is_shown_and_nothing_else(define):
    told = define("DASH")
    assert "A DASH was completed by the police." in texts(told)
    assert all("DASH" in text for text in texts(told))
    assert told.order is Order.AS_GIVEN
    assert not told.partial


def test_how_the_audit_was_made_comes_after_findings(define):
    assert texts(define("DASH"))[0] == "A DASH was completed by the police."


def test_a_term_that_no_report_uses_is_explained_and_that_is_said(define):
    told = define("ISVA")
    assert texts(told) == []
    assert told.partial
    assert told.opening.startswith("**ISVA**")
    assert told.opening.endswith("No report that was searched uses it.")


def test_reports_outside_the_filters_are_not_searched_for_it(define):
    told = define("DASH", filters=only("b"))
    assert texts(told) == []
    assert "No report that was searched uses it." in told.opening


def test_a_term_of_the_reports_own_is_told_in_their_words_the_one_that_writes_it_out_first(define):
    told = define("BEST")
    assert texts(told)[0] == "The Brackenfold Early Support Team (BEST) visited."
    assert told.opening == "The glossary has no entry for **BEST**; the reports say:"


@pytest.mark.parametrize("name", ["zebra", "XYZ", "fathers", "(", "DASH)(.*"])
def test_what_neither_the_glossary_nor_a_report_explains_is_no_definition(define, name):
    assert define(name) is None


def test_through_the_assistant_an_unused_term_is_partly_answered_without_a_quote(library):
    answer = library.assistant.ask("What is an ISVA?")
    assert (answer.status, answer.kind.value) == (Status.PARTIAL, "definition")
    assert answer.statements == ()
    assert "glossary" in answer.lead_in


def test_through_the_assistant_a_used_term_is_answered_with_quotes(library):
    answer = library.assistant.ask("what does DASH stand for")
    assert (answer.status, answer.kind.value) == (Status.ANSWERED, "definition")
    assert any("DASH" in citation.quote for citation in answer.citations)


def test_every_meaning_is_text_and_makes_no_markup(define):
    assert "](" not in define("DASH").opening
