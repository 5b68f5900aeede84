"""A document whose quotes stand in a library, and the files that it becomes."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace

from fakes import make_passage
from pack_documents import OTHER, REPORT, every_block

from app.packs.finding import Quote
from app.packs.walking import findings_of
from knowledge.types import ParsedReport, Passage, Report


def texts_of(document):
    """A canonical text for each report, in which every quote of the document stands, the parts of one within it."""
    texts = {}
    parts = {(finding.report.report_id, part.quotes) for finding in findings_of(document) for part in finding.parts}
    for report_id, quotes in sorted(parts, key=lambda part: (len(part[1]), -len(part[1][0].text), part[1][0].text)):
        before = texts.get(report_id, "What was audited.")
        if not all(quote.text in before for quote in quotes):
            texts[report_id] = f"{before}\n\n{' of case A '.join(quote.text for quote in quotes)}"
    return texts


def standing(document=None, texts=None):
    """The document with its quotes at the offsets where they stand, and the canonical texts."""
    document = document or every_block(receipt=())
    texts = texts or texts_of(document)
    return _moved(document, texts), texts


def _moved(value, texts):
    if isinstance(value, Quote):
        start = texts[value.report_id].index(value.text)
        return replace(value, start=start, end=start + len(value.text))
    if isinstance(value, tuple):
        return tuple(_moved(item, texts) for item in value)
    if is_dataclass(value) and not isinstance(value, (Report, Passage)):
        return replace(value, **{each.name: _moved(getattr(value, each.name), texts) for each in fields(value)})
    return value


def put(catalogue, texts, reports=(REPORT, OTHER), **changes):
    """Puts the reports of these texts into a catalogue."""
    for report in reports:
        text = texts[report.report_id]
        passage = make_passage(0, report=report.report_id, text=text, start=0)
        catalogue.put(ParsedReport(replace(report, **changes), text, (passage,)))
