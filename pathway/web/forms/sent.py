"""
What a browser sent, read as it comes in.

Files are never written to disk in clear: they are held in memory, up to a limit, until they are
sealed. The token of the form comes before them, and without the right one no file is kept.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from pathway.documents.files import MEGABYTE, PathwayFile
from pathway.web.security.form_tokens import FIELD, is_token

MAX_FIELDS = 5_000
MAX_TEXT = 4 * MEGABYTE
URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


class NotRead(Exception):
    """
    A form was not read.

    Args:
        status: The HTTP status of the answer.
        key: The key of the text that says why.
    """

    def __init__(self, status: int, key: str) -> None:
        self.status, self.key = status, key
        super().__init__(key)


@dataclass
class SentForm:
    """
    Fields with their values, and files by the names of their fields.

    Args:
        is_trusted: Whether it has the token that was shown; else nothing may be done with it but to
            show it to whoever sent it.
    """

    values: dict[str, list[str]] = field(default_factory=dict[str, list[str]], repr=False)
    files: dict[str, PathwayFile] = field(default_factory=dict[str, PathwayFile], repr=False)
    is_trusted: bool = False

    def text(self, name: str) -> str:
        """Return the first value of a field, without space around it; empty if there is none."""
        return (self.values.get(name) or [""])[0].strip()

    def texts(self, name: str) -> list[str]:
        """Return all values of a field."""
        return self.values.get(name, [])

    def add(self, name: str, value: str) -> None:
        """Add a value to a field; lines end as they do everywhere else but in forms."""
        plain = value.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
        self.values.setdefault(name, []).append(plain)


def is_multipart(request: Request) -> bool:
    """Return whether what is sent may bring files."""
    kind, _ = parse_options_header(request.headers.get("content-type", ""))
    return kind == MULTIPART.encode()


async def sent_form(request: Request, token: str, max_files: int) -> SentForm:
    """
    Return what was sent.

    Args:
        token: What the form must have shown; empty if none can be right.
        max_files: How many bytes all files together may have.

    Raises:
        NotRead: It is too large, was cut off, or is no form.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind == MULTIPART.encode():
        reader = _Multipart(options.get(b"boundary", b""), token, max_files)
        return await reader.read(request.stream())
    if kind != URLENCODED.encode():
        raise NotRead(415, "refused.no_form")
    form = await _urlencoded(request.stream())
    form.is_trusted = is_token(token, form.text(FIELD))
    return form


async def _urlencoded(stream: AsyncIterator[bytes]) -> SentForm:
    body = bytearray()
    async for part in stream:
        body += part
        if len(body) > MAX_TEXT:
            raise NotRead(413, "refused.too_large")
    form = SentForm()
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            max_num_fields=MAX_FIELDS,
            errors="replace",
        )
    except ValueError as error:
        raise NotRead(400, "refused.no_form") from error
    for name, value in pairs:
        form.add(name, value)
    return form


class _Multipart:
    """Reads the parts of a form one after the other; the parser calls its methods."""

    def __init__(self, boundary: bytes, token: str, max_files: int) -> None:
        self._token, self._max_files = token, max_files
        self._form, self._has_ended = SentForm(), False
        self._text = self._file_bytes = self._parts = 0
        self._name = self._header = b""
        self._file: str | None = None
        self._content = bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._value = b""
        if not boundary:
            raise NotRead(400, "refused.no_form")
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._header_field,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._data,
                "on_part_end": self._end,
                "on_end": self._finished,
            },
        )

    async def read(self, stream: AsyncIterator[bytes]) -> SentForm:
        """
        Return the form, once its end has come in.

        Raises:
            NotRead: What `sent_form` raises.
        """
        try:
            async for part in stream:
                self._parser.write(part)
        except FormParserError as error:
            raise NotRead(400, "refused.no_form") from error
        if not self._has_ended:
            raise NotRead(400, "refused.cut_off")
        return self._form

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > MAX_FIELDS:
            raise NotRead(413, "refused.too_large")
        self._headers, self._content = {}, bytearray()

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        self._headers[self._header.lower()] = self._value
        self._header = self._value = b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        self._name = options.get(b"name", b"")
        file = options.get(b"filename")
        self._file = file.decode("utf-8", "replace") if file is not None else None

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._file is None or self._form.is_trusted:
            self._content += data[start:end]
        if self._file is None:
            self._text += end - start
        else:
            self._file_bytes += end - start
        if self._text > MAX_TEXT or self._file_bytes > self._max_files:
            raise NotRead(413, "refused.too_large")

    def _end(self) -> None:
        name = self._name.decode("utf-8", "replace")
        if self._file is None:
            self._form.add(name, self._content.decode("utf-8", "replace"))
            self._check_token(name)
        elif self._form.is_trusted and (self._file or self._content):
            # A browser sends a field without a file as a part without a name.
            self._form.files[name] = PathwayFile(self._file, bytes(self._content))
        self._content = bytearray()

    def _check_token(self, name: str) -> None:
        if name == FIELD:
            self._form.is_trusted = is_token(self._token, self._form.text(FIELD))

    def _finished(self) -> None:
        self._has_ended = True
