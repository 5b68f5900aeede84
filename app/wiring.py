"""Puts the parts together: the one place that names concrete adapters."""

from __future__ import annotations

import os
import shutil
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.cli.terminal import say
from knowledge.catalogue import Catalogue
from knowledge.home import Home, HomeLock
from knowledge.knowledge_base import KnowledgeBase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from app.access.access import Access
    from app.access.audit_log import AuditLog
    from app.assistant import Assistant
    from app.found import Parts
    from app.packs.maker import PackMaker
    from app.server.address import Address
    from app.settings import Settings
    from app.site import Site
    from app.ui.header import WriterNotice
    from app.writing.reply_cache import ReplyCache
    from app.writing.writer import Writer
    from ingest.options import IngestOptions
    from ingest.pipeline import Pipeline
    from knowledge.protocols import Embedder, LanguageModel
    from knowledge.search import HybridSearch
    from knowledge.types import Report


OCR_SHARE = 0.75
"""Of the time that reading a file may take."""


@dataclass(frozen=True, slots=True)
class Product:
    """An opened library and what works on it; `model` is the one that writes answers, `None` where none does."""

    settings: Settings
    knowledge_base: KnowledgeBase
    embedder: Embedder
    search: HybridSearch
    model: LanguageModel | None
    assistant: Assistant
    pipeline: Pipeline
    packs: PackMaker


def default_embedder() -> Embedder:
    """The embedder that comes with the program."""
    from knowledge.embedding import MiniLmEmbedder

    return MiniLmEmbedder()


@contextmanager
def opened(
    settings: Settings,
    embedder: Embedder | None = None,
    tell: Callable[[str], None] = say,
    *,
    repair: bool = False,
) -> Iterator[Product]:
    """Opens a library for this process alone, mended where a crash left it unfinished.

    Args:
        settings: Where it is and how it answers.
        embedder: Another embedder than the one that comes with the program.
        tell: Told in words what is mended.
        repair: Build both indexes again from the stored reports, whatever state they are in.

    Raises:
        HomeInUseError: Another process holds it.
        HomeError: It cannot be read or written.
        IndexMismatchError: Another embedder made its vectors.
    """
    home = Home(settings.home)
    with HomeLock(home), closing(Catalogue(home.catalogue)) as catalogue:
        from knowledge.vectors import ChromaVectorIndex
        from knowledge.words import TantivyWordIndex

        if repair:
            for folder in (home.vectors, home.words):
                shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(home.older_words, ignore_errors=True)
        with closing(ChromaVectorIndex(home.vectors)) as vectors:
            used = embedder or default_embedder()
            knowledge_base = KnowledgeBase(catalogue, vectors, TantivyWordIndex(home.words), used)
            if repair:
                knowledge_base.rebuild(tell)
            knowledge_base.check_embedder()
            knowledge_base.mend(tell)
            yield _product(settings, knowledge_base, used)


def _product(settings: Settings, knowledge_base: KnowledgeBase, embedder: Embedder) -> Product:
    from ingest.pipeline import Pipeline
    from knowledge.search import HybridSearch, SearchSettings
    from prompts.loader import Prompts

    search = HybridSearch(knowledge_base, embedder, SearchSettings(dense_weight=settings.dense_weight))
    Prompts(settings.prompts)  # an operator's own that could not work are refused now, also before a model is set
    model = language_model(settings)
    assistant = _assistant(settings, knowledge_base, embedder, search, model)
    pipeline = Pipeline(knowledge_base, ingest_options(settings))
    packs = _pack_maker(settings, knowledge_base, embedder, search)
    return Product(settings, knowledge_base, embedder, search, model, assistant, pipeline, packs)


def _pack_maker(
    settings: Settings, knowledge_base: KnowledgeBase, embedder: Embedder, search: HybridSearch
) -> PackMaker:
    from app.link_check_record import checked_links
    from app.packs.branding import brand_of
    from app.packs.maker import PackMaker, PackSettings

    made = PackSettings(brand_of(settings), settings.pack_words_per_report)
    return PackMaker(knowledge_base, search, embedder, made, lambda: checked_links(settings.home))


def language_model(settings: Settings) -> LanguageModel | None:
    """The model that is set; `None` where none is. Nothing is loaded or connected yet. Raises ConfigError."""
    if settings.model is None:
        return None
    from app.writing.chat_model import ChatModel

    return ChatModel(settings)


