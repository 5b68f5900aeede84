"""Findings of different reports that do not agree are put side by side; others are not."""

from __future__ import annotations

import pytest
from pack_library import parsed, row

from app.packs.disagreements import disagreements
from app.packs.gathering import Gathering
from knowledge.types import FindingType, PassageId

LATE = "Chronologies were missing from most files about neglect of young children."
KEPT = "Chronologies were kept in most files about neglect of young children."
SEEN = "Dentists wrote to the school nurse after each missed appointment."
UNSEEN = "Dentists did not write to the school nurse after each missed appointment."
OTHER = "Landlords repaired damp homes within days of a call from housing officers."
GOOD = FindingType.GOOD_PRACTICE


@pytest.fixture
def pairs(product):
    """The pairs among the findings of some reports, each given by its rows."""

    def found(*reports, **options):
        ids = []
        for number, rows in enumerate(reports):
            product.knowledge_base.add(parsed(f"report{number}", *rows))
            ids += [PassageId(f"report{number}#{place}") for place in range(len(rows))]
        findings = Gathering(product.knowledge_base, product.search).named(ids)
        assert len(findings) == len(ids)
        return disagreements(findings, product.knowledge_base.vectors, product.knowledge_base.words, **options)

    return found


def texts(pair):
    return pair.one.passage.text, pair.other.passage.text


class TestSideBySide:
    def test_a_concern_and_good_practice_of_another_report_on_the_same_thing_are_a_pair(self, pairs):
        (pair,) = pairs([row(LATE), row(OTHER)], [row(KEPT, GOOD)])
        assert texts(pair) == (LATE, KEPT)
        assert pair.about == "neglect"

    def test_what_it_is_about_is_said_only_where_both_are_on_it(self, pairs):
        (pair,) = pairs([row(LATE)], [row(KEPT, GOOD, ("supervision",))])
        assert pair.about == "the same thing"

    def test_two_findings_of_one_report_are_no_pair(self, pairs):
        assert pairs([row(LATE), row(KEPT, GOOD)], [row(OTHER)]) == ()

    def test_what_is_on_something_else_is_no_pair(self, pairs):
        assert pairs([row(LATE)], [row(OTHER, GOOD)]) == ()

    def test_two_concerns_are_no_pair(self, pairs):
        assert pairs([row(LATE)], [row(LATE.replace("most", "many"))]) == ()

    def test_a_row_of_a_table_is_in_none(self, pairs):
        cells = row(LATE, column_headings=("Finding",))
        assert pairs([cells], [row(KEPT, GOOD)]) == ()

    def test_no_finding_is_in_two_pairs_and_there_are_few(self, pairs):
        reports = [[row(LATE), row(UNSEEN)], [row(KEPT, GOOD)], [row(KEPT.replace("young", "small"), GOOD)]]
        found = pairs(*reports, [row(SEEN, GOOD)])
        ids = [finding.passage.passage_id for pair in found for finding in (pair.one, pair.other)]
        assert len(found) == 2
        assert len(ids) == len(set(ids))

    def test_the_most_alike_come_first_where_there_is_room_for_one(self, pairs):
        partly = "Chronologies were kept in many files about neglect by older carers of teenagers."
        (pair,) = pairs([row(LATE)], [row(partly, GOOD)], [row(KEPT, GOOD)], most=1)
        assert texts(pair) == (LATE, KEPT)
