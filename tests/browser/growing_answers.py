"""An assistant whose answers grow as a language model writes them, and what it answers."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime

from knowledge.types import (
    Answer,
    AuditDate,
    Citation,
    DatePrecision,
    FindingType,
    Match,
    PassageId,
    Report,
    ReportDescription,
    ReportId,
    Statement,
    Status,
)
from knowledge.writing import Writing

MODEL = "ollama:llama3.1"
WRITING = Writing(MODEL, "models.example", "answer", "0" * 64)
MONTH = AuditDate(date(2025, 2, 1), DatePrecision.MONTH)
REPORT = Report(
    ReportId("r"),
    "a.pdf",
    "a.pdf",
    "0",
    ReportDescription("Audit of plans", partnership="Harrowmere Partnership", audit_date=MONTH),
    (),
    (),
    True,
    datetime(2026, 1, 1, tzinfo=UTC),
)
QUOTES = ("Plans were late in 3 of 9 records.", "Nobody asked the child.", "Fathers were left out.", "Police came.")


class Growing:
    """Yields `steps` for each question; an event among them is waited for, unless it is told to stop.

    `closed` is set once the answer is let go.
    """

    def __init__(self):
        self.steps = []
        self.closed = threading.Event()

    def ask(self, question, history=(), filters=None):
        *_, last = self.growing(question, history, filters)
        return last

    def growing(self, question, history=(), filters=None, stop=None):
        self.closed.clear()
        try:
            for step in tuple(self.steps):
                if isinstance(step, Answer):
                    yield replace(step, question=question, standalone_question=question)
                    continue
                while not step.wait(0.02):
                    if stop():
                        return
        finally:
            self.closed.set()

    def reports(self):
        return [REPORT]

    def canonical_text(self, report_id):
        return "\n".join(QUOTES)

    def passages(self, filters):
        return []


def sentence(text, *citations, paragraph=1, by="model"):
    return Statement(text, FindingType.FINDING, citations or (1,), by, paragraph)


def finding(number):
    return Statement(QUOTES[number - 1], FindingType.CONCERN, (number,))


def answered(*statements, **fields):
    """An answer with a source for each number that its statements cite."""
    most = max((number for statement in statements for number in statement.citations), default=0)
    citations = tuple(
        Citation(number, PassageId(f"p{number}"), REPORT, quote, 0, len(quote), Match.EXACT, FindingType.CONCERN)
        for number, quote in enumerate(QUOTES[:most], 1)
    )
    return Answer("", "", Status.ANSWERED, "**1 of 1 report** has findings on this:", statements, citations, **fields)


def written(*statements, **fields):
    return answered(*statements, answered_by=MODEL, writing=WRITING, **fields)
