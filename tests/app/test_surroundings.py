from __future__ import annotations

from itertools import pairwise

import pytest
from fakes import make_passage, make_report
from hypothesis import given
from hypothesis import strategies as st

from app.surroundings import check_of, marked, surroundings
from knowledge.types import Citation, FindingType, Match, PassageId, Span

TEXT = (
    "Neglect audit\n\nWhat we are worried about\n\n- Plans were late. Reviews were later still.\n"
    "- Fathers were not asked.\n- Nurseries were told late."
)


def cited(text, quote, at=None):
    start = text.index(quote) if at is None else at
    return Citation(
        1,
        PassageId("p"),
        make_report(),
        quote,
        start,
        start + len(quote),
        match=Match.EXACT,
        finding_type=FindingType.CONCERN,
    )


def around(quote, reach, text=TEXT):
    found = surroundings(cited(text, quote), text, reach)
    return found.before, found.quote, found.after


def test_a_short_text_is_shown_whole_and_is_not_said_to_be_cut():
    found = surroundings(cited(TEXT, "Fathers were not asked."), TEXT)
    assert found.before + found.quote + found.after == TEXT
    assert not found.cut_before
    assert not found.cut_after


@pytest.mark.parametrize(
    ("reach", "before", "after"),
    [
        (50, "- Plans were late. Reviews were later still.\n- ", "\n- Nurseries were told late."),
        (30, "Reviews were later still.\n- ", "\n- Nurseries were told late."),
        (20, "- ", "\n- Nurseries were"),
    ],
)
def test_it_is_cut_between_lines_and_sentences(reach, before, after):
    assert around("Fathers were not asked.", reach) == (before, "Fathers were not asked.", after)


def test_a_heading_whose_text_is_cut_off_is_left_out():
    text = f"{TEXT}\n- Housing knew.\n\nWhat works well\n\n- Supervision notes were thorough."
    assert around("Nurseries were told late.", 45, text)[2] == "\n- Housing knew."


def test_what_is_cut_is_said_to_be():
    found = surroundings(cited(TEXT, "Fathers were not asked."), TEXT, 20)
    assert (found.cut_before, found.cut_after) == (True, True)


def test_a_long_sentence_is_cut_between_words():
    text = "many words " * 20 + "the quote" + " and some more" * 20
    before, _quote, after = around("the quote", 25, text)
    assert (before, after) == ("many words many words ", " and some more and some")


def test_a_word_longer_than_the_reach_is_left_out_whole():
    assert around("the quote", 10, f"{'x' * 50} the quote{'y' * 50}") == ("", "the quote", "")


@pytest.mark.parametrize("quote", ["Plans were early.", "Plans were late.x"])
def test_a_quote_that_no_longer_stands_there_has_no_surroundings(quote):
    assert surroundings(cited(TEXT, quote, at=TEXT.index("Plans")), TEXT) is None


def test_a_quote_beyond_the_end_has_no_surroundings():
    assert surroundings(cited(TEXT, "Plans were late.", at=5000), TEXT) is None


@given(st.text("ab .\n-A\t", min_size=1, max_size=300), st.data())
def test_surroundings_stand_in_the_text_and_are_within_reach(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    reach = data.draw(st.integers(0, 60))
    found = surroundings(cited(text, text[start:end], at=start), text, reach)
    if not text[start:end].strip():
        assert found is None
        return
    assert text[start - len(found.before) : end + len(found.after)] == found.before + found.quote + found.after
    assert max(len(found.before), len(found.after)) <= reach
    assert found.cut_before == bool(text[: start - len(found.before)].strip())
    assert found.cut_after == bool(text[end + len(found.after) :].strip())


def finding(number, start, end):
    return make_passage(number, text="x" * (end - start), start=start)


def shape(runs):
    return [(run.text, [p.ordinal for p in run.passages], [p.ordinal for p in run.begins], run.quoted) for run in runs]


def test_a_text_without_findings_is_one_run():
    assert shape(marked("abc", [])) == [("abc", [], [], False)]
    assert marked("", []) == []


def test_findings_and_the_quote_are_told_apart():
    runs = marked("one two three four", [finding(0, 4, 13)], Span(8, 18))
    assert shape(runs) == [
        ("one ", [], [], False),
        ("two ", [0], [0], False),
        ("three", [0], [], True),
        (" four", [], [], True),
    ]


def test_a_finding_inside_another_is_told_after_it():
    runs = marked("abcdef", [finding(1, 2, 4), finding(0, 0, 6)])
    assert shape(runs) == [("ab", [0], [0], False), ("cd", [0, 1], [1], False), ("ef", [0], [], False)]


def test_findings_that_overlap_are_both_told():
    runs = marked("abcdef", [finding(0, 0, 4), finding(1, 2, 6)])
    assert shape(runs) == [("ab", [0], [0], False), ("cd", [0, 1], [1], False), ("ef", [1], [], False)]


def test_runs_end_at_the_edges_asked_for():
    assert [run.text for run in marked("abcdef", [], edges=(2, 4, 99, -1))] == ["ab", "cd", "ef"]


spans = st.tuples(st.integers(0, 70), st.integers(0, 20)).map(lambda at: (at[0], at[0] + at[1]))


@given(st.text(max_size=60), st.lists(spans, max_size=12), st.none() | spans, st.lists(st.integers(-5, 80)))
def test_runs_are_the_text_and_every_character_is_marked_as_it_should_be(text, places, quoted, edges):
    findings = [finding(number, *place) for number, place in enumerate(places)]
    span = Span(*quoted) if quoted else None
    runs = marked(text, findings, span, edges)
    assert "".join(run.text for run in runs) == text
    assert all(a.start + len(a.text) == b.start for a, b in pairwise(runs))
    for run in runs:
        for offset in range(run.start, run.start + len(run.text)):
            expected = {f.ordinal for f in findings if f.start <= offset < f.end}
            assert {passage.ordinal for passage in run.passages} == expected
            assert run.quoted == (span is not None and span.start <= offset < span.end)
    begun = [passage.ordinal for run in runs for passage in run.begins]
    assert sorted(begun) == [f.ordinal for f in findings if f.start < min(f.end, len(text))]
    assert all(passage.start == run.start for run in runs for passage in run.begins)


def test_a_check_tells_words_apart_and_forgives_spacing():
    assert check_of("Plans were late.") == check_of("Plans  were\nlate.")
    assert check_of("Plans were late.") != check_of("Plans were made.")
