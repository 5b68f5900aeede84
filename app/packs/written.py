"""A document as the bytes of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.packs.document import PackFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.packs.document import PackDocument

OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES: Mapping[PackFormat, str] = {
    PackFormat.DOCX: f"{OFFICE}.wordprocessingml.document",
    PackFormat.PPTX: f"{OFFICE}.presentationml.presentation",
    PackFormat.MARKDOWN: "text/markdown; charset=utf-8",
    PackFormat.HTML: "text/html; charset=utf-8",
}


def written(document: PackDocument, format: PackFormat) -> bytes:
    """The document in a format."""
    match format:
        case PackFormat.DOCX:
            from app.packs.word_file import pack_docx

            return pack_docx(document)
        case PackFormat.PPTX:
            from app.packs.slides_file import pack_pptx

            return pack_pptx(document)
        case PackFormat.MARKDOWN:
            from app.packs.markdown_file import pack_markdown

            return pack_markdown(document).encode()
        case PackFormat.HTML:
            from app.packs.web_file import pack_html

            return pack_html(document).encode()
