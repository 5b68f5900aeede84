"""The text of a receipt: which words of which reports its file quotes, so that anybody can verify it later.

It is plain text at the end of the file, which a person can read and an editor may wrap or space anew:

    Receipt of Audit Learning Assistant 0.6.0; session; made 2026-11-22T09:30Z; topic: neglect.
    Report 1: neglect-aaa111; file 9f86…; text 2c26….
    Quote 1 of report 1: from 100 to 132; words 0123456789abcdef; times 2.
    End of receipt: 1 quotes of 1 reports; check fedcba9876543210.

`file` and `text` are the sha256 of the report's file and of its canonical text, `from` and `to` offsets into that text
(`to` is exclusive), `words` the first 16 hexadecimal digits of the sha256 of the normalised words (`app.verify`),
`times` how often those words stand in the file. It holds no word of a report. It proves nothing by itself, as anybody
can write one: every quote is looked up in the library.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from app.verify import DASHES
from ingest.lines import clean
from knowledge.types import ReportId

if TYPE_CHECKING:
    from collections.abc import Iterator

DIGITS: Final = 16
LONGEST_TOPIC: Final = 100
MOST_COLUMNS: Final = 3
MOST_QUOTES: Final = 5_000
"""Of a receipt that is read: a file may be made to take for ever."""
MOST_HEADS: Final = 50
"""Beginnings of a receipt that are tried: a title may look like one, and be on each page."""
BEGINNING: Final = re.compile("ReceiptofAuditLearningAssistant", re.IGNORECASE)
FACT: Final = r"([^;:]{1,200})"
HEAD = re.compile(rf"ReceiptofAuditLearningAssistant{FACT};([a-z]{{1,30}});made([^;]{{1,30}});", re.IGNORECASE)
REPORT = re.compile(rf"Report(\d{{1,6}}):{FACT};file{FACT};text([0-9a-f]{{64}})\.", re.IGNORECASE)
QUOTE = re.compile(
    r"Quote(\d{1,6})ofreport(\d{1,6}):from(\d{1,9})to(\d{1,9});words([0-9a-f]{16});times(\d{1,6})\.", re.IGNORECASE
)
END = re.compile(r"Endofreceipt:\d{1,6}quotesof\d{1,6}reports;check([0-9a-f]{16})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A report of a receipt: its 1-based number, and the sha256 of its file and of its canonical text at the time."""

    number: int
    report_id: ReportId
    file_hash: str
    text_hash: str


@dataclass(frozen=True, slots=True)
class QuoteEntry:
    """Words that were quoted in one piece: from `start` to before `end` of the canonical text of report `report`.

    `words_hash` is that of `quotations.words_hash`; `times`, at least 1, is how often these words, from wherever they
    are, stood in the file within quotation marks.
    """

    number: int
    report: int
    start: int
    end: int
    words_hash: str
    times: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt as it was read; `whole` is False where lines are missing or were changed."""

    version: str
    kind: str
    made: str
    reports: tuple[ReportEntry, ...]
    quotes: tuple[QuoteEntry, ...]
    whole: bool = True


def text_hash(text: str) -> str:
    """The sha256 of a canonical text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def receipt_lines(receipt: Receipt, topic: str) -> Iterator[str]:
    """A receipt as text. The topic is for people: nothing reads it back."""
    # A topic is whatever somebody typed: it must neither look like a line of the receipt nor like a quote.
    shown = " ".join(re.sub(r"[^\w\s,()'’-]", " ", topic).split())[:LONGEST_TOPIC]
    yield (
        f"Receipt of Audit Learning Assistant {receipt.version}; {receipt.kind}; made {receipt.made}; topic: {shown}."
    )
    for report in receipt.reports:
        yield f"Report {report.number}: {report.report_id}; file {report.file_hash}; text {report.text_hash}."
    for quote in receipt.quotes:
        yield (
            f"Quote {quote.number} of report {quote.report}: from {quote.start} to {quote.end}; "
            f"words {quote.words_hash}; times {quote.times}."
        )
    counts = f"{len(receipt.quotes)} quotes of {len(receipt.reports)} reports"
    yield f"End of receipt: {counts}; check {_check(receipt)}."


def _check(receipt: Receipt) -> str:
    """A checksum over all that is read back, whatever an editor made of the lines."""
    facts = "\n".join(
        (
            f"{receipt.version};{receipt.kind};{receipt.made}",
            *(f"{r.number};{r.report_id};{r.file_hash};{r.text_hash}" for r in receipt.reports),
            *(f"{q.number};{q.report};{q.start};{q.end};{q.words_hash};{q.times}" for q in receipt.quotes),
        )
    )
    return hashlib.sha256(_compact(facts).casefold().encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


def _compact(text: str) -> str:
    """A text without white space, and with one kind of hyphen: what is left however a line was wrapped or spaced."""
    return re.sub(r"\s+", "", DASHES.sub("-", clean(text.replace("\n", " "))).replace("−", "-"))


def read_receipt(words: str) -> Receipt | None:
    """The receipt in the words of a file; `None` where there is none.

    Where there are several, as packs were put together or a title looks like one, it is the last that is whole.
    """
    receipt = _read(words)
    if receipt is not None and receipt.whole:
        return receipt
    # Of two columns on a page of a PDF, each line of the one is read with that of the other beside it.
    by_columns = _read(_by_columns(words))
    return by_columns if by_columns is not None and (receipt is None or by_columns.whole) else receipt


def _by_columns(words: str) -> str:
    rows = [line.split("\t")[:MOST_COLUMNS] for line in words.splitlines()]
    columns = ([row[column] for row in rows if column < len(row)] for column in range(MOST_COLUMNS))
    return "\n".join(text for column in columns for text in column)


def _read(words: str) -> Receipt | None:
    compact = _compact(words)
    starts = [found.start() for found in BEGINNING.finditer(compact)][-MOST_HEADS:]
    heads = filter(None, (HEAD.match(compact, start) for start in reversed(starts)))
    damaged: Receipt | None = None
    for head in heads:
        receipt = _read_from(head, compact)
        if receipt.whole:
            return receipt
        if damaged is None or len(receipt.quotes) > len(damaged.quotes):
            damaged = receipt
    return damaged


def _read_from(head: re.Match[str], compact: str) -> Receipt:
    end = END.search(compact, head.end())
    region = compact[head.end() : end.end() if end else None]
    reports = tuple(
        ReportEntry(int(found[1]), ReportId(found[2]), found[3], found[4].lower()) for found in REPORT.finditer(region)
    )
    quotes = tuple(map(_quote_entry, islice(QUOTE.finditer(region), MOST_QUOTES)))
    receipt = Receipt(head[1], head[2].lower(), head[3], reports, quotes)
    return replace(receipt, whole=end is not None and end[1].lower() == _check(receipt))


def _quote_entry(found: re.Match[str]) -> QuoteEntry:
    number, report, start, end = map(int, found.groups()[:4])
    return QuoteEntry(number, report, start, end, found[5].lower(), int(found[6]))
