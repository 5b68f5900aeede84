"""What a sentence must not have: links, text about itself, and grave, binding or comparing words of its own."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from app.stems import stem_of
from app.support import SupportFailure, is_idiom
from app.support_words import FOLLOWS_FROM, GRAVE_CLASS, OFTEN, REPORTING, SINGULAR, SWEEPING_CLASS
from app.verify import normalised
from app.writing.check_clauses import clauses_of, meant, read, stems_of
from knowledge.types import FindingType

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from app.support import Kind, ReadText

LINK = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,15}://\S*|\b(?:javascript|mailto|data|tel):\S+|\bwww\.\S+|[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]+"
    r"|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.(?:com|org|net|info|gov|nhs|uk|io|co|ac|eu)\b"
    r"|(?<![\w.,])\+?\(?\d[\d ()-]{8,}\d(?!\w)|\b0[38]00[ -]?\d{2,4}(?:[ -]?\d{2,4})?\b"
    r"|</?[a-z!][^>]*>?|&(?:#\w+|[a-z]{2,8});|!?\[[^\]]*\]\s*[(\[][^)\]]*[)\]]|^\s*\[[^\]]*\]:|`[^`]*`?|\$\{|\{\{",
    re.IGNORECASE,
)
SINGLE_QUOTES = r"(?<!\w)['‘‚](?=\S)((?:[^'’‘]|['’](?=\w))*)['’](?!\w)"
QUOTATION = re.compile(rf"[\"“”„«]([^\"“”„«»]*)[\"“”»]|{SINGLE_QUOTES}")
BRACKETED = re.compile(r"\[[^\[\]]*\]")
LEFT_OUT = re.compile(r"\[?(?:…|\.\.\.)\]?|\[[^\]]*\]")
ABOUT_ITSELF = re.compile(
    r"\bas an? (?:ai|artificial|(?:large )?language model|assistant)\b|\blanguage model\b|\bI(?:['’](?:m|ve|ll"
    r"|d))? (?:am"
    r"|was|have|can|cannot|could|do|will|would|must|should|found|hope|apologi[sz]e|think|believe)\b|\bI['’](?:m"
    r"|ve|ll|d)\b"
    r"|\b(?:passages?|evidence|excerpts?|extracts?|sources?|context|documents?|text|information) (?:that (?:was"
    r"|were|are|is) "
    r"|I (?:was|were|have been) |you )?(?:provided|supplied|given|above|below)\b"
    r"|\b(?:provided|supplied|given|cited|above) (?:passages?|evidence|excerpts?|extracts?|context|sources?)\b"
    r"|\b(?:my|system|these|your|previous|the above) (?:instructions?|prompts?|rules|training|knowledge)\b"
    r"|\bsystem prompt\b|\bthe (?:user|question|passages?|excerpts?)(?:['’]s)? (?:asks?|asked|is asking|provided"
    r"|do(?:es)?"
    r" not)\b|\bas requested\b|\bhere (?:is|are) (?:the|a|my|your)\b",
    re.IGNORECASE,
)
BOUND = frozenset({"all", "most"})
OF_THOSE = re.compile(
    r"\b(?P<how_many>all|every|each|most|none|neither|half|few|many|majority|some|several)(?: one)?"
    r"(?:,? of (?:the|these|those|their)|,? of)\s+(?P<whom>[^\W\d_]+(?:\s+[^\W\d_]+)?)",
    re.IGNORECASE,
)
"""A share of several, and the words for those."""
EVERY_ONE = frozenset({"all", "every", "each", "none", "neither"})
DUTY = re.compile(
    r"\b(?:must(?:n['’]t)?|should(?:n['’]t)?|ought to|ha(?:ve|s) to|(?:is|are|be) (?:required|obliged|expected) to"
    r"|(?:is|are) to (?=\w)|recommend(?:s|ed)?|recommendations?|needs? to|required to|advise[sd]?)\b",
    re.IGNORECASE,
)
BY_LAW = re.compile(
    r"\bby law\b|\blegally\b|\blegal (?:duty|duties|obligation|requirement)s?\b|\bstatutory dut(?:y|ies)\b"
    r"|\bmandatory\b"
    r"|\bobligatory\b|\bcompulsory\b|\bunlawful(?:ly)?\b|\billegal(?:ly)?\b|\bthe law\b|\bcriminal offence\b",
    re.IGNORECASE,
)
LAW = re.compile(
    r"\b(?:law|lawful|unlawful|legal|legally|illegal|statut\w*|mandatory|Act|offence|compulsory)\b", re.IGNORECASE
)
ASKS = frozenset({FindingType.RECOMMENDATION, FindingType.INTENDED_OUTCOME, FindingType.REFLECTIVE_QUESTION})
"""What passages of these types say is meant to be done, whether in the imperative or as a question."""
ASKED = re.compile(
    r"\b(?:must|should|ought|shall|ha(?:ve|s|d) to|requir\w*|oblig\w*|expect\w*|recommend\w*|needs?|needed|will"
    r"|advis\w*"
    r"|agreed? to|to be)\b|(?:^|[.!?:;\n]\s*)(?!The\b|A\b|An\b|In\b|It\b)[A-Z][a-z]+ (?:the|a|an|that|sure|what"
    r"|every|each|whenever|about|and)\b",
    re.IGNORECASE,
)
CAUSE = re.compile(
    r"\bbecause\b|\bled to\b|\bleads? to\b|\bleading to\b|\bcaus(?:e[sd]?|ing)\b|\bas a (?:result|consequence)\b"
    r"|\bdue to\b"
    r"|\bresult(?:s|ed|ing) in\b|\bowing to\b|\bconsequently\b|\btherefore\b|\bthanks to\b|\bdr(?:ove|iven) by\b"
    r"|\bthe reason (?:for|why|was|is)\b|(?<=[\w,] )since (?!(?:the|then|\d|january|february|march|april|may"
    r"|june|july|august"
    r"|september|october|november|december)\b)(?=\w+ \w+)|\bcontribut\w+ to\b|\bmeant that\b|\bso that\b",
    re.IGNORECASE,
)
CAUSAL = re.compile(
    r"\b(?:because|led|lead|leads|leading|caus\w*|result\w*|consequen\w*|due|owing|so|therefore|since|reasons?"
    r"|why|means?"
    r"|meant|drove|driven|contribut\w*|follow\w*|impact\w*|effect\w*|affect\w*|thanks|made|makes|stopped|prevented"
    r"|helped|enabled|allowed|explain\w*|as|if|when|after|through|avoided|with)\b",
    re.IGNORECASE,
)
UP = "better improv rose rise risen grew grow increas higher stronger strengthen quicker faster rais progress"
DOWN = "wors deterior declin decreas fell fallen drop lower weaker reduc fewer less slip shrank shorter"
DIRECTIONS = {word: "up" for word in UP.split()} | {word: "down" for word in DOWN.split()}
DIRECTION = re.compile(
    r"\b(?:(?:better|worse|higher|lower|stronger|weaker|quicker|faster) than|improv(?:ed|ing)|rose|risen|grew"
    r"|grown|increas(?:ed|ing|es)"
    r"|strengthened|worsen\w*|deteriorat\w*|declin(?:ed|ing)|decreas(?:ed|ing|es)|fell|fallen|dropped"
    r"|reduc(?:ed|ing))\b",
    re.IGNORECASE,
)
OVER_TIME = re.compile(
    r"\btrends?\b|\bover (?:time|the years)\b|\byear on year\b|\b(?:than|compared (?:with|to)) (?:in )?(?:the"
    r" )?(?:previous|earlier|last"
    r"|other|before|(?:19|20)\d\d)\b|\bthan before\b|\bno longer\b|\bincreasingly\b|\b(?:highest|lowest|best"
    r"|worst) of"
    r"|\b(?:becom(?:e|es|ing)|became|got|getting|grow(?:n|ing)) (?:\w+ )?(?:better|worse|weaker|stronger|poorer)\b"
    r"|\bsince (?:the |our )?(?:last|previous|earlier|first) (?:audit|report|review|time|year)\b"
    r"|\bmore (?:common|likely|often|frequent\w*|widespread) than\b|\bless (?:common|likely|often) than\b",
    re.IGNORECASE,
)
TIME_WORDS = re.compile(
    r"\b(?:trend|over time|than|compared|since|previous|earlier|again|still|longer|increasing\w*)\b", re.IGNORECASE
)


def links(sentence: str) -> Iterator[SupportFailure]:
    """Links, addresses, telephone numbers, markup and code: these are the program's to give, never a model's."""
    yield from _first("link", LINK, sentence)


def about_itself(sentence: str) -> Iterator[SupportFailure]:
    """Text that speaks of the model, its instructions or what it was given."""
    yield from _first("about_itself", ABOUT_ITSELF, sentence)


def _first(kind: Kind, pattern: re.Pattern[str], sentence: str) -> Iterator[SupportFailure]:
    found = pattern.search(sentence)
    if found:
        yield SupportFailure(kind, found[0].strip())


def quotations(sentence: str, passages: Sequence[str]) -> Iterator[SupportFailure]:
    """Quoted words that stand in no passage, and square brackets, which would pass for citations of ours.

    Where words of a quotation are left out, each part must stand in a passage.
    """
    for found in QUOTATION.finditer(sentence):
        quoted = found[1] if found[1] is not None else found[2]
        parts = [_plain(part.strip(" .,;:!?")) for part in LEFT_OUT.split(quoted)]
        if not all(any(part in _plain(passage) for passage in passages) for part in parts if part):
            yield SupportFailure("quotation", quoted)
    for mark in BRACKETED.finditer(QUOTATION.sub("", sentence)):
        if not any(_plain(mark[0]) in _plain(passage) for passage in passages):
            yield SupportFailure("quotation", mark[0])


@lru_cache(maxsize=1 << 12)
def _plain(text: str) -> str:
    return normalised(text).casefold()


def duties(sentence: str, source: str, types: Collection[FindingType]) -> Iterator[SupportFailure]:
    """Words that bind somebody where neither the passages nor what sort of passage they are say so."""
    law = BY_LAW.search(sentence)
    if law and not LAW.search(source):
        yield SupportFailure("duty", law[0])
    duty = DUTY.search(sentence)
    if duty and not ASKS & set(types) and not ASKED.search(source):
        yield SupportFailure("duty", duty[0].strip())


def outcomes(said: ReadText, source: ReadText) -> Iterator[SupportFailure]:
    """Harm, death, arrest and the like that no passage tells of."""
    told = {GRAVE_CLASS.get(word) for word in source.tokens}
    for word in said.tokens:
        name = GRAVE_CLASS.get(word)
        if name and name not in told:
            yield SupportFailure("outcome", word)
    removed = INTO_CARE.search(said.text)
    if removed and not CARE.search(source.text):
        yield SupportFailure("outcome", removed[0])


INTO_CARE = re.compile(
    r"\b(?:taken|came|come|placed|brought) into care\b|\bremov(?:e[sd]?|ing|al)\b[^.;:]{0,40}?\bfrom"
    r" (?:the|his|her|their|home|parents?|care)\b"
    r"|\bcare (?:order|proceedings)\b|\btook (?:his|her|their) own li(?:fe|ves)\b|\babstinent\b",
    re.IGNORECASE,
)
CARE = re.compile(
    r"\b(?:into care|removed|care (?:order|proceedings)|in care|looked after|own li(?:fe|ves)|abstinent)\b",
    re.IGNORECASE,
)


def frequencies(said: ReadText, source: ReadText) -> Iterator[SupportFailure]:
    """`Monthly` and the like of which the passages do not have the unit."""
    for word in said.tokens:
        unit = OFTEN.get(word)
        if unit and not any(token.startswith(unit) or OFTEN.get(token) == unit for token in source.tokens):
            yield SupportFailure("number", word)


def habits(said: ReadText, source: ReadText) -> Iterator[SupportFailure]:
    """Several of a sort (`GPs`) where the passages tell of one only (`one GP`)."""
    there = set(re.findall(r"[^\W\d_]+", source.text.casefold()))
    for word in re.findall(r"[^\W\d_]+", said.text.casefold()):
        one = SINGULAR.get(word)
        if one and one in there and word not in there and _is_single(one, source.tokens):
            yield SupportFailure("universal", word)


def swept(sentence: str, source: ReadText) -> Iterator[SupportFailure]:
    """`None of the young people` and the like where the passages do not speak of those."""
    there = meant(source.stems)
    is_counted = any(number.is_share or number.whole for number in source.numbers)
    for found in OF_THOSE.finditer(sentence):
        stems = {stem_of(word) for word in found["whom"].split()} - {""} - stems_of(REPORTING)
        is_share = is_counted and found["how_many"].casefold() not in EVERY_ONE
        if stems and not stems & there and not is_share:
            yield SupportFailure("universal", found[0])


def unbound(sentence: str, units: Sequence[ReadText]) -> Iterator[SupportFailure]:
    """`All` and `most` that the passages say in another sentence than the one that tells of the same."""
    for clause in clauses_of(sentence):
        best = max((len(clause.stems & unit.stems) for unit in units), default=0)
        near = [unit for unit in units if best and 2 * len(clause.stems & unit.stems) >= best]
        for before, word, after in triples(clause.tokens):
            if SWEEPING_CLASS.get(word) not in BOUND or is_idiom(word, before, after):
                continue
            if near and not any(_sweeps(unit, word) for unit in near):
                yield SupportFailure("universal", word)


def triples(tokens: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Each word with the one before and the one after, empty at the ends."""
    return zip(("", *tokens), tokens, (*tokens[1:], ""), strict=False)


