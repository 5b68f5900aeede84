"""Answers to `any links or training on neglect?`: what the reports point to, then what else names the topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.answering.inquiry import Evidence, Order
from app.evidence import ON_TOPIC, whole_list
from knowledge.types import FindingType

if TYPE_CHECKING:
    from app.answering.inquiry import Inquiry, Sources
    from knowledge.types import SearchHit

MOST = 8
LEAST_MEANING = 0.3


def resources_asked(inquiry: Inquiry, sources: Sources) -> Evidence | None:
    """Passages that carry links or are resources, those on the topic first; `None` where there are none."""
    listed = sources.hits(inquiry, types=frozenset({FindingType.RESOURCE}))
    near = [hit for hit in sources.hits(inquiry) if hit.passage.links or _offers(hit)]
    hits = list({hit.passage.passage_id: hit for hit in (*listed, *near)}.values())
    if inquiry.query.concepts:
        hits = [hit for hit in hits if hit.coverage >= ON_TOPIC or hit.similarity >= LEAST_MEANING]
    ordered = sorted(hits, key=lambda hit: (hit.coverage < ON_TOPIC, not hit.passage.links, -hit.score))[:MOST]
    if not ordered:
        return None
    return Evidence(whole_list(ordered, inquiry.budget), inquiry.within, order=Order.AS_GIVEN, found=ordered)


def _offers(hit: SearchHit) -> bool:
    """Whether a passage offers something to use or book."""
    words = hit.passage.text.casefold()
    return hit.coverage >= ON_TOPIC and any(
        word in words for word in ("training", "toolkit", "guidance", "click here", "book")
    )
