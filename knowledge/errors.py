"""The errors of the whole product, each with the next step for the person who meets it.

AuditLearningError
- ConfigError: a setting or an argument is wrong
- HomeError: the data home cannot be used
  - HomeInUseError: another process holds it
  - StorageFullError: the disk is full
- IngestError(source): a file was not taken in
  - UnreadableFileError: damaged, locked, or not what its name says
  - EmptyDocumentError: nothing to read in it
- UnknownReportError: no such report in the library
- IndexMismatchError: the indexes were built by another embedder
- ModelFileError: the embedder's files are missing or altered
- ModelError(fault): the language model could not be had or did not answer in time
- RetrievalError: a search failed (which is not: found nothing)
- PromptError: a template is wrong
- QuestionError: the question cannot be asked as it stands
- DatasetError: an evaluation file is wrong
- NotAllowedError: the person may not do this
- TooOftenError: somebody asks faster than the server allows
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.writing import Fault


class AuditLearningError(Exception):
    """Base of all errors that a person may meet.

    Args:
        message: One sentence saying what happened.
        help_message: One sentence saying what to do.
    """

    retryable = False

    def __init__(self, message: str, help_message: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help_message = help_message

    def __str__(self) -> str:
        return f"{self.message} {self.help_message}".strip()


class ConfigError(AuditLearningError):
    """A setting or an argument is wrong."""


class HomeError(AuditLearningError):
    """The data home cannot be read or written."""


class HomeInUseError(HomeError):
    """Another process holds the data home."""

    retryable = True


class StorageFullError(HomeError):
    """The disk that holds the data home is full."""


class IngestError(AuditLearningError):
    """A file was not taken in; the library is as it was before.

    Args:
        source: The file's name as the person gave it.
        message: What is wrong with it.
        help_message: What to do.
    """

    def __init__(self, source: str, message: str, help_message: str = "") -> None:
        super().__init__(message, help_message)
        self.source = source


class UnreadableFileError(IngestError):
    """The file is damaged, locked, or not what its name says."""


class EmptyDocumentError(IngestError):
    """The file holds no text."""


class UnknownReportError(AuditLearningError):
    """No report of that id is in the library."""


class IndexMismatchError(AuditLearningError):
    """The vectors were made by another embedder than the one configured."""


class ModelFileError(AuditLearningError):
    """The embedder's files are missing, or are not the published ones."""


class ModelError(AuditLearningError):
    """The language model could not be had, or did not answer in time. The answer is then the extractive one.

    Args:
        fault: What kind of failure it is.
        message: What happened, without a word of the question or of what the model's server said.
        help_message: What to do.
        retry_after: Seconds after which the server asked to be called again, where it did.
        attempts: How often the model was called.
    """

    def __init__(
        self,
        fault: Fault,
        message: str,
        help_message: str = "",
        retry_after: float | None = None,
        attempts: int = 0,
    ) -> None:
        super().__init__(message, help_message)
        self.fault = fault
        self.retry_after = retry_after
        self.attempts = attempts


class RetrievalError(AuditLearningError):
    """A search failed. Never to be shown as "nothing found"."""

    retryable = True


class PromptError(AuditLearningError):
    """A template has an unknown variable or lacks a declared one."""


class QuestionError(AuditLearningError):
    """The question is empty or too long."""


class DatasetError(AuditLearningError):
    """An evaluation file cannot be read."""


class NotAllowedError(AuditLearningError):
    """The person may not do this, or is not signed in."""


class TooOftenError(AuditLearningError):
    """Somebody asks, or tries to sign in, faster than the server allows.

    Args:
        message: One sentence saying what happened.
        help_message: One sentence saying what to do.
        retry_after: Seconds after which to try again.
    """

    retryable = True

    def __init__(self, message: str, help_message: str = "", retry_after: float = 60) -> None:
        super().__init__(message, help_message)
        self.retry_after = retry_after
