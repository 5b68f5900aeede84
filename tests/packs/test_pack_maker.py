"""Making packs: what a person picks, what there is no evidence on, and files whose quotes all stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from fakes import HashEmbedder
from pack_library import parsed, row

from app.packs.branding import brand_of
from app.packs.document import Findings, PackFormat, PackKind
from app.packs.errors import PackError
from app.packs.file_words import words_of_content
from app.packs.maker import PackMaker, PackSettings
from app.packs.quotations import quotations_in
from app.packs.verify_file import check_file
from app.packs.verify_verdicts import FAILURES, Verdict
from app.packs.walking import findings_of
from app.packs.wanted import NothingToTeachError, Topic, Wanted
from app.settings import load_settings
from app.wiring import opened
from knowledge.errors import QuestionError
from knowledge.theme_counts import theme_labels
from knowledge.types import Filters, FindingType, PassageId

NEGLECT = Topic(("neglect",))
LATE = "Plans were late in 7 of the 12 files that were read."
DAMP = "Nobody wrote of damp when they called at the house."
SEEN = "Children were seen alone by their social workers at each visit."
SHARE = "Share the plan with the school nurse before each review conference."
ASKED = "What is a day like for the child whose plan you hold?"
LONG = " ".join(f"Letters to dentist number {number} went unanswered for weeks." for number in range(9))
REPORTS = (
    parsed(
        "one",
        row(LATE),
        row(DAMP),
        row(SEEN, FindingType.GOOD_PRACTICE),
        row(LONG),
        row("Weighing stopped too soon.", FindingType.FINDING),
    ),
    parsed("two", row(SHARE, FindingType.RECOMMENDATION), row(ASKED, FindingType.REFLECTIVE_QUESTION)),
    parsed("case", row("One child was not seen by anybody for weeks.", themes=())),
    parsed("other", row("Rooms were booked.", FindingType.GOOD_PRACTICE, ("domestic_abuse",)), row("No.", themes=())),
)
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    settings = load_settings(home=tmp_path_factory.mktemp("maker"))
    with opened(settings, HashEmbedder(), tell=lambda words: None) as product:
        for report in REPORTS:
            product.knowledge_base.add(report)
        yield product


@pytest.fixture
def maker(small):
    return maker_of(small)


def maker_of(product, most_words=400):
    settings = PackSettings(brand_of(product.settings), most_words)
    return PackMaker(product.knowledge_base, product.search, product.embedder, settings, now=lambda: NOW)


def picks(*ids):
    return tuple(map(PassageId, ids))


def texts(document):
    return [finding.passage.text for finding in findings_of(document)]


class TestWhatAPersonChooses:
    def test_what_is_picked_stands_in_the_persons_order_and_nothing_else_does(self, maker):
        for ids, order in ((("one#1", "one#0"), [DAMP, LATE]), (("one#0", "one#1"), [LATE, DAMP])):
            document = maker.document(Wanted(PackKind.SESSION, NEGLECT, picks(*ids)))
            assert texts(document) == order

    def test_what_is_picked_may_be_of_another_topic(self, maker):
        document = maker.document(Wanted(PackKind.SESSION, Topic(words="Damp?"), picks("one#1", "other#0")))
        assert texts(document) == [DAMP, "Rooms were booked."]
        assert document.topic == "Damp?"

    def test_what_material_of_this_kind_has_no_room_for_is_left_out(self, maker):
        document = maker.document(Wanted(PackKind.ACTIONS, NEGLECT, picks("one#0", "two#0")))
        assert texts(document) == [SHARE]

    def test_with_nothing_picked_there_is_no_pack(self, maker):
        for ids in ((), ("gone#3",)):
            with pytest.raises(QuestionError, match="No finding is picked"):
                maker.document(Wanted(PackKind.SESSION, NEGLECT, picks(*ids)))

    def test_a_quiz_that_no_question_can_be_made_for_is_none(self, maker):
        with pytest.raises(NothingToTeachError, match="No quiz was made"):
            maker.document(Wanted(PackKind.QUIZ, NEGLECT, picks("one#4")))

    def test_title_date_and_audience_are_the_persons_own_else_ours(self, maker):
        wanted = Wanted(PackKind.SESSION, NEGLECT, None, 30, " Learning at lunch ", date(2026, 12, 3), " Teams ")
        document = maker.document(wanted)
        assert (document.title, document.date, document.audience) == (
            "Learning at lunch",
            date(2026, 12, 3),
            "Teams",
        )
        ours = maker.document(Wanted(PackKind.BRIEFING, NEGLECT))
        assert (ours.title, ours.date, ours.audience, ours.minutes) == (
            "7-minute briefing: neglect",
            NOW.date(),
            "",
            None,
        )


class TestCandidates:
    def test_those_we_would_take_are_marked_and_those_a_person_picked_instead(self, maker):
        def chosen(picked):
            groups = maker.candidates(Wanted(PackKind.SESSION, NEGLECT, picked, 30)).groups
            return [each.finding.passage.passage_id for group in groups for each in group.candidates if each.chosen]

        assert {"one#2", "two#0", "two#1"} <= set(chosen(None))
        assert chosen(picks("one#1", "one#0")) == ["one#1", "one#0"]
        assert chosen(()) == []

    def test_the_others_are_there_to_choose_from_by_type(self, maker):
        candidates = maker.candidates(Wanted(PackKind.SESSION, NEGLECT, picks("one#1")))
        assert [group.finding_type for group in candidates.groups] == [
            FindingType.CONCERN,
            FindingType.FINDING,
            FindingType.GOOD_PRACTICE,
            FindingType.RECOMMENDATION,
            FindingType.REFLECTIVE_QUESTION,
        ]
        assert (candidates.topic, candidates.reports_with_findings, candidates.reports_searched) == ("neglect", 2, 4)


class TestTheLimit:
    def test_no_more_of_a_report_is_quoted_than_may_be_and_the_pack_says_so(self, small):
        document = maker_of(small, 50).document(
            Wanted(PackKind.SESSION, NEGLECT, picks("one#0", "one#3", "one#1", "two#0"))
        )
        assert texts(document) == [LATE, DAMP, SHARE]
        assert any("One finding is not quoted: at most 50 words" in notice for notice in document.notices)

    def test_a_pack_of_nothing_but_what_is_too_long_is_none(self, small):
        with pytest.raises(QuestionError, match="longer than the 50 words"):
            maker_of(small, 50).document(Wanted(PackKind.SESSION, NEGLECT, picks("one#3")))


class TestNothingToTeach:
    def test_it_is_said_with_the_nearest_themes_that_are_held(self, maker):
        with pytest.raises(NothingToTeachError) as error:
            maker.document(Wanted(PackKind.SESSION, Topic(("housing",))))
        assert "none of the 4 reports searched has a finding on" in str(error.value)
        labels = theme_labels()
        assert {theme for theme, _label in error.value.nearest} == {"neglect", "domestic_abuse"}
        assert all(label == labels[theme] and label in str(error.value) for theme, label in error.value.nearest)

    def test_a_theme_without_a_finding_of_the_kind_is_not_offered(self, maker):
        with pytest.raises(NothingToTeachError, match="has a recommendation on") as error:
            maker.candidates(Wanted(PackKind.ACTIONS, Topic(("domestic_abuse",))))
        assert [theme for theme, _label in error.value.nearest] == ["neglect"]

    def test_what_may_not_be_shown_is_told_as_the_reason(self, maker):
        topic = Topic(filters=Filters(report_ids=frozenset({"case"})))
        with pytest.raises(NothingToTeachError, match="may not be shown, as they tell of a single case"):
            maker.document(Wanted(PackKind.SESSION, topic))

    def test_with_no_report_at_all_it_says_what_to_do(self, product):
        with pytest.raises(NothingToTeachError, match="add reports") as error:
            product.packs.document(Wanted(PackKind.BRIEFING, NEGLECT))
        assert error.value.nearest == ()


class TestFiles:
    def test_a_quote_that_no_longer_stands_makes_no_file(self, maker):
        document = maker.document(Wanted(PackKind.SESSION, NEGLECT, picks("one#0")))
        (section,) = [one for one in document.sections if any(isinstance(block, Findings) for block in one.blocks)]
        (finding,) = section.blocks[0].findings
        (part,) = finding.parts
        quote = replace(part.quotes[0], text=LATE.replace("7", "9"))
        forged = replace(finding, parts=(replace(part, quotes=(quote,)),))
        changed = replace(document, sections=(replace(section, blocks=(Findings((forged,)),)),))
        with pytest.raises(PackError, match="does not stand in its report"):
            maker.file(changed, PackFormat.MARKDOWN)

    def test_what_a_person_writes_brings_no_quotation_marks_that_are_not_a_quotes(self, maker):
        topic = Topic(words="Who was “asked”?")
        wanted = Wanted(PackKind.BRIEFING, topic, picks("one#0"), 60, "On “asking”", None, "“All” teams")
        document = maker.document(wanted)
        assert (document.topic, document.title, document.audience) == (
            'Who was "asked"?',
            'On "asking"',
            '"All" teams',
        )
        for format in (PackFormat.MARKDOWN, PackFormat.HTML):
            made = maker.file(document, format)
            assert len(quotations_in(words_of_content(made.content, made.name)).quotations) == 1

    def test_its_name_says_what_it_is_whatever_the_topic(self, maker):
        topic = Topic(words="../Who was “asked”? <b>/etc")
        made = maker.file(maker.document(Wanted(PackKind.BRIEFING, topic, picks("one#0"))), PackFormat.HTML)
        assert made.name.startswith("7-minute-briefing-")
        assert made.name.endswith("-2026-11-22.html")
        assert not set(made.name) & set("/\\<>\"'“ ?")
        assert made.media_type.startswith("text/html")

    @pytest.mark.parametrize("kind", PackKind)
    def test_of_the_samples_every_kind_stands_in_every_format_and_one_changed_word_is_found(self, samples, kind):
        library = samples.knowledge_base.catalogue
        document = samples.packs.document(Wanted(kind, Topic(("neglect", "domestic_abuse")), minutes=30))
        for format in PackFormat:
            made = samples.packs.file(document, format)
            words = words_of_content(made.content, made.name)
            checked = check_file(words, library)
            assert {quote.verdict for quote in checked.quotes} == {Verdict.STANDS}
            assert (checked.is_sound, checked.receipt.whole, checked.receipt.kind) == (True, True, kind.value)
            assert checked.total >= len({quote for each in findings_of(document) for quote in each.quotes}) > 1
            edited = check_file(one_word_changed(words), library)
            assert not edited.is_sound
            failed = {(quote.verdict, quote.number) for quote in edited.quotes if quote.verdict in FAILURES}
            assert [verdict for verdict, _number in failed] == [Verdict.CHANGED]


def one_word_changed(words):
    """The words of a file with one word of its longest quotation, wherever it stands, put in place of another."""
    longest = max((each.text for one in quotations_in(words).quotations for each in one), key=len)
    first, _, rest = longest.partition(" ")
    changed = words.replace(longest, f"Nobody {rest}")
    assert changed != words
    assert first != "Nobody"
    return changed
