"""The questions of a quiz: each has its answer among its options, and what is shown does not give it away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pack_library import found, material

from app.packs.document import QuizAnswer, QuizQuestion
from app.packs.quiz import MOST_QUESTIONS, quiz_items, quiz_sections
from knowledge.types import FindingType


def item(text, finding_type=FindingType.CONCERN, **fields):
    """The question on a finding, or nothing."""
    return next(quiz_items([found(text, finding_type, **fields)]), None)


def pieces(item):
    return [quote.text for quote in item.shown.quotes]


class TestNumbers:
    @pytest.mark.parametrize(
        ("text", "answer", "shown"),
        [
            ("Plans were late in 7 of the 12 files.", "7", ["Plans were late in", "of the 12 files."]),
            ("Seven of the 12 files had late plans.", "7", ["of the 12 files had late plans."]),
        ],
    )
    def test_the_number_is_the_gap(self, text, answer, shown):
        made = item(text)
        assert (made.answer, pieces(made)) == (answer, shown)
        assert made.answer in made.options
        assert len(made.options) == 3

    def test_the_options_stand_in_order_and_none_is_more_than_the_whole(self):
        options = [int(option) for option in item("Plans were late in 5 of the 5 files.").options]
        assert options == sorted(set(options))
        assert max(options) == 5

    @pytest.mark.parametrize(
        "text",
        [
            "Plans were late in 7 of the 12 files; in those 7 nobody asked.",
            "Plans were late in 7 of the 12 files; in those seven nobody asked.",
            "Of seven files, 7 of the 12 were late.",
            "Plans were late in 7 of the 12 files (58%).",
            "Fifty-eight per cent of plans, 7 of the 12, were late.",
        ],
    )
    def test_none_is_asked_for_that_the_rest_of_the_finding_tells(self, text):
        made = item(text)
        assert made is None or not made.answer.isdecimal()

    @pytest.mark.parametrize("text", ["Plans were late in 2 of the 3 files.", "Visits took 6 weeks.", "In 40 files."])
    def test_none_is_asked_for_with_too_little_to_choose_from(self, text):
        made = item(text)
        assert made is None or not made.answer.isdecimal()


class TestTermsAndAgencies:
    def test_a_term_of_the_glossary_is_the_gap(self):
        made = item("Social workers told MARAC of each move.")
        assert (made.answer, pieces(made)) == ("MARAC", ["Social workers told", "of each move."])
        assert "MARAC" in made.options

    @pytest.mark.parametrize(
        "text",
        [
            "The Multi-Agency Risk Assessment Conference (MARAC) was told of each move.",
            "MARAC was told of each move, and MARAC wrote back.",
        ],
    )
    def test_no_term_is_asked_for_that_is_spelt_out_or_stands_there_twice(self, text):
        made = item(text)
        assert made is None or made.answer != "MARAC"

    def test_the_agency_of_a_recommendation_is_the_gap_where_it_names_one(self):
        made = item("The police should tell schools.", FindingType.RECOMMENDATION, agencies=("police",))
        assert (made.answer, pieces(made)) == ("police", ["The", "should tell schools."])
        assert made.answer in made.options
        two = item("The police should tell schools.", FindingType.RECOMMENDATION, agencies=("police", "schools"))
        assert two is None or two.answer != "police"

    def test_no_term_is_asked_for_that_the_topic_names_or_that_was_asked_for_before(self):
        findings = [found(f"Worker {number} told MARAC of the move.", number=number) for number in range(2)]
        assert [each.answer for each in quiz_items(findings)].count("MARAC") == 1
        named = quiz_items(findings, "What did audits find about MARAC?")
        assert "MARAC" not in [each.answer for each in named]


class TestHowItWasReported:
    def test_it_is_asked_of_what_has_no_number_term_or_agency(self):
        made = item("Visits were kept.", FindingType.GOOD_PRACTICE)
        assert (made.answer, pieces(made)) == ("As good practice", ["Visits were kept."])
        assert made.answer in made.options

    @pytest.mark.parametrize(
        ("text", "finding_type"),
        [
            ("Good practice was seen in visits.", FindingType.GOOD_PRACTICE),
            ("It is recommended that visits are kept.", FindingType.RECOMMENDATION),
            ("However, visits were late.", FindingType.CONCERN),
            ("Visits were counted.", FindingType.FINDING),
        ],
    )
    def test_it_is_not_asked_where_the_words_say_it_or_make_no_sense_alone(self, text, finding_type):
        assert item(text, finding_type) is None

    def test_no_type_is_asked_for_more_than_twice(self):
        findings = [found("Visits were kept.", number=number) for number in range(5)]
        findings += [found("Visits were kept.", FindingType.GOOD_PRACTICE, number=5)]
        assert [made.answer for made in quiz_items(findings)] == ["As a concern"] * 2 + ["As good practice"]


class TestTheSections:
    def test_each_question_has_its_answer_with_the_finding_whole(self):
        findings = [found(f"Plans were late in {number} of the 20 files.", number=number) for number in range(1, 15)]
        questions, answers = quiz_sections(material(*findings))
        asked = [block for block in questions.blocks if isinstance(block, QuizQuestion)]
        told = [block for block in answers.blocks if isinstance(block, QuizAnswer)]
        assert len(asked) == len(told) == MOST_QUESTIONS
        for question, answer, finding in zip(asked, told, findings, strict=False):
            assert question.number == answer.number
            letter, _colon, told_answer = answer.answer.partition(": ")
            assert question.options["ABC".index(letter)] == told_answer
            assert answer.finding == finding
            assert "[ ? ]" in question.shown.words

    def test_questions_come_before_all_answers(self):
        questions, answers = quiz_sections(material(found("Visits stopped in 4 of the 9 families.")))
        assert (questions.heading, answers.heading) == ("Questions", "Answers")
        assert not any(isinstance(block, QuizAnswer) for block in questions.blocks)


WORDS = ("7 of the 12", "files", "seven", "MARAC", "plans were", "late in", "(58%)", "police", "4 families")


@given(st.lists(st.sampled_from(WORDS)))
def test_whatever_the_words_the_answer_is_an_option_and_its_gap_hides_it(words):
    text = " ".join(["Plans", *words])
    made = item(text, FindingType.RECOMMENDATION, agencies=("police",))
    if made is None:
        return
    assert made.answer in made.options
    assert len(set(made.options)) == len(made.options)
    for quote in made.shown.quotes:
        assert text[quote.start - made.finding.passage.start : quote.end - made.finding.passage.start] == quote.text
    if made.answer.isupper() or made.answer == "police":
        assert made.answer not in " ".join(pieces(made))
