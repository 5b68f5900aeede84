"""How files are taken in."""

from __future__ import annotations

import os
from dataclasses import dataclass

from ingest.lines import USUAL, ReadOptions
from ingest.parser_process import USUAL_LIMITS, ParseLimits


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """How files are taken in.

    Args:
        workers: How many files are parsed at once.
        limits: What parsing one file may take.
        reading: How the readers go about it.
        hold_identifiable: Keep a report that may identify a person out of answers until somebody releases it.
    """

    workers: int = max(1, os.cpu_count() or 1)
    limits: ParseLimits = USUAL_LIMITS
    reading: ReadOptions = USUAL
    hold_identifiable: bool = False
