"""Takes the body of an upload form apart as it arrives: no file is ever whole in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.errors import IngestError

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

    from app.library_desk.intake import Intake

MOST_PARTS = 1000
"""Of a form, fields and files together."""
AGAIN = "Choose the files again and upload them once more."


class UploadBrokenError(IngestError):
    """What arrived is no whole upload."""

    def __init__(self, message: str, help_message: str = AGAIN) -> None:
        super().__init__("upload", message, help_message)


class MultipartReader:
    """Gives the files of a multipart form to an intake, piece by piece; other fields are dropped.

    Args:
        content_type: The header of the request.
        intake: Gets the files.

    Raises:
        UploadBrokenError: The request is no multipart form.
    """

    def __init__(self, content_type: str, intake: Intake) -> None:
        from python_multipart.exceptions import FormParserError
        from python_multipart.multipart import MultipartParser, parse_options_header

        self._intake = intake
        self._size = 0
        self._parts = 0
        self._is_whole = False
        self._name, self._value = b"", b""
        self._disposition = b""
        self._options = parse_options_header
        self._fault = FormParserError
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or b"boundary" not in options:
            raise UploadBrokenError("What was sent is no upload of files.")
        try:
            self._parser = MultipartParser(options[b"boundary"], self._callbacks())
        except FormParserError as error:
            raise UploadBrokenError("What was sent is no upload of files.") from error

    def feed(self, data: bytes) -> None:
        """Takes the next piece of the body.

        Raises:
            UploadBrokenError: It is no multipart form, or larger than all files together may be.
            TooManyFilesError: There is no end of files.
            HomeError: A file cannot be written.
        """
        self._size += len(data)
        if self._size > self._intake.limits.most_bytes_in_all:
            raise UploadBrokenError("The upload is larger than is taken at once.", "Upload fewer files at a time.")
        try:
            self._parser.write(data)
        except self._fault as error:
            raise UploadBrokenError("The upload did not arrive as it should.") from error

    def finish(self) -> None:
        """Says that no more comes. Raises UploadBrokenError where the end is missing."""
        if not self._is_whole:
            raise UploadBrokenError("The upload did not arrive whole.")

    def _callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": lambda data, start, end: self._intake.write(data[start:end]),
            "on_part_end": self._intake.end,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise UploadBrokenError("The upload has too many parts.", "Upload fewer files at a time.")
        self._disposition = b""

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._name.lower() == b"content-disposition":
            self._disposition = self._value
        self._name, self._value = b"", b""

    def _headers_finished(self) -> None:
        _kind, options = self._options(self._disposition)
        name = options.get(b"filename", b"")
        if name:  # a form without a chosen file sends an empty name
            self._intake.begin(name.decode("utf-8", "replace"))

    def _end(self) -> None:
        self._is_whole = True
