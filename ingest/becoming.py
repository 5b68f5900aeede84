"""What a parsed file becomes in the library: what people say of it put over what it says, and whether it is held."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.overrides import (
    DescriptionOverride,
    apply,
    combined,
    find_sidecar,
    override_from_json,
    override_to_json,
    read_sidecar,
)
from ingest.screening import identifies_person
from knowledge.catalogue_rows import Overrides

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from knowledge.knowledge_base import KnowledgeBase
    from knowledge.types import Identifiable, ParsedReport, Report, ReportDescription, ReportId


@dataclass(frozen=True, slots=True)
class Becoming:
    """A report as it is to be stored, what its description is made of, and what a person should know of that."""

    report: ParsedReport
    made_of: Overrides
    news: str = ""


def becoming(
    parsed: ParsedReport, previous: Report | None, earlier: Overrides | None, sidecar: str | None, *, hold: bool
) -> Becoming:
    """What a parsed file becomes.

    Args:
        parsed: The report as it was read.
        previous: The report that it takes the place of, if any.
        earlier: What that one's description is made of.
        sidecar: What the file beside it says, as JSON.
        hold: Whether reports that may identify a person are to be held.
    """
    report = parsed.report
    made_of = Overrides(report.description, sidecar, earlier.edits if earlier else None)
    is_as_released = previous is not None and previous.released and previous.content_hash == report.content_hash
    stored = replace(
        report,
        description=overridden(made_of),
        held=is_held(report.screening, previous, report.content_hash, hold=hold),
        released=is_as_released,
    )
    corrected = earlier is not None and earlier.edits is not None
    retitled = corrected and earlier is not None and earlier.stated.title != report.description.title
    news = "it states another title than before; the corrections made to its description were kept" if retitled else ""
    return Becoming(replace(parsed, report=stored), made_of, news)


def is_held(found: Sequence[Identifiable], previous: Report | None, content_hash: str, *, hold: bool) -> bool:
    """Whether a report is to be kept out of answers.

    What somebody held stays held until somebody releases it; what somebody released stays so while it does not change.

    Args:
        found: What screening found in it.
        previous: The report that it takes the place of, if any.
        content_hash: Of its file.
        hold: Whether reports that may identify a person are to be held.
    """
    if previous is not None and previous.held:
        return True
    if previous is not None and previous.released and previous.content_hash == content_hash:
        return False
    return hold and identifies_person(found)


def sidecar_of(path: Path) -> str | None:
    """What the file beside a report says, as JSON; `None` where there is none. Raises OverrideError."""
    sidecar = find_sidecar(path)
    return override_to_json(read_sidecar(sidecar)) if sidecar else None


def overridden(made_of: Overrides) -> ReportDescription:
    """The description to show: the report's own, then the file beside it, then what was edited in the library."""
    override = DescriptionOverride()
    for layer in (made_of.sidecar, made_of.edits):
        override = combined(override, override_from_json(layer)) if layer else override
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
