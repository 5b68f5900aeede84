"""A picture of the library at a glance: the most told themes beside the newest reports, fit for a slide."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from app.theme_matrix import ThemeMatrix, by_report, cut_to_label, short_partnership
from knowledge.types import DatePrecision

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from app.theme_matrix import Cell
    from knowledge.theme_counts import Key
    from knowledge.types import Report, ReportId

MOST_REPORTS = 20
"""Columns at most: with more, the counts could not be read on a slide."""
MOST_THEMES = 20
"""Rows at most."""
SHADES = ("#ffffff", "#eff6ff", "#dbeafe", "#bfdbfe", "#93c5fd", "#60a5fa")
FONT = "DejaVu Sans"
INK, QUIET = "#172554", "#475569"
DOTS_PER_INCH = 150
WIDTH, HEIGHT = 13.333, 7.5
"""Inches of the whole picture: those of a wide slide."""
LEFT, RIGHT, TOP, BOTTOM = 3.7, 1.3, 2.4, 0.55
"""Inches around the cells: the names of themes, the slant of the last report's name, the heading, the notes."""
WIDEST, HIGHEST = 1.0, 0.32
"""Inches of a cell at most."""
LARGEST = 9.0
"""Points of a count at most."""
SIGN, DIGIT, SPACE = 0.77, 0.64, 0.32
"""Widths of these in the font, for one point of its size."""
SLANT = {"rotation": 50, "rotation_mode": "anchor", "ha": "left", "va": "center"}


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where the cells stand, in inches from the left and from the top of the picture."""

    matrix: ThemeMatrix
    column: float
    row: float

    def x(self, across: float) -> float:
        return LEFT + self.column * across

    def y(self, down: float) -> float:
        return TOP + self.row * down


def library_picture(
    reports: Sequence[Report],
    counts: Mapping[ReportId, Mapping[Key, int]],
    today: date,
    kind: Literal["png", "svg"] = "png",
) -> bytes:
    """Draws the picture. Several may be drawn at once, in threads.

    Args:
        reports: Oldest first; of more than MOST_REPORTS the newest are drawn, which the picture says.
        counts: Passages by theme and finding type, of each report. Of more than MOST_THEMES themes those that the
            drawn reports tell most are drawn, which the picture says.
        today: Stands in the picture.
        kind: The file's format.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    shown = reports[-MOST_REPORTS:]
    matrix = by_report(shown, counts)
    grid = _grid(ThemeMatrix(matrix.columns, matrix.rows[:MOST_THEMES]))
    # No pyplot: it keeps every figure of the process, and is not made for threads.
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DOTS_PER_INCH)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
    axes.axis("off")
    _draw_cells(axes, grid)
    _draw_names(axes, grid, {report.report_id: report for report in shown})
    _draw_heading(axes, f"{_of_all(len(shown), len(reports), 'report')}, {_of_all_themes(matrix)}", today)
    _draw_notes(axes, grid)
    drawn = io.BytesIO()
    figure.savefig(drawn, format=kind, metadata={"Date": None} if kind == "svg" else None)
    return drawn.getvalue()


def _grid(matrix: ThemeMatrix) -> _Grid:
    across, down = max(len(matrix.columns), 1), max(len(matrix.rows), 1)
    return _Grid(matrix, min((WIDTH - LEFT - RIGHT) / across, WIDEST), min((HEIGHT - TOP - BOTTOM) / down, HIGHEST))


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


def _draw_cells(axes: Any, grid: _Grid) -> None:  # noqa: ANN401 - matplotlib is loaded where it draws
    from matplotlib.patches import Rectangle

    for down, row in enumerate(grid.matrix.rows):
        for across, cell in enumerate(row.cells):
            at = (grid.x(across), grid.y(down))
            shade = SHADES[cell.shade]
            axes.add_patch(Rectangle(at, grid.column, grid.row, facecolor=shade, edgecolor="#cbd5e1", linewidth=0.5))
            told = _counts(cell)
            size = min(LARGEST, 0.92 * grid.column * 72 / max(_width(told), 1))
            _write(axes, grid.x(across + 0.5), grid.y(down + 0.52), told, ha="center", fontsize=size)


def _draw_names(axes: Any, grid: _Grid, reports: Mapping[str, Report]) -> None:  # noqa: ANN401 - see above
    for down, row in enumerate(grid.matrix.rows):
        _write(axes, LEFT - 0.1, grid.y(down + 0.52), row.label, ha="right", fontsize=9)
    for across, column in enumerate(grid.matrix.columns):
        report = reports[column.key]
        # Two lines on one slope, so that neither meets those of the next report.
        for aside, words, looks in ((-0.09, _place(report), {}), (0.08, _when(report), {"color": QUIET})):
            _write(axes, grid.x(across + 0.5) + aside, TOP - 0.1, words, fontsize=8, **SLANT, **looks)


def _place(report: Report) -> str:
    """What a column is called: whose report it is, or its title where it states no partnership."""
    about = report.description
    return short_partnership(about.partnership) if about.partnership else cut_to_label(about.title)


def _when(report: Report) -> str:
    """The month that a report is known by, in words."""
    dates = report.description.dates
    if not dates:
        month = "not dated"
    else:
        month = dates[0].words if dates[0].precision is DatePrecision.YEAR else f"{dates[0].value:%B %Y}"
    return f"{month}, fictional" if report.fictional else month


def _draw_heading(axes: Any, told: str, today: date) -> None:  # noqa: ANN401 - see above
    _write(axes, 0.3, 0.4, "Themes of the audit reports at a glance", fontsize=18, fontweight="bold")
    day = f"{today.day} {today:%B %Y}"
    _write(axes, 0.3, 0.78, f"{told}. Oldest report first. Drawn on {day}.", fontsize=11)


def _of_all(shown: int, held: int, noun: str) -> str:
    """`7 reports`, or `20 newest of 37 reports` where not all are drawn."""
    nouns = f"{held} {noun}{'' if held == 1 else 's'}"
    return f"{shown} newest of {nouns}" if shown < held else nouns


def _of_all_themes(matrix: ThemeMatrix) -> str:
    told = len(matrix.rows)
    nouns = f"{told} theme{'' if told == 1 else 's'}"
    return f"{MOST_THEMES} of {nouns}, the most told first" if told > MOST_THEMES else nouns


def _draw_notes(axes: Any, grid: _Grid) -> None:  # noqa: ANN401 - see above
    if not grid.matrix.rows:
        _write(axes, 0.3, 1.3, "No passage of these reports is labelled with a theme.", fontsize=11)
    key = "▼ concerns   ▲ good practice. A darker cell has more passages: other findings, such as recommendations, "
    meant = "Counts are passages of the reports that are labelled with the theme, not children or families."
    for up, words in ((0.36, f"{key}count for its shade alone."), (0.16, meant)):
        _write(axes, 0.3, HEIGHT - up, words, color=QUIET)


def _counts(cell: Cell) -> str:
    """The concerns and the good practice of a cell in a few signs."""
    return " ".join(f"{sign}{number}" for sign, number in (("▼", cell.concerns), ("▲", cell.good)) if number)


def _width(told: str) -> float:
    """How wide the signs of a cell are, for one point of their size."""
    return sum(DIGIT if sign.isdigit() else SPACE if sign == " " else SIGN for sign in told)
