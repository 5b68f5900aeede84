"""What there is on a topic in a small library: found, quoted, each said once, nothing held."""

from __future__ import annotations

import pytest
from fakes import HashEmbedder, sample_of
from pack_library import parsed, row

from app.packs.case_details import Detail
from app.packs.gathering import Gathering
from app.packs.picking import PARTS
from app.packs.wanted import Topic
from app.settings import load_settings
from app.wiring import opened
from knowledge.types import Filters, FindingType, PassageId, Sample, Span

LATE = "Plans were late in most of the files that were read."
SEEN = "Children were seen alone by their social workers at each visit."
SHARE = "Share the plan with the school nurse before each review conference."
OPEN = "This meant that nobody knew who was to call the landlord about damp."
HOME = "Home conditions were recorded room by room by health visitors."
HELD = "A held report says that dentists wrote of decay to nobody."
EVERY = tuple(PARTS)
REPORTS = (
    parsed(
        "one",
        row(OPEN),
        row(LATE),
        row("Bruises on babies went unrecorded by the night clinic."),
        row("In Case A the plan was late and nobody told the school about it."),
        row("One child was not seen by anybody for weeks."),
        row("70% of parents said that nobody listened to them."),
        row(SEEN, FindingType.GOOD_PRACTICE, ("voice_of_the_child", "neglect")),
        row("Audits were read by two people.", FindingType.METHOD),
    ),
    parsed("two", row(LATE), row(HOME, FindingType.GOOD_PRACTICE), row(SHARE, FindingType.RECOMMENDATION)),
    parsed("three", row(SHARE, FindingType.RECOMMENDATION, ("information_sharing",), ("police",))),
    parsed("held", row(HELD)),
)


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory):
    settings = load_settings(home=tmp_path_factory.mktemp("gathering"))
    with opened(settings, HashEmbedder(), tell=lambda words: None) as product:
        for report in REPORTS:
            product.knowledge_base.add(report)
        product.knowledge_base.hold("held")
        yield product


@pytest.fixture
def gathering(knowledge):
    return Gathering(knowledge.knowledge_base, knowledge.search)


def texts(findings):
    return [finding.passage.text for finding in findings]


class TestATheme:
    def test_its_findings_are_gathered_by_type_and_nothing_about_the_method(self, gathering):
        gathered = gathering.gathered(Topic(("neglect",)), EVERY)
        types = [finding.passage.finding_type for finding in gathered.findings]
        assert types == sorted(types, key=EVERY.index)
        assert {LATE, SEEN, HOME, SHARE, OPEN} <= set(texts(gathered.findings))
        assert FindingType.METHOD not in types

    def test_a_held_report_is_never_quoted_nor_counted(self, gathering, knowledge):
        gathered = gathering.gathered(Topic(("neglect",), (PassageId("held#0"),)), EVERY)
        assert HELD not in texts(gathered.findings)
        assert gathering.named([PassageId("held#0")]) == []
        assert (gathered.concerned, gathered.searched) == (2, 3)
        knowledge.knowledge_base.release("held")
        try:
            assert texts(gathering.named([PassageId("held#0")])) == [HELD]
        finally:
            knowledge.knowledge_base.hold("held")

    def test_what_may_not_be_shown_is_counted_by_its_reason(self, gathering):
        gathered = gathering.gathered(Topic(("neglect",)), EVERY)
        assert gathered.withheld == {Detail.SINGLE_CASE: 1, Detail.PERCENTAGE: 1}
        assert any("“In […] the plan was late" in finding.words for finding in gathered.findings)

    def test_what_two_reports_say_in_the_same_words_is_said_once(self, gathering):
        assert texts(gathering.gathered(Topic(("neglect",)), EVERY).findings).count(LATE) == 1

    def test_what_is_understood_only_after_other_words_comes_last_of_its_type(self, gathering):
        concerns = texts(gathering.gathered(Topic(("neglect",)), (FindingType.CONCERN,)).findings)
        assert concerns[-1] == OPEN

    def test_what_is_mainly_on_the_topic_comes_before_what_is_partly_so(self, gathering):
        good = texts(gathering.gathered(Topic(("neglect",)), (FindingType.GOOD_PRACTICE,)).findings)
        assert good == [HOME, SEEN]

    def test_a_theme_that_nothing_is_held_on_gathers_nothing(self, gathering):
        gathered = gathering.gathered(Topic(("housing",)), EVERY)
        assert (gathered.findings, gathered.concerned, gathered.searched) == ((), 0, 3)


