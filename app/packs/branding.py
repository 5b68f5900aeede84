"""How the packs of a partnership look, as its settings say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.packs.colour import BLACK, WHITE, colour_of, css_colour, readable_on
from app.packs.document import Brand
from knowledge.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from app.settings import Settings

LOGO_FORMATS = ("PNG", "JPEG")
LARGEST_LOGO = 2_000_000
"""Bytes: it goes into every file."""
HELP = "Set AUDIT_LEARNING_PACK_LOGO to a PNG or JPEG file of at most 2 MB, or unset it."


def brand_of(settings: Settings) -> Brand:
    """The brand that is set, its colour darkened as far as white words need. Raises ConfigError for a bad logo."""
    logo = _logo(settings.pack_logo) if settings.pack_logo else None
    described = settings.pack_logo_alt or f"Logo of {settings.pack_partnership or 'the partnership'}"
    colour = css_colour(readable_on(colour_of(settings.pack_colour), WHITE, BLACK))
    return Brand(settings.pack_partnership, colour, logo, described if logo else "")


def _logo(path: Path) -> bytes:
    from PIL import Image, UnidentifiedImageError

    try:
        if path.stat().st_size > LARGEST_LOGO:
            raise ConfigError("The logo for packs is larger than 2 MB.", HELP)
        with Image.open(path, formats=LOGO_FORMATS) as picture:
            picture.verify()
        return path.read_bytes()
    except (OSError, UnidentifiedImageError, SyntaxError, Image.DecompressionBombError) as error:
        raise ConfigError(f"The logo for packs cannot be read ({path.name}).", HELP) from error
