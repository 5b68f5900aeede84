"""How much room words take on a slide, reckoned without a font: a little more than they will need."""

from __future__ import annotations

from typing import Final

LINE_HEIGHT: Final = 1.2
"""Of a line, in sizes of its letters: Arial's own is 1.15."""
BOLD: Final = 1.08
SPARE: Final = 1.03
"""Programs break lines a little differently."""
UNKNOWN_LATIN: Final = 0.6
WIDE: Final = 1.0
FIRST_WIDE: Final = 0x1100
"""Letters from here on are mostly as wide as they are high."""
ADVANCES: Final = {
    0.222: "ijl'‘’",
    0.278: " ftI!,./:;[]\\|·",
    0.333: "r()-`“”",
    0.389: '*"^{}',
    0.5: "ckvxyzJs",
    0.556: "abdeghnopquL0123456789_#$?–£•",
    0.584: "+<>=~",
    0.611: "FTZ",
    0.667: "ABEKPSVXY&",
    0.722: "CDHNRUw",
    0.778: "GOQ",
    0.833: "mM",
    0.889: "%",
    0.944: "W",
    1.015: "@—…",
}
"""Of Arial (the widths of Helvetica, Adobe font metrics), in sizes of the letters; also those of Liberation Sans."""
WIDTHS: Final = {letter: width for width, letters in ADVANCES.items() for letter in letters}


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of words on one line, in points; `size` is of the letters, in points."""
    return sum(map(_advance, text)) * size * SPARE * (BOLD if bold else 1.0)


def lines_needed(text: str, size: float, width: float, *, bold: bool = False) -> int:
    """How many lines the words take, at least 1: a word that is wider than the lines is broken anywhere.

    Args:
        text: On one line.
        size: Of the letters, in points.
        width: Of the lines, in points.
        bold: Whether the letters are.
    """
    lines, used, space = 1, 0.0, text_width(" ", size, bold=bold)
    for word in text.split():
        wide = text_width(word, size, bold=bold)
        if used and used + space + wide <= width:
            used += space + wide
            continue
        lines += bool(used) + int(wide // width)
        used = wide % width
    return lines


def _advance(letter: str) -> float:
    known = WIDTHS.get(letter)
    if known is not None:
        return known
    return WIDE if ord(letter) >= FIRST_WIDE else UNKNOWN_LATIN
