"""What came of verifying a pack: a verdict on each quote of its file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.packs.receipt_lines import Receipt


class Verdict(StrEnum):
    """How a quote stands, in the file and in the library as it is now. The value is what a program reads."""

    CHANGED = "changed"
    OTHER_SOURCE = "other_source"
    ADDED_NOT_FOUND = "added_not_found"
    NOT_IN_REPORT = "not_in_report"
    REPORT_GONE = "report_gone"
    REPORT_HELD = "report_held"
    MISSING = "missing"
    ADDED = "added"
    MOVED = "moved"
    STANDS = "stands"

    @property
    def label(self) -> str:
        """As a person reads it."""
        return LABELS[self]


LABELS: Final = {
    Verdict.CHANGED: "changed in the file",
    Verdict.OTHER_SOURCE: "beside the number of another source",
    Verdict.ADDED_NOT_FOUND: "in quotation marks, but in no report of the library",
    Verdict.NOT_IN_REPORT: "no longer in its report",
    Verdict.REPORT_GONE: "its report is no longer in the library",
    Verdict.REPORT_HELD: "its report is held, so that it may not be shown",
    Verdict.MISSING: "no longer in the file",
    Verdict.ADDED: "not in the receipt, but stands in a report",
    Verdict.MOVED: "stands, elsewhere in its report",
    Verdict.STANDS: "stands",
}
FAILURES: Final = frozenset(
    {
        Verdict.CHANGED,
        Verdict.OTHER_SOURCE,
        Verdict.ADDED_NOT_FOUND,
        Verdict.NOT_IN_REPORT,
        Verdict.REPORT_GONE,
        Verdict.REPORT_HELD,
    }
)
STANDING: Final = frozenset({Verdict.ADDED, Verdict.MOVED, Verdict.STANDS})


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """The verdict on one quote.

    Args:
        verdict: How it stands.
        number: Of the quote in the receipt, from 1; 0 where it is in no receipt. A quote of which several copies were
            changed has a check for each.
        words: As the file has them now; empty where it has them no more, and of a held report.
        was: As the report has them, where the file's differ; else empty, as of a held report.
        report_id: The report; empty where it is in none.
        title: Of that report; empty where it is gone or held.
        page_label: Where it stands now; empty where the report has no pages.
        detail: More in words; often empty.
    """

    verdict: Verdict
    number: int = 0
    words: str = ""
    was: str = ""
    report_id: str = ""
    title: str = ""
    page_label: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PackCheck:
    """The verdicts on a file, in the order of the receipt, what is in none last.

    `receipt` is `None` where the file has none; `notices` say in words what else a reader must know.
    """

    receipt: Receipt | None
    quotes: tuple[QuoteCheck, ...]
    notices: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """How many quotes the file has now."""
        return sum(quote.verdict is not Verdict.MISSING for quote in self.quotes)

    @property
    def standing(self) -> int:
        """How many of them stand in the library as it is now."""
        return sum(quote.verdict in STANDING for quote in self.quotes)

    @property
    def is_sound(self) -> bool:
        """Whether the file has quotes, and every one stands in the library, and may be shown."""
        return self.total > 0 and not any(quote.verdict in FAILURES for quote in self.quotes)
