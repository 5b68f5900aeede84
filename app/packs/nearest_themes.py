"""The themes that a library has findings on, nearest in meaning to a topic that it has none on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.theme_counts import theme_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.packs.wanted import Topic
    from knowledge.catalogue import Catalogue
    from knowledge.protocols import Embedder
    from knowledge.types import FindingType

MOST = 3


def nearest_themes(
    topic: Topic, types: Sequence[FindingType], catalogue: Catalogue, embedder: Embedder
) -> tuple[tuple[str, str], ...]:
    """Ids and labels of up to MOST themes with a finding of some types within the topic's filters, the nearest first.

    Args:
        topic: What nothing was found on.
        types: Finding types that are wanted.
        catalogue: The reports.
        embedder: Tells how near the labels are.
    """
    labels = theme_labels()
    words = topic.words or " and ".join(labels[theme] for theme in topic.themes if theme in labels)
    others = [theme for theme in labels if theme not in topic.themes]
    vectors = embedder.embed([words, *(labels[theme] for theme in others)])
    near = vectors[1:] @ vectors[0]
    held: list[tuple[str, str]] = []
    for index in sorted(range(len(others)), key=lambda index: -float(near[index])):
        wanted = topic.filters.finding_types & frozenset(types) or frozenset(types)
        filters = replace(topic.filters, themes=frozenset({others[index]}), finding_types=wanted)
        if catalogue.reports_labelled(filters):
            held.append((others[index], labels[others[index]]))
        if len(held) == MOST:
            break
    return tuple(held)
