"""The tables of the catalogue, and what turns those of an older version into them."""

from __future__ import annotations

SCHEMA_VERSION = 2
SCHEMA = """
CREATE TABLE IF NOT EXISTS reports (
    report_id TEXT PRIMARY KEY,
    source_file TEXT NOT NULL,
    source_path TEXT NOT NULL,
    content_hash TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    partnership TEXT,
    audit_date TEXT,
    pages TEXT NOT NULL,
    page_count INTEGER,
    warnings TEXT NOT NULL,
    fictional INTEGER NOT NULL,
    added_at TEXT NOT NULL,
    canonical_text TEXT NOT NULL,
    screening TEXT NOT NULL DEFAULT '[]',
    held INTEGER NOT NULL DEFAULT 0,
    released INTEGER NOT NULL DEFAULT 0,
    parser_version INTEGER NOT NULL DEFAULT 0,
    -- What the report says of itself, without what people set instead: the sidecar file and edits made in the library.
    stated_description TEXT,
    sidecar TEXT,
    edits TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS passages (
    passage_id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES reports ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    finding_type TEXT NOT NULL,
    heading_path TEXT NOT NULL,
    page INTEGER,
    page_label TEXT,
    column_headings TEXT NOT NULL,
    case_letter TEXT,
    links TEXT NOT NULL,
    text TEXT NOT NULL,
    labels TEXT NOT NULL DEFAULT '[]',
    UNIQUE (report_id, ordinal)
) STRICT;
-- Reports whose index entries may not match the tables above: written in the same transaction as the change,
-- deleted once both indexes follow it. What a crash leaves here is mended at the next open.
CREATE TABLE IF NOT EXISTS unindexed (report_id TEXT PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""
MIGRATIONS = {
    1: """
        ALTER TABLE reports ADD COLUMN screening TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE reports ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE reports ADD COLUMN released INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE reports ADD COLUMN parser_version INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE reports ADD COLUMN stated_description TEXT;
        ALTER TABLE reports ADD COLUMN sidecar TEXT;
        ALTER TABLE reports ADD COLUMN edits TEXT;
        ALTER TABLE passages ADD COLUMN labels TEXT NOT NULL DEFAULT '[]';
    """
}
"""What turns a catalogue of each version into one of the next. A library keeps its reports across updates."""
