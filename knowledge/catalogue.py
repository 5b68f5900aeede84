"""The SQLite catalogue: reports, canonical texts and passages. It is the truth; both indexes derive from it."""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.catalogue_rows import (
    REPORT_COLUMNS,
    Overrides,
    description_columns,
    description_of,
    insert,
    override_columns,
    passage_columns,
    passage_of,
    report_columns,
    report_of,
)
from knowledge.catalogue_schema import MIGRATIONS, SCHEMA, SCHEMA_VERSION
from knowledge.errors import HomeError, StorageFullError, UnknownReportError
from knowledge.storage_errors import FULL, is_full
from knowledge.transaction import transaction
from knowledge.types import (
    Filters,
    FindingType,
    ParsedReport,
    Passage,
    PassageId,
    PassageLimits,
    Report,
    ReportDescription,
    ReportId,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from knowledge.types import LabelKind

HELD_A_REPORT = "held_a_report"
CARRIES_ONE = """EXISTS (
    SELECT 1 FROM json_each(passages.labels) label
    WHERE json_extract(label.value, '$.kind') || ':' || json_extract(label.value, '$.value')
        IN (SELECT value FROM json_each(?))
)"""
"""That a passage carries one of some labels, given as a JSON list of their keys."""
MOST_REMEMBERED = 50
"""Choices of labels whose passages are kept in mind: a choice can be of every passage there is."""


class Catalogue:
    """Reads and writes the catalogue; safe to share between threads.

    Args:
        path: The SQLite file, made where absent.
        read_only: Refuse writes, and leave the file as it is: for looking while another process writes.

    Raises:
        HomeError: The file cannot be opened, is not a catalogue, or was written by a newer version.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._reports_read: list[Report] | None = None  # what `reports` gave; a change in this process drops it
        self._labelled_read: dict[tuple[frozenset[str], ...], list[sqlite3.Row]] = {}  # the same of `_labelled`
        self._read_only = read_only
        with _storage_errors(path):
            self._db = self._connect(read_only)
            self._check_version(read_only)

    def _connect(self, read_only: bool) -> sqlite3.Connection:
        target = f"{self._path.resolve().as_uri()}?mode={'ro' if read_only else 'rwc'}"
        db = sqlite3.connect(target, uri=True, check_same_thread=False, isolation_level=None)
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA foreign_keys = ON")
        if not read_only:
            db.execute("PRAGMA journal_mode = WAL")
            # FULL, not NORMAL: a report that was said to be added is still there after a power cut.
            db.execute("PRAGMA synchronous = FULL")
        return db

    def _check_version(self, read_only: bool) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise HomeError(
                f"The library in {self._path.parent} was written by a newer version of this program.",
                "Update Audit Learning Assistant, or choose another --home.",
            )
        if read_only and version < SCHEMA_VERSION:
            raise HomeError(
                f"The library in {self._path.parent} was written by an older version of this program.",
                "Open it once with `audit-learning doctor`, which brings it up to date.",
            )
        if not read_only:
            # In one transaction with the version: a kill in between leaves the old catalogue whole.
            steps = "".join(MIGRATIONS[step] for step in range(version or SCHEMA_VERSION, SCHEMA_VERSION))
            self._db.executescript(f"BEGIN; {steps} {SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, _storage_errors(self._path):
            self._reports_read = None
            self._labelled_read = {}
            with transaction(self._db):
                yield self._db

    def _query(self, sql: str, parameters: Sequence[object] = ()) -> list[sqlite3.Row]:
        with self._lock, _storage_errors(self._path):
            return self._db.execute(sql, parameters).fetchall()

    def put(self, parsed: ParsedReport, overrides: Overrides | None = None) -> None:
        """Stores a report and its passages in one transaction, replacing the report of the same id.

        Args:
            parsed: The report, with the description that is to be shown.
            overrides: What that description is made of; absent where nobody set anything.
        """
        with self._transaction() as db:
            db.execute("DELETE FROM reports WHERE report_id = ?", (parsed.report.report_id,))
            made_of = overrides or Overrides(parsed.report.description)
            insert(db, "reports", {**report_columns(parsed), **override_columns(made_of)})
            for passage in parsed.passages:
                insert(db, "passages", passage_columns(passage))
            db.execute("INSERT OR IGNORE INTO unindexed VALUES (?)", (parsed.report.report_id,))
            db.execute("INSERT OR IGNORE INTO settings VALUES (?, 'yes')", (HELD_A_REPORT,))

    def repoint(self, report_id: ReportId, source_path: str, source_file: str) -> None:
        """Says that a report's file has moved; nothing else of it changes."""
        with self._transaction() as db:
            db.execute(
                "UPDATE reports SET source_path = ?, source_file = ? WHERE report_id = ?",
                (source_path, source_file, report_id),
            )

    def overrides(self, report_id: ReportId) -> Overrides:
        """What a report's description is made of. Raises UnknownReportError."""
        row = self._one("description, stated_description, sidecar, edits", report_id)
        stated = description_of(row["stated_description"] or row["description"])
        return Overrides(stated, row["sidecar"], row["edits"])

    def redescribe(self, report_id: ReportId, description: ReportDescription, overrides: Overrides) -> None:
        """Gives a report another description; its index entries, which hold words of it, are to be made anew.

        Args:
            report_id: The report.
            description: What is to be shown.
            overrides: What it is made of.

        Raises:
            UnknownReportError: It is not there.
        """
        self.report(report_id)
        columns = {**description_columns(description), **override_columns(overrides)}
        with self._transaction() as db:
            assignments = ", ".join(f"{column} = ?" for column in columns)
            db.execute(f"UPDATE reports SET {assignments} WHERE report_id = ?", (*columns.values(), report_id))
            db.execute("INSERT OR IGNORE INTO unindexed VALUES (?)", (report_id,))

    def set_held(self, report_id: ReportId, *, held: bool) -> None:
        """Keeps a report out of search and answers, or lets it in and remembers that somebody did.

        Its index entries are to follow (`unindexed`).

        Raises:
            UnknownReportError: It is not there.
        """
        self.report(report_id)
        with self._transaction() as db:
            state = (int(held), int(not held), report_id)
            db.execute("UPDATE reports SET held = ?, released = ? WHERE report_id = ?", state)
            db.execute("INSERT OR IGNORE INTO unindexed VALUES (?)", (report_id,))

    def delete(self, report_id: ReportId) -> None:
        """Removes a report and its passages. Raises UnknownReportError."""
        self.report(report_id)
        with self._transaction() as db:
            db.execute("DELETE FROM reports WHERE report_id = ?", (report_id,))
            db.execute("INSERT OR IGNORE INTO unindexed VALUES (?)", (report_id,))

    def unindexed(self) -> list[ReportId]:
        """Reports whose entries in the indexes may be out of date."""
        return [ReportId(row[0]) for row in self._query("SELECT report_id FROM unindexed")]

    def mark_indexed(self, report_id: ReportId) -> None:
        """Says that both indexes now hold this report as the catalogue does."""
        with self._transaction() as db:
            db.execute("DELETE FROM unindexed WHERE report_id = ?", (report_id,))

    def mark_all_unindexed(self) -> None:
        """Says that both indexes are to be built again."""
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO unindexed SELECT report_id FROM reports")

    def setting(self, key: str) -> str | None:
        """A stored fact about the library, such as the embedder that made its vectors."""
        rows = self._query("SELECT value FROM settings WHERE key = ?", (key,))
        return rows[0][0] if rows else None

    def set_setting(self, key: str, value: str) -> None:
        """Stores a fact about the library."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (key, value))

    def reports(self) -> list[Report]:
        """All reports, newest audit first, those without a date last."""
        with self._lock:
            # Only this process writes a library that it opened for writing; one that only looks must look again.
            if self._reports_read is None or self._read_only:
                order = "ORDER BY audit_date IS NULL, audit_date DESC, report_id"
                rows = self._query(f"SELECT {REPORT_COLUMNS} FROM reports r {order}")
                self._reports_read = [report_of(row) for row in rows]
            return list(self._reports_read)

    def open_reports(self) -> list[Report]:
        """The reports that are not held: those that a search may use, in the order of `reports`."""
        return [report for report in self.reports() if not report.held]

    def _one(self, columns: str, report_id: ReportId) -> sqlite3.Row:
        rows = self._query(f"SELECT {columns} FROM reports r WHERE report_id = ?", (report_id,))
        if not rows:
            raise UnknownReportError(
                f"No report has the id {report_id!r}.", "Look in the library: the page, or audit-learning reports."
            )
        return rows[0]

    def report(self, report_id: ReportId) -> Report:
        """One report. Raises UnknownReportError."""
        return report_of(self._one(REPORT_COLUMNS, report_id))

    def report_where(
        self,
        *,
        content_hash: str | None = None,
        source_path: str | None = None,
        other_than: ReportId | None = None,
    ) -> Report | None:
        """The report of that content or, failing that, of that path; `None` if there is neither.

        Args:
            content_hash: Of its file.
            source_path: Of its file; more than one report can have lost the same one, the newest is given.
            other_than: A report that is not meant.
        """
        for column, value in (("content_hash", content_hash), ("source_path", source_path)):
            sql = f"SELECT {REPORT_COLUMNS} FROM reports r WHERE {column} = ? AND report_id IS NOT ?"
            rows = self._query(f"{sql} ORDER BY added_at DESC", (value, other_than))
            if rows:
                return report_of(rows[0])
        return None

    def holds(self, report_id: ReportId) -> bool:
        """Whether there is a report of that id."""
        return bool(self._query("SELECT 1 FROM reports WHERE report_id = ?", (report_id,)))

    def canonical_text(self, report_id: ReportId) -> str:
        """The report's whole canonical text. Raises UnknownReportError."""
        return str(self._one("canonical_text", report_id)[0])

    def is_new(self) -> bool:
        """Whether no report was ever held, which is not the same as holding none."""
        return self.setting(HELD_A_REPORT) is None

    def count_passages(self) -> int:
        """How many passages a search may use: those of reports that are not held."""
        return int(self._query("SELECT count(*) FROM passages JOIN reports USING (report_id) WHERE NOT held")[0][0])

    def label_counts(
        self, kind: LabelKind, report_ids: Collection[ReportId]
    ) -> list[tuple[ReportId, FindingType, str, int]]:
        """How many passages of some reports carry each label of a kind.

        Args:
            kind: Themes, agencies or cases.
            report_ids: Of which reports; those that are held are left out.

        Returns:
            `(report, finding type, label, passages)` for each that there is, in no order. A passage with two labels
            counts for both.
        """
        rows = self._query(
            """SELECT p.report_id, p.finding_type, json_extract(label.value, '$.value'), count(*)
            FROM passages p JOIN reports r USING (report_id), json_each(p.labels) label
            WHERE p.report_id IN (SELECT value FROM json_each(?)) AND NOT r.held
                AND json_extract(label.value, '$.kind') = ?
            GROUP BY 1, 2, 3""",
            (json.dumps(list(report_ids)), kind.value),
        )
        return [(ReportId(row[0]), FindingType(row[1]), str(row[2]), int(row[3])) for row in rows]

    def passages_by_type(
        self, report_ids: Collection[ReportId] | None = None
    ) -> dict[ReportId, dict[FindingType, int]]:
        """How many passages of each finding type reports have, held reports too; no passage is read for it.

        Args:
            report_ids: Of which reports; all where absent.

        Returns:
            Counts (1 or more) by report, the types in the order of `FindingType`; a report without passages is left
            out.
        """
        sql = "SELECT report_id, finding_type, count(*) FROM passages"
        parameters: list[object] = []
        if report_ids is not None:
            sql += " WHERE report_id IN (SELECT value FROM json_each(?))"
            parameters.append(json.dumps(list(report_ids)))
        order = list(FindingType)
        rows = self._query(f"{sql} GROUP BY report_id, finding_type", parameters)
        found: dict[ReportId, dict[FindingType, int]] = {}
        for row in sorted(rows, key=lambda row: order.index(row["finding_type"])):
            found.setdefault(ReportId(row["report_id"]), {})[FindingType(row["finding_type"])] = int(row[2])
        return found

    def reports_by_type(self) -> dict[FindingType, int]:
        """In how many reports that are not held each finding type is; types that none has are left out."""
        counts = "SELECT finding_type, count(DISTINCT report_id) FROM passages JOIN reports USING (report_id)"
        return {FindingType(row[0]): row[1] for row in self._query(f"{counts} WHERE NOT held GROUP BY 1")}

    def passages(self, filters: Filters) -> list[Passage]:
        """The passages that the filters allow, by report and reading order."""
        limits = self.limits(filters)
        clauses, parameters = ["0" if limits.allow_nothing else "1"], list[object]()
        for column, allowed in limits.fields().items():
            clauses.append(f"{column} IN ({', '.join('?' * len(allowed))})")
            parameters.extend(allowed)
        for keys in limits.labels:
            clauses.append(CARRIES_ONE)
            parameters.append(json.dumps(sorted(keys)))
        sql = f"SELECT * FROM passages WHERE {' AND '.join(clauses)} ORDER BY report_id, ordinal"
        return [passage_of(row) for row in self._query(sql, parameters)]

    def passages_by_id(self, passage_ids: Collection[PassageId]) -> dict[PassageId, Passage]:
        """Passages by id; ids that are not there are left out."""
        marks = ", ".join("?" * len(passage_ids))
        rows = self._query(f"SELECT * FROM passages WHERE passage_id IN ({marks})", list(passage_ids))
        return {passage.passage_id: passage for passage in map(passage_of, rows)}

    def passages_near(self, passages: Collection[Passage], reach: int) -> dict[ReportId, list[Passage]]:
        """The passages that stand within `reach` of some passages, and these, by report and in reading order."""
        wanted = [
            [passage.report_id, ordinal]
            for passage in passages
            for ordinal in range(max(passage.ordinal - reach, 0), passage.ordinal + reach + 1)
        ]
        rows = self._query(
            """SELECT DISTINCT p.* FROM json_each(?) place
            JOIN passages p ON p.report_id = json_extract(place.value, '$[0]')
                AND p.ordinal = json_extract(place.value, '$[1]')
            ORDER BY p.report_id, p.ordinal""",
            (json.dumps(wanted),),
        )
        near: dict[ReportId, list[Passage]] = {}
        for passage in map(passage_of, rows):
            near.setdefault(passage.report_id, []).append(passage)
        return near

    def misplaced(self) -> list[ReportId]:
        """Reports with a passage whose words do not stand at its span; there are none unless the file was altered."""
        rows = self._query(
            """SELECT DISTINCT p.report_id FROM passages p JOIN reports r USING (report_id)
            WHERE substr(r.canonical_text, p.start + 1, p."end" - p.start) <> p.text"""
        )
        return [ReportId(row[0]) for row in rows]

    def limits(self, filters: Filters) -> PassageLimits:
        """The filters as the indexes apply them: what is known of reports is resolved to their ids."""
        report_ids = None
        reports = self.reports()
        held = not filters.include_held and any(report.held for report in reports)
        if filters.report_ids or filters.partnership or filters.years or held:
            report_ids = frozenset(report.report_id for report in reports if _allows(filters, report))
        limits = PassageLimits(report_ids, filters.finding_types, filters.case_letter, filters.labels)
        return replace(limits, passage_ids=self._allowed(limits)) if limits.labels else limits

    def reports_labelled(self, filters: Filters) -> set[ReportId]:
        """The reports with a passage that the filters allow, which must limit labels: no passage is read for it."""
        return {ReportId(row["report_id"]) for row in self._allowed_rows(self.limits(filters))}

    def _allowed(self, limits: PassageLimits) -> frozenset[PassageId]:
        """The passages that all limits allow, of those that carry the labels."""
        return frozenset(PassageId(row["passage_id"]) for row in self._allowed_rows(limits))

    def _allowed_rows(self, limits: PassageLimits) -> Iterator[sqlite3.Row]:
        if limits.allow_nothing:
            return
        allowed = [(column, frozenset(values)) for column, values in limits.fields().items()]
        for row in self._labelled(limits.labels):
            if all(row[column] in values for column, values in allowed):
                yield row

    def _labelled(self, labels: tuple[frozenset[str], ...]) -> list[sqlite3.Row]:
        """Id and limited fields of the passages that carry one label of each set: read once, it takes a whole scan."""
        with self._lock:
            rows = None if self._read_only else self._labelled_read.get(labels)
            if rows is None:
                sql = "SELECT passage_id, report_id, finding_type, case_letter FROM passages WHERE "
                keys = [json.dumps(sorted(keys)) for keys in labels]
                rows = self._query(sql + " AND ".join([CARRIES_ONE] * len(labels)), keys)
                if len(self._labelled_read) == MOST_REMEMBERED:
                    self._labelled_read.clear()
                self._labelled_read[labels] = rows
            return rows


def _allows(filters: Filters, report: Report) -> bool:
    description = report.description
    if report.held and not filters.include_held:
        return False
    if filters.report_ids and report.report_id not in filters.report_ids:
        return False
    if filters.years and filters.years.isdisjoint(date.value.year for date in description.dates):
        return False
    wanted = (filters.partnership or "").casefold()
    return wanted in (description.partnership or "").casefold()


@contextmanager
def _storage_errors(path: Path) -> Iterator[None]:
    """Says what SQLite met in words for a person."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if is_full(error):
            raise StorageFullError(f"The disk that holds {path.parent} is full.", FULL) from error
        raise HomeError(
            f"The library file {path} cannot be used ({error}).",
            "Check that you may write there, or choose another --home.",
        ) from error
    except sqlite3.DatabaseError as error:
        raise HomeError(
            f"The library file {path} is damaged or is not a library ({error}).",
            "Restore it from a backup, or choose another --home and ingest the reports again.",
        ) from error
