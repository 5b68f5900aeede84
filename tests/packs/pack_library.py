"""Reports whose passages carry labels, and material made of findings, for the tests of what goes into packs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fakes import make_passage, make_report

from app.packs.finding import PackFinding, Quote, Quoted
from app.packs.material import Material
from app.packs.teaching import teaching_for
from knowledge.types import FindingType, Label, LabelKind, ParsedReport

DAY = date(2026, 12, 3)


def row(text, finding_type=FindingType.CONCERN, themes=("neglect",), agencies=(), **fields):
    """What a passage says and is."""
    labels = [(LabelKind.THEME, theme) for theme in themes] + [(LabelKind.AGENCY, agency) for agency in agencies]
    labelled = tuple(Label(kind, value, "as the test says") for kind, value in labels)
    return text, {"finding_type": finding_type, "labels": labelled, **fields}


def parsed(report_id, *rows, **fields):
    """A report whose canonical text is its passages, one to a line."""
    canonical, passages = "Audit.", []
    for number, (text, of_passage) in enumerate(rows):
        canonical += "\n"
        passages.append(make_passage(number, report_id, text, start=len(canonical), **of_passage))
        canonical += text
    report = make_report(report_id, **fields)
    return ParsedReport(replace(report, passage_count=len(passages)), canonical, tuple(passages))


def found(text, finding_type=FindingType.CONCERN, report="r", number=0, **fields):
    """A finding that is quoted whole."""
    report = make_report(report) if isinstance(report, str) else report
    _text, of_passage = row(text, finding_type, **fields)
    passage = make_passage(number, report.report_id, text, **of_passage)
    return PackFinding(
        passage, report, (Quoted((Quote(report.report_id, text, passage.start, passage.start + len(text)),)),)
    )


def material(*findings, theme="neglect", **fields):
    """What a pack is put together from."""
    values = {"disagreements": (), "links": (), "minutes": 60, "date": DAY} | fields
    return Material("neglect", findings, teaching_for(theme), **values)
