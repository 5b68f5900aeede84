"""Writes the rows of answer runs as one HTML file that needs nothing else: no script, no font, no network.

Questions, quotes and names in rows are not trusted: the template escapes every value, and the page forbids scripts.
"""

from __future__ import annotations

import base64
from collections import Counter
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from evals.metrics import Estimate, estimate, percentile
from evals.report import cell
from evals.row_files import number_in, read_rows
from knowledge.errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from evals.row_files import Row

METRICS = {
    "recall": "recall of gold quotes",
    "recall_first_words": "recall in the first 250 words quoted",
    "first_three": "gold quote in the first three citations",
    "precision": "gold share of cited quotes",
    "vital_nuggets": "vital nuggets said",
    "nuggets": "all nuggets said",
    "numbers": "numbers exact",
    "counts": "counts of reports exact",
}
"""Fields of rows that are in [0, 1], by what a person reads."""
BY_TYPE = ("recall", "first_three")
WORST = 10
LISTED = ("missed", "missed_nuggets", "missed_numbers", "forbidden")
LONGEST_ITEM = 300
BINS = 8
CONFIDENCE = "confidence"
LATENCY = ("elapsed_ms", "milliseconds", "ms")

Cell: TypeAlias = "str | list[str]"
"""One text, or several that stand as a list."""


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture as a data address, and what it shows in words."""

    source: str
    alt: str


@dataclass(frozen=True, slots=True)
class Part:
    """A table, the first cell of each row its heading, with a plot of the same figures where there is one."""

    heading: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    plot: Plot | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReportedRun:
    """One system of one file of rows."""

    name: str
    parts: tuple[Part, ...]


def write_html(files: Sequence[Path], out: Path, *, with_plots: bool = True) -> None:
    """Writes a report on files of rows.

    Args:
        files: Rows as `eval answers --out` writes; each system of each file gets a section.
        out: The HTML file.
        with_plots: Whether plots stand beside their tables.

    Raises:
        DatasetError: A file cannot be read, or the report cannot be written.
        ConfigError: matplotlib is missing and plots are wanted.
    """
    page = html_report({file.name: read_rows(file) for file in files}, with_plots=with_plots)
    try:
        out.write_text(page, encoding="utf-8")
    except OSError as error:
        raise DatasetError(f"The report cannot be written to {out} ({error}).", "Choose another --out.") from error


def html_report(runs: Mapping[str, Sequence[Row]], *, with_plots: bool = True) -> str:
    """The report on rows by the name of their file, as HTML."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = resources.files("evals").joinpath("html_report.html.jinja").read_text(encoding="utf-8")
    reported = [
        ReportedRun(f"{name}: {system}" if system else name, tuple(_parts(rows, with_plots)))
        for name, found in runs.items()
        for system, rows in _by_system(found).items()
    ]
    summary = (
        f"{sum(map(len, runs.values())):,} rows of {len(runs)} file(s). Intervals are 95% bootstrap intervals of the "
        "mean over questions. Two runs whose intervals overlap may still differ: compare them with `eval compare`."
    )
    return environment.from_string(template).render(title="Answers, measured", summary=summary, runs=reported)


def _by_system(rows: Sequence[Row]) -> dict[str, list[Row]]:
    systems: dict[str, list[Row]] = {}
    for row in rows:
        systems.setdefault(str(row.get("system", "")), []).append(row)
    return systems


def _parts(rows: Sequence[Row], with_plots: bool) -> list[Part]:
    parts = [
        _metrics_part(rows, with_plots),
        _types_part(rows),
        _worst_part(rows),
        _refusals_part(rows),
        _words_part(rows, with_plots),
        _calibration_part(rows, with_plots),
        _latency_part(rows),
    ]
    return [part for part in parts if part is not None]


def _metrics_part(rows: Sequence[Row], with_plots: bool) -> Part | None:
    found = {label: _estimate(rows, field) for field, label in METRICS.items()}
    known = {label: value for label, value in found.items() if value.n}
    if not known:
        return None
    plot = None
    if with_plots:
        from evals.plots import intervals_svg

        alt = "; ".join(f"{label} {value.mean:.2f}" for label, value in known.items())
        plot = _plot(intervals_svg(known), f"Means with 95% intervals: {alt}. The table has every value.")
    cells = tuple((label, *_interval(value)) for label, value in known.items())
    columns = ("measure", "mean", "95% from", "to", "questions", "without a value")
    return Part("Measures", "Each measure with its interval", columns, cells, plot)


def _estimate(rows: Sequence[Row], field: str) -> Estimate:
    values = [number_in(row, field) for row in rows]
    return estimate(float("nan") if value is None else value for value in values)


def _interval(value: Estimate) -> tuple[str, ...]:
    return (f"{value.mean:.3f}", f"{value.low:.3f}", f"{value.high:.3f}", str(value.n), str(value.undefined))


