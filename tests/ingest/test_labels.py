from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import Kind
from ingest.finding_type_rules import finding_type_rules
from ingest.labels import Typed, case_of, label_passage
from knowledge.types import ABOUT_THE_AUDIT, FindingType, LabelKind

WORDS = [
    "Ensure",
    "neglect",
    "police",
    "Case",
    "B",
    "is",
    "not",
    "robust",
    "However,",
    "you",
    "?",
    "12%",
    "\t",
    "the",
    "audit",
]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=20).map(" ".join)


def labels(text, *path, typed=None):
    given_type = typed or finding_type_rules().finding_type(Kind.PARAGRAPH, text, path, ())
    return [(label.kind.value, label.value) for label in label_passage(given_type, text, path)]


def test_a_passage_has_labels_of_each_kind():
    assert labels("Police saw neglect.", "Case B", "Concerns") == [
        ("finding_type", "concern"),
        ("theme", "neglect"),
        ("agency", "police"),
        ("case", "B"),
    ]


@pytest.mark.parametrize("kind", sorted(ABOUT_THE_AUDIT), ids=str)
def test_what_tells_how_the_audit_was_made_has_no_theme_but_agencies(kind):
    assert labels("Police looked for neglect.", typed=Typed(kind, "test")) == [
        ("finding_type", kind.value),
        ("agency", "police"),
    ]


@pytest.mark.parametrize(
    ("path", "text", "letter", "rule"),
    [
        (["Case A", "Strengths"], "Workers met.", "A", 'heading "Case A"'),
        (["Cases"], "Child B was seen.", "B", 'wording "Child B"'),
        (["Case A"], "Like Case B.", "A", 'heading "Case A"'),
    ],
    ids=["heading", "wording", "heading before wording"],
)
def test_the_letter_of_a_case(path, text, letter, rule):
    label = case_of(path, text)
    assert label is not None
    assert (label.kind, label.value, label.rule) == (LabelKind.CASE, letter, rule)


@pytest.mark.parametrize(
    "text",
    ["Case A and Case B were alike.", "In this case a plan was made.", "Workers met."],
    ids=["two", "article", "none"],
)
def test_no_letter_of_a_case(text):
    assert case_of([], text) is None


@given(text=texts, path=st.lists(texts, max_size=2), kind=st.sampled_from(Kind))
def test_every_passage_has_one_finding_type_and_each_label_a_rule(text, path, kind):
    typed = finding_type_rules().finding_type(kind, text, path, ())
    found = label_passage(typed, text, path)
    assert [label.value for label in found if label.kind is LabelKind.FINDING_TYPE] == [typed.finding_type]
    assert sum(label.kind is LabelKind.CASE for label in found) <= 1
    assert all(label.rule.strip() and "\n" not in label.rule and label.value for label in found)
    assert FindingType(typed.finding_type)
