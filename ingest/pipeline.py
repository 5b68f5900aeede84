"""Takes files into the knowledge base: skips the unchanged, stores each report whole or not at all."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ingest.becoming import becoming, is_held, overridden, sidecar_of
from ingest.candidates import parsed_ahead
from ingest.files import content_hash, stored_path
from ingest.options import IngestOptions
from ingest.parse import PARSER_VERSION, with_id
from ingest.parser_pool import ParserPool
from knowledge.errors import IngestError
from knowledge.types import ReportId

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ingest.candidates import Candidate
    from ingest.parser_pool import Parsed
    from knowledge.knowledge_base import KnowledgeBase
    from knowledge.types import ParsedReport, Report

Action = Literal["added", "updated", "unchanged", "refused"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    Args:
        source_file: Its name.
        action: What was done.
        report_id: The report that it is, where it is one.
        passages: How many passages the report has.
        pages: How many pages, `None` where the format has none.
        message: Why, where it was refused; what to know, where it was not simply taken in.
        help_message: What to do, where it was refused.
        warnings: What of it could not be read, and what was found in it.
        held: Whether the report is kept out of answers.
    """

    source_file: str
    action: Action
    report_id: ReportId | None = None
    passages: int = 0
    pages: int | None = None
    message: str = ""
    help_message: str = ""
    warnings: tuple[str, ...] = ()
    held: bool = False


@dataclass(frozen=True, slots=True)
class FileProgress:
    """How far one file is: pages embedded, of its pages; a format without pages counts as one."""

    file: str
    done: float
    pages: int


