"""The files of an answer are for the person who got it, for an hour."""

import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import docx
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.access.people import HERE, KEY, Person, Role
from app.export.shelf import KEPT_SECONDS, AnswerShelf
from app.pages.answers import file_name, router
from app.server.faults import add_fault_pages
from knowledge.types import (
    Answer,
    Citation,
    FindingType,
    Match,
    PassageId,
    Report,
    ReportDescription,
    ReportId,
    Statement,
    Status,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
REPORT = Report(
    ReportId("a"), "a.pdf", "a.pdf", "hash", ReportDescription("Audit"), (), (), False, datetime(2026, 1, 1, tzinfo=UTC)
)
QUOTED = Citation(1, PassageId("a:1"), REPORT, "DASH was late.", 0, 14, Match.EXACT, FindingType.CONCERN)
ANSWER = Answer(
    "What did audits find about DASH?",
    "",
    Status.ANSWERED,
    "**1 of 2 reports** has findings on this:",
    (Statement("DASH was late.", FindingType.CONCERN, (1,)),),
    (QUOTED,),
)


@dataclass
class HasShelf:
    """The part of a site that the files need."""

    shelf: AnswerShelf
    library: "Holding"


@dataclass
class Holding:
    """A library that holds some reports."""

    held: list

    def reports(self):
        return self.held


@dataclass
class Clock:
    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def shelf(clock):
    return AnswerShelf(clock)


@pytest.fixture
def library():
    return Holding(list({citation.report.report_id: citation.report for citation in ANSWER.citations}.values()))


@pytest.fixture
def visit(shelf, library):
    """Gets a path as a person."""
    app = FastAPI()
    app.include_router(router(HasShelf(shelf, library), lambda: NOW))
    add_fault_pages(app)

    def get(path, person=HERE):
        async def as_person(scope, receive, send):
            await app({**scope, **({KEY: person} if person else {})}, receive, send)

        return TestClient(as_person).get(path)

    return get


def test_the_text_is_shown_so_that_it_can_be_copied(visit, shelf):
    reply = visit(f"/answers/{shelf.keep(ANSWER, HERE.name)}.txt")
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    assert reply.headers["content-disposition"].startswith("inline;")
    assert reply.text.startswith("Question: What did audits find about DASH?\nDate: 22 November 2026\n")


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [
        ("md", "text/markdown; charset=utf-8"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_a_file_is_downloaded_under_a_name_that_says_what_it_is(suffix, kind, visit, shelf):
    reply = visit(f"/answers/{shelf.keep(ANSWER, HERE.name)}.{suffix}")
    name = f"audit-learning-2026-11-22-what-did-audits-find-about-dash.{suffix}"
    assert reply.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert reply.headers["content-type"] == kind


def test_a_file_names_the_filters_of_its_search(visit, shelf):
    reply = visit(f"/answers/{shelf.keep(ANSWER, HERE.name, 'audits of 2024')}.md")
    assert "audits of 2024" in reply.text


def test_the_word_file_can_be_opened(visit, shelf):
    content = visit(f"/answers/{shelf.keep(ANSWER, HERE.name)}.docx").content
    assert docx.Document(io.BytesIO(content)).paragraphs[0].text == "Answer from the audit reports"


@pytest.mark.parametrize("suffix", ["txt", "md", "docx"])
def test_an_answer_of_somebody_else_is_not_found_and_says_what_to_do(suffix, visit, shelf):
    key = shelf.keep(ANSWER, "alice")
    alice, bob = (Person(name, Role.LIBRARIAN, "account") for name in ("alice", "bob"))
    assert visit(f"/answers/{key}.{suffix}", alice).status_code == 200
    reply = visit(f"/answers/{key}.{suffix}", bob)
    assert reply.status_code == 404
    assert "Ask the question again: answers are kept for an hour." in reply.text
    assert "DASH" not in reply.text


def test_nobody_gets_an_answer_without_being_let_in(visit, shelf):
    assert visit(f"/answers/{shelf.keep(ANSWER, HERE.name)}.txt", person=None).status_code == 403


@pytest.mark.parametrize("name", ["unknown.txt", "unknown.docx", "..%2f..%2fetc%2fpasswd.txt", "x.exe", "x"])
def test_what_is_not_kept_is_not_found(name, visit):
    assert visit(f"/answers/{name}").status_code == 404


def test_an_answer_is_forgotten_after_an_hour(visit, shelf, clock):
    key = shelf.keep(ANSWER, HERE.name)
    clock.seconds = KEPT_SECONDS - 1
    assert visit(f"/answers/{key}.txt").status_code == 200
    clock.seconds = KEPT_SECONDS
    assert visit(f"/answers/{key}.txt").status_code == 404


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("What about Café plans?", "-what-about-cafe-plans"),
        ('../../x"; filename=evil\r\nSet-Cookie: a', "-x-filename-evil-set-cookie-a"),
        ("\u202e???", ""),
        ("a" * 200, "-" + "a" * 60),
    ],
)
def test_a_name_has_only_letters_that_every_system_takes(question, slug):
    answer = Answer(question, question, Status.ANSWERED)
    assert file_name(answer, NOW, "md") == f"audit-learning-2026-11-22{slug}.md"


def test_a_declined_question_is_no_part_of_a_name():
    assert file_name(Answer("Is my son at risk?", "", Status.DECLINED), NOW, "md") == "audit-learning-2026-11-22.md"


@pytest.mark.parametrize("after", ["held", "removed"])
def test_an_answer_is_not_given_once_a_report_that_it_quotes_is_not_open(after, visit, shelf, library):
    key = shelf.keep(ANSWER, HERE.name)
    assert visit(f"/answers/{key}.txt").status_code == 200
    library.held = [replace(report, held=True) for report in library.held] if after == "held" else []
    reply = visit(f"/answers/{key}.txt")
    assert reply.status_code == 404
    assert "no longer open" in reply.text
