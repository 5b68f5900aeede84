"""The JSON of an answer against the contract in docs and design: key for key."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from fakes import in_month, make_passage, make_report
from hypothesis import given
from hypothesis import strategies as st

from app.answer_json import AnswerJson, answer_json, failed_json
from app.answer_layout import answer_markdown, answer_text, sources_markdown, written_by
from app.compose.extractive import cite, compose
from app.lead_in import described, lead_in, no_evidence_text, notices
from app.resources import is_safe_link, resources_of
from app.said import escaped, unescaped
from app.verify import Verifier
from knowledge.types import (
    Answer,
    Coverage,
    Figure,
    FindingType,
    Link,
    QuestionKind,
    ReportId,
    Resource,
    SearchHit,
    Signpost,
    Statement,
    Status,
)
from knowledge.writing import Outcome, Rewriting, SentenceCheck, Writing

WRITING = Writing(
    "ollama:llama3.1",
    "localhost:11434",
    "answer",
    "0" * 64,
    (SentenceCheck(Outcome.KEPT), SentenceCheck(Outcome.REPLACED, ("number",))),
    attempts=2,
    input_tokens=900,
    model_ms=1500.5,
    first_sentence_ms=300.0,
)
ANSWER_KEYS = [
    *("id", "question", "standalone_question", "status", "reason", "answer_markdown", "statements", "citations"),
    *("resources", "coverage", "notices", "answered_by", "elapsed_ms", "kind", "figures", "signposts", "suggestions"),
    *("writing", "rewriting"),
]
STATEMENT_KEYS = ["text", "finding_type", "citations", "written_by", "paragraph"]
CITATION_KEYS = [
    *("number", "report_id", "report_title", "partnership", "audit_date", "source_file", "page", "page_label"),
    *("heading_path", "quote", "start", "end", "match"),
]


def canonical(report_id):
    return "Police shared concerns. Nobody asked. 75% agreed."


def passage(number, text, kind, **fields):
    return make_passage(number, "a", text, start=canonical("a").index(text), finding_type=kind, **fields)


FIRST = passage(
    0, "Police shared concerns.", FindingType.GOOD_PRACTICE, page=3, page_label="iii", heading_path=("What", "Why")
)
SECOND = passage(1, "Nobody asked.", FindingType.CONCERN)
REPORTS = {ReportId("a"): make_report("a", title="Neglect audit", audit_date=in_month(2024, 7))}


@pytest.fixture
def answer():
    draft = compose([SearchHit(FIRST, 1.0), SearchHit(SECOND, 0.9)], REPORTS, Verifier(canonical))
    link = Resource("Toolkit", None, "Neglect audit", "report", (1,))
    return Answer(
        "q?", "q?", Status.ANSWERED, "Lead.", draft.statements, draft.citations, (link,), Coverage(1, 2), ("Small.",)
    )


def test_the_json_has_the_documented_keys_in_order(answer):
    row = json.loads(answer_json(answer, "row 1").model_dump_json())
    assert list(row) == ANSWER_KEYS
    assert list(row["citations"][0]) == CITATION_KEYS
    assert list(row["statements"][0]) == STATEMENT_KEYS
    assert list(row["resources"][0]) == ["title", "url", "publisher", "origin", "cited_by"]
    assert list(row["coverage"]) == ["reports_with_evidence", "reports_searched"]


def test_the_json_holds_what_the_answer_holds(answer):
    row = answer_json(answer, "row 1").model_dump()
    assert (row["id"], row["status"], row["answered_by"]) == ("row 1", "answered", "extractive")
    assert row["statements"][0] == {
        "text": "Police shared concerns.",
        "finding_type": "good_practice",
        "citations": [1],
        "written_by": "report",
        "paragraph": 0,
    }
    assert (
        row["citations"][0] | {"page": 3, "page_label": "iii", "heading_path": ["What", "Why"]} == row["citations"][0]
    )
    assert row["citations"][0]["audit_date"] == "2024-07"
    assert row["citations"][1] | {"page": None, "partnership": None, "match": "exact"} == row["citations"][1]


def test_a_fault_is_never_taken_for_nothing_found():
    row = failed_json("q?", "The search failed.", 7)
    assert (row.status, row.id, row.answer_markdown) == ("failed", 7, "The search failed.")
    assert list(row.model_dump()) == ANSWER_KEYS


def test_the_markdown_groups_statements_by_type_with_their_numbers(answer):
    assert answer_markdown(answer).split("\n\n") == [
        "Lead.",
        "**Good practice**",
        "- Police shared concerns. [1]",
        "**Concern**",
        "- Nobody asked. [2]",
    ]


def test_sources_name_page_and_lost_links(answer):
    sources = sources_markdown(answer)
    assert "[1] Neglect audit (July 2024), page iii, under “Why”: a.txt" in sources
    assert "Toolkit: the report lost the address" in sources


def prose(text, paragraph=1, citations=(1,), by="model"):
    return Statement(text, FindingType.FINDING, citations, by, paragraph)


class TestWritten:
    """An answer that a model wrote."""

    @pytest.fixture
    def written(self, answer):
        said = (prose("Concerns were shared."), prose("Nobody asked.", 1, (2, 1), "report"), prose("So it was.", 2))
        return replace(answer, statements=(*said, answer.statements[1]), answered_by="ollama:llama3.1", writing=WRITING)

    def test_the_json_says_who_wrote_what_and_how_it_was_checked(self, written):
        row = json.loads(answer_json(written).model_dump_json())
        assert [(s["written_by"], s["paragraph"]) for s in row["statements"]] == [
            *(("model", 1), ("report", 1), ("model", 2), ("report", 0)),
        ]
        assert row["writing"] == {
            "model": "ollama:llama3.1",
            "destination": "localhost:11434",
            "prompt": "answer",
            "prompt_sha256": "0" * 64,
            "sentences": [{"outcome": "kept", "failed": []}, {"outcome": "replaced", "failed": ["number"]}],
            "fault": None,
            "cached": False,
            "attempts": 2,
            "input_tokens": 900,
            "output_tokens": None,
            "model_ms": 1500.5,
            "first_sentence_ms": 300.0,
        }
        assert AnswerJson.model_validate(row) == answer_json(written)

    def test_rows_from_before_there_were_models_are_still_read(self, answer):
        row = answer_json(answer).model_dump()
        old = {name: value for name, value in row.items() if name not in {"writing", "rewriting"}}
        old["statements"] = [
            {name: s[name] for name in ("text", "finding_type", "citations")} for s in row["statements"]
        ]
        assert AnswerJson.model_validate(old) == answer_json(answer)

    def test_the_json_says_why_a_model_was_not_used(self, answer):
        row = answer_json(replace(answer, writing=replace(WRITING, fault="stalled")))
        assert (row.writing.fault, row.answered_by) == ("stalled", "extractive")

    def test_the_json_says_how_a_follow_up_was_made_to_stand_alone(self, answer):
        row = answer_json(replace(answer, rewriting=Rewriting("0" * 64, used=True, attempts=1, model_ms=80.5)))
        assert row.rewriting.model_dump() == {
            "prompt_sha256": "0" * 64,
            "used": True,
            "fault": None,
            "attempts": 1,
            "input_tokens": None,
            "output_tokens": None,
            "model_ms": 80.5,
        }

    def test_the_prose_stands_in_paragraphs_before_the_lists(self, written):
        laid_out = [
            "Lead.",
            "Concerns were shared. [1] “Nobody asked.” [2][1]",
            "So it was. [1]",
            "**Also found, in the reports' own words**",
            "**Concern**",
            "- Nobody asked. [2]",
        ]
        assert answer_markdown(written).split("\n\n") == laid_out
        assert answer_text(written).split("\n\n") == laid_out

    def test_reports_stand_side_by_side_after_the_prose_too(self, written):
        *_, heading, report, listed = answer_markdown(replace(written, by_report=True)).split("\n\n")
        assert heading == "**Also found, in the reports' own words**"
        assert (report, listed) == ("**Neglect audit (July 2024)**", "- Nobody asked. [2] (concern)")

    def test_prose_that_leaves_nothing_over_has_no_lists(self, written):
        alone = replace(written, statements=written.statements[:3])
        assert answer_markdown(alone).split("\n\n")[-1] == "So it was. [1]"

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("See [1](javascript:x)", r"See \[1\](javascript:x)"),
            ("![x](//evil.example/a.png)", r"\!\[x\](//evil.example/a.png)"),
            ("[1]: https://evil.example", r"\[1\]: https\://evil.example"),
            ("As found [7]", r"As found \[7\]"),
            ("<img src=x onerror=y>", r"\<img src=x onerror=y\>"),
            ("# Title", r"\# Title"),
            ("two\n\n- lines", "two - lines"),
            ("- item", r"\- item"),
            ("1. item", r"1\. item"),
            ("2) item", r"2\) item"),
            ("---", r"\---"),
            ("9 children", "9 children"),
        ],
    )
    def test_what_a_model_wrote_makes_no_markup(self, text, shown, answer):
        written = replace(answer, statements=(prose(text), prose(text, 2, by="report")))
        assert answer_markdown(written) == f"Lead.\n\n{shown} [1]\n\n“{shown}” [1]"

    def test_what_a_model_wrote_does_nothing_to_a_terminal(self, answer):
        written = replace(answer, statements=(prose("a\x1b[2J\x07b\r\nNote: \u202ec\x9b1m"),))
        assert answer_text(written) == "Lead.\n\na [2J b Note: c 1m [1]"

    def test_who_wrote_it_is_said_only_where_someone_did(self, written, answer):
        assert written_by(written).startswith("Written by ollama:llama3.1 from the reports' findings; each sentence")
        assert written_by(replace(answer, writing=replace(WRITING, fault="stalled"))) == ""


class TestCompose:
    def test_a_quote_that_does_not_stand_in_the_report_is_left_out(self):
        false = make_passage(2, "a", "Police shared nothing.", start=0)
        draft = compose([SearchHit(false, 1.0), SearchHit(SECOND, 0.5)], REPORTS, Verifier(canonical))
        assert [s.text for s in draft.statements] == ["Nobody asked."]
        assert cite(false, REPORTS[ReportId("a")], 1, Verifier(canonical)) is None

    def test_a_repeat_is_cited_beside_its_statement(self):
        draft = compose([SearchHit(FIRST, 1.0, repeats=(SECOND,))], REPORTS, Verifier(canonical))
        assert [s.citations for s in draft.statements] == [(1, 2)]

    def test_a_repeat_stands_in_for_a_quote_that_does_not_verify(self):
        false = make_passage(2, "a", "Police shared nothing.", start=0)
        draft = compose([SearchHit(false, 1.0, repeats=(SECOND,))], REPORTS, Verifier(canonical))
        assert [(s.text, s.citations) for s in draft.statements] == [("Nobody asked.", (1,))]

    def test_how_the_audit_was_made_comes_last(self):
        method = passage(2, "75% agreed.", FindingType.METHOD)
        hits = [SearchHit(FIRST, 1.0), SearchHit(method, 0.9), SearchHit(SECOND, 0.8)]
        kinds = [s.finding_type.value for s in compose(hits, REPORTS, Verifier(canonical)).statements]
        assert kinds == ["good_practice", "concern", "method"]

    def test_no_hits_make_no_draft(self):
        assert compose([], REPORTS, Verifier(canonical)).statements == ()


class TestLeadIn:
    hits = (SearchHit(FIRST, 1.0),)
    citations = compose(hits, REPORTS, Verifier(canonical)).citations

    @pytest.mark.parametrize(
        ("concerned", "searched", "expected"),
        [
            (3, 5, "**3 of 5 reports** have findings on this; the closest, from 1 of them:"),
            (1, 5, "**1 of 5 reports** has findings on this:"),
            (0, 5, "None of the 5 reports searched names all of this; the closest findings are:"),
            (1, 1, "From Audit r0 (date not stated):"),
            (5, 5, "**5 of 5 reports** have findings on this; the closest, from 1 of them:"),
        ],
    )
    def test_counts(self, concerned, searched, expected):
        reports = [make_report(f"r{n}") for n in range(searched)]
        assert lead_in(self.hits, concerned, reports) == expected

    def test_a_report_is_described_by_what_it_states(self):
        assert described(REPORTS[ReportId("a")]) == "Neglect audit (July 2024)"

    def test_a_percentage_without_its_numbers_is_noticed(self):
        bare = compose([SearchHit(passage(2, "75% agreed.", FindingType.STATISTIC), 1.0)], REPORTS, Verifier(canonical))
        assert any("percentage" in words for words in notices(bare.statements, bare.citations))
        assert notices((), self.citations) == ()

    def test_what_is_shown_from_more_reports_than_have_it_is_said_to_be_related(self):
        hits = [SearchHit(make_passage(0, name), 1.0) for name in "ab"]
        text = lead_in(hits, 1, [make_report("a"), make_report("b")])
        assert text == "**1 of 2 reports** has findings on this; what is shown from others is related to it:"

    def test_a_title_makes_no_markup_in_the_opening(self):
        assert r"From \[x\](y) \*z\*" in lead_in(self.hits, 1, [make_report("a", title="[x](y) *z*")])

    def test_a_silence_escapes_the_words_it_repeats(self):
        text = no_evidence_text([make_report("a"), make_report("b")], ["<b>x</b>"], ["[h](javascript:y)"])
        assert "2 reports" in text
        assert r"“\<b\>x\</b\>”" in text
        assert r"“\[h\](javascript:y)”" in text


class TestLinks:
    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            ("https://example.org/a?b=c", True),
            ("HTTP://example.org", True),
            ("javascript:alert(1)", False),
            ("https://example.org/a b", False),
            ('https://example.org/"onclick=', False),
            ("ftp://example.org", False),
            ("", False),
            (None, False),
        ],
    )
    def test_only_web_addresses_are_links(self, url, expected):
        assert is_safe_link(url) is expected

    def test_a_link_in_two_citations_is_offered_once(self):
        carrying = passage(
            0, "Police shared concerns.", FindingType.CONCERN, links=(Link("Guide", "https://example.org"),)
        )
        (found,) = resources_of([(1, carrying), (3, carrying)])
        assert (found.title, found.cited_by, found.publisher) == ("Guide", (1, 3), "example.org")

    def test_an_unsafe_target_is_a_lost_one(self):
        carrying = passage(0, "Police shared concerns.", FindingType.CONCERN, links=(Link("Guide", "javascript:x"),))
        (found,) = resources_of([(1, carrying)])
        assert found.url is None


def test_report_text_makes_no_markup_in_the_markdown():
    hostile = make_passage(0, "a", "See [1](javascript:x) and <img src=x> *now*.")
    shown = Statement(hostile.text, hostile.finding_type, (1,))
    citation = cite(hostile, REPORTS[ReportId("a")], 1, Verifier(lambda _report_id: hostile.text))
    answer = Answer("q", "q", Status.ANSWERED, statements=(shown,), citations=(citation,))
    assert r"See \[1\](javascript:x) and \<img src=x\> \*now\*. [1]" in answer_markdown(answer)


def test_figures_signposts_and_suggestions_are_in_the_json(answer):
    whole = replace(
        answer,
        kind=QuestionKind.NUMBER,
        figures=(Figure("48%", 14, 29, "returns", "plans", 1),),
        signposts=(Signpost("Emergency", "999", None, "A child is in danger now."),),
        suggestions=("What about neglect?",),
    )
    row = answer_json(whole).model_dump()
    assert row["kind"] == "number"
    assert row["figures"] == [
        {"value": "48%", "count": 14, "whole": 29, "counted": "returns", "about": "plans", "citation": 1}
    ]
    (signpost,) = row["signposts"]
    assert signpost["contact"] == "999"
    assert list(signpost) == ["title", "contact", "url", "when", "local"]
    assert row["suggestions"] == ["What about neglect?"]


def test_reports_side_by_side_are_headed_by_report_with_the_type_of_each_finding(answer):
    assert answer_markdown(replace(answer, by_report=True)).split("\n\n") == [
        "Lead.",
        "**Neglect audit (July 2024)**",
        "- Police shared concerns. [1] (good practice)\n- Nobody asked. [2] (concern)",
    ]


def test_the_terminal_shows_the_text_of_reports_as_it_is():
    hostile = make_passage(0, "a", "Use [form] *A* <now>.")
    shown = Statement(hostile.text, hostile.finding_type, (1,))
    citation = cite(hostile, REPORTS[ReportId("a")], 1, Verifier(lambda _report_id: hostile.text))
    answer = Answer("q", "q", Status.ANSWERED, escaped("From [x]:"), statements=(shown,), citations=(citation,))
    assert answer_text(answer).startswith("From [x]:")
    assert "- Use [form] *A* <now>. [1]" in answer_text(answer)


class TestSaid:
    @pytest.mark.parametrize("address", ["https://example.org", "http://a.b", "www.example.org", "ftp://x.y"])
    def test_an_address_is_no_longer_one_that_markdown_makes_a_link_of(self, address):
        assert address not in escaped(f"See {address} now")
        assert unescaped(escaped(f"See {address} now")) == f"See {address} now"

    @given(st.text())
    def test_what_is_escaped_comes_back_but_for_its_line_breaks(self, text):
        assert unescaped(escaped(text)) == " ".join(text.split())

    @given(st.text(alphabet="ab[]()<>*_`\\ \n#!"))
    def test_no_mark_is_left_bare(self, text):
        assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]<>]", escaped(text))
        assert "\n" not in escaped(text)
