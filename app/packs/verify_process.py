"""Reads a file of a pack in a process of its own, under a time and a memory limit: anybody may have made the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from app.packs.file_words import words_of_file
from ingest.files import shown_name
from ingest.parser_pool import end_worker, worker_context
from ingest.parser_process import ParseLimits, Refusal, end_with_parent, keep_to, silence
from knowledge.errors import EmptyDocumentError, IngestError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class ReadWords:
    """What the process sends: the words of the file, or why it was not read."""

    words: str
    refusal: Refusal | None = None


READ_WORDS = TypeAdapter(ReadWords)


def words_read_apart(path: Path, limits: ParseLimits) -> str:
    """The words of a file, as `words_of_file` gives them.

    Args:
        path: The file.
        limits: What reading it may take.

    Raises:
        UnreadableFileError: It cannot be read, or takes more than the limits; says what to do.
        EmptyDocumentError: It has no words.
    """
    context = worker_context()
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=send_words, args=(sender, path, limits), daemon=True)
    process.start()
    sender.close()
    try:
        if not receiver.poll(limits.seconds):
            raise _refused(path, f"Reading it takes longer than {limits.seconds:.0f} seconds.").error()
        read = READ_WORDS.validate_json(receiver.recv_bytes())
    except (EOFError, OSError) as error:
        reason = f"Reading it takes more than {limits.memory_mb:,} MB of memory, or it is damaged."
        raise _refused(path, reason).error() from error
    finally:
        receiver.close()
        end_worker(process)
        process.join()
        process.close()
    if read.refusal:
        raise read.refusal.error()
    return read.words


def send_words(connection: Connection, path: Path, limits: ParseLimits) -> None:
    """Reads a file in this process, which keeps itself to the limits, and sends a `ReadWords` as JSON."""
    import os

    if hasattr(os, "setsid"):
        os.setsid()
    silence()
    end_with_parent()
    keep_to(limits)
    connection.send_bytes(READ_WORDS.dump_json(_read(path)))
    connection.close()


def _read(path: Path) -> ReadWords:
    try:
        # Half a surrogate pair that a reader let through is no JSON.
        return ReadWords(words_of_file(path).encode("utf-8", "replace").decode())
    except IngestError as error:
        kind = "empty" if isinstance(error, EmptyDocumentError) else "unreadable"
        return ReadWords("", Refusal(kind, error.source, error.message, error.help_message))  # type: ignore[arg-type]
    except MemoryError:
        return ReadWords("", _refused(path, "Reading it takes too much memory, or it is damaged."))
    except Exception as error:  # noqa: BLE001 - a fault of ours must be told as one, whatever it is
        return ReadWords("", _refused(path, f"The program itself failed on it ({type(error).__name__})."))


def _refused(path: Path, reason: str) -> Refusal:
    return Refusal(
        "unreadable", shown_name(path), reason, "Save it anew, as .docx, .pptx, .html or .md, and try again."
    )
