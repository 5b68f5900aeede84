"""What people say of answers: what is kept of it, what never is, and what the file survives."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, datetime
from importlib.metadata import version
from threading import Thread

import pytest
from click.testing import CliRunner
from fakes import make_report

from app.cli.feedback import feedback as command
from app.feedback import FILE_NAME, LONGEST_NOTE, FeedbackError, FeedbackStore, Verdict, feedback_on
from app.settings import load_settings
from evals.questions import read_questions
from knowledge.errors import ConfigError, HomeError
from knowledge.types import Answer, Citation, FindingType, Match, PassageId, QuestionKind, Status

WHEN = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
NHS_NUMBER = "943 476 5919"


def answer(question="and the police?", **fields):
    cited = Citation(1, PassageId("r#1"), make_report("r"), "Plans were late.", 5, 21, Match.EXACT, FindingType.CONCERN)
    values = {"standalone_question": "DASH: the police?", "status": Status.ANSWERED, "citations": (cited,), **fields}
    return Answer(question, kind=QuestionKind.LIST, **values)


def given(verdict=Verdict.HELPFUL, note="", **fields):
    return feedback_on(answer(**fields), verdict, note, WHEN)


@pytest.fixture
def store(home):
    return FeedbackStore(home / FILE_NAME)


def run(*words, stdin=None):
    return CliRunner().invoke(command, [str(word) for word in words], input=stdin, obj=load_settings())


def test_what_is_kept(store):
    store.add(given(Verdict.WRONG_CITATION, "  Page 3 says otherwise.\n"))
    assert json.loads(store.path.read_text("utf-8")) == {
        "when": "2026-03-01T09:30:00Z",
        "verdict": "wrong_citation",
        "status": "answered",
        "kind": "list",
        "reason": None,
        "note": "Page 3 says otherwise.",
        "question": "and the police?",
        "standalone_question": "DASH: the police?",
        "citations": [{"report_id": "r", "source_file": "r.txt", "start": 5, "end": 21, "quote": "Plans were late."}],
        "program": version("audit-learning-assistant"),
    }


@pytest.mark.parametrize("reason", ["identifiable_data", "live_case"])
def test_of_a_question_about_a_person_only_the_verdict_and_the_reason_are_kept(reason):
    kept = given(note=f"Her number is {NHS_NUMBER}", status=Status.DECLINED, reason=reason)
    assert (kept.verdict, kept.reason) == (Verdict.HELPFUL, reason)
    assert (kept.note, kept.question, kept.standalone_question, kept.citations) == ("", None, None, ())


def test_one_citation_may_be_what_it_is_about(store):
    kept = feedback_on(answer(), Verdict.WRONG_CITATION, "", WHEN, about=1)
    store.add(kept)
    row = json.loads(store.path.read_text("utf-8"))
    assert row["about"] == row["citations"][0]
    assert store.rows() == (kept,)
    assert kept.feedback_id != given(Verdict.WRONG_CITATION).feedback_id


def test_a_citation_that_the_answer_has_not_is_refused():
    with pytest.raises(FeedbackError, match="no such source"):
        feedback_on(answer(), Verdict.WRONG_CITATION, "", WHEN, about=2)


def test_of_a_question_about_a_person_no_citation_is_kept():
    private = answer(status=Status.DECLINED, reason="live_case")
    assert feedback_on(private, Verdict.WRONG_CITATION, "", WHEN, about=1).about is None


def test_rows_of_earlier_versions_are_read_and_keep_their_names(store):
    line = (
        '{"when":"2026-03-01T09:30:00Z","verdict":"helpful","status":"answered","kind":"list","reason":null,"note":"",'
        '"question":"q?","standalone_question":"q?","citations":[],"program":"0.5.0"}'
    )
    store.path.parent.mkdir(parents=True, exist_ok=True)
    store.path.write_text(f"{line}\n", encoding="utf-8")
    (row,) = store.rows()
    assert row.about is None
    assert row.feedback_id == f"F-{hashlib.sha256(line.encode()).hexdigest()[:8]}"


def test_other_declined_questions_are_kept():
    assert given(status=Status.DECLINED, reason="legal_advice").question == "and the police?"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (f"The NHS number is {NHS_NUMBER}", "an NHS number"),
        ("Ring me on 07700 900123", "a person's phone number"),
        ("Written by jo.bloggs@mail.example", "a person's email address"),
    ],
)
def test_what_may_identify_a_person_is_refused_by_kind(words, kind):
    with pytest.raises(FeedbackError, match=f"The note seems to hold {kind}, so nothing was kept") as refused:
        given(note=words)
    assert words.split()[-1] not in str(refused.value)
    with pytest.raises(FeedbackError, match=f"The question seems to hold {kind}"):
        given(question=words)
    with pytest.raises(FeedbackError, match=f"The question seems to hold {kind}"):
        given(standalone_question=words)


def test_a_service_may_be_named_in_a_note():
    assert "0808" in given(note="It should name the NSPCC helpline, 0808 800 5000.").note


@pytest.mark.parametrize(
    "words",
    [
        "This is about a case of Chloe Barnes 12/03/2015",
        "It is about Chloe, aged 9.",
        "Look at case number 4471902",
    ],
)
def test_a_note_is_read_for_persons_as_a_question_is(words):
    held = "seems to hold a person's name or what else may identify them, so nothing was kept"
    with pytest.raises(FeedbackError, match=f"The note {held}") as refused:
        given(note=words)
    assert "Chloe" not in str(refused.value)
    for asked in ({"question": words}, {"standalone_question": words}):
        with pytest.raises(FeedbackError, match=f"The question {held}"):
            given(**asked)


@pytest.mark.parametrize(
    "note",
    [
        "The page is 12, not 3",
        "Report of 12 March 2015",
        "Ofsted's Annex A is missing",
        "I wanted legal advice on my case",
        "In case B the police were told in 4 of 9 files",
        "See page 12 of the Harrowmere Park report, not 14 to 16",
    ],
)
def test_a_note_may_say_what_a_question_may_not(note):
    assert given(note=note).note == note


def test_a_note_has_a_longest_length():
    assert given(note="x" * LONGEST_NOTE).note
    with pytest.raises(FeedbackError, match="at most 1,000"):
        given(note="x" * (LONGEST_NOTE + 1))


def test_rows_read_back_as_they_were(store):
    rows = (given(note="£5 – “curly”\u2028 end"), given(Verdict.SOMETHING_MISSING, reason="legal_advice"))
    for row in rows:
        store.add(row)
    assert store.rows() == rows


def test_there_is_no_feedback_before_any_was_given(store):
    assert store.rows() == ()
    store.clear()


@pytest.mark.skipif(os.name != "posix", reason="permissions as on Linux and macOS")
def test_the_file_is_its_owners_alone_even_if_it_was_not(store):
    store.add(given())
    assert store.path.stat().st_mode & 0o777 == 0o600
    store.path.chmod(0o644)
    store.add(given())
    assert store.path.stat().st_mode & 0o777 == 0o600


def test_threads_do_not_mix_their_lines(store):
    rows = [given(note=f"{number} " + "word " * 150) for number in range(24)]
    threads = [Thread(target=FeedbackStore(store.path).add, args=[row]) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(row.note for row in store.rows()) == sorted(row.note for row in rows)


@pytest.mark.parametrize("kept", [1, 20, -2, -1])
def test_a_line_cut_short_by_a_crash_spoils_no_other(store, kept):
    first, torn, later = (given(note=note) for note in ("first", "torn", "later"))
    store.add(first)
    whole = store.path.read_bytes()
    store.add(torn)
    line = store.path.read_bytes()[len(whole) :]
    store.path.write_bytes(whole + line[:kept])
    said = []
    complete = kept == -1  # all but the line end
    assert store.rows(said.append) == ((first, torn) if complete else (first,))
    store.add(later)
    assert store.rows(said.append)[-1] == later
    assert said == ([] if complete else ["Line 2 of feedback.jsonl is damaged and was left out."] * 2)


def test_bytes_that_are_no_text_are_left_out_with_a_warning(store):
    store.add(given())
    store.path.write_bytes(b"\xff\xfe{}\n[]\n" + store.path.read_bytes())
    said = []
    assert len(store.rows(said.append)) == 1
    assert len(said) == 2


def test_a_place_that_cannot_be_written_is_an_error_of_ours(store):
    store.path.mkdir(parents=True)
    for act in (lambda: store.add(given()), store.rows):
        with pytest.raises(HomeError):
            act()


class TestCommand:
    def test_it_lists_as_text_and_as_json(self, store):
        store.add(given(Verdict.SOMETHING_MISSING, "The\npolice."))
        store.add(given(status=Status.DECLINED, reason="live_case"))
        text = run().stdout
        assert "2026-03-01 09:30 UTC  Something missing (answered)" in text
        assert "Note: The police." in text
        assert "(declined live case)" in text
        rows = json.loads(run("--json").stdout)
        assert [row["question"] for row in rows] == ["and the police?", None]
        assert len({row["id"] for row in rows}) == 2

    def test_it_lists_and_exports_the_citation_that_it_is_about(self, store, tmp_path):
        store.add(feedback_on(answer(), Verdict.WRONG_CITATION, "Page 3.", WHEN, about=1))
        assert "About: r.txt, characters 5 to 21" in run().stdout
        assert json.loads(run("--json").stdout)[0]["about"]["start"] == 5
        out = tmp_path / "rows.jsonl"
        run("export", "--out", out)
        assert read_questions(out)[0].note == "About r.txt, characters 5 to 21. Page 3."

    def test_nothing_is_listed_where_there_is_no_library(self, home):
        assert json.loads(run("--json").stdout) == []
        assert not home.exists()

    def test_the_export_is_read_by_the_evaluations(self, store, tmp_path):
        store.add(given(Verdict.HELPFUL, "Good."))
        store.add(given(Verdict.WRONG_CITATION))
        store.add(given(status=Status.DECLINED, reason="live_case"))
        store.add(given(status=Status.NO_EVIDENCE, citations=()))
        out = tmp_path / "rows.jsonl"
        result = run("export", "--out", out)
        assert "a person has to review" in result.stderr
        assert "1 have no question" in result.stderr
        helpful, wrong, nothing = read_questions(out)
        assert (helpful.question, helpful.type, helpful.answerable) == ("DASH: the police?", "feedback_helpful", True)
        assert [(source.file, source.quote) for source in helpful.sources] == [("r.txt", "Plans were late.")]
        assert (helpful.note, helpful.history, helpful.expected_facts) == ("Good.", (), ())
        assert helpful.id.startswith("F-")
        assert (wrong.type, wrong.answerable, wrong.sources) == ("feedback_wrong_citation", True, ())
        assert not nothing.answerable

    def test_the_export_replaces_no_file(self, store, tmp_path):
        out = tmp_path / "reviewed.jsonl"
        out.write_text("mine", encoding="utf-8")
        assert isinstance(run("export", "--out", out).exception, ConfigError)
        assert out.read_text("utf-8") == "mine"

    def test_clear_asks_first(self, store):
        store.add(given())
        assert run("clear", stdin="n\n").exit_code == 1
        assert len(store.rows()) == 1
        assert run("clear", stdin="y\n").exit_code == 0
        assert store.rows() == ()
