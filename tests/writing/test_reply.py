from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.writing.model_faults import MESSAGES
from app.writing.reply import MOST_CHARACTERS, MOST_SENTENCES, Drafted, ReplyReader
from app.writing.reply_marks import DEEPEST_MARK, Marks
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

LEADING = "[k7f2] Plans were late. [m3x9] Visits too.\n\n- [b2c3] Nobody came.\n"
PARTS = [
    *(
        "Plans",
        " were late",
        ".",
        "? ",
        " ",
        "\n",
        "\n\n",
        "[",
        "]",
        "(",
        ")",
        "k7f2",
        " and ",
        "[K7F2]",
        "([m3x9])",
        "[9]",
    ),
    *(
        "- ",
        "## ",
        "**",
        "`",
        "```json\n",
        "<",
        "<think>",
        "</think>",
        "</",
        "{",
        '{"',
        '[{"',
        '"statements": [',
        "}",
        '"',
    ),
    *('{"text": "Visits too.", "keys": ["b2c3"]}', "\\", "\ud800", "é", "[sic]", ",", ": ", "e.g. "),
]
HOSTILE = {
    "brackets": "[a]" * 6_600 + "x",
    "open brackets": "[" * 20_000,
    "brackets within brackets": "(([a" * 5_000,
    "thoughts": "<think>" * 2_850,
    "thoughts that nothing opened": "a.</think>" * 2_000,
    "tags": "<" * 20_000,
    "marks": "a [k7f2] " * 2_200,
    "marks on lines of their own": "[k7f2]\n" * 2_850,
    "empty lines": "a [k7f2]" + "\n" * 19_000,
    "spaces": "a [k7f2]" + " " * 19_000,
    "separators": "a [k7f2]" + ", and" * 3_900,
    "objects within an object": '{"statements": [{"a": [' + "{}," * 6_600,
    "lists within lists": '{"statements": [{"text": ' + "[" * 9_900 + "]" * 9_900 + "}]}",
    "a string without end": '{"statements": [{"text": "' + "\\" * 19_900,
    "lists of statements": '{"' + '"statements": [' * 1_300,
}

TWO = [("Plans were late.", ("k7f2",)), ("Visits too.", ("m3x9",))]


def read(text, size=1, keys=()):
    reader = ReplyReader(keys)
    arrived = [text[start : start + size] for start in range(0, len(text), size)]
    return [one for piece in arrived for one in reader.feed(piece)] + reader.end()


def read_or_fault(text, size):
    try:
        return read(text, size)
    except ModelError as error:
        return error.fault


def told(text, keys=()):
    return [(one.text, one.keys) for one in read(text, keys=keys)]


def statements(*rows):
    return '{"statements": [' + ", ".join(rows) + "]}"


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


@given(st.sampled_from([MARKED, LEADING, STRUCTURED, f"<think>x</think>{STRUCTURED}"]), st.integers(1, 60))
def test_it_does_not_matter_how_a_reply_is_cut_into_pieces(text, size):
    assert read(text, size) == read(text, len(text))


@given(st.lists(st.sampled_from(PARTS), max_size=40).map("".join), st.integers(1, 30))
def test_it_does_not_matter_how_any_text_is_cut_into_pieces(text, size):
    assert read_or_fault(text, size) == read_or_fault(text, len(text) or 1)


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
        ("Plans were late. [k7f2].", [("Plans were late.", ("k7f2",))]),
        ("Plans were late [k7f2] and [m3x9].", [("Plans were late.", ("k7f2", "m3x9"))]),
        ("Plans were late ([k7f2], [m3x9]).", [("Plans were late.", ("k7f2", "m3x9"))]),
        ("Plans were late.\n[k7f2]\n\nVisits too.\n[m3x9]", TWO),
        ("[k7f2]\nPlans were late.\n\n[m3x9]\nVisits too.", TWO),
        ("[k7f2] Plans were late. [m3x9] Visits too.", TWO),
        ("- [k7f2]: Plans were late.\n- [m3x9]: Visits too.", TWO),
        ("[k7f2] Plans were late. [k7f2]\n[m3x9] Visits too. [m3x9]", TWO),
        ("[k7f2] Plans were late. No key. [m3x9] Visits too.", [TWO[0], ("No key.", ()), TWO[1]]),
    ],
    ids=[
        *(
            "after the stop",
            "two in one",
            "inside",
            "bullets",
            "numbered",
            "no key",
            "two stops",
            "and",
            "brackets in one",
        ),
        *(
            "own lines after",
            "own lines before",
            "before",
            "before, in bullets",
            "before and after",
            "before, one without",
        ),
    ],
)
def test_keys_are_read_wherever_models_put_them(text, expected):
    assert told(text) == expected


