"""Takes files into the knowledge base: skips the unchanged, stores each report whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ingest.candidates import parsed_ahead
from ingest.files import content_hash, stored_path
from ingest.options import IngestOptions
from ingest.overrides import find_sidecar, override_to_json, read_sidecar
from ingest.parse import PARSER_VERSION, with_id
from ingest.parser_pool import ParserPool
from ingest.redescribe import overridden
from ingest.screening import identifies_person
from knowledge.catalogue import Overrides
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
    ) -> Iterator[Outcome]:
        """Takes in files: parsed side by side, stored one after the other; an outcome each, in order, as it is done.

        What is wrong with a file is its outcome; what is wrong with the library is raised.

        Args:
            files: As `find_files` gives them.
            progress: Called now and then with how far the file under way is.
            hold_identifiable: In place of what the options say.
            stopping: Asked between files; once it says yes, no other file is touched.

        Raises:
            HomeError: The library cannot be written.
        """
        hold = self._options.hold_identifiable if hold_identifiable is None else hold_identifiable
        pool = ParserPool(self._options.workers, self._options.limits)
        for looked in parsed_ahead(files, pool, self._options.reading, self._is_new, stopping):
            parsed = looked.parsed
            if parsed is None and looked.candidate.error is None and self._is_new(looked.candidate):
                parsed = pool.parse(looked.candidate.job(self._options.reading))  # a file before it made it new
            yield self._settle(looked.candidate, parsed, progress, hold=hold)

    def _is_new(self, candidate: Candidate) -> bool:
        """Whether the library lacks what the file holds, or holds it as older readers understood it."""
        known = self._knowledge_base.catalogue.report_where(content_hash=candidate.source_hash)
        return known is None or known.parser_version != PARSER_VERSION

    def _settle(
        self,
        candidate: Candidate,
        parsed: Parsed | None,
        progress: Callable[[FileProgress], None] | None,
        *,
        hold: bool,
    ) -> Outcome:
        try:
            if candidate.error is not None:
                raise candidate.error
            sidecar = find_sidecar(candidate.path)
            set_beside = override_to_json(read_sidecar(sidecar)) if sidecar else None
            if parsed is None or not self._is_new(candidate):
                return self._keep(candidate, set_beside, hold=hold)
            if parsed.error is not None:
                raise parsed.error
            assert parsed.report is not None  # one of the two is always there
            return self._store(candidate, parsed.report, set_beside, progress, hold=hold)
        except IngestError as error:
            return Outcome(candidate.name, "refused", message=error.message, help_message=error.help_message)

    def _keep(self, candidate: Candidate, sidecar: str | None, *, hold: bool) -> Outcome:
        """What is known as it is: only where it lies, what its sidecar says and whether it is held may be new."""
        catalogue = self._knowledge_base.catalogue
        known = catalogue.report_where(content_hash=candidate.source_hash)
        assert known is not None  # the caller has just seen it
        path = stored_path(candidate.path)
        if known.source_path != path and _no_longer_holds(known.source_path, candidate.source_hash):
            catalogue.repoint(known.report_id, path, candidate.name)
            known = catalogue.report(known.report_id)
        previous = catalogue.report_where(source_path=path)
        if previous is not None and previous.report_id != known.report_id:
            self._knowledge_base.remove(previous.report_id)  # the file no longer holds that report
        if known.source_path != path:
            return _outcome(known, candidate.name, "unchanged", f"the same as {known.source_file}")
        news = [*self._follow_sidecar(known, sidecar), *self._hold_now(known, hold=hold)]
        kept = catalogue.report(known.report_id)
        return _outcome(kept, candidate.name, "updated" if news else "unchanged", "; ".join(news))

    def _follow_sidecar(self, known: Report, sidecar: str | None) -> Iterator[str]:
        made_of = self._knowledge_base.catalogue.overrides(known.report_id)
        if made_of.sidecar == sidecar:
            return
        made_of = replace(made_of, sidecar=sidecar)
        self._knowledge_base.redescribe(known.report_id, overridden(made_of), made_of)
        yield "its description follows the file beside it" if sidecar else "its description is the report's own again"

    def _hold_now(self, known: Report, *, hold: bool) -> Iterator[str]:
        if hold and not known.held and not known.released and identifies_person(known.screening):
            self._knowledge_base.catalogue.hold(known.report_id)
            yield "held back until it is released"

    def _store(
        self,
        candidate: Candidate,
        parsed: ParsedReport,
        sidecar: str | None,
        progress: Callable[[FileProgress], None] | None,
        *,
        hold: bool,
    ) -> Outcome:
        catalogue = self._knowledge_base.catalogue
        previous = catalogue.report_where(content_hash=candidate.source_hash) or catalogue.report_where(
            source_path=stored_path(candidate.path)
        )
        report_id = previous.report_id if previous else self._new_id(candidate.slug)
        edits = catalogue.overrides(report_id).edits if previous else None
        made_of = Overrides(parsed.report.description, sidecar, edits)
        released = previous is not None and previous.released and previous.content_hash == candidate.source_hash
        held = (hold or (previous is not None and previous.held)) and identifies_person(parsed.report.screening)
        report = replace(
            parsed.report,
            source_path=stored_path(candidate.path),
            description=overridden(made_of),
            held=held and not released,
            released=released,
        )
        stored = with_id(replace(parsed, report=report), report_id)

        def advance(done: int, total: int) -> None:
            if progress is not None:
                pages = report.page_count or 1
                progress(FileProgress(candidate.name, pages * done / max(total, 1), pages))

        self._knowledge_base.add(stored, advance, made_of)
        return _outcome(stored.report, candidate.name, "updated" if previous else "added")

    def _new_id(self, base: str) -> ReportId:
        taken = {report.report_id for report in self._knowledge_base.catalogue.reports()}
        names = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
        return next(ReportId(name) for name in names if name not in taken)


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