def _assistant(
    settings: Settings,
    knowledge_base: KnowledgeBase,
    embedder: Embedder,
    search: HybridSearch,
    model: LanguageModel | None,
    parts: Parts | None = None,
) -> Assistant:
    from app.assistant import Assistant
    from app.evidence import Budget
    from app.guard.contacts import local_contacts
    from app.guard.guard import Guard

    budget = Budget(settings.answer_words, settings.answer_statements)
    guard = Guard(local_contacts(settings))
    writer = _writer(settings, knowledge_base, embedder, model) if model else None
    return Assistant(knowledge_base, search, budget, guard, settings.longest_question, parts, writer)


def _writer(settings: Settings, knowledge_base: KnowledgeBase, embedder: Embedder, model: LanguageModel) -> Writer:
    from app.writing.nearness import Nearness
    from app.writing.sentence_checks import SentenceChecker
    from app.writing.writer import Writer
    from prompts.loader import Prompts

    def checker(reports: Sequence[Report]) -> SentenceChecker:
        return SentenceChecker(reports, knowledge_base.words.rarity, Nearness(embedder))

    return Writer(model, Prompts(settings.prompts), checker, reply_cache(settings) if settings.model_cache else None)


def reply_cache(settings: Settings) -> ReplyCache:
    """Where replies of a model are kept."""
    from app.writing.reply_cache import FILE_NAME, ReplyCache

    return ReplyCache(settings.home / FILE_NAME)


@contextmanager
def site_of(product: Product, address: Address, access: Access | None, audit: AuditLog) -> Iterator[Site]:
    """What one server serves of an opened library.

    Args:
        product: The library; made ready to answer.
        address: Where it is reached.
        access: Who may come in; `None` where only this machine is served.
        audit: Where it is kept who did what.
    """
    from app.access.pace import Pace
    from app.feedback import FILE_NAME, FeedbackStore
    from app.filter_choices import KeptChoices
    from app.library_desk import LibraryDesk
    from app.server.metrics import Metrics
    from app.site import Site

    settings, metrics = product.settings, Metrics()
    with closing(LibraryDesk(product, settings.home / "uploads", audit, metrics.uploaded)) as desk:
        yield Site(
            desk.steady(product.assistant),
            product.knowledge_base.catalogue,
            feedback=FeedbackStore(settings.home / FILE_NAME),
            writer=_notice(product.model) if product.model else None,
            desk=desk,
            choices=KeptChoices(product.knowledge_base.catalogue),
            search=product.search,
            access=access,
            pace=Pace(settings.questions_per_minute) if access else None,
            audit=audit,
            address=address,
            metrics=metrics,
            mcp=settings.mcp,
            packs=product.packs,
        )


def _notice(model: LanguageModel) -> WriterNotice:
    from app.ui.header import WriterNotice

    return WriterNotice(model.name, model.destination, model.is_here)


def assistant_for(product: Product, parts: Parts | None = None, model: LanguageModel | None = None) -> Assistant:
    """An assistant over the same library with some parts left out, or with another model or none, to measure it."""
    return _assistant(product.settings, product.knowledge_base, product.embedder, product.search, model, parts)


def ingest_options(settings: Settings) -> IngestOptions:
    """How the settings say that files are taken in."""
    from ingest.lines import ReadOptions
    from ingest.options import IngestOptions
    from ingest.parser_process import ParseLimits

    return IngestOptions(
        workers=settings.parse_workers or os.cpu_count() or 1,
        limits=ParseLimits(settings.parse_seconds, settings.parse_memory_mb),
        # Text recognition stops by itself before the limit, so that the pages read until then are kept.
        reading=ReadOptions(settings.ocr, settings.parse_seconds * OCR_SHARE),
        hold_identifiable=settings.hold_identifiable,
    )


@contextmanager
def reading_if_any(settings: Settings) -> Iterator[Catalogue | None]:
    """Opens the catalogue for looking only, or gives `None` where there is no library yet."""
    if not Home(settings.home).catalogue.exists():
        yield None
        return
    with reading(settings) as catalogue:
        yield catalogue


@contextmanager
def reading(settings: Settings) -> Iterator[Catalogue]:
    """Opens the catalogue for looking only: works while another process holds the library.

    Raises:
        HomeError: There is no library there.
    """
    from knowledge.errors import HomeError

    home = Home(settings.home)
    if not home.catalogue.exists():
        raise HomeError(f"There is no library in {home.folder} yet.", "Add reports with `audit-learning ingest PATH`.")
    catalogue = Catalogue(home.catalogue, read_only=True)
    try:
        yield catalogue
    finally:
        catalogue.close()
