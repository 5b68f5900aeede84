"""What programs may ask, checked at the edge: how much of it, and that nothing is named that does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from knowledge.errors import QuestionError
from knowledge.types import Filters, FindingType, ReportId, Turn
from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Collection

MOST_BYTES = 250_000
"""Of a request's body: twenty turns of a conversation, with room to spare."""
MOST_PASSAGES = 50
"""Of one search."""


def _as_list(value: object) -> object:
    """One value, given without a list, is a list of one."""
    return value if isinstance(value, list) else [value]


Word = Annotated[str, Field(min_length=1, max_length=200)]
Year = Annotated[int, Field(ge=1900, le=2200)]
Words = Annotated[list[Word], BeforeValidator(_as_list), Field(max_length=50)]
Years = Annotated[list[Year], BeforeValidator(_as_list), Field(max_length=50)]
Types = Annotated[list[FindingType], BeforeValidator(_as_list), Field(max_length=50)]


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FiltersGiven(_Given):
    """Limits on what is searched: each takes one value or a list, of which one is enough."""

    theme: Words = Field(default=[], description="Ids of themes, such as `neglect`.")
    type: Types = Field(default=[], description="Finding types, such as `concern` or `good_practice`.")
    partnership: str | None = Field(default=None, max_length=200, description="Part of the name of a partnership.")
    agency: Words = Field(default=[], description="Names of agencies, such as `police`.")
    year: Years = Field(default=[], description="Years of an audit or of its publication.")
    report: Words = Field(default=[], description="Ids of reports, as /api/reports gives them.")

    def filters(self) -> Filters:
        """The limits as the search takes them. Raises QuestionError where a theme or an agency does not exist."""
        return Filters(
            report_ids=frozenset(map(ReportId, self.report)),
            partnership=(self.partnership or "").strip() or None,
            finding_types=frozenset(self.type),
            years=frozenset(self.year),
            themes=_known("theme", self.theme, [theme["id"] for theme in load("themes")["themes"]]),
            agencies=_known("agency", self.agency, [agency["name"] for agency in load("agencies")["agencies"]]),
        )


class TurnGiven(_Given):
    """One earlier message of a conversation."""

    role: Literal["user", "assistant"]
    content: str = Field(max_length=10_000)


class AskRequest(_Given):
    """A question."""

    question: str = Field(max_length=10_000, description="In plain English, about audits and what they found.")
    history: list[TurnGiven] = Field(default=[], max_length=20, description="Earlier messages, oldest first.")
    filters: FiltersGiven = FiltersGiven()

    def turns(self) -> list[Turn]:
        """The earlier messages."""
        return [Turn(turn.role, turn.content) for turn in self.history]


class SearchRequest(_Given):
    """A search for passages."""

    query: str = Field(max_length=500, pattern=r"\w", description="What the passages are to be about.")
    limit: int = Field(default=10, ge=1, le=MOST_PASSAGES, description="How many passages at most.")
    filters: FiltersGiven = FiltersGiven()


class ReportsRequest(_Given):
    """Asks for the list of reports: there is nothing to choose."""


Request = TypeVar("Request", bound=_Given)


def read_json(model: type[Request], body: bytes) -> Request:
    """What a program asks. Raises QuestionError, which names the field that is not right and never its value."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise _not_right(error) from None  # the original repeats what was typed, and would be in a log


def read_arguments(model: type[Request], arguments: dict[str, Any]) -> Request:
    """The arguments of a tool. Raises QuestionError as `read_json` does."""
    try:
        return model.model_validate(arguments)
    except ValidationError as error:
        raise _not_right(error) from None


def _not_right(error: ValidationError) -> QuestionError:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return QuestionError("The request is not valid JSON.", "See /api for what it may hold.")
    known = first["type"] != "extra_forbidden"
    where = ".".join(map(str, first["loc"] if known else first["loc"][:-1]))
    why = first["msg"] if known else "it has a field that is not known"
    return QuestionError(f"The request is not right{f' at {where}' if where else ''}: {why}.", "See /api.")


def _known(what: str, given: Collection[str], known: Collection[str]) -> frozenset[str]:
    """The values, where each is known: with one that is not, nothing would be found, and nobody could tell why."""
    if set(given) - set(known):
        raise QuestionError(f"There is no such {what}.", f"Each must be one of: {', '.join(sorted(known))}.")
    return frozenset(given)
