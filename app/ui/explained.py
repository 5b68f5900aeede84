"""Explains the glossary's terms where an answer first uses them.

A term is opened in place, by touch, mouse or keyboard: `<details>` needs no script. Its meaning then stands under the
line, so that the report's words stay in one piece; the style sheet keeps it out of what is selected and copied.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from app.ui.safe_text import safe
from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set

EDGE = r"[\w\u2010\u2011-]"
"""What makes a word longer: `CP-IS` is not `CP`."""
SHARED_BY_ONE_THING = 2
"""Entries with so many names in common are one thing under two headings; with fewer, a name may mean either."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name means, by one entry of the glossary: what it stands for, and the plain words; either may be empty."""

    expansion: str
    words: str
    is_local: bool

    @property
    def sentence(self) -> str:
        """The meaning as it is shown."""
        told = ". ".join(filter(None, [self.expansion, self.words]))
        return f"{told} (a local name: elsewhere it may mean something else)" if self.is_local else told


class Explained:
    """The terms of one answer: each is explained once.

    Args:
        opening: Words of ours that stand before; what they say is not said again.
    """

    def __init__(self, opening: str = "") -> None:
        self._told = {key for key, known in _meanings().items() if any(m.words and m.words in opening for m in known)}

    def html(self, text: str) -> str:
        """The text as safe HTML, with the first use of each term ready to be opened.

        Args:
            text: Of a report or a model. Without our marks and meanings, the result is what `safe` makes of it.
        """
        made, end = [], 0
        for found in _names().finditer(text):
            key = _key_of_term(found[0])
            if key not in self._told:
                self._told.add(key)
                made += [safe(text[end : found.start()]), _term(found[0], _meanings()[key])]
                end = found.end()
        return "".join([*made, safe(text[end:])])


def _term(name: str, meanings: Sequence[Meaning]) -> str:
    told = ". Or: ".join(meaning.sentence for meaning in meanings)
    return (
        f'<details class="term"><summary title="Show what this means">{safe(name)}</summary>'
        f'<span class="meaning"> [{safe(f"{name}: {told}. From the glossary, not from the report.")}] </span></details>'
    )


@cache
def _names() -> re.Pattern[str]:
    """Finds terms: the longest first, in whole words, acronyms as they are written."""
    patterns = {_pattern(name) for entry in load("glossary")["glossary"] for name in _explained_names(entry)}
    longest_first = sorted(patterns, key=lambda pattern: (-len(pattern), pattern))
    return re.compile(f"(?<!{EDGE})(?:{'|'.join(longest_first)})(?!{EDGE})")


def _pattern(name: str) -> str:
    words = r"\s+".join(re.escape(word) for word in name.split())
    # `Next Link` and `CiN` are names and `Core group` is not: a name has more capitals than its first.
    return f"{words}s?" if re.search(r"(?<!^)[A-Z]", name) else f"(?i:{words}s?)"


def _explained_names(entry: Mapping[str, object]) -> set[str]:
    """The entry's own names, and other ways to write them; no plain word such as `Contact`: mostly it means no term."""
    own = {name for name in _own_names(entry) if not re.fullmatch(r"[A-Z]?[a-z]+", name)}
    plain = {_key(name) for name in own}
    return own | {name for name in _others(entry) if _key(name) in plain}


def _own_names(entry: Mapping[str, object]) -> list[str]:
    return str(entry["term"]).split(" / ")


def _others(entry: Mapping[str, object]) -> list[str]:
    also = entry.get("also") or []
    return [str(name) for name in also] if isinstance(also, list) else []


@cache
def _meanings() -> Mapping[str, tuple[Meaning, ...]]:
    """All meanings of each own name, by its key, the entry's own first."""
    entries = load("glossary")["glossary"]
    named = [frozenset(map(_key, (*_own_names(e), str(e.get("expansion", "")), *_others(e)))) for e in entries]
    found: dict[str, list[Meaning]] = defaultdict(list)
    for entry, names in zip(entries, named, strict=True):
        for key in map(_key, _own_names(entry)):
            own = [_meaning(entry)]
            also = [_meaning(e) for e, other in zip(entries, named, strict=True) if _means_else(key, names, other)]
            found[key] += [meaning for meaning in own + also if meaning not in found[key]]
    return {key: tuple(meanings) for key, meanings in found.items()}


def _means_else(key: str, names: Set[str], other: Set[str]) -> bool:
    return key in other and len(names & other) < SHARED_BY_ONE_THING


def _meaning(entry: Mapping[str, object]) -> Meaning:
    expansion, term = str(entry.get("expansion", "")), str(entry["term"])
    is_local = str(entry.get("scope", "")).startswith("local")
    return Meaning("" if _key(expansion) == _key(term) else expansion, str(entry.get("meaning", "")), is_local)


def _key_of_term(found: str) -> str:
    """The key of a term as a text has it, perhaps in the plural."""
    key = _key(found)
    return key if key in _meanings() else key.removesuffix("s")


def _key(name: str) -> str:
    """A name without what may be written either way: case, spaces and hyphens."""
    return "".join(re.findall(r"[^\W_]", name)).casefold()
