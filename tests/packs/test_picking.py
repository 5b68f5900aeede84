"""Which findings stand in a pack: as many of each part as there is time for, and no more of a report than may be."""

from __future__ import annotations

import pytest
from fakes import make_report
from pack_library import found

from app.packs.document import PackKind
from app.packs.picking import ON_ONE_PAGE, PARTS, TYPES, Part, room_for, taken, within_limit
from app.packs.wanted import MINUTES
from knowledge.types import FindingType

ONE, OTHER = make_report("one"), make_report("other")
TEN = "Plans were late in most of the files we read."


def many(count, finding_type=FindingType.CONCERN, report=ONE, text=TEN):
    return [found(text, finding_type, report, number) for number in range(count)]


def count_of(chosen, part):
    return sum(PARTS[finding.passage.finding_type] is part for finding in chosen)


class TestWhatWeTake:
    @pytest.mark.parametrize("kind", PackKind)
    @pytest.mark.parametrize("minutes", MINUTES)
    def test_of_each_part_there_are_as_many_as_there_is_room_for(self, kind, minutes):
        plenty = [finding for each in PARTS for finding in many(70, each, text="Plans were late.")]
        chosen = taken(plenty, kind, minutes, 10_000)
        assert {part: count_of(chosen, part) for part in Part} == room_for(kind, minutes)

    def test_more_time_has_room_for_more(self):
        totals = [sum(room_for(PackKind.SESSION, minutes).values()) for minutes in MINUTES]
        assert totals == sorted(set(totals))

    def test_the_best_come_first_and_keep_their_order(self):
        findings = many(20)
        assert taken(findings, PackKind.SESSION, 30, 1000) == findings[:3]

    def test_of_one_report_no_more_words_are_quoted_than_may_be_and_another_takes_its_turn(self):
        findings = [*many(3), *many(2, report=OTHER)]
        chosen = taken(findings, PackKind.SESSION, 60, 25)
        assert chosen == [*findings[:2], *findings[3:]]

    def test_a_shorter_finding_may_follow_one_that_was_too_long(self):
        long, short = many(1, text="Word " + "word " * 29), many(1)
        assert taken([*long, *short], PackKind.SESSION, 60, 25) == short

    def test_only_what_stands_alone_is_taken_unless_nothing_does(self):
        alone, leaning = many(1, text="Visits were kept."), many(2, text="However, few were recorded.")
        assert taken([*leaning, *alone], PackKind.SESSION, 60, 400) == alone
        assert taken(leaning, PackKind.SESSION, 60, 400) == leaning

    def test_a_briefing_quotes_no_more_than_fits_on_its_page(self):
        findings = [
            found("Word " + "word " * 59, kind, make_report(f"{kind}{each}"), each)
            for kind in (FindingType.CONCERN, FindingType.GOOD_PRACTICE)
            for each in range(3)
        ]
        assert sum(finding.length for finding in taken(findings, PackKind.BRIEFING, 60, 1000)) == 180 <= ON_ONE_PAGE
        assert len(taken(findings, PackKind.SESSION, 60, 1000)) == 6


class TestTheLimit:
    def test_what_is_beyond_it_is_given_apart_and_both_keep_their_order(self):
        findings = [*many(3), *many(1, report=OTHER)]
        assert within_limit(findings, 20) == ([findings[0], findings[1], findings[3]], [findings[2]])

    def test_one_that_does_not_fit_takes_no_room_from_the_next(self):
        long, short = many(1, text="Word " + "word " * 29), many(2)
        assert within_limit([*long, *short], 25) == (short, long)


class TestTypes:
    def test_stories_and_methods_stand_in_no_pack(self):
        never = {FindingType.CASE_EXAMPLE, FindingType.METHOD, FindingType.AUDIT_QUESTION, FindingType.RESOURCE}
        assert all(never.isdisjoint(types) for types in TYPES.values())
        assert set(PARTS) == set(FindingType) - never

    def test_an_action_sheet_is_of_recommendations_alone(self):
        assert TYPES[PackKind.ACTIONS] == (FindingType.RECOMMENDATION,)
        assert taken(many(2), PackKind.ACTIONS, 60, 1000) == []
