from __future__ import annotations

import pytest
from fakes import lines_of
from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import Kind, join_lines, mended, spelling_of
from ingest.lines import Line
from knowledge.types import Link


def joined(lines):
    return [(block.kind, block.text) for block in join_lines(lines, lambda text: text == "Strengths")]


def test_lines_broken_for_lack_of_width_make_one_paragraph():
    lines = [Line("Workers knew the family", runs_on=True), Line("Well over ten years", runs_on=True), Line("or so.")]
    assert joined(lines) == [(Kind.PARAGRAPH, "Workers knew the family Well over ten years or so.")]


def test_a_line_that_begins_low_continues_the_one_above():
    assert joined(lines_of("Police shared", "what they knew.")) == [(Kind.PARAGRAPH, "Police shared what they knew.")]


def test_wrapped_fragments_of_a_slide_are_joined():
    lines = lines_of("Waiting lists are", "long and", "growing.", "Schools help.", gaps=[3])
    assert [text for _kind, text in joined(lines)] == ["Waiting lists are long and growing.", "Schools help."]


def test_short_lines_one_under_the_other_stay_apart():
    assert len(joined(lines_of("Police", "Health visitors", "Schools"))) == 3


def test_a_list_item_broken_by_a_blank_line_is_one_item():
    first = "- The notes of the meeting did not record who had been invited to"
    assert joined(lines_of(first, "the review.", gaps=[1])) == [(Kind.LIST_ITEM, f"{first[2:]} the review.")]


def test_a_finished_sentence_ends_at_a_gap():
    assert len(joined(lines_of("The plan was shared.", "and so on", gaps=[1]))) == 2


@pytest.mark.parametrize("mark", ["- ", "• ", "* ", "– ", "o ", "\uf0b7 ", "1. ", "(a) ", "iv) "])
def test_list_marks_are_dropped(mark):
    assert joined(lines_of(f"{mark}Police shared concerns.")) == [(Kind.LIST_ITEM, "Police shared concerns.")]


@pytest.mark.parametrize("mark", ["•", "1.", "12)"])
def test_a_mark_on_a_line_of_its_own_marks_the_next(mark):
    assert joined(lines_of(mark, "Police shared concerns.")) == [(Kind.LIST_ITEM, "Police shared concerns.")]


@pytest.mark.parametrize("text", ["-5 degrees", "over-optimism", "A plan", "ok then"])
def test_what_only_looks_like_a_mark_stays(text):
    assert joined(lines_of(text))[0][1] == text


def test_a_hyphen_at_the_line_end_stays_in_a_compound():
    assert joined([Line("A multi-", runs_on=True), Line("agency audit.")])[0][1] == "A multi-agency audit."


def test_a_hyphen_at_the_line_end_goes_where_the_report_writes_the_whole_word():
    lines = [Line("Supervision was late."), Line("There was no super-", runs_on=True), Line("vision.")]
    assert joined(lines)[-1][1] == "There was no supervision."


def test_a_label_is_not_run_into_from_above():
    assert len(joined([Line("Agencies worked together", runs_on=True), Line("Strengths")])) == 2


def test_table_rows_stay_rows():
    rows = lines_of("Measure\tYes", "Seen alone\t7", "\t8", "and lower case")
    assert [kind for kind, _text in joined(rows)] == [Kind.TABLE_ROW] * 3 + [Kind.PARAGRAPH]


def test_a_block_over_two_pages_knows_where_the_second_begins():
    (block,) = join_lines([Line("Police shared", page=1, runs_on=True), Line("concerns.", page=2)], lambda text: False)
    assert block.pages == [(0, 1), (len("Police shared "), 2)]


def test_a_change_of_face_parts_a_heading_from_its_text():
    lines = [Line("What we found", size=16, bold=True), Line("in all records", size=11)]
    assert len(joined(lines)) == 2


def test_a_heading_over_two_lines_is_one():
    lines = [Line("What the audit of", size=16, bold=True), Line("Neglect found", size=16, bold=True)]
    assert joined(lines) == [(Kind.PARAGRAPH, "What the audit of Neglect found")]


def test_links_go_with_their_lines():
    link = Link("toolkit", None)
    (block,) = join_lines([Line("Use the", runs_on=True), Line("toolkit.", links=(link,))], lambda text: False)
    assert block.links == [link]


words = st.lists(st.sampled_from(["Police", "shared", "concerns", "early", "and", "often."]), min_size=1, max_size=8)
some_lines = st.lists(
    st.builds(Line, words.map(" ".join), gap_before=st.booleans(), runs_on=st.booleans()), max_size=12
)


@given(some_lines)
def test_joining_keeps_every_word_in_order(lines):
    blocks = join_lines(lines, lambda text: False)
    assert " ".join(block.text for block in blocks).split() == " ".join(line.text for line in lines).split()


@pytest.mark.parametrize("number", ["10", "7"])
def test_a_number_on_a_line_of_its_own_is_not_lost(number):
    lines = lines_of("Number of children", number, "Number of families", "9", gaps=[0, 1, 2, 3])
    assert number in " ".join(text for _kind, text in joined(lines)).split()


BROKEN = [
    f"They were {word[:4]}-|{word[4:]} and {word} again"
    for word in ("together", "supervised", "recorded", "children", "families")
]


def test_hyphens_go_where_a_report_breaks_its_words_throughout():
    lines = [part for text in BROKEN for part in text.split("|")]
    spelling = spelling_of([*lines, "one"])
    assert mended(["an ap-", "pointment"], spelling) == "an appointment"
    assert mended(["a re-", "children"], spelling) == "a rechildren"


def test_hyphens_stay_in_a_report_that_breaks_only_compounds():
    spelling = spelling_of(["A multi-", "agency audit of decision-", "making was made", "A multi-agency audit"])
    assert mended(["an ap-", "pointment"], spelling) == "an ap-pointment"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [(["the Do -", "mestic abuse"], "the Domestic abuse"), (["an audit -", "neglect"], "an audit - neglect")],
    ids=["a hyphen apart", "a dash"],
)
def test_a_hyphen_apart_is_a_dash_unless_the_report_writes_the_word(lines, expected):
    assert mended(lines, spelling_of(["Domestic abuse was seen"])) == expected


def test_a_link_over_two_lines_is_one():
    first = Line("Use the prac-", runs_on=True, links=(Link("the prac-", "https://example.org"),))
    second = Line("tice toolkit.", links=(Link("tice toolkit.", "https://example.org"),))
    lines = [Line("Good practice was seen."), first, second]
    block = join_lines(lines, lambda text: False)[-1]
    assert block.links == [Link("the practice toolkit.", "https://example.org")]


def test_two_links_to_one_place_in_two_lines_stay_two():
    first = Line("Use the toolkit before you", runs_on=True, links=(Link("toolkit", "https://example.org"),))
    second = Line("meet.", links=(Link("meet.", "https://example.org"),))
    assert len(join_lines([first, second], lambda text: False)[0].links) == 2


@pytest.mark.parametrize("mark", ["\uf06e", "\uf0d8", "\uf0fc"])
def test_signs_of_the_wingdings_font_are_bullets(mark):
    assert joined([Line(f"{mark} Plans were shared.")]) == [(Kind.LIST_ITEM, "Plans were shared.")]
