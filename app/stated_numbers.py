"""Reads the numbers that a text states, each with what it counts: digits, number words, `both`, `half`, percentages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import takewhile
from typing import TYPE_CHECKING, Literal

from app.stems import stem_of
from app.support_words import words as words_in
from ingest.description.text import TENS, UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TOKEN = re.compile(
    r"\d+(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|[^\W\d_]+\d\w*|[^\W\d_]+(?:['’][^\W\d_]+)*|%|[.;:!?,()/\n]"
)
"""A number, a word (`GCP2` is one), a per cent sign or a mark that parts clauses."""
ONES = {"zero": 0} | {word: value for value, word in enumerate(UNITS, start=1)}
ROUND = {word: 10 * value for value, word in enumerate(TENS, start=2)}
SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
OTHER = {"both": 2, "twice": 2, "doubled": 2, "dozen": 12, "pair": 2, "couple": 2}
WITH_OF = frozenset({"pair", "couple"})
PARTS = {"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5}
ARTICLES = frozenset({"a", "an", "another", "single"})
LETTERED = frozenset({"case", "child", "family"})
"""`Case B` is one case."""
NOT_COUNTING = frozenset({"no", "any", "every", "each", "this", "that", "which", "the", "another"})
"""Before `one` these make it a pronoun."""
MONTH_NAMES = "january february march april may june july august september october november december"
MONTHS = frozenset(MONTH_NAMES.split())
NTH = "first second third fourth fifth sixth seventh eighth ninth tenth"
ORDINALS = {word: value for value, word in enumerate(NTH.split(), start=1)}
LOOSE_ORDINALS = 2
"""`First` and `second` say as often the order of a telling."""
HOURS = {"hour": 1, "day": 24, "week": 168}
MONTHS_LONG = {"month": 1, "year": 12}
TIMES = frozenset({*HOURS, *MONTHS_LONG, "minut"})
BELOW = frozenset({"fewer", "less", "under", "below"})
ABOVE = frozenset({"over", "above", "more"})
NEAR = frozenset({"just", "nearly", "almost", "about", "around", "roughly", "approximately", "slightly", "some"})
NEAR_SHARE = Fraction(8, 100)
"""How far a share may be from what is `just over` or `nearly` it."""
ROUNDING = Fraction(1, 100)
SMALL_WHOLE = 10
"""`Four in five` is a share, of no more than so many."""
YEARS = range(1800, 2100)
SCHOOL_YEAR = re.compile(r"\b((?:19|20)\d\d)\s?[-–/]\s?(\d\d)\b")
Relation = Literal["equal", "below", "above", "near", "just_below", "just_above"]
PREPOSITIONS = words_in("as at before by during for from in of on to when where with")
PAIR_REACH = 4
"""In so many words after `both` an `and` belongs to it."""
SENTENCE_ENDS = frozenset(".;!?\n")
TWO = Fraction(2)
REACH = 6
"""How many words away a number's noun may stand."""
NOUNS = 4


@dataclass(frozen=True, slots=True)
class StatedNumber:
    """A number in a text.

    Args:
        words: As the text has it, without a per cent sign.
        value: Its value; of a share (`48%`, `half`) the share itself.
        is_share: Whether it is a percentage or a fraction.
        counted: Stems of the few words that say what it counts, the nearest first; empty where none stand near.
        whole: In `14 of 29` and in `of 29 audits, 14` the 29; `None` elsewhere.
        is_date: Whether it is a year or beside a month: then it counts nothing.
        is_article: Whether it is only an article, which states a number where it stands before a thing counted.
        is_ordinal: Whether it is a place in an order: `third`.
        is_implied: Whether it only follows from a word (`neither` is of two): it bears out others and claims nothing.
        relation: How the share that it names stands to the true one, as in `fewer than half` and `nearly a third`.
        unit: Stem of the unit of time that follows it, else empty.
    """

    words: str
    value: Fraction
    is_share: bool
    counted: tuple[str, ...]
    whole: Fraction | None = None
    is_date: bool = False
    is_article: bool = False
    is_ordinal: bool = False
    is_implied: bool = False
    relation: Relation = "equal"
    unit: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    value: Fraction
    is_share: bool = False
    is_article: bool = False
    is_ordinal: bool = False
    is_implied: bool = False


def tokens_of(text: str) -> list[str]:
    """The numbers, words and marks of a text, in order, as written."""
    return TOKEN.findall(text)


def stated_numbers(text: str) -> list[StatedNumber]:
    """The numbers that a text states, in order, articles among them."""
    tokens = tokens_of(SCHOOL_YEAR.sub(lambda years: f"{years[1]} {years[1][:2]}{years[2]}", text))
    lowered = [token.casefold() for token in tokens]
    found = _found(lowered)
    sure = [number for number in found if not number.is_article]
    return [_with_noun(number, lowered, tokens, sure) for number in found]


