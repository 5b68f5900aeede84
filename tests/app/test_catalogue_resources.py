"""What the catalogue offers for a question, and the catalogue itself."""

from __future__ import annotations

import pytest

from app.catalogue_resources import catalogue_entries, catalogue_resources
from app.resources import address_key, is_safe_link
from ingest.themes import theme_rules

DASH = "SafeLives Dash quick-start guidance"


def titles(question, *themes, already=(), limit=3):
    return [resource.title for resource in catalogue_resources(question, themes, already, limit)]


class TestWhatAQuestionNames:
    @pytest.mark.parametrize(
        ("question", "title"),
        [
            ("What did audits find about DASH?", DASH),
            ("dash risk checklists", DASH),
            ("MARAC", "Marac to Marac referral process"),
            ("Is the graded care profile used?", "GCP2 explained"),
            ("GCP2", "GCP2 explained"),
            ("the freedom programme", "Freedom Programme"),
            ("children who were not brought to appointments", 'Rethinking "did not attend": was not brought'),
            ("Operation Encompass notifications", "Operation Encompass"),
            ("clares law", "Domestic Violence Disclosure Scheme guidance (Clare's Law)"),
            ("Disguised compliance", "One minute guide 16: disguised compliance"),
            ("How do I run a 7-minute briefing?", "7-minute briefings: how and why"),
            ("seven minute briefings", "7-minute briefings: how and why"),
            ("What does Working Together say?", "Working Together to Safeguard Children"),
            ("KCSIE", "Keeping children safe in education"),
            ("work on FGM", "Multi-agency statutory guidance on female genital mutilation"),
        ],
    )
    def test_comes_first(self, question, title):
        assert titles(question)[0] == title

    def test_a_question_about_dash_gets_no_other_link_of_domestic_abuse(self):
        assert titles("What about DASH?", "domestic_abuse", "risk_tools") == [DASH]

    def test_things_come_in_the_order_of_the_question(self):
        assert titles("written agreements, and the DASH") == ["Effective written agreements", DASH]

    def test_a_theme_of_which_nothing_is_named_still_has_its_own(self):
        found = titles("DASH and neglect", "domestic_abuse", "neglect")
        assert found[:2] == [DASH, "Neglect"]

    @pytest.mark.parametrize(
        "question", ["how do I bake bread", "working together with families", "did the report raise a point?", "", "?!"]
    )
    def test_nothing_where_nothing_is_named(self, question):
        assert titles(question) == []


class TestThemes:
    def test_what_serves_the_theme_as_a_whole_is_offered(self):
        assert titles("how is neglect found early?", "neglect") == [
            "Neglect",
            "Child abuse and neglect (NG76)",
            "Practical neglect tools for professionals",
        ]

    def test_what_serves_one_thing_of_the_theme_is_not(self):
        assert DASH not in titles("domestic abuse", "domestic_abuse", limit=99)

    def test_an_unknown_theme_has_nothing(self):
        assert titles("gardening", "gardening") == []


class TestGuidance:
    def test_guidance_on_the_theme_then_the_statutory_one(self):
        assert titles("What guidance is there on sharing what we know?", "information_sharing")[:2] == [
            "Information sharing: advice for practitioners (May 2024)",
            "Working Together to Safeguard Children",
        ]

    def test_guidance_on_another_theme_is_left_out(self):
        assert titles("What guidance is there?") == ["Working Together to Safeguard Children"]

    def test_it_is_not_offered_unasked(self):
        assert "Working Together to Safeguard Children" not in titles("neglect", "neglect", limit=99)


class TestLimits:
    def test_an_address_given_already_is_not_given_again_however_it_is_written(self):
        already = ["http://WWW.safelives.org.uk/resources-library/quick-start-guidance-for-dash-risk-checklist"]
        assert titles("DASH", already=already) == []

    def test_no_more_than_the_limit_and_the_same_each_time(self):
        found = titles("the Drive project and MARAC transfers", "neglect", "domestic_abuse", limit=4)
        assert len(found) == 4
        assert found == titles("the Drive project and MARAC transfers", "domestic_abuse", "neglect", limit=4)
        assert titles("DASH", limit=0) == []

    def test_a_link_says_that_it_is_the_catalogues_and_whose(self):
        (resource,) = catalogue_resources("DASH", (), ())
        assert (resource.origin, resource.publisher, resource.cited_by) == ("catalogue", "SafeLives", ())


class TestTheCatalogue:
    def test_every_address_is_a_web_page_and_stands_once(self):
        entries = catalogue_entries()
        assert all(is_safe_link(entry.url) for entry in entries)
        assert len({address_key(entry.url) for entry in entries}) == len(entries) > 50

    def test_themes_are_ours(self):
        themes = {theme for entry in catalogue_entries() for theme in entry.themes}
        assert themes <= set(theme_rules().labels)

    def test_nothing_is_offered_from_memory(self):
        remembered = [entry for entry in catalogue_entries() if entry.confidence.startswith("from memory")]
        assert remembered
        assert not any(entry.offered for entry in remembered)
        for entry in remembered:
            found = catalogue_resources(" ".join(entry.terms), entry.themes, (), 99)
            assert entry.url not in {resource.url for resource in found}

    @pytest.mark.parametrize("entry", catalogue_entries(), ids=lambda entry: entry.title)
    def test_every_entry_can_be_reached_and_says_whose_it_is(self, entry):
        known = {"page seen in a stored copy", "address seen elsewhere, page not read"}
        assert entry.publisher
        assert entry.purpose
        assert entry.confidence in known or not entry.offered
        if entry.offered:
            question = next(iter((*entry.as_written, *entry.terms)), "").replace("*", "").replace("... ", "")
            themes = () if entry.only_when_named else entry.themes
            found = catalogue_resources(question, themes, (), 99)
            assert entry.url in {resource.url for resource in found}

    def test_no_number_of_a_helpline_is_kept_here(self):
        assert not any(
            character.isdigit() for entry in catalogue_entries() if "line" in entry.title.lower().split()[-1]
            for character in entry.title
        )  # fmt: skip
