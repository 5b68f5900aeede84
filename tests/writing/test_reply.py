from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.writing.reply import MOST_CHARACTERS, Drafted, ReplyReader
from knowledge.errors import ModelError

MARKED = (
    "Plans were late [k7f2]. Workers, e.g. Dr. Fen, met the family. All of it was kept [m3x9][b2c3].\n\nThe end [k7f2]."
)
STRUCTURED = json.dumps(
    {
        "statements": [
            {"paragraph": 1, "text": "Plans were late.", "keys": ["k7f2"]},
            {"paragraph": 2, "text": "The end.", "keys": ["k7f2", "m3x9"]},
        ]
    }
)


def read(text, size=1):
    reader = ReplyReader()
    arrived = [text[start : start + size] for start in range(0, len(text), size)]
    return [one for piece in arrived for one in reader.feed(piece)] + reader.end()


def test_marked_text_is_read_sentence_by_sentence_with_its_keys():
    assert read(MARKED) == [
        Drafted("Plans were late.", ("k7f2",), 1),
        Drafted("Workers, e.g. Dr. Fen, met the family.", (), 1),
        Drafted("All of it was kept.", ("m3x9", "b2c3"), 1),
        Drafted("The end.", ("k7f2",), 2),
    ]


@pytest.mark.parametrize("frame", ["{}", "```json\n{}\n```", "<think>Maybe [k7f2]. Or not.</think>\n{}", "  \n{}\n"])
def test_structured_replies_are_read_whatever_stands_around_them(frame):
    expected = [Drafted("Plans were late.", ("k7f2",), 1), Drafted("The end.", ("k7f2", "m3x9"), 2)]
    assert read(frame.replace("{}", STRUCTURED)) == expected


@given(st.sampled_from([MARKED, STRUCTURED, f"<think>x</think>{STRUCTURED}"]), st.integers(1, 60))
def test_it_does_not_matter_how_a_reply_is_cut_into_pieces(text, size):
    assert read(text, size) == read(text, len(text))


def test_a_sentence_is_there_as_soon_as_its_object_is_closed():
    reader = ReplyReader()
    start = STRUCTURED.index("}") + 1
    assert reader.feed(STRUCTURED[: start - 1]) == []
    assert [one.text for one in reader.feed(STRUCTURED[start - 1 : start])] == ["Plans were late."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plans were late. [k7f2]", [("Plans were late.", ("k7f2",))]),
        ("Plans were late [k7f2, m3x9].", [("Plans were late.", ("k7f2", "m3x9"))]),
        ("Plans were late [k7f2] and vague [m3x9].", [("Plans were late and vague.", ("k7f2", "m3x9"))]),
        ("- Plans were late [k7f2]\n- Visits too [m3x9]", [("Plans were late", ("k7f2",)), ("Visits too", ("m3x9",))]),
        ("1. Plans were late [k7f2].", [("Plans were late.", ("k7f2",))]),
        ("Plans were late.", [("Plans were late.", ())]),
    ],
    ids=["after the stop", "two in one", "inside", "bullets", "numbered", "no key"],
)
def test_keys_are_read_wherever_models_put_them(text, expected):
    assert [(one.text, one.keys) for one in read(text)] == expected


def test_several_sentences_of_one_row_are_each_told_apart():
    row = {"paragraph": 1, "text": "Plans were late. Visits were not.", "keys": ["k7f2"]}
    assert [one.text for one in read(json.dumps({"statements": [row]}))] == ["Plans were late.", "Visits were not."]


@pytest.mark.parametrize(
    "row", [3, "text", {"text": 5, "keys": []}, {"text": "a", "keys": "k7f2"}, {"keys": []}, {"text": "", "keys": []}]
)
def test_a_row_that_is_no_sentence_counts_as_one_without_words(row):
    if not isinstance(row, dict):
        row = {"text": row, "keys": []} if isinstance(row, int) else {"text": None}
    assert read(json.dumps({"statements": [row]})) == [Drafted("", ())]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ('{"statements": []}', "empty"),
        ("<think>for ever and ever", "empty"),
        ('{"answer": "Plans were late."}', "malformed"),
        ('{"statements": [{"paragraph": 1, "text": "Pla', "malformed"),
        ('{"statements": {"text": "Plans were late."}}', "malformed"),
    ],
)
def test_a_reply_of_no_use_is_told_as_what_it_is(text, fault):
    with pytest.raises(ModelError) as raised:
        read(text)
    assert raised.value.fault == fault


def test_a_reply_without_end_is_given_up():
    with pytest.raises(ModelError) as raised:
        read("on and on " * MOST_CHARACTERS, 10)
    assert raised.value.fault == "endless"


def test_what_came_whole_before_a_reply_broke_off_is_kept():
    assert [one.text for one in read(STRUCTURED[: STRUCTURED.index("The end")])] == ["Plans were late."]


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(text):
    try:
        found = read(text, 7)
    except ModelError:
        return
    assert all(isinstance(one.text, str) and one.paragraph >= 1 for one in found)
