"""Shows what an eval found: a table for a person, JSON for a program, rows for a file."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any

from evals.metrics import Estimate, Proportion, Share
from knowledge.errors import DatasetError

if TYPE_CHECKING:
    from pathlib import Path

    from rich.table import Table

    from app.settings import Settings
    from evals.runs import Figure, Run

WIDE = 130
"""Characters of a line where no terminal says how many it has."""
SETTINGS = {"dense_weight", "answer_words", "answer_statements"}
"""What changes the figures."""


def as_json(run: Run, settings: Settings) -> str:
    """The figures and the settings that they hold for, as one line of JSON; an undefined figure is null."""
    used = settings.model_dump(mode="json", include=SETTINGS)
    more = {"more": [{"title": table.title, "systems": table.systems} for table in run.more]} if run.more else {}
    return _dumped({"title": run.title, "settings": used, "systems": run.systems, **more})


def write_rows(run: Run, file: Path) -> None:
    """Writes one JSON object a line. Raises DatasetError where the file cannot be written."""
    try:
        rows = [row for table in (run, *run.more) for row in table.rows]
        file.write_text("".join(f"{_dumped(row)}\n" for row in rows), encoding="utf-8")
    except OSError as error:
        raise DatasetError(f"The rows cannot be written to {file} ({error}).", "Choose another --out.") from error


def _dumped(value: object) -> str:
    return json.dumps(_plain(value), ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return None if isinstance(value, float) and math.isnan(value) else value


def print_table(run: Run) -> None:
    """Prints a column for each system and a row for each figure; further tables the other way round."""
    from rich.console import Console
    from rich.table import Table

    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDE)
    table = Table(title=run.title, title_justify="left", caption_justify="left")
    table.caption = (
        "[..] 95% interval: bootstrap of a mean over questions, Wilson's of a share" if _has_interval(run) else None
    )
    for heading in ("", *run.systems):
        table.add_column(heading, justify="right" if heading else "left")
    for name in dict.fromkeys(name for figures in run.systems.values() for name in figures):
        table.add_row(name, *(cell(figures.get(name)) for figures in run.systems.values()))
    console.print(table, markup=False)
    for further in run.more:
        console.print(_lying(further), markup=False)


def _lying(run: Run) -> Table:
    """A table with a row for each group, a column for each figure that any of them has."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    names = dict.fromkeys(name for figures in run.systems.values() for name in figures)
    shown = [name for name in names if any(short_cell(figures.get(name)) != "-" for figures in run.systems.values())]
    table = Table(title=run.title, title_justify="left", box=SIMPLE_HEAD, padding=0, collapse_padding=True)
    for heading in ("", *shown):
        table.add_column(heading, justify="right" if heading else "left", no_wrap=not heading)
    for group, figures in run.systems.items():
        table.add_row(Text(group), *(Text(short_cell(figures.get(name))) for name in shown))
    return table


def short_cell(figure: Figure) -> str:
    """As `cell`, without intervals: groups of few questions have none to speak of."""
    if isinstance(figure, Estimate):
        return f"{figure.mean:.2f} n={figure.n}" if figure.n else "-"
    if isinstance(figure, Share | Proportion):
        return f"{figure.part} of {figure.whole}" if figure.whole else "-"
    if isinstance(figure, float) and not math.isnan(figure):
        return f"{figure:,.0f}"
    return cell(figure)


def markdown(run: Run) -> str:
    """The tables as Markdown, a row for each file (or label), a column for each figure that any of them has."""
    names = dict.fromkeys(name for figures in run.systems.values() for name in figures)
    shown = [name for name in names if any(markdown_cell(row.get(name)) != "-" for row in run.systems.values())]
    lines = [f"**{run.title}**", "", f"| | {' | '.join(shown)} |", f"| --- |{' --- |' * len(shown)}"]
    for system, figures in run.systems.items():
        cells = [system, *(markdown_cell(figures.get(name)) for name in shown)]
        lines.append(f"| {' | '.join(escaped(text) for text in cells)} |")
    return "\n".join(["\n".join(lines), *(f"\n{markdown(further)}" for further in run.more)])


def escaped(text: str) -> str:
    """A text as one cell of a Markdown table."""
    return " ".join(text.replace("|", "\\|").split())


def markdown_cell(figure: Figure) -> str:
    """As `cell`, with a share as `found / true`."""
    if isinstance(figure, Share):
        return f"{figure.part:,} / {figure.whole:,}" if figure.whole else "-"
    return cell(figure)


def _has_interval(run: Run) -> bool:
    return any(
        isinstance(figure, Estimate | Proportion) for figures in run.systems.values() for figure in figures.values()
    )


def cell(figure: Figure) -> str:
    """A figure as a person reads it; a dash where it is undefined."""
    if isinstance(figure, Estimate):
        if not figure.n:
            return "-"
        undefined = f", {figure.undefined} undefined" if figure.undefined else ""
        return f"{figure.mean:.3f} [{figure.low:.3f}-{figure.high:.3f}] n={figure.n}{undefined}"
    if isinstance(figure, Share):
        return f"{figure.part} of {figure.whole}"
    if isinstance(figure, Proportion):
        if not figure.whole:
            return "-"
        return f"{figure.value:.3f} [{figure.low:.3f}-{figure.high:.3f}] n={figure.whole}"
    if isinstance(figure, str):
        return figure or "-"
    if isinstance(figure, int):
        return f"{figure:,}"
    return "-" if figure is None or math.isnan(figure) else f"{figure:,.2f}"
