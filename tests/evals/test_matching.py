import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.matching import folded, holds

words = st.lists(st.text(alphabet="abcdefghij0123456789é", min_size=1, max_size=6), min_size=1, max_size=8)
between = st.sampled_from([" ", "\n", "\t", " - ", "-", "** ", " [", "\u00a0", "\r\n"])


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert folded(folded(text)) == folded(text)


@given(words, words, words, st.data())
def test_a_quote_is_found_whatever_stands_between_its_words(before, quote, after, data):
    printed = "".join(word + data.draw(between) for word in quote)
    assert holds(f"{' '.join(before)} {printed.upper()} {' '.join(after)}", " ".join(quote))


@given(words, words)
def test_what_is_found_is_a_run_of_whole_words(text, quote):
    runs = [text[start : start + len(quote)] for start in range(len(text))]
    assert holds(" ".join(text), " ".join(quote)) == (quote in runs)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        pytest.param("A party of four", "art of four", id="part of a word"),
        pytest.param("DASH was completed", "DASH completed", id="a word left out"),
        pytest.param("DASH was completed", "completed was DASH", id="another order"),
        pytest.param("48% (14 of 29)", "4% (14 of 29)", id="part of a number"),
        pytest.param("Anything", "**  -", id="a quote without words"),
    ],
)
def test_what_is_not_the_quote_is_not_found(text, quote):
    assert not holds(text, quote)


def test_curly_marks_ligatures_and_bold_do_not_count():
    assert holds("the **child’s** ﬁle - 48%", "The child's file (48%)")
