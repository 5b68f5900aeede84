"""Loads what every worker process needs, once, in the fork server that makes them. Importing it is what it does."""

from __future__ import annotations

from importlib import import_module

from ingest.finding_type_rules import finding_type_rules
from ingest.passages import sentence_spans

for name in ("liteparse", "docx", "pptx", "selectolax.lexbor", "phonenumbers"):
    import_module(name)
finding_type_rules()
sentence_spans("The first use loads the model. It is then shared.")
