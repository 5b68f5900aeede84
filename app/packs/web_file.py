"""A pack as one web page that holds all it needs: to read on a phone or a screen, and made to be printed."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from app.export.answer_facts import PURPOSE
from app.export.characters import one_line
from app.packs.citing import plain, report_words
from app.packs.colour import BLACK, WHITE, colour_of, css_colour, readable_on
from app.packs.document import Brand
from app.packs.markdown_file import pack_markdown
from app.packs.wording import (
    FACILITATOR_NOTES,
    RECEIPT_FOR,
    SOURCE_COLUMNS,
    about_quote,
    dated_facts,
    finding_source,
    made_words,
    source_cells,
)
from app.resources import is_safe_link

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment

    from app.packs.document import Block, PackDocument
    from app.packs.finding import PackFinding

DARK_GROUND: Final = (30, 41, 59)
"""The lightest ground of the page in dark mode, `--raised` of pack.css."""
PICTURES: Final[Mapping[bytes, str]] = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
LONGEST_RUNNING: Final = 90
"""Characters of the title at the foot of each printed page: more would not fit beside the page number."""
BRIEFING_SIZES: Final = ((3400, 10.0), (3700, 9.5), (4100, 9.0), (4500, 8.5), (4800, 8.0))
"""Most characters of a briefing as Markdown without its receipt, and the size in points at which so many fit on a page.

Measured in Chromium.
"""
SMALLEST: Final = 7.5


def pack_html(document: PackDocument) -> str:
    """The pack as a web page without scripts that fetches nothing; text of reports and people is escaped in it.

    On paper it is A4 with page numbers, an action sheet on its side, and a briefing in two columns.
    """
    brand = document.brand
    return (
        environment()
        .get_template("pack.html")
        .render(
            document=document,
            facts=dated_facts(document),
            source_rows=[source_cells(source) for source in document.sources],
            source_columns=SOURCE_COLUMNS,
            made=made_words(document),
            purpose=PURPOSE,
            notes_heading=FACILITATOR_NOTES,
            receipt_for=RECEIPT_FOR,
            logo=logo_address(brand),
            accent=css_colour(readable_on(colour_of(brand.colour), WHITE, BLACK)),
            accent_on_dark=css_colour(readable_on(colour_of(brand.colour), DARK_GROUND, WHITE)),
            running=running_words(document),
            size=briefing_size(document),
        )
    )


def logo_address(brand: Brand) -> str:
    """The logo as a `data:` address; empty where there is none, or it is no PNG or JPEG."""
    logo = brand.logo or b""
    kind = next((kind for mark, kind in PICTURES.items() if logo.startswith(mark)), "")
    return f"data:{kind};base64,{base64.b64encode(logo).decode()}" if kind else ""


def running_words(document: PackDocument) -> str:
    """What stands at the foot of each printed page beside its number: title and date."""
    title = plain(document.title)
    cut = title if len(title) <= LONGEST_RUNNING else f"{title[:LONGEST_RUNNING].rpartition(' ')[0]}…"
    return f"{cut} · {document.date.day} {document.date:%B %Y}"


def briefing_size(document: PackDocument) -> float:
    """The size in points of a printed briefing's letters: the largest at which its words fit on one page."""
    length = len(pack_markdown(replace(document, receipt=())))
    return next((size for most, size in BRIEFING_SIZES if length <= most), SMALLEST)


def css_words(text: str) -> str:
    r"""Text for between quotation marks in CSS: each character but letters and digits of ASCII as its number.

    >>> css_words('a</style>')
    'a\\3c \\2f style\\3e '
    """
    return re.sub(r"[^A-Za-z0-9]", lambda found: f"\\{ord(found[0]):x} ", text)


def block_kind(block: Block) -> str:
    """Which macro of blocks.html shows a block: `side_by_side`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(block).__name__).lower()


def is_finding(cell: str | PackFinding) -> bool:
    """Whether a cell of a table is a finding."""
    return not isinstance(cell, str)


@cache
def environment() -> Environment:
    """Jinja over the templates of packs; a name that a template uses and nobody gave is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    made = Environment(
        loader=PackageLoader("app.packs", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Any] = {
        "plain": plain,
        "line": one_line,
        "kind": block_kind,
        "about_quote": about_quote,
        "source": finding_source,
        "report_words": report_words,
        "css": lambda text: Markup(css_words(text)),
    }
    made.filters.update(filters)
    made.tests.update({"finding": is_finding, "safe_link": is_safe_link})
    return made
