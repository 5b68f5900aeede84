from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import join_lines
from ingest.description import describe
from ingest.finding_type_rules import finding_type_rules
from ingest.lines import Line, Role
from ingest.parse import parse
from ingest.passages import GROUP, LONGEST, canonical_text, cut_passages, sentence_spans
from ingest.sections import place
from knowledge.types import LabelKind, ReportId

WORDS = [
    "Police",
    "shared",
    "concerns",
    "early",
    "and",
    "Supervision",
    "was",
    "multi-agency",
    "children’s",
    "DASH",
    "12%",
]
sentences = st.lists(st.sampled_from(WORDS), min_size=2, max_size=40).map(lambda words: " ".join(words) + ".")
blocks = st.one_of(
    sentences,
    st.lists(sentences, min_size=2, max_size=6).map(" ".join),
    st.lists(sentences, min_size=1, max_size=4).map(lambda items: "\n".join(f"- {item}" for item in items)),
    st.sampled_from(["Strengths", "Areas for improvement", "Case A", "Waiting For Help", "May 2024", "## Next steps"]),
    st.lists(st.sampled_from(["Seen\t7\t2", "\tPlan\t9", "Measure\tYes\tNo", "Case\tB\tGood"]), min_size=1).map(
        "\n".join
    ),
    st.sampled_from(
        ["See [the toolkit](https://example.org/a) now.", "**Bold** words are kept here.", "Some\nwrapped\nlines"]
    ),
)
documents = (
    st.lists(blocks, min_size=1, max_size=10).map("\n\n".join).map(lambda text: f"{text}\n\nThe plan was shared.\n")
)


@pytest.fixture(scope="session")
def scratch(tmp_path_factory):
    return tmp_path_factory.mktemp("documents") / "report.txt"


def parsed(scratch, text):
    scratch.write_text(text, encoding="utf-8")
    return parse(scratch, ReportId("r"), "hash")


@given(text=documents)
def test_every_passage_is_the_span_that_it_claims(scratch, text):
    report = parsed(scratch, text)
    assert report.passages
    assert all(report.canonical_text[p.start : p.end] == p.text for p in report.passages)


@given(text=documents)
def test_spans_stand_in_reading_order_and_do_not_overlap(scratch, text):
    passages = parsed(scratch, text).passages
    assert [passage.ordinal for passage in passages] == list(range(len(passages)))
    assert all(before.end <= after.start for before, after in pairwise(passages))
    assert len({passage.passage_id for passage in passages}) == len(passages)


def letters(text):
    return re.findall(r"[^\W\d_]", re.sub(r"\]\([^)]*\)", "", text))


@given(text=documents)
def test_no_letter_of_the_file_is_lost_from_the_canonical_text(scratch, text):
    assert letters(parsed(scratch, text).canonical_text) == letters(text)


@given(text=documents)
def test_passages_hold_no_loose_space(scratch, text):
    assert all(p.text == p.text.strip(" \n") for p in parsed(scratch, text).passages)


@given(text=documents)
def test_rows_have_a_heading_for_every_cell_or_none_at_all(scratch, text):
    for passage in parsed(scratch, text).passages:
        assert len(passage.column_headings) in {0} | {n for n in range(20) if n >= len(passage.text.split("\t"))}


@given(text=documents)
def test_parsing_twice_gives_the_same(scratch, text):
    assert parsed(scratch, text).passages == parsed(scratch, text).passages


@given(st.lists(sentences, min_size=1, max_size=8).map(" ".join))
def test_sentences_cover_their_text(text):
    spans = sentence_spans(text)
    assert "".join(text[s.start : s.end] for s in spans).replace(" ", "") == text.replace(" ", "")


def test_a_long_paragraph_is_cut_between_sentences(scratch):
    sentence = "Workers in nine agencies knew the family and wrote down what they saw at each visit."
    report = parsed(scratch, " ".join([sentence] * 12))
    assert len(report.passages) == 4
    assert all(len(p.text.split()) <= GROUP and p.text.endswith(".") for p in report.passages)


def test_one_sentence_however_long_stays_whole(scratch):
    report = parsed(scratch, "Workers " + "kept on asking and " * LONGEST + "listened.")
    assert len(report.passages) == 1


def test_a_word_alone_is_no_finding(scratch):
    assert [p.text for p in parsed(scratch, "Yes.\n\nThe plan was shared.\n").passages] == ["The plan was shared."]


def test_headings_and_title_are_no_passages(scratch):
    report = parsed(scratch, "Neglect audit\n\nStrengths\n\n- Police shared concerns.\n")
    assert [p.text for p in report.passages] == ["Police shared concerns."]
    assert report.passages[0].heading_path == ("Strengths",)


def test_a_row_reads_with_its_column_headings_and_is_quoted_without(scratch):
    report = parsed(scratch, "Audit\n\nMeasure\tYes\tNo\nSeen alone\t7\t2\n")
    (row,) = report.passages
    assert row.text == "Seen alone\t7\t2"
    assert row.reading_text == "Measure: Seen alone; Yes: 7; No: 2"


def test_a_link_goes_with_the_passage_that_holds_its_words(scratch):
    report = parsed(scratch, "Audit\n\n- Use [the toolkit](https://example.org/a).\n- Ask [a lead](#) for it.\n")
    assert [[(link.anchor, link.url) for link in p.links] for p in report.passages] == [
        [("the toolkit", "https://example.org/a")],
        [("a lead", None)],
    ]


def test_plain_text_has_no_pages(scratch):
    report = parsed(scratch, "Audit\n\n- Police shared concerns.\n")
    assert report.report.page_count is None
    assert report.passages[0].page is None


@given(text=documents)
def test_labels_agree_with_the_passage_that_carries_them(scratch, text):
    for passage in parsed(scratch, text).passages:
        by_kind = {kind: [label.value for label in passage.labels if label.kind is kind] for kind in LabelKind}
        assert by_kind[LabelKind.FINDING_TYPE] == [passage.finding_type]
        assert by_kind[LabelKind.CASE] == ([passage.case_letter] if passage.case_letter else [])
        assert all(label.rule for label in passage.labels)


def test_a_list_speaks_no_longer_for_a_paragraph_after_it_where_headings_may_be_lost(scratch):
    report = parsed(scratch, "Audit\n\nStrengths\n\n- Police met.\n- Nurses met.\n\nDrivers met at noon on Monday.\n")
    assert [p.finding_type for p in report.passages] == ["good_practice", "good_practice", "finding"]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [("Strengths", "good_practice"), ("Agencies taking part", "finding")],
    ids=["findings", "a list of who took part"],
)
def test_a_heading_that_the_format_shows_speaks_for_findings_after_its_list(heading, expected):
    lines = [
        Line(heading, role=Role.HEADING, level=1),
        Line("Police met.", role=Role.LIST_ITEM),
        Line("Drivers met at noon on Monday.", role=Role.PARAGRAPH),
    ]
    rules = finding_type_rules()
    canonical = canonical_text(place(join_lines(lines, rules.is_heading), rules), ())
    passages = cut_passages(canonical, ReportId("r"), rules, describe(canonical, "report", rules))
    assert passages[-1].finding_type == expected
