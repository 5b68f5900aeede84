"""Descriptions of inspection letters, checked against the index that came with them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from evals.matching import folded, letters
from knowledge.errors import DatasetError

if TYPE_CHECKING:
    from pathlib import Path

    from knowledge.types import ReportDescription

INDEX = "INDEX.csv"
THEMES = {
    "identification of initial need and risk": "front_door",
    "children and families who need help": "early_help",
    "serious youth violence": "serious_youth_violence",
    "criminal exploitation": "criminal_exploitation",
    "child sexual exploitation": "child_sexual_exploitation",
    "sexual abuse": "child_sexual_abuse",
    "mental health": "child_mental_health",
    "domestic abuse": "domestic_abuse",
}
"""The theme id that the index's words mean; the first words that a line holds count."""
DEEP_DIVES = {
    "bradford-21-april-2017.pdf": "domestic_abuse",
    "central-bedfordshire-10-may-2016.pdf": "child_sexual_exploitation",
    "cheshire-west-and-chester-10-november-2017.pdf": "neglect",
    "derby-08-may-2019.pdf": "child_sexual_abuse",
    "east-sussex-14-april-2020.pdf": "child_mental_health",
    "hampshire-01-february-2017.pdf": "domestic_abuse",
    "hounslow-13-june-2017.pdf": "domestic_abuse",
    "lincolnshire-05-december-2016.pdf": "domestic_abuse",
    "oxfordshire-10-may-2016.pdf": "child_sexual_exploitation",
    "salford-28-october-2016.pdf": "domestic_abuse",
    "wokingham-14-july-2017.pdf": "neglect",
}
"""What a letter says that it looked at closely, where the index says only "abuse and neglect": the name of
the whole programme at that time."""


@dataclass(frozen=True, slots=True)
class IndexedLetter:
    """What the index says of one letter: `theme` is an id, `None` where its words are not known to us."""

    file: str
    area: str
    date: date
    theme: str | None


@dataclass(frozen=True, slots=True)
class LetterCheck:
    """Whether we describe a letter as the index does; `first_theme`: its theme is the one that we tell first."""

    file: str
    area: bool
    date: bool
    theme: bool
    first_theme: bool


def read_index(folder: Path) -> list[IndexedLetter]:
    """Reads INDEX.csv of a folder; none where there is no such file. Raises DatasetError where it cannot be read."""
    file = folder / INDEX
    if not file.is_file():
        return []
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            return [_letter(row) for row in csv.DictReader(opened)]
    except (OSError, ValueError, KeyError) as error:
        raise DatasetError(f"{file} cannot be read ({error!r}).", "It needs file, area, date and themes.") from error


def _letter(row: dict[str, str]) -> IndexedLetter:
    words = folded(row["themes"])
    theme = DEEP_DIVES.get(row["file"]) or next((theme for name, theme in THEMES.items() if name in words), None)
    told = datetime.strptime(row["date"], "%d %B %Y").date()  # noqa: DTZ007 - a date has no time zone
    return IndexedLetter(row["file"], row["area"], told, theme)


def check_letter(letter: IndexedLetter, description: ReportDescription | None) -> LetterCheck:
    """Compares a description with the index; `None` where the letter could not be read, so that nothing is right."""
    if description is None:
        return LetterCheck(letter.file, area=False, date=False, theme=False, first_theme=False)
    dates = {told.value for told in (description.publication_date, description.audit_date) if told}
    themes = [theme.value for theme in description.themes]
    return LetterCheck(
        file=letter.file,
        area=_area(letter.area) in _area(description.partnership or ""),
        date=letter.date in dates,
        theme=letter.theme in themes,
        first_theme=letter.theme in themes[:1],
    )


def _area(name: str) -> str:
    return letters(name.replace("&", " and "))
