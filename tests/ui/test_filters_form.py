"""The filters as they are sent by a browser, counted, and offered as the library has them."""

import asyncio

import gradio as gr
import pytest

from app.filter_choices import Choice, FilterChoices, filters_from
from app.site import Site
from app.ui.filters_form import chosen_filters, count_of, filters_form, params
from knowledge.types import Filters, FindingType

SET = Filters(
    partnership="Harrowmere",
    finding_types=frozenset({FindingType.CONCERN, FindingType.STATISTIC}),
    years=frozenset({2024}),
    themes=frozenset({"neglect"}),
    agencies=frozenset({"police"}),
)


@pytest.fixture(scope="module")
def form():
    async def built():  # outside of an event loop, Gradio opens one for each part and closes none
        with gr.Blocks():
            return filters_form(gr)

    return asyncio.run(built())


def test_what_was_chosen_is_named_as_in_a_deep_link():
    chosen = params(["neglect"], ["concern", "statistic"], "Harrowmere", ["police"], ["2024"])
    assert sorted(chosen) == [
        ("agency", "police"),
        ("partnership", "Harrowmere"),
        ("theme", "neglect"),
        ("type", "concern"),
        ("type", "statistic"),
        ("year", "2024"),
    ]


@pytest.mark.parametrize("empty", [[], None])
def test_nothing_chosen_is_no_filter_and_reads_no_library(empty):
    assert params(empty, empty, "", empty, empty) == []
    assert chosen_filters(None, []) == (Filters(), "")


def test_every_value_counts():
    assert (count_of(Filters()), count_of(SET)) == (0, 6)


def test_the_parts_say_how_much_is_set(form):
    fold, active, words = form.told(gr, SET)
    assert (fold["label"], active["visible"]) == ("Filters (6 set)", True)
    assert "neglect" in words
    fold, active, words = form.told(gr, Filters())
    assert (fold["label"], active["visible"], words) == ("Filters", False, "")


def test_clearing_empties_every_choice(form):
    cleared = form.cleared(gr)
    assert len(cleared) == len(form.parts)
    assert cleared[: len(form.choices)] == [[], [], "", [], []]


def test_a_group_without_choices_is_not_shown(form):
    values = form.values(gr, FilterChoices(), Filters())
    assert [value["visible"] for value in values[: len(form.choices)]] == [False] * len(form.choices)


def one(value):
    return (Choice(value, value.upper(), 1),)


CHOICES = FilterChoices(one("neglect"), one("concern"), one("Harrowmere Partnership"), one("police"), one("2024"))


def test_what_is_set_is_among_the_choices_that_are_offered(form):
    given = {
        "theme": ["neglect"],
        "type": ["concern"],
        "partnership": ["harrowmere"],
        "agency": ["x"],
        "year": ["2024"],
    }
    filters, _unknown = filters_from(given, CHOICES)
    values = form.values(gr, CHOICES, filters)[: len(form.choices)]
    assert [value["value"] for value in values] == [["neglect"], ["concern"], "Harrowmere Partnership", [], ["2024"]]
    for value in values:
        offered = {choice for _label, choice in value["choices"]}
        chosen = value["value"]
        assert {chosen} <= offered if isinstance(chosen, str) else set(chosen) <= offered


def test_what_the_library_has_not_is_told_and_left_out(fake_library):
    site = Site(None, fake_library(), choices=lambda: CHOICES)
    filters, left_out = chosen_filters(site, [("theme", "<b>"), ("year", "soon"), ("type", "concern"), ("q", "x")])
    assert (count_of(filters), filters.finding_types) == (1, {FindingType.CONCERN})
    assert set(left_out.split(", ")) == {"<b>", "soon"}
