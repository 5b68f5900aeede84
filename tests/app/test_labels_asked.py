from __future__ import annotations

import pytest

from app.labels_asked import agencies_asked, labels_asked, themes_asked
from ingest.agencies import agency_rules
from ingest.themes import theme_rules
from knowledge.vocabulary.loader import load


def themes(question):
    return [theme for theme, _span in themes_asked(question)]


def agencies(question):
    return {agency for agency, _span in agencies_asked(question)}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What about neglect?", ["neglect"]),
        ("DA and CSE", ["domestic_abuse", "child_sexual_exploitation"]),
        ("domestic violence", ["domestic_abuse"]),
        ("what of dads", ["fathers_nonresident_family"]),
        ("was the child's voice heard", ["voice_and_lived_experience"]),
        ("the voice of the child", ["voice_and_lived_experience"]),
        ("parental mental health", ["parental_mental_health"]),
        ("What about stalking?", []),
        ("What about a dash of salt?", []),
        ("", []),
    ],
)
def test_themes_that_a_question_names_in_order(question, expected):
    assert themes(question) == expected


def test_a_part_of_a_theme_is_not_the_theme():
    assert themes("Did stalking or coercive control come up?") == []


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did the police do?", {"police"}),
        ("Police and GPs", {"police", "GP"}),
        ("Who was late?", set()),
    ],
)
def test_agencies_that_a_question_names(question, expected):
    assert agencies(question) == expected


def test_health_stands_for_each_health_agency():
    kinds = agency_rules().kinds
    assert agencies("What did health staff share?") == {agency for agency in kinds if kinds[agency] == "health"}


def test_where_a_question_names_something_is_said():
    question = "Did dads and the police meet?"
    assert [question[span.start : span.end] for _theme, span in themes_asked(question)] == ["dads"]
    assert [question[span.start : span.end] for _agency, span in agencies_asked(question)] == ["police"]


def test_each_word_of_a_name_has_the_keys_of_its_labels():
    found = labels_asked("Domestic abuse and the Police")
    assert found["domestic"] == found["abuse"] == {"theme:domestic_abuse"}
    assert found["police"] == {"agency:police"}
    assert "and" not in found


def test_a_word_that_names_two_labels_has_both():
    assert labels_asked("early help")["early"] == {"theme:early_help", "agency:early help"}


def test_every_theme_and_sort_of_agency_that_may_be_asked_for_is_one_that_passages_are_given():
    asked = load("question_words")
    assert asked["themes_asked"].keys() <= theme_rules().labels.keys()
    assert asked["agencies_asked"].keys() <= set(agency_rules().kinds.values())
