"""The parts of each kind of material, and whose words each of them has."""

from __future__ import annotations

import pytest
from fakes import in_month, make_report
from pack_library import DAY, found, material

from app.packs.action_sheet import action_sections
from app.packs.document import Bullets, Findings, Form, Links, PackKind, PackLink, SideBySide, Table, Words
from app.packs.gathering import Gathered
from app.packs.outline import facts_of, sections_of, sources_of, title_of
from app.packs.session_pack import RUNNING_ORDER, STEPS, running_order, session_sections
from app.packs.short_sheets import LINKS_ON_A_PAGE, briefing_sections, supervision_sections
from app.packs.teaching import our_words, teaching_for
from app.packs.wanted import MINUTES, Topic, Wanted
from knowledge.types import Filters, FindingType

LATE = found("Plans were late in most files.", number=0)
GOOD = found("Visits were kept in every file.", FindingType.GOOD_PRACTICE, "two", 1)
SHARE = found("Share each plan with the school.", FindingType.RECOMMENDATION, "two", 2)
ASKED = found("What does the child want?", FindingType.REFLECTIVE_QUESTION, "two", 3)
LINKS = tuple(PackLink(f"Page {n}", f"https://example.org/{n}", "address not checked") for n in range(5))
ALL = (LATE, GOOD, SHARE, ASKED)
MARKS = our_words("marks")


def by_heading(sections):
    headings = [section.heading for section in sections]
    assert len(headings) == len(set(headings))
    return {section.heading: section for section in sections}


def findings_in(section):
    return [each for block in section.blocks if isinstance(block, Findings) for each in block.findings]


class TestASessionPack:
    def test_it_has_its_parts_in_order(self):
        assert [section.heading for section in session_sections(material(*ALL, links=LINKS))] == [
            "Aims",
            "Running order",
            "Looking after each other",
            "What the audits found",
            "Good practice to copy",
            "What the audits recommend",
            "Scenario",
            "Questions from the audits",
            "Questions on our own practice",
            "What will you do differently?",
            "Find out more",
            "Evaluation: before you go",
            "Follow-up after 6 to 12 weeks",
        ]

    def test_each_finding_stands_in_its_part_as_the_reports_words(self):
        sections = by_heading(session_sections(material(*ALL)))
        for heading, finding in (
            ("What the audits found", LATE),
            ("Good practice to copy", GOOD),
            ("What the audits recommend", SHARE),
        ):
            assert findings_in(sections[heading]) == [finding]
            assert sections[heading].mark == MARKS["reports"]

    def test_the_scenario_is_marked_as_invented_and_is_the_themes_own(self):
        section = by_heading(session_sections(material(*ALL)))["Scenario"]
        assert section.mark == MARKS["invented"]
        assert "nvented" in section.mark
        assert section.blocks[0] == Words(teaching_for("neglect").scenario)
        assert findings_in(section) == []

    def test_the_audits_questions_stand_apart_from_ours_and_each_says_whose_they_are(self):
        sections = by_heading(session_sections(material(*ALL)))
        audits, ours = sections["Questions from the audits"], sections["Questions on our own practice"]
        assert (audits.mark, findings_in(audits)) == (MARKS["audits_questions"], [ASKED])
        assert (ours.mark, findings_in(ours)) == (MARKS["ours"], [])

    def test_a_part_that_nothing_was_picked_for_is_left_out(self):
        headings = by_heading(session_sections(material(GOOD)))
        left = {"What the audits found", "What the audits recommend", "Questions from the audits", "Find out more"}
        assert left.isdisjoint(headings)
        assert {"Aims", "Scenario", "Good practice to copy"} <= set(headings)

    def test_the_follow_up_is_six_to_twelve_weeks_after_the_day_of_the_session(self):
        section = session_sections(material(LATE, date=DAY))[-1]
        assert section.blocks[0] == Words("Between 14 January 2027 and 25 February 2027:")

    def test_whoever_leads_is_told_to_look_after_people_who_lived_through_it(self):
        sections = by_heading(session_sections(material(LATE)))
        assert any("lived through" in note for note in sections["Looking after each other"].notes)
        assert any("not for decisions" in note for note in sections["Aims"].notes)

    @pytest.mark.parametrize("minutes", MINUTES)
    def test_the_running_order_takes_as_long_as_the_session(self, minutes):
        assert sum(RUNNING_ORDER[minutes]) == minutes
        assert len(RUNNING_ORDER[minutes]) == len(STEPS)
        assert f"{RUNNING_ORDER[minutes][3]} minutes: scenario and questions" in running_order(minutes)
        sections = by_heading(session_sections(material(LATE, minutes=minutes)))
        assert sections["Running order"].blocks == (Bullets(running_order(minutes)),)

    def test_findings_that_do_not_agree_stand_side_by_side_and_nowhere_else(self):
        pair = SideBySide("visits", LATE, GOOD)
        sections = by_heading(session_sections(material(LATE, GOOD, SHARE, disagreements=(pair,))))
        assert sections["What the audits found"].blocks == (pair,)
        assert "Good practice to copy" not in sections


