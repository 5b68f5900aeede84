"""The content words of a text as English stems, the same stems that the word index has."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

GRAMMAR = """
    a about after again all also although am an and another any are around as at be because been before being
    below between both but by can cannot could did do does doing during each either else ever every few for from
    further had has have having he her here hers him his how however if in into is it its itself just may me might
    more most much must my neither no nor not of off on once one only onto or other others our out over own per
    rather same several she should since so some such than that the their theirs them themselves then there
    therefore these they this those though through thus to too under until up upon us very was we were what when
    where whereas whether which while who whom whose why will with within without would yet you your
"""
FUNCTION_WORDS = frozenset(GRAMMAR.split())
"""Words that carry grammar. Unlike the stop words of questions, `audit` and `report` are content here."""
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
WORDS_KEPT = 1 << 14


@cache
def _analyzer() -> Any:  # noqa: ANN401 - tantivy has no types
    import tantivy

    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold(), tantivy.Filter.stemmer("english")):
        builder = builder.filter(step)
    return builder.build()


@lru_cache(maxsize=WORDS_KEPT)
def stem_of(word: str) -> str:
    """The stem of one word, in lower case; empty for a function word and for what is no word."""
    plain = word.casefold().replace("’", "'").removesuffix("'s").strip("'")
    if not plain or plain in FUNCTION_WORDS or "'" in plain:
        return ""
    return " ".join(_analyzer().analyze(plain))


def stems_of(text: str) -> set[str]:
    """The stems of all content words of a text, numbers among them."""
    return {stem_of(word) for word in WORD.findall(text)} - {""}
