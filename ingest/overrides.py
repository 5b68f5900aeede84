"""What a person says of a report in place of what it says of itself, and how that is put over its description."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import from_json

from ingest.dates import find_date, is_only_a_date
from ingest.description.grades import grade_name
from ingest.description.themes import theme_ids
from ingest.files import shown_name
from ingest.sidecar import OverrideError, find_sidecar, one_line, repeated, sidecar_values, values_of
from knowledge.types import AuditDate, DatePrecision, Grade, ReportDescription, Sample, Span, Stated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = [
    "DescriptionOverride",
    "OverrideError",
    "apply",
    "combined",
    "find_sidecar",
    "override_from_fields",
    "override_from_json",
    "override_from_words",
    "override_to_json",
    "read_sidecar",
]

LONGEST = 500
"""Characters of one value."""
MOST = 100
"""Values of one list."""
ISO = re.compile(r"((?:19|20)\d\d)(?:-(\d\d))?(?:-(\d\d))?")
COUNTED = re.compile(r"(\d{1,6})\s+(\S.*)", re.DOTALL)
STORED = {"stored": True}
"""Validation context of what was accepted once: a theme that was renamed since is dropped, not refused."""
EXAMPLES = {
    "title": 'title: "Neglect at a glance"',
    "kind": "kind: 7-minute briefing",
    "partnership": "partnership: Harrowmere Safeguarding Children Partnership",
    "audit_date": "audit_date: 2025-12-09 (or 2025-12, or 2025)",
    "publication_date": "publication_date: 2025-12-09 (or 2025-12, or 2025)",
    "sample": "sample: 10 children",
    "agencies": "agencies: [Police, Housing]",
    "grades": 'grades: ["4 requires improvement", "1 good"]',
    "themes": "themes: [neglect]",
}
IN_PLAIN_WORDS = {
    "missing": "is missing",
    "too_long": f"must have at most {MOST} values",
    "int_type": "must be a whole number",
    "int_parsing_size": "must be a number from 1 to 1,000,000",
    "greater_than_equal": "must be a number from 1 to 1,000,000",
    "less_than_equal": "must be a number from 1 to 1,000,000",
}
"""What pydantic finds wrong, by its name for it."""
SET_HELP = "Write, for example, --set audit_date=2025-02; a value with a colon needs quotes: --set 'title=\"A: b\"'."
NOTHING: dict[str, Any] = {"agencies": (), "grades": (), "themes": ()}
"""What `null` means for lists."""
HOW_TO_WRITE = "Write it as 9 December 2025, December 2025 or 2025"
"""Of a date; the point that ends it comes with the rest of the message."""


def _some_words(value: object) -> str:
    """Words on one line; none are too few."""
    words = _words(value)
    if not words:
        raise ValueError(f"must have 1 to {LONGEST} characters")
    return words


def _words(value: object) -> str:
    """Words on one line, maybe none; numbers, as YAML reads 2024, are taken as words."""
    too_long = ValueError(f"must have 1 to {LONGEST} characters")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("must be words: put quotes around a date, or around yes and no")
    if isinstance(value, int) and value.bit_length() > LONGEST:  # Python writes no number of thousands of digits
        raise too_long
    text = str(value)
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("holds a character that is half a character")
    text = one_line(text)
    if len(text) > LONGEST:
        raise too_long
    return text


def _as_list(value: object) -> object:
    """One thing as a list of one."""
    if value is None or isinstance(value, list | tuple):
        return value
    if isinstance(value, str | Mapping | GradeOverride):
        return [value]
    raise ValueError("must be a list")


def _with_known_parts(value: object, model: type[BaseModel]) -> object:
    """The parts of a value, where it has parts and the model has those."""
    for part in value if isinstance(value, Mapping) else ():
        if part not in model.model_fields:
            named = repeated(part) if isinstance(part, str) else "?"
            raise ValueError(f'has no part "{named}"; the parts are {", ".join(model.model_fields)}')
    return value


def _stated_date(value: object) -> AuditDate:
    """A date with the precision that it is written with."""
    if isinstance(value, AuditDate):
        value = value.iso
    elif isinstance(value, datetime | date):
        value = value.isoformat()[: len("2025-12-09")]
    elif isinstance(value, bool) or not isinstance(value, str | int) or (isinstance(value, int) and value > 9999):
        raise ValueError(f"is not a date. {HOW_TO_WRITE}")
    text = str(value).strip()
    if found := ISO.fullmatch(text):
        year, month, day = (int(part or 0) for part in found.groups())
        precision = DatePrecision.DAY if day else DatePrecision.MONTH if month else DatePrecision.YEAR
        try:
            return AuditDate(date(year, month or 1, day or 1), precision)
        except ValueError as error:
            raise ValueError(f"names a day or a month that does not exist. {HOW_TO_WRITE}") from error
    found_in_words = find_date(text, Span(0, len(text))) if is_only_a_date(text) else None
    if found_in_words is None:
        raise ValueError(f"is not a date. {HOW_TO_WRITE}")
    return replace(found_in_words, span=None)


def _known_themes(ids: tuple[str, ...], info: Any) -> tuple[str, ...]:  # noqa: ANN401 - pydantic's, untyped here
    known = theme_ids()
    unknown = [one for one in ids if one not in known]
    if unknown and info.context != STORED:
        raise ValueError(f'has no theme "{repeated(unknown[0])}"; the themes are {", ".join(sorted(known))}')
    return tuple(dict.fromkeys(one for one in ids if one in known))


Words = Annotated[str, BeforeValidator(_some_words)]
WrittenDate = Annotated[AuditDate, BeforeValidator(_stated_date), PlainSerializer(lambda day: day.iso, return_type=str)]
Count = Annotated[int, Field(ge=1, le=1_000_000, strict=True)]


class _Written(BaseModel):
    """Something that a person wrote."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SampleOverride(_Written):
    """`{size: 10, unit: children}`, or the same in words: `10 children`."""

    size: Count
    unit: Words

    @model_validator(mode="before")
    @classmethod
    def _in_words(cls, value: object) -> object:
        if isinstance(value, Mapping | SampleOverride):
            return _with_known_parts(value, cls)
        if isinstance(value, str) and (found := COUNTED.fullmatch(value.strip())):
            return {"size": int(found[1]), "unit": found[2]}
        raise ValueError("must say how many of what")


