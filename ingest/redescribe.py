"""Puts what people say of a report over what the report says of itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.overrides import DescriptionOverride, apply, combined, override_from_json, override_to_json

if TYPE_CHECKING:
    from knowledge.catalogue import Overrides
    from knowledge.knowledge_base import KnowledgeBase
    from knowledge.types import ReportDescription, ReportId


def overridden(made_of: Overrides) -> ReportDescription:
    """The description to show: the report's own, then the file beside it, then what was edited in the library."""
    layers = [override_from_json(layer) for layer in (made_of.sidecar, made_of.edits) if layer]
    override = DescriptionOverride()
    for layer in layers:
        override = combined(override, layer)
    return apply(made_of.stated, override)


def edit_description(knowledge_base: KnowledgeBase, report_id: ReportId, edits: DescriptionOverride) -> None:
    """Sets fields of a report's description on top of earlier edits; they stay when the file is read again.

    Raises:
        UnknownReportError: There is no such report.
    """
    made_of = knowledge_base.catalogue.overrides(report_id)
    earlier = override_from_json(made_of.edits) if made_of.edits else DescriptionOverride()
    _redescribe(knowledge_base, report_id, replace(made_of, edits=override_to_json(combined(earlier, edits))))


def forget_edits(knowledge_base: KnowledgeBase, report_id: ReportId) -> None:
    """Drops all edits: the report's own words and the file beside it speak again. Raises UnknownReportError."""
    _redescribe(knowledge_base, report_id, replace(knowledge_base.catalogue.overrides(report_id), edits=None))


def _redescribe(knowledge_base: KnowledgeBase, report_id: ReportId, made_of: Overrides) -> None:
    knowledge_base.redescribe(report_id, overridden(made_of), made_of)
