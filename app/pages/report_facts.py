"""What is known of a report, as its page shows it: each fact with where the report says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.library_desk.description_form import grade_words
from app.report_links import link_to_text
from ingest.screening.screen import NAMES
from knowledge.theme_counts import theme_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.types import Identifiable, Report, Span


@dataclass(frozen=True, slots=True)
class FactValue:
    """Words, and where the report says so: the address of the place in its text, empty where there is none."""

    words: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of a report's description; no values means that the report does not state it."""

    label: str
    values: Sequence[FactValue]
    corrected: bool


@dataclass(frozen=True, slots=True)
class ScreeningFinding:
    """Something in a report that may identify a person: its kind, why it was found and where it stands. No words."""

    kind: str
    personal: bool
    rule: str
    address: str


def facts_of(report: Report) -> list[Fact]:
    """The description of a report, in the order of the form that corrects it; the title stands above."""
    about = report.description
    themes = theme_labels()
    dates = {"audit_date": about.audit_date, "publication_date": about.publication_date}
    rows: dict[str, tuple[str, list[tuple[str, Span | None]]]] = {
        "kind": ("Kind", [(about.kind.value, about.kind.span)] if about.kind else []),
        "partnership": ("Partnership", [(about.partnership, about.partnership_span)] if about.partnership else []),
        **{
            name: (label, [(date.words, date.span)] if (date := dates[name]) else [])
            for name, label in (("audit_date", "Date of the audit"), ("publication_date", "Published"))
        },
        "sample": ("Sample", [(about.sample.words, about.sample.span)] if about.sample else []),
        "agencies": ("Agencies taking part", [(agency.value, agency.span) for agency in about.agencies]),
        "grades": ("Grades", [(grade_words(grade), grade.span) for grade in about.grades]),
        "themes": ("Themes", [(themes.get(theme.value, theme.value), None) for theme in about.themes]),
    }
    return [
        Fact(label, [FactValue(words, _place(report, span)) for words, span in values], name in about.overridden)
        for name, (label, values) in rows.items()
    ]


def findings_of(report: Report) -> list[ScreeningFinding]:
    """What screening found in a report, what may be of a person first."""
    ordered = sorted(report.screening, key=lambda item: (not item.personal, item.span.start))
    return [_finding(report, item) for item in ordered]


def _finding(report: Report, item: Identifiable) -> ScreeningFinding:
    return ScreeningFinding(NAMES[item.kind][0], item.personal, item.rule, link_to_text(report, item.span))


def _place(report: Report, span: Span | None) -> str:
    """The address of a span in the text of a report, below the root path; empty where there is none."""
    return link_to_text(report, span) if span else ""
