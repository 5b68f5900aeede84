"""What we add to a pack on a harm, or on children and families, keeps the promises made for it."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from knowledge.vocabulary.loader import load

ENTRIES = load("teaching_on_harm")["themes"]
THEMES = [
    "domestic_abuse",
    "neglect",
    "child_sexual_abuse",
    "child_sexual_exploitation",
    "criminal_exploitation",
    "serious_youth_violence",
    "physical_abuse",
    "emotional_abuse",
    "online_harm",
    "honour_based_abuse",
    "suicide",
    "missing_children",
    "voice_and_lived_experience",
    "unborn_and_infants",
    "parental_mental_health",
    "child_mental_health",
    "substance_misuse",
    "fathers_nonresident_family",
    "interpreters_culture_identity",
    "send_and_disability",
    "children_in_care",
    "young_carers",
    "transition_to_adulthood",
    "education_attendance",
    "housing",
    "permanency_and_contact",
]
LENGTHS = {"aims": (2, 3), "on_scenario": (3, 3), "discussion": (2, 3), "supervision": (2, 3)}
AIM_IS_NOT = {"a", "an", "the", "to", "you", "know", "understand", "appreciate", "be", "have"}

FORBIDDEN = {
    "a digit": r"\d",
    "a count or an age in words": r"(?i)\b(three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty-\w+"
    r"|twenty|thirty|forty|fifty|hundreds?|dozens?)\b",
    "an age": r"(?i)\baged?\b|\b(year|month|week)s?[ -]olds?\b|\bborn (in|on)\b",
    # A capital is for the start of a sentence or of what somebody says; any other would be a name, a place or a tool.
    "a name or an acronym": r"(?<![.?!] )(?<![.?!]’ )(?<![ (]‘)(?<!^)(?<!^‘)\b(?!(?:I|PE)\b)[A-Z]\w*",
    "a case letter": r"(?i:\b(?:case|child|family|mother|father|person|baby)) [A-Z]\b",
    "an origin or a faith": r"(?i)\b(black|white|asian|african|caribbean|european|english|welsh|scottish|irish|polish"
    r"|roman?i|roma|gyps\w+|travellers?|muslim\w*|christian\w*|hindu\w*|sikh\w*|jew\w*|catholic\w*|mosque|church|temple"
    r"|asylum\w*|refugee\w*|immigra\w+|mixed[ -]race)\b",
    "blame for those harmed": r"(?i)\b(did(n't| not) attend|fail\w* to|refus\w+|non-?engag\w+|not engag\w+|disengag\w+"
    r"|hard to reach|chose to|lifestyle choice|poor choices|promiscuous|attention[ -]seeking|manipulative|put(s|ting)?"
    r" (them|him|her)sel(f|ves) at risk|absconde?\w*|allow\w+ (him|her|it) to|commit\w* suicide|allegedly|claims?)\b",
    "a statement of fact or of law": r"(?i)\b(research|studies|evidence shows|statistics?|statutory|legally|section)\b",
    "a mark that is kept for quotes": '[“”"…]',
    "a curly apostrophe": r"\w’\w",
    "a link": r"(?i)https?:|www\.|@",
    "a dash": "[–—]",
}


def faults(words):
    return [fault for fault, pattern in FORBIDDEN.items() if re.search(pattern, words)]


def lines(entry):
    return [line for part in LENGTHS for line in entry[part]]


def test_every_theme_has_one_entry_in_the_order_of_the_themes():
    assert [entry["theme"] for entry in ENTRIES] == THEMES
    known = [theme["id"] for theme in load("themes")["themes"]]
    assert sorted(THEMES, key=known.index) == THEMES


@pytest.mark.parametrize("entry", ENTRIES, ids=THEMES)
def test_an_entry_has_its_parts_and_nothing_else(entry):
    assert entry.keys() == {"theme", "scenario", *LENGTHS}
    for part, (least, most) in LENGTHS.items():
        assert least <= len(entry[part]) <= most, part
    assert all(isinstance(line, str) and line == line.strip() for line in lines(entry))


@pytest.mark.parametrize("entry", ENTRIES, ids=THEMES)
def test_a_scenario_can_be_read_aloud_in_a_minute(entry):
    assert 90 <= len(entry["scenario"].split()) <= 140
    assert "\n" not in entry["scenario"]
    assert entry["scenario"].endswith((".", "?", "!", "’"))


@pytest.mark.parametrize("entry", ENTRIES, ids=THEMES)
def test_no_words_could_point_to_a_person_a_place_or_a_case_or_lay_blame(entry):
    for words in [entry["scenario"], *lines(entry)]:
        assert faults(words) == [], words


@pytest.mark.parametrize("entry", ENTRIES, ids=THEMES)
def test_an_aim_completes_each_of_you_can(entry):
    for aim in entry["aims"]:
        first = aim.split()[0]
        assert first.islower(), aim
        assert first not in AIM_IS_NOT, aim
        assert not aim.endswith((".", "?")), aim
        assert aim == aim.lower(), aim
    assert "audits found" in entry["aims"][0]


@pytest.mark.parametrize("entry", ENTRIES, ids=THEMES)
def test_every_question_is_open_and_the_last_on_the_scenario_asks_for_a_next_step(entry):
    questions = [*entry["on_scenario"], *entry["discussion"], *entry["supervision"]]
    assert all(question.endswith("?") for question in questions)
    assert re.search(r"\b(would|could|should)\b", entry["on_scenario"][-1])


def test_no_line_stands_in_two_entries():
    told = Counter(line for entry in ENTRIES for line in [entry["scenario"], *lines(entry)])
    assert [line for line, times in told.items() if times > 1] == []
    openings = Counter(" ".join(entry["scenario"].split()[:5]) for entry in ENTRIES)
    assert max(openings.values()) == 1


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("The child saw it 2 times.", "a digit"),
        ("She has been seen seven times.", "a count or an age in words"),
        ("A toddler aged about one.", "an age"),
        ("A two-year-old waits.", "an age"),
        ("The teacher rings Sam at home.", "a name or an acronym"),
        ("They moved to Harrowmere. It rained.", "a name or an acronym"),
        ("The MARAC met.", "a name or an acronym"),
        ("Then child B spoke.", "a case letter"),
        ("The polish family next door.", "an origin or a faith"),
        ("Their mother failed to protect them.", "blame for those harmed"),
        ("The child did not attend.", "blame for those harmed"),
        ("Research shows that it helps.", "a statement of fact or of law"),
        ("He said “no”.", "a mark that is kept for quotes"),
        ("It wasn’t so.", "a curly apostrophe"),
        ("See www.example.org for more.", "a link"),
        ("It rained – again.", "a dash"),
    ],
)
def test_words_that_break_a_rule_are_seen(words, fault):
    assert fault in faults(words)


@pytest.mark.parametrize(
    "words",
    ["‘I am cold,’ the child says. ‘Can we go?’ They go.", "It's late. The nurse asks, ‘Who did that?’ Nobody knows."],
)
def test_speech_and_new_sentences_may_have_capitals(words):
    assert faults(words) == []
