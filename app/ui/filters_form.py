"""The filters that a person may set before asking: folded until they are wanted, with what is set beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.datastructures import QueryParams

from app.filter_choices import Choice, FilterChoices, filters_from, in_words
from app.ui.safe_text import safe
from knowledge.types import Filters

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from app.site import Site

ANY_PARTNERSHIP = ""
"""Value of the choice that limits nothing."""
ANY_CHOICE = ("Any partnership", ANY_PARTNERSHIP)
Params = list[tuple[str, str]]
"""Names and values as they stand in a deep link."""


@dataclass(frozen=True, slots=True)
class FiltersForm:
    """A group of choices for each kind of filter, what is set in words, and Clear filters."""

    fold: Any
    themes: Any
    types: Any
    partnership: Any
    agencies: Any
    years: Any
    active: Any
    words: Any
    clear: Any

    @property
    def choices(self) -> list[Any]:
        """What a person chooses in; their values, in this order, are what `params` takes."""
        return [self.themes, self.types, self.partnership, self.agencies, self.years]

    @property
    def parts(self) -> list[Any]:
        """What `values` are for, in that order."""
        return [*self.choices, *self.telling]

    @property
    def telling(self) -> list[Any]:
        """What `told` is for: the parts that say what is set."""
        return [self.fold, self.active, self.words]

    def values(self, gr: Any, choices: FilterChoices, filters: Filters) -> list[Any]:  # noqa: ANN401 - Gradio has no types
        """How the parts look over a library, with some filters set."""
        partnerships = [ANY_CHOICE, *((choice.label, choice.value) for choice in choices.partnerships)]
        return [
            _group(gr, choices.themes, filters.themes),
            _group(gr, choices.finding_types, filters.finding_types),
            gr.update(
                choices=partnerships, value=_offered(filters.partnership, choices), visible=len(partnerships) > 1
            ),
            _group(gr, choices.agencies, filters.agencies),
            _group(gr, choices.years, filters.years),
            *self.told(gr, filters),
        ]

    def cleared(self, gr: Any) -> list[Any]:  # noqa: ANN401 - Gradio has no types
        """How the parts look with nothing set."""
        return [[], [], ANY_PARTNERSHIP, [], [], *self.told(gr, Filters())]

    def told(self, gr: Any, filters: Filters) -> list[Any]:  # noqa: ANN401 - Gradio has no types
        """How the parts that say what is set look."""
        count = count_of(filters)
        return [
            gr.update(label=f"Filters ({count} set)" if count else "Filters"),
            gr.update(visible=count > 0),
            safe(in_words(filters)),
        ]


def params(
    themes: Sequence[str], types: Sequence[str], partnership: str | None, agencies: Sequence[str], years: Sequence[str]
) -> Params:
    """What was chosen, as it would stand in a deep link; from a browser, so anything may be in it."""
    groups = (("theme", themes), ("type", types), ("agency", agencies), ("year", years))
    listed = [(name, str(value)) for name, values in groups for value in values or ()]
    return [*listed, *([("partnership", str(partnership))] if partnership else [])]


def chosen_filters(site: Site, chosen: Sequence[tuple[str, str]]) -> tuple[Filters, str]:
    """The filters among names and values, and in words those that the library has not. Raises HomeError."""
    if not chosen:
        return Filters(), ""
    filters, ignored = filters_from(asked_for(QueryParams(list(chosen))), site.choices())
    return filters, ", ".join(value for _name, value in ignored)


def asked_for(query: QueryParams) -> dict[str, list[str]]:
    """The values of each parameter of a query string."""
    return {name: query.getlist(name) for name in query}


def count_of(filters: Filters) -> int:
    """How many values are chosen."""
    sets = (filters.themes, filters.finding_types, filters.agencies, filters.years)
    return sum(map(len, sets)) + bool(filters.partnership)


def filters_form(gr: Any) -> FiltersForm:  # noqa: ANN401 - Gradio has no types
    """Builds the filters, without choices until the library is read."""
    with gr.Column(elem_id="filters"):
        with gr.Accordion("Filters", open=False, elem_id="filters-fold") as fold:
            themes = gr.CheckboxGroup([], label="Theme", elem_id="filter-theme")
            types = gr.CheckboxGroup([], label="Finding type", elem_id="filter-type")
            agencies = gr.CheckboxGroup([], label="Agency", elem_id="filter-agency")
            years = gr.CheckboxGroup([], label="Year", elem_id="filter-year")
            partnership = gr.Dropdown(
                [ANY_CHOICE], value=ANY_PARTNERSHIP, label="Partnership", elem_id="filter-partnership"
            )
        with gr.Row(elem_id="filters-active", visible=False) as active:
            words = gr.Markdown("", elem_id="filters-words", latex_delimiters=[])
            clear = gr.Button("Clear filters", size="sm", min_width=110, scale=0, elem_id="clear-filters")
    return FiltersForm(fold, themes, types, partnership, agencies, years, active, words, clear)


def _group(gr: Any, offered: Sequence[Choice], chosen: Collection[object]) -> Any:  # noqa: ANN401 - Gradio has no types
    values = [choice.value for choice in offered if choice.value in set(map(str, chosen))]
    pairs = [(choice.label, choice.value) for choice in offered]
    return gr.update(choices=pairs, value=values, visible=bool(offered))


def _offered(partnership: str | None, choices: FilterChoices) -> str:
    """The choice that a filter means: it may be a part of a name."""
    wanted = (partnership or "").casefold()
    named = (choice.value for choice in choices.partnerships if wanted and wanted in choice.value.casefold())
    return next(named, ANY_PARTNERSHIP)