class TestABriefing:
    @pytest.mark.parametrize("findings", [ALL, (LATE,), (ASKED,)])
    def test_it_always_has_seven_numbered_parts(self, findings):
        sections = briefing_sections(material(*findings), "The findings are from 2 reports.")
        assert [section.heading[:3] for section in sections] == [f"{number}. " for number in range(1, 8)]
        assert all(section.blocks for section in sections)

    def test_a_part_that_the_audits_say_nothing_on_says_so(self):
        sections = briefing_sections(material(LATE), "")
        assert [section.blocks for section in sections[2:4]] == [(Words(our_words("briefing")["nothing"]),)] * 2

    def test_the_audits_questions_are_marked_as_theirs(self):
        questions = briefing_sections(material(*ALL), "")[4]
        assert (questions.mark, findings_in(questions)) == (MARKS["audits_and_ours"], [ASKED])
        assert briefing_sections(material(LATE), "")[4].mark == MARKS["ours"]

    def test_it_has_room_for_few_links_and_without_any_says_where_to_ask(self):
        assert len(briefing_sections(material(LATE, links=LINKS), "")[6].blocks[0].links) == LINKS_ON_A_PAGE
        assert briefing_sections(material(LATE), "")[6].blocks == (Words(our_words("briefing")["local"]),)

    def test_it_says_what_it_is_about_and_what_it_draws_on(self):
        (words,) = sections_of(PackKind.BRIEFING, material(LATE, GOOD))[0].blocks
        assert words.text == "This briefing is about neglect. The findings are from 2 reports."


class TestASupervisionSheet:
    def test_it_has_prompts_a_record_and_says_whose_words_are_whose(self):
        sections = by_heading(supervision_sections(material(*ALL, links=LINKS)))
        assert sections["What audits found"].mark == MARKS["reports_then_ours"]
        assert sections["Questions from the audits"].mark == MARKS["audits_questions"]
        assert sections["Questions for supervision"].mark == MARKS["ours"]
        assert isinstance(sections["What we agreed"].blocks[0], Form)
        assert isinstance(sections["Find out more"].blocks[0], Links)

    def test_it_is_no_place_for_a_childs_name(self):
        (bullets,) = supervision_sections(material(LATE))[0].blocks
        assert isinstance(bullets, Bullets)
        assert any("without naming a child" in item for item in bullets.items)

    def test_a_recommendation_that_was_picked_is_not_lost(self):
        assert findings_in(by_heading(supervision_sections(material(SHARE)))["What audits recommend"]) == [SHARE]


def recommended(text, *agencies, number=0):
    return found(text, FindingType.RECOMMENDATION, number=number, agencies=agencies)


class TestAnActionSheet:
    BOTH = recommended("GPs and police to share plans.", "GP", "police", number=1)
    NONE = recommended("Read the plans when a meeting goes ahead without police.", "police", number=2)
    POLICE = recommended("Tell schools. Police, by May 2024.", "police", "education", number=3)

    def tables(self, **fields):
        sections = action_sections(material(self.BOTH, self.NONE, self.POLICE, **fields))
        return {section.heading: section.blocks[-1] for section in sections}

    def test_each_agency_has_its_own_table_and_what_names_none_comes_last(self):
        tables = self.tables()
        assert list(tables) == ["GP", "Police", "All agencies, or not said which"]
        assert [row[0] for row in tables["Police"].rows] == [self.BOTH, self.POLICE]
        assert [row[0] for row in tables["All agencies, or not said which"].rows] == [self.NONE]

    def test_a_sheet_for_one_agency_has_no_other(self):
        tables = self.tables(agencies=frozenset({"police"}))
        assert list(tables) == ["Police", "All agencies, or not said which"]

    def test_each_row_can_be_kept_track_of(self):
        table = self.tables()["Police"]
        assert isinstance(table, Table)
        assert table.columns[0] == "Recommendation"
        assert all(len(row) == len(table.columns) == len(table.widths) for row in table.rows)
        assert {row[3] for row in table.rows} == {""}
        assert sum(table.widths) == pytest.approx(1)

    def test_how_to_use_it_is_said_once(self):
        sections = action_sections(material(self.BOTH, self.NONE))
        assert [sum(isinstance(block, Words) for block in section.blocks) for section in sections] == [1, 0, 0]


class TestWhatStandsAroundThem:
    def test_a_title_has_no_quotation_marks_of_its_own(self):
        assert title_of(PackKind.SESSION, "“neglect”") == '"neglect": learning from audits'
        assert title_of(PackKind.QUIZ, "neglect") == "Quiz: neglect"

    def test_the_sources_are_numbered_as_they_come_with_the_pages_that_are_quoted(self):
        one, two = make_report("one"), make_report("two")
        findings = [
            found("A a.", report=two, page_label="iv"),
            found("B b.", report=one, page_label=None),
            found("C c.", report=two, page_label="2"),
            found("D d.", report=two, page_label="iv"),
        ]
        assert [(source.number, source.report, source.pages) for source in sources_of(findings)] == [
            (1, two, ("iv", "2")),
            (2, one, ()),
        ]

    def test_under_the_title_stand_what_was_searched_the_dates_and_the_filters(self):
        dated = [
            found("A a.", report=make_report(f"r{year}", audit_date=in_month(year, 3)), number=year)
            for year in (2025, 2021)
        ]
        filters = Filters(agencies=frozenset({"police"}), years=frozenset({2025}))
        wanted = Wanted(PackKind.SESSION, Topic(("neglect",), filters=filters), minutes=30, audience=" Teams ")
        facts = dict(facts_of(wanted, material(*dated), Gathered((), {}, 2, 7)))
        assert facts["Findings"] == "2 findings from 2 reports; 2 of the 7 searched have findings on this"
        assert (facts["For"], facts["Length"], facts["Audits"]) == ("Teams", "30 minutes", "March 2021 to March 2025")
        assert "police" in facts["Filters"]
        assert "2025" in facts["Filters"]

    def test_a_part_that_says_nothing_is_left_out(self):
        wanted = Wanted(PackKind.QUIZ, Topic(("neglect",)))
        facts = dict(facts_of(wanted, material(LATE), Gathered((), {}, 1, 1)))
        assert list(facts) == ["Findings"]
        assert facts["Findings"] == "1 finding from 1 report; 1 of the 1 searched have findings on this"
