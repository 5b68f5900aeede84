"""Says what an ingest would do: reads and labels files as it does, and writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.candidates import parsed_ahead
from ingest.overrides import find_sidecar, override_to_json, read_sidecar
from ingest.parser_pool import ParserPool
from ingest.redescribe import overridden
from ingest.screening import identifies_person
from knowledge.catalogue import Overrides
from knowledge.errors import IngestError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ingest.candidates import Looked
    from ingest.options import IngestOptions
    from knowledge.types import ParsedReport


@dataclass(frozen=True, slots=True)
class Preview:
    """What one file would become: a report, or a refusal with its reason."""

    source_file: str
    parsed: ParsedReport | None = None
    error: IngestError | None = None

    @property
    def pages(self) -> int | None:
        """How many pages it has, `None` where it was refused or its format has none."""
        return self.parsed.report.page_count if self.parsed else None


def dry_run(files: Iterable[Path], options: IngestOptions) -> Iterator[Preview]:
    """Parses files side by side, unchanged ones too; a preview each, in order."""
    pool = ParserPool(options.workers, options.limits)
    for looked in parsed_ahead(files, pool, options.reading, lambda candidate: True):
        try:
            yield Preview(looked.candidate.name, _as_it_would_be(looked, options))
        except IngestError as error:
            yield Preview(looked.candidate.name, error=error)


def _as_it_would_be(looked: Looked, options: IngestOptions) -> ParsedReport:
    error = looked.candidate.error or (looked.parsed.error if looked.parsed else None)
    if error is not None or looked.parsed is None or looked.parsed.report is None:
        raise error or IngestError(looked.candidate.name, "It was not parsed.", "Try again.")
    parsed = looked.parsed.report
    sidecar = find_sidecar(looked.candidate.path)
    made_of = Overrides(parsed.report.description, override_to_json(read_sidecar(sidecar)) if sidecar else None)
    held = options.hold_identifiable and identifies_person(parsed.report.screening)
    return replace(parsed, report=replace(parsed.report, description=overridden(made_of), held=held))