class Pipeline:
    """Takes files into one knowledge base.

    Args:
        knowledge_base: Where the reports go.
        options: How.
    """

    def __init__(self, knowledge_base: KnowledgeBase, options: IngestOptions | None = None) -> None:
        self._knowledge_base = knowledge_base
        self._options = options or IngestOptions()

    def ingest(
        self,
        files: Iterable[Path],
        progress: Callable[[FileProgress], None] | None = None,
        *,
        hold_identifiable: bool | None = None,
        stopping: Callable[[], bool] = lambda: False,
        replacing: ReportId | None = None,
        writing: AbstractContextManager[object] | None = None,
    ) -> Iterator[Outcome]:
        """Takes in files: parsed side by side, stored one after the other; an outcome each, in order, as it is done.

        What is wrong with a file is its outcome; what is wrong with the library is raised.

        Args:
            files: As `find_files` gives them.
            progress: Called now and then with how far the file under way is.
            hold_identifiable: In place of what the options say.
            stopping: Asked between files; once it says yes, no other file is touched.
            replacing: The report whose place the file takes, wherever that came from: it keeps its id and what people
                said of it. A file that is another report already is refused; then nothing changes.
            writing: Entered for each file while it is stored, which may be often: a lock that other writers take too.

        Raises:
            HomeError: The library cannot be written.
        """
        writing = writing or nullcontext()
        hold = self._options.hold_identifiable if hold_identifiable is None else hold_identifiable
        displaced: set[ReportId] = set()
        with ParserPool(self._options.workers, self._options.limits) as pool:
            for looked in parsed_ahead(files, pool, self._options.reading, self._is_new, stopping):
                parsed = looked.parsed
                with writing:
                    if parsed is None and looked.candidate.error is None and self._is_new(looked.candidate):
                        parsed = pool.parse(looked.candidate.job(self._options.reading))  # it has become new since
                    outcome = self._settle(_Arrival(looked.candidate, parsed, hold, progress, replacing), displaced)
                yield outcome
        if not stopping():
            with writing:
                self._remove_displaced(displaced)

    def _is_new(self, candidate: Candidate) -> bool:
        """Whether the library lacks what the file holds, or holds it as older readers understood it."""
        known = self._knowledge_base.catalogue.report_where(content_hash=candidate.source_hash)
        return known is None or known.parser_version != PARSER_VERSION

    def _settle(self, arrival: _Arrival, displaced: set[ReportId]) -> Outcome:
        candidate, parsed = arrival.candidate, arrival.parsed
        try:
            if candidate.error is not None:
                raise candidate.error
            sidecar = sidecar_of(candidate.path)
            if parsed is not None and parsed.error is not None:
                raise parsed.error
            known = self._knowledge_base.catalogue.report_where(content_hash=candidate.source_hash)
            if arrival.replacing is not None:
                self._check_replaces(candidate, known, arrival.replacing)
            if known is not None:
                known = self._claim_path(known, candidate, displaced)
                if known.parser_version == PARSER_VERSION:
                    return self._keep(known, arrival, sidecar)
            assert parsed is not None  # what is new was parsed
            assert parsed.report is not None  # or was raised above
            return self._store(parsed.report, known, arrival, sidecar)
        except IngestError as error:
            return Outcome(candidate.name, "refused", message=error.message, help_message=error.help_message)

    def _check_replaces(self, candidate: Candidate, known: Report | None, replaced: ReportId) -> None:
        """Refuses a file that cannot take the place of a report. Raises IngestError."""
        if not self._knowledge_base.catalogue.holds(replaced):
            gone = "The report that it was to replace is no longer in the library."
            raise IngestError(candidate.name, gone, "Add it as a report of its own.")
        if known is not None and known.report_id != replaced:
            raise IngestError(
                candidate.name,
                f"It is in the library already, as another report: {known.description.title}.",
                "Choose the newer file of this report, or remove one of the two reports.",
            )

    def _claim_path(self, known: Report, candidate: Candidate, displaced: set[ReportId]) -> Report:
        """The report with the path of its file, if that has moved; what the path held before has lost its file."""
        catalogue, path = self._knowledge_base.catalogue, stored_path(candidate.path)
        if known.source_path != path and _no_longer_holds(known.source_path, candidate.source_hash):
            catalogue.repoint(known.report_id, path, candidate.name)
        displaced.discard(known.report_id)
        other = catalogue.report_where(source_path=path, other_than=known.report_id)
        if other is not None:
            displaced.add(other.report_id)
        return catalogue.report(known.report_id)

    def _remove_displaced(self, displaced: Iterable[ReportId]) -> None:
        """Removes reports whose file holds another report by now, once no file of the run turned out to hold them."""
        for report_id in displaced:
            report = self._knowledge_base.catalogue.report(report_id)
            if _no_longer_holds(report.source_path, report.content_hash):
                self._knowledge_base.remove(report_id)

    def _keep(self, known: Report, arrival: _Arrival, sidecar: str | None) -> Outcome:
        """What is known as it is: only what its sidecar says and whether it is held may be new."""
        if known.source_path != stored_path(arrival.candidate.path):
            return _outcome(known, arrival.candidate.name, "unchanged", f"the same as {known.source_file}")
        news = [*self._follow_sidecar(known, sidecar), *self._hold_now(known, arrival)]
        kept = self._knowledge_base.catalogue.report(known.report_id)
        return _outcome(kept, arrival.candidate.name, "updated" if news else "unchanged", "; ".join(news))

    def _follow_sidecar(self, known: Report, sidecar: str | None) -> Iterator[str]:
        made_of = self._knowledge_base.catalogue.overrides(known.report_id)
        if made_of.sidecar == sidecar:
            return
        made_of = replace(made_of, sidecar=sidecar)
        self._knowledge_base.redescribe(known.report_id, overridden(made_of), made_of)
        yield "its description follows the file beside it" if sidecar else "its description is the report's own again"

    def _hold_now(self, known: Report, arrival: _Arrival) -> Iterator[str]:
        if not known.held and is_held(known.screening, known, known.content_hash, hold=arrival.hold):
            self._knowledge_base.hold(known.report_id)
            yield "held back until it is released"

    def _store(self, parsed: ParsedReport, known: Report | None, arrival: _Arrival, sidecar: str | None) -> Outcome:
        catalogue, candidate = self._knowledge_base.catalogue, arrival.candidate
        previous = known or self._predecessor(arrival)
        report_id = previous.report_id if previous else self._new_id(candidate.slug)
        earlier = catalogue.overrides(report_id) if previous else None
        if arrival.replacing is not None and earlier is not None:
            sidecar = sidecar or earlier.sidecar  # the new file lies elsewhere: what was said beside the old one stays
        becomes = becoming(parsed, previous, earlier, sidecar, hold=arrival.hold)
        if known is not None:  # a copy elsewhere may be what was named now
            at_home = replace(becomes.report.report, source_path=known.source_path, source_file=known.source_file)
            becomes = replace(becomes, report=replace(becomes.report, report=at_home))
        stored = with_id(becomes.report, report_id)
        self._knowledge_base.add(stored, arrival.advance(stored.report.page_count or 1), becomes.made_of)
        return _outcome(stored.report, candidate.name, "updated" if previous else "added", becomes.news)

    def _predecessor(self, arrival: _Arrival) -> Report | None:
        """The report whose place a new file takes: the one that it is to replace, else the one of the same path."""
        catalogue = self._knowledge_base.catalogue
        if arrival.replacing is not None:
            return catalogue.report(arrival.replacing)
        return catalogue.report_where(source_path=stored_path(arrival.candidate.path))

    def _new_id(self, base: str) -> ReportId:
        """The first of `base`, `base-2`, `base-3` ... that no report has."""
        names = chain([base], (f"{base}-{number}" for number in count(2)))
        return next(ReportId(name) for name in names if not self._knowledge_base.catalogue.holds(ReportId(name)))


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A file that is to be settled: what parsing gave, whether to hold it, whom to tell, and the report it replaces."""

    candidate: Candidate
    parsed: Parsed | None
    hold: bool
    progress: Callable[[FileProgress], None] | None
    replacing: ReportId | None = None

    def advance(self, pages: int) -> Callable[[int, int], None]:
        """Turns passages embedded into pages done."""

        def tell(done: int, total: int) -> None:
            if self.progress is not None:
                self.progress(FileProgress(self.candidate.name, pages * done / max(total, 1), pages))

        return tell


def _outcome(report: Report, name: str, action: Action, message: str = "") -> Outcome:
    return Outcome(
        name,
        action,
        report.report_id,
        report.passage_count,
        report.page_count,
        message,
        warnings=report.warnings,
        held=report.held,
    )


def _no_longer_holds(path: str, source_hash: str) -> bool:
    """Whether a stored path is gone, or holds another file by now: then the report has moved."""
    try:
        return content_hash(Path(path)) != source_hash
    except OSError:
        return True