def unsupported_numbers(
    stated: Iterable[StatedNumber], source: Sequence[StatedNumber], *, bound: bool = True, negated: bool = False
) -> list[StatedNumber]:
    """The numbers that a source does not state.

    A number is stated where the source has its value and counts the same thing with it, or where the source does not
    show that it counts that thing with another value. A share may also follow from `14 of 29`.

    Args:
        stated: The numbers of a sentence; articles are passed over.
        source: The numbers of what it cites.
        bound: Whether what is counted is compared, too.
        negated: Whether the sentence negates something: then 4 of 6 follow from 2 of 6, of whom it is true.
    """
    claimed = [number for number in stated if not number.is_article and not number.is_implied]
    pairs = {(other.value, other.whole) for other in source if other.whole}
    wholes = {number.whole for number in claimed if (number.value, number.whole) in pairs}
    left = (number for number in claimed if number.value not in wholes or number.is_share)
    rest = {(whole - value, whole) for value, whole in pairs} if negated else set()
    return [n for n in left if (n.value, n.whole) not in rest and not _is_stated(n, source, bound=bound)]


def _is_stated(number: StatedNumber, source: Sequence[StatedNumber], *, bound: bool) -> bool:
    if number.is_ordinal:
        return _is_ordinal_stated(number, source)
    if number.relation != "equal" and any(_is_as_far(number, other) for other in source):
        return True
    source = [other for other in source if not other.is_ordinal]
    if number.words.casefold() == "both" and any(
        o.whole == TWO != o.value and _distance(number, o) < REACH for o in source
    ):
        return False
    same = [other for other in source if _same_value(number, other) and _same_unit(number, other)]
    others = [
        other
        for other in source
        if other not in same and not other.is_date and not other.is_article and not other.is_implied
    ]
    if not same:
        return _is_any_one(number) and all(_distance(number, o) or o.value == number.whole for o in others)
    if not bound or number.is_date or not number.counted or any(not other.counted for other in same):
        return True
    if number.whole is not None and any(other.whole == number.whole for other in same):
        return True
    if number.whole is not None and any(o.value == number.whole and o.whole == number.value for o in source):
        return False
    nearest = min(_distance(number, other) for other in same)
    return all(nearest <= _distance(number, other) for other in others)


def _is_ordinal_stated(number: StatedNumber, source: Sequence[StatedNumber]) -> bool:
    """Whether a place in an order is stated; `first` and `second` need only not be gainsaid."""
    ordinals = [other for other in source if other.is_ordinal]
    if any(other.value == number.value for other in ordinals):
        return True
    return number.value <= LOOSE_ORDINALS and all(_distance(number, other) for other in ordinals)


def _is_as_far(number: StatedNumber, other: StatedNumber) -> bool:
    """Whether a share is where the number says that it is, as 46% is fewer than half."""
    if not number.is_share or not (other.is_share or other.whole) or other.relation != "equal":
        return False
    apart = (other.value if other.is_share else other.value / (other.whole or 1)) - number.value
    if number.relation in {"near", "just_below", "just_above"} and abs(apart) > NEAR_SHARE:
        return False
    return number.relation == "near" or (apart < 0 if number.relation.endswith("below") else apart > 0)


def _is_any_one(number: StatedNumber) -> bool:
    """Whether it is a `one` as in `one of the highest` or a `both`, which a source need not state, only not gainsay."""
    return number.words.casefold() in {"one", "both"} and not number.unit


def _distance(number: StatedNumber, other: StatedNumber) -> int:
    """How far from the number the first word stands that both numbers count; beyond reach where there is none."""
    shared = (index for index, noun in enumerate(number.counted) if noun in other.counted)
    return next(shared, REACH)


def _same_value(number: StatedNumber, other: StatedNumber) -> bool:
    if other.is_article:
        return number.value == 1 and not number.is_share and _distance(number, other) < REACH
    if number.unit and other.unit and number.unit != other.unit:
        return _lasting(number) == _lasting(other)
    if number.is_share and other.is_share:
        return abs(number.value - other.value) < ROUNDING if _is_fraction(number) else number.value == other.value
    if number.is_share == other.is_share:
        return number.value == other.value
    if number.is_share and other.whole:
        exact = other.value / other.whole
        return round(100 * exact) == 100 * number.value or (_is_fraction(number) and exact == number.value)
    return bool(number.whole) and number.value / (number.whole or 1) == other.value


def _is_fraction(number: StatedNumber) -> bool:
    """Whether a share is in words, as `two thirds`, and so may be rounded."""
    return number.is_share and not number.words[:1].isdigit()


