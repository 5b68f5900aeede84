"""What a pack is made of, whatever file it becomes: sections of a few kinds of blocks, and the sources behind them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.packs.finding import PackFinding
    from knowledge.types import Report


class PackKind(StrEnum):
    """The kinds of material."""

    SESSION = "session"
    BRIEFING = "briefing"
    SUPERVISION = "supervision"
    ACTIONS = "actions"
    QUIZ = "quiz"

    @property
    def label(self) -> str:
        """As a person reads it: `7-minute briefing`."""
        return {
            "session": "session pack",
            "briefing": "7-minute briefing",
            "supervision": "supervision prompt sheet",
            "actions": "action sheet",
            "quiz": "quiz",
        }[self.value]


class PackFormat(StrEnum):
    """The files that material can be had as; the value is the ending of the file's name."""

    DOCX = "docx"
    PPTX = "pptx"
    MARKDOWN = "md"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Source:
    """A report that is quoted: `number` is 1-based, in the order of the first quote; `pages` are labels, in order."""

    number: int
    report: Report
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph of our own."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of our own; `numbered` where the order or the number matters."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Findings:
    """Findings one under another, each with its source."""

    findings: tuple[PackFinding, ...]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two findings that do not agree; `about` says in a line what they differ on."""

    about: str
    one: PackFinding
    other: PackFinding


@dataclass(frozen=True, slots=True)
class Table:
    """A table to keep track in. A cell is words of ours, a finding with its source, or empty: to be filled in.

    `widths` are shares of the width of the page, and sum to 1.
    """

    caption: str
    columns: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[str | PackFinding, ...], ...]


@dataclass(frozen=True, slots=True)
class Form:
    """Lines to fill in by hand or on the screen, each with its label."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackLink:
    """A link: `url` is http(s), `None` where it was lost; `mark` says where it is from and whether it was checked."""

    title: str
    url: str | None
    mark: str


@dataclass(frozen=True, slots=True)
class Links:
    """Links to read more."""

    links: tuple[PackLink, ...]


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """A question to choose an answer to: `number` is 1-based, `shown` the finding it is about, in part."""

    number: int
    stem: str
    shown: PackFinding | None
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuizAnswer:
    """The answer to the question of that number, and the finding that bears it out, whole."""

    number: int
    answer: str
    finding: PackFinding


Block = Words | Bullets | Findings | SideBySide | Table | Form | Links | QuizQuestion | QuizAnswer


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part. `mark` says in a line whose words these are, where that is not plain (`Invented for training`).

    `notes` are for who leads the session: under the section in a document, in the notes of a slide.
    """

    heading: str
    blocks: tuple[Block, ...]
    mark: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brand:
    """How the material of one partnership looks: `colour` is `#rrggbb`, dark enough for white words upon it."""

    name: str = ""
    colour: str = "#1f3a5f"
    logo: bytes | None = None
    logo_alt: str = ""


@dataclass(frozen=True, slots=True)
class PackDocument:
    """Material ready to be written to a file.

    Args:
        kind: What it is.
        topic: What it is about, in words: the label of a theme, or a question.
        title: Stands over it.
        date: Of the session.
        audience: Whom it is for; empty: not said.
        minutes: How long the session is; `None` where it is none.
        facts: What stands under the title: name of each fact, and the fact.
        sections: In order.
        sources: The reports quoted, by number.
        notices: What a reader must know of it all: small samples, fictional reports, what was left out.
        brand: How it looks.
        made_at: With a time zone.
        version: Of the program.
        receipt: What `pack verify` reads, line by line; empty while a file is made to be counted in.
    """

    kind: PackKind
    topic: str
    title: str
    date: date
    audience: str
    minutes: int | None
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    notices: tuple[str, ...]
    brand: Brand
    made_at: datetime
    version: str
    receipt: tuple[str, ...] = ()

    def number_of(self, finding: PackFinding) -> int:
        """The number of a finding's source. Raises KeyError where it is none of the document's."""
        numbers = {source.report.report_id: source.number for source in self.sources}
        return numbers[finding.report.report_id]
