from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.stated_numbers import stated_numbers
from app.support import SupportLimits, check_support

PASSAGE = (
    "Contingency plans were in place in 14 of 29 audits (48%). Two audits showed four children. "
    "Health visitors were not consistently invited; the mother in Case B said that she felt heard. GPs shared "
    "information with the multi-agency safeguarding hub in Westshire."
)

SUBJECTS = ("audits", "children", "workers", "referrals", "visits", "meetings", "plans", "homes")
DEEDS = ("were seen", "had a plan", "waited", "were recorded late", "showed neglect", "were not shared")
numbers = st.integers(2, 999)
SPELT = ("two", "three", "five", "eleven", "twenty-six", "ninety")
stated = numbers.map(str) | numbers.map("{}%".format) | st.sampled_from(SPELT)
sentences = st.builds(
    "In {} {}, {} {} {}.".format,
    stated,
    st.sampled_from(SUBJECTS),
    stated,
    st.sampled_from(SUBJECTS),
    st.sampled_from(DEEDS),
)


def kinds(sentence, *passages, **given):
    return [failure.kind for failure in check_support(sentence, passages or [PASSAGE], **given).failures]


def warned(sentence, *passages):
    return [warning.kind for warning in check_support(sentence, passages or [PASSAGE]).warnings]


@given(st.lists(sentences, min_size=1, max_size=5), st.data())
def test_a_verbatim_sentence_is_always_supported(passage, data):
    assert check_support(data.draw(st.sampled_from(passage)), [" ".join(passage)], similarity=0.0).ok


@given(st.lists(st.text(max_size=60), min_size=1, max_size=3))
def test_a_whole_passage_of_any_characters_is_supported_by_itself(passages):
    assume(any(character.isalnum() and character.isascii() for character in passages[0]))
    assert check_support(passages[0], passages).ok


@given(st.lists(sentences, min_size=1, max_size=4), numbers)
def test_a_changed_number_is_always_caught(passage, other):
    text = " ".join(passage)
    known = {number.value for number in stated_numbers(text)}
    first = stated_numbers(passage[0])[0]
    assume(other not in known and not first.is_share and first.words.isdigit())
    changed = passage[0].replace(first.words, str(other), 1)
    assert ("number", str(other)) in [(f.kind, f.words) for f in check_support(changed, [text]).failures]


@given(
    st.lists(numbers, min_size=2, max_size=2, unique=True),
    st.lists(st.sampled_from(SUBJECTS[:6]), min_size=2, max_size=2, unique=True),
)
def test_swapped_numbers_are_always_caught(values, nouns):
    passage = f"The review read about {values[0]} {nouns[0]} and later {values[1]} {nouns[1]}."
    swapped = f"There were {values[1]} {nouns[0]} and {values[0]} {nouns[1]}."
    assert kinds(swapped, passage).count("number") == 2


@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=3))
def test_any_text_gets_a_verdict_and_a_coverage_between_0_and_1(sentence, passages):
    support = check_support(sentence, passages)
    assert 0 <= support.coverage <= 1
    assert support.ok == (not support.failures)


@pytest.mark.parametrize(
    "sentence",
    [
        "Contingency plans were in place in 48% of audits.",
        "In 14 of the 29 audits contingency plans were in place.",
        "Contingency plans were in place in fourteen audits.",
        "In one case, Case B, the mother felt heard.",
        "GPs shared information with the MASH.",
        "General practitioners shared information in Westshire.",
        "Health services shared information in Westshire.",
        "Both audits showed children.",
        "Contingency plans were in place in fewer than half of the audits.",
        "Contingency plans were in place in nearly half of the audits.",
        "Contingency plans were in place in only 14 audits.",
        "A parent in Case B felt heard.",
    ],
)
def test_what_the_passage_says_in_other_words_is_supported(sentence):
    assert kinds(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Contingency plans were in place in 58% of audits.", "number"),
        ("Contingency plans were in place in 29 of 14 audits.", "number"),
        ("Contingency plans were in place in 14% of audits.", "number"),
        ("Contingency plans were in place in half of the audits.", "number"),
        ("Contingency plans were in place in just over half of the audits.", "number"),
        ("Contingency plans were in place in two thirds of the audits.", "number"),
        ("Contingency plans were in place twice in 13 audits.", "number"),
        ("Four audits showed children.", "number"),
        ("Police shared information with the safeguarding hub.", "agency"),
        ("The father in Case B felt heard.", "person"),
        ("The mother in Case C felt heard.", "case"),
        ("The mothers in Cases B and D felt heard.", "case"),
        ("GPs shared information with the safeguarding hub in Eastshire.", "name"),
        ("All GPs shared information with the safeguarding hub.", "universal"),
        ("GPs always shared information with the safeguarding hub.", "universal"),
        ("Contingency plans were in place in most audits.", "universal"),
        ("Training budgets rose because schools asked again and again.", "coverage"),
    ],
)
def test_what_the_passage_does_not_say_is_named(sentence, kind):
    assert kind in kinds(sentence)


def test_a_percentage_may_follow_from_the_counts():
    assert kinds("Plans were in place in 48% of audits.", "Plans were in place in 14 of 29 audits.") == []
    assert kinds("Plans were in place in 49% of audits.", "Plans were in place in 14 of 29 audits.") == ["number"]


