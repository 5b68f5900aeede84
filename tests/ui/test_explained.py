"""Terms of the glossary are explained where they are first used, and the words of the text stay as they are."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.explained import Explained
from app.ui.safe_text import safe
from knowledge.vocabulary.loader import load

TERM = re.compile(
    r'<details class="term"><summary title="Show what this means">(.*?)</summary>'
    r'<span class="meaning">.*?</span></details>'
)
NAMES = [part for entry in load("glossary")["glossary"] for part in (*entry["term"].split(" / "), *entry["also"])]


def explained(*texts):
    """The terms that are explained in texts of one answer."""
    one = Explained()
    return [name for text in texts for name in TERM.findall(one.html(text))]


def meaning(text):
    (told,) = re.findall(r'<span class="meaning">(.*?)</span>', Explained().html(text))
    return re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), told)


@given(
    st.lists(st.sampled_from([*NAMES, " ", ", ", "(", ")", "-", "/", "s", "'", "<b>", "&amp;", "\u202e"])).map("".join)
)
def test_without_our_marks_the_text_is_what_it_was(text):
    made = Explained().html(text)
    assert TERM.sub(r"\1", made) == safe(text)
    assert explained(text, text) == explained(text)


@given(st.text())
def test_any_text_stays_as_it_was(text):
    assert TERM.sub(r"\1", Explained().html(text)) == safe(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The DASH was not sent to the MARAC.", ["DASH", "MARAC"]),
        ("DASH and DASH again", ["DASH"]),
        ("a DASH RIC", ["DASH RIC"]),
        ("a MARAC-to-MARAC transfer", ["MARAC-to-MARAC transfer"]),
        ("two MARACs, each MARAC's", ["MARACs"]),
        ("CIN, then a CiN plan", ["CIN"]),
        ("GCP 2 and GCP2", ["GCP 2"]),
        ("Professional Curiosity and core  groups", ["Professional Curiosity", "core  groups"]),
        ("CSC/MASH (ICPC).", ["CSC", "MASH", "ICPC"]),
    ],
)
def test_a_terms_first_use_is_explained(text, names):
    assert explained(text) == [safe(name) for name in names]


@pytest.mark.parametrize(
    "text",
    [
        *("a dash to the door", "CP-IS", "pre-CP", "SMARTest", "XDASH", "DASH2", "DASH_1", "cp", "send for"),
        *("Contact was kept", "The Drive home", "Threshold", "the next link in the chain"),
    ],
)
def test_what_is_no_term_is_left_alone(text):
    assert explained(text) == []


def test_terms_of_earlier_statements_are_not_explained_again():
    assert explained("A DASH.", "The DASH and the IDVA.") == ["DASH", "IDVA"]


def test_a_meaning_says_what_the_letters_stand_for_and_whose_words_these_are():
    told = meaning("ISVA")
    assert told.startswith(" [ISVA: Independent Sexual Violence Adviser. Specialist support")
    assert told.endswith(". From the glossary, not from the report.] ")


def test_a_name_with_two_meanings_shows_both():
    assert re.search("Lead / Delegated Safeguarding Partner.*Or: Designated Safeguarding Lead", meaning("the DSP"))


def test_two_entries_for_one_thing_are_no_two_meanings():
    assert "Or:" not in meaning("the YOS")


def test_a_local_name_is_said_to_be_one():
    assert "a local name: elsewhere it may mean something else" in meaning("the CWP")


def test_what_the_opening_says_is_not_explained_again():
    dash = load("glossary")["glossary"][0]["meaning"]
    assert "<details" not in Explained(f"DASH: {dash}").html("A DASH.")
