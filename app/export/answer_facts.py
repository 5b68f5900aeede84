"""What a file says of an answer beside its statements: facts over it, where sources stand, how it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.answer_layout import SEARCHED, coverage_sentence, linked_in, written_by
from app.export.characters import one_line
from app.lead_in import described
from app.resources import is_safe_link
from app.said import unescaped
from app.ui.outcome import mark
from knowledge.types import Status

if TYPE_CHECKING:
    from datetime import date

    from knowledge.types import Answer, Citation, Resource, Signpost, Statement

PURPOSE = "For learning; not for decisions about a child."
OWN_WORDS = "The statements are the reports' own words; each quote was found in its report before it was shown."
NOT_FOUND = "No statement was made: nothing was found that answers this."
LOST = "the address of this link was lost"


def title_of(answer: Answer) -> str:
    """What a file is called over its first line."""
    return "Answer from the audit reports" if answer.status in SEARCHED else "A question that was not answered"


def how_made(answer: Answer) -> str:
    """Whose words an answer is in, in a sentence or two; empty where it has none to tell of."""
    if written := written_by(answer):
        others = any(not statement.paragraph for statement in answer.statements)
        return f"{written} The other findings are the reports' own words." if others else written
    if answer.statements:
        return OWN_WORDS
    return NOT_FOUND if answer.status is Status.NO_EVIDENCE else ""


def facts_of(answer: Answer, made_on: date, filtered_by: str) -> list[tuple[str, str]]:
    """What stands over an answer in a file: the name of each fact, and the fact.

    Args:
        answer: The answer.
        made_on: The day of the answer.
        filtered_by: The filters that the search was under, in words; empty where there were none, or none are known.
    """
    searched = answer.standalone_question.strip()
    understood = "" if answer.status is Status.DECLINED or searched == answer.question.strip() else searched
    facts = [
        ("Question", answer.question),
        ("Searched for", understood),
        ("Date", f"{made_on.day} {made_on:%B %Y}"),
        ("Coverage", coverage_sentence(answer, None if filtered_by else "", unescaped(answer.lead_in))),
        ("Filters", filtered_by if answer.status in SEARCHED else ""),
        ("Outcome", mark(answer)),
    ]
    return [(name, one_line(fact)) for name, fact in facts if fact.strip()]


def place_in_report(citation: Citation) -> str:
    """Report, page and heading of a source, on one line."""
    page = f", page {citation.page_label}" if citation.page_label else ""
    under = f", under “{' › '.join(citation.heading_path)}”" if citation.heading_path else ""
    return one_line(f"{described(citation.report)}{page}{under}")


def quoted(statement: Statement) -> str:
    """A sentence of prose on one line, in quotation marks where it is a report's."""
    words = one_line(statement.text)
    return f"“{words}”" if statement.written_by == "report" else words


def numbers(statement: Statement) -> str:
    """The numbers of its sources: `[1][4]`."""
    return "".join(f"[{number}]" for number in statement.citations)


def signpost_line(signpost: Signpost) -> str:
    """Where a person can turn to now, on one line; an address only where it may be a link."""
    ways = " or ".join(filter(None, [signpost.contact, signpost.url if is_safe_link(signpost.url) else ""]))
    return one_line(f"{signpost.title}: {ways}. {signpost.when}")


def origin_of(resource: Resource, answer: Answer) -> str:
    """Where a link comes from: the report and page that it stands on, or the catalogue."""
    if resource.origin == "catalogue":
        return one_line(f"From the catalogue, not from the audits; {resource.publisher}")
    return one_line(linked_in(resource, {citation.number: citation for citation in answer.citations}))


def notes_of(answer: Answer) -> list[str]:
    """What a reader needs to know of the answer, in the order in which it is said."""
    return [one_line(note) for note in (*answer.notices, how_made(answer)) if note]
