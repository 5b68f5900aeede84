"""What a library can be filtered by, and filters in a link and in words."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from fakes import in_month
from hypothesis import given
from hypothesis import strategies as st
from inquiries import agency, findings_of, theme

from app.filter_choices import Choice, FilterChoices, filter_choices, filters_from, in_words, near, query_of
from knowledge.types import Filters, FindingType, ReportId

CONCERN, GOOD = FindingType.CONCERN, FindingType.GOOD_PRACTICE


@pytest.fixture
def library(product):
    base = product.knowledge_base
    base.add(
        findings_of(
            "a",
            ("The house was cold.", CONCERN, {"labels": theme("neglect") + agency("police")}),
            ("It stayed cold.", CONCERN, {"labels": theme("neglect")}),
            ("Plans were smart.", GOOD, {"labels": theme("smart_plans") + agency("CAMHS")}),
            partnership="Walsall Partnership",
            audit_date=in_month(2021, 3),
        )
    )
    base.add(
        findings_of(
            "b",
            ("The police came.", GOOD, {"labels": agency("police") + theme("unheard_of")}),
            partnership="Harrowmere Partnership",
            audit_date=in_month(2024, 7),
        )
    )
    base.add(findings_of("c", ("Fathers were asked.", GOOD)))
    return product


def values(choices):
    return [choice.value for choice in choices]


def test_the_choices_are_what_is_there_with_the_reports_that_have_it(library):
    choices = filter_choices(library.knowledge_base.catalogue)
    assert choices.themes == (
        Choice("neglect", "neglect", 1),
        Choice("smart_plans", "the quality of plans", 1),
        Choice("unheard_of", "unheard of", 1),
    )
    assert choices.finding_types == (Choice("concern", "concern", 1), Choice("good_practice", "good practice", 3))
    assert choices.agencies == (Choice("police", "police", 2), Choice("CAMHS", "CAMHS", 1))
    assert values(choices.partnerships) == ["Harrowmere Partnership", "Walsall Partnership"]
    assert values(choices.years) == ["2024", "2021"]


def test_a_held_report_offers_nothing(library):
    library.knowledge_base.hold(ReportId("a"))
    choices = filter_choices(library.knowledge_base.catalogue)
    assert values(choices.themes) == ["unheard_of"]
    assert values(choices.years) == ["2024"]
    assert choices.agencies == (Choice("police", "police", 1),)


def test_an_empty_library_offers_nothing(product):
    assert filter_choices(product.knowledge_base.catalogue) == FilterChoices()


CHOICES = FilterChoices(
    themes=(Choice("neglect", "neglect", 2), Choice("smart_plans", "the quality of plans", 1)),
    finding_types=tuple(Choice(kind.value, kind.label, 1) for kind in FindingType),
    partnerships=(Choice("Walsall Partnership", "Walsall Partnership", 1),),
    agencies=(Choice("children's social care", "children's social care", 3), Choice("police", "police", 1)),
    years=(Choice("2024", "2024", 1), Choice("2021", "2021", 1)),
)


class TestLinks:
    def test_every_filter_is_read(self):
        given = {
            "q": ["What about fathers?"],
            "theme": ["neglect", "smart_plans"],
            "type": ["concern"],
            "partnership": ["walsall"],
            "agency": ["Police"],
            "year": ["2024"],
        }
        assert filters_from(given, CHOICES) == (
            Filters(
                partnership="walsall",
                finding_types=frozenset({CONCERN}),
                years=frozenset({2024}),
                themes=frozenset({"neglect", "smart_plans"}),
                agencies=frozenset({"police"}),
            ),
            (),
        )

    def test_what_the_library_has_not_is_ignored_and_told(self):
        given = {"theme": ["zebras", "neglect"], "type": ["gossip"], "year": ["1999", "²"], "partnership": ["Leeds"]}
        filters, ignored = filters_from(given, CHOICES)
        assert filters == Filters(themes=frozenset({"neglect"}))
        told = {("theme", "zebras"), ("type", "gossip"), ("year", "1999"), ("year", "²"), ("partnership", "Leeds")}
        assert set(ignored) == told

    def test_a_second_partnership_is_told_to_be_left_out(self):
        filters, ignored = filters_from({"partnership": ["Walsall Partnership", "Walsall"]}, CHOICES)
        assert (filters.partnership, ignored) == ("Walsall Partnership", (("partnership", "Walsall"),))

    def test_empty_values_are_no_filter(self):
        assert filters_from({"theme": [""], "partnership": [" "], "year": []}, CHOICES) == (Filters(), ())

    def test_a_link_is_escaped_and_in_a_fixed_order(self):
        filters = Filters(themes=frozenset({"smart_plans", "neglect"}), agencies=frozenset({"children's social care"}))
        expected = "?q=Fathers+%26+%3Cb%3E%3F&theme=neglect&theme=smart_plans&agency=children%27s+social+care"
        assert query_of("Fathers & <b>?", filters) == expected

    def test_nothing_makes_no_link(self):
        assert query_of("", Filters()) == ""

    @given(
        st.text(min_size=1),
        st.builds(
            Filters,
            partnership=st.sampled_from([None, "Walsall Partnership"]),
            finding_types=st.frozensets(st.sampled_from(FindingType)),
            years=st.frozensets(st.sampled_from([2021, 2024])),
            themes=st.frozensets(st.sampled_from(["neglect", "smart_plans"])),
            agencies=st.frozensets(st.sampled_from(["police", "children's social care"])),
        ),
    )
    def test_a_link_reads_back_as_the_question_and_filters_that_made_it(self, question, filters):
        given = parse_qs(query_of(question, filters)[1:], keep_blank_values=True)
        assert given["q"] == [question]
        assert filters_from(given, CHOICES) == (filters, ())


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        (Filters(), ""),
        (
            Filters(themes=frozenset({"neglect"}), years=frozenset({2024}), agencies=frozenset({"police"})),
            "theme: neglect; audits of 2024; police",
        ),
        (Filters(themes=frozenset({"neglect", "smart_plans"})), "themes: neglect or the quality of plans"),
        (Filters(finding_types=frozenset({GOOD, CONCERN}), partnership="Walsall"), "concern or good practice; Walsall"),
        (Filters(years=frozenset({2024, 2021, 2022})), "audits of 2021, 2022 or 2024"),
        (Filters(report_ids=frozenset({ReportId("a")}), case_letter="B"), "report a; case B"),
    ],
)
def test_filters_in_words(filters, words):
    assert in_words(filters) == words


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("neglct", ["neglect"]), ("plans", ["smart_plans"]), ("zebra", [])],
)
def test_names_near_an_unknown_one(typed, expected):
    assert near(typed, CHOICES.themes) == expected
