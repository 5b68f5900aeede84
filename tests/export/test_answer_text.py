"""An answer as Markdown and as plain text: every statement with its number, every number with its quote and place."""

import re
from dataclasses import replace
from datetime import date

import pytest
from fakes import make_report
from markdown_it import MarkdownIt

from app.export.answer_text import markdown_file, plain_text
from knowledge.types import Coverage, Resource, Signpost, Statement, Status
from knowledge.types import FindingType as Type

DAY = date(2026, 11, 22)
HOSTILE = [
    "<script>alert(1)</script>",
    "[1]: https://evil.example/x",
    "![x](https://evil.example/x.png)",
    "[press](javascript:alert(1))",
    "https://evil.example and www.evil.example",
    "# heading\n\n- list\n\n    code",
    "[1] and [2][1]",
    "```\ncode",
    '=HYPERLINK("https://evil.example")',
    "| a | b |\n|---|---|",
    "\u202eevil",
    "a\x00b\x1b[2J",
]


def rendered(text: str) -> str:
    return MarkdownIt("commonmark", {"linkify": False}).enable("table").render(text)


def test_plain_text_has_each_statement_with_its_number_and_each_number_with_its_source(make_answer):
    report = "Audit of neglect (Harrowmere Partnership; February 2025; sample of 9 children)"
    assert plain_text(make_answer("Plans were late.", "Nobody asked."), DAY, "year: 2025") == (
        "Question: What about plans?\nDate: 22 November 2026\nFilters: year: 2025\n\n"
        "1 of 2 reports has findings on this:\n\n"
        "Concern\n• Plans were late. [1]\n• Nobody asked. [2]\n\n"
        "Links\n"
        "• Toolkit: https://harrowmere.example/a(b)?c=1&d=[2] (Linked in Audit of neglect, page iii)\n"
        "• Guidance: https://www.gov.uk/guidance (From the catalogue, not from the audits; GOV.UK)\n\n"
        "Sources\n"
        f"[1] “Plans were late.” {report}, page iii, under “Findings › Plans”\n"
        f"[2] “Nobody asked.” {report}, page iii, under “Findings › Plans”\n\n"
        "Notes\nSamples are small.\n"
        "The statements are the reports' own words; each quote was found in its report before it was shown.\n\n"
        "For learning; not for decisions about a child.\n"
    )


def test_markdown_has_the_same_under_headings(make_answer):
    made = rendered(markdown_file(make_answer("Plans were late."), DAY))
    assert re.findall(r"<h\d>(.*?)</h\d>", made) == ["Answer from the audit reports", "Links", "Sources", "Notes"]
    assert "<li>Plans were late. [1]</li>" in made
    assert "<li>[1] “Plans were late.” Audit of neglect (Harrowmere Partnership; February 2025;" in made
    assert 'href="https://www.gov.uk/guidance"' in made


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_makes_nothing_in_markdown(text, make_answer):
    answer = make_answer(text, title=text, heading_path=(text,), notices=(text,), question=text, partnership=text)
    answer = replace(
        answer,
        standalone_question="other",
        resources=(Resource(text, text, text, "report", (1,)), Resource(text, "javascript:x", text, "catalogue")),
        signposts=(Signpost(text, text, text, text),),
    )
    made = rendered(markdown_file(answer, DAY, text))
    assert set(re.findall(r"<(\w+)", made)) <= {"h1", "h2", "p", "ul", "li", "strong", "em"}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_on_its_line_of_plain_text(text, make_answer):
    ordinary = plain_text(make_answer("Plans were late."), DAY).splitlines()
    hostile = plain_text(make_answer(text, title=text), DAY).splitlines()
    assert len(hostile) == len(ordinary)
    assert all(character.isprintable() or character in "\u202e\u202c" for line in hostile for character in line)
    assert not [line for line in hostile if line.startswith(("=", "+", "@"))]


def test_a_link_that_is_none_has_no_address(make_answer):
    answer = make_answer("x", resources=(Resource("A guide", "javascript:alert(1)", "Us", "report", (1,)),))
    for made in (plain_text(answer, DAY), markdown_file(answer, DAY)):
        assert "javascript" not in made
        assert "A guide: the address of this link was lost (Linked in Audit of neglect, page iii)" in made


def test_coverage_is_said_where_the_opening_does_not(make_answer):
    answer = make_answer("x", coverage=Coverage(1, 2), lead_in="**48%**: contingency plan.")
    assert "Coverage: Evidence in 1 of 2 reports searched." in plain_text(answer, DAY)
    assert "Coverage" not in plain_text(make_answer("x"), DAY)


def test_filters_are_said_once_and_a_silence_without_them_counts_nothing(make_answer):
    silent = make_answer(status=Status.NO_EVIDENCE, coverage=Coverage(0, 1), lead_in="Nothing answers this.")
    assert "Coverage" not in plain_text(silent, DAY)
    limited = plain_text(silent, DAY, "theme: neglect")
    assert "Coverage: Evidence in 0 of 1 report searched.\nFilters: theme: neglect\n" in limited


def test_a_declined_question_has_neither_coverage_nor_filters(make_answer):
    declined = make_answer(
        status=Status.DECLINED,
        resources=(),
        notices=(),
        lead_in="This is about one child.",
        question="Is [name] at risk?",
        signposts=(Signpost("Front door", "01632 960001", None, "Any worry."),),
    )
    assert plain_text(declined, DAY, "year: 2025") == (
        "Question: Is [name] at risk?\nDate: 22 November 2026\nOutcome: Not answered\n\n"
        "Who can help now\n• Front door: 01632 960001. Any worry.\n\n"
        "This is about one child.\n\nFor learning; not for decisions about a child.\n"
    )


def test_prose_is_said_to_be_a_models_and_a_reports_words_in_it_are_quoted(make_answer):
    answer = make_answer("one", "two")
    prose = (
        Statement("Plans were late.", Type.FINDING, (1, 2), "model", 1),
        Statement("two", Type.CONCERN, (2,), "report", 1),
    )
    written = replace(answer, statements=(*prose, answer.statements[0]), answered_by="ollama:llama3.1")
    made = plain_text(written, DAY)
    assert "\n\nPlans were late. [1][2] “two” [2]\n\nConcern\n• one [1]\n" in made
    assert "Written by ollama:llama3.1 from the reports' findings" in made
    assert "The other findings are the reports' own words." in made


def test_reports_beside_each_other_are_headings_and_statements_say_their_type(make_answer):
    answer = make_answer("one", "two")
    other = replace(answer.citations[1], report=make_report("b", title="Audit B"))
    compared = replace(answer, citations=(answer.citations[0], other), by_report=True)
    assert (
        "Audit of neglect (Harrowmere Partnership; February 2025; sample of 9 children)\n• one [1] (concern)\n\n"
        "Audit B (date not stated)\n• two [2] (concern)\n"
    ) in plain_text(compared, DAY)