class GradeOverride(_Written):
    """`{value: good, count: 2, applies_to: cases}`, or in words: `good`, `4 requires improvement`."""

    value: Words
    count: Count | None = None
    applies_to: Annotated[str, BeforeValidator(_words)] = ""

    @model_validator(mode="before")
    @classmethod
    def _in_words(cls, value: object) -> object:
        if isinstance(value, Mapping | GradeOverride):
            return _with_known_parts(value, cls)
        if not isinstance(value, str):
            raise ValueError("must be a grade, such as good")
        found = COUNTED.fullmatch(value.strip())
        return {"value": found[2], "count": int(found[1])} if found else {"value": value}


class DescriptionOverride(_Written):
    """The fields of a report's description that a person set.

    A field that was not given stays as the report says; `None` means "not stated", on purpose.
    """

    title: Words | None = None
    kind: Words | None = None
    partnership: Words | None = None
    audit_date: WrittenDate | None = None
    publication_date: WrittenDate | None = None
    sample: SampleOverride | None = None
    agencies: Annotated[tuple[Words, ...] | None, Field(max_length=MOST), BeforeValidator(_as_list)] = None
    grades: Annotated[tuple[GradeOverride, ...] | None, Field(max_length=MOST), BeforeValidator(_as_list)] = None
    themes: Annotated[tuple[Words, ...] | None, Field(max_length=MOST), BeforeValidator(_as_list)] = None

    @field_validator("themes")
    @classmethod
    def _are_themes(cls, themes: tuple[str, ...] | None, info: Any) -> tuple[str, ...] | None:  # noqa: ANN401
        return None if themes is None else _known_themes(themes, info)

    @field_validator("title")
    @classmethod
    def _is_titled(cls, title: str | None) -> str | None:
        if title is None:
            raise ValueError("cannot be null: leave it out to keep the report's own")
        return title


def read_sidecar(path: Path) -> DescriptionOverride:
    """Reads a sidecar file.

    Raises:
        OverrideError: It cannot be read, or a field of it is unknown or wrong.
    """
    values = sidecar_values(path)
    return override_from_fields(shown_name(path), values.fields, values.lines)


