"""What every file says in the same words, whatever its format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.packs.citing import NOT_STATED, plain, sample_words, short_source, source_line
from app.packs.document import PackKind

if TYPE_CHECKING:
    from app.packs.document import PackDocument, Source
    from app.packs.finding import PackFinding

FACILITATOR_NOTES: Final = "Facilitator notes"
SOURCE_COLUMNS: Final = ("No.", "Report", "Date", "Sample", "Pages")
RECEIPT_FOR: Final = "The program reads these lines to check that each quote still stands in its report."


def kind_line(document: PackDocument) -> str:
    """Whose material it is and of what kind: `Fennick Partnership: 7-minute briefing`."""
    label = document.kind.label
    return f"{document.brand.name}: {label}" if document.brand.name else f"{label[0].upper()}{label[1:]}"


def dated_facts(document: PackDocument) -> list[tuple[str, str]]:
    """The facts under the title, with the date of the session before them."""
    day = document.date
    named = {name for name, _fact in document.facts}
    return [*([] if "Date" in named else [("Date", f"{day.day} {day:%B %Y}")]), *document.facts]


def finding_source(finding: PackFinding, document: PackDocument, in_table: bool = False) -> str:
    """What stands right with a finding: its source, in short where there is little room."""
    short = in_table or document.kind is PackKind.BRIEFING
    return short_source(finding, document) if short else source_line(finding, document)


def about_quote(finding: PackFinding) -> str:
    """What a reader must know of a quote: where the same is said again, and why words are left out; often empty."""
    again = f"The same is said in {finding.also_in} other passage{'s' * (finding.also_in != 1)}."
    reasons = "; ".join(map(plain, finding.left_out))
    return " ".join(
        filter(None, (again if finding.also_in else "", f"Words left out, because {reasons}." if reasons else ""))
    )


def source_cells(source: Source) -> tuple[str, ...]:
    """A row of the table of sources, one text for each of SOURCE_COLUMNS."""
    report = source.report
    about = report.description
    mark = "fictional report" if report.fictional else ""
    name = "; ".join(filter(None, (about.title, about.partnership, mark)))
    pages = ", ".join(source.pages) or NOT_STATED
    return (str(source.number), plain(name), about.dates_in_words, sample_words(report), plain(pages))


def made_words(document: PackDocument) -> str:
    """When and with what the file was made."""
    day = document.made_at
    return f"Made on {day.day} {day:%B %Y} with Audit Learning Assistant {document.version}."
