"""Typed fakes and builders that the tests share: nothing here patches the product."""

from __future__ import annotations

import hashlib
import re
import zlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest.lines import Line
from knowledge.types import (
    AuditDate,
    DatePrecision,
    FindingType,
    ParsedReport,
    Passage,
    PassageId,
    Report,
    ReportDescription,
    ReportId,
    Sample,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.protocols import Progress, Vectors

PROJECT = Path(__file__).parents[1]
SHARED = PROJECT.parent / "shared"
"""Real reports and hostile files, where they are there."""


class HashEmbedder:
    """An `Embedder` without a model: a bag of words hashed into 64 places, as a unit vector."""

    name = "hashed bag of words"
    dimension = 64

    def __init__(self, revision: str = "1") -> None:
        self.revision = revision
        self.texts_embedded = 0

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        self.texts_embedded += len(texts)
        if progress:
            progress(len(texts), len(texts))
        return np.array([_vector(text, self.dimension) for text in texts], dtype=np.float32).reshape(-1, self.dimension)


def _vector(text: str, dimension: int) -> Vectors:
    counts = np.zeros(dimension, dtype=np.float32)
    for word in re.findall(r"\w+", text.casefold()):
        counts[hashlib.sha256(word.encode()).digest()[0] % dimension] += 1
    if not counts.any():
        counts[0] = 1
    return (counts / np.linalg.norm(counts)).astype(np.float32)


class WordList:
    """The part of a `WordIndex` that reading a question needs, over a few stems with their rarity."""

    def __init__(self, **rarities: float) -> None:
        self._rarities = rarities

    def stem(self, text: str) -> Sequence[str]:
        return re.findall(r"\w+", text.casefold())

    def rarity(self, stem: str) -> float:
        return self._rarities.get(stem, 0.0)


def make_passage(number: int = 0, report: str = "r", text: str = "", **fields: Any) -> Passage:
    text = text or f"Workers met the family {number} times."
    start = fields.pop("start", number * 1000)
    return Passage(
        passage_id=PassageId(f"{report}#{number}"),
        report_id=ReportId(report),
        ordinal=number,
        start=start,
        end=start + len(text),
        text=text,
        finding_type=fields.pop("finding_type", FindingType.CONCERN),
        **fields,
    )


def make_report(report_id: str = "r", **fields: Any) -> Report:
    description = ReportDescription(
        title=fields.pop("title", f"Audit {report_id}"),
        partnership=fields.pop("partnership", None),
        audit_date=fields.pop("audit_date", None),
        sample=fields.pop("sample", None),
    )
    values: dict[str, Any] = {
        "source_file": f"{report_id}.txt",
        "source_path": f"/reports/{report_id}.txt",
        "content_hash": f"hash of {report_id}",
        "pages": (),
        "warnings": (),
        "fictional": False,
        "added_at": datetime(2025, 1, 1, tzinfo=UTC),
        **fields,
    }
    return Report(report_id=ReportId(report_id), description=description, **values)


def make_parsed(report_id: str = "r", texts: Sequence[str] = ("Workers met the family often.",)) -> ParsedReport:
    """A report whose canonical text is its passages, one to a line."""
    canonical, passages = "", []
    for number, text in enumerate(texts):
        canonical += "\n" if canonical else ""
        passages.append(make_passage(number, report_id, text, start=len(canonical)))
        canonical += text
    return ParsedReport(make_report(report_id), canonical, tuple(passages))


def on_day(year: int, month: int, day: int) -> AuditDate:
    return AuditDate(date(year, month, day), DatePrecision.DAY)


def in_month(year: int, month: int) -> AuditDate:
    return AuditDate(date(year, month, 1), DatePrecision.MONTH)


def sample_of(size: int, unit: str = "children") -> Sample:
    return Sample(size, unit)


def lines_of(*texts: str, gaps: Sequence[int] = (), **looks: Any) -> list[Line]:
    """Lines as a reader gives them; `gaps` are the indexes of those with space above."""
    return [Line(text, gap_before=index in gaps, **looks) for index, text in enumerate(texts)]


def flate_bomb(path: Path, megabytes: int) -> Path:
    """A PDF page whose content unpacks to that many MB."""
    packer = zlib.compressobj(9)
    content = b"".join(packer.compress(b" " * 2**20) for _ in range(megabytes)) + packer.flush()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    text = b"%PDF-1.4\n"
    offsets = []
    for number, part in enumerate(parts, 1):
        offsets.append(len(text))
        text += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"xref\n0 5\n0000000000 65535 f \n%strailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    path.write_bytes(text + end % (table, len(text)))
    return path
