"""What the pages and endpoints of one server work on: the wiring makes it, every handler gets it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.export.shelf import AnswerShelf
from app.filter_choices import FilterChoices
from app.server.address import Address

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.access.access import Access
    from app.access.audit_log import AuditLog
    from app.access.pace import Pace
    from app.feedback import FeedbackStore
    from app.library_desk import LibraryDesk
    from app.packs.maker import PackMaker
    from app.server.metrics import Metrics
    from app.ui.header import WriterNotice
    from knowledge.protocols import Answerer, Library
    from knowledge.search import HybridSearch


@dataclass(frozen=True, slots=True)
class Site:
    """What one server has.

    Args:
        answerer: Answers questions; called from several threads at once.
        library: The reports held, for showing.
        feedback: Keeps what people say of answers; where absent, they are not asked.
        writer: The language model that writes the answers, for the header; where absent, none does.
        desk: Changes the library; where absent, nobody can over HTTP.
        choices: What the library can be filtered by, as it is now.
        search: Finds passages, for programs; where absent, they cannot search.
        access: Who may come in; where absent, whoever is on this machine.
        pace: How often one person may ask; where absent, as often as they like.
        audit: Where it is kept who did what; where absent, nowhere.
        address: Where it is reached.
        shelf: The answers that people may download.
        metrics: Counts what is served; where absent, nobody sees the counts.
        mcp: Whether assistants are served.
        packs: Makes material for teaching; where absent, this server makes none.
    """

    answerer: Answerer
    library: Library
    feedback: FeedbackStore | None = None
    writer: WriterNotice | None = None
    desk: LibraryDesk | None = None
    choices: Callable[[], FilterChoices] = FilterChoices
    search: HybridSearch | None = None
    access: Access | None = None
    pace: Pace | None = None
    audit: AuditLog | None = None
    address: Address = field(default_factory=Address)
    shelf: AnswerShelf = field(default_factory=AnswerShelf)
    metrics: Metrics | None = None
    mcp: bool = False
    packs: PackMaker | None = None
