"""
Files from outside, read alike wherever they are read: bytes made text, and text made a table.

What cannot be read is a ValueError whose message goes on after "is": `not TOML: ... (at line 3)`.
"""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn, cast

from pathway.errors import shown

MAX_BYTES = 4_000_000
DEEPEST = 20
MAX_WHOLE_NUMBER = 2**63 - 1
MAX_DIGITS = 40
# The longer mark first: that of UTF-32 begins like that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# A key of very many parts takes tomllib time and memory by their square.
_PART = r"""(?>[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
MANY_PARTS = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{100}}")
TOO_DEEP = "that can be read: it is nested too deeply"
TOO_LARGE = "a number that is too large"


class DoubleKey(ValueError):
    """A table of a JSON document has the same key twice."""


def content_of(path: Path, limit: int = MAX_BYTES) -> bytes:
    """
    Return the content of a file, or of a larger one the first byte beyond the limit with it, so that
    a device or a whole database that is named by mistake fills no memory.
    """
    with path.open("rb") as file:
        return file.read(limit + 1)


def text_of(content: bytes, legacy: str | None = None, limit: int = MAX_BYTES) -> str:
    """
    Return bytes as text: UTF-8, or UTF-16 and UTF-32 where a byte order mark or the zeros between
    the letters tell; without the mark.

    Args:
        legacy: The encoding of older programs, for what is neither.
        limit: How many bytes it may have.

    Raises:
        ValueError: It is larger, or not text; the line is named.
    """
    if len(content) > limit:
        raise ValueError(f"larger than {limit // 1_000_000} MB, the most that is read")
    mark, encoding = _encoding(content)
    try:
        text = content[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        text = _legacy(content, legacy, error)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise ValueError(f"not text: it has a character NUL in line {line}")
    return text


def toml_of(text: str) -> dict[str, Any]:
    """
    Return what a text says as TOML.

    Raises:
        ValueError: It is not TOML, nested too deeply, or has numbers or texts that cannot be kept.
    """
    import tomllib

    if MANY_PARTS.search(text):
        raise ValueError(f"not TOML {TOO_DEEP}")
    try:
        content = tomllib.loads(without_mark(text))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"not TOML: {str(error).rstrip('.')}") from error
    except RecursionError as error:
        raise ValueError(f"not TOML {TOO_DEEP}") from error
    except ValueError as error:  # a number of thousands of digits
        raise ValueError(f"not TOML that can be read: it has {TOO_LARGE}") from error
    return cast(dict[str, Any], _checked(content, "TOML"))


def json_of(text: str) -> Any:
    """
    Return what a text says as JSON.

    Raises:
        DoubleKey: A table has a key twice.
        ValueError: It is not JSON, nested too deeply, or has numbers or texts that cannot be kept.
    """
    try:
        content = json.loads(
            without_mark(text),
            parse_constant=_no_number,
            parse_int=_whole_number,
            object_pairs_hook=_table,
        )
    except RecursionError as error:
        raise ValueError(f"not JSON {TOO_DEEP}") from error
    except DoubleKey:
        raise
    except ValueError as error:
        raise ValueError(f"not JSON: {str(error).rstrip('.')}") from error
    return _checked(content, "JSON")


def without_mark(text: str) -> str:
    """Return a text without the byte order mark that a program may have left in it."""
    return text.removeprefix("\ufeff")


def _encoding(content: bytes) -> tuple[bytes, str]:
    """Return the byte order mark, and the encoding that it or the zeros tell of."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return mark, encoding
    # Tables and settings begin with letters that have a zero for their other half.
    if len(content) > 1 and 0 in content[:2] and content[:2] != b"\0\0":
        return b"", "utf-16-be" if content[0] == 0 else "utf-16-le"
    return b"", "utf-8"


def _legacy(content: bytes, legacy: str | None, error: UnicodeDecodeError) -> str:
    """Return the text in the encoding of older programs, if there may be such."""
    line = content.count(b"\n", 0, error.start) + 1
    refusal = ValueError(
        f"not text in UTF-8 or UTF-16 (line {line}); save it as UTF-8 and try again"
    )
    if legacy is None or error.encoding != "utf-8":
        raise refusal from error
    try:
        return content.decode(legacy)
    except UnicodeDecodeError:
        raise refusal from error


def _table(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for name, value in pairs:
        if name in table:
            raise DoubleKey(f"not JSON that can be read: a table has {shown(name)} twice")
        table[name] = value
    return table


def _whole_number(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError(f"it has {TOO_LARGE}")
    return int(digits)


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a number in JSON")


def _checked(content: Any, kind: str) -> Any:
    """Return a document as it is, if it can be kept: not too deep, its numbers and texts sound."""
    try:
        _check(content, "", DEEPEST)
    except ValueError as error:
        raise ValueError(f"not {kind} that can be read: {error}") from error
    return content


def _check(value: object, path: str, levels: int) -> None:
    if levels == 0:
        raise ValueError("it is nested too deeply")
    if isinstance(value, dict):
        for name, member in cast(dict[str, object], value).items():
            _check_text(name, path)
            _check(member, f"{path}.{name}" if path else name, levels - 1)
    elif isinstance(value, list):
        for number, entry in enumerate(cast(list[object], value)):
            _check(entry, f"{path}[{number}]", levels - 1)
    elif isinstance(value, str):
        _check_text(value, path)
    elif isinstance(value, int | float):
        _check_number(value, path)


def _check_text(text: str, path: str) -> None:
    # JSON can name half of a character, which no file and no database can hold.
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError(f"{shown(path) or 'a name'} holds characters that cannot be stored")


def _check_number(number: int | float, path: str) -> None:
    if isinstance(number, float):
        if not math.isfinite(number):
            raise ValueError(f"{shown(path)} is not a number, or {TOO_LARGE}")
    elif abs(number) > MAX_WHOLE_NUMBER:
        raise ValueError(f"{shown(path)} is {TOO_LARGE}")
