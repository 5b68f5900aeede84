"""Numbers that passages state: read from their words and cells, never made."""

from __future__ import annotations

import re

import pytest
from fakes import make_passage
from hypothesis import given
from hypothesis import strategies as st

from app.measures import measures_of
from app.stated_shares import number_of, shares_in

YES_NO = ("Ref", "Measure", "Yes", "No", "Total", "% Yes", "% No")


def read(text):
    return [(s.value, s.count, s.whole, s.counted) for s in shares_in(text)]


def of_row(columns, *cells):
    return measures_of(make_passage(text="\t".join(cells), column_headings=tuple(columns)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A plan was there in 46% of returns (11 of 24).", ("46%", 11, 24, "returns")),
        ("Seventy seven per cent of the families were known.", ("77%", None, None, "families")),
        ("Most referrals (75%) lead to no further action.", ("75%", None, None, "")),
        ("41% reported that the needs were met.", ("41%", None, None, "")),
        ("92% agreed the alleged perpetrator was seen.", ("92%", None, None, "")),
        ("65% auditors found it.", ("65%", None, None, "auditors")),
        ("This was met for 1 of the 4 unborn babies.", ("1 of 4", 1, 4, "unborn babies")),
        ("Five out of the nine children had one.", ("5 of 9", 5, 9, "children")),
        ("1 of the 4 was late.", ("1 of 4", 1, 4, "")),
        ("A total of 1,321 families were involved.", ("1321", 1321, None, "families")),
        ("The word appears 41 times.", ("41", 41, None, "times")),
    ],
)
def test_a_sentence_gives_its_number_with_its_parts_and_what_it_counts(text, expected):
    assert read(text) == [expected]


def test_a_percentage_takes_the_parts_of_its_own_and_of_no_other():
    text = "Of these, 60% (12 of 20) had a plan and 71% had a chronology; 3 of 5 were late."
    assert read(text) == [("60%", 12, 20, ""), ("71%", None, None, ""), ("3 of 5", 3, 5, "")]


@pytest.mark.parametrize("text", ["One case was late.", "It rose 150%.", "10 of 4 children", "See page 12.", ""])
def test_what_tells_no_share_and_no_count_gives_none(text):
    assert read(text) == []


def test_what_a_number_is_of_is_its_own_clause_without_the_full_stop():
    shares = shares_in("The target is 20 weeks; this was met for 1 of the 4 babies.")
    assert [share.about for share in shares] == ["this was met for 1 of the 4 babies", "The target is 20 weeks"]


@pytest.mark.parametrize("words", ["", "many", "twelvety", "a"])
def test_words_that_say_no_number_are_refused(words):
    with pytest.raises(ValueError, match="no number"):
        number_of(words)


def test_a_row_gives_the_percentage_of_yes_with_its_parts_and_keeps_those_of_no():
    (row,) = of_row(YES_NO, "P2", "Contingency plan in place", "11", "13", "24", "46%", "54")
    assert (row.value, row.count, row.whole, row.about) == ("46%", 11, 24, "P2 Contingency plan in place")
    assert (row.against, row.percent_against) == (13, 54.0)
    assert row.in_words == "46% (11 of 24)"


@pytest.mark.parametrize(
    ("columns", "cells", "value", "parts"),
    [
        (("Measure", "Number of children"), ("No voice found", "1"), "1", (1, None)),
        (("Measure", "Met", "Total"), ("Plan seen", "9", "12"), "9 of 12", (9, 12)),
        (("Measure", "Result"), ("Plan seen", "75% (9 of 12)"), "75%", (9, 12)),
        (("Measure", "%"), ("Plan seen", "75"), "75%", (None, None)),
        (("Measure", "Yes", "Total", "%"), ("Plan seen", "14", "9", "75"), "75%", (None, None)),
    ],
)
def test_a_row_is_read_by_its_columns(columns, cells, value, parts):
    (row,) = of_row(columns, *cells)
    assert (row.value, (row.count, row.whole)) == (value, parts)


@pytest.mark.parametrize(
    ("columns", "cells"),
    [(("Case", "Grade"), ("A", "Good")), (("Question", "Page"), ("Seen?", "12")), (("Measure", "%"), ("Seen", "175"))],
)
def test_a_row_without_a_number_of_a_measure_gives_none(columns, cells):
    assert of_row(columns, *cells) == []


def test_a_percentage_without_parts_says_what_it_is_of():
    (measure,) = measures_of(make_passage(text="77% of families were known."))
    assert measure.in_words == "77% of families"


WORDS = "46% 9 12 of the 24 five nine (11 of 24) children seventy-seven per cent returns , . ; and had 100 3.5% 1,200"
words = st.sampled_from(WORDS.split(" "))


@given(st.lists(words, max_size=25).map(" ".join))
def test_no_number_is_ever_invented(text):
    digits = {int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*\d|\d", text)}
    spelt = {5, 9, 77, 70, 7}
    for share in shares_in(text):
        for number in (share.count, share.whole):
            assert number is None or number in digits | spelt
        if share.percent is not None:
            assert 0 <= share.percent <= 100
            assert f"{share.percent:g}" in text or share.percent in spelt
        if share.count is not None and share.whole is not None:
            assert share.count <= share.whole


@given(st.lists(st.integers(0, 400), min_size=5, max_size=5))
def test_the_numbers_of_a_row_are_those_of_its_cells(numbers):
    cells = ["Plan seen", *map(str, numbers)]
    for row in of_row(YES_NO[1:], *cells):
        assert {row.count, row.whole, row.against, row.percent, row.percent_against} <= {None, *numbers}
        assert row.percent is None or row.percent <= 100
        assert row.count is None or row.whole is None or row.count <= row.whole
