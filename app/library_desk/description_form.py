"""The form in which a librarian corrects a report's description: what it shows, and what was changed in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.overrides import OverrideError, override_from_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.types import Grade, ReportDescription

SOURCE = "form"
WRITTEN_GRADE = re.compile(r"(?:(?P<count>\d{1,6})\s+)?(?P<value>.+?)(?:\s*\((?P<applies_to>[^()]+)\))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the form; `lines` is 1 for one value, more for a value on each line."""

    name: str
    label: str
    hint: str
    lines: int = 1


FIELDS = (
    FormField("title", "Title", "What the report calls itself."),
    FormField("kind", "Kind of report", "For example: 7-minute briefing, learning summary, full report."),
    FormField("partnership", "Partnership", "For example: Harrowmere Safeguarding Children Partnership."),
    FormField(
        "audit_date",
        "Date of the audit",
        "As much of it as is known: 9 December 2025, December 2025 or 2025.",
    ),
    FormField("publication_date", "Date of publication", "For example: 16 May 2024, May 2024 or 2024."),
    FormField("sample", "Sample", "How many of what were looked at, for example: 10 children."),
    FormField("agencies", "Agencies taking part", "One on each line.", 6),
    FormField(
        "grades",
        "Grades",
        "One on each line, with how many got it and of what if that is known, for example: 4 requires improvement, "
        "or: good (case B).",
        4,
    ),
)
THEMES = "themes"
LABELS = {**{field.name: field.label for field in FIELDS}, THEMES: "Themes"}


@dataclass(frozen=True, slots=True)
class FormReading:
    """What was made of a form that was sent.

    Args:
        changes: The fields that were changed, as `LibraryDesk.edit` takes them; `None` is "not stated".
        errors: What is wrong, in words, by the name of the field.
    """

    changes: Mapping[str, object]
    errors: Mapping[str, str]


def grade_words(grade: Grade) -> str:
    """A grade as a person writes it: `4 requires improvement`, `good (case B)`."""
    applies_to = f"({grade.applies_to})" if grade.applies_to else ""
    return " ".join(filter(None, [str(grade.count or ""), grade.value, applies_to]))


def shown_values(description: ReportDescription) -> dict[str, str]:
    """What the form shows for each field; several values stand on a line each, and what is not stated is empty."""
    return {
        "title": description.title,
        "kind": description.kind.value if description.kind else "",
        "partnership": description.partnership or "",
        "audit_date": description.audit_date.words if description.audit_date else "",
        "publication_date": description.publication_date.words if description.publication_date else "",
        "sample": description.sample.words if description.sample else "",
        "agencies": "\n".join(agency.value for agency in description.agencies),
        "grades": "\n".join(map(grade_words, description.grades)),
        THEMES: "\n".join(theme.value for theme in description.themes),
    }


def read_form(sent: Mapping[str, str], was: Mapping[str, str]) -> FormReading:
    """What was changed in a form.

    Args:
        sent: The fields as they were sent; one that is missing was not changed.
        was: The fields as the form showed them: what somebody else changed meanwhile stays so.
    """
    changes: dict[str, object] = {}
    errors: dict[str, str] = {}
    for name in LABELS:
        now, before = _lines(sent.get(name, was.get(name, ""))), _lines(was.get(name, ""))
        if now == before or (name == THEMES and set(now) == set(before)):
            continue
        changes[name] = _value(name, now, before)
        try:
            override_from_fields(SOURCE, {name: changes[name]})
        except OverrideError as error:
            errors[name] = _in_words(name, error)
    return FormReading(changes, errors)


def _lines(text: str) -> list[str]:
    return [words for line in text.splitlines() if (words := " ".join(line.split()))]


def _value(name: str, lines: list[str], before: list[str]) -> object:
    if name == "title":
        return " ".join(lines)  # empty is refused: a report without a title cannot be cited
    if not lines:
        return None
    if name == "grades":
        return [_grade(line) for line in lines]
    if name == THEMES:  # the most told stay first
        return [theme for theme in before if theme in lines] + [theme for theme in lines if theme not in before]
    return lines if name == "agencies" else " ".join(lines)


def _grade(line: str) -> dict[str, object]:
    found = WRITTEN_GRADE.fullmatch(line)
    assert found is not None  # a line has at least one letter
    parts: dict[str, object] = {"value": found["value"]}
    if found["count"]:
        parts["count"] = int(found["count"])
    if found["applies_to"]:
        parts["applies_to"] = found["applies_to"]
    return parts


def _in_words(name: str, error: OverrideError) -> str:
    """What is wrong, with the name that the form has for the field and the line where there are several."""
    found = re.fullmatch(rf"{SOURCE}: {name}(?:\.(?P<line>\d+))?[^:]*: (?P<what>.*)", error.message)
    what = found["what"] if found else error.message
    line = f", line {found['line']}," if found and found["line"] else ""
    return f"{LABELS[name]}{line} {what}"
