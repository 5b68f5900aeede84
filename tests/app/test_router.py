"""The kind of answer that a question gets, for phrasings of each kind and for near misses."""

from __future__ import annotations

import pytest
from fakes import make_report

from app.question import read_question
from app.router import defined_term, kind_of
from knowledge.query import Concept, Query

TOPIC = Query((Concept("fathers", frozenset({"father"}), (), 1.0, True),), {})
NO_TOPIC = Query((), {})


def kind(question, query=TOPIC):
    return kind_of(read_question(question, [make_report("a"), make_report("b")]), query).value


KINDS = {
    "session": [
        "Make me a session on neglect",
        "a 7 minute briefing on DA for my team",
        "material for a team meeting on fathers",
        "plan a workshop with reflective questions on DASH",
    ],
    "definition": [
        "What is GCP2?",
        "whats a MARAC",
        "what does IDVA stand for",
        "define disguised compliance",
        "What does disguised compliance mean?",
        "who are LADO",
        "what is XYZ",
        "explain early help please",
        "what is the voice of the child",
    ],
    "reflective": ["reflective questions on neglect", "questions for supervision", "prompts for my team about fathers"],
    "resources": [
        "any links or training on neglect",
        "is there a toolkit for neglect",
        "helpline for dads",
        "where can I find guidance on DASH",
        "further reading on disguised compliance?",
    ],
    "number": [
        "What percentage of returns had a plan?",
        "how many fathers were invited",
        "how often was DASH used",
        "what were the figures on DASH",
        "which questions scored under 70%",
        "the three lowest scores",
        "how much higher is fathers than mothers",
        "difference between fathers and mothers",
    ],
    "about_the_audit": [
        "how many children were in the sample",
        "when was the audit done",
        "who took part",
        "what were the aims",
        "what was the focus of the audit",
        "how were cases chosen",
        "what grades were given",
        "how many were good",
    ],
    "comparison": [
        "Compare what the audits say on fathers",
        "was supervision a problem across audits",
        "which audits mention dads",
        "has supervision improved since 2016",
        "how many audits mention DASH, and what do they say in each report",
    ],
    "list": ["list all recommendations", "give me every concern about fathers", "only the good practice with fathers"],
    "findings": [
        "What about fathers?",
        "How were fathers involved?",
        "recommendations on fathers",
        "what went well with fathers",
        "What is neglectful about this?",
        "what is a banana",
        "What did the neglect briefing say about fathers?",
        "was the sampling of urine explained to fathers",
        "What is planned for the next audit on fathers?",
        "how many audits mention DASH",
        "What training did fathers have?",
    ],
}


@pytest.mark.parametrize(("expected", "question"), [(kind, q) for kind, asked in KINDS.items() for q in asked])
def test_the_kind_of_a_question(expected, question):
    assert kind(question) == expected


@pytest.mark.parametrize("question", ["the recommendations", "what went well?", "What are the concerns?"])
def test_finding_types_without_a_topic_ask_for_a_list(question):
    assert (kind(question, NO_TOPIC), kind(question, TOPIC)) == ("list", "findings")


def test_what_is_asked_without_a_topic_or_a_type_asks_for_findings():
    assert kind("What did they find?", NO_TOPIC) == "findings"


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What is GCP2?", "GCP2"),
        ("what's a MARAC", "MARAC"),
        ("What does IDVA stand for?", "IDVA"),
        ("so what is “early help” exactly?", "early help"),
        ("meaning of DASH", "DASH"),
        ("DASH meaning", "DASH"),
        ("what are ACEs and what do they do", "ACEs"),
        ("How was DASH used?", None),
        ("What did the audit find?", None),
        ("", None),
    ],
)
def test_the_term_whose_meaning_is_asked_for(question, term):
    assert defined_term(question) == term
