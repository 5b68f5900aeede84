"""The records that every other package passes around: reports, passages, evidence and answers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, NewType

if TYPE_CHECKING:
    from knowledge.writing import Rewriting, Writing

ReportId = NewType("ReportId", str)
PassageId = NewType("PassageId", str)


class FindingType(StrEnum):
    """What a passage is, as the report itself presents it."""

    CONCERN = "concern"
    GOOD_PRACTICE = "good_practice"
    RECOMMENDATION = "recommendation"
    INTENDED_OUTCOME = "intended_outcome"
    REFLECTIVE_QUESTION = "reflective_question"
    STATISTIC = "statistic"
    CASE_EXAMPLE = "case_example"
    FINDING = "finding"
    AUDIT_QUESTION = "audit_question"
    METHOD = "method"
    RESOURCE = "resource"

    @property
    def label(self) -> str:
        """The words a person reads, e.g. `good practice`."""
        return self.value.replace("_", " ")


ABOUT_THE_AUDIT = frozenset({FindingType.AUDIT_QUESTION, FindingType.METHOD, FindingType.RESOURCE})
"""Types that describe how the audit was made, not what it found: shown only when asked for."""


class DatePrecision(StrEnum):
    """How much of a date the report states."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range `[start, end)` of character offsets into a report's canonical text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")


@dataclass(frozen=True, slots=True)
class AuditDate:
    """The date of an audit, cut to what the report states.

    `value` is the first day of the stated month or year where the day is not given.
    """

    value: date
    precision: DatePrecision
    span: Span | None = None

    @property
    def iso(self) -> str:
        """ISO 8601 at the stated precision: `2025-12-09`, `2025-02` or `2021`."""
        return self.value.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.precision]]

    @property
    def words(self) -> str:
        """The date as a person writes it: `9 December 2025`, `February 2025` or `2021`."""
        month = self.value.strftime("%B %Y")
        return {"day": f"{self.value.day} {month}", "month": month, "year": str(self.value.year)}[self.precision]


@dataclass(frozen=True, slots=True)
class Sample:
    """How many of what an audit looked at, e.g. `10 children`."""

    size: int
    unit: str
    span: Span | None = None

    @property
    def words(self) -> str:
        """The sample as a person writes it: `10 children`."""
        return f"{self.size} {self.unit}"


@dataclass(frozen=True, slots=True)
class Stated:
    """Words of a report that tell something about it, e.g. an agency taking part.

    `value` is the name that we use for it; `span` is where the report says so, `None` where a person said it instead.
    """

    value: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """A judgement that a report gives, e.g. `requires improvement` for 4 children or for case B.

    `count` is of how many (`None`: not said, or of one named thing); `applies_to` names the thing, else is empty.
    """

    value: str
    count: int | None = None
    applies_to: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class ReportDescription:
    """What a report says of itself; `None` or empty means that the report does not state it.

    `kind` is what sort of paper it is (`7-minute briefing`); `themes` are ids of knowledge/vocabulary/themes.yaml, the
    most told first; `overridden` names the fields that a person set instead of the report.
    """

    title: str
    partnership: str | None = None
    partnership_span: Span | None = None
    audit_date: AuditDate | None = None
    sample: Sample | None = None
    title_span: Span | None = None
    kind: Stated | None = None
    publication_date: AuditDate | None = None
    agencies: tuple[Stated, ...] = ()
    grades: tuple[Grade, ...] = ()
    themes: tuple[Stated, ...] = ()
    overridden: tuple[str, ...] = ()

    @property
    def dates(self) -> tuple[AuditDate, ...]:
        """The dates that the report is known by, the audit's own first; none where none is stated."""
        return tuple(date for date in (self.audit_date, self.publication_date) if date is not None)

    @property
    def dates_in_words(self) -> str:
        """The dates as a person reads them: `8 March 2024, published 16 May 2024`, or that none is stated."""
        audit = [self.audit_date.words] if self.audit_date else []
        published = [f"published {self.publication_date.words}"] if self.publication_date else []
        return ", ".join(audit + published) or "date not stated"


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where a page's text begins in the canonical text.

    `page` is 1-based; `label` is the page's own name (`iv`, `12`), else the number.
    """

    offset: int
    page: int
    label: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a report: its anchor words and where it points (`None`: the target was lost)."""

    anchor: str
    url: str | None


