from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.metrics import Share
from evals.parsing_scores import (
    difference,
    found,
    in_order,
    key,
    right_pages,
    score_structure,
    without_running_lines,
)
from evals.structure import Item, Structure, TableRow
from knowledge.types import Link


def counts(share: Share):
    return share.part, share.whole


@pytest.mark.parametrize(
    ("expected", "actual", "counted"),
    [
        pytest.param([], ["a"], (0, 0), id="nothing to find"),
        pytest.param(["a", "b"], ["b"], (1, 2), id="one of two"),
        pytest.param(["a", "a"], ["a"], (1, 2), id="a repeat has to be there twice"),
        pytest.param(["a", "a"], ["a", "a"], (2, 2), id="a repeat counts twice"),
        pytest.param(["a"], ["a", "a"], (1, 1), id="a repeat of ours earns nothing"),
    ],
)
def test_each_is_found_as_often_as_it_is_expected(expected, actual, counted):
    assert counts(found(expected, actual)) == counted


@pytest.mark.parametrize(
    ("first", "second"),
    [("1.2 Early help", "Early Help:"), ("2. Neglect", "NEGLECT"), ("Child’s day – ﬁrst", "childs day first")],
)
def test_numbers_case_and_marks_do_not_count(first, second):
    assert key(first) == key(second)


def test_a_number_that_belongs_to_the_text_counts():
    assert key("10% of plans") != key("20% of plans")


HEADER = ("Agency", "Finding")
TRUE = Structure(
    headings=("1. Strengths", "Gaps"),
    bold_headings=("What worked",),
    bullets=("Plans were short.", "Fathers were met."),
    rows=(TableRow(("Police", "Late"), HEADER), TableRow(("School", "Prompt"), HEADER)),
    links=(Link("the DASH", "https://example.org/dash"),),
    items=(Item("1. Strengths", "Plans were short."), Item("Gaps", "Fathers were met.")),
)


def test_the_truth_itself_scores_full():
    read = replace(TRUE, headings=(*TRUE.headings, *TRUE.bold_headings))
    assert {share.value for share in score_structure(TRUE, read).values()} == {1.0}


def test_each_fault_costs_its_own_measure():
    read = Structure(
        titles=("Strengths",),
        headings=("What worked", "Police"),
        bullets=("Plans were", "short.", "Fathers were met."),
        rows=(TableRow(("Police", "Late"), HEADER), TableRow(("School", "Prompt"), ())),
        links=(Link("the", "https://example.org/dash"), Link("DASH", "https://example.org/dash")),
        items=(Item("Gaps", "Fathers were met."), Item("Gaps", "Plans were short.")),
    )
    assert {name: counts(share) for name, share in score_structure(TRUE, read).items()} == {
        "headings": (1, 2),
        "headings right": (1, 2),
        "bold headings": (1, 1),
        "list items whole": (1, 2),
        "rows": (2, 2),
        "rows with header": (1, 2),
        "link targets": (1, 1),
        "link words": (0, 1),
        "items under their heading": (1, 2),
        "items in order": (1, 2),
    }


def test_headings_are_not_called_wrong_where_the_truth_names_only_some():
    assert counts(score_structure(Structure(complete=False), TRUE)["headings right"]) == (0, 0)


@pytest.mark.parametrize(
    ("actual", "counted"),
    [
        ("abcd", (4, 4)),
        ("xaybzcd", (4, 4)),
        ("dcba", (1, 4)),
        ("cdab", (2, 4)),
        ("ad", (2, 4)),
        ("", (0, 4)),
    ],
)
def test_order_is_the_longest_run_that_keeps_it(actual, counted):
    assert counts(in_order("abcd", actual)) == counted


@given(st.lists(st.sampled_from(["plans", "were", "short", "multi", "agency"])))
def test_another_order_loses_nothing(words):
    compared = difference(" ".join(words), " ".join(reversed(words)))
    assert (compared.lost.part, compared.added.part) == (0, 0)


@pytest.mark.parametrize(
    ("other", "ours", "lost", "added"),
    [
        pytest.param("improve-\nment of plans", "improvement of plans", 0, 0, id="we joined a word"),
        pytest.param("improvement of plans", "improve- ment of plans", 0, 0, id="we cut a word"),
        pytest.param("one two two", "one two", 3, 0, id="a repeat is lost"),
        pytest.param("one", "one four", 0, 4, id="a word too many"),
        pytest.param("", "", 0, 0, id="nothing"),
        pytest.param("da da", "dada", 0, 0, id="the same half twice"),
        pytest.param("da", "dada", 2, 4, id="one half alone"),
    ],
)
def test_letters_lost_and_added(other, ours, lost, added):
    compared = difference(other, ours)
    assert (compared.lost.part, compared.added.part) == (lost, added)


def test_running_lines_go_but_not_the_same_line_inside_a_page():
    pages = [
        f"The Partnership\nText {word}\n2\n3\nThe Partnership grew\n4\n5\nPage {number} of 3"
        for number, word in enumerate("abc")
    ]
    kept = without_running_lines(pages)
    assert all("Page" not in page and "The Partnership\n" not in page for page in kept)
    assert all("The Partnership grew" in page for page in kept)
    assert "Text a" in kept[0]


def test_one_page_has_no_running_lines():
    assert without_running_lines(["Title\nText"]) == ["Title\nText"]


def test_pages_are_right_where_the_block_begins():
    pages = ["The first page tells of early help.", "Plans were short in most of the records.", ""]
    blocks = [
        ("The first page tells of early help. Plans", 1),
        ("Plans were short in most of the records.", 1),
        ("This stands on no page that was read.", 2),
        ("Short", 1),
    ]
    assert counts(right_pages(blocks, pages)) == (1, 2)
