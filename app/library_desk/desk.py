"""The library desk: every change of the library that is made over HTTP, one after the other."""

from __future__ import annotations

import logging
import queue
import secrets
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.library_desk.intake import MB, Intake, UploadLimits
from app.library_desk.jobs import JobBoard, UploadedFile, UploadJob
from app.library_desk.kept_files import KeptFiles
from app.library_desk.steady import SteadyAnswerer
from ingest.becoming import edit_description, forget_edits
from ingest.overrides import override_from_fields
from ingest.pipeline import Outcome
from knowledge.errors import AuditLearningError, HomeError, TooOftenError
from knowledge.types import ReportId

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from app.access.audit_log import Action, AuditLog
    from app.wiring import Product
    from ingest.pipeline import FileProgress
    from knowledge.protocols import Answerer
    from knowledge.types import Report

MOST_WAITING = 20
"""Uploads that wait or are under way: each holds its files on the disk."""
STOPPED = "The server was stopped before this file was read."
AGAIN = "Upload it again."
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Order:
    """An upload for the worker: its id, who brought it, its files and the report that it replaces."""

    job_id: str
    by: str
    intake: Intake
    replacing: ReportId | None


class LibraryDesk:
    """Changes the library. Uploads are read one after the other in the background, while answers go on.

    Args:
        product: The opened library.
        folder: Where uploaded files are kept: inside the data home.
        audit: Where it is kept who did what; where absent, nowhere.
        count: Told what became of each uploaded file, for the metrics.

    Raises:
        HomeError: The folder cannot be read.
    """

    def __init__(
        self,
        product: Product,
        folder: Path,
        audit: AuditLog | None = None,
        count: Callable[[str], None] = lambda outcome: None,
    ) -> None:
        settings = product.settings
        self.limits = UploadLimits(settings.upload_files, settings.upload_mb * MB)
        self._base = product.knowledge_base
        self._pipeline = product.pipeline
        self._audit = audit
        self._count = count
        self._kept = KeptFiles(folder, self._base.catalogue)
        self._kept.mend()
        self._jobs = JobBoard()
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._one_writer = threading.RLock()
        self._stopping = threading.Event()
        self._worker = threading.Thread(target=self._work, name="library desk", daemon=True)
        self._worker.start()

    def close(self) -> None:
        """Ends after the report under way: files that were not read yet are refused, and can be uploaded again."""
        self._stopping.set()
        self._orders.put(None)
        self._worker.join()

    def steady(self, answerer: Answerer) -> SteadyAnswerer:
        """An answerer over one from the same library, undisturbed by the changes that are made here."""
        return SteadyAnswerer(answerer, self._base.catalogue, self._one_writer)

    def intake(self, most_files: int | None = None) -> Intake:
        """Where the files of a new upload are to be written.

        Args:
            most_files: In place of what the settings allow.

        Raises:
            TooOftenError: Too many uploads wait already.
        """
        if self._jobs.unfinished() >= MOST_WAITING:
            raise TooOftenError("Too many uploads are waiting to be read.", "Try again when some of them are done.")
        return Intake(self._kept.folder, replace(self.limits, most_files=most_files or self.limits.most_files))

    def take_in(self, intake: Intake, by: str, replacing: ReportId | None = None) -> str:
        """Has the files of an upload read in the background.

        Args:
            intake: The files; they belong to the desk from now on.
            by: Name of the person.
            replacing: The report whose place the file takes: it keeps its address and what people corrected.

        Returns:
            The id of the job, for `job`.

        Raises:
            UnknownReportError: The report to replace is not there.
        """
        title = self._base.catalogue.report(replacing).description.title if replacing is not None else ""
        job_id = secrets.token_urlsafe(12)
        files = tuple(UploadedFile(file.name) for file in intake.files)
        self._jobs.add(UploadJob(job_id, by, files, replacing, title))
        for index, file in enumerate(intake.files):
            if file.refusal is not None:
                self._jobs.settle(job_id, index, _refused(file.name, file.refusal))
        self._orders.put(_Order(job_id, by, intake, replacing))
        return job_id

    def job(self, job_id: str) -> UploadJob | None:
        """An upload as it is now; `None` where there is none of that id, or not any more."""
        return self._jobs.job(job_id)

    def remove(self, report_id: ReportId, by: str) -> Report:
        """Removes a report with its uploaded file. Raises UnknownReportError."""
        with self._one_writer:
            report = self._removed(report_id)
        self._record("report_removed", by, report_id)
        return report

    def remove_samples(self, by: str) -> int:
        """Removes the fictional reports; how many there were."""
        with self._one_writer:
            fictional = [report.report_id for report in self._base.catalogue.reports() if report.fictional]
            for report_id in fictional:
                self._removed(report_id)
        if self._audit is not None:
            self._audit.record("samples_removed", by, reports=len(fictional))
        return len(fictional)

    def hold(self, report_id: ReportId, by: str) -> Report:
        """Keeps a report out of search and answers. Raises UnknownReportError."""
        return self._changed(report_id, by, "report_held", lambda: self._base.hold(report_id))

    def release(self, report_id: ReportId, by: str) -> Report:
        """Lets a held report into search and answers. Raises UnknownReportError."""
        return self._changed(report_id, by, "report_released", lambda: self._base.release(report_id))

    def edit(self, report_id: ReportId, fields: Mapping[str, object], by: str) -> Report:
        """Sets fields of a report's description on top of earlier corrections; nothing where one is wrong.

        Args:
            report_id: The report.
            fields: As `ingest.overrides.DescriptionOverride` takes them; `None` is "not stated".
            by: Name of the person.

        Raises:
            UnknownReportError: It is not there.
            OverrideError: A field is unknown or wrong.
        """
        edits = override_from_fields("the form", fields)
        return self._changed(
            report_id, by, "description_changed", lambda: edit_description(self._base, report_id, edits)
        )

    def forget_edits(self, report_id: ReportId, by: str) -> Report:
        """Drops all corrections of a report's description. Raises UnknownReportError."""
        return self._changed(report_id, by, "description_changed", lambda: forget_edits(self._base, report_id))

    def _changed(self, report_id: ReportId, by: str, action: Action, change: Callable[[], None]) -> Report:
        with self._one_writer:
            self._base.catalogue.report(report_id)
            change()
            report = self._base.catalogue.report(report_id)
        self._record(action, by, report_id)
        return report

    def _removed(self, report_id: ReportId) -> Report:
        report = self._base.catalogue.report(report_id)
        self._base.remove(report_id)
        self._kept.drop(report.content_hash)
        return report

    def _record(self, action: Action, by: str, report_id: ReportId | None) -> None:
        if self._audit is not None:
            self._audit.record(action, by, report_id=report_id)

    def _work(self) -> None:
        while (order := self._orders.get()) is not None:
            try:
                self._read(order)
            except AuditLearningError as error:
                self._refuse_rest(order, error)
            except OSError as error:
                self._refuse_rest(order, HomeError(f"The file could not be kept ({error.strerror or error}).", AGAIN))
            except Exception as error:  # noqa: BLE001 - a fault of ours on one upload must not end all later ones
                log.error("reading an upload failed: %s", type(error).__name__)  # its words may be a report's
                self._refuse_rest(order, HomeError("Something failed in this program.", AGAIN))
            finally:
                self._refuse_rest(order, HomeError(STOPPED, AGAIN))
                order.intake.discard()
                self._jobs.finish(order.job_id)

    def _read(self, order: _Order) -> None:
        """Gives the good files of an upload to the pipeline, and tells the board what becomes of them."""
        good = [index for index, file in enumerate(order.intake.files) if file.refusal is None]
        replaced = self._hash_of(order.replacing)
        paths = [self._kept.place(order.intake.files[index]) for index in good]
        try:
            self._settle_each(order, good, paths)
        finally:
            with self._one_writer:
                for path in paths:
                    self._kept.drop_unless_used(path)
                self._kept.drop(replaced)

    def _settle_each(self, order: _Order, good: Iterable[int], paths: list[Path]) -> None:
        waiting = iter(good)
        stated = self._stated_title(order.replacing)
        current = next(waiting, None)

        def tell(progress: FileProgress) -> None:
            if current is not None:
                self._jobs.read(order.job_id, current, progress.done / max(progress.pages, 1))

        outcomes = self._pipeline.ingest(
            paths, tell, stopping=self._stopping.is_set, replacing=order.replacing, writing=self._one_writer
        )
        if current is not None and not self._stopping.is_set():
            self._jobs.read(order.job_id, current, 0.0)
        for outcome in outcomes:
            assert current is not None  # there is an outcome for each file, in order
            states = self._stated_title(order.replacing) if outcome.action == "updated" else stated
            if states != stated:
                self._jobs.retitle(order.job_id, states)
            self._jobs.settle(order.job_id, current, outcome)
            self._count("held" if outcome.held else outcome.action)
            if outcome.action in {"added", "updated"}:
                self._record("report_replaced" if order.replacing else "uploaded", order.by, outcome.report_id)
            current = next(waiting, None)
            if current is not None:
                self._jobs.read(order.job_id, current, 0.0)

    def _hash_of(self, report_id: ReportId | None) -> str:
        if report_id is None or not self._base.catalogue.holds(report_id):
            return ""
        return self._base.catalogue.report(report_id).content_hash

    def _stated_title(self, report_id: ReportId | None) -> str:
        """The title that a report states itself, whatever people made of it; empty where there is no such report."""
        if report_id is None or not self._base.catalogue.holds(report_id):
            return ""
        return self._base.catalogue.overrides(report_id).stated.title

    def _refuse_rest(self, order: _Order, error: AuditLearningError) -> None:
        job = self._jobs.job(order.job_id)
        assert job is not None  # it is kept until it is finished
        for index, file in enumerate(job.files):
            if not file.is_settled:
                self._jobs.settle(order.job_id, index, _refused(file.name, error))


def _refused(name: str, error: AuditLearningError) -> Outcome:
    return Outcome(name, "refused", message=error.message, help_message=error.help_message)
