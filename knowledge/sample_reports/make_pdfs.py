"""Typeset the sample reports: NN-name.txt beside this script becomes NN-name.pdf (rules in README.md)."""

import html
from collections.abc import Callable
from io import BytesIO
from itertools import groupby
from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

from knowledge.sample_reports.source import LINK, PARTNERSHIP, Kind, Line, read_lines

MARGIN = 18 * mm
PADDING = 6  # points that platypus leaves inside each edge of the text area and of a table cell
INK = colors.HexColor("#1d3c5a")
RULED = [
    ("GRID", (0, 0), (-1, -1), 0.5, colors.grey),
    ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#e3ebf2")),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]


def make_styles(slides: bool) -> dict[Kind, ParagraphStyle]:
    """Return one style per kind of line; slides are larger and start a page at each heading."""
    size = 22 if slides else 11
    body = ParagraphStyle("body", fontSize=size, leading=size * 1.28, spaceAfter=size * 0.4)
    bold = ParagraphStyle("bold", body, fontName="Helvetica-Bold", textColor=INK, keepWithNext=1)
    heading = ParagraphStyle("heading", bold, fontSize=size * 1.35, leading=size * 1.7, spaceBefore=size / 2)
    heading.pageBreakBefore = slides
    return {
        "title": ParagraphStyle("title", bold, fontSize=size * 1.9, leading=size * 2.3),
        "heading": heading,
        "subheading": ParagraphStyle("subheading", bold, fontSize=size * 1.1, spaceBefore=size * 0.3),
        "bullet": ParagraphStyle("bullet", body, leftIndent=size, bulletFontSize=size, spaceAfter=size / 4),
        "row": ParagraphStyle("row", body, fontSize=10, leading=12, spaceAfter=0),
        "paragraph": ParagraphStyle("paragraph", body, spaceBefore=size * 0.4),
    }


def make_story(lines: list[Line], slides: bool, width: float) -> list[Flowable]:
    """Return the report's flowables in reading order; `width` is that of the text area, in points."""
    styles = make_styles(slides)
    story: list[Flowable] = []
    for kind, group in groupby(lines, key=lambda line: line.kind):
        texts = [line.text for line in group]
        if kind == "row":
            story.append(_table([text.split("\t") for text in texts], styles["row"], width))
        elif kind == "bullet":
            story += [Paragraph(_markup(text[2:]), styles[kind], bulletText="\u2022") for text in texts]
        else:
            story += [Paragraph(_markup(text), styles[kind]) for text in texts]
    return story


def _markup(text: str) -> str:
    """Turn `anchor text (https://...)` into a link and escape the rest."""
    link = rf'<link href="\2" color="{INK.hexval()}"><u>\1</u></link>'
    return LINK.sub(link, html.escape(text, quote=False))


def _table(rows: list[list[str]], style: ParagraphStyle, width: float) -> Table:
    """Rule a table with columns as wide as their longest cell, scaled down where the page is narrower."""
    head = ParagraphStyle("head", style, fontName="Helvetica-Bold")
    cells = [[Paragraph(_markup(cell), style if at else head) for cell in row] for at, row in enumerate(rows)]
    natural = [
        max(stringWidth(cell, head.fontName, head.fontSize) for cell in column) + 2 * PADDING + 1
        for column in zip(*rows, strict=True)
    ]
    scale = min(1.0, width / sum(natural))
    columns = [each * scale for each in natural]
    return Table(cells, columns, style=RULED, repeatRows=1, hAlign="LEFT", spaceBefore=6, spaceAfter=8)


def _page_furniture(header: str, total: int) -> Callable[[Canvas, SimpleDocTemplate], None]:
    """Return the callback that draws the running header and `Page n of m`."""

    def draw(canvas: Canvas, document: SimpleDocTemplate) -> None:
        width, height = document.pagesize
        canvas.setFont("Helvetica", 9)
        canvas.setFillColor(colors.dimgrey)
        canvas.drawString(MARGIN + PADDING, height - 11 * mm, header)
        canvas.drawRightString(width - MARGIN - PADDING, 10 * mm, f"Page {document.page} of {total}")

    return draw


def build(source: Path, out: BytesIO, total: int) -> int:
    """Typeset one report into `out`, printing `total` as its page count, and return how many it took."""
    text = source.read_text(encoding="utf-8")
    lines = read_lines(text)
    slides = source.stem.endswith("-slides")
    page = landscape(A4) if slides else A4
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), MARGIN)
    pdf = SimpleDocTemplate(out, pagesize=page, title=lines[0].text, lang="en-GB", invariant=1, **margins)
    furniture = _page_furniture(PARTNERSHIP if PARTNERSHIP in text else "", total)
    story = make_story(lines, slides, pdf.width - 2 * PADDING)
    pdf.build(story, onFirstPage=furniture, onLaterPages=furniture)
    return int(pdf.page)


def main() -> None:
    """Write every PDF twice in memory, first to count its pages, and then to its file."""
    for source in sorted(Path(__file__).parent.glob("[0-9][0-9]-*.txt")):
        out = BytesIO()
        build(source, out, build(source, BytesIO(), total=0))
        source.with_suffix(".pdf").write_bytes(out.getvalue())


if __name__ == "__main__":
    main()
