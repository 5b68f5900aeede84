"""A passage as a finding that material may show: its own words to the character, less what must not be shown."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from fakes import make_passage, make_report
from hypothesis import given
from hypothesis import strategies as st

from app.packs.case_details import Detail
from app.packs.finding import PackFinding
from app.packs.quotable import quotable
from app.verify import Verifier, verified
from knowledge.types import FindingType, Identifiable, Span

BEFORE, AFTER = "What was audited.\n\n", "\n\nWhat comes next."
GOOD = "Plans were late in most of the files that were read."


def made(text, report=None, stored=None, **fields):
    """What becomes of a passage; `stored` is what the report has in its place, where that is something else."""
    canonical = f"{BEFORE}{text if stored is None else stored}{AFTER}"
    passage = make_passage(0, "r", text, start=len(BEFORE), **fields)
    return quotable(passage, report or make_report("r"), Verifier(lambda report_id: canonical))


def row(*cells, headings, **fields):
    return made("\t".join(cells), column_headings=headings, **fields)


class TestProse:
    def test_a_passage_with_nothing_to_leave_out_is_quoted_whole(self):
        finding = made(GOOD)
        assert finding.words == f"“{GOOD}”"
        assert (finding.left_out, finding.length) == ((), 11)

    def test_what_is_left_out_is_a_gap_and_the_finding_says_why(self):
        finding = made("In Case A the plan was late. A child aged 7 was not asked what was wanted.")
        assert finding.words == "“In […] the plan was late. A child […] was not asked what was wanted.”"
        assert finding.left_out == (Detail.CASE_LETTER.value, Detail.AGE.value)

    def test_a_gap_stands_at_the_edge_where_the_first_or_last_words_are_left_out(self):
        assert made("F was not seen alone by any worker.").words == "“[…] was not seen alone by any worker.”"
        assert made(f"{GOOD} One child was hurt.").words == f"“{GOOD} […]”"

    def test_a_story_once_begun_goes_on(self):
        finding = made(f"{GOOD} {GOOD} One child was not seen. The worker left the team. Nobody noticed.")
        assert finding.words == f"“{GOOD} {GOOD} […]”"

    def test_a_gap_of_the_report_itself_shows_nothing_of_the_story_that_it_stands_in(self):
        finding = made(f"{GOOD} {GOOD} One child said: […] nobody in Luton ever came.")
        assert finding.words == f"“{GOOD} {GOOD} […]”"

    @pytest.mark.parametrize("mark", ["[…]", "[...]", "[ ? ]"])
    def test_what_reads_as_a_gap_in_the_report_parts_the_quote(self, mark):
        finding = made(f"Plans were late {mark} in most of the files.")
        assert [quote.text for quote in finding.quotes] == ["Plans were late", "in most of the files."]

    def test_too_little_left_is_no_finding_and_the_reason_is_told(self):
        assert made("One child was not seen by anybody for weeks.") is Detail.SINGLE_CASE
        assert made("Plans were late. One child was not seen by anybody for six weeks in all.") is Detail.SINGLE_CASE

    @pytest.mark.parametrize("fields", [{"case_letter": "B"}, {"finding_type": FindingType.CASE_EXAMPLE}])
    def test_what_was_found_of_a_case_is_withheld(self, fields):
        assert made(GOOD, **fields) is Detail.SINGLE_CASE

    def test_what_may_identify_a_person_is_withheld_and_a_services_number_is_not(self):
        span = Span(len(BEFORE) + 2, len(BEFORE) + 5)
        held = Identifiable("phone_number", span, personal=True, rule="x")
        assert made(GOOD, make_report("r", screening=(held,))) is Detail.PERSONAL
        assert isinstance(made(GOOD, make_report("r", screening=(replace(held, personal=False),))), PackFinding)

    def test_words_that_do_not_stand_in_the_report_are_never_quoted(self):
        assert made(GOOD, stored=GOOD.replace("late", "good")) is None

    @pytest.mark.parametrize("character", ["\u202e", "\u0007"])
    def test_characters_that_turn_the_writing_round_or_break_a_file_are_never_quoted(self, character):
        assert made(f"Plans were {character}late in most files.") is None


class TestPercentages:
    @pytest.mark.parametrize(
        "sentence",
        [
            "70% of parents said that they were heard.",
            "Seventy per cent of parents said that they were heard.",
            "70 percent of plans were late.",
            "Compliance rose from 50% to 70% in the year.",
            "Visits were late in 3 of 9 files, and 70% of parents were unhappy.",
            "Referrals rose by 150% while 3 of 9 plans were late.",
            "Referrals rose by 1000% in the year.",
        ],
    )
    def test_one_without_its_number_is_left_out(self, sentence):
        assert made(sentence) is Detail.PERCENTAGE
        finding = made(f"{GOOD} {sentence} {GOOD}")
        assert finding.words == f"“{GOOD} […] {GOOD}”"
        assert finding.left_out == (Detail.PERCENTAGE.value,)

    @pytest.mark.parametrize(
        "sentence",
        [
            "70% (7 of 10) of parents said that they were heard.",
            "7 of 10 (70%) parents said that they were heard.",
            "In 4 of the 10 records (40%) the voice of the child was missing.",
            "Seven out of ten parents, 70 per cent, were heard.",
        ],
    )
    def test_one_with_its_number_is_kept(self, sentence):
        assert made(sentence).words == f"“{sentence}”"

    @pytest.mark.parametrize(
        ("cells", "headings"),
        [
            (("Plans in time", "48%"), ("Measure", "Result")),
            (("Plans in time", "48"), ("Measure", "% Yes")),
            (("In 70% of files plans were late", "Police"), ("Finding", "Agency")),
            (("In seventy per cent of files plans were late", "Police"), ("Finding", "Agency")),
            (("Plans in time", "3 of 9", "70% of parents were unhappy"), ("Measure", "Result", "Remark")),
            (("Plans in time", "3 of 9", "Of the parents 70% were unhappy"), ("Measure", "Result", "Remark")),
        ],
    )
    def test_a_row_with_one_without_its_number_is_withheld(self, cells, headings):
        assert row(*cells, headings=headings) is Detail.PERCENTAGE

    @pytest.mark.parametrize(
        ("cells", "headings"),
        [
            (("Plans in time", "14", "29", "48%"), ("Measure", "Yes", "Total", "% Yes")),
            (("Plans in time", "48% (14 of 29)"), ("Measure", "Result")),
            (("Plans in time", "14", "15", "29", "48%", "52%"), ("Measure", "Yes", "No", "Total", "% Yes", "% No")),
        ],
    )
    def test_a_row_with_the_number_beside_it_is_kept(self, cells, headings):
        assert [quote.text for quote in row(*cells, headings=headings).quotes] == list(cells)


class TestRows:
    def test_each_cell_that_says_something_stands_under_its_heading(self):
        finding = row("Plans were late", "", "3 of 9", headings=("Finding", "Remark", "Cases"))
        assert finding.words == "Finding: “Plans were late”; Cases: “3 of 9”"

    @pytest.mark.parametrize(
        ("cells", "headings", "detail"),
        [
            (("Plans were late in Case A", "3 of 9"), ("Finding", "Cases"), Detail.CASE_LETTER),
            (("One child was hurt", "3 of 9"), ("Finding", "Cases"), Detail.SINGLE_CASE),
            (("Plans were late", "yes"), ("Finding", "Case A"), Detail.CASE_LETTER),
            (("Somali", "3 of 9"), ("White British: 3", "Cases"), Detail.ETHNICITY),
        ],
    )
    def test_a_row_that_tells_of_a_case_in_a_cell_or_a_heading_is_withheld(self, cells, headings, detail):
        assert row(*cells, headings=headings) is detail


SAFE = [GOOD, "Schools were told of the plans in good time.", "Supervision was recorded in 7 of the 12 files."]
UNSAFE = [
    ("Two White British {secret} children {gap} were not {secret}.", False),
    ("The family moved to Luton {gap} and {secret} was lost.", False),
    ("70% of parents {gap} said {secret} was good.", False),
    ("One child {gap} told a worker of {secret}.", True),
]


@st.composite
def passages(draw):
    """Sentences to keep and sentences with a secret, some with what reads as a gap, in any order."""
    sentences = []
    for _ in range(draw(st.integers(1, 6))):
        unsafe, _story = draw(st.sampled_from([*UNSAFE, *[(None, False)] * 6]))
        gap = draw(st.sampled_from(["", "[…]", "[...] so [ ? ]"]))
        sentences.append(
            unsafe.format(secret="xyzzy", gap=gap).replace("  ", " ") if unsafe else draw(st.sampled_from(SAFE))
        )
    return draw(st.sampled_from([" ", "\n"])).join(sentences)


def stands(finding, canonical):
    """Whether each piece stands at its span, in order, with nothing twice."""
    quotes = list(finding.quotes)
    return all(verified(quote.text, quote.start, quote.end, canonical) for quote in quotes) and all(
        one.end <= other.start for one, other in pairwise(quotes)
    )


class TestWhateverTheWords:
    @given(passages())
    def test_nothing_from_within_a_cut_is_left_and_each_piece_stands_in_its_place(self, text):
        finding = made(text)
        if isinstance(finding, PackFinding):
            assert "xyzzy" not in finding.words
            assert stands(finding, f"{BEFORE}{text}{AFTER}")
            assert sum(len(re.findall(r"\w+", quote.text)) for quote in finding.quotes) >= len(text.split()) / 3

    @given(st.text(max_size=200) | st.text("aA1 .[…]()%\n\t,;One child aged 7", max_size=200))
    def test_any_text_at_all_is_quoted_to_the_character_or_not_at_all(self, text):
        finding = made(text or "x")
        if isinstance(finding, PackFinding):
            assert stands(finding, f"{BEFORE}{text or 'x'}{AFTER}")
            assert not re.search("[“”„]", finding.words[1:-1])

    @given(st.lists(st.text("aA1 .[…]()%,;One child aged 7", max_size=40), min_size=1, max_size=5))
    def test_so_is_any_row(self, cells):
        text = "\t".join(cells) or "x"
        finding = made(text, column_headings=tuple(f"Column {letter}" for letter in "vwxyz"[: len(cells)]))
        if isinstance(finding, PackFinding):
            assert stands(finding, f"{BEFORE}{text}{AFTER}")