def test_most_follows_from_a_share_above_half():
    assert kinds("Most audits had plans.", "Plans: 62% of audits had them.") == []
    assert kinds("Most audits had plans.", "Plans: 48% of audits had them.") == ["universal"]


def test_partner_agencies_are_no_persons_partner():
    assert kinds("Partner agencies shared information.", "Agencies shared information.") == []
    assert kinds("His partner shared information.", "Agencies shared information.") == ["person"]


def test_a_dropped_or_added_negation_is_a_warning_that_names_the_word():
    support = check_support("Health visitors were consistently invited.", [PASSAGE])
    assert support.ok
    assert ("negation", "invited") in [(warning.kind, warning.words) for warning in support.warnings]
    assert "negation" in warned("GPs did not share information.")
    assert warned("GPs shared information.") == []


def test_often_is_a_warning_where_the_passage_has_nothing_like_it():
    assert warned("Plans were often late.", "Plans were late.") == ["quantity"]
    assert warned("Plans were often late.", "Plans were frequently late.") == []


def test_a_part_of_a_whole_counts_what_the_whole_counts():
    passage = "Of the 29 audits, 14 had plans for 6 children."
    assert kinds("14 audits had plans.", passage) == []
    assert kinds("14 of 29 audits had plans.", passage) == []
    assert kinds("6 audits had plans.", passage) == ["number"]


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("The audit began in 2016 and read 5 records.", "Begun in 2016. It read 5 records of 9 homes."),
        ("It met on 9 April.", "The 9 schools: April 9th was the day on which it met."),
        ("Plans in the 2018-19 year were late.", "Plans in the year 2018-2019 were late."),
        ("It was one of the most pressing needs.", "Most pressing needs: this was at the top."),
        ("The couple had moved.", "They had moved, the couple said."),
    ],
)
def test_dates_and_idioms_are_no_counts(sentence, passage):
    assert "number" not in kinds(sentence, passage)


def test_one_of_them_is_caught_where_the_passage_says_how_many():
    assert kinds("One of the ten audits was late.", "Two of the ten audits were late.") == ["number"]


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("The transfer took seven days.", "The transfer took seven weeks."),
        ("The fourth visit was missed.", "The third visit was missed."),
        ("Both of those plans were late.", "One of those 2 plans was late."),
        ("The plan was shared in 4 of 6 homes.", "The plan was shared in 2 of 6 homes."),
    ],
)
def test_units_places_in_an_order_and_parts_of_a_whole_are_no_mere_numbers(sentence, passage):
    assert "number" in kinds(sentence, passage)


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("Calls came within three days.", "Calls came within 72 hours."),
        ("The first plans were late.", "Plans were late."),
        ("Two thirds of homes had a plan.", "67% of homes had a plan."),
        ("The plan was not shared in 4 of 6 homes.", "The plan was shared in 2 of 6 homes."),
        ("The GCP2s were late.", "The GCP2 was late."),
        ("It was not late at all.", "It was not late."),
        ("They met three times each week.", "They met three times a week."),
    ],
)
def test_the_same_number_in_other_words_is_supported(sentence, passage):
    assert kinds(sentence, passage) == []


def test_a_sentence_that_cites_nothing_has_no_support():
    assert not check_support("Plans were late.", []).ok


def test_the_passages_are_read_together():
    assert kinds("Police and schools were late.", "Police were late.", "Schools were late.") == []


def test_a_number_cut_in_two_is_not_verbatim():
    assert kinds("The audits were five.", "The audits were five.") == []
    assert kinds("five were seen", "twenty-five were seen") == ["number"]


def test_a_rare_word_weighs_more_and_one_that_is_unknown_most():
    rarity = {"worker": 0.1, "saw": 0.1, "dentist": 0.0}.get
    sentence, passage = "Workers saw dentists", "Workers saw"
    even = check_support(sentence, [passage])
    weighed = check_support(sentence, [passage], rarity=lambda stem: rarity(stem, 5.0))
    assert even.coverage == pytest.approx(2 / 3)
    assert weighed.coverage == pytest.approx(2 / 3)
    rare = check_support(sentence, [passage], rarity=lambda stem: 8.0 if stem == "dentist" else 1.0)
    assert rare.coverage == pytest.approx(0.2)


def test_similarity_counts_where_it_is_known_and_the_limits_can_be_set():
    sentence = "Contingency plans were there in 14 audits."
    assert kinds(sentence, similarity=0.9) == []
    assert kinds(sentence, similarity=0.3) == ["similarity"]
    assert kinds(sentence, similarity=0.3, limits=SupportLimits(similarity=0.2)) == []
    assert kinds(sentence, limits=SupportLimits(coverage=1.1)) == ["coverage"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("one hundred and twenty-five children", [125]),
        ("3 million pounds and 1,200 visits", [3_000_000, 1200]),
        ("two thousand and one", [2001]),
        ("two and four", [2, 4]),
        ("2.5 visits", [2.5]),
        ("two thirds of homes", [2 / 3]),
        ("no one, each one", []),
        ("the third visit", [3]),
        ("both in May and in June", []),
        ("both visits", [2]),
        ("the GCP2 was used", []),
        ("four in five returns", [0.8]),
        ("48 per cent", [0.48]),
        ("x²", []),
    ],
)
def test_numbers_are_read(text, values):
    found = [float(number.value) for number in stated_numbers(text) if not number.is_article]
    assert found == pytest.approx(values)
