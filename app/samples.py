"""The fictional sample reports: what an empty library starts with, so that a newcomer's first question works."""

from __future__ import annotations

from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.terminal import say
from app.wiring import opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.settings import Settings
    from app.wiring import Product


def sample_files() -> list[Path]:
    """The sample reports as PDF, in order."""
    folder = resources.files("knowledge.sample_reports")
    return sorted(Path(str(file)) for file in folder.iterdir() if file.name.endswith(".pdf"))


@contextmanager
def opened_with_samples(settings: Settings, tell: Callable[[str], None] = say) -> Iterator[Product]:
    """Opens the library as `app.wiring.opened` does; one that never held a report gets the samples first.

    For asking: where a language model is set, it is made ready, so that a wrong configuration is known at once.
    """
    with opened(settings, tell=tell) as product:
        if product.model:
            product.model.load()
        fill_if_new(product, tell)
        yield product


def fill_if_new(product: Product, tell: Callable[[str], None]) -> None:
    """Puts the samples into a library that never held a report; once removed, they do not come back."""
    if not product.knowledge_base.catalogue.is_new():
        return
    tell("This library is new: adding the fictional sample reports, so that there is something to ask.")
    for outcome in product.pipeline.ingest(sample_files()):
        tell(f"{outcome.action:<10} {outcome.source_file}")