def override_from_words(assignments: Sequence[str]) -> DescriptionOverride:
    """Reads `FIELD=VALUE` words, whose values are YAML as in a sidecar; of one field the last word counts.

    Raises:
        OverrideError: A word is no assignment, or a field is unknown or wrong.
    """
    fields: dict[str, Any] = {}
    for assignment in assignments:
        name, equals, value = (part.strip() for part in assignment.partition("="))
        if not equals:
            raise OverrideError("--set", f"`{repeated(assignment)}` is not FIELD=VALUE.", SET_HELP)
        source = f"--set {repeated(name)}"
        try:
            values = values_of(source, f"value: {value}").fields
        except OverrideError as error:
            raise OverrideError("--set", error.message, SET_HELP) from error
        if values.keys() != {"value"}:
            raise OverrideError("--set", f"{source} must be one value.", SET_HELP)
        fields[name] = values["value"]
    return override_from_fields("--set", fields)


def override_from_fields(
    source: str, fields: Mapping[str, Any], lines: Mapping[str, int] | None = None
) -> DescriptionOverride:
    """Checks what a person wrote, in a file or a form.

    Args:
        source: What to call it where it is wrong.
        fields: The fields that are set; a field that is not there stays as the report says.
        lines: The line of each field, where it has one.

    Raises:
        OverrideError: A field is unknown or wrong.
    """
    return _validated(source, fields, lines or {})


def _validated(
    source: str, fields: Mapping[str, Any], lines: Mapping[str, int], context: dict[str, bool] | None = None
) -> DescriptionOverride:
    for field in fields:
        if field not in EXAMPLES:
            where = f"{source}, line {lines[field]}" if field in lines else source
            message = f'{where}: "{repeated(field)}" is not a field.'
            raise OverrideError(source, message, f"The fields are {', '.join(EXAMPLES)}.")
    try:
        return DescriptionOverride.model_validate(dict(fields), context=context)
    except ValidationError as error:
        raise _in_plain_words(source, error, lines) from error


def override_to_json(override: DescriptionOverride) -> str:
    """The set fields as JSON, for the catalogue."""
    return override.model_dump_json(exclude_unset=True)


def override_from_json(text: str) -> DescriptionOverride:
    """What `override_to_json` wrote. Themes that the vocabulary has lost since are dropped.

    Raises:
        OverrideError: It is something else.
    """
    source = "the stored description"
    try:
        fields = from_json(text)
    except ValueError as error:
        raise OverrideError(source, "The stored description is damaged.", "Set it again.") from error
    if not isinstance(fields, dict):
        raise OverrideError(source, "The stored description is damaged.", "Set it again.")
    return _validated(source, fields, {}, STORED)


def combined(first: DescriptionOverride, second: DescriptionOverride) -> DescriptionOverride:
    """Both; of a field that both set, what the second says, e.g. an edit in the library over the sidecar."""
    return first.model_copy(update={name: getattr(second, name) for name in second.model_fields_set})


def apply(description: ReportDescription, override: DescriptionOverride) -> ReportDescription:
    """The description with the set fields in place of its own, and their names added to `overridden`."""
    changes: dict[str, Any] = {name: _as_described(name, getattr(override, name)) for name in override.model_fields_set}
    names = [name for name in EXAMPLES if name in changes or name in description.overridden]
    changes |= {f"{name}_span": None for name in ("title", "partnership") if name in changes}
    return replace(description, **changes, overridden=tuple(names))


def _as_described(name: str, value: Any) -> Any:  # noqa: ANN401 - each field has its own type
    if value is None:
        return NOTHING.get(name)
    if name == "kind":
        return Stated(value)
    if name == "sample":
        return Sample(value.size, value.unit)
    if name in {"agencies", "themes"}:
        return tuple(Stated(one) for one in dict.fromkeys(value))
    if name == "grades":
        return tuple(Grade(grade_name(one.value) or one.value, one.count, one.applies_to) for one in value)
    return value


def _in_plain_words(source: str, error: ValidationError, lines: Mapping[str, int]) -> OverrideError:
    problem = error.errors(include_url=False)[0]
    field = str(problem["loc"][0])
    where = f"{source}, line {lines[field]}" if field in lines else source
    said = problem["msg"].removeprefix("Value error, ") if problem["type"] == "value_error" else "cannot be used"
    what = IN_PLAIN_WORDS.get(problem["type"], said)
    part = ".".join(str(place + 1 if isinstance(place, int) else place) for place in problem["loc"])
    null = "" if field == "title" else f", or `{field}: null` where it is not stated"
    return OverrideError(source, f"{where}: {part}: {what}.", f"Write, for example, `{EXAMPLES[field]}`{null}.")
