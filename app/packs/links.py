"""The links of a pack: those of its findings and those of the catalogue, each with where it is from and its check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.catalogue_resources import catalogue_resources
from app.link_check_record import link_mark
from app.packs.case_details import case_details
from app.packs.citing import plain
from app.packs.document import PackLink
from app.resources import resources_of
from knowledge.types import FindingType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.link_check_record import CheckedLink
    from app.packs.finding import PackFinding
    from knowledge.types import Resource

MOST_OF_REPORTS = 8
MOST_OF_OUR_OWN = 3


def pack_links(
    findings: Sequence[PackFinding], topic: str, themes: Sequence[str], checked: Mapping[str, CheckedLink]
) -> tuple[PackLink, ...]:
    """The links, the reports' own first; one that is gone, or whose address the report lost, leads nowhere: left out.

    Args:
        findings: Those of the pack.
        topic: What it is about, in words.
        themes: Ids of its themes.
        checked: What visits found.
    """
    own = resources_of((0, finding.passage) for finding in findings)[:MOST_OF_REPORTS]
    given = [resource.url for resource in own if resource.url]
    return tuple(_links((*own, *catalogue_resources(topic, themes, given, MOST_OF_OUR_OWN)), checked))


def _links(resources: Sequence[Resource], checked: Mapping[str, CheckedLink]) -> Iterator[PackLink]:
    for resource in resources:
        ours = resource.origin == "catalogue"
        origin = f"from our catalogue; {resource.publisher}" if ours else "in a report quoted here"
        mark = link_mark(resource.url, checked) if resource.url else None
        if mark and (ours or not _tells_of_a_case(resource.title)):
            yield PackLink(plain(resource.title), resource.url, plain(f"{origin}; {mark}"))


def _tells_of_a_case(title: str) -> bool:
    """Whether the name of a link, which may be the words of its passage, has what is left out of findings."""
    return any(case_details(title, FindingType.FINDING))
