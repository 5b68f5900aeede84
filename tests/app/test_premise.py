"""What a question takes for granted and the sample reports do not say."""

from __future__ import annotations

import pytest
from app_asking import asked

from app.answering.premise import mismatch, no_number


def wrong(product, question):
    inquiry, sources = asked(product, question)
    every = {report.report_id: report for report in product.knowledge_base.catalogue.open_reports()}
    return mismatch(inquiry, sources, every)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("what did the Leeds audit find about neglect", "No report of Leeds"),
        ("how was case Z supported", "There is no Case Z"),
        ("why was case D graded inadequate?", "the report says good"),
        ("the exploitation audit had 70 young people, what about CAMHS", "7 young people, not 70"),
        ("why did 80% of returns have no contingency plan", "46% (11 of 24)"),
        ("the neglect audit found GCP2 was repeated for every child, right?", "not what Neglect at a glance says"),
    ],
)
def test_what_is_wrong_is_said_without_markdown(samples, question, says):
    found = wrong(samples, question)
    assert says in found.words
    assert "*" not in found.words


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("why was case D graded inadequate?", "graded good for three children (A, D and G)"),
        ("the exploitation audit had 70 young people, what about CAMHS", "seven young people"),
        ("the neglect audit found GCP2 was repeated for every child, right?", "not repeated for any child"),
    ],
)
def test_what_the_report_says_instead_is_cited(samples, question, holds):
    assert holds in " ".join(passage.text for passage in wrong(samples, question).passages)


@pytest.mark.parametrize(
    "question",
    [
        "why was case D graded good?",
        "how old was case H",
        "why did 46% of returns have a contingency plan",
        "was GCP2 used in every case in the neglect audit?",
        "the neglect audit covered 9 children, what did it find",
        "did each referral get weighed alone in the neglect audit",
        "which measures were under 60% in the domestic abuse audit",
        "what did audits find about DASH",
    ],
)
def test_a_question_that_takes_nothing_wrong_for_granted_passes(samples, question):
    assert wrong(samples, question) is None


def test_a_silence_on_a_number_names_the_report(samples):
    inquiry, _ = asked(samples, "average age of mothers in the exploitation audit")
    assert "exploitation" in no_number(inquiry).words
    assert no_number(inquiry).words.endswith("gives no number for this.")
