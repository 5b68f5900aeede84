"""Turns what an answer points to into safe HTML: links to read, and where a person can turn to now."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.answer_layout import linked_in
from app.resources import is_safe_link
from app.ui.safe_text import safe
from app.ui.statements import cite_html

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.types import Citation, Resource, Signpost

CALLABLE = re.compile(r"\+?[0-9](?: ?[0-9]){2,14}")
"""Digits in groups, perhaps with a country code (15 digits at most: ITU-T E.164); `999` is the shortest."""
OF_REPORTS = "Links in the reports"
OF_CATALOGUE = "From the catalogue, not from the audits"


def signposts_html(signposts: Sequence[Signpost]) -> str:
    """Where a person can turn to now, in the order given; empty where there is nowhere to name."""
    if not signposts:
        return ""
    return f'<div class="signposts"><h3>Who can help now</h3><ul>{"".join(map(_signpost, signposts))}</ul></div>'


def resources_html(resources: Sequence[Resource], turn: int, citations: Sequence[Citation] = ()) -> str:
    """The reports' own links, each with the report and page that it stands on, then those of the catalogue.

    Args:
        resources: Of the answer.
        turn: Which question of the conversation is answered: 1 for the first.
        citations: Of the answer; without them a report's link names its sources by number alone.
    """
    cited = {citation.number: citation for citation in citations}
    shown = ""
    for origin, heading in (("report", OF_REPORTS), ("catalogue", OF_CATALOGUE)):
        listed = "".join(_resource(resource, turn, cited) for resource in resources if resource.origin == origin)
        shown += f"<h3>{heading}</h3><ul>{listed}</ul>" if listed else ""
    return shown


def _signpost(signpost: Signpost) -> str:
    local = ' <span class="badge">set by your partnership</span>' if signpost.local else ""
    site = _site(signpost.url)
    page = f'<a href="{safe(signpost.url or "")}">{safe(site)}</a>' if site else ""
    ways = " or ".join(filter(None, [_number(signpost.contact), page]))
    when = f'<span class="when">{safe(signpost.when)}</span>' if signpost.when else ""
    return f'<li><strong>{safe(signpost.title)}</strong>{local}<span class="ways">{ways}</span>{when}</li>'


def _number(contact: str) -> str:
    """A number that a phone can call at a touch; whatever is no number stays words."""
    if not CALLABLE.fullmatch(contact):
        return safe(contact)
    return f'<a class="call" href="tel:{contact.replace(" ", "")}"><span class="sr">Call </span>{safe(contact)}</a>'


def _resource(resource: Resource, turn: int, citations: Mapping[int, Citation]) -> str:
    """A link, with the place that it really leads to, whatever its words claim."""
    title, site = safe(resource.title), _site(resource.url)
    if site is None:
        link = f"{title} (link lost in the {'report' if resource.origin == 'report' else 'catalogue'})"
    else:
        link = f'<a href="{safe(resource.url or "")}">{title}</a> ({safe(site)})'
    publisher = f", {safe(resource.publisher)}" if resource.origin == "catalogue" else ""
    cited = "".join(cite_html(number, turn) for number in resource.cited_by)
    told = linked_in(resource, citations)
    origin = f'<span class="origin">{safe(told)}</span> ' if told else ""
    return f'<li><span class="said">{link}{publisher}</span> {origin}{cited}</li>'


def _site(url: str | None) -> str | None:
    """The host that a link leads to; `None` where it may not be a link."""
    if url is None or not is_safe_link(url):
        return None
    try:
        return urlsplit(url).hostname
    except ValueError:  # such as an unclosed bracket
        return None
