"""The filters that a library offers, and filters as a link and in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from knowledge.theme_counts import theme_labels
from knowledge.types import Filters, FindingType, LabelKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from knowledge.catalogue import Catalogue
    from knowledge.types import Report

NEAR = 3
"""Names that are offered instead of an unknown one, at most."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter: as a link and `Filters` hold it, in words, and in how many reports it is."""

    value: str
    label: str
    reports: int


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What the reports that answers may use can be filtered by; held reports count for nothing.

    Args:
        themes: Ids, by their label.
        finding_types: In the order of `FindingType`.
        partnerships: By name.
        agencies: Those in most reports first.
        years: Of the audit or of its publication, newest first.
    """

    themes: tuple[Choice, ...] = ()
    finding_types: tuple[Choice, ...] = ()
    partnerships: tuple[Choice, ...] = ()
    agencies: tuple[Choice, ...] = ()
    years: tuple[Choice, ...] = ()


def filter_choices(catalogue: Catalogue) -> FilterChoices:
    """The choices of a library as it is now; it reads every passage's labels, so keep them while nothing changes."""
    reports = catalogue.open_reports()
    themes, agencies = (_labelled(catalogue, kind) for kind in (LabelKind.THEME, LabelKind.AGENCY))
    types = catalogue.reports_by_type()
    places = Counter(report.description.partnership or "" for report in reports)
    years = Counter(year for report in reports for year in {date.value.year for date in report.description.dates})
    return FilterChoices(
        themes=_choices(themes, sorted(themes, key=lambda theme: _theme_label(theme).casefold()), _theme_label),
        finding_types=tuple(Choice(kind.value, kind.label, types[kind]) for kind in FindingType if kind in types),
        partnerships=_choices(places, sorted(filter(None, places), key=str.casefold)),
        agencies=_choices(agencies, sorted(agencies, key=lambda name: (-agencies[name], name.casefold()))),
        years=tuple(Choice(str(year), str(year), years[year]) for year in sorted(years, reverse=True)),
    )


class KeptChoices:
    """The choices of a library, read anew only when its reports have changed; safe to share between threads.

    Args:
        catalogue: The library.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._kept: tuple[list[Report], FilterChoices] | None = None

    def __call__(self) -> FilterChoices:
        """The choices as they are now. Raises HomeError."""
        reports = self._catalogue.reports()
        kept = self._kept
        if kept is None or kept[0] != reports:
            kept = self._kept = reports, filter_choices(self._catalogue)
        return kept[1]


def _choices(
    counts: Mapping[str, int], ordered: Sequence[str], label: Callable[[str], str] = str
) -> tuple[Choice, ...]:
    return tuple(Choice(value, label(value), counts[value]) for value in ordered)


def _labelled(catalogue: Catalogue, kind: LabelKind) -> Counter[str]:
    """In how many reports each label is."""
    rows = catalogue.label_counts(kind, [report.report_id for report in catalogue.open_reports()])
    return Counter(value for _report, value in {(row[0], row[2]) for row in rows})


def _theme_label(theme: str) -> str:
    return theme_labels().get(theme, theme.replace("_", " "))


def filters_from(
    parameters: Mapping[str, Sequence[str]], choices: FilterChoices
) -> tuple[Filters, tuple[tuple[str, str], ...]]:
    """The filters of a link: `theme`, `type`, `partnership`, `agency` and `year`; all but `partnership` repeatable.

    Args:
        parameters: The values of each parameter of the query string; others, such as `q`, are left alone.
        choices: What the library offers.

    Returns:
        The filters, and what was ignored because the library has no such thing: parameter and value, as it came.
    """
    ignored: list[tuple[str, str]] = []

    def known(name: str, offered: Sequence[Choice]) -> frozenset[str]:
        by_name = {choice.value.casefold(): choice.value for choice in offered}
        given = [value for value in parameters.get(name, ()) if value.strip()]
        ignored.extend((name, value) for value in given if value.strip().casefold() not in by_name)
        return frozenset(filter(None, (by_name.get(value.strip().casefold()) for value in given)))

    filters = Filters(
        partnership=_partnership(parameters, choices, ignored),
        finding_types=frozenset(map(FindingType, known("type", choices.finding_types))),
        years=frozenset(map(int, known("year", choices.years))),
        themes=known("theme", choices.themes),
        agencies=known("agency", choices.agencies),
    )
    return filters, tuple(ignored)


def _partnership(
    parameters: Mapping[str, Sequence[str]], choices: FilterChoices, ignored: list[tuple[str, str]]
) -> str | None:
    """The first partnership given that the library has, or a part of the name of one."""
    given = [value.strip() for value in parameters.get("partnership", ()) if value.strip()]
    held = [
        value for value in given if any(value.casefold() in choice.value.casefold() for choice in choices.partnerships)
    ]
    ignored.extend(("partnership", value) for value in given if value not in held[:1])
    return held[0] if held else None


def query_of(question: str, filters: Filters) -> str:
    """A question and its filters as the query string of a link, `?q=...&theme=...`; the same for the same filters.

    Reports and cases, which the page has no filter for, are left out.
    """
    given = [("q", question)] if question else []
    given += [("theme", theme) for theme in sorted(filters.themes)]
    given += [("type", kind.value) for kind in FindingType if kind in filters.finding_types]
    given += [("partnership", filters.partnership)] if filters.partnership else []
    given += [("agency", agency) for agency in sorted(filters.agencies)]
    given += [("year", str(year)) for year in sorted(filters.years)]
    return f"?{urlencode(given)}" if given else ""


def in_words(filters: Filters) -> str:
    """Filters for a person, `theme: neglect; audits of 2024; police`; empty where nothing is limited. Not escaped."""
    themes = sorted(map(_theme_label, filters.themes))
    words = [f"{'theme' if len(themes) == 1 else 'themes'}: {_either(themes)}"] if themes else []
    words += [_either(kind.label for kind in FindingType if kind in filters.finding_types)]
    words += [filters.partnership or ""]
    words += [f"audits of {_either(map(str, sorted(filters.years)))}"] if filters.years else []
    words += [_either(sorted(filters.agencies))]
    words += [f"report {_either(sorted(filters.report_ids))}"] if filters.report_ids else []
    words += [f"case {filters.case_letter}"] if filters.case_letter else []
    return "; ".join(filter(None, words))


def _either(words: Iterable[str]) -> str:
    *first, last = [*words] or [""]
    return f"{', '.join(first)} or {last}" if first else last


def near(value: str, offered: Sequence[Choice]) -> list[str]:
    """The values offered that are written most like another, or hold it; nearest first, empty where none is."""
    typed = value.casefold().replace("_", " ")
    names = {name.casefold(): choice.value for choice in offered for name in (choice.label, choice.value)}
    like = [names[name] for name in get_close_matches(typed, names, NEAR)]
    holding = [value for name, value in names.items() if typed and typed in name]
    return list(dict.fromkeys((*like, *holding)))[:NEAR]
