"""What people say of answers: kept in one file of the data home, and sent nowhere."""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import version
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from app.guard.identity import identifying
from app.guard.wording import cleaned
from ingest.screening import screen
from knowledge.errors import AuditLearningError
from knowledge.storage_errors import file_errors
from knowledge.types import Answer, QuestionKind, Status

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from knowledge.types import IdentifiableKind, Reason

FILE_NAME = "feedback.jsonl"
"""Inside the data home."""
LONGEST_NOTE = 1000
"""Characters."""
PRIVATE: frozenset[Reason] = frozenset({"identifiable_data", "live_case", "identify_person"})
"""Reasons of a decline that leave nothing of what was typed, and take no note: both would be about a person."""
KINDS: dict[IdentifiableKind, str] = {
    "name_with_date_of_birth": "a date of birth",
    "nhs_number": "an NHS number",
    "phone_number": "a person's phone number",
    "email": "a person's email address",
    "postcode": "a postcode",
    "address": "an address",
}
ASK_WITHOUT = "Ask it without that, then say it again."
LOGGER = logging.getLogger(__name__)
LOCK = threading.Lock()
"""The page answers in several threads of one process."""


class Verdict(StrEnum):
    """What a person thought of an answer."""

    HELPFUL = "helpful"
    WRONG_CITATION = "wrong_citation"
    SOMETHING_MISSING = "something_missing"

    @property
    def label(self) -> str:
        """The words a person reads, e.g. `Wrong citation`."""
        return self.value.replace("_", " ").capitalize()


class FeedbackError(AuditLearningError):
    """A person's words on an answer cannot be kept as they stand."""


@dataclass(frozen=True, slots=True)
class CitedQuote:
    """What an answer cited: `[start, end)` are offsets into the report's canonical text."""

    report_id: str
    source_file: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """One person's word on one answer, or on one of its citations.

    `when` is in UTC. `question` and `standalone_question` are `None`, and `note` is empty, where the question was
    declined for a reason in PRIVATE. `program` is the program's version. `about` is the citation that it is about;
    `None` where it is about the whole answer, as in every older row.
    """

    when: datetime
    verdict: Verdict
    status: Status
    kind: QuestionKind
    reason: str | None = None
    note: str = ""
    question: str | None = None
    standalone_question: str | None = None
    citations: tuple[CitedQuote, ...] = ()
    program: str = field(default_factory=lambda: version("audit-learning-assistant"))
    about: CitedQuote | None = None

    @property
    def feedback_id(self) -> str:
        """A short name for it, the same whenever it is read: `F-` and eight hexadecimal digits."""
        return f"F-{hashlib.sha256(self.json).hexdigest()[:8]}"

    @property
    def json(self) -> bytes:
        """Its row, on one line; what is about no citation has no field for one, so that older rows keep their names."""
        return ROW.dump_json(self, exclude={"about"} if self.about is None else None)


ROW = TypeAdapter(Feedback)


def takes_note(answer: Answer) -> bool:
    """Whether a note on this answer may be kept."""
    return answer.reason not in PRIVATE


def feedback_on(
    answer: Answer, verdict: Verdict, note: str = "", when: datetime | None = None, about: int | None = None
) -> Feedback:
    """What may be kept of a person's word on an answer.

    Args:
        answer: The answer.
        verdict: What they chose.
        note: What they added; dropped where `takes_note` says so.
        when: Now, where absent.
        about: Number of the citation that it is about; of none in particular where absent.

    Raises:
        FeedbackError: The note is too long, the note or the question may identify a person, by what the guard of
            questions finds, or the answer has no citation of that number.
    """
    bare = Feedback(when or datetime.now(UTC), verdict, answer.status, answer.kind, answer.reason)
    if not takes_note(answer):
        return bare
    note = note.strip()
    _check(note, answer)
    cited = {
        c.number: CitedQuote(c.report.report_id, c.report.source_file, c.start, c.end, c.quote)
        for c in answer.citations
    }
    if about is not None and about not in list(cited):
        raise FeedbackError("The answer has no such source, so nothing was kept.", "Choose one of its sources.")
    return replace(
        bare,
        note=note,
        question=answer.question,
        standalone_question=answer.standalone_question,
        citations=tuple(cited.values()),
        about=None if about is None else cited[about],
    )


def _check(note: str, answer: Answer) -> None:
    if len(note) > LONGEST_NOTE:
        raise FeedbackError(
            f"The note has {len(note):,} characters; at most {LONGEST_NOTE:,} are kept.",
            "Shorten it and send it again.",
        )
    for words, where, help_message in (
        (note, "The note", "Take it out and send the note again."),
        (answer.question, "The question", ASK_WITHOUT),
        (answer.standalone_question, "The question", ASK_WITHOUT),
    ):
        if held := _identifying(words):
            raise FeedbackError(f"{where} seems to hold {held}, so nothing was kept.", help_message)


def _identifying(words: str) -> str:
    """What in the words may identify a person, by its kinds; empty where nothing does.

    Of the guard only this part: a note may say what a question may not, such as that legal advice was asked for.
    """
    kinds = dict.fromkeys(found.kind for found in screen(words) if found.personal)
    if kinds:
        return " and ".join(KINDS[kind] for kind in kinds)
    return "a person's name or what else may identify them" if identifying(cleaned(words)) else ""


class FeedbackStore:
    """The file of all feedback: one JSON object a line, oldest first, readable by its owner alone.

    Args:
        path: Need not be there yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, feedback: Feedback) -> None:
        """Adds one row, which is on the disk when this returns. Raises HomeError, leaving earlier rows whole."""
        line = feedback.json + b"\n"
        with LOCK, file_errors(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._append(line)

    def _append(self, line: bytes) -> None:
        with open(self.path, "ab+", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            self.path.chmod(0o600)
            if file.tell():
                file.seek(-1, os.SEEK_END)
                if file.read() != b"\n":
                    line = b"\n" + line  # what a crash cut short must not swallow this row
            file.write(line)
            file.flush()
            os.fsync(file.fileno())

    def rows(self, tell: Callable[[str], None] = LOGGER.warning) -> tuple[Feedback, ...]:
        """All rows, oldest first; none where nobody has said anything yet.

        Args:
            tell: Told, in words, of lines that cannot be read and are left out.

        Raises:
            HomeError: The file cannot be read.
        """
        with file_errors(self.path):
            lines = self.path.read_bytes().split(b"\n") if self.path.exists() else []
        found = []
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                found.append(ROW.validate_json(line))
            except ValidationError:
                tell(f"Line {number} of {self.path.name} is damaged and was left out.")
        return tuple(found)

    def clear(self) -> None:
        """Removes every row for good. Raises HomeError."""
        with LOCK, file_errors(self.path):
            self.path.unlink(missing_ok=True)