def _types_part(rows: Sequence[Row]) -> Part | None:
    types = sorted({str(row["type"]) for row in rows if row.get("type")})
    if not types:
        return None
    cells = []
    for name in types:
        own = [row for row in rows if str(row.get("type")) == name]
        refused = sum(bool(row.get("refused", row.get("status") in {"no_evidence", "declined"})) for row in own)
        measures = [cell(_estimate(own, field)) for field in BY_TYPE]
        cells.append((name, str(len(own)), *measures, str(refused)))
    columns = ("type", "questions", *(METRICS[field] for field in BY_TYPE), "refused")
    return Part("By type of question", "Each type of question", columns, tuple(cells))


def _worst_part(rows: Sequence[Row]) -> Part | None:
    known = [(value, row) for row in rows if (value := number_in(row, "recall")) is not None and value < 1]
    if not known:
        return None
    worst = sorted(known, key=lambda pair: (pair[0], str(pair[1].get("id"))))[:WORST]
    cells = tuple(
        (
            f"{row.get('id', '')}: {row['question']}" if row.get("question") else str(row.get("id", "")),
            str(row.get("type", "")),
            str(row.get("status", "")),
            f"{value:.2f}",
            [_short(item) for field in LISTED for item in _items(row, field)],
        )
        for value, row in worst
    )
    columns = ("question", "type", "status", "recall", "missed, or shown though forbidden")
    return Part("Worst questions", f"The {len(cells)} questions with the least recall", columns, cells)


def _items(row: Row, field: str) -> list[str]:
    value = row.get(field)
    return [str(item) for item in value] if isinstance(value, list) else []


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_ITEM else f"{text[: LONGEST_ITEM - 1]}…"


def _refusals_part(rows: Sequence[Row]) -> Part | None:
    refused = [row for row in rows if row.get("refused", row.get("status") in {"no_evidence", "declined"})]
    if not any("status" in row for row in rows):
        return None
    causes = Counter(str(row.get("reason") or row.get("status") or "no cause given") for row in refused)
    wrong = Counter(
        str(row.get("reason") or row.get("status") or "no cause given") for row in refused if row.get("answerable")
    )
    cells = [(cause.replace("_", " "), str(count), str(wrong[cause])) for cause, count in causes.most_common()]
    missed = sum(row.get("answerable") is False and row not in refused for row in rows)
    note = f"{len(refused)} of {len(rows)} questions were refused; {missed} that cannot be answered were not."
    columns = ("cause", "refused", "of these answerable")
    return Part("Refusals", "Refusals by cause", columns, tuple(cells), note=note)


def _words_part(rows: Sequence[Row], with_plots: bool) -> Part | None:
    words = [value for row in rows if (value := number_in(row, "words")) is not None]
    if not words:
        return None
    counts, edges = np.histogram(words, bins=BINS)
    cells = tuple(
        (f"{low:.0f} to {high:.0f}", str(count)) for count, low, high in zip(counts, edges, edges[1:], strict=False)
    )
    plot = None
    if with_plots:
        from evals.plots import histogram_svg

        alt = f"Words shown: median {percentile(words, 50):.0f}, from {min(words):.0f} to {max(words):.0f}."
        plot = _plot(histogram_svg(words, "words shown"), f"{alt} The table has the counts.")
    note = f"Median {percentile(words, 50):.0f} words."
    return Part("Length", "Questions by words shown", ("words", "questions"), cells, plot, note)


def _calibration_part(rows: Sequence[Row], with_plots: bool) -> Part | None:
    """Confidence beside whether anything gold was shown, in tenths; left out where rows state no confidence."""
    pairs = [
        (stated, float(recall > 0))
        for row in rows
        if (stated := number_in(row, CONFIDENCE)) is not None and (recall := number_in(row, "recall")) is not None
    ]
    groups: dict[int, list[tuple[float, float]]] = {}
    for pair in pairs:
        groups.setdefault(min(int(pair[0] * 10), 9), []).append(pair)
    if not groups:
        return None
    means = [tuple(np.mean(groups[tenth], axis=0)) for tenth in sorted(groups)]
    cells = tuple(
        (f"{stated:.2f}", f"{right:.2f}", str(len(groups[tenth])))
        for tenth, (stated, right) in zip(sorted(groups), means, strict=True)
    )
    plot = None
    if with_plots:
        from evals.plots import calibration_svg

        svg = calibration_svg([float(stated) for stated, _ in means], [float(right) for _, right in means])
        plot = _plot(svg, "Share of answers with a gold quote by confidence stated. The table has the values.")
    columns = ("confidence", "share with a gold quote", "questions")
    return Part("Calibration", "Confidence beside what was found", columns, cells, plot)


def _latency_part(rows: Sequence[Row]) -> Part | None:
    field = next((name for name in LATENCY if any(number_in(row, name) is not None for row in rows)), None)
    if field is None:
        return None
    times = [value for row in rows if (value := number_in(row, field)) is not None]
    cells = tuple((f"p{rank}", f"{percentile(times, rank):,.0f}") for rank in (50, 95, 100))
    return Part("Time", f"Milliseconds for a question, {len(times)} timed", ("percentile", "ms"), cells)


def _plot(svg: str, alt: str) -> Plot:
    """As an image, so that names inside the drawing meet nothing on the page and no script in it could run."""
    return Plot(f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}", alt)
