from __future__ import annotations

import pytest
from inquiries import findings_of, inquiry_of, only, sources_of, texts

from app.answering.inquiry import Order
from app.answering.resources_asked import MOST, resources_asked
from knowledge.types import FindingType, Link, QuestionKind

CONCERN, RESOURCE = FindingType.CONCERN, FindingType.RESOURCE
TOOLKIT = {"links": (Link("Toolkit", "https://example.org/neglect"),)}


@pytest.fixture
def library(product):
    product.knowledge_base.add(
        findings_of(
            "a",
            ("A toolkit on neglect is on the website.", RESOURCE, TOOLKIT),
            ("Neglect was not named early.", CONCERN),
            ("Training on neglect can be booked through the partnership.", CONCERN),
            ("Guidance on interpreters is held by health.", RESOURCE),
        )
    )
    product.knowledge_base.add(findings_of("b", ("Supervision was recorded.", CONCERN)))
    return product


@pytest.fixture
def ask(library):
    return lambda question, **more: resources_asked(inquiry_of(library, question, **more), sources_of(library))


def test_what_the_reports_point_to_comes_first_then_what_else_offers_something(ask):
    assert texts(ask("Any links or training on neglect?"))[:2] == [
        "A toolkit on neglect is on the website.",
        "Training on neglect can be booked through the partnership.",
    ]


def test_a_finding_that_offers_nothing_is_no_resource(ask):
    assert "Neglect was not named early." not in texts(ask("Any links or training on neglect?"))


def test_without_a_topic_every_resource_is_listed(ask):
    found = ask("What resources are there?")
    assert {"A toolkit on neglect is on the website.", "Guidance on interpreters is held by health."} <= {*texts(found)}
    assert found.order is Order.AS_GIVEN


def test_a_topic_without_resources_leads_nowhere(ask):
    assert ask("modern slavery?") is None


def test_reports_without_resources_lead_nowhere(ask):
    assert ask("any links or training?", filters=only("b")) is None


def test_no_more_are_shown_than_a_person_reads(product):
    many = [(f"Toolkit number {n} on neglect for team {n}.", RESOURCE) for n in range(MOST + 5)]
    product.knowledge_base.add(findings_of("a", *many))
    found = resources_asked(inquiry_of(product, "links on neglect"), sources_of(product))
    assert len(found.chosen) == MOST


def test_through_the_assistant_links_of_reports_stand_before_those_of_the_catalogue(library):
    answer = library.assistant.ask("Any links or training on neglect?")
    assert answer.kind is QuestionKind.RESOURCES
    origins = [resource.origin for resource in answer.resources]
    assert origins == sorted(origins, key=["report", "catalogue"].index)
    assert answer.resources[0].url == "https://example.org/neglect"


def test_where_no_report_points_to_anything_findings_are_answered_from(library):
    answer = library.assistant.ask("any toolkit for supervision", (), only("b"))
    assert [statement.text for statement in answer.statements] == ["Supervision was recorded."]
