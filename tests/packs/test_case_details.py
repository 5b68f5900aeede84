"""What teaching material leaves out of a report's words because it belongs to one case, and what it keeps."""

from __future__ import annotations

import pytest

from app.packs.case_details import Detail, case_details
from knowledge.types import FindingType


def left_out(sentence, finding_type=FindingType.CONCERN):
    """The words to be left out, each with its reason."""
    return [(sentence[one.span.start : one.span.end], one.detail) for one in case_details(sentence, finding_type)]


class TestLetters:
    @pytest.mark.parametrize(
        ("sentence", "words"),
        [
            ("In Case A the plan was late.", "Case A"),
            ("In cases B, D and F the plan was late.", "cases B, D and F"),
            ("The plan for Child 3 was not shared.", "Child 3"),
            ("Sibling 2 was not seen by the worker.", "Sibling 2"),
            ("The plans were late (A, B and C) across the sample.", "(A, B and C)"),
            ("F was not seen alone by any worker.", "F"),
            ("T's plan was not shared with the school.", "T's"),
        ],
    )
    def test_the_letter_or_number_of_a_case_is_left_out_and_the_rest_kept(self, sentence, words):
        assert left_out(sentence) == [(words, Detail.CASE_LETTER)]

    @pytest.mark.parametrize(
        "sentence",
        [
            "Records in Part A of the form were complete.",
            "Appendix B has the tool that all partners used.",
            "Level 2 training was up to date.",
            "The emergency department (A&E) told social care of each visit.",
            "I was told that A plan is a plan.",
        ],
    )
    def test_a_letter_of_something_else_is_kept(self, sentence):
        assert left_out(sentence) == []


class TestAges:
    @pytest.mark.parametrize(
        ("sentence", "words"),
        [
            ("A child aged 7 was not seen alone.", "aged 7"),
            ("Children aged 3, 5 and 7 were seen.", "aged 3, 5 and 7"),
            ("Children aged five were not offered a place.", "aged five"),
            ("Six-month-old babies were weighed at each visit.", "Six-month-old"),
        ],
    )
    def test_an_age_is_left_out(self, sentence, words):
        assert left_out(sentence) == [(words, Detail.AGE)]

    @pytest.mark.parametrize(
        "sentence",
        [
            "Children aged 10 to 17 were seen alone.",
            "Children under 18 were seen, and under 5s had health visitors.",
            "Young people aged 16 and over had pathway plans.",
            "Children aged 0-5 were seen by health visitors.",
            "The service is for those between 16 and 18 years old.",
        ],
    )
    def test_the_ages_that_a_service_is_for_are_kept(self, sentence):
        assert left_out(sentence) == []


class TestWhoAndWhere:
    @pytest.mark.parametrize(
        "sentence",
        [
            "Two White British children were not asked about identity.",
            "The records showed a family of Somali heritage.",
            "5 White British, 3 Asian and 2 Black African children were audited.",
            "The parent was described as Polish and needed an interpreter.",
        ],
    )
    def test_a_sentence_with_the_ethnicity_of_somebody_is_left_out_whole(self, sentence):
        assert left_out(sentence) == [(sentence, Detail.ETHNICITY)]

    @pytest.mark.parametrize(
        "sentence",
        [
            "Work with Gypsy, Roma and Traveller families was praised.",
            "Ethnicity was recorded for all of the children.",
            "The Muslim community was engaged by the partnership.",
            "British Transport Police attended each meeting.",
        ],
    )
    def test_whom_a_service_is_for_is_kept(self, sentence):
        assert left_out(sentence) == []

    @pytest.mark.parametrize(
        "sentence",
        ["The family moved to Luton and the records did not.", "Children attending Oakfield Primary School were seen."],
    )
    def test_a_sentence_with_the_place_of_a_case_is_left_out_whole(self, sentence):
        assert left_out(sentence) == [(sentence, Detail.PLACE)]

    def test_schools_in_general_are_kept(self):
        assert left_out("Primary schools attended every meeting of the partnership.") == []


class TestStories:
    @pytest.mark.parametrize(
        "sentence",
        [
            "One child was not seen for six weeks.",
            "In the second case nobody asked.",
            "Her mother was not asked about her own health.",
            "Dad was not invited to the meeting.",
            "Mother was not told about the meeting.",
            "Records show that father had left.",
            "The 15 year old was not seen alone.",
            "She told the worker what she wanted.",
            "A child who had been missing was seen late.",
            "Workers wrote that Chloe felt safe.",
            "The plan for Sam* was late.",
        ],
    )
    def test_what_tells_of_one_case_is_left_out_whole(self, sentence):
        assert left_out(sentence) == [(sentence, Detail.SINGLE_CASE)]

    @pytest.mark.parametrize(
        "sentence",
        [
            "In one of the 10 files visits were late.",
            "Workers saw every one child alone when they visited.",
            "Mark each file with the date of the visit.",
            "Mothers were asked about their own health.",
            "Mother and baby units were full.",
        ],
    )
    def test_what_is_counted_or_general_is_kept(self, sentence):
        assert left_out(sentence) == []

    @pytest.mark.parametrize(
        "finding_type",
        [FindingType.REFLECTIVE_QUESTION, FindingType.RECOMMENDATION, FindingType.INTENDED_OUTCOME],
    )
    def test_questions_and_recommendations_speak_in_general(self, finding_type):
        sentence = "Have you met the father in this case?"
        assert left_out(sentence, finding_type) == []
        assert left_out(sentence) == [(sentence, Detail.SINGLE_CASE)]

    def test_a_name_is_left_out_of_a_recommendation_too(self):
        assert left_out("Ask Chloe what she wants.", FindingType.RECOMMENDATION)[0][1] is Detail.SINGLE_CASE
