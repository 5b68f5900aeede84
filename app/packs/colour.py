"""Colours that can be read: how much two differ, and one brought as far from its ground as reading takes."""

from __future__ import annotations

import re
from typing import Final

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""
LEAST_CONTRAST: Final = 4.5
"""Of words with their ground (WCAG 2.2, success criterion 1.4.3)."""
WHITE: Final = (255, 255, 255)
BLACK: Final = (0, 0, 0)
HEX_COLOUR = re.compile(r"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", re.IGNORECASE)


def colour_of(words: str) -> Colour:
    """The colour that `#rrggbb` names; black where it is none."""
    found = HEX_COLOUR.fullmatch(words)
    red, green, blue = (int(part, 16) for part in found.groups()) if found else BLACK
    return red, green, blue


def readable_on(colour: Colour, ground: Colour, towards: Colour) -> Colour:
    """The colour, mixed with as little of another as it takes to be read on a ground."""
    for share in range(0, 101, 5):
        red, green, blue = (round(a + (b - a) * share / 100) for a, b in zip(colour, towards, strict=True))
        if contrast((red, green, blue), ground) >= LEAST_CONTRAST:
            return red, green, blue
    return towards


def contrast(one: Colour, other: Colour) -> float:
    """How much two colours differ in lightness, from 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    """Relative luminance from 0 to 1, as WCAG 2.2 defines it."""
    parts = [part / 255 for part in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def css_colour(colour: Colour) -> str:
    """As CSS writes it: `#1f3a5f`."""
    return "#{:02x}{:02x}{:02x}".format(*colour)