def _sweeps(unit: ReadText, word: str) -> bool:
    name = SWEEPING_CLASS[word]
    is_share = any(number.is_share or number.whole for number in unit.numbers)
    names = {name, *FOLLOWS_FROM.get(name, ())}
    return (name == "most" and is_share) or any(SWEEPING_CLASS.get(other) in names for other in unit.tokens)


def whole_of_whole(sentence: str, source: ReadText) -> Iterator[SupportFailure]:
    """`12 of the 12` where the passages tell of fewer, or only how many there are."""
    for number in read(sentence).numbers:
        if (
            number.value == number.whole
            and not any(other.whole == number.whole and other.value == number.value for other in source.numbers)
            and not any(SWEEPING_CLASS.get(word) == "all" or word == "both" for word in source.tokens)
        ):
            yield SupportFailure("number", number.words)


def _is_single(one: str, tokens: Sequence[str]) -> bool:
    places = [index for index, token in enumerate(tokens) if token == one]
    return any("one" in tokens[max(index - 2, 0) : index] for index in places) and all(
        {"one", "a", "an"} & set(tokens[max(index - 2, 0) : index]) for index in places
    )


def causes(sentence: str, source: str) -> Iterator[SupportFailure]:
    """A cause that the passages do not speak of as one."""
    if not CAUSAL.search(source):
        yield from _first("cause", CAUSE, sentence)


def comparisons(sentence: str, source: str) -> Iterator[SupportFailure]:
    """A change, or a comparison over time, that the passages do not state."""
    if not TIME_WORDS.search(source):
        yield from _first("comparison", OVER_TIME, sentence)
    there = source.casefold()
    for found in DIRECTION.finditer(sentence):
        way = next((way for opening, way in DIRECTIONS.items() if found[0].casefold().startswith(opening)), "")
        if way and not any(re.search(rf"\b{opening}", there) for opening, other in DIRECTIONS.items() if other == way):
            yield SupportFailure("comparison", found[0])
            return
