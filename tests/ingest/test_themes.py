from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.phrases import Phrase, PhraseFinder, Strength
from ingest.themes import theme_rules
from knowledge.vocabulary.loader import load

RULES = theme_rules()
THEMES = load("themes")["themes"]
words = st.lists(
    st.sampled_from(
        ["voice", "of", "the", "child", "neglect", "school", "attendance", "DASH", "dash", "\n", "plan", "SMART"]
    ),
    max_size=30,
).map(" ".join)


def themes(text, *path):
    return [found.theme for found in RULES.themes_of(text, path)]


def finds(phrase, text):
    return [text[found.span.start : found.span.end] for found in PhraseFinder([Phrase(phrase, "x")]).find(text)]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("father", "Fathers met a grandfather's father.", ["Fathers", "father"]),
        ("baby", "Babies, a baby's cot.", ["Babies", "baby's"]),
        ("DASH", "They dash to a DASH.", ["DASH"]),
        ("self-harm*", "Self harm, selfharm, self-harming", ["Self harm", "selfharm", "self-harming"]),
        ("health visitor", "health-visitors", ["health-visitors"]),
        ("child's voice", "child’s voice", ["child’s voice"]),
        ("shar* ... minutes", "sharing all of their minutes", ["sharing all of their minutes"]),
        ("shar* ... minutes", "shared. The minutes", []),
        ("GP", "GPs and the gp", ["GPs"]),
        ("party", "parties", ["parties"]),
        ("A&E", "in A&E,", ["A&E"]),
    ],
)
def test_how_a_phrase_is_found(phrase, text, expected):
    assert finds(phrase, text) == expected


def test_words_that_hide_hide_only_their_own_owner_and_no_words_count_twice():
    finder = PhraseFinder(
        [
            Phrase("cup", "a"),
            Phrase("tea cup", "a"),
            Phrase("tea cup", "b", Strength.HIDES),
            Phrase("cup", "b"),
            Phrase("cup", "c"),
        ]
    )
    assert [(found.phrase.owner, found.phrase.words) for found in finder.find("a tea cup")] == [
        ("a", "tea cup"),
        ("c", "cup"),
    ]


@pytest.mark.parametrize("theme", THEMES, ids=[theme["id"] for theme in THEMES])
def test_each_theme_has_words_for_people_and_is_told_by_its_strong_phrases(theme):
    assert theme["label"]
    for phrase in theme["strong"]:
        said = phrase.replace("*", "").replace(" ... ", " big ")
        assert theme["id"] in themes(f"There {said} lies."), phrase


@pytest.mark.parametrize(
    "text",
    [
        "Our school is red.",
        "The incident was on Monday.",
        "His partner cooks.",
        "Attendance was counted.",
        "The events are closing.",
        "The cup was shared.",
        "He ran a dash to the drive.",
        "She neglected to post it.",
        "A smart coat.",
    ],
)
def test_a_common_word_alone_is_no_theme(text):
    assert themes(text) == []


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("The school kept attendance lists.", [], ["education_attendance"]),
        ("He drew a house.", ["Voice of the child"], ["voice_and_lived_experience"]),
        ("Girls have a voice.", ["Views"], ["voice_and_lived_experience"]),
        ("Knives led to street violence and serious violence.", [], ["serious_youth_violence"]),
        ("Neglect was told by neglectful notes in a chronology.", [], ["neglect", "chronologies"]),
        ("Chronologies told of neglect.", [], ["chronologies", "neglect"]),
        ("The core group met without an interpreter.", [], ["multi_agency_meetings", "interpreters_culture_identity"]),
    ],
    ids=[
        "two weak",
        "heading",
        "weak under weak",
        "hidden harm of another kind",
        "surest first",
        "as mentioned",
        "two",
    ],
)
def test_themes_of_a_text(text, path, expected):
    assert themes(text, *path) == expected


def test_weak_words_of_a_heading_alone_do_not_speak_for_what_stands_under_it():
    assert themes("He drew a house.", "School and attendance") == []


def test_a_heading_as_long_as_a_sentence_does_not_speak_for_what_stands_under_it():
    assert themes("He drew a house.", "Neglect " + "is told of here " * 5) == []


@pytest.mark.parametrize(
    ("text", "path", "rule"),
    [
        ("A lived experience.", [], 'wording "lived experience"'),
        ("The school kept attendance.", [], 'wording "school" and "attendance"'),
        ("He drew.", ["Lived experience"], 'heading "Lived experience"'),
        ("Girls have a voice.", ["Views"], 'wording "voice" under heading "Views"'),
    ],
)
def test_the_rule_says_what_told_the_theme(text, path, rule):
    assert [found.rule for found in RULES.themes_of(text, path)] == [rule]


def test_the_span_is_where_the_text_says_so():
    (found,) = RULES.themes_of("Audit of neglect")
    assert (found.span.start, found.span.end) == (9, 16)
    assert RULES.themes_of("He drew.", ["Neglect"])[0].span is None


@given(text=words, path=st.lists(words, max_size=2))
def test_themes_are_told_once_with_a_rule_and_a_valid_span(text, path):
    found = RULES.themes_of(text, path)
    assert len({each.theme for each in found}) == len(found)
    assert all(each.rule and each.theme in RULES.labels for each in found)
    assert all(each.span is None or text[each.span.start : each.span.end].strip() for each in found)
