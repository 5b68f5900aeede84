"""Says what an ingest would do: reads and labels files as it does, and writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ingest.becoming import becoming, sidecar_of
from ingest.candidates import parsed_ahead
from ingest.files import stored_path
from ingest.parse import PARSER_VERSION
from ingest.parser_pool import ParserPool
from knowledge.errors import IngestError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ingest.candidates import Looked
    from ingest.options import IngestOptions
    from knowledge.catalogue import Catalogue
    from knowledge.types import ParsedReport, Report


@dataclass(frozen=True, slots=True)
class Preview:
    """What one file would become: a report, or a refusal with its reason."""

    source_file: str
    action: Literal["would be added", "would be updated", "unchanged", "refused"]
    parsed: ParsedReport | None = None
    error: IngestError | None = None

    @property
    def pages(self) -> int | None:
        """How many pages it has, `None` where it was refused or its format has none."""
        return self.parsed.report.page_count if self.parsed else None


def dry_run(files: Iterable[Path], options: IngestOptions, catalogue: Catalogue | None) -> Iterator[Preview]:
    """Parses files side by side, unchanged ones too; a preview each, in order.

    Args:
        files: As `find_files` gives them.
        options: How they would be taken in.
        catalogue: What the library holds; `None` where there is none yet.
    """
    with ParserPool(options.workers, options.limits) as pool:
        for looked in parsed_ahead(files, pool, options.reading, lambda candidate: True):
            try:
                yield _preview(looked, options, catalogue)
            except IngestError as error:
                yield Preview(looked.candidate.name, "refused", error=error)


def _preview(looked: Looked, options: IngestOptions, catalogue: Catalogue | None) -> Preview:
    candidate, parsed = looked.candidate, looked.parsed
    if candidate.error is not None:
        raise candidate.error
    assert parsed is not None  # all that could be looked at was parsed
    if parsed.error is not None:
        raise parsed.error
    assert parsed.report is not None  # one of the two is always there
    previous = _previous(looked, catalogue)
    earlier = catalogue.overrides(previous.report_id) if catalogue and previous else None
    becomes = becoming(parsed.report, previous, earlier, sidecar_of(candidate.path), hold=options.hold_identifiable)
    same = previous is not None and previous.content_hash == candidate.source_hash
    if same and previous is not None and previous.parser_version == PARSER_VERSION:
        return Preview(candidate.name, "unchanged", becomes.report)
    return Preview(candidate.name, "would be updated" if previous else "would be added", becomes.report)


def _previous(looked: Looked, catalogue: Catalogue | None) -> Report | None:
    """The report that the file would take the place of."""
    if catalogue is None:
        return None
    candidate = looked.candidate
    known = catalogue.report_where(content_hash=candidate.source_hash)
    return known or catalogue.report_where(source_path=stored_path(candidate.path))