class TestFilters:
    def test_types_that_are_not_wanted_are_left_out(self, gathering):
        filters = Filters(finding_types=frozenset({FindingType.RECOMMENDATION, FindingType.METHOD}))
        assert texts(gathering.gathered(Topic(("neglect",), filters=filters), EVERY).findings) == [SHARE]

    def test_an_agency_alone_can_be_what_a_pack_is_about(self, gathering):
        topic = Topic(filters=Filters(agencies=frozenset({"police"})))
        gathered = gathering.gathered(topic, (FindingType.RECOMMENDATION,))
        assert [finding.report.report_id for finding in gathered.findings] == ["three"]

    def test_only_the_reports_that_they_allow_are_searched(self, gathering):
        topic = Topic(("neglect",), filters=Filters(report_ids=frozenset({"two"})))
        gathered = gathering.gathered(topic, EVERY)
        assert {finding.report.report_id for finding in gathered.findings} == {"two"}
        assert (gathered.concerned, gathered.searched) == (1, 1)


class TestNamedFindings:
    def test_they_come_first_in_their_order_each_once(self, gathering):
        ids = tuple(map(PassageId, ("two#2", "one#1", "two#2", "gone#9")))
        gathered = gathering.gathered(Topic(("neglect",), ids), EVERY)
        assert texts(gathered.findings)[:2] == [SHARE, LATE]
        assert texts(gathering.named(ids)) == [SHARE, LATE]

    def test_the_same_words_are_collapsed_and_counted_whatever_their_capitals(self, gathering, knowledge):
        knowledge.knowledge_base.add(parsed("again", row(LATE.upper(), themes=()), row(f"{LATE} {SEEN}", themes=())))
        try:
            ids = tuple(map(PassageId, ("two#0", "one#6", "one#1", "again#0", "again#1")))
            gathered = gathering.gathered(Topic(passage_ids=ids), EVERY)
        finally:
            knowledge.knowledge_base.remove("again")
        assert [(each.passage.passage_id, each.also_in) for each in gathered.findings] == [
            ("two#0", 2),
            ("one#6", 0),
            ("again#1", 0),
        ]

    def test_one_that_may_not_be_shown_is_left_out_even_where_it_is_named(self, gathering):
        assert gathering.named([PassageId("one#4"), PassageId("one#5")]) == []

    def test_a_recommendation_that_is_the_audits_own_method_is_none(self, knowledge):
        text = "The audit looked at 12 children, and recommends that all of them are seen."
        sample = Sample(12, "children", Span(7, 12))
        knowledge.knowledge_base.add(parsed("method", row(text, FindingType.RECOMMENDATION, ()), sample=sample))
        plain = parsed("plain", row(text, FindingType.RECOMMENDATION, ()), sample=sample_of(12))
        knowledge.knowledge_base.add(plain)
        try:
            gathering = Gathering(knowledge.knowledge_base, knowledge.search)
            assert gathering.named([PassageId("method#0")]) == []
            assert texts(gathering.named([PassageId("plain#0")])) == [text]
        finally:
            knowledge.knowledge_base.remove("method")
            knowledge.knowledge_base.remove("plain")


def test_reports_take_turns(tmp_path):
    topics = ("damp", "teeth", "fires", "lice", "food", "beds")
    many = [row(f"Nobody wrote of {topic} when they called at the house with {topic}.") for topic in topics]
    other = row("Weighing stopped after the second visit to this clinic for no reason.")
    with opened(load_settings(home=tmp_path / "turns"), HashEmbedder(), tell=lambda words: None) as product:
        product.knowledge_base.add(parsed("long", *many))
        product.knowledge_base.add(parsed("short", other))
        found_there = Gathering(product.knowledge_base, product.search).gathered(Topic(("neglect",)), EVERY).findings
    reports = [finding.report.report_id for finding in found_there]
    assert len(reports) > 3
    assert "short" in reports[:2]
