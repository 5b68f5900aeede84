"""The options that limit what is searched, the same for every command that has them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import click

from knowledge.errors import ConfigError, UnknownReportError
from knowledge.types import Filters, FindingType, ReportId

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.filter_choices import Choice
    from app.wiring import Product

    Command = TypeVar("Command", bound=Callable[..., Any])

SHOWN_CHOICES = 5
"""Names that are offered where none is like the unknown one."""
SHOWN_OF_NAME = 200
"""Characters of a name that is not known that are printed."""


class GivenFilters(TypedDict):
    """What the options gave."""

    report_ids: tuple[str, ...]
    partnership: str | None
    finding_types: tuple[str, ...]
    agencies: tuple[str, ...]
    years: tuple[int, ...]


def filter_options(command: Command) -> Command:
    """Adds the options to a command, which gets them as `GivenFilters`."""
    options = (
        click.option("--report", "report_ids", multiple=True, help="Only this report (by id); may be repeated."),
        click.option("--partnership", help="Only reports of this partnership (part of its name will do)."),
        click.option(
            "--finding-type",
            "finding_types",
            multiple=True,
            type=click.Choice([kind.value for kind in FindingType]),
            help="Only findings of this type; may be repeated.",
        ),
        click.option(
            "--agency", "agencies", multiple=True, help="Only findings that speak of this agency; may be repeated."
        ),
        click.option("--year", "years", multiple=True, type=int, help="Only audits of this year; may be repeated."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def chosen_filters(product: Product, given: GivenFilters, themes: Sequence[str] = ()) -> Filters:
    """The filters that were given.

    Args:
        product: The library that they are to fit.
        given: The options.
        themes: Ids or names of themes.

    Raises:
        UnknownReportError: There is no such report.
        ConfigError: No finding has such a theme or agency.
    """
    filters = Filters(
        report_ids=frozenset(map(ReportId, given["report_ids"])),
        partnership=given["partnership"],
        finding_types=frozenset(map(FindingType, given["finding_types"])),
        years=frozenset(given["years"]),
    )
    _check_reports(product, filters)
    return _labelled(product, filters, themes, given["agencies"])


def _check_reports(product: Product, filters: Filters) -> None:
    known = {report.report_id for report in product.knowledge_base.catalogue.reports()}
    unknown = sorted(filters.report_ids - known)
    if unknown:
        raise UnknownReportError(
            f"No report has the id {', '.join(unknown)}.", "`audit-learning reports` lists the ids."
        )


def _labelled(product: Product, filters: Filters, themes: Sequence[str], agencies: Sequence[str]) -> Filters:
    """The filters with the themes and agencies given, by whichever of their names. Raises ConfigError."""
    if not themes and not agencies:
        return filters
    from app.filter_choices import filter_choices

    choices = filter_choices(product.knowledge_base.catalogue)
    return replace(
        filters,
        themes=frozenset(_known("theme", theme, choices.themes) for theme in themes),
        agencies=frozenset(_known("agency", agency, choices.agencies) for agency in agencies),
    )


def _known(name: str, given: str, offered: Sequence[Choice]) -> str:
    """The value that a person means by its id or its label."""
    from app.filter_choices import near

    for choice in offered:
        if given.strip().casefold() in {choice.value.casefold(), choice.label.casefold()}:
            return choice.value
    like = near(given, offered) or [choice.value for choice in offered[:SHOWN_CHOICES]]
    held = f"There are, for example: {', '.join(like)}." if like else "The library has none: add reports first."
    raise ConfigError(f"No finding in the library has the {name} {given[:SHOWN_OF_NAME]!r}.", held)
