"""Finds the grades that a report gives: Ofsted's four words where they judge a case or the work, not as praise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.blocks import Kind
from ingest.description.text import NUMBER, number, sentences
from ingest.labels import case_of
from knowledge.types import Grade

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.description.text import Sentence
    from ingest.passages import CanonicalText, PlacedSpan

GRADE_WORDS = (
    r"(?:(?P<outstanding>outstanding)|(?P<improvement>requir(?:es?|ed|ing) improvement(?: to be good)?|(?-i:\bRI\b))"
    r"|(?P<inadequate>inadequate)|(?P<good>good))"
)
GRADE = re.compile(
    # "Good" is praise where a noun follows it: good practice, good examples.
    rf"\b{GRADE_WORDS}\b(?!-)(?=\s*(?:$|[.,;:()–-]|\d|(?:and|or|because|as|for|in|due|while|but|by|overall)\b))",
    re.IGNORECASE,
)
WHOLE_GRADE = re.compile(rf"{GRADE_WORDS}\.?", re.IGNORECASE)
NAMES = {"improvement": "requires improvement"}
JUDGED = re.compile(
    r"\b(?:grad(?:ed?|es|ing|ings)|judge(?:d|ment|ments)?|judgements?|rat(?:ed|ings?))\b", re.IGNORECASE
)
OVERALL = re.compile(
    r"\boverall\b.*\b(?:thought|felt|agreed|determined|concluded|considered)\b.*\b(?:work|practice|cases?)\b",
    re.IGNORECASE,
)
NOT_THIS_AUDIT = re.compile(
    r"\b(?:by|from) (?:Ofsted|the Care Quality Commission|CQC|HMI\w*|the regulator)\b"
    r"|\b(?:delete|circle|tick|choose)\b"  # a form to fill in
    r"|\b(?:risks?|offences?|incidents?|harm) (?:\w+ ){0,3}(?:graded|rated|judged)\b",
    re.IGNORECASE,
)
ONE_THING = r"(?:case|child|family|young person|audit|record|file)"
THINGS = r"(?:cases|children|families|young people|audits|records|case files|files)"
THING = rf"(?:{THINGS}|{ONE_THING})"
NAME = r"(?:[A-Z]|\d{1,2})"
JOIN = r"(?:\s*,\s*and\s+|\s*[,&]\s*|\s+and\s+)"
LIST = rf"{NAME}(?:{JOIN}{NAME})*"
NAMED_BEFORE = re.compile(
    # A single number after a plural counts: in "of six cases 2 were good" no case is called 2.
    rf"(?:\b(?i:{ONE_THING})\s+(?P<one>{NAME})|\b(?i:{THINGS})\s+(?P<several>{NAME}(?:{JOIN}{NAME})+)"
    rf"|\b(?:with|for)\s+(?P<letter>[A-Z])|(?<![^\s(;,.:])(?P<listed>[A-Z](?:{JOIN}[A-Z])+)"
    r"|(?:^|[:;,.]\s*)(?P<alone>[A-Z])(?=\s*[:–-]))"
    r"\s*(?:[:–-]|(?i:were|was|are|is|as))?\s*(?i:graded|judged|rated|found)?\s*(?i:as|to be|to|was|were)?\s*$"
)
NAMED_AFTER = re.compile(rf"[^.;]*?\(\s*(?:(?i:{THING})\s+)?(?P<named>{LIST})\s*\)")
COUNT_AFTER = re.compile(
    rf"\s*(?:for|in|\(|:|[–-])\s*(?P<size>{NUMBER})\b(?!\s*%)(?:\s+(?P<unit>{THING})\b)?", re.IGNORECASE
)
COUNT_BEFORE = re.compile(
    rf"\b(?P<size>{NUMBER})\b(?!\s*(?:%|per ?cent|days?|weeks?|months?|years?|hours?|agenc))"
    rf"(?:\s+(?:of\s+)?(?:the\s+)?(?P<unit>{THING})\b)?",
    re.IGNORECASE,
)
PREDICATE = re.compile(
    r"\b(?:was|were|is|as|to be|to|judged|graded|rated|grades?|judge?ments?|ratings?)\b(?:\s+(?:was|is|of))?"
    r"\s*(?:overall)?\s*[:–-]?\s*[\"'“‘]?\s*$",
    re.IGNORECASE,
)
SUBJECT = re.compile(r"\b(?:cases?|work|practice|records?|child)\s*$", re.IGNORECASE)
"""What stands before `required improvement` where that is the verb."""
GRADE_COLUMN = re.compile(r"\b(?:grad(?:e|es|ing)|judge?ments?|ratings?|outcome grade)\b", re.IGNORECASE)
SCALE = 3
"""So many grades in a sentence that gives none of them to anything list the scale."""


def grade_name(text: str) -> str | None:
    """The name of the grade that a text is (`RI` is `requires improvement`); `None` if it is none."""
    found = WHOLE_GRADE.fullmatch(text.strip())
    return _name(found) if found else None


def find_grades(canonical: CanonicalText) -> tuple[Grade, ...]:
    """The grades that a report gives, in reading order.

    Returns:
        Of how many (`4 requires improvement`) with `count` and the thing counted in `applies_to`; of one named thing
        with its name there (`Case B`); each once, however often the report repeats it.
    """
    given: dict[tuple[str, int | None, str], Grade] = {}
    for grade in (*_in_sentences(canonical), *_in_tables(canonical)):
        counted_before = grade.count is not None and any(
            known.value == grade.value and known.count == grade.count for known in given.values()
        )
        if not counted_before:
            given.setdefault((grade.value, grade.count, grade.applies_to), grade)
    return tuple(given.values())


def _in_sentences(canonical: CanonicalText) -> Iterator[Grade]:
    for sentence in sentences(canonical):
        if sentence.entry.placed.block.kind is Kind.TABLE_ROW or not _may_judge(sentence.text):
            continue
        matches = list(GRADE.finditer(sentence.text))
        values = {_name(match) for match in matches}
        found = [grade for index in range(len(matches)) for grade in _given_to(sentence, matches, index)]
        attached = [grade for grade in found if grade.count is not None or grade.applies_to]
        is_tally = len(values) > 1 and {grade.value for grade in attached} == values
        if is_tally or (_judges(sentence) and (attached or len(values) < SCALE)):
            yield from found


def _may_judge(text: str) -> bool:
    return not text.endswith("?") and NOT_THIS_AUDIT.search(text) is None


def _judges(sentence: Sentence) -> bool:
    heading = next(reversed(sentence.entry.placed.heading_path), "")
    return any(pattern.search(sentence.text) for pattern in (JUDGED, OVERALL)) or JUDGED.search(heading) is not None


def _given_to(sentence: Sentence, matches: Sequence[re.Match[str]], index: int) -> Iterator[Grade]:
    """What the grade at `index` is given to: a number of things, named things, or the work as a whole."""
    match, text = matches[index], sentence.text
    before = text[matches[index - 1].end() if index else 0 : match.start()]
    after = text[match.end() : matches[index + 1].start() if index + 1 < len(matches) else len(text)]
    value, span = _name(match), sentence.within(match.start(), match.end())
    if re.search(r"\b(?:no|none|not|neither|nor|never)\b[^,;]*$", before, re.IGNORECASE):
        return
    named = NAMED_BEFORE.search(before)
    if named is not None:
        names = named[named.lastgroup or 0]
    else:
        in_brackets = NAMED_AFTER.match(after)
        names = in_brackets["named"] if in_brackets else ""
        count = COUNT_AFTER.match(after) or _last(COUNT_BEFORE, before)
        if count is not None:
            yield Grade(value, number(count["size"]), (count["unit"] or "").casefold(), span)
        elif not names and (PREDICATE.search(before) or (SUBJECT.search(before) and match["improvement"])):
            case = case_of(sentence.entry.placed.heading_path, text)
            yield Grade(value, None, f"Case {case.value}" if case else "", span)
    for name in re.findall(rf"\b{NAME}\b", names):
        yield Grade(value, None, f"Case {name}", span)


def _in_tables(canonical: CanonicalText) -> Iterator[Grade]:
    for entry in canonical.spans:
        block = entry.placed.block
        if block.kind is Kind.TABLE_ROW and not block.heads_rows and block.column_headings:
            yield from _in_row(canonical, entry)


def _in_row(canonical: CanonicalText, entry: PlacedSpan) -> Iterator[Grade]:
    """Grades of a row: in a column of grades, in a row of grades under the names of cases, or a tally by grade."""
    columns = entry.placed.block.column_headings
    cells = canonical.text[entry.span.start : entry.span.end].split("\t")
    names = [grade_name(cell) for cell in cells]
    if names[0] is not None and len(cells) > 1 and GRADE_COLUMN.search(columns[0]):
        if cells[1].strip().isdigit():
            yield Grade(names[0], int(cells[1]), "", entry.span)
        return
    for cell, column, name in zip(cells[1:], columns[1:], names[1:], strict=False):
        if name is not None and cell and GRADE_COLUMN.search(column):
            yield Grade(name, None, _called(cells[0]), entry.span)
        elif name is not None and cell and GRADE_COLUMN.search(cells[0]):
            yield Grade(name, None, _called(column), entry.span)


def _called(cell: str) -> str:
    """`Case A` for a cell `A`; a cell that says more is its own name."""
    return f"Case {cell.strip()}" if re.fullmatch(NAME, cell.strip()) else cell.strip()


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(reversed(list(pattern.finditer(text))), None)


def _name(found: re.Match[str]) -> str:
    kind = found.lastgroup or ""
    return NAMES.get(kind, kind)