def _same_unit(number: StatedNumber, other: StatedNumber) -> bool:
    """Whether neither lasts another time than the other: `seven days` are not seven weeks."""
    return not (number.unit and other.unit) or _lasting(number) == _lasting(other)


def _lasting(number: StatedNumber) -> tuple[str, Fraction]:
    if number.unit in HOURS:
        return "hour", number.value * HOURS[number.unit]
    if number.unit in MONTHS_LONG:
        return "month", number.value * MONTHS_LONG[number.unit]
    return number.unit, number.value


def _found(tokens: Sequence[str]) -> list[_Found]:
    found: list[_Found] = []
    position = 0
    while position < len(tokens):
        number = _number_at(tokens, position)
        if number:
            found.append(number)
        position = max(position + 1, number.end if number else 0)
    return found


def _number_at(tokens: Sequence[str], start: int) -> _Found | None:
    before, after = _at(tokens, start - 1), _at(tokens, start + 1)
    if tokens[start] == "one" and (before in NOT_COUNTING or after == "another"):
        return None
    return _word_at(tokens, start) or _counted_at(tokens, start)


def _word_at(tokens: Sequence[str], start: int) -> _Found | None:
    """A number that a word of its own tells: an article, `both`, `half`, `third`."""
    token = tokens[start]
    before, after = _at(tokens, start - 1), _at(tokens, start + 1)
    if token in ARTICLES and after not in {"half", "third", "quarter", "fifth", "couple", "pair", "dozen", "hundred"}:
        return _Found(start, start + 1, Fraction(1), is_article=True)
    if token in LETTERED and len(after) == 1 and after.isalpha():
        return _Found(start, start, Fraction(1), is_article=True)
    if token in {"neither", "either"}:
        return _Found(start, start + 1, Fraction(2), is_implied=True)
    is_more = token == "both" and _is_correlative(tokens, start)
    if token in OTHER and not is_more and (after == "of" or token not in WITH_OF):
        return _Found(start, start + 1, Fraction(OTHER[token]))
    if token in PARTS and (token.startswith("hal") or (before in {"a", "one"} and after == "of")):
        return _Found(start, start + 1, Fraction(1, PARTS[token]), is_share=True)
    if token in ORDINALS and after not in {"of", ","}:
        return _Found(start, start + 1, Fraction(ORDINALS[token]), is_ordinal=True)
    return None


def _counted_at(tokens: Sequence[str], start: int) -> _Found | None:
    """A number in digits or spelt out, with the words that make it a share."""
    token = tokens[start]
    value, end = _digits(tokens, start) if token[0].isdigit() else _spelt(tokens, start)
    if value is None:
        return None
    part = _at(tokens, end)
    if part == "in" and (of := _spelt(tokens, end + 1))[0] and value < of[0] <= SMALL_WHOLE:
        return _Found(start, of[1], value / of[0], is_share=True)
    if part in PARTS and part.endswith("s"):
        return _Found(start, end + 1, value / PARTS[part], is_share=True)
    signs = 1 if part in {"%", "percent"} else 2 if part == "per" and _at(tokens, end + 1) == "cent" else 0
    return _Found(start, end + signs, value / 100 if signs else value, is_share=bool(signs))


def _is_correlative(tokens: Sequence[str], start: int) -> bool:
    """Whether `both` only goes with an `and`: `both in May and in June`, `both the mother and the father`."""
    clause = list(takewhile(lambda token: token not in SENTENCE_ENDS, tokens[start + 1 :]))
    if "and" not in clause or clause[0] == "of":
        return False
    return clause[0] in PREPOSITIONS or clause.index("and") <= PAIR_REACH


def _at(tokens: Sequence[str], index: int) -> str:
    return tokens[index] if 0 <= index < len(tokens) else ""


def _digits(tokens: Sequence[str], start: int) -> tuple[Fraction | None, int]:
    try:
        value = Fraction(tokens[start].replace(",", ""))
    except ValueError:  # a digit that is none of ours, such as a superscript
        return None, start
    scale = SCALES.get(_at(tokens, start + 1))
    return (value * scale, start + 2) if scale else (value, start + 1)


def _spelt(tokens: Sequence[str], start: int) -> tuple[Fraction | None, int]:
    """The number that some words spell and where it ends: `one hundred and twenty-five`."""
    total, part, end = 0, -1, start
    while (token := _at(tokens, end)) in ONES or token in ROUND or token in SCALES or token in {"hundred", "and"}:
        if token == "and":
            joins = end > start and tokens[end - 1] in {"hundred", *SCALES}
            if not joins or (_at(tokens, end + 1) not in ONES and _at(tokens, end + 1) not in ROUND):
                break
        elif token == "hundred":
            if part >= 100:
                break
            part = 100 * abs(part)
        elif token in SCALES:
            if part < 0:
                break
            total, part = total + part * SCALES[token], 0
        elif part in {-1, 0} and (part == -1 or total):
            part = ONES.get(token, ROUND.get(token, 0))
        elif _adds(part, token):
            part += ONES.get(token, ROUND.get(token, 0))
        else:
            break
        end += 1
    return (None, start) if end == start else (Fraction(total + max(part, 0)), end)