IdentifiableKind = Literal["name_with_date_of_birth", "nhs_number", "phone_number", "email", "postcode", "address"]


@dataclass(frozen=True, slots=True)
class Identifiable:
    """Something in a report's text that may identify a person. The words themselves are never repeated elsewhere.

    `personal` is False where the wording shows it to be a service's or the publisher's own contact details; `rule`
    says in words why it was found.
    """

    kind: IdentifiableKind
    span: Span
    personal: bool
    rule: str


@dataclass(frozen=True, slots=True)
class Report:
    """One ingested report, without its text (see `Catalogue.canonical_text`).

    `held` keeps it out of search and answers until a person releases it, which `released` then says;
    `parser_version` is that of the readers and
    labels that made its passages.
    """

    report_id: ReportId
    source_file: str
    source_path: str
    content_hash: str
    description: ReportDescription
    pages: tuple[PageStart, ...]
    warnings: tuple[str, ...]
    fictional: bool
    added_at: datetime
    passage_count: int = 0
    page_count: int | None = None
    screening: tuple[Identifiable, ...] = ()
    held: bool = False
    released: bool = False
    parser_version: int = 0


class LabelKind(StrEnum):
    """What a label tells of a passage."""

    FINDING_TYPE = "finding_type"
    THEME = "theme"
    AGENCY = "agency"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a passage and why it was given: `rule` names the heading or wording that fired, for a person."""

    kind: LabelKind
    value: str
    rule: str

    @property
    def key(self) -> str:
        """The label in one word, as the word index holds it: `theme:neglect`, `agency:police`."""
        return f"{self.kind.value}:{self.value}"


@dataclass(frozen=True, slots=True)
class Passage:
    """One finding: a span of a report's canonical text.

    `text` equals `canonical_text[start:end]` to the character. `ordinal` is the reading order in the report.
    `column_headings` has one name per tab-separated cell where the passage is a table row, else is empty.
    """

    passage_id: PassageId
    report_id: ReportId
    ordinal: int
    start: int
    end: int
    text: str
    finding_type: FindingType
    heading_path: tuple[str, ...] = ()
    page: int | None = None
    page_label: str | None = None
    column_headings: tuple[str, ...] = ()
    case_letter: str | None = None
    links: tuple[Link, ...] = ()
    labels: tuple[Label, ...] = ()

    @property
    def themes(self) -> tuple[str, ...]:
        """Ids of its themes, the surest first; none where it only tells how the audit was made."""
        return tuple(label.value for label in self.labels if label.kind is LabelKind.THEME)

    @property
    def agencies(self) -> tuple[str, ...]:
        """Names of the agencies that it speaks of, in the order of their first mention."""
        return tuple(label.value for label in self.labels if label.kind is LabelKind.AGENCY)

    @property
    def is_table_row(self) -> bool:
        """Whether the passage is a table row, which carries its column headings."""
        return bool(self.column_headings)

    @property
    def reading_text(self) -> str:
        """The passage as a person reads it: a table row with its column headings, else the words.

        For the embedder, the word index and the shown statement; never for the quote.
        """
        if not self.column_headings:
            return self.text
        cells = zip(self.column_headings, self.text.split("\t"), strict=False)
        return "; ".join(f"{name}: {cell}" if name else cell for name, cell in cells if cell.strip())


@dataclass(frozen=True, slots=True)
class ParsedReport:
    """A report on its way in: everything the knowledge base stores, in one piece."""

    report: Report
    canonical_text: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which passages a search may return; an empty field means no limit.

    `report_ids` are exact; `partnership` matches any report whose partnership contains it, case-insensitively;
    `years` are years of the audit or of its publication; `themes` (ids) and `agencies` (names) are labels of the
    passage itself, one of each set is enough; `case_letter` is the letter of one case within its report.
    Held reports are left out unless `include_held`: for showing the library, never for answers.
    """

    report_ids: frozenset[ReportId] = frozenset()
    partnership: str | None = None
    finding_types: frozenset[FindingType] = frozenset()
    years: frozenset[int] = frozenset()
    themes: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    case_letter: str | None = None
    include_held: bool = False

    @property
    def labels(self) -> tuple[frozenset[str], ...]:
        """`themes` and `agencies` as sets of label keys, those that limit nothing left out."""
        kinds = ((LabelKind.THEME, self.themes), (LabelKind.AGENCY, self.agencies))
        return tuple(frozenset(f"{kind.value}:{value}" for value in values) for kind, values in kinds if values)

    @property
    def of_reports(self) -> Filters:
        """Only what limits by report: without finding types, themes, agencies and the case."""
        return replace(self, finding_types=frozenset(), themes=frozenset(), agencies=frozenset(), case_letter=None)

    def allow(self, passage: Passage) -> bool:
        """Whether a passage is of the finding types, themes, agencies and case asked for, whatever its report."""
        return (
            (not self.finding_types or passage.finding_type in self.finding_types)
            and (not self.themes or not self.themes.isdisjoint(passage.themes))
            and (not self.agencies or not self.agencies.isdisjoint(passage.agencies))
            and (self.case_letter is None or passage.case_letter == self.case_letter)
        )


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a question leans towards: passages that fit are ranked higher, none is left out."""

    report_ids: frozenset[ReportId] = frozenset()
    finding_types: frozenset[FindingType] = frozenset()


@dataclass(frozen=True, slots=True)
class PassageLimits:
    """Filters as an index applies them, resolved to fields of passages.

    `report_ids` is `None` where every report is allowed, and empty where none is; the others limit nothing if empty.
    `labels` are sets of keys (`Label.key`): a passage must carry one of each set. `passage_ids` goes with them, for an
    index that holds no labels: the passages that all limits together allow; `None` where no labels limit.
    """

    report_ids: frozenset[ReportId] | None = None
    finding_types: frozenset[FindingType] = frozenset()
    case_letter: str | None = None
    labels: tuple[frozenset[str], ...] = ()
    passage_ids: frozenset[PassageId] | None = None

    @property
    def allow_nothing(self) -> bool:
        """Whether no report, or no passage, is allowed."""
        return any(allowed is not None and not allowed for allowed in (self.report_ids, self.passage_ids))

    def fields(self) -> dict[str, list[str]]:
        """The allowed values of each limited field, sorted."""
        values: dict[str, list[str]] = {
            "report_id": sorted(self.report_ids or ()),
            "finding_type": sorted(kind.value for kind in self.finding_types),
            "case_letter": [self.case_letter] if self.case_letter else [],
        }
        return {name: allowed for name, allowed in values.items() if allowed}


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A passage that a search found.

    `score` ranks hits of one search only (higher is better, no fixed range). `coverage` is in [0, 1]: the share of the
    query's words, weighted by rarity, that the passage or its headings contain. `similarity` is the cosine in [-1, 1].
    `repeats` are near-duplicates of the passage that were collapsed into it, best first.
    """

    passage: Passage
    score: float
    coverage: float = 0.0
    similarity: float = 0.0
    repeats: tuple[Passage, ...] = ()


