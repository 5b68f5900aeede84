from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.verify import Verifier, normalised, verified
from knowledge.types import Match, ReportId

texts = st.text(alphabet="abc DE12-–“”\"'’\n\t.", min_size=1, max_size=60)


@st.composite
def quoted(draw):
    """A text, and a span of it that is not blank."""
    text = draw(texts)
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    assume(text[start:end].strip())
    return text, start, end


@given(quoted())
def test_a_quote_at_its_own_offsets_is_exact(case):
    text, start, end = case
    assert verified(text[start:end], start, end, text) is Match.EXACT


@given(quoted(), st.integers(-5, 70), st.integers(-5, 70))
def test_a_quote_elsewhere_is_verified_only_if_it_stands_there_too(case, other_start, other_end):
    text, start, end = case
    found = verified(text[start:end], other_start, other_end, text)
    if not 0 <= other_start < other_end <= len(text):
        assert found is None
    elif found is Match.EXACT:
        assert text[other_start:other_end] == text[start:end]
    elif found is None:
        assert normalised(text[other_start:other_end]) != normalised(text[start:end])


@given(quoted(), st.sampled_from("xyzQ789%?£"))
def test_one_foreign_character_is_not_verified(case, foreign):
    text, start, end = case
    assert verified(foreign + text[start + 1 : end], start, end, text) is None
    assert verified(text[start:end] + foreign, start, end, text) is None


@given(texts)
def test_normalising_twice_changes_nothing_more(text):
    assert normalised(normalised(text)) == normalised(text)


STORED = "The mother said:\n“it wasn’t multi-agency work” – once."


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        (STORED, Match.EXACT),
        (STORED.replace("\n", " "), Match.NORMALISED),
        (STORED.replace("“", '"').replace("”", '"').replace("’", "'"), Match.NORMALISED),
        (STORED.replace("multi-agency", "multiagency"), Match.NORMALISED),
        (STORED.replace("–", "-"), Match.NORMALISED),
        (STORED.replace("wasn’t", "was"), None),
        (STORED.replace("once", "twice"), None),
        (STORED.replace(".", "!"), None),
        (STORED.lower(), None),
        ("", None),
        ("   ", None),
    ],
    ids=["same", "space", "quote marks", "hyphen", "dash", "negation", "word", "stop", "case", "empty", "blank"],
)
def test_what_may_differ(quote, expected):
    assert verified(quote, 0, len(STORED), STORED) is expected


@pytest.mark.parametrize(
    ("quote", "stored"), [("seen by 12 workers", "seen by 1-2 workers"), ("in 1 20 cases", "in 12 0 cases")]
)
def test_numbers_are_not_run_together(quote, stored):
    assert verified(quote, 0, len(stored), stored) is None


def test_each_report_is_read_once():
    asked = []

    def canonical(report_id):
        asked.append(report_id)
        return "Police shared."

    verifier = Verifier(canonical)
    assert verifier.match(ReportId("a"), "Police", 0, 6) is Match.EXACT
    assert verifier.match(ReportId("a"), "Police", 1, 7) is None
    assert asked == ["a"]