def _adds(part: int, token: str) -> bool:
    """Whether a word goes on with a number: `five` after `twenty`, `twenty` after `hundred`."""
    if part >= 100 and part % 100 == 0:
        return True
    return part >= 20 and part % 10 == 0 and part % 100 >= 20 and 0 < ONES.get(token, 0) < 10


def _with_noun(found: _Found, lowered: Sequence[str], tokens: Sequence[str], every: Sequence[_Found]) -> StatedNumber:
    starts = {number.start: number for number in every}
    whole = _whole(found, lowered, starts)
    of_those = _whole_before(found, lowered, every)
    counted = _nouns_after(whole.end if whole else found.end, lowered, starts)
    if of_those:
        counted += _nouns_after(of_those.end, lowered, starts)
    elif not counted and not found.is_article:
        counted = _nouns_before(found.start, lowered, {number.end - 1 for number in every})
    whole = whole or of_those
    return StatedNumber(
        words=" ".join(tokens[found.start : found.end]).removesuffix(" %"),
        value=found.value,
        is_share=found.is_share,
        counted=counted,
        whole=whole.value if whole else None,
        is_date=_is_date(found, lowered),
        is_article=found.is_article,
        is_ordinal=found.is_ordinal,
        is_implied=found.is_implied,
        relation=_relation(found, lowered) if found.is_share else "equal",
        unit=_unit(found, lowered),
    )


def _relation(found: _Found, tokens: Sequence[str]) -> Relation:
    """What stands before a share: `fewer than`, `just over`, `nearly a`."""
    before = [token for token in tokens[max(found.start - 4, 0) : found.start] if token not in {"a", "one", "than"}]
    last = before[-1] if before else ""
    just = bool({"just", "slightly"} & set(before))
    if last in BELOW:
        return "just_below" if just else "below"
    if last in ABOVE:
        return "just_above" if just else "above"
    return "near" if last in NEAR else "equal"


def _unit(found: _Found, tokens: Sequence[str]) -> str:
    if found.is_share or found.is_article or found.is_ordinal:
        return ""
    after = [token for token in tokens[found.end : found.end + 2] if token not in {"working", "calendar", "full"}]
    unit = stem_of(after[0]) if after else ""
    return unit if unit in TIMES else ""


def _is_date(found: _Found, tokens: Sequence[str]) -> bool:
    beside = {_at(tokens, found.start - 1), *tokens[found.end : found.end + 2]}
    return tokens[found.start].isdigit() and (YEARS.start <= found.value < YEARS.stop or bool(beside & MONTHS))


def _whole(found: _Found, tokens: Sequence[str], starts: dict[int, _Found]) -> _Found | None:
    position = found.end
    if _at(tokens, position) == "out":
        position += 1
    if _at(tokens, position) not in {"of", "/"}:
        return None
    while _at(tokens, position + 1) in {"the", "these", "those", "all"}:
        position += 1
    return starts.get(position + 1)


def _whole_before(found: _Found, tokens: Sequence[str], every: Sequence[_Found]) -> _Found | None:
    """The 29 of `of the 29 audits, 14`."""
    last = next((number for number in reversed(every) if number.end <= found.start), None)
    if last is None or _at(tokens, found.start - 1) != "," or found.start - last.end > REACH:
        return None
    before = [token for token in tokens[max(last.start - 2, 0) : last.start] if token != "the"]
    return last if before[-1:] == ["of"] and "," not in tokens[last.end : found.start - 1] else None


def _nouns_after(start: int, tokens: Sequence[str], starts: dict[int, _Found]) -> tuple[str, ...]:
    nouns: list[str] = []
    if _at(tokens, start) in {"and", "but", "or", ","}:
        return ()  # another thing begins: `a copy in three, and the GP`
    for position in range(start, min(start + REACH, len(tokens))):
        if position in starts or tokens[position] in SENTENCE_ENDS or len(nouns) == NOUNS:
            break
        nouns += filter(None, [stem_of(tokens[position])])
    return tuple(nouns)


def _nouns_before(start: int, tokens: Sequence[str], ends: set[int]) -> tuple[str, ...]:
    nouns: list[str] = []
    for position in range(start - 1, max(start - 1 - REACH, -1), -1):
        if position in ends or tokens[position] in SENTENCE_ENDS or len(nouns) == NOUNS:
            break
        nouns += filter(None, [stem_of(tokens[position])])
    return tuple(nouns)
