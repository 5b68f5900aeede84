"""What a person asks of the pages on packs, in an address or a form: anything may be in it."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from app.filter_choices import filters_from
from app.packs.document import PackFormat, PackKind
from app.packs.wanted import Minutes, Topic, Wanted
from knowledge.errors import QuestionError
from knowledge.theme_counts import theme_label
from knowledge.types import Filters, PassageId

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.filter_choices import FilterChoices
    from knowledge.types import Answer

    Parameters = Mapping[str, Sequence[str]]

MOST_PICKED = 100
"""Findings of one pack: far more than a session has time for."""
MOST_THEMES = 10
LONGEST_LINE = 200
"""Characters of a title, and of the words for whom a pack is."""
NAMES = {"day": "date"}
"""How a field of ours is called in addresses and forms, where it is called otherwise."""
PLACE = "place."
"""Begins the name of the field with a finding's place: `place.neglect-aaa111#4`."""
AT_FIRST = 6
"""Findings of each type that are offered until a person asks for more, beside those chosen."""
MOST_SHOWN = 300
WRONG: Mapping[str, tuple[str, str]] = {
    "kind": ("There is no such kind of material.", "Choose one on the page of packs."),
    "format": ("There is no such kind of file.", "Choose Word, PowerPoint, web page or Markdown."),
    "minutes": ("A session takes 30, 60 or 90 minutes.", "Choose one of these."),
    "day": ("This is no date of a session.", "Write it as year-month-day, such as 2026-12-03."),
    "title": ("The title is too long.", f"There is room for {LONGEST_LINE} characters."),
    "audience": ("The words for whom it is are too many.", f"There is room for {LONGEST_LINE} characters."),
    "themes": ("These are too many themes.", f"Choose {MOST_THEMES} at most."),
    "picked": ("These are too many findings for one pack.", f"Choose {MOST_PICKED} at most."),
}


def _one_line(words: str) -> str:
    return " ".join(words.split())


Line = Annotated[str, BeforeValidator(_one_line), Field(max_length=LONGEST_LINE)]
Day = Annotated[
    dt.date, BeforeValidator(dt.date.fromisoformat), Field(ge=dt.date(2000, 1, 1), le=dt.date(2100, 12, 31))
]


class _Fields(BaseModel):
    """What is asked for but the filters; a field that came empty is as if it had not come."""

    model_config = ConfigDict(frozen=True)

    kind: PackKind = PackKind.SESSION
    format: PackFormat = PackFormat.DOCX
    minutes: Annotated[Minutes, BeforeValidator(int)] = 60
    day: Day | None = None
    title: Line = ""
    audience: Line = ""
    themes: Annotated[tuple[str, ...], Field(max_length=MOST_THEMES)] = ()
    picked: Annotated[tuple[str, ...], Field(max_length=MOST_PICKED)] = ()


@dataclass(frozen=True, slots=True)
class PackAsked:
    """A pack as it was asked for.

    Args:
        wanted: The pack.
        format: The file that it becomes.
        answer: Name of the answer that it is about; empty: of none.
        ignored: Filters that the library has not: name and value, as they came.
        show: How many findings of each type to offer, beside those chosen.
    """

    wanted: Wanted
    format: PackFormat
    answer: str
    ignored: tuple[tuple[str, str], ...]
    show: int

    @property
    def is_about_something(self) -> bool:
        """Whether it names a theme, an answer or a finding, or is limited by filters."""
        topic = self.wanted.topic
        return bool(topic.themes or self.answer or topic.passage_ids) or topic.filters != Filters()

    def about(self, answer: Answer) -> PackAsked:
        """The same about an answer: what it cites is what there is to choose from, beside what was picked."""
        topic = self.wanted.topic
        cited = dict.fromkeys((*(one.passage_id for one in answer.citations), *topic.passage_ids))
        topic = replace(topic, passage_ids=tuple(cited), words=answer.standalone_question or answer.question)
        return replace(self, wanted=replace(self.wanted, topic=topic))


def read_request(parameters: Parameters, choices: FilterChoices) -> PackAsked:
    """What was asked for.

    Args:
        parameters: The values of each field; unknown fields are left alone.
        choices: What the library can be filtered by.

    Raises:
        QuestionError: A field says what cannot be.
        UnknownThemeError: There is no such theme.
    """
    fields = _fields(parameters)
    for theme in fields.themes:
        theme_label(theme)
    filters, ignored = filters_from({name: values for name, values in parameters.items() if name != "theme"}, choices)
    picked = _in_place(fields.picked, parameters) if _was_picked(parameters) else None
    wanted = Wanted(
        fields.kind,
        Topic(fields.themes, picked or (), filters=filters),
        picked,
        fields.minutes,
        fields.title,
        fields.day,
        fields.audience,
    )
    return PackAsked(wanted, fields.format, _first(parameters, "answer"), ignored, _shown(parameters))


def _fields(parameters: Parameters) -> _Fields:
    given: dict[str, object] = {
        name: value
        for name in ("kind", "format", "minutes", "day", "title", "audience")
        if (value := _first(parameters, NAMES.get(name, name)))
    }
    given["themes"] = tuple(dict.fromkeys(filter(None, parameters.get("theme", ()))))
    given["picked"] = tuple(dict.fromkeys(filter(None, parameters.get("finding", ()))))
    try:
        return _Fields.model_validate(given)
    except ValidationError as error:
        raise QuestionError(*WRONG[str(error.errors()[0]["loc"][0])]) from None


def _was_picked(parameters: Parameters) -> bool:
    """Whether the person chose: a form says so even where every tick was taken out. `choose` leaves it to us again."""
    return not _first(parameters, "choose") and bool(parameters.get("finding") or _first(parameters, "picked"))


def _in_place(picked: Sequence[str], parameters: Parameters) -> tuple[PassageId, ...]:
    """What was picked by the numbers given to it; what has none comes last, in the order in which it came."""
    return tuple(PassageId(one) for one in sorted(picked, key=lambda one: _number(_first(parameters, PLACE + one))))


def _number(typed: str) -> float:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else math.inf


def _shown(parameters: Parameters) -> int:
    return int(min(max(_number(_first(parameters, "show") or str(AT_FIRST)), 1), MOST_SHOWN))


def _first(parameters: Parameters, name: str) -> str:
    return next((value for value in parameters.get(name, ()) if value.strip()), "").strip()
