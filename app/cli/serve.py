"""The `serve` command: opens the chat in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from app.cli.terminal import say

if TYPE_CHECKING:
    from app.settings import Settings
    from app.ui.header import WriterNotice
    from knowledge.protocols import LanguageModel


@click.command()
@click.option("--host", help="Address to serve on; this machine only where absent.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to serve on; 0 takes any free one.")
@click.pass_obj
def serve(settings: Settings, host: str | None, port: int | None) -> None:
    """Open the chat in the browser; a new library is filled with the fictional sample reports."""
    from app.feedback import FILE_NAME, FeedbackStore
    from app.samples import opened_with_samples
    from app.server import check_host
    from app.server import serve as serve_page

    check_host(host or settings.host)
    with opened_with_samples(settings) as product:
        serve_page(
            product.assistant,
            product.knowledge_base.catalogue,
            host or settings.host,
            settings.port if port is None else port,
            say,
            FeedbackStore(settings.home / FILE_NAME),
            _notice(product.model) if product.model else None,
        )


def _notice(model: LanguageModel) -> WriterNotice:
    from app.ui.header import WriterNotice

    return WriterNotice(model.name, model.destination, model.is_here)
