"""Draws the plots of an eval's report as SVG, with matplotlib."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from knowledge.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from evals.metrics import Estimate

INK, MARK = "#010203", "#2a6f97"
"""INK is replaced by the colour of the page's text; MARK has a contrast of 3 to 1 on white and on near-black."""
STYLE = "<style>svg{color:#1a1a1a}@media(prefers-color-scheme:dark){svg{color:#e8e8e8}}</style>"
WIDTH = 7.0
BINS = 12
LONGEST_LABEL = 40


def intervals_svg(estimates: Mapping[str, Estimate]) -> str:
    """Means in [0, 1] with their 95% intervals, one below the other, the first on top."""
    figure, axes = _drawing(0.45 * max(len(estimates), 1) + 0.9)
    places = list(range(len(estimates), 0, -1))
    for place, found in zip(places, estimates.values(), strict=True):
        axes.plot([found.low, found.high], [place, place], color=MARK, linewidth=2)
        axes.plot([found.mean], [place], "o", color=MARK)
    axes.set_yticks(places, [_label(name) for name in estimates])
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(0.4, len(estimates) + 0.6)
    return _svg(figure)


def histogram_svg(values: Sequence[float], what: str) -> str:
    """How many questions have how many of something; `what` names it."""
    figure, axes = _drawing(2.6)
    axes.hist(values, bins=BINS, color=MARK, edgecolor=INK, linewidth=0.5)
    axes.set_xlabel(_label(what))
    axes.set_ylabel("questions")
    return _svg(figure)


def calibration_svg(confidence: Sequence[float], right: Sequence[float]) -> str:
    """How often answers of a confidence were right, both in [0, 1], beside the line on which they would be equal."""
    figure, axes = _drawing(3.6)
    axes.plot([0, 1], [0, 1], "--", color=INK, linewidth=0.8)
    axes.plot(confidence, right, "o-", color=MARK)
    axes.set_xlabel("confidence stated")
    axes.set_ylabel("share right")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    return _svg(figure)


def _drawing(height: float) -> tuple[Figure, Axes]:
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ConfigError(
            "The report's plots need matplotlib, which is not installed.",
            "Install the program again, or leave the plots out with --no-plots.",
        ) from error
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(INK)
    return figure, axes


def _label(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…"


def _svg(figure: Figure) -> str:
    """The drawing in the page's colours, the same to the byte for the same values."""
    import matplotlib as mpl

    for axes in figure.axes:
        axes.tick_params(colors=INK)
        for text in (axes.xaxis.label, axes.yaxis.label, *axes.get_xticklabels(), *axes.get_yticklabels()):
            text.set_color(INK)
            text.set_parse_math(False)  # a dollar sign in a type's name begins no formula
    written = io.StringIO()
    # Text stays text: it is drawn in the reader's own font, and nothing is embedded.
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "audit-learning"}):
        figure.savefig(written, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    drawn = written.getvalue()
    drawn = drawn[drawn.index("<svg") :].replace(INK, "currentColor")
    opening = drawn.index(">") + 1
    return f"{drawn[:opening]}{STYLE}{drawn[opening:]}"