@pytest.mark.parametrize(
    "mark",
    [
        *(
            "[k7f2]",
            "(k7f2)",
            "[[k7f2]]",
            "([k7f2])",
            "【k7f2】",
            "[{k7f2}]",
            "**[k7f2]**",
            "__[k7f2]__",
            "[`k7f2`]",
            '["k7f2"]',
        ),
        *("[^k7f2]", "[key: k7f2]", "(see k7f2)", "[K7F2]", "[ k7f2 ]", "[k7f2][k7f2]"),
    ],
)
@pytest.mark.parametrize("frame", ["Plans were late {}. Visits too {}.", "Plans were late. {} Visits too. {}"])
def test_marks_are_read_in_any_brackets(mark, frame):
    assert told(frame.format(mark, mark.replace("k7f2", "m3x9").replace("K7F2", "M3X9"))) == TWO


@pytest.mark.parametrize(
    "mark", ["[k7f2 and m3x9]", "[k7f2 | m3x9]", "[k7f2; m3x9]", "[keys k7f2, m3x9]", "[k7f2, M3X9]"]
)
def test_a_mark_may_hold_several_keys(mark):
    assert told(f"Plans were late {mark}.") == [("Plans were late.", ("k7f2", "m3x9"))]


@pytest.mark.parametrize(
    "words", ["[sic]", "[9]", "(12 of 14)", "[...]", "(e.g. in 2019)", "[a1b1]", "(not as k7f2 tells it)"]
)
def test_other_words_in_brackets_stay_in_their_sentence(words):
    assert told(f"Plans {words} were late [k7f2].") == [(f"Plans {words} were late.", ("k7f2",))]


def test_a_key_of_the_evidence_is_known_whatever_its_form():
    assert told("Plans were late [One].", keys=["one"]) == [("Plans were late.", ("one",))]


def test_a_key_that_the_evidence_does_not_have_is_told_as_given():
    assert told("Plans were late [m3x9].", keys=["k7f2"]) == [("Plans were late.", ("m3x9",))]


def test_headings_and_emphasis_are_no_words_of_a_sentence():
    text = "## Findings\n\n**Plans:** they were *late* [k7f2].\n\nThe __visits__:\n\n* Visits too [m3x9].\n"
    assert read(text) == [Drafted("Plans: they were late.", ("k7f2",), 1), Drafted("Visits too.", ("m3x9",), 2)]


def test_a_sentence_with_a_mark_is_there_as_soon_as_the_next_begins():
    reader = ReplyReader()
    assert reader.feed("Plans were late [k7f2]. ") == []
    assert [one.text for one in reader.feed("V")] == ["Plans were late."]


@pytest.mark.parametrize("text", ["Plans were late [k7f2]. Visits [m3", "[k7f2] Plans were late. [m3x9] Visits we"])
def test_a_last_sentence_that_was_cut_off_is_dropped(text):
    assert told(text) == [("Plans were late.", ("k7f2",))]


def test_several_sentences_of_one_row_are_each_told_apart():
    row = {"paragraph": 1, "text": "Plans were late. Visits were not.", "keys": ["k7f2"]}
    assert [one.text for one in read(json.dumps({"statements": [row]}))] == ["Plans were late.", "Visits were not."]


@pytest.mark.parametrize(
    "row", [3, "text", {"text": 5, "keys": []}, {"text": "a", "keys": [7]}, {"keys": []}, {"text": "", "keys": []}]
)
def test_a_row_that_is_no_sentence_counts_as_one_without_words(row):
    if not isinstance(row, dict):
        row = {"text": row, "keys": []} if isinstance(row, int) else {"text": None}
    assert read(json.dumps({"statements": [row]})) == [Drafted("", ())]


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [('"2"', 2), ("2.0", 2), ("-5", 1), ("1e3", 20), ("1e99", 1), ("NaN", 1), ('"one"', 1), ("null", 1)],
)
def test_a_paragraph_is_read_however_its_number_is_written(paragraph, expected):
    row = f'{{"paragraph": {paragraph}, "text": "Plans were late.", "keys": ["k7f2"]}}'
    assert read(statements(row)) == [Drafted("Plans were late.", ("k7f2",), expected)]


