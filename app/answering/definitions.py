"""Answers to `what is GCP2?`: the glossary's meaning, marked as such, and where the reports use the term."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from app.answering.inquiry import Evidence, Order
from app.evidence import ON_TOPIC
from app.said import escaped
from knowledge.types import ABOUT_THE_AUDIT
from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.answering.inquiry import Inquiry, Sources
    from knowledge.types import SearchHit

USES = 5
"""Passages that show how reports use a term."""


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary entry: its name, what it stands for (may be empty) and its plain meaning."""

    name: str
    expansion: str
    meaning: str


@cache
def _terms() -> Mapping[str, Term]:
    """The entries by each of their names in lower case; an entry's own name wins over another's variant."""
    own: dict[str, Term] = {}
    also: dict[str, Term] = {}
    for entry in load("glossary")["glossary"]:
        term = Term(entry["term"], entry.get("expansion", ""), entry.get("meaning", ""))
        expansion = re.sub(r"\(.*?\)", "", term.expansion).strip()
        for name in (*entry["term"].split(" / "), expansion):
            own.setdefault(name.casefold(), term)
        for name in entry.get("also", []):
            also.setdefault(name.casefold(), term)
    return {**also, **own}


def glossary_term(name: str) -> Term | None:
    """The glossary entry of a name, in the singular or plural; `None` where there is none."""
    plain = name.casefold()
    return next((_terms()[key] for key in (plain, re.sub(r"(?:['’]s|s)$", "", plain)) if key in _terms()), None)


def definition(inquiry: Inquiry, sources: Sources, name: str) -> Evidence | None:
    """What a term means and where reports use it; `None` where neither the glossary nor a report says what it is."""
    term = glossary_term(name)
    spelt_out = _spelt_out(name, inquiry, sources)
    if term is None and not spelt_out:
        return None
    hits = [hit for hit in sources.hits(inquiry) if hit.coverage >= ON_TOPIC]
    found = sorted(
        hits, key=lambda hit: (hit.passage.passage_id not in spelt_out, hit.passage.finding_type in ABOUT_THE_AUDIT)
    )
    opening = _meaning(term) if term else f"The glossary has no entry for **{escaped(name)}**; the reports say:"
    if term and not found:
        silent = "No finding within your filters" if inquiry.is_filtered else "No report that was searched"
        return Evidence((), inquiry.within, f"{opening}\n\n{silent} uses it.", partial=True)
    return Evidence(_first(found), inquiry.within, opening, order=Order.AS_GIVEN, found=hits)


def _first(hits: Sequence[SearchHit]) -> list[SearchHit]:
    return list(hits[:USES])


def _meaning(term: Term) -> str:
    stands_for = f" ({escaped(term.expansion)})" if term.expansion and term.expansion != term.name else ""
    meaning = f": {escaped(term.meaning)}" if term.meaning else ""
    return f"**{escaped(term.name)}**{stands_for}{meaning}. This is from the program's glossary, not from a report."


def _spelt_out(name: str, inquiry: Inquiry, sources: Sources) -> set[str]:
    """Ids of passages that write a term out, as in `Graded Care Profile (GCP)`."""
    if not re.fullmatch(r"[\w&-]{2,12}", name):
        return set()
    pattern = re.compile(rf"\({re.escape(name)}s?\b|\b{re.escape(name)} \([A-Z]", re.IGNORECASE)
    passages = sources.catalogue.passages(replace(inquiry.within, case_letter=None))
    return {passage.passage_id for passage in passages if pattern.search(passage.text)}
