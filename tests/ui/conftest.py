from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from knowledge.types import (
    Answer,
    AuditDate,
    Citation,
    DatePrecision,
    Filters,
    FindingType,
    Match,
    PassageId,
    Report,
    ReportDescription,
    ReportId,
    Sample,
    Statement,
    Status,
    Turn,
)


@dataclass
class FakeAnswerer:
    """Answers with what it was given, or raises it, and remembers what it was asked."""

    result: Answer | Exception
    asked: list[tuple[str, list[str]]] = field(default_factory=list)

    def ask(self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None) -> Answer:
        self.asked.append((question, [turn.content for turn in history]))
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


@dataclass
class FakeLibrary:
    held: list[Report] = field(default_factory=list)

    def reports(self) -> list[Report]:
        return self.held


def _report(title: str = "Audit of neglect", *, stated: bool = True, fictional: bool = False) -> Report:
    description = ReportDescription(title)
    if stated:
        description = ReportDescription(
            title,
            partnership="Harrowmere Partnership",
            audit_date=AuditDate(date(2025, 2, 1), DatePrecision.MONTH),
            sample=Sample(9, "children"),
        )
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return Report(ReportId(title), "a.pdf", "a.pdf", "0", description, (), (), fictional, now)


def _citation(number: int = 1, quote: str = "Plans were late.", report: Report | None = None, **other) -> Citation:
    shown = {"heading_path": ("Findings",), "page": 3, "page_label": "iii", "match": Match.EXACT, **other}
    return Citation(
        number,
        PassageId(f"p{number}"),
        report or _report(),
        quote,
        0,
        len(quote),
        finding_type=FindingType.CONCERN,
        **shown,
    )


def _answer(*texts: str, status: Status = Status.ANSWERED, title: str = "Audit of neglect", **other) -> Answer:
    report = _report(title)
    return Answer(
        "What about plans?",
        "What about plans?",
        status,
        lead_in=other.pop("lead_in", "**1 of 2 reports** has findings on this:"),
        statements=tuple(Statement(text, FindingType.CONCERN, (n,)) for n, text in enumerate(texts, 1)),
        citations=tuple(_citation(n, text, report) for n, text in enumerate(texts, 1)),
        **other,
    )


@pytest.fixture(scope="session")
def make_report() -> Callable[..., Report]:
    return _report


@pytest.fixture(scope="session")
def make_citation() -> Callable[..., Citation]:
    return _citation


@pytest.fixture(scope="session")
def make_answer() -> Callable[..., Answer]:
    return _answer


@pytest.fixture(scope="session")
def fake_answerer() -> Callable[[Answer | Exception], FakeAnswerer]:
    return FakeAnswerer


@pytest.fixture(scope="session")
def fake_library() -> Callable[..., FakeLibrary]:
    return FakeLibrary