@pytest.mark.parametrize("keys", ['"k7f2"', '["K7F2"]', '["[k7f2]"]', '["key: k7f2"]'])
def test_the_keys_of_a_row_are_read_however_they_are_written(keys):
    assert told(statements(f'{{"text": "Plans were late.", "keys": {keys}}}')) == TWO[:1]


def test_marks_in_the_text_of_a_row_are_keys_and_no_words():
    row = {"paragraph": 1, "text": "Plans were late [k7f2]. Visits too [m3x9].", "keys": ["k7f2", "m3x9"]}
    assert told(statements(json.dumps(row))) == TWO


@pytest.mark.parametrize(
    "frame",
    [
        *(
            "Here is the JSON:\n```json\n{}\n```",
            "Sure! Here it is: {}",
            "{} All audits failed [b2c3].",
            '{"note": {}}',
        ),
        *('{"statements": []}{}', 'I think [k7 {"a".</think>{}'),
    ],
)
def test_words_around_json_are_not_read(frame):
    rows = [{"text": text, "keys": list(keys)} for text, keys in TWO]
    assert told(frame.replace("{}", json.dumps({"statements": rows}))) == TWO


def test_a_list_of_rows_may_stand_alone():
    assert told(json.dumps([{"text": text, "keys": list(keys)} for text, keys in TWO])) == TWO


@pytest.mark.parametrize(
    "row",
    [
        '{"paragraph": ' + "9" * 5_000 + ', "text": "All was well.", "keys": ["k7f2"]}',
        '{"text": "All was well.", "keys": ["k7f2"], "more": ' + "[" * 5_000 + "]" * 5_000 + "}",
        '{"text": "All was well." "keys": ["k7f2"]}',
    ],
    ids=["a number too long", "lists too deep", "no JSON"],
)
def test_a_row_that_cannot_be_read_is_left_out_and_ends_nothing(row):
    good = '{"text": "Plans were late.", "keys": ["k7f2"]}'
    assert told(statements(row, good)) == TWO[:1]
    assert read_or_fault(statements(row), 1) == "malformed"


def test_halves_of_characters_are_left_out():
    assert told("Plans were\ud800 late [k7f2].") == TWO[:1]
    assert told(statements('{"text": "Plans were\\ud800 late.", "keys": ["k7f2", "\\ud800"]}')) == TWO[:1]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_replies_of_full_length_are_read_character_by_character(text):
    assert len(text) <= MOST_CHARACTERS
    read_or_fault(text, 1)


def test_a_character_is_looked_at_only_a_few_times(monkeypatch):
    seen = 0
    push = Marks.push

    def counted(marks, character):
        nonlocal seen
        seen += 1
        return push(marks, character)

    monkeypatch.setattr(Marks, "push", counted)
    for text in HOSTILE.values():
        seen = 0
        read_or_fault(text, 1)
        assert seen <= (DEEPEST_MARK + 1) * len(text)


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
    assert MESSAGES[fault][0] in str(raised.value)


def test_a_reply_without_end_is_given_up():
    with pytest.raises(ModelError) as raised:
        read("on and on " * MOST_CHARACTERS, 10)
    assert raised.value.fault == "endless"


def test_more_sentences_than_any_answer_has_are_given_up():
    with pytest.raises(ModelError) as raised:
        read("".join(f"Plan {number} was late [k7f2]. " for number in range(MOST_SENTENCES + 1)))
    assert raised.value.fault == "endless"


def test_what_came_whole_before_a_reply_broke_off_is_kept():
    assert [one.text for one in read(STRUCTURED[: STRUCTURED.index("The end")])] == ["Plans were late."]


@given(st.text(st.characters(exclude_categories=()), max_size=400) | st.lists(st.sampled_from(PARTS)).map("".join))
def test_no_text_breaks_the_reader(text):
    try:
        found = read(text, 7)
    except ModelError:
        return
    assert all(one.text.isascii() or one.text.encode() for one in found)
    assert all(one.paragraph >= 1 and all(one.keys) for one in found)
