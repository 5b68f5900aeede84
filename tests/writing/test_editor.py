from __future__ import annotations

import pytest
from fakes import make_passage, make_report
from hypothesis import given
from hypothesis import strategies as st

from app.writing.editor import Editor
from app.writing.evidence_text import KeyedPassage
from app.writing.reply import LONGEST_SENTENCE, Drafted
from app.writing.sentence_checks import SentenceChecker
from knowledge.types import SearchHit
from knowledge.writing import Key, Outcome

REPORTS = {name: make_report(name, title=f"Audit of {name}") for name in ("neglect", "housing")}
TEXTS = {
    "k7f2": ("neglect", "A chronology was on file for 7 of the 12 children."),
    "m3x9": ("housing", "Housing officers were invited to 4 of the 9 conferences."),
    "b2c3": ("neglect", "Health visitors weighed the baby at each visit."),
}


def keyed(repeats=()):
    return [
        KeyedPassage(Key(key), SearchHit(make_passage(number, report, text), 1.0, repeats=repeats), REPORTS[report])
        for number, (key, (report, text)) in enumerate(TEXTS.items())
    ]


@pytest.fixture
def editor():
    return Editor(keyed(), REPORTS, SentenceChecker(list(REPORTS.values())))


def drafted(text, *keys):
    return Drafted(text, keys)


def test_a_sentence_that_its_passage_bears_out_is_kept(editor):
    edited = editor.edited(drafted("There was a chronology on file for 7 of the 12 children.", "k7f2"))
    assert (edited.check.outcome, edited.check.failed) == (Outcome.KEPT, ())
    assert [one.passage.text for one in edited.cited] == [TEXTS["k7f2"][1]]


@pytest.mark.parametrize("keys", [("b2c3",), ("zzzz",), ()], ids=["wrong key", "unknown key", "no key"])
def test_a_sentence_that_another_passage_bears_out_is_cited_anew(editor, keys):
    edited = editor.edited(drafted("A chronology was on file for 7 of the 12 children.", *keys))
    assert edited.check.outcome is Outcome.CITED_ANEW
    assert edited.check.failed
    assert [one.passage.text for one in edited.cited] == [TEXTS["k7f2"][1]]


def test_a_wrong_sentence_gives_way_to_the_words_of_its_passage(editor):
    edited = editor.edited(drafted("A chronology was on file for 9 of the 12 children.", "k7f2"))
    assert (edited.check.outcome, edited.text) == (Outcome.REPLACED, "")
    assert "number" in edited.check.failed
    assert [one.passage.text for one in edited.cited] == [TEXTS["k7f2"][1]]


def test_words_that_are_shown_already_are_not_shown_in_place_of_another_sentence(editor):
    editor.edited(drafted("A chronology was on file for 7 of the 12 children.", "k7f2"))
    edited = editor.edited(drafted("A chronology was on file for 9 of the 12 children.", "k7f2"))
    assert (edited.check.outcome, edited.cited) == (Outcome.DROPPED, ())


def test_a_wrong_sentence_without_a_known_key_is_dropped(editor):
    edited = editor.edited(drafted("The Moon is made of green cheese.", "zzzz"))
    assert (edited.check.outcome, edited.text, edited.cited) == (Outcome.DROPPED, "", ())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "...",
        "12",
        "A chronology was\u200b on file.",
        "\u202eelif no saw ygolonorhc A",
        "A сhronology was on file.",
        "On ٧ files.",
    ],
    ids=["nothing", "dots", "digits alone", "zero width", "turned round", "cyrillic", "other digits"],
)
def test_what_does_not_show_as_itself_is_dropped(editor, text):
    edited = editor.edited(drafted(text, "k7f2"))
    assert (edited.check.outcome, edited.check.failed) == (Outcome.DROPPED, ("unreadable",))


def test_a_sentence_without_end_and_one_with_a_key_inside_are_dropped(editor):
    endless = editor.edited(drafted("A chronology was on file " * (LONGEST_SENTENCE // 20), "k7f2"))
    keyed_inside = editor.edited(drafted("As k7f2 says, a chronology was on file.", "k7f2"))
    assert {endless.check.outcome, keyed_inside.check.outcome} == {Outcome.DROPPED}


def test_the_same_sentence_is_shown_once(editor):
    first, second = (editor.edited(drafted("Health visitors weighed the baby.", "b2c3")) for _ in range(2))
    assert first.check.outcome is Outcome.KEPT
    assert second.check.failed == ("repeated",)


def test_what_nearly_says_the_same_is_cited_only_where_it_bears_the_sentence_out():
    same = make_passage(8, "neglect", "Seven of the 12 children had a chronology on file.")
    differs = make_passage(9, "neglect", "A chronology was on file for 8 of the 12 children.")
    editor = Editor(keyed(repeats=(differs, same)), REPORTS, SentenceChecker(list(REPORTS.values())))
    edited = editor.edited(drafted("A chronology was on file for 7 of the 12 children.", "k7f2"))
    assert differs not in [one.passage for one in edited.cited]
    assert same in [one.passage for one in edited.cited]


@given(st.text(max_size=80), st.lists(st.sampled_from([*TEXTS, "zzzz", ""]), max_size=3))
def test_nothing_is_ever_shown_without_a_passage_of_the_evidence(text, keys):
    edited = Editor(keyed(), REPORTS, SentenceChecker(list(REPORTS.values()))).edited(Drafted(text, tuple(keys)))
    assert bool(edited.cited) == (edited.check.outcome is not Outcome.DROPPED)
    assert {one.passage.text for one in edited.cited} <= {words for _report, words in TEXTS.values()}
