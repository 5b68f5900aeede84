"""The word index: BM25 over English stems, in tantivy."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from knowledge.errors import RetrievalError
from knowledge.storage_errors import index_errors
from knowledge.types import PassageId, ReportId

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from knowledge.types import Passage, PassageLimits

ANALYZER = "english_stems"
WRITER_HEAP_BYTES = 50_000_000
SHORTEST_MENDED = 7
"""A stem is taken for a misspelling of another from this length, where one letter is wrong, missing or too many:
shorter ones are as often another word, such as `dental` beside `detail`."""
PLURAL_ACRONYM = re.compile(r"\b([A-Z]{2,})s\b")
SHORTEST_SWAPPED = 5
"""From this length two neighbouring letters that changed places are taken for a slip, such as `wroker`."""
LONGEST_ENDING = 3
"""A misspelt word keeps an ending that the stemmer would have taken off: `supervison` for `supervis`."""


class TantivyWordIndex:
    """A `WordIndex` in a folder.

    Args:
        folder: Where the index lives; made where absent.

    Raises:
        RetrievalError: The folder holds something that is not this index.
    """

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._tantivy = tantivy
        self._folder = folder
        builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        for step in (tantivy.Filter.remove_long(60), tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold()):
            builder = builder.filter(step)
        self._analyzer = builder.filter(tantivy.Filter.stemmer("english")).build()
        self._open()

    def _open(self) -> None:
        tantivy = self._tantivy
        schema = (
            tantivy.SchemaBuilder()
            .add_text_field("passage_id", stored=True, tokenizer_name="raw")
            .add_text_field("report_id", stored=True, tokenizer_name="raw")
            .add_text_field("finding_type", tokenizer_name="raw")
            .add_text_field("case_letter", tokenizer_name="raw")
            .add_text_field("label", tokenizer_name="raw")
            .add_text_field("body", tokenizer_name=ANALYZER)
            .build()
        )
        with index_errors(self._folder, "words"):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(schema, path=str(self._folder))
            self._index.register_tokenizer(ANALYZER, self._analyzer)
            self._refresh()
        self._schema = schema

    def _refresh(self) -> None:
        self._index.reload()
        self._searcher = self._index.searcher()

    def _write(self, field: str, removed: Collection[str], documents: Sequence[Any]) -> None:
        with index_errors(self._folder, "words"):
            writer = self._index.writer(WRITER_HEAP_BYTES, 1)
            for value in removed:
                writer.delete_documents_by_term(field, value)
            for document in documents:
                writer.add_document(document)
            writer.commit()
            writer.wait_merging_threads()
            self._refresh()

    def add(self, passages: Sequence[Passage], indexed_texts: Sequence[str]) -> None:
        """See WordIndex."""
        documents = [
            self._tantivy.Document(
                passage_id=passage.passage_id,
                report_id=passage.report_id,
                finding_type=passage.finding_type.value,
                case_letter=passage.case_letter or "",
                label=[label.key for label in passage.labels],
                body=_plain(text),
            )
            for passage, text in zip(passages, indexed_texts, strict=True)
        ]
        self._write("passage_id", {passage.passage_id for passage in passages}, documents)

    def remove_report(self, report_id: ReportId) -> None:
        """See WordIndex."""
        self._write("report_id", [report_id], [])

    def search(
        self,
        weighted_terms: Mapping[str, float],
        limit: int,
        limits: PassageLimits,
    ) -> Mapping[PassageId, float]:
        """See WordIndex."""
        query = self._query(weighted_terms, limits)
        if query is None:
            return {}
        with index_errors(self._folder, "words", RetrievalError):
            searcher = self._searcher
            hits = searcher.search(query, limit, count=False).hits
            return {PassageId(searcher.doc(address)["passage_id"][0]): float(score) for score, address in hits}

    def _query(self, weighted_terms: Mapping[str, float], limits: PassageLimits) -> Any:  # noqa: ANN401 - tantivy has no types
        queries, occur = self._tantivy.Query, self._tantivy.Occur
        if not weighted_terms or limits.allow_nothing:
            return None
        words = [
            (occur.Should, queries.boost_query(self._term(term), weight)) for term, weight in weighted_terms.items()
        ]
        clauses = [(occur.Must, queries.boolean_query(words))]
        return queries.boolean_query([*clauses, *self._limits(limits)])

    def reports_naming(
        self,
        things: Sequence[tuple[Collection[frozenset[str]], float]],
        least: float,
        limits: PassageLimits,
    ) -> set[ReportId]:
        """See WordIndex. Each thing adds its weight to a passage's score, once, however often it is named."""
        queries, occur = self._tantivy.Query, self._tantivy.Occur
        if not things or limits.allow_nothing:
            return set()
        named = []
        for names, weight in things:
            ways = [queries.boolean_query([(occur.Must, self._term(term)) for term in name]) for name in names if name]
            any_way = queries.boolean_query([(occur.Should, way) for way in ways])
            named.append((occur.Should, queries.const_score_query(any_way, weight)))
        clauses = [(occur.Must, queries.boolean_query(named)), *self._limits(limits)]
        with index_errors(self._folder, "words", RetrievalError):
            searcher = self._searcher
            hits = searcher.search(queries.boolean_query(clauses), max(self.count(), 1), count=False).hits
            found: set[ReportId] = set()
            for score, address in hits:  # best first
                if score < least - 1e-4:
                    break
                found.add(ReportId(searcher.doc(address)["report_id"][0]))
        return found

    def _term(self, term: str) -> Any:  # noqa: ANN401 - tantivy has no types
        return self._tantivy.Query.term_query(self._schema, _field(term), term)

    def _limits(self, limits: PassageLimits) -> list[tuple[Any, Any]]:
        queries, occur = self._tantivy.Query, self._tantivy.Occur
        allowed = [*limits.fields().items(), *(("label", sorted(keys)) for keys in limits.labels)]
        return [
            (occur.Must, queries.const_score_query(queries.term_set_query(self._schema, field, values), 0.0))
            for field, values in allowed
        ]

    def stem(self, text: str) -> Sequence[str]:
        """See WordIndex."""
        return list(self._analyzer.analyze(_plain(text)))

    def rarity(self, stem: str) -> float:
        """See WordIndex. Formula: Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework", eq. 3.23."""
        frequency = self._searcher.doc_freq(_field(stem), stem)
        if not frequency:
            return 0.0
        return math.log(1 + (self._searcher.num_docs - frequency + 0.5) / (frequency + 0.5))

    def near_spelling(self, stem: str) -> str | None:
        """See WordIndex. People rarely mistype the first letter, and it keeps the candidates few."""
        if len(stem) < SHORTEST_SWAPPED or not stem.isalpha():
            return None
        candidates = [term for term, _count in self._searcher.terms_with_prefix("body", stem[0])]
        swapped = next((term for term in candidates if _neighbours_swapped(stem, term)), None)
        if swapped or len(stem) < SHORTEST_MENDED:
            return swapped
        bare = stem.rstrip("eiy")  # the stemmer leaves these where a slip hides the ending: `chronolgi`
        near = (
            term
            for term in candidates
            if _one_letter_off(stem, term) or _one_letter_off(bare, term) or _is_ending_off(stem, term)
        )
        return next(near, None)

    def count(self) -> int:
        """See WordIndex."""
        return int(self._searcher.num_docs)

    def clear(self) -> None:
        """See WordIndex."""
        with index_errors(self._folder, "words"):
            writer = self._index.writer(WRITER_HEAP_BYTES, 1)
            writer.delete_all_documents()
            writer.commit()
            self._refresh()


def _field(term: str) -> str:
    """Where a term stands: a label's key has a colon, a stem has none."""
    return "label" if ":" in term else "body"


def _plain(text: str) -> str:
    """The text with acronyms in the singular, which the stemmer leaves alone: `GPs` and `GP` are one word."""
    return PLURAL_ACRONYM.sub(r"\1", text)


def _neighbours_swapped(stem: str, other: str) -> bool:
    if len(stem) != len(other):
        return False
    differ = [index for index, (a, b) in enumerate(zip(stem, other, strict=True)) if a != b]
    if len(differ) != 2 or differ[1] != differ[0] + 1:
        return False
    first, second = differ
    return stem[first] == other[second] and stem[second] == other[first]


def _one_letter_off(stem: str, other: str) -> bool:
    shorter, longer = sorted((stem, other), key=len)
    if len(longer) - len(shorter) > 1:
        return False
    same = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    skip = 1 if len(longer) == len(shorter) else 0
    return shorter[same + skip :] == longer[same + 1 :]


def _is_ending_off(stem: str, other: str) -> bool:
    return len(other) >= SHORTEST_MENDED and stem.startswith(other) and len(stem) - len(other) <= LONGEST_ENDING
