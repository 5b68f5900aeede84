"""A small document with every kind of block, for the tests of what makes files of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from fakes import in_month, make_passage, make_report, sample_of

from app.packs.document import (
    Brand,
    Bullets,
    Findings,
    Form,
    Links,
    PackDocument,
    PackKind,
    PackLink,
    QuizAnswer,
    QuizQuestion,
    Section,
    SideBySide,
    Source,
    Table,
    Words,
)
from app.packs.finding import BLANK, PackFinding, Quote, Quoted
from knowledge.types import FindingType

MADE_AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
REPORT = make_report(
    "neglect-aaa111",
    title="Neglect at a glance",
    partnership="Fennick Safeguarding Children Partnership",
    audit_date=in_month(2025, 3),
    sample=sample_of(12),
    fictional=True,
)
OTHER = make_report("voice-bbb222", title="Voice of the child: a dip sample")


def finding(*texts: str, report=REPORT, start: int = 0, page: str | None = "3", **fields: Any) -> PackFinding:
    """A finding whose quotes are these texts, one after another."""
    quotes, at = [], start
    for text in texts:
        quotes.append(Quote(report.report_id, text, at, at + len(text)))
        at += len(text) + 10
    passage = make_passage(
        start, report=report.report_id, text=" ".join(texts), finding_type=FindingType.CONCERN, page_label=page
    )
    return PackFinding(passage, report, (Quoted(tuple(quotes)),), **fields)


def table_row(report=REPORT) -> PackFinding:
    """A finding that is a row of a table."""
    cells = (("Finding", "Plans were late", 500), ("Cases", "3 of 9", 520))
    parts = tuple(Quoted((Quote(report.report_id, text, at, at + len(text)),), name) for name, text, at in cells)
    return PackFinding(make_passage(500, report=report.report_id, text="Plans were late\t3 of 9"), report, parts)


def blanked() -> PackFinding:
    """A finding of a quiz, with words left out."""
    one, other = finding("Home conditions were described in", "of the 12 records.", start=40).parts[0].quotes
    return PackFinding(finding("x", start=40).passage, REPORT, (Quoted((one, other), gap=BLANK),))


def every_block(**fields: Any) -> PackDocument:
    """A session pack with one of each."""
    concern = finding("Visits were not always recorded.", start=100)
    cut = finding("The plan", "was not shared with the school.", start=200, left_out=("a case is named",), also_in=2)
    other = finding("Every record held the child’s own words, “as said”.", report=OTHER, start=10, page=None)
    whole = finding("Home conditions were described in 7 of the 12 records.", start=40)
    document = PackDocument(
        PackKind.SESSION,
        "neglect",
        "Neglect: learning from audits",
        date(2026, 12, 3),
        "Early help and social work teams",
        60,
        (("Length", "60 minutes"), ("For", "Early help and social work teams"), ("Findings", "from 2 of 7 reports")),
        (
            Section(
                "Aims", (Words("By the end, each of you can:"), Bullets(("say what was found", "choose one change")))
            ),
            Section(
                "What the audits found",
                (Findings((concern, cut, table_row())), SideBySide("recording", concern, other)),
                notes=("Ask which of these people recognise.",),
            ),
            Section("A scenario", (Words("A health visitor calls."),), "Invented for training", ("No real family.",)),
            Section("Questions", (Bullets(("What do you notice?", "Who else knows?"), numbered=True),)),
            Section(
                "What will you do differently?",
                (Form(("One action", "Who will do it", "By when")),),
            ),
            Section(
                "Actions",
                (
                    Table(
                        "Recommendations, to be tracked",
                        ("Recommendation", "Owner", "Status"),
                        (0.6, 0.2, 0.2),
                        ((concern, "", "Not started"), (table_row(), "", "")),
                    ),
                ),
            ),
            Section(
                "Quiz",
                (QuizQuestion(1, "Which number stands here?", blanked(), ("7", "9", "12")),),
            ),
            Section("Answers", (QuizAnswer(1, "7", whole),)),
            Section(
                "Find out more",
                (
                    Links(
                        (
                            PackLink("Neglect", "https://example.org/neglect", "catalogue; address not checked"),
                            PackLink("Tool kit", None, "in report 1; the address of this link was lost"),
                        )
                    ),
                ),
            ),
        ),
        (Source(1, REPORT, ("3",)), Source(2, OTHER, ())),
        ("This pack draws on fictional reports.",),
        Brand("Fennick Safeguarding Children Partnership"),
        MADE_AT,
        "0.6.0",
        ("Receipt audit-learning 0.6.0", "report 1 neglect-aaa111 sha256:00ff", "quote 1 100-132 0123456789abcdef x1"),
    )
    return replace(document, **fields)