class Match(StrEnum):
    """How a quote stands in the canonical text."""

    EXACT = "exact"
    NORMALISED = "normalised"


class Status(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NO_EVIDENCE = "no_evidence"
    DECLINED = "declined"
    FAILED = "failed"


Reason = Literal[
    "identifiable_data",
    "live_case",
    "identify_person",
    "legal_advice",
    "prompt_injection",
    "harmful",
    "out_of_scope",
    "not_in_library",
    "not_recoverable",
    "false_premise",
]


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A verified quote: `quote` stands in the report's canonical text at `[start, end)`.

    `number` is 1-based within its answer. `page` is 1-based, `None` where the format has no pages.
    """

    number: int
    passage_id: PassageId
    report: Report
    quote: str
    start: int
    end: int
    match: Match
    finding_type: FindingType
    heading_path: tuple[str, ...] = ()
    page: int | None = None
    page_label: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing an answer says; `citations` are the numbers of its citations, never empty.

    `written_by` says whose words these are: the report's own, or a model's that were checked against the citations.
    `paragraph` parts the prose of a model: statements of one number stand together, counted from 1; 0 is no prose but a
    finding that stands in a list.
    """

    text: str
    finding_type: FindingType
    citations: tuple[int, ...]
    written_by: Literal["report", "model"] = "report"
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class Resource:
    """A link offered with an answer; `url` is http(s) or `None` where the report lost the target."""

    title: str
    url: str | None
    publisher: str
    origin: Literal["report", "catalogue"]
    cited_by: tuple[int, ...] = ()


class QuestionKind(StrEnum):
    """The shapes in which people ask; each has its own way to an answer."""

    FINDINGS = "findings"
    LIST = "list"
    NUMBER = "number"
    COMPARISON = "comparison"
    ABOUT_THE_AUDIT = "about_the_audit"
    DEFINITION = "definition"
    RESOURCES = "resources"
    REFLECTIVE = "reflective"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a report states, read from its words in code.

    `value` is as shown (`48%`, `10`); `count` of `whole` are its numbers where the report gives them; `counted` says
    what is counted (`audit returns`), empty where the report does not say; `about` is what the number is of
    (`P4 Contingency plan`); `citation` is the number of the citation that holds it.
    """

    value: str
    count: int | None
    whole: int | None
    counted: str
    about: str
    citation: int


@dataclass(frozen=True, slots=True)
class Signpost:
    """Where a person can turn to now. `contact` is a number to call, empty where there is only a page.

    `url` is http(s) or `None`; `local` says that the partnership itself set it, the others are national.
    """

    title: str
    contact: str
    url: str | None
    when: str
    local: bool = False


@dataclass(frozen=True, slots=True)
class Caution:
    """Why a question is not searched for, and what is said instead.

    `message` is one or two kind sentences; `signposts` stand before anything else, the most urgent first;
    `general_question` is one that audits can answer, offered instead; `redacted` is the question with whatever may
    identify a person blanked out: the only form of it that may be shown again or kept.
    """

    reason: Reason
    message: str
    redacted: str
    signposts: tuple[Signpost, ...] = ()
    general_question: str | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many reports have evidence, counted from records, of how many were searched."""

    reports_with_evidence: int
    reports_searched: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question got: the one record that the browser, the command line and the JSON show.

    `kind` is how the question was read; `by_report` says that statements stand report beside report, not by finding
    type; `suggestions` are questions offered instead of, or after, this one. `answered_by` is `extractive` or the name
    of the model that wrote the prose, which stands before the other statements; `writing` says how a model took part,
    also where the answer became extractive after all, and is `None` where none was asked; `rewriting` the same for
    making a follow-up stand alone.
    """

    question: str
    standalone_question: str
    status: Status
    lead_in: str = ""
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    resources: tuple[Resource, ...] = ()
    coverage: Coverage = field(default_factory=lambda: Coverage(0, 0))
    notices: tuple[str, ...] = ()
    reason: Reason | None = None
    answered_by: str = "extractive"
    elapsed_ms: float = 0.0
    kind: QuestionKind = QuestionKind.FINDINGS
    by_report: bool = False
    figures: tuple[Figure, ...] = ()
    signposts: tuple[Signpost, ...] = ()
    suggestions: tuple[str, ...] = ()
    writing: Writing | None = None
    rewriting: Rewriting | None = None
