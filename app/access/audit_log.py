"""The audit log: who did what and when, one JSON object a line; never a question, an answer or a report's words."""

from __future__ import annotations

import json
import os
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from knowledge.storage_errors import file_errors

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "audit-log.jsonl"
"""Inside the data home."""
Action = Literal[
    "signed_in",
    "sign_in_refused",
    "signed_out",
    "account_added",
    "account_removed",
    "password_changed",
    "role_changed",
    "token_made",
    "token_revoked",
    "asked",
    "pack_made",
    "uploaded",
    "report_replaced",
    "report_removed",
    "samples_removed",
    "report_held",
    "report_released",
    "description_changed",
]


class AuditLog:
    """Appends to the file of the log, which only its owner may read.

    Args:
        path: Need not be there yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def record(self, action: Action, person: str, **details: str | int | None) -> None:
        """Adds one line.

        Args:
            action: What was done.
            person: Who did it.
            details: What it was done to, such as `report_id`. Never words of a question or a report.

        Raises:
            HomeError: It cannot be written.
        """
        row = {"when": datetime.now(UTC).isoformat(timespec="seconds"), "action": action, "person": person, **details}
        line = json.dumps(row, ensure_ascii=True).encode() + b"\n"
        with self._lock, file_errors(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with open(self.path, "ab", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
                file.write(line)
