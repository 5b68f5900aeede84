import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import pytest
from starlette.requests import HTTPConnection

from app.access.people import HERE, KEY, Person
from app.site import Site
from app.ui.asking import Asking
from knowledge.types import (
    Answer,
    AuditDate,
    Citation,
    DatePrecision,
    Filters,
    FindingType,
    LabelKind,
    Match,
    Passage,
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
    filters: Filters | None = None

    def ask(self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None) -> Answer:
        self.asked.append((question, [turn.content for turn in history]))
        self.filters = filters
        if isinstance(self.result, Exception):
            raise self.result
        return self.result

    def growing(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> Iterator[Answer]:
        yield self.ask(question, history, filters)


@dataclass
class FakeWriter:
    """Yields what it was given one by one, raising what is an exception; an event among them is waited for first.

    `closed` is set once nobody waits for more, `told` if it was told to stop while it waited.
    """

    steps: list[Answer | Exception | threading.Event]
    closed: threading.Event = field(default_factory=threading.Event)
    told: bool = False

    def growing(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> Iterator[Answer]:
        try:
            for step in self.steps:
                if isinstance(step, threading.Event):
                    self._wait(step, stop)
                elif isinstance(step, Exception):
                    raise step
                else:
                    yield step
        finally:
            self.closed.set()

    def _wait(self, event: threading.Event, stop: Callable[[], bool] | None) -> None:
        for _ in range(1000):  # ten seconds: a test that nobody releases fails, and does not hang
            if event.wait(0.01):
                return
            if stop and stop():
                self.told = True
                return
        raise TimeoutError("nobody released the writer")


@dataclass
class FakeLibrary:
    held: list[Report] = field(default_factory=list)

    def reports(self) -> list[Report]:
        return self.held

    def report(self, report_id: ReportId) -> Report:
        return next(report for report in self.held if report.report_id == report_id)

    def canonical_text(self, report_id: ReportId) -> str:
        return ""

    def passages(self, filters: Filters) -> list[Passage]:
        return []

    def passages_by_type(
        self, report_ids: Collection[ReportId] | None = None
    ) -> dict[ReportId, dict[FindingType, int]]:
        return {}

    def label_counts(
        self, kind: LabelKind, report_ids: Collection[ReportId]
    ) -> list[tuple[ReportId, FindingType, str, int]]:
        return []


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


def _prose(text: str, paragraph: int = 1, citations: tuple[int, ...] = (1,), written_by: str = "model") -> Statement:
    return Statement(text, FindingType.FINDING, citations, written_by, paragraph)


def _written(*prose: Statement, listed: Sequence[str] = (), **other) -> Answer:
    """An answer that a model wrote, with a source for each finding that it lists and at least two."""
    whole = _answer(*listed, *[f"Source {n}." for n in range(len(listed) + 1, 3)], **other)
    return replace(whole, statements=(*prose, *whole.statements[: len(listed)]), answered_by="ollama:llama3.1")


def _asking(answerer, question: str = "q?", person: Person | None = HERE, site=None, **fields) -> Asking:
    """A question of somebody on this machine (of nobody where `person` is `None`) to a site with that answerer."""
    scope = {"type": "http", "headers": []} | ({KEY: person} if person else {})
    return Asking(
        replace(site or Site(answerer, FakeLibrary()), answerer=answerer), HTTPConnection(scope), question, **fields
    )


@pytest.fixture(scope="session")
def make_asking() -> Callable[..., Asking]:
    return _asking


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
def make_prose() -> Callable[..., Statement]:
    return _prose


@pytest.fixture(scope="session")
def make_written() -> Callable[..., Answer]:
    return _written


@pytest.fixture(scope="session")
def fake_writer() -> type[FakeWriter]:
    return FakeWriter


@pytest.fixture(scope="session")
def fake_answerer() -> Callable[[Answer | Exception], FakeAnswerer]:
    return FakeAnswerer


@pytest.fixture(scope="session")
def fake_library() -> Callable[..., FakeLibrary]:
    return FakeLibrary
