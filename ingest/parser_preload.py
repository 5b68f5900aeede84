"""Loads what every worker process needs, once, in the fork server that makes them. Importing it is what it does."""

from __future__ import annotations

from importlib import import_module

from ingest.lines import Line, SourceDocument
from ingest.parse import parse_document
from knowledge.types import ReportId

for name in (
    "ingest.parser_process",
    "liteparse",
    "docx",
    "pptx",
    "selectolax.lexbor",
    "phonenumbers",
    "pypdfium2",
    "PIL.Image",
):
    import_module(name)

# Rules are compiled and the model of sentences is loaded at their first use: forked processes share them.
WORDS = "Health visitors met the family in May 2024, which was good. However, plans were not always shared. " * 4
parse_document(
    SourceDocument((Line("Multi-agency audit of neglect"), Line(WORDS, gap_before=True), Line("Call 0800 800 5000."))),
    ReportId("first"),
    "first.txt",
)
