"""A picture of the library at a glance: its themes beside its reports, with the counts written on the shades."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from app.theme_matrix import by_report

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from app.theme_matrix import Cell, ThemeMatrix
    from knowledge.theme_counts import Key
    from knowledge.types import Report, ReportId

MOST_REPORTS = 30
"""Columns at most: with more, the counts could not be read on a sheet of paper."""
SHADES = ("#ffffff", "#eff6ff", "#dbeafe", "#bfdbfe", "#93c5fd", "#60a5fa")
FONT = "DejaVu Sans"
INK, QUIET = "#172554", "#475569"
DOTS_PER_INCH = 130
COLUMN, ROW = 0.66, 0.27
"""Inches of a cell."""
LEFT, RIGHT, TOP, BOTTOM = 3.6, 1.9, 2.9, 0.7
"""Inches around the cells: the names of themes, the slant of the last title, the heading and titles, the notes."""
NARROWEST = 9.0
"""Inches of the whole picture, so that its heading fits."""


def library_picture(
    reports: Sequence[Report],
    counts: Mapping[ReportId, Mapping[Key, int]],
    today: date,
    kind: Literal["png", "svg"] = "png",
) -> bytes:
    """Draws the picture. Several may be drawn at once, in threads.

    Args:
        reports: Oldest first; of more than MOST_REPORTS the newest are drawn, which the picture says.
        counts: Passages by theme and finding type, of each report.
        today: Stands in the picture.
        kind: The file's format.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    shown = reports[-MOST_REPORTS:]
    matrix = by_report(shown, counts)
    width = max(LEFT + COLUMN * len(matrix.columns) + RIGHT, NARROWEST)
    height = TOP + ROW * len(matrix.rows) + BOTTOM
    # No pyplot: it keeps every figure of the process, and is not made for threads.
    figure = Figure(figsize=(width, height), dpi=DOTS_PER_INCH)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(-LEFT / COLUMN, (width - LEFT) / COLUMN))
    axes.set(ylim=(len(matrix.rows) + BOTTOM / ROW, -TOP / ROW))
    axes.axis("off")
    _draw_cells(axes, matrix)
    _draw_names(axes, matrix, {report.report_id: report for report in shown})
    _draw_heading(axes, matrix, len(reports), today)
    drawn = io.BytesIO()
    figure.savefig(drawn, format=kind, metadata={"Date": None} if kind == "svg" else None)
    return drawn.getvalue()


def _write(axes: Any, x: float, y: float, words: str, **looks: Any) -> None:  # noqa: ANN401 - as matplotlib has them
    """Writes words as they are: a title with dollar signs is no formula."""
    values = {"fontsize": 8, "color": INK, "va": "center", "parse_math": False, "fontfamily": FONT}
    axes.text(x, y, "".join(map(_drawn, words)), **{**values, **looks})


def _drawn(letter: str) -> str:
    """A letter as the font has it: a space for one that is not printed, a box for one that the font lacks."""
    if not letter.isprintable():
        return " "
    return letter if ord(letter) in _letters() else "□"


@cache
def _letters() -> frozenset[int]:
    """The letters of the font, which comes with matplotlib."""
    from matplotlib.font_manager import findfont, get_font

    return frozenset(get_font(findfont(FONT)).get_charmap())


def _draw_cells(axes: Any, matrix: ThemeMatrix) -> None:  # noqa: ANN401 - matplotlib is loaded where it draws
    from matplotlib.patches import Rectangle

    for down, row in enumerate(matrix.rows):
        for across, cell in enumerate(row.cells):
            shade = SHADES[cell.shade]
            axes.add_patch(Rectangle((across, down), 1, 1, facecolor=shade, edgecolor="#cbd5e1", linewidth=0.5))
            told = _counts(cell)
            _write(axes, across + 0.5, down + 0.52, told, ha="center", fontsize=6.5 if len(told) < 9 else 5.3)


def _draw_names(axes: Any, matrix: ThemeMatrix, reports: Mapping[str, Report]) -> None:  # noqa: ANN401 - see above
    for down, row in enumerate(matrix.rows):
        _write(axes, -0.12, down + 0.52, row.label, ha="right")
    for across, column in enumerate(matrix.columns):
        report = reports[column.key]
        dates = report.description.dates
        dated = dates[0].iso if dates else "not dated"
        marked = f"{dated}{', fictional' if report.fictional else ''}"
        _write(axes, across + 0.4, -0.35, column.name, rotation=40, rotation_mode="anchor", va="bottom", fontsize=7)
        looks = {"rotation": 40, "rotation_mode": "anchor", "fontsize": 6, "color": QUIET}
        _write(axes, across + 0.62, -0.3, marked, va="bottom", **looks)


def _draw_heading(axes: Any, matrix: ThemeMatrix, held: int, today: date) -> None:  # noqa: ANN401 - see above
    left, top, last = -LEFT / COLUMN + 0.3, -TOP / ROW, len(matrix.rows)
    shown = len(matrix.columns)
    count = f"{shown} reports" if shown != 1 else "1 report"
    of_all = f"the {shown} newest of {held} reports" if held > shown else count
    _write(axes, left, top + 1.2, "Themes of the audit reports at a glance", fontsize=15, fontweight="bold")
    day = f"{today.day} {today:%B %Y}"
    _write(axes, left, top + 2.5, f"{of_all[:1].upper()}{of_all[1:]}, oldest first. Drawn on {day}.", fontsize=9)
    if not matrix.rows:
        _write(axes, left, -1, "No passage of these reports is labelled with a theme.", fontsize=10)
    key = "▼ concerns   ▲ good practice   + other findings. A darker cell has more passages."
    _write(axes, left, last + 0.9, key, color=QUIET)
    meant = "Counts are passages of the reports that are labelled with the theme, not children or families."
    _write(axes, left, last + 1.8, meant, color=QUIET)


def _counts(cell: Cell) -> str:
    """A cell in a few signs."""
    signs = (("▼", cell.concerns), ("▲", cell.good), ("+", cell.other))
    return " ".join(f"{sign}{number}" for sign, number in signs if number)
