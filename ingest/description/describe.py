"""Describes a report from its own words, each told thing with the span that it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.description.agencies import find_agencies
from ingest.description.dates import find_audit_date, find_publication_date
from ingest.description.grades import find_grades
from ingest.description.partnership import find_partnership
from ingest.description.sample import find_sample
from ingest.description.titles import opening_until, paper_kind, title_parts
from knowledge.types import AuditDate, ReportDescription, Span

if TYPE_CHECKING:
    from ingest.labels import FindingTypeRules
    from ingest.passages import CanonicalText

OPENING_BLOCKS = 25


@dataclass(frozen=True, slots=True)
class Described:
    """A description, and the headings that make up the title in the text.

    `opening_until` is the offset up to which the report only introduces itself.
    """

    description: ReportDescription
    title_parts: tuple[str, ...]
    opening_until: int


def describe(canonical: CanonicalText, file_stem: str, rules: FindingTypeRules) -> Described:
    """Describes a report, without its themes: for those see `ingest.description_themes`, once passages are cut.

    Args:
        canonical: Its text.
        file_stem: Its file's name, for a title where it has none.
        rules: What wording tells of a heading.
    """
    opening = canonical.spans[:OPENING_BLOCKS]
    parts = title_parts(opening, rules)
    title = ": ".join(part.placed.block.text.rstrip(" :") for part in parts)
    audit_date = find_audit_date(canonical, opening, parts)
    partnership = find_partnership(canonical, parts, rules)
    description = ReportDescription(
        title=title or _title_for(file_stem, audit_date),
        title_span=Span(parts[0].span.start, parts[-1].span.end) if parts else None,
        kind=paper_kind(canonical, opening, parts),
        partnership=partnership.name if partnership else None,
        partnership_span=partnership.span if partnership else None,
        audit_date=audit_date,
        publication_date=find_publication_date(canonical, opening),
        sample=find_sample(canonical, rules),
        agencies=find_agencies(canonical, rules),
        grades=find_grades(canonical),
    )
    words = tuple(part.placed.block.text for part in parts)
    return Described(description, words, opening_until(opening, parts))


def _title_for(file_stem: str, audit_date: AuditDate | None) -> str:
    if audit_date is not None:
        return f"Audit report, {audit_date.words}"
    return f"Untitled report ({file_stem})"
